//! What later statements said of an object, folded into the one that creates it: changes and comments.

use super::Cx;
use crate::finding::{Rule, Source};
use crate::ir;

static ALTERED: Rule = Rule {
    name: "alter-table",
    codes: &[(Source::Oracle, "OR-DDL-045")],
    message: "ALTER statements of `{table}` are part of its CREATE TABLE",
    help: "nothing",
    doc: "convert/altered/folded.md",
    ..Rule::PLAIN
};

static COMMENT: Rule = Rule {
    name: "comment-on-object",
    codes: &[(Source::Oracle, "OR-DDL-038")],
    message: "comments of `{object}` are kept",
    help: "nothing",
    doc: "convert/altered/folded.md",
    ..Rule::PLAIN
};

static SEQUENCE: Rule = Rule {
    name: "sequence-altered",
    codes: &[(Source::Oracle, "OR-SEQ-009")],
    message: "ALTER statements of sequence `{sequence}` are part of what creates it",
    help: "nothing",
    doc: "convert/altered/folded.md",
    ..Rule::PLAIN
};

static TYPE: Rule = Rule {
    name: "type-altered",
    codes: &[(Source::Oracle, "OR-OBJ-008")],
    message: "ALTER statements of type `{type}` are part of what creates it",
    help: "nothing",
    doc: "convert/altered/folded.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ALTERED, &COMMENT, &SEQUENCE, &TYPE];

/// Notes what was folded into an object.
pub(super) fn note(cx: &mut Cx<'_>, object: &ir::Object) {
    let span = object.at.span;
    let (rule, commented) = match &object.kind {
        ir::Kind::Table(table) => (Some(&ALTERED), table.columns.iter().any(|c| c.comment.is_some())),
        ir::Kind::View(view) => (None, view.columns.iter().any(|c| c.comment.is_some())),
        ir::Kind::Sequence(_) => (Some(&SEQUENCE), false),
        ir::Kind::Type(_) => (Some(&TYPE), false),
        ir::Kind::Schema(_)
        | ir::Kind::Index(_)
        | ir::Kind::Routine(_)
        | ir::Kind::Trigger(_)
        | ir::Kind::Grant(_)
        | ir::Kind::Other(_) => (None, false),
    };
    if let (Some(rule), Some(first)) = (rule, object.changes.first()) {
        cx.exact(rule, first.span);
    }
    if object.comment.is_some() || commented {
        cx.exact(&COMMENT, span);
    }
}
