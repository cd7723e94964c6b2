//! Integer columns that are compared with decimal variables: the value is converted, so that an index of the column serves.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named stays as it is")]

use super::body::Code;
use super::declare::column_type;
use crate::catalog::ObjectId;
use crate::ir;
use crate::name::Name;
use crate::pg::{Expr, Op, Type};

/// `column = variable` among the conditions that must all hold: a variable with a fraction equals no whole number, and null is as
/// good as false there.
pub(super) fn sharpen(code: &Code<'_, '_>, table: ObjectId, condition: Expr) -> Expr {
    match condition {
        Expr::And(items) => Expr::And(items.into_vec().into_iter().map(|e| sharpen(code, table, e)).collect()),
        Expr::Infix(Op::Eq, sides) => {
            let [a, b] = *sides;
            let (a, b) = match (helper(code, table, &a, &b), helper(code, table, &b, &a)) {
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
fn helper(code: &Code<'_, '_>, table: ObjectId, column: &Expr, variable: &Expr) -> Option<&'static str> {
    let (Expr::Name(column), Expr::Name(variable)) = (column, variable) else { return None };
    let own = column_of(code, table, column.last()?)?;
    let [variable] = &**variable else { return None };
    if column_of(code, table, variable).is_some() {
        return None;
    }
    let local = code.locals.variables.iter().rev().find(|l| l.target == *variable)?;
    match (own, &local.ty) {
        (Type::SmallInt | Type::Integer, Type::Numeric(_)) => Some("as_int"),
        (Type::BigInt, Type::Numeric(_)) => Some("as_bigint"),
        _ => None,
    }
}

/// The type of a column, by its name in the target.
fn column_of(code: &Code<'_, '_>, table: ObjectId, name: &Name) -> Option<Type> {
    let program = code.cx.program;
    let ir::Kind::Table(shape) = &program.read.catalog.get(table).kind else { return None };
    let column = shape.columns.iter().find(|c| program.plan.names.column(table, &c.name) == *name)?;
    column_type(program, table, &column.name)
}
