//! `GRAPH_TABLE (g MATCH (a IS person) -[e IS knows]-> (b) COLUMNS (a.name))`: paths of a property graph as rows.

use super::super::expr::condition;
use super::super::names;
use super::{row_pattern, select};
use crate::ir::{FromKind, GraphElement, GraphTable, PathElement, PathElementKind, PathPattern};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, sign, word};

keywords! { COLUMNS, IN, IS, MATCH, ONE, PER, ROW, STEP, VERTEX, WHERE }

/// From the parenthesis.
pub(super) fn table(i: In<'_>) -> R<'_, FromKind> {
    parens(inner)(i).map(|(i, it)| (i, FromKind::Graph(Box::new(it))))
}

fn inner(i: In<'_>) -> R<'_, GraphTable> {
    let (i, graph) = names::qname(i)?;
    let (i, _) = word(MATCH)(i)?;
    let (i, patterns) = list1(pattern)(i)?;
    let (i, condition) = filter(i)?;
    let (i, (rows, row_names)) = rows(i)?;
    let (i, _) = word(COLUMNS)(i)?;
    let (i, columns) = parens(list1(select::target))(i)?;
    Ok((i, GraphTable { graph, patterns, condition, rows, row_names, columns }))
}

/// `WHERE condition`, where it stands.
fn filter(i: In<'_>) -> R<'_, Option<crate::ir::Expr>> {
    match accept(i, &[WHERE]) {
        Some(i) => condition(i).map(|(i, e)| (i, Some(e))),
        None => Ok((i, None)),
    }
}

/// `ONE ROW PER { MATCH | VERTEX (v) [IN (p)] | STEP (a, e, b) [IN (p)] }`.
fn rows(i: In<'_>) -> R<'_, (&'static str, Vec<Name>)> {
    let Some(i) = accept(i, &[ONE, ROW, PER]) else { return Ok((i, ("", Vec::new()))) };
    let (i, rows) = match i.word() {
        MATCH => return Ok((i.advance(), ("ONE ROW PER MATCH", Vec::new()))),
        VERTEX => (i.advance(), "ONE ROW PER VERTEX"),
        STEP => (i.advance(), "ONE ROW PER STEP"),
        _ => return i.fail(Expected::Word(MATCH)),
    };
    let (i, mut all) = names::names(i)?;
    let i = match accept(i, &[IN]) {
        Some(i) => {
            let (i, paths) = names::names(i)?;
            all.extend(paths);
            i
        }
        None => i,
    };
    Ok((i, (rows, all)))
}

/// `[name =] element …`.
fn pattern(i: In<'_>) -> R<'_, PathPattern> {
    let (i, name) = if i.peek(1).kind == Kind::Eq {
        let (i, name) = names::ident(i)?;
        (i.advance(), Some(name))
    } else {
        (i, None)
    };
    path(i, name)
}

/// Vertices and edges, as long as one stands here.
fn path(mut i: In<'_>, name: Option<Name>) -> R<'_, PathPattern> {
    let mut elements = Vec::new();
    while matches!(i.kind(), Kind::Open | Kind::Minus | Kind::Lt) {
        let (rest, kind) = if i.kind() == Kind::Open { i.deeper(in_parens)? } else { edge(i)? };
        let (rest, times) = quantifier(rest)?;
        elements.push(PathElement { kind, times });
        i = rest;
    }
    if elements.is_empty() {
        return i.fail(Expected::Thing("a vertex"));
    }
    Ok((i, PathPattern { name, elements, condition: None }))
}

/// A vertex, or a path within the path.
fn in_parens(i: In<'_>) -> R<'_, PathElementKind> {
    let inner = i.advance();
    if !matches!(inner.kind(), Kind::Open | Kind::Minus | Kind::Lt) {
        return parens(element)(i).map(|(i, it)| (i, PathElementKind::Vertex(it)));
    }
    let (i, mut within) = path(inner, None)?;
    let (i, condition) = filter(i)?;
    within.condition = condition;
    let (i, _) = sign(Kind::Close)(i)?;
    Ok((i, PathElementKind::Path(within)))
}

/// `[variable] [IS label | label …] [WHERE condition]`.
fn element(i: In<'_>) -> R<'_, GraphElement> {
    let (i, name) = if names::is_name(i.token()) && !matches!(i.word(), IS | WHERE) {
        names::ident(i).map(|(i, n)| (i, Some(n)))?
    } else {
        (i, None)
    };
    let mut labels = Vec::new();
    let i = match accept(i, &[IS]) {
        Some(mut i) => loop {
            let (rest, label) = names::ident(i)?;
            labels.push(label);
            if rest.kind() != Kind::Bar {
                break rest;
            }
            i = rest.advance();
        },
        None => i,
    };
    let (i, condition) = filter(i)?;
    Ok((i, GraphElement { name, labels, condition }))
}

/// `-[…]->`, `<-[…]-`, `-[…]-`, `->`, `<-`, `-`.
fn edge(i: In<'_>) -> R<'_, PathElementKind> {
    let (i, left) = if i.kind() == Kind::Lt { (i.advance(), true) } else { (i, false) };
    let (i, _) = sign(Kind::Minus)(i)?;
    let (i, it) = if i.kind() == Kind::OpenBracket {
        let (i, it) = element(i.advance())?;
        let (i, _) = sign(Kind::CloseBracket)(i)?;
        let (i, _) = sign(Kind::Minus)(i)?;
        (i, it)
    } else {
        (i, GraphElement::default())
    };
    let (i, right) = if i.kind() == Kind::Gt { (i.advance(), true) } else { (i, false) };
    Ok((i, PathElementKind::Edge(it, [left, right])))
}

/// `{2}`, `{1,3}`, `{,3}`, `{2,}`, `*`, `+`, `?`.
fn quantifier(i: In<'_>) -> R<'_, Option<(u32, Option<u32>)>> {
    if i.kind() == Kind::OpenBrace {
        return row_pattern::braces(i.advance());
    }
    let signs = [(Kind::Star, (0, None)), (Kind::Plus, (1, None)), (Kind::Question, (0, Some(1)))];
    match signs.into_iter().find(|(sign, _)| i.kind() == *sign) {
        Some((_, times)) => Ok((i.advance(), Some(times))),
        None => Ok((i, None)),
    }
}
