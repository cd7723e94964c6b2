//! Lengths that count bytes in the source: characters here.

use super::{Found, Seen, general};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{self, Unit};
use crate::profile::{BYTE_LIMITS, ByteLimits, LENGTH_SEMANTICS, LengthSemantics};
use crate::span::Span;

static BYTES: Rule = Rule {
    name: "byte-lengths",
    codes: &[(Source::Oracle, "OR-CHR-001")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 0),
    message: "lengths of {columns} text columns count bytes{unsure} in the source and characters in PostgreSQL, so longer values fit",
    help: "nothing, unless data flows back to the source or to interfaces of fixed width; then `byte_limits` = \"check\" keeps the limits",
    doc: "lint/byte-lengths.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&BYTES];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    if seen.profile.get(&BYTE_LIMITS) == ByteLimits::Check {
        return;
    }
    let semantics = seen.profile.get(&LENGTH_SEMANTICS);
    let (mut stated, mut unstated) = (0_i64, 0_i64);
    for column in seen.tables().flat_map(|(_, _, table)| &table.columns) {
        let (ir::Type::Varchar { length: Some(_), unit, national: false }
        | ir::Type::Char { length: Some(_), unit, national: false }) = column.ty.as_ref().unwrap_or(&ir::Type::Unknown)
        else {
            continue;
        };
        match unit {
            Unit::Byte => stated += 1,
            Unit::Unstated => unstated += 1,
            Unit::Char => {}
        }
    }
    let (columns, unsure) = match semantics {
        LengthSemantics::Char => (stated, ""),
        LengthSemantics::Byte => (stated + unstated, ""),
        LengthSemantics::Unset if unstated > 0 => (stated + unstated, " (unless NLS_LENGTH_SEMANTICS was CHAR)"),
        LengthSemantics::Unset => (stated, ""),
    };
    if columns > 0 {
        found.push(general(BYTES.at(Span::default()).with("columns", columns).with("unsure", unsure)));
    }
}
