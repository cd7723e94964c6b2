//! Declarations: variables and constants, and the types that code may use.

#![expect(clippy::wildcard_enum_match_arm, reason = "most types are the same with and without length")]

use super::body::Code;
use crate::catalog::ObjectId;
use crate::convert::{Lower, Program, named};
use crate::ir::plsql::{Block, Declaration, DeclarationKind, Variable};
use crate::ir::{self, Type};
use crate::name::Name;
use crate::pg;
use crate::span::Span;

/// Names that PL/pgSQL has already, or reads as its own words.
const TAKEN: [&str; 9] = ["found", "sqlstate", "sqlerrm", "new", "old", "strict", "execute", "foreach", "perform"];

/// The name of a variable.
pub(super) fn variable_name(folded: &str) -> Name {
    if TAKEN.contains(&folded) || folded.starts_with("tg_") {
        return format!("{folded}_").into();
    }
    folded.into()
}

/// The name of a parameter, as callers write it.
pub(in crate::convert) fn parameter_name(program: &Program<'_>, name: &Name) -> Name {
    variable_name(&program.plan.names.fold(name))
}

/// The declarations of a block; what is declared is in sight afterwards. And statements that come first: places of
/// declarations without a form.
pub(super) fn all(code: &mut Code<'_, '_>, block: &Block) -> (Vec<pg::Declaration>, Vec<pg::Stmt>) {
    let (mut made, mut first) = (Vec::new(), Vec::new());
    for it in &block.declarations {
        match one(code, block, it, &mut first) {
            Ok(declaration) => made.extend(declaration),
            Err(why) => first.push(code.gap(it.at, &why)),
        }
    }
    (made, first)
}

fn one(
    code: &mut Code<'_, '_>,
    block: &Block,
    it: &Declaration,
    first: &mut Vec<pg::Stmt>,
) -> Lower<Option<pg::Declaration>> {
    let span = it.at.span;
    let what = match &it.kind {
        DeclarationKind::Variable(variable) => return Ok(variable_of(code, block, it, variable, first)),
        DeclarationKind::Exception(_) => "an exception of one's own",
        DeclarationKind::Type(_) => "a type declared in code",
        DeclarationKind::Subtype(_) => "a subtype",
        DeclarationKind::Cursor(_) => "a cursor",
        DeclarationKind::Pragma(_) => "a pragma",
        DeclarationKind::Routine(_) => "a routine within a routine",
        DeclarationKind::Unread(_) => "a declaration that is not understood",
    };
    Err(code.refuse(what, span))
}

/// A variable; one whose type has no form is not declared, and where the value has none, it is declared without.
fn variable_of(
    code: &mut Code<'_, '_>,
    block: &Block,
    it: &Declaration,
    variable: &Variable,
    first: &mut Vec<pg::Stmt>,
) -> Option<pg::Declaration> {
    let Variable { name, constant, ty, not_null, default } = variable;
    let ty = match type_of(code, ty, it.at.span) {
        Ok(ty) => ty,
        Err(why) => {
            first.push(code.gap(it.at, &why));
            code.declare_broken(&block.labels, name, why);
            return None;
        }
    };
    let value = default.as_ref().map(|e| code.value(e, &ty));
    let name = code.declare(&block.labels, name, ty.clone(), *constant);
    let whole = |value| pg::Declaration {
        at: it.at,
        name: name.clone(),
        constant: *constant,
        ty: ty.clone(),
        not_null: *not_null,
        value,
    };
    match value.transpose() {
        Ok(value) => Some(whole(value)),
        Err(why) => {
            first.push(code.gap(it.at, &why));
            Some(pg::Declaration { constant: false, not_null: false, ..whole(None) })
        }
    }
}

/// The type of a column, as it is made.
pub(super) fn column_type(program: &Program<'_>, id: ObjectId, column: &Name) -> Option<pg::Type> {
    let object = program.read.catalog.get(id);
    let ir::Kind::Table(table) = &object.kind else { return None };
    let column = table.columns.iter().find(|c| c.name == *column)?;
    let planned = program.plan.columns.get(&(id, column.name.clone())).cloned();
    planned.or_else(|| column.ty.as_ref().map(|ty| program.type_of(ty, object.name.schema.as_ref())))
}

/// The type of a variable, parameter or result.
pub(super) fn type_of(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<pg::Type> {
    let what = match ty {
        Type::TypeOf(parts) => {
            if let Some(local) = code.locals.find(parts) {
                return Ok(local.ty.clone());
            }
            return by_name(code, ty, span);
        }
        Type::PlsInteger("PLS_INTEGER" | "BINARY_INTEGER")
        | Type::Number { .. }
        | Type::AnsiInteger(_)
        | Type::AnsiDecimal { .. }
        | Type::Float { .. }
        | Type::BinaryFloat
        | Type::BinaryDouble
        | Type::Boolean
        | Type::Char { .. }
        | Type::Varchar { .. }
        | Type::Clob { .. }
        | Type::Raw(_)
        | Type::Blob
        | Type::Date
        | Type::Timestamp { .. }
        | Type::IntervalYearMonth { .. }
        | Type::IntervalDaySecond { .. } => return Ok(code.cx.program.type_of(ty, code.schema.as_ref())),
        Type::PlsInteger(_) => "an integer with a range",
        Type::RowOf(_) => "a record (`%ROWTYPE`)",
        Type::RefCursor => "a cursor variable",
        Type::Named(_) | Type::Path(_) => return by_name(code, ty, span),
        Type::Ref(_) => "a reference to an object",
        Type::Long
        | Type::LongRaw
        | Type::Bfile
        | Type::RowId
        | Type::URowId(_)
        | Type::Xml
        | Type::Json(_)
        | Type::Vector(_)
        | Type::Unknown => "a variable of this type",
    };
    Err(code.refuse(what, span))
}

/// A type by its name: of a column, or one that a package or the schema declares.
fn by_name(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<pg::Type> {
    match named::target(code.cx.program, code.site(), ty) {
        Ok(pg::Type::Named(_) | pg::Type::Array(_)) => Err(code.refuse("a type by its name", span)),
        Ok(ty) => Ok(ty),
        Err(what) => Err(code.refuse(what, span)),
    }
}

/// The type of a parameter or result, which has no length.
pub(super) fn plain_type_of(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<pg::Type> {
    Ok(match type_of(code, ty, span)? {
        pg::Type::Varchar(_) => pg::Type::Text,
        pg::Type::Char(_) => return Err(code.refuse("a parameter or result of type CHAR", span)),
        pg::Type::Numeric(_) => pg::Type::Numeric(None),
        pg::Type::Timestamp(Some(0)) => pg::Type::Timestamp(Some(0)),
        pg::Type::Timestamp(_) => pg::Type::Timestamp(None),
        pg::Type::Timestamptz(_) => pg::Type::Timestamptz(None),
        other => other,
    })
}
