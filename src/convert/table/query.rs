//! `CREATE TABLE … AS SELECT`: the columns are those of the query.

use super::clauses;
use crate::catalog::{Fill, Nullability, ObjectId, Persistence};
use crate::convert::{Cx, query, target};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::pg;
use crate::span::At;

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

static COPY: Rule = Rule {
    name: "table-of-a-query",
    codes: &[(Source::Oracle, "HD-351")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 2),
    message: "the columns of `{table}` are those of its query, whose NOT NULL constraints are not copied",
    help: "ALTER TABLE … ALTER COLUMN … SET NOT NULL for each column that is NOT NULL in the query's tables.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&AS_SELECT, &COPY];

/// Whether a table is nothing but a copy of what a query yields.
pub(in crate::convert) fn is_copy(table: &ir::Table) -> bool {
    table.persistence == Persistence::Permanent
        && table.partitioning.is_none()
        && table.of_type.is_none()
        && table.constraints.is_empty()
        && table.columns.iter().all(|c| c.ty.is_none() && c.null == Nullability::Unstated && c.comment.is_none())
}

/// A table with the columns of the query, whose rows a data statement copies; where those are not known, a placeholder: columns
/// are never invented.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, table: &ir::Table) -> Vec<pg::Object> {
    let columns = query::relation_columns(cx, id).filter(|_| is_copy(table));
    let Some(columns) = columns else {
        let reason = cx.manual(AS_SELECT.at(object.at.span).with("table", &object.name));
        return vec![target::placeholder(cx, id, object, reason.message())];
    };
    cx.raise(COPY.at(object.at.span).with("table", &object.name));
    let name = cx.program.target(id);
    let column = |out: &query::Out| pg::Column {
        name: out.name.clone(),
        at: At::default(),
        ty: Some(out.ty.clone()),
        null: Nullability::Unstated,
        fill: Fill::Nothing,
        collation: None,
        invisible: false,
        comment: None,
        comments: Vec::new(),
        clauses: Vec::new(),
    };
    let clauses = clauses::lower(cx, object, &name, &table.clauses);
    let made = pg::Table { columns: columns.iter().map(column).collect(), clauses, ..pg::Table::default() };
    vec![target::object(cx, id, object, pg::Kind::Table(made))]
}
