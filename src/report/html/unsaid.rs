//! What no declaration says: names that are not resolved, keys that only code knows, unreachable routines, where values come from.

use super::anchors::{Anchors, Link};
use crate::report::model::Report;
use crate::report::visible;
use serde::Serialize;

/// Rows of each table; all of them stand in report.json.
const ROWS: usize = 200;

#[derive(Serialize)]
pub struct Unsaid<'a> {
    references: u32,
    resolved: u32,
    not_in_input: u32,
    expressions: u32,
    typed: u32,
    unresolved: Vec<Unresolved<'a>>,
    unresolved_more: usize,
    keys: Vec<Key<'a>>,
    keys_more: usize,
    dead: Vec<Dead>,
    dead_more: usize,
    flows: Vec<Flow<'a>>,
    flows_more: usize,
}

#[derive(Serialize)]
struct Unresolved<'a> {
    object: Link,
    name: String,
    reason: &'a str,
    place: String,
    count: u32,
}

#[derive(Serialize)]
struct Key<'a> {
    column: String,
    key: String,
    joins: u32,
    confidence: &'a str,
}

#[derive(Serialize)]
struct Dead {
    object: Link,
    name: String,
    place: String,
}

#[derive(Serialize)]
struct Flow<'a> {
    target: String,
    source: String,
    transformation: &'a str,
    object: Link,
}

/// The block; nothing of a report that says none of it.
pub fn unsaid<'a>(report: &'a Report, anchors: &Anchors) -> Unsaid<'a> {
    let shown = |text: &str| visible::line(text).into_owned();
    let place = |location: Option<&crate::report::model::Location>| {
        location.map_or_else(String::new, |l| visible::line(&format!("{}:{}", l.file, l.line)).into_owned())
    };
    let names = &report.names;
    let more = |count: usize| count.saturating_sub(ROWS);
    let unresolved = names.unresolved.iter().take(ROWS).map(|it| Unresolved {
        object: anchors.link(&it.object),
        name: shown(&it.name),
        reason: &it.reason,
        place: place(it.location.as_ref()),
        count: it.count,
    });
    let keys = report.undeclared_keys.iter().take(ROWS).map(|it| Key {
        column: shown(&it.column),
        key: shown(&it.key),
        joins: it.joins,
        confidence: &it.confidence,
    });
    let dead = report.dead_routines.iter().take(ROWS).map(|it| Dead {
        object: anchors.link(&it.object),
        name: shown(&it.name),
        place: place(it.location.as_ref()),
    });
    let flows = report.lineage.iter().take(ROWS).map(|it| Flow {
        target: shown(&it.target),
        source: shown(&it.source),
        transformation: &it.transformation,
        object: anchors.link(&it.object),
    });
    Unsaid {
        references: names.references,
        resolved: names.resolved,
        not_in_input: names.not_in_input,
        expressions: names.expressions,
        typed: names.typed,
        unresolved: unresolved.collect(),
        unresolved_more: more(names.unresolved.len()),
        keys: keys.collect(),
        keys_more: more(report.undeclared_keys.len()),
        dead: dead.collect(),
        dead_more: more(report.dead_routines.len()),
        flows: flows.collect(),
        flows_more: more(report.lineage.len()),
    }
}
