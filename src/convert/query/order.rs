//! `ORDER BY`: Oracle sorts nulls last where it ascends and first where it descends, as PostgreSQL does.

use super::names::Frame;
use super::{Out, scope};
use crate::convert::expr::{coerced, lower as lower_expr};
use crate::convert::{Cx, Lower};
use crate::finding::Rule;
use crate::ir::{ExprKind, SortKey};
use crate::name::Name;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[];

/// The keys of a query's own order: a position, an alias, or an expression.
pub(super) fn keys(
    cx: &mut Cx<'_>,
    schema: Option<&Name>,
    frame: &Frame<'_>,
    order: &[SortKey],
    columns: &[Out],
) -> Lower<Vec<pg::OrderKey>> {
    let keys: Vec<Lower<pg::OrderKey>> = order
        .iter()
        .map(|key| {
            let by_alias = match &key.expr.kind {
                ExprKind::Number(digits, _) => Some(pg::Expr::Number(digits.clone())),
                ExprKind::Name(path) => match path.parts.as_slice() {
                    [name] if frame.given.iter().any(|(given, _)| given == name) => {
                        columns.iter().find(|c| c.source == *name).map(|c| pg::Expr::name(c.name.clone()))
                    }
                    _ => None,
                },
                _ => None,
            };
            let expr = match by_alias {
                Some(expr) => expr,
                None => {
                    let low = lower_expr(cx, &scope(schema, Some(frame)), &key.expr)?;
                    coerced(cx, low).expr
                }
            };
            Ok(pg::OrderKey { expr, descending: key.descending, nulls_first: key.nulls_first })
        })
        .collect();
    keys.into_iter().collect()
}

/// The keys of an order inside an expression: of a window or aggregate.
pub(in crate::convert) fn inner(
    cx: &mut Cx<'_>,
    scope: &super::super::expr::Scope<'_>,
    order: &[SortKey],
) -> Lower<Vec<pg::OrderKey>> {
    let keys: Vec<Lower<pg::OrderKey>> = order
        .iter()
        .map(|key| {
            let low = lower_expr(cx, scope, &key.expr)?;
            let expr = coerced(cx, low).expr;
            Ok(pg::OrderKey { expr, descending: key.descending, nulls_first: key.nulls_first })
        })
        .collect();
    keys.into_iter().collect()
}
