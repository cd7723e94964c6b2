//! Queries (SQL Language Reference, SELECT).

mod analytic;
mod external;
mod from;
mod graph;
mod model;
mod pivot;
mod row_pattern;
mod select;
mod table_function;

pub(super) use from::duality_tag;
pub use from::{joined, list as tables, target};

use super::expr::{self, expr};
use super::{names, plsql};
use crate::ir::{
    Cte, Cycle, Expr, ExprKind, Fetch, Lock, Query, QueryBody, RowLimit, Search, Select, SetOp, SetQuery, Target,
    Unread, Wait, With,
};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, sign, word, words};

keywords! {
    SELECT, WITH, UNION, INTERSECT, MINUS, EXCEPT, ALL, ORDER, SIBLINGS, BY, OFFSET, FETCH, FOR, FROM, TABLE, VALUES, AS,
    SEARCH, DEPTH, BREADTH, FIRST, NEXT, SET, CYCLE, TO, DEFAULT, ROW, ROWS, PERCENT, ONLY, TIES, UPDATE, OF, NOWAIT, WAIT,
    SKIP, LOCKED, APPROX, APPROXIMATE, EXACT, DISTINCT, FUNCTION, PROCEDURE,
    ANALYTIC, VIEW, TARGET, ACCURACY, PARTITION, PARTITIONS, PARAMETERS, NEIGHBOR, PROBES, EFSEARCH,
}

/// A query, up to where its grammar ends.
///
/// # Errors
/// Where none stands, or something in it is not understood.
pub fn query(start: In<'_>) -> R<'_, Query> {
    start.deeper(whole)
}

/// A query; where something in it is not understood, the extent up to `ends`, the parenthesis that closes around it, or the
/// end, as text that was not read.
///
/// # Errors
/// Where no query starts.
pub fn until<'a>(start: In<'a>, ends: fn(In<'_>) -> bool) -> R<'a, Query> {
    if !starts(start) {
        return start.fail(Expected::Word(SELECT));
    }
    let over = |i: In<'_>| matches!(i.kind(), Kind::Close | Kind::End | Kind::Semi) || ends(i);
    if let Ok((i, query)) = query(start)
        && over(i)
    {
        return Ok((i, query));
    }
    let (_, reason) = start.cx.failure();
    let mut i = start;
    while !over(i) {
        i = if i.kind() == Kind::Open { crate::syntax::balanced(i) } else { i.advance() };
    }
    i.set_aside(start);
    let (i, at) = i.at(start);
    Ok((i, Query::unread(at, Unread { at, reason: reason.into(), stopped: at })))
}

/// Whether a query starts here: `SELECT`, `WITH`, and the `FROM`, `VALUES` and `TABLE` that 23ai takes; in parentheses or not.
#[must_use]
pub fn starts(mut i: In<'_>) -> bool {
    while i.kind() == Kind::Open {
        i = i.advance();
    }
    match i.word() {
        SELECT | WITH => true,
        FROM | VALUES => i.peek(1).kind != Kind::Comma,
        // `TABLE (…)` is a collection
        TABLE => !matches!(i.peek(1).kind, Kind::Comma | Kind::Open),
        _ => false,
    }
}

/// Whether what follows a parenthesised query keeps it a query: its end, a set operator, or a clause of the whole.
#[must_use]
pub fn continues(i: In<'_>) -> bool {
    matches!(i.kind(), Kind::Close | Kind::End)
        || matches!(i.word(), UNION | INTERSECT | MINUS | EXCEPT | ORDER | OFFSET | FETCH | FOR)
}

/// `[WITH …] term {op term} [ORDER BY …] [OFFSET …] [FETCH …] [FOR UPDATE …]`.
fn whole(start: In<'_>) -> R<'_, Query> {
    let (i, with) =
        if start.word() == WITH { with(start).map(|(i, w)| (i, Some(Box::new(w))))? } else { (start, None) };
    let (i, first) = term(i)?;
    let (i, rest) = operators(i)?;
    let (i, siblings, order) = match accept(i, &[ORDER, SIBLINGS, BY]) {
        Some(i) => expr::sort_keys(i).map(|(i, keys)| (i, true, keys))?,
        None => expr::order_by(i).map(|(i, keys)| (i, false, keys))?,
    };
    let (i, limit) = row_limit(i)?;
    let (i, lock) = lock(i)?;
    // the clause may also stand behind FOR UPDATE
    let (i, order) = if order.is_empty() && lock.is_some() { expr::order_by(i)? } else { (i, order) };
    let body = match (rest.is_empty(), first) {
        // nothing of its own around the one term: the term's body is the query's
        (true, first) if is_plain(&first) => first.body,
        (true, first) => QueryBody::Nested(Box::new(first)),
        (false, first) => QueryBody::Set(Box::new(SetQuery { first, rest })),
    };
    let (i, at) = i.at(start);
    Ok((i, Query { at, with, body, order, siblings, limit, lock }))
}

/// All rows of one item of `FROM`, as an expression: the keys of an index over `JSON_TABLE (…)`.
///
/// # Errors
/// Where no such item stands.
pub fn rows_of(start: In<'_>) -> R<'_, Expr> {
    let (i, from) = from::joined(start)?;
    let (i, at) = i.at(start);
    let star = Target { expr: Expr { at, kind: ExprKind::Star(Box::default()) }, alias: None };
    let select = Select { targets: vec![star], from: vec![from], ..Select::empty(at) };
    let query = Query::of(at, QueryBody::Select(Box::new(select)));
    Ok((i, Expr { at, kind: ExprKind::Subquery(Box::new(query)) }))
}

fn is_plain(query: &Query) -> bool {
    query.with.is_none() && query.order.is_empty() && query.limit.is_none() && query.lock.is_none()
}

/// `op term op term …`, all operators holding equally tight.
fn operators(mut i: In<'_>) -> R<'_, Vec<(SetOp, bool, Query)>> {
    let mut rest = Vec::new();
    loop {
        let op = match i.word() {
            UNION => SetOp::Union,
            INTERSECT => SetOp::Intersect,
            MINUS | EXCEPT => SetOp::Except,
            _ => return Ok((i, rest)),
        };
        let after = i.advance();
        let (after, all) = match after.word() {
            ALL => (after.advance(), true),
            DISTINCT => (after.advance(), false),
            _ => (after, false),
        };
        let (next, right) = term(after)?;
        rest.push((op, all, right));
        i = next;
    }
}

/// `SELECT …`, `(query)`, `VALUES …`, `TABLE t`.
fn term(start: In<'_>) -> R<'_, Query> {
    if start.kind() == Kind::Open {
        let (i, inner) = parens(query)(start)?;
        let (i, at) = i.at(start);
        return Ok((i, Query::of(at, QueryBody::Nested(Box::new(inner)))));
    }
    let (i, body) = match start.word() {
        VALUES => list1(|i| parens(expr::exprs)(i))(start.advance()).map(|(i, rows)| (i, QueryBody::Values(rows)))?,
        SELECT | FROM => select::select(start).map(|(i, s)| (i, QueryBody::Select(Box::new(s))))?,
        _ => return start.fail(Expected::Word(SELECT)),
    };
    let (i, at) = i.at(start);
    Ok((i, Query::of(at, body)))
}

/// `WITH [routines] name [(columns)] AS (query) [SEARCH …] [CYCLE …], …`.
fn with(start: In<'_>) -> R<'_, With> {
    let mut i = start.advance();
    let mut routines = Vec::new();
    while matches!(i.word(), FUNCTION | PROCEDURE) && i.word_at(1) != AS && i.peek(1).kind != Kind::Open {
        let (rest, member) = plsql::member(i)?;
        routines.push(member);
        i = rest;
    }
    if !routines.is_empty() && (matches!(i.word(), SELECT | FROM) || i.kind() == Kind::Open) {
        return Ok((i, With { routines, ..With::default() }));
    }
    let (i, queries) = list1(named)(i)?;
    Ok((i, With { routines, lifted: false, queries }))
}

fn named(start: In<'_>) -> R<'_, Cte> {
    let (i, name) = names::ident(start)?;
    if let Some(i) = accept(i, &[ANALYTIC, VIEW, AS]) {
        let (end, query) = analytic::named(i)?;
        let (end, at) = end.at(start);
        return Ok((end, Cte { name, at, columns: Vec::new(), query, search: None, cycle: None }));
    }
    let (i, columns) = if i.kind() == Kind::Open { names::names(i)? } else { (i, Vec::new()) };
    let (i, _) = word(AS)(i)?;
    let (i, query) = parens(query)(i)?;
    let (i, search) = match accept(i, &[SEARCH]) {
        Some(i) => search(i).map(|(i, s)| (i, Some(s)))?,
        None => (i, None),
    };
    let (i, cycle) = match accept(i, &[CYCLE]) {
        Some(i) => cycle(i).map(|(i, c)| (i, Some(c)))?,
        None => (i, None),
    };
    let (i, at) = i.at(start);
    Ok((i, Cte { name, at, columns, query, search, cycle }))
}

fn search(i: In<'_>) -> R<'_, Search> {
    let breadth = i.word() == BREADTH;
    let (i, _) = if breadth { word(BREADTH)(i)? } else { word(DEPTH)(i)? };
    let (i, ()) = words(&[FIRST, BY])(i)?;
    let (i, by) = expr::sort_keys(i)?;
    let (i, _) = word(SET)(i)?;
    let (i, set) = names::ident(i)?;
    Ok((i, Search { breadth, by, set }))
}

fn cycle(i: In<'_>) -> R<'_, Cycle> {
    let (i, columns) = list1(names::ident)(i)?;
    let (i, _) = word(SET)(i)?;
    let (i, set) = names::ident(i)?;
    let (i, _) = word(TO)(i)?;
    let (i, value) = expr(i)?;
    let (i, _) = word(DEFAULT)(i)?;
    let (i, default) = expr(i)?;
    Ok((i, Cycle { columns, set, value, default }))
}

/// `OFFSET n ROWS`, `FETCH FIRST n ROWS ONLY`.
fn row_limit(i: In<'_>) -> R<'_, Option<Box<RowLimit>>> {
    let (i, offset) = match accept(i, &[OFFSET]) {
        Some(i) => {
            let (i, n) = expr(i)?;
            let (i, ()) = rows(i)?;
            (i, Some(n))
        }
        None => (i, None),
    };
    let (i, fetch) = match accept(i, &[FETCH]) {
        Some(i) => fetch(i).map(|(i, f)| (i, Some(f)))?,
        None => (i, None),
    };
    let limit = RowLimit { offset, fetch };
    Ok((i, if limit == RowLimit::default() { None } else { Some(Box::new(limit)) }))
}

fn fetch(i: In<'_>) -> R<'_, Fetch> {
    let (i, accuracy) = match i.word() {
        APPROX | APPROXIMATE => (i.advance(), "APPROX"),
        EXACT => (i.advance(), "EXACT"),
        _ => (i, ""),
    };
    let i = match i.word() {
        FIRST | NEXT => i.advance(),
        _ => return i.fail(Expected::Word(FIRST)),
    };
    let (i, partitions) = partitions(i)?;
    let (i, count) = if matches!(i.word(), ROW | ROWS) { (i, None) } else { expr(i).map(|(i, e)| (i, Some(e)))? };
    let (i, percent) = if i.word() == PERCENT { (i.advance(), true) } else { (i, false) };
    let (i, ()) = rows(i)?;
    let (i, ties) = match accept(i, &[WITH, TIES]) {
        Some(i) => (i, true),
        None => word(ONLY)(i).map(|(i, _)| (i, false))?,
    };
    let (i, target) = match accept(i, &[WITH, TARGET, ACCURACY]) {
        Some(i) => target_accuracy(i)?,
        None => (i, Vec::new()),
    };
    Ok((i, Fetch { count, percent, ties, accuracy, partitions, target }))
}

/// `3 PARTITIONS BY a, 2 PARTITIONS BY b,` before the number of rows.
fn partitions(mut i: In<'_>) -> R<'_, Vec<(Expr, Expr)>> {
    let mut all = Vec::new();
    while i.kind() != Kind::Open && matches!(i.word_at(1), PARTITION | PARTITIONS) && i.word_at(2) == BY {
        let (rest, count) = expr(i)?;
        let (rest, by) = expr(rest.skip(2))?;
        all.push((count, by));
        i = comma(rest).unwrap_or(rest);
    }
    Ok((i, all))
}

/// `90 [PERCENT]`, `PARAMETERS (EFSEARCH 500, NEIGHBOR PARTITION PROBES 10)`.
fn target_accuracy(i: In<'_>) -> R<'_, Vec<(&'static str, Expr)>> {
    if i.word() == PARAMETERS {
        return parens(list1(|i| {
            let (i, word) = match accept(i, &[NEIGHBOR, PARTITION, PROBES]) {
                Some(i) => (i, "NEIGHBOR PARTITION PROBES"),
                None => word(EFSEARCH)(i).map(|(i, _)| (i, "EFSEARCH"))?,
            };
            expr(i).map(|(i, e)| (i, (word, e)))
        }))(i.advance());
    }
    let (i, n) = expr(i)?;
    Ok((accept(i, &[PERCENT]).unwrap_or(i), vec![("ACCURACY", n)]))
}

fn rows(i: In<'_>) -> R<'_, ()> {
    if matches!(i.word(), ROW | ROWS) { Ok((i.advance(), ())) } else { i.fail(Expected::Word(ROWS)) }
}

/// `FOR UPDATE [OF a.b, c] [NOWAIT | WAIT n | SKIP LOCKED]`.
fn lock(i: In<'_>) -> R<'_, Option<Box<Lock>>> {
    let Some(i) = accept(i, &[FOR, UPDATE]) else { return Ok((i, None)) };
    let (i, of) = match accept(i, &[OF]) {
        Some(i) => list1(names::path)(i)?,
        None => (i, Vec::new()),
    };
    let (i, wait) = match (i.word(), i.word_at(1)) {
        (NOWAIT, _) => (i.advance(), Wait::No),
        (WAIT, _) => expr(i.advance()).map(|(i, n)| (i, Wait::Seconds(n)))?,
        (SKIP, LOCKED) => (i.skip(2), Wait::Skip),
        _ => (i, Wait::Forever),
    };
    Ok((i, Some(Box::new(Lock { of, wait }))))
}

/// `name =>`-free parentheses with names: `(a, b)`, or one name alone.
fn names_or_one(i: In<'_>) -> R<'_, Vec<Name>> {
    if i.kind() == Kind::Open { names::names(i) } else { names::ident(i).map(|(i, n)| (i, vec![n])) }
}

/// `(+)`, if it stands here.
fn outer_mark(i: In<'_>) -> (In<'_>, bool) {
    let marked = i.kind() == Kind::Open && i.peek(1).kind == Kind::Plus && i.peek(2).kind == Kind::Close;
    if marked { (i.skip(3), true) } else { (i, false) }
}

/// A comma, if it stands here.
fn comma(i: In<'_>) -> Option<In<'_>> {
    sign(Kind::Comma)(i).ok().map(|(i, _)| i)
}
