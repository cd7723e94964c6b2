//! Code as a whole: loops that write, routines that purge or audit, cursors for clients, caches of packages.

use super::row_by_row::{of_round, target};
use super::sites::{Site, is_public};
use super::{Found, Seen, about};
use crate::analyze::effects::{Does, Runs};
use crate::analyze::symbols::{Declared, Entity, Shape};
use crate::analyze::{Facts, Means};
use crate::catalog::Mode;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{DeclarationKind, Loop, Stmt, StmtKind};
use crate::ir::{Binary, Class, Compare, Dml, Expr, ExprKind, Kind, Object, Other, QueryBody, Type};
use crate::name::Name;

static SCALE: Rule = Rule {
    name: "digits-grow-in-loop",
    codes: &[(Source::Oracle, "OR-NUM-014")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 5),
    message: "`{name}` is multiplied in each round: numeric keeps every digit, and grows",
    help: "round it in each round, or give it a precision and scale",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

static PURGE: Rule = Rule {
    name: "purge-routine",
    codes: &[(Source::Oracle, "OR-CMP-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 5),
    message: "`{name}` deletes what is older than a date: a rule of retention",
    help: "name it in the retention plan, and check that it runs on the target",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

static SURVIVES: Rule = Rule {
    name: "audit-outlives-rollback",
    codes: &[(Source::Oracle, "OR-CMP-003")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Likely,
    effort: Effort::minutes(60, 20),
    message: "`{name}` keeps its rows after a rollback, as an audit may have to",
    help: "choose a connection of its own for it (dblink, pg_background): in the caller's transaction exactly these rows are lost",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

static CLIENT: Rule = Rule {
    name: "cursor-for-the-client",
    codes: &[(Source::Oracle, "OR-CUR-005")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "`{name}` hands a cursor to its caller",
    help: "a client fetches it within the transaction of the call; RETURNS TABLE needs no transaction",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

static CACHE: Rule = Rule {
    name: "collection-of-a-package",
    codes: &[(Source::Oracle, "OR-PKG-010")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 10),
    message: "`{name}` keep{s} the elements of a collection for the whole session",
    help: "where it holds many elements, a temporary table is faster",
    once: Some("name"),
    general: 3,
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

static MANY: Rule = Rule {
    name: "too-many-parameters",
    codes: &[(Source::Oracle, "OR-PLS-031")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 30),
    message: "`{name}` has {count} parameters, and PostgreSQL takes 100",
    help: "put them into a composite type or a json value",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&SCALE, &PURGE, &SURVIVES, &CLIENT, &CACHE, &MANY];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    loops(seen, site, found);
    whole_site(seen, site, found);
    asked(seen, site);
}

fn put(site: &Site<'_>, raised: crate::finding::Raised, found: &mut Vec<Found>) {
    found.push(Found { object: Some(site.key.clone()), raised });
}

fn loops(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    site.stmts(&mut |stmt, _| match &stmt.kind {
        StmtKind::Loop(it) => growing(seen, site, it, found),
        StmtKind::Null
        | StmtKind::Assign(_)
        | StmtKind::Call(_)
        | StmtKind::If(_)
        | StmtKind::Case(_)
        | StmtKind::Leave(_)
        | StmtKind::Goto(_)
        | StmtKind::Return(_)
        | StmtKind::Raise(_)
        | StmtKind::Block(_)
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
    });
}

/// Numbers that each round of a loop multiplies; one that the round first gives another value does not grow.
fn growing(seen: &Seen<'_>, site: &Site<'_>, it: &Loop, found: &mut Vec<Found>) {
    let mut own = Vec::new();
    it.body.iter().for_each(|stmt| of_round(stmt, &mut own));
    for stmt in &own {
        let StmtKind::Assign(sides) = &stmt.kind else { continue };
        let [target, value] = &**sides;
        let ExprKind::Name(path) = &target.kind else { continue };
        if let Some(name) = path.parts.last()
            && grows(seen, site, target, value)
            && !own.iter().any(|other| sets(other, target))
        {
            put(site, SCALE.at(stmt.at.span).with("name", name), found);
        }
    }
}

/// Whether a statement gives a variable a value that does not come from its old one.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others give none")]
fn sets(stmt: &Stmt, variable: &Expr) -> bool {
    match &stmt.kind {
        StmtKind::Assign(sides) => {
            let [target, value] = &**sides;
            let mut old = false;
            crate::ir::walk::each(value, &mut |e| old |= same_name(e, variable));
            same_name(target, variable) && !old
        }
        StmtKind::Select(query) => match &query.body {
            QueryBody::Select(select) => select.into.iter().any(|e| same_name(e, variable)),
            _ => false,
        },
        StmtKind::Fetch(fetch) => fetch.into.iter().any(|e| same_name(e, variable)),
        _ => false,
    }
}

/// `x := … x * y …` of a number without precision.
fn grows(seen: &Seen<'_>, site: &Site<'_>, target: &Expr, value: &Expr) -> bool {
    let free = |e: &Expr| seen.facts.of(e.at).ty.class == Class::Number && unbounded(seen.facts, site, e);
    let mut multiplied = false;
    crate::ir::walk::each(value, &mut |e| {
        if let ExprKind::Binary(Binary::Multiply, sides) = &e.kind {
            let [a, b] = &**sides;
            let other = if same_name(a, target) { b } else { a };
            let ty = seen.facts.of(other.at).ty;
            let whole = ty.class == Class::Integer || ty.flags & crate::analyze::Ty::WHOLE != 0;
            let fraction = !whole && !starts_whole(site, other);
            multiplied |= (same_name(a, target) || same_name(b, target)) && fraction;
        }
    });
    let rounded = matches!(&value.kind, ExprKind::Call(call) if matches!(call.name.parts.as_slice(), [n] if n == "ROUND" || n == "TRUNC"));
    multiplied && !rounded && free(target)
}

fn same_name(a: &Expr, b: &Expr) -> bool {
    matches!((&a.kind, &b.kind), (ExprKind::Name(a), ExprKind::Name(b)) if a.parts == b.parts)
}

/// A variable that is declared `NUMBER` without more.
fn unbounded(facts: &Facts<'_>, site: &Site<'_>, e: &Expr) -> bool {
    let ExprKind::Name(path) = &e.kind else { return false };
    let [name] = path.parts.as_slice() else { return false };
    let mut free = None;
    site.each(&mut |node| {
        if let Node::Declaration(d) = node
            && let DeclarationKind::Variable(it) = &d.kind
            && it.name == *name
            && let Entity::Value(value) = facts.entity(d.at)
        {
            free = Some(matches!(value.declared, Declared::Type(Type::Number { precision: None, scale: None })));
        }
    });
    free.unwrap_or(false)
}

/// A parameter or variable that is a whole number where nothing else is given, as a base is.
fn starts_whole(site: &Site<'_>, e: &Expr) -> bool {
    let ExprKind::Name(path) = &e.kind else { return false };
    let [name] = path.parts.as_slice() else { return false };
    let is_whole = |default: &Option<Expr>| matches!(default.as_ref().map(|e| &e.kind), Some(ExprKind::Number(text, _)) if text != "0" && text != "1" && text.bytes().all(|b| b.is_ascii_digit()));
    if site.routine.is_some_and(|r| r.params.iter().any(|p| p.name == *name && is_whole(&p.default))) {
        return true;
    }
    let mut constant = false;
    site.each(&mut |node| {
        if let Node::Declaration(d) = node
            && let DeclarationKind::Variable(it) = &d.kind
        {
            constant |= it.constant && it.name == *name && is_whole(&it.default);
        }
    });
    constant
}

/// What a routine is, by its header and its conditions.
fn whole_site(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Dml(dml) = &stmt.kind
            && let Dml::Delete(it) = &**dml
            && it.condition.as_ref().is_some_and(|e| is_old(seen, e))
        {
            put(site, PURGE.at(stmt.at.span).with("name", &site.key.name), found);
        }
    });
    let (Some(routine), Some(id)) = (site.routine, site.signature) else { return };
    let signature = seen.facts.symbols.routine(id);
    let span = signature.code.map_or(signature.at.span, |(_, _, at)| at.span);
    let span = crate::span::Span::new(span.lo, span.hi.min(span.lo.saturating_add(1)).max(span.lo));
    if routine.params.len() > 100 {
        let raised = MANY.at(span).with("name", &site.key.name);
        put(site, raised.with("count", routine.params.len().to_string()), found);
    }
    let handed = |p: &&crate::ir::Param| match p.mode {
        Mode::In => false,
        Mode::Out => true,
        // The caller's own cursor, unless it is opened here.
        Mode::InOut => opens(site, &p.name),
    };
    let out = routine.params.iter().filter(handed).find(|p| matches!(seen.facts.shape(p.at), Shape::Cursor(_)));
    let returned = matches!(seen.facts.result(id).map(|v| &v.shape), Some(Shape::Cursor(_)));
    let foreign = matches!(routine.body, Some(crate::ir::Body::Foreign(..)));
    if is_public(signature) && !foreign && (out.is_some() || returned) {
        let at = out.map_or(span, |p| p.at.span);
        // what only code calls is within the transaction of the call
        let severity = if seen.facts.effects.is_called(id) { Severity::Info } else { Severity::BehaviourChange };
        put(site, CLIENT.at(at).severity(severity).with("name", &site.key.name), found);
    }
}

/// Whether code opens a cursor of this name, or gives it another.
fn opens(site: &Site<'_>, name: &Name) -> bool {
    let is_it = |e: &Expr| matches!(&e.kind, ExprKind::Name(path) if path.parts.last() == Some(name));
    let mut found = false;
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Open(open) = &stmt.kind {
            found |= is_it(&open.cursor);
        } else if let StmtKind::Assign(sides) = &stmt.kind {
            let [target, _] = &**sides;
            found |= is_it(target);
        } else if let StmtKind::Call(call) = &stmt.kind
            && let ExprKind::Call(it) = &call.kind
        {
            found |= it.args.iter().any(|a| is_it(&a.value));
        }
    });
    found
}

/// A comparison of a date with one that lies some time before now.
fn is_old(seen: &Seen<'_>, condition: &Expr) -> bool {
    let mut found = false;
    crate::ir::walk::each(condition, &mut |e| {
        let ExprKind::Compare(op, sides) = &e.kind else { return };
        let [a, b] = &**sides;
        let (column, other) = match op {
            Compare::Lt | Compare::Le => (a, b),
            Compare::Gt | Compare::Ge => (b, a),
            Compare::Eq | Compare::Ne | Compare::Same => return,
        };
        let fact = seen.facts.of(column.at);
        let dated = matches!(fact.ty.class, Class::Date | Class::Timestamp | Class::Zoned);
        found |= dated && matches!(fact.means, Means::Column(..)) && asks_time(other);
    });
    found
}

fn asks_time(e: &Expr) -> bool {
    let mut found = false;
    crate::ir::walk::each(e, &mut |inner| {
        found |= matches!(&inner.kind, ExprKind::Name(path)
            if matches!(path.parts.as_slice(), [n] if n == "SYSDATE" || n == "SYSTIMESTAMP" || n == "CURRENT_DATE"));
    });
    found
}

/// Collections that a package keeps.
fn caches(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (_, member) in seen.facts.symbols.members() {
        let object = seen.program.catalog.get(member.object);
        if let DeclarationKind::Variable(it) = &member.declaration.kind
            && !it.constant
            && let Entity::Value(value) = &member.entity
            && matches!(value.shape, Shape::Collection(_))
            && !is_reusable(object)
        {
            found.push(about(object, CACHE.at(member.declaration.at.span).with("name", &member.name).with("s", "s")));
        }
    }
}

/// Whether the state of a package lasts for one call of the client only.
pub(super) fn is_reusable(object: &Object) -> bool {
    let Kind::Other(Other::Package(it) | Other::PackageBody(it)) = &object.kind else {
        return false;
    };
    let pragma = |kind: &DeclarationKind| matches!(kind, DeclarationKind::Pragma(it) if it.name == "SERIALLY_REUSABLE");
    it.declarations.iter().any(|d| pragma(&d.kind))
}

/// Notes what triggers and handlers call.
fn asked(seen: &Seen<'_>, site: &Site<'_>) {
    let mut asked = std::collections::BTreeSet::new();
    if let Some(runs @ Runs::Trigger(_)) = site.runs {
        asked.extend(seen.facts.effects.calls(runs));
    }
    site.each(&mut |node| {
        let Node::Block(block) = node else { return };
        for stmt in block.handlers.iter().flat_map(|h| &h.statements) {
            walk::each(Node::Stmt(stmt), &mut |node| {
                if let Node::Expr(e) = node
                    && let Means::Routine(id) = seen.facts.of(e.at).means
                {
                    asked.insert(Runs::Routine(id));
                }
            });
        }
    });
    super::note(&seen.noted.asked, asked);
}

/// Whether the name of a table says that it holds what happened: `ERROR_LOG`, `AUD_TRAIL`.
fn is_log(table: &str) -> bool {
    const WORDS: [&str; 24] = [
        "ACCESS",
        "ALERT",
        "ALERTS",
        "ATTEMPT",
        "ATTEMPTS",
        "AUD",
        "AUDIT",
        "AUDITS",
        "DEBUG",
        "ERR",
        "ERROR",
        "ERRORS",
        "EVENT",
        "EVENTS",
        "EXCEPTIONS",
        "FAILURES",
        "HIST",
        "HISTORY",
        "JOURNAL",
        "MESSAGES",
        "TRACE",
        "TRAIL",
        "VIOLATIONS",
        "WARNINGS",
    ];
    table
        .split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| WORDS.contains(&word) || word.starts_with("LOG") || word.ends_with("LOG") || word.ends_with("LOGS"))
}

/// Autonomous routines that only add rows to logs, and that a trigger or a handler calls.
pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    caches(seen, found);
    let asked = super::noted(&seen.noted.asked);
    for site in &seen.sites {
        let Some(runs @ Runs::Routine(_)) = site.runs else { continue };
        if !seen.facts.effects.own(runs).does.has(Does::AUTONOMOUS) || !asked.contains(&runs) {
            continue;
        }
        let (mut adds, mut other) = (None, false);
        site.stmts(&mut |stmt, _| {
            if let StmtKind::Dml(dml) = &stmt.kind {
                match &**dml {
                    Dml::Insert(_) | Dml::InsertInto(_) => match target(dml).filter(|table| is_log(&table.name)) {
                        Some(_) => adds = adds.or(Some(stmt.at.span)),
                        None => other = true,
                    },
                    Dml::InsertMany(_) => other = true,
                    Dml::Update(_) | Dml::Delete(_) | Dml::Merge(_) | Dml::Unread(..) => other = true,
                }
            }
        });
        if let (Some(span), false) = (adds, other) {
            put(site, SURVIVES.at(span).with("name", &site.key.name), found);
        }
    }
}
