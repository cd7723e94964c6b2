//! Clauses about where and how rows are stored: PostgreSQL decides that itself, so they are left out and named.

use super::Cx;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{Clause, ClauseKind};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&PHYSICAL];

/// Physical attributes.
pub(super) static PHYSICAL: Rule = Rule {
    name: "physical-attributes",
    codes: &[(Source::Oracle, "OR-DDL-036")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "physical attributes of `{object}`",
    help: "Nothing to do. Tablespaces, fill factors and parallel workers are set in PostgreSQL where measurements ask for it; NOLOGGING is never UNLOGGED, whose rows are lost after a crash.",
    doc: "convert/table/physical.md",
    ..Rule::PLAIN
};

/// The keywords of a clause.
pub(super) fn word(clause: &Clause) -> &'static str {
    match &clause.kind {
        ClauseKind::Plain(word)
        | ClauseKind::Flag(word)
        | ClauseKind::Named(word, _)
        | ClauseKind::Object(word, _)
        | ClauseKind::Number(word, _)
        | ClauseKind::Text(word, _)
        | ClauseKind::Names(word, _)
        | ClauseKind::Expr(word, _)
        | ClauseKind::Group(word, _) => word,
        ClauseKind::CreateIndex(_) => "USING INDEX",
        ClauseKind::Unread(_) => "unread clause",
    }
}

/// Notes all clauses as left out by `rule`.
pub(super) fn drop_all(cx: &mut Cx<'_>, rule: &'static Rule, clauses: &[Clause]) {
    for clause in clauses {
        cx.dropped(rule, word(clause), clause.at.span);
    }
}

/// Whether one of the clauses is that keyword.
pub(super) fn has(clauses: &[Clause], keyword: &str) -> bool {
    clauses.iter().any(|clause| word(clause) == keyword)
}
