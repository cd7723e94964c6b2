//! `SELECT`: its clauses in the order in which Oracle evaluates them.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{
    Env, Lowered, MODEL, Out, aggregate, apart, counted, grouping, hierarchy, lifted, limit, merged, numbered, order,
    outer, qualify, refuse, scope, shown,
};
use crate::analyze::query::{own_name, source_of};
use crate::analyze::scope::Source;
use crate::convert::expr::{coerced, drawn, lower as lower_expr};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, ExprKind, FromKind};
use crate::name::Name;
use crate::pg;

static WAIT: Rule = Rule {
    name: "wait-for-locks",
    codes: &[(finding::Source::Oracle, "OR-QRY-021")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "FOR UPDATE WAIT {seconds} waits without an end: PostgreSQL has no such word",
    help: "SET LOCAL lock_timeout = '{seconds}s' before the statement; it then fails with 55P03.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&WAIT];

/// Takes back what was said of waiting for locks in a query that gets none.
pub fn not_waited(cx: &mut Cx<'_>, within: crate::span::Span) {
    cx.outcome().findings.retain(|said| said.rule != &WAIT || !within.contains(said.span));
}

/// Lowers a select with what stands behind it.
pub(super) fn lower_select(cx: &mut Cx<'_>, env: Env<'_>, select: &ir::Select, around: &ir::Query) -> Lower<Lowered> {
    select.hints.iter().for_each(|hint| cx.dropped(&super::hints::HINT, "hint", hint.span));
    refused(cx, env, select)?;
    let dual = from::only_dual(cx, env, select);
    let mut items = if dual { Vec::new() } else { from::list(cx, env, &select.from)? };
    let sources: Vec<Source<Col>> = items.iter().flat_map(|i| i.sources.clone()).collect();
    let (rows, conjuncts) = limit::rownum(cx, env, &sources, select.condition.as_ref())?;
    let (tree, conjuncts) = planted(cx, env, select, around, dual, items.clone(), conjuncts)?;
    if let Some(tree) = &tree {
        items = vec![tree.item.clone()];
    }
    let (steps, conjuncts) = outer::plan(cx, select.at.span, &mut items, conjuncts)?;
    let frame = framed(cx, env, select, &items, tree.as_ref(), dual);
    let place = scope(env.schema, Some(&frame));
    shown::asked(cx, &frame.sources, &conjuncts, &around.order)?;
    let filters: Vec<_> = conjuncts.iter().map(|e| lower_expr(cx, &place, e).map(|low| low.expr)).collect();
    let from = match steps {
        Some(steps) => outer::build(cx, env.schema, &frame, items.clone(), steps),
        None => Ok(items.iter().map(|i| i.from.clone()).collect()),
    };
    let grouped = grouped(select);
    let need = if tree.is_none() && around.lock.is_none() {
        numbered::need(select, around, grouped, rows.is_some() && frame.sources.len() > 1)
    } else {
        numbered::Need::Nothing
    };
    let (mut frame, mut from, filters, rows) = if need == numbered::Need::Nothing {
        (frame, from?, filters, rows)
    } else {
        let filters = filters.into_iter().collect::<Lower<Vec<_>>>()?;
        let (frame, from) = numbered::inner(cx, select, &frame, from?, filters, rows, need)?;
        (frame, from, Vec::new(), None)
    };
    lifted::prepare(cx, env, &mut frame, select, &around.order, &mut from)?;
    let once = grouping::group_ids(&mut frame, select, &around.order);
    let place = scope(env.schema, Some(&frame));
    if let Some(inner) = aggregate::nested(select) {
        let filters = filters.into_iter().collect::<Lower<Vec<_>>>()?;
        let base = pg::Select { from, condition: all_of(filters), ..pg::Select::default() };
        return of_groups(cx, env, select, around, &frame, base, inner);
    }
    let (group, having) = grouping::divisions(cx, &place, select, once)?;
    let mut shown = Frame { outer: env.outer, ..frame.clone() };
    if !grouped && need != numbered::Need::Numbers && tree.is_none() {
        shown.given.push(limit::number());
    }
    let (targets, mut columns, aliases) = targets(cx, env, &shown, select)?;
    let sorted = Frame { given: [aliases, shown.given.clone()].concat(), ..shown.clone() };
    let keys = sorted_by(cx, env, select, around, &sorted, tree.as_ref(), &columns);
    let kept = select.qualify.as_ref().map(|e| lower_expr(cx, &scope(env.schema, Some(&sorted)), e)).transpose();
    let condition = all_of(filters.into_iter().collect::<Lower<Vec<_>>>()?);
    let lock = around.lock.as_deref().map(|lock| locked(cx, &frame, select, lock)).transpose()?;
    let mut made = pg::Select {
        distinct: select.distinct,
        targets,
        from,
        condition,
        group,
        having,
        order: keys?,
        limit: limit::of_query(cx, env, around)?,
        lock,
    };
    if let Some(kept) = kept? {
        if tree.is_some() || rows.is_some() || made.lock.is_some() {
            return Err(refuse(cx, select.at.span, "`QUALIFY` beside `CONNECT BY`, `ROWNUM` or `FOR UPDATE`"));
        }
        return qualify::lower(cx, select.at.span, made, columns, kept.expr);
    }
    let outer = apart::around(cx, env, &shown, select, around, &mut made, &mut columns)?;
    let mut made = counted::limited(cx, select, around, made, &items, tree.as_ref(), rows)?;
    if let Some((mut outer, of)) = outer {
        outer.from.push(pg::From::Query(Box::new(pg::Query::select(made)), of));
        made = counted::share(cx, around, outer);
    }
    let Some(queries) = tree.map(|tree| tree.ctes).filter(|queries| !queries.is_empty()) else {
        return Ok(Lowered { query: pg::Query::select(made), columns });
    };
    Ok(behind(queries, made, columns))
}

/// The keys of the order: a tree has its own, where none is written.
fn sorted_by(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    select: &ir::Select,
    around: &ir::Query,
    frame: &Frame<'_>,
    tree: Option<&hierarchy::Tree>,
    columns: &[Out],
) -> Lower<Vec<pg::OrderKey>> {
    let grouped = grouped(select);
    match tree {
        Some(tree) if around.siblings || around.order.is_empty() => {
            Ok(if select.distinct || grouped { Vec::new() } else { tree.order.clone() })
        }
        // One row needs no order, and PostgreSQL would refuse keys that are not grouped by.
        _ if grouped && select.group.is_none() => Ok(Vec::new()),
        _ => order::keys(cx, env.schema, frame, &around.order, columns),
    }
}

/// What is in sight of the clauses of a select.
fn framed<'a>(
    cx: &Cx<'_>,
    env: Env<'a>,
    select: &ir::Select,
    items: &[Item],
    tree: Option<&hierarchy::Tree>,
    dual: bool,
) -> Frame<'a> {
    let sources = items.iter().flat_map(|i| i.sources.clone()).collect();
    let windows = select.windows.clone();
    let mut frame = Frame { sources, windows, outer: env.outer, ..Frame::default() };
    if dual {
        frame.given.push(from::dummy());
    }
    if let Some(tree) = tree {
        frame.given.extend(tree.given.iter().cloned());
        frame.carried.clone_from(&tree.carried);
        frame.qualified = true;
    } else {
        frame.stored = from::stored(cx, env, &select.from, &frame.sources);
    }
    frame
}

/// A select behind named queries; its columns get names, by which code that wraps it can ask for them.
fn behind(queries: Vec<pg::Cte>, mut made: pg::Select, mut columns: Vec<Out>) -> Lowered {
    if made.targets.len() == columns.len() {
        for (n, ((_, alias), out)) in made.targets.iter_mut().zip(&mut columns).enumerate() {
            if out.name.is_empty() && alias.is_none() {
                out.name = format!("column{}", n + 1).into();
                *alias = Some(out.name.clone());
            }
        }
    }
    let query = pg::Query::select(made);
    let with = pg::With { recursive: true, queries, body: query };
    Lowered { query: pg::Query::With(Box::new(with)), columns }
}

fn all_of(tests: Vec<pg::Expr>) -> Option<pg::Expr> {
    if tests.is_empty() { None } else { Some(pg::Expr::all(tests)) }
}

/// `MAX(COUNT(*)) … GROUP BY x`: the groups are a query of their own, over which the outer aggregates are taken.
fn of_groups(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    select: &ir::Select,
    around: &ir::Query,
    frame: &Frame<'_>,
    base: pg::Select,
    inner: Vec<ir::Expr>,
) -> Lower<Lowered> {
    let place = scope(env.schema, Some(frame));
    let group = grouping::groups(cx, &place, select)?;
    if group.is_empty() {
        return Err(refuse(cx, select.at.span, "aggregates of aggregates over one group"));
    }
    let having = select.having.as_ref().map(|e| lower_expr(cx, &place, e).map(|low| low.expr)).transpose()?;
    if !around.order.is_empty() || around.limit.is_some() || around.lock.is_some() {
        return Err(refuse(cx, select.at.span, "an order or limit of aggregates of aggregates"));
    }
    let of = cx.fresh("groups");
    let (mut targets, mut carried) = (Vec::new(), Vec::new());
    for (n, e) in inner.into_iter().enumerate() {
        let low = lower_expr(cx, &place, &e)?;
        let name: Name = format!("value{}", n + 1).into();
        targets.push((low.expr.clone(), Some(name.clone())));
        carried.push((e, Low { expr: pg::Expr::Name(Box::new([of.clone(), name])), ..low }));
    }
    let groups = pg::Select { targets, group, having, ..base };
    let outer = Frame { carried, qualified: true, outer: env.outer, ..Frame::default() };
    let (targets, columns, _) = self::targets(cx, env, &outer, select)?;
    let from = vec![pg::From::Query(Box::new(pg::Query::select(groups)), of)];
    let made = pg::Select { distinct: select.distinct, targets, from, ..pg::Select::default() };
    Ok(Lowered { query: pg::Query::select(made), columns })
}

/// The tree that a hierarchical query reads, and the conditions that filter its rows.
fn planted<'e>(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    select: &ir::Select,
    around: &ir::Query,
    dual: bool,
    items: Vec<Item>,
    conjuncts: Vec<&'e ir::Expr>,
) -> Lower<(Option<hierarchy::Tree>, Vec<&'e ir::Expr>)> {
    let Some(it) = select.hierarchy.as_deref() else { return Ok((None, conjuncts)) };
    if dual {
        return Ok((Some(hierarchy::generator(cx, env, select, it)?), conjuncts));
    }
    let (joined, cte, rest) = hierarchy::joined(cx, env, select, items, conjuncts)?;
    let mut tree = hierarchy::lower_tree(cx, env, select, around, it, &joined)?;
    tree.ctes.splice(0..0, cte);
    Ok((Some(tree), rest))
}

/// Whether rows become groups.
pub(super) fn grouped(select: &ir::Select) -> bool {
    select.group.is_some() || select.having.is_some() || select.targets.iter().any(|t| aggregate::aggregates(&t.expr))
}

/// What a select may hold and is not converted here.
fn refused(cx: &mut Cx<'_>, env: Env<'_>, select: &ir::Select) -> Lower<()> {
    super::dictionary::ask(cx, select);
    // Code takes care of the variables of its own queries.
    let of_code = env.outer.is_some_and(|frame| frame.locals.is_some());
    if select.model.is_some() {
        return Err(cx.manual(MODEL.at(select.at.span)));
    }
    if !of_code && !select.into.is_empty() || select.bulk {
        return Err(refuse(cx, select.at.span, "`INTO`"));
    }
    Ok(())
}

/// What is selected, the columns that come out, and the values of its aliases.
type Targets = (Vec<(pg::Expr, Option<Name>)>, Vec<Out>, Vec<(Name, Low)>);

fn targets(cx: &mut Cx<'_>, env: Env<'_>, frame: &Frame<'_>, select: &ir::Select) -> Lower<Targets> {
    let place = scope(env.schema, Some(frame));
    let (mut targets, mut columns, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
    let mut failed = None;
    let drawn = drawn::enter(cx, env.schema, select.targets.iter().map(|t| &t.expr))?;
    for target in &select.targets {
        if let ExprKind::Star(of) = &target.expr.kind {
            match starred(cx, env, frame, select, of, target) {
                Ok((expr, all)) => {
                    targets.extend(expr);
                    columns.extend(all);
                }
                Err(manual) => failed = Some(manual),
            }
            continue;
        }
        let low = match lower_expr(cx, &place, &target.expr) {
            Ok(low) => coerced(cx, low),
            Err(manual) => {
                failed = Some(manual);
                continue;
            }
        };
        let names = &cx.program.plan.names;
        let own = own_name(&target.expr);
        let source = target.alias.clone().or_else(|| own.clone()).unwrap_or_default();
        let plain = match &low.expr {
            pg::Expr::Name(parts) => parts.last().cloned(),
            _ => None,
        };
        let (name, shown) = match (&target.alias, plain, own) {
            (Some(alias), _, _) => (names.fold(alias), Some(names.fold(alias))),
            // No column can have the name of a system column.
            (None, Some(plain), Some(own)) if plain == "ctid" => (names.fold(&own), Some(names.fold(&own))),
            (None, Some(_), Some(own)) if frame.renames(&low.expr) => (names.fold(&own), Some(names.fold(&own))),
            (None, Some(plain), _) => (plain, None),
            (None, None, Some(own)) => (names.fold(&own), Some(names.fold(&own))),
            (None, None, None) => (Name::default(), None),
        };
        columns.push(Out::of(source, name, &low));
        if let Some(alias) = &target.alias {
            aliases.push((alias.clone(), low.clone()));
        }
        targets.push((crate::convert::expr::digits(low).expr, shown));
    }
    cx.drawn = drawn;
    match failed {
        Some(manual) => Err(manual),
        None => Ok((targets, columns, aliases)),
    }
}

/// `*` as it is written, with the columns that it stands for.
type Starred = (Vec<(pg::Expr, Option<Name>)>, Vec<Out>);

/// `*` and `t.*`.
fn starred(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    select: &ir::Select,
    of: &[Name],
    target: &ir::Target,
) -> Lower<Starred> {
    let span = target.expr.at.span;
    let out = |(source, col): &(Name, Col)| Out {
        source: source.clone(),
        name: col.name.clone(),
        ty: col.ty.clone(),
        null: col.null,
        from: col.from,
    };
    if select.from.iter().any(merged::merges) {
        if let [name] = of
            && !select.from.iter().any(|item| hidden(cx, env, item))
            && let Some(own) = merged::own_columns(&select.from, &frame.sources, name)
        {
            cx.raise(merged::MERGED.at(span).with("name", name));
            let columns = own.iter().map(|column| out(column)).collect();
            return Ok((own.iter().map(|(_, col)| (col.low(true).expr, None)).collect(), columns));
        }
        let columns = merged::columns(&select.from, &frame.sources).filter(|_| of.is_empty() && !frame.qualified);
        let hides = select.from.iter().any(|item| hidden(cx, env, item));
        let Some(columns) = columns.filter(|_| !hides) else {
            return Err(refuse(cx, span, "`*` over a join with USING"));
        };
        return Ok((vec![(pg::Expr::Star, None)], columns));
    }
    if select.from.iter().any(|item| hidden(cx, env, item)) {
        return Err(refuse(cx, span, "`*` over a table with invisible columns"));
    }
    let chosen: Vec<_> = frame
        .sources
        .iter()
        .filter(|s| match of {
            [] => true,
            [name] => *name == s.name,
            [schema, name, ..] => *name == s.name && s.schema.as_ref() == Some(schema),
        })
        .collect();
    if chosen.is_empty() {
        if let ([], Some((name, low))) = (frame.sources.as_slice(), frame.given.iter().find(|(n, _)| n == "DUMMY")) {
            let target: Name = "dummy".into();
            let out = Out::of(name.clone(), target.clone(), low);
            let value = low.expr.clone().cast(pg::Type::Varchar(Some(1)));
            return Ok((vec![(value, Some(target))], vec![Out { ty: pg::Type::Varchar(Some(1)), ..out }]));
        }
        return Err(refuse(cx, span, "`*` of what is not in FROM"));
    }
    if !cx.alike.contains(&span)
        && let Some((shows, column)) = shown::lacking(chosen.iter().copied())
    {
        return Err(shown::star(cx, &shows, &column, span));
    }
    let all = || chosen.iter().flat_map(|s| s.columns.iter().flatten()).filter(|(_, col)| !shown::is_lacking(col));
    let columns: Vec<Out> = all().map(out).collect();
    let dictionary = all().any(|(_, col)| col.shows.is_some());
    let first = chosen.first().and_then(|s| s.columns.as_ref()?.first()).map(|(_, col)| col.of.clone());
    let expr = match (of, first) {
        // What the rewritten query carries along is no column of the source.
        _ if frame.qualified || dictionary => {
            return Ok((all().map(|(_, col)| (col.low(true).expr, None)).collect(), columns));
        }
        ([], _) => pg::Expr::Star,
        (_, Some(of)) => pg::Expr::StarOf(of),
        (_, None) => return Err(refuse(cx, span, "`*` of what has no columns")),
    };
    Ok((vec![(expr, None)], columns))
}

fn hidden(cx: &Cx<'_>, env: Env<'_>, item: &ir::From) -> bool {
    match &item.kind {
        FromKind::Table(table) => {
            let id = cx.program.resolve(&table.name, env.schema);
            let kind = id.map(|id| &cx.program.read.catalog.get(id).kind);
            matches!(kind, Some(ir::Kind::Table(t)) if t.columns.iter().any(|c| c.invisible))
        }
        FromKind::Join(join) => hidden(cx, env, &join.left) || hidden(cx, env, &join.right),
        FromKind::Nested(inner) => hidden(cx, env, inner),
        _ => false,
    }
}

/// `FOR UPDATE OF column`: the tables whose columns are named are locked.
fn locked(cx: &mut Cx<'_>, frame: &Frame<'_>, select: &ir::Select, lock: &ir::Lock) -> Lower<pg::Lock> {
    let wait = match &lock.wait {
        ir::Wait::Forever => "",
        ir::Wait::No => "NOWAIT",
        ir::Wait::Skip => "SKIP LOCKED",
        ir::Wait::Seconds(seconds) => {
            let seconds = if let ExprKind::Number(digits, _) = &seconds.kind { digits.as_str() } else { "n" };
            cx.raise(WAIT.at(select.at.span).with("seconds", seconds));
            ""
        }
    };
    if select.distinct || select.group.is_some() {
        return Err(refuse(cx, select.at.span, "`FOR UPDATE` of groups"));
    }
    let mut of: Vec<Name> = Vec::new();
    for column in &lock.of {
        let source = source_of(&frame.sources, column).and_then(|n| frame.sources.get(n));
        let name = source.and_then(|s| s.columns.as_ref()?.first()).map(|(_, col)| col.of.clone());
        match name {
            Some(name) if !of.contains(&name) => of.push(name),
            Some(_) => {}
            None => return Err(refuse(cx, select.at.span, "`FOR UPDATE OF` what is no column")),
        }
    }
    Ok(pg::Lock { keys: false, of, wait })
}
