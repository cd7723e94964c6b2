//! What code has made sure of its parameters when it comes to a statement: an assertion raised, or a condition holds.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is neither named nor tested here makes sure of nothing")]

use super::Seen;
use crate::analyze::Means;
use crate::analyze::effects::{Does, Runs};
use crate::analyze::symbols::{RoutineId, bind};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, Choice, ControlKind, DeclarationKind, If, Loop, OpenFor, Over, Stmt, StmtKind};
use crate::ir::{
    Argument, Body, Class, Compare, Expr, ExprKind, Query, QueryBody, Routine, Select, Unary, walk as parts,
};
use crate::name::Name;
use std::collections::{BTreeMap, BTreeSet};

/// How many assertions may call each other before one is not believed.
const DEPTH: u8 = 4;

/// What is known at a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// Parameters that are held against something, so that not every text gets here.
    checked: BTreeSet<Name>,
    /// Variables that hold the text of a parameter, in upper case perhaps.
    same: BTreeMap<Name, Name>,
    /// Variables that say what a test of a parameter gave: a count, a truth value.
    about: BTreeMap<Name, BTreeSet<Name>>,
}

impl Known {
    /// Whether not every text gets to the place.
    pub(super) fn holds(&self, name: &Name) -> bool {
        self.checked.contains(name)
    }

    fn check(&mut self, name: &Name) {
        self.checked.insert(self.source(name));
    }

    /// The parameter whose text a variable holds; else itself.
    fn source(&self, name: &Name) -> Name {
        self.same.get(name).unwrap_or(name).clone()
    }

    /// A variable has another value.
    fn forget(&mut self, name: &Name) {
        self.checked.remove(name);
        self.about.remove(name);
        self.same.retain(|variable, of| variable != name && of != name);
    }

    /// What holds whichever way the code came.
    fn meet(&mut self, other: &Known) {
        self.checked.retain(|name| other.checked.contains(name));
        self.same.retain(|name, of| other.same.get(name) == Some(of));
        self.about.retain(|name, of| other.about.get(name) == Some(of));
    }
}

/// Calls `f` for the statements of a routine that run texts, with what is known there.
pub(super) fn texts<'a>(seen: &Seen<'_>, routine: &'a Routine, f: &mut dyn FnMut(&'a Expr, &Known)) {
    if let Some(Body::Code(block)) = &routine.body {
        Walk { seen, f }.block(block, &mut Known::default());
    }
}

struct Walk<'a, 's, 'f> {
    seen: &'s Seen<'s>,
    f: &'f mut dyn FnMut(&'a Expr, &Known),
}

impl<'a> Walk<'a, '_, '_> {
    /// Whether what stands behind the block is reached.
    fn block(&mut self, block: &'a Block, known: &mut Known) -> bool {
        let before = known.clone();
        for declaration in &block.declarations {
            if let DeclarationKind::Variable(it) = &declaration.kind
                && let Some(value) = &it.default
            {
                self.calls(value, known);
                self.assign(&it.name, value, known);
            }
        }
        let mut goes_on = self.list(&block.statements, known);
        for handler in &block.handlers {
            let mut there = before.clone();
            if self.list(&handler.statements, &mut there) {
                if goes_on {
                    known.meet(&there)
                } else {
                    *known = there
                }
                goes_on = true;
            }
        }
        goes_on
    }

    fn list(&mut self, statements: &'a [Stmt], known: &mut Known) -> bool {
        statements.iter().all(|stmt| self.stmt(stmt, known))
    }

    fn stmt(&mut self, stmt: &'a Stmt, known: &mut Known) -> bool {
        match &stmt.kind {
            StmtKind::Assign(sides) => {
                let [target, value] = &**sides;
                self.calls(value, known);
                if let Some(name) = plain(target) {
                    self.assign(name, value, known);
                }
            }
            StmtKind::Call(e) => {
                self.calls(e, known);
                return !refuses(self.seen, e);
            }
            StmtKind::If(it) => return self.choose(it, known),
            StmtKind::Case(it) => {
                let mut after: Option<Known> = None;
                for (choices, body) in &it.arms {
                    let mut there = known.clone();
                    self.chosen(it.selector.as_ref(), choices, &mut there);
                    if self.list(body, &mut there) {
                        join(&mut after, &there);
                    }
                }
                let mut there = known.clone();
                if it.otherwise.as_ref().is_some_and(|body| self.list(body, &mut there)) {
                    join(&mut after, &there);
                }
                return settle(known, after);
            }
            StmtKind::Loop(it) => self.round(it, known),
            StmtKind::Block(block) => return self.block(block, known),
            StmtKind::Select(query) => self.select(query, known),
            StmtKind::Execute(it) => {
                (self.f)(&it.text, known);
                it.into.iter().filter_map(plain).for_each(|name| known.forget(name));
            }
            StmtKind::Open(it) => {
                if let OpenFor::Text(text, _) = &it.source {
                    (self.f)(text, known);
                }
            }
            StmtKind::Fetch(it) => it.into.iter().filter_map(plain).for_each(|name| known.forget(name)),
            StmtKind::Return(_) | StmtKind::Raise(_) | StmtKind::Goto(_) => return false,
            StmtKind::Leave(it) => return it.when.is_some(),
            _ => {}
        }
        true
    }

    fn choose(&mut self, it: &'a If, known: &mut Known) -> bool {
        let mut after: Option<Known> = None;
        let mut otherwise = known.clone();
        for (condition, body) in &it.arms {
            self.calls(condition, &mut otherwise);
            let mut there = otherwise.clone();
            self.fact(condition, true, &mut there);
            if self.list(body, &mut there) {
                join(&mut after, &there);
            }
            self.fact(condition, false, &mut otherwise);
        }
        if it.otherwise.as_ref().is_none_or(|body| self.list(body, &mut otherwise)) {
            join(&mut after, &otherwise);
        }
        settle(known, after)
    }

    fn chosen(&self, selector: Option<&Expr>, choices: &[Choice], known: &mut Known) {
        match selector {
            Some(selector) => {
                if let Some(name) = text_of(selector) {
                    known.check(name);
                }
            }
            None => {
                if let [Choice::Is(condition)] = choices {
                    self.fact(condition, true, known);
                }
            }
        }
    }

    /// What a loop changes is not known behind it, nor in its second round.
    fn round(&mut self, it: &'a Loop, known: &mut Known) {
        let mut changed = BTreeSet::new();
        let mut note = |node: Node<'a>| {
            if let Node::Stmt(Stmt { kind: StmtKind::Assign(sides), .. }) = node {
                changed.extend(sides.first().and_then(plain));
            }
        };
        it.body.iter().for_each(|stmt| walk::each(Node::Stmt(stmt), &mut note));
        changed.into_iter().for_each(|name| known.forget(name));
        let mut there = known.clone();
        match &it.over {
            Over::While(condition) => self.fact(condition, true, &mut there),
            Over::For(over) => {
                for control in &over.controls {
                    if let ControlKind::Query(query) = &control.kind {
                        found(self.seen, query, &mut there);
                    }
                }
            }
            Over::Forever => {}
        }
        self.list(&it.body, &mut there);
    }

    fn assign(&self, target: &Name, value: &Expr, known: &mut Known) {
        let of = text_of(value).map(|name| known.source(name));
        let about = tested(self.seen, value).map(|name| known.source(name));
        if of.as_ref() == Some(target) {
            return;
        }
        known.forget(target);
        if let Some(of) = of {
            known.same.insert(target.clone(), of);
        } else if let Some(about) = about {
            known.about.insert(target.clone(), BTreeSet::from([about]));
        }
    }

    /// `SELECT … INTO … WHERE name = p`: without a row it raises; an aggregate says in its variable whether there is one.
    fn select(&self, query: &'a Query, known: &mut Known) {
        let Some(select) = single(query) else { return };
        let held = compared(self.seen, select);
        let counts = select.group.is_none()
            && select.targets.iter().any(|t| self.seen.facts.of(t.expr.at).means == Means::Supplied);
        for target in select.into.iter().filter_map(plain) {
            known.forget(target);
            if counts {
                let of = held.iter().map(|name| known.source(name)).collect();
                known.about.insert(target.clone(), of);
            }
        }
        if !counts && !select.bulk {
            held.into_iter().for_each(|name| known.check(name));
        }
    }

    /// Calls within an expression that raise for texts that they do not like.
    fn calls(&self, e: &Expr, known: &mut Known) {
        walk::each(Node::Expr(e), &mut |node| {
            let Node::Expr(e) = node else { return };
            let ExprKind::Call(call) = &e.kind else { return };
            if let [.., package, member] = call.name.parts.as_slice()
                && package == "DBMS_ASSERT"
                && matches!(
                    member.as_str(),
                    "SIMPLE_SQL_NAME" | "QUALIFIED_SQL_NAME" | "SCHEMA_NAME" | "SQL_OBJECT_NAME"
                )
                && let Some(name) = call.args.first().and_then(|arg| text_of(&arg.value))
            {
                known.check(name);
            }
            let Means::Routine(id) = self.seen.facts.of(e.at).means else { return };
            for (argument, truth) in asserted(self.seen, id, &call.args) {
                if truth {
                    self.fact(argument, true, known);
                } else if let Some(name) = text_of(argument) {
                    known.check(name);
                }
            }
        });
    }

    /// A condition holds, or does not.
    fn fact(&self, e: &Expr, truth: bool, known: &mut Known) {
        match &e.kind {
            ExprKind::And(items) if truth => items.iter().for_each(|e| self.fact(e, truth, known)),
            ExprKind::Or(items) if !truth => items.iter().for_each(|e| self.fact(e, truth, known)),
            ExprKind::And(items) | ExprKind::Or(items) => {
                let mut after: Option<Known> = None;
                for e in items {
                    let mut there = known.clone();
                    self.fact(e, truth, &mut there);
                    join(&mut after, &there);
                }
                settle(known, after);
            }
            ExprKind::Unary(Unary::Not, inner) => self.fact(inner, !truth, known),
            ExprKind::Compare(op, sides) => self.compare(*op, sides, truth, known),
            ExprKind::In(it) if it.not != truth => {
                if let Some(name) = text_of(&it.left) {
                    known.check(name);
                }
            }
            ExprKind::Exists(query) if truth => found(self.seen, query, known),
            ExprKind::Call(call) => {
                let matches = matches!(call.name.parts.as_slice(), [name] if name == "REGEXP_LIKE");
                let own = matches!(self.seen.facts.of(e.at).means, Means::Routine(_));
                let name = if matches { call.args.first().and_then(|a| text_of(&a.value)) } else { None };
                let name = name.or_else(|| tested(self.seen, e).filter(|_| own && truth));
                match name {
                    Some(name) => known.check(name),
                    // NVL(b, FALSE)
                    None => self.truth_of(e, truth, known),
                }
            }
            ExprKind::Name(_) => self.truth_of(e, truth, known),
            _ => {}
        }
    }

    fn truth_of(&self, e: &Expr, truth: bool, known: &mut Known) {
        if truth && let Some(about) = text_of(e).and_then(|name| known.about.get(name)).cloned() {
            about.iter().for_each(|name| known.check(name));
        }
    }

    fn compare(&self, op: Compare, sides: &[Expr; 2], truth: bool, known: &mut Known) {
        let [left, right] = sides;
        let equal = matches!((op, truth), (Compare::Eq | Compare::Same, true) | (Compare::Ne, false));
        let nothing = |e: &Expr| matches!(e.kind, ExprKind::Null | ExprKind::EmptyText);
        if equal && !nothing(left) && !nothing(right) {
            [left, right].into_iter().filter_map(text_of).for_each(|name| {
                if !known.about.contains_key(name) {
                    known.check(name);
                }
            });
        }
        let kept = text_of(left).and_then(|name| known.about.get(name)).cloned().unwrap_or_default();
        if says_yes(op, right, truth) {
            kept.iter().chain(tested(self.seen, left)).for_each(|name| known.check(name));
        }
    }
}

/// Whether a value that is held so against a constant is more than nothing.
fn says_yes(op: Compare, constant: &Expr, truth: bool) -> bool {
    let op = match (op, truth) {
        (op, true) => op,
        (Compare::Eq | Compare::Same, false) => Compare::Ne,
        (Compare::Ne, false) => Compare::Eq,
        (Compare::Lt, false) => Compare::Ge,
        (Compare::Le, false) => Compare::Gt,
        (Compare::Gt, false) => Compare::Le,
        (Compare::Ge, false) => Compare::Lt,
    };
    let zero = match &constant.kind {
        ExprKind::Number(text, _) => text.parse::<f64>().is_ok_and(|n| n == 0.0),
        ExprKind::Bool(value) => !value,
        ExprKind::Text(..) => return op == Compare::Eq,
        _ => return false,
    };
    match op {
        Compare::Eq | Compare::Same | Compare::Ge => !zero,
        Compare::Ne | Compare::Gt => zero,
        Compare::Lt | Compare::Le => false,
    }
}

fn join(after: &mut Option<Known>, there: &Known) {
    match after {
        Some(after) => after.meet(there),
        None => *after = Some(there.clone()),
    }
}

fn settle(known: &mut Known, after: Option<Known>) -> bool {
    let goes_on = after.is_some();
    if let Some(after) = after {
        *known = after;
    }
    goes_on
}

/// The variable that an expression names.
fn plain(e: &Expr) -> Option<&Name> {
    let ExprKind::Name(path) = &e.kind else { return None };
    let [name] = path.parts.as_slice() else { return None };
    Some(name)
}

/// The variable whose text an expression is, in another case or without blanks perhaps.
fn text_of(e: &Expr) -> Option<&Name> {
    said(e).and_then(plain)
}

/// An expression without what changes its case or takes blanks away.
fn said(e: &Expr) -> Option<&Expr> {
    if let ExprKind::Call(call) = &e.kind
        && let [name] = call.name.parts.as_slice()
        && matches!(name.as_str(), "UPPER" | "LOWER" | "INITCAP" | "TRIM" | "LTRIM" | "RTRIM" | "NVL")
    {
        return call.args.first().and_then(|arg| said(&arg.value));
    }
    Some(e)
}

/// The variable that a routine of the program is asked about.
fn tested<'e>(seen: &Seen<'_>, e: &'e Expr) -> Option<&'e Name> {
    let ExprKind::Call(call) = &e.kind else { return None };
    let own = matches!(seen.facts.of(e.at).means, Means::Routine(_));
    call.args.iter().filter(|_| own).find_map(|arg| text_of(&arg.value))
}

/// The plain select that a query is.
fn single(query: &Query) -> Option<&Select> {
    if let QueryBody::Select(select) = &query.body { Some(select) } else { None }
}

/// Variables that columns are equal to.
fn compared<'e>(seen: &Seen<'_>, select: &'e Select) -> Vec<&'e Name> {
    let conjuncts = select.condition.as_ref().map(Expr::conjuncts).unwrap_or_default();
    let sides = conjuncts.into_iter().filter_map(|e| match &e.kind {
        ExprKind::Compare(Compare::Eq, sides) => Some(&**sides),
        _ => None,
    });
    let is_variable = |e: &&Expr| seen.facts.of(e.at).means == Means::Variable;
    sides.flatten().filter_map(said).filter(is_variable).filter_map(plain).collect()
}

/// There is a row.
fn found(seen: &Seen<'_>, query: &Query, known: &mut Known) {
    single(query)
        .map(|select| compared(seen, select))
        .unwrap_or_default()
        .into_iter()
        .for_each(|name| known.check(name));
}

/// Whether nothing goes on behind a call: it raises.
fn refuses(seen: &Seen<'_>, e: &Expr) -> bool {
    is_error(e) || raises(seen, e)
}

/// `RAISE_APPLICATION_ERROR (…)`.
fn is_error(e: &Expr) -> bool {
    let ExprKind::Call(call) = &e.kind else { return false };
    matches!(call.name.parts.as_slice(), [name] if name == "RAISE_APPLICATION_ERROR")
}

fn raises(seen: &Seen<'_>, e: &Expr) -> bool {
    let Means::Routine(id) = seen.facts.of(e.at).means else { return false };
    let signature = seen.facts.symbols.routine(id);
    let Some((_, routine, _)) = signature.code else { return false };
    let Some(Body::Code(block)) = &routine.body else { return false };
    // what else it does comes before
    let last = block.statements.last().is_some_and(always);
    last && seen.facts.effects.own(Runs::Routine(id)).does.has(Does::RAISES)
}

/// Whether a statement raises whichever way it goes.
fn always(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Raise(_) => true,
        StmtKind::Call(e) => is_error(e),
        StmtKind::If(it) => {
            // an error may be raised by a text too
            let ends = |body: &[Stmt]| body.last().is_some_and(|s| always(s) || matches!(s.kind, StmtKind::Execute(_)));
            it.otherwise.as_deref().is_some_and(ends) && it.arms.iter().all(|(_, body)| ends(body))
        }
        _ => false,
    }
}

/// Arguments that a routine raises for: conditions that must be true (true), texts that it looks at.
fn asserted<'e>(seen: &Seen<'_>, id: RoutineId, args: &'e [Argument]) -> Vec<(&'e Expr, bool)> {
    let signature = seen.facts.symbols.routine(id);
    let Some(bound) = bind::bind(&signature.header.params, args) else { return Vec::new() };
    let given = bound.into_iter().enumerate().filter_map(|(n, at)| Some((n, args.get(at?)?)));
    given
        .filter(|(n, _)| depends(seen, id, *n, DEPTH))
        .map(|(n, arg)| {
            let class = seen.facts.parameters(id).get(n).map(|value| value.fact.ty.class);
            (&arg.value, class == Some(Class::Boolean))
        })
        .collect()
}

/// Whether a routine raises depending on what a parameter holds, not only on whether or how much it holds.
fn depends(seen: &Seen<'_>, id: RoutineId, n: usize, depth: u8) -> bool {
    let Some((_, routine, _)) = seen.facts.symbols.routine(id).code else { return false };
    let (Some(Body::Code(block)), Some(param)) = (&routine.body, routine.params.get(n)) else { return false };
    let mut found = false;
    walk::each(Node::Block(block), &mut |node| {
        found = found
            || match node {
                Node::Stmt(stmt) => match &stmt.kind {
                    StmtKind::If(it) => {
                        it.arms.iter().any(|(e, _)| looks_at(e, &param.name)) && raises_within(seen, stmt)
                    }
                    _ => false,
                },
                Node::Expr(e) => hands_on(seen, e, &param.name, depth),
                _ => false,
            };
    });
    found
}

/// Whether a condition is about what a variable holds.
fn looks_at(e: &Expr, name: &Name) -> bool {
    match &e.kind {
        ExprKind::Is(it) if plain(&it.operand).is_some() => false,
        ExprKind::Call(call) if matches!(call.name.parts.as_slice(), [f] if f == "LENGTH" || f == "LENGTHB") => false,
        ExprKind::Name(_) => plain(e) == Some(name),
        _ => {
            let mut found = false;
            parts::children(e, &mut |child| {
                if let parts::Node::Expr(inner) = child {
                    found = found || looks_at(inner, name);
                }
            });
            found
        }
    }
}

fn raises_within(seen: &Seen<'_>, stmt: &Stmt) -> bool {
    let mut found = false;
    walk::each(Node::Stmt(stmt), &mut |node| {
        if let Node::Stmt(stmt) = node {
            found = found
                || match &stmt.kind {
                    StmtKind::Raise(_) => true,
                    StmtKind::Call(e) => refuses(seen, e),
                    _ => false,
                };
        }
    });
    found
}

/// Whether a call gets a variable and raises for what it holds.
fn hands_on(seen: &Seen<'_>, e: &Expr, name: &Name, depth: u8) -> bool {
    let (ExprKind::Call(call), Means::Routine(id)) = (&e.kind, seen.facts.of(e.at).means) else { return false };
    let Some(depth) = depth.checked_sub(1) else { return false };
    let Some(bound) = bind::bind(&seen.facts.symbols.routine(id).header.params, &call.args) else { return false };
    let gets = |at: Option<usize>| at.and_then(|at| call.args.get(at)).is_some_and(|arg| looks_at(&arg.value, name));
    bound.into_iter().enumerate().any(|(n, at)| gets(at) && depends(seen, id, n, depth))
}
