//! `CREATE TABLE … AS SELECT`: the columns are those of the query.

use super::super::Cx;
use crate::catalog::ObjectId;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::pg;

static AS_SELECT: Rule = Rule {
    name: "create-table-as-select",
    codes: &[(Source::Oracle, "OR-DDL-050")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{table}` takes its columns from a query, which is not converted",
    help: "write `CREATE TABLE … AS SELECT …` for PostgreSQL, then `ALTER COLUMN … SET NOT NULL` for each column that is NOT NULL in the \
           query's tables: PostgreSQL copies names and types only",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&AS_SELECT];

/// A placeholder: columns are never invented.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object) -> Vec<pg::Object> {
    let reason = cx.manual(AS_SELECT.at(object.at.span).with("table", &object.name));
    vec![pg::Object {
        name: cx.program.target(id),
        at: object.at,
        changes: object.changes.clone(),
        comments: object.comments.clone(),
        comment: None,
        kind: pg::Kind::Other(pg::Other::Placeholder(reason.message().into())),
    }]
}
