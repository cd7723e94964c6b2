//! Types: object types become composites; collections need no object, as they are arrays; domains stay domains.

use super::hierarchy::{self, Hierarchy};
use super::query::Frame;
use super::{Cx, Low, target};
use crate::analyze::{Null, Ty};
use crate::catalog::{Attribute, Constraint, ConstraintRule, MethodRole, ObjectId, ObjectType, TypeShape, UserType};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Type};
use crate::name::Name;
use crate::pg;
use std::collections::BTreeSet;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&OBJECT, &METHODS, &CONSTRUCTORS, &INHERITANCE, &COLLECTION, &NESTED, &DOMAIN];

/// Object types and what is made of them.
pub(super) static OBJECT: Rule = Rule {
    name: "object-type",
    codes: &[(Source::Oracle, "OR-OBJ-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "object type `{type}`: {what}",
    help: "{advice}",
    doc: "convert/user_type/object.md",
    ..Rule::PLAIN
};

static METHODS: Rule = Rule {
    name: "object-methods",
    codes: &[(Source::Oracle, "OR-OBJ-002")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 20),
    message: "methods of type `{type}` are not converted (number: {count})",
    help: "{advice}",
    doc: "convert/user_type/methods.md",
    ..Rule::PLAIN
};

static CONSTRUCTORS: Rule = Rule {
    name: "object-constructors",
    codes: &[(Source::Oracle, "OR-OBJ-003")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "constructors of type `{type}` are not converted (number: {count})",
    help: "A constructor with code of its own becomes a function `type__new(…)` that returns the type; one that only takes all attributes is ROW(…)::type.",
    doc: "convert/user_type/methods.md",
    ..Rule::PLAIN
};

static INHERITANCE: Rule = Rule {
    name: "type-inheritance",
    codes: &[(Source::Oracle, "OR-OBJ-004")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(60, 15),
    message: "type `{type}` is under `{root}`: PostgreSQL has no inheritance of types, so composite `{composite}` holds the values of all of them, each with the name of its type",
    help: "Clients see the composite and its type_name. Methods, TREAT and IS OF have findings of their own: TREAT(x AS t) is x where its type_name is t or a type under it, IS OF tests type_name, an overridden method asks it which body to run.",
    doc: "convert/user_type/inheritance.md",
    ..Rule::PLAIN
};

static COLLECTION: Rule = Rule {
    name: "collection-type",
    codes: &[(Source::Oracle, "OR-COL-001")],
    raw: Severity::ManualEffort,
    message: "collection type `{type}` needs no object",
    help: "Nothing to do: columns and variables of the type are arrays.",
    doc: "convert/user_type/collection.md",
    ..Rule::PLAIN
};

static NESTED: Rule = Rule {
    name: "collection-of-collections",
    codes: &[(Source::Oracle, "OR-COL-013")],
    raw: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "elements of collection type `{type}` are collections: composite `{wrapper}` holds each, as arrays of arrays must be rectangular",
    help: "Clients read (a[i]).e[j].",
    doc: "convert/user_type/nested.md",
    ..Rule::PLAIN
};

static DOMAIN: Rule = Rule {
    name: "column-domain",
    codes: &[(Source::Oracle, "OR-TYP-036")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "domain `{type}`: {what}",
    help: "Write CREATE DOMAIN … CHECK (VALUE …); labels of an enumeration stand for numbers: a check on the values.",
    doc: "convert/user_type/domain.md",
    ..Rule::PLAIN
};

/// Lowers a type.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, ty: &ir::UserType) -> Vec<pg::Object> {
    super::storage::drop_all(cx, &OBJECT, &ty.clauses);
    match &ty.shape {
        TypeShape::Object(shape) => match cx.program.plan.names.hierarchies.of(id) {
            Some(all) => united(cx, id, object, shape, all),
            None => vec![composite(cx, id, object, shape)],
        },
        TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } => collection(cx, id, object, of),
        TypeShape::Incomplete => {
            let it = OBJECT.at(object.at.span).with("type", &object.name);
            let it = it.with("what", "it is declared, but never completed");
            let why = cx.manual(it.with("advice", "Give the statement that says its attributes, or drop the type."));
            vec![target::placeholder(cx, id, object, why.message())]
        }
        TypeShape::Domain { of, not_null, default, checks } => {
            domain(cx, id, object, of, *not_null, default.as_ref(), checks)
        }
        TypeShape::Enumeration(_) => {
            let it = DOMAIN.at(object.at.span).with("type", &object.name);
            let why = cx.manual(it.with("what", "an enumeration, whose labels stand for numbers"));
            vec![target::placeholder(cx, id, object, why.message())]
        }
    }
}

/// Own attributes behind the inherited ones.
pub(super) fn attributes(cx: &Cx<'_>, object: &ir::Object, shape: &ObjectType<ir::Ir>) -> Vec<Attribute<ir::Ir>> {
    fn above(
        cx: &Cx<'_>,
        owner: Option<&Name>,
        shape: &ObjectType<ir::Ir>,
        depth: u8,
        out: &mut Vec<Attribute<ir::Ir>>,
    ) {
        if let Some(under) = shape.under.as_ref().filter(|_| depth > 0)
            && let Some(id) = cx.program.resolve(under, owner)
        {
            let object = cx.program.read.catalog.get(id);
            if let ir::Kind::Type(UserType { shape: TypeShape::Object(shape), .. }) = &object.kind {
                above(cx, object.name.schema.as_ref(), shape, depth - 1, out);
            }
        }
        out.extend(shape.attributes.iter().cloned());
    }
    let mut out = Vec::new();
    above(cx, object.name.schema.as_ref(), shape, 32, &mut out);
    out
}

/// One composite for a type and all types under it; those under it have no object of their own.
fn united(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    shape: &ObjectType<ir::Ir>,
    all: &Hierarchy,
) -> Vec<pg::Object> {
    let program = cx.program;
    let span = object.at.span;
    methods(cx, object, shape);
    if let Some(under) = &shape.under {
        let composite = program.target(all.root);
        let raised = INHERITANCE.at(span).with("type", &object.name).with("root", under).with("composite", &composite);
        cx.raise(raised);
        cx.outcome().targets.push(composite);
        return Vec::new();
    }
    let field = |name: Name, at, ty, comments| Attribute { name, at, ty, comments };
    let mut fields = vec![field(hierarchy::TYPE_NAME.into(), object.at, pg::Type::Text, Vec::new())];
    for it in all.fields(&program.read.catalog) {
        let owner = program.read.catalog.get(it.owner);
        let within = owner.name.schema.as_ref();
        let inside = |wanted: &ObjectId| contains(cx, within, &it.attribute.ty, *wanted, &mut BTreeSet::new());
        let ty = if all.members.iter().any(inside) {
            let whose = format!(" of `{}`, which is under it, holds its values again", owner.name.name);
            let whose = if it.owner == all.root { AGAIN } else { whose.as_str() };
            itself(cx, object, it.attribute, whose)
        } else {
            program.type_of(&it.attribute.ty, within)
        };
        let name = program.plan.names.fold(&it.name);
        fields.push(field(name, it.attribute.at, ty, it.attribute.comments.clone()));
    }
    cx.exact(&OBJECT, span);
    vec![target::object(cx, id, object, made_of(fields))]
}

/// What to do about methods.
const METHOD: &str = "A method becomes a function `type__method(self type, …)`; a member procedure that changes its object becomes a procedure with INOUT self.";
/// About those that the server calls for each row of an aggregate.
const AGGREGATE: &str = "The server calls these for an aggregate function: CREATE AGGREGATE takes their place, with a state (SFUNC does what ODCIAggregateIterate does, FINALFUNC what ODCIAggregateTerminate does).";
/// For the rows of a function.
const ROWS: &str = "The server calls these for the rows of a table function: a function that RETURNS TABLE, or SETOF, takes their place.";
/// For an index of its own sort.
const INDEX: &str = "The server calls these for an index of its own sort or for its statistics, which no index of PostgreSQL asks for: take GIN, GiST or an index on an expression, and leave the type out.";

/// What to do about the methods of a type, which the server may call by their names (Data Cartridge Developer's Guide).
fn advice_of(shape: &ObjectType<ir::Ir>) -> &'static str {
    let sorts = [("ODCIAGGREGATE", AGGREGATE), ("ODCITABLE", ROWS), ("ODCIINDEX", INDEX), ("ODCISTATS", INDEX)];
    let is = |start: &str| shape.methods.iter().any(|method| method.name.starts_with(start));
    sorts.into_iter().find(|(start, _)| is(start)).map_or(METHOD, |(_, advice)| advice)
}

/// Says how many methods and constructors are left.
fn methods(cx: &mut Cx<'_>, object: &ir::Object, shape: &ObjectType<ir::Ir>) {
    let constructors = shape.methods.iter().filter(|method| method.role == MethodRole::Constructor).count();
    for (rule, count) in [(&METHODS, shape.methods.len() - constructors), (&CONSTRUCTORS, constructors)] {
        if count > 0 {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let raised = rule.at(object.at.span).with("type", &object.name).with("count", count);
            drop(cx.manual(raised.with("advice", advice_of(shape))));
        }
    }
}

/// What is said of an attribute of the type itself.
const AGAIN: &str = " contains the type itself";

/// An attribute that holds the type that it belongs to, or one of the types that share its composite.
fn itself(cx: &mut Cx<'_>, object: &ir::Object, attribute: &Attribute<ir::Ir>, whose: &str) -> pg::Type {
    let what = format!("attribute `{}`{whose}, and became jsonb", attribute.name);
    let advice = "A composite type of PostgreSQL has attributes only and cannot contain itself, not even through an array: keep \
                  such values in a table of their own with a key to the owner, or as jsonb.";
    let raised = OBJECT.at(attribute.at.span).with("type", &object.name).with("what", what);
    drop(cx.manual(raised.with("advice", advice)));
    pg::Type::Jsonb
}

/// A composite of these attributes.
fn made_of(attributes: Vec<Attribute<pg::Pg>>) -> pg::Kind {
    let shape = TypeShape::Object(ObjectType {
        under: None,
        attributes,
        methods: Vec::new(),
        is_final: None,
        instantiable: None,
    });
    pg::Kind::Type(UserType { shape, clauses: Vec::new() })
}

fn composite(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, shape: &ObjectType<ir::Ir>) -> pg::Object {
    methods(cx, object, shape);
    let mut lowered = Vec::new();
    for attribute in attributes(cx, object, shape) {
        let ty = if contains(cx, object.name.schema.as_ref(), &attribute.ty, id, &mut BTreeSet::new()) {
            itself(cx, object, &attribute, AGAIN)
        } else {
            cx.program.type_of(&attribute.ty, object.name.schema.as_ref())
        };
        lowered.push(Attribute {
            name: cx.program.plan.names.fold(&attribute.name),
            at: attribute.at,
            ty,
            comments: attribute.comments,
        });
    }
    if shape.methods.is_empty() {
        cx.exact(&OBJECT, object.at.span);
    }
    target::object(cx, id, object, made_of(lowered))
}

/// Whether an attribute of the type `of` holds that type again.
pub(super) fn holds_itself(cx: &Cx<'_>, ty: &Type, schema: Option<&Name>, of: ObjectId) -> bool {
    contains(cx, schema, ty, of, &mut BTreeSet::new())
}

/// Whether a value of `ty` may hold one of the type `wanted`. In a circle of object types the first by name gives way, so a way
/// through one of an earlier name is none.
fn contains(cx: &Cx<'_>, schema: Option<&Name>, ty: &Type, wanted: ObjectId, seen: &mut BTreeSet<ObjectId>) -> bool {
    let Type::Named(name) = ty else { return false };
    let Some(id) = cx.program.resolve(name, schema) else { return false };
    if id == wanted {
        return true;
    }
    let catalog = &cx.program.read.catalog;
    let object = catalog.get(id);
    let ir::Kind::Type(ty) = &object.kind else { return false };
    if !seen.insert(id) {
        return false;
    }
    let schema = object.name.schema.as_ref();
    match &ty.shape {
        TypeShape::Object(shape) => {
            object.name > catalog.get(wanted).name
                && attributes(cx, object, shape).iter().any(|a| contains(cx, schema, &a.ty, wanted, seen))
        }
        TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } => contains(cx, schema, of, wanted, seen),
        TypeShape::Incomplete | TypeShape::Domain { .. } | TypeShape::Enumeration(_) => false,
    }
}

/// No object: `T[]`. Collections of collections have a composite around each inner one.
fn collection(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, of: &Type) -> Vec<pg::Object> {
    let span = object.at.span;
    let schema = object.name.schema.as_ref();
    let element = cx.program.type_of(of, schema);
    let pg::Type::Array(_) = &element else {
        cx.exact(&COLLECTION, span);
        cx.outcome().reason = Some("columns and variables of the type are arrays; no object is needed".into());
        return Vec::new();
    };
    let wrapper = wrapper_of(&cx.program.target(id));
    cx.raise(NESTED.at(span).with("type", &object.name).with("wrapper", &wrapper));
    let inner = Attribute { name: "e".into(), at: object.at, ty: element, comments: Vec::new() };
    let shape = TypeShape::Object(ObjectType {
        under: None,
        attributes: vec![inner],
        methods: Vec::new(),
        is_final: None,
        instantiable: None,
    });
    let kind = pg::Kind::Type(UserType { shape, clauses: Vec::new() });
    vec![target::named(cx, object, wrapper, kind)]
}

/// The composite around each element of a collection of collections.
pub(super) fn wrapper_of(collection: &crate::name::QName) -> crate::name::QName {
    crate::name::QName { schema: collection.schema.clone(), name: target::derived(&collection.name, "_row") }
}

fn domain(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    of: &Type,
    not_null: bool,
    default: Option<&ir::Expr>,
    checks: &[ir::Constraint],
) -> Vec<pg::Object> {
    let from = Ty::of(of);
    let of = cx.program.type_of(of, object.name.schema.as_ref());
    // in its checks a domain calls the value by its own name, or VALUE, as PostgreSQL does
    let value = Low { expr: pg::Expr::name("value"), ty: of.clone(), null: Null::Maybe, from };
    let given = ["VALUE".into(), object.name.name.clone()].map(|name: Name| (name, value.clone()));
    let frame = Frame { given: given.into(), ..Frame::default() };
    let scope = super::expr::Scope {
        table: None,
        schema: object.name.schema.as_ref(),
        place: super::expr::Place::Check,
        query: None,
        locals: None,
    };
    let default = default.map(|expr| super::expr::lower(cx, &scope, expr));
    let scope = super::expr::Scope { query: Some(&frame), ..scope };
    let mut lowered = Vec::new();
    let mut failed = None;
    for check in checks {
        let ConstraintRule::Check(expr) = &check.rule else { continue };
        match super::expr::lower(cx, &scope, expr) {
            Ok(low) => lowered.push(Constraint {
                name: check.name.as_ref().map(|name| cx.program.plan.names.fold(name)),
                at: check.at,
                rule: ConstraintRule::Check(low.expr),
                state: check.state,
                comment: None,
                comments: check.comments.clone(),
                clauses: Vec::new(),
            }),
            Err(why) => failed = Some(why),
        }
    }
    let default = match default {
        Some(Ok(low)) => Some(low.expr),
        Some(Err(why)) => {
            failed = Some(why);
            None
        }
        None => None,
    };
    if let Some(why) = failed {
        let it = DOMAIN.at(object.at.span).with("type", &object.name);
        let _reported = cx.manual(it.with("what", format!("a part of it is left out: {}", why.message())));
    } else {
        cx.exact(&DOMAIN, object.at.span);
    }
    let shape = TypeShape::Domain { of, not_null, default, checks: lowered };
    vec![target::object(cx, id, object, pg::Kind::Type(UserType { shape, clauses: Vec::new() }))]
}
