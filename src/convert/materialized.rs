//! Materialized views and their logs: PostgreSQL refreshes whole views, when it is told to.

use super::view::{body, made};
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
    help: "{advice}",
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
    help: "With pg_cron: SELECT cron.schedule('refresh', '<minute hour day month weekday>', 'REFRESH MATERIALIZED VIEW …').",
    doc: "convert/materialized/schedule.md",
    ..Rule::PLAIN
};

const WHOLE: &str = "REFRESH MATERIALIZED VIEW CONCURRENTLY lets readers go on; it needs a unique index of columns, without condition. Where a whole refresh takes too long, a table that triggers keep is the way.";
const FRESH: &str = "Where it must be fresh at commit, make it a plain view, or a table that triggers keep; else refresh it at times of your choice.";
const NAMED: &str = "Let the queries that it answered name the materialized view themselves: PostgreSQL never reads it in place of the tables.";
const FILLED: &str = "Keep the table, and fill it by the query of the view: DELETE and INSERT … SELECT where it was refreshed; or drop the table, and create the materialized view.";
const DIVIDED: &str = "Nothing, where queries are fast enough with indexes; else a partitioned table that a job fills by the query of the view.";

/// Lowers a materialized view, and says what it promises in the source and PostgreSQL does not keep.
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
        (it.refresh == Refresh::Fast, Severity::Performance, "REFRESH FAST: PostgreSQL refreshes it whole", WHOLE),
        (it.on_commit, Severity::BehaviourChange, "ON COMMIT: PostgreSQL refreshes it when it is told to", FRESH),
        (it.rewrite, Severity::Performance, "QUERY REWRITE: queries of its tables do not use it", NAMED),
        (it.prebuilt, Severity::ManualEffort, "ON PREBUILT TABLE: the table of that name is not the view", FILLED),
        (it.partitioning.is_some(), Severity::Performance, "partitions: PostgreSQL does not divide it", DIVIDED),
    ];
    for (_, severity, what, advice) in promises.iter().filter(|(holds, ..)| *holds) {
        let raised = MATERIALIZED.at(span).severity(*severity).with("view", name).with("what", *what);
        cx.raise(raised.with("advice", *advice));
    }
    if let Some(when) = it.schedule.first() {
        cx.raise(SCHEDULE.at(when.at.span).with("view", name));
    }
    if it.prebuilt {
        return vec![target::placeholder(cx, id, object, "the table of that name stands in its place")];
    }
    let lowered = match body(cx, id, object, view, "materialized view") {
        Ok(lowered) => lowered,
        Err(why) => return vec![target::placeholder(cx, id, object, why.message())],
    };
    let kept = Materialized {
        immediate: it.immediate,
        refresh: Refresh::Complete,
        on_commit: false,
        schedule: Vec::new(),
        prebuilt: false,
        rewrite: false,
        partitioning: None,
    };
    let made = made(cx, view, lowered, false, Some(kept));
    vec![target::object(cx, id, object, pg::Kind::View(made))]
}

/// A log of changes, which only refreshes by change need.
pub(super) fn log(cx: &mut Cx<'_>, table: &QName, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    storage::drop_all(cx, &MATERIALIZED, clauses);
    cx.ignore(format!("PostgreSQL refreshes materialized views whole, so the changes of {table} are not logged"));
    Vec::new()
}
