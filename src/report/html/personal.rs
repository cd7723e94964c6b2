//! Columns that look like personal data or secrets, as far as their names say so.

use super::anchors::{Anchors, Link};
use crate::report::view::{View, place};
use crate::report::visible;
use serde::Serialize;

/// The rule that finds them.
const RULE: &str = "personal-data";
/// Rows of the table.
const ROWS: usize = 1_000;

#[derive(Serialize)]
pub struct Personal {
    columns: Vec<Column>,
    more: usize,
}

#[derive(Serialize)]
struct Column {
    id: String,
    name: String,
    category: String,
    table: Link,
    place: String,
    confidence: String,
    waived: bool,
}

/// How many columns there are.
pub fn count(view: &View<'_>) -> usize {
    view.report.findings.iter().filter(|f| f.name == RULE).count()
}

pub fn personal(view: &View<'_>, anchors: &Anchors) -> Personal {
    let all = view.report.findings.iter().filter(|f| f.name == RULE);
    let columns = all.map(|f| {
        // "column `T.C` looks like a telephone number"
        let mut parts = f.message.splitn(3, '`').skip(1);
        let name = visible::line(parts.next().unwrap_or_default()).into_owned();
        let rest = parts.next().unwrap_or_default().trim();
        Column {
            id: f.fingerprint.to_string(),
            name,
            category: visible::line(rest.strip_prefix("looks like ").unwrap_or(rest)).into_owned(),
            table: anchors.link(&f.object),
            place: visible::line(&place(f)).into_owned(),
            confidence: f.confidence.to_string(),
            waived: f.waived.is_some(),
        }
    });
    Personal { columns: columns.take(ROWS).collect(), more: count(view).saturating_sub(ROWS) }
}
