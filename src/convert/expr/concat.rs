//! `a || b`, where Oracle reads null as the empty text.

use super::{Scope, coerce, made, values};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Binary, Class, ExprKind};
use crate::pg;

static CONCAT: Rule = Rule {
    name: "concatenation-with-null",
    codes: &[(Source::Oracle, "OR-NUL-002")],
    raw: Severity::DataLossRisk,
    message: "a concatenation keeps its other operands where one is null",
    help: "Nothing to do: a || b became concat(a, b), and stays || where no operand can be null.",
    ..super::RULE
};

static PRECEDENCE: Rule = Rule {
    name: "concatenation-beside-plus",
    codes: &[(Source::Oracle, "OR-CHR-023")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    message: "`||` stands beside + or - without parentheses: Oracle takes them from left to right, and the output says so by parentheses",
    help: "Check that the author meant it so: a || b + c is (a || b) + c in Oracle.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CONCAT, &PRECEDENCE];

/// Says that `||` and an addition meet without parentheses: a node in parentheses begins behind its parent.
pub(super) fn beside_plus(cx: &mut Cx<'_>, e: &ir::Expr, left: &ir::Expr) {
    let meets = match (&e.kind, &left.kind) {
        (ExprKind::Concat(..), ExprKind::Binary(op, _)) | (ExprKind::Binary(op, _), ExprKind::Concat(..)) => {
            matches!(op, Binary::Add | Binary::Subtract)
        }
        _ => false,
    };
    if meets && e.at.span.lo == left.at.span.lo {
        cx.raise(PRECEDENCE.at(e.at.span));
    }
}

/// Lowers a chain.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, items: &[ir::Expr]) -> Lower<Low> {
    if let Some(first) = items.first() {
        beside_plus(cx, e, first);
    }
    let items = values(cx, scope, items)?;
    join(cx, scope, e, items)
}

/// Joins lowered operands.
pub(super) fn join(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, items: Vec<Low>) -> Lower<Low> {
    let items: Vec<Low> = items.into_iter().filter(|low| low.null != Null::Always).collect();
    let lob = items.iter().any(|low| low.from.class == Class::Lob);
    let class = if lob { Class::Lob } else { Class::Text };
    let items: Vec<Lower<Low>> = items.into_iter().map(|low| coerce::text(cx, scope, e.at.span, low)).collect();
    let items: Vec<Low> = items.into_iter().collect::<Lower<_>>()?;
    let items = match <[Low; 1]>::try_from(items) {
        Ok([one]) => return Ok(one),
        Err(items) => items,
    };
    if items.is_empty() {
        return Ok(made(pg::Expr::Null, pg::Type::Unknown, Null::Always, class));
    }
    // A text that may be empty counts as null: it makes nothing sure of the whole.
    let filled = items.iter().any(|low| low.null == Null::Never && low.from.flags & Ty::EMPTIABLE == 0);
    let plain = items.iter().all(|low| low.null == Null::Never);
    let joined = if plain {
        let typed = items.iter().any(|low| low.ty != pg::Type::Unknown);
        let mut parts: Vec<pg::Expr> = items.into_iter().map(|low| low.expr).collect();
        if !typed && let Some(first) = parts.first_mut() {
            *first = std::mem::replace(first, pg::Expr::Null).cast(pg::Type::Text);
        }
        pg::Expr::Concat(parts.into_boxed_slice())
    } else {
        cx.exact(&CONCAT, e.at.span);
        if scope.place.is_immutable() {
            let parts = items.into_iter().map(|low| {
                let never = low.null == Null::Never;
                if never { low.expr } else { pg::Expr::call("coalesce", [low.expr, pg::Expr::text("")]) }
            });
            pg::Expr::Concat(parts.collect())
        } else {
            pg::Expr::call("concat", items.into_iter().map(|low| written(low.expr)))
        }
    };
    if filled {
        return Ok(made(joined, pg::Type::Text, Null::Never, class));
    }
    let whole = pg::Expr::call("nullif", [joined, pg::Expr::text("")]);
    Ok(made(whole, pg::Type::Text, Null::Maybe, class))
}

/// `concat` writes whole numbers as texts by itself.
fn written(e: pg::Expr) -> pg::Expr {
    match e {
        pg::Expr::Cast(parts) if parts.1 == pg::Type::Text && !matches!(parts.0, pg::Expr::Text(_)) => parts.0,
        other => other,
    }
}
