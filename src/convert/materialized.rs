//! Materialized views and their logs: PostgreSQL refreshes whole views, when it is told to.

use super::view::QUERY;
use super::{Cx, storage, target};
use crate::catalog::{Materialized, ObjectId, Refresh};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&MATERIALIZED, &SCHEDULE];

static MATERIALIZED: Rule = Rule {
    name: "materialized-view",
    codes: &[(Source::Oracle, "OR-DDL-044")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "materialized view `{view}`: {what}",
    help: "REFRESH MATERIALIZED VIEW CONCURRENTLY needs a unique index without condition. A view that must be fresh at commit becomes a plain view, or a table that triggers keep.",
    doc: "convert/materialized/refresh.md",
    ..Rule::PLAIN
};

static SCHEDULE: Rule = Rule {
    name: "materialized-view-schedule",
    codes: &[(Source::Oracle, "OR-OPS-010")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(15, 5),
    message: "`{view}` is refreshed on a schedule; nothing does so in PostgreSQL, where each refresh is complete",
    help: "With pg_cron: SELECT cron.schedule('refresh', '0 * * * *', 'REFRESH MATERIALIZED VIEW …').",
    doc: "convert/materialized/schedule.md",
    ..Rule::PLAIN
};

/// Leaves a placeholder, with what the view promises in the source.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    view: &ir::View,
    it: &Materialized<ir::Ir>,
) -> Vec<pg::Object> {
    let span = object.at.span;
    let name = &object.name;
    storage::drop_all(cx, &storage::PHYSICAL, &view.clauses);
    let promises = [
        (it.refresh == Refresh::Fast, "REFRESH FAST: PostgreSQL refreshes it whole"),
        (it.on_commit, "ON COMMIT: PostgreSQL refreshes it when it is told to"),
        (it.rewrite, "QUERY REWRITE: queries of its tables do not use it"),
        (it.prebuilt, "ON PREBUILT TABLE: the table of that name is not the view"),
        (it.partitioning.is_some(), "partitions: PostgreSQL does not divide it"),
    ];
    for (_, what) in promises.iter().filter(|(holds, _)| *holds) {
        cx.raise(MATERIALIZED.at(span).with("view", name).with("what", *what));
    }
    if let Some(when) = it.schedule.first() {
        cx.raise(SCHEDULE.at(when.at.span).with("view", name));
    }
    let why = cx.manual(QUERY.at(view.query.at.span).with("kind", "materialized view").with("view", name));
    vec![target::placeholder(cx, id, object, why.message())]
}

/// A log of changes, which only refreshes by change need.
pub(super) fn log(cx: &mut Cx<'_>, table: &QName, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    storage::drop_all(cx, &MATERIALIZED, clauses);
    cx.ignore(format!("PostgreSQL refreshes materialized views whole, so the changes of {table} are not logged"));
    Vec::new()
}
