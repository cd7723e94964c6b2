//! Collations of columns: binary order is `"C"`, linguistic order is ICU's for the language.

use super::super::Cx;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::pg;

static COLLATION: Rule = Rule {
    name: "column-collation",
    codes: &[(Source::Oracle, "OR-CHR-006")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(30, 5),
    message: "collation `{collation}` of `{column}` {result}",
    help: "compare sorting and equality of real values; for case-insensitive columns create a nondeterministic ICU collation and use it: \
           CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&COLLATION];

/// Linguistic sorts of the source, and the ICU locale of each.
static LANGUAGES: &[(&str, &str)] = &[
    ("GENERIC_M", "und"),
    ("CATALAN", "ca"),
    ("CZECH", "cs"),
    ("DANISH", "da"),
    ("DUTCH", "nl"),
    ("FINNISH", "fi"),
    ("FRENCH", "fr"),
    ("GERMAN", "de"),
    ("HUNGARIAN", "hu"),
    ("ITALIAN", "it"),
    ("NORWEGIAN", "nb"),
    ("POLISH", "pl"),
    ("RUSSIAN", "ru"),
    ("SPANISH", "es"),
    ("SWEDISH", "sv"),
    ("TURKISH", "tr"),
    ("WEST_EUROPEAN", "und"),
];

/// The collation of a column in PostgreSQL.
pub(super) fn lower(cx: &mut Cx<'_>, column: &ir::Column, ty: &pg::Type) -> Option<QName> {
    let written = column.collation.as_ref()?;
    if !ty.is_text() {
        return None;
    }
    let name = written.name.as_str();
    let raise = |cx: &mut Cx<'_>, result: &str| {
        let raised = COLLATION.at(column.at.span).with("collation", name).with("column", &column.name);
        cx.raise(raised.with("result", result));
    };
    if name == "BINARY" {
        cx.exact(&COLLATION, column.at.span);
        return Some(QName::bare("C"));
    }
    // The session decides in the source; here the database does.
    if name.starts_with("USING_NLS") {
        return None;
    }
    let base = name.strip_suffix("_CI").or_else(|| name.strip_suffix("_AI"));
    if base.is_some() {
        raise(cx, "ignores case or accents, which the emitted column does not");
        return None;
    }
    match icu(name) {
        Some(collation) => {
            raise(cx, "is ICU's for the language, which differs in details");
            Some(collation)
        }
        None => {
            raise(cx, "is not known; the column has the collation of the database");
            None
        }
    }
}

/// ICU's collation for a linguistic sort that tells case and accents apart.
pub(in crate::convert) fn icu(sort: &str) -> Option<QName> {
    let plain = sort.strip_prefix('X').unwrap_or(sort);
    let plain = plain.strip_suffix("_M").filter(|p| *p != "GENERIC").unwrap_or(plain);
    let (_, locale) = LANGUAGES.iter().find(|(language, _)| *language == plain)?;
    Some(QName::bare(format!("{locale}-x-icu")))
}
