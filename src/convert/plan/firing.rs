//! The order in which triggers of a table fire, where the source says so: PostgreSQL goes by their names.

#![expect(clippy::wildcard_enum_match_arm, reason = "only triggers are looked for")]

use crate::analyze::depend;
use crate::catalog::ObjectId;
use crate::ir::{self, ClauseKind};
use crate::name::QName;
use std::collections::{BTreeMap, BTreeSet};

/// What stands before the names of triggers whose order is said: `t010_`.
#[must_use]
pub fn prefixes(catalog: &ir::Catalog) -> BTreeMap<ObjectId, String> {
    let mut later: BTreeMap<ObjectId, BTreeSet<ObjectId>> = BTreeMap::new();
    let named: BTreeMap<&QName, ObjectId> = triggers(catalog).map(|(id, object, _)| (&object.name, id)).collect();
    for (id, object, trigger) in triggers(catalog) {
        for clause in &trigger.clauses {
            let ClauseKind::Object(word, other) = &clause.kind else { continue };
            let Some(other) = named.get(&other.within(object.name.schema.as_ref())).copied() else { continue };
            let (first, second) = if *word == "FOLLOWS" { (other, id) } else { (id, other) };
            later.entry(second).or_default().insert(first);
            later.entry(first).or_default();
        }
    }
    let mut tables: BTreeMap<Option<ObjectId>, Vec<ObjectId>> = BTreeMap::new();
    for id in later.keys() {
        let ir::Kind::Trigger(trigger) = &catalog.get(*id).kind else { continue };
        let schema = catalog.get(*id).name.schema.as_ref();
        let table = trigger.table.as_ref().and_then(|t| depend::find(catalog, t, schema));
        tables.entry(table).or_default().push(*id);
    }
    let mut all = BTreeMap::new();
    for mut left in tables.into_values() {
        left.sort_by_key(|id| &catalog.get(*id).name);
        let mut place = 0;
        while !left.is_empty() {
            // One that waits for none of those that are left; in a circle the first by name.
            let free = left.iter().position(|id| later.get(id).is_none_or(|f| !left.iter().any(|l| f.contains(l))));
            let id = left.remove(free.unwrap_or(0));
            place += 10;
            all.insert(id, format!("t{place:03}_"));
        }
    }
    all
}

fn triggers(catalog: &ir::Catalog) -> impl Iterator<Item = (ObjectId, &ir::Object, &ir::Trigger)> {
    catalog.iter().filter_map(|(id, object)| match &object.kind {
        ir::Kind::Trigger(trigger) => Some((id, object, trigger)),
        _ => None,
    })
}
