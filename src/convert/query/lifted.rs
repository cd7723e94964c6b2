//! Aggregates over columns of the query around alone: Oracle takes them over the rows of the query they stand in, PostgreSQL over
//! those of the query whose columns they name. The columns become some of a source of the query's own.

use super::aggregate;
use super::names::Frame;
use super::{Env, scope};
use crate::analyze::scope::{Found, find};
use crate::convert::expr::{Scope, lower as lower_expr};
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Call, ExprKind, walk};
use crate::name::Name;
use crate::pg;

/// The columns of queries around that a call names, where it names none of its own query.
fn outside(frame: &Frame<'_>, e: &ir::Expr) -> Vec<ir::Expr> {
    let mut all: Vec<ir::Expr> = Vec::new();
    let mut own = false;
    walk::each(e, &mut |e| {
        let ExprKind::Name(path) = &e.kind else { return };
        let parts = path.parts.as_slice();
        let in_sight = |frame: &Frame<'_>| {
            let given = frame.given.iter().any(|(name, _)| parts == std::slice::from_ref(name));
            given || !matches!(find(std::iter::once(frame.sources.as_slice()), parts), Found::Nothing)
        };
        if in_sight(frame) {
            own = true;
            return;
        }
        let mut next = frame.outer;
        while let Some(around) = next {
            if in_sight(around) {
                if !all.contains(e) {
                    all.push(e.clone());
                }
                return;
            }
            next = around.outer;
        }
    });
    if own { Vec::new() } else { all }
}

/// Adds a source with the columns that such aggregates of a select name.
pub(super) fn prepare(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &mut Frame<'_>,
    select: &ir::Select,
    order: &[ir::SortKey],
    from: &mut Vec<pg::From>,
) -> Lower<()> {
    if frame.outer.is_none() {
        return Ok(());
    }
    let keys = order.iter().map(|key| &key.expr);
    let mut wanted: Vec<ir::Expr> = Vec::new();
    for e in select.targets.iter().map(|t| &t.expr).chain(&select.having).chain(keys) {
        walk::each(e, &mut |e| {
            if aggregate::is_call(e) {
                wanted.extend(outside(frame, e));
            }
        });
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let of = cx.fresh("around");
    let mut targets = Vec::with_capacity(wanted.len());
    for e in wanted {
        if frame.lifted.iter().any(|(known, _)| *known == e) {
            continue;
        }
        let low = lower_expr(cx, &scope(env.schema, Some(frame)), &e)?;
        let name: Name = format!("value{}", targets.len() + 1).into();
        targets.push((low.expr.clone(), Some(name.clone())));
        frame.lifted.push((e, Low { expr: pg::Expr::Name(Box::new([of.clone(), name])), ..low }));
    }
    let query = pg::Query::select(pg::Select { targets, ..pg::Select::default() });
    from.push(pg::From::Query(Box::new(query), of));
    Ok(())
}

/// The frame in which the arguments of such an aggregate are lowered; nothing where it is none.
pub(super) fn frame<'f>(scope: &Scope<'f>, e: &ir::Expr, call: &Call) -> Option<Frame<'f>> {
    let frame = scope.query?;
    let windowed = call.more.as_ref().is_some_and(|more| more.over.is_some());
    if windowed || frame.lifted.is_empty() || outside(frame, e).is_empty() {
        return None;
    }
    let carried = frame.carried.iter().chain(&frame.lifted).cloned().collect();
    Some(Frame { carried, lifted: Vec::new(), ..frame.clone() })
}
