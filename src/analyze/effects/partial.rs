//! Whether an error may leave code after it wrote rows: statements in their order.

use super::collect::is_others;
use super::{Does, Effects, collect};
use crate::analyze::Facts;
use crate::ir::Program;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, Over, Stmt, StmtKind, Transaction};
use crate::name::Name;

pub(super) struct Order<'a, 'f> {
    pub effects: &'a Effects,
    pub program: &'a Program,
    pub facts: &'a Facts<'f>,
    /// The schema of unqualified names.
    pub schema: Option<&'a Name>,
}

/// How far statements have come.
#[derive(Clone, Copy, Default)]
struct So {
    /// Rows are written that are not committed.
    wrote: bool,
    /// An error may leave after that.
    partial: bool,
}

impl Order<'_, '_> {
    /// Whether an error may leave the list after some of its statements wrote rows.
    pub(super) fn list(&self, list: &[Stmt]) -> bool {
        let mut so = So::default();
        self.all(list, &mut so);
        so.partial
    }

    /// Whether an error may leave a block after it wrote rows.
    pub(super) fn body(&self, block: &Block) -> bool {
        let mut so = So::default();
        self.block(block, &mut so);
        so.partial
    }

    fn all(&self, list: &[Stmt], so: &mut So) {
        list.iter().for_each(|s| self.stmt(s, so));
    }

    fn does(&self, node: Node<'_>) -> Does {
        let own = collect::part(self.program, self.facts, &self.effects.triggers, self.schema, node);
        let mut does = own.effect.does;
        for (runs, caught) in &own.runs {
            does |= super::handed_on(self.effects.runs(*runs), *caught);
        }
        does
    }

    /// Something that runs as one.
    fn step(&self, node: Node<'_>, so: &mut So) {
        let does = self.does(node);
        so.partial |= does.has(Does::PARTIAL) || so.wrote && does.has(Does::MAY_RAISE);
        so.wrote |= does.has(Does::WRITES) && !does.has(Does::COMMITS);
    }

    fn stmt(&self, stmt: &Stmt, so: &mut So) {
        match &stmt.kind {
            StmtKind::Block(block) => self.block(block, so),
            StmtKind::If(it) => {
                it.arms.iter().for_each(|(condition, _)| self.step(Node::Expr(condition), so));
                self.branches(it.arms.iter().map(|(_, list)| list.as_slice()), it.otherwise.as_deref(), so);
            }
            StmtKind::Case(it) => {
                it.selector.iter().for_each(|e| self.step(Node::Expr(e), so));
                so.partial |= so.wrote && it.otherwise.is_none();
                self.branches(it.arms.iter().map(|(_, list)| list.as_slice()), it.otherwise.as_deref(), so);
            }
            StmtKind::Loop(it) => {
                if let Over::For(_) | Over::While(_) = &it.over {
                    walk::stmt(stmt, &mut |node| {
                        if let Node::Expr(_) | Node::Query(_) = node {
                            self.step(node, so);
                        }
                    });
                }
                // What one round wrote is written when the next one fails.
                self.all(&it.body, so);
                self.all(&it.body, so);
            }
            StmtKind::Transaction(it) => match &**it {
                Transaction::Commit { .. } | Transaction::Rollback { to: None, .. } => so.wrote = false,
                Transaction::Rollback { to: Some(_), .. }
                | Transaction::Savepoint(_)
                | Transaction::Set { .. }
                | Transaction::Constraints(..)
                | Transaction::Role(_)
                | Transaction::Lock { .. } => self.step(Node::Stmt(stmt), so),
            },
            StmtKind::Null
            | StmtKind::Assign(_)
            | StmtKind::Call(_)
            | StmtKind::Leave(_)
            | StmtKind::Goto(_)
            | StmtKind::Return(_)
            | StmtKind::Raise(_)
            | StmtKind::Open(_)
            | StmtKind::Fetch(_)
            | StmtKind::Close(_)
            | StmtKind::Select(_)
            | StmtKind::Dml(_)
            | StmtKind::Forall(_)
            | StmtKind::Execute(_)
            | StmtKind::PipeRow(_)
            | StmtKind::Pragma(_)
            | StmtKind::Unread(_) => self.step(Node::Stmt(stmt), so),
        }
    }

    fn branches<'a>(&self, lists: impl Iterator<Item = &'a [Stmt]>, otherwise: Option<&'a [Stmt]>, so: &mut So) {
        let before = *so;
        for list in lists.chain(otherwise) {
            let mut branch = before;
            self.all(list, &mut branch);
            so.wrote |= branch.wrote;
            so.partial |= branch.partial;
        }
    }

    fn block(&self, block: &Block, so: &mut So) {
        let caught = block.handlers.iter().any(|h| h.exceptions.iter().any(is_others));
        let mut inner = *so;
        self.all(&block.statements, &mut inner);
        so.partial |= inner.partial && !caught;
        so.wrote |= inner.wrote;
        let before = *so;
        for handler in &block.handlers {
            let mut branch = before;
            self.all(&handler.statements, &mut branch);
            so.wrote |= branch.wrote;
            so.partial |= branch.partial;
        }
    }
}
