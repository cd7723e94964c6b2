//! `SELECT … FROM … WHERE … CONNECT BY … GROUP BY … HAVING …`.

use super::super::expr::{self, condition, expr};
use super::super::names;
use super::{from, model};
use crate::ir::{Group, GroupItem, Hierarchy, Select, Target};
use crate::name::Name;
use crate::span::At;
use crate::syntax::{Expected, In, Kind, R, Word, accept, keywords, list1, next, parens, word};

keywords! {
    SELECT, DISTINCT, UNIQUE, ALL, FROM, WHERE, START, WITH, CONNECT, BY, NOCYCLE, GROUP, HAVING, QUALIFY, WINDOW, MODEL, AS, INTO, BULK, COLLECT, ROLLUP, CUBE, GROUPING, SETS, EXCEPT, OFFSET, FETCH, LOG, ERRORS, RETURNING, RETURN, DIMENSION, PARTITION, MEASURES, MAIN, REFERENCE, IGNORE, KEEP, FIRST, NEXT, LOOP, ROW, ROWS,
}

/// A `SELECT` up to its `ORDER BY`; 23ai also lets `FROM` come first, and a `SELECT` have none.
pub(super) fn select(start: In<'_>) -> R<'_, Select> {
    let mut from_first = None;
    let mut i = start;
    if i.word() == FROM {
        let (rest, items) = from::list(i.advance())?;
        from_first = Some(items);
        i = rest;
    }
    let (mut i, _) = word(SELECT)(i)?;
    let mut hints: Vec<At> = Vec::new();
    while i.kind() == Kind::Hint {
        let (after, at) = i.advance().at(i);
        after.set_aside(i);
        hints.push(at);
        i = after;
    }
    let (i, distinct) = match i.word() {
        DISTINCT | UNIQUE => (i.advance(), true),
        ALL => (i.advance(), false),
        _ => (i, false),
    };
    let (i, targets) = list1(target)(i)?;
    let (i, (bulk, into)) = into(i)?;
    let (i, from) = match (from_first, accept(i, &[FROM])) {
        (Some(items), _) => (i, items),
        (None, Some(i)) => from::list(i)?,
        (None, None) => (i, Vec::new()),
    };
    let (i, condition) = optional(i, WHERE)?;
    let (i, hierarchy) = hierarchy(i)?;
    let (i, (group, having)) = grouping(i)?;
    // the clause may also stand behind the groups
    let (i, hierarchy) = if hierarchy.is_none() { self::hierarchy(i)? } else { (i, hierarchy) };
    let (i, windows) = windows(i)?;
    let (i, qualify) = optional(i, QUALIFY)?;
    let (i, model) = model::clause(i)?;
    let (i, at) = i.at(start);
    let select = Select {
        at,
        hints,
        distinct,
        targets,
        into,
        bulk,
        from,
        condition,
        hierarchy,
        group,
        having,
        qualify,
        windows,
        model,
    };
    Ok((i, select))
}

/// `WORD condition`, where the word stands here.
fn optional(i: In<'_>, start: Word) -> R<'_, Option<crate::ir::Expr>> {
    match accept(i, &[start]) {
        Some(i) => condition(i).map(|(i, e)| (i, Some(e))),
        None => Ok((i, None)),
    }
}

/// `expr [[AS] alias]`.
pub(super) fn target(i: In<'_>) -> R<'_, Target> {
    let (i, value) = expr(i)?;
    let (i, alias) = alias(i)?;
    Ok((i, Target { expr: value, alias }))
}

/// `[AS] alias`.
pub(super) fn alias(i: In<'_>) -> R<'_, Option<Name>> {
    if let Some(i) = accept(i, &[AS]) {
        return names::any_ident(i).map(|(i, n)| (i, Some(n)));
    }
    let clause = next(i, &[BULK, COLLECT]) || ends_select(i);
    if names::is_name(i.token()) && !clause {
        return names::ident(i).map(|(i, n)| (i, Some(n)));
    }
    Ok((i, None))
}

/// Whether a clause that follows starts here with a word that could be a name.
pub(super) fn ends_select(i: In<'_>) -> bool {
    match i.word() {
        OFFSET => {
            matches!(i.peek(1).kind, Kind::Number | Kind::Bind | Kind::Open) || matches!(i.word_at(2), ROW | ROWS)
        }
        FETCH => matches!(i.word_at(1), FIRST | NEXT),
        LOG => i.word_at(1) == ERRORS,
        RETURNING | RETURN | QUALIFY | EXCEPT => true,
        WINDOW => i.word_at(2) == AS,
        MODEL => matches!(
            i.word_at(1),
            DIMENSION | PARTITION | MEASURES | MAIN | REFERENCE | IGNORE | KEEP | UNIQUE | RETURN
        ),
        LOOP => true,
        _ => false,
    }
}

/// `INTO a, b`, `BULK COLLECT INTO c` of a routine.
fn into(i: In<'_>) -> R<'_, (bool, Vec<crate::ir::Expr>)> {
    let (i, bulk) = match accept(i, &[BULK, COLLECT]) {
        Some(i) => (i, true),
        None => (i, false),
    };
    if i.word() != INTO {
        return if bulk { i.fail(Expected::Word(INTO)) } else { Ok((i, (false, Vec::new()))) };
    }
    expr::exprs(i.advance()).map(|(i, targets)| (i, (bulk, targets)))
}

fn hierarchy(i: In<'_>) -> R<'_, Option<Box<Hierarchy>>> {
    let (i, first) = match accept(i, &[START, WITH]) {
        Some(i) => condition(i).map(|(i, e)| (i, Some(e)))?,
        None => (i, None),
    };
    let Some(i) = accept(i, &[CONNECT, BY]) else {
        return if first.is_some() { i.fail(Expected::Word(CONNECT)) } else { Ok((i, None)) };
    };
    let (i, nocycle) = if i.word() == NOCYCLE { (i.advance(), true) } else { (i, false) };
    let (i, connect) = condition(i)?;
    let (i, start) = match (first, accept(i, &[START, WITH])) {
        (None, Some(i)) => condition(i).map(|(i, e)| (i, Some(e)))?,
        (first, _) => (i, first),
    };
    Ok((i, Some(Box::new(Hierarchy { start, connect, nocycle }))))
}

/// `GROUP BY …` and `HAVING …`, in either order.
fn grouping(i: In<'_>) -> R<'_, (Option<Group>, Option<crate::ir::Expr>)> {
    let (i, before) = optional(i, HAVING)?;
    let (i, group) = match accept(i, &[GROUP, BY]) {
        Some(i) if i.word() == ALL => (i.advance(), Some(Group::All)),
        Some(i) => list1(group_item)(i).map(|(i, items)| (i, Some(Group::By(items))))?,
        None => (i, None),
    };
    let (i, after) = if before.is_none() { optional(i, HAVING)? } else { (i, None) };
    Ok((i, (group, before.or(after))))
}

fn group_item(i: In<'_>) -> R<'_, GroupItem> {
    if let Some(i) = accept(i, &[GROUPING, SETS]) {
        return parens(list1(group_item))(i).map(|(i, items)| (i, GroupItem::Sets(items)));
    }
    match i.word() {
        ROLLUP if i.peek(1).kind == Kind::Open => {
            parens(expr::exprs)(i.advance()).map(|(i, list)| (i, GroupItem::Rollup(list)))
        }
        CUBE if i.peek(1).kind == Kind::Open => {
            parens(expr::exprs)(i.advance()).map(|(i, list)| (i, GroupItem::Cube(list)))
        }
        _ => expr(i).map(|(i, e)| (i, GroupItem::Expr(e))),
    }
}

/// `WINDOW w AS (…), v AS (…)`.
fn windows(i: In<'_>) -> R<'_, Vec<(Name, crate::ir::Window)>> {
    if i.word() != WINDOW {
        return Ok((i, Vec::new()));
    }
    list1(|i| {
        let (i, name) = names::ident(i)?;
        let (i, _) = word(AS)(i)?;
        let (i, window) = parens(expr::window)(i)?;
        Ok((i, (name, window)))
    })(i.advance())
}
