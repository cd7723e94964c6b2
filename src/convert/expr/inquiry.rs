//! Inquiry directives in code (PL/SQL Language Reference, "Predefined Inquiry Directives"): where the code stands. The line is a
//! number since it was read.

use super::{Low, Lower, literal, made, unknown};
use crate::convert::cx::Cx;
use crate::finding::{Key, ObjectKind};
use crate::ir::{self, Class};
use crate::{analyze::Null, pg};

/// Lowers `$$name`.
pub(super) fn lower(cx: &mut Cx<'_>, e: &ir::Expr, name: &str) -> Lower<Low> {
    let Some(said) = said(&cx.outcome().key, name) else { return unknown(cx, e, "an inquiry directive") };
    Ok(match said {
        Some(text) => Low { null: Null::Never, ..literal::text(cx, e, &text) },
        None => made(pg::Expr::Null, pg::Type::Text, Null::Always, Class::Text),
    })
}

/// What a directive says in the code of an object; `Some(None)`: null.
fn said(of: &Key, name: &str) -> Option<Option<String>> {
    let whole = of.name.name.as_str();
    let member = whole.split_once('.');
    let anonymous = of.kind == ObjectKind::Block;
    match name {
        "PLSQL_UNIT" => Some((!anonymous).then(|| member.map_or(whole, |(unit, _)| unit).to_owned())),
        "PLSQL_UNIT_OWNER" => of.name.schema.as_ref().map(|schema| (!anonymous).then(|| schema.to_string())),
        "PLSQL_UNIT_TYPE" => Some(Some(
            match of.kind {
                ObjectKind::Procedure | ObjectKind::Function if member.is_some() => "PACKAGE BODY",
                ObjectKind::Package => "PACKAGE",
                ObjectKind::PackageBody => "PACKAGE BODY",
                ObjectKind::Procedure => "PROCEDURE",
                ObjectKind::Function => "FUNCTION",
                ObjectKind::Trigger => "TRIGGER",
                ObjectKind::Block => "ANONYMOUS BLOCK",
                ObjectKind::Schema
                | ObjectKind::Table
                | ObjectKind::Index
                | ObjectKind::Constraint
                | ObjectKind::Sequence
                | ObjectKind::View
                | ObjectKind::MaterializedView
                | ObjectKind::Type
                | ObjectKind::TypeBody
                | ObjectKind::Synonym
                | ObjectKind::DbLink
                | ObjectKind::Grant
                | ObjectKind::Job
                | ObjectKind::Other => return None,
            }
            .to_owned(),
        )),
        _ => None,
    }
}
