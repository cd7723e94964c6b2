//! Tables whose rows may not change: read-only, immutable and blockchain tables get a trigger that refuses changes.

use super::super::Cx;
use super::super::plan::names::cut;
use super::clauses::NO_EQUIVALENT;
use crate::catalog::{Event, Timing};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::pg;
use crate::span::Span;

static IMMUTABLE: Rule = Rule {
    name: "immutable-table",
    codes: &[(Source::Oracle, "OR-CMP-007")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 60),
    message: "{clause} table `{table}` is a plain table with a trigger that refuses UPDATE, DELETE and TRUNCATE for good: {left}",
    help: "document that the guarantee is weaker than the source's, as the owner can disable the trigger; revoke these privileges, and \
           where rows may go after a time, let a procedure of the owner delete them",
    doc: "convert/table/frozen.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&IMMUTABLE];

/// Adds the trigger to a read-only table.
pub(super) fn read_only(cx: &mut Cx<'_>, object: &ir::Object, table: &QName, span: Span) {
    let raised = NO_EQUIVALENT.at(span).with("clause", "READ ONLY").with("table", &object.name);
    drop(cx.manual(raised.with("result", "a trigger refuses changes of its rows, once they are loaded")));
    let message = format!("ORA-12081: update operation not allowed on table \"{}\"", object.name);
    let events = vec![Event::Insert, Event::Update(Vec::new()), Event::Delete, Event::Truncate];
    add(cx, object, table, "read_only", events, message);
}

/// Adds the trigger to an immutable table, or one whose rows are chained by hashes.
pub(super) fn immutable(cx: &mut Cx<'_>, object: &ir::Object, table: &QName, word: &'static str, span: Span) {
    let left = if word == "BLOCKCHAIN" {
        "no hashes chain its rows, and no time ends the ban"
    } else {
        "no time ends the ban"
    };
    drop(cx.manual(IMMUTABLE.at(span).with("clause", word).with("table", &object.name).with("left", left)));
    let message = "ORA-05715: operation not allowed on the blockchain or immutable table".to_owned();
    let events = vec![Event::Update(Vec::new()), Event::Delete, Event::Truncate];
    add(cx, object, table, "immutable", events, message);
}

fn add(cx: &mut Cx<'_>, object: &ir::Object, table: &QName, purpose: &str, events: Vec<Event>, message: String) {
    let function = QName::new("ora_compat", "refuse_change");
    let trigger = pg::Trigger {
        table: Some(table.clone()),
        timing: Timing::Before,
        events,
        each_row: false,
        condition: None,
        referencing: Vec::new(),
        enabled: true,
        body: None,
        clauses: vec![pg::Clause::Execute(function, vec![message.into()])],
    };
    let name = QName { schema: table.schema.clone(), name: cut(&format!("a00_{}_{purpose}", table.name)) };
    cx.also(super::super::target::added(object, name, pg::Kind::Trigger(trigger)));
}
