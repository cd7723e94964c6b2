//! Objects whose name changes beyond its case, and why.

use super::Cx;
use super::plan::names::LONGEST;
use crate::finding::{Effort, ObjectKind, Rule, Severity, Source, State};
use crate::ir::{self, object::key};

static LONG: Rule = Rule {
    name: "name-too-long",
    codes: &[(Source::Oracle, "OR-IDN-005")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{name}` is named `{to}`: PostgreSQL keeps 63 bytes of a name",
    help: "use the new name in clients; the manifest lists all renames",
    doc: "convert/renamed/name-too-long.md",
    ..Rule::PLAIN
};

static CLASH: Rule = Rule {
    name: "name-taken",
    codes: &[(Source::Oracle, "HD-232")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{name}` is named `{to}`: its name is taken by another object, or reserved",
    help: "use the new name in clients; the manifest lists all renames",
    doc: "convert/renamed/name-taken.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&LONG, &CLASH];

/// Says that an object is called differently. Nobody calls an index by name, so there it changes nothing.
pub(super) fn note(cx: &mut Cx<'_>, object: &ir::Object) {
    let key = key(object);
    let names = &cx.program.plan.names;
    let to = names.object(&key);
    let folded = names.fold(&object.name.name);
    let long = object.name.name.len() > LONGEST;
    if matches!(key.kind, ObjectKind::Grant | ObjectKind::Other) || (to.name == folded && !long) {
        return;
    }
    // what is merged into something else has no name of its own
    if !cx.outcome().targets.is_empty() && !cx.outcome().targets.contains(&to) {
        return;
    }
    // an index that is not made is called nothing
    if key.kind == ObjectKind::Index && cx.outcome().state == State::Manual {
        return;
    }
    let rule = if long { &LONG } else { &CLASH };
    let severity = if key.kind == ObjectKind::Index { Severity::Info } else { rule.severity };
    cx.raise(rule.at(object.at.span).with("name", &object.name).with("to", &to).severity(severity));
}
