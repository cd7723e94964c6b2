//! Code that the source refuses too: the object stands there, and is invalid.

use super::body::Code;
use super::routine::Unit;
use crate::catalog::Mode;
use crate::convert::Manual;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::Type;
use crate::ir::plsql::Variable;
use crate::span::Span;

static INVALID: Rule = Rule {
    name: "code-invalid-in-source",
    codes: &[(Source::Oracle, "HD-452")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "{what}: the source refuses that ({error})",
    help: "The object is invalid in the source too, so that nothing can have called it: leave it out, or mend it.",
    doc: "convert/code/invalid.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&INVALID];

/// A variable that can have no value: one that must not be null, or never changes, without a first one.
pub(super) fn variable(code: &mut Code<'_, '_>, it: &Variable, never_null: bool, span: Span) -> Option<Manual> {
    let (kind, error) = match (&it.default, it.constant, never_null) {
        (None, true, _) => ("constant", "PLS-00322"),
        (None, false, true) => ("variable that is NOT NULL,", "PLS-00218"),
        _ => return None,
    };
    Some(refused(code, format!("`{}` is a {kind} without a value", it.name), error, span))
}

/// A header that the source takes for none: a default of what is handed back, a single value that is pipelined.
pub(super) fn header(code: &mut Code<'_, '_>, unit: Unit<'_>) -> Option<Manual> {
    if let Some(param) = unit.routine.params.iter().find(|p| p.mode != Mode::In && p.default.is_some()) {
        let what = format!("parameter `{}` is handed back and has a default", param.name);
        return Some(refused(code, what, "PLS-00230", unit.at.span));
    }
    let pipelined = unit.routine.clauses.iter().any(|c| super::super::storage::word(c) == "PIPELINED");
    let single = matches!(
        unit.routine.returns,
        Some(Type::Number { .. } | Type::AnsiInteger(_) | Type::AnsiDecimal { .. } | Type::Varchar { .. } | Type::Date)
    );
    (pipelined && single).then(|| {
        let what = format!("pipelined function `{}` returns no collection", unit.name);
        refused(code, what, "PLS-00630", unit.at.span)
    })
}

fn refused(code: &mut Code<'_, '_>, what: String, error: &'static str, span: Span) -> Manual {
    code.cx.manual(INVALID.at(span).with("what", what).with("error", error))
}
