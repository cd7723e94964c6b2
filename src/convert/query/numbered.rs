//! `ROWNUM` within groups and windows: rows are numbered by a query of their own before they are grouped.

use super::names::Frame;
use super::{flat, limit, refuse};
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, ExprKind, Group, GroupItem, walk};
use crate::name::Name;
use crate::pg;

/// What the rows of a select need before they are grouped or put into windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing.
    Nothing,
    /// To be counted: only some of them come.
    Counts,
    /// Numbers: `ROWNUM` stands where a window function cannot, or beside one, whose rows may be sorted already.
    Numbers,
}

/// What rows need; `limited`: a condition on `ROWNUM` leaves some rows of a join.
pub(super) fn need(select: &ir::Select, around: &ir::Query, grouped: bool, limited: bool) -> Need {
    let windows = windows(select, around);
    let targets = select.targets.iter().map(|t| &t.expr);
    let keys = around.order.iter().map(|key| &key.expr);
    let mut all = targets.chain(keys).chain(&select.having).chain(&select.qualify);
    let divides = match &select.group {
        Some(Group::By(items)) => items.iter().any(divides),
        Some(Group::All) | None => false,
    };
    if divides || (grouped || windows) && all.any(limit::mentions) {
        Need::Numbers
    } else if limited && (grouped || windows || select.distinct) {
        Need::Counts
    } else {
        Need::Nothing
    }
}

fn divides(item: &GroupItem) -> bool {
    match item {
        GroupItem::Expr(e) => limit::mentions(e),
        GroupItem::Rollup(list) | GroupItem::Cube(list) => list.iter().any(limit::mentions),
        GroupItem::Sets(items) => items.iter().any(divides),
    }
}

/// Whether an expression holds a window function.
fn windowed(e: &ir::Expr) -> bool {
    let mut found = false;
    walk::each(e, &mut |e| {
        if let ExprKind::Call(call) = &e.kind {
            found |= call.more.as_ref().is_some_and(|more| more.over.is_some());
        }
    });
    found
}

/// Whether a select computes windows, which read the rows that a condition on `ROWNUM` leaves.
pub(super) fn windows(select: &ir::Select, around: &ir::Query) -> bool {
    let keys = around.order.iter().map(|key| &key.expr);
    select.targets.iter().map(|t| &t.expr).chain(keys).chain(&select.qualify).any(windowed)
}

/// The rows that `WHERE` leaves with their numbers, as the one source of the query around; `rows`: how many of them.
pub(super) fn inner<'f>(
    cx: &mut Cx<'_>,
    select: &ir::Select,
    frame: &Frame<'f>,
    from: Vec<pg::From>,
    filters: Vec<pg::Expr>,
    rows: Option<pg::Expr>,
    need: Need,
) -> Lower<(Frame<'f>, Vec<pg::From>)> {
    let of = cx.fresh("numbered");
    let Some(mut flat) = flat::columns(&of, &frame.sources) else {
        return Err(refuse(cx, select.at.span, "`ROWNUM` over something whose columns are not known"));
    };
    let number: Name = "row_number".into();
    let mut given = frame.given.clone();
    let numbers = need == Need::Numbers;
    if numbers && flat.sources.iter().flat_map(|s| s.columns.iter().flatten()).any(|(_, col)| col.name == number) {
        return Err(refuse(cx, select.at.span, "`ROWNUM` beside a column named row_number"));
    }
    if numbers {
        let (pseudo, low) = limit::number();
        flat.targets.push((low.expr.clone(), Some(number.clone())));
        given.push((pseudo, Low { expr: pg::Expr::Name(Box::new([of.clone(), number])), ..low }));
    }
    let query = pg::Select {
        targets: flat.targets,
        from,
        condition: if filters.is_empty() { None } else { Some(pg::Expr::all(filters)) },
        limit: rows.map(pg::Limit::first).unwrap_or_default(),
        ..pg::Select::default()
    };
    let frame = Frame { sources: flat.sources, given, stored: Vec::new(), qualified: true, ..frame.clone() };
    Ok((frame, vec![pg::From::Query(Box::new(pg::Query::select(query)), of)]))
}
