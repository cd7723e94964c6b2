//! Implicit conversions, made explicit: what Oracle does by itself between texts, numbers, dates and raws.

use super::{Scope, date_model, made};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::Class;
use crate::name::QName;
use crate::pg::{self, Type};
use crate::profile::{EMPTY_STRING, EmptyString, NLS_DATE_FORMAT};
use crate::span::Span;

static TEXT_TO_DATE: Rule = Rule {
    name: "implicit-text-to-date",
    codes: &[(Source::Oracle, "OR-TMZ-015")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "a text becomes a date by NLS_DATE_FORMAT, taken as `{format}`",
    help: "Set nls_date_format in howdah.toml to the format of the source's sessions, or write TO_DATE(…, 'format') in the source.",
    ..super::RULE
};

static DATE_TO_TEXT: Rule = Rule {
    name: "implicit-date-to-text",
    codes: &[(Source::Oracle, "OR-TMZ-016")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "a date becomes a text by NLS_DATE_FORMAT, taken as `{format}`",
    help: "Set nls_date_format in howdah.toml to the format of the source's sessions, or write TO_CHAR(…, 'format') in the source.",
    ..super::RULE
};

static TIME_TO_TEXT: Rule = Rule {
    name: "implicit-timestamp-to-text",
    codes: &[(Source::Oracle, "HD-382")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "a timestamp becomes a text by {setting}, taken as `{format}`",
    help: "Where the source's sessions have another format, write TO_CHAR(…, 'format') in the source.",
    ..super::RULE
};

static NUMBER_TO_TEXT: Rule = Rule {
    name: "number-to-text",
    codes: &[(Source::Oracle, "OR-NUM-006")],
    raw: Severity::BehaviourChange,
    message: "a number becomes a text as Oracle writes it",
    help: "Nothing to do: ora_compat.num_to_text writes .5 for 0.5 and drops trailing zeros.",
    ..super::RULE
};

static TEXT_TO_NUMBER: Rule = Rule {
    name: "implicit-text-to-number",
    codes: &[(Source::Oracle, "OR-NUM-011")],
    raw: Severity::BehaviourChange,
    message: "a text is compared or computed with as a number",
    help: "Nothing to do: ora_compat.to_number reads what Oracle reads, and fails where Oracle fails.",
    ..super::RULE
};

static NO_CONVERSION: Rule = Rule {
    name: "conversion-between-types",
    codes: &[(Source::Oracle, "HD-311")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "a value of one type stands where another is needed: {from} for {to}",
    help: "Write the conversion by hand.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] =
    &[&TEXT_TO_DATE, &DATE_TO_TEXT, &TIME_TO_TEXT, &NUMBER_TO_TEXT, &TEXT_TO_NUMBER, &NO_CONVERSION];

/// The format of implicit date conversions, and whether the source or the user gave it.
fn nls_date_format<'a>(cx: &Cx<'a>) -> (&'a str, bool) {
    if let Some(format) = cx.date_format {
        return (format, true);
    }
    let profile = cx.program.profile;
    match profile.text(&NLS_DATE_FORMAT) {
        Some(format) => (format, true),
        None => ("DD-MON-RR", false),
    }
}

/// The value as a class wants it.
pub(in crate::convert) fn to(cx: &mut Cx<'_>, scope: &Scope<'_>, span: Span, low: Low, class: Class) -> Lower<Low> {
    match class {
        Class::Any => Ok(low),
        Class::Text | Class::Literal | Class::Lob => text(cx, scope, span, low),
        Class::Number | Class::Positive => number(cx, span, low),
        Class::Integer => Ok(integer(number(cx, span, low)?)),
        Class::Binary => {
            let low = number(cx, span, low)?;
            let double = matches!(low.ty, Type::Double | Type::Real);
            Ok(if double { low } else { Low { expr: low.expr.cast(Type::Double), ty: Type::Double, ..low } })
        }
        Class::Date => date(cx, scope, span, low),
        Class::Timestamp => timestamp(cx, scope, span, low, Type::Timestamp(None)),
        Class::Zoned => timestamp(cx, scope, span, low, Type::Timestamptz(None)),
        Class::Raw | Class::Blob => raw(cx, span, low),
        Class::Xml => Ok(xml(low)),
        Class::Boolean | Class::Months | Class::Days | Class::Json => {
            let null = low.null == Null::Always;
            Ok(if null { made(pg::Expr::Null, Type::Unknown, Null::Always, class) } else { low })
        }
    }
}

fn refuse(cx: &mut Cx<'_>, span: Span, low: &Low, to: &str) -> Lower<Low> {
    Err(cx.manual(NO_CONVERSION.at(span).with("from", class_name(low.from.class)).with("to", to)))
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Any => "a value of unknown type",
        Class::Text | Class::Literal => "a text",
        Class::Lob => "a CLOB",
        Class::Number | Class::Positive | Class::Integer => "a number",
        Class::Binary => "a binary number",
        Class::Date => "a date",
        Class::Timestamp | Class::Zoned => "a timestamp",
        Class::Months | Class::Days => "an interval",
        Class::Raw | Class::Blob => "a binary value",
        Class::Boolean => "a condition",
        Class::Xml => "an XML value",
        Class::Json => "a JSON value",
    }
}

/// A mean with all the digits that Oracle has, where it is shown or calculated with: `avg` has sixteen.
pub(in crate::convert) fn digits(low: Low) -> Low {
    match &low.expr {
        pg::Expr::Call(mean) if mean.name == QName::bare("avg") && matches!(low.ty, Type::Numeric(_)) => {
            let part = |name: &str| pg::Expr::Call(Box::new(pg::Call { name: QName::bare(name), ..(**mean).clone() }));
            Low { expr: pg::Expr::helper("div", [part("sum"), part("count")]), ..low }
        }
        _ => low,
    }
}

/// The value as a text.
pub(super) fn text(cx: &mut Cx<'_>, scope: &Scope<'_>, span: Span, low: Low) -> Lower<Low> {
    if low.null == Null::Always {
        let from = Ty::of_class(Class::Text);
        return Ok(Low { expr: pg::Expr::Null.cast(Type::Text), ty: Type::Text, null: Null::Always, from });
    }
    let texted =
        |expr: pg::Expr, low: &Low| Low { expr, ty: Type::Text, null: low.null, from: Ty::of_class(Class::Text) };
    match low.from.class {
        Class::Text | Class::Lob | Class::Literal => Ok(unpadded(low)),
        Class::Number | Class::Integer | Class::Positive => {
            if let pg::Expr::Number(digits) = &low.expr
                && low.ty.is_integer()
            {
                return Ok(texted(pg::Expr::Text(digits.clone()), &low));
            }
            if low.ty.is_integer() {
                return Ok(texted(low.expr.clone().cast(Type::Text), &low));
            }
            cx.exact(&NUMBER_TO_TEXT, span);
            let helper = if scope.place == super::Place::Code || cx.in_code { "num_to_text_pl" } else { "num_to_text" };
            let shown = digits(low.clone());
            Ok(texted(pg::Expr::helper(helper, [shown.expr]), &low))
        }
        Class::Binary => Ok(texted(pg::Expr::helper("float_to_text", [low.expr.clone()]), &low)),
        Class::Date | Class::Timestamp | Class::Zoned => {
            if scope.place.is_immutable() {
                return refuse(cx, span, &low, "a text by the session's format");
            }
            if low.from.class != Class::Date {
                return match timed(&low) {
                    Some((expr, setting, format)) => {
                        cx.raise(TIME_TO_TEXT.at(span).with("setting", setting).with("format", format));
                        Ok(texted(expr, &low))
                    }
                    None => refuse(cx, span, &low, "a text by NLS_TIMESTAMP_FORMAT"),
                };
            }
            let (format, given) = nls_date_format(cx);
            let raised = DATE_TO_TEXT.at(span).with("format", format);
            if given {
                cx.exact(&DATE_TO_TEXT, span)
            } else {
                cx.raise(raised)
            }
            Ok(texted(pg::Expr::helper("to_char", [low.expr.clone(), pg::Expr::text(format)]), &low))
        }
        Class::Months => {
            let digits = (low.from.size > 0).then(|| pg::Expr::int(i64::from(low.from.size)));
            Ok(texted(pg::Expr::helper("ym_to_text", std::iter::once(low.expr.clone()).chain(digits)), &low))
        }
        Class::Days => {
            let known = low.from.size > 0;
            let digits = [i64::from(low.from.size), i64::from(low.from.scale)].map(pg::Expr::int);
            let digits = digits.into_iter().filter(|_| known);
            Ok(texted(pg::Expr::helper("ds_to_text", std::iter::once(low.expr.clone()).chain(digits)), &low))
        }
        Class::Raw => Ok(texted(hex(low.expr.clone()), &low)),
        Class::Xml | Class::Json => Ok(texted(low.expr.clone().cast(Type::Text), &low)),
        Class::Any => match low.ty {
            Type::Unknown | Type::Text | Type::Varchar(_) => Ok(low),
            _ => Ok(texted(low.expr.clone().cast(Type::Text), &low)),
        },
        Class::Blob | Class::Boolean => refuse(cx, span, &low, "a text"),
    }
}

/// A timestamp as a session writes it that has set no format, with the setting and the format: where it is known how many digits
/// of the second it has, and its zone is an offset.
fn timed(low: &Low) -> Option<(pg::Expr, &'static str, &'static str)> {
    let server = low.from.flags & Ty::SERVER != 0;
    let digits = match low.ty {
        _ if low.from.scale > 0 => low.from.scale,
        Type::Timestamp(Some(digits @ 1..)) | Type::Timestamptz(Some(digits @ 1..)) => i8::try_from(digits).ok()?,
        _ if server => 6,
        _ => return None,
    };
    if low.from.class == Class::Timestamp {
        const FORMAT: &str = "DD-MON-RR HH.MI.SSXFF AM";
        let native = super::date_model::for_output(FORMAT, false, Some(digits))?;
        return Some((
            pg::Expr::call("to_char", [low.expr.clone(), pg::Expr::text(native)]),
            "NLS_TIMESTAMP_FORMAT",
            FORMAT,
        ));
    }
    let model = format!("DD-MON-RR HH.MI.SSXFF{digits} AM TZR");
    let shown = pg::Expr::helper("server_to_char", [low.expr.clone(), pg::Expr::text(model)]);
    (server && (1..=6).contains(&digits)).then_some((shown, "NLS_TIMESTAMP_TZ_FORMAT", "DD-MON-RR HH.MI.SSXFF AM TZR"))
}

/// `upper(encode(x, 'hex'))`.
pub(super) fn hex(raw: pg::Expr) -> pg::Expr {
    pg::Expr::call("upper", [pg::Expr::call("encode", [raw, pg::Expr::text("hex")])])
}

/// As long as a `CHAR` of PL/SQL can be: a parameter or result has no length of its own.
pub const UNSIZED_CHAR: u32 = 32767;

/// A blank-padded column with its blanks, which PostgreSQL drops where `char` becomes `text`.
fn unpadded(low: Low) -> Low {
    match low.ty {
        Type::Char(n) => {
            let expr = match n {
                // `concat` reads what `char` prints, blanks included.
                UNSIZED_CHAR => pg::Expr::call("nullif", [pg::Expr::call("concat", [low.expr]), pg::Expr::text("")]),
                n => pg::Expr::call("rpad", [low.expr, pg::Expr::int(i64::from(n))]),
            };
            let from = Ty { flags: low.from.flags & !Ty::PADDED, ..low.from };
            Low { expr, ty: Type::Text, null: low.null, from }
        }
        _ => low,
    }
}

/// The value as a number.
pub(super) fn number(cx: &mut Cx<'_>, span: Span, low: Low) -> Lower<Low> {
    if low.null == Null::Always {
        let numeric = matches!(low.from.class, Class::Number | Class::Integer | Class::Positive | Class::Binary);
        let from = if numeric { low.from } else { Ty::of_class(Class::Number) };
        return Ok(Low { expr: pg::Expr::Null.cast(Type::Numeric(None)), ty: Type::Numeric(None), from, ..low });
    }
    match low.from.class {
        Class::Number | Class::Integer | Class::Positive | Class::Binary | Class::Any => Ok(low),
        Class::Text | Class::Literal | Class::Lob => {
            let numeric = Type::Numeric(None);
            let from = Ty::of_class(Class::Number);
            if let pg::Expr::Text(text) = &low.expr
                && let Some(digits) = plain_number(text)
            {
                return Ok(Low { expr: pg::Expr::Number(digits.into()), ty: numeric, null: low.null, from });
            }
            cx.exact(&TEXT_TO_NUMBER, span);
            let never = matches!(&low.expr, pg::Expr::Text(text) if is_no_number(text));
            let low = if never { Low { expr: late(low.expr), ..low } } else { unpadded(low) };
            let helper = if cx.in_code { "to_number_pl" } else { "to_number" };
            Ok(Low { expr: pg::Expr::helper(helper, [low.expr]), ty: numeric, null: Null::Maybe, from })
        }
        Class::Date
        | Class::Timestamp
        | Class::Zoned
        | Class::Months
        | Class::Days
        | Class::Raw
        | Class::Blob
        | Class::Boolean
        | Class::Xml
        | Class::Json => refuse(cx, span, &low, "a number"),
    }
}

/// A constant with which what it meets fails: the planner would compute that, and fail, before it is known whether that runs.
pub(super) fn late(constant: pg::Expr) -> pg::Expr {
    let select = pg::Select { targets: vec![(constant, None)], ..pg::Select::default() };
    pg::Expr::Subquery(Box::new(pg::Query::select(select)))
}

/// Whether a text cannot be read as a number.
pub(super) fn is_no_number(text: &str) -> bool {
    let text = text.trim();
    let strange = |c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | 'e' | 'E'));
    !text.is_empty() && (text.contains(strange) || !text.contains(|c: char| c.is_ascii_digit()))
}

/// The digits of a text that is a plain number.
fn plain_number(text: &str) -> Option<&str> {
    let text = text.trim();
    let body = text.strip_prefix('-').unwrap_or(text);
    let (front, back) = body.split_once('.').unwrap_or((body, "0"));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    (!body.is_empty() && !front.is_empty() && !back.is_empty() && digits(front) && digits(back)).then_some(text)
}

/// A number as `int`, cut off behind the point as Oracle does with positions and counts.
fn integer(low: Low) -> Low {
    let whole = low.from.flags & Ty::WHOLE != 0;
    let negative =
        matches!(&low.expr, pg::Expr::Prefix(pg::Op::Subtract, inner) if matches!(**inner, pg::Expr::Number(_)));
    match low.ty {
        Type::SmallInt | Type::Integer => low,
        _ if negative && whole => low,
        _ => {
            let cut = if whole || low.ty.is_integer() { low.expr } else { pg::Expr::call("trunc", [low.expr]) };
            Low { expr: cut.cast(Type::Integer), ty: Type::Integer, null: low.null, from: low.from }
        }
    }
}

/// The value as a `DATE`: to the second.
pub(super) fn date(cx: &mut Cx<'_>, scope: &Scope<'_>, span: Span, low: Low) -> Lower<Low> {
    let ty = Type::Timestamp(Some(0));
    let from = Ty::of_class(Class::Date);
    if low.null == Null::Always {
        return Ok(Low { expr: pg::Expr::Null.cast(Type::Timestamp(None)), ty, null: Null::Always, from });
    }
    match low.from.class {
        Class::Date | Class::Any => Ok(low),
        Class::Timestamp | Class::Zoned => {
            if low.from.class == Class::Zoned && scope.place.is_immutable() {
                return refuse(cx, span, &low, "a date in the session's zone");
            }
            let zoned = low.from.class == Class::Zoned;
            let local = if zoned { local(low.expr, low.from, Type::Timestamp(None)) } else { low.expr };
            let cut = pg::Expr::call("date_trunc", [pg::Expr::text("second"), local]);
            Ok(Low { expr: cut, ty, null: low.null, from })
        }
        Class::Text | Class::Literal | Class::Lob => from_text(cx, scope, span, low),
        Class::Number
        | Class::Positive
        | Class::Integer
        | Class::Binary
        | Class::Months
        | Class::Days
        | Class::Raw
        | Class::Blob
        | Class::Boolean
        | Class::Xml
        | Class::Json => refuse(cx, span, &low, "a date"),
    }
}

/// A text by the session's date format.
fn from_text(cx: &mut Cx<'_>, scope: &Scope<'_>, span: Span, low: Low) -> Lower<Low> {
    let (format, given) = nls_date_format(cx);
    let ty = Type::Timestamp(Some(0));
    let from = Ty::of_class(Class::Date);
    if given {
        cx.exact(&TEXT_TO_DATE, span)
    } else {
        cx.raise(TEXT_TO_DATE.at(span).with("format", format))
    }
    if let pg::Expr::Text(text) = &low.expr
        && let Some(moment) = date_model::parse(text, format)
    {
        return Ok(Low { expr: moment.literal(), ty, null: Null::Never, from });
    }
    if scope.place.is_immutable() {
        return refuse(cx, span, &low, "a date by the session's format");
    }
    let expr = pg::Expr::helper("to_date", [low.expr, pg::Expr::text(format)]);
    Ok(Low { expr, ty, null: Null::Maybe, from })
}

/// An instant without its zone: local time of the session, or of the server where its clock was asked.
pub(super) fn local(expr: pg::Expr, from: Ty, ty: Type) -> pg::Expr {
    if from.flags & Ty::SERVER == 0 {
        return expr.cast(ty);
    }
    let at_server = pg::Expr::helper("server_time", [expr]);
    if matches!(ty, Type::Timestamp(Some(digits)) if digits < 6) { at_server.cast(ty) } else { at_server }
}

fn timestamp(cx: &mut Cx<'_>, scope: &Scope<'_>, span: Span, low: Low, ty: Type) -> Lower<Low> {
    let zoned = matches!(ty, Type::Timestamptz(_));
    if low.null == Null::Always {
        let from = Ty::of_class(if zoned { Class::Zoned } else { Class::Timestamp });
        return Ok(Low { expr: pg::Expr::Null.cast(ty.clone()), ty, null: Null::Always, from });
    }
    let mixes = matches!(low.from.class, Class::Zoned) != zoned
        && !matches!(low.from.class, Class::Text | Class::Literal | Class::Lob);
    if mixes && scope.place.is_immutable() {
        return Err(
            cx.manual(super::DATE_NOT_IMMUTABLE.at(span).with("what", "a time whose zone is that of the session"))
        );
    }
    match low.from.class {
        Class::Text | Class::Literal | Class::Lob => {
            let date = from_text(cx, scope, span, low)?;
            timestamp(cx, scope, span, date, ty)
        }
        Class::Zoned if !zoned => Ok(Low {
            expr: local(low.expr, low.from, ty.clone()),
            ty,
            from: Ty::of_class(Class::Timestamp),
            null: low.null,
        }),
        Class::Date | Class::Timestamp if zoned => {
            Ok(Low { expr: low.expr.cast(ty.clone()), ty, from: Ty::of_class(Class::Zoned), null: low.null })
        }
        _ => Ok(low),
    }
}

fn raw(cx: &mut Cx<'_>, span: Span, low: Low) -> Lower<Low> {
    let ty = Type::Bytea;
    if low.null == Null::Always {
        let from = Ty::of_class(Class::Raw);
        return Ok(Low { expr: pg::Expr::Null.cast(Type::Bytea), ty, null: Null::Always, from });
    }
    match low.from.class {
        Class::Raw | Class::Blob | Class::Any => Ok(low),
        Class::Text | Class::Literal | Class::Lob => {
            let from = Ty::of_class(Class::Raw);
            let expr = match hex_literal(&low.expr) {
                Some(literal) => literal.cast(Type::Bytea),
                None => pg::Expr::helper("hextoraw", [low.expr]),
            };
            Ok(Low { expr, ty, null: low.null, from })
        }
        _ => refuse(cx, span, &low, "a binary value"),
    }
}

/// `'0AFF'` as `'\x0aff'`; an odd number of digits gets a leading zero.
fn hex_literal(e: &pg::Expr) -> Option<pg::Expr> {
    let pg::Expr::Text(text) = e else { return None };
    if !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let zero = if text.len() % 2 == 1 { "0" } else { "" };
    Some(pg::Expr::text(format!("\\x{zero}{}", text.to_ascii_lowercase())))
}

fn xml(low: Low) -> Low {
    if low.ty == Type::Xml {
        return low;
    }
    Low { expr: low.expr.cast(Type::Xml), ty: Type::Xml, null: low.null, from: Ty::of_class(Class::Xml) }
}

/// A text that may be empty, with null in its place.
pub(in crate::convert) fn no_empty(cx: &Cx<'_>, low: Low) -> Low {
    let keep = cx.program.profile.get(&EMPTY_STRING) == EmptyString::Report;
    if low.from.flags & Ty::EMPTIABLE == 0 || keep {
        return low;
    }
    let from = Ty { flags: low.from.flags & !Ty::EMPTIABLE, ..low.from };
    Low { expr: pg::Expr::call("nullif", [low.expr, pg::Expr::text("")]), null: Null::Maybe, from, ..low }
}

/// The value as a column, parameter or result of type `target` takes it: lossless, or by Oracle's own rules of assignment.
///
/// # Errors
/// Where no conversion is known; the finding is recorded.
pub fn assign(cx: &mut Cx<'_>, low: Low, target: &Type, span: Span) -> Lower<pg::Expr> {
    Ok(fitted(cx, low, target, span)?.expr)
}

/// The same, where PL/pgSQL would have to convert by itself: the value has the target's type, but for its length.
///
/// # Errors
/// As [`assign`].
pub fn fit(cx: &mut Cx<'_>, low: Low, target: &Type, span: Span) -> Lower<pg::Expr> {
    let low = fitted(cx, low, target, span)?;
    let (own, wanted) = (kind(&low.ty), kind(target));
    let plain = matches!(low.expr, pg::Expr::Null | pg::Expr::Text(_));
    if wanted == Type::Bytea && matches!(low.expr, pg::Expr::Text(_)) {
        return Ok(low.expr.cast(wanted));
    }
    let cut = matches!(low.ty, Type::Varchar(_)) && *target == Type::Text;
    if plain || own == wanted && !cut || wanted == Type::Unknown {
        return Ok(low.expr);
    }
    // PostgreSQL rounds halves of binary numbers to even.
    let halves = matches!(own, Type::Double | Type::Real) && wanted.is_integer();
    let value = if halves { low.expr.cast(Type::Numeric(None)) } else { low.expr };
    Ok(value.cast(wanted))
}

/// A type without length and digits.
fn kind(ty: &Type) -> Type {
    match ty {
        Type::Char(_) => Type::Builtin("bpchar"),
        // A varchar is a text in all but its length.
        Type::Varchar(_) => Type::Text,
        Type::Numeric(_) => Type::Numeric(None),
        Type::Timestamp(_) => Type::Timestamp(None),
        Type::Timestamptz(_) => Type::Timestamptz(None),
        Type::Interval(..) => Type::Interval(pg::IntervalFields::All, None),
        other => other.clone(),
    }
}

fn fitted(cx: &mut Cx<'_>, low: Low, target: &Type, span: Span) -> Lower<Low> {
    if low.null == Null::Always && matches!(low.expr, pg::Expr::Null | pg::Expr::Cast(_)) {
        return Ok(Low { expr: pg::Expr::Null, ..low });
    }
    let scope = Scope { table: None, schema: None, place: super::Place::Value, query: None, locals: None };
    let low = if matches!(low.expr, pg::Expr::Text(_)) { low } else { no_empty(cx, low) };
    let padded = matches!(low.ty, Type::Char(_)) && matches!(target, Type::Char(_));
    match target {
        Type::Char(_) | Type::Varchar(_) | Type::Text if !padded => text(cx, &scope, span, low),
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric(_) | Type::Real | Type::Double => {
            number(cx, span, low)
        }
        Type::Timestamp(Some(0)) | Type::Date => date(cx, &scope, span, low),
        Type::Timestamp(_) => timestamp(cx, &scope, span, low, Type::Timestamp(None)),
        Type::Timestamptz(_) => timestamp(cx, &scope, span, low, Type::Timestamptz(None)),
        Type::Bytea => raw(cx, span, low).map(|low| Low { expr: uncast(low.expr), ..low }),
        Type::Uuid => {
            let (ty, null, from) = (Type::Uuid, low.null, low.from);
            Ok(Low { expr: uuid(low), ty, null, from })
        }
        Type::Xml if low.ty != Type::Unknown => Ok(xml(low)),
        Type::Jsonb | Type::Json if low.ty.is_text() => {
            Ok(Low { expr: low.expr.cast(target.clone()), ty: target.clone(), ..low })
        }
        Type::Interval(..) if low.from.class == Class::Text && low.ty != Type::Unknown => {
            Ok(Low { expr: low.expr.cast(target.clone()), ty: target.clone(), ..low })
        }
        _ => Ok(low),
    }
}

/// `'\x…'` needs no cast where the column's type decides.
fn uncast(e: pg::Expr) -> pg::Expr {
    match e {
        pg::Expr::Cast(parts) if matches!(*parts, (pg::Expr::Text(_), Type::Bytea)) => parts.0,
        other => other,
    }
}

/// A raw of 16 bytes as `uuid`.
fn uuid(low: Low) -> pg::Expr {
    if low.from.class == Class::Text && matches!(low.expr, pg::Expr::Text(_)) {
        return low.expr;
    }
    pg::Expr::call("encode", [low.expr, pg::Expr::text("hex")]).cast(Type::Uuid)
}
