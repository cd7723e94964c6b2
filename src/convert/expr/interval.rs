//! Intervals that are made of a number and a unit, or of the difference of two times.

use super::date::typed;
use super::special::Site;
use super::{Scope, call, literal as literals, lower as lower_expr, made, two};
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Binary, Class, ExprKind};
use crate::pg::{self, Op, Type};

/// `NUMTODSINTERVAL(n, 'unit')`, `NUMTOYMINTERVAL(n, 'unit')`.
pub(super) fn num_to_interval(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let written = site.written.get(1).and_then(|e| literals::text_of(e)).unwrap_or("").trim().to_ascii_uppercase();
    let unit = match written.as_str() {
        "DAY" => "1 day",
        "HOUR" => "1 hour",
        "MINUTE" => "1 minute",
        "SECOND" => "1 second",
        "YEAR" => "1 year",
        "MONTH" => "1 month",
        _ => return call::refused(cx, site.e, site.row.name),
    };
    let Some(n) = args.into_iter().next() else { return call::refused(cx, site.e, site.row.name) };
    let class = if site.row.name == "NUMTOYMINTERVAL" { Class::Months } else { Class::Days };
    let ty = Type::Interval(pg::IntervalFields::All, None);
    let null = n.null;
    Ok(made(n.expr.infix(Op::Multiply, typed(ty.clone(), unit)), ty, null, class))
}

/// `(a - b) DAY TO SECOND`.
pub(super) fn interval_of(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, operand: &ir::Expr) -> Lower<Low> {
    let ExprKind::Binary(Binary::Subtract, sides) = &operand.kind else { return lower_expr(cx, scope, operand) };
    let [a, b] = two(cx, scope, sides)?;
    let class = cx.fact(e).ty.class;
    if class == Class::Months {
        return call::refused(cx, e, "(a - b) YEAR TO MONTH");
    }
    let null = cx.fact(e).null;
    Ok(made(a.expr.infix(Op::Subtract, b.expr), Type::Interval(pg::IntervalFields::All, None), null, class))
}
