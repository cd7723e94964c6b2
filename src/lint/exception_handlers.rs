//! Exception handlers: what they hide, what can no longer happen, what reads messages.

use super::sites::Site;
use super::transactions::bound;
use super::{Found, Seen};
use crate::analyze::Means;
use crate::catalog::ConstraintRule;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{Block, Stmt, StmtKind};
use crate::ir::{Expr, ExprKind, walk};
use crate::name::Name;
use crate::span::Span;
use std::collections::BTreeSet;

static CANCEL: Rule = Rule {
    name: "handler-of-cancel",
    codes: &[(Source::Oracle, "OR-EXC-003")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{name}` handles ORA-01013: WHEN OTHERS of PostgreSQL does not catch a cancelled query, this handler becomes query_canceled",
    help: "nothing to do where the handler only cleans up",
    doc: "lint/exception-handlers.md",
    ..Rule::PLAIN
};

static STACK: Rule = Rule {
    name: "error-stack-as-text",
    codes: &[(Source::Oracle, "OR-EXC-007")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 2),
    message: "the text of `{call}` has another form in PostgreSQL",
    help: "{advice}",
    doc: "lint/exception-handlers.md",
    once: Some(""),
    ..Rule::PLAIN
};

static SWALLOWED: Rule = Rule {
    name: "when-others-then-null",
    codes: &[(Source::Oracle, "OR-EXC-012")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 10),
    message: "WHEN OTHERS THEN NULL hides every error, also those that only PostgreSQL raises",
    help: "catch the errors that are expected, by name",
    doc: "lint/exception-handlers.md",
    ..Rule::PLAIN
};

static MESSAGE: Rule = Rule {
    name: "constraint-in-message",
    codes: &[(Source::Oracle, "OR-EXC-013")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(20, 10),
    message: "constraint `{constraint}` is looked for in the text of the error",
    help: "compare CONSTRAINT_NAME of GET STACKED DIAGNOSTICS, in lower case",
    doc: "lint/exception-handlers.md",
    ..Rule::PLAIN
};

static IN_LOOP: Rule = Rule {
    name: "handler-in-a-loop",
    codes: &[(Source::Oracle, "OR-EXC-002")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 10),
    message: "a block with handlers writes `{table}` in each round of a loop: every round is a subtransaction, which slows down others beyond 64",
    help: "test before writing (ON CONFLICT, WHERE NOT EXISTS), or write all rows by one statement",
    doc: "lint/exception-handlers.md",
    ..Rule::PLAIN
};

static DEAD: Rule = Rule {
    name: "handler-that-never-runs",
    codes: &[(Source::Oracle, "OR-EXC-009")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "INVALID_NUMBER is raised by SQL statements, and this block has none: code raises VALUE_ERROR",
    help: "handle VALUE_ERROR if conversions in code are meant",
    doc: "lint/exception-handlers.md",
    ..Rule::PLAIN
};

static GONE: Rule = Rule {
    name: "handler-of-what-cannot-happen",
    codes: &[(Source::Oracle, "OR-EXC-014")],
    raw: Severity::Info,
    confidence: Confidence::Certain,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "`{name}` handles ORA{number}, {what}",
    help: "leave the handler out",
    doc: "lint/exception-handlers.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CANCEL, &STACK, &SWALLOWED, &MESSAGE, &IN_LOOP, &DEAD, &GONE];

/// What PostgreSQL never raises.
fn impossible(number: i64) -> Option<&'static str> {
    match number {
        -4091 => Some("which row triggers that read their own table no longer raise"),
        -4068 | -6508 => {
            Some("packages that are discarded and code that is not compiled, which PostgreSQL does not know")
        }
        -1555 => Some("a snapshot that is too old, which PostgreSQL does not know"),
        _ => None,
    }
}

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    handlers(seen, site, found);
    in_loops(seen, site, found);
    expressions(site, &seen.constraints, found);
}

/// Names of the constraints of all tables.
pub(super) fn constraints<'a>(seen: &Seen<'a>) -> BTreeSet<&'a Name> {
    let checked = |rule: &ConstraintRule<crate::ir::Ir>| !matches!(rule, ConstraintRule::Ref(_));
    let all = seen.tables().flat_map(|(_, _, table)| &table.constraints);
    all.filter(|c| checked(&c.rule)).filter_map(|c| c.name.as_ref()).collect()
}

/// Blocks with handlers that write in a loop over rows.
fn in_loops(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    site.stmts(&mut |stmt, depth| {
        let StmtKind::Block(block) = &stmt.kind else { return };
        // A block that leaves the loop when it is done is tried again, and not done once a row.
        let done = |s: &Stmt| matches!(&s.kind, StmtKind::Leave(it) if !it.again && it.when.is_none());
        if depth == 0 || block.handlers.is_empty() || block.statements.last().is_some_and(done) {
            return;
        }
        let table = block.statements.iter().find_map(|s| {
            let StmtKind::Dml(dml) = &s.kind else { return None };
            super::row_by_row::target(dml)
        });
        if let Some(table) = table
            && crate::analyze::depend::find(&seen.program.catalog, table, site.schema).is_some()
        {
            let raised = IN_LOOP.at(stmt.at.span).with("table", table);
            found.push(Found { object: Some(site.key.clone()), raised });
        }
    });
}

/// Whether a block runs nothing that is SQL, or that may be.
fn is_code_only(seen: &Seen<'_>, block: &Block) -> bool {
    let mut only = true;
    for stmt in &block.statements {
        crate::ir::plsql::walk::each(Node::Stmt(stmt), &mut |node| match node {
            Node::Query(_) | Node::Rows(..) | Node::Target(_) | Node::Unread(_) => only = false,
            Node::Stmt(s) => {
                only &= !matches!(
                    s.kind,
                    StmtKind::Execute(_)
                        | StmtKind::Open(_)
                        | StmtKind::Fetch(_)
                        | StmtKind::Raise(_)
                        | StmtKind::Forall(_)
                );
            }
            Node::Expr(e) => {
                only &= !matches!(seen.facts.of(e.at).means, Means::Routine(_) | Means::Unknown)
                    || !matches!(e.kind, ExprKind::Call(_) | ExprKind::Name(_));
            }
            Node::Block(_) | Node::Declaration(_) | Node::Routine(_) | Node::Type(_) => {}
        });
    }
    only
}

fn handlers(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised| found.push(Found { object: Some(site.key.clone()), raised });
    let bound = bound(site);
    site.each(&mut |node| {
        let Node::Block(block) = node else { return };
        for handler in &block.handlers {
            let others = handler.exceptions.iter().any(|p| matches!(p.parts.as_slice(), [n] if n == "OTHERS"));
            let nothing = handler.statements.iter().all(|s| matches!(s.kind, StmtKind::Null));
            if others && nothing {
                put(SWALLOWED.at(handler.at.span));
            }
            let is = |n: &str| handler.exceptions.iter().any(|p| matches!(p.parts.as_slice(), [name] if name == n));
            if is("INVALID_NUMBER") && !is("VALUE_ERROR") && is_code_only(seen, block) {
                put(DEAD.at(handler.at.span));
            }
            let numbers = handler.exceptions.iter().filter_map(|path| {
                let [name] = path.parts.as_slice() else { return None };
                bound.iter().find(|(n, _)| n == name).map(|(_, number)| *number)
            });
            for number in numbers {
                let at = handler.at.span;
                if number == -1013 {
                    put(CANCEL.at(at).with("name", &site.key.name));
                }
                if let Some(what) = impossible(number) {
                    let raised = GONE.at(at).with("name", &site.key.name).with("number", number);
                    put(raised.with("what", what));
                }
            }
        }
    });
}

fn expressions(site: &Site<'_>, constraints: &BTreeSet<&Name>, found: &mut Vec<Found>) {
    let mut put = |raised| found.push(Found { object: Some(site.key.clone()), raised });
    let mut stacks: Vec<(Span, &'static str)> = Vec::new();
    let mut compared = BTreeSet::new();
    site.exprs(&mut |e| {
        stacks.extend(stack(e).map(|call| (e.at.span, call)));
        if compares(e) {
            walk::each(e, &mut |inner| compared.extend(stack(inner)));
        }
        if let Some((text, pattern)) = searched(e)
            && names(text, "SQLERRM")
            && let Some(literal) = literal(pattern)
        {
            let upper = literal.to_uppercase();
            if let Some(constraint) = constraints.iter().find(|c| upper.contains(c.as_str())) {
                put(MESSAGE.at(e.at.span).with("constraint", *constraint));
            }
        }
    });
    let mut said = BTreeSet::new();
    for (span, call) in stacks {
        if said.insert(call) {
            let advice = match call {
                _ if !compared.contains(call) => {
                    "adjust what reads it; SQLCODE and SQLERRM give number and message alone"
                }
                "DBMS_UTILITY.FORMAT_ERROR_STACK" => {
                    "compare SQLSTATE, and MESSAGE_TEXT, CONSTRAINT_NAME or TABLE_NAME of GET STACKED DIAGNOSTICS: the text has no ORA- numbers of PostgreSQL's own errors"
                }
                _ => {
                    "compare with the lines of PostgreSQL's stack: `PL/pgSQL function name(types) line n at statement`, the innermost first, names in lower case"
                }
            };
            put(STACK.at(span).with("call", call).with("advice", advice));
        }
    }
}

/// The texts of the error stack, by the name of their call.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are no calls")]
fn stack(e: &Expr) -> Option<&'static str> {
    let path = match &e.kind {
        ExprKind::Name(path) => path,
        ExprKind::Call(call) => &call.name,
        _ => return None,
    };
    let [.., package, member] = path.parts.as_slice() else { return None };
    let all = [
        ("DBMS_UTILITY", "FORMAT_ERROR_STACK", "DBMS_UTILITY.FORMAT_ERROR_STACK"),
        ("DBMS_UTILITY", "FORMAT_ERROR_BACKTRACE", "DBMS_UTILITY.FORMAT_ERROR_BACKTRACE"),
        ("DBMS_UTILITY", "FORMAT_CALL_STACK", "DBMS_UTILITY.FORMAT_CALL_STACK"),
    ];
    all.iter().find(|(p, m, _)| p == package && m == member).map(|(_, _, call)| *call)
}

/// Whether an expression compares texts, searches them or takes parts out of them.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others do neither")]
fn compares(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Compare(..) | ExprKind::Like(_) | ExprKind::In(_) => true,
        ExprKind::Call(call) => {
            const PARTS: [&str; 5] = ["INSTR", "REGEXP_INSTR", "REGEXP_LIKE", "REGEXP_SUBSTR", "REGEXP_COUNT"];
            matches!(call.name.parts.as_slice(), [name] if PARTS.contains(&name.as_str()))
        }
        _ => false,
    }
}

/// What is searched, and for what: `INSTR(a, b)`, `REGEXP_LIKE(a, b)`, `a LIKE b`.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others search nothing")]
fn searched(e: &Expr) -> Option<(&Expr, &Expr)> {
    match &e.kind {
        ExprKind::Call(call) if matches!(call.name.parts.as_slice(), [n] if n == "INSTR" || n == "REGEXP_LIKE") => {
            let [text, pattern, ..] = call.args.as_slice() else { return None };
            Some((&text.value, &pattern.value))
        }
        ExprKind::Like(like) => Some((&like.text, &like.pattern)),
        _ => None,
    }
}

fn names(e: &Expr, wanted: &str) -> bool {
    let mut found = false;
    walk::each(e, &mut |inner| {
        found |= matches!(&inner.kind, ExprKind::Name(path) if matches!(path.parts.as_slice(), [n] if n == wanted));
    });
    found
}

fn literal(e: &Expr) -> Option<&str> {
    if let ExprKind::Text(text, _) = &e.kind { Some(text) } else { None }
}
