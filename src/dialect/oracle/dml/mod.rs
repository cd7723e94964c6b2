//! Statements that write or read rows (SQL Language Reference: DELETE, INSERT, MERGE, SELECT, UPDATE).

mod insert;
mod merge;
mod update;

use super::expr::{self, condition, expr};
use super::names::{any_ident, ident, path, qname};
use super::query;
use super::statements::Production;
use crate::ir::{Assignment, Dml, Does, ErrorLog, Expr, ExprKind, From, Query, Returning, Unary};
use crate::name::{Name, Texts};
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, sign, word, words};

keywords! {
    DEFAULT, DELETE, INSERT, INTO, LOG, ERRORS, MERGE, RETURN, RETURNING, SELECT, UPDATE, WITH, BULK, COLLECT, REJECT, LIMIT,
    UNLIMITED, CURRENT, OF, WHERE, NEW, OLD, VALUES, FROM, AS,
}

/// `INSERT`.
pub(super) static INSERTS: Production =
    Production { words: &[INSERT], label: "INSERT", read: |i| data(i, insert::insert) };
/// `UPDATE`.
pub(super) static UPDATES: Production =
    Production { words: &[UPDATE], label: "UPDATE", read: |i| data(i, update::update) };
/// `DELETE`.
pub(super) static DELETES: Production =
    Production { words: &[DELETE], label: "DELETE", read: |i| data(i, update::delete) };
/// `MERGE`.
pub(super) static MERGES: Production = Production { words: &[MERGE], label: "MERGE", read: |i| data(i, merge::merge) };

/// A statement whose first word is behind us.
fn data<'a>(i: In<'a>, grammar: fn(In<'a>) -> R<'a, Dml>) -> R<'a, Does> {
    let (i, dml) = grammar(i)?;
    Ok((i, Does::Data(Box::new(dml))))
}

/// A statement of a routine that writes rows, from its first word.
///
/// # Errors
/// Where none stands, or something in it is not understood.
pub fn statement(i: In<'_>) -> R<'_, Dml> {
    match i.word() {
        INSERT => insert::insert(i.advance()),
        UPDATE => update::update(i.advance()),
        DELETE => update::delete(i.advance()),
        MERGE => merge::merge(i.advance()),
        _ => i.fail(Expected::Thing("`INSERT`, `UPDATE`, `DELETE` or `MERGE`")),
    }
}

/// Whether `SELECT`, `WITH` or a parenthesised query stands here.
pub(super) fn starts_query(i: In<'_>) -> bool {
    (i.kind() == Kind::Open && query::starts(i))
        || matches!(i.word(), SELECT | WITH)
        || i.word() == VALUES && i.peek(1).kind == Kind::Open
        // `FROM t SELECT a` of 23ai
        || i.word() == FROM && query::starts(i)
}

/// A query.
pub(super) fn select(i: In<'_>) -> R<'_, Does> {
    query::query(i).map(|(i, query)| (i, Does::Query(query)))
}

/// A query that gives rows.
fn rows(i: In<'_>) -> R<'_, Query> {
    query::query(i)
}

/// Hints are set aside.
fn hints(mut i: In<'_>) -> In<'_> {
    while i.kind() == Kind::Hint {
        i.advance().set_aside(i);
        i = i.advance();
    }
    i
}

/// `table [alias]`, `(query) [alias]`, `TABLE(…)`, `ONLY (view)`.
fn target(i: In<'_>) -> R<'_, From> {
    query::target(i)
}

/// `(column, …)`, if it stands here.
fn columns(i: In<'_>) -> R<'_, Vec<Name>> {
    if i.kind() == Kind::Open { parens(list1(column))(i) } else { Ok((i, Vec::new())) }
}

/// A column, which may be qualified by its table: the only one it can be.
fn column(start: In<'_>) -> R<'_, Name> {
    let (i, name) = any_ident(start)?;
    if i.kind() != Kind::Dot {
        return Ok((i, name));
    }
    i.set_aside(start);
    column(i.advance())
}

/// A value, or `DEFAULT`.
fn value(start: In<'_>) -> R<'_, Expr> {
    let ends = |i: In<'_>| matches!(i.kind(), Kind::Comma | Kind::Close | Kind::End | Kind::Semi) || i.word() == WHERE;
    if start.word() == DEFAULT && ends(start.advance()) {
        let (i, at) = start.advance().at(start);
        return Ok((i, Expr { at, kind: ExprKind::Default }));
    }
    expr(start)
}

/// `a = 1, (b, c) = (SELECT …)`.
fn assignments(i: In<'_>) -> R<'_, Vec<Assignment>> {
    list1(assignment)(i)
}

fn assignment(start: In<'_>) -> R<'_, Assignment> {
    let (i, columns) = if start.kind() == Kind::Open {
        parens(list1(path))(start)?
    } else {
        path(start).map(|(i, p)| (i, vec![p]))?
    };
    let (i, _) = sign(Kind::Eq)(i)?;
    let (i, value) = value(i)?;
    let (i, at) = i.at(start);
    Ok((i, Assignment { at, columns, value }))
}

/// `WHERE condition` or `WHERE CURRENT OF cursor`.
fn filter(i: In<'_>) -> R<'_, (Option<Expr>, Option<Name>)> {
    if let Some(i) = accept(i, &[WHERE, CURRENT, OF]) {
        return path(i).map(|(i, parts)| (i, (None, Some(parts.joined(".").into()))));
    }
    match accept(i, &[WHERE]) {
        Some(i) => condition(i).map(|(i, e)| (i, (Some(e), None))),
        None => Ok((i, (None, None))),
    }
}

/// `RETURNING a, NEW b [BULK COLLECT] INTO c, d`.
fn returning(i: In<'_>) -> R<'_, Option<Box<Returning>>> {
    if !matches!(i.word(), RETURNING | RETURN) {
        return Ok((i, None));
    }
    let (i, values) = list1(|i: In<'_>| {
        let (i, mut which) = match (i.word(), i.peek(1).kind) {
            (NEW, Kind::Name | Kind::Quoted) => (i.advance(), "NEW"),
            (OLD, Kind::Name | Kind::Quoted) => (i.advance(), "OLD"),
            _ => (i, ""),
        };
        let (i, value) = signed(i, &mut which)?;
        // the name of a value says nothing to what takes it
        let i = match accept(i, &[AS]) {
            Some(named) => {
                let (behind, _) = any_ident(named)?;
                behind.set_aside(i);
                behind
            }
            None => i,
        };
        Ok((i, (which, value)))
    })(i.advance())?;
    let (i, bulk) = match accept(i, &[BULK, COLLECT]) {
        Some(i) => (i, true),
        None => (i, false),
    };
    let (i, _) = word(INTO)(i)?;
    let (i, into) = expr::exprs(i)?;
    Ok((i, Some(Box::new(Returning { values, bulk, into }))))
}

/// A value, whose sign may stand before `OLD` or `NEW`.
fn signed<'a>(start: In<'a>, which: &mut &'static str) -> R<'a, Expr> {
    let named = matches!(start.peek(2).kind, Kind::Name | Kind::Quoted);
    let signed = matches!(start.kind(), Kind::Minus | Kind::Plus);
    if !signed || !named || !matches!(start.word_at(1), NEW | OLD) {
        return expr(start);
    }
    let op = if start.kind() == Kind::Minus { Unary::Minus } else { Unary::Plus };
    *which = if start.word_at(1) == NEW { "NEW" } else { "OLD" };
    let (i, value) = expr::operand(start.skip(2))?;
    let (i, at) = i.at(start);
    Ok((i, Expr { at, kind: ExprKind::Unary(op, Box::new(value)) }))
}

/// `LOG ERRORS [INTO t] [(tag)] [REJECT LIMIT {n | UNLIMITED}]`.
fn error_log(i: In<'_>) -> R<'_, Option<Box<ErrorLog>>> {
    let Some(i) = accept(i, &[LOG, ERRORS]) else { return Ok((i, None)) };
    let (i, into) = match accept(i, &[INTO]) {
        Some(i) => qname(i).map(|(i, n)| (i, Some(n)))?,
        None => (i, None),
    };
    let (i, tag) = if i.kind() == Kind::Open { parens(expr)(i).map(|(i, e)| (i, Some(e)))? } else { (i, None) };
    let (i, limit, unlimited) = if i.word() == REJECT {
        let (i, ()) = words(&[REJECT, LIMIT])(i)?;
        if i.word() == UNLIMITED { (i.advance(), None, true) } else { expr(i).map(|(i, e)| (i, Some(e), false))? }
    } else {
        (i, None, false)
    };
    Ok((i, Some(Box::new(ErrorLog { into, tag, limit, unlimited }))))
}

/// A name that stands for a table in what is built here.
fn alias(i: In<'_>) -> R<'_, Name> {
    ident(i)
}
