//! Foreign keys without an index that starts with their columns.

use super::{Found, Seen, about};
use crate::catalog::ConstraintRule;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::name::Name;

static MISSING: Rule = Rule {
    name: "foreign-key-without-index",
    codes: &[(Source::Oracle, "OR-DDL-005")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 2),
    message: "no index starts with the columns of this foreign key ({columns}): each delete in `{target}` reads all of `{table}`",
    help: "create an index on {columns} where rows of `{target}` are deleted or their key changes; `fk_indexes` = \"create\" makes them all",
    doc: "lint/foreign-key-without-index.md",
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&MISSING];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (id, object, table) in seen.tables() {
        let indexes = seen.indexes.get(&id).map(Vec::as_slice).unwrap_or_default();
        for constraint in table.constraints.iter().filter(|c| c.state.enabled) {
            let ConstraintRule::Foreign(foreign) = &constraint.rule else { continue };
            let wanted = &foreign.columns;
            // The first columns of an index, in any order.
            let served = indexes.iter().any(|index| {
                index.columns.get(..wanted.len()).is_some_and(|first| wanted.iter().all(|c| first.contains(&c)))
            });
            if !served {
                let columns = wanted.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
                let raised = MISSING.at(constraint.at.span).with("columns", columns);
                found.push(about(object, raised.with("table", &object.name).with("target", &foreign.table)));
            }
        }
    }
}
