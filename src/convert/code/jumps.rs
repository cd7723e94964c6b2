//! `GOTO` where it is structured: back to a label is a loop around what lies between, forward to one a block around it.

#![expect(clippy::wildcard_enum_match_arm, reason = "only statements that hold others are looked into")]

use crate::convert::Cx;
use crate::finding::{Rule, Severity, Source};
use crate::ir::plsql::{self, Block, Leave, Loop, Over, Stmt, StmtKind, walk};
use crate::name::Name;
use crate::span::{At, Span};
use std::borrow::Cow;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&JUMP];

static JUMP: Rule = Rule {
    name: "structured-goto",
    codes: &[(Source::Oracle, "OR-PLS-019")],
    raw: Severity::Blocker,
    message: "GOTO becomes a loop or a labelled block that is left or begun again",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// The block with loops and labelled blocks in place of jumps; a jump that is not structured stays.
pub(super) fn structured<'b>(cx: &mut Cx<'_>, block: &'b Block) -> Cow<'b, Block> {
    let Some(first) = first_jump(block) else { return Cow::Borrowed(block) };
    let mut block = block.clone();
    whole(&mut block, &mut None);
    if first_jump(&block).is_none() {
        cx.exact(&JUMP, first);
    }
    Cow::Owned(block)
}

fn first_jump(block: &Block) -> Option<Span> {
    let mut found: Option<Span> = None;
    walk::outline(walk::Node::Block(block), &mut |node| {
        if let walk::Node::Stmt(Stmt { kind: StmtKind::Goto(_), at, .. }) = node {
            found = Some(found.map_or(at.span, |f| f.min(at.span)));
        }
    });
    found
}

/// The loop around the statements at hand.
struct Around {
    label: Option<Name>,
    /// A statement names it that did not before.
    named: bool,
}

fn whole(block: &mut Block, around: &mut Option<Around>) {
    list(&mut block.statements, around);
    for handler in &mut block.handlers {
        list(&mut handler.statements, around);
    }
}

/// Statements one behind the other: what lies deeper first, then jumps back, then jumps forward.
fn list(list: &mut Vec<Stmt>, around: &mut Option<Around>) {
    for stmt in list.iter_mut() {
        within(stmt, around);
    }
    for place in (0..list.len()).rev() {
        for label in labels_at(list, place) {
            back(list, place, &label, around);
        }
    }
    forward(list);
}

fn labels_at(list: &[Stmt], place: usize) -> Vec<Name> {
    list.get(place).map(|stmt| stmt.labels.to_vec()).unwrap_or_default()
}

fn within(stmt: &mut Stmt, around: &mut Option<Around>) {
    match &mut stmt.kind {
        StmtKind::If(it) => {
            it.arms.iter_mut().for_each(|(_, inner)| list(inner, around));
            it.otherwise.iter_mut().for_each(|inner| list(inner, around));
        }
        StmtKind::Case(it) => {
            it.arms.iter_mut().for_each(|(_, inner)| list(inner, around));
            it.otherwise.iter_mut().for_each(|inner| list(inner, around));
        }
        StmtKind::Block(block) => whole(block, around),
        StmtKind::Loop(it) => {
            let known = stmt.labels.first().cloned();
            next_turn(&mut it.body, known.as_ref());
            let mut own = Some(Around { label: known, named: false });
            list(&mut it.body, &mut own);
            if let (true, Some(Around { label: Some(label), named: true })) = (stmt.labels.is_empty(), own) {
                stmt.labels = Box::new([label]);
            }
        }
        _ => {}
    }
}

/// A jump to the end of the body of a loop goes on with the next turn.
fn next_turn(body: &mut [Stmt], own: Option<&Name>) {
    let Some((last, rest)) = body.split_last_mut() else { return };
    if !matches!(last.kind, StmtKind::Null) {
        return;
    }
    for label in &last.labels {
        for stmt in rest.iter_mut() {
            let deep = own.is_none();
            jumps(stmt, label, !deep, &mut |kind| {
                *kind = StmtKind::Leave(Box::new(Leave { again: true, label: own.cloned(), when: None }));
            });
        }
    }
}

/// Statements from a label to the last jump back to it are a loop that ends at its end.
fn back(list: &mut Vec<Stmt>, place: usize, label: &Name, around: &mut Option<Around>) {
    let Some(last) = list.iter().rposition(|stmt| has_jump(stmt, label)).filter(|last| *last >= place) else { return };
    let mut body: Vec<Stmt> = list.drain(place..=last).collect();
    if let Some(first) = body.first_mut() {
        first.labels = first.labels.iter().filter(|l| *l != label).cloned().collect();
    }
    for stmt in &mut body {
        if let Some(around) = around.as_mut() {
            let outer = around.label.clone().unwrap_or_else(|| format!("{label}__LOOP").into());
            if name_leaves(stmt, &outer) {
                around.label = Some(outer);
                around.named = true;
            }
        }
        jumps(stmt, label, true, &mut |kind| {
            *kind = StmtKind::Leave(Box::new(Leave { again: true, label: Some(label.clone()), when: None }));
        });
    }
    forward(&mut body);
    let span = between(&body);
    let end = At { span: Span { lo: span.hi, hi: span.hi }, ..At::default() };
    let leave = Leave { again: false, label: Some(label.clone()), when: None };
    if !body.last().is_some_and(never_ends) {
        body.push(bare(end, StmtKind::Leave(Box::new(leave))));
    }
    let made = Loop { over: Over::Forever, body, end: None };
    let mut stmt = bare(At { span, ..At::default() }, StmtKind::Loop(Box::new(made)));
    stmt.labels = Box::new([label.clone()]);
    list.insert(place, stmt);
}

/// Whether nothing comes behind a statement.
fn never_ends(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Leave(it) => it.when.is_none(),
        StmtKind::Return(_) | StmtKind::Raise(_) => true,
        _ => false,
    }
}

/// Statements in front of a label are a block that the jumps to it leave.
fn forward(list: &mut Vec<Stmt>) {
    let mut place = 1;
    while place < list.len() {
        for label in labels_at(list, place) {
            let Some(front) = list.get(..place) else { continue };
            let Some(first) = front.iter().position(|stmt| has_jump(stmt, &label)) else { continue };
            let mut body: Vec<Stmt> = list.drain(first..place).collect();
            for stmt in &mut body {
                jumps(stmt, &label, true, &mut |kind| {
                    *kind = StmtKind::Leave(Box::new(Leave { again: false, label: Some(label.clone()), when: None }));
                });
            }
            let at = At { span: between(&body), ..At::default() };
            let block = Block { at, statements: body, ..Block::default() };
            let mut stmt = bare(at, StmtKind::Block(Box::new(block)));
            stmt.labels = Box::new([label.clone()]);
            list.insert(first, stmt);
            place = first + 1;
        }
        place += 1;
    }
}

fn between(list: &[Stmt]) -> Span {
    let lo = list.first().map_or(0, |s| s.at.span.lo);
    Span { lo, hi: list.last().map_or(lo, |s| s.at.span.hi) }
}

fn bare(at: At, kind: StmtKind) -> Stmt {
    Stmt { at, labels: Box::default(), comments: plsql::Comments::default(), kind }
}

fn has_jump(stmt: &Stmt, label: &Name) -> bool {
    let mut found = false;
    walk::each(walk::Node::Stmt(stmt), &mut |node| {
        found |= matches!(node, walk::Node::Stmt(Stmt { kind: StmtKind::Goto(to), .. }) if to == label);
    });
    found
}

/// Calls `f` for the jumps to a label; `deep`: in loops too.
fn jumps(stmt: &mut Stmt, label: &Name, deep: bool, f: &mut dyn FnMut(&mut StmtKind)) {
    if matches!(&stmt.kind, StmtKind::Goto(to) if to == label) {
        f(&mut stmt.kind);
        return;
    }
    below(stmt, deep, &mut |inner| jumps(inner, label, deep, f));
}

/// `EXIT` and `CONTINUE` of the loop around get its label, as another loop comes in between.
fn name_leaves(stmt: &mut Stmt, label: &Name) -> bool {
    if let StmtKind::Leave(it) = &mut stmt.kind {
        let bare = it.label.is_none();
        it.label.get_or_insert_with(|| label.clone());
        return bare;
    }
    let mut named = false;
    below(stmt, false, &mut |inner| named |= name_leaves(inner, label));
    named
}

/// Calls `f` for the statements right below one; `loops`: for those of a loop too.
fn below(stmt: &mut Stmt, loops: bool, f: &mut dyn FnMut(&mut Stmt)) {
    match &mut stmt.kind {
        StmtKind::If(it) => {
            it.arms.iter_mut().flat_map(|(_, inner)| inner).for_each(&mut *f);
            it.otherwise.iter_mut().flatten().for_each(f);
        }
        StmtKind::Case(it) => {
            it.arms.iter_mut().flat_map(|(_, inner)| inner).for_each(&mut *f);
            it.otherwise.iter_mut().flatten().for_each(f);
        }
        StmtKind::Block(block) => {
            block.statements.iter_mut().for_each(&mut *f);
            block.handlers.iter_mut().flat_map(|h| &mut h.statements).for_each(f);
        }
        StmtKind::Loop(it) if loops => it.body.iter_mut().for_each(f),
        _ => {}
    }
}
