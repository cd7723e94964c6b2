//! Literals: texts in all quotings, numbers, dates, timestamps, intervals.

use super::node;
use super::primary::{bind, close};
use crate::ir::{BoundInterval, Expr, ExprKind, Field, IntervalFields, IntervalLiteral, NumberForm, TextForm};
use crate::syntax::{Expected, In, Kind, R, accept, keywords, parens};
use ecow::EcoString;

keywords! {
    YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, TO,
}

/// The decoded text of `'…'`, `q'[…]'` or their national forms.
///
/// # Errors
/// Where no text literal stands.
pub fn text_literal(i: In<'_>) -> R<'_, EcoString> {
    match i.kind() {
        Kind::Text | Kind::National => Ok((i.advance(), decode(i.text()))),
        _ => i.fail(Expected::Thing("a text literal")),
    }
}

/// The value of a text literal as written.
fn decode(written: &str) -> EcoString {
    let body = written.trim_start_matches(['n', 'N']);
    match body.strip_prefix(['q', 'Q']) {
        Some(quoted) => {
            let inner = quoted.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("");
            let mut chars = inner.chars();
            chars.next();
            chars.next_back();
            chars.as_str().into()
        }
        None => {
            let inner = body.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("");
            let mut out = EcoString::with_capacity(inner.len());
            let mut rest = inner;
            while let Some((before, after)) = rest.split_once("''") {
                out.push_str(before);
                out.push('\'');
                rest = after;
            }
            out.push_str(rest);
            out
        }
    }
}

/// `'…'` as an expression; the empty one is null.
pub(super) fn text(start: In<'_>) -> R<'_, Expr> {
    let form = if start.kind() == Kind::National { TextForm::National } else { TextForm::Plain };
    let (i, value) = text_literal(start)?;
    let kind = if value.is_empty() { ExprKind::EmptyText } else { ExprKind::Text(value, form) };
    Ok(node(i, start, kind))
}

/// `12`, `1.5e3`, `2f`.
pub(super) fn number(start: In<'_>) -> R<'_, Expr> {
    let written = start.text();
    let (digits, form) = match written.as_bytes().last() {
        Some(b'f' | b'F') => (written.get(..written.len() - 1).unwrap_or(written), NumberForm::Float),
        Some(b'd' | b'D') => (written.get(..written.len() - 1).unwrap_or(written), NumberForm::Double),
        _ => (written, NumberForm::Decimal),
    };
    Ok(node(start.advance(), start, ExprKind::Number(digits.into(), form)))
}

/// `DATE '…'`.
pub(super) fn date(start: In<'_>) -> R<'_, Expr> {
    let (i, value) = text_literal(start.advance())?;
    Ok(node(i, start, ExprKind::Date(value)))
}

/// `TIMESTAMP '…'`.
pub(super) fn timestamp(start: In<'_>) -> R<'_, Expr> {
    let (i, value) = text_literal(start.advance())?;
    Ok(node(i, start, ExprKind::Timestamp(value)))
}

/// `TIME '…'`.
pub(super) fn time(start: In<'_>) -> R<'_, Expr> {
    let (i, value) = text_literal(start.advance())?;
    Ok(node(i, start, ExprKind::Time(value)))
}

/// `INTERVAL '…' YEAR(3) TO MONTH`; text and digits may be bind variables.
pub(super) fn interval(start: In<'_>) -> R<'_, Expr> {
    let text = start.advance();
    if text.kind() == Kind::Bind {
        let (i, value) = bind(text)?;
        return bound(i, start, value, true);
    }
    let (i, value) = text_literal(text)?;
    if let Ok((i, fields)) = interval_fields(i) {
        return Ok(node(i, start, ExprKind::Interval(Box::new(IntervalLiteral { text: value, fields }))));
    }
    let (i, value) = self::text(text)?;
    bound(i, start, value, true)
}

/// The fields of an interval, of which bind variables give some digits.
pub(super) fn bound<'a>(i: In<'a>, start: In<'a>, value: Expr, literal: bool) -> R<'a, Expr> {
    let mut digits = Vec::new();
    let (mut i, from) = field(i)?;
    let (mut leading, mut fraction, mut to) = (None, None, None);
    if i.kind() == Kind::Open {
        i = bound_digits(i.advance(), &mut leading, &mut digits)?;
        if i.kind() == Kind::Comma {
            i = bound_digits(i.advance(), &mut fraction, &mut digits)?;
        }
        i = close(i)?.0;
    }
    if let Some(after) = accept(i, &[TO]) {
        let (after, last) = field(after)?;
        to = Some(last);
        i = after;
        if i.kind() == Kind::Open {
            i = bound_digits(i.advance(), &mut fraction, &mut digits)?;
            i = close(i)?.0;
        }
    }
    let fields = IntervalFields { from, leading, to, fraction };
    Ok(node(i, start, ExprKind::BoundInterval(Box::new(BoundInterval { value, literal, fields, digits }))))
}

/// Digits as a number, or as a bind variable, which stands for itself.
fn bound_digits<'a>(
    i: In<'a>,
    known: &mut Option<u8>,
    binds: &mut Vec<Expr>,
) -> Result<In<'a>, nom::Err<crate::syntax::Fail>> {
    if i.kind() == Kind::Bind {
        let (i, value) = bind(i)?;
        binds.push(value);
        return Ok(i);
    }
    let (i, n) = digits(i)?;
    *known = Some(n);
    Ok(i)
}

fn field(i: In<'_>) -> R<'_, Field> {
    let field = match i.word() {
        YEAR => Field::Year,
        MONTH => Field::Month,
        DAY => Field::Day,
        HOUR => Field::Hour,
        MINUTE => Field::Minute,
        SECOND => Field::Second,
        _ => return i.fail(Expected::Thing("a field of an interval")),
    };
    Ok((i.advance(), field))
}

/// Whether the fields of an interval start here: `DAY TO SECOND`, `YEAR(4) TO MONTH`.
pub(super) fn fields_ahead(i: In<'_>) -> bool {
    let digits = |n: usize| matches!(i.peek(n).kind, Kind::Number | Kind::Bind);
    matches!(i.word(), YEAR | DAY | HOUR | MINUTE)
        && (i.word_at(1) == TO || i.peek(1).kind == Kind::Open && digits(2) && i.word_at(4) == TO)
}

/// `DAY(3) TO SECOND(6)`.
///
/// # Errors
/// Where no field stands, or a precision is no small number.
pub fn interval_fields(i: In<'_>) -> R<'_, IntervalFields> {
    let (i, from) = field(i)?;
    let (i, leading, mut fraction) = match i.kind() {
        Kind::Open if from == Field::Second && i.peek(2).kind == Kind::Comma => {
            let (i, both) = parens(|i| {
                let (i, a) = digits(i)?;
                let (i, _) = crate::syntax::sign(Kind::Comma)(i)?;
                let (i, b) = digits(i)?;
                Ok((i, (a, b)))
            })(i)?;
            (i, Some(both.0), Some(both.1))
        }
        Kind::Open => {
            let (i, n) = parens(digits)(i)?;
            (i, Some(n), None)
        }
        _ => (i, None, None),
    };
    let Some(i) = accept(i, &[TO]) else {
        return Ok((i, IntervalFields { from, leading, to: None, fraction }));
    };
    let (mut i, to) = field(i)?;
    if to == Field::Second && i.kind() == Kind::Open {
        let (rest, n) = parens(digits)(i)?;
        fraction = Some(n);
        i = rest;
    }
    Ok((i, IntervalFields { from, leading, to: Some(to), fraction }))
}

fn digits(i: In<'_>) -> R<'_, u8> {
    match i.text().parse() {
        Ok(n) if i.kind() == Kind::Number => Ok((i.advance(), n)),
        _ => i.fail(Expected::Thing("a number of digits")),
    }
}
