//! Analytic functions: ranks, values of other rows, and what PostgreSQL leaves out: `IGNORE NULLS`, `DISTINCT`, `KEEP`.

use super::super::expr::one_type;
use super::aggregate::{Site, number, windowed};
use super::{order, window};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Class};
use crate::name::Name;
use crate::pg::{self, FrameEdge, Op, OrderKey, Type, Window};

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

static NULLS: Rule = Rule {
    name: "ignore-nulls",
    codes: &[(Source::Oracle, "HD-339")],
    raw: Severity::ManualEffort,
    message: "{function} passes over nulls, or counts from the last row",
    help: "Nothing to do: an aggregate over the same window takes the first or last value that is not null.",
    ..Rule::PLAIN
};

static KEEP: Rule = Rule {
    name: "keep-first-last",
    codes: &[(Source::Oracle, "OR-QRY-013")],
    raw: Severity::ManualEffort,
    message: "KEEP (DENSE_RANK FIRST or LAST) became an ordered array or window",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ANALYTIC, &NULLS, &KEEP];

/// A function that only stands over a window.
pub(super) fn lower(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: Option<Window>) -> Lower<Low> {
    let count = number(Type::BigInt, Null::Never);
    let share = number(Type::Numeric(None), Null::Never);
    let low = |expr: pg::Expr, (ty, null, from): (Type, Null, Ty)| Ok(Low { expr, ty, null, from });
    let first = args.first().cloned();
    match (site.name, first) {
        ("ROW_NUMBER", None) => low(windowed("row_number", vec![], over), count),
        ("RANK", None) => low(windowed("rank", vec![], over), count),
        ("DENSE_RANK", None) => low(windowed("dense_rank", vec![], over), count),
        ("PERCENT_RANK", None) => {
            let before = windowed("rank", vec![], over.clone()).infix(Op::Subtract, pg::Expr::int(1));
            let others = counted(over.map(whole)).infix(Op::Subtract, pg::Expr::int(1));
            let others = pg::Expr::call("greatest", [others, pg::Expr::int(1)]);
            low(pg::Expr::helper("div", [before, others]), share)
        }
        ("CUME_DIST", None) => low(pg::Expr::helper("div", [counted(over.clone()), counted(over.map(whole))]), share),
        ("NTILE", Some(n)) => {
            let n = site.class(cx, n, Class::Integer)?;
            low(windowed("ntile", vec![n.expr], over), number(Type::Integer, Null::Never))
        }
        ("FIRST_VALUE", Some(x)) => low(windowed("first_value", vec![x.expr], over), (x.ty, Null::Maybe, x.from)),
        ("LAST_VALUE", Some(x)) => low(windowed("last_value", vec![x.expr], over), (x.ty, Null::Maybe, x.from)),
        ("NTH_VALUE", Some(x)) => {
            let n = place(cx, site, args)?;
            low(windowed("nth_value", vec![x.expr, n], over), (x.ty, Null::Maybe, x.from))
        }
        ("LAG" | "LEAD", Some(_)) => {
            let (x, n, otherwise) = shift(cx, site, args)?;
            let list = std::iter::once(x.expr).chain(n).chain(otherwise);
            let function = if site.name == "LAG" { "lag" } else { "lead" };
            low(windowed(function, list.collect(), over), (x.ty, Null::Maybe, x.from))
        }
        ("RATIO_TO_REPORT", Some(x)) => {
            let x = site.class(cx, x, Class::Number)?;
            let sum = windowed("sum", vec![x.expr.clone()], over);
            let sum = pg::Expr::call("nullif", [sum, pg::Expr::int(0)]);
            low(pg::Expr::helper("div", [x.expr, sum]), number(Type::Numeric(None), Null::Maybe))
        }
        _ => site.refuse(cx, &format!("{} with these arguments", site.name)),
    }
}

/// `count(*) OVER (…)`. PostgreSQL's own shares are binary numbers, of fifteen digits.
fn counted(over: Option<Window>) -> pg::Expr {
    windowed("count", vec![pg::Expr::Star], over)
}

/// The partition, without its order.
fn whole(over: Window) -> Window {
    Window { order: Vec::new(), frame: None, ..over }
}

/// Which row `NTH_VALUE` takes.
fn place(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<pg::Expr> {
    match args.into_iter().nth(1) {
        Some(n) => Ok(site.class(cx, n, Class::Integer)?.expr),
        None => Err(super::refuse(cx, site.e.at.span, site.name)),
    }
}

/// The arguments of `LAG(x, n, d)`: the value that stands in for a missing row has the type of `x`.
fn shift(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<(Low, Option<pg::Expr>, Option<pg::Expr>)> {
    let span = site.e.at.span;
    let mut args = args.into_iter();
    let (Some(x), n, otherwise) = (args.next(), args.next(), args.next()) else {
        return Err(super::refuse(cx, span, site.name));
    };
    let n = n.map(|n| site.class(cx, n, Class::Integer)).transpose()?.map(|n| n.expr);
    let Some(otherwise) = otherwise else { return Ok((x, n, None)) };
    let mut both = one_type(cx, site.scope, span, vec![x, otherwise])?.into_iter();
    match (both.next(), both.next()) {
        (Some(x), Some(o)) if x.ty == o.ty || o.ty == Type::Unknown => Ok((x, n, Some(o.expr))),
        (Some(x), Some(o)) if x.ty.is_number() && o.ty.is_number() => {
            let both = [&x.ty, &o.ty];
            let ty = match both {
                [Type::Double | Type::Real, _] | [_, Type::Double | Type::Real] => Type::Double,
                [a, b] if a.is_integer() && b.is_integer() => Type::BigInt,
                _ => Type::Numeric(None),
            };
            Ok((Low { ty, ..x }, n, Some(o.expr)))
        }
        (Some(x), Some(o)) if x.ty.is_text() && o.ty.is_text() => {
            let text = |l: Low| Low { expr: l.expr.cast(Type::Text), ty: Type::Text, ..l };
            Ok((text(x), n, Some(text(o).expr)))
        }
        (Some(x), Some(o)) if matches!((&x.ty, &o.ty), (Type::Timestamp(_), Type::Timestamp(_))) => {
            Ok((x, n, Some(o.expr)))
        }
        _ => Err(super::refuse(cx, span, site.name)),
    }
}

/// The values of a window that are not null, in order; all of them where nulls count.
fn gathered(x: pg::Expr, over: Window, nulls: bool) -> pg::Expr {
    let mut expr = windowed("array_agg", vec![x.clone()], Some(over));
    if let pg::Expr::Call(call) = &mut expr
        && !nulls
    {
        call.filter = Some(x.is_not_null());
    }
    expr
}

fn element(array: pg::Expr, at: pg::Expr) -> pg::Expr {
    pg::Expr::Element(Box::new([array, at]))
}

/// `IGNORE NULLS`, and `FROM LAST`.
pub(super) fn skipping(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: Window) -> Lower<Low> {
    let ignore = site.more.ignore_nulls == Some(true);
    let from_last = site.more.from_last == Some(true);
    if args.first().is_some_and(|x| matches!(x.ty, Type::Array(_))) {
        return site.refuse(cx, "IGNORE NULLS of a collection");
    }
    cx.exact(&NULLS, site.e.at.span);
    let value = |expr: pg::Expr, x: &Low| {
        let ty = if matches!(x.ty, Type::Varchar(_)) { Type::Text } else { x.ty.clone() };
        Ok(Low { expr, ty, null: Null::Maybe, from: x.from })
    };
    let known = |name: &'static str, x: &Low, over: Window| {
        let mut expr = pg::Expr::helper(name, [x.expr.clone()]);
        if let pg::Expr::Call(call) = &mut expr {
            call.over = Some(over);
        }
        expr
    };
    match (site.name, args.first().cloned()) {
        ("FIRST_VALUE", Some(x)) => value(known("first_known", &x, over), &x),
        ("LAST_VALUE", Some(x)) => value(known("last_known", &x, over), &x),
        ("NTH_VALUE", Some(x)) => {
            let n = place(cx, site, args)?;
            let all = gathered(x.expr.clone(), over, !ignore);
            let at = if from_last {
                let count = pg::Expr::call("cardinality", [all.clone()]);
                count.infix(Op::Subtract, n).infix(Op::Add, pg::Expr::int(1))
            } else {
                n
            };
            value(element(all, at), &x)
        }
        ("LAG" | "LEAD", Some(_)) => {
            let back = site.name == "LAG";
            let (x, n, otherwise) = shift(cx, site, args)?;
            let (start, end) = if back {
                (FrameEdge::UnboundedPreceding, FrameEdge::Preceding(pg::Expr::int(1)))
            } else {
                (FrameEdge::Following(pg::Expr::int(1)), FrameEdge::UnboundedFollowing)
            };
            let frame = pg::Frame { unit: pg::FrameUnit::Rows, start, end: Some(end), exclude: "" };
            let over = Window { frame: Some(frame), ..over };
            let one = n.as_ref().is_none_or(|n| *n == pg::Expr::int(1));
            let found = match n {
                Some(n) if !one && !back => element(gathered(x.expr.clone(), over, false), n),
                Some(n) if !one => {
                    let all = gathered(x.expr.clone(), over, false);
                    let last = pg::Expr::call("cardinality", [all.clone()]);
                    element(all, last.infix(Op::Subtract, n).infix(Op::Add, pg::Expr::int(1)))
                }
                _ => known(if back { "last_known" } else { "first_known" }, &x, over),
            };
            let expr = match otherwise {
                Some(otherwise) => pg::Expr::call("coalesce", [found, otherwise]),
                None => found,
            };
            value(expr, &x)
        }
        _ => {
            let what = format!("IGNORE NULLS or FROM LAST of {}", site.name);
            Err(cx.manual(ANALYTIC.at(site.e.at.span).with("what", what)))
        }
    }
}

/// `COUNT(DISTINCT x) OVER (PARTITION BY p)`: the sum of the ranks from both ends is the same in each row.
pub(super) fn distinct(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: &Window) -> Lower<Low> {
    let x = args.into_iter().next();
    let x = match (x, site.name, over.order.is_empty()) {
        (Some(x), "COUNT", true) => x,
        (Some(x), "SUM" | "AVG", true) if !matches!(x.ty, Type::Double | Type::Real) => {
            let x = site.class(cx, x, Class::Number)?;
            let x = if matches!(x.ty, Type::Numeric(_)) { x.expr } else { x.expr.cast(Type::Numeric(None)) };
            let helper = if site.name == "SUM" { "sum_distinct" } else { "avg_distinct" };
            let all = windowed("array_agg", vec![x], Some(over.clone()));
            let (ty, null, from) = number(Type::Numeric(None), Null::Maybe);
            return Ok(Low { expr: pg::Expr::helper(helper, [all]), ty, null, from });
        }
        _ => {
            let what = format!("{}(DISTINCT …) OVER", site.name);
            return Err(cx.manual(ANALYTIC.at(site.e.at.span).with("what", what)));
        }
    };
    let rank = |descending: bool| {
        let order = vec![OrderKey { expr: x.expr.clone(), descending, nulls_first: None }];
        windowed("dense_rank", vec![], Some(Window { order, ..over.clone() }))
    };
    let mut count = rank(false).infix(Op::Add, rank(true)).infix(Op::Subtract, pg::Expr::int(1));
    if x.null != Null::Never {
        let all = windowed("count", vec![pg::Expr::Star], Some(over.clone()));
        let known = windowed("count", vec![x.expr.clone()], Some(over.clone()));
        let nulls = all.infix(Op::Gt, known).cast(Type::Integer);
        count = count.infix(Op::Subtract, nulls);
    }
    let (ty, null, from) = number(Type::BigInt, Null::Never);
    Ok(Low { expr: count, ty, null, from })
}

/// The order turned round, nulls too.
fn reversed(keys: Vec<OrderKey>) -> Vec<OrderKey> {
    let turn = |key: OrderKey| {
        // Nulls come last where the order ascends and first where it descends; all of it is turned round.
        let first = key.nulls_first.unwrap_or(key.descending);
        let descending = !key.descending;
        OrderKey { expr: key.expr, descending, nulls_first: (first == descending).then_some(!first) }
    };
    keys.into_iter().map(turn).collect()
}

/// `MAX(x) KEEP (DENSE_RANK LAST ORDER BY k)`: of the rows that share the first place.
pub(super) fn kept(
    cx: &mut Cx<'_>,
    site: &Site<'_>,
    keep: &ir::Keep,
    args: Vec<Low>,
    over: Option<Window>,
) -> Lower<Low> {
    let keys = order::inner(cx, site.scope, &keep.order)?;
    let keys = if keep.last { reversed(keys) } else { keys };
    let x = args.into_iter().next();
    let extreme = matches!(site.name, "MIN" | "MAX");
    match (x, over) {
        (Some(x), None) if extreme => {
            cx.exact(&KEEP, site.e.at.span);
            let mut array = pg::Expr::call("array_agg", [x.expr.clone()]);
            if let pg::Expr::Call(call) = &mut array {
                call.order = with_value(keys, &x, site.name);
            }
            Ok(Low { expr: element(array, pg::Expr::int(1)), ty: x.ty, null: Null::Maybe, from: x.from })
        }
        (Some(x), Some(over)) if extreme && over.order.is_empty() => {
            cx.exact(&KEEP, site.e.at.span);
            let window = Window { order: with_value(keys, &x, site.name), frame: None, ..over };
            let expr = windowed("first_value", vec![x.expr], Some(window));
            Ok(Low { expr, ty: x.ty, null: Null::Maybe, from: x.from })
        }
        (x, None) if !site.distinct && matches!(site.name, "SUM" | "AVG" | "COUNT") => {
            let x = match x {
                Some(x) if site.name != "COUNT" => Some(site.class(cx, x, Class::Number)?),
                other => other,
            };
            cx.exact(&KEEP, site.e.at.span);
            Ok(tied(cx, site.name, x, keys))
        }
        (x, Some(over)) if !site.distinct && over.order.is_empty() && matches!(site.name, "SUM" | "AVG" | "COUNT") => {
            kept_over(cx, site, x, keys, over)
        }
        _ => site.refuse(cx, &format!("{} KEEP", site.name)),
    }
}

/// `SUM(x) KEEP (DENSE_RANK FIRST ORDER BY k) OVER (PARTITION BY p)`: the partition's values and keys, gathered in their order.
fn kept_over(cx: &mut Cx<'_>, site: &Site<'_>, x: Option<Low>, keys: Vec<OrderKey>, over: Window) -> Lower<Low> {
    let value = match x {
        None => pg::Expr::int(1),
        Some(_) if site.star => pg::Expr::int(1),
        Some(x) if site.name == "COUNT" => pg::Expr::call("num_nonnulls", [x.expr]),
        Some(x) => {
            let x = site.class(cx, x, Class::Number)?;
            if matches!(x.ty, Type::Double | Type::Real) {
                return site.refuse(cx, &format!("{} KEEP OVER of a binary number", site.name));
            }
            x.expr
        }
    };
    cx.exact(&KEEP, site.e.at.span);
    let key = match keys.as_slice() {
        [only] => only.expr.clone(),
        _ => pg::Expr::Row(keys.iter().map(|k| k.expr.clone()).collect()),
    };
    let window = all_rows(over, keys);
    let [keys, values] =
        [key, value.cast(Type::Numeric(None))].map(|e| windowed("array_agg", vec![e], Some(window.clone())));
    let helper = if site.name == "AVG" { "avg_kept" } else { "sum_kept" };
    let expr = pg::Expr::helper(helper, [keys, values]);
    let count = site.name == "COUNT";
    let (ty, null, from) =
        if count { number(Type::BigInt, Null::Never) } else { number(Type::Numeric(None), Null::Maybe) };
    Ok(Low { expr: if count { expr.cast(Type::BigInt) } else { expr }, ty, null, from })
}

/// The order with the value itself as its last key, so that the first row has the smallest or largest of those that share it.
fn with_value(mut keys: Vec<OrderKey>, x: &Low, name: &str) -> Vec<OrderKey> {
    let largest = name == "MAX";
    keys.push(OrderKey { expr: x.expr.clone(), descending: largest, nulls_first: largest.then_some(false) });
    keys
}

/// An aggregate of the rows that share the first place, gathered from arrays of the group.
fn tied(cx: &mut Cx<'_>, name: &str, x: Option<Low>, keys: Vec<OrderKey>) -> Low {
    let of = cx.fresh("kept");
    let gather = |e: pg::Expr, order: Vec<OrderKey>| {
        let mut array = pg::Expr::call("array_agg", [e]);
        if let pg::Expr::Call(call) = &mut array {
            call.order = order;
        }
        array
    };
    let column = |n: usize| -> Name { format!("k{n}").into() };
    let path = |name: Name| pg::Expr::Name(Box::new([of.clone(), name]));
    let mut arrays: Vec<pg::Expr> = keys.iter().map(|k| gather(k.expr.clone(), Vec::new())).collect();
    let mut columns: Vec<(Name, Option<Type>)> = (1..=keys.len()).map(|n| (column(n), None)).collect();
    let first = |k: &OrderKey| element(gather(k.expr.clone(), keys.clone()), pg::Expr::int(1));
    let tests = keys.iter().enumerate();
    let tests = tests.map(|(n, k)| pg::Expr::Distinct(true, Box::new([path(column(n + 1)), first(k)]))).collect();
    let (function, ty, null, value) = match &x {
        None => ("count", Type::BigInt, Null::Never, pg::Expr::Star),
        Some(x) => {
            arrays.push(gather(x.expr.clone(), Vec::new()));
            columns.push(("x".into(), None));
            let whole = matches!(x.ty, Type::SmallInt | Type::Integer);
            match name {
                "COUNT" => ("count", Type::BigInt, Null::Never, path("x".into())),
                "SUM" if whole => ("sum", Type::BigInt, Null::Maybe, path("x".into())),
                "SUM" => ("sum", Type::Numeric(None), Null::Maybe, path("x".into())),
                _ => ("avg", Type::Numeric(None), Null::Maybe, path("x".into())),
            }
        }
    };
    let rows =
        pg::FunctionRows { call: pg::Expr::call("unnest", arrays), ordinality: false, alias: of.clone(), columns };
    let select = pg::Select {
        targets: vec![(pg::Expr::call(function, [value]), None)],
        from: vec![pg::From::Function(Box::new(rows))],
        condition: Some(pg::Expr::all(tests)),
        ..pg::Select::default()
    };
    let (ty, null, from) = number(ty, null);
    Low { expr: pg::Expr::Subquery(Box::new(pg::Query::select(select))), ty, null, from }
}

/// The frame of all rows of the partition.
pub(super) fn all_rows(over: Window, order: Vec<OrderKey>) -> Window {
    Window { order, frame: Some(window::whole()), ..over }
}
