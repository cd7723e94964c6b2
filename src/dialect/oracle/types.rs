//! Data types of Oracle SQL and PL/SQL.

use super::names::{any_ident, ident, is_name, qname};
use crate::ir::{Type, Unit, Zone};
use crate::name::{Name, QName};
use crate::syntax::{Expected, In, Kind, R, Word, accept, balanced, id, keywords, parens, sign, word, words};
use ecow::EcoString;

keywords! {
    BFILE, BINARY, BINARY_DOUBLE, BINARY_FLOAT, BINARY_INTEGER, BLOB, BOOL, BOOLEAN, BYTE, CHAR, CHARACTER, CHARSET, CLOB,
    CURSOR, DATE, DAY, DEC, DECIMAL, DOUBLE, FLOAT, INT, INTEGER, INTERVAL, JSON, LARGE, LOCAL, LONG, MONTH, NATIONAL,
    NATURAL, NATURALN, NCHAR, NCLOB, NUMBER, NUMERIC, NVARCHAR2, OBJECT, PLS_INTEGER, POSITIVE, POSITIVEN, PRECISION, RAW,
    REAL, REF, ROWID, ROWTYPE, SECOND, SET, SIGNTYPE, SIMPLE_DOUBLE, SIMPLE_FLOAT, SIMPLE_INTEGER, SMALLINT, STRING,
    SYS_REFCURSOR, TIME, TIMESTAMP, TO, TYPE, UROWID, VARCHAR, VARCHAR2, VARYING, VECTOR, WITH, XMLTYPE, YEAR, ZONE,
}

/// Words of types and functions that came late, so that programs have types of the same names.
static LATE: &[Word] = &[JSON, VECTOR, id("JSON_VALUE"), id("JSON_ARRAY"), id("JSON_OBJECT")];

/// Notes the name of a type or synonym that is declared here, where it hides what the language has of that name.
pub(super) fn declares(i: In<'_>) {
    let i = if i.peek(1).kind == Kind::Dot { i.skip(2) } else { i };
    if LATE.contains(&i.word()) {
        i.cx.declare(i.word());
    }
}

/// A data type.
///
/// # Errors
/// Where none stands.
pub fn data_type(i: In<'_>) -> R<'_, Type> {
    let n = i.advance();
    // a quoted name has no word, and a word behind which a dot stands is a schema or package
    if i.peek(1).kind == Kind::Dot || i.peek(1).kind == Kind::Percent {
        return named(i);
    }
    match i.word() {
        NUMBER => number(n),
        // PL/SQL takes a precision here, and attributes of object types do with it
        INTEGER | INT | SMALLINT if n.kind() == Kind::Open => ansi_decimal(i),
        INTEGER | INT | SMALLINT => Ok((n, Type::AnsiInteger(i.word().text()))),
        NUMERIC | DECIMAL | DEC => ansi_decimal(i),
        FLOAT => float(i),
        REAL => Ok((n, Type::Float { word: "REAL", binary: None })),
        DOUBLE => words(&[PRECISION])(n).map(|(n, ())| (n, Type::Float { word: "DOUBLE PRECISION", binary: None })),
        BINARY_FLOAT | SIMPLE_FLOAT => Ok((n, Type::BinaryFloat)),
        BINARY_DOUBLE | SIMPLE_DOUBLE => Ok((n, Type::BinaryDouble)),
        PLS_INTEGER | BINARY_INTEGER | NATURAL | NATURALN | POSITIVE | POSITIVEN | SIGNTYPE | SIMPLE_INTEGER => {
            Ok((n, Type::PlsInteger(i.word().text())))
        }
        BOOLEAN | BOOL => Ok((n, Type::Boolean)),
        CHAR | CHARACTER | NCHAR | NATIONAL | VARCHAR | VARCHAR2 | NVARCHAR2 | STRING => text(i),
        LONG => long(n),
        RAW => {
            let (n, length) = length(n)?;
            Ok((n, Type::Raw(length)))
        }
        CLOB => charset(n).map(|(n, ())| (n, Type::Clob { national: false })),
        NCLOB => Ok((n, Type::Clob { national: true })),
        BINARY if i.word_at(1) == LARGE => words(&[LARGE, OBJECT])(n).map(|(n, ())| (n, Type::Blob)),
        BLOB => Ok((n, Type::Blob)),
        BFILE => Ok((n, Type::Bfile)),
        DATE => Ok((n, Type::Date)),
        TIMESTAMP => timestamp(n),
        INTERVAL => interval(n),
        ROWID => Ok((n, Type::RowId)),
        UROWID => {
            let (n, length) = length(n)?;
            Ok((n, Type::URowId(length)))
        }
        XMLTYPE => Ok((n, Type::Xml)),
        word if i.cx.is_own(word) => named(i),
        JSON => modifier(n).map(|(n, text)| (n, Type::Json(text))),
        VECTOR => modifier(n).map(|(n, text)| (n, Type::Vector(text))),
        SYS_REFCURSOR => Ok((n, Type::RefCursor)),
        REF if i.word_at(1) == CURSOR => Ok((n.advance(), Type::RefCursor)),
        REF if is_name(i.peek(1)) => qname(n).map(|(n, name)| (n, Type::Ref(name))),
        _ => named(i),
    }
}

/// A data type of code, whose size may be a static expression: `VARCHAR2(c_length * 2 CHAR)`, `NUMBER(c_digits, 2)`.
///
/// # Errors
/// Where none stands.
pub fn code_type(i: In<'_>) -> R<'_, Type> {
    let read = data_type(i);
    let opens = i.peek(1).kind == Kind::Open;
    if read.is_ok()
        || !opens
        || !matches!(i.word(), NUMBER | CHAR | VARCHAR | VARCHAR2 | NCHAR | NVARCHAR2 | RAW | STRING)
    {
        return read;
    }
    let inner = i.skip(2);
    let (end, _) = super::expr::exprs(inner)?;
    let (end, _) = sign(Kind::Close)(if matches!(end.word(), BYTE | CHAR) { end.advance() } else { end })?;
    let unit = |i: In<'_>| matches!(i.word(), BYTE | CHAR) && i.peek(1).kind == Kind::Close;
    let (mut at, mut size) = (inner, EcoString::new());
    while at.tokens().len() > end.tokens().len() + 1 && !unit(at) {
        if !size.is_empty() {
            size.push(' ');
        }
        size.push_str(at.text());
        at = at.advance();
    }
    let unit = if at.word() == CHAR {
        Unit::Char
    } else if at.word() == BYTE {
        Unit::Byte
    } else {
        Unit::Unstated
    };
    let national = matches!(i.word(), NCHAR | NVARCHAR2);
    let base = match i.word() {
        NUMBER => Type::Number { precision: None, scale: None },
        RAW => Type::Raw(None),
        CHAR | NCHAR => Type::Char { length: None, unit, national },
        _ => Type::Varchar { length: None, unit, national },
    };
    let (end, ()) = charset(end)?;
    Ok((end, Type::Sized(Box::new((base, size)))))
}

/// The types of package `STANDARD` that take times and intervals with all their digits (Oracle PL/SQL Language Reference, Predefined
/// PL/SQL Data Types).
fn unconstrained(name: &Name) -> Option<Type> {
    let time = |zone| Type::Timestamp { precision: Some(9), zone };
    Some(match name.as_str() {
        "TIMESTAMP_UNCONSTRAINED" => time(Zone::Without),
        "TIMESTAMP_TZ_UNCONSTRAINED" => time(Zone::With),
        "TIMESTAMP_LTZ_UNCONSTRAINED" => time(Zone::Local),
        "YMINTERVAL_UNCONSTRAINED" => Type::IntervalYearMonth { years: Some(9) },
        "DSINTERVAL_UNCONSTRAINED" => Type::IntervalDaySecond { days: Some(9), seconds: Some(9) },
        _ => return None,
    })
}

/// Whether a data type can start here; a name that a clause starts with is none.
#[must_use]
pub fn starts_type(i: In<'_>) -> bool {
    is_name(i.token())
        || matches!(
            i.word(),
            NUMBER | INTEGER | SMALLINT | DECIMAL | FLOAT | CHAR | VARCHAR | VARCHAR2 | LONG | RAW | DATE | ROWID
        )
}

/// A whole number without a sign.
fn digits<T: std::str::FromStr>(i: In<'_>) -> R<'_, T> {
    match if i.kind() == Kind::Number { i.text().parse().ok() } else { None } {
        Some(value) => Ok((i.advance(), value)),
        None => i.fail(Expected::Thing("a whole number")),
    }
}

/// `(n)`, where it stands.
fn length<T: std::str::FromStr>(i: In<'_>) -> R<'_, Option<T>> {
    if i.kind() == Kind::Open { parens(digits)(i).map(|(i, n)| (i, Some(n))) } else { Ok((i, None)) }
}

/// `(p)`, `(p, s)`, `(*, s)`, where they stand.
fn precision(i: In<'_>) -> R<'_, (Option<u8>, Option<i16>)> {
    if i.kind() != Kind::Open {
        return Ok((i, (None, None)));
    }
    parens(|i: In<'_>| {
        let (i, precision) =
            if i.kind() == Kind::Star { (i.advance(), None) } else { digits(i).map(|(i, p)| (i, Some(p)))? };
        if i.kind() != Kind::Comma {
            return Ok((i, (precision, None)));
        }
        let i = i.advance();
        let negative = i.kind() == Kind::Minus;
        let i = if negative || i.kind() == Kind::Plus { i.advance() } else { i };
        let (i, scale) = digits::<i16>(i)?;
        Ok((i, (precision, Some(if negative { -scale } else { scale }))))
    })(i)
}

fn number(i: In<'_>) -> R<'_, Type> {
    let (i, (precision, scale)) = precision(i)?;
    Ok((i, Type::Number { precision, scale }))
}

fn ansi_decimal(start: In<'_>) -> R<'_, Type> {
    let (i, (precision, scale)) = precision(start.advance())?;
    Ok((i, Type::AnsiDecimal { word: start.word().text(), precision, scale }))
}

fn float(start: In<'_>) -> R<'_, Type> {
    let i = start.advance();
    if i.kind() == Kind::Open && i.peek(1).kind == Kind::Star {
        let (i, _) = precision(i)?;
        return Ok((i, Type::Float { word: "FLOAT", binary: None }));
    }
    let (i, binary) = length(i)?;
    Ok((i, Type::Float { word: "FLOAT", binary }))
}

/// The types of text, in Oracle's words and those of the standard.
fn text(start: In<'_>) -> R<'_, Type> {
    let first = start.word();
    let (i, national) = if first == NATIONAL { (start.advance(), true) } else { (start, first == NCHAR) };
    let base = i.word();
    if national && first == NATIONAL && !matches!(base, CHAR | CHARACTER) {
        return i.fail(Expected::Word(CHARACTER));
    }
    let i = i.advance();
    if let Some(i) = accept(i, &[LARGE, OBJECT]) {
        return Ok((i, Type::Clob { national }));
    }
    let (i, varying) = match accept(i, &[VARYING]) {
        Some(i) if matches!(base, CHAR | CHARACTER | NCHAR) => (i, true),
        Some(_) | None => (i, false),
    };
    let (i, (length, unit)) = text_length(i)?;
    let (i, ()) = charset(i)?;
    let national = national || base == NVARCHAR2;
    let varying = varying || matches!(base, VARCHAR | VARCHAR2 | NVARCHAR2 | STRING);
    let ty = if varying { Type::Varchar { length, unit, national } } else { Type::Char { length, unit, national } };
    Ok((i, ty))
}

/// `(n)`, `(n BYTE)`, `(n CHAR)`, where they stand.
fn text_length(i: In<'_>) -> R<'_, (Option<u32>, Unit)> {
    if i.kind() != Kind::Open {
        return Ok((i, (None, Unit::Unstated)));
    }
    parens(|i: In<'_>| {
        let (i, length) = digits(i)?;
        let unit = match i.word() {
            BYTE => Unit::Byte,
            CHAR => Unit::Char,
            _ => return Ok((i, (Some(length), Unit::Unstated))),
        };
        Ok((i.advance(), (Some(length), unit)))
    })(i)
}

/// `CHARACTER SET name`, `CHARACTER SET x%CHARSET`: the database has one character set, so it is set aside.
fn charset(start: In<'_>) -> R<'_, ()> {
    let Some(i) = accept(start, &[CHARACTER, SET]) else { return Ok((start, ())) };
    let (mut i, _) = any_ident(i)?;
    if i.kind() == Kind::Percent {
        i = word(CHARSET)(i.advance())?.0;
    }
    i.set_aside(start);
    Ok((i, ()))
}

fn long(i: In<'_>) -> R<'_, Type> {
    match i.word() {
        RAW => Ok((i.advance(), Type::LongRaw)),
        VARCHAR => Ok((i.advance(), Type::Long)),
        _ => Ok((i, Type::Long)),
    }
}

fn timestamp(i: In<'_>) -> R<'_, Type> {
    let (i, precision) = length(i)?;
    if let Some(i) = accept(i, &[WITH, TIME, ZONE]) {
        return Ok((i, Type::Timestamp { precision, zone: Zone::With }));
    }
    if let Some(i) = accept(i, &[WITH, LOCAL, TIME, ZONE]) {
        return Ok((i, Type::Timestamp { precision, zone: Zone::Local }));
    }
    Ok((i, Type::Timestamp { precision, zone: Zone::Without }))
}

fn interval(i: In<'_>) -> R<'_, Type> {
    match i.word() {
        YEAR => {
            let (i, years) = length(i.advance())?;
            let (i, ()) = words(&[TO, MONTH])(i)?;
            Ok((i, Type::IntervalYearMonth { years }))
        }
        DAY => {
            let (i, days) = length(i.advance())?;
            let (i, ()) = words(&[TO, SECOND])(i)?;
            let (i, seconds) = length(i)?;
            Ok((i, Type::IntervalDaySecond { days, seconds }))
        }
        _ => i.fail(Expected::Thing("`YEAR TO MONTH` or `DAY TO SECOND`")),
    }
}

/// What stands in parentheses behind `JSON` and `VECTOR`, as text with single blanks.
fn modifier(start: In<'_>) -> R<'_, Option<EcoString>> {
    if start.kind() != Kind::Open {
        return Ok((start, None));
    }
    let end = balanced(start);
    let mut text = EcoString::new();
    let mut i = start.advance();
    while i.tokens().len() > end.tokens().len() + 1 {
        if !text.is_empty() && !matches!(i.kind(), Kind::Comma | Kind::Close) {
            text.push(' ');
        }
        text.extend(i.text().chars().map(|c| c.to_ascii_uppercase()));
        i = i.advance();
    }
    let (i, _) = sign(Kind::Close)(i)?;
    Ok((i, Some(text)))
}

/// A name of one or more parts, with `%TYPE` or `%ROWTYPE`.
fn named(i: In<'_>) -> R<'_, Type> {
    let (mut i, first) = ident(i)?;
    let mut parts: Vec<Name> = vec![first];
    while i.kind() == Kind::Dot {
        let (next, part) = any_ident(i.advance())?;
        parts.push(part);
        i = next;
    }
    let mut linked = false;
    if i.kind() == Kind::At {
        let (mut next, mut link) = ident(i.advance())?;
        while next.kind() == Kind::Dot {
            let (behind, part) = ident(next.advance())?;
            link = link.with('.', &part);
            next = behind;
        }
        parts.push(link);
        linked = true;
        i = next;
    }
    if i.kind() == Kind::Percent {
        let of: fn(Box<[Name]>) -> Type = match i.word_at(1) {
            TYPE => Type::TypeOf,
            ROWTYPE => Type::RowOf,
            _ => return i.advance().fail(Expected::Word(TYPE)),
        };
        return Ok((i.skip(2), of(parts.into())));
    }
    let ty = match parts.as_slice() {
        _ if linked => Type::Path(parts.into()),
        [name] => unconstrained(name).unwrap_or_else(|| Type::Named(QName::bare(name.clone()))),
        [schema, name] if matches!(schema.as_str(), "SYS" | "PUBLIC") && name == "XMLTYPE" => Type::Xml,
        [schema, name] => Type::Named(QName::new(schema.clone(), name.clone())),
        _ => Type::Path(parts.into()),
    };
    Ok((i, ty))
}
