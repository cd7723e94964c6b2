//! Clauses of a table that are no columns and no constraints: storage is dropped by name, the rest is named or guarded.

use super::super::storage::{PHYSICAL, word as keyword_of};
use super::super::{Cx, organization};
use super::frozen;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Clause, ClauseKind};
use crate::name::QName;
use crate::pg;
use crate::span::Span;

static LOB_STORAGE: Rule = Rule {
    name: "lob-storage",
    codes: &[(Source::Oracle, "OR-DDL-037")],
    message: "storage of large objects is left out: PostgreSQL moves and compresses long values by itself",
    help: "nothing; for values that are compressed already, ALTER TABLE … ALTER COLUMN … SET STORAGE EXTERNAL",
    doc: "convert/table/lob-storage.md",
    ..Rule::PLAIN
};

static SUPPLEMENTAL_LOG: Rule = Rule {
    name: "supplemental-logging",
    codes: &[(Source::Oracle, "OR-DDL-048")],
    effort: Effort::minutes(5, 1),
    message: "supplemental logging of `{table}` is left out",
    help: "when logical replication is planned: ALTER TABLE … REPLICA IDENTITY FULL",
    ..Rule::PLAIN
};

/// What a table keeps beyond its rows in the source, and does not here.
pub(super) static NO_EQUIVALENT: Rule = Rule {
    name: "table-feature-without-equivalent",
    codes: &[(Source::Oracle, "OR-DDL-049")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 60),
    message: "{clause} of `{table}` has no equivalent: {result}",
    help: "emulate it (a history table filled by a trigger, a view that filters archived rows), or decide that it is not needed; the owner \
           of a table can disable a trigger that refuses changes",
    doc: "convert/table/frozen.md",
    ..Rule::PLAIN
};

static ENCRYPTED: Rule = Rule {
    name: "encrypted-storage",
    codes: &[(Source::Oracle, "OR-CMP-004")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 60),
    message: "`{what}` is encrypted by the source's server; {result}",
    help: "encrypt the volume, or the values in the application, or choose `encrypted_columns` = \"pgcrypto\", and have the choice approved; \
           with it, CREATE EXTENSION pgcrypto, and SET ora_compat.column_key in the sessions that load and read",
    doc: "convert/table/encrypted-storage.md",
    ..Rule::PLAIN
};

static UNREAD: Rule = Rule {
    name: "clause-not-understood",
    codes: &[(Source::Oracle, "HD-204")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "this clause was not understood and is left out: {reason}",
    help: "check whether it matters, and add its counterpart by hand",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&LOB_STORAGE, &SUPPLEMENTAL_LOG, &NO_EQUIVALENT, &ENCRYPTED, &UNREAD];

/// The clauses of a table: what PostgreSQL keeps.
pub(super) fn lower(cx: &mut Cx<'_>, object: &ir::Object, rows: &QName, clauses: &[Clause]) -> Vec<pg::Clause> {
    let mut kept = Vec::new();
    for (place, clause) in clauses.iter().enumerate() {
        if organization::clause(cx, object, clause) || is_revoked(clause, clauses.get(place..).unwrap_or_default()) {
            continue;
        }
        let (word, span) = (keyword_of(clause), clause.at.span);
        match &clause.kind {
            ClauseKind::Unread(unread) => unread_clause(cx, unread),
            ClauseKind::Number("PCTFREE", free) => match u8::try_from(*free) {
                // 10 is the source's default and says nothing; PostgreSQL's own default is to leave nothing free.
                Ok(free @ 11..=90) => {
                    kept.push(pg::Clause::Storage("fillfactor", (100 - free).to_string().into()));
                    cx.exact(&PHYSICAL, span);
                }
                Ok(_) | Err(_) => cx.dropped(&PHYSICAL, "PCTFREE", span),
            },
            ClauseKind::Group(_, parts) if word.starts_with("LOB") || word.starts_with("NESTED TABLE") => {
                cx.dropped(&LOB_STORAGE, word, span);
                encrypted_parts(cx, object, parts);
            }
            ClauseKind::Group("PHYSICAL" | "SEGMENT", parts) => kept.extend(lower(cx, object, rows, parts)),
            ClauseKind::Plain(_)
            | ClauseKind::Flag(_)
            | ClauseKind::Named(..)
            | ClauseKind::Object(..)
            | ClauseKind::Number(..)
            | ClauseKind::Text(..)
            | ClauseKind::Names(..)
            | ClauseKind::Expr(..)
            | ClauseKind::CreateIndex(_)
            | ClauseKind::Group(..) => named(cx, object, rows, word, span),
        }
    }
    kept
}

/// Whether a later statement takes a property back: `READ ONLY`, `READ WRITE`.
fn is_revoked(clause: &Clause, later: &[Clause]) -> bool {
    let opposite = match keyword_of(clause) {
        "READ ONLY" => "READ WRITE",
        "ROW ARCHIVAL" => "NO ROW ARCHIVAL",
        "FLASHBACK ARCHIVE" => "NO FLASHBACK ARCHIVE",
        _ => return false,
    };
    later.iter().any(|clause| keyword_of(clause) == opposite)
}

/// What is known by its keywords alone.
fn named(cx: &mut Cx<'_>, object: &ir::Object, rows: &QName, word: &'static str, span: Span) {
    let table = &object.name;
    match word {
        "READ ONLY" => frozen::read_only(cx, object, rows, span),
        "READ WRITE" | "NO ROW ARCHIVAL" | "NO FLASHBACK ARCHIVE" => cx.dropped(&NO_EQUIVALENT, word, span),
        "ROW ARCHIVAL" | "PERIOD FOR" | "FLASHBACK ARCHIVE" | "ILM" => {
            cx.dropped(&NO_EQUIVALENT, word, span);
            let raised = NO_EQUIVALENT.at(span).with("clause", word).with("table", table);
            drop(cx.manual(raised.with("result", "a plain table stands in")));
        }
        "IMMUTABLE" | "BLOCKCHAIN" => frozen::immutable(cx, object, rows, word, span),
        "ENCRYPT" => encrypted(cx, &table.to_string(), span),
        word if word.contains("SUPPLEMENTAL LOG") => {
            cx.dropped(&SUPPLEMENTAL_LOG, word, span);
            cx.raise(SUPPLEMENTAL_LOG.at(span).with("table", table));
        }
        word => cx.dropped(&PHYSICAL, word, span),
    }
}

/// Says that a column or table was encrypted.
pub(in crate::convert) fn encrypted(cx: &mut Cx<'_>, what: &str, span: Span) {
    cx.dropped(&ENCRYPTED, "ENCRYPT", span);
    cx.raise(ENCRYPTED.at(span).with("what", what.to_owned()).with("result", "PostgreSQL stores it in plain"));
}

/// Says that a column is encrypted by pgcrypto.
pub(in crate::convert) fn encrypted_here(cx: &mut Cx<'_>, what: &str, span: Span) {
    let result = "extension pgcrypto encrypts it here: it takes no index, no key and no comparison, and a view shows it in plain";
    let raised = ENCRYPTED.at(span).with("what", what.to_owned()).with("result", result);
    cx.raise(raised.severity(Severity::BehaviourChange));
}

/// Says that a clause was not understood.
pub(in crate::convert) fn unread_clause(cx: &mut Cx<'_>, unread: &ir::Unread) {
    let reason = unread.reason.as_str();
    let _ = cx.manual(UNREAD.at(unread.at.span).with("reason", reason));
}

/// Notes a clause as left out, for storage of columns and constraints.
pub(in crate::convert) fn physical(cx: &mut Cx<'_>, word: &'static str, span: Span) {
    cx.dropped(&PHYSICAL, word, span);
}

fn encrypted_parts(cx: &mut Cx<'_>, object: &ir::Object, parts: &[Clause]) {
    for part in parts {
        if keyword_of(part) == "ENCRYPT" {
            encrypted(cx, &object.name.to_string(), part.at.span);
        }
        if let ClauseKind::Group(_, inner) = &part.kind {
            encrypted_parts(cx, object, inner);
        }
    }
}
