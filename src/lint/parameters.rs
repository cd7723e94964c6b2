//! Headers of routines: results beside a value, parameters by reference, promises that the code does not keep; blocks with binds.

use super::sites::{Site, is_public};
use super::{Found, Seen, about};
use crate::analyze::Means;
use crate::analyze::effects::Does;
use crate::catalog::Mode;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, DeclarationKind, Stmt, StmtKind};
use crate::ir::{Body, ClauseKind, Expr, ExprKind, Kind, Other};
use crate::name::Name;
use std::collections::BTreeSet;

static RESULTS: Rule = Rule {
    name: "function-with-out-parameters",
    codes: &[(Source::Oracle, "OR-PLS-003")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(20, 10),
    message: "function `{name}` gives values by parameters beside its result: in PostgreSQL all are one row",
    help: "change callers outside of the input: they get a row in place of a value",
    ..Rule::PLAIN
};

static BY_REFERENCE: Rule = Rule {
    name: "nocopy-after-an-error",
    codes: &[(Source::Oracle, "OR-PLS-005")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(20, 10),
    message: "`{variable}` is handed to NOCOPY parameter `{parameter}` of `{name}` and read by a handler: what the routine wrote before an error is not seen here",
    help: "check what the handler expects of it",
    ..Rule::PLAIN
};

static PROMISED: Rule = Rule {
    name: "deterministic-by-name-only",
    codes: &[(Source::Oracle, "OR-FUN-019")],
    raw: Severity::Performance,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "function `{name}` is declared DETERMINISTIC, and {does}: it is not IMMUTABLE here",
    help: "indexes and generated columns cannot use it; declare it IMMUTABLE only where its result never changes",
    ..Rule::PLAIN
};

pub(crate) static BINDS: Rule = Rule {
    name: "block-with-binds",
    codes: &[(Source::Oracle, "OR-PLS-024")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "{what} {does} `:{name}` of its client, which DO cannot",
    help: "{advice}",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&RESULTS, &BY_REFERENCE, &PROMISED, &BINDS];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    header(seen, site, &mut put);
    let mut said = BTreeSet::new();
    site.each(&mut |node| {
        if let Node::Block(block) = node {
            handed(seen, block, &mut said, &mut put);
        }
    });
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (_, object) in seen.program.catalog.iter() {
        if let Kind::Other(Other::Block(body)) = &object.kind {
            let (mut bind, mut given) = (None, BTreeSet::new());
            walk::body(body, &mut |node| {
                walk::each(node, &mut |node| {
                    if let Node::Stmt(Stmt { kind: StmtKind::Assign(sides), .. }) = node {
                        given.extend(sides.first().map(|target| target.at.span));
                    } else if let Node::Expr(Expr { kind: ExprKind::Bind(bound), at }) = node {
                        bind = bind.take().or(Some((&bound.0, at.span)));
                    }
                });
            });
            if let Some((name, span)) = bind {
                let does = if given.contains(&span) { "gives a value to" } else { "works with the value" };
                let (what, advice) = if is_assignment(body) {
                    (
                        "a statement of the client",
                        "let the client run SELECT with the expression, and keep what it gives: `\\gset` of psql",
                    )
                } else {
                    (
                        "an anonymous block",
                        "make it a procedure with parameters, OUT for what it gives, and let the client call that",
                    )
                };
                let raised = BINDS.at(span).with("what", what).with("name", name.as_str()).with("does", does);
                found.push(about(object, raised.with("advice", advice)));
            }
        }
    }
}

/// `EXEC :v := f(1)`, `CALL f(1) INTO :v`: nothing but one value for the client.
fn is_assignment(body: &Body) -> bool {
    let Body::Code(block) = body else { return false };
    let [Stmt { kind: StmtKind::Assign(sides), .. }] = block.statements.as_slice() else { return false };
    let alone = block.declarations.is_empty() && block.handlers.is_empty();
    alone && sides.first().is_some_and(|target| matches!(target.kind, ExprKind::Bind(_)))
}

fn header(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let (Some(routine), Some(id)) = (site.routine, site.signature) else { return };
    let signature = seen.facts.symbols.routine(id);
    if !routine.is_function {
        return;
    }
    let at = signature.code.map_or(signature.at.span, |(_, _, at)| at.span);
    if is_public(signature) && routine.params.iter().any(|p| p.mode != Mode::In) {
        put(RESULTS.at(at).with("name", &site.key.name));
    }
    let promised = routine.clauses.iter().chain(&signature.header.clauses);
    if promised.into_iter().any(|c| matches!(c.kind, ClauseKind::Flag("DETERMINISTIC"))) {
        let does = seen.facts.effects.does(id);
        let what = [
            (Does::WRITES, "writes rows"),
            (Does::READS, "reads tables"),
            (Does::READS_STATE, "reads variables of packages"),
            (Does::CLOCK, "asks for the time or waits"),
            (Does::SESSION, "asks who calls it"),
            (Does::RANDOM, "draws random values"),
            (Does::SEQUENCE, "takes values of a sequence"),
        ];
        let broken = what.iter().find(|(effect, _)| does.has(*effect));
        if let Some((_, what)) = broken.filter(|_| !gives_constant(seen, site)) {
            put(PROMISED.at(at).with("name", &site.key.name).with("does", *what));
        }
    }
}

/// Whether code does nothing but give a constant of a package, whose value is written in its place: no package starts for it.
fn gives_constant(seen: &Seen<'_>, site: &Site<'_>) -> bool {
    let mut all = true;
    site.stmts(&mut |stmt, _| {
        all &= if let StmtKind::Return(Some(value)) = &stmt.kind
            && let Means::Member(id) = seen.facts.of(value.at).means
            && let DeclarationKind::Variable(it) = &seen.facts.symbols.member(id).declaration.kind
        {
            let written = it.default.as_ref().map(|value| &value.kind);
            it.constant && matches!(written, Some(ExprKind::Number(..) | ExprKind::Text(..) | ExprKind::Bool(_)))
        } else {
            false
        };
    });
    all
}

/// Variables that are handed to parameters by reference, and that a handler of the block reads; each once.
fn handed<'a>(seen: &Seen<'_>, block: &'a Block, said: &mut BTreeSet<&'a Name>, put: &mut dyn FnMut(Raised)) {
    if block.handlers.is_empty() || for_own_query(block) {
        return;
    }
    for stmt in &block.statements {
        walk::each(Node::Stmt(stmt), &mut |node| {
            let Node::Stmt(stmt) = node else { return };
            let StmtKind::Call(call) = &stmt.kind else { return };
            let (ExprKind::Call(it), Means::Routine(id)) = (&call.kind, seen.facts.of(call.at).means) else { return };
            let signature = seen.facts.symbols.routine(id);
            // what a method belongs to stands before it
            let own = usize::from(signature.header.params.first().is_some_and(|p| p.name == "SELF"));
            for (n, parameter) in signature.header.params.iter().enumerate().skip(own) {
                if !parameter.nocopy || parameter.mode == Mode::In {
                    continue;
                }
                let named = it.args.iter().find(|a| a.name.as_ref() == Some(&parameter.name));
                let placed = it.args.get(n.saturating_sub(own)).filter(|a| a.name.is_none());
                let Some(actual) = named.or(placed) else { continue };
                let ExprKind::Name(path) = &actual.value.kind else { continue };
                let Some(variable) = path.parts.first() else { continue };
                let read = block.handlers.iter().any(|h| survives(&h.statements, variable));
                if read && said.insert(variable) {
                    let raised = BY_REFERENCE.at(stmt.at.span).with("variable", variable);
                    put(raised.with("parameter", &parameter.name).with("name", &signature.name));
                }
            }
        });
    }
}

/// Whether all handlers are for a query of the block that finds no row, or many: what is called is not what they wait for.
fn for_own_query(block: &Block) -> bool {
    let missed = |path: &crate::ir::Path| matches!(path.parts.as_slice(), [name] if name == "NO_DATA_FOUND" || name == "TOO_MANY_ROWS");
    let queries = block.statements.iter().any(|stmt| matches!(stmt.kind, StmtKind::Select(_)));
    queries && block.handlers.iter().all(|h| !h.exceptions.is_empty() && h.exceptions.iter().all(missed))
}

/// Whether a handler reads a variable before it gives it another value.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others give it no value")]
fn survives(statements: &[Stmt], variable: &Name) -> bool {
    let is_it = |e: &Expr| matches!(&e.kind, ExprKind::Name(path) if path.parts.as_slice() == [variable.clone()]);
    for stmt in statements {
        let written = match &stmt.kind {
            StmtKind::Assign(sides) => {
                let [target, value] = &**sides;
                let mut old = false;
                crate::ir::walk::each(value, &mut |e| old |= is_it(e));
                is_it(target) && !old
            }
            StmtKind::Call(call) => match &call.kind {
                ExprKind::Call(it) => {
                    let made = it.name.parts.last().is_some_and(|n| n == "CREATETEMPORARY");
                    made && it.args.first().is_some_and(|a| is_it(&a.value))
                }
                _ => false,
            },
            _ => false,
        };
        if written {
            return false;
        }
        if reads(stmt, variable) {
            return true;
        }
    }
    false
}

fn reads(stmt: &Stmt, variable: &Name) -> bool {
    let mut found = false;
    walk::each(Node::Stmt(stmt), &mut |node| {
        if let Node::Expr(Expr { kind: ExprKind::Name(path), .. }) = node {
            found |= path.parts.first() == Some(variable);
        }
    });
    found
}
