//! `NLSSORT`: a text to sort and compare by, in place of a key of bytes.

use super::special::Site;
use super::{Place, absent, coerce, made};
use crate::convert::{Cx, Low, Lower};
use crate::finding::Severity;
use crate::ir::Class;
use crate::name::QName;
use crate::pg::{self, Type};

/// The one parameter that a constant like `NLS_SORT = BINARY_CI` sets.
pub(super) fn parameter<'t>(written: &'t str, name: &str) -> Option<&'t str> {
    let (key, value) = written.split_once('=')?;
    let value = value.trim().trim_matches('\'').trim();
    (key.trim().eq_ignore_ascii_case(name) && !value.contains(['=', '\''])).then_some(value)
}

/// `NLSSORT(x, 'NLS_SORT=…')`.
pub(super) fn nlssort(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let rule = || absent::LINGUISTIC.at(site.e.at.span).with("function", site.row.name);
    let Ok([value, sort]) = <[Low; 2]>::try_from(args) else { return Err(cx.manual(rule())) };
    let name = match &sort.expr {
        pg::Expr::Text(written) => parameter(written, "NLS_SORT").map(str::to_ascii_uppercase),
        _ => None,
    };
    // In code the key is a value of bytes, which may be kept.
    let Some(name) = name.filter(|_| site.scope.place != Place::Code) else { return Err(cx.manual(rule())) };
    let null = value.null;
    let text = coerce::text(cx, site.scope, site.e.at.span, value)?.expr;
    let (text, collation) = match name.as_str() {
        "BINARY" => (text, QName::bare("C")),
        "BINARY_CI" => (pg::Expr::call("lower", [text]), QName::bare("C")),
        "BINARY_AI" => {
            cx.raise(rule().severity(Severity::BehaviourChange));
            (pg::Expr::helper("base_letters", [text]), QName::bare("C"))
        }
        _ => match crate::convert::column::icu_collation(&name) {
            Some(collation) => {
                cx.raise(rule().severity(Severity::BehaviourChange));
                (text, collation)
            }
            None => return Err(cx.manual(rule())),
        },
    };
    if name.starts_with("BINARY") && name != "BINARY_AI" {
        cx.exact(&absent::LINGUISTIC, site.e.at.span);
    }
    Ok(made(pg::Expr::Collate(Box::new((text, collation))), Type::Text, null, Class::Text))
}
