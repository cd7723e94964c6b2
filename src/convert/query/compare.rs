//! Queries in conditions and values: `EXISTS`, `IN`, `ANY`, and those of one value.

use super::super::expr::{Scope, comparison_sign, lower as lower_expr, made, seeks, to_class};
use super::{Env, Lowered, Out, lower, refuse};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Class, ExprKind, In, InSet, Quantified};
use crate::pg::{self, Type};

fn below(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, query: &ir::Query) -> Lower<Lowered> {
    if !scope.place.takes_queries() {
        return Err(refuse(cx, e.at.span, "a query"));
    }
    lower(cx, Env { schema: scope.schema, outer: scope.query }, query)
}

fn truth(expr: pg::Expr, null: Null) -> Low {
    made(expr, Type::Boolean, null, Class::Boolean)
}

/// `EXISTS (SELECT …)`.
pub fn exists(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, query: &ir::Query) -> Lower<Low> {
    super::shown::by_name(cx, query);
    let lowered = below(cx, scope, e, query)?;
    Ok(truth(pg::Expr::Exists(Box::new(lowered.query)), Null::Never))
}

/// `(SELECT …)` of one value.
pub fn scalar(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, query: &ir::Query) -> Lower<Low> {
    let lowered = below(cx, scope, e, query)?;
    let Ok([column]) = <[Out; 1]>::try_from(lowered.columns) else {
        return Err(refuse(cx, e.at.span, "a query of several columns as a value"));
    };
    let column = column.settled();
    Ok(Low { expr: pg::Expr::Subquery(Box::new(lowered.query)), ty: column.ty, null: Null::Maybe, from: column.from })
}

/// `x IN (SELECT …)`, `(a, b) IN (SELECT …)`.
pub fn within(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, i: &In, query: &ir::Query) -> Lower<Low> {
    let lowered = below(cx, scope, e, query);
    let left = left(cx, scope, e, &i.left, lowered.as_ref().ok().map(|l| l.columns.as_slice()));
    let (mut lowered, left) = (lowered?, left?);
    if let (pg::Expr::Name(_), [column]) = (&left, lowered.columns.as_slice()) {
        let ty = column.ty.clone();
        let own = lower_expr(cx, scope, &i.left)?;
        if seeks(cx, scope, &i.left, &own, &ty)
            && let pg::Query::Select(select) = &mut lowered.query
            && let [(value, _)] = select.targets.as_mut_slice()
            && !matches!(value, pg::Expr::Star | pg::Expr::StarOf(_))
        {
            *value = pg::Expr::helper("as_key", [std::mem::replace(value, pg::Expr::Null)]);
        }
    }
    let set = pg::InSet::Query(lowered.query);
    Ok(truth(pg::Expr::In(Box::new(pg::In { not: i.not, left, set })), Null::Maybe))
}

/// `x > ANY (SELECT …)`.
pub fn quantified(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, q: &Quantified) -> Lower<Low> {
    let InSet::Query(query) = &q.right else { return Err(refuse(cx, e.at.span, "`ANY`")) };
    let lowered = below(cx, scope, e, query);
    let left = left(cx, scope, e, &q.left, lowered.as_ref().ok().map(|l| l.columns.as_slice()));
    let (lowered, left) = (lowered?, left?);
    let Some(op) = comparison_sign(q.op) else { return Err(refuse(cx, e.at.span, "this comparison")) };
    let right = pg::InSet::Query(lowered.query);
    Ok(truth(pg::Expr::Quantified(Box::new(pg::Quantified { op, all: q.all, left, right })), Null::Maybe))
}

/// `(a, b) = (SELECT x, y …)`, where this is one.
pub fn row(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    op: ir::Compare,
    sides: &[ir::Expr; 2],
) -> Option<Lower<Low>> {
    let [a, b] = sides;
    let (ExprKind::Tuple(_), ExprKind::Subquery(query), Some(op)) = (&a.kind, &b.kind, comparison_sign(op)) else {
        return None;
    };
    let lowered = below(cx, scope, e, query);
    let left = left(cx, scope, e, a, lowered.as_ref().ok().map(|l| l.columns.as_slice()));
    let one = |lowered: Lowered, left: pg::Expr| {
        truth(left.infix(op, pg::Expr::Subquery(Box::new(lowered.query))), Null::Maybe)
    };
    Some(lowered.and_then(|lowered| Ok(one(lowered, left?))))
}

/// The value that is compared with the columns of a query, with their types.
fn left(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, left: &ir::Expr, columns: Option<&[Out]>) -> Lower<pg::Expr> {
    let parts = if let ExprKind::Tuple(items) = &left.kind { items.iter().collect() } else { vec![left] };
    let lows: Vec<Lower<Low>> = parts.into_iter().map(|p| lower_expr(cx, scope, p)).collect();
    let lows = lows.into_iter().collect::<Lower<Vec<Low>>>()?;
    let Some(columns) = columns else { return Ok(pg::Expr::Null) };
    if columns.len() != lows.len() {
        return Err(refuse(cx, e.at.span, "a comparison with a query of another number of columns"));
    }
    let mut fitted = Vec::with_capacity(lows.len());
    for (low, column) in lows.into_iter().zip(columns) {
        fitted.push(fit(cx, scope, e, low, column)?.expr);
    }
    Ok(match <[pg::Expr; 1]>::try_from(fitted) {
        Ok([one]) => one,
        Err(several) => pg::Expr::Row(several.into_boxed_slice()),
    })
}

fn fit(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, low: Low, column: &Out) -> Lower<Low> {
    let (own, other) = (kind(low.from), kind(column.from));
    let padded = |ty: &Type| matches!(ty, Type::Char(_));
    if low.null == Null::Always || column.null == Null::Always {
        return Ok(low);
    }
    match (own, other) {
        (Kind::Text, Kind::Text) if padded(&low.ty) == padded(&column.ty) => Ok(low),
        (Kind::Text, Kind::Text) if padded(&low.ty) => to_class(cx, scope, e.at.span, low, Class::Text),
        (Kind::Text, Kind::Text) if matches!(low.expr, pg::Expr::Text(_)) => Ok(low),
        (Kind::Text, Kind::Number) => to_class(cx, scope, e.at.span, low, Class::Number),
        (Kind::Text, Kind::Time) => to_class(cx, scope, e.at.span, low, column.from.class),
        (Kind::Text, Kind::Text) => Err(refuse(cx, e.at.span, "a comparison of VARCHAR2 with CHAR columns of a query")),
        (a, b) if a == b => Ok(low),
        _ => Err(refuse(cx, e.at.span, "a comparison with a query of another type")),
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Text,
    Number,
    Time,
    Other(Class),
}

fn kind(ty: Ty) -> Kind {
    match ty.class {
        Class::Text | Class::Lob | Class::Literal => Kind::Text,
        Class::Number | Class::Positive | Class::Integer | Class::Binary => Kind::Number,
        Class::Date | Class::Timestamp | Class::Zoned => Kind::Time,
        other @ (Class::Any
        | Class::Months
        | Class::Days
        | Class::Raw
        | Class::Blob
        | Class::Boolean
        | Class::Xml
        | Class::Json) => Kind::Other(other),
    }
}
