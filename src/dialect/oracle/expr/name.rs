//! Names within expressions: paths of several parts, and the words that end an expression instead of beginning one.

use crate::dialect::oracle::names;
use crate::ir::{Path, Spelled};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, Word, id};
use smallvec::smallvec;

/// One part of a name.
pub(super) fn part(i: In<'_>) -> R<'_, Name> {
    match i.kind() {
        Kind::Name | Kind::Quoted | Kind::Substitution => Ok((i.advance(), names::spelled(i, i.token()))),
        _ => i.fail(Expected::Thing("a name")),
    }
}

/// `a.b.c@link`.
///
/// # Errors
/// Where no name stands.
pub fn path(start: In<'_>) -> R<'_, Path> {
    let (mut i, first) = part(start)?;
    let mut parts = smallvec![first];
    while i.kind() == Kind::Dot && matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) {
        let (rest, next) = part(i.advance())?;
        parts.push(next);
        i = rest;
    }
    let spelled = if parts.len() > 2 { spelled(start, &parts) } else { Spelled::Folded };
    let (i, link) = link(i)?;
    Ok((i, Path { parts, link, spelled }))
}

/// How the parts behind the second are written; a dot stands between two parts.
fn spelled(start: In<'_>, parts: &[Name]) -> Spelled {
    let written = |n: usize| start.cx.slice(start.peek(2 * n).span());
    let behind = || parts.iter().enumerate().skip(2);
    if behind().all(|(n, part)| written(n) == part.as_str()) {
        return Spelled::Folded;
    }
    if behind().all(|(n, _)| !written(n).contains(|c: char| c.is_uppercase() || c == '"')) {
        return Spelled::Lower;
    }
    let name = |(n, part): (usize, &Name)| {
        if start.peek(2 * n).kind == Kind::Quoted { part.clone() } else { written(n).into() }
    };
    Spelled::Mixed(behind().map(name).collect())
}

/// `@link`, `@link.domain`, if it stands here.
///
/// # Errors
/// Where no name follows the sign.
pub fn link(i: In<'_>) -> R<'_, Option<Name>> {
    if i.kind() != Kind::At {
        return Ok((i, None));
    }
    // `SYSDATE@!`: the moment of the statement, as the server writes it
    if i.peek(1).kind == Kind::Bang {
        return Ok((i.skip(2), Some("!".into())));
    }
    let (mut i, mut whole) = part(i.advance())?;
    while matches!(i.kind(), Kind::Dot | Kind::At) {
        let sign = if i.kind() == Kind::Dot { '.' } else { '@' };
        let (rest, next) = part(i.advance())?;
        whole = whole.with(sign, &next);
        i = rest;
    }
    Ok((i, Some(whole)))
}

macro_rules! words {
    ($($text:literal)*) => { [$(id($text)),*] };
}

/// Words that build clauses in SQL and in PL/SQL alike: unquoted, they are never the start of an operand.
static STRUCTURAL: &[Word] = &words![
    "ALL" "ALTER" "AND" "ANY" "AS" "ASC" "BETWEEN" "BY" "CHECK" "CONNECT" "CREATE" "DESC" "DISTINCT" "DROP" "ELSE" "END" "FOR"
    "FROM" "GRANT" "GROUP" "HAVING" "IDENTIFIED" "IN" "INDEX" "INSERT" "INTERSECT" "INTO" "IS" "LIKE" "LOCK" "MINUS"
    "NOCOMPRESS" "NOT" "NOWAIT" "OF" "ON" "OPTION" "OR" "ORDER" "REVOKE" "SELECT" "START" "TABLE" "THEN" "TO" "UNION" "UNIQUE"
    "UPDATE" "VALUES" "VIEW" "WHEN" "WHERE" "WITH"
];

/// Whether a word ends an expression rather than being a name.
pub(super) fn is_structural(word: Word) -> bool {
    STRUCTURAL.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::STRUCTURAL;

    #[test]
    fn words_are_sorted() {
        assert!(STRUCTURAL.windows(2).all(|w| w[0] < w[1]));
    }
}
