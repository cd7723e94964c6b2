//! Indexes that another index serves too.

use super::{Found, Indexed, Seen, about};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};

static REDUNDANT: Rule = Rule {
    name: "redundant-index",
    codes: &[(Source::Oracle, "OR-OPS-007")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "index `{index}` is the beginning of `{other}`: PostgreSQL writes both on each change of the row",
    help: "drop it before go-live, unless it is much smaller and searched often",
    doc: "lint/redundant-index.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&REDUNDANT];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (id, _, _) in seen.tables() {
        let indexes = seen.indexes.get(&id).map(Vec::as_slice).unwrap_or_default();
        for (place, index) in indexes.iter().enumerate() {
            let Some(object) = index.object.filter(|_| index.plain && !index.unique) else { continue };
            let other = indexes.iter().enumerate().find(|(n, other)| *n != place && covers(other, *n, index, place));
            if let Some((_, other)) = other {
                let raised = REDUNDANT.at(object.at.span).with("index", &index.name).with("other", &other.name);
                found.push(about(object, raised));
            }
        }
    }
}

/// Whether `other` starts with all columns of `index`. Of two equal ones the first stays.
fn covers(other: &Indexed<'_>, at: usize, index: &Indexed<'_>, place: usize) -> bool {
    let starts = other.columns.starts_with(&index.columns);
    let equal = other.columns.len() == index.columns.len();
    // An index over exactly the columns of a key is merged into the key. One that leaves out rows serves equality alone.
    starts && !other.partial && !(equal && (other.object.is_none() || at > place))
}
