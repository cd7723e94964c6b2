//! `[…]` behind a value: cells of a model, elements of a JSON array.

use super::{expr, exprs, name, primary, sum};
use crate::dialect::oracle::names;
use crate::ir::{Expr, ExprKind, ForCell, ForValues, Selector};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, keywords, list1, parens, sign, word};

keywords! { ANY, DECREMENT, FOR, FROM, IN, INCREMENT, LIKE, TO }

/// `[selector, …]`.
///
/// # Errors
/// Where no bracket stands, or something within is not understood.
pub fn cells(i: In<'_>) -> R<'_, Vec<Selector>> {
    let (i, _) = sign(Kind::OpenBracket)(i)?;
    let (i, all) = list1(selector)(i)?;
    let (i, _) = sign(Kind::CloseBracket)(i)?;
    Ok((i, all))
}

/// `ANY`, `FOR …`, a value or condition, `low TO high`.
fn selector(i: In<'_>) -> R<'_, Selector> {
    match i.word() {
        ANY => return Ok((i.advance(), Selector::Any)),
        FOR => return each(i.advance()).map(|(i, it)| (i, Selector::For(Box::new(it)))),
        _ => {}
    }
    let (i, value) = expr(i)?;
    if i.word() != TO {
        return Ok((i, Selector::At(value)));
    }
    let (i, last) = expr(i.advance())?;
    Ok((i, Selector::Range(Box::new([value, last]))))
}

/// `d IN (…)`, `d [LIKE p] FROM a TO b INCREMENT c`, `(d, e) IN (…)`.
fn each(i: In<'_>) -> R<'_, ForCell> {
    if i.kind() == Kind::Open {
        let (i, names) = names::names(i)?;
        let (i, _) = word(IN)(i)?;
        let (i, values) = values(i)?;
        return Ok((i, ForCell { names, values }));
    }
    let (i, one) = name::part(i)?;
    let names: Vec<Name> = vec![one];
    if i.word() == IN {
        let (i, values) = values(i.advance())?;
        return Ok((i, ForCell { names, values }));
    }
    let (i, like) = if i.word() == LIKE { sum(i.advance()).map(|(i, e)| (i, Some(e)))? } else { (i, None) };
    let (i, _) = word(FROM)(i)?;
    let (i, from) = expr(i)?;
    let (i, _) = word(TO)(i)?;
    let (i, to) = expr(i)?;
    let down = i.word() == DECREMENT;
    if !down && i.word() != INCREMENT {
        return i.fail(Expected::Word(INCREMENT));
    }
    let (i, by) = expr(i.advance())?;
    Ok((i, ForCell { names, values: ForValues::Steps { like, bounds: Box::new([from, to, by]), down } }))
}

/// `(value, …)`, `(query)`.
fn values(i: In<'_>) -> R<'_, ForValues> {
    if primary::query_ahead(i) {
        return primary::parenthesised_query(i).map(|(i, query)| (i, ForValues::Query(Box::new(query))));
    }
    parens(exprs)(i).map(|(i, list)| (i, ForValues::List(list)))
}

/// Whether cells can be taken of the value: of a name, of what steps led to, of an aggregate.
pub(super) fn has_cells(value: &Expr) -> bool {
    matches!(value.kind, ExprKind::Name(_) | ExprKind::Step(_) | ExprKind::Call(_))
}
