//! Collections in SQL: `CAST(MULTISET(…) AS t)`, `CAST(COLLECT(x) AS t)`, multiset operators, lists that Oracle supplies.

use super::{Scope, coerce, lower as lower_expr, made};
use crate::analyze::rows::supplied;
use crate::analyze::{Null, Ty};
use crate::catalog::TypeShape;
use crate::convert::{Cx, Low, Lower, query};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Class, ExprKind, SetOp};
use crate::name::Name;
use crate::pg::{self, Type};

static GATHERED: Rule = Rule {
    name: "query-as-collection",
    codes: &[(Source::Oracle, "HD-346")],
    raw: Severity::ManualEffort,
    message: "a collection is gathered from rows as an array",
    help: "Nothing to do.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&GATHERED];

/// The array type that a collection type of the input became.
pub(super) fn array_of(cx: &Cx<'_>, schema: Option<&Name>, ty: &ir::Type) -> Option<Type> {
    let ir::Type::Named(name) = ty else { return None };
    if let Some(element) = supplied(&name.name) {
        return Some(Type::Array(Box::new(bare(cx.program.type_of(&element, schema)))));
    }
    let id = cx.program.resolve(name, schema)?;
    let object = cx.program.read.catalog.get(id);
    let ir::Kind::Type(user) = &object.kind else { return None };
    match &user.shape {
        TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } => {
            let element = cx.program.type_of(of, object.name.schema.as_ref());
            Some(Type::Array(Box::new(element)))
        }
        TypeShape::Object(_) | TypeShape::Incomplete | TypeShape::Domain { .. } | TypeShape::Enumeration(_) => None,
    }
}

/// A type without its length.
fn bare(ty: Type) -> Type {
    match ty {
        Type::Varchar(_) => Type::Text,
        Type::Numeric(_) => Type::Numeric(None),
        other => other,
    }
}

/// `CAST(x AS collection)`: a query or the values of a group as an array.
pub(super) fn cast(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, value: &ir::Expr, ty: Type) -> Lower<Low> {
    let element = if let Type::Array(of) = &ty { (**of).clone() } else { return super::unknown(cx, e, "this `CAST`") };
    let expr = match &value.kind {
        ExprKind::Multiset(inner) | ExprKind::Subquery(inner) => {
            gathered(cx, scope, e, inner, &element)?.cast(ty.clone())
        }
        ExprKind::Call(call) if matches!(call.name.parts.as_slice(), [n] if n == "COLLECT") => {
            collect(cx, scope, e, call)?.cast(ty.clone())
        }
        _ => {
            let low = lower_expr(cx, scope, value)?;
            if !matches!(low.ty, Type::Array(_)) {
                return super::unknown(cx, e, "`CAST` of this value to a collection");
            }
            if low.ty == ty { low.expr } else { low.expr.cast(ty.clone()) }
        }
    };
    cx.exact(&GATHERED, e.at.span);
    Ok(Low { expr, ty, null: Null::Maybe, from: Ty::of_class(Class::Any) })
}

/// `MULTISET(SELECT …)`: several columns are the attributes of an object.
fn gathered(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, inner: &ir::Query, element: &Type) -> Lower<pg::Expr> {
    let lowered = query::lower(cx, query::Env { schema: scope.schema, outer: scope.query }, inner)?;
    let object = matches!(element, Type::Named(_));
    if !object && lowered.columns.len() == 1 {
        return Ok(pg::Expr::ArrayQuery(Box::new(lowered.query)));
    }
    if !object || lowered.columns.iter().any(|c| c.name.is_empty()) {
        return Err(super::refused(cx, e, "`MULTISET` of these columns"));
    }
    if let [only] = lowered.columns.as_slice()
        && only.ty == *element
    {
        return Ok(pg::Expr::ArrayQuery(Box::new(lowered.query)));
    }
    let of = cx.fresh("sq");
    let fields = lowered.columns.iter().map(|c| pg::Expr::Name(Box::new([of.clone(), c.name.clone()]))).collect();
    let row = pg::Expr::Row(fields).cast(element.clone());
    let select = pg::Select {
        targets: vec![(row, None)],
        from: vec![pg::From::Query(Box::new(lowered.query), of)],
        ..pg::Select::default()
    };
    Ok(pg::Expr::ArrayQuery(Box::new(pg::Query::select(select))))
}

/// `COLLECT([DISTINCT] x ORDER BY k)`: of no rows it is empty.
fn collect(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &ir::Call) -> Lower<pg::Expr> {
    let [only] = call.args.as_slice() else { return Err(super::refused(cx, e, "COLLECT")) };
    if scope.query.is_none() {
        return Err(super::refused(cx, e, "COLLECT"));
    }
    let low = lower_expr(cx, scope, &only.value)?;
    let low = coerce::no_empty(cx, low);
    let order = match call.more.as_ref() {
        Some(more) => query::sorted(cx, scope, &more.order)?,
        None => Vec::new(),
    };
    let mut array = pg::Expr::call("array_agg", [low.expr]);
    if let pg::Expr::Call(made) = &mut array {
        (made.distinct, made.order) = (call.distinct, order);
    }
    Ok(pg::Expr::call("coalesce", [array, pg::Expr::text("{}")]))
}

/// `a MULTISET UNION DISTINCT b` and its kin.
pub(super) fn multiset(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    op: SetOp,
    distinct: bool,
    sides: &[ir::Expr; 2],
) -> Lower<Low> {
    let [a, b] = super::two(cx, scope, sides)?;
    if !matches!(a.ty, Type::Array(_)) || a.ty != b.ty {
        return super::unknown(cx, e, "a set operator on these collections");
    }
    let helper = match (op, distinct) {
        (SetOp::Union, false) => "multiset_union",
        (SetOp::Union, true) => "multiset_union_distinct",
        (SetOp::Intersect, false) => "multiset_intersect",
        (SetOp::Except, false) => "multiset_except",
        (SetOp::Except, true) => "multiset_except_distinct",
        (SetOp::Intersect, true) => return super::unknown(cx, e, "`MULTISET INTERSECT DISTINCT`"),
    };
    Ok(Low { expr: pg::Expr::helper(helper, [a.expr, b.expr]), ty: a.ty, null: Null::Maybe, from: a.from })
}

/// `SYS.ODCINUMBERLIST(1, 2)`: a collection type that Oracle supplies.
pub(super) fn list(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    call: &ir::Call,
    args: &[Low],
) -> Option<Lower<Low>> {
    let element = match call.name.parts.as_slice() {
        [name] => supplied(name)?,
        [schema, name] if schema == "SYS" => supplied(name)?,
        _ => return None,
    };
    let ty = bare(cx.program.type_of(&element, scope.schema));
    let items: Vec<Lower<pg::Expr>> = args.iter().map(|low| coerce::assign(cx, low.clone(), &ty, e.at.span)).collect();
    let items = match items.into_iter().collect::<Lower<Vec<pg::Expr>>>() {
        Ok(items) => items,
        Err(manual) => return Some(Err(manual)),
    };
    let array = Type::Array(Box::new(ty));
    Some(Ok(made(pg::Expr::Array(items.into_boxed_slice()).cast(array.clone()), array, Null::Never, Class::Any)))
}
