//! Where code ends: declarations and blocks of PL/SQL are passed over, word by word, with their nesting.

use super::clauses::past;
use super::routine::is_call;
use crate::syntax::{Expected, In, Kind, R, keywords};

keywords! {
    AS, BEGIN, CASE, END, FUNCTION, IF, IS, LOOP, PROCEDURE,
}

/// Whether the word here is a name after all: `t.end`, `end => 1`, `<<end>>`.
fn is_name(before: Kind, i: In<'_>) -> bool {
    matches!(before, Kind::Dot | Kind::LabelOpen | Kind::Percent | Kind::At)
        || matches!(i.peek(1).kind, Kind::Dot | Kind::Arrow | Kind::Percent)
}

/// What a word opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Begin,
    Case,
    If,
    Loop,
}

/// Behind the `END` of the block that begins here with `BEGIN` (or what else `open` says: a compound trigger).
pub(super) fn block(start: In<'_>) -> R<'_, ()> {
    let mut open = vec![Open::Begin];
    let mut before = Kind::Semi;
    let mut i = start.advance();
    while !i.is_end() {
        let named = i.kind() != Kind::Name || is_name(before, i);
        before = i.kind();
        let word = i.word();
        i = i.advance();
        if named {
            continue;
        }
        match word {
            BEGIN => open.push(Open::Begin),
            CASE => open.push(Open::Case),
            IF => open.push(Open::If),
            LOOP => open.push(Open::Loop),
            END => {
                let closed = open.pop();
                let closes = match (closed, i.word()) {
                    (Some(Open::Case), CASE) | (Some(Open::Loop), LOOP) | (Some(Open::If), IF) => true,
                    (Some(Open::Begin | Open::Case | Open::If | Open::Loop) | None, _) => false,
                };
                if closes {
                    i = i.advance();
                }
                if open.is_empty() {
                    return Ok((i, ()));
                }
            }
            _ => {}
        }
    }
    i.fail(Expected::Word(END))
}

/// Behind a directive of conditional compilation, if one stands here: `$IF … $THEN`, `$ELSIF … $THEN`, `$ELSE`, `$END`,
/// `$ERROR … $END`. What all branches declare is taken together.
pub(super) fn directive<'a>(i: In<'a>) -> Option<In<'a>> {
    let is = |i: In<'_>, word: &str| i.kind() == Kind::Name && i.text().eq_ignore_ascii_case(word);
    let until = |mut n: In<'a>, word: &str| {
        while !n.is_end() && !is(n, word) {
            n = n.advance();
        }
        Some(n.advance())
    };
    if is(i, "$IF") || is(i, "$ELSIF") {
        until(i, "$THEN")
    } else if is(i, "$ERROR") {
        until(i, "$END")
    } else if is(i, "$ELSE") || is(i, "$END") {
        Some(i.advance())
    } else {
        None
    }
}

/// Behind the `;` that ends what stands here.
pub(super) fn past_semi(mut i: In<'_>) -> R<'_, ()> {
    while !i.is_end() {
        if i.kind() == Kind::Semi {
            return Ok((i.advance(), ()));
        }
        i = past(i);
    }
    i.fail(Expected::Kind(Kind::Semi))
}

/// Behind declarations, at `BEGIN` or `END`. Routines within are passed over with their bodies.
pub(super) fn declarations(mut i: In<'_>) -> R<'_, ()> {
    loop {
        match i.word() {
            BEGIN | END => return Ok((i, ())),
            PROCEDURE | FUNCTION => i = routine(i)?.0,
            _ if i.is_end() => return i.fail(Expected::Word(BEGIN)),
            _ => {
                i = match directive(i) {
                    Some(next) => next,
                    None => past_semi(i)?.0,
                }
            }
        }
    }
}

/// Behind a routine within a routine: its header, and its body where it has one.
pub(super) fn routine(start: In<'_>) -> R<'_, ()> {
    let mut i = start.advance().advance();
    while !i.is_end() && i.kind() != Kind::Semi {
        if matches!(i.word(), IS | AS) {
            return start.deeper(|_| body(i.advance()));
        }
        i = past(i);
    }
    past_semi(i)
}

/// Behind declarations and block of a routine, from behind `IS` to behind the last `;`. A call specification ends at its `;`.
pub(super) fn body(i: In<'_>) -> R<'_, ()> {
    if is_call(i) {
        return past_semi(i);
    }
    let (i, ()) = declarations(i)?;
    let (i, ()) = block(i)?;
    Ok((end(i), ()))
}

/// Behind the name and the `;` that follow `END`.
pub(super) fn end(mut i: In<'_>) -> In<'_> {
    while matches!(i.kind(), Kind::Name | Kind::Quoted | Kind::Dot) {
        i = i.advance();
    }
    terminator(i)
}

/// Behind the `;` that follows a block.
pub(super) fn terminator(i: In<'_>) -> In<'_> {
    if i.kind() != Kind::Semi {
        return i;
    }
    // `END;/` on one line, as tools other than SQL*Plus take it
    let i = i.advance();
    if i.kind() == Kind::Over && i.peek(1).kind == Kind::End { i.advance() } else { i }
}
