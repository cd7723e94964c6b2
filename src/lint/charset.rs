//! The character set of the source: it decides what bytes mean when data is loaded.

use super::{Found, Seen, general};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::profile::SOURCE_CHARSET;
use crate::span::Span;

static NOT_GIVEN: Rule = Rule {
    name: "source-character-set",
    codes: &[(Source::Oracle, "OR-CHR-012")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 0),
    message: "the source holds characters beyond ASCII and its character set is not given: loading with a wrong one changes letters without an error",
    help: "SELECT value FROM nls_database_parameters WHERE parameter = 'NLS_CHARACTERSET' tells it; say `source_charset`, scan the source for \
           invalid bytes (DMU, CSSCAN), and create the target with ENCODING 'UTF8'",
    doc: "lint/source-character-set.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NOT_GIVEN];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let any = seen.tables().next().is_some();
    if any && seen.program.beyond_ascii && seen.profile.text(&SOURCE_CHARSET).is_none() {
        found.push(general(NOT_GIVEN.at(Span::default())));
    }
}
