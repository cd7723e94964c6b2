//! The one exhaustive walk over PostgreSQL's expressions.

use super::{Call, Expr, FrameEdge, InSet, Query, Window};
use crate::catalog::{Mention, Mentioned, Part};

/// A child of a node.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A query.
    Query(&'a Query),
}

/// Calls `f` for each direct child.
pub fn children<'a>(expr: &'a Expr, f: &mut dyn FnMut(Node<'a>)) {
    match expr {
        Expr::Null
        | Expr::Default
        | Expr::Bool(_)
        | Expr::Number(_)
        | Expr::Text(_)
        | Expr::Typed(_)
        | Expr::Name(_)
        | Expr::Regclass(_)
        | Expr::CurrentOf(_)
        | Expr::Star
        | Expr::StarOf(_)
        | Expr::Hole(_) => {}
        Expr::Call(call) => call_children(call, f),
        Expr::Prefix(_, e) | Expr::Not(e) | Expr::Is(e, _, _) | Expr::Extract(_, e) => f(Node::Expr(e)),
        Expr::Infix(_, sides) | Expr::Distinct(_, sides) | Expr::AtZone(sides) | Expr::Element(sides) => {
            sides.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::Between(_, parts) => parts.iter().for_each(|e| f(Node::Expr(e))),
        Expr::And(items) | Expr::Or(items) | Expr::Concat(items) | Expr::Row(items) | Expr::Array(items) => {
            items.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::In(i) => {
            f(Node::Expr(&i.left));
            set(&i.set, f);
        }
        Expr::Like(like) => {
            f(Node::Expr(&like.text));
            f(Node::Expr(&like.pattern));
            like.escape.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::Quantified(q) => {
            f(Node::Expr(&q.left));
            set(&q.right, f);
        }
        Expr::Case(case) => {
            case.selector.iter().for_each(|e| f(Node::Expr(e)));
            for (when, then) in &case.arms {
                f(Node::Expr(when));
                f(Node::Expr(then));
            }
            case.otherwise.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::Cast(parts) => f(Node::Expr(&parts.0)),
        Expr::Collate(parts) => f(Node::Expr(&parts.0)),
        Expr::Field(parts) => f(Node::Expr(&parts.0)),
        Expr::Subquery(query) | Expr::Exists(query) | Expr::ArrayQuery(query) => f(Node::Query(query)),
        Expr::Xml(made) => made.named.iter().map(|(e, _)| e).chain(&made.content).for_each(|e| f(Node::Expr(e))),
    }
}

fn set<'a>(set: &'a InSet, f: &mut dyn FnMut(Node<'a>)) {
    match set {
        InSet::List(items) => items.iter().for_each(|e| f(Node::Expr(e))),
        InSet::Query(query) => f(Node::Query(query)),
    }
}

fn call_children<'a>(call: &'a Call, f: &mut dyn FnMut(Node<'a>)) {
    call.args.iter().for_each(|(_, e)| f(Node::Expr(e)));
    call.order.iter().chain(&call.within).for_each(|k| f(Node::Expr(&k.expr)));
    call.filter.iter().for_each(|e| f(Node::Expr(e)));
    if let Some(Window { partition, order, frame }) = &call.over {
        partition.iter().for_each(|e| f(Node::Expr(e)));
        order.iter().for_each(|k| f(Node::Expr(&k.expr)));
        for edge in frame.iter().flat_map(|frame| std::iter::once(&frame.start).chain(&frame.end)) {
            match edge {
                FrameEdge::Preceding(e) | FrameEdge::Following(e) => f(Node::Expr(e)),
                FrameEdge::UnboundedPreceding | FrameEdge::CurrentRow | FrameEdge::UnboundedFollowing => {}
            }
        }
    }
}

/// Names of objects in an expression: functions that are not PostgreSQL's own, types, relations.
pub(super) fn mentions<'a>(expr: &'a Expr, found: &mut dyn FnMut(Mention<'a>)) {
    if let Expr::Call(call) = expr
        && call.name.schema.is_some()
    {
        found(Mention { name: &call.name, what: Mentioned::Routine });
    }
    if let Expr::Cast(parts) = expr {
        parts.1.mentions(found);
    }
    if let Expr::Typed(parts) = expr {
        parts.0.mentions(found);
    }
    if let Expr::Regclass(name) = expr {
        found(Mention { name, what: Mentioned::Any });
    }
    if let Expr::Collate(parts) = expr
        && parts.1.schema.is_some()
    {
        found(Mention { name: &parts.1, what: Mentioned::Any });
    }
    children(expr, &mut |node| match node {
        Node::Expr(child) => mentions(child, found),
        Node::Query(query) => query.mentions(found),
    });
}
