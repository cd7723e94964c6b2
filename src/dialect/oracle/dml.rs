//! Statements that write or read rows: `INSERT … VALUES` in full, the others to their end.

use super::clauses::unread;
use super::expr::expr;
use super::names::{any_ident, ident, qname};
use super::query;
use super::statements::Production;
use crate::ir::{Dml, Does, Expr, ExprKind, Insert};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, keywords, list1, parens, word};

keywords! {
    ALL, DEFAULT, DELETE, FIRST, INSERT, INTO, LOG, MERGE, PARTITION, RETURN, RETURNING, SELECT, SUBPARTITION, UPDATE,
    VALUES, WITH,
}

/// `INSERT`.
pub(super) static INSERTS: Production = Production { words: &[INSERT], label: "INSERT", read: insert };
/// `UPDATE`.
pub(super) static UPDATES: Production = Production { words: &[UPDATE], label: "UPDATE", read: |i| rest(i, "UPDATE") };
/// `DELETE`.
pub(super) static DELETES: Production = Production { words: &[DELETE], label: "DELETE", read: |i| rest(i, "DELETE") };
/// `MERGE`.
pub(super) static MERGES: Production = Production { words: &[MERGE], label: "MERGE", read: |i| rest(i, "MERGE") };
/// Why DML stands in the model as text.
const NOT_YET: &str = "statements that write rows of a query are recognised to their end, but not read";

/// Whether `SELECT`, `WITH` or a parenthesised query stands here.
pub(super) fn starts_query(i: In<'_>) -> bool {
    (i.kind() == Kind::Open && query::starts(i)) || matches!(i.word(), SELECT | WITH)
}

/// A query.
pub(super) fn select(i: In<'_>) -> R<'_, Does> {
    let (i, query) = query::query(i)?;
    Ok((i, Does::Query(query)))
}

/// A statement that is recognised to its end.
fn rest<'a>(start: In<'a>, label: &'static str) -> R<'a, Does> {
    let mut i = start;
    while !i.is_end() {
        i = i.advance();
    }
    if i.span_from(start).is_empty() {
        return i.fail(Expected::Thing("a table"));
    }
    let (i, unread) = unread(i, start, NOT_YET);
    Ok((i, Does::Data(Box::new(Dml::Unread(label, unread)))))
}

fn insert(start: In<'_>) -> R<'_, Does> {
    let i = if start.kind() == Kind::Hint {
        start.advance().set_aside(start);
        start.advance()
    } else {
        start
    };
    if matches!(i.word(), ALL | FIRST) {
        return rest(start, "INSERT ALL");
    }
    let (i, _) = word(INTO)(i)?;
    match values(i) {
        Ok((i, insert)) if i.is_end() => Ok((i, Does::Data(Box::new(Dml::Insert(insert))))),
        Ok(_) | Err(_) if is_plain(i) => values(i).map(|(i, insert)| (i, Does::Data(Box::new(Dml::Insert(insert))))),
        Ok(_) | Err(_) => rest(start, label(i)),
    }
}

/// What a multi-part `INSERT` is called.
fn label(mut i: In<'_>) -> &'static str {
    while !i.is_end() {
        match i.word() {
            SELECT | WITH => return "INSERT SELECT",
            VALUES => return "INSERT",
            _ => i = super::clauses::past(i),
        }
    }
    "INSERT"
}

/// Whether nothing but rows follows `VALUES`: a failure to read them is a failure of the statement.
fn is_plain(mut i: In<'_>) -> bool {
    let mut has_values = false;
    while !i.is_end() {
        match i.word() {
            SELECT | WITH | RETURN | RETURNING | LOG | PARTITION | SUBPARTITION => return false,
            VALUES => has_values = true,
            _ if i.kind() == Kind::At => return false,
            _ => {}
        }
        i = super::clauses::past(i);
    }
    has_values
}

/// `table [alias] [( column, … )] VALUES ( value, … ), …`.
fn values(i: In<'_>) -> R<'_, Insert> {
    let (i, table) = qname(i)?;
    let i = if matches!(i.kind(), Kind::Name | Kind::Quoted) && i.word() != VALUES {
        let (n, _) = ident(i)?;
        n.set_aside(i);
        n
    } else {
        i
    };
    let (i, columns) = if i.kind() == Kind::Open { parens(list1(column))(i)? } else { (i, Vec::new()) };
    let (i, _) = word(VALUES)(i)?;
    let (i, rows) = list1(|i| parens(list1(item))(i))(i)?;
    Ok((i, Insert { table, columns, rows }))
}

/// A column, which may be qualified by its table.
fn column(i: In<'_>) -> R<'_, Name> {
    let (i, name) = any_ident(i)?;
    if i.kind() == Kind::Dot { column(i.advance()) } else { Ok((i, name)) }
}

/// A value, or `DEFAULT`.
fn item(start: In<'_>) -> R<'_, Expr> {
    if start.word() == DEFAULT && matches!(start.peek(1).kind, Kind::Comma | Kind::Close) {
        let (i, at) = start.advance().at(start);
        return Ok((i, Expr { at, kind: ExprKind::Default }));
    }
    expr(start)
}
