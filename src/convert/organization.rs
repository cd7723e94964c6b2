//! How a table keeps its rows: in its key (index-organized) or in files (external).

use super::{Cx, storage};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&INDEX_ORGANIZED, &EXTERNAL];

static INDEX_ORGANIZED: Rule = Rule {
    name: "index-organized-table",
    codes: &[(Source::Oracle, "OR-DDL-022")],
    raw: Severity::Performance,
    effort: Effort::minutes(10, 5),
    message: "index-organized table `{table}` became a plain table with its primary key",
    help: "Where ranges of the key are read: PRIMARY KEY (…) INCLUDE (…) for narrow columns, or CLUSTER from time to time.",
    doc: "convert/organization/index.md",
    ..Rule::PLAIN
};

static EXTERNAL: Rule = Rule {
    name: "external-table",
    codes: &[(Source::Oracle, "OR-DBL-002")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "external table `{table}` became an empty table: its rows are in files",
    help: "Load the file by COPY, or replace the table by CREATE FOREIGN TABLE over the extension file_fdw: OPTIONS (filename '…', format 'csv', delimiter ',').",
    doc: "convert/organization/external.md",
    ..Rule::PLAIN
};

/// Takes a clause of a table that says how rows are kept. False: it says something else.
pub(super) fn clause(cx: &mut Cx<'_>, object: &ir::Object, clause: &ir::Clause) -> bool {
    let (rule, word) = match storage::word(clause) {
        word @ "ORGANIZATION INDEX" => (&INDEX_ORGANIZED, word),
        word @ ("ORGANIZATION EXTERNAL" | "EXTERNAL PARTITION ATTRIBUTES") => (&EXTERNAL, word),
        word @ "ORGANIZATION HEAP" => {
            cx.dropped(&storage::PHYSICAL, word, clause.at.span);
            return true;
        }
        _ => return false,
    };
    cx.dropped(rule, word, clause.at.span);
    let raised = rule.at(clause.at.span).with("table", &object.name);
    if rule.severity == Severity::ManualEffort {
        let _reported = cx.manual(raised);
    } else {
        cx.raise(raised);
    }
    true
}
