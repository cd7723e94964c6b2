//! Views: until queries are converted a view is a comment, and whatever needs it says so; columns are never invented.

use super::environment::NO_TARGET;
use super::{Cx, target};
use crate::catalog::ObjectId;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&QUERY, &READ_ONLY, &OBJECT_VIEW];

/// A query that is recognised but not read.
pub(super) static QUERY: Rule = Rule {
    name: "query-not-converted",
    codes: &[(Source::Oracle, "HD-111")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 20),
    message: "the query of {kind} `{view}` is not converted",
    help: "Write it for PostgreSQL; what reads from it waits for it.",
    ..Rule::PLAIN
};

static READ_ONLY: Rule = Rule {
    name: "read-only-view",
    codes: &[(Source::Oracle, "OR-DDL-040")],
    raw: Severity::BehaviourChange,
    message: "view `{view}` is read-only in the source; a simple view takes writes in PostgreSQL",
    help: "REVOKE INSERT, UPDATE, DELETE on it, or end its query with OFFSET 0.",
    doc: "convert/view/read_only.md",
    ..Rule::PLAIN
};

static OBJECT_VIEW: Rule = Rule {
    name: "object-view",
    codes: &[(Source::Oracle, "OR-OBJ-009")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "object view `{view}` of `{type}`",
    help: "Write a plain view with the names of the attributes; REF navigation becomes joins, MULTISET becomes ARRAY(SELECT ROW(…)::type …).",
    doc: "convert/view/object_view.md",
    ..Rule::PLAIN
};

/// Leaves a placeholder.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, view: &ir::View) -> Vec<pg::Object> {
    let span = object.at.span;
    let name = &object.name;
    if view.clauses.iter().any(|c| super::storage::word(c) == "JSON RELATIONAL DUALITY") {
        let it = NO_TARGET.at(span).with("kind", "JSON relational duality view");
        let why = cx.manual(it.with("name", name));
        return vec![target::placeholder(cx, id, object, why.message())];
    }
    if view.read_only {
        cx.raise(READ_ONLY.at(span).with("view", name));
    }
    if let Some(of) = &view.of_type {
        cx.raise(OBJECT_VIEW.at(span).with("view", name).with("type", of));
    }
    let why = cx.manual(QUERY.at(view.query.at.span).with("kind", "view").with("view", name));
    vec![target::placeholder(cx, id, object, why.message())]
}
