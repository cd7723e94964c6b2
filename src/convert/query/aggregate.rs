//! Aggregate and analytic functions.

use super::super::expr::{Scope, coerced, lower as lower_expr, one_type, to_class};
use super::{order, refuse, window};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, CallMore, Class, ExprKind};
use crate::pg::{self, Type};

static ANALYTIC: Rule = Rule {
    name: "analytic-option",
    codes: &[(Source::Oracle, "OR-QRY-012")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "{what} is not in PostgreSQL",
    help: "Number the groups of rows with count(x) OVER (ORDER BY …) in an inner query, and take first_value of each group.",
    ..Rule::PLAIN
};

static KEEP: Rule = Rule {
    name: "keep-first-last",
    codes: &[(Source::Oracle, "OR-QRY-013")],
    raw: Severity::ManualEffort,
    message: "KEEP (DENSE_RANK FIRST or LAST) became the first item of an ordered array",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static GROUPING: Rule = Rule {
    name: "grouping-functions",
    codes: &[(Source::Oracle, "OR-QRY-011")],
    raw: Severity::Info,
    message: "GROUPING_ID became grouping",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static LISTAGG: Rule = Rule {
    name: "listagg",
    codes: &[(Source::Oracle, "OR-FUN-006")],
    raw: Severity::Blocker,
    message: "LISTAGG became string_agg",
    help: "Nothing to do: string_agg has no limit of length, so ON OVERFLOW never applies.",
    ..Rule::PLAIN
};

static SPREAD: Rule = Rule {
    name: "standard-deviation-of-one-row",
    codes: &[(Source::Oracle, "OR-NUM-015")],
    raw: Severity::BehaviourChange,
    message: "STDDEV and VARIANCE of one row are 0",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ANALYTIC, &KEEP, &GROUPING, &LISTAGG, &SPREAD];

/// The functions of this file that only stand over a window.
const ANALYTICS: &[&str] = &[
    "ROW_NUMBER",
    "RANK",
    "DENSE_RANK",
    "PERCENT_RANK",
    "CUME_DIST",
    "NTILE",
    "LAG",
    "LEAD",
    "FIRST_VALUE",
    "LAST_VALUE",
    "NTH_VALUE",
    "RATIO_TO_REPORT",
];

const AGGREGATES: &[&str] = &[
    "COUNT",
    "SUM",
    "AVG",
    "MIN",
    "MAX",
    "STDDEV",
    "STDDEV_POP",
    "STDDEV_SAMP",
    "VARIANCE",
    "VAR_POP",
    "VAR_SAMP",
    "LISTAGG",
    "WM_CONCAT",
    "MEDIAN",
    "STATS_MODE",
    "GROUPING",
    "GROUPING_ID",
    "GROUP_ID",
    "ANY_VALUE",
    "CORR",
    "COVAR_POP",
    "COVAR_SAMP",
    "PERCENTILE_CONT",
    "PERCENTILE_DISC",
    "XMLAGG",
    "JSON_ARRAYAGG",
    "JSON_OBJECTAGG",
    "COLLECT",
    "APPROX_COUNT_DISTINCT",
];

/// The function that a call names, where it is one of this file.
fn known(call: &Call) -> Option<&str> {
    let [name] = call.name.parts.as_slice() else { return None };
    let analytic = ANALYTICS.contains(&name.as_str());
    (analytic || AGGREGATES.contains(&name.as_str())).then_some(name.as_str())
}

/// Whether an expression holds an aggregate of its own query.
pub(super) fn aggregates(e: &ir::Expr) -> bool {
    let mut found = false;
    ir::walk::each(e, &mut |e| {
        if let ExprKind::Call(call) = &e.kind {
            let windowed = call.more.as_ref().is_some_and(|m| m.over.is_some());
            found |= !windowed && known(call).is_some_and(|name| AGGREGATES.contains(&name));
        }
    });
    found
}

/// Lowers a call of an aggregate or analytic function; nothing where it is another one.
pub fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Option<Lower<Low>> {
    let name = known(call)?;
    Some(one(cx, scope, e, call, name))
}

fn one(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call, name: &str) -> Lower<Low> {
    let none = CallMore::default();
    let more = call.more.as_deref().unwrap_or(&none);
    if scope.query.is_none() {
        return Err(refuse(cx, e.at.span, "an aggregate outside of a query"));
    }
    if more.over.is_none() && call.args.iter().any(|a| aggregates(&a.value)) {
        return Err(refuse(cx, e.at.span, "an aggregate of an aggregate"));
    }
    if more.ignore_nulls == Some(true) || more.from_last == Some(true) {
        return Err(cx.manual(ANALYTIC.at(e.at.span).with("what", format!("IGNORE NULLS or FROM LAST of {name}"))));
    }
    if call.distinct && more.over.is_some() {
        return Err(cx.manual(ANALYTIC.at(e.at.span).with("what", format!("{name}(DISTINCT …) OVER"))));
    }
    if call.args.iter().any(|a| a.name.is_some()) || !more.on.is_empty() || more.returning.is_some() {
        return Err(refuse(cx, e.at.span, name));
    }
    let star = matches!(call.args.as_slice(), [only] if matches!(only.value.kind, ExprKind::Star(_)));
    let args: Vec<Lower<Low>> = if star {
        Vec::new()
    } else {
        call.args.iter().map(|a| lower_expr(cx, scope, &a.value).map(|low| coerced(cx, low))).collect()
    };
    let args = args.into_iter().collect::<Lower<Vec<Low>>>()?;
    if ANALYTICS.contains(&name) && more.over.is_none() {
        return Err(refuse(cx, e.at.span, &format!("{name} without OVER")));
    }
    if !more.within.is_empty() && !matches!(name, "LISTAGG" | "PERCENTILE_CONT" | "PERCENTILE_DISC") {
        return Err(refuse(cx, e.at.span, &format!("{name} WITHIN GROUP")));
    }
    if !more.order.is_empty() {
        return Err(refuse(cx, e.at.span, &format!("ORDER BY in {name}")));
    }
    if let Some(keep) = &more.keep {
        return kept(cx, scope, e, name, keep, args, more);
    }
    let low = plain(cx, scope, e, name, star, args, call.distinct, more)?;
    Ok(low)
}

fn number(ty: Type, null: Null) -> (Type, Null, Ty) {
    let flags = if ty.is_integer() { Ty::WHOLE } else { 0 };
    let class = if matches!(ty, Type::Double | Type::Real) { Class::Binary } else { Class::Number };
    (ty, null, Ty { flags, ..Ty::of_class(class) })
}

#[expect(clippy::too_many_arguments, reason = "what stands in and behind the parentheses")]
#[expect(clippy::too_many_lines, reason = "one arm a function")]
fn plain(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    name: &str,
    star: bool,
    args: Vec<Low>,
    distinct: bool,
    more: &CallMore,
) -> Lower<Low> {
    let span = e.at.span;
    let over = more.over.as_ref().map(|over| window::lower(cx, scope, span, over)).transpose()?;
    let first = args.first().cloned();
    let maybe = Null::Maybe;
    let build = |function: &'static str, args: Vec<pg::Expr>, over: Option<pg::Window>| {
        let mut expr = pg::Expr::call(function, args);
        if let pg::Expr::Call(call) = &mut expr {
            (call.distinct, call.over) = (distinct, over);
        }
        expr
    };
    let low = |expr: pg::Expr, (ty, null, from): (Type, Null, Ty)| Ok(Low { expr, ty, null, from });
    match (name, first) {
        ("COUNT", _) if star => low(build("count", vec![pg::Expr::Star], over), number(Type::BigInt, Null::Never)),
        ("COUNT", Some(x)) => low(build("count", vec![x.expr], over), number(Type::BigInt, Null::Never)),
        ("APPROX_COUNT_DISTINCT", Some(x)) if over.is_none() => {
            let mut expr = build("count", vec![x.expr], None);
            if let pg::Expr::Call(call) = &mut expr {
                call.distinct = true;
            }
            low(expr, number(Type::BigInt, Null::Never))
        }
        ("SUM" | "AVG", Some(x)) => {
            let x = to_class(cx, scope, span, x, Class::Number)?;
            let ty = match (&x.ty, name) {
                (Type::SmallInt | Type::Integer, "SUM") => Type::BigInt,
                (Type::Double | Type::Real, _) => Type::Double,
                _ => Type::Numeric(None),
            };
            let value = if x.ty == Type::Real { x.expr.cast(Type::Double) } else { x.expr };
            low(build(if name == "SUM" { "sum" } else { "avg" }, vec![value], over), number(ty, maybe))
        }
        ("MIN" | "MAX" | "ANY_VALUE", Some(x)) => {
            let ty = match &x.ty {
                Type::Varchar(_) | Type::Unknown => Type::Text,
                Type::Boolean | Type::Uuid | Type::Bytea | Type::Xml | Type::Json | Type::Jsonb | Type::Named(_) => {
                    return Err(refuse(cx, span, &format!("{name} of a value of this type")));
                }
                other => other.clone(),
            };
            low(build(if name == "MAX" { "max" } else { "min" }, vec![x.expr], over), (ty, maybe, x.from))
        }
        ("STDDEV" | "VARIANCE", Some(x)) if over.is_none() && !distinct => {
            let x = to_class(cx, scope, span, x, Class::Number)?;
            cx.exact(&SPREAD, span);
            let function = if name == "STDDEV" { "stddev_samp" } else { "var_samp" };
            let one = pg::Expr::call("count", [x.expr.clone()]).infix(pg::Op::Eq, pg::Expr::int(1));
            let spread = pg::Expr::call(function, [x.expr]);
            low(pg::Expr::case(vec![(one, pg::Expr::int(0))], Some(spread)), number(Type::Numeric(None), maybe))
        }
        ("STDDEV_POP", Some(x)) => spread(cx, scope, e, build, "stddev_pop", x, over),
        ("STDDEV_SAMP", Some(x)) => spread(cx, scope, e, build, "stddev_samp", x, over),
        ("VAR_POP", Some(x)) => spread(cx, scope, e, build, "var_pop", x, over),
        ("VAR_SAMP", Some(x)) => spread(cx, scope, e, build, "var_samp", x, over),
        ("LISTAGG" | "WM_CONCAT", Some(_)) => listagg(cx, scope, e, args, distinct, more, over),
        ("GROUPING" | "GROUPING_ID", Some(_)) if over.is_none() => {
            if name == "GROUPING_ID" {
                cx.exact(&GROUPING, span);
            }
            let values = args.into_iter().map(|low| low.expr).collect();
            low(build("grouping", values, None), number(Type::Integer, Null::Never))
        }
        ("ROW_NUMBER", None) => low(build("row_number", vec![], over), number(Type::BigInt, Null::Never)),
        ("RANK", None) => low(build("rank", vec![], over), number(Type::BigInt, Null::Never)),
        ("DENSE_RANK", None) => low(build("dense_rank", vec![], over), number(Type::BigInt, Null::Never)),
        ("PERCENT_RANK", None) => {
            low(build("percent_rank", vec![], over).cast(Type::Numeric(None)), number(Type::Numeric(None), Null::Never))
        }
        ("CUME_DIST", None) => {
            low(build("cume_dist", vec![], over).cast(Type::Numeric(None)), number(Type::Numeric(None), Null::Never))
        }
        ("NTILE", Some(n)) => {
            let n = to_class(cx, scope, span, n, Class::Integer)?;
            low(build("ntile", vec![n.expr], over), number(Type::Integer, Null::Never))
        }
        ("FIRST_VALUE", Some(x)) => low(build("first_value", vec![x.expr], over), (x.ty, maybe, x.from)),
        ("LAST_VALUE", Some(x)) => low(build("last_value", vec![x.expr], over), (x.ty, maybe, x.from)),
        ("NTH_VALUE", Some(x)) => {
            let Some(n) = args.into_iter().nth(1) else { return Err(refuse(cx, span, name)) };
            let n = to_class(cx, scope, span, n, Class::Integer)?;
            low(build("nth_value", vec![x.expr, n.expr], over), (x.ty, maybe, x.from))
        }
        ("LAG" | "LEAD", Some(_)) => {
            let function = if name == "LAG" { "lag" } else { "lead" };
            shifted(cx, scope, e, function, args, over)
        }
        ("RATIO_TO_REPORT", Some(x)) => {
            let x = to_class(cx, scope, span, x, Class::Number)?;
            let sum = build("sum", vec![x.expr.clone()], over);
            let sum = pg::Expr::call("nullif", [sum, pg::Expr::int(0)]);
            low(pg::Expr::helper("div", [x.expr, sum]), number(Type::Numeric(None), maybe))
        }
        _ => Err(refuse(cx, span, &format!("{name} with these arguments"))),
    }
}

fn spread(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    build: impl Fn(&'static str, Vec<pg::Expr>, Option<pg::Window>) -> pg::Expr,
    function: &'static str,
    x: Low,
    over: Option<pg::Window>,
) -> Lower<Low> {
    let x = to_class(cx, scope, e.at.span, x, Class::Number)?;
    let (ty, null, from) = number(Type::Numeric(None), Null::Maybe);
    Ok(Low { expr: build(function, vec![x.expr], over), ty, null, from })
}

/// `LAG(x, n, d)`: the value that stands in for a missing row has the type of `x`.
fn shifted(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    function: &'static str,
    args: Vec<Low>,
    over: Option<pg::Window>,
) -> Lower<Low> {
    let mut args = args.into_iter();
    let (Some(x), n, otherwise) = (args.next(), args.next(), args.next()) else {
        return Err(refuse(cx, e.at.span, function));
    };
    let n = n.map(|n| to_class(cx, scope, e.at.span, n, Class::Integer)).transpose()?;
    let (x, otherwise) = match otherwise {
        Some(otherwise) => {
            let mut both = one_type(cx, scope, e.at.span, vec![x, otherwise])?.into_iter();
            match (both.next(), both.next()) {
                (Some(x), Some(o)) if x.ty == o.ty || o.ty == Type::Unknown => (x, Some(o)),
                (Some(x), Some(o)) if x.ty.is_number() && o.ty.is_number() => {
                    let numeric = |l: Low| Low { expr: l.expr.cast(Type::Numeric(None)), ty: Type::Numeric(None), ..l };
                    (numeric(x), Some(numeric(o)))
                }
                (Some(x), Some(o)) if x.ty.is_text() && o.ty.is_text() => {
                    let text = |l: Low| Low { expr: l.expr.cast(Type::Text), ty: Type::Text, ..l };
                    (text(x), Some(text(o)))
                }
                _ => return Err(refuse(cx, e.at.span, function)),
            }
        }
        None => (x, None),
    };
    let list = std::iter::once(x.expr).chain(n.map(|n| n.expr)).chain(otherwise.map(|o| o.expr));
    let mut expr = pg::Expr::call(function, list);
    if let pg::Expr::Call(call) = &mut expr {
        call.over = over;
    }
    Ok(Low { expr, ty: x.ty, null: Null::Maybe, from: x.from })
}

/// `LISTAGG(x, s) WITHIN GROUP (ORDER BY k)`.
fn listagg(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    args: Vec<Low>,
    distinct: bool,
    more: &CallMore,
    over: Option<pg::Window>,
) -> Lower<Low> {
    let span = e.at.span;
    let mut args = args.into_iter();
    let (Some(x), separator) = (args.next(), args.next()) else { return Err(refuse(cx, span, "LISTAGG")) };
    let x = to_class(cx, scope, span, x, Class::Text)?;
    let comma = matches!(&e.kind, ExprKind::Call(call) if call.name.parts.iter().any(|p| p == "WM_CONCAT"));
    let separator = match separator {
        Some(s) if s.null == Null::Always => pg::Expr::text(""),
        Some(s) if s.null == Null::Never => s.expr,
        Some(s) => pg::Expr::call("coalesce", [s.expr, pg::Expr::text("")]),
        None => pg::Expr::text(if comma { "," } else { "" }),
    };
    let keys = order::inner(cx, scope, &more.within)?;
    if distinct && keys.iter().any(|k| k.expr != x.expr) {
        return Err(refuse(cx, span, "LISTAGG (DISTINCT …) in the order of another value"));
    }
    cx.exact(&LISTAGG, span);
    let value = if x.ty == Type::Unknown { x.expr.cast(Type::Text) } else { x.expr };
    let mut expr = pg::Expr::call("string_agg", [value, separator]);
    if let pg::Expr::Call(call) = &mut expr {
        call.distinct = distinct;
        match over {
            Some(window) => call.over = Some(pg::Window { order: keys, frame: Some(window::whole()), ..window }),
            None => call.order = keys,
        }
    }
    Ok(Low { expr, ty: Type::Text, null: Null::Maybe, from: Ty::of_class(Class::Text) })
}

/// `MAX(x) KEEP (DENSE_RANK LAST ORDER BY k)`: of the rows that share the first place.
fn kept(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    name: &str,
    keep: &ir::Keep,
    args: Vec<Low>,
    more: &CallMore,
) -> Lower<Low> {
    let keys = order::inner(cx, scope, &keep.order);
    let x = args.into_iter().next();
    let (Some(x), "MIN" | "MAX", None) = (x, name, &more.over) else {
        return Err(refuse(cx, e.at.span, &format!("{name} KEEP")));
    };
    let mut keys = keys?;
    cx.exact(&KEEP, e.at.span);
    if keep.last {
        for key in &mut keys {
            // Nulls come last where the order ascends and first where it descends; all of it is turned round.
            let first = key.nulls_first.unwrap_or(key.descending);
            key.descending = !key.descending;
            key.nulls_first = (first == key.descending).then_some(!first);
        }
    }
    let largest = name == "MAX";
    keys.push(pg::OrderKey { expr: x.expr.clone(), descending: largest, nulls_first: largest.then_some(false) });
    let mut array = pg::Expr::call("array_agg", [x.expr]);
    if let pg::Expr::Call(call) = &mut array {
        call.order = keys;
    }
    let expr = pg::Expr::Element(Box::new([array, pg::Expr::int(1)]));
    Ok(Low { expr, ty: x.ty, null: Null::Maybe, from: x.from })
}
