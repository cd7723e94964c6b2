//! Which objects name a relation: a change of it looks at those alone, however many there are.

use super::super::{ConstraintRule, Kind, Language, ObjectId};
use super::Applying;
use crate::name::QName;

impl<L: Language> Applying<L> {
    /// Notes the relations that an object names: in a foreign key, as its table, as what it gives rights on.
    pub(super) fn note(&mut self, id: ObjectId) {
        let mut names: Vec<QName> = Vec::new();
        match &self.catalog.get(id).kind {
            Kind::Table(table) => names.extend(table.constraints.iter().filter_map(|c| match &c.rule {
                ConstraintRule::Foreign(key) => Some(key.table.clone()),
                ConstraintRule::Primary(_)
                | ConstraintRule::Unique(_)
                | ConstraintRule::Check(_)
                | ConstraintRule::Ref(_) => None,
            })),
            Kind::Index(index) => names.push(index.table.clone()),
            Kind::Trigger(trigger) => names.extend(trigger.table.clone()),
            Kind::Grant(grant) => names.extend(grant.on.as_ref().map(|on| on.name.clone())),
            Kind::Schema(_) | Kind::Sequence(_) | Kind::View(_) | Kind::Type(_) | Kind::Routine(_) | Kind::Other(_) => {
            }
        }
        for name in names {
            self.note_as(name, id);
        }
    }

    /// Notes one relation that an object names.
    pub(super) fn note_as(&mut self, name: QName, id: ObjectId) {
        let all = self.beside.entry(name).or_default();
        if all.last() != Some(&id) {
            all.push(id);
        }
    }

    /// The objects that may name a relation, in order of creation. Some do so no longer: the caller looks.
    pub(super) fn beside(&self, name: &QName) -> Vec<ObjectId> {
        let all = self.beside.get(name).into_iter().flatten().copied();
        let mut all: Vec<ObjectId> = all.filter(|id| self.catalog.exists(*id)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
