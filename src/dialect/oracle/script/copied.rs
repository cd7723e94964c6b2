//! What `CREATE TABLE … AS SELECT` writes: its rows are those that its tables have by then; and its columns, for what changes them later.

use crate::catalog::{Applying, Column, Space};
use crate::ir::{Change, Dml, ExprKind, From, FromKind, InsertInto, Ir, Kind, Query, QueryBody, RowSource, TableRef};
use crate::name::Name;

/// The rows that a new table copies, as an insert.
pub(super) fn rows(change: &Change) -> Option<Dml> {
    let Change::Create { object, .. } = change else { return None };
    let Kind::Table(table) = &object.kind else { return None };
    let query = table.query.clone()?;
    let into = TableRef { name: object.name.clone(), ..TableRef::default() };
    let into = From { at: object.at, kind: FromKind::Table(Box::new(into)), alias: None, columns: Vec::new() };
    let source = RowSource::Query(query);
    let columns = table.columns.iter().map(|c| c.name.clone()).collect();
    let insert = InsertInto { into, columns, source, returning: None, errors: None };
    Some(Dml::InsertInto(Box::new(insert)))
}

/// Gives a table that is made of a query the names of its columns, where the query tells them.
pub(super) fn name_columns(change: &mut Change, applying: &Applying<Ir>) {
    let Change::Create { object, .. } = change else { return };
    let at = object.at;
    let Kind::Table(table) = &mut object.kind else { return };
    if !table.columns.is_empty() || table.of_type.is_some() {
        return;
    }
    let Some(names) = table.query.as_ref().and_then(|query| names(query, false, applying)) else { return };
    if names.iter().enumerate().any(|(n, name)| names.iter().take(n).any(|other| other == name)) {
        return;
    }
    table.columns = names.into_iter().map(|name| Column::plain(name, at, None)).collect();
}

/// The names of the columns of a query. `hidden`: named queries in sight may hide tables.
fn names(query: &Query, hidden: bool, applying: &Applying<Ir>) -> Option<Vec<Name>> {
    let hidden = hidden || query.with.is_some();
    let select = match &query.body {
        QueryBody::Select(select) => select,
        QueryBody::Set(set) => return names(&set.first, hidden, applying),
        QueryBody::Nested(inner) => return names(inner, hidden, applying),
        QueryBody::Values(_) | QueryBody::Unread(_) => return None,
    };
    let mut all = Vec::new();
    for target in &select.targets {
        match (&target.alias, &target.expr.kind) {
            (Some(alias), _) => all.push(alias.clone()),
            (None, ExprKind::Name(path)) => all.push(path.parts.last()?.clone()),
            (None, ExprKind::Star(of)) if !hidden => {
                let chosen = |from: &&From| match of.last() {
                    None => true,
                    Some(of) => from.alias.as_ref() == Some(of) || is_named(from, of),
                };
                let mut chosen = select.from.iter().filter(chosen).peekable();
                chosen.peek()?;
                for from in chosen {
                    all.extend(columns(from, applying)?);
                }
            }
            (None, _) => return None,
        }
    }
    Some(all)
}

fn is_named(from: &From, name: &Name) -> bool {
    matches!(&from.kind, FromKind::Table(table) if from.alias.is_none() && table.name.name == *name)
}

/// The columns of a table that is there.
fn columns(from: &From, applying: &Applying<Ir>) -> Option<Vec<Name>> {
    let FromKind::Table(table) = &from.kind else { return None };
    let id = applying.named(Space::Schema, &table.name).filter(|_| table.link.is_none())?;
    let Kind::Table(known) = &applying.catalog.get(id).kind else { return None };
    let shown = !known.columns.is_empty() && known.of_type.is_none();
    shown.then(|| known.columns.iter().filter(|c| !c.invisible).map(|c| c.name.clone()).collect())
}
