//! Names of columns in the expressions of a table: checks, generated values, index keys. Queries hold none of them.

use super::plsql::Choice;
use super::walk::each;
use super::{Expr, ExprKind, InSet, Step, Test};
use crate::name::Name;

/// Calls `found` for each name that may be a column: the parts of a name but those of a call.
pub(super) fn find<'a>(expr: &'a Expr, found: &mut dyn FnMut(&'a Name)) {
    each(expr, &mut |e| {
        if let ExprKind::Name(path) = &e.kind {
            // `column`, `column.attribute`, `table.column`
            path.parts.iter().take(2).for_each(&mut *found);
        }
    });
}

/// Gives a column another name.
// exhaustive match: one arm a node, as in `walk::children`, but for change
pub(super) fn rename(expr: &mut Expr, from: &Name, to: &Name) {
    let mut go = |e: &mut Expr| rename(e, from, to);
    match &mut expr.kind {
        ExprKind::Name(path) => {
            let part = match path.parts.as_mut_slice() {
                [only] | [_, only] => Some(only),
                _ => None,
            };
            if let Some(part) = part
                && part == from
            {
                part.clone_from(to);
            } else if let [first, _] = path.parts.as_mut_slice()
                && first == from
            {
                first.clone_from(to);
            }
        }
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
        | ExprKind::Star(_)
        | ExprKind::Exists(_)
        | ExprKind::Subquery(_)
        | ExprKind::Cursor(_)
        | ExprKind::Multiset(_)
        | ExprKind::Unread(_) => {}
        ExprKind::Call(call) => call.args.iter_mut().for_each(|a| go(&mut a.value)),
        ExprKind::Unary(_, operand) | ExprKind::OuterJoinMark(operand) => go(operand),
        ExprKind::Extract(parts) => go(&mut parts.1),
        ExprKind::Binary(_, sides) | ExprKind::Compare(_, sides) | ExprKind::Overlaps(sides) => {
            sides.iter_mut().for_each(go);
        }
        ExprKind::Between(_, parts) => parts.iter_mut().for_each(go),
        ExprKind::Concat(_, items) | ExprKind::And(items) | ExprKind::Or(items) | ExprKind::Tuple(items) => {
            items.iter_mut().for_each(go);
        }
        ExprKind::Quantified(q) => {
            go(&mut q.left);
            rename_set(&mut q.right, &mut go);
        }
        ExprKind::Is(is) => {
            go(&mut is.operand);
            if let Test::Member(e) | Test::Submultiset(e) = &mut is.test {
                go(e);
            }
        }
        ExprKind::In(i) => {
            go(&mut i.left);
            rename_set(&mut i.set, &mut go);
        }
        ExprKind::Like(like) => {
            go(&mut like.text);
            go(&mut like.pattern);
            like.escape.iter_mut().for_each(go);
        }
        ExprKind::Case(case) => {
            case.selector.iter_mut().for_each(&mut go);
            for (when, then) in &mut case.arms {
                go(when);
                go(then);
            }
            case.otherwise.iter_mut().for_each(go);
        }
        ExprKind::Cast(cast) => {
            go(&mut cast.value);
            cast.on_error.iter_mut().chain(&mut cast.format).for_each(go);
        }
        ExprKind::AtZone(parts) => {
            go(&mut parts.0);
            parts.1.iter_mut().for_each(go);
        }
        ExprKind::IntervalOf(parts) => go(&mut parts.0),
        ExprKind::BoundInterval(it) => go(&mut it.value),
        // only of code, in which no column is renamed
        ExprKind::Keyed(keyed) => go(&mut keyed.value),
        ExprKind::Choices(choices) => choices.iter_mut().for_each(|choice| match choice {
            Choice::Is(e) | Choice::Test(e) => go(e),
        }),
        ExprKind::Collate(parts) => go(&mut parts.0),
        ExprKind::Step(parts) => {
            go(&mut parts.0);
            match &mut parts.1 {
                Step::Field(_) | Step::Attribute(_) | Step::Cells(_) => {}
                Step::Method(_, args) | Step::Index(args) => args.iter_mut().for_each(|a| go(&mut a.value)),
            }
        }
    }
}

fn rename_set(set: &mut InSet, go: &mut dyn FnMut(&mut Expr)) {
    if let InSet::List(items) = set {
        items.iter_mut().for_each(go);
    }
}
