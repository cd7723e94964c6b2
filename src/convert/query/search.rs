//! `SEARCH` and `CYCLE` of recursive queries: the path of each row, by which rows are sorted and loops are found.

use super::{Env, Out, scope};
use crate::analyze::{Null, Ty};
use crate::convert::expr::lower as lower_expr;
use crate::convert::{Cx, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Class, ExprKind};
use crate::name::Name;
use crate::pg::{self, Op, Type};

static SEARCH: Rule = Rule {
    name: "search-and-cycle",
    codes: &[(Source::Oracle, "OR-HIE-010")],
    raw: Severity::Blocker,
    message: "SEARCH and CYCLE of a recursive query became columns that its rows carry along",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&SEARCH];

/// What a recursive query has besides its own columns.
pub(super) struct Extra {
    /// Names of all columns that are added, where columns are listed.
    pub names: Vec<Name>,
    /// Those that the query may name.
    pub columns: Vec<Out>,
    /// The column that numbers the rows, and by what.
    pub order: Option<(Out, Name)>,
}

/// Adds columns to both branches; nothing where they are not two selects.
pub(super) fn extend(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    cte: &ir::Cte,
    name: &Name,
    columns: &[Out],
    query: &mut pg::Query,
) -> Lower<Option<Extra>> {
    let pg::Query::Set(set) = query else { return Ok(None) };
    let (pg::Query::Select(first), pg::Query::Select(more)) = (&mut set.left, &mut set.right) else { return Ok(None) };
    let plain = |select: &pg::Select| {
        select.targets.len() == columns.len()
            && !select.targets.iter().any(|(e, _)| matches!(e, pg::Expr::Star | pg::Expr::StarOf(_)))
            && !select.distinct
    };
    let Some(own) = more.from.iter().find_map(|item| alias_of(item, name)) else { return Ok(None) };
    if !plain(first) || !plain(more) || columns.iter().any(|c| c.name.starts_with("path_")) {
        return Ok(None);
    }
    cx.exact(&SEARCH, cte.at.span);
    let of = |column: &str| pg::Expr::Name(Box::new([own.clone(), column.into()]));
    let mut extra = Extra { names: Vec::new(), columns: Vec::new(), order: None };
    if let Some(search) = &cte.search {
        let (Some(roots), Some(children)) = (keys(&search.by, columns, first), keys(&search.by, columns, more)) else {
            return Ok(None);
        };
        let (root, child) = (number(roots), number(children));
        let (root, child) = if search.breadth {
            let level = pg::Expr::Element(Box::new([of("path_order"), pg::Expr::int(1)]));
            let next = level.infix(Op::Add, pg::Expr::int(1));
            (
                pg::Expr::Array(Box::new([pg::Expr::int(1).cast(Type::BigInt), root])),
                pg::Expr::Array(Box::new([next, child])),
            )
        } else {
            (pg::Expr::Array(Box::new([root])), pg::Expr::call("array_append", [of("path_order"), child]))
        };
        first.targets.push((root, Some("path_order".into())));
        more.targets.push((child, None));
        extra.names.push("path_order".into());
        let names = &cx.program.plan.names;
        let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
        let out = Out {
            source: search.set.clone(),
            name: names.fold(&search.set),
            ty: Type::BigInt,
            null: Null::Never,
            from,
        };
        extra.order = Some((out, "path_order".into()));
    }
    if let Some(cycle) = &cte.cycle
        && !marked(cx, env, cycle, &own, columns, [first, more], &mut extra)?
    {
        return Ok(None);
    }
    Ok(Some(extra))
}

/// Adds the keys of the rows above, and the mark of a row that is one of them; false where a column is not known.
fn marked(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    cycle: &ir::Cycle,
    own: &Name,
    columns: &[Out],
    [first, more]: [&mut pg::Select; 2],
    extra: &mut Extra,
) -> Lower<bool> {
    let of = |column: &str| pg::Expr::Name(Box::new([own.clone(), column.into()]));
    let places: Option<Vec<usize>> =
        cycle.columns.iter().map(|c| columns.iter().position(|out| out.source == *c)).collect();
    let Some(places) = places else { return Ok(false) };
    let key = |select: &pg::Select| {
        let values = places.iter().filter_map(|p| select.targets.get(*p)).map(|(e, _)| e.clone());
        pg::Expr::Row(values.collect()).cast(Type::Text)
    };
    let place = scope(env.schema, None);
    let (yes, no) = (lower_expr(cx, &place, &cycle.value)?, lower_expr(cx, &place, &cycle.default)?);
    let (root, child) = (key(first), key(more));
    let seen =
        pg::Quantified { op: Op::Eq, all: false, left: child.clone(), right: pg::InSet::List(vec![of("path_seen")]) };
    let column = cx.program.plan.names.fold(&cycle.set);
    let text = |e: pg::Expr| e.cast(Type::Text);
    let mark = pg::Expr::case(
        vec![(pg::Expr::Quantified(Box::new(seen)), text(yes.expr.clone()))],
        Some(text(no.expr.clone())),
    );
    first.targets.push((pg::Expr::Array(Box::new([root])), Some("path_seen".into())));
    first.targets.push((text(no.expr), Some(column.clone())));
    more.targets.push((pg::Expr::call("array_append", [of("path_seen"), child]), None));
    more.targets.push((mark, None));
    // A row that closes a loop is shown, and has no rows below.
    let goes_on = of(&column).infix(Op::Ne, text(yes.expr));
    let tests = more.condition.take().into_iter().chain([goes_on]).collect();
    more.condition = Some(pg::Expr::all(tests));
    extra.names.extend(["path_seen".into(), column.clone()]);
    let from = Ty::of_class(Class::Text);
    extra.columns.push(Out { source: cycle.set.clone(), name: column, ty: Type::Text, null: Null::Never, from });
    Ok(true)
}

/// By which name a query reads itself.
fn alias_of(item: &pg::From, name: &Name) -> Option<Name> {
    match item {
        pg::From::Named(query, alias) if query == name => Some(alias.clone().unwrap_or_else(|| query.clone())),
        pg::From::Join(join) => alias_of(&join.left, name).or_else(|| alias_of(&join.right, name)),
        _ => None,
    }
}

/// The keys of an order by columns of the result, as a branch computes them.
fn keys(order: &[ir::SortKey], columns: &[Out], select: &pg::Select) -> Option<Vec<pg::OrderKey>> {
    let one = |key: &ir::SortKey| {
        let ExprKind::Name(path) = &key.expr.kind else { return None };
        let place = columns.iter().position(|c| Some(&c.source) == path.parts.last())?;
        let (expr, _) = select.targets.get(place)?;
        Some(pg::OrderKey { expr: expr.clone(), descending: key.descending, nulls_first: key.nulls_first })
    };
    order.iter().map(one).collect()
}

fn number(order: Vec<pg::OrderKey>) -> pg::Expr {
    let mut expr = pg::Expr::call("row_number", []);
    if let pg::Expr::Call(call) = &mut expr {
        call.over = Some(pg::Window { order, ..pg::Window::default() });
    }
    expr
}

/// Lets the recursive branch read the query under its new name.
pub(super) fn reads_instead(query: &mut pg::Query, old: &Name, new: &Name) {
    let pg::Query::Set(set) = query else { return };
    let pg::Query::Select(select) = &mut set.right else { return };
    for item in &mut select.from {
        rename(item, old, new);
    }
}

fn rename(item: &mut pg::From, old: &Name, new: &Name) {
    match item {
        pg::From::Named(query, alias) if query == old => {
            alias.get_or_insert_with(|| old.clone());
            query.clone_from(new);
        }
        pg::From::Join(join) => {
            rename(&mut join.left, old, new);
            rename(&mut join.right, old, new);
        }
        _ => {}
    }
}

/// The query under its own name: its columns, and the number of each row.
pub(super) fn shown(from: &Name, name: &Name, columns: &[Out], order: Option<(Out, Name)>) -> pg::Cte {
    let column = |out: &Out| match &order {
        Some((numbered, path)) if numbered.name == out.name => {
            let by = pg::OrderKey { expr: pg::Expr::name(path.clone()), descending: false, nulls_first: None };
            (number(vec![by]), Some(out.name.clone()))
        }
        _ => (pg::Expr::name(out.name.clone()), None),
    };
    let targets = columns.iter().map(column).collect();
    let select = pg::Select { targets, from: vec![pg::From::Named(from.clone(), None)], ..pg::Select::default() };
    pg::Cte { name: name.clone(), columns: Vec::new(), query: pg::Query::select(select), materialized: None }
}
