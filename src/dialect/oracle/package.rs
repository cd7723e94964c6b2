//! Packages and their bodies, and bodies of types: the routines they declare, found by reading their declarations.

use super::extent;
use super::names::any_ident;
use super::routine::{self, NOT_YET};
use crate::ir::{Body, Member, Package, Unread};
use crate::syntax::{Expected, In, Kind, R, keywords};

keywords! {
    AS, BEGIN, END, FUNCTION, IS, PROCEDURE,
}

/// A package or package body, from behind its name.
pub(super) fn package(start: In<'_>) -> R<'_, Package> {
    if let Some((i, body)) = routine::wrapped(start) {
        return Ok((i, Package { routines: vec![], clauses: vec![], body: Some(body) }));
    }
    let (i, clauses) = routine::properties(start)?;
    if !matches!(i.word(), IS | AS) {
        return i.fail(Expected::Word(IS));
    }
    let inside = i.advance();
    let (i, routines) = members(inside)?;
    let (i, at) = i.at(inside);
    let body = Body::Unread(Unread { at, reason: NOT_YET.into(), stopped: at });
    Ok((i, Package { routines, clauses, body: Some(body) }))
}

/// Declarations up to and with the last `END [name] ;`. What is no routine is set aside.
fn members(mut i: In<'_>) -> R<'_, Vec<Member>> {
    let mut routines = Vec::new();
    loop {
        match i.word() {
            PROCEDURE | FUNCTION => {
                let (next, member) = member(i)?;
                routines.push(member);
                i = next;
            }
            END => {
                let next = extent::end(i.advance());
                next.set_aside(i);
                return Ok((next, routines));
            }
            BEGIN => {
                let (next, ()) = extent::block(i)?;
                let next = extent::end(next);
                next.set_aside(i);
                return Ok((next, routines));
            }
            _ if i.is_end() => return i.fail(Expected::Word(END)),
            _ => {
                let next = match extent::directive(i) {
                    Some(next) => next,
                    None => extent::past_semi(i)?.0,
                };
                next.set_aside(i);
                i = next;
            }
        }
    }
}

/// `{ PROCEDURE | FUNCTION } name header { ; | body }`.
fn member(start: In<'_>) -> R<'_, Member> {
    let is_function = start.word() == FUNCTION;
    let (i, name) = any_ident(start.advance())?;
    let (i, mut routine) = routine::header(i, is_function, None)?;
    let i = if i.kind() == Kind::Semi {
        i.advance()
    } else {
        let (i, body) = routine::body(i)?;
        routine.body = Some(body);
        i
    };
    let (i, at) = i.at(start);
    Ok((i, Member { name, at, routine }))
}
