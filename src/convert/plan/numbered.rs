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
    /// The column of each.
    triggers: BTreeMap<ObjectId, Name>,
    /// The sequence of each column.
    columns: BTreeMap<(ObjectId, Name), ObjectId>,
}

impl Numbered {
    /// Decides. Of several triggers of a column none is left out, nor one whose place among others the source says.
    #[must_use]
    pub fn new(catalog: &ir::Catalog, facts: &Facts<'_>, profile: &Profile) -> Self {
        let mut all = Numbered::default();
        if profile.get(&SEQUENCE_TRIGGERS) != SequenceTriggers::Default {
            return all;
        }
        let mut found = Vec::new();
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
            let sequence = depend::find(catalog, &name, schema);
            let sequence = sequence.filter(|id| matches!(catalog.get(*id).kind, ir::Kind::Sequence(_)));
            if let (Some(sequence), true) = (sequence, plain && !trigger.clauses.iter().any(ordered)) {
                found.push((id, (table, it.column.clone()), sequence));
            }
        }
        let mut several: BTreeMap<(ObjectId, Name), usize> = BTreeMap::new();
        for (_, place, _) in &found {
            *several.entry(place.clone()).or_default() += 1;
        }
        for (id, place, sequence) in found {
            if several.get(&place) == Some(&1) {
                all.triggers.insert(id, place.1.clone());
                all.columns.insert(place, sequence);
            }
        }
        all
    }

    /// The column that a trigger fills, and that a default fills in its place.
    #[must_use]
    pub fn trigger(&self, id: ObjectId) -> Option<&Name> {
        self.triggers.get(&id)
    }

    /// The sequence that gives a column its default.
    #[must_use]
    pub fn column(&self, table: ObjectId, column: &Name) -> Option<ObjectId> {
        self.columns.get(&(table, column.clone())).copied()
    }
}
