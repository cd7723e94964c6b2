//! `GROUP BY`: groups, sets of groups, and which of several equal ones a row is of.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named is no test of GROUP_ID")]

use super::names::Frame;
use super::{aggregate, refuse};
use crate::analyze::{Null, Ty};
use crate::convert::expr::{Scope, coerced, lower as lower_expr};
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Class, Compare, ExprKind, Group, GroupItem, walk};
use crate::pg::{self, Type};

/// How many sets of groups are looked at.
const MOST: usize = 128;

/// Where `GROUP_ID()` is asked for, tells the frame that it is 0, if it is; whether groups that are repeated must stand once for
/// that.
pub(super) fn group_ids(frame: &mut Frame<'_>, select: &ir::Select, order: &[ir::SortKey]) -> bool {
    let keys = order.iter().map(|key| &key.expr);
    let mut asked: Option<ir::Expr> = None;
    for e in select.targets.iter().map(|t| &t.expr).chain(&select.having).chain(keys) {
        walk::each(e, &mut |e| {
            if asked.is_none() && is_group_id(e) {
                asked = Some(e.clone());
            }
        });
    }
    let (Some(asked), Some(Group::By(items))) = (asked, &select.group) else { return false };
    let Some(sets) = every(items) else { return false };
    let pairs = || sets.iter().enumerate().flat_map(|(n, a)| sets.iter().skip(n + 1).map(move |b| (a, b)));
    let repeats = pairs().any(|(a, b)| same(a, b, &alike));
    let first = select.having.as_ref().is_some_and(|e| e.conjuncts().into_iter().any(is_first));
    // What is only named alike may be another column.
    let sure = pairs().all(|(a, b)| same(a, b, &alike) == same(a, b, &|x, y| x == y));
    if repeats && !(first && sure) {
        return false;
    }
    let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    frame.carried.push((asked, Low { expr: pg::Expr::int(0), ty: Type::Integer, null: Null::Never, from }));
    repeats
}

fn is_group_id(e: &ir::Expr) -> bool {
    matches!(&e.kind, ExprKind::Call(call) if call.args.is_empty()
        && matches!(call.name.parts.as_slice(), [name] if name == "GROUP_ID"))
}

/// `GROUP_ID() = 0`, `GROUP_ID() < 1`: the first of equal groups only.
fn is_first(e: &ir::Expr) -> bool {
    let ExprKind::Compare(op, sides) = &e.kind else { return false };
    let [a, b] = &**sides;
    let number = |wanted: &str| matches!(&b.kind, ExprKind::Number(digits, _) if digits == wanted);
    is_group_id(a) && (*op == Compare::Eq && number("0") || *op == Compare::Lt && number("1"))
}

/// All sets of groups; nothing where they are too many.
fn every(items: &[GroupItem]) -> Option<Vec<Vec<&ir::Expr>>> {
    let mut all: Vec<Vec<&ir::Expr>> = vec![Vec::new()];
    for item in items {
        let more = sets(item)?;
        if all.len() * more.len() > MOST {
            return None;
        }
        all = all.iter().flat_map(|a| more.iter().map(move |b| a.iter().chain(b).copied().collect())).collect();
    }
    Some(all)
}

fn sets(item: &GroupItem) -> Option<Vec<Vec<&ir::Expr>>> {
    Some(match item {
        GroupItem::Expr(e) => vec![members(e)],
        GroupItem::Rollup(list) => {
            (0..=list.len()).rev().map(|n| list.iter().take(n).flat_map(members).collect()).collect()
        }
        GroupItem::Cube(list) => {
            let mut all: Vec<Vec<&ir::Expr>> = vec![Vec::new()];
            for e in list {
                if all.len() > MOST {
                    return None;
                }
                let with = all.iter().map(|set| set.iter().copied().chain(members(e)).collect()).collect::<Vec<_>>();
                all.extend(with);
            }
            all
        }
        GroupItem::Sets(items) => items.iter().map(sets).collect::<Option<Vec<_>>>()?.into_iter().flatten().collect(),
    })
}

fn members(e: &ir::Expr) -> Vec<&ir::Expr> {
    if let ExprKind::Tuple(items) = &e.kind { items.iter().collect() } else { vec![e] }
}

/// Whether two sets hold the same.
fn same(a: &[&ir::Expr], b: &[&ir::Expr], equal: &dyn Fn(&ir::Expr, &ir::Expr) -> bool) -> bool {
    let within = |a: &[&ir::Expr], b: &[&ir::Expr]| a.iter().all(|x| b.iter().any(|y| equal(x, y)));
    within(a, b) && within(b, a)
}

/// Whether two expressions may be the same.
fn alike(a: &ir::Expr, b: &ir::Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Name(x), ExprKind::Name(y)) => x.parts.last() == y.parts.last(),
        _ => a == b,
    }
}

/// The sets of groups, each once.
fn distinct(cx: &mut Cx<'_>, scope: &Scope<'_>, select: &ir::Select) -> Lower<Vec<pg::GroupItem>> {
    let Some(Group::By(items)) = &select.group else { return Ok(Vec::new()) };
    let Some(all) = every(items) else { return Err(refuse(cx, select.at.span, "so many sets of groups")) };
    let mut once: Vec<Vec<&ir::Expr>> = Vec::with_capacity(all.len());
    for set in all {
        if !once.iter().any(|known| same(known, &set, &|x, y| x == y)) {
            once.push(set);
        }
    }
    let mut lowered = Vec::with_capacity(once.len());
    for set in once {
        let mut values: Vec<pg::Expr> = Vec::with_capacity(set.len());
        for e in set {
            let low = lower_expr(cx, scope, e)?;
            let value = coerced(cx, low).expr;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        lowered.push(pg::GroupItem::Set(values));
    }
    Ok(vec![pg::GroupItem::Sets(lowered)])
}

/// What rows are grouped by, and which groups count; `once`: groups that are repeated stand once.
pub(super) fn divisions(
    cx: &mut Cx<'_>,
    place: &Scope<'_>,
    select: &ir::Select,
    once: bool,
) -> Lower<(Vec<pg::GroupItem>, Option<pg::Expr>)> {
    let group = if once { distinct(cx, place, select) } else { groups(cx, place, select) };
    let tests = select.having.as_ref().map(ir::Expr::conjuncts).unwrap_or_default();
    let tests = tests.into_iter().filter(|e| !(once && is_first(e)));
    let tests: Vec<Lower<pg::Expr>> = tests.map(|e| lower_expr(cx, place, e).map(|low| low.expr)).collect();
    let (group, tests) = (group?, tests.into_iter().collect::<Lower<Vec<_>>>()?);
    let having = if tests.is_empty() { None } else { Some(pg::Expr::all(tests)) };
    let alone = group.is_empty() && matches!(select.group, Some(Group::By(_)));
    Ok((group, if alone { filled(having) } else { having }))
}

/// Groups by literals alone are one group, and none where there are no rows.
fn filled(having: Option<pg::Expr>) -> Option<pg::Expr> {
    let rows = pg::Expr::call("count", [pg::Expr::Star]).infix(pg::Op::Gt, pg::Expr::int(0));
    Some(pg::Expr::all(std::iter::once(rows).chain(having).collect()))
}

pub(super) fn groups(cx: &mut Cx<'_>, scope: &Scope<'_>, select: &ir::Select) -> Lower<Vec<pg::GroupItem>> {
    let items = match &select.group {
        None => return Ok(Vec::new()),
        Some(Group::All) => &divided(cx, select)?,
        Some(Group::By(items)) => items,
    };
    let lowered: Vec<Lower<pg::GroupItem>> = items.iter().map(|item| group(cx, scope, item)).collect();
    let mut lowered = lowered.into_iter().collect::<Lower<Vec<_>>>()?;
    // A literal would be a position, and divides nothing; among sets it would tell one set from another.
    let literal = |item: &pg::GroupItem| matches!(item, pg::GroupItem::Expr(e) if is_literal(e));
    if lowered.iter().any(divided_by_literal) {
        return Err(refuse(cx, select.at.span, "a literal among sets of groups"));
    }
    lowered.retain(|item| !literal(item));
    Ok(lowered)
}

fn is_literal(e: &pg::Expr) -> bool {
    matches!(e, pg::Expr::Number(_) | pg::Expr::Text(_) | pg::Expr::Null | pg::Expr::Typed(_))
}

fn divided_by_literal(item: &pg::GroupItem) -> bool {
    match item {
        pg::GroupItem::Expr(_) => false,
        pg::GroupItem::Set(values) => values.iter().any(is_literal),
        pg::GroupItem::Rollup(lists) | pg::GroupItem::Cube(lists) => lists.iter().flatten().any(is_literal),
        pg::GroupItem::Sets(items) => {
            items.iter().any(|i| matches!(i, pg::GroupItem::Expr(e) if is_literal(e)) || divided_by_literal(i))
        }
    }
}

/// `GROUP BY ALL`: by everything that is selected and no aggregate.
fn divided(cx: &mut Cx<'_>, select: &ir::Select) -> Lower<Vec<GroupItem>> {
    let plain: Vec<&ir::Expr> = select.targets.iter().map(|t| &t.expr).filter(|e| !aggregate::aggregates(e)).collect();
    let mut whole = true;
    for e in &plain {
        ir::walk::each(e, &mut |e| {
            let over = matches!(&e.kind, ExprKind::Call(call) if call.more.as_ref().is_some_and(|m| m.over.is_some()));
            whole &= !over && !matches!(e.kind, ExprKind::Star(_));
        });
    }
    if !whole || plain.is_empty() {
        return Err(refuse(cx, select.at.span, "`GROUP BY ALL` of these columns"));
    }
    Ok(plain.into_iter().cloned().map(GroupItem::Expr).collect())
}

fn group(cx: &mut Cx<'_>, scope: &Scope<'_>, item: &GroupItem) -> Lower<pg::GroupItem> {
    let value = |cx: &mut Cx<'_>, e: &ir::Expr| -> Lower<pg::Expr> {
        let low = lower_expr(cx, scope, e)?;
        Ok(coerced(cx, low).expr)
    };
    let set = |cx: &mut Cx<'_>, e: &ir::Expr| -> Lower<Vec<pg::Expr>> {
        match &e.kind {
            ExprKind::Tuple(items) => items.iter().map(|e| value(cx, e)).collect(),
            _ => Ok(vec![value(cx, e)?]),
        }
    };
    Ok(match item {
        GroupItem::Expr(e) => match &e.kind {
            ExprKind::Tuple(_) => pg::GroupItem::Set(set(cx, e)?),
            _ => pg::GroupItem::Expr(value(cx, e)?),
        },
        GroupItem::Rollup(list) => pg::GroupItem::Rollup(list.iter().map(|e| set(cx, e)).collect::<Lower<_>>()?),
        GroupItem::Cube(list) => pg::GroupItem::Cube(list.iter().map(|e| set(cx, e)).collect::<Lower<_>>()?),
        GroupItem::Sets(items) => {
            pg::GroupItem::Sets(items.iter().map(|item| group(cx, scope, item)).collect::<Lower<_>>()?)
        }
    })
}
