//! `INSERT`: rows of values, of a query, of a record; into one table or many.

use super::super::expr::condition;
use super::super::query;
use super::{assignments, columns, error_log, hints, returning, rows, target, value};
use crate::ir::{
    Branch, Dml, ExprKind, From, FromKind, Insert, InsertInto, InsertMany, Into, QueryBody, RowSource, Target,
};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, keywords, list1, parens, word};

keywords! { ALL, FIRST, INTO, VALUES, WHEN, THEN, ELSE, SET, SELECT, WITH, BY, NAME, POSITION }

/// Behind `INSERT`.
pub(super) fn insert(i: In<'_>) -> R<'_, Dml> {
    let i = hints(i);
    if matches!(i.word(), ALL | FIRST) {
        return many(i);
    }
    let (i, into) = target(word(INTO)(i)?.0)?;
    let (i, columns) =
        if query::starts(i) && i.kind() == Kind::Open && !list_then_rows(i) { (i, Vec::new()) } else { columns(i)? };
    let by_name = i.word() == BY && i.word_at(1) == NAME;
    let from = i;
    let (i, source) = source(i)?;
    let columns = match named_values(&source) {
        _ if !by_name => columns,
        // the names of the values are those of the columns
        Some(names) => names,
        None => return from.skip(2).fail(Expected::Thing("a query whose values have names")),
    };
    let (i, returning) = returning(i)?;
    let (i, errors) = error_log(i)?;
    let plain = returning.is_none() && errors.is_none();
    Ok((
        i,
        match (plain_table(&into), source) {
            (Some(table), RowSource::Values(rows)) if plain => Dml::Insert(Insert { table, columns, rows }),
            (_, source) => Dml::InsertInto(Box::new(InsertInto { into, columns, source, returning, errors })),
        },
    ))
}

/// The names of the values of a query, where each has one.
fn named_values(source: &RowSource) -> Option<Vec<Name>> {
    let RowSource::Query(query) = source else { return None };
    let QueryBody::Select(select) = &query.body else { return None };
    let name = |target: &Target| match (&target.alias, &target.expr.kind) {
        (Some(alias), _) => Some(alias.clone()),
        (None, ExprKind::Name(path)) => path.parts.last().cloned(),
        _ => None,
    };
    select.targets.iter().map(name).collect()
}

/// Whether what is in the parentheses here is a list of columns: rows follow.
fn list_then_rows(i: In<'_>) -> bool {
    let after = crate::syntax::balanced(i);
    matches!(after.word(), VALUES | SELECT | WITH | SET) || after.kind() == Kind::Open
}

/// The name of a table that nothing qualifies.
fn plain_table(from: &From) -> Option<crate::name::QName> {
    let FromKind::Table(table) = &from.kind else { return None };
    let bare = table.link.is_none()
        && table.wrapper.is_empty()
        && table.partition.is_none()
        && table.sample.is_none()
        && table.flashback.is_empty();
    if bare { Some(table.name.clone()) } else { None }
}

fn source(i: In<'_>) -> R<'_, RowSource> {
    match i.word() {
        VALUES if i.peek(1).kind == Kind::Open => {
            list1(|i| parens(list1(value))(i))(i.advance()).map(|(i, rows)| (i, RowSource::Values(rows)))
        }
        VALUES => super::super::expr::expr(i.advance()).map(|(i, e)| (i, RowSource::Record(e))),
        SET => assignments(i.advance()).map(|(i, set)| (i, RowSource::Set(set))),
        BY if matches!(i.word_at(1), NAME | POSITION) => {
            i.skip(2).set_aside(i);
            rows(i.skip(2)).map(|(i, q)| (i, RowSource::Query(q)))
        }
        _ if query::starts(i) => rows(i).map(|(i, q)| (i, RowSource::Query(q))),
        _ => i.fail(Expected::Word(VALUES)),
    }
}

/// `ALL INTO …`, `FIRST WHEN … THEN INTO … ELSE INTO …`.
fn many(i: In<'_>) -> R<'_, Dml> {
    let first = i.word() == FIRST;
    let mut i = i.advance();
    let mut branches = Vec::new();
    let mut otherwise = Vec::new();
    if i.word() == INTO {
        let (rest, into) = intos(i)?;
        branches.push(Branch { condition: None, into });
        i = rest;
    }
    while i.word() == WHEN {
        let (rest, condition) = condition(i.advance())?;
        let (rest, into) = intos(word(THEN)(rest)?.0)?;
        branches.push(Branch { condition: Some(condition), into });
        i = rest;
    }
    if i.word() == ELSE {
        (i, otherwise) = intos(i.advance())?;
    }
    let (i, source) = rows(i)?;
    Ok((i, Dml::InsertMany(Box::new(InsertMany { first, branches, otherwise, source }))))
}

fn intos(mut i: In<'_>) -> R<'_, Vec<Into>> {
    let mut all = Vec::new();
    while i.word() == INTO {
        let (rest, table) = target(i.advance())?;
        let (rest, columns) =
            if rest.kind() == Kind::Open && !query::starts(rest) { columns(rest)? } else { (rest, Vec::new()) };
        let (rest, values) =
            if rest.word() == VALUES { parens(list1(value))(rest.advance())? } else { (rest, Vec::new()) };
        let (rest, errors) = error_log(rest)?;
        all.push(Into { table, columns, values, errors });
        i = rest;
    }
    if all.is_empty() { i.fail(Expected::Word(INTO)) } else { Ok((i, all)) }
}
