//! Names as they are spelled: what is kept in mixed case, quoted as a word of PostgreSQL or for its signs, and stays the same name.

use super::Cx;
use crate::finding::{Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, is_folded};
use crate::pg::words::is_reserved;
use crate::span::Span;

static CASE: Rule = Rule {
    name: "mixed-case-name",
    codes: &[(Source::Oracle, "OR-IDN-001")],
    raw: Severity::BehaviourChange,
    message: "`{name}` is spelled with small letters, so it is quoted everywhere",
    help: "`mixed_case` = \"lower\" or \"snake\" gives names that need no quotes",
    doc: "convert/identifiers/spelling.md",
    ..Rule::PLAIN
};

static WORD: Rule = Rule {
    name: "name-is-a-reserved-word",
    codes: &[(Source::Oracle, "OR-IDN-003")],
    raw: Severity::Blocker,
    message: "`{name}` is a word that PostgreSQL reserves, so it is quoted",
    help: "quote it in the SQL of clients too",
    doc: "convert/identifiers/spelling.md",
    ..Rule::PLAIN
};

static SIGN: Rule = Rule {
    name: "sign-in-name",
    codes: &[(Source::Oracle, "OR-IDN-006")],
    message: "`{name}` holds `#` or begins with `$`, so it is quoted",
    help: "quote it in the SQL of clients too",
    doc: "convert/identifiers/spelling.md",
    ..Rule::PLAIN
};

static LETTERS: Rule = Rule {
    name: "letters-beyond-ascii",
    codes: &[(Source::Oracle, "OR-IDN-011")],
    message: "`{name}` has letters beyond ASCII or blanks; it is quoted, in lower case",
    help: "quote it in the SQL of clients too, as PostgreSQL folds letters of ASCII only",
    doc: "convert/identifiers/spelling.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CASE, &WORD, &SIGN, &LETTERS];

/// Notes how the names of an object are spelled: its own, those of its columns and constraints.
pub(super) fn note(cx: &mut Cx<'_>, object: &ir::Object) {
    match &object.kind {
        ir::Kind::Table(table) => {
            one(cx, &object.name.name, object.at.span);
            table.columns.iter().for_each(|column| one(cx, &column.name, column.at.span));
            let named = table.constraints.iter().filter_map(|c| Some((c.name.as_ref()?, c.at.span)));
            named.for_each(|(name, span)| one(cx, name, span));
        }
        ir::Kind::View(view) => {
            one(cx, &object.name.name, object.at.span);
            view.columns.iter().for_each(|column| one(cx, &column.name, column.at.span));
        }
        ir::Kind::Index(_)
        | ir::Kind::Sequence(_)
        | ir::Kind::Type(_)
        | ir::Kind::Routine(_)
        | ir::Kind::Trigger(_) => one(cx, &object.name.name, object.at.span),
        // their names are made of other names
        ir::Kind::Schema(_) | ir::Kind::Grant(_) | ir::Kind::Other(_) => {}
    }
}

fn one(cx: &mut Cx<'_>, name: &Name, span: Span) {
    if !name.is_ascii() || name.contains(' ') {
        cx.exact(&LETTERS, span);
    }
    if name.contains('#') || name.starts_with('$') {
        cx.exact(&SIGN, span);
    }
    if !is_folded(name) {
        cx.exact(&CASE, span);
    } else if is_reserved(name.to_lowercase().as_str()) {
        cx.exact(&WORD, span);
    }
}
