//! `CREATE TABLE … AS SELECT`: the columns are those of the query.

use super::clauses;
use crate::analyze::{Means, Null};
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
    message: "`{table}` is made of a query: {columns} cannot be null there, and may be in the copy",
    help: "ALTER TABLE … ALTER COLUMN … SET NOT NULL, except where a primary key alone forbids nulls: Oracle copies only what is declared NOT NULL.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&AS_SELECT, &COPY];

/// Whether a table has the columns of a query, and perhaps others that were added.
pub(in crate::convert) fn is_copy(table: &ir::Table) -> bool {
    table.persistence == Persistence::Permanent && table.partitioning.is_none() && table.of_type.is_none()
}

/// Whether it is nothing but a copy of what the query yields.
fn is_plain(table: &ir::Table) -> bool {
    let plain = |c: &ir::Column| {
        c.ty.is_none() && c.null == Nullability::Unstated && c.comment.is_none() && c.fill == Fill::Nothing
    };
    table.constraints.is_empty() && table.columns.iter().all(plain)
}

/// The table as if its columns had been written out, with the types that the query gives them; nothing where one has no such type.
fn written_out(cx: &Cx<'_>, object: &ir::Object, table: &ir::Table, columns: &[query::Out]) -> Option<ir::Table> {
    let mut made = table.clone();
    made.query = None;
    if made.columns.is_empty() {
        return None;
    }
    for column in made.columns.iter_mut().filter(|c| c.ty.is_none()) {
        let out = columns.iter().find(|out| out.source == column.name)?;
        let ty = source_type(&out.ty)?;
        if cx.program.type_of(&ty, object.name.schema.as_ref()) != out.ty {
            return None;
        }
        column.ty = Some(ty);
    }
    Some(made)
}

/// The type of the source that becomes a type of PostgreSQL.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others have a name of their own")]
fn source_type(ty: &pg::Type) -> Option<ir::Type> {
    let number = |precision: u8, scale: i16| ir::Type::Number { precision: Some(precision), scale: Some(scale) };
    Some(match ty {
        pg::Type::SmallInt => number(4, 0),
        pg::Type::Integer => number(9, 0),
        pg::Type::BigInt => number(18, 0),
        pg::Type::Numeric(None) => ir::Type::Number { precision: None, scale: None },
        pg::Type::Numeric(Some((precision, scale))) => number(u8::try_from(*precision).ok()?, *scale),
        pg::Type::Double => ir::Type::BinaryDouble,
        pg::Type::Real => ir::Type::BinaryFloat,
        pg::Type::Char(length) => {
            ir::Type::Char { length: Some(*length), unit: ir::types::Unit::Char, national: false }
        }
        pg::Type::Varchar(Some(length)) => {
            ir::Type::Varchar { length: Some(*length), unit: ir::types::Unit::Char, national: false }
        }
        pg::Type::Text | pg::Type::Varchar(None) => ir::Type::Clob { national: false },
        pg::Type::Bytea => ir::Type::Blob,
        pg::Type::Timestamp(Some(0)) => ir::Type::Date,
        pg::Type::Timestamp(precision) => ir::Type::Timestamp { precision: *precision, zone: ir::types::Zone::Without },
        pg::Type::Timestamptz(precision) => ir::Type::Timestamp { precision: *precision, zone: ir::types::Zone::With },
        pg::Type::Xml => ir::Type::Xml,
        _ => return None,
    })
}

/// Names the columns of the query that are columns of its tables which cannot be null.
fn copied(cx: &mut Cx<'_>, object: &ir::Object, table: &ir::Table, columns: &[query::Out]) {
    let Some(query) = &table.query else { return };
    let ir::QueryBody::Select(select) = &query.body else { return };
    // What is computed within, and DUAL, has no constraints.
    let is_table = |from: &ir::From| {
        let ir::FromKind::Table(it) = &from.kind else { return false };
        cx.program.resolve(&it.name, object.name.schema.as_ref()).is_some()
    };
    let of_tables = select.from.iter().all(is_table);
    let starred = of_tables && select.targets.iter().any(|t| matches!(t.expr.kind, ir::ExprKind::Star(_)));
    let is_column = |e: &ir::Expr| matches!(cx.fact(e).means, Means::Column(..) | Means::Through(..) | Means::Local);
    // What stands in front of a star and behind it has its place from that end.
    let star = |t: &ir::Target| matches!(t.expr.kind, ir::ExprKind::Star(_));
    let front = select.targets.iter().position(star).unwrap_or(select.targets.len());
    let behind = select.targets.iter().rev().position(star).unwrap_or_default();
    let plain = |n: usize| {
        let from_end = columns.len().saturating_sub(n);
        let place = if n < front { Some(n) } else { select.targets.len().checked_sub(from_end) };
        let target = place.filter(|_| n < front || from_end <= behind).and_then(|n| select.targets.get(n));
        target.map_or(starred, |t| is_column(&t.expr))
    };
    let never = columns.iter().enumerate().filter(|(n, out)| out.null == Null::Never && plain(*n));
    let names: Vec<String> = never.map(|(_, out)| format!("`{}`", out.source)).collect();
    if !names.is_empty() {
        cx.raise(COPY.at(object.at.span).with("table", &object.name).with("columns", names.join(", ")));
    }
}

/// A table with the columns of the query, whose rows a data statement copies; where those are not known, a placeholder: columns
/// are never invented.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, table: &ir::Table) -> Vec<pg::Object> {
    let columns = query::relation_columns(cx, id).filter(|_| is_copy(table));
    if let Some(columns) = columns.as_ref().filter(|_| !is_plain(table))
        && let Some(made) = written_out(cx, object, table, columns)
    {
        copied(cx, object, table, columns);
        return super::lower(cx, id, object, &made);
    }
    let Some(columns) = columns.filter(|_| is_plain(table)) else {
        // what stands in the query's own way says more
        let env = query::Env { schema: object.name.schema.as_ref(), outer: None };
        cx.visiting.push(id);
        let refused = table.query.as_ref().and_then(|query| query::lower(cx, env, query).err());
        cx.visiting.pop();
        let reason = match refused {
            Some(reason) => reason,
            None => cx.manual(AS_SELECT.at(object.at.span).with("table", &object.name)),
        };
        return vec![target::placeholder(cx, id, object, reason.message())];
    };
    copied(cx, object, table, &columns);
    let name = cx.program.target(id);
    let column = |out: &query::Out| pg::Column::plain(out.name.clone(), At::default(), Some(out.ty.clone()));
    let clauses = clauses::lower(cx, object, &name, &table.clauses);
    let made = pg::Table { columns: columns.iter().map(column).collect(), clauses, ..pg::Table::default() };
    vec![target::object(cx, id, object, pg::Kind::Table(made))]
}
