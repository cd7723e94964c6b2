//! Declarations: variables and constants, and the types that code may use.

#![expect(clippy::wildcard_enum_match_arm, reason = "most types are the same with and without length")]

use super::body::{ADD, Code, LOOK};
use super::place::Target;
use super::record::{self, LocalType};
use super::{autonomous, cursor, errors, limits, nested, package_cursor};
use crate::catalog::ObjectId;
use crate::convert::expr::{Field, Fields, Limits, UNSIZED_CHAR};
use crate::convert::homes::Elsewhere;
use crate::convert::named::{self, COLLECTION, Meaning, Site};
use crate::convert::{Cx, Lower, Manual, Program, query, supplied_packages};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::plsql::{Block, Declaration, DeclarationKind, Shape, Subtype, Variable};
use crate::ir::{self, Type};
use crate::name::{Name, QName, Texts};
use crate::pg;
use crate::span::Span;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&PLACE];

static PLACE: Rule = Rule {
    name: "rowid-variable",
    codes: &[(Source::Oracle, "HD-358")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "a variable of type ROWID holds a ctid, which is the place of a row only until the row is changed",
    help: "Where the row may change between reading and using it, keep the primary key instead.",
    ..Rule::PLAIN
};

/// Names that PL/pgSQL has already, or reads as its own words.
const TAKEN: [&str; 9] = ["found", "sqlstate", "sqlerrm", "new", "old", "strict", "execute", "foreach", "perform"];

/// The name of a variable.
pub(super) fn variable_name(folded: &str) -> Name {
    if TAKEN.contains(&folded) || folded.starts_with("tg_") {
        return format!("{folded}_").into();
    }
    folded.into()
}

/// The name of a variable that only the code at hand sees.
pub(super) fn local_name(folded: &str) -> Name {
    if pg::words::is_reserved(folded) { format!("{folded}_").into() } else { variable_name(folded) }
}

/// The name of a parameter, as callers write it.
pub(in crate::convert) fn parameter_name(program: &Program<'_>, name: &Name) -> Name {
    variable_name(&program.plan.names.fold(name))
}

/// The declarations of a block; what is declared is in sight afterwards. And statements that come first: places of
/// declarations without a form.
pub(super) fn all(code: &mut Code<'_, '_>, block: &Block) -> (Vec<pg::Declaration>, Vec<pg::Stmt>) {
    let (mut made, mut first) = (Vec::new(), Vec::new());
    code.late = false;
    let raw = std::mem::take(&mut code.raw);
    let labels: Vec<Name> = block.labels.iter().cloned().chain(std::mem::take(&mut code.labels)).collect();
    for it in &block.declarations {
        code.locals.take_raw(&raw, matches!(it.kind, DeclarationKind::Variable(_)));
        match one(code, block, &labels, it, &mut first) {
            Ok(declaration) => made.extend(declaration),
            Err(why) => first.push(code.gap(it.at, &why)),
        }
    }
    code.locals.take_raw(&raw, false);
    first.extend(nested::lift(code, block));
    (made, first)
}

/// A type that a declaration gives a name to is in sight afterwards.
pub(super) fn type_of(code: &mut Code<'_, '_>, block: &Block, it: &Declaration) -> Lower<()> {
    one(code, block, &[], it, &mut Vec::new()).map(|_| ())
}

fn one(
    code: &mut Code<'_, '_>,
    block: &Block,
    labels: &[Name],
    it: &Declaration,
    first: &mut Vec<pg::Stmt>,
) -> Lower<Option<pg::Declaration>> {
    let span = it.at.span;
    let what = match &it.kind {
        DeclarationKind::Variable(variable) => return Ok(variable_of(code, block, labels, it, variable, first)),
        DeclarationKind::Exception(name) => {
            errors::declare(code, block, labels, name, it.at);
            return Ok(None);
        }
        DeclarationKind::Type(it) => match &it.shape {
            Shape::Record(fields) => return record::declare(code, &it.name, fields, span).map(|()| None),
            Shape::RefCursor(_) => {
                let (name, ty) = (it.name.clone(), pg::Type::RefCursor);
                code.types.push(LocalType { name, ty, fields: None, start: None, limits: Limits::default() });
                return Ok(None);
            }
            Shape::Table { .. } | Shape::Varray { .. } => {
                let (name, ty) = (it.name.clone(), pg::Type::Unknown);
                code.types.push(LocalType { name, ty, fields: None, start: None, limits: Limits::default() });
                return Err(collection_type(code, &it.name, span));
            }
        },
        DeclarationKind::Subtype(it) => return subtype(code, it, span).map(|()| None),
        DeclarationKind::Cursor(it) => return cursor::declare(code, it, span).map(|()| None),
        DeclarationKind::Pragma(it) => match it.name.as_str() {
            // What it says of exceptions is read with them; others change nothing.
            "EXCEPTION_INIT"
            | "INLINE"
            | "UDF"
            | "SERIALLY_REUSABLE"
            | "COVERAGE"
            | "DEPRECATE"
            | "SUPPRESSES_WARNING_6009"
            | "RESTRICT_REFERENCES" => return Ok(None),
            "AUTONOMOUS_TRANSACTION" if code.autonomous => return Ok(None),
            "AUTONOMOUS_TRANSACTION" => return Err(autonomous::refused(code, span)),
            _ => "a pragma",
        },
        DeclarationKind::Routine(_) => return Ok(None),
        DeclarationKind::Unread(it) => {
            return Err(code.cx.said("HD-105", format!("a declaration that is not understood ({})", it.reason)));
        }
    };
    Err(code.refuse(what, span))
}

/// `SUBTYPE s IS base`: a name for a type, with its length.
fn subtype(code: &mut Code<'_, '_>, it: &Subtype, span: Span) -> Lower<()> {
    let (ty, fields) = with_limits(code, &it.base, span)?;
    let limits = limits::of_subtype(code, it, span)?;
    code.types.push(LocalType { name: it.name.clone(), ty, fields, start: None, limits });
    Ok(())
}

/// A variable; one whose type has no form is not declared, and where the value has none, it is declared without.
fn variable_of(
    code: &mut Code<'_, '_>,
    block: &Block,
    labels: &[Name],
    it: &Declaration,
    variable: &Variable,
    first: &mut Vec<pg::Stmt>,
) -> Option<pg::Declaration> {
    let Variable { name, constant, ty: source, range: _, not_null, default } = variable;
    let found = with_limits(code, source, it.at.span).and_then(|(ty, fields)| {
        let limits = limits::of_variable(code, variable, it.at.span)?;
        let invalid = super::invalid::variable(code, variable, *not_null || limits.not_null, it.at.span);
        invalid.map_or(Ok((ty, fields, limits)), Err)
    });
    let (ty, fields, limits) = match found {
        Ok((ty, fields, limits)) if limits.any() => (ty, fields, limits),
        Ok((ty, fields, limits)) => (code.cx.program.declared(it.at, ty), fields, limits),
        Err(why) => {
            first.push(code.gap(it.at, &why));
            code.declare_broken(labels, name, why);
            return None;
        }
    };
    whole_seconds(code.cx, source, name, it.at.span);
    let outer = code.before.len();
    let value = default.as_ref().map(|e| initial(code, e, &ty, fields.as_ref())).transpose();
    let value = value.map(|value| value.map(|value| as_varchar(code, limits::checked(&limits, value), &ty)));
    let never_null = *not_null || limits.not_null;
    let before = code.before.split_off(outer);
    let value = match (value, default) {
        // What a call in front of the value gives back is there only once the block runs; a handler would see its errors then.
        (Ok(Some(_)), Some(e))
            if !before.is_empty() && (never_null || !block.handlers.is_empty()) || code.late && never_null =>
        {
            Err(code.refuse("a call with `OUT` parameters in a declaration", e.at.span))
        }
        (value, _) => value,
    };
    code.late |= value.is_ok() && !before.is_empty();
    let start = start_of(code, source);
    let target = code.declare_inside(labels, name, ty.clone(), *constant);
    note_place(code, &ty, it.at.span);
    code.with_fields(fields.clone());
    code.with_limits(Limits { not_null: never_null, ..limits });
    if let Ok(Some(value)) = &value {
        code.note_digits(std::slice::from_ref(&target), value);
    }
    if default.is_none() {
        code.starts_as_null();
    }
    if ty == pg::Type::RefCursor {
        cursor::variable(code, name, &target, false, it.at.span);
    }
    if let (pg::Type::Record, Some(fields)) = (&ty, &fields)
        && default.is_none()
        && !code.uses.filled_first(name)
    {
        first.push(empty_row(&target, fields));
    }
    let (value, not_null, constant) = match value {
        Ok(Some(value)) if code.late => {
            first.extend(before);
            first.push(pg::Stmt::Assign(Box::new([target.clone()]), value));
            (None, false, false)
        }
        Ok(value) => (value.or(start).map(|value| exactly(value, &ty)), never_null, *constant),
        Err(why) => {
            first.push(code.gap(it.at, &why));
            (None, false, false)
        }
    };
    Some(pg::Declaration { at: it.at, name: target, constant, ty, not_null, value })
}

/// The text of a parameter has the type of the variable that starts with it, which plpgsql_check wants.
fn as_varchar(code: &Code<'_, '_>, value: pg::Expr, ty: &pg::Type) -> pg::Expr {
    let pg::Expr::Name(path) = &value else { return value };
    let [name] = &**path else { return value };
    let local = code.locals.variables.iter().rev().find(|l| l.target == *name);
    let text = local.is_some_and(|l| l.ty == pg::Type::Text) && matches!(ty, pg::Type::Varchar(_));
    if text { value.cast(pg::Type::Varchar(None)) } else { value }
}

/// Says of a variable that it holds the place of a row.
pub(super) fn note_place(code: &mut Code<'_, '_>, ty: &pg::Type, span: Span) {
    if *ty == pg::Type::Builtin("tid") {
        code.cx.raise(PLACE.at(span));
    }
}

/// A value with the type of the variable that starts with it, which plpgsql_check wants.
pub(super) fn exactly(value: pg::Expr, ty: &pg::Type) -> pg::Expr {
    if let (pg::Expr::Cast(parts), pg::Type::Varchar(_)) = (&value, ty)
        && parts.1 == pg::Type::Text
    {
        return parts.0.clone().cast(pg::Type::Varchar(None));
    }
    if matches!(value, pg::Expr::Null | pg::Expr::Name(_) | pg::Expr::Cast(_)) {
        return value;
    }
    match ty {
        pg::Type::Named(_) if matches!(value, pg::Expr::Row(_)) => value.cast(ty.clone()),
        pg::Type::Varchar(_) => value.cast(pg::Type::Varchar(None)),
        pg::Type::Char(_) => value.cast(pg::Type::Builtin("bpchar")),
        _ => value,
    }
}

/// The value that a variable starts with.
fn initial(code: &mut Code<'_, '_>, e: &ir::Expr, ty: &pg::Type, fields: Option<&Fields>) -> Lower<pg::Expr> {
    match fields {
        Some(fields) if *ty != pg::Type::Record && record::is_other(code, e, ty) => record::cast(code, e, ty, fields),
        Some(fields) => {
            let target = Target { path: Box::default(), ty: ty.clone(), fields: Some(fields.clone()) };
            match record::assign(code, &target, e)?.into_iter().next() {
                Some(pg::Stmt::Assign(_, value)) => Ok(value),
                _ => Err(code.refuse("the value that this record starts with", e.at.span)),
            }
        }
        None => code.value(e, ty),
    }
}

/// What a record type gives to its variables.
pub(super) fn start_of(code: &Code<'_, '_>, ty: &Type) -> Option<pg::Expr> {
    if let Type::Named(QName { schema: None, name }) = ty
        && let Some(known) = code.types.iter().rev().find(|t| t.name == *name)
    {
        return known.start.clone();
    }
    record::start_of_package(code.cx.program, code.site(), ty)
}

/// A record of the rows of a cursor has its fields, empty, before the first row.
pub(super) fn empty_row(target: &Name, fields: &Fields) -> pg::Stmt {
    let null = |f: &Field| (pg::Expr::Null.cast(f.ty.clone()), Some(f.target.clone()));
    let select = pg::Select { targets: fields.iter().map(null).collect(), ..pg::Select::default() };
    let into = vec![Box::from([target.clone()])];
    pg::Stmt::Select(Box::new(pg::SelectInto { query: pg::Query::select(select), strict: false, into }))
}

/// The type of a column, as it is made.
pub(super) fn column_type(program: &Program<'_>, id: ObjectId, column: &Name) -> Option<pg::Type> {
    let object = program.read.catalog.get(id);
    let ir::Kind::Table(table) = &object.kind else { return None };
    let column = table.columns.iter().find(|c| c.name == *column)?;
    let planned = program.plan.columns.get(&(id, column.name.clone())).cloned();
    planned.or_else(|| column.ty.as_ref().map(|ty| program.type_of(ty, object.name.schema.as_ref())))
}

/// Says of a variable or field that it cuts fractions of a second off, which its type in the source rounds.
pub(super) fn whole_seconds(cx: &mut Cx<'_>, source: &Type, name: &Name, span: Span) {
    if let Type::Timestamp { precision: Some(0), zone: ir::types::Zone::Without } = source {
        cx.raise(crate::convert::column::WHOLE_SECONDS.at(span).with("column", name));
    }
}

/// The type of what has no place for limits, with the fields of a record.
pub(super) fn typed(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<(pg::Type, Option<Fields>)> {
    let found = with_limits(code, ty, span)?;
    if limits::of(code, ty, span)?.any() {
        return Err(code.refuse("a subtype with a range", span));
    }
    Ok(found)
}

/// The type of a variable, with the fields of a record; `limits::of` says what its values must be.
pub(super) fn with_limits(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<(pg::Type, Option<Fields>)> {
    let what = match ty {
        Type::TypeOf(parts) => match anchored(code, parts)? {
            Some(found) => return Ok(found),
            None => return by_name(code, ty, span),
        },
        // An integer type would take more digits, where the source raises VALUE_ERROR.
        Type::Number { precision: Some(precision), scale } => {
            return Ok((pg::Type::Numeric(Some((u16::from(*precision), scale.unwrap_or(0)))), None));
        }
        Type::PlsInteger(
            "PLS_INTEGER" | "BINARY_INTEGER" | "NATURAL" | "NATURALN" | "POSITIVE" | "POSITIVEN" | "SIGNTYPE",
        )
        | Type::Number { .. }
        | Type::AnsiInteger(_)
        | Type::AnsiDecimal { .. }
        | Type::Float { .. }
        | Type::BinaryFloat
        | Type::BinaryDouble
        | Type::Boolean
        | Type::Char { .. }
        | Type::Varchar { .. }
        | Type::Clob { .. }
        | Type::Raw(_)
        | Type::Blob
        | Type::Date
        | Type::Timestamp { .. }
        | Type::IntervalYearMonth { .. }
        | Type::IntervalDaySecond { .. }
        | Type::Long
        | Type::LongRaw
        | Type::Xml
        | Type::Json(_) => return Ok((code.cx.program.type_of(ty, code.schema.as_ref()), None)),
        Type::RefCursor => return Ok((pg::Type::RefCursor, None)),
        Type::RowOf(parts) => return record::row_type(code, parts, span),
        Type::Named(QName { schema: None, name }) => match code.types.iter().rev().find(|t| t.name == *name) {
            Some(found) if found.ty == pg::Type::Unknown => {
                return Err(collection_type(code, name, span));
            }
            Some(found) => return Ok((found.ty.clone(), found.fields.clone())),
            None => return by_name(code, ty, span),
        },
        Type::PlsInteger(_) => return Ok((pg::Type::Integer, None)),
        Type::Named(_) | Type::Path(_) => return by_name(code, ty, span),
        Type::Ref(_) => "a reference to an object",
        Type::RowId | Type::URowId(_) => return Ok((pg::Type::Builtin("tid"), None)),
        Type::Sized(_) => "a variable whose size is an expression",
        Type::Bfile | Type::Vector(_) | Type::Unknown => "a variable of this type",
    };
    Err(code.refuse(what, span))
}

/// A type by its name: of a column, or one that a package or the schema declares.
fn by_name(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<(pg::Type, Option<Fields>)> {
    let program = code.cx.program;
    let schema = code.schema.clone();
    let package = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let site = Site { schema: schema.as_ref(), package };
    let found = named::meaning(program, site, ty);
    match found.map(|n| n.meaning) {
        Some(Meaning::Record(package, declared)) => {
            return record::of_package(code, package, declared, span).map(|(ty, fields)| (ty, Some(fields)));
        }
        Some(Meaning::Row(id)) => {
            return match record::row_of(code, id) {
                Some((ty, fields)) => Ok((ty, Some(fields))),
                None => Err(no_row(code, std::slice::from_ref(&program.read.catalog.get(id).name.name), span)),
            };
        }
        Some(Meaning::CursorRow(package, it)) => {
            let fields = package_cursor::fields(code.cx, package, it, span)?;
            return Ok((pg::Type::Named(package_cursor::row_name(program, package, &it.name)), Some(fields)));
        }
        Some(Meaning::Plain(_) | Meaning::Column(..) | Meaning::Collection(..) | Meaning::RefCursor) | None => {}
    }
    if let Type::TypeOf(parts) = ty
        && let Some(column) = of_view(code, parts)
    {
        return Ok((column, None));
    }
    match named::target(program, site, ty) {
        Ok(pg::Type::Named(_)) => Err(refused(code, ty, "a type of objects", span)),
        Ok(pg::Type::Array(_)) | Err(COLLECTION) => Err(collection(code, ty, span)),
        Ok(ty) => Ok((ty, None)),
        Err(what) => {
            let supplied = match ty {
                Type::Named(QName { schema: Some(package), name }) => {
                    supplied_packages::named(code.cx, &[package.clone(), name.clone()], span)
                }
                Type::Path(parts) => supplied_packages::named(code.cx, parts, span),
                _ => None,
            };
            Err(supplied.unwrap_or_else(|| refused(code, ty, what, span)))
        }
    }
}

/// What a type hangs on that is missing: of several that do, one is said.
pub(in crate::convert) fn cause_of(ty: &Type) -> Option<String> {
    match ty {
        Type::Named(name) => Some(format!("type {}", name.name)),
        Type::Path(parts) => parts.last().map(|name| format!("type {name}")),
        _ => None,
    }
}

/// What is to be done where a type comes with Oracle.
const CONTENT: &str = "Keep what its values hold in a variable of a type that PostgreSQL has";

/// Says that a type is not converted, by its name where it has one.
pub(super) fn refused(code: &mut Code<'_, '_>, ty: &Type, what: &str, span: Span) -> Manual {
    if let Type::TypeOf(parts) = ty {
        return no_column(code, parts, span);
    }
    let name = match ty {
        Type::Named(name) => name.to_string(),
        Type::Path(parts) => parts.joined("."),
        _ => return code.refuse(what, span),
    };
    if what == named::ABSENT {
        if let Some(said) = supplied_packages::of_type(code.cx, ty, span) {
            return said;
        }
        if supplied_packages::supplied_type(code.cx, ty).is_some() {
            let cause = cause_of(ty).unwrap_or_default();
            return code.refuse_for(&cause, &format!("`{name}`, a type that comes with Oracle,"), CONTENT, span);
        }
    }
    let cause = cause_of(ty).unwrap_or_default();
    if what != named::ABSENT {
        return code.refuse_for(&cause, &format!("`{name}`, {what},"), LOOK, span);
    }
    let found = code.cx.program.elsewhere_of_type(ty);
    let elsewhere = found.aside();
    code.refuse_for(found.cause(&cause), &format!("`{name}`, {what}{elsewhere},"), found.advice(ADD), span)
}

/// Says that a collection type of the routine's own is not converted.
fn collection_type(code: &mut Code<'_, '_>, name: &Name, span: Span) -> Manual {
    code.refuse_collection(name, &format!("type {name}"), span)
}

/// The same of a type of a package or of the schema.
fn collection(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Manual {
    match (ty, cause_of(ty)) {
        (Type::Named(name), Some(cause)) => code.refuse_collection(&name.to_string(), &cause, span),
        (Type::Path(parts), Some(cause)) => code.refuse_collection(&parts.joined("."), &cause, span),
        (Type::TypeOf(parts), _) => {
            let name = format!("{}%TYPE", parts.joined("."));
            code.refuse_collection(&name, &name, span)
        }
        _ => code.refuse("a collection", span),
    }
}

/// `x.y%TYPE` of nothing that is here: of the columns of a relation that the input does not have, the first is said.
fn no_column(code: &mut Code<'_, '_>, parts: &[Name], span: Span) -> Manual {
    let written = parts.joined(".");
    let relation = match parts {
        [relation, _] => Some(QName::bare(relation.clone())),
        [schema, relation, _] => Some(QName::new(schema.clone(), relation.clone())),
        _ => None,
    };
    let absent = relation.filter(|name| code.cx.program.resolve(name, code.schema.as_ref()).is_none());
    if let Some(said) = absent.as_ref().and_then(|name| query::dictionary::absent(code.cx, name, span)) {
        return said;
    }
    match absent {
        Some(name) => {
            let found = code.cx.program.elsewhere(&name);
            let elsewhere = found.aside();
            let what = format!("`{written}%TYPE`, of `{name}`, which is not in the input{elsewhere},");
            code.refuse_for(found.cause(&name.name), &what, found.advice(ADD), span)
        }
        None => {
            let lost = lost(code, parts);
            let elsewhere = lost.aside();
            let what = format!("`{written}%TYPE`, of no column or variable of the input{elsewhere},");
            code.refuse_for(lost.cause(&written), &what, lost.advice(ADD), span)
        }
    }
}

/// Where a column is that a table of the input does not have.
fn lost(code: &Code<'_, '_>, parts: &[Name]) -> Elsewhere {
    let Some((column, of)) = parts.split_last() else { return Elsewhere::default() };
    let name = match of {
        [table] => QName::bare(table.clone()),
        [schema, table] => QName::new(schema.clone(), table.clone()),
        _ => return Elsewhere::default(),
    };
    let program = code.cx.program;
    let id = program.resolve(&name, code.schema.as_ref());
    let table = id.map(|id| &program.read.catalog.get(id).kind);
    let Some(ir::Kind::Table(table)) = table else { return Elsewhere::default() };
    let columns: Vec<&Name> = table.columns.iter().map(|column| &column.name).collect();
    program.earlier(&columns, column).unwrap_or_default()
}

/// Says that `x%ROWTYPE` is of nothing that is here.
pub(super) fn no_row(code: &mut Code<'_, '_>, parts: &[Name], span: Span) -> Manual {
    let what = format!("`{}%ROWTYPE`, of no table, view or cursor of the output,", parts.joined("."));
    let named = parts.last().map(|name| QName::bare(name.clone()));
    let here = named.as_ref().is_some_and(|name| code.cx.program.resolve(name, code.schema.as_ref()).is_some());
    if let Some(said) = named.filter(|_| !here).and_then(|name| query::dictionary::absent(code.cx, &name, span)) {
        return said;
    }
    match parts.last() {
        Some(name) => code.refuse_for(name, &what, if here { LOOK } else { ADD }, span),
        None => code.refuse(&what, span),
    }
}

/// The type that `v.x%TYPE` means: of a column of a view.
fn of_view(code: &mut Code<'_, '_>, parts: &[Name]) -> Option<pg::Type> {
    let (view, column) = match parts {
        [view, column] => (QName::bare(view.clone()), column),
        [schema, view, column] => (QName::new(schema.clone(), view.clone()), column),
        _ => return None,
    };
    let program = code.cx.program;
    let id = program.resolve(&view, code.schema.as_ref())?;
    if !matches!(program.read.catalog.get(id).kind, ir::Kind::View(_)) {
        return None;
    }
    let columns = query::relation_columns(code.cx, id)?;
    let found = columns.iter().find(|c| c.source == *column)?;
    (found.ty != pg::Type::Unknown).then(|| found.ty.clone())
}

/// The type that `x%TYPE` means: of a variable or a field.
fn anchored(code: &mut Code<'_, '_>, parts: &[Name]) -> Lower<Option<(pg::Type, Option<Fields>)>> {
    match code.locals.reach(parts) {
        Some(reach) => match &reach.local.broken {
            Some(why) => Err(why.clone()),
            None => Ok(Some((reach.ty().clone(), reach.fields().cloned()))),
        },
        None => Ok(None),
    }
}

/// The type of a parameter or result, which has no length.
pub(super) fn plain_type_of(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<pg::Type> {
    plain(code, ty, span).map(|(ty, _)| ty)
}

/// The same, with the fields of a record.
pub(super) fn plain(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<(pg::Type, Option<Fields>)> {
    let (ty, fields) = with_limits(code, ty, span)?;
    let ty = match ty {
        pg::Type::Varchar(_) => pg::Type::Text,
        pg::Type::Char(_) => pg::Type::Char(UNSIZED_CHAR),
        pg::Type::Numeric(_) => pg::Type::Numeric(None),
        pg::Type::Timestamp(Some(0)) => pg::Type::Timestamp(Some(0)),
        pg::Type::Timestamp(_) => pg::Type::Timestamp(None),
        pg::Type::Timestamptz(_) => pg::Type::Timestamptz(None),
        pg::Type::Record => return Err(code.refuse("a parameter or result that is the row of a cursor", span)),
        other => other,
    };
    Ok((ty, fields))
}
