//! The empty string, which the source stores as null: what keeps it out of text columns.

use super::super::Cx;
use super::super::table::gains::Gains;
use super::Scope;
use crate::catalog::Fill;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::pg::{self, Expr, Op};
use crate::profile::{EMPTY_GUARD, EMPTY_STRING, EmptyGuard, EmptyString};

static NOT_NULL_EMPTY: Rule = Rule {
    name: "empty-string-in-not-null",
    codes: &[(Source::Oracle, "OR-NUL-004")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    effort: Effort::minutes(5, 1),
    message: "'' is null in the source and would enter {columns} of `{table}`; {guard}",
    help: "nothing where clients never send ''; `empty_guard` = \"trigger\" turns '' into null instead, \"none\" lets it in",
    doc: "convert/column/empty-string-in-not-null.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NOT_NULL_EMPTY];

/// Adds what keeps `''` out of a column. Never for `char(n)`, where blanks are legal and equal to `''`, and never for large
/// objects, which may be empty without being null.
pub(super) fn guard(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, ty: &pg::Type, gains: &mut Gains) {
    if cx.program.profile.get(&EMPTY_STRING) == EmptyString::Report
        || !matches!(ty, pg::Type::Varchar(_) | pg::Type::Text)
        || !matches!(column.ty, Some(ir::Type::Varchar { .. }))
        || matches!(column.fill, Fill::Generated { .. })
    {
        return;
    }
    let guarded = scope.never_null(&column.name) || scope.in_key(&column.name);
    let name = cx.program.plan.names.column(scope.id, &column.name);
    match cx.program.profile.get(&EMPTY_GUARD) {
        EmptyGuard::Check if guarded => {
            let test = Expr::name(name.clone()).infix(Op::Ne, Expr::text(""));
            gains.check(column.at, &name, "not_empty", test);
            gains.unempty.push(column);
        }
        EmptyGuard::Trigger => {
            gains.emptied.push(name);
            if guarded {
                gains.unempty.push(column);
            }
        }
        EmptyGuard::None if guarded => gains.unempty.push(column),
        EmptyGuard::Check | EmptyGuard::None => {}
    }
}

/// Says once per table what was added.
pub(super) fn summary(cx: &mut Cx<'_>, object: &ir::Object, gains: &Gains) {
    let Some(first) = gains.unempty.first else { return };
    let (guard, severity) = match cx.program.profile.get(&EMPTY_GUARD) {
        EmptyGuard::Check => ("a check refuses it", Severity::Info),
        EmptyGuard::Trigger => ("a trigger turns it into null", Severity::Info),
        EmptyGuard::None => ("nothing keeps it out", Severity::DataLossRisk),
    };
    let raised = NOT_NULL_EMPTY.at(first).with("table", &object.name).with("columns", gains.unempty.words());
    cx.raise(raised.with("guard", guard).severity(severity));
}
