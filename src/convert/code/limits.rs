//! Subtypes with a range or `NOT NULL`: what is assigned to their variables is checked, as is what comes in and goes out.

#![expect(clippy::wildcard_enum_match_arm, reason = "most types have no limits")]

use super::body::Code;
use super::state::in_package;
use crate::convert::expr::Limits;
use crate::convert::named::{self, Site};
use crate::convert::{Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::plsql::{Subtype, Variable};
use crate::ir::{self, Type};
use crate::name::QName;
use crate::pg::{self, Expr, Op, Stmt};
use crate::span::Span;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&SUBTYPE];

static SUBTYPE: Rule = Rule {
    name: "constrained-subtype",
    codes: &[(Source::Oracle, "OR-PLS-016")],
    raw: Severity::BehaviourChange,
    message: "values of a subtype with a range or NOT NULL are checked where they are assigned",
    help: "Nothing to do: a value outside of it raises the error of VALUE_ERROR.",
    ..Rule::PLAIN
};

/// What the message of `VALUE_ERROR` is.
const VALUE_ERROR: &str = "ORA-06502: PL/SQL: numeric or value error";

/// How many subtypes lead to others at most.
const DEEPEST: u8 = 16;

/// What values of a type must be.
pub(super) fn of(code: &mut Code<'_, '_>, ty: &Type, span: Span) -> Lower<Limits> {
    let limits = within(code, ty, span, DEEPEST)?;
    if limits.any() {
        code.cx.exact(&SUBTYPE, span);
    }
    Ok(limits)
}

fn within(code: &mut Code<'_, '_>, ty: &Type, span: Span, steps: u8) -> Lower<Limits> {
    let Some(steps) = steps.checked_sub(1) else { return Ok(Limits::default()) };
    let between = |low: i64, high: i64, not_null| Limits {
        range: Some([Expr::int(low), Expr::int(high)]),
        not_null,
        longest: None,
    };
    let highest = i64::from(i32::MAX);
    match ty {
        Type::PlsInteger("NATURAL") => return Ok(between(0, highest, false)),
        Type::PlsInteger("NATURALN") => return Ok(between(0, highest, true)),
        Type::PlsInteger("POSITIVE") => return Ok(between(1, highest, false)),
        Type::PlsInteger("POSITIVEN") => return Ok(between(1, highest, true)),
        Type::PlsInteger("SIMPLE_INTEGER") => {
            return Ok(Limits { not_null: true, ..Limits::default() });
        }
        Type::PlsInteger("SIGNTYPE") => return Ok(between(-1, 1, false)),
        Type::Named(QName { schema: None, name }) => {
            if let Some(found) = code.types.iter().rev().find(|t| t.name == *name) {
                return Ok(found.limits.clone());
            }
        }
        Type::TypeOf(parts) => {
            if let Some(reach) = code.locals.reach(parts) {
                let whole = reach.steps.is_empty();
                return Ok(if whole { reach.local.limits.clone() } else { Limits::default() });
            }
        }
        Type::Path(_) | Type::Named(_) => {}
        _ => return Ok(Limits::default()),
    }
    of_package(code, ty, span, steps)
}

/// Those of a subtype that a package declares.
fn of_package(code: &mut Code<'_, '_>, ty: &Type, span: Span, steps: u8) -> Lower<Limits> {
    let program = code.cx.program;
    let schema = code.schema.clone();
    let package = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let found = named::meaning(program, Site { schema: schema.as_ref(), package }, ty);
    match found.map(|n| (n.constrained, n.meaning)) {
        Some((Some((package, subtype)), _)) => declared(&mut in_package(code.cx, package), subtype, span, steps),
        Some((None, named::Meaning::Plain(plain))) if matches!(*plain, Type::PlsInteger(_)) => {
            within(code, &plain, span, steps)
        }
        _ => Ok(Limits::default()),
    }
}

/// Those that a subtype has, with those of the type that it narrows.
pub(super) fn of_subtype(code: &mut Code<'_, '_>, it: &Subtype, span: Span) -> Lower<Limits> {
    declared(code, it, span, DEEPEST)
}

fn declared(code: &mut Code<'_, '_>, it: &Subtype, span: Span, steps: u8) -> Lower<Limits> {
    let mut limits = within(code, &it.base, span, steps)?;
    limits.not_null |= it.not_null;
    narrow(code, &mut limits, it.range.as_ref())?;
    Ok(limits)
}

/// Those of a variable, which may have a range of its own.
pub(super) fn of_variable(code: &mut Code<'_, '_>, it: &Variable, span: Span) -> Lower<Limits> {
    let mut limits = of(code, &it.ty, span)?;
    narrow(code, &mut limits, it.range.as_deref())?;
    if it.range.is_some() {
        code.cx.exact(&SUBTYPE, span);
    }
    Ok(limits)
}

fn narrow(code: &mut Code<'_, '_>, limits: &mut Limits, range: Option<&[ir::Expr; 2]>) -> Lower<()> {
    if let Some([low, high]) = range {
        let low = code.expr(low, crate::convert::expr::Place::Code)?.expr;
        let high = code.expr(high, crate::convert::expr::Place::Code)?.expr;
        limits.range = Some([low, high]);
    }
    Ok(())
}

/// A value that is checked, unless it is one that fits.
pub(super) fn checked(limits: &Limits, value: Expr) -> Expr {
    if let Some(longest) = limits.longest {
        let fits = match &value {
            Expr::Text(text) => text.chars().count() <= usize::try_from(longest).unwrap_or(usize::MAX),
            Expr::Null => true,
            _ => false,
        };
        let value = || value.clone().cast(pg::Type::Text);
        return if fits { value() } else { Expr::helper("within_length", [value(), Expr::int(i64::from(longest))]) };
    }
    let Some([low, high]) = &limits.range else { return value };
    let fits = match (number(&value), number(low), number(high)) {
        (Some(value), Some(low), Some(high)) => low <= value && value <= high,
        _ => matches!(value, Expr::Null),
    };
    if fits { value } else { Expr::helper("within", [value, low.clone(), high.clone()]) }
}

/// The same of a field, which PL/pgSQL lets be null.
pub(super) fn assigned(limits: &Limits, value: Expr) -> Expr {
    let null = !matches!(value, Expr::Number(_) | Expr::Text(_) | Expr::Bool(_));
    let value =
        if value == Expr::Null && limits.not_null { value.cast(pg::Type::Text) } else { checked(limits, value) };
    if limits.not_null && null { Expr::helper("never_null", [value]) } else { value }
}

fn number(e: &Expr) -> Option<i64> {
    match e {
        Expr::Number(digits) => digits.parse().ok(),
        Expr::Prefix(Op::Subtract, operand) => number(operand).map(|n| -n),
        _ => None,
    }
}

/// What comes in by a parameter is checked first.
pub(super) fn at_entry(limits: &Limits, name: &crate::name::Name, comes_in: bool) -> Vec<Stmt> {
    let mut made = Vec::new();
    let own = || Expr::name(name.clone());
    let mut fails = |test: Expr, state: &str| {
        let raise = Stmt::Raise { code: Expr::text(state), message: Expr::text(VALUE_ERROR) };
        made.push(Stmt::If(vec![(test, vec![raise])], Vec::new()));
    };
    if comes_in && limits.not_null {
        fails(own().is_null(), "22004");
    }
    if let Some([low, high]) = limits.range.clone().filter(|_| comes_in) {
        let below = own().infix(Op::Lt, low);
        let above = own().infix(Op::Gt, high);
        fails(Expr::Or(Box::new([below, above])), "22003");
    }
    made
}

impl Code<'_, '_> {
    /// What is to be checked of the variable or field that a name means.
    pub fn limited(&self, e: &ir::Expr) -> Option<Limits> {
        let ir::ExprKind::Name(path) = &e.kind else { return None };
        let reach = self.locals.reach(&path.parts).filter(|reach| !reach.local.constant)?;
        match reach.steps.last() {
            Some(field) => field.limits.as_deref().cloned(),
            // PL/pgSQL checks a variable that is never null.
            None => Some(Limits { not_null: false, ..reach.local.limits.clone() })
                .filter(|limits| limits.range.is_some() || limits.longest.is_some()),
        }
    }

    /// A result that is checked.
    pub fn result(&mut self, low: Low, ty: &pg::Type, span: Span) -> Lower<Expr> {
        let value = self.fit(low, ty, span)?;
        Ok(checked(&self.gives, value))
    }
}
