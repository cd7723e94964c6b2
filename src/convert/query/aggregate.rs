//! Aggregate functions, and which calls are one.

use super::super::expr::{Scope, coerced, json_aggregate, lower as lower_expr, one_type, to_class};
use super::{analytic, lifted, listagg, order, percentile, refuse, window};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, CallMore, Class, ExprKind};
use crate::pg::{self, Type};

static GROUPING: Rule = Rule {
    name: "grouping-functions",
    codes: &[(Source::Oracle, "OR-QRY-011")],
    raw: Severity::Info,
    message: "GROUPING_ID became grouping",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static GROUP_ID: Rule = Rule {
    name: "group-id",
    codes: &[(Source::Oracle, "HD-338")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "GROUP_ID has no counterpart in PostgreSQL",
    help: "Where it only keeps repeated groups out, write GROUP BY DISTINCT.",
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
pub static RULES: &[&Rule] = &[&GROUPING, &GROUP_ID, &SPREAD];

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

/// The functions of this file that also say where a value would stand in a group.
const HYPOTHETICAL: &[&str] = &["RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST"];

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
    "APPROX_MEDIAN",
    "BIT_AND_AGG",
    "BIT_OR_AGG",
    "BIT_XOR_AGG",
    "REGR_AVGX",
    "REGR_AVGY",
    "REGR_COUNT",
    "REGR_INTERCEPT",
    "REGR_R2",
    "REGR_SLOPE",
    "REGR_SXX",
    "REGR_SXY",
    "REGR_SYY",
];

/// The function that a call names, where it is one of this file.
fn known(call: &Call) -> Option<&str> {
    let [name] = call.name.parts.as_slice() else { return None };
    let analytic = ANALYTICS.contains(&name.as_str());
    (analytic || AGGREGATES.contains(&name.as_str())).then_some(name.as_str())
}

/// Whether a function of PostgreSQL is an aggregate that this folder writes.
pub(super) fn is_one(name: &str) -> bool {
    matches!(
        name,
        "count"
            | "sum"
            | "avg"
            | "min"
            | "max"
            | "string_agg"
            | "array_agg"
            | "xmlagg"
            | "mode"
            | "percentile_disc"
            | "stddev_pop"
            | "stddev_samp"
            | "var_pop"
            | "var_samp"
            | "bit_and"
            | "bit_or"
            | "bit_xor"
            | "json_agg"
    ) || name.starts_with("regr_")
        || matches!(name, "corr" | "covar_pop" | "covar_samp")
}

/// Whether an expression holds an aggregate of its own query.
pub(in crate::convert) fn aggregates(e: &ir::Expr) -> bool {
    let mut found = false;
    ir::walk::each(e, &mut |e| {
        if let ExprKind::Call(call) = &e.kind {
            let windowed = call.more.as_ref().is_some_and(|m| m.over.is_some());
            let within = call.more.as_ref().is_some_and(|m| !m.within.is_empty());
            found |= !windowed && known(call).is_some_and(|name| AGGREGATES.contains(&name) || within);
        }
    });
    found
}

/// The aggregates within aggregates of a grouped query; nothing where there is none.
pub(super) fn nested(select: &ir::Select) -> Option<Vec<ir::Expr>> {
    let mut all: Vec<ir::Expr> = Vec::new();
    let mut inside = |e: &ir::Expr| {
        ir::walk::each(e, &mut |e| {
            let ExprKind::Call(call) = &e.kind else { return };
            let windowed = call.more.as_ref().is_some_and(|m| m.over.is_some());
            if windowed || known(call).is_none_or(|name| !AGGREGATES.contains(&name)) {
                return;
            }
            for argument in &call.args {
                ir::walk::each(&argument.value, &mut |e| {
                    if let ExprKind::Call(call) = &e.kind
                        && known(call).is_some_and(|name| AGGREGATES.contains(&name))
                        && call.more.as_ref().is_none_or(|m| m.over.is_none())
                        && !all.contains(e)
                    {
                        all.push(e.clone());
                    }
                });
            }
        });
    };
    select.group.as_ref()?;
    select.targets.iter().for_each(|t| inside(&t.expr));
    if all.is_empty() { None } else { Some(all) }
}

/// Lowers a call of an aggregate or analytic function; nothing where it is another one.
pub fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Option<Lower<Low>> {
    let name = known(call)?;
    if let Some(frame) = lifted::frame(scope, e, call) {
        return Some(one(cx, &Scope { query: Some(&frame), ..*scope }, e, call, name));
    }
    Some(one(cx, scope, e, call, name))
}

/// Whether an expression is a call of an aggregate of its own query.
pub(super) fn is_call(e: &ir::Expr) -> bool {
    let ExprKind::Call(call) = &e.kind else { return false };
    let windowed = call.more.as_ref().is_some_and(|m| m.over.is_some());
    !windowed && known(call).is_some_and(|name| AGGREGATES.contains(&name))
}

/// A call with what stands behind its parentheses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// Around it.
    pub scope: &'a Scope<'a>,
    /// The call.
    pub e: &'a ir::Expr,
    /// Its function.
    pub name: &'a str,
    /// `DISTINCT`.
    pub distinct: bool,
    /// `*` stands for the arguments.
    pub star: bool,
    /// What stands behind the parentheses.
    pub more: &'a CallMore,
}

impl Site<'_> {
    /// Notes that the call has no conversion, and why.
    pub(super) fn refuse(&self, cx: &mut Cx<'_>, what: &str) -> Lower<Low> {
        Err(refuse(cx, self.e.at.span, what))
    }

    /// A value as a class wants it.
    pub(super) fn class(&self, cx: &mut Cx<'_>, low: Low, class: Class) -> Lower<Low> {
        to_class(cx, self.scope, self.e.at.span, low, class)
    }
}

/// `function(args) OVER (…)`.
pub(super) fn windowed(function: &'static str, args: Vec<pg::Expr>, over: Option<pg::Window>) -> pg::Expr {
    let mut expr = pg::Expr::call(function, args);
    if let pg::Expr::Call(call) = &mut expr {
        call.over = over;
    }
    expr
}

/// A numeric result.
pub(super) fn number(ty: Type, null: Null) -> (Type, Null, Ty) {
    let flags = if ty.is_integer() { Ty::WHOLE } else { 0 };
    let class = if matches!(ty, Type::Double | Type::Real) { Class::Binary } else { Class::Number };
    (ty, null, Ty { flags, ..Ty::of_class(class) })
}

fn one(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call, name: &str) -> Lower<Low> {
    let none = CallMore::default();
    let more = call.more.as_deref().unwrap_or(&none);
    let star = matches!(call.args.as_slice(), [only] if matches!(only.value.kind, ExprKind::Star(_)));
    let site = Site { scope, e, name, distinct: call.distinct, star, more };
    if matches!(name, "JSON_ARRAYAGG" | "JSON_OBJECTAGG") {
        return json_aggregate(cx, scope, e, call);
    }
    let Some(frame) = scope.query else { return site.refuse(cx, "an aggregate outside of a query") };
    let carried = |e: &ir::Expr| frame.carried.iter().any(|(known, _)| known == e);
    if more.over.is_none() && call.args.iter().any(|a| !carried(&a.value) && aggregates(&a.value)) {
        return site.refuse(cx, "an aggregate of an aggregate");
    }
    if call.args.iter().any(|a| a.name.is_some()) || !more.on.is_empty() || more.returning.is_some() {
        return site.refuse(cx, name);
    }
    if more.filter.is_some() {
        return site.refuse(cx, "FILTER (WHERE …)");
    }
    if more.keep.as_ref().is_some_and(|keep| !keep.partition.is_empty()) {
        return site.refuse(cx, "KEEP with PARTITION BY");
    }
    let values = call.args.iter().filter(|a| !star && a.mark != "OVERFLOW");
    let args: Vec<Lower<Low>> = values.map(|a| lower_expr(cx, scope, &a.value).map(|low| coerced(cx, low))).collect();
    let args = args.into_iter().collect::<Lower<Vec<Low>>>()?;
    if !more.within.is_empty() && more.over.is_none() && HYPOTHETICAL.contains(&name) {
        return hypothetical(cx, &site, args);
    }
    if ANALYTICS.contains(&name) && more.over.is_none() {
        return site.refuse(cx, &format!("{name} without OVER"));
    }
    let ordered = matches!(name, "LISTAGG" | "PERCENTILE_CONT" | "PERCENTILE_DISC");
    if !more.within.is_empty() && !ordered {
        return site.refuse(cx, &format!("{name} WITHIN GROUP"));
    }
    if !more.order.is_empty() && name != "XMLAGG" {
        return site.refuse(cx, &format!("ORDER BY in {name}"));
    }
    let over = more.over.as_ref().map(|over| window::lower(cx, scope, e.at.span, over)).transpose()?;
    if let Some(keep) = &more.keep {
        return analytic::kept(cx, &site, keep, args, over);
    }
    if let Some(over) = &over
        && (more.ignore_nulls == Some(true) || more.from_last == Some(true))
    {
        return analytic::skipping(cx, &site, args, over.clone());
    }
    if let Some(over) = &over
        && call.distinct
        && !matches!(name, "MIN" | "MAX" | "LISTAGG")
    {
        return analytic::distinct(cx, &site, args, over);
    }
    match name {
        "LISTAGG" | "WM_CONCAT" => listagg::lower(cx, &site, args, over),
        "MEDIAN" | "APPROX_MEDIAN" | "PERCENTILE_CONT" | "PERCENTILE_DISC" => percentile::lower(cx, &site, args, over),
        _ if ANALYTICS.contains(&name) => analytic::lower(cx, &site, args, over),
        _ => plain(cx, &site, args, over),
    }
}

// exhaustive match: one arm a function
#[expect(clippy::too_many_lines, reason = "one arm a function")]
fn plain(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: Option<pg::Window>) -> Lower<Low> {
    let (span, name, distinct) = (site.e.at.span, site.name, site.distinct && site.more.over.is_none());
    let first = args.first().cloned();
    let maybe = Null::Maybe;
    let build = |function: &'static str, args: Vec<pg::Expr>, over: Option<pg::Window>| {
        let mut expr = windowed(function, args, over);
        if let pg::Expr::Call(call) = &mut expr {
            call.distinct = distinct;
        }
        expr
    };
    let low = |expr: pg::Expr, (ty, null, from): (Type, Null, Ty)| Ok(Low { expr, ty, null, from });
    match (name, first) {
        ("COUNT", _) if site.star => low(build("count", vec![pg::Expr::Star], over), number(Type::BigInt, Null::Never)),
        ("COUNT", Some(x)) => low(build("count", vec![x.expr], over), number(Type::BigInt, Null::Never)),
        ("APPROX_COUNT_DISTINCT", Some(x)) if over.is_none() => {
            let mut expr = build("count", vec![x.expr], None);
            if let pg::Expr::Call(call) = &mut expr {
                call.distinct = true;
            }
            low(expr, number(Type::BigInt, Null::Never))
        }
        ("SUM" | "AVG", Some(x)) => {
            let x = site.class(cx, x, Class::Number)?;
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
                    return site.refuse(cx, &format!("{name} of a value of this type"));
                }
                other => other.clone(),
            };
            low(build(if name == "MAX" { "max" } else { "min" }, vec![x.expr], over), (ty, maybe, x.from))
        }
        ("STDDEV" | "VARIANCE" | "STDDEV_POP" | "STDDEV_SAMP" | "VAR_POP" | "VAR_SAMP", Some(x)) => {
            let x = site.class(cx, x, Class::Number)?;
            if matches!(name, "STDDEV" | "VARIANCE") {
                cx.exact(&SPREAD, span);
            }
            Ok(spread(name, x, distinct, over))
        }
        ("BIT_AND_AGG" | "BIT_OR_AGG" | "BIT_XOR_AGG", Some(x)) => {
            let x = site.class(cx, x, Class::Number)?;
            let function = match name {
                "BIT_AND_AGG" => "bit_and",
                "BIT_OR_AGG" => "bit_or",
                _ => "bit_xor",
            };
            let value = if x.ty != Type::BigInt { x.expr.cast(Type::BigInt) } else { x.expr };
            low(build(function, vec![value], over), number(Type::BigInt, maybe))
        }
        ("GROUPING" | "GROUPING_ID", Some(_)) if over.is_none() => {
            if name == "GROUPING_ID" {
                cx.exact(&GROUPING, span);
            }
            let values = args.into_iter().map(|low| low.expr).collect();
            low(build("grouping", values, None), number(Type::Integer, Null::Never))
        }
        ("GROUP_ID", None) => Err(cx.manual(GROUP_ID.at(span))),
        ("STATS_MODE", Some(x)) if over.is_none() => {
            let mut expr = pg::Expr::call("mode", []);
            if let pg::Expr::Call(call) = &mut expr {
                call.within = vec![pg::OrderKey { expr: x.expr, descending: false, nulls_first: None }];
            }
            low(expr, (x.ty, maybe, x.from))
        }
        ("XMLAGG", Some(x)) if x.ty == Type::Xml && over.is_none() => {
            let mut expr = pg::Expr::call("xmlagg", [x.expr]);
            if let pg::Expr::Call(call) = &mut expr {
                call.order = order::inner(cx, site.scope, &site.more.order)?;
            }
            low(expr, (Type::Xml, maybe, Ty::of_class(Class::Xml)))
        }
        (_, Some(_)) if pairs(name).is_some() => of_pairs(cx, site, args, over),
        _ => site.refuse(cx, &format!("{name} with these arguments")),
    }
}

/// Variances and their roots: those of numbers with all digits of `NUMBER`, where PostgreSQL's own have sixteen or so.
fn spread(name: &str, x: Low, distinct: bool, over: Option<pg::Window>) -> Low {
    let root = name.starts_with("STDDEV");
    let call = |function: &'static str, value: pg::Expr| {
        let mut expr = windowed(function, vec![value], over.clone());
        if let pg::Expr::Call(call) = &mut expr {
            call.distinct = distinct;
        }
        expr
    };
    if matches!(x.ty, Type::Double | Type::Real) {
        let (function, of_one) = match name {
            "STDDEV" => ("stddev_samp", true),
            "VARIANCE" => ("var_samp", true),
            "STDDEV_POP" => ("stddev_pop", false),
            "STDDEV_SAMP" => ("stddev_samp", false),
            "VAR_POP" => ("var_pop", false),
            _ => ("var_samp", false),
        };
        let x = if x.ty == Type::Real { x.expr.cast(Type::Double) } else { x.expr };
        let one = call("count", x.clone()).infix(pg::Op::Eq, pg::Expr::int(1));
        let value = call(function, x);
        let expr = if of_one { pg::Expr::case(vec![(one, pg::Expr::int(0))], Some(value)) } else { value };
        let (ty, null, from) = number(Type::Double, Null::Maybe);
        return Low { expr, ty, null, from };
    }
    let exact =
        if matches!(x.ty, Type::Numeric(_)) { x.expr.clone() } else { x.expr.clone().cast(Type::Numeric(None)) };
    let x = x.expr;
    let variance = if distinct {
        pg::Expr::helper("variance_of", [call("array_agg", exact)])
    } else {
        let helper = match name {
            "STDDEV" | "VARIANCE" => "variance",
            "STDDEV_POP" | "VAR_POP" => "var_pop",
            _ => "var_samp",
        };
        let square = exact.infix(pg::Op::Multiply, x.clone());
        pg::Expr::helper(helper, [call("count", x.clone()), call("sum", x), call("sum", square)])
    };
    let expr = if root { pg::Expr::helper("sqrt", [variance]) } else { variance };
    let (ty, null, from) = number(Type::Numeric(None), Null::Maybe);
    Low { expr, ty, null, from }
}

/// The aggregates of pairs of numbers, which both systems compute in binary.
fn pairs(name: &str) -> Option<&'static str> {
    Some(match name {
        "CORR" => "corr",
        "COVAR_POP" => "covar_pop",
        "COVAR_SAMP" => "covar_samp",
        "REGR_AVGX" => "regr_avgx",
        "REGR_AVGY" => "regr_avgy",
        "REGR_COUNT" => "regr_count",
        "REGR_INTERCEPT" => "regr_intercept",
        "REGR_R2" => "regr_r2",
        "REGR_SLOPE" => "regr_slope",
        "REGR_SXX" => "regr_sxx",
        "REGR_SXY" => "regr_sxy",
        "REGR_SYY" => "regr_syy",
        _ => return None,
    })
}

fn of_pairs(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: Option<pg::Window>) -> Lower<Low> {
    let (Some(function), Ok([y, x])) = (pairs(site.name), <[Low; 2]>::try_from(args)) else {
        return site.refuse(cx, site.name);
    };
    let [y, x] = [site.class(cx, y, Class::Number)?, site.class(cx, x, Class::Number)?];
    let expr = windowed(function, vec![y.expr, x.expr], over);
    if function == "regr_count" {
        let (ty, null, from) = number(Type::BigInt, Null::Never);
        return Ok(Low { expr, ty, null, from });
    }
    let (ty, null, from) = number(Type::Numeric(None), Null::Maybe);
    Ok(Low { expr: expr.cast(Type::Numeric(None)), ty, null, from })
}

/// `RANK(v) WITHIN GROUP (ORDER BY x)`: where a row with these values would stand.
fn hypothetical(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    if args.len() != site.more.within.len() {
        return site.refuse(cx, site.name);
    }
    let keys = order::inner(cx, site.scope, &site.more.within)?;
    let (mut values, mut sorted) = (Vec::new(), Vec::new());
    for ((arg, key), written) in args.into_iter().zip(keys).zip(&site.more.within) {
        let own = lower_expr(cx, site.scope, &written.expr)?;
        let ty = own.ty.clone();
        let both = one_type(cx, site.scope, site.e.at.span, vec![own, arg])?;
        let Ok([own, arg]) = <[Low; 2]>::try_from(both) else { return site.refuse(cx, site.name) };
        let same = arg.ty == own.ty || arg.ty == Type::Unknown;
        values.push(if same { arg.expr } else { arg.expr.cast(ty) });
        sorted.push(pg::OrderKey { expr: own.expr, ..key });
    }
    let (function, whole) = match site.name {
        "RANK" => ("rank", true),
        "DENSE_RANK" => ("dense_rank", true),
        "PERCENT_RANK" => ("percent_rank", false),
        _ => ("cume_dist", false),
    };
    let mut expr = pg::Expr::call(function, values);
    if let pg::Expr::Call(call) = &mut expr {
        call.within = sorted;
    }
    let (ty, null, from) = number(if whole { Type::BigInt } else { Type::Numeric(None) }, Null::Never);
    Ok(Low { expr: if whole { expr } else { expr.cast(Type::Numeric(None)) }, ty, null, from })
}
