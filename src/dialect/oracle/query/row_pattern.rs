//! `MATCH_RECOGNIZE`.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever other token stands here ends the construct")]

use super::super::expr::{self, condition};
use super::super::names;
use super::select::target;
use crate::ir::{From, FromKind, Pattern, RowPattern, RowsPerMatch, Skip};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, sign, word, words};

keywords! {
    MATCH_RECOGNIZE, PARTITION, BY, MEASURES, ONE, ALL, ROW, ROWS, PER, MATCH, SHOW, OMIT, EMPTY, MATCHES, WITH, UNMATCHED,
    AFTER, SKIP, PAST, LAST, TO, NEXT, FIRST, PATTERN, SUBSET, DEFINE, AS, PERMUTE,
}

/// `MATCH_RECOGNIZE (…)`.
pub(super) fn clause<'a>(i: In<'a>, input: From) -> R<'a, FromKind> {
    let (i, pattern) = parens(row_pattern)(word(MATCH_RECOGNIZE)(i)?.0)?;
    Ok((i, FromKind::Match(Box::new((input, pattern)))))
}

fn row_pattern(i: In<'_>) -> R<'_, RowPattern> {
    let (i, partition) = match accept(i, &[PARTITION, BY]) {
        Some(i) => expr::exprs(i)?,
        None => (i, Vec::new()),
    };
    let (i, order) = expr::order_by(i)?;
    let (i, measures) = match accept(i, &[MEASURES]) {
        Some(i) => list1(target)(i)?,
        None => (i, Vec::new()),
    };
    let (i, rows) = rows_per_match(i)?;
    let (i, skip) = skip(i)?;
    let (i, _) = word(PATTERN)(i)?;
    let (i, pattern) = parens(either)(i)?;
    let (i, subsets) = match accept(i, &[SUBSET]) {
        Some(i) => list1(subset)(i)?,
        None => (i, Vec::new()),
    };
    let (i, _) = word(DEFINE)(i)?;
    let (i, define) = list1(definition)(i)?;
    Ok((i, RowPattern { partition, order, measures, rows, skip, pattern: Some(pattern), subsets, define }))
}

fn rows_per_match(i: In<'_>) -> R<'_, RowsPerMatch> {
    if let Some(i) = accept(i, &[ONE, ROW, PER, MATCH]) {
        return Ok((i, RowsPerMatch::One));
    }
    let Some(i) = accept(i, &[ALL, ROWS, PER, MATCH]) else { return Ok((i, RowsPerMatch::One)) };
    Ok(match (i.word(), i.word_at(1)) {
        (SHOW, EMPTY) => (words(&[SHOW, EMPTY, MATCHES])(i)?.0, RowsPerMatch::AllShowEmpty),
        (OMIT, EMPTY) => (words(&[OMIT, EMPTY, MATCHES])(i)?.0, RowsPerMatch::AllOmitEmpty),
        (WITH, UNMATCHED) => (words(&[WITH, UNMATCHED, ROWS])(i)?.0, RowsPerMatch::AllWithUnmatched),
        _ => (i, RowsPerMatch::All),
    })
}

fn skip(i: In<'_>) -> R<'_, Skip> {
    let Some(i) = accept(i, &[AFTER, MATCH, SKIP]) else { return Ok((i, Skip::PastLast)) };
    if i.word() == PAST {
        return words(&[PAST, LAST, ROW])(i).map(|(i, ())| (i, Skip::PastLast));
    }
    let (i, _) = word(TO)(i)?;
    match (i.word(), i.word_at(1)) {
        (NEXT, ROW) => Ok((i.skip(2), Skip::ToNext)),
        (FIRST, _) => names::ident(i.advance()).map(|(i, n)| (i, Skip::ToFirst(n))),
        (LAST, _) => names::ident(i.advance()).map(|(i, n)| (i, Skip::ToLast(n))),
        _ => names::ident(i).map(|(i, n)| (i, Skip::ToLast(n))),
    }
}

fn subset(i: In<'_>) -> R<'_, (Name, Vec<Name>)> {
    let (i, name) = names::ident(i)?;
    let (i, _) = sign(Kind::Eq)(i)?;
    let (i, of) = names::names(i)?;
    Ok((i, (name, of)))
}

fn definition(i: In<'_>) -> R<'_, (Name, crate::ir::Expr)> {
    let (i, name) = names::any_ident(i)?;
    let (i, _) = word(AS)(i)?;
    let (i, value) = condition(i)?;
    Ok((i, (name, value)))
}

/// `a | b`.
fn either(i: In<'_>) -> R<'_, Pattern> {
    i.deeper(|i| {
        let (mut i, first) = sequence(i)?;
        let mut all = vec![first];
        while i.kind() == Kind::Bar {
            let (next, other) = sequence(i.advance())?;
            all.push(other);
            i = next;
        }
        Ok((i, one_or(all, Pattern::Either)))
    })
}

fn one_or(all: Vec<Pattern>, many: fn(Vec<Pattern>) -> Pattern) -> Pattern {
    match <[Pattern; 1]>::try_from(all) {
        Ok([one]) => one,
        Err(all) => many(all),
    }
}

/// `a b c`.
fn sequence(i: In<'_>) -> R<'_, Pattern> {
    let (mut i, first) = repeated(i)?;
    let mut all = vec![first];
    while !matches!(i.kind(), Kind::Close | Kind::Bar | Kind::Comma | Kind::End | Kind::Minus) {
        let (next, other) = repeated(i)?;
        all.push(other);
        i = next;
    }
    Ok((i, one_or(all, Pattern::Sequence)))
}

/// A factor with its quantifier: `*`, `+`, `?`, `{n,m}`, each reluctant with a `?` behind.
fn repeated(i: In<'_>) -> R<'_, Pattern> {
    let (i, inner) = factor(i)?;
    let (i, range) = match i.kind() {
        Kind::Star => (i.advance(), Some((0, None))),
        Kind::Plus => (i.advance(), Some((1, None))),
        Kind::Question => (i.advance(), Some((0, Some(1)))),
        Kind::OpenBrace if i.peek(1).kind != Kind::Minus => braces(i.advance())?,
        _ => (i, None),
    };
    let Some((least, most)) = range else { return Ok((i, inner)) };
    let (i, reluctant) = if i.kind() == Kind::Question { (i.advance(), true) } else { (i, false) };
    Ok((i, Pattern::Repeat(Box::new(inner), least, most, reluctant)))
}

/// `n}`, `n,}`, `,m}`, `n,m}`.
pub(super) fn braces(i: In<'_>) -> R<'_, Option<(u32, Option<u32>)>> {
    let number = |i: In<'_>| -> Option<u32> { if i.kind() == Kind::Number { i.text().parse().ok() } else { None } };
    let least = number(i);
    let i = if least.is_some() { i.advance() } else { i };
    if i.kind() != Kind::Comma {
        let Some(n) = least else { return i.fail(Expected::Thing("a number")) };
        return sign(Kind::CloseBrace)(i).map(|(i, _)| (i, Some((n, Some(n)))));
    }
    let i = i.advance();
    let most = number(i);
    let i = if most.is_some() { i.advance() } else { i };
    sign(Kind::CloseBrace)(i).map(|(i, _)| (i, Some((least.unwrap_or(0), most))))
}

fn factor(i: In<'_>) -> R<'_, Pattern> {
    match (i.kind(), i.word()) {
        (Kind::Open, _) if i.peek(1).kind == Kind::Close => Ok((i.skip(2), Pattern::Empty)),
        (Kind::Open, _) => parens(either)(i),
        (Kind::OpenBrace, _) => {
            let (i, inner) = either(sign(Kind::Minus)(i.advance())?.0)?;
            let (i, _) = sign(Kind::Minus)(i)?;
            sign(Kind::CloseBrace)(i).map(|(i, _)| (i, Pattern::Exclude(Box::new(inner))))
        }
        (Kind::Name, PERMUTE) if i.peek(1).kind == Kind::Open => {
            parens(list1(either))(i.advance()).map(|(i, all)| (i, Pattern::Permute(all)))
        }
        (Kind::Name | Kind::Quoted, _) => names::any_ident(i).map(|(i, n)| (i, Pattern::Variable(n))),
        (Kind::Bad, _) if i.text() == "^" => Ok((i.advance(), Pattern::Start)),
        (Kind::Bad, _) if i.text() == "$" => Ok((i.advance(), Pattern::End)),
        _ => i.fail(Expected::Thing("a pattern")),
    }
}
