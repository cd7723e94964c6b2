//! The value of a column: an expression, lowered and made to fit the column's type.

use super::column::Scope;
use super::{Cx, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ExprKind};
use crate::pg;

static NOT_LOWERED: Rule = Rule {
    name: "value-not-converted",
    codes: &[(Source::Oracle, "HD-202")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "this value could not be converted",
    help: "write the expression by hand",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&NOT_LOWERED];

/// Lowers a value for a column of type `ty`.
pub(super) fn lower(cx: &mut Cx<'_>, _scope: Scope<'_>, expr: &ir::Expr, _ty: &pg::Type) -> Lower<pg::Expr> {
    if let ExprKind::Number(digits, _) = &expr.kind {
        return Ok(pg::Expr::Number(digits.clone()));
    }
    if let ExprKind::Text(text, _) = &expr.kind {
        return Ok(pg::Expr::Text(text.clone()));
    }
    Err(cx.manual(NOT_LOWERED.at(expr.at.span)))
}

/// Lowers the expression of a computed column, with its type.
pub(super) fn generated(
    cx: &mut Cx<'_>,
    scope: Scope<'_>,
    expr: &ir::Expr,
    ty: Option<&pg::Type>,
) -> Lower<(pg::Expr, pg::Type)> {
    let own = ty.cloned().unwrap_or(pg::Type::Text);
    let lowered = lower(cx, scope, expr, &own)?;
    Ok((lowered, own))
}

/// Lowers a condition.
pub(super) fn condition(cx: &mut Cx<'_>, scope: Scope<'_>, expr: &ir::Expr) -> Lower<pg::Expr> {
    lower(cx, scope, expr, &pg::Type::Boolean)
}
