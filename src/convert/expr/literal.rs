//! Literals: null, numbers and texts.

use super::made;
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low};
use crate::ir::{self, Class, NumberForm};
use crate::pg;

/// `NULL`, and `''` where the source reads it as null.
pub(super) fn null(cx: &mut Cx<'_>, e: &ir::Expr) -> Low {
    if matches!(e.kind, ir::ExprKind::EmptyText) {
        cx.exact(&super::null::EMPTY_TEXT, e.at.span);
    }
    let class = cx.fact(e).ty.class;
    made(pg::Expr::Null, pg::Type::Unknown, Null::Always, class)
}

/// A number.
pub(super) fn number(cx: &Cx<'_>, e: &ir::Expr, digits: &str, form: NumberForm) -> Low {
    let plain = pg::Expr::Number(digits.into());
    let whole = digits.bytes().all(|b| b.is_ascii_digit());
    let trimmed = digits.trim_start_matches('0');
    let (expr, ty) = match form {
        NumberForm::Float => (pg::Expr::text(digits).cast(pg::Type::Real), pg::Type::Real),
        NumberForm::Double => (pg::Expr::text(digits).cast(pg::Type::Double), pg::Type::Double),
        // What PostgreSQL takes it for.
        NumberForm::Decimal if whole && (trimmed.is_empty() || trimmed.parse::<i32>().is_ok()) => {
            let digits = if trimmed.is_empty() { "0" } else { trimmed };
            (pg::Expr::Number(digits.into()), pg::Type::Integer)
        }
        NumberForm::Decimal if whole && trimmed.parse::<i64>().is_ok() => {
            (pg::Expr::Number(trimmed.into()), pg::Type::BigInt)
        }
        NumberForm::Decimal => (plain, pg::Type::Numeric(None)),
    };
    Low { expr, ty, null: Null::Never, from: cx.fact(e).ty }
}

/// A text that is not empty.
pub(super) fn text(cx: &mut Cx<'_>, e: &ir::Expr, text: &str) -> Low {
    Low {
        expr: pg::Expr::text(text),
        ty: pg::Type::Unknown,
        null: Null::Never,
        from: Ty { class: Class::Text, ..cx.fact(e).ty },
    }
}

/// The text of a literal.
pub(in crate::convert) fn text_of(e: &ir::Expr) -> Option<&str> {
    if let ir::ExprKind::Text(text, _) = &e.kind { Some(text) } else { None }
}
