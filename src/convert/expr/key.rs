//! Indexed columns that are compared with values of another type: the value is converted, never the column, so that its index
//! serves.

use super::{Scope, turned};
use crate::analyze::Means;
use crate::analyze::scope::{Found, find};
use crate::convert::{Cx, Low};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Compare, ExprKind};
use crate::pg::{self, Type};

static CLASSES: Rule = Rule {
    name: "integer-column-meets-decimal",
    codes: &[(Source::Oracle, "HD-350")],
    raw: Severity::Performance,
    message: "an indexed column of whole numbers is compared with a decimal value: the value is converted, not the column",
    help: "Nothing to do. A fraction becomes a number that no column holds, or the next whole number where the order matters.",
    ..super::RULE
};

static BLANKS: Rule = Rule {
    name: "char-column-meets-text",
    codes: &[(Source::Oracle, "HD-349")],
    raw: Severity::Performance,
    message: "an indexed CHAR column is compared with a VARCHAR2, where blanks count: the value is converted, not the column",
    help: "Nothing to do. A text of another length becomes one that no column of that length holds.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CLASSES, &BLANKS];

/// Whether an index may serve a comparison with what is a column of the query at hand; nothing where it is none.
fn indexed(cx: &Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Option<bool> {
    let e = if let ExprKind::OuterJoinMark(inner) = &e.kind { inner } else { e };
    let ExprKind::Name(path) = &e.kind else { return None };
    let frame = scope.query?;
    // What PRIOR sees, and what a rewritten query carries along, is a value.
    if path.link.is_some() || frame.given.iter().any(|(name, _)| path.parts.as_slice() == std::slice::from_ref(name)) {
        return None;
    }
    let Found::Column(..) = find(std::iter::once(frame.sources.as_slice()), &path.parts) else { return None };
    // What a query in FROM computes has no index.
    let (Means::Column(id, place) | Means::Through(id, place)) = cx.fact(e).means else { return Some(false) };
    let ir::Kind::Table(table) = &cx.program.read.catalog.get(id).kind else { return Some(true) };
    let column = table.columns.get(usize::from(place));
    Some(column.is_none_or(|column| cx.program.plan.indexed.holds(id, &column.name)))
}

/// Whether the first is an indexed column that its partner must not hide, the partner being no such column itself.
fn serves(cx: &Cx<'_>, scope: &Scope<'_>, column: &ir::Expr, partner: Option<&ir::Expr>) -> bool {
    indexed(cx, scope, column) == Some(true)
        && partner.is_none_or(|partner| {
            let e = if let ExprKind::OuterJoinMark(inner) = &partner.kind { inner } else { partner };
            indexed(cx, scope, e) != Some(true) || !matches!(cx.fact(e).means, Means::Column(..) | Means::Through(..))
        })
}

/// The value as a comparison of an integer column needs it: `op` is how the column is compared with it.
fn whole(cx: &mut Cx<'_>, e: &ir::Expr, op: Compare, value: Low) -> Low {
    let helper = match op {
        Compare::Eq | Compare::Ne | Compare::Same => "as_key",
        // `column < 1.5` is `column < 2`, `column > 1.5` is `column > 1`.
        Compare::Lt | Compare::Ge => "key_above",
        Compare::Gt | Compare::Le => "key_below",
    };
    cx.exact(&CLASSES, e.at.span);
    Low { expr: pg::Expr::helper(helper, [value.expr]), ty: Type::BigInt, ..value }
}

fn is_whole(low: &Low) -> bool {
    low.ty.is_integer() && matches!(low.expr, pg::Expr::Name(_))
}

fn is_decimal(low: &Low) -> bool {
    matches!(low.ty, Type::Numeric(_)) && low.null != crate::analyze::Null::Always
}

/// The value that a column is compared with, where the two do not compare as they are.
pub(super) fn value(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    op: Compare,
    (column, low): (&ir::Expr, &Low),
    (partner, value): (Option<&ir::Expr>, Low),
) -> Low {
    if !is_whole(low) || !is_decimal(&value) {
        return value;
    }
    // The checker of PL/pgSQL warns of any column that is cast for a variable, whether it has an index or not.
    let variable = scope.locals.is_some()
        && matches!(value.expr, pg::Expr::Name(_))
        && indexed(cx, scope, column).is_some()
        && partner.is_none_or(|partner| indexed(cx, scope, partner).is_none());
    if variable || serves(cx, scope, column, partner) { whole(cx, column, op, value) } else { value }
}

/// Two sides of a comparison.
pub(super) fn sides(cx: &mut Cx<'_>, scope: &Scope<'_>, op: Compare, of: &[ir::Expr; 2], [a, b]: [Low; 2]) -> [Low; 2] {
    let [x, y] = of;
    let b = value(cx, scope, op, (x, &a), (Some(y), b));
    let a = value(cx, scope, turned(op), (y, &b), (Some(x), a));
    [a, b]
}

/// A column of whole numbers that is sought among the values of a query: whether those are converted.
pub(in crate::convert) fn seeks(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, column: &Low, ty: &Type) -> bool {
    let meets = is_whole(column) && matches!(ty, Type::Numeric(_)) && serves(cx, scope, e, None);
    if meets {
        cx.exact(&CLASSES, e.at.span);
    }
    meets
}

/// `char_column = text`, where blanks count: the text as the column's type, where an index may serve.
pub(super) fn char_value(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    (column, low): (&ir::Expr, &Low),
    (partner, value): (&ir::Expr, &Low),
) -> Option<Low> {
    let (Type::Char(length), pg::Expr::Name(_)) = (&low.ty, &low.expr) else { return None };
    if !serves(cx, scope, column, Some(partner)) || matches!(value.ty, Type::Char(_)) {
        return None;
    }
    cx.exact(&BLANKS, column.at.span);
    let expr = pg::Expr::helper("as_char", [value.expr.clone(), pg::Expr::int(i64::from(*length))]);
    Some(Low { expr, ty: low.ty.clone(), null: value.null, from: low.from })
}
