//! `UPDATE` and `DELETE`.

use super::super::expr::expr;
use super::super::query;
use super::{assignments, error_log, filter, hints, returning, target};
use crate::ir::{Delete, Dml, Expr, From, Update};
use crate::syntax::{In, Kind, R, accept, keywords, parens, sign, word};

keywords! { SET, VALUE, ROW, FROM }

/// Behind `UPDATE`.
pub(super) fn update(i: In<'_>) -> R<'_, Dml> {
    let (i, target) = target(hints(i))?;
    let (i, _) = word(SET)(i)?;
    let (i, row) = whole_row(i)?;
    let (i, set) = if row.is_none() { assignments(i)? } else { (i, Vec::new()) };
    let (i, from) = from(i)?;
    let (i, (condition, current_of)) = filter(i)?;
    let (i, returning) = returning(i)?;
    let (i, errors) = error_log(i)?;
    Ok((i, Dml::Update(Box::new(Update { target, set, row, from, condition, current_of, returning, errors }))))
}

/// `ROW = record`, `VALUE (t) = object`.
fn whole_row(i: In<'_>) -> R<'_, Option<Expr>> {
    let after = match i.word() {
        ROW if i.peek(1).kind == Kind::Eq => i.advance(),
        VALUE if i.peek(1).kind == Kind::Open => {
            let (after, _) = parens(super::alias)(i.advance())?;
            after.set_aside(i.advance());
            after
        }
        _ => return Ok((i, None)),
    };
    expr(sign(Kind::Eq)(after)?.0).map(|(i, e)| (i, Some(e)))
}

/// `FROM a, b` of 23ai.
fn from(i: In<'_>) -> R<'_, Vec<From>> {
    match accept(i, &[FROM]) {
        Some(i) => query::tables(i),
        None => Ok((i, Vec::new())),
    }
}

/// Behind `DELETE`.
pub(super) fn delete(i: In<'_>) -> R<'_, Dml> {
    let i = hints(i);
    let (i, target) = target(accept(i, &[FROM]).unwrap_or(i))?;
    let (i, from) = from(i)?;
    let (i, (condition, current_of)) = filter(i)?;
    let (i, returning) = returning(i)?;
    let (i, errors) = error_log(i)?;
    Ok((i, Dml::Delete(Box::new(Delete { target, from, condition, current_of, returning, errors }))))
}
