//! `(+)`: outer joins written in `WHERE` become joins; conditions with the mark belong to the join, those without stay behind.

use super::from::{Item, optional};
use super::names::{Col, Frame};
use super::{refuse, scope};
use crate::analyze::query::source_of;
use crate::analyze::scope::Source;
use crate::convert::expr::lower as lower_expr;
use crate::convert::{Cx, Lower};
use crate::finding::{self, Rule, Severity};
use crate::ir::{self, ExprKind, walk};
use crate::name::Name;
use crate::pg;
use crate::span::Span;
use std::collections::BTreeSet;

static MARK: Rule = Rule {
    name: "outer-join-operator",
    codes: &[(finding::Source::Oracle, "OR-QRY-002")],
    raw: Severity::Blocker,
    message: "an outer join written with (+) became a LEFT JOIN",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&MARK];

/// An item with the conditions by which it is joined to those before it.
#[derive(Debug)]
pub(super) struct Step<'e> {
    place: usize,
    left: bool,
    on: Vec<&'e ir::Expr>,
}

/// Which items a condition reads, by place: those under the mark, and the others.
struct Reads {
    marked: BTreeSet<usize>,
    plain: BTreeSet<usize>,
    queries: bool,
}

/// Decides the order of the joins. The conditions that are left for `WHERE` come back with it; nothing where no mark is written.
pub(super) fn plan<'e>(
    cx: &mut Cx<'_>,
    span: Span,
    items: &mut [Item],
    conjuncts: Vec<&'e ir::Expr>,
) -> Lower<(Option<Vec<Step<'e>>>, Vec<&'e ir::Expr>)> {
    let has_mark = |e: &ir::Expr| {
        let mut found = false;
        walk::each(e, &mut |e| found |= matches!(e.kind, ExprKind::OuterJoinMark(_)));
        found
    };
    if !conjuncts.iter().any(|e| has_mark(e)) {
        return Ok((None, conjuncts));
    }
    let owners: Vec<(usize, Source<Col>)> =
        items.iter().enumerate().flat_map(|(n, i)| i.sources.iter().map(move |s| (n, s.clone()))).collect();
    let sources: Vec<Source<Col>> = owners.iter().map(|(_, s)| s.clone()).collect();
    let owner = |parts: &[Name]| source_of(&sources, parts).and_then(|n| owners.get(n)).map(|(item, _)| *item);
    let mut joins: Vec<(Vec<&ir::Expr>, BTreeSet<usize>)> = vec![(Vec::new(), BTreeSet::new()); items.len()];
    let mut inner: Vec<(&ir::Expr, Reads)> = Vec::new();
    for condition in conjuncts {
        let reads = reads(condition, &owner);
        let mut marked = reads.marked.iter();
        match (marked.next(), marked.next()) {
            (None, _) if has_mark(condition) => return Err(refuse(cx, span, "`(+)` on a name that is no column")),
            (None, _) => inner.push((condition, reads)),
            (Some(place), None) if !reads.queries && !reads.plain.contains(place) => {
                if let Some((on, needs)) = joins.get_mut(*place) {
                    on.push(condition);
                    needs.extend(&reads.plain);
                }
            }
            (Some(_), _) => return Err(refuse(cx, span, "`(+)` on two tables of one condition")),
        }
    }
    for (n, (on, needs)) in joins.iter().enumerate() {
        let lone = items.get(n).is_some_and(|i| i.sources.len() == 1);
        if !on.is_empty() && (needs.is_empty() || !lone) {
            return Err(refuse(cx, span, "`(+)` on a table that nothing joins"));
        }
    }
    cx.exact(&MARK, span);
    for (item, (on, _)) in items.iter_mut().zip(&joins) {
        if !on.is_empty() {
            item.sources.iter_mut().for_each(optional);
        }
    }
    arrange(cx, span, joins, inner)
}

fn arrange<'e>(
    cx: &mut Cx<'_>,
    span: Span,
    joins: Vec<(Vec<&'e ir::Expr>, BTreeSet<usize>)>,
    mut inner: Vec<(&'e ir::Expr, Reads)>,
) -> Lower<(Option<Vec<Step<'e>>>, Vec<&'e ir::Expr>)> {
    let mut placed: BTreeSet<usize> = BTreeSet::new();
    let mut steps = Vec::with_capacity(joins.len());
    for (place, _) in joins.iter().enumerate().filter(|(_, (on, _))| on.is_empty()) {
        // What joins the table to those before it stands with it; the rest filters.
        let joins_it = |reads: &Reads| {
            let before = reads.plain.iter().all(|p| *p == place || placed.contains(p));
            !reads.queries && before && reads.plain.contains(&place) && reads.plain.len() > 1
        };
        let (on, rest): (Vec<_>, Vec<_>) = inner.into_iter().partition(|(_, reads)| joins_it(reads));
        inner = rest;
        steps.push(Step { place, left: false, on: on.into_iter().map(|(e, _)| e).collect() });
        placed.insert(place);
    }
    let mut waiting: Vec<(usize, Vec<&ir::Expr>, BTreeSet<usize>)> = joins
        .into_iter()
        .enumerate()
        .filter(|(_, (on, _))| !on.is_empty())
        .map(|(place, (on, needs))| (place, on, needs))
        .collect();
    while !waiting.is_empty() {
        let Some(next) = waiting.iter().position(|(_, _, needs)| needs.is_subset(&placed)) else {
            return Err(refuse(cx, span, "`(+)` in a circle"));
        };
        let (place, on, _) = waiting.remove(next);
        steps.push(Step { place, left: true, on });
        placed.insert(place);
    }
    Ok((Some(steps), inner.into_iter().map(|(e, _)| e).collect()))
}

fn reads(condition: &ir::Expr, owner: &dyn Fn(&[Name]) -> Option<usize>) -> Reads {
    let mut reads = Reads { marked: BTreeSet::new(), plain: BTreeSet::new(), queries: false };
    gather(condition, false, owner, &mut reads);
    reads
}

fn gather(e: &ir::Expr, marked: bool, owner: &dyn Fn(&[Name]) -> Option<usize>, reads: &mut Reads) {
    if let ExprKind::Name(path) = &e.kind
        && let Some(place) = owner(&path.parts)
    {
        if marked {
            reads.marked.insert(place)
        } else {
            reads.plain.insert(place)
        };
    }
    let marked = marked || matches!(e.kind, ExprKind::OuterJoinMark(_));
    walk::children(e, &mut |node| match node {
        walk::Node::Expr(child) => gather(child, marked, owner, reads),
        walk::Node::Query(_) => reads.queries = true,
    });
}

/// Builds the joins.
pub(super) fn build(
    cx: &mut Cx<'_>,
    schema: Option<&Name>,
    frame: &Frame<'_>,
    items: Vec<Item>,
    steps: Vec<Step<'_>>,
) -> Lower<Vec<pg::From>> {
    let mut items: Vec<Option<pg::From>> = items.into_iter().map(|i| Some(i.from)).collect();
    let mut tree: Option<pg::From> = None;
    for step in steps {
        let Some(right) = items.get_mut(step.place).and_then(Option::take) else { continue };
        let on: Vec<Lower<pg::Expr>> =
            step.on.iter().map(|e| lower_expr(cx, &scope(schema, Some(frame)), e).map(|low| low.expr)).collect();
        let on = on.into_iter().collect::<Lower<Vec<_>>>()?;
        let Some(left) = tree.take() else {
            tree = Some(right);
            continue;
        };
        let kind = match (step.left, on.is_empty()) {
            (true, _) => pg::JoinKind::Left,
            (false, true) => pg::JoinKind::Cross,
            (false, false) => pg::JoinKind::Inner,
        };
        let on = if on.is_empty() { None } else { Some(pg::Expr::all(on)) };
        tree = Some(pg::From::Join(Box::new(pg::Join { kind, natural: false, left, right, on, using: Vec::new() })));
    }
    Ok(tree.into_iter().collect())
}
