//! Expressions and conditions: one grammar, by how tightly operators hold; dispatch is on the first token.
//!
//! `OR`, `AND` and `||` are flat lists. `||` holds as tightly as `+` and `-`, and all three associate to the left. The first operand is
//! read first; what stands behind it is then taken by each kind of operator in turn, the tightest first. Most expressions are one
//! operand, and end there.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever other token stands here ends the construct")]

mod call;
mod cell;
mod hierarchy;
mod json;
mod literal;
mod mining;
mod name;
mod primary;
mod special;
mod test;
mod window;
mod xml;

pub use call::arguments;
pub use cell::cells;
pub use literal::{interval_fields, text_literal};
pub use name::{link, path};
pub use primary::{choice, primary as operand};
pub use window::{order_by, sort_keys, window};

use crate::ir::{Binary, Call, Compare, Division, Expr, ExprKind, InSet, Nulls, Quantified, SetOp, Unary};
use crate::syntax::{In, Kind, R, Word, keywords};

keywords! {
    AND, OR, NOT, MULTISET, UNION, INTERSECT, EXCEPT, ALL, ANY, SOME, DISTINCT, MOD, PRIOR, CONNECT_BY_ROOT,
    IN, IS, BETWEEN, LIKE, LIKEC, LIKE2, LIKE4, MEMBER, SUBMULTISET,
}

/// An expression or condition.
///
/// # Errors
/// Where no expression stands; the context knows what was expected.
pub fn expr(i: In<'_>) -> R<'_, Expr> {
    i.deeper(disjunction)
}

/// A condition: the same grammar, since `BOOLEAN` values are expressions.
///
/// # Errors
/// As [`expr`].
pub fn condition(i: In<'_>) -> R<'_, Expr> {
    expr(i)
}

/// `expr, expr, …`, at least one.
///
/// # Errors
/// As [`expr`].
pub fn exprs(i: In<'_>) -> R<'_, Vec<Expr>> {
    crate::syntax::list1(expr)(i)
}

fn node<'a>(i: In<'a>, start: In<'a>, kind: ExprKind) -> (In<'a>, Expr) {
    let (i, at) = i.at(start);
    (i, Expr { at, kind })
}

fn disjunction(start: In<'_>) -> R<'_, Expr> {
    let (i, first) = conjunction(start)?;
    if i.word() == OR { flat(i, start, OR, conjunction, first, ExprKind::Or) } else { Ok((i, first)) }
}

fn conjunction(start: In<'_>) -> R<'_, Expr> {
    let (i, first) = negation(start)?;
    if i.word() == AND { flat(i, start, AND, negation, first, ExprKind::And) } else { Ok((i, first)) }
}

/// The rest of a list, from the first word between its items.
fn flat<'a>(
    mut i: In<'a>,
    start: In<'a>,
    between: Word,
    item: fn(In<'a>) -> R<'a, Expr>,
    first: Expr,
    make: fn(Box<[Expr]>) -> ExprKind,
) -> R<'a, Expr> {
    let mut items = vec![first];
    while i.word() == between {
        let (rest, next) = item(i.advance())?;
        items.push(next);
        i = rest;
    }
    Ok(node(i, start, make(items.into_boxed_slice())))
}

fn negation(start: In<'_>) -> R<'_, Expr> {
    if start.word() != NOT {
        return predicate(start);
    }
    let (i, operand) = start.advance().deeper(negation)?;
    Ok(node(i, start, ExprKind::Unary(Unary::Not, Box::new(operand))))
}

/// Comparisons and the tests that stand behind their first operand.
fn predicate(start: In<'_>) -> R<'_, Expr> {
    let (i, left) = sum(start)?;
    if ends(i) { Ok((i, left)) } else { tested(i, start, left) }
}

/// Whether no operator stands here, as behind most operands.
#[inline]
fn ends(i: In<'_>) -> bool {
    match i.kind() {
        Kind::Comma | Kind::Close | Kind::Semi | Kind::Assign | Kind::Arrow | Kind::DotDot | Kind::End => true,
        Kind::Name => i.word() == Word::NONE,
        _ => false,
    }
}

/// Whether a test without its first operand stands here: `> 5`, `BETWEEN 1 AND 2`, `IS NULL`, `NOT LIKE 'a'`.
#[must_use]
pub fn tests(i: In<'_>) -> bool {
    let word = if i.word() == NOT { i.word_at(1) } else { i.word() };
    matches!(i.kind(), Kind::Eq | Kind::Ne | Kind::Lt | Kind::Le | Kind::Gt | Kind::Ge)
        || matches!(word, IN | IS | BETWEEN | LIKE | LIKEC | LIKE2 | LIKE4 | MEMBER | SUBMULTISET)
}

/// A test without its first operand, which is an empty tuple.
///
/// # Errors
/// Where none stands.
pub fn dangling(start: In<'_>) -> R<'_, Expr> {
    let (i, left) = node(start, start, ExprKind::Tuple(Box::default()));
    tested(i, start, left)
}

fn tested<'a>(mut i: In<'a>, start: In<'a>, mut left: Expr) -> R<'a, Expr> {
    let mut links = 0;
    loop {
        // Oracle takes blanks within a sign
        let op = match (i.kind(), i.peek(1).kind) {
            (Kind::Eq, _) => Compare::Eq,
            (Kind::Ne, _) => Compare::Ne,
            (Kind::Lt, Kind::Eq) => spaced(&mut i, Compare::Le),
            (Kind::Gt, Kind::Eq) => spaced(&mut i, Compare::Ge),
            (Kind::Lt, Kind::Gt) | (Kind::Bang, Kind::Eq) => spaced(&mut i, Compare::Ne),
            (Kind::Bad, Kind::Eq) if i.text() == "^" => spaced(&mut i, Compare::Ne),
            (Kind::Lt, _) if distance_sign(i).is_some() => {
                links += 1;
                (i, left) = distance(i, start, left)?;
                (i, _) = i.link(links)?;
                continue;
            }
            (Kind::Le, _) if distance_sign(i).is_some() => {
                links += 1;
                (i, left) = distance(i, start, left)?;
                (i, _) = i.link(links)?;
                continue;
            }
            (Kind::Lt, _) => Compare::Lt,
            (Kind::Le, _) => Compare::Le,
            (Kind::Gt, _) => Compare::Gt,
            (Kind::Ge, _) => Compare::Ge,
            _ => match test::tail(i, start, left)? {
                (rest, Ok(tested)) => {
                    links += 1;
                    (i, _) = rest.link(links)?;
                    left = tested;
                    continue;
                }
                (rest, Err(untouched)) => return Ok((rest, untouched)),
            },
        };
        links += 1;
        (i, _) = i.link(links)?;
        (i, left) = compared(i.advance(), start, op, left)?;
    }
}

/// The metric of `<->`, `<=>` and `<#>` of vectors, and what stands behind the sign, which is of several tokens without blanks.
fn distance_sign(i: In<'_>) -> Option<(In<'_>, &'static str)> {
    let joined = |n: usize| i.peek(n).hi == i.peek(n + 1).lo;
    match (i.kind(), i.peek(1).kind, i.peek(2).kind) {
        (Kind::Le, Kind::Gt, _) if joined(0) => Some((i.skip(2), "COSINE")),
        (Kind::Lt, Kind::Minus, Kind::Gt) if joined(0) && joined(1) => Some((i.skip(3), "EUCLIDEAN")),
        (Kind::Lt, Kind::Bad, Kind::Gt) if joined(0) && joined(1) && i.advance().text() == "#" => {
            Some((i.skip(3), "DOT"))
        }
        _ => None,
    }
}

/// `a <=> b`: the distance of two vectors, as the function that it stands for.
fn distance<'a>(i: In<'a>, start: In<'a>, left: Expr) -> R<'a, Expr> {
    let Some((behind, metric)) = distance_sign(i) else { return Ok((i, left)) };
    let (behind, at) = behind.at(i);
    let metric = Expr { at, kind: ExprKind::Name(Box::new(primary::bare(metric))) };
    let (behind, right) = sum(behind)?;
    let args = [left, right, metric].map(call::plain).into();
    let call = Call { name: primary::bare("VECTOR_DISTANCE"), args, distinct: false, more: None };
    Ok(node(behind, start, ExprKind::Call(Box::new(call))))
}

/// Takes the first half of a sign that stands in two.
fn spaced(i: &mut In<'_>, op: Compare) -> Compare {
    *i = i.advance();
    op
}

fn compared<'a>(i: In<'a>, start: In<'a>, op: Compare, left: Expr) -> R<'a, Expr> {
    let quantifier = match i.word() {
        ALL => Some(true),
        ANY | SOME if i.peek(1).kind == Kind::Open => Some(false),
        _ => None,
    };
    if let Some(all) = quantifier {
        let (i, right) = set(i.advance())?;
        return Ok(node(i, start, ExprKind::Quantified(Box::new(Quantified { op, all, left, right }))));
    }
    let (i, right) = sum(i)?;
    Ok(node(i, start, ExprKind::Compare(op, Box::new([left, right]))))
}

/// `(query)` or `(expr, …)`; or one operand without parentheses.
fn set(i: In<'_>) -> R<'_, InSet> {
    if i.kind() != Kind::Open {
        let (i, one) = sum(i)?;
        return Ok((i, InSet::List(vec![one])));
    }
    if primary::query_ahead(i) {
        let (i, query) = primary::parenthesised_query(i)?;
        return Ok((i, InSet::Query(query)));
    }
    let (i, items) = crate::syntax::parens(exprs)(i)?;
    Ok((i, InSet::List(items)))
}

/// `+`, `-`, `||`, and the set operators on collections: an operand of a comparison.
///
/// # Errors
/// As [`expr`].
pub fn sum(start: In<'_>) -> R<'_, Expr> {
    let (i, left) = product(start)?;
    if ends(i) { Ok((i, left)) } else { added(i, start, left) }
}

fn added<'a>(mut i: In<'a>, start: In<'a>, mut left: Expr) -> R<'a, Expr> {
    let mut links = 0;
    loop {
        let op = match i.kind() {
            Kind::Plus => Binary::Add,
            Kind::Minus => Binary::Subtract,
            Kind::Concat | Kind::Bar if concat_sign(i).is_some() => {
                links += 1;
                (i, _) = i.link(links)?;
                (i, left) = concat(i, start, left)?;
                continue;
            }
            Kind::Name if i.word() == MULTISET => match multiset(i) {
                Some((rest, op)) => {
                    let (rest, right) = product(rest)?;
                    (i, left) = node(rest, start, ExprKind::Binary(op, Box::new([left, right])));
                    continue;
                }
                None => return Ok((i, left)),
            },
            _ => return Ok((i, left)),
        };
        links += 1;
        (i, _) = i.link(links)?;
        let (rest, right) = product(i.advance())?;
        (i, left) = node(rest, start, ExprKind::Binary(op, Box::new([left, right])));
    }
}

/// Behind `||`, in which Oracle takes blanks too.
fn concat_sign(i: In<'_>) -> Option<In<'_>> {
    match (i.kind(), i.peek(1).kind) {
        (Kind::Concat, _) => Some(i.advance()),
        (Kind::Bar, Kind::Bar) => Some(i.skip(2)),
        _ => None,
    }
}

/// All of `a || b || c`, from the first `||`.
fn concat<'a>(mut i: In<'a>, start: In<'a>, first: Expr) -> R<'a, Expr> {
    let mut items = vec![first];
    while let Some(behind) = concat_sign(i) {
        let (rest, next) = product(behind)?;
        items.push(next);
        i = rest;
    }
    Ok(node(i, start, ExprKind::Concat(Nulls::Ignored, items.into_boxed_slice())))
}

/// `MULTISET UNION [ALL | DISTINCT]` and its kin.
fn multiset(i: In<'_>) -> Option<(In<'_>, Binary)> {
    let op = match i.word_at(1) {
        UNION => SetOp::Union,
        INTERSECT => SetOp::Intersect,
        EXCEPT => SetOp::Except,
        _ => return None,
    };
    let i = i.skip(2);
    let (i, distinct) = match i.word() {
        DISTINCT => (i.advance(), true),
        ALL => (i.advance(), false),
        _ => (i, false),
    };
    Some((i, Binary::Multiset(op, distinct)))
}

fn product(start: In<'_>) -> R<'_, Expr> {
    let (i, left) = unary(start)?;
    if ends(i) { Ok((i, left)) } else { multiplied(i, start, left) }
}

fn multiplied<'a>(mut i: In<'a>, start: In<'a>, mut left: Expr) -> R<'a, Expr> {
    let mut links = 0;
    loop {
        let op = match i.kind() {
            Kind::Star => Binary::Multiply,
            Kind::Over | Kind::Slash => Binary::Divide(Division::Exact),
            Kind::Name if i.word() == MOD && starts_operand(i.advance()) => Binary::Modulo,
            _ => return Ok((i, left)),
        };
        links += 1;
        (i, _) = i.link(links)?;
        let (rest, right) = unary(i.advance())?;
        (i, left) = node(rest, start, ExprKind::Binary(op, Box::new([left, right])));
    }
}

/// Whether `MOD`, which may also be an alias, has an operand behind it.
fn starts_operand(i: In<'_>) -> bool {
    matches!(i.kind(), Kind::Number | Kind::Open | Kind::Quoted | Kind::Bind)
        || i.kind() == Kind::Name && !name::is_structural(i.word())
}

fn unary(start: In<'_>) -> R<'_, Expr> {
    let op = match (start.kind(), start.word()) {
        (Kind::Minus, _) => Unary::Minus,
        (Kind::Plus, _) => Unary::Plus,
        (Kind::Name, PRIOR) => Unary::Prior,
        (Kind::Name, CONNECT_BY_ROOT) => Unary::Root,
        _ => {
            let (i, base) = primary::primary(start)?;
            return if i.kind() == Kind::Power { power(i, start, base) } else { Ok((i, base)) };
        }
    };
    let (i, operand) = start.advance().deeper(unary)?;
    Ok(node(i, start, ExprKind::Unary(op, Box::new(operand))))
}

/// `a ** b`, of PL/SQL, from the sign; the exponent may have a sign of its own.
fn power<'a>(i: In<'a>, start: In<'a>, base: Expr) -> R<'a, Expr> {
    let (i, exponent) = i.advance().deeper(unary)?;
    Ok(node(i, start, ExprKind::Binary(Binary::Power, Box::new([base, exponent]))))
}
