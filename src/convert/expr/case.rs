//! `CASE`, whose branches get one type.

use super::{Scope, compare, met, values, varying};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Case};
use crate::pg;

/// Lowers a case.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, case: &Case) -> Lower<Low> {
    let selector = case.selector.as_ref().map(|s| super::lower(cx, scope, s));
    let whens = values(cx, scope, case.arms.iter().map(|(when, _)| when));
    let thens = values(cx, scope, case.arms.iter().map(|(_, then)| then).chain(&case.otherwise));
    let (selector, whens, thens) = (selector.transpose()?, whens?, thens?);
    let whens = match selector {
        Some(selector) => {
            let equal = whens.into_iter().map(|when| compare::equal(cx, scope, e, selector.clone(), when));
            equal.collect::<Lower<Vec<pg::Expr>>>()?
        }
        None => whens.into_iter().map(|when| when.expr).collect(),
    };
    let branches = met::one_type(cx, scope, e.at.span, thens)?;
    if let Some(low) = met::all_null(&branches) {
        return Ok(low);
    }
    let Some((ty, from)) = met::of_one(&branches) else { return super::unknown(cx, e, "a `CASE` without branches") };
    let complete = case.otherwise.is_some();
    let never = complete && branches.iter().all(|b| b.null == Null::Never);
    let mut results = branches.into_iter().map(|b| b.expr);
    let arms: Vec<(pg::Expr, pg::Expr)> = whens.into_iter().zip(results.by_ref()).collect();
    let otherwise = results.next();
    let expr = match &case.selector {
        Some(selector) => varying::choice(cx, e, "CASE", selector, arms, otherwise)?,
        None => pg::Expr::case(arms, otherwise),
    };
    Ok(Low { expr, ty, null: if never { Null::Never } else { Null::Maybe }, from })
}
