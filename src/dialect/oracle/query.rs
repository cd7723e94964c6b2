//! Queries: recognised to their end.

use crate::ir::{Query, Unread};
use crate::syntax::{Expected, In, Kind, R, keywords};

keywords! {
    EXCEPT, FETCH, FOR, FROM, INTERSECT, MINUS, OFFSET, ORDER, SELECT, TABLE, UNION, VALUES, WITH,
}

/// A query, up to the parenthesis that closes around it, or the end.
///
/// # Errors
/// Where none stands.
pub fn query(start: In<'_>) -> R<'_, Query> {
    until(start, |_| false)
}

/// A query, up to where `ends` says, the parenthesis that closes around it, or the end.
///
/// # Errors
/// Where none stands.
pub fn until<'a>(start: In<'a>, ends: fn(In<'_>) -> bool) -> R<'a, Query> {
    if !starts(start) {
        return start.fail(Expected::Word(SELECT));
    }
    let mut i = start;
    while !matches!(i.kind(), Kind::Close | Kind::End | Kind::Semi) && !ends(i) {
        i = if i.kind() == Kind::Open { crate::syntax::balanced(i) } else { i.advance() };
    }
    i.set_aside(start);
    let (i, at) = i.at(start);
    let unread = Unread { at, reason: "queries are recognised to their end, but not read".into(), stopped: at };
    Ok((i, Query::unread(at, unread)))
}

/// Whether a query starts here: `SELECT`, `WITH`, and the `FROM`, `VALUES` and `TABLE` that 23ai takes; in parentheses or not.
#[must_use]
pub fn starts(mut i: In<'_>) -> bool {
    while i.kind() == Kind::Open {
        i = i.advance();
    }
    matches!(i.word(), SELECT | WITH) || (matches!(i.word(), FROM | VALUES | TABLE) && i.peek(1).kind != Kind::Comma)
}

/// Whether what follows a parenthesised query keeps it a query: its end, a set operator, or a clause of the whole.
#[must_use]
pub fn continues(i: In<'_>) -> bool {
    matches!(i.kind(), Kind::Close | Kind::End)
        || matches!(i.word(), UNION | INTERSECT | MINUS | EXCEPT | ORDER | OFFSET | FETCH | FOR)
}
