//! `MEDIAN`, `PERCENTILE_CONT`, `PERCENTILE_DISC`: computed with all digits, over dates, and over windows.

use super::super::expr::{coerced, lower as lower_expr};
use super::aggregate::{Site, number, windowed};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::Class;
use crate::pg::{self, Op, Type, Window};

static PERCENTILE: Rule = Rule {
    name: "median-and-percentile",
    codes: &[(Source::Oracle, "OR-QRY-014")],
    raw: Severity::Info,
    message: "a percentile is taken of the values in an array",
    help: "Nothing to do: percentile_cont of PostgreSQL is binary, knows no timestamps, and stands over no window.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&PERCENTILE];

/// `MEDIAN(x)`, `PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x)`, each perhaps `OVER (PARTITION BY …)`.
pub(super) fn lower(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: Option<Window>) -> Lower<Low> {
    let median = matches!(site.name, "MEDIAN" | "APPROX_MEDIAN");
    let first = args.into_iter().next();
    let (x, share, descending) = match (median, first, site.more.within.as_slice()) {
        (true, Some(x), []) => (x, pg::Expr::Number("0.5".into()), false),
        (false, Some(p), [key]) => {
            let p = site.class(cx, p, Class::Number)?;
            let x = lower_expr(cx, site.scope, &key.expr)?;
            (coerced(cx, x), p.expr, key.descending)
        }
        _ => return site.refuse(cx, site.name),
    };
    if site.distinct || over.as_ref().is_some_and(|w| !w.order.is_empty() || w.frame.is_some()) {
        return site.refuse(cx, site.name);
    }
    let discrete = site.name == "PERCENTILE_DISC";
    if discrete && over.is_none() {
        let mut expr = pg::Expr::call("percentile_disc", [share]);
        if let pg::Expr::Call(call) = &mut expr {
            call.within = vec![pg::OrderKey { expr: x.expr, descending, nulls_first: None }];
        }
        return Ok(Low { expr, ty: x.ty, null: Null::Maybe, from: x.from });
    }
    let class = x.from.class;
    let (value, ty) = match class {
        Class::Date => (x.expr, Type::Timestamp(Some(0))),
        Class::Timestamp => (x.expr, Type::Timestamp(None)),
        Class::Number | Class::Integer | Class::Positive => {
            let numeric = matches!(x.ty, Type::Numeric(_));
            (if numeric { x.expr } else { x.expr.cast(Type::Numeric(None)) }, Type::Numeric(None))
        }
        _ => return site.refuse(cx, &format!("{} of a value of this type", site.name)),
    };
    cx.exact(&PERCENTILE, site.e.at.span);
    let share = match (descending, share) {
        (true, share) if !discrete => pg::Expr::int(1).infix(Op::Subtract, share),
        (_, share) => share,
    };
    let values = windowed("array_agg", vec![value], over);
    let found = if discrete {
        pg::Expr::helper("percentile_disc", [values, share, pg::Expr::Bool(descending)])
    } else {
        pg::Expr::helper("percentile_cont", [values, share])
    };
    let found = if class == Class::Date && !discrete { found.cast(ty.clone()) } else { found };
    let (ty, null, from) = if ty == Type::Numeric(None) { number(ty, Null::Maybe) } else { (ty, Null::Maybe, x.from) };
    Ok(Low { expr: found, ty, null, from })
}
