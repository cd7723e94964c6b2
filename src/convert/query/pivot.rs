//! `PIVOT` and `UNPIVOT`: aggregates with a filter for each value, and a row for each column.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{Env, Out, aggregate, refuse, scope, set};
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::convert::expr::{Scope, coerced, lower as lower_expr, meet};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, Class, ExprKind, Pivot, PivotIn, Unpivot};
use crate::name::Name;
use crate::pg::{self, Op, Type};

static PIVOT: Rule = Rule {
    name: "pivot",
    codes: &[(finding::Source::Oracle, "OR-QRY-016")],
    raw: Severity::ManualEffort,
    message: "PIVOT and UNPIVOT are written out: a filtered aggregate for each value, a row for each column",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static XML: Rule = Rule {
    name: "pivot-xml",
    codes: &[(finding::Source::Oracle, "HD-341")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "PIVOT XML, whose columns are only known when it runs, has no counterpart",
    help: "List the values, or aggregate rows with jsonb_object_agg.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&PIVOT, &XML];

/// `… PIVOT (aggregates FOR columns IN (…))`.
pub(super) fn pivot(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From, it: &Pivot, before: &[Source<Col>]) -> Lower<Item> {
    let span = item.at.span;
    let input = from::one(cx, env, &it.input, before)?;
    let PivotIn::List(list) = &it.values else { return Err(cx.manual(XML.at(span))) };
    if it.xml {
        return Err(cx.manual(XML.at(span)));
    }
    let frame = Frame { sources: input.sources.clone(), outer: env.outer, ..Frame::default() };
    let place = scope(env.schema, Some(&frame));
    let keys: Vec<Low> = it.columns.iter().filter_map(|name| known(&frame, name)).collect();
    if keys.len() != it.columns.len() {
        return Err(refuse(cx, span, "`PIVOT` for what is no column"));
    }
    let aggregates: Vec<Lower<Low>> = it
        .aggregates
        .iter()
        .map(|t| lower_expr(cx, &place, &t.expr).map(|low| crate::convert::expr::digits(coerced(cx, low))))
        .collect();
    let aggregates = aggregates.into_iter().collect::<Lower<Vec<Low>>>()?;
    let used = it.used();
    let (mut targets, mut columns, mut group) = (Vec::new(), Vec::new(), Vec::new());
    for (name, col) in frame.sources.iter().flat_map(|s| s.columns.iter().flatten()) {
        if !used.contains(name) {
            let low = col.low(false);
            targets.push((low.expr.clone(), None));
            columns.push(Out::of(name.clone(), col.name.clone(), &low));
            group.push(pg::GroupItem::Expr(low.expr));
        }
    }
    let Some(made) = it.made() else { return Err(refuse(cx, span, "`PIVOT` by values without names")) };
    let mut made = made.into_iter();
    for value in list {
        let condition = chosen(cx, &place, &keys, value)?;
        for low in &aggregates {
            let Some(source) = made.next() else { break };
            let name = cx.program.plan.names.fold(&source);
            let Some(expr) = filtered(&low.expr, &condition) else {
                return Err(refuse(cx, span, "`PIVOT` of an expression that is no aggregate"));
            };
            columns.push(Out::of(source, name.clone(), low));
            targets.push((expr, Some(name)));
        }
    }
    cx.exact(&PIVOT, span);
    let select = pg::Select { targets, from: vec![input.from], group, ..pg::Select::default() };
    Ok(derived(cx, item, select, columns))
}

fn derived(cx: &mut Cx<'_>, item: &ir::From, select: pg::Select, columns: Vec<Out>) -> Item {
    let name = from::alias_of(cx, item);
    let sources = vec![from::source(cx, item, &name, columns)];
    Item { from: pg::From::Query(Box::new(pg::Query::select(select)), name), sources }
}

fn known(frame: &Frame<'_>, name: &Name) -> Option<Low> {
    let mut all = frame.sources.iter().flat_map(|s| s.columns.iter().flatten());
    all.find(|(n, _)| n == name).map(|(_, col)| col.low(false))
}

/// The condition that a row has the values of an item of `IN`.
fn chosen(cx: &mut Cx<'_>, place: &Scope<'_>, keys: &[Low], value: &ir::Target) -> Lower<pg::Expr> {
    let e = &value.expr;
    let parts: Vec<&ir::Expr> = if let ExprKind::Tuple(items) = &e.kind { items.iter().collect() } else { vec![e] };
    if parts.len() != keys.len() {
        return Err(refuse(cx, e.at.span, "`PIVOT` by another number of values"));
    }
    let mut tests = Vec::with_capacity(parts.len());
    for (part, key) in parts.into_iter().zip(keys) {
        let low = lower_expr(cx, place, part)?;
        let [key, low] = meet(cx, place, e, key.clone(), low)?;
        tests.push(key.expr.infix(Op::Eq, low.expr));
    }
    Ok(pg::Expr::all(tests))
}

/// An expression of aggregates, each of the rows that a condition leaves.
fn filtered(e: &pg::Expr, condition: &pg::Expr) -> Option<pg::Expr> {
    let mut count = 0_usize;
    let made = with_filter(e, condition, &mut count);
    (count > 0).then_some(made)
}

fn with_filter(e: &pg::Expr, condition: &pg::Expr, count: &mut usize) -> pg::Expr {
    let mut inner = |e: &pg::Expr| with_filter(e, condition, count);
    match e {
        pg::Expr::Call(call) if call.name.schema.is_none() && aggregate::is_one(&call.name.name) => {
            let mut call = call.clone();
            *count += 1;
            call.filter = Some(match call.filter.take() {
                Some(own) => pg::Expr::all(vec![own, condition.clone()]),
                None => condition.clone(),
            });
            pg::Expr::Call(call)
        }
        pg::Expr::Call(call) => {
            let mut call = call.clone();
            call.args = call.args.iter().map(|(name, arg)| (name.clone(), inner(arg))).collect();
            pg::Expr::Call(call)
        }
        pg::Expr::Cast(parts) => inner(&parts.0).cast(parts.1.clone()),
        pg::Expr::Element(sides) => {
            let [array, place] = &**sides;
            pg::Expr::Element(Box::new([inner(array), place.clone()]))
        }
        pg::Expr::Infix(op, sides) => {
            let [a, b] = &**sides;
            let (a, b) = (inner(a), inner(b));
            pg::Expr::Infix(*op, Box::new([a, b]))
        }
        pg::Expr::Case(case) => {
            let mut arms = Vec::with_capacity(case.arms.len());
            for (when, then) in &case.arms {
                let when = inner(when);
                arms.push((when, inner(then)));
            }
            pg::Expr::case(arms, case.otherwise.as_ref().map(&mut inner))
        }
        other => other.clone(),
    }
}

/// `… UNPIVOT (values FOR names IN (…))`.
pub(super) fn unpivot(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    it: &Unpivot,
    before: &[Source<Col>],
) -> Lower<Item> {
    let span = item.at.span;
    let input = from::one(cx, env, &it.input, before)?;
    let frame = Frame { sources: input.sources.clone(), outer: env.outer, ..Frame::default() };
    let place = scope(env.schema, Some(&frame));
    let rows = cx.fresh("row");
    let mut all: Vec<Vec<Low>> = Vec::new();
    for (columns, literals) in &it.columns {
        let mut row = Vec::new();
        for (n, _) in it.names.iter().enumerate() {
            row.push(match literals.get(n) {
                Some(e) => lower_expr(cx, &place, e)?,
                None => {
                    let name: Vec<&str> = columns.iter().map(Name::as_str).collect();
                    let from = Ty::of_class(Class::Text);
                    Low { expr: pg::Expr::text(name.join("_")), ty: Type::Unknown, null: Null::Never, from }
                }
            });
        }
        let values: Vec<Low> = columns.iter().filter_map(|c| known(&frame, c)).collect();
        if values.len() != it.values.len() {
            return Err(refuse(cx, span, "`UNPIVOT` of what is no column"));
        }
        row.extend(values);
        all.push(row);
    }
    let names: Vec<Name> = it.names.iter().chain(&it.values).cloned().collect();
    let made = table(cx, span, &names, &mut all)?;
    let (mut targets, mut columns) = (Vec::new(), Vec::new());
    for (name, col) in frame.sources.iter().flat_map(|s| s.columns.iter().flatten()) {
        if !it.columns.iter().any(|(taken, _)| taken.contains(name)) {
            let low = col.low(true);
            columns.push(Out::of(name.clone(), col.name.clone(), &low));
            targets.push((low.expr, None));
        }
    }
    let of = |name: &Name| pg::Expr::Name(Box::new([rows.clone(), name.clone()]));
    let values: Vec<pg::Expr> = made.iter().skip(it.names.len()).map(|out| of(&out.name)).collect();
    let nulls = |out: &Out| if it.nulls || it.values.len() > 1 { out.null } else { Null::Never };
    for (n, out) in made.iter().enumerate() {
        targets.push((of(&out.name), None));
        let null = if n < it.names.len() { out.null } else { nulls(out) };
        columns.push(Out { null, ..out.clone() });
    }
    let kept: Vec<pg::Expr> = values.into_iter().map(pg::Expr::is_not_null).collect();
    let kept = if kept.len() == 1 { pg::Expr::all(kept) } else { pg::Expr::Or(kept.into_boxed_slice()) };
    let values = pg::ValueRows {
        lateral: true,
        rows: all.into_iter().map(|row| row.into_iter().map(|low| low.expr).collect()).collect(),
        alias: rows,
        columns: made.iter().map(|out| out.name.clone()).collect(),
    };
    let join = pg::Join {
        kind: pg::JoinKind::Cross,
        natural: false,
        left: input.from,
        right: pg::From::Values(Box::new(values)),
        on: None,
        using: Vec::new(),
    };
    cx.exact(&PIVOT, span);
    let condition = if it.nulls { None } else { Some(kept) };
    let from = vec![pg::From::Join(Box::new(join))];
    let select = pg::Select { targets, from, condition, ..pg::Select::default() };
    Ok(derived(cx, item, select, columns))
}

/// The columns of rows of values, which get one type each.
pub(super) fn table(
    cx: &mut Cx<'_>,
    span: crate::span::Span,
    names: &[Name],
    rows: &mut [Vec<Low>],
) -> Lower<Vec<Out>> {
    let mut columns = Vec::with_capacity(names.len());
    for (n, name) in names.iter().enumerate() {
        let target = cx.program.plan.names.fold(name);
        let all: Vec<Out> =
            rows.iter().filter_map(|row| row.get(n)).map(|low| Out::of(name.clone(), target.clone(), low)).collect();
        let Some(ty) = set::common(&all) else {
            return Err(refuse(cx, span, "rows whose values have different types"));
        };
        let ty = if ty == Type::Unknown { Type::Text } else { ty };
        let typed = all.iter().find(|o| o.null != Null::Always).or(all.first());
        let Some(typed) = typed.cloned() else { return Err(refuse(cx, span, "rows without values")) };
        let null = if all.iter().all(|o| o.null == typed.null) { typed.null } else { Null::Maybe };
        // A null in the first row would make a text of its column.
        for low in rows.iter_mut().filter_map(|row| row.get_mut(n)) {
            if low.null == Null::Always {
                low.expr = pg::Expr::Null.cast(ty.clone());
            }
        }
        let from = if typed.from.class == Class::Any { Ty::of_class(Class::Text) } else { typed.from };
        columns.push(Out { ty, null, from, ..typed });
    }
    Ok(columns)
}
