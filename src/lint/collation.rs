//! The order and case of text: decided by the database, so it is asked once.

use super::{Found, Seen, general};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::profile::TARGET_COLLATION;
use crate::span::Span;

static NOT_GIVEN: Rule = Rule {
    name: "sort-order",
    codes: &[(Source::Oracle, "OR-CHR-005")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 0),
    message: "{columns} columns declared as text sort and compare by bytes in the source; {target}",
    help: "create the database with LOCALE 'C.UTF-8' TEMPLATE template0 (17 and later: LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'), \
           and say `target_collation` = \"C.UTF-8\"",
    doc: "lint/sort-order.md",
    ..Rule::PLAIN
};

static VERSIONS: Rule = Rule {
    name: "collation-versions",
    codes: &[(Source::Oracle, "OR-CHR-007")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 0),
    message: "{indexes} keys and indexes of text depend on collation `{collation}`, which an upgrade of the system can change",
    help: "compare pg_collation_actual_version(oid) with collversion in pg_collation after every upgrade of the system, and REINDEX on change",
    doc: "lint/sort-order.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NOT_GIVEN, &VERSIONS];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let is_text = |c: &&ir::Column| matches!(c.ty, Some(ir::Type::Varchar { .. } | ir::Type::Char { .. }));
    let columns = seen.tables().flat_map(|(_, _, t)| &t.columns).filter(is_text).count();
    if columns == 0 {
        return;
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let asked = NOT_GIVEN.at(Span::default()).with("columns", count(columns));
    let Some(collation) = seen.profile.text(&TARGET_COLLATION) else {
        found.push(general(asked.with("target", "the collation of the target's database is not given")));
        return;
    };
    let binary = ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&collation);
    if binary {
        return;
    }
    found.push(general(asked.with("target", format!("the target's database sorts by `{collation}`"))));
    let indexed = seen.tables().map(|(id, _, table)| {
        let text = |name: &&crate::name::Name| table.column(name).as_ref().is_some_and(is_text);
        let indexes = seen.indexes.get(&id).map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter(|index| index.columns.iter().any(&text)).count()
    });
    let indexes: usize = indexed.sum();
    if indexes > 0 {
        let raised = VERSIONS.at(Span::default()).with("indexes", count(indexes));
        found.push(general(raised.with("collation", collation)));
    }
}
