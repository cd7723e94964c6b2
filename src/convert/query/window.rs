//! Windows of analytic functions.

use super::super::expr::{Scope, lower as lower_expr};
use super::{order, refuse};
use crate::convert::{Cx, Lower};
use crate::ir::{self, Class, Over};
use crate::name::Name;
use crate::pg;
use crate::span::Span;

/// Lowers what stands behind `OVER`.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, span: Span, over: &Over) -> Lower<pg::Window> {
    let named: &[(Name, ir::Window)] = scope.query.map_or(&[], |frame| &frame.windows);
    let window = match over {
        Over::Window(window) => resolve(named, window, 8),
        Over::Named(name) => {
            let found = named.iter().find(|(n, _)| n == name);
            found.and_then(|(_, window)| resolve(named, window, 8))
        }
    };
    let Some(window) = window else { return Err(refuse(cx, span, "a window that is not in sight")) };
    let partition: Vec<Lower<pg::Expr>> =
        window.partition.iter().map(|e| lower_expr(cx, scope, e).map(|low| low.expr)).collect();
    let keys = order::inner(cx, scope, &window.order);
    let frame = window.frame.as_ref().map(|frame| lower_frame(cx, scope, &window, frame)).transpose();
    Ok(pg::Window { partition: partition.into_iter().collect::<Lower<_>>()?, order: keys?, frame: frame? })
}

/// A window with what it takes from the one that it builds on.
fn resolve(named: &[(Name, ir::Window)], window: &ir::Window, steps: u8) -> Option<ir::Window> {
    let Some(base) = &window.base else { return Some(window.clone()) };
    let (_, below) = named.iter().find(|(name, _)| name == base)?;
    let below = if steps > 0 { resolve(named, below, steps - 1)? } else { return None };
    let order = if window.order.is_empty() { below.order } else { window.order.clone() };
    Some(ir::Window { base: None, partition: below.partition, order, frame: window.frame.clone().or(below.frame) })
}

fn lower_frame(cx: &mut Cx<'_>, scope: &Scope<'_>, window: &ir::Window, frame: &ir::Frame) -> Lower<pg::Frame> {
    let unit = match frame.unit {
        ir::FrameUnit::Rows => pg::FrameUnit::Rows,
        ir::FrameUnit::Range => pg::FrameUnit::Range,
        ir::FrameUnit::Groups => pg::FrameUnit::Groups,
    };
    // A range over dates counts days.
    let dated = unit == pg::FrameUnit::Range
        && window
            .order
            .first()
            .is_some_and(|key| matches!(cx.fact(&key.expr).ty.class, Class::Date | Class::Timestamp | Class::Zoned));
    let edge = |cx: &mut Cx<'_>, edge: &ir::Edge| -> Lower<pg::FrameEdge> {
        let offset = |cx: &mut Cx<'_>, e: &ir::Expr| -> Lower<pg::Expr> {
            let low = lower_expr(cx, scope, e)?;
            let number = matches!(low.from.class, Class::Number | Class::Integer | Class::Positive);
            if dated && number {
                let day =
                    pg::Expr::Typed(Box::new((pg::Type::Interval(pg::IntervalFields::All, None), "1 day".into())));
                return Ok(low.expr.infix(pg::Op::Multiply, day));
            }
            Ok(low.expr)
        };
        Ok(match edge {
            ir::Edge::UnboundedPreceding => pg::FrameEdge::UnboundedPreceding,
            ir::Edge::Preceding(e) => pg::FrameEdge::Preceding(offset(cx, e)?),
            ir::Edge::CurrentRow => pg::FrameEdge::CurrentRow,
            ir::Edge::Following(e) => pg::FrameEdge::Following(offset(cx, e)?),
            ir::Edge::UnboundedFollowing => pg::FrameEdge::UnboundedFollowing,
        })
    };
    let start = edge(cx, &frame.start)?;
    let end = frame.end.as_ref().map(|e| edge(cx, e)).transpose()?;
    Ok(pg::Frame { unit, start, end, exclude: frame.exclude })
}

/// The frame of all rows of the partition.
pub(super) fn whole() -> pg::Frame {
    pg::Frame {
        unit: pg::FrameUnit::Rows,
        start: pg::FrameEdge::UnboundedPreceding,
        end: Some(pg::FrameEdge::UnboundedFollowing),
        exclude: "",
    }
}
