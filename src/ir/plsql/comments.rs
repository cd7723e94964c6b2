//! Which comment belongs to which statement: those before it, those inside that no statement within has, and those that follow on
//! its last line.

use super::{Block, Comments, Declaration, DeclarationKind, Stmt, StmtKind};
use crate::ir::{Body, Change, Does, Kind, Other, Routine};
use crate::span::At;

/// Gives the comments of a statement of a script, in order, to the statements of its code. `beside` says whether two places, the
/// end of a statement and the start of a comment, stand on one line.
pub fn attach(does: &mut Does, comments: &[At], beside: &dyn Fn(u32, u32) -> bool) {
    let mut it = Attach { comments, taken: vec![false; comments.len()], beside };
    if let Does::Block(body) = does {
        it.body(body);
    } else if let Does::Change(change) = does
        && let Change::Create { object, .. } = change.as_mut()
    {
        match &mut object.kind {
            Kind::Routine(routine) => it.routine(routine),
            Kind::Trigger(trigger) => trigger.body.iter_mut().for_each(|b| it.body(b)),
            Kind::Other(Other::Package(package) | Other::PackageBody(package)) => {
                package.routines.iter_mut().for_each(|m| it.routine(&mut m.routine));
                package.body.iter_mut().for_each(|b| it.body(b));
            }
            Kind::Other(Other::TypeBody(methods)) => methods.iter_mut().for_each(|m| it.routine(&mut m.routine)),
            Kind::Other(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Grant(_)
            | Kind::Schema(_) => {}
        }
    }
}

struct Attach<'a> {
    comments: &'a [At],
    taken: Vec<bool>,
    beside: &'a dyn Fn(u32, u32) -> bool,
}

impl Attach<'_> {
    fn routine(&mut self, routine: &mut Routine) {
        routine.body.iter_mut().for_each(|b| self.body(b));
    }

    fn body(&mut self, body: &mut Body) {
        if let Body::Code(block) = body {
            self.block(block);
        }
    }

    fn block(&mut self, block: &mut Block) {
        let mut from = block.at.span.lo;
        for declaration in &mut block.declarations {
            from = from.max(declaration.at.span.hi);
            self.declaration(declaration);
        }
        block.sections.iter_mut().for_each(|s| self.block(&mut s.block));
        self.list(&mut block.statements, from);
        for handler in &mut block.handlers {
            self.list(&mut handler.statements, handler.at.span.lo);
        }
    }

    fn declaration(&mut self, declaration: &mut Declaration) {
        if let DeclarationKind::Routine(member) = &mut declaration.kind {
            self.routine(&mut member.routine);
        }
    }

    /// Statements one behind the other; comments from `from` on are theirs. Gives the end of the last.
    fn list(&mut self, list: &mut [Stmt], mut from: u32) -> u32 {
        for stmt in list {
            let span = stmt.at.span;
            self.within(&mut stmt.kind, span.lo);
            let mut own = Vec::new();
            let start = self.comments.partition_point(|c| c.span.lo < from);
            for (comment, taken) in self.comments.iter().zip(&mut self.taken).skip(start) {
                let behind = comment.span.lo >= span.hi;
                if behind && !(self.beside)(span.hi, comment.span.lo) {
                    break;
                }
                if !std::mem::replace(taken, true) {
                    own.push(*comment);
                }
            }
            from = span.hi;
            stmt.comments = Comments(if own.is_empty() { None } else { Some(own.into_boxed_slice()) });
        }
        from
    }

    fn within(&mut self, kind: &mut StmtKind, mut from: u32) {
        match kind {
            StmtKind::If(it) => {
                it.arms.iter_mut().for_each(|(_, list)| from = self.list(list, from));
                it.otherwise.iter_mut().for_each(|list| from = self.list(list, from));
            }
            StmtKind::Case(it) => {
                it.arms.iter_mut().for_each(|(_, list)| from = self.list(list, from));
                it.otherwise.iter_mut().for_each(|list| from = self.list(list, from));
            }
            StmtKind::Loop(it) => {
                self.list(&mut it.body, from);
            }
            StmtKind::Block(it) => self.block(it),
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
            | StmtKind::Transaction(_)
            | StmtKind::Pragma(_)
            | StmtKind::Unread(_) => {}
        }
    }
}
