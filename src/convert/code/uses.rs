//! What code asks of cursors and statements: which attributes, and whether the place that asks comes right behind.

#![expect(clippy::wildcard_enum_match_arm, reason = "what asks for nothing is passed over")]

use crate::ir::plsql::walk::{Node, each};
use crate::ir::plsql::{Block, OpenFor, Over, Stmt, StmtKind, Transaction};
use crate::ir::{self, Expr, ExprKind, Step};
use crate::name::Name;
use crate::span::Span;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked in a routine.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    cursors: BTreeMap<Name, Asked>,
    /// Where attributes of statements are asked for, other than right behind.
    statements: Vec<u32>,
    /// Cursors that statements name by `CURRENT OF`.
    current: BTreeSet<Name>,
    /// Where transactions end.
    ends: Vec<u32>,
    /// There are jumps.
    pub jumps: bool,
    /// What a call gives is asked as a cursor is.
    calls_cursors: bool,
    /// Savepoints that statements go back to.
    savepoints: BTreeSet<Name>,
    /// Loops, by where they stand.
    loops: Vec<Span>,
    /// Handlers, by where they stand.
    handlers: Vec<Span>,
    /// Statements that fill variables whole, and those that may be passed over.
    fills: Vec<Span>,
    branches: Vec<Span>,
    /// Variables that a statement filled from rows which it locked or wrote.
    to_change: BTreeSet<Name>,
    /// Names, by where they stand.
    names: Vec<(Name, u32)>,
    /// Variables that are arguments, with the names of what is called.
    passed: Vec<(Name, Name)>,
    /// Names in queries with what stands in front of them.
    qualified: FxHashSet<(Name, Name)>,
    /// Where the query or statement ends that the walk is in, or was in last.
    queried: u32,
    /// The cursor whose fetch comes right before the statement at hand.
    pub behind_fetch: Option<Name>,
    /// A statement whose rows are counted comes right before the one at hand.
    pub behind_rows: bool,
    /// Lines of output are put together from parts.
    pub puts: bool,
    /// Attributes of the statement at hand are asked for later.
    pub counted: bool,
    /// The statement behind the one at hand leaves the loop where its fetch found nothing.
    pub leaves_behind: bool,
}

/// What is asked of a cursor.
#[derive(Clone, Debug, Default)]
struct Asked {
    found: usize,
    rows: usize,
    open: usize,
    opens: Vec<Span>,
    fetched: bool,
    fetches: bool,
    /// Where it is closed.
    closes: Vec<u32>,
    /// Where it is asked whether it found a row, or how many.
    asks: Vec<u32>,
    /// Where it is fetched from, or asked for a row, first.
    first: Option<u32>,
}

impl Asked {
    fn at(&mut self, place: u32) {
        self.first = Some(self.first.map_or(place, |first| first.min(place)));
    }

    /// Whether it is opened before it is fetched from, and closed.
    fn is_alone(&self) -> bool {
        let opened = self.opens.iter().map(|span| span.lo).min();
        match (opened, self.first) {
            (Some(opened), first) => !self.closes.is_empty() && first.is_none_or(|first| opened < first),
            (None, None) => self.closes.is_empty() && self.open == 0,
            (None, Some(_)) => false,
        }
    }
}

impl Uses {
    /// Collects what a block asks.
    pub fn of(block: &Block) -> Uses {
        Uses::collected(block, |_| true)
    }

    /// Whether a cursor is opened, and nothing asks for a row of it.
    pub fn only_opened(&self, name: &Name) -> bool {
        let asked = self.cursors.get(name);
        asked.is_some_and(|asked| !asked.opens.is_empty() && asked.first.is_none())
            && self.passed_to(name).next().is_none()
    }

    /// Collects what a block asks of cursors: not where it names variables.
    pub fn of_cursors(block: &Block) -> Uses {
        Uses::collected(block, |node| !matches!(node, Node::Expr(Expr { kind: ExprKind::Name(_), .. })))
    }

    fn collected(block: &Block, counts: impl Fn(Node<'_>) -> bool) -> Uses {
        let mut uses = Uses::default();
        let mut all: Vec<&[Stmt]> = Vec::new();
        each(Node::Block(block), &mut |node| {
            if !counts(node) {
                return;
            }
            uses.node(node);
            lists(node, &mut |list| all.push(list));
        });
        let mut direct = Vec::new();
        all.into_iter().for_each(|list| uses.direct(list, &mut direct));
        uses.statements.retain(|at| !direct.contains(at));
        uses
    }

    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Query(query) => self.queried = self.queried.max(query.at.span.hi),
            Node::Expr(Expr { kind: ExprKind::Step(parts), at }) => match (&parts.0.kind, &parts.1) {
                (ExprKind::Name(path), Step::Attribute(name)) => {
                    path.parts.last().into_iter().for_each(|cursor| self.attribute(cursor, name, at.span));
                }
                (ExprKind::Call(_), Step::Attribute(_)) => self.calls_cursors = true,
                _ => {}
            },
            Node::Expr(Expr { kind: ExprKind::Name(path), at }) => {
                self.names.extend(path.parts.first().map(|first| (first.clone(), at.span.lo)));
                if at.span.lo < self.queried {
                    self.qualified(path);
                }
            }
            Node::Expr(Expr { kind: ExprKind::Call(call), .. }) => {
                let Some(callee) = call.name.parts.last() else { return };
                let variables = call.args.iter().filter_map(|arg| variable_of(&arg.value));
                self.passed.extend(variables.map(|variable| (variable.clone(), callee.clone())));
            }
            Node::Stmt(stmt) => self.stmt(stmt),
            Node::Block(block) => self.handlers.extend(block.handlers.iter().map(|h| h.at.span)),
            _ => {}
        }
    }

    /// What is called with a variable as an argument.
    pub fn passed_to(&self, variable: &Name) -> impl Iterator<Item = &Name> {
        self.passed.iter().filter(move |(passed, _)| passed == variable).map(|(_, callee)| callee)
    }

    /// Where a variable is named.
    fn places(&self, variable: &Name) -> impl Iterator<Item = u32> {
        self.names.iter().filter(move |(name, _)| name == variable).map(|(_, at)| *at)
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Goto(_) => self.jumps = true,
            StmtKind::Loop(it) => {
                self.loops.push(stmt.at.span);
                if !matches!(it.over, Over::Forever) {
                    self.branches.push(stmt.at.span);
                }
            }
            StmtKind::If(_) | StmtKind::Case(_) => self.branches.push(stmt.at.span),
            StmtKind::Select(query) => {
                self.fills.push(stmt.at.span);
                if let (ir::QueryBody::Select(select), true) = (&query.body, query.lock.is_some()) {
                    self.to_change.extend(select.into.iter().filter_map(variable_of).cloned());
                }
            }
            StmtKind::Open(it) => {
                if let Some(name) = cursor_name(&it.cursor) {
                    let asked = self.cursors.entry(name.clone()).or_default();
                    asked.opens.push(stmt.at.span);
                    asked.fetched |= matches!(it.source, OpenFor::Declared);
                }
            }
            StmtKind::Transaction(it) => match &**it {
                Transaction::Rollback { to: Some(name), .. } => {
                    self.savepoints.insert(name.clone());
                }
                Transaction::Commit { .. } | Transaction::Rollback { to: None, .. } => {
                    self.ends.push(stmt.at.span.lo);
                }
                _ => {}
            },
            StmtKind::Call(e) => {
                let path = match &e.kind {
                    ExprKind::Call(call) => &call.name,
                    ExprKind::Name(path) => path,
                    _ => return,
                };
                self.puts |= matches!(path.parts.as_slice(), [package, name]
                    if package == "DBMS_OUTPUT" && (name == "PUT" || name == "NEW_LINE"));
            }
            StmtKind::Fetch(it) => {
                self.fills.push(stmt.at.span);
                if let Some(name) = cursor_name(&it.cursor) {
                    let asked = self.cursors.entry(name.clone()).or_default();
                    asked.fetched = true;
                    asked.fetches = true;
                    asked.at(stmt.at.span.lo);
                }
            }
            StmtKind::Close(e) => {
                if let Some(name) = cursor_name(e) {
                    self.cursors.entry(name.clone()).or_default().closes.push(stmt.at.span.lo);
                }
            }
            StmtKind::Dml(dml) => {
                self.queried = self.queried.max(stmt.at.span.hi);
                self.dml(dml);
            }
            _ => {}
        }
    }

    /// Cursors that a statement names, and variables that it fills from rows which it wrote.
    fn dml(&mut self, dml: &ir::Dml) {
        let current = match dml {
            ir::Dml::Update(it) => it.current_of.as_ref(),
            ir::Dml::Delete(it) => it.current_of.as_ref(),
            _ => None,
        };
        self.current.extend(current.cloned());
        let returning = match dml {
            ir::Dml::InsertInto(it) => it.returning.as_deref(),
            ir::Dml::Update(it) => it.returning.as_deref(),
            ir::Dml::Delete(it) => it.returning.as_deref(),
            _ => None,
        };
        let into = returning.into_iter().flat_map(|r| &r.into);
        self.to_change.extend(into.filter_map(variable_of).cloned());
    }

    fn qualified(&mut self, path: &ir::Path) {
        if let [label, name, ..] = path.parts.as_slice() {
            self.qualified.insert((label.clone(), name.clone()));
        }
    }

    /// Whether queries write one of the labels in front of the name.
    pub fn is_qualified(&self, labels: &[Name], name: &Name) -> bool {
        labels.iter().any(|label| self.qualified.contains(&(label.clone(), name.clone())))
    }

    fn attribute(&mut self, cursor: &Name, attribute: &Name, span: Span) {
        if cursor == "SQL" {
            self.statements.push(span.lo);
            return;
        }
        let asked = self.cursors.entry(cursor.clone()).or_default();
        if attribute != "ISOPEN" {
            asked.at(span.lo);
            asked.asks.push(span.lo);
        }
        match attribute.as_str() {
            "FOUND" | "NOTFOUND" => asked.found += 1,
            "ROWCOUNT" => asked.rows += 1,
            "ISOPEN" => asked.open += 1,
            _ => {}
        }
    }

    /// Counts off what is asked right behind a fetch or statement.
    fn direct(&mut self, list: &[Stmt], statements: &mut Vec<u32>) {
        for pair in list.windows(2) {
            let [before, stmt] = pair else { continue };
            let Some(condition) = first_condition(stmt) else { continue };
            if let Some(cursor) = fetched(before) {
                let count = asks(condition, cursor).len();
                if let Some(asked) = self.cursors.get_mut(cursor) {
                    asked.found = asked.found.saturating_sub(count);
                }
            }
            if says_found(before) {
                statements.extend(asks(condition, "SQL"));
            }
        }
    }

    /// Looks at a statement of a list, before it is lowered.
    pub fn at(&mut self, list: &[Stmt], place: usize) {
        let before = place.checked_sub(1).and_then(|n| list.get(n));
        self.behind_fetch = before.and_then(fetched).cloned();
        self.behind_rows = before.is_some_and(says_found);
        let Some(stmt) = list.get(place) else { return };
        let next = list.get(place + 1);
        self.leaves_behind = fetched(stmt).is_some_and(|cursor| {
            next.is_some_and(|next| {
                matches!(&next.kind, StmtKind::Leave(it) if !it.again && it.label.is_none())
                    && first_condition(next).is_some_and(|e| !asks(e, cursor).is_empty())
            })
        });
        // of others nobody asks, and to look for it would take a pass over the list for each
        let may_count = matches!(stmt.kind, StmtKind::Select(_) | StmtKind::Dml(_));
        self.counted = may_count && self.reached(list, place);
    }

    /// Whether what a statement counts is asked for where nothing counts again in between.
    fn reached(&self, list: &[Stmt], place: usize) -> bool {
        let (Some(stmt), false) = (list.get(place), self.statements.is_empty()) else { return false };
        let end = list.last().map_or(stmt.at.span.hi, |s| s.at.span.hi);
        for (between, later) in list.iter().skip(place + 1).enumerate() {
            if self.statements.iter().any(|at| inside(later.at.span, *at)) {
                return true;
            }
            if counts_rows(later) {
                // What stands in between may fail, and a handler ask.
                let handlers = || self.handlers.iter().filter(|span| span.lo >= end);
                return between > 0 && handlers().any(|span| self.asks_within(*span));
            }
        }
        let around = self.loops.iter().find(|span| span.lo <= stmt.at.span.lo && stmt.at.span.hi <= span.hi);
        self.statements.iter().any(|at| *at > end || around.is_some_and(|span| inside(*span, *at)))
    }

    /// Whether a transaction may end while a cursor is open that is fetched from here: PostgreSQL closes it then.
    pub fn ends_open(&self, cursor: &Name, fetch: Span) -> bool {
        let opened = self.cursors.get(cursor).and_then(|asked| asked.opens.iter().map(|s| s.lo).min());
        self.ends.iter().any(|at| {
            opened.is_some_and(|open| open < *at && *at < fetch.lo)
                || self.loops.iter().any(|span| inside(*span, *at) && inside(*span, fetch.lo))
        })
    }

    /// Whether a transaction ends within a statement.
    pub fn ends_within(&self, span: Span) -> bool {
        self.ends.iter().any(|at| inside(span, *at))
    }

    /// Whether a variable holds what a row has that was read or written to be changed.
    pub fn taken_to_change(&self, variable: &Name) -> bool {
        self.to_change.contains(variable)
    }

    /// Whether a statement goes back to a savepoint.
    pub fn goes_back(&self, savepoint: &Name) -> bool {
        self.savepoints.contains(savepoint)
    }

    /// Whether attributes of statements are asked for within a place.
    pub fn asks_within(&self, span: Span) -> bool {
        self.statements.iter().any(|at| (span.lo..span.hi).contains(at))
    }

    /// Whether attributes of statements are asked for at all, other than right behind.
    pub fn asks_statements(&self) -> bool {
        !self.statements.is_empty()
    }

    /// Whether `%FOUND` of a cursor is asked for other than right behind a fetch.
    pub fn found(&self, cursor: &Name) -> bool {
        self.cursors.get(cursor).is_some_and(|asked| asked.found > 0)
    }

    /// Whether `%ROWCOUNT` of a cursor is asked for.
    pub fn rows(&self, cursor: &Name) -> bool {
        self.cursors.get(cursor).is_some_and(|asked| asked.rows > 0)
    }

    /// Whether `%ISOPEN` of a cursor is asked for.
    pub fn open(&self, cursor: &Name) -> bool {
        self.cursors.get(cursor).is_some_and(|asked| asked.open > 0)
    }

    /// Whether a cursor is closed within a place.
    pub fn closed_within(&self, cursor: &Name, span: Span) -> bool {
        self.cursors.get(cursor).is_some_and(|asked| asked.closes.iter().any(|at| inside(span, *at)))
    }

    /// Whether `%FOUND` and kin of a cursor are asked for behind a place, or in a loop around it.
    pub fn asked_behind(&self, cursor: &Name, place: Span) -> bool {
        let around = |at: u32| self.loops.iter().any(|span| inside(*span, place.lo) && inside(*span, at));
        self.cursors.get(cursor).is_some_and(|asked| asked.asks.iter().any(|at| *at > place.lo || around(*at)))
    }

    /// Whether a cursor is fetched from.
    pub fn fetches(&self, cursor: &Name) -> bool {
        self.cursors.get(cursor).is_some_and(|asked| asked.fetches)
    }

    /// Cursors that are used.
    pub fn cursors(&self) -> impl Iterator<Item = &Name> {
        self.cursors.keys().chain(self.current.iter().filter(|name| !self.cursors.contains_key(*name)))
    }

    /// Whether anything is asked of a cursor.
    pub fn asks_cursors(&self) -> bool {
        self.calls_cursors || self.cursors().next().is_some()
    }

    /// Cursors that are used before they are opened, or are not closed.
    pub fn shared_cursors(&self) -> impl Iterator<Item = &Name> {
        self.cursors.iter().filter(|(_, asked)| !asked.is_alone()).map(|(name, _)| name)
    }

    /// Whether a declared cursor is opened, fetched from or named by `CURRENT OF`.
    pub fn explicit(&self, cursor: &Name) -> bool {
        self.current.contains(cursor)
            || self.cursors.get(cursor).is_some_and(|asked| asked.fetched || !asked.closes.is_empty())
    }

    /// Whether a statement names the cursor by `CURRENT OF`.
    pub fn current(&self, cursor: &Name) -> bool {
        self.current.contains(cursor)
    }

    /// Whether a cursor variable is opened once, and not in a loop.
    pub fn opens_once(&self, cursor: &Name) -> bool {
        self.cursors.get(cursor).is_some_and(|asked| {
            let [open] = asked.opens.as_slice() else { return false };
            !self.loops.iter().any(|span| inside(*span, open.lo))
        })
    }

    /// Whether a variable is named in the innermost loop around a place only, and there behind the place.
    pub fn dies_with(&self, variable: &Name, place: Span) -> bool {
        let around = self.loops.iter().filter(|span| inside(**span, place.lo)).min_by_key(|s| s.hi - s.lo);
        let Some(around) = around else { return false };
        self.places(variable).all(|at| at >= place.lo && inside(*around, at))
    }

    /// Whether a variable is named before a place, or in a loop around it.
    pub fn named_before(&self, variable: &Name, place: Span) -> bool {
        let around: Vec<&Span> = self.loops.iter().filter(|span| inside(**span, place.lo)).collect();
        self.places(variable).any(|at| at < place.lo || around.iter().any(|span| inside(**span, at)))
    }

    /// Whether a record is filled whole before anything else asks for it.
    pub fn filled_first(&self, variable: &Name) -> bool {
        let Some(first) = self.places(variable).min() else { return true };
        self.fills.iter().any(|span| inside(*span, first)) && !self.branches.iter().any(|span| inside(*span, first))
    }
}

/// The variable that a target is, or is a field of.
fn variable_of(e: &Expr) -> Option<&Name> {
    if let ExprKind::Name(path) = &e.kind { path.parts.first() } else { None }
}

fn inside(span: Span, at: u32) -> bool {
    span.lo <= at && at < span.hi
}

/// The cursor that a statement fetches from.
fn fetched(stmt: &Stmt) -> Option<&Name> {
    if let StmtKind::Fetch(it) = &stmt.kind { cursor_name(&it.cursor) } else { None }
}

/// The name of a cursor, without its arguments.
pub(super) fn cursor_name(e: &Expr) -> Option<&Name> {
    match &e.kind {
        ExprKind::Name(path) => path.parts.last(),
        ExprKind::Call(call) => call.name.parts.last(),
        _ => None,
    }
}

/// Whether `SQL%ROWCOUNT` speaks of a statement that is one of SQL in PostgreSQL too: what reads no table is an assignment.
fn counts_rows(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Dml(_) => true,
        StmtKind::Select(query) => match &query.body {
            ir::QueryBody::Select(select) => select.from.iter().any(|item| match &item.kind {
                ir::FromKind::Table(table) => table.name.name != "DUAL",
                _ => true,
            }),
            _ => true,
        },
        _ => false,
    }
}

/// Whether FOUND says of a statement whether it read or wrote a row: aggregates of what it wrote are always a row.
fn says_found(stmt: &Stmt) -> bool {
    let StmtKind::Dml(dml) = &stmt.kind else { return counts_rows(stmt) };
    let back = match &**dml {
        ir::Dml::Update(it) => it.returning.as_ref(),
        ir::Dml::Delete(it) => it.returning.as_ref(),
        ir::Dml::InsertInto(it) => it.returning.as_ref(),
        ir::Dml::Insert(_) | ir::Dml::InsertMany(_) | ir::Dml::Merge(_) | ir::Dml::Unread(..) => None,
    };
    let gathers = back.is_some_and(|it| it.values.iter().any(|(_, e)| crate::convert::query::aggregates(e)));
    !gathers
}

/// The condition that a statement evaluates first.
fn first_condition(stmt: &Stmt) -> Option<&Expr> {
    match &stmt.kind {
        StmtKind::If(it) => it.arms.first().map(|(condition, _)| condition),
        StmtKind::Leave(it) => it.when.as_ref(),
        _ => None,
    }
}

/// Where a condition asks whether a cursor found a row.
fn asks(condition: &Expr, cursor: &str) -> Vec<u32> {
    let mut found = Vec::new();
    ir::walk::each(condition, &mut |e| {
        if let ExprKind::Step(parts) = &e.kind
            && let (ExprKind::Name(path), Step::Attribute(name)) = (&parts.0.kind, &parts.1)
            && path.parts.last().is_some_and(|n| n == cursor)
            && matches!(name.as_str(), "FOUND" | "NOTFOUND")
        {
            found.push(e.at.span.lo);
        }
    });
    found
}

/// Calls `f` for the lists of statements right below a node.
fn lists<'a>(node: Node<'a>, f: &mut dyn FnMut(&'a [Stmt])) {
    match node {
        Node::Block(block) => {
            f(&block.statements);
            block.handlers.iter().for_each(|h| f(&h.statements));
        }
        Node::Stmt(stmt) => match &stmt.kind {
            StmtKind::If(it) => {
                it.arms.iter().for_each(|(_, list)| f(list));
                it.otherwise.iter().for_each(|list| f(list));
            }
            StmtKind::Case(it) => {
                it.arms.iter().for_each(|(_, list)| f(list));
                it.otherwise.iter().for_each(|list| f(list));
            }
            StmtKind::Loop(it) => f(&it.body),
            _ => {}
        },
        _ => {}
    }
}
