//! What broke a lowering: the object is `manual`, and says so.

use super::Cx;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;

static PANICKED: Rule = Rule {
    name: "internal-error",
    codes: &[(Source::Oracle, "HD-900")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(60, 60),
    message: "`{object}` could not be converted because of an error in howdah",
    help: "report the input (`howdah ir` shows what was understood), and write this object by hand",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&PANICKED];

/// An object whose lowering broke.
pub(super) fn panicked(cx: &mut Cx<'_>, object: &ir::Object) {
    let _ = cx.manual(PANICKED.at(object.at.span).with("object", &object.name));
}
