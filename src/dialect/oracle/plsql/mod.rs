//! PL/SQL (PL/SQL Language Reference): blocks, from their labels to the name behind `END`.
//!
//! Dispatch is on the first token. An error costs the smallest statement or declaration around it (`recovery`).

pub(super) mod conditional;
mod cursor;
mod declare;
mod dynamic;
mod loops;
mod recovery;
mod statement;
mod transaction;

pub(super) use declare::{Declared, declarations, member};
pub(super) use loops::iterator;
pub(super) use statement::{kind, statements};

use super::clauses::maybe_semi;
use super::expr::path;
use super::names::any_ident;
use crate::ir::plsql::{Block, Handler, Section};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, keywords, sign, word, words};

keywords! {
    AFTER, AS, BEFORE, BEGIN, DECLARE, EACH, END, EXCEPTION, INSTEAD, IS, OF, OR, ROW, STATEMENT, THEN, WHEN,
}

/// `<<label>> …`.
pub(super) fn labels(mut i: In<'_>) -> R<'_, Vec<Name>> {
    let mut labels = Vec::new();
    while i.kind() == Kind::LabelOpen {
        let (n, label) = any_ident(i.advance())?;
        i = sign(Kind::LabelClose)(n)?.0;
        labels.push(label);
    }
    Ok((i, labels))
}

/// `{ <<label>> } [DECLARE declarations] BEGIN … END [name]`.
pub(super) fn block(start: In<'_>) -> R<'_, Block> {
    let (i, labels) = labels(start)?;
    let i = match i.word() {
        DECLARE => i.advance(),
        BEGIN => i,
        _ => return i.fail(Expected::Word(BEGIN)),
    };
    let (i, mut block) = body(i)?;
    block.labels = labels;
    let (i, at) = i.at(start);
    block.at = at;
    Ok((i, block))
}

/// `declarations BEGIN … END [name]`: a block from behind `DECLARE` or `IS`.
pub(super) fn body(start: In<'_>) -> R<'_, Block> {
    start.deeper(|start| {
        let (i, declared) = declarations(start)?;
        let (i, mut block) = code(i)?;
        block.declarations = declared.into_iter().map(Declared::whole).collect();
        Ok((i, block))
    })
}

/// `BEGIN … [EXCEPTION …] END [name]`.
pub(super) fn code(start: In<'_>) -> R<'_, Block> {
    let (i, _) = word(BEGIN)(start)?;
    let (i, statements) = statements(i)?;
    let (i, handlers) = handlers(i)?;
    let (i, _) = word(END)(i)?;
    let (i, end) = end_name(i)?;
    let (i, at) = i.at(start);
    let block =
        Block { at, labels: Vec::new(), declarations: Vec::new(), statements, handlers, sections: Vec::new(), end };
    Ok((i, block))
}

/// The name behind `END`, if one stands there: `name`, `schema.name`.
pub(super) fn end_name(i: In<'_>) -> R<'_, Option<Name>> {
    if !matches!(i.kind(), Kind::Name | Kind::Quoted | Kind::Substitution) {
        return Ok((i, None));
    }
    let (mut i, mut name) = any_ident(i)?;
    while i.kind() == Kind::Dot {
        let (n, part) = any_ident(i.advance())?;
        name = name.with('.', &part);
        i = n;
    }
    Ok((i, Some(name)))
}

/// `EXCEPTION WHEN a OR b THEN … WHEN OTHERS THEN …`.
fn handlers(i: In<'_>) -> R<'_, Vec<Handler>> {
    if i.word() != EXCEPTION {
        return Ok((i, Vec::new()));
    }
    let mut i = i.advance();
    let mut handlers = Vec::new();
    while i.word() == WHEN {
        let (n, handler) = handler(i)?;
        handlers.push(handler);
        i = n;
    }
    if handlers.is_empty() { i.fail(Expected::Word(WHEN)) } else { Ok((i, handlers)) }
}

fn handler(start: In<'_>) -> R<'_, Handler> {
    let (mut i, first) = path(start.advance())?;
    let mut exceptions = vec![first];
    while i.word() == OR {
        let (n, next) = path(i.advance())?;
        exceptions.push(next);
        i = n;
    }
    let (i, _) = word(THEN)(i)?;
    let (i, statements) = statements(i)?;
    let (i, at) = i.at(start);
    Ok((i, Handler { at, exceptions, statements }))
}

/// Declarations and sections of a compound trigger, from behind `COMPOUND TRIGGER` to behind the name that follows `END`.
pub(super) fn compound(start: In<'_>) -> R<'_, Block> {
    let mut block = Block::default();
    let mut i = start;
    while !point_ahead(i) && i.word() != END && !i.is_end() {
        let (n, declared) = declare::declaration(i)?;
        block.declarations.push(declared.whole());
        i = n;
    }
    while point_ahead(i) {
        let (n, section) = section(i)?;
        block.sections.push(section);
        i = n;
    }
    let (i, _) = word(END)(i)?;
    let (i, end) = end_name(i)?;
    let (i, at) = i.at(start);
    block.at = at;
    block.end = end;
    Ok((i, block))
}

fn point_ahead(i: In<'_>) -> bool {
    matches!((i.word(), i.word_at(1)), (BEFORE | AFTER, STATEMENT | EACH) | (INSTEAD, OF))
}

/// `{ BEFORE | AFTER } { STATEMENT | EACH ROW }`, `INSTEAD OF EACH ROW`.
fn point(i: In<'_>) -> R<'_, &'static str> {
    for (want, text) in [
        (&[BEFORE, STATEMENT][..], "BEFORE STATEMENT"),
        (&[BEFORE, EACH, ROW], "BEFORE EACH ROW"),
        (&[AFTER, STATEMENT], "AFTER STATEMENT"),
        (&[AFTER, EACH, ROW], "AFTER EACH ROW"),
        (&[INSTEAD, OF, EACH, ROW], "INSTEAD OF EACH ROW"),
    ] {
        if let Some(i) = accept(i, want) {
            return Ok((i, text));
        }
    }
    words(&[BEFORE, STATEMENT])(i).map(|(i, ())| (i, "BEFORE STATEMENT"))
}

fn section(start: In<'_>) -> R<'_, Section> {
    let (i, name) = point(start)?;
    if !matches!(i.word(), IS | AS) {
        return i.fail(Expected::Word(IS));
    }
    let (i, declared) = declarations(i.advance())?;
    let from = i;
    let (i, _) = word(BEGIN)(i)?;
    let (i, statements) = statements(i)?;
    let (i, handlers) = handlers(i)?;
    let (i, _) = word(END)(i)?;
    // the section's name again, which must be the same
    let (i, again) = point(i)?;
    if again != name {
        return i.fail(Expected::Thing("the point in time that the section began with"));
    }
    let (i, at) = i.at(from);
    let declarations = declared.into_iter().map(Declared::whole).collect();
    let block = Block { at, labels: Vec::new(), declarations, statements, handlers, sections: Vec::new(), end: None };
    let (i, at) = maybe_semi(i).at(start);
    Ok((i, Section { at, point: name, block }))
}
