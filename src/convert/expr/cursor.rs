//! `CURSOR(…)` in queries, which PostgreSQL does not have.

use crate::convert::{Cx, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, ExprKind};
use crate::name::Texts;

static NESTED: Rule = Rule {
    name: "cursor-expression",
    codes: &[(Source::Oracle, "OR-CUR-013")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "CURSOR(…) {what}",
    help: "{advice}",
    doc: "lint/queries.md",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&NESTED];

/// Says that a query opens a cursor for each of its rows.
pub(super) fn of_a_row(cx: &mut Cx<'_>, e: &ir::Expr) -> Manual {
    let advice = "aggregate the inner rows with array_agg or jsonb_agg, or run two queries";
    cx.manual(NESTED.at(e.at.span).with("what", "in a query opens a cursor for every row").with("advice", advice))
}

/// Says that a call hands the rows of a query to its function; nothing where it does not.
pub(super) fn handed(cx: &mut Cx<'_>, call: &Call) -> Option<Manual> {
    let argument = call.args.iter().find(|a| matches!(a.value.kind, ExprKind::Cursor(_)))?;
    let what = format!("hands the rows of a query to `{}`", call.name.parts.joined("."));
    let here = cx.program.resolve(&crate::name::QName::bare(call.name.parts.first()?.clone()), None).is_some();
    let advice = if here {
        "let the function take a refcursor that is opened before, or an array of the rows"
    } else {
        "let what takes the function's place read the query itself, or take a refcursor or an array of its rows"
    };
    Some(cx.manual(NESTED.at(argument.value.at.span).with("what", what).with("advice", advice)))
}
