//! Statements of code, to be changed where they stand.

use super::{Block, DeclarationKind, Stmt, StmtKind};
use crate::ir::{Body, Kind, Other};

/// Hands out every statement of an object, those around others first.
pub fn statements(kind: &mut Kind, f: &mut dyn FnMut(&mut Stmt)) {
    match kind {
        Kind::Routine(routine) => body(routine.body.as_mut(), f),
        Kind::Trigger(trigger) => body(trigger.body.as_mut(), f),
        Kind::Other(Other::PackageBody(package)) => {
            package.routines.iter_mut().for_each(|member| body(member.routine.body.as_mut(), f));
            body(package.body.as_mut(), f);
        }
        Kind::Other(Other::Block(it)) => body(Some(it), f),
        Kind::Schema(_)
        | Kind::Table(_)
        | Kind::Index(_)
        | Kind::Sequence(_)
        | Kind::View(_)
        | Kind::Type(_)
        | Kind::Grant(_)
        | Kind::Other(_) => {}
    }
}

fn body(body: Option<&mut Body>, f: &mut dyn FnMut(&mut Stmt)) {
    if let Some(Body::Code(it)) = body {
        block(it, f);
    }
}

fn block(it: &mut Block, f: &mut dyn FnMut(&mut Stmt)) {
    for declaration in &mut it.declarations {
        if let DeclarationKind::Routine(member) = &mut declaration.kind {
            body(member.routine.body.as_mut(), f);
        }
    }
    list(&mut it.statements, f);
    it.handlers.iter_mut().for_each(|handler| list(&mut handler.statements, f));
    it.sections.iter_mut().for_each(|section| block(&mut section.block, f));
}

fn list(statements: &mut [Stmt], f: &mut dyn FnMut(&mut Stmt)) {
    for stmt in statements {
        f(stmt);
        within(&mut stmt.kind, f);
    }
}

fn within(kind: &mut StmtKind, f: &mut dyn FnMut(&mut Stmt)) {
    match kind {
        StmtKind::If(it) => {
            it.arms.iter_mut().for_each(|(_, statements)| list(statements, f));
            it.otherwise.iter_mut().for_each(|statements| list(statements, f));
        }
        StmtKind::Case(it) => {
            it.arms.iter_mut().for_each(|(_, statements)| list(statements, f));
            it.otherwise.iter_mut().for_each(|statements| list(statements, f));
        }
        StmtKind::Loop(it) => list(&mut it.body, f),
        StmtKind::Block(it) => block(it, f),
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
