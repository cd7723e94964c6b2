//! Queries into variables, and statements that write rows.

use super::body::Code;
use super::declare::column_type;
use super::{effects, key};
use crate::analyze::scope::Source;
use crate::catalog::{Fill, Mention, Mentioned, ObjectId, Part};
use crate::convert::expr::{self, Place, Scope};
use crate::convert::query::{self, Col, Env, Frame};
use crate::convert::{Low, Lower, data};
use crate::ir::{self, Expr, ExprKind, From, FromKind, Query, QueryBody, TableRef};
use crate::name::Name;
use crate::pg;
use crate::span::Span;

/// The table that a statement writes to.
struct Home {
    id: ObjectId,
    alias: Option<Name>,
    source: Source<Col>,
}

/// `SELECT … INTO …`.
pub(super) fn select(code: &mut Code<'_, '_>, query: &Query) -> Lower<Vec<pg::Stmt>> {
    let QueryBody::Select(select) = &query.body else { return Err(code.refuse("this query", query.at.span)) };
    if select.bulk {
        return Err(code.refuse("`BULK COLLECT`", query.at.span));
    }
    let into: Vec<Lower<(Box<[Name]>, pg::Type)>> = select.into.iter().map(|e| code.target(e)).collect();
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let lowered = query::lower(code.cx, Env { schema: code.schema.as_ref(), outer: Some(&base) }, query);
    let (into, lowered) = (into.into_iter().collect::<Lower<Vec<_>>>()?, lowered?);
    if into.len() != lowered.columns.len() {
        return Err(code.refuse("`SELECT INTO` into a record", query.at.span));
    }
    calls(code, &lowered.query, query.at.span)?;
    let pg::Query::Select(mut made) = lowered.query else {
        return Err(code.refuse("`SELECT INTO` of a query with `WITH` or set operators", query.at.span));
    };
    if made.targets.len() != into.len() {
        return Err(code.refuse("`SELECT INTO` of `*`", query.at.span));
    }
    for (((value, alias), out), (_, ty)) in made.targets.iter_mut().zip(lowered.columns).zip(&into) {
        let low = Low { expr: std::mem::replace(value, pg::Expr::Null), ty: out.ty, null: out.null, from: out.from };
        *value = expr::fit(code.cx, low, ty, query.at.span)?;
        *alias = None;
    }
    if let [item] = select.from.as_slice()
        && let Some(table) = table(item)
        && let Some(id) = code.cx.program.resolve(&table.name, code.schema.as_ref())
    {
        made.condition = made.condition.map(|e| key::sharpen(code, id, e));
    }
    let bare = made.from.is_empty() && made.condition.is_none();
    if let (true, [(value, _)], [(target, _)]) = (bare, made.targets.as_slice(), into.as_slice()) {
        return Ok(vec![pg::Stmt::Assign(target.clone(), value.clone())]);
    }
    let into = into.into_iter().map(|(target, _)| target).collect();
    Ok(vec![pg::Stmt::Select(Box::new(pg::SelectInto { query: pg::Query::Select(made), strict: true, into }))])
}

fn table(item: &From) -> Option<&TableRef> {
    let FromKind::Table(table) = &item.kind else { return None };
    let plain = table.link.is_none()
        && table.wrapper.is_empty()
        && table.partition.is_none()
        && table.sample.is_none()
        && table.flashback.is_empty()
        && item.columns.is_empty();
    plain.then_some(table)
}

fn home(code: &mut Code<'_, '_>, item: &From) -> Lower<Home> {
    let Some(table) = table(item) else { return Err(code.refuse("what this statement writes to", item.at.span)) };
    let program = code.cx.program;
    let found = program.resolve(&table.name, code.schema.as_ref());
    let found = found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::Table(_)));
    let columns = found.and_then(|id| Some((id, query::relation_columns(code.cx, id)?)));
    let Some((id, columns)) = columns else {
        return Err(code.refuse(&format!("`{}`, which is no table of the output", table.name), item.at.span));
    };
    let alias = item.alias.as_ref().map(|a| program.plan.names.fold(a));
    let of = alias.clone().unwrap_or_else(|| program.target(id).name);
    let all = columns
        .iter()
        .cloned()
        .map(|out| (out.source, Col { of: of.clone(), name: out.name, ty: out.ty, null: out.null, from: out.from }));
    let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let source = Source { name, schema: table.name.schema.clone(), columns: Some(all.collect()) };
    Ok(Home { id, alias, source })
}

/// Lowers an expression of an SQL statement.
fn sql_expr(code: &mut Code<'_, '_>, home: Option<&Home>, e: &Expr) -> Lower<Low> {
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let sources = home.iter().map(|h| h.source.clone()).collect();
    let frame = Frame { sources, outer: Some(&base), ..Frame::default() };
    let scope = Scope {
        table: None,
        schema: code.schema.as_ref(),
        place: Place::Query,
        query: Some(&frame),
        locals: Some(&code.locals),
    };
    let low = expr::lower(code.cx, &scope, e)?;
    calls(code, &low.expr, e.at.span)?;
    Ok(low)
}

/// The condition of `UPDATE` and `DELETE`.
fn condition(code: &mut Code<'_, '_>, home: &Home, e: &Expr) -> Lower<pg::Expr> {
    let low = sql_expr(code, Some(home), e)?;
    Ok(key::sharpen(code, home.id, low.expr))
}

/// A function of the input that finds no row gives null to a statement of Oracle, and an error to one of PostgreSQL.
fn calls(code: &mut Code<'_, '_>, part: &impl Part, span: Span) -> Lower<()> {
    let program = code.cx.program;
    let mut calls = false;
    part.mentions(&mut |mention: Mention<'_>| {
        let own = !matches!(mention.name.schema.as_deref(), None | Some("ora_compat" | "pg_catalog"));
        calls |= mention.what == Mentioned::Routine && own && effects::may_miss(program, mention.name);
    });
    if calls { Err(code.refuse("a call of a function of the input in an SQL statement", span)) } else { Ok(()) }
}

/// `INSERT`, `UPDATE`, `DELETE`.
pub(super) fn dml(code: &mut Code<'_, '_>, dml: &ir::Dml, span: Span) -> Lower<Vec<pg::Stmt>> {
    let lowered = match dml {
        ir::Dml::Insert(it) => insert(code, it, span)?,
        ir::Dml::Update(it) => update(code, it, span)?,
        ir::Dml::Delete(it) => delete(code, it, span)?,
        ir::Dml::InsertInto(_) => return Err(code.refuse("this form of `INSERT`", span)),
        ir::Dml::InsertMany(_) => return Err(code.refuse("`INSERT ALL`", span)),
        ir::Dml::Merge(_) => return Err(code.refuse("`MERGE`", span)),
        ir::Dml::Unread(word, _) => return Err(code.refuse(&format!("this `{word}`"), span)),
    };
    Ok(vec![pg::Stmt::Dml(lowered)])
}

fn insert(code: &mut Code<'_, '_>, it: &ir::Insert, span: Span) -> Lower<pg::Dml> {
    let program = code.cx.program;
    let found = program.resolve(&it.table, code.schema.as_ref());
    let found = found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::Table(_)));
    let Some((id, targets)) = found.and_then(|id| Some((id, data::targets(program, id, &it.columns)?))) else {
        return Err(code.refuse(&format!("`INSERT` into `{}`", it.table), span));
    };
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let scope = Scope {
        table: None,
        schema: code.schema.as_ref(),
        place: Place::Value,
        query: Some(&base),
        locals: Some(&code.locals),
    };
    let mut overriding = false;
    let mut rows = Vec::new();
    for row in &it.rows {
        if row.len() != targets.len() {
            return Err(code.refuse("`INSERT` of more or fewer values than columns", span));
        }
        let values: Vec<Lower<pg::Expr>> = row
            .iter()
            .zip(&targets)
            .map(|(e, target)| data::value(code.cx, &scope, e, target, &mut overriding))
            .collect();
        rows.push(values.into_iter().collect::<Lower<Vec<pg::Expr>>>()?);
    }
    for value in rows.iter().flatten() {
        calls(code, value, span)?;
    }
    Ok(pg::Dml::Insert(pg::Insert {
        table: program.target(id),
        columns: targets.into_iter().map(|t| t.name).collect(),
        overriding,
        source: pg::Query::Values(rows),
    }))
}

fn update(code: &mut Code<'_, '_>, it: &ir::Update, span: Span) -> Lower<pg::Dml> {
    let extra = it.row.is_some() || !it.from.is_empty() || it.current_of.is_some();
    if extra || it.returning.is_some() || it.errors.is_some() {
        return Err(code.refuse("this form of `UPDATE`", span));
    }
    let home = home(code, &it.target)?;
    let set: Vec<Lower<pg::Assignment>> = it.set.iter().map(|one| assignment(code, &home, one)).collect();
    let condition = it.condition.as_ref().map(|e| condition(code, &home, e)).transpose();
    let (set, condition) = (set.into_iter().collect::<Lower<Vec<_>>>()?, condition?);
    let table = code.cx.program.target(home.id);
    Ok(pg::Dml::Update(Box::new(pg::Update { table, alias: home.alias, set, from: Vec::new(), condition })))
}

fn assignment(code: &mut Code<'_, '_>, home: &Home, one: &ir::Assignment) -> Lower<pg::Assignment> {
    let program = code.cx.program;
    let [column] = one.columns.as_slice() else {
        return Err(code.refuse("`UPDATE` of several columns at once", one.at.span));
    };
    let ir::Kind::Table(table) = &program.read.catalog.get(home.id).kind else {
        return Err(code.refuse("this form of `UPDATE`", one.at.span));
    };
    let column = column.last().and_then(|name| table.columns.iter().find(|c| c.name == *name));
    let Some((column, ty)) = column.and_then(|c| Some((c, column_type(program, home.id, &c.name)?))) else {
        return Err(code.refuse("`UPDATE` of a column that is not known", one.at.span));
    };
    let value = if matches!(one.value.kind, ExprKind::Default) {
        pg::Expr::Default
    } else {
        if matches!(column.fill, Fill::Generated { .. }) {
            return Err(code.refuse("`UPDATE` of a computed column", one.at.span));
        }
        let low = sql_expr(code, Some(home), &one.value)?;
        expr::assign(code.cx, low, &ty, one.value.at.span)?
    };
    Ok(pg::Assignment { columns: vec![program.plan.names.column(home.id, &column.name)], value })
}

fn delete(code: &mut Code<'_, '_>, it: &ir::Delete, span: Span) -> Lower<pg::Dml> {
    if !it.from.is_empty() || it.current_of.is_some() || it.returning.is_some() || it.errors.is_some() {
        return Err(code.refuse("this form of `DELETE`", span));
    }
    let home = home(code, &it.target)?;
    let condition = it.condition.as_ref().map(|e| condition(code, &home, e)).transpose()?;
    let table = code.cx.program.target(home.id);
    Ok(pg::Dml::Delete(Box::new(pg::Delete { table, alias: home.alias, using: Vec::new(), condition })))
}
