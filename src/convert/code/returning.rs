//! `RETURNING … INTO …`: values of the one row that is written, or aggregates of all rows.

use super::body::Code;
use super::place::Target;
use super::record;
use super::sql::{self, Home};
use crate::convert::{Lower, query};
use crate::ir::{self, Expr, ExprKind, From};
use crate::name::Name;
use crate::pg;
use crate::span::Span;
/// `RETURNING … INTO …` of one row.
pub(super) fn lower(
    code: &mut Code<'_, '_>,
    dml: pg::Dml,
    table: &From,
    it: &ir::Returning,
    span: Span,
) -> Lower<Vec<pg::Stmt>> {
    if it.bulk || it.values.iter().any(|(word, _)| !word.is_empty()) {
        return Err(code.refuse("`RETURNING` of several rows", span));
    }
    let gathers = it.values.iter().any(|(_, e)| query::aggregates(e));
    let home = sql::home(code, table)?;
    let into: Vec<Lower<Target>> = it.into.iter().map(|e| code.target(e)).collect();
    let into = into.into_iter().collect::<Lower<Vec<_>>>()?;
    let list = record::spread(code, into, it.values.len(), span)?;
    let mut values = Vec::with_capacity(list.len());
    for ((_, e), target) in it.values.iter().zip(&list) {
        let low = sql::sql_expr(code, Some(&home), e, &target.ty)?;
        values.push(sql::given(code, low, &target.ty, e.at.span)?);
    }
    if gathers {
        return Ok(gathered(code, dml, &home, values, list));
    }
    // Where no row was written, Oracle leaves the variables as they are, and PostgreSQL makes them null.
    let kept = !matches!(dml, pg::Dml::Insert(_)) && it.into.iter().any(|e| may_hold(code, e, span));
    if !kept {
        let into = list.into_iter().map(|target| target.path).collect();
        return Ok(vec![pg::Stmt::Returning(Box::new(pg::Returning { dml, values, into, gathered: None }))]);
    }
    let (mut into, mut copies) = (Vec::with_capacity(list.len()), Vec::with_capacity(list.len()));
    for target in list {
        let name = target.path.last().cloned().unwrap_or_else(|| "value".into());
        let new: Box<[Name]> = Box::new([code.hoist(&name, target.ty)]);
        copies.push(pg::Stmt::Assign(target.path, pg::Expr::Name(new.clone())));
        into.push(new);
    }
    let made = pg::Stmt::Returning(Box::new(pg::Returning { dml, values, into, gathered: None }));
    Ok(vec![made, pg::Stmt::If(vec![(pg::Expr::name("found"), copies)], Vec::new())])
}

/// `RETURNING SUM(x) INTO v`: aggregates of all rows that are written, which are one row whatever was written.
fn gathered(
    code: &mut Code<'_, '_>,
    dml: pg::Dml,
    home: &Home,
    mut values: Vec<pg::Expr>,
    list: Vec<Target>,
) -> Vec<pg::Stmt> {
    let rows = home.alias.clone().unwrap_or_else(|| home.table.name.clone());
    let mut into: Vec<Box<[Name]>> = list.into_iter().map(|target| target.path).collect();
    let mut made = Vec::with_capacity(2);
    if code.uses.counted {
        // The query gives one row; what counts are those that were written.
        let written: Box<[Name]> = Box::new([code.hoist("written", pg::Type::BigInt)]);
        values.push(pg::Expr::call("count", [pg::Expr::Star]));
        into.push(written.clone());
        let count = code.outermost("sql__rowcount", pg::Type::BigInt);
        made.push(pg::Stmt::Assign(Box::new([count]), pg::Expr::Name(written)));
    }
    made.insert(0, pg::Stmt::Returning(Box::new(pg::Returning { dml, values, into, gathered: Some(rows) })));
    made
}

/// Whether a variable may hold a value before a statement fills it: all but those that are nowhere named before.
fn may_hold(code: &Code<'_, '_>, e: &Expr, place: Span) -> bool {
    let ExprKind::Name(path) = &e.kind else { return true };
    let [name] = path.parts.as_slice() else { return true };
    let local = code.locals.variables.iter().rev().find(|l| l.name == *name);
    local.is_none_or(|l| l.given) || code.uses.named_before(name, place)
}
