//! Clauses in general: their places, what of them is set aside, and the literals they hold.

pub(super) use super::expr::text_literal as text;
use super::names::{ident, qname};
use crate::ir::{Clause, ClauseKind, Expr, ExprKind, Unread};
use crate::name::{Name, QName};
use crate::syntax::{Expected, In, Kind, R, Word, balanced, keywords, sign};
use ecow::EcoString;

keywords! {
    B, E, G, K, M, P, T,
}

/// A clause over the text from `start` to `i`.
pub(super) fn clause<'a>(i: In<'a>, start: In<'a>, kind: ClauseKind) -> (In<'a>, Clause) {
    let (i, at) = i.at(start);
    (i, Clause { at, kind })
}

/// A clause without effect; its text is set aside.
pub(super) fn plain<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> (In<'a>, Clause) {
    i.set_aside(start);
    clause(i, start, ClauseKind::Plain(word))
}

/// A clause without effect, as a result.
pub(super) fn dropped<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> R<'a, Clause> {
    Ok(plain(i, start, word))
}

/// A property by its keywords.
pub(super) fn flag<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> R<'a, Clause> {
    Ok(clause(i, start, ClauseKind::Flag(word)))
}

/// A property with a name, which stands at `i`.
pub(super) fn named<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> R<'a, Clause> {
    let (i, name) = ident(i)?;
    Ok(clause(i, start, ClauseKind::Named(word, name)))
}

/// A property with an object, whose name stands at `i`.
pub(super) fn object<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> R<'a, Clause> {
    let (i, name) = qname(i)?;
    Ok(clause(i, start, ClauseKind::Object(word, name)))
}

/// A property with a text, which stands at `i`.
pub(super) fn texted<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> R<'a, Clause> {
    let (i, value) = text(i)?;
    Ok(clause(i, start, ClauseKind::Text(word, value)))
}

/// A property with a number, which stands at `i`.
pub(super) fn numbered<'a>(i: In<'a>, start: In<'a>, word: &'static str) -> R<'a, Clause> {
    let (i, value) = integer(i)?;
    Ok(clause(i, start, ClauseKind::Number(word, value)))
}

/// A whole number with its sign.
pub(super) fn integer(start: In<'_>) -> R<'_, i128> {
    let negative = start.kind() == Kind::Minus;
    let i = if negative || start.kind() == Kind::Plus { start.advance() } else { start };
    let value = if i.kind() == Kind::Number { whole(i.text()) } else { None };
    match value {
        Some(value) => Ok((i.advance(), if negative { -value } else { value })),
        None => start.fail(Expected::Thing("a whole number")),
    }
}

/// The value of `12`, `1e27`, `12.`; none where a fraction is left or it does not fit.
fn whole(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?),
        None => (text, 0_u32),
    };
    let (digits, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let shift = exponent.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let digits = if digits.is_empty() { "0" } else { digits };
    format!("{digits}{fraction}").parse::<i128>().ok()?.checked_mul(10_i128.checked_pow(shift)?)
}

/// Behind `n [K|M|G|T|P|E]`.
pub(super) fn size(i: In<'_>) -> R<'_, ()> {
    if i.kind() != Kind::Number {
        return i.fail(Expected::Thing("a size"));
    }
    let i = i.advance();
    Ok((if matches!(i.word(), K | M | G | T | P | E | B) { i.advance() } else { i }, ()))
}

/// Behind `= `, where it stands.
pub(super) fn maybe_eq(i: In<'_>) -> In<'_> {
    if i.kind() == Kind::Eq { i.advance() } else { i }
}

/// Behind the word, where it stands.
pub(super) fn maybe(i: In<'_>, word: Word) -> In<'_> {
    if i.word() == word { i.advance() } else { i }
}

/// Sets aside all that is left.
pub(super) fn to_end(start: In<'_>) -> In<'_> {
    let mut i = start;
    while !i.is_end() && i.kind() != Kind::Semi {
        i = i.advance();
    }
    i.set_aside(start);
    i
}

/// Behind the next token, and behind its parentheses where it opens some.
pub(super) fn past(i: In<'_>) -> In<'_> {
    if i.kind() == Kind::Open { balanced(i) } else { i.advance() }
}

/// A name of parts and dots, as one: `hq.acme.com`.
pub(super) fn dotted(start: In<'_>) -> R<'_, Name> {
    let (mut i, first) = ident(start)?;
    let mut name = first;
    while i.kind() == Kind::Dot {
        let (next, part) = ident(i.advance())?;
        name = name.with('.', &part);
        i = next;
    }
    Ok((i, name))
}

/// Objects in a row.
pub(super) fn qnames(i: In<'_>) -> R<'_, Vec<QName>> {
    crate::syntax::list1(qname)(i)
}

/// `(a, b)`.
pub(super) fn idents(i: In<'_>) -> R<'_, Vec<Name>> {
    crate::syntax::parens(crate::syntax::list1(ident))(i)
}

/// Text from `start` to `i` that is not understood.
pub(super) fn unread<'a>(i: In<'a>, start: In<'a>, reason: &str) -> (In<'a>, Unread) {
    i.set_aside(start);
    let (i, at) = i.at(start);
    (i, Unread { at, reason: reason.into(), stopped: at })
}

/// An expression; what the grammar does not know, up to a comma or closing parenthesis, is a visible node.
pub(super) fn value(start: In<'_>) -> R<'_, Expr> {
    let ends = |i: In<'_>| matches!(i.kind(), Kind::Comma | Kind::Close | Kind::Semi | Kind::End);
    if let Ok((i, expr)) = super::expr::expr(start)
        && ends(i)
    {
        return Ok((i, expr));
    }
    let mut i = start;
    while !ends(i) {
        i = past(i);
    }
    let (i, unread) = unread(i, start, &start.cx.failure().1);
    let at = unread.at;
    Ok((i, Expr { at, kind: ExprKind::Unread(Box::new(unread)) }))
}

/// `;`, where it stands.
pub(super) fn maybe_semi(i: In<'_>) -> In<'_> {
    match sign(Kind::Semi)(i) {
        Ok((next, _)) => next,
        Err(_) => i,
    }
}

/// Everything that is left, as its tokens with one blank between them: how an object is kept that no grammar takes apart.
pub(super) fn written(start: In<'_>) -> (In<'_>, EcoString) {
    let mut i = start;
    let mut text = EcoString::new();
    while !i.is_end() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(i.text());
        i = i.advance();
    }
    (i, text)
}
