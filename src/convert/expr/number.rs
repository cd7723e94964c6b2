//! Numeric functions that keep their argument's type, and `MOD`.

use super::call;
use super::special::Site;
use crate::analyze::Ty;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::Class;
use crate::pg::{self, Op, Type};

static WIDE: Rule = Rule {
    name: "bits-of-wide-numbers",
    codes: &[(Source::Oracle, "OR-NUM-017")],
    raw: Severity::BehaviourChange,
    message: "BITAND of numbers that may have more than 63 bits, or a fraction, is taken over 128 bits",
    help: "Nothing to do: bigint & bigint refuses such numbers (22003), and rounds fractions that Oracle cuts off.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&WIDE];

/// `BITAND(a, b)`: of whole numbers that fit, the operator; else the helper.
pub(super) fn bitand(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([a, b]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    let fits = |low: &Low| {
        low.ty.is_integer()
            || matches!(&low.expr, pg::Expr::Number(digits) if digits.parse::<i64>().is_ok())
            || low.from.flags & Ty::WHOLE != 0 && (1..=18).contains(&low.from.size)
    };
    let flags = Ty::WHOLE;
    if fits(&a) && fits(&b) {
        let big = |low: Low| if low.ty == Type::BigInt { low.expr } else { low.expr.cast(Type::BigInt) };
        let expr = big(a).infix(Op::BitAnd, big(b));
        return Ok(Low { expr, ty: Type::BigInt, null, from: Ty { size: 19, flags, ..Ty::of_class(Class::Number) } });
    }
    cx.exact(&WIDE, site.e.at.span);
    let wide = |low: Low| {
        let exact = low.ty.is_number() && !matches!(low.ty, Type::Double | Type::Real);
        if exact { low.expr } else { low.expr.cast(Type::Numeric(None)) }
    };
    let expr = pg::Expr::helper("bitand", [wide(a), wide(b)]);
    Ok(Low { expr, ty: Type::Numeric(None), null, from: Ty { flags, ..Ty::of_class(Class::Number) } })
}

/// `ABS`, `CEIL`, `FLOOR`: whole numbers stay whole. `SIGN`: that of a whole number is none of a float.
pub(super) fn same(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let name = match site.row.name {
        "ABS" => "abs",
        "CEIL" => "ceil",
        "SIGN" => "sign",
        _ => "floor",
    };
    if x.ty.is_integer() && !matches!(name, "abs" | "sign") {
        return Ok(x);
    }
    let is_whole = x.ty.is_integer();
    let operand = if is_whole && name == "sign" { x.expr.cast(Type::Numeric(None)) } else { x.expr };
    let ty = if is_whole && name == "abs" { x.ty } else { Type::Numeric(None) };
    let flags = if name == "abs" { x.from.flags } else { Ty::WHOLE };
    let from = Ty { flags, class: Class::Number, ..x.from };
    Ok(Low { expr: pg::Expr::call(name, [operand]), ty, null: x.null, from })
}

/// `MOD(a, b)`: `a` where `b` is 0.
pub(super) fn modulo(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([a, b]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    let constant = matches!(&b.expr, pg::Expr::Number(d) if d.bytes().any(|c| c.is_ascii_digit() && c != b'0'));
    if a.ty.is_integer() && b.ty.is_integer() && constant {
        let from = Ty { size: b.from.size, class: Class::Number, flags: Ty::WHOLE, ..Ty::default() };
        let ty = if a.ty == Type::BigInt || b.ty == Type::BigInt { Type::BigInt } else { Type::Integer };
        return Ok(Low { expr: a.expr.infix(Op::Modulo, b.expr), ty, null, from });
    }
    let wide = |low: Low| {
        if matches!(low.ty, Type::Double | Type::Real) { low.expr.cast(Type::Numeric(None)) } else { low.expr }
    };
    let expr = pg::Expr::helper("mod", [wide(a), wide(b)]);
    Ok(Low { expr, ty: Type::Numeric(None), null, from: Ty::of_class(Class::Number) })
}

/// `BIN_TO_NUM(1, 0, 1)`.
pub(super) fn bin_to_num(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut value: i64 = 0;
    for arg in &args {
        let bit = match &arg.expr {
            pg::Expr::Number(digit) if digit == "0" => 0,
            pg::Expr::Number(digit) if digit == "1" => 1,
            _ => return call::refused(cx, site.e, site.row.name),
        };
        value = value.wrapping_mul(2) | bit;
    }
    if args.len() > 31 {
        return call::refused(cx, site.e, site.row.name);
    }
    let from = Ty { size: 9, flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    let ty = if args.len() > 30 { Type::BigInt } else { Type::Integer };
    Ok(Low { expr: pg::Expr::int(value), ty, null: crate::analyze::Null::Never, from })
}
