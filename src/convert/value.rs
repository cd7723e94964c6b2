//! The value of a column: an expression, lowered and made to fit the column's type.

use super::column::Scope;
use super::expr::{self, Place};
use super::{Cx, Lower};
use crate::ir;
use crate::pg;

fn within<'a>(scope: Scope<'a>, place: Place) -> expr::Scope<'a> {
    expr::Scope { table: Some(scope.id), schema: scope.object.name.schema.as_ref(), place, query: None, locals: None }
}

/// Lowers a value for a column of type `ty`.
pub(super) fn lower(cx: &mut Cx<'_>, scope: Scope<'_>, expr: &ir::Expr, ty: &pg::Type) -> Lower<pg::Expr> {
    let low = expr::lower_for(cx, &within(scope, Place::Default), expr, ty)?;
    expr::assign(cx, low, ty, expr.at.span)
}

/// Lowers the expression of a computed column, with its type.
pub(super) fn generated(
    cx: &mut Cx<'_>,
    scope: Scope<'_>,
    expr: &ir::Expr,
    ty: Option<&pg::Type>,
) -> Lower<(pg::Expr, pg::Type)> {
    let place = within(scope, Place::Generated);
    let low = match ty {
        Some(ty) => expr::lower_for(cx, &place, expr, ty)?,
        None => expr::lower(cx, &place, expr)?,
    };
    match ty {
        Some(ty) => Ok((expr::assign(cx, low, ty, expr.at.span)?, ty.clone())),
        None => {
            let own = if low.ty == pg::Type::Unknown { pg::Type::Text } else { low.ty };
            Ok((low.expr, own))
        }
    }
}

/// Lowers a condition.
pub(super) fn condition(cx: &mut Cx<'_>, scope: Scope<'_>, expr: &ir::Expr) -> Lower<pg::Expr> {
    expr::condition(cx, &within(scope, Place::Check), expr)
}
