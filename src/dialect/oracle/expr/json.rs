//! `JSON_VALUE`, `JSON_OBJECT`, `JSON_TRANSFORM` and the other functions of SQL/JSON.

use super::call::{self, alias, plain};
use super::primary::{bare, close, open};
use super::special::Done;
use super::{expr, name, node, window};
use crate::dialect::oracle::{names, query, types};
use crate::ir::{Argument, CallMore, Expr, ExprKind, NumberForm, OnEvent, Path, Type};
use crate::syntax::{Expected, Fail, In, Kind, R, Word, accept, id, keywords, list1, parens, sign, words};

keywords! {
    COPY, UNION, INTERSECT, MINUS, MERGE, ADD_SET, REMOVE_SET, SORT, PATH, PASSING, BY, VALUE, KEY, IS, FORMAT, JSON, RETURNING, ON, NULL, ERROR, EMPTY, ARRAY, OBJECT, DEFAULT, TRUE, FALSE,
    ABSENT, IGNORE, CREATE, REPLACE, UNKNOWN, MISMATCH, MISSING, EXISTING, WITH, WITHOUT, SET,
    REMOVE, INSERT, APPEND, PREPEND, RENAME, KEEP, ORDER, SELECT, UNIQUE, USING, CASE, SENSITIVE, MAPPING,
    CASE_SENSITIVE, SCALAR, STRING, SQL, DATA, EXTRA, TYPE, NESTED, REVERSE, ASC, DESC, WHEN, THEN, ELSE, END,
    PRESERVE, TRUNCATE, TIME, UNNEST, AS, FLEX, COLUMN, GENERATED,
}

macro_rules! words {
    ($($text:literal)*) => { &[$(id($text)),*] };
}

/// Keywords of options that stand alone.
static FLAGS: &[Word] = words![
    "PRETTY" "ASCII" "ORDERED" "STRICT" "LAX" "TRUNCATE" "WITH" "WITHOUT" "CONDITIONAL" "UNCONDITIONAL" "ARRAY" "WRAPPER" "KEEP"
    "OMIT" "QUOTES" "UNIQUE" "KEYS" "ALLOW" "DISALLOW" "SCALARS" "TYPE" "EXTENDED"
];

/// A call whose name and `(` stand here, if it is one of these.
pub(super) fn call(start: In<'_>) -> Done<'_> {
    if start.cx.is_own(start.word()) {
        return Ok(None);
    }
    let i = start.skip(2);
    let name = start.word().text();
    Ok(Some(match name {
        "JSON_VALUE" | "JSON_QUERY" | "JSON_EXISTS" | "JSON_SERIALIZE" | "JSON_SCALAR" | "JSON" | "JSON_MERGEPATCH"
        | "JSON_TEXTCONTAINS" | "JSON_EQUAL" | "JSON_ARRAY" => list(start, i, name)?,
        "JSON_ARRAYAGG" => aggregate(start, i)?,
        "JSON_OBJECT" | "JSON_OBJECTAGG" => object(start, i, name)?,
        "JSON_TRANSFORM" => transform(start, i)?,
        _ => return Ok(None),
    }))
}

fn done<'a>(i: In<'a>, start: In<'a>, name: &'static str, args: Vec<Argument>, more: CallMore) -> R<'a, Expr> {
    let (i, ()) = close(i)?;
    call::finish(i, start, bare(name), args, false, more)
}

/// Arguments, each perhaps with `FORMAT JSON`, then options.
fn list<'a>(start: In<'a>, mut i: In<'a>, name: &'static str) -> R<'a, Expr> {
    let (mut args, mut more) = (Vec::new(), CallMore::default());
    if name == "JSON_ARRAY" && (i.word() == SELECT || i.word() == WITH && i.word_at(1) != UNIQUE) {
        i = rows(i, &mut args)?;
    }
    while i.kind() != Kind::Close && !option_ahead(i) {
        let (rest, value) = value(i)?;
        let (rest, mark) = format(rest);
        args.push(Argument { name: None, mark, value });
        if rest.kind() != Kind::Comma {
            i = rest;
            break;
        }
        i = rest.advance();
    }
    let i = options(i, &mut args, &mut more)?;
    done(i, start, name, args, more)
}

/// `SELECT …` within the parentheses of `JSON_ARRAY`: its rows are the elements.
fn rows<'a>(start: In<'a>, args: &mut Vec<Argument>) -> Result<In<'a>, nom::Err<Fail>> {
    let (i, query) = query::query(start)?;
    let (i, value) = node(i, start, ExprKind::Subquery(Box::new(query)));
    args.push(Argument { name: None, mark: "ROWS", value });
    Ok(i)
}

/// A value, also `{…}` and `[…]` within another of them.
fn value(i: In<'_>) -> R<'_, Expr> {
    match i.kind() {
        Kind::OpenBrace | Kind::OpenBracket => i.deeper(|i| made(i, i)),
        _ => expr(i),
    }
}

/// `JSON {key : value, …}`, `JSON [value, …]`: as the functions that make them, with a result of type `JSON`.
pub(super) fn constructor(start: In<'_>) -> R<'_, Expr> {
    made(start.advance(), start)
}

/// From the brace or bracket.
fn made<'a>(opening: In<'a>, start: In<'a>) -> R<'a, Expr> {
    let braces = opening.kind() == Kind::OpenBrace;
    let close = if braces { Kind::CloseBrace } else { Kind::CloseBracket };
    let mut args = Vec::new();
    let mut more = CallMore { returning: Some(Type::Json(None)), ..CallMore::default() };
    let mut i = opening.advance();
    if !braces && matches!(i.word(), SELECT | WITH) {
        i = rows(i, &mut args)?;
    }
    while i.kind() != close && !option_ahead(i) {
        if braces {
            i = entry(i, &mut args)?;
        } else {
            let (rest, value) = value(i)?;
            let (rest, mark) = format(rest);
            args.push(Argument { name: None, mark, value });
            i = rest;
        }
        if i.kind() != Kind::Comma {
            break;
        }
        i = i.advance();
    }
    let i = options(i, &mut args, &mut more)?;
    let (i, _) = sign(close)(i)?;
    call::finish(i, start, bare(if braces { "JSON_OBJECT" } else { "JSON_ARRAY" }), args, false, more)
}

/// `JSON_ARRAYAGG(x FORMAT JSON ORDER BY … NULL ON NULL)`.
fn aggregate<'a>(start: In<'a>, i: In<'a>) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let (i, value) = expr(i)?;
    let (i, mark) = format(i);
    let mut args = vec![Argument { name: None, mark, value }];
    let (i, order) = if i.word() == ORDER { window::order_by(i)? } else { (i, Vec::new()) };
    more.order = order;
    let i = options(i, &mut args, &mut more)?;
    done(i, start, "JSON_ARRAYAGG", args, more)
}

fn format(i: In<'_>) -> (In<'_>, &'static str) {
    match accept(i, &[FORMAT, JSON]) {
        Some(i) => (i, "FORMAT JSON"),
        None => (i, ""),
    }
}

/// `JSON_OBJECT([KEY] k VALUE v, k IS v, k : v, column, t.*)`: a key has the mark `KEY`, its value follows it.
fn object<'a>(start: In<'a>, mut i: In<'a>, name: &'static str) -> R<'a, Expr> {
    let (mut args, mut more) = (Vec::new(), CallMore::default());
    while i.kind() != Kind::Close && !option_ahead(i) {
        i = entry(i, &mut args)?;
        if i.kind() != Kind::Comma {
            break;
        }
        i = i.advance();
    }
    let i = options(i, &mut args, &mut more)?;
    done(i, start, name, args, more)
}

fn entry<'a>(i: In<'a>, args: &mut Vec<Argument>) -> Result<In<'a>, nom::Err<Fail>> {
    if i.word() == UNNEST && i.peek(1).kind == Kind::Open && matches!(i.word_at(2), SELECT | WITH) {
        let (i, query) = parens(query::query)(i.advance())?;
        let (i, value) = node(i, i, ExprKind::Subquery(Box::new(query)));
        args.push(Argument { name: None, mark: "UNNEST", value });
        return Ok(i);
    }
    let word_of_key = i.word() == KEY && !matches!(i.peek(1).kind, Kind::Comma | Kind::Close | Kind::Dot | Kind::Open);
    let (i, key) = super::sum(if word_of_key { i.advance() } else { i })?;
    let (i, value) = match (i.kind(), i.word()) {
        // of duality views: what is stored beside the columns, and what is computed
        (_, AS) if i.word_at(1) == FLEX => {
            args.push(Argument { name: None, mark: "FLEX", value: key });
            return Ok(accept(i.skip(2), &[COLUMN]).unwrap_or(i.skip(2)));
        }
        (_, VALUE | IS) if i.word_at(1) == GENERATED && i.word_at(2) == USING => {
            return generated(i.skip(3), key, args);
        }
        (Kind::Colon, _) if i.word_at(1) == GENERATED && i.word_at(2) == USING => {
            return generated(i.skip(3), key, args);
        }
        (_, VALUE | IS) => value(i.advance())?,
        (Kind::Colon, _) => value(i.advance())?,
        (Kind::Bind, _) => after_colon(i)?,
        _ => {
            let (i, mark) = format(i);
            args.push(Argument { name: None, mark, value: key });
            return Ok(tags(i, args));
        }
    };
    args.push(Argument { name: None, mark: "KEY", value: key });
    let (i, mark) = format(i);
    args.push(Argument { name: None, mark, value });
    Ok(tags(i, args))
}

/// `[PATH] expression` behind `GENERATED USING`.
fn generated<'a>(i: In<'a>, key: Expr, args: &mut Vec<Argument>) -> Result<In<'a>, nom::Err<Fail>> {
    args.push(Argument { name: None, mark: "KEY", value: key });
    let (i, mark) = match accept(i, &[PATH]) {
        Some(i) => (i, "GENERATED USING PATH"),
        None => (i, "GENERATED USING"),
    };
    let (i, value) = expr(i)?;
    args.push(Argument { name: None, mark, value });
    Ok(i)
}

/// `WITH NOUPDATE CHECK`: what a duality view may do with the column, each an argument of its own.
fn tags<'a>(i: In<'a>, args: &mut Vec<Argument>) -> In<'a> {
    if i.word() != WITH || query::duality_tag(i.advance()).is_none() {
        return i;
    }
    let mut i = i.advance();
    while let Some(mark) = query::duality_tag(i) {
        let (rest, value) = node(i.advance(), i, ExprKind::Null);
        args.push(Argument { name: None, mark, value });
        i = rest;
    }
    i
}

/// `'key':name`: without a space behind the colon it looks like a bind variable.
fn after_colon(start: In<'_>) -> R<'_, Expr> {
    let text = start.text().trim_start_matches(':');
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(node(start.advance(), start, ExprKind::Number(text.into(), NumberForm::Decimal)));
    }
    let mut parts = vec![names::fold(text)];
    let mut i = start.advance();
    while i.kind() == Kind::Dot && matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) {
        let (rest, part) = name::part(i.advance())?;
        parts.push(part);
        i = rest;
    }
    let path = Path::of(parts);
    if i.kind() == Kind::Open {
        return call::call(i, start, path);
    }
    Ok(node(i, start, ExprKind::Name(Box::new(path))))
}

/// `PASSING [BY VALUE] x AS "x", …`.
pub(super) fn passing<'a>(i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    let mut i = i.advance();
    if let Some(rest) = accept(i, &[BY, VALUE]) {
        more.keywords.push("BY VALUE");
        i = rest;
    }
    loop {
        let (rest, value) = expr(i)?;
        let (rest, name) = alias(rest)?;
        args.push(Argument { name, mark: "PASSING", value });
        // behind the comma, the next operation of a transformation may stand
        let operation = is_operation(rest.word_at(1)) && rest.peek(2).kind == Kind::Text
            || rest.word_at(1) == NESTED && rest.word_at(2) == PATH
            || rest.word_at(1) == CASE && rest.word_at(2) == WHEN;
        if rest.kind() != Kind::Comma || operation {
            return Ok(rest);
        }
        i = rest.advance();
    }
}

/// Whether an option stands here and not an argument.
fn option_ahead(i: In<'_>) -> bool {
    matches!((i.word(), i.word_at(1)), (RETURNING, _) | (NULL | ABSENT | EMPTY, ON) | (WITH | WITHOUT, _))
}

fn options<'a>(mut i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    loop {
        i = match (i.word(), i.word_at(1)) {
            (PASSING, _) => passing(i, args, more)?,
            (RETURNING, _) => {
                let (rest, ty) = types::data_type(i.advance())?;
                more.returning = Some(ty);
                // how attributes of an object type are found
                match accept(rest, &[USING, CASE]) {
                    Some(after) if after.kind() == Kind::Minus => {
                        more.keywords.push("USING CASE-SENSITIVE MAPPING");
                        words(&[SENSITIVE, MAPPING])(after.advance())?.0
                    }
                    _ => match accept(rest, &[USING, CASE_SENSITIVE, MAPPING]) {
                        Some(after) => {
                            more.keywords.push("USING CASE_SENSITIVE MAPPING");
                            after
                        }
                        None => rest,
                    },
                }
            }
            (PRESERVE, TIME) => {
                more.keywords.push("PRESERVE TIME");
                i.skip(2)
            }
            (TRUNCATE, TIME) => {
                more.keywords.push("TRUNCATE TIME");
                i.skip(2)
            }
            (ON, SCALAR) => {
                more.keywords.push("ON SCALAR STRING");
                words(&[ON, SCALAR, STRING])(i)?.0
            }
            (SQL, NULL) => event(i.skip(2), "SQL NULL", None, more)?,
            (JSON, NULL) => event(i.skip(2), "JSON NULL", None, more)?,
            (EMPTY, STRING) => event(i.skip(2), "EMPTY STRING", None, more)?,
            (FORMAT, JSON) => {
                more.keywords.push("FORMAT JSON");
                i.skip(2)
            }
            (NULL | ERROR | TRUE | FALSE | ABSENT | UNKNOWN | IGNORE | CREATE | REPLACE, ON) => {
                let then = i.word().text();
                event(i.advance(), then, None, more)?
            }
            (EMPTY, ON) => event(i.advance(), "EMPTY", None, more)?,
            (EMPTY, ARRAY) => event(i.skip(2), "EMPTY ARRAY", None, more)?,
            (EMPTY, OBJECT) => event(i.skip(2), "EMPTY OBJECT", None, more)?,
            (DEFAULT, _) => {
                let (rest, value) = expr(i.advance())?;
                event(rest, "DEFAULT", Some(value), more)?
            }
            (word, _) if FLAGS.contains(&word) => {
                more.keywords.push(word.text());
                i.advance()
            }
            _ if i.kind() == Kind::Open && FLAGS.contains(&i.word_at(1)) && i.peek(2).kind == Kind::Close => {
                more.keywords.push(i.word_at(1).text());
                i.skip(3)
            }
            _ => return Ok(i),
        };
    }
}

fn event<'a>(
    i: In<'a>,
    then: &'static str,
    value: Option<Expr>,
    more: &mut CallMore,
) -> Result<In<'a>, nom::Err<Fail>> {
    let (i, ()) = words(&[ON])(i)?;
    let when = match i.word() {
        ERROR | EMPTY | NULL | MISMATCH | MISSING | EXISTING => i.word().text(),
        _ => return i.fail::<()>(Expected::Word(ERROR)).map(|(i, ())| i),
    };
    more.on.push(OnEvent { then, value, when });
    let i = i.advance();
    if when == "MISMATCH" && i.kind() == Kind::Open {
        let (i, kinds) = parens(list1(mismatch))(i)?;
        more.keywords.extend(kinds);
        return Ok(i);
    }
    Ok(i)
}

/// Which mismatch: `MISSING DATA`, `EXTRA DATA`, `TYPE ERROR`.
fn mismatch(i: In<'_>) -> R<'_, &'static str> {
    for (first, second, text) in
        [(MISSING, DATA, "MISSING DATA"), (EXTRA, DATA, "EXTRA DATA"), (TYPE, ERROR, "TYPE ERROR")]
    {
        if let Some(i) = accept(i, &[first, second]) {
            return Ok((i, text));
        }
    }
    i.fail(Expected::Word(MISSING))
}

/// `JSON_TRANSFORM(x, SET '$.a' = 1, REMOVE '$.b' …)`: a path has its operation as mark, its value follows it.
fn transform<'a>(start: In<'a>, i: In<'a>) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let (mut i, document) = expr(i)?;
    let mut args = vec![plain(document)];
    while i.kind() == Kind::Comma {
        i = operation(i.advance(), &mut args, &mut more)?;
    }
    let i = options(i, &mut args, &mut more)?;
    done(i, start, "JSON_TRANSFORM", args, more)
}

fn operation<'a>(i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    if i.word() == CASE {
        return choice(i.advance(), args, more);
    }
    if i.word() == NESTED {
        let i = if i.word_at(1) == PATH { i.skip(2) } else { i.advance() };
        let (i, path) = super::sum(i)?;
        args.push(Argument { name: None, mark: "NESTED PATH", value: path });
        return operations(i, args, more);
    }
    if !is_operation(i.word()) {
        return i.fail::<()>(Expected::Word(SET)).map(|(i, ())| i);
    }
    let mark = i.word().text();
    let (mut i, path) = super::sum(i.advance())?;
    args.push(Argument { name: None, mark, value: path });
    if mark == "KEEP" {
        while i.kind() == Kind::Comma && i.peek(1).kind == Kind::Text {
            let (rest, path) = super::sum(i.advance())?;
            args.push(Argument { name: None, mark, value: path });
            i = rest;
        }
    }
    if i.kind() == Kind::Eq || i.word() == WITH && mark == "RENAME" {
        // the value may be that of another path
        let behind = i.advance();
        let of_path = behind.word() == PATH && behind.peek(1).kind == Kind::Text;
        let (rest, value) = expr(if of_path { behind.advance() } else { behind })?;
        let (rest, mark) = if of_path { (rest, "PATH") } else { format(rest) };
        args.push(Argument { name: None, mark, value });
        i = rest;
    }
    if mark == "SORT" {
        i = sorted(i, args, more)?;
    }
    options(i, args, more)
}

/// How an array is sorted: `REVERSE`, `UNIQUE`, `ORDER BY path DESC, …`.
fn sorted<'a>(mut i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    loop {
        match (i.word(), i.word_at(1)) {
            (REVERSE | UNIQUE | ASC | DESC, _) => {
                more.keywords.push(i.word().text());
                i = i.advance();
            }
            (ORDER, BY) => {
                i = i.advance();
                loop {
                    let (rest, value) = super::sum(i.advance())?;
                    let (rest, mark) = match rest.word() {
                        DESC => (rest.advance(), "ORDER BY DESC"),
                        ASC => (rest.advance(), "ORDER BY"),
                        _ => (rest, "ORDER BY"),
                    };
                    args.push(Argument { name: None, mark, value });
                    i = rest;
                    if i.kind() != Kind::Comma || i.peek(1).kind != Kind::Text {
                        break;
                    }
                }
            }
            _ => return Ok(i),
        }
    }
}

/// An operation within another, one level deeper.
fn inner_operation<'a>(i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    i.deeper(|i| operation(i, args, more).map(|i| (i, ()))).map(|(i, ())| i)
}

/// `(operation, …)`, between marks for where they begin and end.
fn operations<'a>(i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    let start = i;
    let mut i = open(i)?.0;
    if i.kind() != Kind::Close {
        i = inner_operation(i, args, more)?;
        while i.kind() == Kind::Comma {
            i = inner_operation(i.advance(), args, more)?;
        }
    }
    let (i, ()) = close(i)?;
    let (i, value) = node(i, start, ExprKind::Null);
    args.push(Argument { name: None, mark: "END", value });
    Ok(i)
}

/// `CASE WHEN condition THEN (operation, …) … ELSE (…) END`.
fn choice<'a>(mut i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    while i.word() == WHEN {
        let (rest, value) = expr(i.advance())?;
        args.push(Argument { name: None, mark: "WHEN", value });
        let (rest, ()) = words(&[THEN])(rest)?;
        i = operations(rest, args, more)?;
    }
    if i.word() == ELSE {
        let (rest, value) = node(i.advance(), i, ExprKind::Null);
        args.push(Argument { name: None, mark: "ELSE", value });
        i = operations(rest, args, more)?;
    }
    Ok(words(&[END])(i)?.0)
}

/// The operations of `JSON_TRANSFORM`.
fn is_operation(word: Word) -> bool {
    matches!(
        word,
        SET | REMOVE
            | INSERT
            | APPEND
            | PREPEND
            | RENAME
            | KEEP
            | REPLACE
            | COPY
            | UNION
            | INTERSECT
            | MINUS
            | MERGE
            | ADD_SET
            | REMOVE_SET
            | SORT
            | NESTED
            | CASE
    )
}
