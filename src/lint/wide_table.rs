//! Tables with more columns, or wider rows, than PostgreSQL takes.

use super::{Found, Seen, about};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;

static WIDE: Rule = Rule {
    name: "wide-table",
    codes: &[(Source::Oracle, "OR-DDL-012")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(120, 60),
    message: "`{table}` has {columns} columns, whose fixed part can take {bytes} bytes: {what}",
    help: "divide the table, or keep rarely used columns in a second one with the same key",
    doc: "lint/wide-table.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&WIDE];

/// The most columns of a table.
const COLUMNS: usize = 1600;

/// What fits on a page beside its header.
const PAGE: usize = 8000;

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (_, object, table) in seen.tables() {
        let columns = table.columns.len();
        let bytes: usize = table.columns.iter().filter_map(|c| c.ty.as_ref()).map(fixed).sum();
        let (what, severity) = if columns > COLUMNS {
            ("PostgreSQL takes 1600", Severity::Blocker)
        } else if bytes > PAGE {
            ("a row with all of them filled does not fit on a page and is refused (54000)", Severity::BehaviourChange)
        } else {
            continue;
        };
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let raised = WIDE.at(object.at.span).with("table", &object.name).with("columns", count(columns));
        found.push(about(object, raised.with("bytes", count(bytes)).with("what", what).severity(severity)));
    }
}

/// Bytes of a value that stay in the row; long values move out, and leave 18 bytes.
fn fixed(ty: &ir::Type) -> usize {
    const POINTER: usize = 18;
    match ty {
        ir::Type::Number { precision: Some(p), .. } if *p <= 9 => 4,
        ir::Type::Number { .. }
        | ir::Type::AnsiInteger(_)
        | ir::Type::AnsiDecimal { .. }
        | ir::Type::Float { .. }
        | ir::Type::BinaryDouble
        | ir::Type::Date
        | ir::Type::Timestamp { .. } => 8,
        ir::Type::BinaryFloat | ir::Type::PlsInteger(_) => 4,
        ir::Type::Boolean => 1,
        ir::Type::IntervalYearMonth { .. } | ir::Type::IntervalDaySecond { .. } => 16,
        ir::Type::Char { length, .. } | ir::Type::Varchar { length, .. } | ir::Type::Raw(length) => {
            length.map_or(POINTER, |n| POINTER.min(n as usize + 1))
        }
        ir::Type::Long
        | ir::Type::LongRaw
        | ir::Type::Clob { .. }
        | ir::Type::Blob
        | ir::Type::Bfile
        | ir::Type::RowId
        | ir::Type::URowId(_)
        | ir::Type::Xml
        | ir::Type::Json(_)
        | ir::Type::Vector(_)
        | ir::Type::Sized(_)
        | ir::Type::Named(_)
        | ir::Type::Ref(_)
        | ir::Type::Path(_)
        | ir::Type::TypeOf(_)
        | ir::Type::RowOf(_)
        | ir::Type::RefCursor
        | ir::Type::Unknown => POINTER,
    }
}
