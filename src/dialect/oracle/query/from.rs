//! `FROM`: tables with what qualifies them, derived tables, table functions, joins.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever other token stands here ends the construct")]

use super::super::expr::{self, condition, expr};
use super::super::names;
use super::{analytic, external, graph, outer_mark, pivot, query, row_pattern, select, starts, table_function};
use crate::ir::{Derived, ExprKind, Flashback, From, FromKind, Join, JoinKind, PartitionRef, Sample, TableRef};
use crate::name::{Name, QName};
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, parens, word, words};
use ecow::EcoString;

keywords! {
    JOIN, INNER, LEFT, RIGHT, FULL, OUTER, CROSS, NATURAL, APPLY, ON, USING, PARTITION, BY, SUBPARTITION, FOR, SAMPLE, BLOCK, SEED, AS, OF, SCN, TIMESTAMP, VERSIONS, BETWEEN, AND, MINVALUE, MAXVALUE, PERIOD, LATERAL, ONLY, CONTAINERS, SHARDS, TABLE, THE, VALUES, XMLTABLE, JSON_TABLE, GRAPH_TABLE, PIVOT, UNPIVOT, MATCH_RECOGNIZE, WITH, READ, CHECK, OPTION, CONSTRAINT, SELECT, SET, WHEN, RETURNING, LOG, ERRORS, EXCEPT, SNAPSHOT,
    ANALYTIC, VIEW, EXTERNAL, MODIFY, RELATIONAL, NOT, XMLTYPE, NESTED, VARRAY, LOCATOR, LOB, CLOB, BLOB, BINARY, XML, OBJECT, VALUE,
    HIERARCHIES, PATH, COLUMNS, INSERT, NOINSERT, UPDATE, NOUPDATE, DELETE, NODELETE, NOCHECK, ETAG,
}

/// `item, item, …`, each with its joins.
///
/// # Errors
/// Where no item stands, or something in one is not understood.
pub fn list(i: In<'_>) -> R<'_, Vec<From>> {
    list1(joined)(i)
}

/// What a statement writes to: a table or view, a derived table, a collection; with its alias.
///
/// # Errors
/// Where none stands.
pub fn target(start: In<'_>) -> R<'_, From> {
    let (i, kind) = if is_collection(start)
        || start.kind() == Kind::Open
        || start.peek(1).kind == Kind::Open && matches!(start.word(), ONLY | CONTAINERS | SHARDS)
    {
        source(start)?
    } else {
        plain(start)?
    };
    named(i, start, kind)
}

/// Whether `TABLE (…)` or `THE (…)` stands here.
fn is_collection(i: In<'_>) -> bool {
    matches!(i.word(), TABLE | THE) && i.peek(1).kind == Kind::Open
}

/// An item and what is joined to it, from left to right.
///
/// # Errors
/// Where no item stands, or something in one is not understood.
pub fn joined(start: In<'_>) -> R<'_, From> {
    let (mut i, mut left) = item(start)?;
    let mut links = 0;
    loop {
        links += 1;
        (i, _) = i.link(links)?;
        let (after, partition) = partition_by(i)?;
        let Some((after, kind, natural)) = join_words(after) else { return Ok((i, left)) };
        let (after, right) = item(after)?;
        let (after, right_partition) = partition_by(after)?;
        let (after, on, using) = match after.word() {
            ON => condition(after.advance()).map(|(i, e)| (i, Some(e), Vec::new()))?,
            USING => names::names(after.advance()).map(|(i, n)| (i, None, n))?,
            _ if natural || matches!(kind, JoinKind::Cross | JoinKind::CrossApply | JoinKind::OuterApply) => {
                (after, None, Vec::new())
            }
            _ => {
                // `a JOIN b JOIN c ON … ON …`: what follows belongs to the right side first
                let (after, nested) = nested_right(after, right, start)?;
                let (after, on) = condition(word(ON)(after)?.0)?;
                let partitions = [partition, right_partition];
                left = join(
                    after,
                    start,
                    Join { left, right: nested, kind, natural, on: Some(on), using: Vec::new(), partitions },
                );
                i = after;
                continue;
            }
        };
        let partitions = [partition, right_partition];
        left = join(after, start, Join { left, right, kind, natural, on, using, partitions });
        // what turns the rows of a join around stands behind its condition
        (i, left) = turned(after, start, left)?;
    }
}

/// The right side of a join whose condition comes after further joins.
fn nested_right<'a>(i: In<'a>, right: From, start: In<'a>) -> R<'a, From> {
    let Some((after, kind, natural)) = join_words(i) else { return i.fail(Expected::Word(ON)) };
    let (after, next) = item(after)?;
    let (after, next) =
        if matches!(after.word(), ON | USING) { (after, next) } else { nested_right(after, next, start)? };
    let (after, on, using) = match after.word() {
        USING => names::names(after.advance()).map(|(i, n)| (i, None, n))?,
        _ => condition(word(ON)(after)?.0).map(|(i, e)| (i, Some(e), Vec::new()))?,
    };
    let node = Join { left: right, right: next, kind, natural, on, using, partitions: [Vec::new(), Vec::new()] };
    Ok((after, join(after, start, node)))
}

fn join<'a>(i: In<'a>, start: In<'a>, join: Join) -> From {
    // a join owns no token of its own beyond its words, so it shares the next node id
    let (_, at) = i.at(start);
    From { at, kind: FromKind::Join(Box::new(join)), alias: None, columns: Vec::new() }
}

/// The words of a join, if they stand here.
fn join_words(start: In<'_>) -> Option<(In<'_>, JoinKind, bool)> {
    let (i, natural) = if start.word() == NATURAL { (start.advance(), true) } else { (start, false) };
    let (i, kind) = match (i.word(), i.word_at(1)) {
        (CROSS, APPLY) => return Some((i.skip(2), JoinKind::CrossApply, false)),
        (OUTER, APPLY) => return Some((i.skip(2), JoinKind::OuterApply, false)),
        (CROSS, JOIN) => return Some((i.skip(2), JoinKind::Cross, false)),
        (INNER, _) => (i.advance(), JoinKind::Inner),
        (LEFT, _) => (i.advance(), JoinKind::Left),
        (RIGHT, _) => (i.advance(), JoinKind::Right),
        (FULL, _) => (i.advance(), JoinKind::Full),
        _ => (i, JoinKind::Inner),
    };
    let i = accept(i, &[OUTER]).unwrap_or(i);
    accept(i, &[JOIN]).map(|i| (i, kind, natural))
}

/// `PARTITION BY (…)` of a partitioned outer join.
fn partition_by(i: In<'_>) -> R<'_, Vec<crate::ir::Expr>> {
    match accept(i, &[PARTITION, BY]) {
        Some(i) if i.kind() == Kind::Open => parens(expr::exprs)(i),
        Some(i) => expr::exprs(i),
        None => Ok((i, Vec::new())),
    }
}

/// One item with its alias and what turns its rows around.
fn item(start: In<'_>) -> R<'_, From> {
    start.deeper(|start| {
        let (i, kind) = source(start)?;
        let (i, from) = named(i, start, kind)?;
        turned(i, start, from)
    })
}

/// What turns rows around, each with its alias.
fn turned<'a>(mut i: In<'a>, start: In<'a>, mut from: From) -> R<'a, From> {
    loop {
        let (after, kind) = match i.word() {
            PIVOT => pivot::pivot(i, from)?,
            UNPIVOT => pivot::unpivot(i, from)?,
            MATCH_RECOGNIZE => row_pattern::clause(i, from)?,
            NESTED if nested_ahead(i) => nested(i, start, from)?,
            HIERARCHIES => match aliased_view(&from).and_then(|view| analytic::read(i, &view)) {
                Some(read) => {
                    let (i, kind) = read?;
                    return Ok((i, From { kind, ..from }));
                }
                None => return Ok((i, from)),
            },
            _ => return Ok((i, from)),
        };
        (i, from) = named(after, start, kind)?;
    }
}

/// The view of `av AS alias HIERARCHIES (…)`.
fn aliased_view(from: &From) -> Option<QName> {
    match &from.kind {
        FromKind::Table(table) if from.alias.is_some() => Some(table.name.clone()),
        _ => None,
    }
}

/// Whether `NESTED [PATH] column… COLUMNS (…)` stands here: an alias of that name has no name behind it.
fn nested_ahead(i: In<'_>) -> bool {
    let mut i = if i.word_at(1) == PATH { i.skip(2) } else { i.advance() };
    if !names::is_name(i.token()) {
        return false;
    }
    while !matches!(i.kind(), Kind::Open | Kind::Close | Kind::Semi | Kind::End) {
        if i.word() == COLUMNS {
            return true;
        }
        i = i.advance();
    }
    false
}

/// `t NESTED column COLUMNS (…)`: a left join with a `JSON_TABLE` over the column.
fn nested<'a>(i: In<'a>, start: In<'a>, left: From) -> R<'a, FromKind> {
    let qualifier = left.alias.clone().or_else(|| aliasless(&left));
    let (i, right) = table_function::nested(i, qualifier)?;
    let (i, at) = i.at(start);
    let on = crate::ir::Expr { at, kind: ExprKind::Bool(true) };
    let join = Join {
        left,
        right,
        kind: JoinKind::Left,
        natural: false,
        on: Some(on),
        using: Vec::new(),
        partitions: [Vec::new(), Vec::new()],
    };
    Ok((i, FromKind::Join(Box::new(join))))
}

/// The name that a table without an alias goes by.
fn aliasless(from: &From) -> Option<Name> {
    match &from.kind {
        FromKind::Table(table) => Some(table.name.name.clone()),
        _ => None,
    }
}

/// What is read, without its alias.
fn source(start: In<'_>) -> R<'_, FromKind> {
    if start.kind() == Kind::Open {
        return parenthesised(start, false);
    }
    let opens = start.peek(1).kind == Kind::Open;
    match start.word() {
        LATERAL if opens => parenthesised(start.advance(), true),
        TABLE | THE if opens => {
            let (i, value) = collection(start.advance())?;
            let (i, optional) = outer_mark(i);
            Ok((i, FromKind::Function(Box::new(value), optional)))
        }
        XMLTABLE if opens => table_function::xml(start.advance()),
        JSON_TABLE if opens => table_function::json(start.advance()),
        GRAPH_TABLE if opens => graph::table(start.advance()),
        ANALYTIC if start.word_at(1) == VIEW && start.peek(2).kind == Kind::Open => analytic::in_place(start.skip(2)),
        EXTERNAL if opens && start.peek(2).kind == Kind::Open => external::in_place(start.advance()),
        ONLY | CONTAINERS | SHARDS | RELATIONAL if opens => {
            let wrapper = start.word().text();
            let (i, ((name, link), tags)) = parens(|i| {
                let (i, name) = table_name(i)?;
                let (i, tags) = shown(i)?;
                Ok((i, (name, tags)))
            })(start.advance())?;
            let (i, flashback) = flashback(i)?;
            let table = TableRef { name, link, wrapper, tags, flashback, ..TableRef::default() };
            Ok((i, FromKind::Table(Box::new(table))))
        }
        VALUES => list1(|i| parens(expr::exprs)(i))(start.advance()).map(|(i, rows)| (i, FromKind::Values(rows))),
        _ => table(start),
    }
}

/// How `RELATIONAL (t NOT XMLTYPE NESTED TABLE AS LOCATOR)` shows columns, as tools of the server write it.
fn shown(mut i: In<'_>) -> R<'_, Vec<EcoString>> {
    let mut all = Vec::new();
    while matches!(
        i.word(),
        NOT | XMLTYPE | NESTED | TABLE | VARRAY | AS | LOCATOR | LOB | CLOB | BLOB | BINARY | XML | OBJECT | VALUE
    ) {
        all.push(i.word().text().into());
        i = i.advance();
    }
    Ok((i, all))
}

/// `(query)`, `(joins)`, `(VALUES …)`.
fn parenthesised(start: In<'_>, lateral: bool) -> R<'_, FromKind> {
    if !lateral && !holds_query(start) {
        let (i, inner) = parens(joined)(start)?;
        return Ok((i, FromKind::Nested(Box::new(inner))));
    }
    let (i, (query, restriction)) = parens(|i| {
        let (i, query) = query(i)?;
        let (i, restriction) = restriction(i)?;
        Ok((i, (query, restriction)))
    })(start)?;
    let (i, optional) = outer_mark(i);
    Ok((i, FromKind::Query(Box::new(Derived { query, lateral, optional, restriction }))))
}

/// Whether the parenthesis here holds a query rather than joins: `((a JOIN b …))` starts with a name, `((SELECT …) x JOIN …)`
/// goes on behind the inner parenthesis.
fn holds_query(i: In<'_>) -> bool {
    let inner = i.advance();
    if !starts(inner) {
        return false;
    }
    inner.kind() != Kind::Open || super::continues(balanced(inner))
}

/// `WITH READ ONLY`, `WITH CHECK OPTION [CONSTRAINT name]` of a derived table that is written to.
fn restriction(i: In<'_>) -> R<'_, &'static str> {
    if let Some(i) = accept(i, &[WITH, READ, ONLY]) {
        return Ok((i, "WITH READ ONLY"));
    }
    let Some(i) = accept(i, &[WITH, CHECK, OPTION]) else { return Ok((i, "")) };
    let i = match accept(i, &[CONSTRAINT]) {
        Some(named) => {
            let (after, _) = names::ident(named)?;
            after.set_aside(i);
            after
        }
        None => i,
    };
    Ok((i, "WITH CHECK OPTION"))
}

/// `(expr)` or `(query)` of `TABLE`.
fn collection(start: In<'_>) -> R<'_, crate::ir::Expr> {
    if matches!(start.word_at(1), SELECT | WITH) {
        let (i, query) = parens(query)(start)?;
        let (i, at) = i.at(start);
        return Ok((i, crate::ir::Expr { at, kind: ExprKind::Subquery(Box::new(query)) }));
    }
    parens(expr)(start)
}

/// `schema.table@link`.
fn table_name(i: In<'_>) -> R<'_, (QName, Option<Name>)> {
    let (i, first) = names::ident(i)?;
    let (i, name) = match i.kind() {
        Kind::Dot => names::any_ident(i.advance()).map(|(i, name)| (i, QName { schema: Some(first), name }))?,
        _ => (i, QName { schema: None, name: first }),
    };
    let (i, link) = expr::link(i)?;
    Ok((i, (name, link)))
}

/// A table with what qualifies it, or a call of a table function.
fn table(start: In<'_>) -> R<'_, FromKind> {
    if is_call(start) {
        let (i, value) = expr::operand(start)?;
        // the mark was read as that of a column
        return Ok(match value.kind {
            ExprKind::OuterJoinMark(inner) => (i, FromKind::Function(inner, true)),
            _ => (i, FromKind::Function(Box::new(value), false)),
        });
    }
    plain(start)
}

/// A table or view with what qualifies it.
fn plain(start: In<'_>) -> R<'_, FromKind> {
    let (i, (name, link)) = table_name(start)?;
    if let Some(read) = analytic::read(i, &name) {
        return read;
    }
    if i.word() == EXTERNAL && i.word_at(1) == MODIFY && i.peek(2).kind == Kind::Open {
        return external::modified(i.skip(2), name);
    }
    let (i, partition) = partition(i)?;
    let (i, sample) = sample(i)?;
    let (i, flashback) = flashback(i)?;
    Ok((
        i,
        FromKind::Table(Box::new(TableRef { name, link, wrapper: "", partition, sample, flashback, tags: Vec::new() })),
    ))
}

/// Whether a call stands here: a name of up to four parts and a parenthesis.
fn is_call(mut i: In<'_>) -> bool {
    for _ in 0..4 {
        if !matches!(i.kind(), Kind::Name | Kind::Quoted) {
            return false;
        }
        i = i.advance();
        match i.kind() {
            Kind::Open => return true,
            Kind::Dot => i = i.advance(),
            _ => return false,
        }
    }
    false
}

/// `PARTITION (p)`, `SUBPARTITION FOR (values)`.
fn partition(i: In<'_>) -> R<'_, Option<PartitionRef>> {
    let sub = i.word() == SUBPARTITION;
    if !sub && i.word() != PARTITION {
        return Ok((i, None));
    }
    match (i.word_at(1), i.peek(1).kind) {
        (FOR, _) => {
            let (i, values) = parens(expr::exprs)(i.skip(2))?;
            Ok((i, Some(PartitionRef { sub, names: Vec::new(), values })))
        }
        (_, Kind::Open) => {
            let (i, names) = names::names(i.advance())?;
            Ok((i, Some(PartitionRef { sub, names, values: Vec::new() })))
        }
        // an alias of that name, or the `PARTITION BY` of a join
        _ => Ok((i, None)),
    }
}

/// `SAMPLE [BLOCK] (percent) [SEED (n)]`.
fn sample(i: In<'_>) -> R<'_, Option<Sample>> {
    if i.word() != SAMPLE || !(i.peek(1).kind == Kind::Open || i.word_at(1) == BLOCK) {
        return Ok((i, None));
    }
    let i = i.advance();
    let (i, block) = if i.word() == BLOCK { (i.advance(), true) } else { (i, false) };
    let (i, amount) = parens(expr::exprs)(i)?;
    let (i, seed) = match accept(i, &[SEED]) {
        Some(i) => parens(expr)(i).map(|(i, e)| (i, Some(e)))?,
        None => (i, None),
    };
    Ok((i, Some(Sample { block, amount, seed })))
}

/// `VERSIONS BETWEEN SCN a AND b`, `AS OF TIMESTAMP t`, `AS OF PERIOD FOR p t`.
fn flashback(mut i: In<'_>) -> R<'_, Vec<Flashback>> {
    let mut all = Vec::new();
    loop {
        if let Some(after) = accept(i, &[AS, OF]) {
            let (after, (by, period)) = moment(after)?;
            let (after, at) = expr(after)?;
            all.push(Flashback { versions: false, by, period, from: Some(at), to: None });
            i = after;
        } else if i.word() == VERSIONS && matches!(i.word_at(1), BETWEEN | PERIOD) {
            let after = i.advance();
            let (after, (by, period)) = match after.word() {
                PERIOD => {
                    let (after, moment) = moment(after)?;
                    (word(BETWEEN)(after)?.0, moment)
                }
                _ => moment(after.advance())?,
            };
            let (after, from) = end(after, MINVALUE)?;
            let (after, _) = word(AND)(after)?;
            let (after, to) = end(after, MAXVALUE)?;
            all.push(Flashback { versions: true, by, period, from, to });
            i = after;
        } else {
            return Ok((i, all));
        }
    }
}

/// `SCN`, `TIMESTAMP`, `PERIOD FOR name`.
fn moment(i: In<'_>) -> R<'_, (&'static str, Option<Name>)> {
    match i.word() {
        SCN => Ok((i.advance(), ("SCN", None))),
        // as the server writes it in statements of its own
        SNAPSHOT => Ok((i.advance(), ("SCN", None))),
        TIMESTAMP => Ok((i.advance(), ("TIMESTAMP", None))),
        PERIOD => {
            let (i, ()) = words(&[PERIOD, FOR])(i)?;
            names::ident(i).map(|(i, n)| (i, ("PERIOD FOR", Some(n))))
        }
        _ => i.fail(Expected::Thing("`SCN`, `TIMESTAMP` or `PERIOD FOR`")),
    }
}

/// A bound of `VERSIONS BETWEEN`: no value for the open one. A bound holds no `AND` of its own.
fn end(i: In<'_>, open: crate::syntax::Word) -> R<'_, Option<crate::ir::Expr>> {
    if i.word() == open { Ok((i.advance(), None)) } else { expr::sum(i).map(|(i, e)| (i, Some(e))) }
}

/// The item with its alias. Oracle takes no `AS` before it, except behind `VALUES` and table functions of 23ai; it is accepted
/// everywhere, because other databases write it.
fn named<'a>(i: In<'a>, start: In<'a>, kind: FromKind) -> R<'a, From> {
    let (i, alias) = match accept(i, &[AS]) {
        Some(i) => names::ident(i).map(|(i, n)| (i, Some(n)))?,
        None if names::is_name(i.token()) && !ends_item(i) => names::ident(i).map(|(i, n)| (i, Some(n)))?,
        None => (i, None),
    };
    let (i, kind) = tags(i, kind);
    let takes_columns = matches!(kind, FromKind::Values(_) | FromKind::Function(..) | FromKind::Query(_));
    let (i, columns) =
        if takes_columns && alias.is_some() && i.kind() == Kind::Open { names::names(i)? } else { (i, Vec::new()) };
    let (i, at) = i.at(start);
    Ok((i, From { at, kind, alias, columns }))
}

/// `WITH UPDATE NOINSERT CHECK ETAG`: what a duality view may do with the rows of a table.
fn tags(i: In<'_>, kind: FromKind) -> (In<'_>, FromKind) {
    let FromKind::Table(mut table) = kind else { return (i, kind) };
    if i.word() != WITH || i.word_at(2) == OPTION || duality_tag(i.advance()).is_none() {
        return (i, FromKind::Table(table));
    }
    let mut i = i.advance();
    while let Some(tag) = duality_tag(i) {
        table.tags.push(tag.into());
        i = i.advance();
    }
    (i, FromKind::Table(table))
}

/// A word that says what a duality view may do.
pub(in crate::dialect::oracle) fn duality_tag(i: In<'_>) -> Option<&'static str> {
    matches!(i.word(), INSERT | NOINSERT | UPDATE | NOUPDATE | DELETE | NODELETE | CHECK | NOCHECK | ETAG)
        .then(|| i.word().text())
}

/// Whether a word that could be a name begins what follows an item instead.
fn ends_item(i: In<'_>) -> bool {
    match i.word() {
        // no reserved words: an alias may be called so
        LEFT | RIGHT | FULL => matches!(i.word_at(1), JOIN | OUTER),
        JOIN | INNER | CROSS | NATURAL | USING | SET | WHEN | EXCEPT => true,
        OUTER => matches!(i.word_at(1), APPLY | JOIN),
        PARTITION => i.word_at(1) == BY,
        PIVOT | UNPIVOT | MATCH_RECOGNIZE => true,
        NESTED => nested_ahead(i),
        HIERARCHIES => i.peek(1).kind == Kind::Open,
        RETURNING => true,
        LOG => i.word_at(1) == ERRORS,
        _ => select::ends_select(i),
    }
}
