//! `CREATE JSON RELATIONAL DUALITY VIEW`: its documents as a query, whether they are written in SQL or in the words of GraphQL.

use super::super::clauses::{flag, plain};
use super::super::names::{any_ident, ident, qname};
use super::super::query::{query, starts};
use super::object::created;
use super::view::empty;
use super::{Create, Head};
use crate::ir::{
    Argument, Call, Clause, Does, Expr, ExprKind, From, FromKind, Kind, Path, Query, QueryBody, Select, TableRef,
    Target, TextForm, View,
};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind as Sign, R, balanced, keywords, sign, word};
use ecow::EcoString;

keywords! { AS, DISABLE, DUALITY, ENABLE, JSON, LOGICAL, RELATIONAL, REPLICATION, VIEW }

/// `CREATE JSON RELATIONAL DUALITY VIEW`.
pub(super) static CREATE: Create = Create {
    modifiers: &[],
    words: &[JSON, RELATIONAL, DUALITY, VIEW],
    label: "CREATE JSON RELATIONAL DUALITY VIEW",
    read: create,
};
/// The same without `RELATIONAL`.
pub(super) static CREATE_SHORT: Create = Create { words: &[JSON, DUALITY, VIEW], ..CREATE };

/// `name [{ ENABLE | DISABLE } LOGICAL REPLICATION] AS { query | table { … } }`.
fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, options) = options(i);
    let (i, _) = word(AS)(i)?;
    let (i, query) = if starts(i) { query(i)? } else { document(i)? };
    let mut view = View { force: head.force == Some(true), ..empty(query) };
    view.clauses.push(flag(i, i, "JSON RELATIONAL DUALITY")?.1);
    view.clauses.extend(options);
    created(i, head, name, Kind::View(view))
}

fn options(start: In<'_>) -> (In<'_>, Option<Clause>) {
    let mut i = start;
    while matches!(i.word(), ENABLE | DISABLE | LOGICAL | REPLICATION) {
        i = i.advance();
    }
    if i.tokens().len() == start.tokens().len() {
        return (i, None);
    }
    let (i, clause) = plain(i, start, "DUALITY VIEW OPTIONS");
    (i, Some(clause))
}

/// `[schema.]table [alias] [@directive …] { fields }`: the rows of the table as documents.
fn document(start: In<'_>) -> R<'_, Query> {
    start.deeper(|start| {
        let (i, name) = qname(start)?;
        let (i, tags) = directives(i)?;
        let (i, made) = fields(i)?;
        let (i, at) = i.at(start);
        let tags = tags.into_iter().map(|(name, said)| written(name, &said)).collect();
        let table = TableRef { name, tags, ..TableRef::default() };
        let from = From { at, kind: FromKind::Table(Box::new(table)), alias: None, columns: Vec::new() };
        let targets = vec![Target { expr: made, alias: None }];
        let select = Select { targets, from: vec![from], ..Select::empty(at) };
        Ok((i, Query::of(at, QueryBody::Select(Box::new(select)))))
    })
}

fn written(name: &'static str, said: &str) -> EcoString {
    let mut all = EcoString::from(name);
    all.push_str(said);
    all
}

/// `{field, …}`: as `JSON_OBJECT`.
fn fields(start: In<'_>) -> R<'_, Expr> {
    let (mut i, _) = sign(Sign::OpenBrace)(start)?;
    let mut args = Vec::new();
    while i.kind() != Sign::CloseBrace {
        i = field(i, &mut args)?.0;
        if i.kind() == Sign::Comma {
            i = i.advance();
        }
    }
    call(i.advance(), start, "JSON_OBJECT", args)
}

fn call<'a>(i: In<'a>, start: In<'a>, name: &'static str, args: Vec<Argument>) -> R<'a, Expr> {
    let (i, at) = i.at(start);
    let name = Path::of(vec![name.into()]);
    Ok((i, Expr { at, kind: ExprKind::Call(Box::new(Call { name, args, distinct: false, more: None })) }))
}

/// `[key :] column [@directive …]`, `[key :] table [@directive …] {…}`, `[key :] [table … {…}]`, `[key :] {…}`.
fn field<'a>(start: In<'a>, args: &mut Vec<Argument>) -> R<'a, ()> {
    let mut i = start;
    let keyed = start.peek(1).kind == Sign::Colon || start.peek(1).kind == Sign::Bind;
    if keyed {
        let (behind, name) = key(start)?;
        let (behind, at) = behind.at(start);
        args.push(argument("KEY", Expr { at, kind: ExprKind::Text(name.as_str().into(), TextForm::Plain) }));
        // a name right behind the colon looks like a bind variable
        if behind.kind() == Sign::Bind {
            let name = super::super::names::fold(behind.text().trim_start_matches(':'));
            return named(behind.advance(), behind, name, args);
        }
        i = behind.advance();
    }
    if i.kind() == Sign::OpenBrace {
        let (i, value) = i.deeper(fields)?;
        args.push(argument("", value));
        return Ok((i, ()));
    }
    if i.kind() == Sign::OpenBracket {
        let (behind, rows) = document(i.advance())?;
        let (behind, _) = sign(Sign::CloseBracket)(behind)?;
        let (behind, value) = array(behind, i, rows)?;
        args.push(argument("", value));
        return Ok((behind, ()));
    }
    if holds_fields(i) {
        let (behind, rows) = document(i)?;
        let (behind, value) = array(behind, i, rows)?;
        args.push(argument("", value));
        return Ok((behind, ()));
    }
    let from = i;
    let (i, column) = any_ident(from)?;
    named(i, from, column, args)
}

/// A column from behind its name.
fn named<'a>(i: In<'a>, start: In<'a>, column: Name, args: &mut Vec<Argument>) -> R<'a, ()> {
    let (i, at) = i.at(start);
    let path = Path::of(vec![column]);
    args.push(argument("", Expr { at, kind: ExprKind::Name(Box::new(path)) }));
    let (i, tags) = directives(i)?;
    for (mark, said) in tags {
        let kind = if said.is_empty() { ExprKind::Null } else { ExprKind::Text(said, TextForm::Plain) };
        args.push(argument(mark, Expr { at, kind }));
    }
    Ok((i, ()))
}

fn argument(mark: &'static str, value: Expr) -> Argument {
    Argument { name: None, mark, value }
}

/// The key of a field: a name or a text.
fn key(i: In<'_>) -> R<'_, Name> {
    if i.kind() == Sign::Text {
        return super::super::expr::text_literal(i).map(|(i, text)| (i, text.as_str().into()));
    }
    // as written: JSON tells upper and lower case apart
    if matches!(i.kind(), Sign::Name | Sign::Bad) { Ok((i.advance(), i.text().into())) } else { ident(i) }
}

/// The rows of a table as an array.
fn array<'a>(i: In<'a>, start: In<'a>, rows: Query) -> R<'a, Expr> {
    let at = rows.at;
    let rows = Expr { at, kind: ExprKind::Subquery(Box::new(rows)) };
    call(i, start, "JSON_ARRAY", vec![argument("ROWS", rows)])
}

/// Whether fields follow the name and the directives here, so that it is that of a table.
fn holds_fields(i: In<'_>) -> bool {
    let Ok((i, _)) = qname(i) else { return false };
    matches!(directives(i), Ok((i, _)) if i.kind() == Sign::OpenBrace)
}

/// Directives by their names.
static DIRECTIVES: &[&str] = &[
    "@ALIAS",
    "@ARRAY",
    "@CAST",
    "@CHECK",
    "@DELETE",
    "@ETAG",
    "@FLEX",
    "@GENERATED",
    "@HIDDEN",
    "@INSERT",
    "@LINK",
    "@NEST",
    "@NOCHECK",
    "@NODELETE",
    "@NOINSERT",
    "@NOUPDATE",
    "@OBJECT",
    "@UNNEST",
    "@UPDATE",
    "@WHERE",
];

/// `@name [(…)]`, one behind the other, with what stands in the parentheses as written.
fn directives(mut i: In<'_>) -> R<'_, Vec<(&'static str, EcoString)>> {
    let mut all = Vec::new();
    loop {
        // behind a keyword, sign and name are one token
        let (spelled, behind) = if i.kind() == Sign::At {
            (i.advance().text(), i.skip(2))
        } else if i.kind() == Sign::Substitution {
            (i.text().trim_start_matches('@'), i.advance())
        } else {
            return Ok((i, all));
        };
        let known = DIRECTIVES.iter().find(|d| d.get(1..).is_some_and(|d| d.eq_ignore_ascii_case(spelled)));
        let Some(known) = known else { return i.fail(Expected::Thing("a directive")) };
        let end = if behind.kind() == Sign::Open { balanced(behind) } else { behind };
        let said = if behind.kind() == Sign::Open { i.cx.slice(end.span_from(behind)) } else { "" };
        all.push((*known, said.into()));
        i = end;
    }
}
