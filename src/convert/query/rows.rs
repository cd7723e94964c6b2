//! Items of `FROM` that are no tables: collections, table functions, `VALUES`, `XMLTABLE`.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{Env, Out, pivot, refuse, scope};
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::catalog::TypeShape;
use crate::convert::expr::{assign, coerced, literal_text, lower as lower_expr};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, Class, TableColumn, XmlTable};
use crate::name::QName;
use crate::pg::{self, Type};

static COLLECTION: Rule = Rule {
    name: "table-of-collection",
    codes: &[(finding::Source::Oracle, "OR-QRY-024")],
    raw: Severity::ManualEffort,
    message: "a collection is read as rows by unnest",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static XML: Rule = Rule {
    name: "xmltable",
    codes: &[(finding::Source::Oracle, "HD-342")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(45, 20),
    message: "XMLTABLE with {what} has no conversion here",
    help: "PostgreSQL has XMLTABLE with XPath 1.0 over one document; write the path without FLWOR, variables and default namespaces.",
    ..Rule::PLAIN
};

static XPATH: Rule = Rule {
    name: "xmltable-xpath",
    codes: &[(finding::Source::Oracle, "HD-343")],
    raw: Severity::BehaviourChange,
    message: "XMLTABLE reads its paths as XPath 1.0",
    help: "Nothing to do: the paths are plain steps.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&COLLECTION, &XML, &XPATH];

/// `TABLE(expr)`, `f(x)`.
pub(super) fn collection(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    e: &ir::Expr,
    before: &[Source<Col>],
) -> Lower<Item> {
    let span = item.at.span;
    let seen = Frame { sources: before.to_vec(), qualified: true, outer: env.outer, ..Frame::default() };
    let low = lower_expr(cx, &scope(env.schema, Some(&seen)), e)?;
    let (element, call) = match low.ty {
        Type::Array(of) => (*of, pg::Expr::call("unnest", [low.expr])),
        Type::SetOf(of) => (*of, low.expr),
        _ => return Err(refuse(cx, span, "a table function whose rows are not known")),
    };
    let mut columns = match &element {
        Type::Named(name) => match attributes(cx, name) {
            Some(columns) => columns,
            None => return Err(refuse(cx, span, "a collection of a type whose attributes are not known")),
        },
        _ => {
            let from = Ty { ..class_of(&element) };
            let name = cx.program.plan.names.fold("COLUMN_VALUE");
            vec![Out { source: "COLUMN_VALUE".into(), name, ty: element, null: Null::Maybe, from }]
        }
    };
    for (own, out) in item.columns.iter().zip(&mut columns) {
        out.source.clone_from(own);
        out.name = cx.program.plan.names.fold(own);
    }
    cx.exact(&COLLECTION, span);
    let name = from::named(cx, item, "rows");
    let listed = columns.iter().map(|out| (out.name.clone(), None)).collect();
    let sources = vec![from::source(cx, item, &name, columns)];
    let rows = pg::FunctionRows { call, ordinality: false, alias: name, columns: listed };
    Ok(Item { from: pg::From::Function(Box::new(rows)), sources })
}

/// The attributes of an object type of the output.
fn attributes(cx: &Cx<'_>, name: &QName) -> Option<Vec<Out>> {
    let program = cx.program;
    let (_, object) = program
        .read
        .catalog
        .iter()
        .find(|(id, object)| matches!(object.kind, ir::Kind::Type(_)) && program.target(*id) == *name)?;
    let ir::Kind::Type(ty) = &object.kind else { return None };
    let TypeShape::Object(shape) = &ty.shape else { return None };
    if shape.under.is_some() {
        return None;
    }
    let schema = object.name.schema.as_ref();
    let of = |a: &crate::catalog::Attribute<ir::Ir>| Out {
        source: a.name.clone(),
        name: program.plan.names.fold(&a.name),
        ty: program.type_of(&a.ty, schema),
        null: Null::Maybe,
        from: Ty::of(&a.ty),
    };
    Some(shape.attributes.iter().map(of).collect())
}

/// What is known of the source of a value by its type in PostgreSQL.
pub(super) fn class_of(ty: &Type) -> Ty {
    let class = match ty {
        Type::SmallInt | Type::Integer | Type::BigInt => {
            return Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
        }
        Type::Numeric(_) => Class::Number,
        Type::Real | Type::Double => Class::Binary,
        Type::Text | Type::Varchar(_) => Class::Text,
        Type::Char(_) => return Ty { flags: Ty::PADDED, ..Ty::of_class(Class::Text) },
        Type::Timestamp(Some(0)) | Type::Date => Class::Date,
        Type::Timestamp(_) => Class::Timestamp,
        Type::Timestamptz(_) => Class::Zoned,
        Type::Bytea | Type::Uuid => Class::Raw,
        Type::Boolean => Class::Boolean,
        Type::Xml => Class::Xml,
        Type::Json | Type::Jsonb => Class::Json,
        _ => Class::Any,
    };
    Ty::of_class(class)
}

/// `(VALUES (…), (…)) v (a, b)`.
pub(super) fn values(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From, rows: &[Vec<ir::Expr>]) -> Lower<Item> {
    let place = scope(env.schema, env.outer);
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let row: Vec<Lower<Low>> = row.iter().map(|e| lower_expr(cx, &place, e).map(|low| coerced(cx, low))).collect();
        all.push(row.into_iter().collect::<Lower<Vec<Low>>>()?);
    }
    let width = item.columns.len();
    if width == 0 || all.iter().any(|row| row.len() != width) {
        return Err(refuse(cx, item.at.span, "`VALUES` in `FROM` without names for its columns"));
    }
    let columns = pivot::table(cx, item.at.span, &item.columns, &mut all)?;
    let name = from::named(cx, item, "rows");
    let values = pg::ValueRows {
        lateral: false,
        rows: all.into_iter().map(|row| row.into_iter().map(|low| low.expr).collect()).collect(),
        alias: name.clone(),
        columns: columns.iter().map(|out| out.name.clone()).collect(),
    };
    let sources = vec![from::source(cx, item, &name, columns)];
    Ok(Item { from: pg::From::Values(Box::new(values)), sources })
}

/// `XMLTABLE(path PASSING x COLUMNS …)`.
pub(super) fn xml(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    it: &XmlTable,
    before: &[Source<Col>],
) -> Lower<Item> {
    let span = item.at.span;
    let refused = |cx: &mut Cx<'_>, what: &str| Err(cx.manual(XML.at(span).with("what", what)));
    let seen = Frame { sources: before.to_vec(), qualified: true, outer: env.outer, ..Frame::default() };
    let place = scope(env.schema, Some(&seen));
    let Some(path) = literal_text(&it.path).filter(|path| is_xpath(path)) else {
        return refused(cx, "an XQuery that is no plain path");
    };
    let [ir::Target { expr: document, alias: None }] = it.passing.as_slice() else {
        return refused(cx, "several documents or none");
    };
    let value = lower_expr(cx, &place, document)?;
    if value.ty != Type::Xml {
        return refused(cx, "what is no XMLTYPE");
    }
    let mut namespaces = Vec::with_capacity(it.namespaces.len());
    for (uri, prefix) in &it.namespaces {
        if prefix.is_empty() {
            return refused(cx, "a default namespace");
        }
        namespaces.push((lower_expr(cx, &place, uri)?.expr, cx.program.plan.names.fold(prefix)));
    }
    let (mut columns, mut outs) = (Vec::new(), Vec::new());
    for column in &it.columns {
        let (made, out) = xml_column(cx, &place, column)?;
        columns.push(made);
        outs.push(out);
    }
    if columns.is_empty() {
        let name = cx.program.plan.names.fold("COLUMN_VALUE");
        columns.push(pg::XmlColumn { name: name.clone(), ty: Some(Type::Xml), path: ".".into(), default: None });
        let from = Ty::of_class(Class::Xml);
        outs.push(Out { source: "COLUMN_VALUE".into(), name, ty: Type::Xml, null: Null::Maybe, from });
    }
    cx.exact(&XPATH, span);
    let name = from::named(cx, item, "xml");
    let sources = vec![from::source(cx, item, &name, outs)];
    let rows = pg::XmlRows { namespaces, path: path.into(), value: value.expr, columns, alias: name };
    Ok(Item { from: pg::From::Xml(Box::new(rows)), sources })
}

fn xml_column(
    cx: &mut Cx<'_>,
    place: &crate::convert::expr::Scope<'_>,
    column: &TableColumn,
) -> Lower<(pg::XmlColumn, Out)> {
    let span = column.at.span;
    let name = cx.program.plan.names.fold(&column.name);
    if column.ordinality {
        let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
        let out = Out { source: column.name.clone(), name: name.clone(), ty: Type::Integer, null: Null::Never, from };
        return Ok((pg::XmlColumn { name, ty: None, path: "".into(), default: None }, out));
    }
    let path = column.path.as_deref().unwrap_or(&column.name);
    let (ty, from) = match &column.ty {
        Some(ty) => (cx.program.type_of(ty, place.schema), Ty::of(ty)),
        None => (Type::Text, Ty::of_class(Class::Text)),
    };
    let plain = matches!(
        from.class,
        Class::Text
            | Class::Lob
            | Class::Number
            | Class::Integer
            | Class::Binary
            | Class::Date
            | Class::Timestamp
            | Class::Xml
    );
    if !is_xpath(path) || !plain || matches!(ty, Type::Char(_)) {
        return Err(cx.manual(XML.at(span).with("what", "a column of this type or path")));
    }
    let text = ty.is_text();
    // An empty element is null in Oracle, and no number in PostgreSQL.
    let guarded = !text && ty != Type::Xml && path != "." && !path.ends_with(')');
    let path = if guarded { format!("{path}[. != \"\"]") } else { path.to_owned() };
    let default = match &column.default {
        Some(e) => {
            let low = lower_expr(cx, place, e)?;
            Some(assign(cx, low, &ty, span)?)
        }
        None => None,
    };
    let from = if text { Ty { flags: from.flags | Ty::EMPTIABLE, ..from } } else { from };
    let out = Out { source: column.name.clone(), name: name.clone(), ty: ty.clone(), null: Null::Maybe, from };
    Ok((pg::XmlColumn { name, ty: Some(ty), path: path.into(), default }, out))
}

/// Whether a path is one of XPath 1.0 for sure: steps, attributes, plain predicates.
fn is_xpath(path: &str) -> bool {
    let calls = path.matches('(').count();
    let known = ["text()", "node()", "count(", "last()", "position()", "name()", "local-name()", "normalize-space("];
    let plain: usize = known.iter().map(|k| path.matches(k).count()).sum();
    let word = |word: &str| path.split_whitespace().any(|part| part == word);
    calls == plain
        && !path.contains(['$', '{', '}', ';', ','])
        && !path.contains(":=")
        && !["for", "let", "return", "declare", "if", "where", "eq", "ne", "lt", "gt"].into_iter().any(word)
}

/// Whether `(+)` stands behind an item.
pub(super) fn is_optional(item: &ir::From) -> bool {
    match &item.kind {
        ir::FromKind::Function(_, optional) => *optional,
        ir::FromKind::Query(derived) => derived.optional,
        ir::FromKind::Xml(xml) => xml.optional,
        ir::FromKind::Json(json) => json.optional,
        ir::FromKind::Table(_)
        | ir::FromKind::Values(_)
        | ir::FromKind::Join(_)
        | ir::FromKind::Pivot(_)
        | ir::FromKind::Unpivot(_)
        | ir::FromKind::Match(_)
        | ir::FromKind::Nested(_)
        | ir::FromKind::Graph(_)
        | ir::FromKind::Analytic(_)
        | ir::FromKind::External(_)
        | ir::FromKind::Unread(_) => false,
    }
}
