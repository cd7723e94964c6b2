//! Rows that a script wrote and takes back: with `TRUNCATE`, and with the table that is dropped.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever other part a statement has names no table")]

use super::Session;
use crate::catalog::Part;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{Data, Delete, Dml, Fate, From, FromKind, TableRef};
use crate::name::QName;
use crate::span::At;

/// What a statement does with a table.
#[derive(Clone, Copy, Default)]
struct Uses {
    writes: bool,
    reads: bool,
}

impl Session {
    /// `TRUNCATE`: rows of before are gone. Where another statement read them meanwhile, they are written and deleted.
    pub(super) fn truncated(&mut self, at: At, name: &QName) -> Option<Fate> {
        let table = self.applying.full_name(name);
        if !self.program.data.iter().map(|data| uses(data, &table)).any(|uses| uses.reads && !uses.writes) {
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
            let keeps = !uses(data, table).writes;
            if !keeps && let Some(read) = statements.get_mut(data.statement as usize) {
                read.fate = Fate::Undone;
            }
            kept.push(keeps);
            keeps
        });
        self.rows.keep(&kept);
    }
}

fn uses(data: &Data, table: &QName) -> Uses {
    let mut found = Uses::default();
    let is = |name: &QName| name.within(data.schema.as_ref()) == *table;
    walk::rows(&data.dml, &mut |node| match node {
        Node::Target(name) => found.writes |= is(name),
        Node::Rows(From { kind: FromKind::Table(it), .. }, true) => found.writes |= is(&it.name),
        Node::Rows(from, _) => walk::from_mentions(from, &mut |mention| found.reads |= is(mention.name)),
        Node::Query(query) => query.mentions(&mut |mention| found.reads |= is(mention.name)),
        Node::Expr(e) => e.mentions(&mut |mention| found.reads |= is(mention.name)),
        _ => {}
    });
    // other tables may get rows of the same statement
    if matches!(data.dml, Dml::InsertMany(_)) && found.writes {
        return Uses { writes: false, reads: true };
    }
    found
}
