//! Records: rows of tables, of cursors, and of record types that code declares.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is no name is no record of the code")]

use super::body::{Code, End};
use super::place::Target;
use super::{assigned, declare, limits, package_cursor};
use crate::analyze::Ty;
use crate::catalog::{Attribute, ObjectId, ObjectType, TypeShape, UserType};
use crate::convert::expr::{Field, Fields, Limits};
use crate::convert::plan::members::Package;
use crate::convert::query::{self, Out};
use crate::convert::{Low, Lower, Program, expr, named, target};
use crate::finding::{Rule, Source};
use crate::ir::plsql::{Shape, TypeDeclaration, Variable};
use crate::ir::{self, ExprKind, Path};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;
use std::sync::Arc;

/// What a composite type has not.
pub(super) static DEFAULTS: Rule = Rule {
    name: "record-with-defaults",
    codes: &[(Source::Oracle, "OR-COL-011")],
    message: "the fields of a record type of a package start with their defaults, which a function beside the type gives",
    help: "Where other units make values of the type, call the function `…__init()`.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DEFAULTS];

/// A type that code declares.
#[derive(Clone, Debug)]
pub(super) struct LocalType {
    /// Its name in the source.
    pub name: Name,
    /// Its type in PostgreSQL.
    pub ty: pg::Type,
    /// Its fields, where it is a record.
    pub fields: Option<Fields>,
    /// What a variable of it starts with.
    pub start: Option<pg::Expr>,
    /// What its values must be.
    pub limits: Limits,
}

/// The fields that the columns of a query make.
pub(super) fn of_columns(columns: &[Out]) -> Fields {
    columns
        .iter()
        .map(|c| Field {
            name: c.source.clone(),
            target: c.name.clone(),
            ty: c.ty.clone(),
            from: c.from,
            fields: None,
            limits: None,
        })
        .collect()
}

/// The row type of a table or view of the output, with its fields.
pub(super) fn row_of(code: &mut Code<'_, '_>, id: ObjectId) -> Option<(pg::Type, Fields)> {
    let program = code.cx.program;
    if !target::stands(program, id) {
        return None;
    }
    let columns = query::relation_columns(code.cx, id)?;
    Some((pg::Type::Named(program.target(id)), of_columns(&columns)))
}

/// The type that `x%ROWTYPE` means: a table, view or cursor.
pub(super) fn row_type(code: &mut Code<'_, '_>, parts: &[Name], span: Span) -> Lower<(pg::Type, Option<Fields>)> {
    if let [name] = parts
        && let Some(cursor) = code.cursors.iter().rev().find(|c| c.name == *name)
    {
        return match &cursor.fields {
            Some(fields) => Ok((pg::Type::Record, Some(fields.clone()))),
            None => Err(code.refuse("the row of this cursor", span)),
        };
    }
    let program = code.cx.program;
    let schema = code.schema.clone();
    let own = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let site = named::Site { schema: schema.as_ref(), package: own };
    if let Some((package, it)) = package_cursor::with_query(program, site, parts) {
        let fields = package_cursor::fields(code.cx, package, it, span)?;
        return Ok((pg::Type::Named(package_cursor::row_name(program, package, &it.name)), Some(fields)));
    }
    let name = match parts {
        [name] => Some(QName::bare(name.clone())),
        [schema, name] => Some(QName::new(schema.clone(), name.clone())),
        _ => None,
    };
    let found = name.and_then(|n| code.cx.program.resolve(&n, code.schema.as_ref()));
    match found.and_then(|id| row_of(code, id)) {
        Some((ty, fields)) => Ok((ty, Some(fields))),
        None => Err(super::declare::no_row(code, parts, span)),
    }
}

/// `TYPE t IS RECORD (…)`: a composite type beside the routine.
pub(super) fn declare(code: &mut Code<'_, '_>, name: &Name, list: &[Variable], span: Span) -> Lower<()> {
    let program = code.cx.program;
    let mut fields = Vec::with_capacity(list.len());
    let mut starts = Vec::new();
    for field in list {
        let (ty, below) = declare::with_limits(code, &field.ty, span)?;
        let limits = of_field(code, field, span)?;
        declare::whole_seconds(code.cx, &field.ty, &field.name, span);
        if ty == pg::Type::Record {
            return Err(code.refuse("the row of a cursor as a field of a record", span));
        }
        let start = match &field.default {
            Some(e) => Some(in_row(code, e, &ty, limits.as_deref())?),
            None => declare::start_of(code, &field.ty),
        };
        starts.push(start);
        let from = Ty::of(&field.ty);
        let target = program.plan.names.fold(&field.name);
        fields.push(Field { name: field.name.clone(), target, ty, from, fields: below, limits });
    }
    let folded = program.plan.names.fold(name);
    let Some(own) = code.own.clone() else { return Err(code.refuse("a record type of an overloaded routine", span)) };
    let fields: Fields = fields.into();
    let user = composite(&fields);
    // Blocks within one another may each have a type of that name.
    let mut made = QName { schema: own.schema.clone(), name: target::derived(&own.name, &format!("__{folded}")) };
    let mut number = 1;
    while code.cx.has_other(&made, &user) {
        number += 1;
        made.name = target::derived(&own.name, &format!("__{folded}_{number}"));
    }
    code.cx.also(pg::Object {
        name: made.clone(),
        at: crate::span::At { span, ..crate::span::At::default() },
        changes: Vec::new(),
        comments: Vec::new(),
        comment: None,
        kind: pg::Kind::Type(user),
    });
    let ty = pg::Type::Named(made);
    let start = if starts.iter().any(Option::is_some) {
        Some(pg::Expr::Row(starts.into_iter().map(|s| s.unwrap_or(pg::Expr::Null)).collect()))
    } else {
        None
    };
    code.types.push(LocalType { name: name.clone(), ty, fields: Some(fields), start, limits: Limits::default() });
    Ok(())
}

/// What the values of a field must be; nothing where they may be any of its type.
fn of_field(code: &mut Code<'_, '_>, field: &Variable, span: Span) -> Lower<Option<Arc<Limits>>> {
    let mut limits = limits::of_variable(code, field, span)?;
    limits.not_null |= field.not_null;
    Ok(limits.any().then(|| Arc::new(limits)))
}

/// The value of a field in a row that is cast as a whole, which would cut texts.
pub(super) fn in_row(code: &mut Code<'_, '_>, e: &ir::Expr, ty: &pg::Type, limits: Option<&Limits>) -> Lower<pg::Expr> {
    let low = code.expr_for(e, expr::Place::Code, ty)?;
    let from = low.ty.clone();
    let value = expr::uncut(code.fit(low, ty, e.at.span)?, &from, ty);
    Ok(limits.map_or(value.clone(), |limits| limits::assigned(limits, value)))
}

/// Whether what is written to a record as a whole would have to be checked.
fn is_checked(fields: Option<&Fields>) -> bool {
    fields.is_some_and(|fields| fields.iter().any(|f| f.limits.is_some() || is_checked(f.fields.as_ref())))
}

/// Refuses records that cannot take a row as a whole: their fields have ranges.
pub(super) fn whole(code: &mut Code<'_, '_>, into: &[Target], span: Span) -> Lower<()> {
    if into.iter().any(|target| is_checked(target.fields.as_ref())) {
        return Err(code.refuse("a record whose fields have ranges or are never null, filled as a whole,", span));
    }
    Ok(())
}

/// A record type that a package declares, with its fields.
pub(super) fn of_package(
    code: &mut Code<'_, '_>,
    package: &Package,
    declared: &TypeDeclaration,
    span: Span,
) -> Lower<(pg::Type, Fields)> {
    let Shape::Record(list) = &declared.shape else { return Err(code.refuse("a type by its name", span)) };
    let program = code.cx.program;
    let mut inner = Code::new(&mut *code.cx, package.name.schema.clone(), End::Nothing);
    inner.locals.package = Some(package.name.clone());
    let mut fields = Vec::with_capacity(list.len());
    for field in list {
        let (ty, below) = declare::with_limits(&mut inner, &field.ty, span)?;
        let limits = of_field(&mut inner, field, span)?;
        let from = Ty::of(&named::source(program, inner.site(), &field.ty));
        let target = program.plan.names.fold(&field.name);
        fields.push(Field { name: field.name.clone(), target, ty, from, fields: below, limits });
    }
    let name = package.member(&program.plan.names.fold(&declared.name));
    Ok((pg::Type::Named(name), fields.into()))
}

/// What variables of a record type of a package start with: what its function gives.
pub(super) fn start_of_package(program: &Program<'_>, site: named::Site<'_>, ty: &ir::Type) -> Option<pg::Expr> {
    let named::Meaning::Record(package, declared) = named::meaning(program, site, ty)?.meaning else { return None };
    starts(program, package, declared).then(|| pg::Expr::function(start_name(program, package, declared), []))
}

fn start_name(program: &Program<'_>, package: &Package, declared: &TypeDeclaration) -> QName {
    package.member(&format!("{}__init", program.plan.names.fold(&declared.name)))
}

/// Whether a field of a record starts with a value.
fn starts(program: &Program<'_>, package: &Package, declared: &TypeDeclaration) -> bool {
    let Shape::Record(list) = &declared.shape else { return false };
    let site = super::state::site(package);
    list.iter().any(|field| field.default.is_some() || start_of_package(program, site, &field.ty).is_some())
}

/// The name of the function that gives a record its first values, where there is one, and whether they are always the same.
pub(super) fn starter(program: &Program<'_>, package: &Package, declared: &TypeDeclaration) -> Option<(QName, bool)> {
    let Shape::Record(list) = &declared.shape else { return None };
    let site = super::state::site(package);
    let fixed = list.iter().all(|field| match &field.default {
        Some(e) => matches!(e.kind, ExprKind::Number(..) | ExprKind::Text(..) | ExprKind::Null),
        None => start_of_package(program, site, &field.ty).is_none(),
    });
    starts(program, package, declared).then(|| (start_name(program, package, declared), fixed))
}

/// The function that gives a record of a package its first values.
pub(super) fn start(
    code: &mut Code<'_, '_>,
    package: &Package,
    declared: &TypeDeclaration,
    fields: &Fields,
) -> Option<(QName, pg::Routine)> {
    let program = code.cx.program;
    let Shape::Record(list) = &declared.shape else { return None };
    if !starts(program, package, declared) {
        return None;
    }
    let mut values = Vec::with_capacity(list.len());
    for (field, made) in list.iter().zip(fields.iter()) {
        let value = match &field.default {
            Some(e) => in_row(code, e, &made.ty, made.limits.as_deref()).ok()?,
            None => declare::start_of(code, &field.ty).unwrap_or(pg::Expr::Null),
        };
        values.push(value);
    }
    let plain =
        |e: &pg::Expr| matches!(e, pg::Expr::Null | pg::Expr::Number(_) | pg::Expr::Text(_) | pg::Expr::Bool(_));
    let fixed = values.iter().all(plain);
    let ty = pg::Type::Named(package.member(&program.plan.names.fold(&declared.name)));
    let value = pg::Expr::Row(values.into()).cast(ty.clone());
    let clauses = if fixed { vec![pg::Clause::Volatility("IMMUTABLE"), pg::Clause::ParallelSafe] } else { Vec::new() };
    let body = Some(pg::Body::Return(value));
    let routine = pg::Routine { is_function: true, params: Vec::new(), returns: Some(ty), body, clauses };
    Some((start_name(program, package, declared), routine))
}

/// The composite type of a record type that a package declares.
pub(super) fn composite(fields: &Fields) -> UserType<pg::Pg> {
    let attribute = |f: &Field| Attribute {
        name: f.target.clone(),
        at: crate::span::At::default(),
        ty: f.ty.clone(),
        comments: Vec::new(),
    };
    let attributes = fields.iter().map(attribute).collect();
    let shape = ObjectType { under: None, attributes, methods: Vec::new(), is_final: None, instantiable: None };
    UserType { shape: TypeShape::Object(shape), clauses: Vec::new() }
}

/// The fields of a record of the source, as expressions of the source.
pub(super) fn field_exprs(code: &mut Code<'_, '_>, e: &ir::Expr) -> Option<Vec<ir::Expr>> {
    let ExprKind::Name(path) = &e.kind else { return None };
    let fields = match code.locals.reach(&path.parts) {
        Some(reach) => reach.fields()?.clone(),
        None => assigned::fields(code, path, e.at.span)?,
    };
    let below = |field: &Field| {
        let parts: Vec<Name> = path.parts.iter().chain([&field.name]).cloned().collect();
        ir::Expr { kind: ExprKind::Name(Box::new(Path::of(parts))), at: e.at }
    };
    Some(fields.iter().map(below).collect())
}

/// A record as a row of another type that is cast as a whole: field by field in order, as in an assignment.
pub(super) fn cast(code: &mut Code<'_, '_>, e: &ir::Expr, ty: &pg::Type, fields: &Fields) -> Lower<pg::Expr> {
    let parts = field_exprs(code, e).filter(|parts| parts.len() == fields.len() && *ty != pg::Type::Record);
    let Some(parts) = parts else { return Err(code.refuse("this record as one of another type", e.at.span)) };
    let values: Lower<Vec<pg::Expr>> =
        parts.iter().zip(fields.iter()).map(|(part, f)| in_row(code, part, &f.ty, f.limits.as_deref())).collect();
    Ok(pg::Expr::Row(values?.into()).cast(ty.clone()))
}

/// Whether an expression is a record of another type.
pub(super) fn is_other(code: &Code<'_, '_>, e: &ir::Expr, ty: &pg::Type) -> bool {
    let ExprKind::Name(path) = &e.kind else { return false };
    code.locals.reach(&path.parts).is_some_and(|reach| reach.fields().is_some() && reach.ty() != ty)
}

/// Assigns a record to a record: the whole where both are of one type, else field by field in order.
pub(super) fn assign(code: &mut Code<'_, '_>, target: &Target, value: &ir::Expr) -> Lower<Vec<pg::Stmt>> {
    if matches!(value.kind, ExprKind::Null) {
        whole(code, std::slice::from_ref(target), value.at.span)?;
        return Ok(vec![pg::Stmt::Assign(target.path.clone(), pg::Expr::Null)]);
    }
    let span = value.at.span;
    let (ty, fields) = match &value.kind {
        ExprKind::Name(path) => match code.locals.reach(&path.parts) {
            Some(reach) => (Some(reach.ty().clone()), reach.fields().cloned()),
            None => (None, None),
        },
        _ => (None, None),
    };
    if let Some(fields) = fields
        && let Some(own) = &target.fields
    {
        let same = ty.as_ref() == Some(&target.ty) && (target.ty != pg::Type::Record || fields == *own);
        if !same && (fields.len() != own.len() || target.ty == pg::Type::Record) {
            return Err(code.refuse("this assignment of a record", span));
        }
        if !same {
            let parts = field_exprs(code, value).unwrap_or_default();
            let mut of = |(e, field): (&ir::Expr, &Field)| {
                let value = code.value(e, &field.ty)?;
                Ok(field.limits.as_ref().map_or(value.clone(), |limits| limits::assigned(limits, value)))
            };
            let values: Vec<Lower<pg::Expr>> = parts.iter().zip(own.iter()).map(&mut of).collect();
            let row = values.into_iter().collect::<Lower<Vec<_>>>()?;
            return Ok(vec![pg::Stmt::Assign(target.path.clone(), pg::Expr::Row(row.into()))]);
        }
    }
    let low: Low = code.expr(value, expr::Place::Code)?;
    if low.ty != target.ty {
        return Err(code.refuse("this assignment of a record", span));
    }
    Ok(vec![pg::Stmt::Assign(target.path.clone(), low.expr)])
}

/// Where the columns of a row go: the record that takes it, or as many targets.
pub(super) fn spread(code: &mut Code<'_, '_>, into: Vec<Target>, columns: usize, span: Span) -> Lower<Vec<Target>> {
    whole(code, &into, span)?;
    let spread = match into.as_slice() {
        [one] => one.spread(),
        _ => None,
    };
    let list = spread.unwrap_or(into);
    if list.len() != columns || list.iter().any(|t| t.fields.is_some() && t.ty == pg::Type::Record) {
        return Err(code.refuse("`INTO` with another number of targets than columns", span));
    }
    Ok(list)
}
