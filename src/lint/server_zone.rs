//! The clock of the source's server: asked once, where it is read.

use super::{Found, Seen, general};
use crate::analyze::Means;
use crate::catalog::{ConstraintRule, Fill};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{self, ExprKind};
use crate::name::Name;
use crate::profile::SERVER_TIMEZONE;
use crate::span::Span;
use std::sync::atomic::Ordering;

static NOT_GIVEN: Rule = Rule {
    name: "server-time-zone",
    codes: &[(Source::Oracle, "OR-TMZ-002")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 0),
    message: "{what} is in the time zone of the source's server, which is not given; PostgreSQL's clocks follow the session",
    help: "find out the zone of the database host, and say `source_server_timezone` = \"Europe/Vienna\"",
    doc: "lint/server-time-zone.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NOT_GIVEN];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    if seen.profile.text(&SERVER_TIMEZONE).is_some() {
        return;
    }
    let clock = seen.tables().find_map(|(_, _, table)| {
        let columns = table.columns.iter().find_map(|c| match &c.fill {
            Fill::Default { expr, .. } | Fill::Generated { expr, .. } => clock(expr),
            Fill::Nothing | Fill::Identity(_) => None,
        });
        let checks = || {
            table.constraints.iter().find_map(|c| match &c.rule {
                ConstraintRule::Check(expr) => clock(expr),
                ConstraintRule::Primary(_)
                | ConstraintRule::Unique(_)
                | ConstraintRule::Foreign(_)
                | ConstraintRule::Ref(_) => None,
            })
        };
        columns.or_else(checks)
    });
    let rows = || seen.program.data.iter().find_map(|data| data_clock(&data.dml));
    if let Some(what) = clock.or_else(rows).map(|(what, _span)| what).or_else(|| of_code(seen)) {
        found.push(general(NOT_GIVEN.at(Span::default()).with("what", what)));
    }
}

/// The names of the server's clock.
const CLOCKS: [&str; 2] = ["SYSDATE", "SYSTIMESTAMP"];

/// Notes whether a name in code is that of the server's clock.
pub(super) fn note(seen: &Seen<'_>, name: &Name, means: Means) {
    if let Some(at) = CLOCKS.iter().position(|clock| name == clock)
        && matches!(means, Means::Unknown | Means::Supplied | Means::Builtin(_))
    {
        seen.noted.clocks.fetch_or(1 << at, Ordering::Relaxed);
    }
}

fn of_code(seen: &Seen<'_>) -> Option<&'static str> {
    let read = seen.noted.clocks.load(Ordering::Relaxed);
    CLOCKS.into_iter().enumerate().find_map(|(at, clock)| (read & 1 << at != 0).then_some(clock))
}

/// Where an expression reads the server's clock.
fn clock(expr: &ir::Expr) -> Option<(&'static str, Span)> {
    let mut found = None;
    ir::walk::each(expr, &mut |e| {
        let path = if let ExprKind::Name(path) = &e.kind {
            Some(&**path)
        } else if let ExprKind::Call(call) = &e.kind {
            Some(&call.name)
        } else {
            None
        };
        let name = path.and_then(|path| path.parts.last());
        let word = name.and_then(|n| CLOCKS.into_iter().find(|w| n == w));
        found = found.or(word.map(|w| (w, e.at.span)));
    });
    found
}

fn data_clock(dml: &ir::Dml) -> Option<(&'static str, Span)> {
    match dml {
        ir::Dml::Insert(insert) => insert.rows.iter().flatten().find_map(clock),
        // the other statements are manual
        ir::Dml::InsertInto(_)
        | ir::Dml::InsertMany(_)
        | ir::Dml::Update(_)
        | ir::Dml::Delete(_)
        | ir::Dml::Merge(_)
        | ir::Dml::Unread(..) => None,
    }
}
