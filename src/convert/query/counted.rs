//! How many rows of a select come out: what `ROWNUM` and `FETCH` leave, and what is then sorted.

use super::from::Item;
use super::select::grouped;
use super::{hierarchy, limit, numbered, refuse};
use crate::convert::{Cx, Lower};
use crate::ir;
use crate::name::Name;
use crate::pg;

/// `FETCH FIRST n PERCENT`: a share of the rows.
pub(super) fn share(cx: &mut Cx<'_>, around: &ir::Query, mut made: pg::Select) -> pg::Select {
    let rows_of = pg::Select { order: Vec::new(), limit: pg::Limit::default(), lock: None, ..made.clone() };
    limit::percent(cx, around, &mut made.limit, pg::Query::select(rows_of));
    made
}

/// How many rows: a share of them, or what a condition on `ROWNUM` leaves.
pub(super) fn limited(
    cx: &mut Cx<'_>,
    select: &ir::Select,
    around: &ir::Query,
    made: pg::Select,
    items: &[Item],
    tree: Option<&hierarchy::Tree>,
    rows: Option<pg::Expr>,
) -> Lower<pg::Select> {
    let made = share(cx, around, made);
    let Some(rows) = rows else { return Ok(made) };
    let Some(tree) = tree else { return counted(cx, select, around, made, items, rows) };
    // A tree is counted in its order.
    let plain = !select.distinct && !grouped(select) && made.limit.is_none() && !numbered::windows(select, around);
    if plain && (around.siblings || around.order.is_empty()) {
        return Ok(pg::Select { limit: pg::Limit::first(rows), ..made });
    }
    let sorted = if plain { sorted_behind(cx, made, rows, tree.order.clone()) } else { None };
    sorted.ok_or_else(|| {
        refuse(cx, select.at.span, "a condition on `ROWNUM` beside `CONNECT BY` and groups, windows or another order")
    })
}

/// `ROWNUM <= n`: rows are counted after `WHERE`, before anything is grouped, made distinct or sorted.
fn counted(
    cx: &mut Cx<'_>,
    select: &ir::Select,
    around: &ir::Query,
    mut made: pg::Select,
    items: &[Item],
    rows: pg::Expr,
) -> Lower<pg::Select> {
    if !made.limit.is_none() {
        return Err(limit::both(cx, around));
    }
    let plain = !made.distinct && !grouped(select) && !numbered::windows(select, around);
    if plain && made.order.is_empty() {
        made.limit = pg::Limit::first(rows);
        return Ok(made);
    }
    let one = match (items, made.from.as_slice()) {
        ([item], [from]) => match item.sources.as_slice() {
            [source] => source.columns.iter().flatten().next().map(|(_, col)| (from.clone(), col.of.clone())),
            _ => None,
        },
        _ => None,
    };
    let Some((from, of)) = one else {
        let made = if plain { sorted_behind(cx, made, rows, Vec::new()) } else { None };
        return made.ok_or_else(|| {
            refuse(cx, select.at.span, "a condition on `ROWNUM` beside an order or groups over several tables")
        });
    };
    let inner = pg::Select {
        targets: vec![(pg::Expr::Star, None)],
        from: vec![from],
        condition: made.condition.take(),
        limit: pg::Limit::first(rows),
        ..pg::Select::default()
    };
    made.from = vec![pg::From::Query(Box::new(pg::Query::select(inner)), of)];
    Ok(made)
}

/// Some rows of a join or tree that are sorted then: what they are counted from, with what they are sorted by, becomes a query of
/// its own; `first`: the order in which they are counted.
fn sorted_behind(
    cx: &mut Cx<'_>,
    mut made: pg::Select,
    rows: pg::Expr,
    first: Vec<pg::OrderKey>,
) -> Option<pg::Select> {
    let order = std::mem::replace(&mut made.order, first);
    let mut names: Vec<Name> = Vec::with_capacity(made.targets.len());
    for (value, alias) in &mut made.targets {
        let name = match (&*alias, &*value) {
            (Some(alias), _) => alias.clone(),
            (None, pg::Expr::Name(parts)) => parts.last()?.clone(),
            (None, _) => return None,
        };
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    let of = cx.fresh("sq");
    let own = |name: &Name| pg::Expr::Name(Box::new([of.clone(), name.clone()]));
    let mut keys = Vec::with_capacity(order.len());
    for (n, key) in order.into_iter().enumerate() {
        let expr = match &key.expr {
            pg::Expr::Number(_) => key.expr,
            pg::Expr::Name(parts) if parts.len() == 1 && parts.iter().all(|p| names.contains(p)) => own(parts.first()?),
            _ => {
                let name: Name = format!("sorted_by{}", n + 1).into();
                made.targets.push((key.expr, Some(name.clone())));
                own(&name)
            }
        };
        keys.push(pg::OrderKey { expr, ..key });
    }
    made.limit = pg::Limit::first(rows);
    let targets = names.iter().map(|name| (own(name), None)).collect();
    let lock = made.lock.take();
    if lock.is_some() {
        return None;
    }
    let from = vec![pg::From::Query(Box::new(pg::Query::select(made)), of.clone())];
    Some(pg::Select { targets, from, order: keys, ..pg::Select::default() })
}
