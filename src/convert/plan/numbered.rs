//! Columns whose trigger only fills them from a sequence, where a person chose that a default does it.

use super::find_table;
use crate::analyze::{Facts, depend, numbering};
use crate::catalog::{Fill, ObjectId};
use crate::ir;
use crate::name::Name;
use crate::profile::{Profile, SEQUENCE_TRIGGERS, SequenceTriggers};
use std::collections::BTreeMap;

/// Such triggers.
#[derive(Debug, Default)]
pub struct Numbered {
    /// The column of each, and its sequence.
    triggers: BTreeMap<ObjectId, (ObjectId, Name, ObjectId)>,
}

impl Numbered {
    /// Decides. Of several triggers of a column none is left out, nor one whose place among others the source says.
    #[must_use]
    pub fn new(catalog: &ir::Catalog, facts: &Facts<'_>, profile: &Profile) -> Self {
        let mut all = Numbered::default();
        if profile.get(&SEQUENCE_TRIGGERS) != SequenceTriggers::Default {
            return all;
        }
        for (id, object) in catalog.iter() {
            let ir::Kind::Trigger(trigger) = &object.kind else { continue };
            let schema = object.name.schema.as_ref();
            let Some(it) = numbering::of(facts, trigger).filter(|it| it.where_null && trigger.enabled) else {
                continue;
            };
            let ordered = |c: &ir::Clause| matches!(c.kind, ir::ClauseKind::Object("FOLLOWS" | "PRECEDES", _));
            let Some((table, declared)) = trigger.table.as_ref().and_then(|t| find_table(catalog, t, schema)) else {
                continue;
            };
            let plain = declared.columns.iter().any(|c| c.name == *it.column && matches!(c.fill, Fill::Nothing));
            let name = match it.sequence {
                [name] => crate::name::QName::bare(name.clone()),
                [schema, name] => crate::name::QName::new(schema.clone(), name.clone()),
                _ => continue,
            };
            let found = depend::find(catalog, &name, schema);
            let sequence = found.filter(|id| matches!(catalog.get(*id).kind, ir::Kind::Sequence(_)));
            if let (Some(sequence), true) = (sequence, plain && !trigger.clauses.iter().any(ordered)) {
                all.triggers.insert(id, (table, it.column.clone(), sequence));
            }
        }
        let places: Vec<(ObjectId, Name)> = all.triggers.values().map(|(table, c, _)| (*table, c.clone())).collect();
        all.triggers.retain(|_, (table, c, _)| places.iter().filter(|(t, name)| t == table && name == c).count() == 1);
        all
    }

    /// The column that a trigger fills, and that a default fills in its place.
    #[must_use]
    pub fn trigger(&self, id: ObjectId) -> Option<&Name> {
        self.triggers.get(&id).map(|(_, column, _)| column)
    }

    /// The sequence that gives a column its default.
    #[must_use]
    pub fn column(&self, table: ObjectId, column: &Name) -> Option<ObjectId> {
        self.triggers.values().find(|(t, name, _)| *t == table && name == column).map(|(_, _, sequence)| *sequence)
    }
}
