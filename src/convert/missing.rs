//! What has no lowering, and what broke one: the object is `manual`, and says so.

use super::Cx;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::pg;

static PANICKED: Rule = Rule {
    name: "internal-error",
    codes: &[(Source::Oracle, "HD-900")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 60),
    message: "`{object}` could not be converted because of an error in howdah",
    help: "report the input (`howdah ir` shows what was understood), and write this object by hand",
    doc: "",
};

static NO_LOWERING: Rule = Rule {
    name: "kind-not-converted",
    codes: &[(Source::Oracle, "HD-901")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 60),
    message: "`{object}` is understood, but howdah does not convert objects of this kind yet",
    help: "write it by hand",
    doc: "",
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&PANICKED, &NO_LOWERING];

/// An object whose lowering broke.
pub(super) fn panicked(cx: &mut Cx<'_>, object: &ir::Object) {
    let _ = cx.manual(PANICKED.at(object.at.span).with("object", &object.name));
}

/// An object of a kind that has no lowering.
pub(super) fn lower(cx: &mut Cx<'_>, object: &ir::Object) -> Vec<pg::Object> {
    let _ = cx.manual(NO_LOWERING.at(object.at.span).with("object", &object.name));
    Vec::new()
}
