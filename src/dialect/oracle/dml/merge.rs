//! `MERGE`.

use super::super::expr::condition;
use super::super::query;
use super::{assignments, columns, error_log, hints, returning, target, value};
use crate::ir::{Dml, Expr, Merge, MergeInsert, MergeUpdate};
use crate::syntax::{Expected, In, R, accept, keywords, list1, parens, word, words};

keywords! { INTO, USING, ON, WHEN, MATCHED, NOT, THEN, UPDATE, SET, DELETE, WHERE, INSERT, VALUES }

/// Behind `MERGE`.
pub(super) fn merge(i: In<'_>) -> R<'_, Dml> {
    let (i, _) = word(INTO)(hints(i))?;
    let (i, target) = target(i)?;
    let (i, _) = word(USING)(i)?;
    let (i, source) = query::joined(i)?;
    let (i, _) = word(ON)(i)?;
    let (mut i, on) = condition(i)?;
    let (mut matched, mut absent) = (None, None);
    while i.word() == WHEN {
        let (rest, is_match) = match accept(i, &[WHEN, MATCHED]) {
            Some(rest) => (rest, true),
            None => words(&[WHEN, NOT, MATCHED])(i).map(|(i, ())| (i, false))?,
        };
        let (rest, _) = word(THEN)(rest)?;
        if is_match && matched.is_none() {
            let (rest, it) = update(rest)?;
            matched = Some(it);
            i = rest;
        } else if !is_match && absent.is_none() {
            let (rest, it) = insert(rest)?;
            absent = Some(it);
            i = rest;
        } else {
            return i.fail(Expected::Thing("each branch once"));
        }
    }
    let (i, returning) = returning(i)?;
    let (i, errors) = error_log(i)?;
    Ok((i, Dml::Merge(Box::new(Merge { target, source, on, matched, absent, returning, errors }))))
}

/// `UPDATE SET … [WHERE …] [DELETE WHERE …]`.
fn update(i: In<'_>) -> R<'_, MergeUpdate> {
    let (i, ()) = words(&[UPDATE, SET])(i)?;
    let (i, set) = assignments(i)?;
    let (i, condition) = filter(i)?;
    let (i, delete) = match accept(i, &[DELETE]) {
        Some(i) => super::super::expr::condition(word(WHERE)(i)?.0).map(|(i, e)| (i, Some(e)))?,
        None => (i, None),
    };
    Ok((i, MergeUpdate { set, condition, delete }))
}

/// `INSERT [(…)] VALUES (…) [WHERE …]`.
fn insert(i: In<'_>) -> R<'_, MergeInsert> {
    let (i, columns) = columns(hints(word(INSERT)(i)?.0))?;
    let (i, values) = parens(list1(value))(word(VALUES)(i)?.0)?;
    let (i, condition) = filter(i)?;
    Ok((i, MergeInsert { columns, values, condition }))
}

fn filter(i: In<'_>) -> R<'_, Option<Expr>> {
    match accept(i, &[WHERE]) {
        Some(i) => condition(i).map(|(i, e)| (i, Some(e))),
        None => Ok((i, None)),
    }
}
