//! Does everything add up, and where are we blind: states by schema, owner and kind, statements, and what was not looked at.

use super::anchors::{Anchors, Link, Part, Piece, bar, bar_words, pieces, place};
use crate::finding::{ObjectKind, State};
use crate::report::model::{Location, NotChecked, Object, Report, States};
use crate::report::sums::{count, level};
use crate::report::view::{View, grouped, hours};
use crate::report::visible;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows of what was not looked at, and of statements by fate.
const BLIND: usize = 500;
const GROUPS: usize = 300;
/// Places that are named in a row.
const PLACES: usize = 5;

#[derive(Serialize)]
pub struct Inventory<'a> {
    schemas: Vec<Schema>,
    owners: Vec<Owner>,
    kinds: Vec<Kind>,
    statements: Statements<'a>,
    blind: Vec<Blind<'a>>,
    blind_more: usize,
}

#[derive(Serialize)]
struct Schema {
    id: String,
    name: String,
    total: u32,
    aria: String,
    parts: Vec<Part>,
    open: u32,
    blockers: u32,
}

#[derive(Serialize)]
struct Owner {
    name: String,
    blocker: u32,
    loss: u32,
    behaviour: u32,
    other: u32,
    hours: String,
}

#[derive(Serialize)]
struct Kind {
    name: String,
    sum: bool,
    total: u32,
    states: [u32; 5],
    levels: [u32; 8],
}

#[derive(Serialize)]
struct Statements<'a> {
    total: String,
    groups: Vec<Group<'a>>,
    more: usize,
}

#[derive(Serialize)]
struct Group<'a> {
    label: &'a str,
    state: &'a str,
    count: u32,
    place: String,
    reason: Vec<Piece>,
}

#[derive(Serialize)]
struct Blind<'a> {
    kind: &'a str,
    what: Link,
    count: usize,
    places: Vec<String>,
    more: usize,
    why: Vec<Piece>,
}

/// Id of a schema's heading among the objects, by its position.
pub fn schema_id(position: usize) -> String {
    format!("objects-{}", position + 1)
}

/// Schemas in order, as the page names them.
pub fn schemas(report: &Report) -> Vec<String> {
    let mut all: Vec<String> = report.objects.iter().map(schema_of).collect();
    all.sort();
    all.dedup();
    all
}

/// The schema of an object; without one, a dash.
pub fn schema_of(object: &Object) -> String {
    object.schema.as_deref().map_or_else(|| "–".into(), |s| visible::line(s).into_owned())
}

pub fn inventory<'a>(view: &View<'a>, anchors: &Anchors) -> Inventory<'a> {
    let report = view.report;
    let blind = blind(report, anchors);
    let mut most: Vec<_> = report.statements.iter().collect();
    most.sort_by_key(|g| std::cmp::Reverse(g.count));
    let groups = most.into_iter().take(GROUPS).map(|g| Group {
        label: &g.label,
        state: &g.state,
        count: g.count,
        place: g.location.as_ref().map_or_else(String::new, |l| place(&l.file, l.line)),
        reason: pieces(g.reason.as_deref().unwrap_or("")),
    });
    Inventory {
        schemas: schema_rows(view),
        owners: owner_rows(view),
        kinds: kind_rows(report),
        statements: Statements {
            total: grouped(u64::from(report.summary.statements.total)),
            groups: groups.collect(),
            more: report.statements.len().saturating_sub(GROUPS),
        },
        blind_more: blind.len().saturating_sub(BLIND),
        blind: blind.into_iter().take(BLIND).collect(),
    }
}

/// What was not looked at; places with one reason stand in one row where they are many.
fn blind<'a>(report: &'a Report, anchors: &Anchors) -> Vec<Blind<'a>> {
    let mut rows: Vec<(&NotChecked, Vec<String>)> = Vec::new();
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in &report.not_checked {
        let at = |l: &Location| if l.line == 0 { visible::line(&l.file).into_owned() } else { place(&l.file, l.line) };
        let at = one.location.as_ref().map_or_else(String::new, at);
        let alike = (one.kind.as_str(), one.reason.as_str());
        match known.get(&alike).filter(|_| one.object.is_none()).and_then(|row| rows.get_mut(*row)) {
            Some((_, places)) => places.push(at),
            None => {
                if one.object.is_none() {
                    known.insert(alike, rows.len());
                }
                rows.push((one, vec![at]));
            }
        }
    }
    rows.into_iter()
        .map(|(one, mut places)| {
            let count = places.len();
            let more = count.saturating_sub(PLACES);
            places.truncate(PLACES);
            Blind {
                kind: &one.kind,
                what: one
                    .object
                    .as_deref()
                    .map_or(Link { id: String::new(), text: String::new() }, |o| anchors.link(o)),
                count,
                places,
                more,
                why: pieces(&one.reason),
            }
        })
        .collect()
}

fn schema_rows(view: &View<'_>) -> Vec<Schema> {
    let report = view.report;
    let mut rows: BTreeMap<String, (States, u32, u32)> = BTreeMap::new();
    let mut of_object: BTreeMap<&str, String> = BTreeMap::new();
    for object in &report.objects {
        let schema = schema_of(object);
        count(&mut rows.entry(schema.clone()).or_default().0, &object.state);
        of_object.insert(&object.id, schema);
    }
    for finding in view.open() {
        if let Some(row) = of_object.get(finding.object.as_str()).and_then(|s| rows.get_mut(s)) {
            row.1 += 1;
            row.2 += u32::from(finding.severity == "blocker");
        }
    }
    let most = rows.values().map(|(s, ..)| s.total).max().unwrap_or(1);
    rows.into_iter()
        .enumerate()
        .map(|(position, (name, (states, open, blockers)))| Schema {
            id: schema_id(position),
            name,
            total: states.total,
            aria: bar_words(&states),
            parts: bar(&states, most),
            open,
            blockers,
        })
        .collect()
}

fn owner_rows(view: &View<'_>) -> Vec<Owner> {
    let mut rows: BTreeMap<&str, ([u32; 4], f64)> = BTreeMap::new();
    for finding in view.open() {
        let (counts, likely) = rows.entry(finding.owner.as_deref().unwrap_or("nobody")).or_default();
        let column = match finding.severity.as_str() {
            "blocker" => 0,
            "data-loss-risk" => 1,
            "behaviour-change" => 2,
            _ => 3,
        };
        if let Some(slot) = counts.get_mut(column) {
            *slot += 1;
        }
        *likely += finding.effort_hours.likely;
    }
    rows.into_iter()
        .map(|(name, ([blocker, loss, behaviour, other], likely))| Owner {
            name: visible::line(name).into_owned(),
            blocker,
            loss,
            behaviour,
            other,
            hours: hours(likely),
        })
        .collect()
}

fn kind_rows(report: &Report) -> Vec<Kind> {
    let mut rows: Vec<Kind> = ObjectKind::ALL
        .iter()
        .map(|kind| {
            let objects: Vec<&Object> = report.objects.iter().filter(|o| o.kind == kind.name()).collect();
            kind_row(&words(kind.name()), &objects)
        })
        .filter(|row| row.total > 0)
        .collect();
    let all: Vec<&Object> = report.objects.iter().collect();
    rows.push(Kind { sum: true, ..kind_row("all", &all) });
    rows
}

/// `materialized_view` as words.
pub fn words(kind: &str) -> String {
    kind.split('_').collect::<Vec<_>>().join(" ")
}

fn kind_row(name: &str, objects: &[&Object]) -> Kind {
    let (mut states, mut levels) = ([0; 5], [0; 8]);
    for object in objects {
        let state = State::ALL.iter().position(|s| s.name() == object.state);
        if let Some(slot) = state.and_then(|i| states.get_mut(i)) {
            *slot += 1;
        }
        if let Some(slot) = object.proof.as_deref().and_then(|p| levels.get_mut(usize::from(level(p)))) {
            *slot += 1;
        }
    }
    Kind { name: name.into(), sum: false, total: u32::try_from(objects.len()).unwrap_or(u32::MAX), states, levels }
}
