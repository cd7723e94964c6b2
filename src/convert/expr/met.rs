//! Values that meet, of which one is taken or which are compared: one type for all.

#![expect(clippy::wildcard_enum_match_arm, reason = "only what makes a difference is named")]

use super::{Scope, coerce};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::ir::Class;
use crate::pg::{self, Type};
use crate::span::Span;

/// Values that meet (branches, arguments of `NVL`), all with the type of the first that has one, as Oracle converts them.
pub(in crate::convert) fn one_type(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    span: Span,
    values: Vec<Low>,
) -> Lower<Vec<Low>> {
    let lead = values.iter().find(|v| v.null != Null::Always && v.from.class != Class::Any).cloned();
    let Some(lead) = lead else { return Ok(values) };
    let numeric = |v: &Low| matches!(v.from.class, Class::Number | Class::Integer | Class::Positive | Class::Binary);
    let class = match lead.from.class {
        Class::Date | Class::Timestamp | Class::Zoned => [Class::Zoned, Class::Timestamp]
            .into_iter()
            .find(|c| values.iter().any(|v| v.from.class == *c))
            .unwrap_or(Class::Date),
        Class::Lob => Class::Text,
        class => class,
    };
    let alike = |v: &Low| {
        v.null == Null::Always || v.from.class == Class::Any || v.from.class == class || numeric(&lead) && numeric(v)
    };
    let fitted = values.into_iter().map(|v| {
        let v = coerce::no_empty(cx, v);
        if v.null == Null::Always {
            return Ok(Low { expr: pg::Expr::Null, ty: Type::Unknown, ..v });
        }
        if class == Class::Text {
            coerce::text(cx, scope, span, v)
        } else if alike(&v) {
            Ok(v)
        } else {
            coerce::to(cx, scope, span, v, class)
        }
    });
    fitted.collect()
}

/// The type of values that met by [`one_type`], of which one is taken: of numbers the widest.
pub(super) fn of_one(values: &[Low]) -> Option<(Type, Ty)> {
    let typed = || values.iter().filter(|v| v.null != Null::Always && v.ty != Type::Unknown);
    let first = typed().next().or_else(|| values.iter().find(|v| v.null != Null::Always)).or(values.first())?;
    let widest = typed().max_by_key(|v| width(&v.ty)).filter(|v| width(&v.ty) > 0);
    let Some(widest) = widest.filter(|_| typed().any(|v| v.ty != first.ty)) else {
        return Some((first.ty.clone(), first.from));
    };
    let ty = if matches!(widest.ty, Type::Numeric(_)) { Type::Numeric(None) } else { widest.ty.clone() };
    let flags = typed().fold(widest.from.flags, |flags, v| flags & v.from.flags);
    Some((ty, Ty { flags, ..Ty::of_class(widest.from.class) }))
}

/// How wide a type of numbers is; 0 for others.
pub(super) fn width(ty: &Type) -> u8 {
    match ty {
        Type::SmallInt => 1,
        Type::Integer => 2,
        Type::BigInt => 3,
        Type::Numeric(_) => 4,
        Type::Real => 5,
        Type::Double => 6,
        _ => 0,
    }
}

/// The type in which PostgreSQL compares two numbers.
pub(super) fn wider(a: &Type, b: &Type) -> Type {
    if width(b) > width(a) { b.unconstrained() } else { a.clone() }
}

/// Values that met by [`one_type`] and are null all: which of them is taken does not matter.
pub(super) fn all_null(values: &[Low]) -> Option<Low> {
    if values.iter().all(|v| v.null == Null::Always) { typed_null(values) } else { None }
}

/// Null of the type that values have.
pub(super) fn typed_null(values: &[Low]) -> Option<Low> {
    let typed = values.iter().find(|v| v.from.class != Class::Any)?;
    let ty = super::call::natural(typed.from.class);
    Some(Low { expr: pg::Expr::Null.cast(ty.clone()), ty, null: Null::Always, from: typed.from })
}
