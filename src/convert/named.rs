//! Types by their names, as code sees them: of columns and variables (`%TYPE`), rows, subtypes and records of packages.

#![expect(clippy::wildcard_enum_match_arm, reason = "most types are what they are")]

use super::{Program, plan::members::Package};
use crate::analyze::dictionary;
use crate::analyze::variables::anchor;
use crate::catalog::ObjectId;
use crate::ir::plsql::{Cursor, Declaration, DeclarationKind, Shape, Subtype, TypeDeclaration};
use crate::ir::{self, Type};
use crate::name::{Name, QName};
use crate::pg;
use std::borrow::Cow;

/// From where a name is looked up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Site<'a> {
    /// The schema of unqualified names.
    pub schema: Option<&'a Name>,
    /// The package whose members are in sight.
    pub package: Option<&'a Package>,
}

/// What a type is behind its names.
#[derive(Clone, Debug)]
pub enum Meaning<'a> {
    /// A type of Oracle.
    Plain(Cow<'a, Type>),
    /// The type of a column, as it is made.
    Column(ObjectId, usize),
    /// The row of a table or view.
    Row(ObjectId),
    /// A record that a package declares.
    Record(&'a Package, &'a TypeDeclaration),
    /// The row of a cursor that a package declares.
    CursorRow(&'a Package, &'a Cursor),
    /// A collection that a package declares.
    Collection(&'a Package, &'a TypeDeclaration),
    /// A cursor variable.
    RefCursor,
}

/// What is said of a type that nothing declares.
pub const ABSENT: &str = "a type that is not in the input";

/// What is said of a collection that a package declares.
pub const COLLECTION: &str = "a collection";

/// A type behind its names, and what the subtypes on the way demand.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    /// The type.
    pub meaning: Meaning<'a>,
    /// The innermost subtype with a range or `NOT NULL`, with its package.
    pub constrained: Option<(&'a Package, &'a Subtype)>,
}

/// How many names lead to other names at most.
const DEEPEST: u8 = 16;

/// What a type means where it stands; `None` where a name is not known.
#[must_use]
pub fn meaning<'a>(program: &'a Program<'_>, site: Site<'a>, ty: &'a Type) -> Option<Named<'a>> {
    follow(program, site, ty, DEEPEST)
}

fn plain(ty: &Type) -> Named<'_> {
    Named { meaning: Meaning::Plain(Cow::Borrowed(ty)), constrained: None }
}

fn follow<'a>(program: &'a Program<'_>, site: Site<'a>, ty: &'a Type, steps: u8) -> Option<Named<'a>> {
    let steps = steps.checked_sub(1)?;
    let parts: Cow<'a, [Name]> = match ty {
        Type::Named(QName { schema: None, name }) => Cow::Owned(vec![name.clone()]),
        Type::Named(QName { schema: Some(schema), name }) => Cow::Owned(vec![schema.clone(), name.clone()]),
        Type::Path(parts) => Cow::Borrowed(parts),
        Type::TypeOf(parts) => return type_of(program, site, parts, steps),
        Type::RowOf(parts) => return row_of(program, site, parts),
        _ => return Some(plain(ty)),
    };
    match declaration(program, site, &parts) {
        Some((package, declaration)) => match &declaration.kind {
            DeclarationKind::Subtype(subtype) => {
                let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
                let mut named = follow(program, site, &subtype.base, steps)?;
                if subtype.range.is_some() || subtype.not_null {
                    named.constrained = Some((package, subtype));
                }
                Some(named)
            }
            DeclarationKind::Type(declared) => Some(declared_type(package, declared)),
            _ => None,
        },
        None => {
            // A type of the schema.
            let name = match &*parts {
                [name] => QName::bare(name.clone()),
                [schema, name] => QName::new(schema.clone(), name.clone()),
                _ => return None,
            };
            let id = program.resolve(&name, site.schema)?;
            matches!(program.read.catalog.get(id).kind, ir::Kind::Type(_)).then(|| plain(ty))
        }
    }
}

fn declared_type<'a>(package: &'a Package, declared: &'a TypeDeclaration) -> Named<'a> {
    let meaning = match declared.shape {
        Shape::Record(_) => Meaning::Record(package, declared),
        Shape::Table { .. } | Shape::Varray { .. } => Meaning::Collection(package, declared),
        Shape::RefCursor(_) => Meaning::RefCursor,
    };
    Named { meaning, constrained: None }
}

/// What `name`, `package.name` or `schema.package.name` declares in a package.
#[must_use]
pub fn declaration<'a>(
    program: &'a Program<'_>,
    site: Site<'a>,
    parts: &[Name],
) -> Option<(&'a Package, &'a Declaration)> {
    let catalog = &program.read.catalog;
    if let (Some(own), [name]) = (site.package, parts) {
        return Some((own, own.declaration(catalog, name, true)?));
    }
    let (package, name) = package(program, site, parts)?;
    let private = site.package.is_some_and(|own| std::ptr::eq(own, package));
    Some((package, package.declaration(catalog, name, private)?))
}

/// The package that `package.name` or `schema.package.name` starts with, and the name.
#[must_use]
pub fn package<'a, 'n>(program: &'a Program<'_>, site: Site<'a>, parts: &'n [Name]) -> Option<(&'a Package, &'n Name)> {
    let (package, name) = match parts {
        [package, name] => (QName::bare(package.clone()), name),
        [schema, package, name] => (QName::new(schema.clone(), package.clone()), name),
        _ => return None,
    };
    if let Some(own) = site.package
        && package.schema.is_none()
        && package.name == own.name.name
    {
        return Some((own, name));
    }
    Some((program.plan.packages.find(&program.read.catalog, &package, site.schema)?, name))
}

/// `x%TYPE`: of a column, or of a variable of a package.
fn type_of<'a>(program: &'a Program<'_>, site: Site<'a>, parts: &'a [Name], steps: u8) -> Option<Named<'a>> {
    if let Some((package, declaration)) = declaration(program, site, parts) {
        let DeclarationKind::Variable(variable) = &declaration.kind else { return None };
        // Its range has no name.
        if variable.range.is_some() {
            return None;
        }
        let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
        return follow(program, site, &variable.ty, steps);
    }
    let meaning = match anchor(&program.read.catalog, parts, site.schema) {
        Some((id, place)) => Meaning::Column(id, place),
        None => Meaning::Plain(Cow::Owned(dictionary::column(parts)?)),
    };
    Some(Named { meaning, constrained: None })
}

/// `t%ROWTYPE`.
fn row_of<'a>(program: &'a Program<'_>, site: Site<'a>, parts: &[Name]) -> Option<Named<'a>> {
    if let Some((package, Declaration { kind: DeclarationKind::Cursor(it), .. })) = declaration(program, site, parts) {
        return Some(Named { meaning: Meaning::CursorRow(package, it), constrained: None });
    }
    let name = match parts {
        [name] => QName::bare(name.clone()),
        [schema, name] => QName::new(schema.clone(), name.clone()),
        _ => return None,
    };
    let id = program.resolve(&name, site.schema)?;
    let row = matches!(program.read.catalog.get(id).kind, ir::Kind::Table(_) | ir::Kind::View(_));
    row.then_some(Named { meaning: Meaning::Row(id), constrained: None })
}

/// The type in the target; the text says what has none yet.
///
/// # Errors
/// What the type is, where it has no counterpart.
pub fn target(program: &Program<'_>, site: Site<'_>, ty: &Type) -> Result<pg::Type, &'static str> {
    let Some(named) = meaning(program, site, ty) else {
        return Err(match ty {
            Type::TypeOf(_) => "`%TYPE` of something that is no column or variable here",
            Type::RowOf(_) => "`%ROWTYPE` of something that is no table or view here",
            Type::Path(parts) if parts.first().is_some_and(|p| p.starts_with("DBMS_") || p.starts_with("UTL_")) => {
                "a type of a supplied package"
            }
            Type::Named(QName { schema: Some(package), .. })
                if package.starts_with("DBMS_") || package.starts_with("UTL_") =>
            {
                "a type of a supplied package"
            }
            _ => ABSENT,
        });
    };
    match named.meaning {
        Meaning::Plain(ty) => Ok(program.type_of(&ty, site.schema)),
        Meaning::Column(id, place) => {
            column(program, id, place).ok_or("`%TYPE` of something that is no column or variable here")
        }
        Meaning::Row(id) => Ok(pg::Type::Named(program.target(id))),
        Meaning::Record(package, declared) => {
            Ok(pg::Type::Named(package.member(&program.plan.names.fold(&declared.name))))
        }
        Meaning::CursorRow(package, it) => {
            Ok(pg::Type::Named(package.member(&format!("{}__row", program.plan.names.fold(&it.name)))))
        }
        Meaning::Collection(..) => Err(COLLECTION),
        Meaning::RefCursor => Ok(pg::Type::RefCursor),
    }
}

/// The type of a column, as it is made.
#[must_use]
pub fn column(program: &Program<'_>, id: ObjectId, place: usize) -> Option<pg::Type> {
    let object = program.read.catalog.get(id);
    let ir::Kind::Table(table) = &object.kind else { return None };
    let column = table.columns.get(place)?;
    let planned = program.plan.columns.get(&(id, column.name.clone())).cloned();
    planned.or_else(|| column.ty.as_ref().map(|ty| program.type_of(ty, object.name.schema.as_ref())))
}

/// What the source knows as the type: that of the column, or behind the subtypes.
#[must_use]
pub fn source(program: &Program<'_>, site: Site<'_>, ty: &Type) -> Type {
    match meaning(program, site, ty).map(|n| n.meaning) {
        Some(Meaning::Plain(plain)) => plain.into_owned(),
        Some(Meaning::Column(id, place)) => {
            let ir::Kind::Table(table) = &program.read.catalog.get(id).kind else { return ty.clone() };
            table.columns.get(place).and_then(|c| c.ty.clone()).unwrap_or_else(|| ty.clone())
        }
        Some(Meaning::RefCursor) => Type::RefCursor,
        Some(Meaning::Row(_) | Meaning::CursorRow(..) | Meaning::Record(..) | Meaning::Collection(..)) | None => {
            ty.clone()
        }
    }
}
