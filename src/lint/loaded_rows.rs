//! Rows of the scripts that are loaded before the triggers which fired for them in the source.

use super::{Found, Seen, about};
use crate::analyze::depend;
use crate::catalog::{Event, ObjectId};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{Dml, Fate, FromKind, Kind};
use crate::name::QName;
use std::collections::{BTreeMap, BTreeSet};

static UNFIRED: Rule = Rule {
    name: "rows-without-their-trigger",
    codes: &[(Source::Oracle, "HD-353")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "trigger `{trigger}` fired for rows that a script writes to `{table}`; they are loaded before it is made, so it does not",
    help: "check what it fills or records: write these values into the rows, or load data.sql again behind post_data.sql",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&UNFIRED];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let mut made: BTreeMap<ObjectId, usize> = BTreeMap::new();
    for (n, statement) in seen.program.statements.iter().enumerate() {
        if let Fate::Object(id) = statement.fate {
            made.entry(id).or_insert(n);
        }
    }
    let mut fires: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for (id, object) in seen.program.catalog.iter() {
        if let Kind::Trigger(trigger) = &object.kind
            && trigger.enabled
            && let Some(table) = &trigger.table
            && let Some(table) = depend::find(&seen.program.catalog, table, object.name.schema.as_ref())
        {
            fires.entry(table).or_default().push(id);
        }
    }
    let mut said = BTreeSet::new();
    for data in &seen.program.data {
        let Some((name, writes)) = written(&data.dml) else { continue };
        let Some(table) = depend::find(&seen.program.catalog, name, data.schema.as_ref()) else { continue };
        for id in fires.get(&table).into_iter().flatten() {
            let object = seen.program.catalog.get(*id);
            let Kind::Trigger(trigger) = &object.kind else { continue };
            let before = made.get(id).is_some_and(|n| *n < data.statement as usize);
            if before && trigger.events.iter().any(|e| same(e, writes)) && said.insert(*id) {
                let table = seen.program.catalog.get(table);
                let raised = UNFIRED.at(data.span).with("trigger", &object.name).with("table", &table.name);
                found.push(about(table, raised));
            }
        }
    }
}

/// What a statement does to rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    Adds,
    Changes,
    Removes,
}

fn same(event: &Event, writes: Writes) -> bool {
    match event {
        Event::Insert => writes == Writes::Adds,
        Event::Update(_) => writes == Writes::Changes,
        Event::Delete => writes == Writes::Removes,
        Event::Truncate | Event::System(_) => false,
    }
}

fn written(dml: &Dml) -> Option<(&QName, Writes)> {
    let (from, writes) = match dml {
        Dml::Insert(it) => return Some((&it.table, Writes::Adds)),
        Dml::InsertInto(it) => (&it.into, Writes::Adds),
        Dml::Update(it) => (&it.target, Writes::Changes),
        Dml::Delete(it) => (&it.target, Writes::Removes),
        Dml::InsertMany(_) | Dml::Merge(_) | Dml::Unread(..) => return None,
    };
    if let FromKind::Table(table) = &from.kind { Some((&table.name, writes)) } else { None }
}
