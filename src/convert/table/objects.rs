//! Object tables: the attributes of the type, inherited ones first, become columns.

use super::super::Cx;
use super::super::column::Scope;
use super::super::plan::columns::columns_of;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use std::borrow::Cow;

static OBJECT_TABLE: Rule = Rule {
    name: "object-table",
    codes: &[(Source::Oracle, "OR-OBJ-005")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(15, 5),
    message: "object table `{table}` has the attributes of `{type}` as columns; its rows have no object identifier",
    help: "refer to its rows by key where the source used REF() or VALUE()",
    ..Rule::PLAIN
};

static TYPE_MISSING: Rule = Rule {
    name: "object-table-type-missing",
    codes: &[(Source::Oracle, "HD-203")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "`{table}` is a table of `{type}`, {why}",
    help: "{advice}",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&OBJECT_TABLE, &TYPE_MISSING];

/// The columns of a table; of an object table those of its type, with what the statement adds to them.
pub(super) fn columns<'a>(cx: &mut Cx<'_>, scope: Scope<'a>) -> Cow<'a, [ir::Column]> {
    let columns = columns_of(&cx.program.read.catalog, scope.object, scope.table);
    if let Some(of) = &scope.table.of_type {
        let (span, name) = (scope.object.at.span, &scope.object.name);
        if columns.is_empty() {
            let raised = TYPE_MISSING.at(span).with("table", name).with("type", of);
            let _ = cx.manual(if of.name == "XMLTYPE" {
                let advice = "make a table with one column of type xml, and name that column where OBJECT_VALUE or the table's alias stands for the document";
                raised.with("why", "whose rows are documents without a column").with("advice", advice)
            } else {
                let why = "which is not in the input, so its columns are not known";
                raised.with("why", why).with("advice", "add the script that creates the type")
            });
        } else {
            cx.raise(OBJECT_TABLE.at(span).with("table", name).with("type", of));
        }
    }
    columns
}
