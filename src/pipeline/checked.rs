//! How much of the output nobody checks before it runs.

use super::Made;
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::span::Span;

static CHECKED: Rule = Rule {
    name: "code-is-checked-when-it-runs",
    codes: &[(Source::Oracle, "OR-PLS-028")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(30, 0),
    message: "PL/pgSQL of {routines} routines and triggers is checked only when it runs",
    help: "run `howdah verify OUT`, which asks plpgsql_check, and the tests of the application",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CHECKED];

/// Says it of all routines and triggers that are written, where there are any.
pub(super) fn told(made: &[Made]) -> Option<Raised> {
    let count = made.iter().flat_map(|m| &m.printed).filter(|printed| printed.runs).count();
    (count > 0).then(|| CHECKED.at(Span::default()).with("routines", count.to_string()))
}
