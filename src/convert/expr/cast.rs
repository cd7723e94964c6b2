//! `CAST`, `TREAT`, `VALIDATE_CONVERSION`.

use super::{Scope, coerce, lower as lower_expr, zone};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Cast, CastHow, Class};
use crate::pg::{self, Type};

static CAST: Rule = Rule {
    name: "cast",
    codes: &[(Source::Oracle, "OR-FUN-009")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "this `{form}` has no conversion here",
    help: "Write it by hand.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CAST];

fn refused(cx: &mut Cx<'_>, e: &ir::Expr, form: &str) -> Lower<Low> {
    Err(cx.manual(CAST.at(e.at.span).severity(Severity::ManualEffort).with("form", form)))
}

/// Lowers a cast.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, cast: &Cast) -> Lower<Low> {
    if cast.how == CastHow::Cast
        && let Some(array) = super::collection::array_of(cx, scope.schema, &cast.ty)
    {
        return super::collection::cast(cx, scope, e, &cast.value, array);
    }
    // Without a zone a time has the fields of its value alone.
    let local = cast.how == CastHow::Cast && matches!(Ty::of(&cast.ty).class, Class::Date | Class::Timestamp);
    let value = if local { zone::fields(cx, scope, &cast.value) } else { lower_expr(cx, scope, &cast.value) };
    let format = super::values(cx, scope, &cast.format);
    let (value, format) = (value?, format?);
    match cast.how {
        CastHow::Treat => refused(cx, e, "TREAT"),
        CastHow::Super => refused(cx, e, "(… AS supertype)"),
        CastHow::Validate => validate(cx, e, cast, value, format),
        CastHow::Cast if cast.on_error.is_some() && convertible(&cast.ty, &format) => {
            or_else(cx, scope, e, cast, value, format)
        }
        CastHow::Cast if cast.on_error.is_some() || !format.is_empty() => refused(cx, e, "CAST … ON CONVERSION ERROR"),
        CastHow::Cast => plain(cx, scope, e, cast, value),
    }
}

fn validate(cx: &mut Cx<'_>, e: &ir::Expr, cast: &Cast, value: Low, format: Vec<Low>) -> Lower<Low> {
    let from = Ty { size: 1, flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    let test = match (&cast.ty, format.as_slice()) {
        (ir::Type::Number { precision: None, scale: None }, []) => pg::Expr::helper("is_number", [value.expr]),
        (ir::Type::Date, [format]) => pg::Expr::helper("is_date", [value.expr, format.expr.clone()]),
        _ => return refused(cx, e, "VALIDATE_CONVERSION"),
    };
    Ok(Low { expr: test.cast(Type::Integer), ty: Type::Integer, null: Null::Never, from })
}

/// `CAST(text AS NUMBER DEFAULT x ON CONVERSION ERROR)`, and as a date by a format.
fn convertible(ty: &ir::Type, format: &[Low]) -> bool {
    match (ty, format) {
        (ir::Type::Number { precision: None, scale: None }, []) => true,
        (ir::Type::Date, [format]) => matches!(format.expr, pg::Expr::Text(_)),
        _ => false,
    }
}

/// The value that stands in where a text is none of the type.
fn or_else(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, cast: &Cast, value: Low, format: Vec<Low>) -> Lower<Low> {
    let Some(otherwise) = &cast.on_error else { return refused(cx, e, "CAST") };
    let otherwise = lower_expr(cx, scope, otherwise)?;
    if !matches!(value.from.class, Class::Text | Class::Lob) {
        return refused(cx, e, "CAST … ON CONVERSION ERROR of what is no text");
    }
    let ty = Ty::of(&cast.ty);
    let numeric = ty.class == Class::Number;
    let otherwise = if numeric {
        coerce::number(cx, e.at.span, otherwise)?
    } else {
        coerce::date(cx, scope, e.at.span, otherwise)?
    };
    cx.exact(&CAST, e.at.span);
    let value = coerce::text(cx, scope, e.at.span, value)?;
    let list = [value.expr, otherwise.expr].into_iter().chain(format.into_iter().map(|f| f.expr));
    let (helper, target) =
        if numeric { ("to_number_or", Type::Numeric(None)) } else { ("to_timestamp_or", Type::Timestamp(Some(0))) };
    Ok(Low { expr: pg::Expr::helper(helper, list), ty: target, null: Null::Maybe, from: ty })
}

/// A text that must not be longer than its type: SQL cuts texts and nothing else, PL/SQL refuses all that do not fit.
fn within(text: Low, target: &Type) -> pg::Expr {
    let (Type::Varchar(Some(longest)) | Type::Char(longest)) = target else { return text.expr };
    let fits = match (&text.expr, &text.ty) {
        (pg::Expr::Text(literal), _) => u32::try_from(literal.chars().count()).is_ok_and(|n| n <= *longest),
        (_, Type::Varchar(Some(own)) | Type::Char(own)) => own <= longest,
        _ => false,
    };
    if fits {
        return text.expr;
    }
    pg::Expr::helper("within_length", [text.expr.cast(Type::Text), pg::Expr::int(i64::from(*longest))])
}

fn plain(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, cast: &Cast, value: Low) -> Lower<Low> {
    let target = match cast.ty {
        // A cast refuses what has too many digits, which a type chosen for its size would not.
        ir::Type::Number { precision: Some(p), scale } => Type::Numeric(Some((u16::from(p), scale.unwrap_or(0)))),
        ir::Type::AnsiInteger(_) => Type::Numeric(Some((38, 0))),
        _ => cx.program.type_of(&cast.ty, scope.schema),
    };
    let ty = Ty::of(&cast.ty);
    if value.null == Null::Always {
        return Ok(Low { expr: pg::Expr::Null.cast(target.clone()), ty: target, null: Null::Always, from: ty });
    }
    cx.exact(&CAST, e.at.span);
    let value = coerce::no_empty(cx, value);
    let null = value.null;
    let span = e.at.span;
    let expr = match ty.class {
        Class::Text => {
            let cuts = !cx.in_code && matches!(value.from.class, Class::Text | Class::Lob);
            let text = coerce::text(cx, scope, span, value)?;
            if cuts { text.expr.cast(target.clone()) } else { within(text, &target).cast(target.clone()) }
        }
        Class::Lob => coerce::text(cx, scope, span, value)?.expr,
        Class::Number | Class::Integer | Class::Binary => {
            let number = coerce::number(cx, span, value)?;
            let literal = matches!(number.expr, pg::Expr::Number(_)) && target == number.ty;
            let plain = target == Type::Numeric(None) && matches!(number.ty, Type::Numeric(None));
            if literal || plain { number.expr } else { number.expr.cast(target.clone()) }
        }
        Class::Date => coerce::date(cx, scope, span, value)?.expr,
        Class::Timestamp | Class::Zoned => {
            if matches!(value.from.class, Class::Text) {
                return refused(cx, e, "CAST of a text to a timestamp, by NLS_TIMESTAMP_FORMAT");
            }
            // Which instant a local time is, the session's zone says.
            if scope.place.is_immutable() && (value.from.class == Class::Zoned) != (ty.class == Class::Zoned) {
                return Err(cx.manual(super::DATE_NOT_IMMUTABLE.at(span).with("what", "CAST")));
            }
            value.expr.cast(target.clone())
        }
        Class::Raw => coerce::to(cx, scope, span, value, Class::Raw)?.expr,
        Class::Months | Class::Days if matches!(value.from.class, Class::Text | Class::Months | Class::Days) => {
            value.expr.cast(Type::Interval(pg::IntervalFields::All, None))
        }
        Class::Json => value.expr.cast(target.clone()),
        Class::Any
        | Class::Literal
        | Class::Positive
        | Class::Months
        | Class::Days
        | Class::Blob
        | Class::Boolean
        | Class::Xml => return refused(cx, e, "CAST"),
    };
    let from = if matches!(target, Type::Char(_)) { Ty { flags: ty.flags | Ty::PADDED, ..ty } } else { ty };
    let low = Low { expr, ty: target, null, from };
    Ok(low)
}
