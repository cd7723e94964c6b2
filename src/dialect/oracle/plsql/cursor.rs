//! Cursors and `FORALL`.

use super::declare::target;
use super::dynamic;
use super::statement::{kind, maybe_expr};
use crate::dialect::oracle::expr::{expr, exprs};
use crate::dialect::oracle::names::any_ident;
use crate::dialect::oracle::query;
use crate::ir::plsql::{Comments, Fetch, Forall, ForallOver, Open, OpenFor, Stmt, StmtKind};
use crate::syntax::{In, Kind, R, accept, keywords, sign, word};

keywords! {
    AND, BETWEEN, BULK, COLLECT, EXCEPTIONS, FOR, IN, INDICES, INTO, LIMIT, OF, SAVE, VALUES,
}

/// `cursor [(arguments)]`, `variable FOR { query | text [USING …] }`, from behind `OPEN`.
pub(super) fn open(i: In<'_>) -> R<'_, StmtKind> {
    let (i, cursor) = target(i)?;
    let (i, source) = match accept(i, &[FOR]) {
        None => (i, OpenFor::Declared),
        Some(i) if query::starts(i) && i.peek(1).kind != Kind::Concat => {
            query::until(i, |_| false).map(|(i, q)| (i, OpenFor::Query(Box::new(q))))?
        }
        Some(i) => {
            let (i, text) = expr(i)?;
            let (i, using) = dynamic::using(i)?;
            (i, OpenFor::Text(Box::new(text), using))
        }
    };
    Ok((i, StmtKind::Open(Box::new(Open { cursor, source }))))
}

/// `[BULK COLLECT] INTO targets`.
pub(super) fn into(i: In<'_>) -> R<'_, (bool, Vec<crate::ir::Expr>)> {
    let (i, bulk) = accept(i, &[BULK, COLLECT]).map_or((i, false), |i| (i, true));
    let (i, _) = word(INTO)(i)?;
    exprs(i).map(|(i, targets)| (i, (bulk, targets)))
}

/// `cursor [BULK COLLECT] INTO targets [LIMIT n]`, from behind `FETCH`.
pub(super) fn fetch(i: In<'_>) -> R<'_, StmtKind> {
    let (i, cursor) = target(i)?;
    let (i, (bulk, into)) = into(i)?;
    let (i, limit) = maybe_expr(i, LIMIT)?;
    Ok((i, StmtKind::Fetch(Box::new(Fetch { cursor, bulk, into, limit }))))
}

/// `index IN bounds [SAVE EXCEPTIONS] statement`, from behind `FORALL`.
pub(super) fn forall(i: In<'_>) -> R<'_, StmtKind> {
    let (i, index) = any_ident(i)?;
    let (i, _) = word(IN)(i)?;
    let (i, over) = bounds(i)?;
    let (i, save) = accept(i, &[SAVE, EXCEPTIONS]).map_or((i, false), |i| (i, true));
    let start = i;
    let (i, kind) = i.deeper(kind)?;
    let (i, save_behind) = accept(i, &[SAVE, EXCEPTIONS]).map_or((i, false), |i| (i, true));
    let (i, at) = i.at(start);
    let statement = Stmt { at, labels: Box::default(), comments: Comments::default(), kind };
    Ok((i, StmtKind::Forall(Box::new(Forall { index, over, save: save || save_behind, statement }))))
}

fn bounds(i: In<'_>) -> R<'_, ForallOver> {
    if let Some(i) = accept(i, &[INDICES, OF]) {
        let (i, collection) = target(i)?;
        let Some(i) = accept(i, &[BETWEEN]) else { return Ok((i, ForallOver::Indices(Box::new(collection), None))) };
        // the bounds are sums: `AND` is the word between them
        let (i, low) = crate::dialect::oracle::expr::sum(i)?;
        let (i, _) = word(AND)(i)?;
        let (i, high) = crate::dialect::oracle::expr::sum(i)?;
        return Ok((i, ForallOver::Indices(Box::new(collection), Some(Box::new([low, high])))));
    }
    if let Some(i) = accept(i, &[VALUES, OF]) {
        return target(i).map(|(i, c)| (i, ForallOver::Values(Box::new(c))));
    }
    let (i, low) = expr(i)?;
    let (i, _) = sign(Kind::DotDot)(i)?;
    let (i, high) = expr(i)?;
    Ok((i, ForallOver::Range(Box::new([low, high]))))
}
