//! Recovery: where a statement or declaration ends that was not understood.

use crate::dialect::oracle::clauses::past;
use crate::dialect::oracle::extent;
use crate::ir::Unread;
use crate::syntax::{In, Kind, keywords};

keywords! {
    BEGIN, CASE, ELSE, ELSIF, END, EXCEPTION, FUNCTION, IF, LOOP, PROCEDURE,
}

/// The text of a statement that was not understood, behind its `;`.
pub(super) fn statement(start: In<'_>) -> (In<'_>, Unread) {
    let reason = start.cx.failure();
    let mut open = 0_u32;
    let mut before = Kind::Semi;
    let mut i = start;
    while !i.is_end() {
        let named = i.kind() != Kind::Name
            || matches!(before, Kind::Dot | Kind::LabelOpen | Kind::Percent | Kind::At)
            || matches!(i.peek(1).kind, Kind::Dot | Kind::Arrow | Kind::Percent | Kind::Assign);
        match i.word() {
            _ if open == 0 && i.kind() == Kind::Semi => break,
            _ if named => {}
            END if open == 0 => break,
            END => {
                open -= 1;
                if matches!(i.word_at(1), IF | LOOP | CASE) {
                    i = i.advance();
                }
            }
            ELSE | ELSIF | EXCEPTION if open == 0 && i.tokens().len() < start.tokens().len() => break,
            BEGIN | IF | LOOP | CASE => open += 1,
            _ => {}
        }
        before = i.kind();
        i = if i.kind() == Kind::Open && open == 0 { past(i) } else { i.advance() };
    }
    // `END` alone would not progress
    let i = if i.tokens().len() == start.tokens().len() { i.advance() } else { i };
    let (i, unread) = unread(i, start, &reason);
    (if i.kind() == Kind::Semi { i.advance() } else { i }, unread)
}

/// The text of a declaration that was not understood, behind its `;`.
pub(super) fn declaration(start: In<'_>) -> (In<'_>, Unread) {
    let reason = start.cx.failure();
    let end = if matches!(start.word(), PROCEDURE | FUNCTION) { extent::routine(start).ok() } else { None };
    let end = end.or_else(|| short(start).map(|i| (i, ())));
    let i = end.map_or_else(|| start.skip(start.tokens().len()), |(i, ())| i);
    unread(i, start, &reason)
}

/// Behind the `;` of a declaration, or before the `BEGIN`, `END` or routine that follows where its `;` is missing.
fn short(start: In<'_>) -> Option<In<'_>> {
    let mut i = start.advance();
    let mut cases = 0_u32;
    while !i.is_end() {
        match i.word() {
            _ if i.kind() == Kind::Semi => return Some(i.advance()),
            CASE => cases += 1,
            END if cases > 0 => cases -= 1,
            BEGIN | END => return Some(i),
            PROCEDURE | FUNCTION if matches!(i.peek(2).kind, Kind::Open | Kind::Name | Kind::Semi) => return Some(i),
            _ => {}
        }
        i = past(i);
    }
    None
}

fn unread<'a>(i: In<'a>, start: In<'a>, reason: &(u32, String)) -> (In<'a>, Unread) {
    i.set_aside(start);
    let span = i.span_from(start);
    let (i, at) = i.at(start);
    let lo = reason.0.clamp(span.lo, span.hi);
    let stopped = crate::span::At { id: at.id, span: crate::span::Span::new(lo, span.hi) };
    start.cx.renew();
    (i, Unread { at, reason: reason.1.as_str().into(), stopped })
}
