//! What `CREATE TABLE … AS SELECT` writes: its rows are those that its tables have by then.

use crate::ir::{Change, Dml, From, FromKind, InsertInto, Kind, RowSource, TableRef};

/// The rows that a new table copies, as an insert.
pub(super) fn rows(change: &Change) -> Option<Dml> {
    let Change::Create { object, .. } = change else { return None };
    let Kind::Table(table) = &object.kind else { return None };
    let query = table.query.clone()?;
    let into = TableRef { name: object.name.clone(), ..TableRef::default() };
    let into = From { at: object.at, kind: FromKind::Table(Box::new(into)), alias: None, columns: Vec::new() };
    let source = RowSource::Query(query);
    let insert = InsertInto { into, columns: Vec::new(), source, returning: None, errors: None };
    Some(Dml::InsertInto(Box::new(insert)))
}
