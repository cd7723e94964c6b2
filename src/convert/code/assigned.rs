//! Variables of packages that get values: as a whole by their functions, else by way of variables of one's own.

#![expect(clippy::wildcard_enum_match_arm, reason = "only variables are looked for")]

use super::body::{Code, Later};
use super::declare;
use super::place::Target;
use super::state::{in_package, is_kept, is_row, reader, site, writer};
use crate::convert::expr::Fields;
use crate::convert::named::{self, Site};
use crate::convert::plan::members::Package;
use crate::convert::{Lower, Manual, Program, expr};
use crate::ir;
use crate::ir::plsql::{DeclarationKind, Variable};
use crate::name::{Name, QName, Texts};
use crate::pg::{Expr, Stmt, Type};
use crate::span::Span;

/// The variable of a package that a name means, and whether the last part is a field of it.
fn variable_named<'p>(
    program: &'p Program<'p>,
    site: Site<'p>,
    parts: &[Name],
) -> Option<(&'p Package, &'p Variable, bool)> {
    let of = |parts: &[Name]| {
        let (package, declaration) = named::declaration(program, site, parts)?;
        match &declaration.kind {
            DeclarationKind::Variable(it) => Some((package, &**it)),
            _ => None,
        }
    };
    if let Some((package, it)) = of(parts) {
        return Some((package, it, false));
    }
    let (_, front) = parts.split_last()?;
    of(front).map(|(package, it)| (package, it, true))
}

/// The fields of a record that a package keeps.
pub(super) fn fields(code: &mut Code<'_, '_>, path: &ir::Path, span: Span) -> Option<Fields> {
    let program = code.cx.program;
    let schema = code.schema.clone();
    let own = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let site = Site { schema: schema.as_ref(), package: own };
    let (package, it, field) = variable_named(program, site, &path.parts).filter(|_| path.link.is_none())?;
    if field || !is_row(program, package, it) {
        return None;
    }
    declare::with_limits(&mut in_package(code.cx, package), &it.ty, span).ok()?.1
}

/// The variable of a package that is assigned to as a whole: the function that writes it, and its type.
pub(super) fn written(code: &Code<'_, '_>, e: &ir::Expr) -> Option<(QName, Type)> {
    let ir::ExprKind::Name(path) = &e.kind else { return None };
    if path.link.is_some() || code.locals.reach(&path.parts).is_some() {
        return None;
    }
    let program = code.cx.program;
    let (package, it, field) = variable_named(program, code.site(), &path.parts)?;
    let kept = is_kept(program, package, it) && !is_row(program, package, it);
    if it.constant || field || !kept {
        return None;
    }
    let ty = named::target(program, site(package), &it.ty).ok()?;
    Some((writer(program, package, &it.name), ty))
}

/// The variable of a package, or field of one, that gets a value: by way of a variable of one's own.
pub(super) fn target(code: &mut Code<'_, '_>, path: &ir::Path, span: Span) -> Option<Lower<Target>> {
    let program = code.cx.program;
    let schema = code.schema.clone();
    let own = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let from = Site { schema: schema.as_ref(), package: own };
    let (package, it, field) = variable_named(program, from, &path.parts).filter(|_| path.link.is_none())?;
    if it.constant || !is_kept(program, package, it) {
        return None;
    }
    let whole = if field { path.parts.split_last()?.1 } else { path.parts.as_slice() };
    let known = code.after.iter().find(|later| *later.parts == *whole).cloned();
    let later = match known {
        Some(later) => later,
        None => match own_variable(code, package, it, whole, span) {
            Ok(later) => later,
            Err(why) => return Some(Err(why)),
        },
    };
    let target = Target { path: Box::new([later.own]), ty: later.ty, fields: later.fields };
    if !field {
        return Some(Ok(target));
    }
    let name = path.parts.last()?;
    let field = target.fields.as_ref()?.iter().find(|f| f.name == *name)?;
    if field.limits.is_some() {
        return Some(Err(code.refuse("a field with a range or `NOT NULL` of a variable of a package", span)));
    }
    let path = target.path.iter().chain([&field.target]).cloned().collect();
    Some(Ok(Target { path, ty: field.ty.clone(), fields: field.fields.clone() }))
}

/// Says that a variable of a package has no form because its type has none.
pub(super) fn formless(code: &mut Code<'_, '_>, path: &ir::Path, span: Span) -> Option<Manual> {
    let program = code.cx.program;
    let schema = code.schema.clone();
    let own = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let from = Site { schema: schema.as_ref(), package: own };
    let (package, it, field) = variable_named(program, from, &path.parts).filter(|_| path.link.is_none())?;
    let what = named::target(program, site(package), &it.ty).err()?;
    let parts = if field { path.parts.split_last().map_or(&[][..], |(_, front)| front) } else { &path.parts };
    Some(expr::formless(code.cx, &it.ty, what, parts, span))
}

/// Why the variable or routine has no form that a step on a value, or an element of one, begins with.
pub(super) fn without_root(code: &mut Code<'_, '_>, e: &ir::Expr) -> Option<Manual> {
    let mut root = e;
    while let ir::ExprKind::Step(parts) = &root.kind {
        root = &parts.0;
    }
    let path = match &root.kind {
        ir::ExprKind::Name(path) => path,
        ir::ExprKind::Call(call) => &call.name,
        _ => return None,
    };
    if let Some(why) = code.locals.broken(&path.parts) {
        return Some(why.clone());
    }
    if let Some(said) = formless(code, path, root.at.span) {
        return Some(said);
    }
    expr::unknown_routine(code.cx, root, &path.parts.joined("."))
}

fn own_variable(code: &mut Code<'_, '_>, package: &Package, it: &Variable, parts: &[Name], span: Span) -> Lower<Later> {
    let program = code.cx.program;
    let (ty, fields) = declare::with_limits(&mut in_package(code.cx, package), &it.ty, span)?;
    let own = code.hoist(&program.plan.names.fold(&it.name), ty.clone());
    let read = Expr::function(reader(program, package, &it.name), []);
    code.before.push(Stmt::Assign(Box::new([own.clone()]), read));
    // the digits of one's own are held by its type, those of the package's by what writes it
    let kept = named::target(program, site(package), &it.ty).ok().filter(|kept| kept.is_integer() && !ty.is_integer());
    let value = kept.into_iter().fold(Expr::name(own.clone()), Expr::cast);
    let write = Stmt::Perform(Expr::function(writer(program, package, &it.name), [value]));
    let later = Later { parts: parts.into(), own, ty, fields, write };
    code.after.push(later.clone());
    Ok(later)
}
