//! `FROM`: tables, views, named queries, derived tables and joins.

use super::names::{Col, Frame};
use super::{Env, FLASHBACK, MATCH, Out, densified, json_table, lower, pivot, refuse, rows, scope};
use crate::analyze::Null;
use crate::analyze::query::is_dual;
use crate::analyze::scope::Source;
use crate::convert::expr::lower as lower_expr;
use crate::convert::{Cx, Low, Lower, Manual, homes, partition_named};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, FromKind, JoinKind};
use crate::name::Name;
use crate::pg;

static DUAL: Rule = Rule {
    name: "dual",
    codes: &[(finding::Source::Oracle, "OR-QRY-001")],
    raw: Severity::Info,
    message: "DUAL is not needed",
    help: "Nothing to do: FROM DUAL is left out, and is a row of its own where it is joined.",
    ..Rule::PLAIN
};

static NOT_FOUND: Rule = Rule {
    name: "relation-not-found",
    codes: &[(finding::Source::Oracle, "HD-332")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`{relation}` {why}",
    help: "{advice}",
    ..Rule::PLAIN
};

static UNNAMED: Rule = Rule {
    name: "derived-table-without-alias",
    codes: &[(finding::Source::Oracle, "OR-QRY-007")],
    raw: Severity::Blocker,
    message: "a query in FROM got a name, which PostgreSQL demands",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static SAMPLE: Rule = Rule {
    name: "sample",
    codes: &[(finding::Source::Oracle, "OR-QRY-020")],
    raw: Severity::Info,
    message: "SAMPLE became TABLESAMPLE",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static APPLY: Rule = Rule {
    name: "apply-join",
    codes: &[(finding::Source::Oracle, "OR-QRY-023")],
    raw: Severity::Info,
    message: "APPLY became a LATERAL join",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DUAL, &NOT_FOUND, &UNNAMED, &SAMPLE, &APPLY];

/// A lowered item with what it brings in sight.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The item.
    pub from: pg::From,
    /// Its sources, one each but for joins.
    pub sources: Vec<Source<Col>>,
}

/// Whether a query reads nothing but `DUAL`; then its `FROM` goes.
pub(super) fn only_dual(cx: &mut Cx<'_>, env: Env<'_>, select: &ir::Select) -> bool {
    let [only] = select.from.as_slice() else { return false };
    let FromKind::Table(table) = &only.kind else { return false };
    let dual = is_dual(&table.name) && table.link.is_none() && !is_own(cx, env, table);
    if dual {
        cx.exact(&DUAL, only.at.span);
    }
    dual
}

/// Whether the input has a table of the name of `DUAL`, or a query gives it; a view of that name is what other databases have for it.
fn is_own(cx: &Cx<'_>, env: Env<'_>, table: &ir::TableRef) -> bool {
    let id = cx.program.resolve(&table.name, env.schema);
    let own = id.is_some_and(|id| matches!(cx.program.read.catalog.get(id).kind, ir::Kind::Table(_)));
    own || table.name.schema.is_none() && cx.named.iter().any(|n| n.source == table.name.name)
}

/// Lowers the items of a list; each is reported before the first failure ends it.
pub(super) fn list(cx: &mut Cx<'_>, env: Env<'_>, items: &[ir::From]) -> Lower<Vec<Item>> {
    let mut all: Vec<Item> = Vec::with_capacity(items.len());
    let mut failed = None;
    let mut lost: Vec<Source<Col>> = Vec::new();
    for item in items {
        let before: Vec<Source<Col>> = all.iter().flat_map(|i| i.sources.clone()).chain(lost.clone()).collect();
        match one(cx, env, item, &before) {
            Ok(made) if rows::is_optional(item) && !all.is_empty() => all = vec![beside(all, made)],
            Ok(made) => all.push(made),
            Err(manual) => {
                failed = Some(manual);
                unknown(item, &mut lost);
            }
        }
    }
    match failed {
        Some(manual) => Err(manual),
        None => Ok(all),
    }
}

/// The names of items that failed: what later items take from them is not known, which was said.
fn unknown(item: &ir::From, lost: &mut Vec<Source<Col>>) {
    if let FromKind::Join(join) = &item.kind {
        unknown(&join.left, lost);
        unknown(&join.right, lost);
    } else {
        let table = if let FromKind::Table(table) = &item.kind { Some(&table.name.name) } else { None };
        let name = item.alias.as_ref().or(table).cloned().unwrap_or_default();
        lost.push(Source { name, schema: None, columns: None });
    }
}

/// An item with `(+)` behind it stays, with nulls, where it has no rows for those before it.
fn beside(all: Vec<Item>, mut right: Item) -> Item {
    right.sources.iter_mut().for_each(optional);
    let join = |kind, left, right, on| {
        pg::From::Join(Box::new(pg::Join { kind, natural: false, left, right, on, using: Vec::new() }))
    };
    let mut sources = Vec::new();
    let mut left: Option<pg::From> = None;
    for item in all {
        sources.extend(item.sources);
        left = Some(match left.take() {
            Some(left) => join(pg::JoinKind::Cross, left, item.from, None),
            None => item.from,
        });
    }
    sources.extend(right.sources);
    let from = match left {
        Some(left) => join(pg::JoinKind::Left, left, right.from, Some(pg::Expr::Bool(true))),
        None => right.from,
    };
    Item { from, sources }
}

/// Lowers one item; those before it are in sight where it may refer to them.
pub(super) fn one(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From, before: &[Source<Col>]) -> Lower<Item> {
    match &item.kind {
        FromKind::Table(table) => relation(cx, env, item, table, before),
        FromKind::Query(derived) => {
            let seen = Frame { sources: before.to_vec(), qualified: true, outer: env.outer, ..Frame::default() };
            let inner = if derived.lateral { Env { outer: Some(&seen), ..env } } else { env };
            if let ir::QueryBody::Values(list) = &derived.query.body {
                return rows::values(cx, inner, item, list);
            }
            let mut lowered = lower(cx, inner, &derived.query)?;
            if !item.columns.is_empty() && !renamed(cx, &mut lowered.query, &item.columns) {
                return Err(refuse(cx, item.at.span, "column aliases of a query"));
            }
            let name = alias_of(cx, item);
            let sources = vec![source(cx, item, &name, lowered.columns)];
            let query = Box::new(lowered.query);
            let from = if derived.lateral { pg::From::Lateral(query, name) } else { pg::From::Query(query, name) };
            Ok(Item { from, sources })
        }
        FromKind::Nested(inner) => one(cx, env, inner, before),
        FromKind::Join(join) => joined(cx, env, item, join, before),
        FromKind::Match(parts) => Err(cx.manual(MATCH.at(parts.0.at.span))),
        FromKind::Function(e, _) => rows::collection(cx, env, item, e, before),
        FromKind::Values(list) => rows::values(cx, env, item, list),
        FromKind::Xml(xml) => rows::xml(cx, env, item, xml, before),
        FromKind::Json(json) => json_table::lower(cx, env, item, json, before),
        FromKind::Pivot(it) => pivot::pivot(cx, env, item, it, before),
        FromKind::Unpivot(it) => pivot::unpivot(cx, env, item, it, before),
        FromKind::Graph(_) | FromKind::Analytic(_) | FromKind::External(_) => {
            Err(super::foreign::refuse(cx, &item.kind, item.at.span))
        }
        FromKind::Unread(unread) => {
            let what = format!("what is not understood here ({})", unread.reason);
            // that is a finding of its own
            Err(cx.said("HD-105", what))
        }
    }
}

/// The name of an item that may go without one in the source.
pub(super) fn named(cx: &mut Cx<'_>, item: &ir::From, base: &str) -> Name {
    match &item.alias {
        Some(alias) => cx.program.plan.names.fold(alias),
        None => cx.fresh(base),
    }
}

/// The name of a query in `FROM`, which PostgreSQL demands.
pub(super) fn alias_of(cx: &mut Cx<'_>, item: &ir::From) -> Name {
    match &item.alias {
        Some(alias) => cx.program.plan.names.fold(alias),
        None => {
            cx.exact(&UNNAMED, item.at.span);
            cx.fresh("sq")
        }
    }
}

/// Gives the columns of a select other names; false where they are not written one by one.
fn renamed(cx: &Cx<'_>, query: &mut pg::Query, names: &[Name]) -> bool {
    let pg::Query::Select(select) = query else { return false };
    let starred = select.targets.iter().any(|(e, _)| matches!(e, pg::Expr::Star | pg::Expr::StarOf(_)));
    if starred || select.targets.len() != names.len() {
        return false;
    }
    for ((_, alias), name) in select.targets.iter_mut().zip(names) {
        *alias = Some(cx.program.plan.names.fold(name));
    }
    true
}

/// What an item brings in sight, under its alias.
pub(super) fn source(cx: &Cx<'_>, item: &ir::From, of: &Name, columns: Vec<Out>) -> Source<Col> {
    let names = &cx.program.plan.names;
    let mut all: Vec<(Name, Col)> = columns
        .into_iter()
        .map(|out| {
            let out = out.settled();
            let col = Col::of(of, &out);
            (out.source, col)
        })
        .collect();
    for (own, (source, col)) in item.columns.iter().zip(&mut all) {
        source.clone_from(own);
        col.name = names.fold(own);
    }
    Source { name: item.alias.clone().unwrap_or_default(), schema: None, columns: Some(all) }
}

/// Says that rows of the past are asked for.
fn past(cx: &mut Cx<'_>, item: &ir::From, it: &ir::Flashback) -> Manual {
    let (what, advice) = match &it.period {
        Some(period) => (
            format!("rows that period `{period}` holds are asked for, which PostgreSQL does not keep"),
            "Write the condition on the columns of the period: (start IS NULL OR start <= at) AND (end IS NULL OR end > at).",
        ),
        None => (
            "a flashback query reads the past, which PostgreSQL does not keep".to_owned(),
            "Keep history in a table of its own and query that.",
        ),
    };
    cx.manual(FLASHBACK.at(item.at.span).with("what", what).with("advice", advice))
}

/// What is said of a relation that the input does not have.
const ABSENT: &str = "is not in the input";

/// Says that a relation cannot be read here, and what is to be done.
fn missing(cx: &mut Cx<'_>, item: &ir::From, table: &ir::TableRef, why: &str) -> Manual {
    let elsewhere = cx.program.elsewhere(&table.name);
    let absent = why == ABSENT;
    let advice = if why.starts_with("is not converted") {
        "Look for the finding at its definition: once that is written by hand, this can be too."
    } else if why.starts_with("is in another") {
        "Make a foreign table of it (postgres_fdw, oracle_fdw), or copy its rows; then write the query by hand."
    } else {
        elsewhere.advice(homes::ADD)
    };
    let why = if absent { format!("{why}{}", elsewhere.said) } else { why.to_owned() };
    let raised = NOT_FOUND.at(item.at.span).with("relation", &table.name).with("why", why);
    let cause = if absent { elsewhere.cause(&table.name.name) } else { &table.name.name };
    cx.manual(raised.with("advice", advice).because(cause))
}

fn relation(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    table: &ir::TableRef,
    before: &[Source<Col>],
) -> Lower<Item> {
    if table.link.is_some() {
        return Err(missing(cx, item, table, "is in another database"));
    }
    if let Some(it) = table.flashback.first() {
        return Err(past(cx, item, it));
    }
    if !table.wrapper.is_empty() {
        return Err(refuse(cx, item.at.span, table.wrapper));
    }
    if !table.tags.is_empty() {
        return Err(refuse(cx, item.at.span, "the tables of a duality view"));
    }
    if !item.columns.is_empty() {
        return Err(refuse(cx, item.at.span, "column aliases of a table"));
    }
    let alias = item.alias.as_ref().map(|a| cx.program.plan.names.fold(a));
    let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let named = cx.named.iter().rev().find(|n| table.name.schema.is_none() && n.source == table.name.name).cloned();
    if let Some(named) = named {
        let of = alias.clone().unwrap_or_else(|| named.name.clone());
        let source = Source { name, ..source(cx, item, &of, named.columns) };
        return Ok(Item { from: pg::From::Named(named.name, alias), sources: vec![source] });
    }
    if is_dual(&table.name) && !is_own(cx, env, table) {
        return Ok(dual(cx, item, name));
    }
    // nothing reads itself: its name means something else there
    let Some(id) = cx.program.resolve(&table.name, env.schema).filter(|id| !cx.visiting.contains(id)) else {
        let apex = crate::convert::supplied_packages::apex_view(cx, &table.name, item.at.span);
        if apex.is_none()
            && let Some(shown) = super::shown::relation(cx, env, item, table)
        {
            return Ok(shown);
        }
        let supplied = apex.or_else(|| super::dictionary::absent(cx, &table.name, item.at.span));
        return Err(supplied.unwrap_or_else(|| missing(cx, item, table, ABSENT)));
    };
    let Some(columns) = super::relation_columns(cx, id) else {
        return Err(missing(cx, item, table, "is not converted, so its columns are not known"));
    };
    let target = cx.program.target(id);
    let mut of = alias.clone().unwrap_or_else(|| target.name.clone());
    let taken = |of: &Name| before.iter().flat_map(|s| s.columns.iter().flatten()).any(|(_, col)| col.of == *of);
    let alias = if alias.is_none() && taken(&of) {
        of = cx.fresh("sq");
        Some(of.clone())
    } else {
        alias
    };
    let schema = table.name.schema.clone().or_else(|| env.schema.cloned()).filter(|_| item.alias.is_none());
    let source = Source { name, schema, ..source(cx, item, &of, columns.to_vec()) };
    if let Some(part) = &table.partition {
        if table.sample.is_some() {
            return Err(refuse(cx, item.at.span, "`SAMPLE` of a partition"));
        }
        let from = divided(cx, item, id, part, of)?;
        return Ok(Item { from, sources: vec![source] });
    }
    let from = match &table.sample {
        Some(sample) => sampled(cx, env, item, sample, target, alias)?,
        None => pg::From::Relation(target, alias),
    };
    Ok(Item { from, sources: vec![source] })
}

/// `t PARTITION (p)`: the table of the partition; two tables, where the output keeps its rows in two.
fn divided(
    cx: &mut Cx<'_>,
    item: &ir::From,
    id: crate::catalog::ObjectId,
    part: &ir::PartitionRef,
    of: Name,
) -> Lower<pg::From> {
    let mut tables = match partition_named::tables(cx, id, part, item.at.span) {
        Ok(tables) => tables.into_iter(),
        Err(why) => return Err(refuse(cx, item.at.span, &why)),
    };
    let Some(first) = tables.next() else { return Err(refuse(cx, item.at.span, "`PARTITION (…)` behind a table")) };
    let all = |table: crate::name::QName| {
        let from = vec![pg::From::Relation(table, None)];
        pg::Query::select(pg::Select { targets: vec![(pg::Expr::Star, None)], from, ..pg::Select::default() })
    };
    let Some(second) = tables.next() else { return Ok(pg::From::Relation(first, Some(of))) };
    let both = pg::SetQuery {
        op: pg::SetOp::Union,
        all: true,
        left: all(first),
        right: all(second),
        order: Vec::new(),
        limit: pg::Limit::default(),
    };
    Ok(pg::From::Query(Box::new(pg::Query::Set(Box::new(both))), of))
}

/// `DUAL` beside other tables: one row.
fn dual(cx: &mut Cx<'_>, item: &ir::From, name: Name) -> Item {
    cx.exact(&DUAL, item.at.span);
    let of = item.alias.as_ref().map_or_else(|| "dual".into(), |a| cx.program.plan.names.fold(a));
    let x = pg::Expr::text("X").cast(pg::Type::Varchar(Some(1)));
    let select = pg::Select { targets: vec![(x, Some("dummy".into()))], ..pg::Select::default() };
    let from = crate::analyze::Ty { size: 1, ..crate::analyze::Ty::of_class(ir::Class::Text) };
    let source: Name = "DUMMY".into();
    let out = Out { source, name: "dummy".into(), ty: pg::Type::Varchar(Some(1)), null: Null::Never, from };
    let sources = vec![Source { name, schema: None, columns: Some(vec![(out.source.clone(), Col::of(&of, &out))]) }];
    Item { from: pg::From::Query(Box::new(pg::Query::select(select)), of), sources }
}

fn sampled(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    sample: &ir::Sample,
    of: crate::name::QName,
    alias: Option<Name>,
) -> Lower<pg::From> {
    let [percent] = sample.amount.as_slice() else {
        return Err(refuse(cx, item.at.span, "`SAMPLE` with groups"));
    };
    let scope = scope(env.schema, None);
    let percent = lower_expr(cx, &scope, percent)?.expr;
    let seed = sample.seed.as_ref().map(|e| lower_expr(cx, &scope, e)).transpose()?.map(|low| low.expr);
    cx.exact(&SAMPLE, item.at.span);
    Ok(pg::From::Sample(Box::new(pg::Sample { of, alias, pages: sample.block, percent, seed })))
}

fn joined(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From, join: &ir::Join, before: &[Source<Col>]) -> Lower<Item> {
    let left = one(cx, env, &join.left, before);
    let apply = matches!(join.kind, JoinKind::CrossApply | JoinKind::OuterApply);
    let mut seen = before.to_vec();
    match &left {
        Ok(left) => seen.extend(left.sources.iter().cloned()),
        Err(_) => unknown(&join.left, &mut seen),
    }
    let right = if apply {
        let frame = Frame { sources: seen.clone(), qualified: true, outer: env.outer, ..Frame::default() };
        one(cx, Env { outer: Some(&frame), ..env }, &join.right, &seen)
    } else {
        one(cx, env, &join.right, &seen)
    };
    let (mut left, mut right) = (left?, right?);
    if !join.partitions.iter().all(Vec::is_empty) {
        return densified::lower(cx, env, item, join, left, right);
    }
    if apply {
        cx.exact(&APPLY, item.at.span);
        right.from = match right.from {
            pg::From::Query(query, name) => pg::From::Lateral(query, name),
            other => other,
        };
    }
    if matches!(join.kind, JoinKind::Right | JoinKind::Full) {
        left.sources.iter_mut().for_each(optional);
    }
    if matches!(join.kind, JoinKind::Left | JoinKind::Full | JoinKind::OuterApply) {
        right.sources.iter_mut().for_each(optional);
    }
    let own = left.sources.len();
    let mut sources = std::mem::take(&mut left.sources);
    sources.append(&mut right.sources);
    let frame = Frame { sources, outer: env.outer, ..Frame::default() };
    let on = match &join.on {
        Some(on) => {
            super::shown::joined(cx, &frame.sources, on);
            let low = lower_expr(cx, &scope(env.schema, Some(&frame)), on)?;
            Some(low.expr)
        }
        None if join.kind == JoinKind::OuterApply => Some(pg::Expr::Bool(true)),
        None => None,
    };
    if join.kind == JoinKind::Full && join.using.is_empty() && !join.natural && !on.as_ref().is_some_and(hashable) {
        let Some(on) = on else { return Err(refuse(cx, item.at.span, "a full join without a condition")) };
        left.sources = frame.sources;
        right.sources = left.sources.split_off(own);
        return densified::full(cx, item, left, right, on);
    }
    let kind = match join.kind {
        JoinKind::Inner if on.is_none() && join.using.is_empty() && !join.natural => pg::JoinKind::Cross,
        JoinKind::Inner => pg::JoinKind::Inner,
        JoinKind::Left | JoinKind::OuterApply => pg::JoinKind::Left,
        JoinKind::Right => pg::JoinKind::Right,
        JoinKind::Full => pg::JoinKind::Full,
        JoinKind::Cross | JoinKind::CrossApply => pg::JoinKind::Cross,
    };
    let using = using(&frame.sources, &join.using);
    let natural = join.natural;
    let join = pg::Join { kind, natural, left: left.from, right: right.from, on, using };
    Ok(Item { from: pg::From::Join(Box::new(join)), sources: frame.sources })
}

/// The target names of the columns of `USING`.
fn using(sources: &[Source<Col>], names: &[Name]) -> Vec<Name> {
    let of = |name: &Name| {
        let mut columns = sources.iter().flat_map(|s| s.columns.iter().flatten());
        columns.find(|(n, _)| n == name).map(|(_, col)| col.name.clone())
    };
    names.iter().filter_map(of).collect()
}

/// Whether a full join can be computed: PostgreSQL wants an equality among its conditions.
fn hashable(on: &pg::Expr) -> bool {
    if let pg::Expr::And(items) = on {
        items.iter().any(hashable)
    } else {
        matches!(on, pg::Expr::Infix(pg::Op::Eq, _))
    }
}

/// Nulls may come in place of its columns.
pub(super) fn optional(source: &mut Source<Col>) {
    source.columns.iter_mut().flatten().for_each(|(_, col)| col.null = Null::Maybe);
}

/// What qualifies the items that are one table each, whose rows have a place.
pub(super) fn stored(cx: &Cx<'_>, env: Env<'_>, items: &[ir::From], sources: &[Source<Col>]) -> Vec<Name> {
    let mut all = Vec::new();
    for item in items {
        match &item.kind {
            FromKind::Table(table) if table.link.is_none() => {
                let local = table.name.schema.is_none() && cx.named.iter().any(|n| n.source == table.name.name);
                let id = cx.program.resolve(&table.name, env.schema).filter(|_| !local);
                let plain = id.is_some_and(|id| {
                    matches!(&cx.program.read.catalog.get(id).kind, ir::Kind::Table(t) if t.partitioning.is_none())
                });
                let name = item.alias.as_ref().unwrap_or(&table.name.name);
                let source = sources.iter().find(|s| s.name == *name).filter(|_| plain);
                let of = source.and_then(|s| s.columns.as_ref()?.first()).map(|(_, col)| col.of.clone());
                // A query around it carries its columns, not the places of its rows.
                let own = id.map(|id| cx.program.target(id).name);
                let alias = item.alias.as_ref().map(|a| cx.program.plan.names.fold(a));
                all.extend(of.filter(|of| alias.as_ref().or(own.as_ref()) == Some(of)));
            }
            FromKind::Nested(inner) => all.extend(stored(cx, env, std::slice::from_ref(inner), sources)),
            FromKind::Join(join) => {
                all.extend(stored(cx, env, std::slice::from_ref(&join.left), sources));
                all.extend(stored(cx, env, std::slice::from_ref(&join.right), sources));
            }
            _ => {}
        }
    }
    all
}

/// What `DUMMY` is where `DUAL` is gone.
pub(super) fn dummy() -> (Name, Low) {
    let from = crate::analyze::Ty { size: 1, ..crate::analyze::Ty::of_class(ir::Class::Text) };
    let low = Low { expr: pg::Expr::text("X"), ty: pg::Type::Unknown, null: Null::Never, from };
    ("DUMMY".into(), low)
}
