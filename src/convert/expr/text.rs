//! Functions on texts whose arguments decide the form: `REPLACE`, `TRANSLATE`, `TRIM`, `INSTR`, `LENGTH`, `CHR`, hashes, LOBs.

use super::absent::BYTES;
use super::special::Site;
use super::{call, coerce, made};
use crate::analyze::{Means, Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, Class, ExprKind};
use crate::pg::{self, Type};
use crate::profile::SOURCE_CHARSET;

static CHARACTER_CODE: Rule = Rule {
    name: "character-code",
    codes: &[(Source::Oracle, "OR-CHR-014")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 2),
    message: "{what}",
    help: "{advice}",
    once: Some(""),
    ..super::RULE
};

static REPLACE: Rule = Rule {
    name: "replace-with-null",
    codes: &[(Source::Oracle, "OR-NUL-008")],
    raw: Severity::BehaviourChange,
    message: "REPLACE, TRANSLATE and INSTR take null for the empty text",
    help: "Nothing to do: arguments that can be null are guarded.",
    ..super::RULE
};

static EMPTY_LOB: Rule = Rule {
    name: "empty-lob",
    codes: &[(Source::Oracle, "OR-NUL-016")],
    raw: Severity::BehaviourChange,
    message: "an empty LOB is not null",
    help: "Nothing to do: EMPTY_CLOB() became '', which the guard against empty texts leaves alone.",
    ..super::RULE
};

static ZERO: Rule = Rule {
    name: "zero-character",
    codes: &[(Source::Oracle, "OR-CHR-013")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "CHR(0) is no character of a text in PostgreSQL",
    help: "{advice}",
    ..super::RULE
};

const CODES: &str = "CHR counts bytes of the source's character set, chr counts code points";
const FROM_ONE: &str =
    "Codes 1 to 127 are the same: count from 1, or move the codes up where the texts are only looked up.";
/// What to do about a text with it.
const TEXTS: &str = "Leave out what removes it or looks for it: no text here holds it. Where it separates values, take another character; where it is a byte, pass bytea (decode('00', 'hex')). Values in the source with INSTR(col, CHR(0)) > 0 do not load.";
/// What to do about bytes that are written as a text.
const BYTES_OF_TEXT: &str = "The bytes can be put together as such: convert_to(text, 'UTF8') || '\\x00'::bytea || … gives what CAST_TO_RAW makes.";

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CHARACTER_CODE, &REPLACE, &EMPTY_LOB, &ZERO];

fn emptiable(expr: pg::Expr, null: Null) -> Low {
    Low { expr, ty: Type::Text, null, from: Ty { flags: Ty::EMPTIABLE, ..Ty::of_class(Class::Text) } }
}

fn count(expr: pg::Expr, null: Null) -> Low {
    let from = Ty { size: 9, flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    Low { expr, ty: Type::Integer, null, from }
}

fn filled(low: &Low) -> bool {
    low.null == Null::Never && low.from.flags & Ty::EMPTIABLE == 0
}

/// Null as `''`, for arguments that mean nothing when null.
fn or_empty(low: Low) -> pg::Expr {
    match low.null {
        Null::Never => low.expr,
        Null::Always => pg::Expr::text(""),
        Null::Maybe => pg::Expr::call("coalesce", [low.expr, pg::Expr::text("")]),
    }
}

/// `REPLACE(s, a [, b])`.
pub(super) fn replace(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut args = args.into_iter();
    let (Some(s), Some(a)) = (args.next(), args.next()) else { return call::refused(cx, site.e, site.row.name) };
    let with = args.next().map_or_else(|| pg::Expr::text(""), or_empty);
    let null = s.null;
    if a.null == Null::Always {
        return Ok(s);
    }
    if !filled(&a) {
        cx.exact(&REPLACE, site.e.at.span);
        // With nothing to look for, `replace` returns its text.
        let whole = pg::Expr::call("replace", [s.expr, or_empty(a), with]);
        return Ok(emptiable(whole, null));
    }
    Ok(emptiable(pg::Expr::call("replace", [s.expr, a.expr, with]), null))
}

/// `TRANSLATE(s, from, to)`.
pub(super) fn translate(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([s, from, to]) = <[Low; 3]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let sure = filled(&from) && filled(&to);
    let null = cx.fact(site.e).null;
    let null = if null == Null::Never { s.null } else { Null::Maybe };
    let args = [s.expr, from.expr, to.expr];
    let expr = if sure { pg::Expr::call("translate", args) } else { pg::Expr::helper("translate", args) };
    Ok(emptiable(expr, null))
}

/// `TRANSLATE(s USING CHAR_CS)`.
pub(super) fn translate_using(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([s]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    Ok(s)
}

/// `TRIM([LEADING | TRAILING | BOTH] [c FROM] s)`.
pub(super) fn trim(_: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let side = if let ExprKind::Call(call) = &site.e.kind {
        call.more.as_ref().and_then(|m| m.keywords.first().copied()).unwrap_or("BOTH")
    } else {
        "BOTH"
    };
    let name = match side {
        "LEADING" => "ltrim",
        "TRAILING" => "rtrim",
        _ => "btrim",
    };
    let null = if args.iter().all(|a| a.null == Null::Never) { Null::Never } else { Null::Maybe };
    if args.len() == 1 && name == "btrim" {
        return Ok(emptiable(pg::Expr::call("trim", args.into_iter().map(|a| a.expr)), null));
    }
    Ok(emptiable(pg::Expr::call(name, args.into_iter().map(|a| a.expr)), null))
}

/// `INSTR(s, a)`.
pub(super) fn instr(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([s, a]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = if s.null == Null::Never && a.null == Null::Never { Null::Never } else { Null::Maybe };
    let (s, a) = (coerce::no_empty(cx, s), coerce::no_empty(cx, a));
    let literal = matches!(a.expr, pg::Expr::Text(_));
    let args = [s.expr, a.expr];
    let expr = if literal { pg::Expr::call("strpos", args) } else { pg::Expr::helper("instr", args) };
    Ok(count(expr, null))
}

/// `LENGTH(s)`: null where the text is empty.
pub(super) fn length(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([s]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let s = coerce::no_empty(cx, s);
    Ok(count(pg::Expr::call("length", [s.expr]), s.null))
}

/// `SUBSTRB`, `INSTRB`: bytes of UTF-8, or letters where each is one byte in the source.
pub(super) fn bytes(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let (span, name) = (site.e.at.span, site.row.name);
    let raised = BYTES.at(span).with("function", name).with("advice", super::absent::in_bytes(name));
    let cuts = name == "SUBSTRB";
    let helper = match cx.program.profile.text(&SOURCE_CHARSET).map(str::to_ascii_uppercase) {
        None => {
            cx.raise(raised.severity(Severity::BehaviourChange));
            if cuts { "substrb" } else { "instrb" }
        }
        Some(set) if matches!(set.as_str(), "AL32UTF8" | "UTF8" | "UTF-8") => {
            cx.exact(&BYTES, span);
            if cuts { "substrb" } else { "instrb" }
        }
        // `WE8MSWIN1252`, `US7ASCII`
        Some(set) if set.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with(['7', '8']) => {
            cx.exact(&BYTES, span);
            if cuts { "substr" } else { "instr" }
        }
        Some(_) => return Err(cx.manual(raised)),
    };
    let expr = pg::Expr::helper(helper, args.into_iter().map(|a| a.expr));
    Ok(if cuts { made(expr, Type::Text, Null::Maybe, Class::Text) } else { count(expr, Null::Maybe) })
}

/// `UTL_RAW.CAST_TO_RAW('a' || CHR(0))`, which is bytes and no text; nothing where it has none of CHR(0).
pub(super) fn bytes_of_text(cx: &mut Cx<'_>, e: &ir::Expr, call: &Call) -> Option<Lower<Low>> {
    let ([argument], Means::Builtin(_)) = (call.args.as_slice(), cx.fact(e).means) else { return None };
    let parts: &[ir::Expr] = match &argument.value.kind {
        ExprKind::Concat(_, items) => items,
        _ => std::slice::from_ref(&argument.value),
    };
    let codes: Vec<Option<u8>> = parts.iter().map(|part| code(cx, part)).collect();
    let zero = parts.iter().zip(&codes).find(|(_, code)| **code == Some(0)).map(|(part, _)| part)?;
    let mut hex = String::from("\\x");
    for (part, code) in parts.iter().zip(codes) {
        let bytes: &[u8] = match (&part.kind, &code) {
            (_, Some(code)) => std::slice::from_ref(code),
            (ExprKind::Text(text, _), None) if text.is_ascii() => text.as_bytes(),
            _ => return Some(Err(cx.manual_named(ZERO.at(zero.at.span).with("advice", BYTES_OF_TEXT)))),
        };
        hex.extend(bytes.iter().map(|byte| format!("{byte:02x}")));
    }
    cx.exact(&ZERO, e.at.span);
    let expr = pg::Expr::Text(hex.into()).cast(Type::Bytea);
    Some(Ok(Low { expr, ty: Type::Bytea, null: Null::Never, from: Ty::of_class(Class::Raw) }))
}

/// The byte that `CHR(n)` stands for in every character set.
fn code(cx: &Cx<'_>, e: &ir::Expr) -> Option<u8> {
    let ExprKind::Call(call) = &e.kind else { return None };
    let ([name], [n], Means::Builtin(_)) = (&*call.name.parts, call.args.as_slice(), cx.fact(e).means) else {
        return None;
    };
    let ExprKind::Number(digits, _) = &n.value.kind else { return None };
    digits.parse().ok().filter(|n: &u8| name == "CHR" && *n < 128)
}

/// `CHR(n)`.
pub(super) fn chr(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([n]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    if matches!(&n.expr, pg::Expr::Number(d) if d.parse::<u32>() == Ok(0)) {
        return Err(cx.manual_named(ZERO.at(site.e.at.span).with("advice", TEXTS)));
    }
    let national = matches!(&site.e.kind, ExprKind::Call(call) if call.more.is_some());
    let range = range(cx, &n.expr);
    let ascii = range.is_some_and(|(least, greatest)| least > 0 && greatest < 128);
    if !ascii && !national {
        let positive = range.is_some_and(|(least, _)| least > 0);
        let only_zero = range.is_some_and(|(least, greatest)| least >= 0 && greatest < 128);
        let (what, advice) = if only_zero {
            ("CHR(0), which may come here, is refused: it is no character of a text in PostgreSQL", FROM_ONE)
        } else if positive {
            (CODES, "Codes 1 to 127 are the same. For others write the character itself, or UNISTR('\\00e9').")
        } else {
            (
                CODES,
                "Codes 1 to 127 are the same; CHR(0) is refused. For others write the character itself, or UNISTR('\\00e9').",
            )
        };
        cx.raise(CHARACTER_CODE.at(site.e.at.span).with("what", what).with("advice", advice));
    }
    let null = n.null;
    let n = coerce::to(cx, site.scope, site.e.at.span, n, Class::Integer)?;
    Ok(made(pg::Expr::call("chr", [n.expr]), Type::Text, null, Class::Text))
}

/// The least and the greatest value of a sum of numbers and of variables that count; nothing of anything else.
fn range(cx: &Cx<'_>, e: &pg::Expr) -> Option<(i64, i64)> {
    if let pg::Expr::Number(digits) = e {
        return digits.parse().ok().map(|n| (n, n));
    }
    if let pg::Expr::Cast(parts) = e {
        let whole = matches!(parts.1, Type::Integer | Type::BigInt | Type::Numeric(None));
        return range(cx, &parts.0).filter(|_| whole);
    }
    if let pg::Expr::Name(path) = e {
        let name = match &**path {
            [name] => name,
            // rows that are counted
            [of, level] if *level == "level" => of,
            _ => return None,
        };
        return cx.ranges.iter().rev().find(|(of, ..)| of == name).map(|(_, least, greatest)| (*least, *greatest));
    }
    if let pg::Expr::Call(call) = e {
        return of_call(cx, call);
    }
    if let pg::Expr::Infix(pg::Op::Modulo, sides) = e {
        let [value, by] = &**sides;
        return remainder(cx, value, by);
    }
    let pg::Expr::Infix(op @ (pg::Op::Add | pg::Op::Subtract), sides) = e else { return None };
    let mut all = sides.iter().map(|side| range(cx, side));
    let first = all.next()??;
    all.try_fold(first, |(least, greatest), side| {
        let (low, high) = side?;
        let [low, high] = if *op == pg::Op::Add { [low, high] } else { [high.checked_neg()?, low.checked_neg()?] };
        Some((least.checked_add(low)?, greatest.checked_add(high)?))
    })
}

/// The greatest value of a number, where it is known.
pub(in crate::convert) fn greatest(cx: &Cx<'_>, e: &pg::Expr) -> Option<i64> {
    range(cx, e).map(|(_, greatest)| greatest)
}

fn of_call(cx: &Cx<'_>, call: &pg::Call) -> Option<(i64, i64)> {
    let args: Vec<&pg::Expr> = call.args.iter().map(|(_, value)| value).collect();
    if let ("ascii", [pg::Expr::Text(text)]) = (call.name.name.as_str(), args.as_slice()) {
        let code = text.chars().next().map(|c| i64::from(u32::from(c)))?;
        return Some((code, code));
    }
    match (call.name.name.as_str(), args.as_slice()) {
        // whole numbers stay as they are
        ("ceil" | "floor" | "trunc", [value]) => range(cx, value),
        ("mod", [value, by]) => remainder(cx, value, by),
        ("coalesce" | "greatest", [a, b]) => {
            let ((low, high), (lower, higher)) = (range(cx, a)?, range(cx, b)?);
            Some((low.min(lower), high.max(higher)))
        }
        _ => None,
    }
}

/// A remainder has the sign of what is divided.
fn remainder(cx: &Cx<'_>, value: &pg::Expr, by: &pg::Expr) -> Option<(i64, i64)> {
    let (by, most) = range(cx, by).filter(|(least, most)| least == most && *least > 0)?;
    let least =
        if range(cx, value).is_some_and(|(least, _)| least >= 0) { 0 } else { by.checked_neg()?.checked_add(1)? };
    Some((least, most.checked_sub(1)?))
}

/// `EMPTY_CLOB()`, `EMPTY_BLOB()`.
pub(super) fn empty_lob(cx: &mut Cx<'_>, site: &Site<'_>, _: Vec<Low>) -> Lower<Low> {
    cx.exact(&EMPTY_LOB, site.e.at.span);
    let empty = pg::Expr::text("");
    Ok(if site.row.name == "EMPTY_CLOB" {
        made(empty, Type::Text, Null::Never, Class::Lob)
    } else {
        made(empty.cast(Type::Bytea), Type::Bytea, Null::Never, Class::Blob)
    })
}

/// `TO_CLOB(x)`, `TO_NCHAR(x)` and their kin.
pub(super) fn to_text(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x]) = <[Low; 1]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    coerce::text(cx, site.scope, site.e.at.span, x)
}

/// `STANDARD_HASH(x [, algorithm])`: null counts as no bytes.
pub(super) fn hash(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut args = args.into_iter();
    let Some(x) = args.next() else { return call::refused(cx, site.e, site.row.name) };
    let algorithm = match args.next().map(|low| low.expr) {
        Some(pg::Expr::Text(name)) => name.to_ascii_uppercase(),
        _ => "SHA1".into(),
    };
    let text = or_empty(x);
    let bytes = pg::Expr::call("convert_to", [text.clone(), pg::Expr::text("UTF8")]);
    let expr = match algorithm.as_str() {
        "MD5" => pg::Expr::call("decode", [pg::Expr::call("md5", [text]), pg::Expr::text("hex")]),
        "SHA256" => pg::Expr::call("sha256", [bytes]),
        "SHA384" => pg::Expr::call("sha384", [bytes]),
        "SHA512" => pg::Expr::call("sha512", [bytes]),
        _ => return call::without_counterpart(cx, site.e, "STANDARD_HASH with SHA1, without pgcrypto,"),
    };
    Ok(made(expr, Type::Bytea, Null::Never, Class::Raw))
}

/// The name that PostgreSQL has for a character set of Oracle.
fn charset(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_uppercase().as_str() {
        "AL32UTF8" | "UTF8" => "UTF8",
        "US7ASCII" => "SQL_ASCII",
        "WE8ISO8859P1" => "LATIN1",
        "WE8ISO8859P15" => "LATIN9",
        "WE8MSWIN1252" => "WIN1252",
        "EE8MSWIN1250" => "WIN1250",
        "CL8MSWIN1251" => "WIN1251",
        _ => return None,
    })
}

fn coded(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, function: &'static str) -> Lower<(pg::Expr, Null)> {
    let Ok([value, name]) = <[Low; 2]>::try_from(args) else { return Err(call::refuse(cx, site.e, site.row.name)) };
    let known = if let pg::Expr::Text(name) = &name.expr { charset(name) } else { None };
    match known {
        Some(known) => Ok((pg::Expr::call(function, [value.expr, pg::Expr::text(known)]), value.null)),
        None => Err(call::refuse(cx, site.e, site.row.name)),
    }
}

/// `UTL_I18N.STRING_TO_RAW(s, 'AL32UTF8')`.
pub(super) fn string_to_raw(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let (expr, null) = coded(cx, site, args, "convert_to")?;
    Ok(made(expr, Type::Bytea, null, Class::Raw))
}

/// `UTL_I18N.RAW_TO_CHAR(r, 'AL32UTF8')`.
pub(super) fn raw_to_char(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let (expr, null) = coded(cx, site, args, "convert_from")?;
    Ok(emptiable(expr, null))
}

/// Whether a text of UNISTR holds a code of UTF-16 from D800 to DFFF without its partner.
pub(super) fn half_a_pair(text: &str) -> bool {
    let mut open = false;
    let codes = text.split('\\').skip(1);
    let halves = codes.map(|code| {
        let unit = code.get(..4).and_then(|hex| u16::from_str_radix(hex, 16).ok());
        (unit, code.len() > 4)
    });
    for (unit, more) in halves {
        let low = unit.is_some_and(|u| (0xDC00..0xE000).contains(&u));
        if low != open {
            return true;
        }
        open = unit.is_some_and(|u| (0xD800..0xDC00).contains(&u));
        if open && more {
            return true;
        }
    }
    open
}
