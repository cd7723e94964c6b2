//! `QUALIFY`: rows are kept by the values of analytic functions, which a query around computes first.

use super::{Lowered, Out, refuse};
use crate::convert::{Cx, Lower};
use crate::name::Name;
use crate::pg::{self, Expr};
use crate::span::Span;

/// The rows of a select for which a condition holds.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    span: Span,
    mut made: pg::Select,
    mut columns: Vec<Out>,
    condition: Expr,
) -> Lower<Lowered> {
    let starred = made.targets.iter().any(|(e, _)| matches!(e, Expr::Star | Expr::StarOf(_)));
    let mut taken: Vec<Name> = Vec::new();
    for (n, out) in columns.iter_mut().enumerate() {
        if out.name.is_empty() || taken.contains(&out.name) {
            out.name = format!("column{}", n + 1).into();
            match made.targets.get_mut(n).filter(|_| !starred) {
                Some((_, alias)) => *alias = Some(out.name.clone()),
                None => return Err(refuse(cx, span, "`QUALIFY` of columns without names")),
            }
        }
        taken.push(out.name.clone());
    }
    let of = cx.fresh("sq");
    let named = |name: &Name| Expr::Name(Box::new([of.clone(), name.clone()]));
    let outer = pg::Select {
        distinct: std::mem::take(&mut made.distinct),
        limit: std::mem::take(&mut made.limit),
        ..pg::Select::default()
    };
    let mut order = Vec::new();
    for (n, mut key) in std::mem::take(&mut made.order).into_iter().enumerate() {
        let known = made.targets.iter().zip(&columns).find(|((e, _), _)| !starred && *e == key.expr);
        let name = match known {
            Some((_, out)) => out.name.clone(),
            None if outer.distinct => return Err(refuse(cx, span, "an order of `QUALIFY` with DISTINCT")),
            None => {
                let name: Name = format!("key{}", n + 1).into();
                made.targets.push((key.expr, Some(name.clone())));
                name
            }
        };
        key.expr = named(&name);
        order.push(key);
    }
    let test: Name = "qualifies".into();
    if columns.iter().any(|c| c.name == test) {
        return Err(refuse(cx, span, "`QUALIFY` beside a column of the name QUALIFIES"));
    }
    made.targets.push((condition, Some(test.clone())));
    let targets = columns.iter().map(|out| (named(&out.name), None)).collect();
    let condition = Some(named(&test));
    let from = vec![pg::From::Query(Box::new(pg::Query::select(made)), of.clone())];
    let query = pg::Query::select(pg::Select { targets, from, condition, order, ..outer });
    Ok(Lowered { query, columns })
}
