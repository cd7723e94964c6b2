//! Checks.

use super::super::{Cx, value};
use super::{Constrained, Made, not_deferrable};
use crate::catalog::ConstraintRule;
use crate::finding::{Rule, Severity, Source};
use crate::ir;

static CHECK: Rule = Rule {
    name: "check-constraint",
    codes: &[(Source::Oracle, "OR-DDL-007")],
    raw: Severity::BehaviourChange,
    message: "the check is written for PostgreSQL",
    help: "nothing",
    doc: "convert/constraint/check-constraint.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CHECK];

pub(super) fn lower(cx: &mut Cx<'_>, it: Constrained<'_>, expr: &ir::Expr) -> Option<Made> {
    not_deferrable(cx, it, "a check");
    let lowered = value::condition(cx, it.scope, expr).ok()?;
    cx.exact(&CHECK, it.constraint.at.span);
    Some(Made { rule: ConstraintRule::Check(lowered), clauses: Vec::new(), deferrable: false })
}
