//! The one exhaustive walk over expressions and queries; every other walk is a recursion on it.

use super::plsql::{Choice, ControlKind, Iterator};
use super::{Call, Edge, Expr, ExprKind, ForValues, Frame, InSet, Key, Over, Query, Selector, SortKey, Step, Test};
use crate::catalog::{Mention, Part};

/// A child of a node.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A query.
    Query(&'a Query),
}

/// Calls `f` for each direct child of an expression, in source order.
// exhaustive match: one arm a node, so that the compiler names this place when a node is added.
pub fn children<'a>(expr: &'a Expr, f: &mut dyn FnMut(Node<'a>)) {
    let set = |set: &'a InSet, f: &mut dyn FnMut(Node<'a>)| match set {
        InSet::List(items) => items.iter().for_each(|e| f(Node::Expr(e))),
        InSet::Query(query) => f(Node::Query(query)),
    };
    match &expr.kind {
        ExprKind::Null
        | ExprKind::EmptyText
        | ExprKind::Default
        | ExprKind::Number(..)
        | ExprKind::Text(..)
        | ExprKind::Bool(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)
        | ExprKind::Time(_)
        | ExprKind::Interval(_)
        | ExprKind::Bind(..)
        | ExprKind::Inquiry(_)
        | ExprKind::Name(_)
        | ExprKind::Star(_)
        | ExprKind::Unread(_) => {}
        ExprKind::Call(call) => call_children(call, f),
        ExprKind::Unary(_, operand) | ExprKind::OuterJoinMark(operand) => f(Node::Expr(operand)),
        ExprKind::Extract(parts) => f(Node::Expr(&parts.1)),
        ExprKind::Binary(_, sides) | ExprKind::Compare(_, sides) | ExprKind::Overlaps(sides) => {
            sides.iter().for_each(|e| f(Node::Expr(e)))
        }
        ExprKind::Between(_, parts) => parts.iter().for_each(|e| f(Node::Expr(e))),
        ExprKind::Concat(_, items) | ExprKind::And(items) | ExprKind::Or(items) | ExprKind::Tuple(items) => {
            items.iter().for_each(|e| f(Node::Expr(e)));
        }
        ExprKind::Quantified(q) => {
            f(Node::Expr(&q.left));
            set(&q.right, f);
        }
        ExprKind::Is(is) => {
            f(Node::Expr(&is.operand));
            match &is.test {
                Test::Member(e) | Test::Submultiset(e) => f(Node::Expr(e)),
                Test::Null
                | Test::Unknown
                | Test::True
                | Test::False
                | Test::Nan
                | Test::Infinite
                | Test::Set
                | Test::Empty
                | Test::Dangling
                | Test::Present
                | Test::Any
                | Test::Of(_)
                | Test::Json(_, None) => {}
                Test::Json(_, Some(schema)) => f(Node::Expr(schema)),
            }
        }
        ExprKind::In(i) => {
            f(Node::Expr(&i.left));
            set(&i.set, f);
        }
        ExprKind::Like(like) => {
            f(Node::Expr(&like.text));
            f(Node::Expr(&like.pattern));
            like.escape.iter().for_each(|e| f(Node::Expr(e)));
        }
        ExprKind::Exists(query) | ExprKind::Subquery(query) | ExprKind::Cursor(query) | ExprKind::Multiset(query) => {
            f(Node::Query(query));
        }
        ExprKind::Case(case) => {
            case.selector.iter().for_each(|e| f(Node::Expr(e)));
            for (when, then) in &case.arms {
                f(Node::Expr(when));
                f(Node::Expr(then));
            }
            case.otherwise.iter().for_each(|e| f(Node::Expr(e)));
        }
        ExprKind::Cast(cast) => {
            f(Node::Expr(&cast.value));
            cast.on_error.iter().chain(&cast.format).for_each(|e| f(Node::Expr(e)));
        }
        ExprKind::AtZone(parts) => {
            f(Node::Expr(&parts.0));
            parts.1.iter().for_each(|e| f(Node::Expr(e)));
        }
        ExprKind::IntervalOf(parts) => f(Node::Expr(&parts.0)),
        ExprKind::BoundInterval(it) => {
            f(Node::Expr(&it.value));
            it.digits.iter().for_each(|e| f(Node::Expr(e)));
        }
        ExprKind::Keyed(keyed) => {
            match &keyed.key {
                Key::At(keys) => keys.iter().for_each(|e| f(Node::Expr(e))),
                Key::Each(iterator) | Key::Sequence(iterator) => iterator_children(iterator, f),
                Key::Index(iterator, index) => {
                    iterator_children(iterator, f);
                    f(Node::Expr(index));
                }
            }
            f(Node::Expr(&keyed.value));
        }
        ExprKind::Choices(choices) => choices.iter().for_each(|choice| match choice {
            Choice::Is(e) | Choice::Test(e) => f(Node::Expr(e)),
        }),
        ExprKind::Collate(parts) => f(Node::Expr(&parts.0)),
        ExprKind::Step(parts) => {
            f(Node::Expr(&parts.0));
            match &parts.1 {
                Step::Field(_) | Step::Attribute(_) => {}
                Step::Method(_, args) | Step::Index(args) => args.iter().for_each(|a| f(Node::Expr(&a.value))),
                Step::Cells(cells) => cells.iter().for_each(|cell| selector_children(cell, f)),
            }
        }
    }
}

/// Expressions and queries of a selector of cells.
pub fn selector_children<'a>(selector: &'a Selector, f: &mut dyn FnMut(Node<'a>)) {
    match selector {
        Selector::Any => {}
        Selector::At(e) => f(Node::Expr(e)),
        Selector::Range(bounds) => bounds.iter().for_each(|e| f(Node::Expr(e))),
        Selector::For(it) => match &it.values {
            ForValues::List(list) => list.iter().for_each(|e| f(Node::Expr(e))),
            ForValues::Query(query) => f(Node::Query(query)),
            ForValues::Steps { like, bounds, down: _ } => {
                like.iter().chain(bounds.iter()).for_each(|e| f(Node::Expr(e)));
            }
        },
    }
}

/// Expressions and queries of what a loop runs over.
pub fn iterator_children<'a>(iterator: &'a Iterator, f: &mut dyn FnMut(Node<'a>)) {
    for control in &iterator.controls {
        control_children(&control.kind, f);
        control.stop.iter().chain(&control.when).for_each(|e| f(Node::Expr(e)));
    }
}

fn control_children<'a>(kind: &'a ControlKind, f: &mut dyn FnMut(Node<'a>)) {
    match kind {
        ControlKind::Range(bounds, by) => {
            bounds.iter().for_each(|e| f(Node::Expr(e)));
            by.iter().for_each(|e| f(Node::Expr(e)));
        }
        ControlKind::Value(e) | ControlKind::Repeat(e) => f(Node::Expr(e)),
        ControlKind::Query(query) => f(Node::Query(query)),
        ControlKind::Dynamic(text, using) => {
            f(Node::Expr(text));
            using.iter().for_each(|u| f(Node::Expr(&u.value)));
        }
        ControlKind::Of(_, of) => control_children(of, f),
    }
}

fn call_children<'a>(call: &'a Call, f: &mut dyn FnMut(Node<'a>)) {
    call.args.iter().for_each(|a| f(Node::Expr(&a.value)));
    let Some(more) = call.more.as_deref() else { return };
    more.order.iter().chain(&more.within).for_each(|k| f(Node::Expr(&k.expr)));
    more.keep.iter().flat_map(|k| &k.order).for_each(|k: &SortKey| f(Node::Expr(&k.expr)));
    more.keep.iter().flat_map(|k| &k.partition).chain(&more.filter).for_each(|e| f(Node::Expr(e)));
    if let Some(Over::Window(window)) = &more.over {
        window.partition.iter().for_each(|e| f(Node::Expr(e)));
        window.order.iter().for_each(|k| f(Node::Expr(&k.expr)));
        if let Some(Frame { unit: _, start, end, exclude: _ }) = &window.frame {
            for edge in std::iter::once(start).chain(end) {
                match edge {
                    Edge::Preceding(e) | Edge::Following(e) => f(Node::Expr(e)),
                    Edge::UnboundedPreceding | Edge::CurrentRow | Edge::UnboundedFollowing => {}
                }
            }
        }
    }
    more.on.iter().filter_map(|on| on.value.as_ref()).for_each(|e| f(Node::Expr(e)));
}

/// Calls `f` for the expression and everything below it, outer nodes first.
pub fn each<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    f(expr);
    children(expr, &mut |node| match node {
        Node::Expr(child) => each(child, f),
        Node::Query(_) => {}
    });
}

/// Names of objects in an expression, as far as the syntax shows them: types of casts, and what queries name. Sequences and
/// routines are resolved by `analyze`, which knows columns.
pub(super) fn mentions<'a>(expr: &'a Expr, found: &mut dyn FnMut(Mention<'a>)) {
    own_mentions(expr, found);
    children(expr, &mut |node| match node {
        Node::Expr(child) => mentions(child, found),
        Node::Query(query) => query.mentions(found),
    });
}

/// As [`mentions`], of the node alone.
pub(super) fn own_mentions<'a>(expr: &'a Expr, found: &mut dyn FnMut(Mention<'a>)) {
    if let ExprKind::Cast(cast) = &expr.kind {
        cast.ty.mentions(found);
    }
    if let ExprKind::Call(call) = &expr.kind {
        call.more.iter().filter_map(|m| m.returning.as_ref()).for_each(|ty| ty.mentions(found));
    }
}
