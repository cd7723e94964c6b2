//! `MODEL` (SQL Language Reference, SELECT, `model_clause`).

use super::super::expr::{self, cells, condition, expr};
use super::super::names;
use super::query;
use super::select::target;
use crate::ir::{CellOptions, Model, ModelColumns, Reference, Rule, RuleMode, Rules};
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, sign, word, words};

keywords! {
    ALL, AUTOMATIC, BY, DIMENSION, IGNORE, ITERATE, KEEP, MAIN, MEASURES, MODEL, NAV, ON, ORDER, PARTITION, REFERENCE,
    RETURN, ROWS, RULES, SEQUENTIAL, SINGLE, UNIQUE, UNTIL, UPDATE, UPDATED, UPSERT,
}

/// `MODEL [options] [RETURN {UPDATED | ALL} ROWS] {reference} [MAIN name] columns [options] rules`.
pub(super) fn clause(start: In<'_>) -> R<'_, Option<Box<Model>>> {
    let Some(i) = accept(start, &[MODEL]) else { return Ok((start, None)) };
    let (i, cells) = options(i);
    let (i, updated_only) = match (i.word(), i.word_at(1)) {
        (RETURN, UPDATED) => words(&[RETURN, UPDATED, ROWS])(i).map(|(i, ())| (i, true))?,
        (RETURN, _) => words(&[RETURN, ALL, ROWS])(i).map(|(i, ())| (i, false))?,
        _ => (i, false),
    };
    let mut i = i;
    let mut references = Vec::new();
    while i.word() == REFERENCE {
        let (rest, one) = reference(i.advance())?;
        references.push(one);
        i = rest;
    }
    let (i, name) = match accept(i, &[MAIN]) {
        Some(i) => names::ident(i).map(|(i, n)| (i, Some(n)))?,
        None => (i, None),
    };
    let (i, columns) = columns(i)?;
    let (i, own_cells) = options(i);
    let (i, rules) = rules(i)?;
    Ok((i, Some(Box::new(Model { cells, updated_only, references, name, columns, own_cells, rules }))))
}

/// `{IGNORE | KEEP} NAV`, `UNIQUE {DIMENSION | SINGLE REFERENCE}`.
fn options(mut i: In<'_>) -> (In<'_>, CellOptions) {
    let mut all = CellOptions::default();
    loop {
        i = match (i.word(), i.word_at(1)) {
            (IGNORE, NAV) => {
                all.ignore_nav = Some(true);
                i.skip(2)
            }
            (KEEP, NAV) => {
                all.ignore_nav = Some(false);
                i.skip(2)
            }
            (UNIQUE, DIMENSION) => {
                all.single_reference = Some(false);
                i.skip(2)
            }
            (UNIQUE, SINGLE) if i.word_at(2) == REFERENCE => {
                all.single_reference = Some(true);
                i.skip(3)
            }
            _ => return (i, all),
        };
    }
}

/// `name ON (query) columns [options]`.
fn reference(i: In<'_>) -> R<'_, Reference> {
    let (i, name) = names::ident(i)?;
    let (i, _) = word(ON)(i)?;
    let (i, query) = parens(query)(i)?;
    let (i, columns) = columns(i)?;
    let (i, cells) = options(i);
    Ok((i, Reference { name, query, columns, cells }))
}

/// `[PARTITION BY (…)] DIMENSION BY (…) MEASURES (…)`.
fn columns(i: In<'_>) -> R<'_, ModelColumns> {
    let (i, partition) = match accept(i, &[PARTITION, BY]) {
        Some(i) => parens(list1(target))(i)?,
        None => (i, Vec::new()),
    };
    let (i, ()) = words(&[DIMENSION, BY])(i)?;
    let (i, dimension) = parens(list1(target))(i)?;
    let (i, _) = word(MEASURES)(i)?;
    let (i, measures) = parens(list1(target))(i)?;
    Ok((i, ModelColumns { partition, dimension, measures }))
}

/// `[RULES [mode] [order]] [ITERATE (n) [UNTIL (condition)]] (rule, …)`.
fn rules(i: In<'_>) -> R<'_, Rules> {
    let i = accept(i, &[RULES]).unwrap_or(i);
    let (i, mode) = mode(i);
    let (i, automatic) = match (i.word(), i.word_at(1)) {
        (AUTOMATIC, ORDER) => (i.skip(2), Some(true)),
        (SEQUENTIAL, ORDER) => (i.skip(2), Some(false)),
        _ => (i, None),
    };
    let (i, iterate) = match accept(i, &[ITERATE]) {
        Some(i) => {
            let (i, count) = parens(expr)(i)?;
            let (i, until) = match accept(i, &[UNTIL]) {
                Some(i) => condition(i).map(|(i, e)| (i, Some(e)))?,
                None => (i, None),
            };
            (i, Some((count, until)))
        }
        None => (i, None),
    };
    let (i, _) = sign(Kind::Open)(i)?;
    let (i, rules) = if i.kind() == Kind::Close { (i, Vec::new()) } else { list1(rule)(i)? };
    let (i, _) = sign(Kind::Close)(i)?;
    Ok((i, Rules { mode, automatic, iterate, rules }))
}

fn mode(i: In<'_>) -> (In<'_>, Option<RuleMode>) {
    match (i.word(), i.word_at(1)) {
        (UPDATE, _) => (i.advance(), Some(RuleMode::Update)),
        (UPSERT, ALL) => (i.skip(2), Some(RuleMode::UpsertAll)),
        (UPSERT, _) if i.peek(1).kind != Kind::OpenBracket => (i.advance(), Some(RuleMode::Upsert)),
        _ => (i, None),
    }
}

/// `[mode] measure[dimensions] [ORDER BY …] = value`.
fn rule(i: In<'_>) -> R<'_, Rule> {
    let (i, mode) = mode(i);
    let (i, measure) = names::ident(i)?;
    if i.kind() != Kind::OpenBracket {
        return i.fail(Expected::Kind(Kind::OpenBracket));
    }
    let (i, cells) = cells(i)?;
    let (i, order) = expr::order_by(i)?;
    let (i, _) = sign(Kind::Eq)(i)?;
    let (i, value) = expr(i)?;
    Ok((i, Rule { mode, measure, cells, order, value }))
}
