//! Queries: recognised to their end.

use crate::ir::{Query, QueryBody, Unread};
use crate::syntax::{Expected, In, Kind, R, keywords};

keywords! { SELECT, WITH, UNION, INTERSECT, MINUS, EXCEPT, ORDER, OFFSET, FETCH, FOR }

/// A query, up to the parenthesis that closes around it, or the end.
///
/// # Errors
/// Where none stands.
pub fn query(start: In<'_>) -> R<'_, Query> {
    let mut i = start;
    while i.kind() == Kind::Open {
        i = i.advance();
    }
    if !matches!(i.word(), SELECT | WITH) {
        return i.fail(Expected::Word(SELECT));
    }
    let mut i = start;
    while !matches!(i.kind(), Kind::Close | Kind::End | Kind::Semi) {
        i = if i.kind() == Kind::Open { crate::syntax::balanced(i) } else { i.advance() };
    }
    i.set_aside(start);
    let (i, at) = i.at(start);
    let unread = Unread { at, reason: "queries are recognised to their end, but not read".into(), stopped: at };
    Ok((i, Query { at, body: QueryBody::Unread(unread) }))
}

/// Whether what follows a parenthesised query keeps it a query: its end, a set operator, or a clause of the whole.
#[must_use]
pub fn continues(i: In<'_>) -> bool {
    matches!(i.kind(), Kind::Close | Kind::End)
        || matches!(i.word(), UNION | INTERSECT | MINUS | EXCEPT | ORDER | OFFSET | FETCH | FOR)
}
