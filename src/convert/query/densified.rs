//! Joins that PostgreSQL does not have: partitioned outer joins, and full joins without an equality.

use super::from::{Item, optional};
use super::names::{Col, Frame};
use super::{Env, flat, refuse, scope};
use crate::analyze::Null;
use crate::analyze::query::source_of;
use crate::analyze::scope::{Found, Source, find};
use crate::convert::expr::lower as lower_expr;
use crate::convert::{Cx, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, ExprKind, JoinKind};
use crate::pg;
use crate::span::Span;

static DENSE: Rule = Rule {
    name: "partitioned-outer-join",
    codes: &[(finding::Source::Oracle, "HD-373")],
    raw: Severity::ManualEffort,
    message: "a partitioned outer join became an outer join for each of the key's values",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static FULL: Rule = Rule {
    name: "full-join-without-equality",
    codes: &[(finding::Source::Oracle, "OR-QRY-029")],
    raw: Severity::ManualEffort,
    severity: Severity::Performance,
    effort: Effort::minutes(10, 5),
    message: "a full join without an equality became a left join and the other side's rows without a match",
    help: "Nothing to do unless the query is slow: both sides are read twice.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DENSE, &FULL];

fn join(kind: pg::JoinKind, left: pg::From, right: pg::From, on: Option<pg::Expr>) -> pg::From {
    pg::From::Join(Box::new(pg::Join { kind, natural: false, left, right, on, using: Vec::new() }))
}

/// `a PARTITION BY (k) RIGHT JOIN b ON …`, `b LEFT JOIN a PARTITION BY (k) ON …`: each row of `b` for every value of `k`.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    it: &ir::Join,
    left: Item,
    right: Item,
) -> Lower<Item> {
    let span = item.at.span;
    let [by_left, by_right] = &it.partitions;
    let (divided, keys, kept) = match (it.kind, by_left.as_slice(), by_right.as_slice()) {
        (JoinKind::Right, keys @ [_, ..], []) => (&left, keys, &right),
        (JoinKind::Left, [], keys @ [_, ..]) => (&right, keys, &left),
        _ => return Err(refuse(cx, span, "this form of a partitioned outer join")),
    };
    let (Some(on), false, true) = (&it.on, it.natural, it.using.is_empty()) else {
        return Err(refuse(cx, span, "a partitioned outer join without ON"));
    };
    let parts = cx.fresh("parts");
    let keys = keys_of(cx, span, &divided.sources, keys)?;
    let frame = Frame {
        sources: left.sources.iter().chain(&right.sources).cloned().collect(),
        qualified: true,
        outer: env.outer,
        ..Frame::default()
    };
    let on = lower_expr(cx, &scope(env.schema, Some(&frame)), on)?.expr;
    let of_parts = |col: &Col| pg::Expr::Name(Box::new([parts.clone(), col.name.clone()]));
    let same = keys.iter().map(|col| pg::Expr::Distinct(true, Box::new([col.low(true).expr, of_parts(col)])));
    let on = pg::Expr::all(same.chain([on]).collect());
    let distinct = pg::Select {
        distinct: true,
        targets: keys.iter().map(|col| (col.low(true).expr, None)).collect(),
        from: vec![divided.from.clone()],
        ..pg::Select::default()
    };
    let distinct = pg::From::Query(Box::new(pg::Query::select(distinct)), parts.clone());
    let all = join(pg::JoinKind::Cross, distinct, kept.from.clone(), None);
    let all = join(pg::JoinKind::Left, all, divided.from.clone(), Some(on));
    // What rows are divided by has its value in every row; all else of that side may be missing.
    let shown = |side: &Item, is_divided: bool| {
        let mut sources = side.sources.clone();
        if is_divided {
            sources.iter_mut().for_each(optional);
            for (_, col) in sources.iter_mut().flat_map(|s| s.columns.iter_mut().flatten()) {
                if keys.iter().any(|key| key.of == col.of && key.name == col.name) {
                    col.of = parts.clone();
                }
            }
        }
        sources
    };
    let is_left = it.kind == JoinKind::Right;
    let sources: Vec<Source<Col>> = [shown(&left, is_left), shown(&right, !is_left)].concat();
    let of = cx.fresh("joined");
    let Some(flat) = flat::columns(&of, &sources) else {
        return Err(refuse(cx, span, "a partitioned outer join of what has no known columns"));
    };
    cx.exact(&DENSE, span);
    Ok(flat.item(of, vec![all], None))
}

/// The columns that rows are divided by.
fn keys_of(cx: &mut Cx<'_>, span: Span, sources: &[Source<Col>], keys: &[ir::Expr]) -> Lower<Vec<Col>> {
    let mut all: Vec<Col> = Vec::with_capacity(keys.len());
    for key in keys {
        let found = match &key.kind {
            ExprKind::Name(path) if source_of(sources, &path.parts).is_some() => {
                match find(std::iter::once(sources), &path.parts) {
                    Found::Column(_, _, col) => Some(col.clone()),
                    Found::Unknown | Found::Nothing => None,
                }
            }
            _ => None,
        };
        match found {
            Some(col) if all.iter().all(|other| other.name != col.name) => all.push(col),
            _ => return Err(refuse(cx, span, "a partitioned outer join by what is no column")),
        }
    }
    Ok(all)
}

/// `a FULL JOIN b ON …` where no equality tells the rows of one side by those of the other.
pub(super) fn full(cx: &mut Cx<'_>, item: &ir::From, left: Item, right: Item, on: pg::Expr) -> Lower<Item> {
    let span = item.at.span;
    let unknown = |cx: &mut Cx<'_>| Err(refuse(cx, span, "a full join of what has no known columns"));
    let of = cx.fresh("joined");
    let sources: Vec<Source<Col>> = left.sources.iter().chain(&right.sources).cloned().collect();
    let Some(flat) = flat::columns(&of, &sources) else { return unknown(cx) };
    let own = left.sources.iter().map(|s| s.columns.as_ref().map_or(0, Vec::len)).sum();
    let mut lacking = flat.targets.clone();
    let types = sources.iter().flat_map(|s| s.columns.iter().flatten()).map(|(_, col)| col.ty.clone());
    for ((value, _), ty) in lacking.iter_mut().zip(types).take(own) {
        *value = if ty == pg::Type::Unknown { pg::Expr::Null } else { pg::Expr::Null.cast(ty) };
    }
    let matches = pg::Select {
        targets: vec![(pg::Expr::int(1), None)],
        from: vec![left.from.clone()],
        condition: Some(on.clone()),
        ..pg::Select::default()
    };
    let alone = pg::Expr::Not(Box::new(pg::Expr::Exists(Box::new(pg::Query::select(matches)))));
    let first = pg::Select {
        targets: flat.targets,
        from: vec![join(pg::JoinKind::Left, left.from, right.from.clone(), Some(on))],
        ..pg::Select::default()
    };
    let second =
        pg::Select { targets: lacking, from: vec![right.from], condition: Some(alone), ..pg::Select::default() };
    let both = pg::SetQuery {
        op: pg::SetOp::Union,
        all: true,
        left: pg::Query::select(first),
        right: pg::Query::select(second),
        order: Vec::new(),
        limit: pg::Limit::default(),
    };
    cx.raise(FULL.at(span));
    let mut sources = flat.sources;
    sources.iter_mut().for_each(optional);
    sources.iter_mut().flat_map(|s| s.columns.iter_mut().flatten()).for_each(|(_, col)| col.null = Null::Maybe);
    Ok(Item { from: pg::From::Query(Box::new(pg::Query::Set(Box::new(both))), of), sources })
}
