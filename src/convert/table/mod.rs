//! Tables: columns and constraints become PostgreSQL's; everything else is kept, dropped with a reason, or handed on.

pub mod clauses;
mod frozen;
pub mod gains;
mod guard;
mod objects;
mod query;
pub(super) mod secret;

pub(super) use query::is_copy;

use super::{Cx, column, constraint, partition, sequence, target, temporary};
use crate::catalog::{Fill, ObjectId, Persistence};
use crate::finding::Rule;
use crate::ir;
use crate::name::QName;
use crate::pg;
use gains::Gains;

/// Rules of this folder.
pub static RULES: &[&[&Rule]] = &[clauses::RULES, frozen::RULES, objects::RULES, query::RULES];

/// Lowers a table with its constraints.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, table: &ir::Table) -> Vec<pg::Object> {
    if table.query.is_some() {
        return query::lower(cx, id, object, table);
    }
    let name = cx.program.target(id);
    cx.outcome().targets.push(name.clone());
    let mut gains = Gains::new(cx, id, table);
    let scope = column::Scope { id, object, table };
    let columns = objects::columns(cx, scope);
    let mut lowered: Vec<(bool, pg::Column)> =
        columns.iter().map(|c| (c.invisible, column::lower(cx, scope, c, &mut gains))).collect();
    secret::view(cx, scope, &columns);
    // What `SELECT *` and `INSERT` without a list pass over stands last.
    lowered.sort_by_key(|(invisible, _)| *invisible);
    let mut out =
        pg::Table { columns: lowered.into_iter().map(|(_, column)| column).collect(), ..pg::Table::default() };
    out.constraints = constraint::lower(cx, scope, &mut gains);
    out.constraints.append(&mut gains.checks);
    column::summary(cx, object, &gains);
    let rows = if temporary::is_keyed(cx, table) { temporary::rows_of(&name) } else { name.clone() };
    out.clauses = clauses::lower(cx, object, &rows, &table.clauses);
    out.partitioning = partition::lower(cx, id, object, table).map(Box::new);
    guard::add(cx, object, &rows, &gains);
    let frame = pg::Object {
        name,
        at: object.at,
        changes: object.changes.clone(),
        comments: object.comments.clone(),
        comment: object.comment.clone(),
        kind: pg::Kind::Table(pg::Table::default()),
    };
    let behind = identities(&frame.name, table, &out);
    let mut all = temporary::lower(cx, object, table, frame, out);
    let name = cx.program.target(id);
    all.extend(
        behind.into_iter().map(|set| target::added(object, name.clone(), pg::Kind::Other(pg::Other::SetValue(set)))),
    );
    all
}

/// What sets the numbers of key columns behind the rows that are loaded.
fn identities(name: &QName, table: &ir::Table, out: &pg::Table) -> Vec<pg::SetValue> {
    if table.persistence != Persistence::Permanent {
        return Vec::new();
    }
    let numbered = out.columns.iter().filter_map(|column| match &column.fill {
        Fill::Identity(it) if it.options.cycle != Some(true) && out.is_key(&column.name) => Some((column, it)),
        Fill::Identity(_) | Fill::Nothing | Fill::Default { .. } | Fill::Generated { .. } => None,
    });
    numbered.map(|(column, it)| sequence::behind(&it.options, None, name.clone(), column.name.clone())).collect()
}
