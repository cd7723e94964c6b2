//! Functions as SQL calls them: one that finds no row gives null there.

use super::errors::{Header, Raw, Seen};
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

/// Twins of a routine: the function that SQL calls, the procedure that returns its error. The routine itself calls the latter.
pub(super) fn all(
    program: &Program<'_>,
    of: &QName,
    routine: &mut pg::Routine,
    raw: Option<&(pg::Block, Seen)>,
    at: At,
) -> Vec<pg::Object> {
    let first = make(program, of, routine, at);
    let second = raw.and_then(|(block, seen)| tried(program, of, routine, Raw { block, seen }, at));
    first.into_iter().chain(second).collect()
}

/// The procedure that returns its error, and so keeps what it did before.
pub(super) fn tried(
    program: &Program<'_>,
    of: &QName,
    routine: &mut pg::Routine,
    raw: Raw<'_>,
    at: At,
) -> Option<pg::Object> {
    let header =
        Header { params: routine.params.clone(), returns: routine.returns.clone(), is_function: routine.is_function };
    let block = effects::try_block(program, raw, &header)?;
    let keep = |c: &&pg::Clause| !matches!(c, pg::Clause::Volatility(_) | pg::Clause::ParallelSafe);
    // A function that calls a procedure is volatile.
    routine.clauses.retain(|c| keep(&c));
    let clauses = routine.clauses.clone();
    let params = errors::try_parameters(&header, at);
    let body = Some(pg::Body::Block(block));
    let twin = pg::Routine { is_function: false, params, returns: None, body, clauses };
    let name = errors::try_name(of);
    routine.body = Some(pg::Body::Block(caller(&header, name.clone())));
    let kind = pg::Kind::Routine(twin);
    Some(pg::Object { name, at, changes: Vec::new(), comments: Vec::new(), comment: None, kind })
}

/// The body of a routine that calls its twin and raises the error that comes back.
fn caller(header: &Header, twin: QName) -> pg::Block {
    let own = |base: &str| {
        let taken = |name: &str| header.params.iter().any(|p| p.name == name);
        crate::name::Name::from(if taken(base) { format!("{base}_") } else { base.to_owned() })
    };
    let (err, ret) = (own("err"), own("ret"));
    let mut declarations = vec![super::body::own(err.clone(), errors::error_type())];
    let mut args: Vec<Expr> = header.params.iter().map(|p| Expr::name(p.name.clone())).collect();
    if let Some(ty) = &header.returns {
        declarations.push(super::body::own(ret.clone(), ty.clone()));
        args.push(Expr::name(ret.clone()));
    }
    args.extend(["state", "message", "context"].map(|field| Expr::Name(Box::new([err.clone(), field.into()]))));
    let mut statements =
        vec![Stmt::Call(Expr::function(twin, args)), Stmt::Perform(Expr::helper("reraise", [Expr::name(err)]))];
    if header.returns.is_some() {
        statements.push(Stmt::Return(Some(Expr::name(ret))));
    }
    pg::Block { declarations, statements, ..pg::Block::default() }
}

/// The function that SQL calls in place of one that may fail because a row is missing.
fn make(program: &Program<'_>, of: &QName, routine: &pg::Routine, at: At) -> Option<pg::Object> {
    let plain = routine.is_function && routine.params.iter().all(|p| p.mode == Mode::In) && routine.body.is_some();
    if !plain || !effects::may_miss(program, of) {
        return None;
    }
    let mut call = Expr::function(of.clone(), []);
    // another of its name may take as many arguments, the rest by default
    let named = routine.params.iter().any(|p| p.default.is_some());
    if let Expr::Call(call) = &mut call {
        let value = |p: &Param<pg::Pg>| (named.then(|| p.name.clone()), Expr::name(p.name.clone()));
        call.args = routine.params.iter().map(value).collect();
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
