//! What may stand behind the first operand of a condition: `IS`, `IN`, `BETWEEN`, `LIKE`, `MEMBER OF`, `OVERLAPS`.

use super::{node, set, sum};
use crate::dialect::oracle::types;
use crate::ir::{Expr, ExprKind, In as InList, Is, Like, Test, Type};
use crate::syntax::{Expected, In, Kind, R, keywords, list1, parens, words};

keywords! {
    NOT, IS, IN, BETWEEN, AND, LIKE, LIKEC, LIKE2, LIKE4, ESCAPE, MEMBER, SUBMULTISET, OVERLAPS, OF, NULL, NAN,
    INFINITE, A, SET, EMPTY, DANGLING, PRESENT, ANY, TRUE, FALSE, UNKNOWN, JSON, TYPE, ONLY, FORMAT, STRICT, LAX,
    ALLOW, DISALLOW, SCALARS, WITH, WITHOUT, UNIQUE, KEYS, VALUE, OBJECT, ARRAY, SCALAR, VALIDATE, USING,
}

/// One test of `left`, or `left` back where none stands here.
pub(super) fn tail<'a>(i: In<'a>, start: In<'a>, left: Expr) -> R<'a, Result<Expr, Expr>> {
    let (rest, not) = if i.word() == NOT { (i.advance(), true) } else { (i, false) };
    let done = match rest.word() {
        IS if !not => is(rest.advance(), start, left)?,
        IN => {
            let (i, found) = set(rest.advance())?;
            node(i, start, ExprKind::In(Box::new(InList { not, left, set: found })))
        }
        BETWEEN => between(rest.advance(), start, not, left)?,
        LIKE | LIKEC | LIKE2 | LIKE4 => like(rest, start, not, left)?,
        MEMBER | SUBMULTISET => {
            let member = rest.word() == MEMBER;
            let after = rest.advance();
            let after = if after.word() == OF { after.advance() } else { after };
            let (i, of) = sum(after)?;
            let test = if member { Test::Member(of) } else { Test::Submultiset(of) };
            node(i, start, ExprKind::Is(Box::new(Is { not, operand: left, test })))
        }
        OVERLAPS if !not && rest.peek(1).kind == Kind::Open => {
            let (i, right) = sum(rest.advance())?;
            node(i, start, ExprKind::Overlaps(Box::new([left, right])))
        }
        _ => return Ok((i, Err(left))),
    };
    Ok((done.0, Ok(done.1)))
}

fn between<'a>(i: In<'a>, start: In<'a>, not: bool, left: Expr) -> R<'a, Expr> {
    let (i, low) = sum(i)?;
    let (i, ()) = words(&[AND])(i)?;
    let (i, high) = sum(i)?;
    Ok(node(i, start, ExprKind::Between(not, Box::new([left, low, high]))))
}

fn like<'a>(i: In<'a>, start: In<'a>, not: bool, text: Expr) -> R<'a, Expr> {
    let word = i.word().text();
    let (i, pattern) = sum(i.advance())?;
    let (i, escape) = if i.word() == ESCAPE {
        let (i, escape) = sum(i.advance())?;
        (i, Some(escape))
    } else {
        (i, None)
    };
    Ok(node(i, start, ExprKind::Like(Box::new(Like { not, word, text, pattern, escape }))))
}

fn is<'a>(i: In<'a>, start: In<'a>, operand: Expr) -> R<'a, Expr> {
    let (i, not) = if i.word() == NOT { (i.advance(), true) } else { (i, false) };
    let (i, test) = match i.word() {
        NULL => (i.advance(), Test::Null),
        NAN => (i.advance(), Test::Nan),
        INFINITE => (i.advance(), Test::Infinite),
        EMPTY => (i.advance(), Test::Empty),
        DANGLING => (i.advance(), Test::Dangling),
        PRESENT => (i.advance(), Test::Present),
        ANY => (i.advance(), Test::Any),
        TRUE => (i.advance(), Test::True),
        FALSE => (i.advance(), Test::False),
        UNKNOWN => (i.advance(), Test::Unknown),
        A if i.word_at(1) == SET => (i.skip(2), Test::Set),
        JSON => json(i.advance())?,
        OF => of(i.advance())?,
        _ => return i.fail(Expected::Thing("a test such as NULL")),
    };
    Ok(node(i, start, ExprKind::Is(Box::new(Is { not, operand, test }))))
}

/// `OF [TYPE] (ONLY t, u)`.
fn of(i: In<'_>) -> R<'_, Test> {
    let i = if i.word() == TYPE { i.advance() } else { i };
    let (i, all) = parens(list1(of_type))(i)?;
    Ok((i, Test::Of(all)))
}

fn of_type(i: In<'_>) -> R<'_, (bool, Type)> {
    let (i, only) = if i.word() == ONLY { (i.advance(), true) } else { (i, false) };
    let (i, ty) = types::data_type(i)?;
    Ok((i, (only, ty)))
}

/// Whether the comma stands between the modifiers of `IS JSON (OBJECT, ARRAY)`.
fn closes_modifiers(i: In<'_>) -> bool {
    matches!(i.word_at(1), OBJECT | ARRAY | SCALAR | VALUE) && matches!(i.peek(2).kind, Kind::Comma | Kind::Close)
}

/// The keywords behind `IS JSON`.
fn json(mut i: In<'_>) -> R<'_, Test> {
    let (mut keywords, mut schema) = (Vec::new(), None);
    loop {
        match i.word() {
            VALUE | OBJECT | ARRAY | SCALAR | STRICT | LAX | ALLOW | DISALLOW | SCALARS | UNIQUE | KEYS => {
                keywords.push(i.word().text());
                i = i.advance();
            }
            WITH | WITHOUT if i.word_at(1) == UNIQUE => {
                keywords.push(i.word().text());
                i = i.advance();
            }
            FORMAT if i.word_at(1) == JSON => {
                keywords.extend(["FORMAT", "JSON"]);
                i = i.skip(2);
            }
            VALIDATE => {
                let after = i.advance();
                keywords.push("VALIDATE");
                let (rest, value) = sum(if after.word() == USING { after.advance() } else { after })?;
                schema = Some(Box::new(value));
                i = rest;
            }
            _ if i.kind() == Kind::Open
                && matches!(i.word_at(1), STRICT | LAX | WITH | WITHOUT | UNIQUE | OBJECT | ARRAY | SCALAR | VALUE) =>
            {
                let (rest, inner) = parens(json)(i)?;
                if let Test::Json(more, _) = inner {
                    keywords.extend(more);
                }
                i = rest;
            }
            // of the modifiers in parentheses, one after the other
            _ if i.kind() == Kind::Comma && closes_modifiers(i) => i = i.advance(),
            _ => return Ok((i, Test::Json(keywords, schema))),
        }
    }
}
