//! Signs and arithmetic: whole numbers stay whole while they fit, quotients keep Oracle's digits.

use super::{Scope, call, lower, made, two, zone};
use crate::analyze::{Null, Ty};
use crate::convert::column::BINARY;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Binary, Class, Unary};
use crate::name::Name;
use crate::pg::{self, Op, Type};

static DIVISION: Rule = Rule {
    name: "division-of-whole-numbers",
    codes: &[(Source::Oracle, "OR-NUM-001")],
    raw: Severity::DataLossRisk,
    message: "a quotient keeps its fraction and Oracle's forty digits",
    help: "Nothing to do: a / b became ora_compat.div(a, b), or a decimal division where that is exact.",
    ..super::RULE
};

static OVERFLOW: Rule = Rule {
    name: "whole-number-overflow",
    codes: &[(Source::Oracle, "OR-NUM-002")],
    raw: Severity::BehaviourChange,
    message: "whole numbers are widened before they are added or multiplied",
    help: "Nothing to do: NUMBER does not overflow, integer does, so an operand is cast to bigint or numeric.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DIVISION, &OVERFLOW];

/// `-x`, `+x`, `NOT x`.
pub(super) fn unary(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, op: Unary, operand: &ir::Expr) -> Lower<Low> {
    if op == Unary::Prior
        && let Some(low) = crate::convert::query::prior(cx, scope, operand)
    {
        return low;
    }
    let low = lower(cx, scope, operand);
    match op {
        Unary::Not => {
            let low = low?;
            Ok(Low { expr: low.expr.negate(), ..low })
        }
        Unary::Minus => {
            let low = low?;
            let numeric = matches!(low.from.class, Class::Months | Class::Days);
            let low = if numeric { low } else { super::coerce::number(cx, e.at.span, low)? };
            // PostgreSQL takes the sign into the literal, and the least of its integers for one of them.
            let ty = match &low.expr {
                pg::Expr::Number(digits) if digits == "2147483648" => Type::Integer,
                pg::Expr::Number(digits) if digits == "9223372036854775808" => Type::BigInt,
                _ => low.ty.clone(),
            };
            let low = Low { ty, ..low };
            Ok(Low { expr: pg::Expr::Prefix(Op::Subtract, Box::new(low.expr)), ..low })
        }
        Unary::Plus => {
            let low = low?;
            super::coerce::number(cx, e.at.span, low)
        }
        Unary::Prior => super::unknown(cx, e, "`PRIOR`"),
        Unary::Root => super::unknown(cx, e, "`CONNECT_BY_ROOT`"),
    }
}

/// An infix operator: its row decides.
pub(super) fn binary(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    op: Binary,
    sides: &[ir::Expr; 2],
) -> Lower<Low> {
    if let Binary::Multiset(op, distinct) = op {
        return super::collection::multiset(cx, scope, e, op, distinct, sides);
    }
    let [x, y] = sides;
    // A number of days is added to the date that the clock of the value's zone shows.
    let row = call::row_of(cx, e).map_or("", |row| row.template);
    let [a, b] = match row {
        "date_shift" => {
            let (a, b) = (zone::fields(cx, scope, x), zone::fields(cx, scope, y));
            [a?, b?]
        }
        _ if op == Binary::Subtract && [x, y].iter().all(|side| cx.fact(side).ty.class == Class::Zoned) => {
            let (a, b) = (zone::instant(cx, scope, x), zone::instant(cx, scope, y));
            [a?, b?]
        }
        _ => two(cx, scope, sides)?,
    };
    super::concat::beside_plus(cx, e, x);
    call::by_row(cx, scope, e, &[x, y], vec![a, b])
}

/// Numbers that are added, subtracted, multiplied or divided.
pub(super) fn numbers(cx: &mut Cx<'_>, e: &ir::Expr, a: Low, b: Low) -> Lower<Low> {
    let ir::ExprKind::Binary(op, sides) = &e.kind else { return super::unknown(cx, e, "arithmetic") };
    let [a, b] = [super::coerce::number(cx, e.at.span, a)?, super::coerce::number(cx, e.at.span, b)?];
    let [a, b] = [a, b].map(super::coerce::digits);
    let null = cx.fact(e).null;
    let binary = precision(&a, &b);
    let [a, b] = if binary == Some(Type::Real) { [a, b].map(single) } else { [a, b] };
    let sign = match op {
        Binary::Add => Op::Add,
        Binary::Subtract => Op::Subtract,
        Binary::Multiply => Op::Multiply,
        Binary::Divide(_) => return Ok(divide(cx, e, a, b, binary.as_ref())),
        Binary::Modulo | Binary::Power | Binary::Multiset(..) => return super::unknown(cx, e, "this operator"),
    };
    if let Some(ty) = binary {
        return Ok(made(in_range(cx, e, sides, sign, [a.expr, b.expr], &ty), ty, null, Class::Binary));
    }
    let from = Ty { class: Class::Number, ..cx.fact(e).ty };
    let from = match (from.size, digits(*op, &a, &b)) {
        (_, 0) => from,
        (0, size) => Ty { size, ..from },
        (said, size) => Ty { size: said.min(size), ..from },
    };
    if cx.in_code && short(&a, &b) {
        // Both databases compute it in 32 bits, and fail where those do not suffice.
        let from = Ty { size: 10, flags: Ty::WHOLE, ..Ty::of_class(Class::Integer) };
        return Ok(Low { expr: a.expr.infix(sign, b.expr), ty: Type::Integer, null, from });
    }
    if !a.ty.is_integer() || !b.ty.is_integer() {
        let long = [&a, &b].into_iter().any(|low| low.from.flags & Ty::LONG != 0 || is_long(&low.expr));
        let from = if long { Ty { flags: from.flags | Ty::LONG, ..from } } else { from };
        // A product would have more digits than there is room for.
        let expr = if long && sign == Op::Multiply {
            pg::Expr::helper("mul", [a.expr, b.expr])
        } else {
            a.expr.infix(sign, b.expr)
        };
        return Ok(Low { expr, ty: Type::Numeric(None), null, from });
    }
    let ty = match from.size {
        1..=9 => Type::Integer,
        10..=18 => Type::BigInt,
        _ => Type::Numeric(None),
    };
    let wide = |low: &Low| ty == Type::Integer || low.ty == ty;
    let left = if wide(&a) || wide(&b) {
        a.expr
    } else {
        cx.exact(&OVERFLOW, e.at.span);
        a.expr.cast(ty.clone())
    };
    Ok(Low { expr: left.infix(sign, b.expr), ty, null, from })
}

/// The type of a binary result: `BINARY_DOUBLE` where one of the two is, else `BINARY_FLOAT`, which a `NUMBER` beside it becomes.
fn precision(a: &Low, b: &Low) -> Option<Type> {
    let has = |ty: &Type| a.ty == *ty || b.ty == *ty;
    [Type::Double, Type::Real].into_iter().find(has)
}

/// A sum, difference or product of binary numbers: of two literals infinity where it is out of range. For columns the finding stands
/// at the column, for other values of code here.
fn in_range(
    cx: &mut Cx<'_>,
    e: &ir::Expr,
    sides: &[ir::Expr; 2],
    sign: Op,
    values: [pg::Expr; 2],
    ty: &Type,
) -> pg::Expr {
    if let [Some(x), Some(y)] = values.each_ref().map(literal_value) {
        let exact = match sign {
            Op::Add => x + y,
            Op::Subtract => x - y,
            _ => x * y,
        };
        let largest = if *ty == Type::Real { f64::from(f32::MAX) } else { f64::MAX };
        if exact.abs() > largest {
            return pg::Expr::text(if exact > 0.0 { "Infinity" } else { "-Infinity" }).cast(ty.clone());
        }
    } else if cx.in_code
        && let Some(name) = sides.iter().find_map(first_name)
    {
        cx.raise(BINARY.at(e.at.span).with("column", name));
    }
    let [a, b] = values;
    a.infix(sign, b)
}

/// The value of a literal.
fn literal_value(e: &pg::Expr) -> Option<f64> {
    match e {
        pg::Expr::Text(digits) | pg::Expr::Number(digits) => digits.parse().ok(),
        pg::Expr::Cast(parts) => literal_value(&parts.0),
        pg::Expr::Prefix(Op::Subtract, inner) => literal_value(inner).map(std::ops::Neg::neg),
        _ => None,
    }
}

/// The first name in an expression.
fn first_name(e: &ir::Expr) -> Option<&Name> {
    match &e.kind {
        ir::ExprKind::Name(path) => path.parts.last(),
        ir::ExprKind::Unary(_, inner) => first_name(inner),
        ir::ExprKind::Binary(_, sides) => sides.iter().find_map(first_name),
        _ => None,
    }
}

fn single(low: Low) -> Low {
    if low.ty == Type::Real { low } else { Low { expr: low.expr.cast(Type::Real), ty: Type::Real, ..low } }
}

/// Whether a number may have as many digits as there is room for.
pub(in crate::convert) fn is_long(e: &pg::Expr) -> bool {
    match e {
        pg::Expr::Call(call) if call.name.schema.as_deref() == Some("ora_compat") => {
            matches!(call.name.name.as_str(), "div" | "mul" | "days_between" | "months_between")
        }
        pg::Expr::Infix(Op::Add | Op::Subtract | Op::Multiply, sides) => sides.iter().any(is_long),
        pg::Expr::Prefix(Op::Subtract, inner) => is_long(inner),
        _ => false,
    }
}

/// Whether both are `PLS_INTEGER`, a literal being what its partner is.
fn short(a: &Low, b: &Low) -> bool {
    let own = |low: &Low| low.ty == Type::Integer && low.from.class == Class::Integer;
    let literal = |low: &Low| low.ty == Type::Integer && matches!(low.expr, pg::Expr::Number(_));
    own(a) && (own(b) || literal(b)) || literal(a) && own(b)
}

/// The digits of a sum, difference or product of whole numbers; 0: not known.
fn digits(op: Binary, a: &Low, b: &Low) -> u16 {
    let known = |low: &Low| low.from.size > 0 && low.from.scale == 0 && low.from.flags & Ty::WHOLE != 0;
    if !known(a) || !known(b) {
        return 0;
    }
    match op {
        Binary::Multiply => a.from.size.saturating_add(b.from.size),
        Binary::Add | Binary::Subtract => a.from.size.max(b.from.size).saturating_add(1),
        Binary::Divide(_) | Binary::Modulo | Binary::Power | Binary::Multiset(..) => 0,
    }
}

/// Divisors by which few digits stay few.
const EXACT: &[&str] = &["1", "2", "4", "5", "8", "10", "20", "25", "50", "100", "1000"];

fn divide(cx: &mut Cx<'_>, e: &ir::Expr, a: Low, mut b: Low, binary: Option<&Type>) -> Low {
    if matches!(&b.expr, pg::Expr::Number(digits) if digits == "0") {
        b.expr = super::coerce::late(b.expr);
    }
    let null = cx.fact(e).null;
    if let Some(ty) = binary {
        let digits = match &b.expr {
            pg::Expr::Cast(parts) => &parts.0,
            other => other,
        };
        let plain = matches!(digits, pg::Expr::Number(digits) if digits.bytes().any(|b| matches!(b, b'1'..=b'9')));
        let quotient = if plain {
            a.expr.infix(Op::Divide, b.expr)
        } else {
            let wide = pg::Expr::helper("float_div", [a.expr, b.expr]);
            if *ty == Type::Real { wide.cast(Type::Real) } else { wide }
        };
        return made(quotient, ty.clone(), null, Class::Binary);
    }
    cx.exact(&DIVISION, e.at.span);
    let few = a.ty.is_integer() && (1..=9).contains(&a.from.size);
    let exact = matches!(&b.expr, pg::Expr::Number(digits) if EXACT.contains(&digits.as_str()));
    let expr = if few && exact {
        a.expr.cast(Type::Numeric(None)).infix(Op::Divide, b.expr)
    } else {
        pg::Expr::helper("div", [a.expr, b.expr])
    };
    made(expr, Type::Numeric(None), if null == Null::Never { Null::Never } else { null }, Class::Number)
}
