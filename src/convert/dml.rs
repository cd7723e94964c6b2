//! Data statements that read: `INSERT` from a query, `UPDATE`, `DELETE`, `MERGE`.

#![expect(clippy::wildcard_enum_match_arm, reason = "every other form of a value is computed")]

use super::expr::{self, assign};
use super::query::{self, Env, Frame};
use super::{Cx, Lower, Manual};
use crate::analyze::scope::Source;
use crate::catalog::{Fill, Nullability, ObjectId};
use crate::finding::{Effort, Rule, Severity, Source as From};
use crate::ir::{self, ExprKind, FromKind};
use crate::name::Name;
use crate::pg;
use crate::span::Span;

static REFUSED: Rule = Rule {
    name: "data-clause-not-converted",
    codes: &[(From::Oracle, "HD-335")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 10),
    message: "{what} of a data statement has no conversion here",
    help: "Write the statement by hand into data.sql.",
    ..Rule::PLAIN
};

static MERGE_DELETE: Rule = Rule {
    name: "merge-with-delete",
    codes: &[(From::Oracle, "OR-DML-001")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "DELETE WHERE of MERGE tests rows after their update, PostgreSQL before it",
    help: "Write WHEN MATCHED AND … THEN DELETE in front, with the new values in its condition.",
    ..Rule::PLAIN
};

static MERGE_SOURCE: Rule = Rule {
    name: "merge-of-several-rows",
    codes: &[(From::Oracle, "OR-DML-002")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "MERGE: PostgreSQL refuses several source rows for one target row always (21000), Oracle only sometimes (ORA-30926)",
    help: "Where the source is not unique, take SELECT DISTINCT ON (key) … of it.",
    ..Rule::PLAIN
};

static ERRORS: Rule = Rule {
    name: "log-errors",
    codes: &[(From::Oracle, "OR-DML-006")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "LOG ERRORS has no counterpart in PostgreSQL",
    help: "Check the rows before they are written, or write them one by one in a block that catches errors.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&REFUSED, &MERGE_DELETE, &MERGE_SOURCE, &ERRORS];

fn refuse(cx: &mut Cx<'_>, span: Span, what: &str) -> Manual {
    cx.manual(REFUSED.at(span).with("what", what))
}

/// The table that a statement writes, with what it brings in sight.
struct Written {
    id: ObjectId,
    alias: Option<Name>,
    source: Source<query::Col>,
}

fn target(cx: &mut Cx<'_>, schema: Option<&Name>, item: &ir::From) -> Lower<Written> {
    let span = item.at.span;
    let FromKind::Table(table) = &item.kind else { return Err(refuse(cx, span, "a query as target")) };
    if table.link.is_some() || table.partition.is_some() || !table.wrapper.is_empty() || table.sample.is_some() {
        return Err(refuse(cx, span, "a target that is not a whole table"));
    }
    let Some(id) = cx.program.resolve(&table.name, schema) else {
        return Err(refuse(cx, span, &format!("`{}`, which is not in the input, as target", table.name)));
    };
    if !matches!(cx.program.read.catalog.get(id).kind, ir::Kind::Table(_)) {
        return Err(refuse(cx, span, "a view as target"));
    }
    let Some(columns) = query::relation_columns(cx, id) else {
        return Err(refuse(cx, span, "a table whose columns are not known as target"));
    };
    let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let alias = item.alias.as_ref().map(|a| cx.program.plan.names.fold(a));
    let of = alias.clone().unwrap_or_else(|| cx.program.target(id).name);
    let all = columns.iter().map(|out| {
        let col =
            query::Col { of: of.clone(), name: out.name.clone(), ty: out.ty.clone(), null: out.null, from: out.from };
        (out.source.clone(), col)
    });
    let schema = table.name.schema.clone().or_else(|| schema.cloned()).filter(|_| item.alias.is_none());
    Ok(Written { id, alias, source: Source { name, schema, columns: Some(all.collect()) } })
}

/// A column that is written: its name and type; nothing where the database computes it.
fn column(cx: &mut Cx<'_>, written: &Written, name: &Name, span: Span) -> Lower<(Name, pg::Type)> {
    let ir::Kind::Table(table) = &cx.program.read.catalog.get(written.id).kind else {
        return Err(refuse(cx, span, "a view as target"));
    };
    let fill = table.column(name).map(|c| &c.fill);
    if matches!(fill, Some(Fill::Generated { .. } | Fill::Identity(_))) {
        return Err(refuse(cx, span, "a column that the database fills"));
    }
    let found = written.source.columns.iter().flatten().find(|(n, _)| n == name);
    match found {
        Some((_, col)) => Ok((col.name.clone(), col.ty.clone())),
        None => Err(refuse(cx, span, &format!("column `{name}`, which its table does not have,"))),
    }
}

/// `INSERT INTO t (…) SELECT …`.
pub(super) fn insert(cx: &mut Cx<'_>, schema: Option<&Name>, insert: &ir::InsertInto) -> Lower<pg::Dml> {
    let span = insert.into.at.span;
    if insert.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if insert.returning.is_some() {
        return Err(refuse(cx, span, "RETURNING"));
    }
    let ir::RowSource::Query(rows) = &insert.source else { return Err(refuse(cx, span, "this source of rows")) };
    let written = target(cx, schema, &insert.into)?;
    let ir::Kind::Table(table) = &cx.program.read.catalog.get(written.id).kind else {
        return Err(refuse(cx, span, "a view as target"));
    };
    let listed: Vec<Name> = if insert.columns.is_empty() {
        let computed = |c: &&ir::Column| matches!(c.fill, Fill::Generated { .. });
        table.columns.iter().filter(|c| !c.invisible && !computed(c)).map(|c| c.name.clone()).collect()
    } else {
        insert.columns.clone()
    };
    let key = table.primary_key().unwrap_or_default();
    let must = |c: &&ir::Column| {
        let stated = matches!(&c.null, Nullability::NotNull { state, .. } if state.enabled);
        matches!(c.fill, Fill::Nothing) && (stated || key.contains(&c.name))
    };
    if let Some(unfilled) = table.columns.iter().filter(must).find(|c| !listed.contains(&c.name)) {
        return Err(refuse(cx, span, &format!("column `{}`, which only a trigger gives a value,", unfilled.name)));
    }
    let lowered = query::lower(cx, Env { schema, outer: None }, rows)?;
    if listed.len() != lowered.columns.len() {
        return Err(refuse(cx, span, "a query with another number of columns"));
    }
    let mut columns = Vec::with_capacity(listed.len());
    for (name, out) in listed.iter().zip(&lowered.columns) {
        let (target, ty) = column(cx, &written, name, span)?;
        if !stored_as_is(&out.ty, &ty) {
            return Err(refuse(cx, span, &format!("a conversion of values for column `{name}`")));
        }
        columns.push(target);
    }
    let table = cx.program.target(written.id);
    Ok(pg::Dml::Insert(pg::Insert { table, columns, overriding: false, source: lowered.query }))
}

/// Whether PostgreSQL stores a value of one type in a column of another as Oracle does.
fn stored_as_is(value: &pg::Type, column: &pg::Type) -> bool {
    value == column
        || *value == pg::Type::Unknown
        || value.is_number() && column.is_number()
        || value.is_text() && column.is_text() && !matches!(value, pg::Type::Char(_))
        || matches!((value, column), (pg::Type::Timestamp(_), pg::Type::Timestamp(p)) if *p != Some(0))
        || matches!((value, column), (pg::Type::Timestamptz(_), pg::Type::Timestamptz(_)))
}

/// `SET a = 1, (b, c) = (SELECT …)`.
fn assignments(
    cx: &mut Cx<'_>,
    schema: Option<&Name>,
    frame: &Frame<'_>,
    written: &Written,
    set: &[ir::Assignment],
) -> Lower<Vec<pg::Assignment>> {
    let mut all = Vec::with_capacity(set.len());
    for one in set {
        let span = one.at.span;
        let mut columns = Vec::with_capacity(one.columns.len());
        for path in &one.columns {
            let Some(name) = path.last() else { continue };
            columns.push(column(cx, written, name, span)?);
        }
        let place = query::scope(schema, Some(frame));
        let value = match (columns.as_slice(), &one.value.kind) {
            (_, ExprKind::Default) => pg::Expr::Default,
            ([(_, ty)], _) => {
                let low = expr::lower(cx, &place, &one.value)?;
                let null = low.null == crate::analyze::Null::Always;
                if null { pg::Expr::Null } else { assign(cx, low, ty, span)? }
            }
            (several, ExprKind::Subquery(inner)) => {
                let lowered = query::lower(cx, Env { schema, outer: Some(frame) }, inner)?;
                let fits = lowered.columns.len() == several.len()
                    && lowered.columns.iter().zip(several).all(|(out, (_, ty))| stored_as_is(&out.ty, ty));
                if !fits {
                    return Err(refuse(cx, span, "a conversion of values of a query"));
                }
                pg::Expr::Subquery(Box::new(lowered.query))
            }
            _ => return Err(refuse(cx, span, "an assignment to several columns")),
        };
        all.push(pg::Assignment { columns: columns.into_iter().map(|(name, _)| name).collect(), value });
    }
    Ok(all)
}

fn condition(
    cx: &mut Cx<'_>,
    schema: Option<&Name>,
    frame: &Frame<'_>,
    e: Option<&ir::Expr>,
) -> Lower<Option<pg::Expr>> {
    let place = query::scope(schema, Some(frame));
    e.map(|e| expr::condition(cx, &place, e)).transpose()
}

/// `UPDATE t SET … WHERE …`.
pub(super) fn update(cx: &mut Cx<'_>, schema: Option<&Name>, update: &ir::Update) -> Lower<pg::Dml> {
    let span = update.target.at.span;
    if update.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if update.row.is_some() || update.current_of.is_some() || update.returning.is_some() || !update.from.is_empty() {
        return Err(refuse(cx, span, "ROW, CURRENT OF, FROM or RETURNING"));
    }
    let written = target(cx, schema, &update.target)?;
    let frame = Frame { sources: vec![written.source.clone()], ..Frame::default() };
    let set = assignments(cx, schema, &frame, &written, &update.set);
    let condition = condition(cx, schema, &frame, update.condition.as_ref());
    let (set, condition) = (set?, condition?);
    let table = cx.program.target(written.id);
    Ok(pg::Dml::Update(Box::new(pg::Update { table, alias: written.alias, set, from: Vec::new(), condition })))
}

/// `DELETE FROM t WHERE …`.
pub(super) fn delete(cx: &mut Cx<'_>, schema: Option<&Name>, delete: &ir::Delete) -> Lower<pg::Dml> {
    let span = delete.target.at.span;
    if delete.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if delete.current_of.is_some() || delete.returning.is_some() || !delete.from.is_empty() {
        return Err(refuse(cx, span, "CURRENT OF, FROM or RETURNING"));
    }
    let written = target(cx, schema, &delete.target)?;
    let frame = Frame { sources: vec![written.source.clone()], ..Frame::default() };
    let condition = condition(cx, schema, &frame, delete.condition.as_ref())?;
    let table = cx.program.target(written.id);
    Ok(pg::Dml::Delete(Box::new(pg::Delete { table, alias: written.alias, using: Vec::new(), condition })))
}

/// `MERGE INTO t USING s ON … WHEN …`.
pub(super) fn merge(cx: &mut Cx<'_>, schema: Option<&Name>, merge: &ir::Merge) -> Lower<pg::Dml> {
    let span = merge.target.at.span;
    if merge.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if merge.returning.is_some() {
        return Err(refuse(cx, span, "RETURNING"));
    }
    let written = target(cx, schema, &merge.target)?;
    let env = Env { schema, outer: None };
    let (source, sources) = query::from_item(cx, env, &merge.source)?;
    let read = Frame { sources: sources.clone(), ..Frame::default() };
    let both = Frame { sources: [vec![written.source.clone()], sources].concat(), ..Frame::default() };
    let on = condition(cx, schema, &both, Some(&merge.on))?.unwrap_or(pg::Expr::Bool(true));
    let mut branches = Vec::new();
    if let Some(matched) = &merge.matched {
        if matched.delete.is_some() {
            return Err(cx.manual(MERGE_DELETE.at(span)));
        }
        let set = assignments(cx, schema, &both, &written, &matched.set);
        let condition = condition(cx, schema, &both, matched.condition.as_ref());
        branches.push(pg::MergeBranch { matched: true, condition: condition?, does: pg::MergeDoes::Update(set?) });
    }
    if let Some(absent) = &merge.absent {
        let listed: Vec<Name> = if absent.columns.is_empty() {
            written.source.columns.iter().flatten().map(|(name, _)| name.clone()).collect()
        } else {
            absent.columns.clone()
        };
        if listed.len() != absent.values.len() {
            return Err(refuse(cx, span, "another number of values"));
        }
        let place = query::scope(schema, Some(&read));
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (name, value) in listed.iter().zip(&absent.values) {
            let (name, ty) = column(cx, &written, name, span)?;
            columns.push(name);
            values.push(match value.kind {
                ExprKind::Default => pg::Expr::Default,
                _ => {
                    let low = expr::lower(cx, &place, value)?;
                    let null = low.null == crate::analyze::Null::Always;
                    if null { pg::Expr::Null } else { assign(cx, low, &ty, value.at.span)? }
                }
            });
        }
        let condition = condition(cx, schema, &read, absent.condition.as_ref())?;
        let does = pg::MergeDoes::Insert(columns, false, values);
        branches.push(pg::MergeBranch { matched: false, condition, does });
    }
    cx.raise(MERGE_SOURCE.at(span));
    let table = cx.program.target(written.id);
    Ok(pg::Dml::Merge(Box::new(pg::Merge { table, alias: written.alias, source, on, branches })))
}
