//! XML functions as far as PostgreSQL has them.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named has no form")]

use super::special::Site;
use super::{Scope, call, made};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, Class};
use crate::name::{Name, Texts};
use crate::pg::{self, Type, XmlForm};

/// Functions of XML.
pub(super) static XML: Rule = Rule {
    name: "xml-function",
    codes: &[(Source::Oracle, "OR-FUN-021")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "XML function `{function}` {why}",
    help: "{advice}",
    ..super::RULE
};

/// What there is.
const WRITE: &str = "PostgreSQL has xmlelement, xmlforest, xpath and xmltable with XPath 1.0; where the call is not converted, write it by hand with those.";

/// Rules of this file.
pub static RULES: &[&Rule] = &[&XML];

/// A function with a syntax of its own.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let name = call.name.parts.joined(".");
    let mut filled = matches!(name.as_str(), "XMLFOREST" | "XMLPI");
    let made = match name.as_str() {
        "XMLELEMENT" | "XMLPI" => element(cx, scope, call, &mut filled)?,
        "XMLFOREST" => named(cx, scope, &call.args)?.map(|named| pg::XmlMade {
            form: XmlForm::Forest,
            name: Name::default(),
            named,
            content: Vec::new(),
        }),
        "XMLPARSE" => return parsed(cx, scope, e, call),
        "XMLSERIALIZE" => return serialized(cx, scope, e, call),
        "XMLQUERY" | "XMLEXISTS" | "XMLCAST" => return queried(cx, scope, e, call),
        _ => None,
    };
    let Some(made) = made else { return refused(cx, e, &name) };
    if filled {
        cx.exact(&XML, e.at.span);
    } else {
        let it = XML.at(e.at.span).severity(Severity::BehaviourChange).with("advice", WRITE).with("function", name);
        cx.raise(it.with("why", "writes an element without content as <a/>, Oracle as <a></a>"));
    }
    let from = Ty::of_class(Class::Xml);
    Ok(Low { expr: pg::Expr::Xml(Box::new(made)), ty: Type::Xml, null: Null::Maybe, from })
}

fn refused(cx: &mut Cx<'_>, e: &ir::Expr, name: &str) -> Lower<Low> {
    Err(cx.manual(XML.at(e.at.span).with("advice", WRITE).with("function", name).with("why", "has no conversion here")))
}

/// `XMLELEMENT("a", XMLATTRIBUTES(x AS "b"), …)`; nothing where a part has no form.
fn element(cx: &mut Cx<'_>, scope: &Scope<'_>, call: &Call, filled: &mut bool) -> Lower<Option<pg::XmlMade>> {
    let plain = call.more.as_ref().is_none_or(|m| m.keywords.is_empty());
    let Some((label, rest)) = call.args.split_first().filter(|(label, _)| plain && label.mark == "NAME") else {
        return Ok(None);
    };
    let ir::ExprKind::Text(name, _) = &label.value.kind else { return Ok(None) };
    let instruction = call.name.parts.iter().any(|n| n == "XMLPI");
    let form = if instruction { XmlForm::Instruction } else { XmlForm::Element };
    let mut made = pg::XmlMade { form, name: name.as_str().into(), named: Vec::new(), content: Vec::new() };
    for argument in rest {
        if let ir::ExprKind::Call(inner) = &argument.value.kind
            && matches!(inner.name.parts.as_slice(), [n] if n == "XMLATTRIBUTES")
        {
            let Some(all) = named(cx, scope, &inner.args)? else { return Ok(None) };
            made.named.extend(all);
            continue;
        }
        let low = super::lower(cx, scope, &argument.value)?;
        // Some content is never empty: a text, an element.
        let inner = matches!(&argument.value.kind, ir::ExprKind::Call(it) if matches!(it.name.parts.as_slice(), [n] if n == "XMLELEMENT"));
        *filled |=
            inner || low.null == Null::Never && low.from.class != Class::Xml && low.from.flags & Ty::EMPTIABLE == 0;
        match content(cx, scope, &argument.value, low)? {
            Some(value) => made.content.push(value),
            None => return Ok(None),
        }
    }
    Ok(Some(made))
}

/// `x AS "a", …`; a column without a name keeps its own.
fn named(cx: &mut Cx<'_>, scope: &Scope<'_>, args: &[ir::Argument]) -> Lower<Option<Vec<(pg::Expr, Name)>>> {
    let mut all = Vec::with_capacity(args.len());
    for argument in args {
        let own = argument.name.clone().or_else(|| crate::analyze::query::own_name(&argument.value));
        let (Some(name), true) = (own, argument.mark.is_empty()) else { return Ok(None) };
        let low = super::lower(cx, scope, &argument.value)?;
        let Some(value) = content(cx, scope, &argument.value, low)? else { return Ok(None) };
        all.push((value, name));
    }
    Ok(Some(all))
}

/// A value as Oracle writes it in XML.
fn content(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, low: Low) -> Lower<Option<pg::Expr>> {
    Ok(match low.from.class {
        Class::Xml => Some(low.expr),
        Class::Text | Class::Lob | Class::Literal | Class::Number | Class::Integer | Class::Positive => {
            let low = super::coerce::no_empty(cx, low);
            Some(super::coerce::text(cx, scope, e.at.span, low)?.expr)
        }
        // a date is one of XML Schema, which has no time of day
        Class::Date if matches!(low.ty, Type::Timestamp(_)) => {
            Some(pg::Expr::call("to_char", [low.expr, pg::Expr::text("YYYY-MM-DD")]))
        }
        _ => None,
    })
}

/// `XMLPARSE(DOCUMENT x WELLFORMED)`.
fn parsed(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let words: &[&str] = call.more.as_ref().map_or(&[], |m| &m.keywords);
    let form = match words {
        ["DOCUMENT"] | ["DOCUMENT", "WELLFORMED"] => XmlForm::Document,
        ["CONTENT"] | ["CONTENT", "WELLFORMED"] => XmlForm::Content,
        _ => return refused(cx, e, "XMLPARSE"),
    };
    let [only] = call.args.as_slice() else { return refused(cx, e, "XMLPARSE") };
    let low = super::lower(cx, scope, &only.value)?;
    if !matches!(low.from.class, Class::Text | Class::Literal | Class::Lob) {
        return refused(cx, e, "XMLPARSE");
    }
    let null = low.null;
    let text = super::coerce::text(cx, scope, e.at.span, low)?.expr;
    cx.exact(&XML, e.at.span);
    let made_of = pg::XmlMade { form, name: Name::default(), named: Vec::new(), content: vec![text] };
    Ok(made(pg::Expr::Xml(Box::new(made_of)), Type::Xml, null, Class::Xml))
}

/// A path that XQuery and XPath 1.0 read alike, from the one document that is passed.
fn plain_path(call: &Call) -> Option<(String, &ir::Expr)> {
    let [path, document] = call.args.as_slice() else { return None };
    let mut path = super::literal::text_of(&path.value)?.trim();
    if document.mark != "PASSING" {
        return None;
    }
    if let Some(name) = &document.name {
        path = path.strip_prefix('$')?.strip_prefix(name.as_str()).filter(|rest| rest.starts_with('/'))?;
    }
    (path.starts_with(['/', '.', '@', '*']) && is_plain(path)).then(|| (path.to_owned(), &document.value))
}

/// Whether a path is one that XPath 1.0 and what Oracle has beyond it read alike.
fn is_plain(path: &str) -> bool {
    let known = |c: char| c.is_alphanumeric() || " _-./@*[]()='\"".contains(c);
    let mut calls = path.split('(').peekable();
    let mut tests = true;
    while let Some(before) = calls.next() {
        let name = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or("");
        tests &= calls.peek().is_none() || matches!(name, "text" | "node" | "last" | "position" | "not");
    }
    path.chars().all(known) && tests
}

/// `XMLQUERY('/a/b' PASSING x RETURNING CONTENT)`, `XMLEXISTS('/a/b' PASSING x)`, `XMLCAST(… AS NUMBER)`.
fn queried(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let name = call.name.parts.joined(".");
    let cast = name == "XMLCAST";
    let inner = match call.args.as_slice() {
        [only] if cast => match &only.value.kind {
            ir::ExprKind::Call(inner) if matches!(inner.name.parts.as_slice(), [n] if n == "XMLQUERY") => inner,
            _ => return refused(cx, e, &name),
        },
        _ => call,
    };
    let known = |k: &&str| matches!(*k, "RETURNING CONTENT" | "NULL ON EMPTY" | "BY VALUE");
    let plain = inner.more.as_ref().is_none_or(|m| m.keywords.iter().all(known));
    let Some((path, document)) = plain_path(inner).filter(|_| plain) else { return refused(cx, e, &name) };
    let low = super::lower(cx, scope, document)?;
    if low.ty != Type::Xml {
        return refused(cx, e, &name);
    }
    let parts = [pg::Expr::text(path), low.expr];
    let returning = call.more.as_ref().and_then(|m| m.returning.as_ref());
    let low = match (name.as_str(), returning) {
        ("XMLEXISTS", _) => made(pg::Expr::call("xpath_exists", parts), Type::Boolean, Null::Maybe, Class::Boolean),
        ("XMLQUERY", _) => made(pg::Expr::helper("xml_nodes", parts), Type::Xml, Null::Maybe, Class::Xml),
        (_, Some(ir::Type::Varchar { .. } | ir::Type::Clob { .. })) => {
            made(pg::Expr::helper("xml_text", parts), Type::Text, Null::Maybe, Class::Text)
        }
        (_, Some(ir::Type::Number { precision: None, scale: None })) => {
            let number = pg::Expr::helper("to_number", [pg::Expr::helper("xml_text", parts)]);
            made(number, Type::Numeric(None), Null::Maybe, Class::Number)
        }
        _ => return refused(cx, e, &name),
    };
    let raised = XML.at(e.at.span).severity(Severity::BehaviourChange).with("advice", WRITE).with("function", name);
    cx.raise(raised.with("why", "became a path of XPath 1.0, which knows no types of values"));
    Ok(low)
}

/// `XMLSERIALIZE(CONTENT x AS CLOB)`.
fn serialized(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let text = |ty: &ir::Type| matches!(ty, ir::Type::Clob { .. } | ir::Type::Varchar { .. });
    let plain = call.more.as_ref().is_none_or(|m| {
        m.keywords.iter().all(|k| matches!(*k, "CONTENT" | "DOCUMENT" | "NO INDENT"))
            && m.returning.as_ref().is_none_or(text)
    });
    let [only] = call.args.as_slice() else { return call::refused(cx, e, "XMLSERIALIZE") };
    let low = super::lower(cx, scope, &only.value)?;
    if !plain || low.ty != Type::Xml {
        return call::refused(cx, e, "XMLSERIALIZE");
    }
    Ok(made(low.expr.cast(Type::Text), Type::Text, low.null, Class::Lob))
}

/// `x.EXTRACT('//text()')`: all texts of a fragment, one behind the other.
pub(super) fn texts(low: Low) -> Low {
    let root = pg::XmlMade { form: XmlForm::Element, name: "r".into(), named: Vec::new(), content: vec![low.expr] };
    let found = pg::Expr::call("xpath", [pg::Expr::text("//text()"), pg::Expr::Xml(Box::new(root))]);
    let list = found.cast(Type::Array(Box::new(Type::Text)));
    let joined = pg::Expr::call("array_to_string", [list, pg::Expr::text("")]);
    made(joined.cast(Type::Xml), Type::Xml, low.null, Class::Xml)
}

/// `XMLTYPE(s)`.
pub(super) fn parse(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([text]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    Ok(made(text.expr.cast(Type::Xml), Type::Xml, text.null, Class::Xml))
}

/// Says what is left of a path; one without namespaces, variables and functions of Oracle finds the same.
fn noted(cx: &mut Cx<'_>, site: &Site<'_>) {
    let path = site.written.get(1).and_then(|path| super::literal::text_of(path));
    if site.row.name != "EXTRACT" && path.is_some_and(|path| path.starts_with('/') && is_plain(path)) {
        cx.exact(&XML, site.e.at.span);
        return;
    }
    let raised = XML
        .at(site.e.at.span)
        .severity(Severity::BehaviourChange)
        .with("advice", WRITE)
        .with("function", site.row.name);
    let why = if site.row.name == "EXTRACTVALUE" {
        "became a path of XPath 1.0, without namespaces"
    } else {
        "became xpath, which takes XPath 1.0 and the first node of several"
    };
    cx.raise(raised.with("why", why));
}

/// `EXTRACT(x, path)`, `EXTRACTVALUE(x, path)`.
pub(super) fn xpath(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x, path]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    noted(cx, site);
    if site.row.name == "EXTRACTVALUE" {
        return Ok(made(pg::Expr::helper("xml_value", [path.expr, x.expr]), Type::Text, Null::Maybe, Class::Text));
    }
    let first = pg::Expr::Element(Box::new([pg::Expr::call("xpath", [path.expr, x.expr]), pg::Expr::int(1)]));
    Ok(made(first, Type::Xml, Null::Maybe, Class::Xml))
}

/// `EXISTSNODE(x, path)`.
pub(super) fn exists_node(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x, path]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    noted(cx, site);
    let found = pg::Expr::call("xpath_exists", [path.expr, x.expr]).cast(Type::Integer);
    Ok(made(found, Type::Integer, Null::Maybe, Class::Number))
}
