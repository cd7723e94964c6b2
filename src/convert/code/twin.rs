//! Functions as SQL calls them: one that finds no row gives null there.

use super::errors;
use crate::catalog::Mode;
use crate::convert::{Program, target};
use crate::name::QName;
use crate::pg::{self, Condition, Expr, Stmt};
use crate::span::At;

/// The name of the function that SQL calls.
pub(in crate::convert) fn name(of: &QName) -> QName {
    QName { schema: of.schema.clone(), name: target::derived(&of.name, "__sql") }
}

/// The function that SQL calls in place of one that may fail because a row is missing.
pub(super) fn make(program: &Program<'_>, of: &QName, routine: &pg::Routine, at: At) -> Option<pg::Object> {
    let plain = routine.is_function && routine.params.iter().all(|p| p.mode == Mode::In) && routine.body.is_some();
    if !plain || !super::effects::may_miss(program, of) {
        return None;
    }
    let mut call = Expr::function(of.clone(), []);
    if let Expr::Call(call) = &mut call {
        call.args = routine.params.iter().map(|p| (None, Expr::name(p.name.clone()))).collect();
    }
    let missing = pg::Handler {
        at,
        conditions: vec![Condition::Named("no_data_found")],
        statements: vec![Stmt::Return(Some(Expr::Null))],
    };
    let block = pg::Block {
        statements: vec![Stmt::Return(Some(call))],
        handlers: vec![missing],
        note: Some(errors::IN_SQL),
        ..pg::Block::default()
    };
    let keep = |c: &&pg::Clause| matches!(c, pg::Clause::Volatility(_) | pg::Clause::Private);
    let clauses = routine.clauses.iter().filter(keep).cloned().collect();
    let routine = pg::Routine {
        is_function: true,
        params: routine.params.clone(),
        returns: routine.returns.clone(),
        body: Some(pg::Body::Block(block)),
        clauses,
    };
    Some(pg::Object {
        name: name(of),
        at,
        changes: Vec::new(),
        comments: Vec::new(),
        comment: None,
        kind: pg::Kind::Routine(routine),
    })
}
