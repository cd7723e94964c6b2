//! Columns: name, type, default, identity, nullability.

use super::Cx;
use crate::catalog::{Fill, Nullability, ObjectId};
use crate::finding::Rule;
use crate::ir;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[];

/// Lowers a column of a table.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, column: &ir::Column) -> pg::Column {
    let _ = object;
    let ty = cx.program.plan.columns.get(&(id, column.name.clone())).cloned();
    pg::Column {
        name: cx.program.plan.names.column(id, &column.name),
        at: column.at,
        ty,
        null: null(cx, &column.null),
        fill: Fill::Nothing,
        collation: None,
        invisible: false,
        comment: column.comment.clone(),
        comments: column.comments.clone(),
        clauses: Vec::new(),
    }
}

fn null(cx: &Cx<'_>, null: &Nullability) -> Nullability {
    match null {
        Nullability::Unstated | Nullability::Null => Nullability::Unstated,
        Nullability::NotNull { name, at, state } => {
            let name = name.as_ref().map(|n| cx.program.plan.names.fold(n));
            Nullability::NotNull { name, at: *at, state: *state }
        }
    }
}
