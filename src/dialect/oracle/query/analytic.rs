//! Analytic views in queries: `av HIERARCHIES (…)`, `ANALYTIC VIEW (USING av FILTER FACT (…) ADD MEASURES (…))`.

use super::super::expr::{self, condition, expr};
use super::super::names;
use crate::ir::{AnalyticView, Expr, ExprKind, From, FromKind, Query, QueryBody, Select, Target};
use crate::name::{Name, QName};
use crate::syntax::{In, Kind, R, accept, keywords, list1, parens, word, words};

keywords! { ADD, AS, FACT, FILTER, HIERARCHIES, MEASURES, TO, USING }

/// `HIERARCHIES (…)` behind the name of a view; nothing where it does not stand here.
pub(super) fn read<'a>(i: In<'a>, view: &QName) -> Option<R<'a, FromKind>> {
    if i.word() != HIERARCHIES || i.peek(1).kind != Kind::Open {
        return None;
    }
    Some(hierarchies(i).map(|(i, hierarchies)| {
        let it = AnalyticView { view: view.clone(), hierarchies, ..AnalyticView::default() };
        (i, FromKind::Analytic(Box::new(it)))
    }))
}

/// `(USING av [HIERARCHIES …] [FILTER FACT …] [ADD MEASURES …])`.
pub(super) fn in_place(i: In<'_>) -> R<'_, FromKind> {
    parens(definition)(i).map(|(i, it)| (i, FromKind::Analytic(Box::new(it))))
}

/// The same as a named query: all columns of what is defined.
pub(super) fn named(start: In<'_>) -> R<'_, Query> {
    let (i, kind) = in_place(start)?;
    let (i, at) = i.at(start);
    let star = Target { expr: Expr { at, kind: ExprKind::Star(Box::default()) }, alias: None };
    let from = From { at, kind, alias: None, columns: Vec::new() };
    let select = Select { targets: vec![star], from: vec![from], ..Select::empty(at) };
    Ok((i, Query::of(at, QueryBody::Select(Box::new(select)))))
}

fn definition(i: In<'_>) -> R<'_, AnalyticView> {
    let (i, _) = word(USING)(i)?;
    let (i, view) = names::qname(i)?;
    let mut it = AnalyticView { view, in_place: true, ..AnalyticView::default() };
    let i = if i.word() == HIERARCHIES {
        let (i, all) = hierarchies(i)?;
        it.hierarchies = all;
        i
    } else {
        i
    };
    let i = match accept(i, &[FILTER, FACT]) {
        Some(i) => {
            let (i, all) = parens(list1(filter))(i)?;
            it.filters = all;
            i
        }
        None => i,
    };
    let i = match accept(i, &[ADD, MEASURES]) {
        Some(i) => {
            let (i, all) = parens(list1(measure))(i)?;
            it.measures = all;
            i
        }
        None => i,
    };
    Ok((i, it))
}

fn hierarchies(i: In<'_>) -> R<'_, Vec<(Vec<Name>, Option<Name>)>> {
    let (i, _) = word(HIERARCHIES)(i)?;
    if i.kind() == Kind::Open && i.peek(1).kind == Kind::Close {
        return Ok((i.skip(2), Vec::new()));
    }
    parens(list1(hierarchy))(i)
}

/// `dimension.hierarchy [[AS] alias]`.
fn hierarchy(i: In<'_>) -> R<'_, (Vec<Name>, Option<Name>)> {
    let (i, name) = names::path(i)?;
    let i = accept(i, &[AS]).unwrap_or(i);
    if matches!(i.kind(), Kind::Name | Kind::Quoted) {
        return names::ident(i).map(|(i, alias)| (i, (name, Some(alias))));
    }
    Ok((i, (name, None)))
}

/// `hierarchy TO condition`, `MEASURES TO condition`.
fn filter(i: In<'_>) -> R<'_, (Vec<Name>, Expr)> {
    let (i, name) = names::path(i)?;
    let (i, ()) = words(&[TO])(i)?;
    condition(i).map(|(i, e)| (i, (name, e)))
}

/// `name AS (expression)`.
fn measure(i: In<'_>) -> R<'_, Target> {
    let (i, name) = names::ident(i)?;
    let (i, _) = word(AS)(i)?;
    let (i, value) = if i.kind() == Kind::Open { parens(expr)(i)? } else { expr::operand(i)? };
    Ok((i, Target { expr: value, alias: Some(name) }))
}
