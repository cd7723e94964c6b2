//! `XMLTABLE` and `JSON_TABLE`.

use super::super::expr::{self, expr};
use super::super::{names, types};
use super::select;
use super::{comma, outer_mark};
use crate::ir::{ExprKind, From, FromKind, JsonTable, Path, TableColumn, Target, TextForm, XmlTable};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, Word, accept, keywords, list1, parens, word, words};
use ecow::EcoString;

keywords! {
    XMLNAMESPACES, DEFAULT, AS, PASSING, BY, VALUE, RETURNING, SEQUENCE, REF, COLUMNS, FOR, ORDINALITY, PATH, FORMAT, JSON,
    NESTED, EXISTS, NULL, ERROR, EMPTY, ON, TRUE, FALSE, WITH, WITHOUT, WRAPPER, ARRAY, CONDITIONAL, UNCONDITIONAL, ALLOW,
    PRESERVE, TIME, DISALLOW, SCALARS, TYPE, STRICT, LAX, OBJECT, TRUNCATE, MISMATCH, IGNORE, KEEP, OMIT, QUOTES, ENCODING, ASIS, PRETTY, BOOLEAN, TO, NUMBER, CONVERSION,
}

/// `([XMLNAMESPACES (…),] path PASSING … RETURNING SEQUENCE BY REF COLUMNS …)`.
pub(super) fn xml(i: In<'_>) -> R<'_, FromKind> {
    let (i, mut table) = parens(xml_inner)(i)?;
    let (i, optional) = outer_mark(i);
    table.optional = optional;
    Ok((i, FromKind::Xml(Box::new(table))))
}

fn xml_inner(i: In<'_>) -> R<'_, XmlTable> {
    let (i, namespaces) = match accept(i, &[XMLNAMESPACES]) {
        Some(i) => {
            let (i, all) = parens(list1(namespace))(i)?;
            (comma(i).unwrap_or(i), all)
        }
        None => (i, Vec::new()),
    };
    let (i, path) = expr(i)?;
    let (i, passing) = match accept(i, &[PASSING]) {
        Some(i) => list1(passed)(accept(i, &[BY, VALUE]).unwrap_or(i))?,
        None => (i, Vec::new()),
    };
    let (i, by_ref) = match accept(i, &[RETURNING]) {
        Some(i) => words(&[SEQUENCE, BY, REF])(i).map(|(i, ())| (i, true))?,
        None => (i, false),
    };
    let (i, columns) = match accept(i, &[COLUMNS]) {
        Some(i) => list1(xml_column)(i)?,
        None => (i, Vec::new()),
    };
    Ok((i, XmlTable { namespaces, path, passing, by_ref, columns, optional: false }))
}

/// `value [[AS] "name"]`: without `AS`, only a quoted name is none of the words that may follow.
fn passed(i: In<'_>) -> R<'_, Target> {
    let (i, value) = expr(i)?;
    if i.word() != AS && i.kind() != Kind::Quoted {
        return Ok((i, Target { expr: value, alias: None }));
    }
    let (i, alias) = select::alias(i)?;
    Ok((i, Target { expr: value, alias }))
}

/// `'uri' AS "prefix"`, `DEFAULT 'uri'`.
fn namespace(i: In<'_>) -> R<'_, (crate::ir::Expr, Name)> {
    if let Some(i) = accept(i, &[DEFAULT]) {
        return expr(i).map(|(i, e)| (i, (e, Name::default())));
    }
    let (i, value) = expr(i)?;
    let (i, prefix) = names::any_ident(word(AS)(i)?.0)?;
    Ok((i, (value, prefix)))
}

fn xml_column(start: In<'_>) -> R<'_, TableColumn> {
    let (i, name) = names::any_ident(start)?;
    if let Some(i) = accept(i, &[FOR, ORDINALITY]) {
        let (i, at) = i.at(start);
        return Ok((i, TableColumn { ordinality: true, ..column(name, at) }));
    }
    let mut options = Vec::new();
    let has_type = !(i.word() == PATH || i.word() == DEFAULT || matches!(i.kind(), Kind::Comma | Kind::Close));
    let (i, ty) = if has_type { types::data_type(i).map(|(i, t)| (i, Some(t)))? } else { (i, None) };
    let i = by_ref(i, &mut options);
    // in either order
    let (mut i, mut path, mut default) = (i, None, None);
    loop {
        if path.is_none()
            && let Some(after) = accept(i, &[PATH])
        {
            (i, path) = expr::text_literal(after).map(|(i, t)| (i, Some(t)))?;
        } else if default.is_none()
            && let Some(after) = accept(i, &[DEFAULT])
        {
            (i, default) = expr(after).map(|(i, e)| (i, Some(e)))?;
        } else {
            break;
        }
    }
    let (i, at) = i.at(start);
    Ok((i, TableColumn { ty, path, default, options, ..column(name, at) }))
}

/// `(SEQUENCE) BY REF` behind the type of a column.
fn by_ref<'a>(i: In<'a>, options: &mut Vec<&'static str>) -> In<'a> {
    let after = if i.kind() == Kind::Open && i.word_at(1) == SEQUENCE { i.skip(3) } else { i };
    match accept(after, &[BY, REF]) {
        Some(i) => {
            options.push("BY REF");
            i
        }
        None => i,
    }
}

fn column(name: Name, at: crate::span::At) -> TableColumn {
    TableColumn {
        name,
        at,
        ty: None,
        ordinality: false,
        path: None,
        default: None,
        second_default: None,
        options: Vec::new(),
        nested: Vec::new(),
    }
}

/// `(value [FORMAT JSON] [, path] [options] COLUMNS (…))`.
pub(super) fn json(i: In<'_>) -> R<'_, FromKind> {
    let (i, mut table) = parens(json_inner)(i)?;
    let (i, optional) = outer_mark(i);
    table.optional = optional;
    Ok((i, FromKind::Json(Box::new(table))))
}

fn json_inner(i: In<'_>) -> R<'_, JsonTable> {
    let (i, value) = expr(i)?;
    let (i, format_json) = match accept(i, &[FORMAT, JSON]) {
        Some(i) => (i, true),
        None => (i, false),
    };
    let (i, path) = match comma(i) {
        Some(i) => expr(i).map(|(i, e)| (i, Some(e)))?,
        None => (i, None),
    };
    let (i, passing) = match accept(i, &[PASSING]) {
        Some(i) => list1(passed)(accept(i, &[BY, VALUE]).unwrap_or(i))?,
        None => (i, Vec::new()),
    };
    let (i, (options, _)) = options(i)?;
    let (i, columns) = columns(i)?;
    Ok((i, JsonTable { value, format_json, path, passing, options, columns, optional: false }))
}

/// `NESTED [PATH] column.key[step] [, path] COLUMNS (…)`, as the `JSON_TABLE` that it stands for. Its alias stands behind it.
pub(super) fn nested(start: In<'_>, qualifier: Option<Name>) -> R<'_, From> {
    let i = if start.word_at(1) == PATH { start.skip(2) } else { start.advance() };
    let column = i;
    let (i, name) = names::ident(i)?;
    let parts: Vec<Name> = qualifier.into_iter().chain([name]).collect();
    let (i, at) = i.at(column);
    let value = crate::ir::Expr { at, kind: ExprKind::Name(Box::new(Path::of(parts))) };
    let (i, path) = match comma(i) {
        Some(i) => expr(i).map(|(i, e)| (i, Some(e)))?,
        None if matches!(i.kind(), Kind::Dot | Kind::OpenBracket) => {
            let (i, steps) = path(i)?;
            let (i, at) = i.at(column);
            let mut text = EcoString::from("$");
            text.push_str(&steps);
            (i, Some(crate::ir::Expr { at, kind: ExprKind::Text(text, TextForm::Plain) }))
        }
        None => (i, None),
    };
    let (i, (options, _)) = options(i)?;
    let (i, columns) = columns(i)?;
    let table = JsonTable { value, format_json: false, path, passing: Vec::new(), options, columns, optional: false };
    let (i, alias) = select::alias(i)?;
    let (i, at) = i.at(start);
    Ok((i, From { at, kind: FromKind::Json(Box::new(table)), alias, columns: Vec::new() }))
}

/// `COLUMNS (…)`; the parentheses may be missing.
fn columns(i: In<'_>) -> R<'_, Vec<TableColumn>> {
    let (i, _) = word(COLUMNS)(i)?;
    if i.kind() == Kind::Open { parens(list1(json_column))(i) } else { list1(json_column)(i) }
}

fn json_column(start: In<'_>) -> R<'_, TableColumn> {
    start.deeper(|start| {
        if start.word() == NESTED && !matches!(start.peek(1).kind, Kind::Comma | Kind::Close) {
            let i = accept(start, &[NESTED, PATH]).unwrap_or_else(|| start.advance());
            let (i, path) = path(i)?;
            let (i, nested) = columns(i)?;
            let (i, at) = i.at(start);
            return Ok((i, TableColumn { path: Some(path), nested, ..column(Name::default(), at) }));
        }
        let (i, name) = names::any_ident(start)?;
        let own = step(i.cx.slice(i.span_from(start)).trim().trim_matches('"'));
        if let Some(i) = accept(i, &[FOR, ORDINALITY]) {
            let (i, at) = i.at(start);
            return Ok((i, TableColumn { ordinality: true, ..column(name, at) }));
        }
        let bare = matches!(i.word(), PATH | EXISTS | FORMAT) || matches!(i.kind(), Kind::Comma | Kind::Close);
        let bare = bare || starts_option(i.word());
        let (i, ty) = if bare { (i, None) } else { types::data_type(i).map(|(i, t)| (i, Some(t)))? };
        let (i, time) = match [PRESERVE, TRUNCATE].into_iter().find_map(|w| accept(i, &[w, TIME]).map(|i| (i, w))) {
            Some((i, PRESERVE)) => (i, Some("PRESERVE TIME")),
            Some((i, _)) => (i, Some("TRUNCATE TIME")),
            None => (i, None),
        };
        let (i, (mut all, early)) = options(i)?;
        let (i, path) = match accept(i, &[PATH]) {
            Some(i) => path(i).map(|(i, p)| (i, Some(p)))?,
            // without a path, the name is the path, in the case in which it is written
            None => (i, Some(own)),
        };
        let (i, (more, late)) = options(i)?;
        all.extend(more);
        all.extend(time);
        let (i, at) = i.at(start);
        let mut defaults = early.into_iter().chain(late);
        let (default, second_default) = (defaults.next(), defaults.next());
        Ok((i, TableColumn { ty, path, default, second_default, options: all, ..column(name, at) }))
    })
}

/// `'$.a'`, or a simple path without quotes: `a.b[0]`.
fn path(i: In<'_>) -> R<'_, EcoString> {
    if matches!(i.kind(), Kind::Text | Kind::National) {
        return expr::text_literal(i);
    }
    let start = i;
    let mut i = i;
    while matches!(
        i.kind(),
        Kind::Name | Kind::Quoted | Kind::Dot | Kind::OpenBracket | Kind::CloseBracket | Kind::Number | Kind::Star
    ) && !(i.word() == COLUMNS || starts_option(i.word()))
    {
        i = i.advance();
    }
    let span = i.span_from(start);
    let written = i.cx.slice(span);
    match written.as_bytes().first() {
        None => i.fail(Expected::Thing("a path")),
        Some(b'$') => Ok((i, written.into())),
        Some(b'[') => Ok((i, format!("${written}").into())),
        Some(_) => Ok((i, format!("$.{written}").into())),
    }
}

/// The path of a member of that name.
fn step(name: &str) -> EcoString {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    format!("$.{}", if plain { name.to_owned() } else { format!("\"{name}\"") }).into()
}

fn starts_option(word: Word) -> bool {
    matches!(
        word,
        NULL | ERROR
            | EMPTY
            | TRUE
            | FALSE
            | DEFAULT
            | WITH
            | WITHOUT
            | ALLOW
            | DISALLOW
            | TYPE
            | STRICT
            | LAX
            | FORMAT
            | EXISTS
            | TRUNCATE
            | IGNORE
            | KEEP
            | OMIT
            | ENCODING
            | ASIS
            | PRETTY
    )
}

/// Options by keywords, and the values of `DEFAULT … ON …`.
fn options(mut i: In<'_>) -> R<'_, (Vec<&'static str>, Vec<crate::ir::Expr>)> {
    let mut all = Vec::new();
    let mut defaults = Vec::new();
    while starts_option(i.word())
        || matches!(
            i.word(),
            ON | WRAPPER | ARRAY | CONDITIONAL | UNCONDITIONAL | SCALARS | OBJECT | MISMATCH | QUOTES | JSON
        )
    {
        all.push(i.word().text());
        let after = i.advance();
        if let Some(after) = accept(after, &[BOOLEAN, TO, NUMBER, CONVERSION]) {
            all.push("BOOLEAN TO NUMBER CONVERSION");
            i = after;
            continue;
        }
        i = if i.word() == DEFAULT {
            let (after, value) = expr(after)?;
            defaults.push(value);
            after
        } else if after.kind() == Kind::Open && matches!(i.word(), TYPE | MISMATCH) {
            let (after, inner) = parens(list1(any_word))(after)?;
            all.extend(inner);
            after
        } else {
            after
        };
    }
    Ok((i, (all, defaults)))
}

/// A keyword in parentheses: `STRICT`, `MISSING DATA`.
fn any_word(mut i: In<'_>) -> R<'_, &'static str> {
    let first = i.word().text();
    if first.is_empty() {
        return i.fail(Expected::Thing("a keyword"));
    }
    i = i.advance();
    while !i.word().text().is_empty() {
        i = i.advance();
    }
    Ok((i, first))
}
