//! Names of months and days in the language that a call of `TO_CHAR` names.

use super::date_model::{Piece, pieces};
use super::special::Site;
use super::{linguistic, made};
use crate::analyze::Null;
use crate::convert::{Cx, Low};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::Class;
use crate::pg::{self, Type};

static WORDS: Rule = Rule {
    name: "months-and-days-in-a-language",
    codes: &[(Source::Oracle, "HD-383")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 2),
    message: "the names of months and days in {language} come from a table of `ora_compat.to_char_in`",
    help: "Compare one text with the source's: letters, and the blanks behind names that are shorter than the longest one.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&WORDS];

/// The languages whose names of months and days are known.
const LANGUAGES: &[&str] = &["BRAZILIAN PORTUGUESE", "DUTCH", "FRENCH", "GERMAN", "ITALIAN", "PORTUGUESE", "SPANISH"];

/// `TO_CHAR(date, model, 'NLS_DATE_LANGUAGE=…')` where months and days are written out; nothing where the model or the language is
/// not known, or a name is cut short.
pub(super) fn lower(cx: &mut Cx<'_>, site: &Site<'_>, value: &Low, model: &str, nls: &pg::Expr) -> Option<Low> {
    let pg::Expr::Text(nls) = nls else { return None };
    let wanted = linguistic::parameter(nls, "NLS_DATE_LANGUAGE")?;
    let language = LANGUAGES.iter().find(|name| name.eq_ignore_ascii_case(wanted))?;
    let known = pieces(model).iter().all(|piece| match piece {
        Piece::Literal(_) => true,
        Piece::Element(_, "MON" | "DY" | "YEAR" | "SYEAR" | "TH" | "SP" | "DL" | "DS" | "TS" | "E" | "EE") => false,
        Piece::Element(_, element) => {
            !matches!(element.as_bytes(), [b'A' | b'P' | b'B' | b'F' | b'T', ..] if *element != "FM")
        }
        Piece::Unknown => false,
    });
    if !known || value.from.class != Class::Date || site.scope.place.is_immutable() {
        return None;
    }
    cx.raise(WORDS.at(site.e.at.span).with("language", *language));
    let args = [value.expr.clone(), pg::Expr::text(model), pg::Expr::text(*language)];
    Some(made(pg::Expr::helper("to_char_in", args), Type::Text, Null::Maybe, Class::Text))
}
