//! `CREATE PROPERTY GRAPH`: which tables are vertices and edges, and what they show.

use super::super::clauses::{clause, idents, value};
use super::super::names::{any_ident, ident, qname};
use crate::ir::{Clause, ClauseKind};
use crate::syntax::{Expected, In, Kind as Sign, R, accept, keywords, list1, parens, word, words};

keywords! {
    ALL, ALLOW, ARE, AS, COLUMNS, DEFAULT, DESTINATION, DISALLOW, EDGE, ENFORCED, EXCEPT, KEY, LABEL, MODE, NO, OPTIONS,
    PROPERTIES, REFERENCES, SOURCE, TABLES, TRUSTED, VERTEX, MIXED, PROPERTY, TYPES,
}

/// Everything behind the name.
pub(super) fn definition(i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut all = Vec::new();
    let mut i = i;
    while !i.is_end() {
        let n = i.skip(2);
        let (next, parts, keyword) = match (i.word(), i.word_at(1)) {
            (VERTEX, TABLES) => parens(list1(table))(n).map(|(i, t)| (i, t, "VERTEX TABLES"))?,
            (EDGE, TABLES) => parens(list1(table))(n).map(|(i, t)| (i, t, "EDGE TABLES"))?,
            (OPTIONS, _) => parens(list1(option))(i.advance()).map(|(i, o)| (i, o, "OPTIONS"))?,
            _ => return i.fail(Expected::Word(VERTEX)),
        };
        let (next, group) = clause(next, i, ClauseKind::Group(keyword, parts));
        all.push(group);
        i = next;
    }
    Ok((i, all))
}

/// `[schema.]table [AS name] [KEY (…)] [SOURCE …] [DESTINATION …] [LABEL …] [PROPERTIES …]`.
fn table(start: In<'_>) -> R<'_, Clause> {
    let (i, name) = qname(start)?;
    let (mut i, first) = clause(i, start, ClauseKind::Object("TABLE", name));
    let mut parts = vec![first];
    loop {
        let n = i.advance();
        let (next, kind) = match (i.word(), i.word_at(1)) {
            (AS, _) => ident(n).map(|(i, name)| (i, ClauseKind::Named("AS", name)))?,
            (KEY, _) => idents(n).map(|(i, names)| (i, ClauseKind::Names("KEY", names)))?,
            (SOURCE, _) => end(n, "SOURCE")?,
            (DESTINATION, _) => end(n, "DESTINATION")?,
            (LABEL, _) => any_ident(n).map(|(i, name)| (i, ClauseKind::Named("LABEL", name)))?,
            (DEFAULT, LABEL) => (n.advance(), ClauseKind::Flag("DEFAULT LABEL")),
            (NO, PROPERTIES) => (n.advance(), ClauseKind::Flag("NO PROPERTIES")),
            (PROPERTIES, _) => properties(n)?,
            _ => break,
        };
        let (next, part) = clause(next, i, kind);
        parts.push(part);
        i = next;
    }
    Ok(clause(i, start, ClauseKind::Group("TABLE", parts)))
}

/// `vertex`, `KEY (columns) REFERENCES vertex (columns)`: one end of an edge.
fn end<'a>(start: In<'a>, which: &'static str) -> R<'a, ClauseKind> {
    let mut parts = Vec::new();
    let mut i = start;
    if let Some(n) = accept(i, &[KEY]) {
        let (n, names) = idents(n)?;
        let (n, part) = clause(n, i, ClauseKind::Names("KEY", names));
        parts.push(part);
        i = word(REFERENCES)(n)?.0;
    }
    let (n, vertex) = ident(i)?;
    let (mut n, part) = clause(n, i, ClauseKind::Named("VERTEX", vertex));
    parts.push(part);
    if n.kind() == Sign::Open {
        let (behind, names) = idents(n)?;
        let (behind, part) = clause(behind, n, ClauseKind::Names("COLUMNS", names));
        parts.push(part);
        n = behind;
    }
    Ok((n, ClauseKind::Group(which, parts)))
}

/// `[ARE] ALL COLUMNS [EXCEPT (…)]`, `(expr [AS name], …)`.
fn properties(i: In<'_>) -> R<'_, ClauseKind> {
    if i.kind() == Sign::Open {
        let (i, parts) = parens(list1(property))(i)?;
        return Ok((i, ClauseKind::Group("PROPERTIES", parts)));
    }
    let i = accept(i, &[ARE]).unwrap_or(i);
    let (i, ()) = words(&[ALL, COLUMNS])(i)?;
    match accept(i, &[EXCEPT]) {
        Some(i) => idents(i).map(|(i, names)| (i, ClauseKind::Names("ALL COLUMNS EXCEPT", names))),
        None => Ok((i, ClauseKind::Flag("ALL COLUMNS"))),
    }
}

fn property(start: In<'_>) -> R<'_, Clause> {
    let (i, expr) = super::super::expr::expr(start)?;
    let (i, part) = clause(i, start, ClauseKind::Expr("IS", expr));
    match accept(i, &[AS]) {
        Some(n) => {
            let (n, name) = any_ident(n)?;
            let (n, named) = clause(n, i, ClauseKind::Named("AS", name));
            Ok(clause(n, start, ClauseKind::Group("PROPERTY", vec![part, named])))
        }
        None if matches!(i.kind(), Sign::Comma | Sign::Close) => Ok((i, part)),
        None => value(start).map(|(i, expr)| clause(i, start, ClauseKind::Expr("IS", expr))),
    }
}

/// `ENFORCED MODE`, `ALLOW MIXED PROPERTY TYPES`.
fn option(start: In<'_>) -> R<'_, Clause> {
    for (words, keyword) in [
        (&[ENFORCED, MODE][..], "ENFORCED MODE"),
        (&[TRUSTED, MODE], "TRUSTED MODE"),
        (&[ALLOW, MIXED, PROPERTY, TYPES], "ALLOW MIXED PROPERTY TYPES"),
        (&[DISALLOW, MIXED, PROPERTY, TYPES], "DISALLOW MIXED PROPERTY TYPES"),
    ] {
        if let Some(i) = accept(start, words) {
            return Ok(clause(i, start, ClauseKind::Flag(keyword)));
        }
    }
    start.fail(Expected::Word(ENFORCED))
}
