//! Rows that a script wrote and takes back: with `TRUNCATE`, and with the table that is dropped; and whose columns it renames.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever other part a statement has names no table")]

use super::Session;
use crate::catalog::{Applying, Mention, Part, TableChange};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{Change, Data, Delete, Dml, Fate, From, FromKind, Ir, TableRef};
use crate::name::{Name, QName};
use crate::span::At;

impl Session {
    /// `TRUNCATE`: rows of before are gone. Where another statement read them meanwhile, they are written and deleted.
    pub(super) fn truncated(&mut self, at: At, name: &QName) -> Option<Fate> {
        let table = self.applying.full_name(name);
        let first = self.program.data.iter().position(|data| writes(data, &table))?;
        let since = self.program.data.get(first..).unwrap_or(&[]);
        if !since
            .iter()
            .any(|data| shares(data) && writes(data, &table) || !writes(data, &table) && reads(data, &table))
        {
            self.forget_rows(&table);
            return None;
        }
        let kind = FromKind::Table(Box::new(TableRef { name: name.clone(), ..TableRef::default() }));
        let target = From { at, kind, alias: None, columns: Vec::new() };
        let delete =
            Delete { target, from: Vec::new(), condition: None, current_of: None, returning: None, errors: None };
        let (schema, statement) = (self.applying.current.clone(), self.program.statements.len() as u32);
        self.program.data.push(Data { span: at.span, dml: Dml::Delete(Box::new(delete)), schema, statement });
        Some(Fate::Data)
    }

    /// Statements that wrote rows of a table, and nothing else, did so in vain.
    pub(super) fn forget_rows(&mut self, table: &QName) {
        let statements = &mut self.program.statements;
        let mut kept = Vec::with_capacity(self.program.data.len());
        self.program.data.retain(|data| {
            let keeps = shares(data) || !writes(data, table);
            if !keeps && let Some(read) = statements.get_mut(data.statement as usize) {
                read.fate = Fate::Undone;
            }
            kept.push(keeps);
            keeps
        });
        if kept.contains(&false) {
            self.rows.keep(&kept);
        }
    }
}

/// Rows that were inserted into columns by their names are in those columns when they are renamed.
pub(super) fn rename_column(session: &mut Session, (table, from, to): &(QName, Name, Name)) {
    let named = |columns: &[Name]| columns.contains(from);
    for data in &mut session.program.data {
        // names of columns are cheaper to compare than a statement is to walk
        let candidate = match &data.dml {
            Dml::Insert(it) => it.table.name == table.name && named(&it.columns),
            Dml::InsertInto(it) => named(&it.columns),
            _ => false,
        };
        if !candidate || !writes(data, table) {
            continue;
        }
        let columns = match &mut data.dml {
            Dml::Insert(it) => &mut it.columns,
            Dml::InsertInto(it) => &mut it.columns,
            _ => continue,
        };
        columns.iter_mut().filter(|column| *column == from).for_each(|column| column.clone_from(to));
    }
}

/// The columns that a change renames, with their table and their new name.
pub(super) fn renamed_columns(applying: &Applying<Ir>, change: &Change) -> Vec<(QName, Name, Name)> {
    let Change::AlterTable { name, changes } = change else { return Vec::new() };
    let renamed = changes.iter().filter_map(|change| match change {
        TableChange::RenameColumn(from, to) => Some((applying.full_name(name), from.clone(), to.clone())),
        _ => None,
    });
    renamed.collect()
}

/// Whether rows of several tables may come of the statement.
fn shares(data: &Data) -> bool {
    matches!(data.dml, Dml::InsertMany(_))
}

/// Whether the statement writes rows of the table: its values are not looked at.
fn writes(data: &Data, table: &QName) -> bool {
    // most are rows by their values, of other tables
    if let Dml::Insert(it) = &data.dml
        && it.table.name != table.name
    {
        return false;
    }
    let mut found = false;
    let is = |name: &QName| name.within(data.schema.as_ref()) == *table;
    walk::rows(&data.dml, &mut |node| match node {
        Node::Target(name) => found |= is(name),
        Node::Rows(From { kind: FromKind::Table(it), .. }, true) => found |= is(&it.name),
        _ => {}
    });
    found
}

/// Whether the statement reads the table.
fn reads(data: &Data, table: &QName) -> bool {
    let mut found = false;
    let mut mention = |mention: Mention<'_>| found |= mention.name.within(data.schema.as_ref()) == *table;
    walk::rows(&data.dml, &mut |node| match node {
        Node::Rows(From { kind: FromKind::Table(_), .. }, true) => {}
        Node::Rows(from, _) => walk::from_mentions(from, &mut mention),
        Node::Query(query) => query.mentions(&mut mention),
        Node::Expr(e) => e.mentions(&mut mention),
        _ => {}
    });
    found
}
