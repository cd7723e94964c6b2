//! Columns that stand twice in a statement: the source refuses it, and so does the target.

use super::Session;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{Change, Kind};
use std::collections::BTreeSet;

/// A column that a table has already.
pub(super) static DOUBLED: Rule = Rule {
    name: "column-stands-twice",
    codes: &[(Source::Oracle, "HD-438")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 2),
    message: "column `{column}` stands twice in `{table}`, which the source refuses (ORA-00957): the first is kept",
    help: "take one of the two out of the statement; see which one the database has",
    doc: "",
    ..Rule::PLAIN
};

impl Session {
    /// Keeps the first of columns of one name.
    pub(super) fn doubled(&mut self, change: &mut Change) {
        let Change::Create { object, .. } = change else { return };
        let Kind::Table(table) = &mut object.kind else { return };
        let mut seen = BTreeSet::new();
        let (name, findings) = (&object.name, &mut self.program.findings);
        table.columns.retain(|column| {
            let first = seen.insert(column.name.clone());
            if !first {
                findings.push(DOUBLED.at(column.at.span).with("column", &column.name).with("table", name));
            }
            first
        });
    }
}
