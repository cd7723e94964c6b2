//! Blanks behind the length of a text: PostgreSQL cuts them off without a word.

use super::{Found, Seen, general};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::span::Span;

static CUT: Rule = Rule {
    name: "blanks-beyond-the-length",
    codes: &[(Source::Oracle, "HD-436")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 0),
    message: "blanks that stand behind the length of {columns} varchar columns, or of variables, are cut off without an error: the source refuses such values (ORA-12899, ORA-06502)",
    help: "nothing where nobody writes blanks at the end of a full text; else test length(x) before writing, since a CHECK sees the value when it is cut",
    doc: "lint/blanks-beyond-the-length.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CUT];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let sized = |column: &&ir::Column| matches!(column.ty, Some(ir::Type::Varchar { length: Some(_), .. }));
    let count = seen.tables().flat_map(|(_, _, table)| &table.columns).filter(sized).count();
    if count > 0 {
        let columns = i64::try_from(count).unwrap_or(i64::MAX);
        found.push(general(CUT.at(Span::default()).with("columns", columns)));
    }
}
