//! Statements: what stands between `BEGIN` and `END`; dispatch is on the first token.

use super::declare::{pragma, target};
use super::{block, cursor, dynamic, labels, loops, recovery, transaction};
use crate::dialect::oracle::expr::{choice, expr, path};
use crate::dialect::oracle::names::any_ident;
use crate::dialect::oracle::{dml, query};
use crate::ir::plsql::{CaseStmt, Choice, Comments, If, Leave, Stmt, StmtKind};
use crate::ir::{Expr, ExprKind};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, Tried, keywords, list1, next, parens, sign, word};

keywords! {
    BEGIN, CASE, CLOSE, COMMIT, CONSTRAINT, CONSTRAINTS, CONTINUE, DECLARE, DELETE, ELSE, ELSIF, END, EXCEPTION, EXECUTE,
    EXIT, FETCH, FOR, FORALL, GOTO, IF, IMMEDIATE, INSERT, LOCK, LOOP, MERGE, NULL, OPEN, PIPE, PRAGMA, RAISE, RETURN, ROLE,
    ROLLBACK, ROW, SAVEPOINT, SELECT, SET, TABLE, THEN, TRANSACTION, UPDATE, WHEN, WHILE, WITH,
}

/// Statements up to a word that ends a list of them.
pub(in super::super) fn statements(mut i: In<'_>) -> R<'_, Vec<Stmt>> {
    let mut all = Vec::new();
    while !i.is_end() && !ends_list(i) {
        let (n, stmt) = statement(i)?;
        all.push(stmt);
        i = n;
    }
    Ok((i, all))
}

/// Whether a list of statements ends here. A label in front of `END` would need a statement.
fn ends_list(i: In<'_>) -> bool {
    matches!(i.word(), END | ELSE | ELSIF | WHEN) || (i.word() == EXCEPTION && i.word_at(1) == WHEN)
}

/// One statement with its `;`; what is not understood is kept as such.
pub(in super::super) fn statement(start: In<'_>) -> R<'_, Stmt> {
    start.cx.renew();
    if !start.cx.was_vain(start.peek(0), Tried::Statement) {
        if let Ok(read) = start.deeper(known) {
            return Ok(read);
        }
        start.cx.note_vain(start.peek(0), Tried::Statement);
    }
    let (i, unread) = recovery::statement(start);
    let at = unread.at;
    let kind = StmtKind::Unread(Box::new(unread));
    Ok((i, Stmt { at, labels: Box::default(), comments: Comments::default(), kind }))
}

fn known(start: In<'_>) -> R<'_, Stmt> {
    let (i, labels) = labels(start)?;
    let (i, kind) = kind(i)?;
    let (i, at) = i.at(start);
    let (i, _) = sign(Kind::Semi)(i)?;
    Ok((i, Stmt { at, labels: labels.into_boxed_slice(), comments: Comments::default(), kind }))
}

/// A statement without its labels and its `;`.
pub(in super::super) fn kind(i: In<'_>) -> R<'_, StmtKind> {
    let n = i.advance();
    if i.kind() != Kind::Name {
        let ahead = i.kind() == Kind::Open && query::starts(i);
        return if ahead { select(i) } else { assignment_or_call(i) };
    }
    // words that PL/SQL does not reserve may be names
    let name = matches!(n.kind(), Kind::Assign | Kind::Dot | Kind::Percent | Kind::At);
    let called = name || matches!(n.kind(), Kind::Open | Kind::Semi);
    match i.word() {
        _ if name => assignment_or_call(i),
        NULL => Ok((n, StmtKind::Null)),
        IF => if_(n),
        CASE => case(n),
        LOOP | WHILE | FOR => loops::loop_(i),
        BEGIN | DECLARE => block(i).map(|(i, b)| (i, StmtKind::Block(Box::new(b)))),
        RETURN if n.kind() == Kind::Semi => Ok((n, StmtKind::Return(None))),
        RETURN => expr(n).map(|(i, e)| (i, StmtKind::Return(Some(Box::new(e))))),
        RAISE if n.kind() == Kind::Semi => Ok((n, StmtKind::Raise(None))),
        RAISE if !called => path(n).map(|(i, p)| (i, StmtKind::Raise(Some(Box::new(p))))),
        EXIT | CONTINUE if n.kind() != Kind::Open => leave(i),
        GOTO => any_ident(n).map(|(i, l)| (i, StmtKind::Goto(l))),
        SELECT | WITH => select(i),
        INSERT | UPDATE | DELETE | MERGE => dml::statement(i).map(|(i, d)| (i, StmtKind::Dml(Box::new(d)))),
        OPEN if !called => cursor::open(n),
        FETCH => cursor::fetch(n),
        CLOSE if !called => target(n).map(|(i, c)| (i, StmtKind::Close(Box::new(c)))),
        FORALL if !called => cursor::forall(n),
        EXECUTE if n.word() == IMMEDIATE => dynamic::execute(n.advance()),
        PIPE if n.word() == ROW => parens(expr)(n.advance()).map(|(i, e)| (i, StmtKind::PipeRow(Box::new(e)))),
        COMMIT | ROLLBACK if n.kind() != Kind::Open => transaction::end(i),
        SAVEPOINT if !called => transaction::savepoint(n),
        SET if matches!(n.word(), TRANSACTION | CONSTRAINT | CONSTRAINTS | ROLE) => transaction::set(n),
        LOCK if n.word() == TABLE => transaction::lock(n.advance()),
        PRAGMA if !called => pragma(i).map(|(i, p)| (i, StmtKind::Pragma(Box::new(p)))),
        _ => assignment_or_call(i),
    }
}

fn assignment_or_call(start: In<'_>) -> R<'_, StmtKind> {
    let (i, left) = target(start)?;
    if i.kind() == Kind::Assign {
        let (i, value) = expr(i.advance())?;
        return Ok((i, StmtKind::Assign(Box::new([left, value]))));
    }
    if matches!(left.kind, ExprKind::Name(_) | ExprKind::Call(_) | ExprKind::Step(_)) {
        return Ok((i, StmtKind::Call(Box::new(left))));
    }
    i.fail(Expected::Kind(Kind::Assign))
}

fn select(i: In<'_>) -> R<'_, StmtKind> {
    query::query(i).map(|(i, q)| (i, StmtKind::Select(Box::new(q))))
}

/// `condition THEN … { ELSIF condition THEN … } [ELSE …] END IF`.
fn if_(i: In<'_>) -> R<'_, StmtKind> {
    let mut arms = Vec::new();
    let mut at = i;
    loop {
        let (i, condition) = expr(at)?;
        let (i, _) = word(THEN)(i)?;
        let (i, list) = statements(i)?;
        arms.push((condition, list));
        if i.word() != ELSIF {
            at = i;
            break;
        }
        at = i.advance();
    }
    let (i, otherwise) = otherwise(at)?;
    let (i, _) = word(END)(i)?;
    let (i, _) = word(IF)(i)?;
    Ok((i, StmtKind::If(Box::new(If { arms, otherwise }))))
}

fn otherwise(i: In<'_>) -> R<'_, Option<Vec<Stmt>>> {
    if i.word() == ELSE { statements(i.advance()).map(|(i, list)| (i, Some(list))) } else { Ok((i, None)) }
}

/// `[selector] { WHEN choice, … THEN … } [ELSE …] END CASE [label]`.
fn case(i: In<'_>) -> R<'_, StmtKind> {
    let (mut i, selector) = if i.word() == WHEN { (i, None) } else { expr(i).map(|(i, e)| (i, Some(e)))? };
    let mut arms = Vec::new();
    while i.word() == WHEN {
        let with_selector = selector.is_some();
        let (n, choices) = choices(i.advance(), with_selector)?;
        let (n, _) = word(THEN)(n)?;
        let (n, list) = statements(n)?;
        arms.push((choices, list));
        i = n;
    }
    if arms.is_empty() {
        return i.fail(Expected::Word(WHEN));
    }
    let (i, otherwise) = otherwise(i)?;
    let (i, _) = word(END)(i)?;
    let (i, _) = word(CASE)(i)?;
    let (i, end) = end_label(i)?;
    Ok((i, StmtKind::Case(Box::new(CaseStmt { selector, arms, otherwise, end }))))
}

fn choices(i: In<'_>, with_selector: bool) -> R<'_, Vec<Choice>> {
    if with_selector { list1(choice)(i) } else { expr(i).map(|(i, e)| (i, vec![Choice::Is(e)])) }
}

/// The label behind `END LOOP`, `END CASE`.
pub(super) fn end_label(i: In<'_>) -> R<'_, Option<Name>> {
    if matches!(i.kind(), Kind::Name | Kind::Quoted) { any_ident(i).map(|(i, l)| (i, Some(l))) } else { Ok((i, None)) }
}

/// `{ EXIT | CONTINUE } [label] [WHEN condition]`.
fn leave(start: In<'_>) -> R<'_, StmtKind> {
    let again = start.word() == CONTINUE;
    let i = start.advance();
    let (i, label) = if next(i, &[WHEN]) { (i, None) } else { end_label(i)? };
    let (i, when) = if i.word() == WHEN { expr(i.advance()).map(|(i, e)| (i, Some(e)))? } else { (i, None) };
    Ok((i, StmtKind::Leave(Box::new(Leave { again, label, when }))))
}

/// An expression of a statement that may be left out.
pub(super) fn maybe_expr(i: In<'_>, first: crate::syntax::Word) -> R<'_, Option<Expr>> {
    if i.word() == first { expr(i.advance()).map(|(i, e)| (i, Some(e))) } else { Ok((i, None)) }
}
