//! `SAVEPOINT` and `ROLLBACK TO`: what stands between them becomes a block, which a signal of the output's own leaves.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::body::Code;
use super::errors;
use crate::convert::{Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::ExprKind;
use crate::ir::plsql::{self, Block, Comments, DeclarationKind, Stmt, StmtKind, Transaction, walk};
use crate::name::Name;
use crate::pg::{self, Condition, Expr};
use crate::span::Span;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&SAVEPOINT];

static SAVEPOINT: Rule = Rule {
    name: "savepoint-in-code",
    codes: &[(Source::Oracle, "OR-TXN-004")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "`SAVEPOINT {name}`: {what}",
    help: "PL/pgSQL has no savepoints; a block with EXCEPTION is one. Put what may be undone into a block that is left by an error of its own.",
    ..Rule::PLAIN
};

const SCATTERED: &str = "code goes back to it from a place whose further way is not the end of what it may undo";

/// A savepoint that the statement at hand may go back to.
#[derive(Clone, Debug)]
pub(super) struct Point {
    name: Name,
    /// What is signalled, and what is done after going back.
    ways: Vec<(String, Vec<pg::Stmt>)>,
}

/// The savepoint that a statement sets.
pub(super) fn set(stmt: &Stmt) -> Option<&Name> {
    let StmtKind::Transaction(it) = &stmt.kind else { return None };
    if let Transaction::Savepoint(name) = &**it { Some(name) } else { None }
}

/// The savepoint that a statement goes back to.
pub(super) fn back(stmt: &Stmt) -> Option<&Name> {
    let StmtKind::Transaction(it) = &stmt.kind else { return None };
    if let Transaction::Rollback { to: Some(name), force: None } = &**it { Some(name) } else { None }
}

/// Whether something in a statement goes back to a savepoint.
fn goes_back(stmt: &Stmt, name: &Name) -> bool {
    let mut found = false;
    walk::each(walk::Node::Stmt(stmt), &mut |node| {
        found |= matches!(node, walk::Node::Stmt(stmt) if back(stmt) == Some(name));
    });
    found
}

/// How many statements behind `SAVEPOINT` it takes to come to the last that goes back to it.
pub(super) fn reach(list: &[Stmt], name: &Name) -> usize {
    list.iter().rposition(|stmt| goes_back(stmt, name)).map_or(0, |n| n + 1)
}

/// A block whose handlers go back to a savepoint that its statements set: what follows the savepoint, with the handlers, is a
/// block of its own behind it.
pub(super) fn inner(code: &mut Code<'_, '_>, block: &Block) -> Option<Block> {
    let (place, name) = block.statements.iter().enumerate().find_map(|(n, stmt)| Some((n, set(stmt)?)))?;
    let handled = || block.handlers.iter().flat_map(|h| &h.statements);
    if !handled().any(|stmt| goes_back(stmt, name)) {
        return None;
    }
    let all = errors::goes_back(block, name);
    if place == 0 && all {
        return None;
    }
    let (front, rest) = block.statements.split_at(place);
    let (savepoint, rest) = rest.split_first()?;
    let busy = front.iter().find(|s| s.kind != StmtKind::Null);
    if let Some(busy) = busy {
        if !all {
            return None;
        }
        let what = "an error in front of it leaves the block as itself, and not as ORA-01086";
        let raised = SAVEPOINT.at(busy.at.span).severity(Severity::BehaviourChange);
        code.cx.raise(raised.with("name", name).with("what", what));
    }
    let protected = Block {
        declarations: Vec::new(),
        labels: Default::default(),
        statements: rest.to_vec(),
        handlers: block.handlers.clone(),
        ..block.clone()
    };
    let at = block.handlers.first().map_or(savepoint.at, |h| h.at);
    let kind = StmtKind::Block(Box::new(protected));
    let behind = Stmt { at, labels: Box::default(), comments: Comments::default(), kind };
    let statements = front.iter().cloned().chain([savepoint.clone(), behind]).collect();
    Some(Block { statements, handlers: Vec::new(), ..block.clone() })
}

/// What stands between a savepoint and the last statement that goes back to it.
pub(super) fn scope(code: &mut Code<'_, '_>, savepoint: &Stmt, name: &Name, list: &[Stmt]) -> Lower<pg::Stmt> {
    let why = if list.iter().any(ends) {
        Some("the transaction ends before code goes back to it")
    } else if !is_straight(list, name, Place { last: true, turning: false, bare: false }, &[]) {
        Some(SCATTERED)
    } else {
        None
    };
    if let Some(why) = why {
        return Err(refused(code, name, why, savepoint.at.span));
    }
    code.cx.exact(&SAVEPOINT, savepoint.at.span);
    code.points.push(Point { name: name.clone(), ways: Vec::new() });
    let statements = code.statements(list);
    let Some(Point { ways, .. }) = code.points.pop() else { return Ok(pg::Stmt::Null) };
    let is = |op, text: &str| Expr::name("sqlerrm").infix(op, Expr::text(text));
    let handled = match ways.as_slice() {
        [(text, list)] => {
            let other = pg::Stmt::If(vec![(is(pg::Op::Ne, text), vec![pg::Stmt::Reraise])], Vec::new());
            std::iter::once(other).chain(list.iter().cloned()).collect()
        }
        ways => {
            let arms = ways.iter().map(|(text, list)| (is(pg::Op::Eq, text), list.clone())).collect();
            vec![pg::Stmt::If(arms, vec![pg::Stmt::Reraise])]
        }
    };
    let conditions = vec![Condition::Named("assert_failure")];
    let handler = pg::Handler { at: savepoint.at, conditions, statements: handled };
    let note = Some("left by a signal of its own, which goes back to the savepoint");
    let block = pg::Block { statements, handlers: vec![handler], note, ..pg::Block::default() };
    Ok(pg::Stmt::Of(savepoint.at, Box::default(), Box::new(pg::Stmt::Block(Box::new(block)))))
}

/// `ROLLBACK TO`, with the statements behind it, which come after going back. Nothing where the savepoint is not in sight.
pub(super) fn signal(code: &mut Code<'_, '_>, stmt: &Stmt, rest: &[Stmt]) -> Option<Vec<pg::Stmt>> {
    let name = back(stmt)?;
    let place = code.points.iter().rposition(|p| p.name == *name)?;
    let mut made = Vec::new();
    let mut after = code.statements(rest);
    let error = errors::in_continuation(code, &mut after);
    made.extend(error);
    let point = code.points.get_mut(place)?;
    let known = point.ways.iter().find(|(_, list)| *list == after).map(|(text, _)| text.clone());
    let text = match known {
        Some(text) => text,
        None => {
            let more = if point.ways.is_empty() { String::new() } else { format!(" ({})", point.ways.len() + 1) };
            let text = format!("howdah: rollback to {}{more}", name.to_lowercase());
            point.ways.push((text.clone(), after));
            text
        }
    };
    made.push(pg::Stmt::Raise { code: Expr::text("P0004"), message: Expr::text(text) });
    let comments = stmt.comments.0.clone().unwrap_or_default();
    if let Some(first) = made.first_mut() {
        let plain = std::mem::replace(first, pg::Stmt::Null);
        *first = pg::Stmt::Of(stmt.at, comments, Box::new(plain));
    }
    Some(made)
}

/// What has no form.
pub(super) fn refused(code: &mut Code<'_, '_>, name: &Name, why: &str, span: Span) -> Manual {
    code.cx.manual(SAVEPOINT.at(span).with("name", name).with("what", why))
}

/// Whether a statement, or one within, ends the transaction.
fn ends(stmt: &Stmt) -> bool {
    let mut found = false;
    walk::each(walk::Node::Stmt(stmt), &mut |node| {
        if let walk::Node::Stmt(Stmt { kind: StmtKind::Transaction(it), .. }) = node {
            found |= matches!(
                &**it,
                Transaction::Commit { .. } | Transaction::Rollback { to: None, .. } | Transaction::Set { .. }
            );
        }
    });
    found
}

/// Where a list of statements stands.
#[derive(Clone, Copy)]
struct Place {
    /// Behind it comes the end of what the savepoint may undo.
    last: bool,
    /// It stands in a loop within.
    turning: bool,
    /// Handlers are around it: nothing may come behind going back.
    bare: bool,
}

/// Whether all statements that go back to a savepoint go on to where what it may undo ends, or away. `hidden`: names that are
/// not in sight there.
fn is_straight(list: &[Stmt], name: &Name, place: Place, hidden: &[Name]) -> bool {
    for (n, stmt) in list.iter().enumerate() {
        if set(stmt) == Some(name) {
            return false;
        }
        if back(stmt) == Some(name) {
            let rest = list.get(n + 1..).unwrap_or_default();
            let again = rest.iter().any(|s| goes_back(s, name) || set(s) == Some(name));
            let away = rest.last().is_some_and(|s| goes_away(s, place.turning));
            let seen = !rest.iter().any(|s| mentions(s, hidden));
            return !again && seen && (away || place.last) && (rest.is_empty() || !place.bare);
        }
        if !goes_back(stmt, name) {
            continue;
        }
        let place = Place { last: place.last && n + 1 == list.len(), ..place };
        let inner = |list: &[Stmt]| is_straight(list, name, place, hidden);
        let well = match &stmt.kind {
            StmtKind::If(it) => it.arms.iter().map(|(_, l)| l).chain(&it.otherwise).all(|l| inner(l)),
            StmtKind::Case(it) => it.arms.iter().map(|(_, l)| l).chain(&it.otherwise).all(|l| inner(l)),
            StmtKind::Loop(it) => {
                let own = hidden.iter().cloned().chain(iterands(it)).collect::<Vec<_>>();
                is_straight(&it.body, name, Place { last: false, turning: true, ..place }, &own)
            }
            StmtKind::Block(block) => {
                let own = block.declarations.iter().filter_map(declared).cloned();
                let hidden = hidden.iter().cloned().chain(own).collect::<Vec<_>>();
                let body = Place { bare: place.bare || !block.handlers.is_empty(), ..place };
                is_straight(&block.statements, name, body, &hidden)
                    && block.handlers.iter().all(|h| is_straight(&h.statements, name, place, &hidden))
            }
            _ => false,
        };
        if !well {
            return false;
        }
    }
    true
}

/// Variables of a loop.
fn iterands(it: &plsql::Loop) -> Vec<Name> {
    match &it.over {
        plsql::Over::For(iterator) => iterator.iterands.iter().map(|i| i.name.clone()).collect(),
        plsql::Over::Forever | plsql::Over::While(_) => Vec::new(),
    }
}

/// The name that a declaration brings into sight.
fn declared(declaration: &plsql::Declaration) -> Option<&Name> {
    match &declaration.kind {
        DeclarationKind::Variable(it) => Some(&it.name),
        DeclarationKind::Cursor(it) => Some(&it.name),
        _ => None,
    }
}

/// Whether a statement names one of them.
fn mentions(stmt: &Stmt, names: &[Name]) -> bool {
    let mut found = false;
    walk::each(walk::Node::Stmt(stmt), &mut |node| {
        if let walk::Node::Expr(e) = node {
            let path = match &e.kind {
                ExprKind::Name(path) => Some(&**path),
                ExprKind::Call(call) => Some(&call.name),
                _ => None,
            };
            found |= path.and_then(|p| p.parts.first()).is_some_and(|first| names.contains(first));
        }
    });
    found
}

fn goes_away(stmt: &Stmt, turning: bool) -> bool {
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Raise(_) => true,
        StmtKind::Leave(leave) => leave.when.is_none() && !turning,
        _ => false,
    }
}
