//! What goes along when a table, column or key goes, and what forbids it.

use super::super::{ConstraintRule, ForeignKey, Kind, Language, ObjectId, Space, Table};
use super::{Applying, Problem};
use crate::name::{Name, QName};

impl<L: Language> Applying<L> {
    /// Drops a table or view with its indexes, triggers and grants.
    pub(super) fn drop_relation(&mut self, id: ObjectId, cascade: bool) -> Result<(), Problem> {
        let name = self.catalog.get(id).name.clone();
        let referenced = |key: &ForeignKey| key.table == name;
        if !cascade && self.referencing(&name, &referenced) {
            return Err(Problem::Refused(name, "a foreign key of another table references it"));
        }
        self.drop_foreign_keys(&name, &referenced);
        let gone: Vec<ObjectId> = self
            .beside(&name)
            .into_iter()
            .filter(|id| match &self.catalog.get(*id).kind {
                Kind::Index(index) => index.table == name,
                Kind::Trigger(trigger) => trigger.table.as_ref() == Some(&name),
                Kind::Schema(_)
                | Kind::Table(_)
                | Kind::Sequence(_)
                | Kind::View(_)
                | Kind::Type(_)
                | Kind::Routine(_)
                | Kind::Grant(_)
                | Kind::Other(_) => false,
            })
            .collect();
        gone.iter().for_each(|id| self.catalog.remove(*id));
        if let Some(log) = self.catalog.find(Space::Named("MATERIALIZED VIEW LOG"), &name) {
            self.catalog.remove(log);
        }
        self.drop_grants(&name);
        self.catalog.remove(id);
        Ok(())
    }

    /// Drops a user with everything it owns.
    pub(super) fn drop_schema(&mut self, id: ObjectId) {
        let owner = self.catalog.get(id).name.name.clone();
        let gone: Vec<ObjectId> =
            self.catalog.iter().filter(|(_, o)| o.name.schema.as_ref() == Some(&owner)).map(|(id, _)| id).collect();
        gone.iter().for_each(|id| self.catalog.remove(*id));
        self.catalog.remove(id);
    }

    /// Whether a table other than `name` has such a foreign key, which refers to `name`.
    pub(super) fn referencing(&self, name: &QName, wanted: &dyn Fn(&ForeignKey) -> bool) -> bool {
        self.beside(name).into_iter().any(|id| {
            let object = self.catalog.get(id);
            let Kind::Table(table) = &object.kind else { return false };
            object.name != *name
                && table.constraints.iter().any(|c| matches!(&c.rule, ConstraintRule::Foreign(key) if wanted(key)))
        })
    }

    /// Drops such foreign keys, which refer to `name`, of other tables.
    pub(super) fn drop_foreign_keys(&mut self, name: &QName, wanted: &dyn Fn(&ForeignKey) -> bool) {
        for id in self.beside(name) {
            let object = self.catalog.get_mut(id);
            if object.name == *name {
                continue;
            }
            if let Kind::Table(table) = &mut object.kind {
                table.constraints.retain(|c| !matches!(&c.rule, ConstraintRule::Foreign(key) if wanted(key)));
            }
        }
    }

    /// Drops a column with what stands on it alone; what stands on other columns too goes only with `CASCADE CONSTRAINTS`.
    pub(super) fn drop_column(&mut self, id: ObjectId, column: &Name, cascade: bool) -> Result<(), Problem> {
        let name = self.catalog.get(id).name.clone();
        let missing = || Problem::Missing(QName::new(name.name.clone(), column.clone()));
        let Kind::Table(table) = &self.catalog.get(id).kind else { return Err(missing()) };
        if table.column(column).is_none() {
            return Err(missing());
        }
        let refuse = |why| Err(Problem::Refused(QName::new(name.name.clone(), column.clone()), why));
        if !cascade && table.constraints.iter().any(|c| stands_on_others_too(&c.rule, column)) {
            return refuse("a constraint on several columns needs it");
        }
        let primary: Vec<Name> = table.primary_key().map(<[Name]>::to_vec).unwrap_or_default();
        let targets = |key: &ForeignKey| {
            let columns = if key.target.is_empty() { &primary } else { &key.target };
            key.table == name && columns.contains(column)
        };
        if !cascade && self.referencing(&name, &targets) {
            return refuse("a foreign key of another table references it");
        }
        self.drop_foreign_keys(&name, &targets);
        if let Kind::Table(table) = &mut self.catalog.get_mut(id).kind {
            table.columns.retain(|c| c.name != *column);
            table.constraints.retain(|c| !stands_on(&c.rule, column));
        }
        let gone: Vec<ObjectId> = self
            .beside(&name)
            .into_iter()
            .filter(|id| {
                matches!(&self.catalog.get(*id).kind, Kind::Index(index) if index.table == name
                    && index.keys.iter().any(|key| uses::<L>(&key.expr, column)))
            })
            .collect();
        gone.iter().for_each(|id| self.catalog.remove(*id));
        Ok(())
    }

    /// Gives a column another name, and what names it.
    pub(super) fn rename_column(&mut self, id: ObjectId, from: &Name, to: &Name) -> Result<(), Problem> {
        let name = self.catalog.get(id).name.clone();
        let Kind::Table(table) = &mut self.catalog.get_mut(id).kind else { return Err(Problem::Missing(name)) };
        if table.column(to).is_some() {
            return Err(Problem::Taken(QName::new(name.name, to.clone())));
        }
        match table.column_mut(from) {
            Some(column) => column.name = to.clone(),
            None => return Err(Problem::Missing(QName::new(name.name, from.clone()))),
        }
        rename_in_table(table, from, to);
        for id in self.beside(&name) {
            match &mut self.catalog.get_mut(id).kind {
                Kind::Table(table) => {
                    for constraint in &mut table.constraints {
                        if let ConstraintRule::Foreign(key) = &mut constraint.rule
                            && key.table == name
                        {
                            replace(&mut key.target, from, to);
                        }
                    }
                }
                Kind::Index(index) if index.table == name => {
                    index.keys.iter_mut().for_each(|key| L::rename_column(&mut key.expr, from, to));
                }
                Kind::Index(_)
                | Kind::Schema(_)
                | Kind::Sequence(_)
                | Kind::View(_)
                | Kind::Type(_)
                | Kind::Routine(_)
                | Kind::Trigger(_)
                | Kind::Grant(_)
                | Kind::Other(_) => {}
            }
        }
        Ok(())
    }
}

fn replace(names: &mut [Name], from: &Name, to: &Name) {
    names.iter_mut().filter(|name| *name == from).for_each(|name| name.clone_from(to));
}

fn rename_in_table<L: Language>(table: &mut Table<L>, from: &Name, to: &Name) {
    for constraint in &mut table.constraints {
        match &mut constraint.rule {
            ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => replace(columns, from, to),
            ConstraintRule::Foreign(key) => replace(&mut key.columns, from, to),
            ConstraintRule::Check(expr) => L::rename_column(expr, from, to),
            ConstraintRule::Ref(_) => {}
        }
    }
    for column in &mut table.columns {
        if let super::super::Fill::Generated { expr, .. } = &mut column.fill {
            L::rename_column(expr, from, to);
        }
    }
    if let Some(partitioning) = &mut table.partitioning {
        partitioning.columns.iter_mut().for_each(|e| L::rename_column(e, from, to));
        if let Some(sub) = &mut partitioning.sub {
            sub.columns.iter_mut().for_each(|e| L::rename_column(e, from, to));
        }
    }
}

fn uses<L: Language>(expr: &L::Expr, column: &Name) -> bool {
    let mut found = false;
    L::columns(expr, &mut |name| found |= name == column);
    found
}

/// Whether a constraint of the table needs the column.
fn stands_on<L: Language>(rule: &ConstraintRule<L>, column: &Name) -> bool {
    match rule {
        ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => columns.contains(column),
        ConstraintRule::Foreign(key) => key.columns.contains(column),
        ConstraintRule::Check(expr) => uses::<L>(expr, column),
        ConstraintRule::Ref(_) => false,
    }
}

fn stands_on_others_too<L: Language>(rule: &ConstraintRule<L>, column: &Name) -> bool {
    let several = match rule {
        ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => columns.len() > 1,
        ConstraintRule::Foreign(key) => key.columns.len() > 1,
        ConstraintRule::Check(expr) => {
            let mut others = false;
            L::columns(expr, &mut |name| others |= name != column);
            others
        }
        ConstraintRule::Ref(_) => false,
    };
    several && stands_on(rule, column)
}
