//! Which cursors are open where the code at hand stands, as far as its flow shows: what is asked of others may raise.

use super::body::Code;
use crate::ir::plsql::{Stmt, StmtKind};
use crate::name::Name;
use crate::span::Span;

/// Which cursors in sight are known to be open.
#[derive(Clone, Debug)]
pub(super) struct Flow(Vec<bool>);

/// The ways that lead through a statement with branches, and come together behind it.
#[derive(Debug)]
pub(super) struct Ways {
    before: Flow,
    behind: Vec<Flow>,
}

impl Ways {
    /// Those of a statement whose first condition is lowered next.
    pub fn of(code: &Code<'_, '_>) -> Ways {
        Ways { before: code.flow(), behind: Vec::new() }
    }

    /// A branch begins.
    pub fn from(&self, code: &mut Code<'_, '_>) {
        code.flow_is(&self.before);
    }

    /// A branch is lowered; one that leaves does not get behind the statement.
    pub fn done(&mut self, code: &Code<'_, '_>, list: &[Stmt]) {
        if !list.last().is_some_and(leaves) {
            self.behind.push(code.flow());
        }
    }

    /// What all of them know goes on.
    pub fn join(self, code: &mut Code<'_, '_>) {
        let mut ways = self.behind.iter();
        code.flow_is(ways.next().unwrap_or(&self.before));
        ways.for_each(|flow| code.flow_meets(flow));
    }
}

/// Whether what stands behind a statement is not reached from it.
fn leaves(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Raise(_) | StmtKind::Goto(_) => true,
        StmtKind::Leave(it) => it.when.is_none(),
        StmtKind::Null
        | StmtKind::Assign(_)
        | StmtKind::Call(_)
        | StmtKind::If(_)
        | StmtKind::Case(_)
        | StmtKind::Loop(_)
        | StmtKind::Block(_)
        | StmtKind::Select(_)
        | StmtKind::Dml(_)
        | StmtKind::Open(_)
        | StmtKind::Fetch(_)
        | StmtKind::Close(_)
        | StmtKind::Transaction(_)
        | StmtKind::Forall(_)
        | StmtKind::Execute(_)
        | StmtKind::PipeRow(_)
        | StmtKind::Pragma(_)
        | StmtKind::Unread(_) => false,
    }
}

impl Code<'_, '_> {
    /// A cursor was opened, fetched from or closed. Of one that others know too nothing stays known.
    pub fn opened(&mut self, cursor: &Name, open: bool) {
        let shared = self.cursors.iter().rev().find(|c| c.name == *cursor).is_some_and(|c| c.fixed || c.kept.is_some());
        let known = open && !shared && self.uses.passed_to(cursor).next().is_none();
        self.within_rows(cursor, known);
    }

    /// A loop over the rows of a cursor begins or ends.
    pub fn within_rows(&mut self, cursor: &Name, open: bool) {
        if let Some(it) = self.locals.cursors.iter_mut().rev().find(|it| it.name == *cursor && it.name != "SQL") {
            it.sure = open;
        }
    }

    /// What is known here.
    pub fn flow(&self) -> Flow {
        Flow(self.locals.cursors.iter().map(|it| it.sure).collect())
    }

    /// What was known elsewhere is known here.
    pub fn flow_is(&mut self, flow: &Flow) {
        self.locals.cursors.iter_mut().zip(&flow.0).for_each(|(it, sure)| it.sure = *sure);
    }

    /// What is not known there is not known here.
    pub fn flow_meets(&mut self, flow: &Flow) {
        self.locals.cursors.iter_mut().zip(&flow.0).for_each(|(it, sure)| it.sure &= *sure);
    }

    /// What is closed somewhere in a place is not known to be open at any point of it.
    pub fn flow_within(&mut self, place: Span) {
        let uses = &self.uses;
        self.locals.cursors.iter_mut().for_each(|it| it.sure &= !uses.closed_within(&it.name, place));
    }
}
