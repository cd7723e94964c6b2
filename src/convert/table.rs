//! Tables: columns and constraints become PostgreSQL's, everything else is kept, dropped with a reason, or handed on.

use super::{Cx, column, constraint};
use crate::catalog::ObjectId;
use crate::finding::Rule;
use crate::ir;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[];

/// Lowers a table with its constraints.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, table: &ir::Table) -> Vec<pg::Object> {
    let name = cx.program.target(id);
    cx.outcome().targets.push(name.clone());
    let out = pg::Table {
        columns: table.columns.iter().map(|c| column::lower(cx, id, object, c)).collect(),
        constraints: constraint::lower(cx, id, object, table),
        ..pg::Table::default()
    };
    vec![pg::Object {
        name,
        at: object.at,
        changes: object.changes.clone(),
        comments: object.comments.clone(),
        comment: object.comment.clone(),
        kind: pg::Kind::Table(out),
    }]
}
