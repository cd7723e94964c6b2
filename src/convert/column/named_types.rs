//! Columns of supplied and user-defined types: XML, JSON, vectors, geometries, collections, references.

use super::super::Cx;
use super::super::table::gains::Gains;
use super::Scope;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName, Texts};
use crate::pg::{Expr, Op};

static XML: Rule = Rule {
    name: "xml-column",
    codes: &[(Source::Oracle, "OR-TYP-028")],
    raw: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "`{column}` is xml: XPath 1.0 only, no XQuery, no schema validation, no comparison",
    help: "check queries on the column",
    doc: "convert/column/xml-column.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static JSON: Rule = Rule {
    name: "json-column",
    codes: &[(Source::Oracle, "OR-TYP-029")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(10, 2),
    message: "`{column}` is JSON: keys may be ordered and duplicates dropped differently",
    help: "`json_as` = \"json\" keeps the text as given",
    doc: "convert/column/json-column.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static GEOMETRY: Rule = Rule {
    name: "geometry-column",
    codes: &[(Source::Oracle, "OR-TYP-030")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(240, 60),
    message: "`{column}` holds geometries; a text for their well-known form stands in",
    help: "install PostGIS, choose type `geometry` for the column, map the SRID (8307 is 4326), and load through \
           SDO_UTIL.TO_WKBGEOMETRY",
    doc: "convert/column/geometry-column.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static VECTOR: Rule = Rule {
    name: "vector-column",
    codes: &[(Source::Oracle, "OR-TYP-031")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 15),
    message: "`{column}` holds vectors; an array stands in, without distance operators and indexes",
    help: "install extension vector, and choose type `vector` for the column",
    doc: "convert/column/vector-column.md",
    once: Some("column"),
    ..Rule::PLAIN
};
/// Values of any type: columns that hold them, and methods that make and read them.
pub static ANYDATA: Rule = Rule {
    name: "anydata-column",
    codes: &[(Source::Oracle, "OR-TYP-032")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(240, 60),
    message: "`{name}` {what}",
    help: "{advice}",
    doc: "convert/column/anydata-column.md",
    ..Rule::PLAIN
};
static REFERENCE: Rule = Rule {
    name: "ref-column",
    codes: &[(Source::Oracle, "OR-TYP-033")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 30),
    message: "`{column}` refers to rows of type `{type}` by their identifier; {result}",
    help: "load the key of the row, add a foreign key, and write joins where the source used DEREF or `ref.attribute`",
    doc: "convert/column/ref-column.md",
    ..Rule::PLAIN
};
static COLLECTION: Rule = Rule {
    name: "collection-column",
    codes: &[(Source::Oracle, "OR-TYP-034")],
    raw: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "collection `{column}` is an array in the row; its elements have no indexes and constraints of their own",
    help: "where single elements are searched or changed, a child table serves better",
    doc: "convert/column/collection-column.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static NOT_NULL: Rule = Rule {
    name: "elements-never-null",
    codes: &[(Source::Oracle, "OR-OBJ-011")],
    raw: Severity::BehaviourChange,
    message: "a check keeps null elements out of `{column}`",
    help: "nothing",
    doc: "convert/column/elements-never-null.md",
    ..Rule::PLAIN
};
static SUPPLIED: Rule = Rule {
    name: "supplied-type-column",
    codes: &[(Source::Oracle, "OR-TYP-035")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 30),
    message: "`{column}` has the supplied type `{type}`, whose methods have no counterpart",
    help: "keep the content here, and what the methods gave in columns of their own",
    doc: "convert/column/supplied-type-column.md",
    ..Rule::PLAIN
};
static FOREIGN: Rule = Rule {
    name: "type-of-another-database",
    codes: &[(Source::Oracle, "HD-209")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "`{type}` of `{column}` is no type of the source, which refuses this statement; it is taken as {to}",
    help: "check what the column holds in the real database",
    ..Rule::PLAIN
};
static MISSING: Rule = Rule {
    name: "column-type-missing",
    codes: &[(Source::Oracle, "HD-206")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "the type `{type}` of `{column}` is not in the input; text stands in",
    help: "add the script that creates the type, or choose a type for the column",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] =
    &[&XML, &JSON, &GEOMETRY, &VECTOR, &ANYDATA, &REFERENCE, &COLLECTION, &NOT_NULL, &SUPPLIED, &FOREIGN, &MISSING];

/// Says what such a type means, and adds the check that keeps the limit of a collection.
pub(super) fn note(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, declared: &ir::Type, gains: &mut Gains) {
    let span = column.at.span;
    let about = |rule: &'static Rule| rule.at(span).with("column", &column.name);
    if let ir::Type::Named(name) = declared {
        return named(cx, scope, column, name, gains);
    }
    let result = "a column for the key of the row stands in";
    let (raised, is_manual) = if let ir::Type::Ref(name) = declared {
        (about(&REFERENCE).with("type", name).with("result", result), true)
    } else if matches!(declared, ir::Type::Xml) {
        (about(&XML), false)
    } else if matches!(declared, ir::Type::Json(_)) {
        (about(&JSON), false)
    } else if matches!(declared, ir::Type::Vector(_)) {
        (about(&VECTOR), true)
    } else {
        (about(&MISSING).with("type", written(declared)), true)
    };
    if is_manual { drop(cx.manual(raised)) } else { cx.raise(raised) }
}

/// A type of the source that is a name of parts, as written.
fn written(ty: &ir::Type) -> String {
    if let ir::Type::Path(parts) | ir::Type::TypeOf(parts) | ir::Type::RowOf(parts) = ty {
        return parts.joined(".");
    }
    "unknown".into()
}

fn named(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, name: &QName, gains: &mut Gains) {
    let span = column.at.span;
    let Some(id) = cx.program.resolve(name, scope.object.name.schema.as_ref()) else {
        return supplied(cx, column, name);
    };
    let ir::Kind::Type(user) = &cx.program.read.catalog.get(id).kind else { return supplied(cx, column, name) };
    match &user.shape {
        ir::Shape::Varray { limit, not_null, of } => {
            let own = cx.program.plan.names.column(scope.id, &column.name);
            if *not_null && !matches!(of, ir::Type::Xml | ir::Type::Json(_)) {
                no_null_element(cx, column, &own, gains);
            }
            let size = Expr::call("cardinality", [Expr::name(own.clone())]);
            gains.check(column.at, &own, "elements", size.infix(Op::Le, Expr::int(i64::from(*limit))));
            cx.raise(COLLECTION.at(span).with("column", &column.name));
        }
        ir::Shape::NestedTable { not_null, of } => {
            if *not_null && !matches!(of, ir::Type::Xml | ir::Type::Json(_)) {
                let own = cx.program.plan.names.column(scope.id, &column.name);
                no_null_element(cx, column, &own, gains);
            }
            cx.raise(COLLECTION.at(span).with("column", &column.name));
        }
        ir::Shape::Object(_) | ir::Shape::Domain { .. } | ir::Shape::Enumeration(_) | ir::Shape::Incomplete => {}
    }
}

/// Keeps null elements out: arrays take them.
fn no_null_element(cx: &mut Cx<'_>, column: &ir::Column, own: &Name, gains: &mut Gains) {
    cx.exact(&NOT_NULL, column.at.span);
    let found = Expr::call("array_position", [Expr::name(own.clone()), Expr::Null]);
    gains.check(column.at, own, "no_null", found.is_null());
}

fn supplied(cx: &mut Cx<'_>, column: &ir::Column, name: &QName) {
    if super::super::types::foreign_word(&name.name).is_some() {
        let raised = FOREIGN.at(column.at.span).with("column", &column.name).with("type", name);
        let to = match name.name.as_str() {
            "TINYINT" => "smallint".to_owned(),
            "DATETIME" => "timestamp(0)".to_owned(),
            same => same.to_lowercase(),
        };
        return cx.raise(raised.with("to", to));
    }
    let rule = match name.name.as_str() {
        "SDO_GEOMETRY" | "SDO_TOPO_GEOMETRY" | "ST_GEOMETRY" => &GEOMETRY,
        "ANYDATA" | "ANYTYPE" | "ANYDATASET" => {
            let raised = ANYDATA.at(column.at.span).with("name", &column.name);
            let raised = raised.with("what", "holds values of any type; jsonb stands in");
            let advice = "store {\"type\": …, \"value\": …}, and rewrite the code that reads it";
            return drop(cx.manual(raised.with("advice", advice)));
        }
        other if super::super::types::supplied(other).is_some() => &SUPPLIED,
        _ => &MISSING,
    };
    drop(cx.manual(rule.at(column.at.span).with("column", &column.name).with("type", name)));
}
