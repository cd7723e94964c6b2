//! Names: columns, values of sequences, functions without parentheses; and the steps behind a value.

use super::{Place, Scope, call, local, lower as lower_expr, made, member, values};
use crate::analyze::{Means, Null, Ty};
use crate::catalog::{Fill, Language, ObjectId};
use crate::convert::named::{self, Site};
use crate::convert::{Cx, Low, Lower, Manual, homes, homes::Elsewhere, supplied_packages};
use crate::finding::{Effort, Key, Raised, Rule, Severity, Source};
use crate::ir::plsql::DeclarationKind;
use crate::ir::{self, Class, ExprKind, Path, Step};
use crate::name::{Name, QName, Texts};
use crate::pg::{self, Type};

static NOT_FOUND: Rule = Rule {
    name: "name-not-found",
    codes: &[(Source::Oracle, "HD-313")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`{name}` is no column, sequence or function of the input{elsewhere}",
    help: "{advice}",
    general: 1,
    ..super::RULE
};

/// A variable or an element that the input has.
pub(super) static KNOWN: Rule = Rule {
    name: "value-without-conversion",
    codes: &[(Source::Oracle, "HD-376")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{name}` is known, and what it {what} has no conversion here",
    help: "Look for the finding at its declaration: the type that stands there decides.",
    ..super::RULE
};

static QUALIFIED: Rule = Rule {
    name: "qualified-name-not-found",
    codes: &[(Source::Oracle, "OR-IDN-009")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "name `{name}` could not be resolved: which of its parts is a schema, a package, a table or an attribute is not known{elsewhere}",
    help: "{advice}",
    ..super::RULE
};

static FIELD: Rule = Rule {
    name: "json-dot-notation",
    codes: &[(Source::Oracle, "HD-434")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`{name}` takes a field out of the JSON in column `{column}`: PostgreSQL has operators for that",
    help: "Write {column} #> '{a,b}', which is jsonb as the value is on the source, or {column} #>> '{a,b}' for its text.",
    ..super::RULE
};

static SEQUENCE: Rule = Rule {
    name: "sequence-value",
    codes: &[(Source::Oracle, "OR-SEQ-001")],
    raw: Severity::Blocker,
    message: "a value of a sequence is taken by nextval or currval",
    help: "Nothing to do.",
    ..super::RULE
};

pub(super) static STEP: Rule = Rule {
    name: "step-on-a-value",
    codes: &[(Source::Oracle, "HD-314")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`.{step}` on a value has no conversion here",
    help: "Write the expression by hand.",
    ..super::RULE
};

static PSEUDO: Rule = Rule {
    name: "pseudo-column",
    codes: &[(Source::Oracle, "HD-320")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "pseudo-column `{name}` has no counterpart here",
    help: "{advice}",
    ..super::RULE
};

static HIDDEN: Rule = Rule {
    name: "variable-behind-column",
    codes: &[(Source::Oracle, "OR-IDN-008")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`{name}` would be taken for a column of that name",
    help: "Give the variable a name that no column has.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&HIDDEN, &NOT_FOUND, &KNOWN, &QUALIFIED, &FIELD, &SEQUENCE, &STEP, &PSEUDO];

/// Whether a variable has the name that its name in the source gives.
fn program_name_is(cx: &Cx<'_>, reach: &local::Reach<'_>) -> bool {
    *cx.program.plan.names.fold(&reach.local.name) == *reach.local.target
}

/// Lowers a name.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, path: &Path) -> Lower<Low> {
    if path.link.is_none()
        && let Some(low) = crate::convert::query::column(cx, scope, e, &path.parts)
    {
        return low;
    }
    let fact = cx.fact(e);
    // What Oracle supplies may be written with the schema that it is in.
    if let Some(own) = without_owner(path, fact.means) {
        return lower(cx, scope, e, &own);
    }
    if path.link.is_none()
        && let Some(reach) = scope.locals.and_then(|locals| locals.reach(&path.parts))
    {
        return reached(cx, scope, e, path, &reach);
    }
    if path.link.is_none()
        && let Some(low) = member::variable(cx, scope, e, &path.parts)
    {
        return low;
    }
    if let Some(locals) = scope.locals
        && let Some(low) = local::error(cx, e, locals.errors, &path.parts.joined("."))
    {
        return Ok(low);
    }
    if let [name] = path.parts.as_slice()
        && scope.locals.is_some_and(super::Locals::is_trigger)
        && let Some(low) = local::event(cx, e, name)
    {
        return Ok(low);
    }
    if let Means::Column(table, place) | Means::Through(table, place) = fact.means
        && path.parts.len() > 1
        && let Some(low) = super::attribute::lower(cx, scope, e, (table, place), path)
    {
        return low;
    }
    if let Means::Column(table, place) = fact.means
        && let Some(low) = column(cx, scope, e, table, place, path)
    {
        return Ok(low);
    }
    if path.link.is_none()
        && let Some(low) = sequence(cx, scope, e, &path.parts)
    {
        return Ok(low);
    }
    if let Means::Builtin(_) = fact.means {
        return call::by_row(cx, scope, e, &[], Vec::new());
    }
    if let [name] = path.parts.as_slice()
        && matches!(name.as_str(), "ROWID" | "ROWNUM" | "LEVEL" | "ORA_ROWSCN" | "OBJECT_VALUE" | "COLUMN_VALUE")
    {
        let advice = match name.as_str() {
            "ROWID" => "Rewrite the expression without it; a key column takes the place of ROWID.",
            "ORA_ROWSCN" => {
                "Keep a version column, or a timestamp that each change sets; xmin tells changed rows apart, and no more."
            }
            "ROWNUM" => "Write row_number() OVER (ORDER BY …), or LIMIT.",
            "LEVEL" => "Carry a counter in the recursive query.",
            _ => "Rewrite the expression without it.",
        };
        return Err(cx.manual(PSEUDO.at(e.at.span).with("name", name).with("advice", advice)));
    }
    if path.link.is_none()
        && let Some(found) = call::routine(cx, scope, e, &path.parts, &[])
    {
        return call::user(cx, scope, e, &found, &[]);
    }
    if let Some(low) = xml_method(cx, scope, e, path) {
        return low;
    }
    if let Some(low) = field(cx, scope, e, path) {
        return Ok(low);
    }
    Err(not_found(cx, scope, e, path))
}

/// `x.GETCLOBVAL` of an XML value, with parentheses behind it or without.
pub(super) fn xml_method(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, path: &Path) -> Option<Lower<Low>> {
    let (method, rest) = path.parts.split_last()?;
    if rest.is_empty()
        || path.link.is_some()
        || !matches!(method.as_str(), "GETCLOBVAL" | "GETSTRINGVAL" | "GETNUMBERVAL")
    {
        return None;
    }
    let column = crate::convert::query::column(cx, scope, e, rest);
    let reach = || scope.locals.and_then(|locals| locals.reach(rest));
    let low = match column {
        Some(low) => low.ok()?,
        None => {
            let reach = reach().filter(|reach| reach.local.broken.is_none())?;
            local::variable(&reach, Null::Maybe, Ty::of_class(Class::Xml))
        }
    };
    (low.ty == Type::Xml).then(|| as_text(cx, e, low, method))
}

/// The value of a method of `XMLTYPE` that gives its text.
fn as_text(cx: &mut Cx<'_>, e: &ir::Expr, low: Low, method: &Name) -> Lower<Low> {
    let text = low.expr.cast(Type::Text);
    match method.as_str() {
        "GETSTRINGVAL" => Ok(made(text, Type::Text, low.null, Class::Text)),
        "GETCLOBVAL" => Ok(made(text, Type::Text, low.null, Class::Lob)),
        "GETNUMBERVAL" => Ok(made(text.cast(Type::Numeric(None)), Type::Numeric(None), low.null, Class::Number)),
        _ => Err(cx.manual(STEP.at(e.at.span).with("step", method))),
    }
}

/// A variable; one that a column hides in PostgreSQL has its routine or label before it.
fn reached(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, path: &Path, reach: &local::Reach<'_>) -> Lower<Low> {
    let fact = cx.fact(e);
    match &reach.local.broken {
        Some(why) => Err(why.clone()),
        None if reach.qualified
            && program_name_is(cx, reach)
            && crate::convert::query::hides(scope, &reach.local.name) =>
        {
            let low = local::variable(reach, fact.null, fact.ty);
            match reach.apart() {
                Some(expr) => Ok(Low { expr, ..low }),
                None => Err(cx.manual(HIDDEN.at(e.at.span).with("name", path.parts.joined(".")))),
            }
        }
        None => Ok(local::variable(reach, fact.null, fact.ty)),
    }
}

/// `SYS.DBMS_UTILITY.GET_TIME` without the schema.
fn without_owner(path: &Path, means: Means) -> Option<Path> {
    let [owner, rest @ ..] = path.parts.as_slice() else { return None };
    let owned = owner == "SYS" && !rest.is_empty() && means == Means::Supplied && path.link.is_none();
    owned.then(|| Path::of(rest))
}

/// The column whose JSON a name of three and more parts takes a field out of, and its value.
fn document<'e>(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, path: &'e Path) -> Option<(&'e Name, Low)> {
    let [alias, column, _, ..] = path.parts.as_slice() else { return None };
    let low = crate::convert::query::column(cx, scope, e, &[alias.clone(), column.clone()])?.ok()?;
    Some((column, low))
}

/// A field of the JSON that a column holds as text: `t.doc.a.b`. Of the type JSON it is JSON itself, which has no form here.
fn field(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, path: &Path) -> Option<Low> {
    let known = matches!(cx.fact(e).means, Means::Unknown | Means::Column(..) | Means::Local | Means::Through(..));
    if path.link.is_some() || !known {
        return None;
    }
    let (_, low) = document(cx, scope, e, path)?;
    if !matches!(low.ty, Type::Text | Type::Varchar(_) | Type::Bytea) {
        return None;
    }
    cx.exact(&FIELD, e.at.span);
    Some(super::json::dotted(low, path.fields()))
}

/// Says what is known of a name that has no value here.
fn not_found(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, path: &Path) -> Manual {
    if let Some(why) = scope.locals.and_then(|locals| locals.broken(&path.parts)) {
        return why.clone();
    }
    let name = path.parts.joined(".");
    let of_row = path.parts.first().is_some_and(|first| matches!(first.as_str(), ":NEW" | ":OLD"));
    if of_row
        && path.parts.last().is_some_and(|last| last == "ROWID")
        && scope.locals.is_some_and(super::Locals::is_trigger)
    {
        return cx.said("OR-TRG-014", format!("`{name}` is the address of a row"));
    }
    if crate::convert::query::is_lost(scope, &path.parts) {
        return cx.said("HD-332", format!("`{name}` is of a relation that is not known"));
    }
    if name == "SQL" {
        return cx.manual(STEP.at(e.at.span).with("step", "BULK_EXCEPTIONS"));
    }
    // a variable of SQL*Plus without a value was said where the script was read
    if path.parts.iter().any(|part| part.contains('&')) {
        return cx.said("OR-DIC-010", format!("substitution variable in `{name}` has no value"));
    }
    if let Means::Variable | Means::Member(_) = cx.fact(e).means {
        return without_value(cx, scope, e, (&name, "holds"), &path.parts);
    }
    let means = cx.fact(e).means;
    if let Some(absent) = supplied_packages::absent(cx, path, means, e.at.span) {
        return absent;
    }
    if let Some((column, _)) = document(cx, scope, e, path) {
        return cx.manual(FIELD.at(e.at.span).with("name", name).with("column", column));
    }
    // Of a sequence's value the parts before it are the sequence and its schema.
    let of_sequence = path.parts.last().is_some_and(|last| matches!(last.as_str(), "NEXTVAL" | "CURRVAL"));
    let (rule, most) =
        if path.parts.len() > 2 && !of_sequence { (&QUALIFIED, 2) } else { (&NOT_FOUND, path.parts.len() - 1) };
    let raised = rule.at(e.at.span).with("name", name);
    let (of, column) = match path.parts.as_slice() {
        [of, column, ..] => (Some(of), Some(column)),
        alone => (None, alone.first()),
    };
    let mut sight = crate::convert::query::in_sight(scope, of).into_iter();
    if let Some(found) = column.and_then(|column| sight.find_map(|columns| cx.program.earlier(&columns, column))) {
        return told(cx, raised, &found);
    }
    elsewhere(cx, raised, path.parts.get(..most).unwrap_or_default(), scope.schema)
}

/// Says that a variable is known and its value has no conversion: that of its type is the cause, which calls have too.
pub(super) fn without_value(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    (name, what): (&str, &'static str),
    parts: &[Name],
) -> Manual {
    let program = cx.program;
    let package = scope.locals.and_then(|locals| locals.package.as_ref());
    let site = Site { schema: scope.schema, package: package.and_then(|name| program.plan.packages.named(name)) };
    let declared = (1..=parts.len()).find_map(|n| {
        let (_, declaration) = named::declaration(program, site, parts.get(..n)?)?;
        let DeclarationKind::Variable(it) = &declaration.kind else { return None };
        crate::convert::code::cause_of(&it.ty)
    });
    let raised = KNOWN.at(e.at.span).with("name", name).with("what", what).because(of_variable(parts));
    cx.manual(match declared {
        Some(cause) => raised.because(cause),
        None => raised,
    })
}

/// The cause of all that a variable's type leaves without a conversion.
fn of_variable(parts: &[Name]) -> String {
    parts.first().map(|first| format!("type of {first}")).unwrap_or_default()
}

/// Says that a name is not found, and where one of its first parts is: of all that one remedy finds, the first is said.
pub(super) fn elsewhere(cx: &mut Cx<'_>, raised: Raised, parts: &[Name], seen: Option<&Name>) -> Manual {
    let found = cx.program.elsewhere_of(parts, seen);
    told(cx, raised, &found)
}

fn told(cx: &mut Cx<'_>, raised: Raised, found: &Elsewhere) -> Manual {
    let raised = raised.with("elsewhere", found.said.as_str()).with("advice", found.advice(homes::ADD));
    match found.cause.as_str() {
        "" => cx.manual_named(raised),
        cause => cx.manual(raised.because(cause)),
    }
}

/// A column of the table in sight.
pub(super) fn column(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    table: ObjectId,
    place: u16,
    path: &Path,
) -> Option<Low> {
    let object = cx.program.read.catalog.get(table);
    let ir::Kind::Table(shape) = &object.kind else { return None };
    let column = shape.columns.get(usize::from(place))?;
    // Behind the column an attribute may be named, which is none.
    path.parts.last().filter(|last| **last == column.name)?;
    let target = cx.program.plan.names.column(table, &column.name);
    let planned = cx.program.plan.columns.get(&(table, column.name.clone())).cloned();
    let declared = || column.ty.as_ref().map(|ty| cx.program.type_of(ty, object.name.schema.as_ref()));
    let copied = if column.ty.is_none() && shape.query.is_some() {
        let columns = crate::convert::query::relation_columns(cx, table)?;
        Some(columns.iter().find(|out| out.source == column.name)?.ty.clone())
    } else {
        None
    };
    let ty = planned.or_else(declared).or(copied).unwrap_or(Type::Text);
    let fact = cx.fact(e);
    if let (Place::Generated, Fill::Generated { expr, .. }) = (scope.place, &column.fill) {
        let expr = computed(cx, scope, shape, column, expr, &ty)?;
        return Some(Low { expr, ty, null: fact.null, from: fact.ty });
    }
    // A trigger names the new and the old row; elsewhere a column needs no table before it.
    let first = path.parts.first().filter(|_| path.parts.len() == 2);
    let row = first.zip(scope.locals).and_then(|(name, locals)| locals.row(name));
    let expr = match row {
        Some(row) => pg::Expr::Name(Box::new([row.into(), target])),
        None if first.is_some_and(|name| name.starts_with(':')) => return None,
        None => pg::Expr::name(target),
    };
    Some(Low { expr, ty, null: fact.null, from: fact.ty })
}

/// The expression of a computed column, which no other computed column may name in PostgreSQL. What there is to say of it is
/// said where the column stands. One level alone: deeper ones could double with each.
fn computed(
    cx: &Cx<'_>,
    scope: &Scope<'_>,
    table: &ir::Table,
    column: &ir::Column,
    expr: &ir::Expr,
    ty: &Type,
) -> Option<pg::Expr> {
    let mut deeper = false;
    ir::Ir::columns(expr, &mut |name| {
        deeper |= table.column(name).is_some_and(|c| matches!(c.fill, Fill::Generated { .. }));
    });
    if deeper {
        return None;
    }
    let mut apart = Cx::new(cx.program, Key::default(), column.at.span);
    let low = lower_expr(&mut apart, scope, expr).ok()?;
    super::assign(&mut apart, low, ty, column.at.span).ok()
}

/// `s.NEXTVAL`, `s.CURRVAL`.
fn sequence(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, parts: &[Name]) -> Option<Low> {
    let (last, front) = parts.split_last()?;
    let function = match last.as_str() {
        "NEXTVAL" => "nextval",
        "CURRVAL" => "currval",
        _ => return None,
    };
    let name = qname(front)?;
    let id = cx.program.resolve(&name, scope.schema)?;
    if !matches!(cx.program.read.catalog.get(id).kind, ir::Kind::Sequence(_)) {
        return None;
    }
    let target = cx.program.target(id);
    let function = match super::drawn::draws(cx, id, e.at.span) {
        Some(true) => "nextval",
        Some(false) => "currval",
        None => function,
    };
    cx.exact(&SEQUENCE, e.at.span);
    let expr = pg::Expr::call(function, [pg::Expr::Regclass(Box::new(target))]);
    let from = Ty { class: Class::Number, flags: Ty::WHOLE, ..Ty::default() };
    Some(Low { expr, ty: Type::BigInt, null: Null::Never, from })
}

/// `name`, `schema.name`.
pub(super) fn qname(parts: &[Name]) -> Option<QName> {
    match parts {
        [name] => Some(QName::bare(name.clone())),
        [schema, name] => Some(QName::new(schema.clone(), name.clone())),
        _ => None,
    }
}

/// `.EXTRACT('//text()')`.
fn is_texts(step: &Step) -> bool {
    let Step::Method(_, args) = step else { return false };
    matches!(args.as_slice(), [only] if super::literal::text_of(&only.value) == Some("//text()"))
}

/// A field of the record that a function gives.
fn field_of_result(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    value: &ir::Expr,
    call: &ir::Call,
    name: &Name,
) -> Option<Lower<Low>> {
    let found = super::call::routine(cx, scope, value, &call.name.parts, &call.args)?;
    let crate::convert::callee::Found::One(callee) = found else { return None };
    let returns = callee.routine.returns.as_ref()?;
    let (ty, from) = super::member::field_of(cx, callee.site, returns, name, value.at.span)?;
    let field = cx.program.plan.names.fold(name);
    Some(lower_expr(cx, scope, value).map(|whole| {
        let expr = pg::Expr::Field(Box::new((whole.expr, field)));
        Low { expr, ty, null: Null::Maybe, from }
    }))
}

/// A step behind a value: a method of `XMLTYPE`, or a field of an object.
pub(super) fn step(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, value: &ir::Expr, step: &Step) -> Lower<Low> {
    if let (ExprKind::Name(path), Step::Attribute(name)) = (&value.kind, step)
        && let Some(low) = scope.locals.and_then(|locals| locals.attribute(&path.parts, name))
    {
        return Ok(low);
    }
    if let (ExprKind::Call(call), Step::Field(name)) = (&value.kind, step)
        && let Some(low) = field_of_result(cx, scope, value, call, name)
    {
        return low;
    }
    let low = lower_expr(cx, scope, value);
    let args = match step {
        Step::Method(_, args) | Step::Index(args) => values(cx, scope, args.iter().map(|a| &a.value)),
        Step::Field(_) | Step::Attribute(_) | Step::Cells(_) => Ok(Vec::new()),
    };
    let (low, _) = (low?, args?);
    match step {
        Step::Method(name, _) if low.ty == Type::Xml && name == "EXTRACT" && is_texts(step) => {
            Ok(super::xml::texts(low))
        }
        Step::Method(name, _) if low.ty == Type::Xml => as_text(cx, e, low, name),
        Step::Method(name, _) | Step::Field(name) | Step::Attribute(name) => {
            Err(cx.manual(STEP.at(e.at.span).with("step", name)))
        }
        Step::Index(_) => Err(cx.manual(STEP.at(e.at.span).with("step", "(index)"))),
        Step::Cells(_) => Err(cx.manual(STEP.at(e.at.span).with("step", "[index]"))),
    }
}
