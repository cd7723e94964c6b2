//! Transactions: commits where none may be, autonomous ones, those over links, and what DDL commits.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::depend;
use crate::analyze::effects::Does;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::dynamic::{ddl, leading};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{Block, DeclarationKind, Handler, Pragma, Stmt, StmtKind, Transaction};
use crate::ir::{Dml, Expr, ExprKind, FromKind, Kind, NumberForm, Unary};
use crate::name::Name;
use crate::span::Span;

static DDL: Rule = Rule {
    name: "commit-by-ddl",
    codes: &[(Source::Oracle, "OR-TXN-006")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 10),
    message: "the source commits before and after `{word}`, PostgreSQL does not: what was written before may be rolled back",
    help: "{advice}",
    once: Some("word"),
    doc: "lint/transactions.md",
    ..Rule::PLAIN
};

static ISOLATION: Rule = Rule {
    name: "isolation-level",
    codes: &[(Source::Oracle, "OR-TXN-007")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{mode}`: PostgreSQL refuses conflicting changes with 40001 instead of ORA-08177",
    help: "let the client run the transaction again on 40001 and 40P01",
    doc: "lint/transactions.md",
    ..Rule::PLAIN
};

static RETRY: Rule = Rule {
    name: "deadlock-handled",
    codes: &[(Source::Oracle, "OR-TXN-011")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 30),
    message: "`{name}` handles a deadlock or a lock that is not to be had (ORA{number}) and goes on: PostgreSQL has undone the block by then",
    help: "run the whole transaction again from the client; use NOWAIT or SKIP LOCKED where the lock is asked for",
    doc: "lint/transactions.md",
    ..Rule::PLAIN
};

pub(super) static WHOLE: Rule = Rule {
    name: "whole-table-written",
    codes: &[(Source::Oracle, "OR-TXN-012")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "this {what} without condition writes every row of `{table}`, and leaves as many dead ones behind",
    help: "{advice}",
    doc: "lint/transactions.md",
    ..Rule::PLAIN
};

static LOOP: Rule = Rule {
    name: "commit-in-loop",
    codes: &[(Source::Oracle, "OR-TXN-013")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "this COMMIT stands in a loop",
    help: "nothing to do where the loop may stop half-way; cursors that are open over it must be WITH HOLD",
    doc: "lint/transactions.md",
    once: Some(""),
    ..Rule::PLAIN
};

static REMOTE: Rule = Rule {
    name: "distributed-transaction",
    codes: &[(Source::Oracle, "OR-TXN-014")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(240, 60),
    message: "`{name}` writes here and over the database link `{link}` in one transaction",
    help: "PostgreSQL has no two-phase commit over foreign tables: decide what happens when one side fails",
    doc: "lint/transactions.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&DDL, &ISOLATION, &RETRY, &WHOLE, &LOOP, &REMOTE];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    statements(seen, site, found);
    handlers(site, found);
    remote(site, found);
}

fn put(site: &Site<'_>, raised: crate::finding::Raised, found: &mut Vec<Found>) {
    found.push(Found { object: Some(site.key.clone()), raised });
}

fn statements(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let own = site.runs.map(|runs| seen.facts.effects.own(runs).does).unwrap_or_default();
    site.stmts(&mut |stmt, loops| match &stmt.kind {
        StmtKind::Transaction(it) => match &**it {
            Transaction::Commit { .. } if loops > 0 => put(site, LOOP.at(stmt.at.span), found),
            Transaction::Set { mode, .. } if mode.contains("ISOLATION") => {
                put(site, ISOLATION.at(stmt.at.span).with("mode", *mode), found);
            }
            Transaction::Commit { .. }
            | Transaction::Set { .. }
            | Transaction::Rollback { .. }
            | Transaction::Savepoint(_)
            | Transaction::Constraints(..)
            | Transaction::Role(_)
            | Transaction::Lock { .. } => {}
        },
        // one that is a statement of the code stands between commits there
        StmtKind::Execute(it) if ddl(seen.program, &it.text).is_some() => {}
        StmtKind::Execute(it) => {
            let word = leading(&it.text).map(|words| words.first().cloned().unwrap_or_default()).unwrap_or_default();
            let is_ddl = matches!(word.as_str(), "CREATE" | "DROP" | "GRANT" | "REVOKE" | "ALTER");
            let session = leading(&it.text).is_some_and(|words| words.get(1).is_some_and(|w| w == "SESSION"));
            if is_ddl && !session && own.has(Does::WRITES) && !own.has(Does::AUTONOMOUS) {
                let function = site.routine.is_none_or(|routine| routine.is_function);
                let advice = if function {
                    "a function or trigger cannot commit: let its caller do so where the work before must stay"
                } else {
                    "write COMMIT where the work before must stay, and call the procedure outside of a transaction"
                };
                put(site, DDL.at(it.text.at.span).with("word", word).with("advice", advice), found);
            }
        }
        StmtKind::Dml(dml) => whole(seen, site, dml, stmt.at.span, found),
        StmtKind::Null
        | StmtKind::Assign(_)
        | StmtKind::Call(_)
        | StmtKind::If(_)
        | StmtKind::Case(_)
        | StmtKind::Loop(_)
        | StmtKind::Leave(_)
        | StmtKind::Goto(_)
        | StmtKind::Return(_)
        | StmtKind::Raise(_)
        | StmtKind::Block(_)
        | StmtKind::Open(_)
        | StmtKind::Fetch(_)
        | StmtKind::Close(_)
        | StmtKind::Select(_)
        | StmtKind::Forall(_)
        | StmtKind::PipeRow(_)
        | StmtKind::Pragma(_)
        | StmtKind::Unread(_) => {}
    });
}

/// `UPDATE` and `DELETE` of all rows of a table that is not temporary.
fn whole(seen: &Seen<'_>, site: &Site<'_>, dml: &Dml, span: Span, found: &mut Vec<Found>) {
    let (what, target) = match dml {
        Dml::Update(it) if it.condition.is_none() && it.current_of.is_none() && it.from.is_empty() => {
            ("UPDATE", &it.target)
        }
        Dml::Delete(it) if it.condition.is_none() && it.current_of.is_none() && it.from.is_empty() => {
            ("DELETE", &it.target)
        }
        Dml::Update(_)
        | Dml::Delete(_)
        | Dml::Insert(_)
        | Dml::InsertInto(_)
        | Dml::InsertMany(_)
        | Dml::Merge(_)
        | Dml::Unread(..) => return,
    };
    let FromKind::Table(table) = &target.kind else { return };
    let Some(id) = depend::find(&seen.program.catalog, &table.name, site.schema) else { return };
    let Kind::Table(shape) = &seen.program.catalog.get(id).kind else { return };
    if shape.persistence == crate::catalog::Persistence::Permanent && table.link.is_none() && table.partition.is_none()
    {
        let advice = match what {
            "DELETE" => "use TRUNCATE where nobody reads the table meanwhile; else let autovacuum catch up",
            _ => "change all columns in one statement, in parts where the table is large, and let autovacuum catch up",
        };
        let raised = WHOLE.at(span).with("what", what).with("table", &table.name).with("advice", advice);
        // the same of the same table again adds nothing
        let again = |it: &Found| {
            it.object.as_ref() == Some(&site.key) && it.raised.rule.name == WHOLE.name && it.raised.args == raised.args
        };
        if !found.iter().any(again) {
            put(site, raised, found);
        }
    }
}

/// Handlers of deadlocks and locks.
fn handlers(site: &Site<'_>, found: &mut Vec<Found>) {
    let bound = bound(site);
    site.each(&mut |node| {
        let Node::Block(block) = node else { return };
        for handler in &block.handlers {
            for path in &handler.exceptions {
                let [name] = path.parts.as_slice() else { continue };
                let number = bound.iter().find(|(n, _)| n == name).map(|(_, number)| *number);
                let asked = matches!(number, Some(-54 | -30006)) && asks_first(block) || gives_up(handler);
                if let Some(number @ (-60 | -54 | -30006)) = number
                    && !asked
                {
                    let raised = RETRY.at(handler.at.span).with("name", &site.key.name);
                    put(site, raised.with("number", number.to_string()), found);
                }
            }
        }
    });
}

/// Whether a handler takes the whole transaction back: it does not go on.
fn gives_up(handler: &Handler) -> bool {
    let first = handler.statements.iter().find(|stmt| !matches!(stmt.kind, StmtKind::Null | StmtKind::Call(_)));
    matches!(first.map(|stmt| &stmt.kind), Some(StmtKind::Transaction(it))
        if matches!(&**it, Transaction::Rollback { to: None, .. }))
}

/// Whether the first that a block does is to ask for the lock, so that nothing is undone where it is not to be had.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others ask for no lock")]
fn asks_first(block: &Block) -> bool {
    let acts = |stmt: &Stmt| {
        !matches!(stmt.kind, StmtKind::Null | StmtKind::Assign(_) | StmtKind::Leave(_) | StmtKind::Pragma(_))
    };
    let Some(first) = block.statements.iter().find(|stmt| acts(stmt)) else { return false };
    let is_lock = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Transaction(it) => matches!(&**it, Transaction::Lock { .. }),
        StmtKind::Select(query) => query.lock.is_some(),
        StmtKind::Execute(_) => true,
        _ => false,
    };
    is_lock(first) && block.statements.iter().filter(|stmt| is_lock(stmt)).count() == 1
}

/// The exceptions that code binds to error numbers.
pub(super) fn bound(site: &Site<'_>) -> Vec<(Name, i64)> {
    let mut bound: Vec<(Name, i64)> = Vec::new();
    site.each(&mut |node| {
        if let Node::Declaration(d) = node
            && let DeclarationKind::Pragma(pragma) = &d.kind
        {
            bound.extend(init(pragma));
        }
    });
    bound
}

/// `PRAGMA EXCEPTION_INIT(name, number)`.
fn init(pragma: &Pragma) -> Option<(Name, i64)> {
    if pragma.name != "EXCEPTION_INIT" {
        return None;
    }
    let [name, number] = pragma.args.as_slice() else { return None };
    let ExprKind::Name(path) = &name.value.kind else { return None };
    Some((path.parts.last()?.clone(), whole_number(&number.value)?))
}

fn whole_number(e: &Expr) -> Option<i64> {
    if let ExprKind::Unary(Unary::Minus, inner) = &e.kind {
        return whole_number(inner).map(|n| -n);
    }
    let ExprKind::Number(digits, NumberForm::Decimal) = &e.kind else { return None };
    digits.parse().ok()
}

/// Rows written here and over a link.
fn remote(site: &Site<'_>, found: &mut Vec<Found>) {
    let mut link = None;
    let mut local = false;
    site.each(&mut |node| match node {
        Node::Rows(from, true) => match &from.kind {
            FromKind::Table(table) => match &table.link {
                Some(name) => link = link.take().or(Some((name, from.at.span))),
                None => local = true,
            },
            FromKind::Query(_)
            | FromKind::Function(..)
            | FromKind::Values(_)
            | FromKind::Xml(_)
            | FromKind::Json(_)
            | FromKind::Join(_)
            | FromKind::Pivot(_)
            | FromKind::Unpivot(_)
            | FromKind::Match(_)
            | FromKind::Nested(_)
            | FromKind::Graph(_)
            | FromKind::Analytic(_)
            | FromKind::External(_)
            | FromKind::Unread(_) => {}
        },
        Node::Target(_) => local = true,
        Node::Block(_)
        | Node::Declaration(_)
        | Node::Routine(_)
        | Node::Stmt(_)
        | Node::Expr(_)
        | Node::Query(_)
        | Node::Rows(..)
        | Node::Type(_)
        | Node::Unread(_) => {}
    });
    if let (Some((link, span)), true) = (link, local) {
        put(site, REMOTE.at(span).with("name", &site.key.name).with("link", link), found);
    }
}
