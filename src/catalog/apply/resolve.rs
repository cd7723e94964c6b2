//! Names in statements: where unqualified ones live, and which object one means.

use super::super::{ConstraintRule, Kind, Language, ObjectId, Space, Table};
use super::{Applying, Problem};
use crate::name::{Name, QName};

impl<L: Language> Applying<L> {
    /// The name with the schema that the session stands in.
    pub(super) fn here(&self, name: &QName) -> QName {
        name.within(self.current.as_ref())
    }

    /// The object that a name means. Where the script does not say whose session it runs in, a bare name may belong to an
    /// object with a schema and the other way round, as long as only one object can be meant.
    pub(super) fn find(&self, space: Space, name: &QName) -> Option<ObjectId> {
        let exact = match space {
            Space::Global | Space::Named(_) => self.catalog.find(space, name),
            Space::Schema | Space::Index | Space::Trigger | Space::Body => None,
        };
        if let Some(id) = exact.or_else(|| self.catalog.find(space, &self.here(name))) {
            return Some(id);
        }
        if self.current.is_some() {
            return None;
        }
        let mut fitting = self.bare.get(&(space, name.name.clone()))?.iter().filter(|id| {
            let object = self.catalog.get(**id);
            self.catalog.exists(**id)
                && object.name.name == name.name
                && (name.schema.is_none() || object.name.schema.is_none())
        });
        let first = fitting.next()?;
        if fitting.next().is_none() { Some(*first) } else { None }
    }

    /// Whether an object is there that a statement of the session would mean by that name.
    #[must_use]
    pub fn has(&self, space: Space, name: &QName) -> bool {
        self.find(space, name).is_some()
    }

    /// The object that a statement of the session would mean by that name.
    #[must_use]
    pub fn named(&self, space: Space, name: &QName) -> Option<ObjectId> {
        self.find(space, name)
    }

    /// The full name of the table that a statement of the session means.
    #[must_use]
    pub fn full_name(&self, table: &QName) -> QName {
        self.relation(table)
    }

    /// The full name of the relation that a name means; where it is not there (yet), the name in the session's schema.
    pub(super) fn relation(&self, name: &QName) -> QName {
        match self.find(Space::Schema, name) {
            Some(id) => self.catalog.get(id).name.clone(),
            None => self.here(name),
        }
    }

    /// Gives names of tables within an object their schema.
    pub(super) fn qualify(&self, kind: &mut Kind<L>) {
        match kind {
            Kind::Table(table) => self.qualify_table(table),
            Kind::Index(index) => index.table = self.relation(&index.table),
            Kind::Trigger(trigger) => trigger.table = trigger.table.as_ref().map(|t| self.relation(t)),
            Kind::Sequence(sequence) => {
                if let Some((table, _)) = &mut sequence.owned_by {
                    *table = self.relation(table);
                }
            }
            Kind::Grant(grant) => {
                if let Some(on) = &mut grant.on
                    && on.kind.is_empty()
                {
                    on.name = self.relation(&on.name);
                }
            }
            Kind::Schema(_) | Kind::View(_) | Kind::Type(_) | Kind::Routine(_) | Kind::Other(_) => {}
        }
    }

    fn qualify_table(&self, table: &mut Table<L>) {
        for constraint in &mut table.constraints {
            self.qualify_rule(&mut constraint.rule);
        }
    }

    pub(super) fn qualify_rule(&self, rule: &mut ConstraintRule<L>) {
        if let ConstraintRule::Foreign(key) = rule {
            key.table = self.relation(&key.table);
        }
    }

    /// Gives an object another name, and everything that names it.
    pub(super) fn rename(&mut self, id: ObjectId, to: Name) -> Result<(), Problem> {
        let from = self.catalog.get(id).name.clone();
        let space = self.catalog.get(id).kind.space();
        let to = QName { schema: from.schema.clone(), name: to };
        if self.catalog.find(space, &to).is_some_and(|other| other != id) {
            return Err(Problem::Taken(to));
        }
        self.bare.entry((space, to.name.clone())).or_default().push(id);
        self.catalog.rename(id, to.clone());
        if space == Space::Schema {
            self.follow(&from, &to);
        }
        Ok(())
    }

    /// Lets what names a relation follow its new name.
    fn follow(&mut self, from: &QName, to: &QName) {
        let set = |name: &mut QName| {
            if name == from {
                name.clone_from(to);
            }
        };
        for id in self.beside(from) {
            self.note_as(to.clone(), id);
            match &mut self.catalog.get_mut(id).kind {
                Kind::Table(table) => {
                    for constraint in &mut table.constraints {
                        if let ConstraintRule::Foreign(key) = &mut constraint.rule {
                            set(&mut key.table);
                        }
                    }
                }
                Kind::Index(index) => set(&mut index.table),
                Kind::Trigger(trigger) => trigger.table.iter_mut().for_each(set),
                Kind::Grant(grant) => grant.on.iter_mut().for_each(|on| set(&mut on.name)),
                Kind::Schema(_)
                | Kind::Sequence(_)
                | Kind::View(_)
                | Kind::Type(_)
                | Kind::Routine(_)
                | Kind::Other(_) => {}
            }
        }
    }
}
