//! XML functions as far as PostgreSQL has them.

use super::special::Site;
use super::{Scope, call, made};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, Class};
use crate::pg::{self, Type};

static XML: Rule = Rule {
    name: "xml-function",
    codes: &[(Source::Oracle, "OR-FUN-021")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "XML function `{function}` {why}",
    help: "PostgreSQL has xmlelement, xmlforest, xpath and xmltable with XPath 1.0; write the call by hand.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&XML];

/// A function with a syntax of its own.
pub(super) fn lower(cx: &mut Cx<'_>, _: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let name = call.name.parts.join(".");
    Err(cx.manual(XML.at(e.at.span).with("function", name).with("why", "has no conversion here")))
}

/// `XMLTYPE(s)`.
pub(super) fn parse(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([text]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    Ok(made(text.expr.cast(Type::Xml), Type::Xml, text.null, Class::Xml))
}

fn noted(cx: &mut Cx<'_>, site: &Site<'_>) {
    let raised = XML.at(site.e.at.span).severity(Severity::BehaviourChange).with("function", site.row.name);
    cx.raise(raised.with("why", "became xpath, which takes XPath 1.0 and the first node of several"));
}

/// `EXTRACT(x, path)`, `EXTRACTVALUE(x, path)`.
pub(super) fn xpath(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x, path]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    noted(cx, site);
    let text = site.row.name == "EXTRACTVALUE";
    let path = match path.expr {
        pg::Expr::Text(p) if text && !p.ends_with("text()") && !p.contains('@') => {
            pg::Expr::text(format!("{p}/text()"))
        }
        other => other,
    };
    let first = pg::Expr::Element(Box::new([pg::Expr::call("xpath", [path, x.expr]), pg::Expr::int(1)]));
    Ok(if text {
        made(first.cast(Type::Text), Type::Text, Null::Maybe, Class::Text)
    } else {
        made(first, Type::Xml, Null::Maybe, Class::Xml)
    })
}

/// `EXISTSNODE(x, path)`.
pub(super) fn exists_node(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x, path]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    noted(cx, site);
    let found = pg::Expr::call("xpath_exists", [path.expr, x.expr]).cast(Type::Integer);
    Ok(made(found, Type::Integer, Null::Maybe, Class::Number))
}
