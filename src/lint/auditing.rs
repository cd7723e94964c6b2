//! Auditing that the scripts switch on: PostgreSQL has no audit trail of its own.

use super::{Found, Seen, general};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};

static AUDIT: Rule = Rule {
    name: "auditing",
    codes: &[(Source::Oracle, "OR-CMP-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(240, 15),
    message: "{count} statements switch auditing on; PostgreSQL records nothing by itself",
    help: "install pgaudit for statements, write triggers for changes of rows; reads with conditions on rows cannot be recorded",
    doc: "lint/auditing.md",
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&AUDIT];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let audits = || seen.program.statements.iter().filter(|s| s.label == "AUDIT" || s.label == "CREATE AUDIT POLICY");
    if let Some(first) = audits().next() {
        let count = i64::try_from(audits().count()).unwrap_or(i64::MAX);
        found.push(general(AUDIT.at(first.span).with("count", count)));
    }
}
