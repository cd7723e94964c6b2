//! Loops (PL/SQL Language Reference, Basic LOOP, WHILE LOOP, FOR LOOP, Iterator).

use super::dynamic;
use super::statement::{end_label, maybe_expr, statements};
use crate::dialect::oracle::expr::expr;
use crate::dialect::oracle::names::any_ident;
use crate::dialect::oracle::query;
use crate::dialect::oracle::types::data_type;
use crate::ir::plsql::{Control, ControlKind, Iterand, Iterator, Loop, Over, Part, StmtKind};
use crate::syntax::{In, Kind, R, keywords, list1, parens, word};

keywords! {
    BY, END, EXECUTE, FOR, IMMEDIATE, IMMUTABLE, IN, INDICES, LOOP, MUTABLE, OF, PAIRS, REPEAT, REVERSE, VALUES, WHEN,
    WHILE,
}

/// `[WHILE condition | FOR iterator] LOOP … END LOOP [label]`.
pub(super) fn loop_(i: In<'_>) -> R<'_, StmtKind> {
    let (i, over) = match i.word() {
        WHILE => expr(i.advance()).map(|(i, e)| (i, Over::While(Box::new(e))))?,
        FOR => iterator(i.advance()).map(|(i, it)| (i, Over::For(Box::new(it))))?,
        _ => (i, Over::Forever),
    };
    let (i, _) = word(LOOP)(i)?;
    let (i, body) = statements(i)?;
    let (i, _) = word(END)(i)?;
    let (i, _) = word(LOOP)(i)?;
    let (i, end) = end_label(i)?;
    Ok((i, StmtKind::Loop(Box::new(Loop { over, body, end }))))
}

/// `name [MUTABLE] [type], … IN control, …`.
pub(in super::super) fn iterator(i: In<'_>) -> R<'_, Iterator> {
    let (i, iterands) = list1(iterand)(i)?;
    let (i, _) = word(IN)(i)?;
    let (i, controls) = list1(control)(i)?;
    Ok((i, Iterator { iterands, controls }))
}

fn iterand(start: In<'_>) -> R<'_, Iterand> {
    let (i, name) = any_ident(start)?;
    let (i, mutable) = match i.word() {
        MUTABLE => (i.advance(), Some(true)),
        IMMUTABLE => (i.advance(), Some(false)),
        _ => (i, None),
    };
    let (i, ty) =
        if i.word() == IN || i.kind() == Kind::Comma { (i, None) } else { data_type(i).map(|(i, t)| (i, Some(t)))? };
    let (i, at) = i.at(start);
    Ok((i, Iterand { name, at, mutable, ty }))
}

/// `[REVERSE] source [WHILE condition] [WHEN condition]`.
pub(in super::super) fn control(start: In<'_>) -> R<'_, Control> {
    let (i, reverse) = if start.word() == REVERSE { (start.advance(), true) } else { (start, false) };
    let (i, kind) = source(i)?;
    let (i, stop) = maybe_expr(i, WHILE)?;
    let (i, when) = maybe_expr(i, WHEN)?;
    let (i, at) = i.at(start);
    Ok((i, Control { at, reverse, kind, stop, when }))
}

fn source(i: In<'_>) -> R<'_, ControlKind> {
    let part = match (i.word(), i.word_at(1)) {
        (VALUES, OF) => Some(Part::Values),
        (INDICES, OF) => Some(Part::Indices),
        (PAIRS, OF) => Some(Part::Pairs),
        _ => None,
    };
    if let Some(part) = part {
        return i.skip(2).deeper(source).map(|(i, of)| (i, ControlKind::Of(part, Box::new(of))));
    }
    match (i.word(), i.kind()) {
        (EXECUTE, _) if i.word_at(1) == IMMEDIATE => return dynamic_query(i),
        (_, Kind::Open) if i.word_at(1) == EXECUTE && i.word_at(2) == IMMEDIATE => {
            return parens(dynamic_query)(i);
        }
        (_, Kind::Open) if query::starts(i) => {
            let (i, query) = parens(|i| query::until(i, |_| false))(i)?;
            return Ok((i, ControlKind::Query(Box::new(query))));
        }
        (REPEAT, _) if i.peek(1).kind != Kind::Open => {
            return expr(i.advance()).map(|(i, e)| (i, ControlKind::Repeat(Box::new(e))));
        }
        _ => {}
    }
    let (i, low) = expr(i)?;
    if i.kind() != Kind::DotDot {
        return Ok((i, ControlKind::Value(Box::new(low))));
    }
    let (i, high) = expr(i.advance())?;
    let (i, by) = maybe_expr(i, BY)?;
    Ok((i, ControlKind::Range(Box::new([low, high]), by.map(Box::new))))
}

fn dynamic_query(i: In<'_>) -> R<'_, ControlKind> {
    let (i, text) = expr(i.skip(2))?;
    let (i, using) = dynamic::using(i)?;
    Ok((i, ControlKind::Dynamic(Box::new(text), using)))
}
