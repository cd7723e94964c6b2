//! The empty string, which the source stores as null: what keeps it out of text columns.

use super::super::Cx;
use super::super::table::gains::Gains;
use super::Scope;
use crate::catalog::Fill;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Compare, ExprKind, InSet, Test};
use crate::name::Name;
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

static NULLABLE_KEY: Rule = Rule {
    name: "empty-string-in-nullable-key",
    codes: &[(Source::Oracle, "OR-NUL-017")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "the source stores '' as null in {columns} of `{table}`, which {is} nullable and in a unique key; {guard}",
    help: "where clients send '', choose `empty_guard` = \"trigger\" for the table: it turns '' into null, as the source does",
    doc: "convert/column/empty-string-in-not-null.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NOT_NULL_EMPTY, &NULLABLE_KEY];

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
    let never_null = scope.never_null(&column.name);
    let guarded = (never_null || scope.in_key(&column.name)) && !scope.lists_values(&column.name);
    let listed = if never_null { &mut gains.unempty } else { &mut gains.nullable };
    if guarded {
        listed.push(column);
    }
    let name = cx.program.plan.names.column(scope.id, &column.name);
    match cx.program.profile.get(&EMPTY_GUARD) {
        EmptyGuard::Check if guarded => {
            let test = Expr::name(name.clone()).infix(Op::Ne, Expr::text(""));
            gains.check(column.at, &name, "not_empty", test);
        }
        EmptyGuard::Trigger => gains.emptied.push(name),
        EmptyGuard::Check | EmptyGuard::None => {}
    }
}

/// Whether a condition holds for texts of a list only, of which none is empty, and perhaps for null.
#[expect(clippy::wildcard_enum_match_arm, reason = "other conditions list no values")]
pub(super) fn is_list(condition: &ir::Expr, name: &Name) -> bool {
    let is_it = |e: &ir::Expr| matches!(&e.kind, ExprKind::Name(path) if path.parts.last() == Some(name));
    let text = |e: &ir::Expr| matches!(e.kind, ExprKind::Text(..));
    match &condition.kind {
        ExprKind::In(it) => match &it.set {
            InSet::List(items) => !it.not && is_it(&it.left) && items.iter().all(text),
            InSet::Query(_) => false,
        },
        ExprKind::Compare(Compare::Eq, sides) => {
            let [left, right] = &**sides;
            is_it(left) && text(right)
        }
        ExprKind::Is(it) => !it.not && it.test == Test::Null && is_it(&it.operand),
        ExprKind::Or(items) => items.iter().all(|e| is_list(e, name)),
        _ => false,
    }
}

/// Says once per table what was added.
pub(super) fn summary(cx: &mut Cx<'_>, object: &ir::Object, gains: &Gains) {
    let guard = cx.program.profile.get(&EMPTY_GUARD);
    let words = match guard {
        EmptyGuard::Check => "a check refuses it",
        EmptyGuard::Trigger => "a trigger turns it into null",
        EmptyGuard::None => "nothing keeps it out",
    };
    for (rule, listed) in [(&NOT_NULL_EMPTY, &gains.unempty), (&NULLABLE_KEY, &gains.nullable)] {
        let Some(first) = listed.first else { continue };
        let severity = match guard {
            EmptyGuard::Check => rule.severity,
            EmptyGuard::Trigger => Severity::Info,
            EmptyGuard::None => Severity::DataLossRisk,
        };
        let raised = rule.at(first).with("table", &object.name).with("columns", listed.words());
        let is = if listed.names.len() == 1 { "is" } else { "are" };
        cx.raise(raised.with("is", is).with("guard", words).severity(severity));
    }
}
