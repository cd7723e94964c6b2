//! Functions as SQL calls them: one that finds no row gives null there.

use super::{effects, errors};
use crate::catalog::{Mode, Param};
use crate::convert::{Program, target};
use crate::name::QName;
use crate::pg::{self, Condition, Expr, Stmt};
use crate::span::At;

/// The name of the function that SQL calls.
pub(in crate::convert) fn name(of: &QName) -> QName {
    QName { schema: of.schema.clone(), name: target::derived(&of.name, "__sql") }
}

/// Twins of a routine: the function that SQL calls, the procedure that returns its error.
pub(super) fn all(program: &Program<'_>, of: &QName, routine: &pg::Routine, at: At) -> Vec<pg::Object> {
    make(program, of, routine, at).into_iter().chain(tried(program, of, routine, at)).collect()
}

/// The procedure that returns its error, and so keeps what it did before.
fn tried(program: &Program<'_>, of: &QName, routine: &pg::Routine, at: At) -> Option<pg::Object> {
    if routine.is_function || !effects::work(program, of).tries {
        return None;
    }
    let Some(pg::Body::Block(block)) = &routine.body else { return None };
    let work = |name: &QName| effects::work(program, name);
    let block = errors::try_block(block, &work, &|table| effects::is_quiet(program, table))?;
    let mut params = routine.params.clone();
    let default = params.iter().any(|p| p.default.is_some()).then_some(Expr::Null);
    let ty = errors::error_type();
    params.push(Param { name: "err".into(), at, mode: Mode::InOut, nocopy: false, ty, default });
    let body = Some(pg::Body::Block(block));
    let routine = pg::Routine { is_function: false, params, returns: None, body, clauses: routine.clauses.clone() };
    let (name, kind) = (errors::try_name(of), pg::Kind::Routine(routine));
    Some(pg::Object { name, at, changes: Vec::new(), comments: Vec::new(), comment: None, kind })
}

/// The function that SQL calls in place of one that may fail because a row is missing.
fn make(program: &Program<'_>, of: &QName, routine: &pg::Routine, at: At) -> Option<pg::Object> {
    let plain = routine.is_function && routine.params.iter().all(|p| p.mode == Mode::In) && routine.body.is_some();
    if !plain || !effects::may_miss(program, of) {
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
