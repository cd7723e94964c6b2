//! Sources of rows that PostgreSQL does not have: property graphs, analytic views, files named in a query.

use crate::convert::Cx;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::FromKind;
use crate::span::Span;

static GRAPH: Rule = Rule {
    name: "graph-table",
    codes: &[(Source::Oracle, "HD-360")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 60),
    message: "GRAPH_TABLE over property graph `{name}` has no counterpart in PostgreSQL",
    help: "Write the pattern as joins of the tables behind its vertices and edges; a repeated edge is a recursive query.",
    ..Rule::PLAIN
};

static ANALYTIC: Rule = Rule {
    name: "analytic-view-query",
    codes: &[(Source::Oracle, "HD-361")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 60),
    message: "analytic view `{name}` and its hierarchies have no counterpart in PostgreSQL",
    help: "Write it as a query of the fact table joined to its dimensions, grouped by the level that is asked for.",
    ..Rule::PLAIN
};

static EXTERNAL: Rule = Rule {
    name: "external-rows",
    codes: &[(Source::Oracle, "HD-362")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "a query that names the files it reads has no counterpart in PostgreSQL",
    help: "Make a foreign table with file_fdw for the files, and read it.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&GRAPH, &ANALYTIC, &EXTERNAL];

/// Says what such a source is.
pub(super) fn refuse(cx: &mut Cx<'_>, kind: &FromKind, span: Span) -> crate::convert::Manual {
    match kind {
        FromKind::Graph(it) => cx.manual(GRAPH.at(span).with("name", &it.graph)),
        FromKind::Analytic(it) => cx.manual(ANALYTIC.at(span).with("name", &it.view)),
        FromKind::External(_)
        | FromKind::Table(_)
        | FromKind::Query(_)
        | FromKind::Function(..)
        | FromKind::Values(_)
        | FromKind::Xml(_)
        | FromKind::Json(_)
        | FromKind::Join(_)
        | FromKind::Pivot(_)
        | FromKind::Unpivot(_)
        | FromKind::Match(_)
        | FromKind::Nested(_)
        | FromKind::Unread(_) => cx.manual(EXTERNAL.at(span)),
    }
}
