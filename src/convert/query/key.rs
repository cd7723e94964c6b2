//! Integer columns that are compared with decimal variables: the value is converted, so that an index of the column serves.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named stays as it is")]

use super::names::{Col, Frame};
use crate::convert::expr::Locals;
use crate::name::Name;
use crate::pg::{Expr, Op, Type};

/// `column = variable` among the conditions that must all hold: a variable with a fraction equals no whole number, and null is as
/// good as false there.
pub(in crate::convert) fn sharpen(frame: &Frame<'_>, condition: Expr) -> Expr {
    let Some(locals) = frame.variables() else { return condition };
    match condition {
        Expr::And(items) => Expr::And(items.into_vec().into_iter().map(|e| sharpen(frame, e)).collect()),
        Expr::Infix(Op::Eq, sides) => {
            let [a, b] = *sides;
            let (a, b) = match (helper(frame, locals, &a, &b), helper(frame, locals, &b, &a)) {
                (Some(helper), _) => (a, Expr::helper(helper, [b])),
                (None, Some(helper)) => (Expr::helper(helper, [a]), b),
                (None, None) => (a, b),
            };
            Expr::Infix(Op::Eq, Box::new([a, b]))
        }
        other => other,
    }
}

/// What makes an integer of the variable, where one side is an integer column and the other a decimal variable.
fn helper(frame: &Frame<'_>, locals: &Locals, column: &Expr, variable: &Expr) -> Option<&'static str> {
    let (Expr::Name(column), Expr::Name(variable)) = (column, variable) else { return None };
    let own = &column_of(frame, column)?.ty;
    if column_of(frame, variable).is_some() {
        return None;
    }
    match (own, variable_type(locals, variable)?) {
        (Type::SmallInt | Type::Integer, Type::Numeric(_)) => Some("as_int"),
        (Type::BigInt, Type::Numeric(_)) => Some("as_bigint"),
        _ => None,
    }
}

/// The column that a name of the target means, in this query or one around it.
fn column_of<'f>(frame: &'f Frame<'_>, name: &[Name]) -> Option<&'f Col> {
    let (last, of) = name.split_last()?;
    let columns = frame.sources.iter().filter_map(|s| s.columns.as_ref()).flatten();
    let found = columns.map(|(_, col)| col).find(|c| c.name == *last && of.last().is_none_or(|of| *of == c.of));
    found.or_else(|| frame.outer.and_then(|outer| column_of(outer, name)))
}

/// The type of a variable, or of a field of one.
fn variable_type<'l>(locals: &'l Locals, name: &[Name]) -> Option<&'l Type> {
    let (first, steps) = name.split_first()?;
    let local = locals.variables.iter().rev().find(|l| l.target == *first)?;
    let mut ty = &local.ty;
    let mut fields = local.fields.as_ref();
    for step in steps {
        let field = fields?.iter().find(|f| f.target == *step)?;
        (ty, fields) = (&field.ty, field.fields.as_ref());
    }
    Some(ty)
}
