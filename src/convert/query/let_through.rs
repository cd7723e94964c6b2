//! Which row numbers a condition on `ROWNUM` lets through: it decides where counting ends, for a row that fails is not counted.

use super::limit::is_rownum;
use crate::convert::expr::turned;
use crate::ir::{Compare, Expr, ExprKind, In, InSet, Unary};

/// Row numbers, as ranges in ascending order that do not touch.
type Numbers = Vec<(i64, i64)>;

const ALL: (i64, i64) = (1, i64::MAX);

/// How many rows a condition leaves, where it compares `ROWNUM` with literals only: the outer nothing where it is another one,
/// the inner where it lets every number through.
///
/// A row whose number is refused leaves the number to the next row, which is refused like it: the first gap ends the rows.
pub(super) fn rows(condition: &Expr) -> Option<Option<i64>> {
    let numbers = of(condition)?;
    Some(match numbers.first() {
        Some((1, i64::MAX)) => None,
        Some((1, last)) => Some(*last),
        Some(_) | None => Some(0),
    })
}

/// Whether a range of row numbers that begins there holds the first row.
pub(super) fn first(low: &Expr) -> bool {
    value(low).is_some_and(|(_, above)| above <= 1)
}

fn of(condition: &Expr) -> Option<Numbers> {
    match &condition.kind {
        ExprKind::Compare(op, sides) => {
            let [a, b] = &**sides;
            match (is_rownum(a), is_rownum(b)) {
                (true, false) => compared(*op, value(b)?),
                (false, true) => compared(turned(*op), value(a)?),
                _ => None,
            }
        }
        ExprKind::Between(not, parts) => {
            let [x, low, high] = &**parts;
            if !is_rownum(x) {
                return None;
            }
            let both = meet(&compared(Compare::Ge, value(low)?)?, &compared(Compare::Le, value(high)?)?);
            Some(if *not { rest(&both) } else { both })
        }
        ExprKind::In(list) => {
            let In { not, left, set: InSet::List(items) } = &**list else { return None };
            if !is_rownum(left) {
                return None;
            }
            let mut any = Numbers::new();
            for item in items {
                any = join(&any, &compared(Compare::Eq, value(item)?)?);
            }
            Some(if *not { rest(&any) } else { any })
        }
        ExprKind::Unary(Unary::Not, inner) => of(inner).map(|numbers| rest(&numbers)),
        ExprKind::And(items) => items.iter().try_fold(vec![ALL], |all, item| Some(meet(&all, &of(item)?))),
        ExprKind::Or(items) => items.iter().try_fold(Numbers::new(), |any, item| Some(join(&any, &of(item)?))),
        _ => None,
    }
}

/// A literal, as the whole number at or below it and the one at or above it.
fn value(e: &Expr) -> Option<(i64, i64)> {
    match &e.kind {
        ExprKind::Number(digits, _) => {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            if !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
            let more = i64::from(fraction.bytes().any(|b| b != b'0'));
            Some((whole, whole.checked_add(more)?))
        }
        ExprKind::Unary(Unary::Minus, inner) => value(inner).map(|(below, above)| (-above, -below)),
        ExprKind::Unary(Unary::Plus, inner) => value(inner),
        _ => None,
    }
}

fn compared(op: Compare, (below, above): (i64, i64)) -> Option<Numbers> {
    Some(match op {
        Compare::Eq if below == above => range(below, below),
        Compare::Eq => Numbers::new(),
        Compare::Ne => rest(&compared(Compare::Eq, (below, above))?),
        Compare::Le => range(1, below),
        Compare::Lt => range(1, above.checked_sub(1)?),
        Compare::Ge => range(above, i64::MAX),
        Compare::Gt => range(below.checked_add(1)?, i64::MAX),
        Compare::Same => return None,
    })
}

fn range(first: i64, last: i64) -> Numbers {
    let first = first.max(1);
    if first <= last { vec![(first, last)] } else { Numbers::new() }
}

/// What is in both.
fn meet(a: &Numbers, b: &Numbers) -> Numbers {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x.0.max(y.0), x.1.min(y.1))));
    let mut all: Numbers = pairs.filter(|(first, last)| first <= last).collect();
    all.sort_unstable();
    all
}

/// What is in one of them.
fn join(a: &Numbers, b: &Numbers) -> Numbers {
    rest(&meet(&rest(a), &rest(b)))
}

/// What is not in it.
fn rest(numbers: &Numbers) -> Numbers {
    let (mut all, mut next) = (Numbers::new(), Some(1));
    for (first, last) in numbers {
        if let Some(from) = next
            && from < *first
        {
            all.push((from, first - 1));
        }
        next = last.checked_add(1);
    }
    all.extend(next.map(|from| (from, i64::MAX)));
    all
}
