//! `ORDER BY` of distinct rows by something that is computed from their columns: it is computed by a query around them, as
//! PostgreSQL sorts distinct rows by what they show only.

use super::names::{Col, Frame};
use super::{Env, Out, order, refuse};
use crate::analyze::scope::Source;
use crate::convert::{Cx, Low, Lower};
use crate::ir;
use crate::name::Name;
use crate::pg::{self, Expr};

/// Whether distinct rows are sorted by something that they do not show as it stands.
fn needed(made: &pg::Select, columns: &[Out]) -> bool {
    let shown = |key: &pg::OrderKey| match &key.expr {
        Expr::Number(_) => true,
        Expr::Name(parts) if matches!(&**parts, [name] if columns.iter().any(|c| c.name == *name)) => true,
        expr => made.targets.iter().any(|(target, _)| target == expr) || starred(made) && matches!(expr, Expr::Name(_)),
    };
    made.distinct && !made.order.iter().all(shown)
}

fn starred(made: &pg::Select) -> bool {
    made.targets.iter().any(|(e, _)| matches!(e, Expr::Star | Expr::StarOf(_)))
}

/// The query around distinct rows, which sorts and limits them, where they need one; its source is still to come, under the name
/// that comes with it.
pub(super) fn around(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    select: &ir::Select,
    query: &ir::Query,
    made: &mut pg::Select,
    columns: &mut [Out],
) -> Lower<Option<(pg::Select, Name)>> {
    if !needed(made, columns) {
        return Ok(None);
    }
    let of = cx.fresh("sq");
    let starred = starred(made);
    let mut taken: Vec<Name> = Vec::with_capacity(columns.len());
    for (n, out) in columns.iter_mut().enumerate() {
        if out.name.is_empty() || taken.contains(&out.name) {
            out.name = format!("column{}", n + 1).into();
            match made.targets.get_mut(n).filter(|_| !starred) {
                Some((_, alias)) => *alias = Some(out.name.clone()),
                None => return Err(refuse(cx, select.at.span, "an order of distinct columns of the same name")),
            }
        }
        taken.push(out.name.clone());
    }
    let named = |name: &Name| Expr::Name(Box::new([of.clone(), name.clone()]));
    let low = |out: &Out| Low { expr: named(&out.name), ty: out.ty.clone(), null: out.null, from: out.from };
    let (mut given, mut carried) = (Vec::new(), Vec::new());
    if !starred {
        for (target, out) in select.targets.iter().zip(&*columns) {
            carried.push((target.expr.clone(), low(out)));
            given.extend(target.alias.iter().map(|alias| (alias.clone(), low(out))));
        }
    }
    let shown = |col: &Col| {
        let known = made.targets.iter().zip(&*columns);
        let listed = known.filter(|((e, _), _)| *e == col.low(true).expr || *e == col.low(frame.qualified).expr);
        let found = listed.map(|(_, out)| out).next();
        found.or_else(|| columns.iter().find(|out| starred && out.name == col.name)).map(|out| out.name.clone())
    };
    let carry = |source: &Source<Col>| Source {
        columns: source.columns.as_ref().map(|columns| {
            let own = |(name, col): &(Name, Col)| {
                shown(col).map(|shown| (name.clone(), Col { of: of.clone(), name: shown, ..col.clone() }))
            };
            columns.iter().filter_map(own).collect()
        }),
        ..source.clone()
    };
    let sources = frame.sources.iter().map(carry).collect();
    let sorted = Frame { sources, given, carried, qualified: true, outer: env.outer, ..Frame::default() };
    let order = order::keys(cx, env.schema, &sorted, &query.order, &[])?;
    let targets = columns.iter().map(|out| (named(&out.name), None)).collect();
    made.order.clear();
    let limit = std::mem::take(&mut made.limit);
    Ok(Some((pg::Select { targets, order, limit, ..pg::Select::default() }, of)))
}
