//! Constants of packages that always have the same value: functions without arguments.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named may change")]

use super::state::{in_package, reader, site};
use super::unassigned;
use crate::convert::expr::{self, Place};
use crate::convert::named;
use crate::convert::plan::members::Package;
use crate::convert::{Cx, Program};
use crate::finding::{Rule, Severity, Source};
use crate::ir;
use crate::ir::plsql::{DeclarationKind, Variable};
use crate::name::QName;
use crate::pg;
use crate::span::At;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CONSTANT];

static CONSTANT: Rule = Rule {
    name: "package-constant",
    codes: &[(Source::Oracle, "OR-PKG-003")],
    raw: Severity::Info,
    message: "a constant of a package is a function without arguments",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Whether a constant, or what is one in effect, always has the same value: then it is a function, else it is evaluated once per session.
pub(in crate::convert) fn is_fixed(program: &Program<'_>, package: &Package, it: &Variable) -> bool {
    fixed(program, package, it, 8)
}

fn fixed(program: &Program<'_>, package: &Package, it: &Variable, steps: u8) -> bool {
    let Some(value) = it.default.as_ref().filter(|_| it.range.is_none() && steps > 0) else {
        return false;
    };
    if !it.constant && !unassigned::keeps(program, package, it) {
        return false;
    }
    let mut all = true;
    ir::walk::each(value, &mut |e| all &= fixed_node(program, package, e, steps));
    all
}

fn fixed_node(program: &Program<'_>, package: &Package, e: &ir::Expr, steps: u8) -> bool {
    match &e.kind {
        ir::ExprKind::Null
        | ir::ExprKind::EmptyText
        | ir::ExprKind::Number(..)
        | ir::ExprKind::Text(..)
        | ir::ExprKind::Bool(_)
        | ir::ExprKind::Date(_)
        | ir::ExprKind::Interval(_)
        | ir::ExprKind::Unary(..)
        | ir::ExprKind::Binary(..)
        | ir::ExprKind::Concat(..)
        | ir::ExprKind::And(_)
        | ir::ExprKind::Or(_)
        | ir::ExprKind::Compare(..) => true,
        ir::ExprKind::Name(path) if path.link.is_none() => {
            let found = named::declaration(program, site(package), &path.parts);
            found.is_some_and(|(owner, declaration)| match &declaration.kind {
                DeclarationKind::Variable(it) => fixed(program, owner, it, steps - 1),
                _ => false,
            })
        }
        ir::ExprKind::Call(call) => match call.name.parts.as_slice() {
            [name] => matches!(name.as_str(), "CHR" | "RPAD" | "LPAD" | "UPPER" | "LOWER" | "POWER" | "LENGTH"),
            _ => false,
        },
        _ => false,
    }
}

/// The value as a variable of the type keeps it: what the function gives back has no digits and length of its own.
fn kept(value: pg::Expr, ty: &pg::Type) -> pg::Expr {
    match ty {
        pg::Type::Numeric(Some((digits, scale))) if !fits(&value, *digits, *scale) => value.cast(ty.clone()),
        pg::Type::Timestamp(Some(1..6)) | pg::Type::Timestamptz(Some(0..6)) => value.cast(ty.clone()),
        pg::Type::Char(length) => match value {
            pg::Expr::Text(text) => {
                let lacks = usize::try_from(*length).unwrap_or_default().saturating_sub(text.chars().count());
                pg::Expr::Text(format!("{text}{}", " ".repeat(lacks)).into())
            }
            other => pg::Expr::call("rpad", [other, pg::Expr::int(i64::from(*length))]),
        },
        _ => value,
    }
}

/// Whether a literal has no more digits than a type keeps.
fn fits(value: &pg::Expr, digits: u16, scale: i16) -> bool {
    match value {
        pg::Expr::Number(number) => {
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            let plain = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
            let room = i32::from(digits) - i32::from(scale);
            let length = |part: &str| i32::try_from(part.len()).unwrap_or(i32::MAX);
            plain && scale >= 0 && length(fraction) <= i32::from(scale) && length(whole.trim_start_matches('0')) <= room
        }
        pg::Expr::Prefix(pg::Op::Subtract, inner) => fits(inner, digits, scale),
        pg::Expr::Cast(parts) if parts.1 == pg::Type::Numeric(None) => fits(&parts.0, digits, scale),
        _ => false,
    }
}

/// The function of a constant that always has the same value.
pub(super) fn constant(cx: &mut Cx<'_>, package: &Package, it: &Variable, at: At) -> Option<(QName, pg::Routine)> {
    let program = cx.program;
    if !is_fixed(program, package, it) {
        return None;
    }
    let mut code = in_package(cx, package);
    let ty = match named::target(program, site(package), &it.ty) {
        Ok(ty) => ty,
        Err(what) => {
            let _ = super::declare::refused(&mut code, &it.ty, what, at.span);
            return None;
        }
    };
    let value = code.expr_for(it.default.as_ref()?, Place::Code, &ty).ok()?;
    let value = code.fit(value, &ty, at.span).ok()?;
    // A body of SQL takes its type from its value.
    let value = if value == pg::Expr::Null { value.cast(expr::bare(&ty)) } else { kept(value, &ty) };
    code.cx.exact(&CONSTANT, at.span);
    let routine = pg::Routine {
        is_function: true,
        params: Vec::new(),
        returns: Some(expr::bare(&ty)),
        body: Some(pg::Body::Return(value)),
        clauses: vec![pg::Clause::Volatility("IMMUTABLE"), pg::Clause::ParallelSafe],
    };
    Some((reader(program, package, &it.name), routine))
}
