//! `CONNECT BY`: a recursive query that keeps the order of the tree and finds loops.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{Env, branch, flat, outer, refuse, scope};
use crate::analyze::query::source_of;
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::convert::expr::{Scope, coerced, greatest, lower as lower_expr, to_class};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Rule, Severity};
use crate::ir::{self, Class, ExprKind, Unary, walk};
use crate::name::{Name, Texts};
use crate::pg::{self, Op, Type};

static TREE: Rule = Rule {
    name: "connect-by",
    codes: &[(finding::Source::Oracle, "OR-HIE-001")],
    raw: Severity::Blocker,
    message: "CONNECT BY became a recursive query whose rows keep the order of the tree",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static LOOPS: Rule = Rule {
    name: "hierarchy-with-loops",
    codes: &[(finding::Source::Oracle, "OR-HIE-005")],
    raw: Severity::DataLossRisk,
    message: "a loop in the data raises ORA-01436, or ends the branch where NOCYCLE is written",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static GENERATOR: Rule = Rule {
    name: "row-generator",
    codes: &[(finding::Source::Oracle, "OR-HIE-003")],
    raw: Severity::Info,
    message: "rows made by CONNECT BY LEVEL became generate_series, which has at least one row here too",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&TREE, &LOOPS, &GENERATOR];

/// What stands in place of the `FROM` of a hierarchical query.
pub(super) struct Tree {
    /// The recursive query, and what it reads.
    pub ctes: Vec<pg::Cte>,
    /// What is read.
    pub item: Item,
    /// What stands for pseudo-columns.
    pub given: Vec<(Name, Low)>,
    /// Values of other rows of the branch.
    pub carried: Vec<(ir::Expr, Low)>,
    /// The order of the tree.
    pub order: Vec<pg::OrderKey>,
}

fn counter(of: Option<&Name>, name: &str) -> Low {
    let expr = match of {
        Some(of) => pg::Expr::Name(Box::new([of.clone(), name.into()])),
        None => pg::Expr::name(name),
    };
    let from = Ty { flags: Ty::WHOLE, size: 7, ..Ty::of_class(Class::Number) };
    Low { expr, ty: Type::Integer, null: Null::Never, from }
}

fn key_of(expr: pg::Expr) -> pg::OrderKey {
    pg::OrderKey { expr, descending: false, nulls_first: None }
}

/// The number of a row in an order.
fn counted_in(key: pg::OrderKey) -> Low {
    let mut number = pg::Expr::call("row_number", []);
    if let pg::Expr::Call(call) = &mut number {
        call.over = Some(pg::Window { order: vec![key], ..pg::Window::default() });
    }
    Low { expr: number, ty: Type::BigInt, ..counter(None, "rownum") }
}

fn is_counter(e: &ir::Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(path)
        if matches!(path.parts.as_slice(), [name] if name == "LEVEL" || name == "ROWNUM"))
}

/// The last row of `LEVEL <= n` and its kin; true: the bound itself is none.
fn bound(connect: &ir::Expr) -> Option<(&ir::Expr, bool)> {
    let ExprKind::Compare(op, sides) = &connect.kind else { return None };
    let [a, b] = &**sides;
    match op {
        ir::Compare::Le if is_counter(a) => Some((b, false)),
        ir::Compare::Lt if is_counter(a) => Some((b, true)),
        ir::Compare::Ge if is_counter(b) => Some((a, false)),
        ir::Compare::Gt if is_counter(b) => Some((a, true)),
        _ => None,
    }
}

/// `SELECT … FROM dual CONNECT BY LEVEL <= n`.
pub(super) fn generator(cx: &mut Cx<'_>, env: Env<'_>, select: &ir::Select, it: &ir::Hierarchy) -> Lower<Tree> {
    if it.start.is_some() {
        return Err(refuse(cx, select.at.span, "`START WITH` over DUAL"));
    }
    let of = cx.fresh("rows");
    let level = counter(Some(&of), "level");
    // Rows are counted as `WHERE` lets them through.
    let number = match select.condition {
        Some(_) => counted_in(key_of(level.expr.clone())),
        None => level.clone(),
    };
    let given = vec![("LEVEL".into(), level.clone()), ("ROWNUM".into(), number), from::dummy()];
    let order = vec![key_of(level.expr.clone())];
    let Some((last, open)) = bound(&it.connect) else { return counted(cx, env, it, of, given, order) };
    let place = scope(env.schema, env.outer);
    let low = lower_expr(cx, &place, last)?;
    let low = if open {
        // Rows below a bound with a fraction go up to its whole part.
        let low = to_class(cx, &place, last.at.span, low, Class::Number)?;
        let whole = pg::Expr::call("ceil", [low.expr]).infix(Op::Subtract, pg::Expr::int(1));
        Low { expr: whole.cast(Type::Integer), ty: Type::Integer, ..low }
    } else {
        to_class(cx, &place, last.at.span, low, Class::Integer)?
    };
    let sure = matches!(&low.expr, pg::Expr::Number(digits) if digits.parse::<u64>().is_ok_and(|n| n > 0));
    let last = if sure {
        low.expr
    } else {
        let known = pg::Expr::call("coalesce", [low.expr, pg::Expr::int(1)]);
        pg::Expr::call("greatest", [known, pg::Expr::int(1)])
    };
    cx.exact(&GENERATOR, select.at.span);
    // no other rows have the name
    let greatest = greatest(cx, &last).unwrap_or(i64::MAX);
    cx.ranges.push((of.clone(), 1, greatest));
    let call = pg::Expr::call("generate_series", [pg::Expr::int(1), last]);
    let rows = pg::FunctionRows { call, ordinality: false, alias: of, columns: vec![("level".into(), None)] };
    let item = Item { from: pg::From::Function(Box::new(rows)), sources: Vec::new() };
    Ok(Tree { ctes: Vec::new(), item, given, carried: Vec::new(), order })
}

/// Rows that are counted as long as a condition on their number holds; the first is there in any case.
fn counted(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    it: &ir::Hierarchy,
    of: Name,
    given: Vec<(Name, Low)>,
    order: Vec<pg::OrderKey>,
) -> Lower<Tree> {
    let next = pg::Expr::name("level").infix(Op::Add, pg::Expr::int(1));
    let low = Low { expr: next.clone(), ..counter(None, "level") };
    let step = Frame {
        given: vec![("LEVEL".into(), low.clone()), ("ROWNUM".into(), low), from::dummy()],
        outer: env.outer,
        ..Frame::default()
    };
    let place = scope(env.schema, Some(&step));
    let mut tests = Vec::new();
    for part in it.connect.conjuncts().into_iter().filter(|e| !is_unique_prior(e)) {
        tests.push(lower_expr(cx, &place, part)?.expr);
    }
    if tests.is_empty() {
        return Err(refuse(cx, it.connect.at.span, "`CONNECT BY` without an end"));
    }
    cx.exact(&GENERATOR, it.connect.at.span);
    let first = pg::Select { targets: vec![(pg::Expr::int(1), None)], ..pg::Select::default() };
    let more = pg::Select {
        targets: vec![(next, None)],
        from: vec![pg::From::Named(of.clone(), None)],
        condition: Some(pg::Expr::all(tests)),
        ..pg::Select::default()
    };
    let query = branch::union_all(first, more);
    let cte = pg::Cte { name: of.clone(), columns: vec!["level".into()], query, materialized: None };
    let item = Item { from: pg::From::Named(of, None), sources: Vec::new() };
    Ok(Tree { ctes: vec![cte], item, given, carried: Vec::new(), order })
}

/// `PRIOR SYS_GUID() IS NOT NULL`: always true, and written because it keeps Oracle from finding loops.
fn is_unique_prior(e: &ir::Expr) -> bool {
    let ExprKind::Is(is) = &e.kind else { return false };
    let ExprKind::Unary(Unary::Prior, inner) = &is.operand.kind else { return false };
    let unique = |parts: &[Name]| {
        let name = parts.joined(".");
        matches!(name.as_str(), "SYS_GUID" | "DBMS_RANDOM.VALUE" | "SYS.DBMS_RANDOM.VALUE" | "DBMS_RANDOM.RANDOM")
    };
    let unique = match &inner.kind {
        ExprKind::Call(call) => unique(&call.name.parts),
        ExprKind::Name(path) => unique(&path.parts),
        _ => false,
    };
    unique && is.not && matches!(is.test, ir::Test::Null)
}

/// Calls `look` for the expressions that are computed of the rows of a tree.
fn each(select: &ir::Select, order: &[ir::SortKey], look: &mut dyn FnMut(&ir::Expr)) {
    select.targets.iter().for_each(|t| look(&t.expr));
    select.condition.iter().chain(&select.having).for_each(&mut *look);
    if let Some(ir::Group::By(items)) = &select.group {
        for item in items {
            if let ir::GroupItem::Expr(e) = item {
                look(e);
            }
        }
    }
    order.iter().for_each(|k| look(&k.expr));
}

/// The values of other rows that a query reads: `PRIOR x`, `CONNECT_BY_ROOT x`, `SYS_CONNECT_BY_PATH(x, s)`.
fn wanted(select: &ir::Select, order: &[ir::SortKey]) -> Vec<ir::Expr> {
    let mut all: Vec<ir::Expr> = Vec::new();
    each(select, order, &mut |e| {
        walk::each(e, &mut |e| {
            let carried = match &e.kind {
                ExprKind::Unary(Unary::Prior | Unary::Root, _) => true,
                ExprKind::Call(call) => matches!(call.name.parts.as_slice(), [n] if n == "SYS_CONNECT_BY_PATH"),
                _ => false,
            };
            if carried && !all.contains(e) {
                all.push(e.clone());
            }
        });
    });
    all
}

/// Whether a query asks for a pseudo-column.
fn asks(select: &ir::Select, order: &[ir::SortKey], pseudo: &str) -> bool {
    let mut found = false;
    each(select, order, &mut |e| {
        walk::each(e, &mut |e| {
            if let ExprKind::Name(path) = &e.kind {
                found |= matches!(path.parts.as_slice(), [name] if name == pseudo);
            }
        });
    });
    found
}

/// The columns under `PRIOR` in the condition: by them a row of the branch is known again.
fn keys(parts: &[&ir::Expr]) -> Vec<ir::Expr> {
    let mut all: Vec<ir::Expr> = Vec::new();
    for part in parts {
        walk::each(part, &mut |e| {
            if let ExprKind::Unary(Unary::Prior, inner) = &e.kind
                && !all.contains(inner)
            {
                all.push((**inner).clone());
            }
        });
    }
    all
}

/// What is read, what joins it, and the conditions that are left.
type Joined<'e> = (Vec<Item>, Option<pg::Cte>, Vec<&'e ir::Expr>);

/// Several items are joined before the tree is built; the conditions that join them belong to that.
pub(super) fn joined<'e>(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    select: &ir::Select,
    mut items: Vec<Item>,
    conjuncts: Vec<&'e ir::Expr>,
) -> Lower<Joined<'e>> {
    if let [only] = items.as_slice()
        && only.sources.len() == 1
    {
        return Ok((items, None, conjuncts));
    }
    let sources: Vec<Source<Col>> = items.iter().flat_map(|i| i.sources.clone()).collect();
    let (joins, rest): (Vec<&ir::Expr>, Vec<&ir::Expr>) = conjuncts.into_iter().partition(|e| joins(&sources, e));
    let (steps, joins) = outer::plan(cx, select.at.span, &mut items, joins)?;
    let sources = items.iter().flat_map(|i| i.sources.clone()).collect();
    let frame = Frame { sources, qualified: true, outer: env.outer, ..Frame::default() };
    let place = scope(env.schema, Some(&frame));
    let filters: Vec<Lower<pg::Expr>> = joins.iter().map(|e| lower_expr(cx, &place, e).map(|low| low.expr)).collect();
    let filters = filters.into_iter().collect::<Lower<Vec<_>>>()?;
    let from = match steps {
        Some(steps) => outer::build(cx, env.schema, &frame, items, steps)?,
        None => items.into_iter().map(|i| i.from).collect(),
    };
    let of = cx.fresh("joined");
    let Some(flat::Flat { targets, sources }) = flat::columns(&of, &frame.sources) else {
        return Err(refuse(cx, select.at.span, "`CONNECT BY` over something whose columns are not known"));
    };
    let condition = if filters.is_empty() { None } else { Some(pg::Expr::all(filters)) };
    let query = pg::Query::select(pg::Select { targets, from, condition, ..pg::Select::default() });
    let cte = pg::Cte { name: of.clone(), columns: Vec::new(), query, materialized: None };
    Ok((vec![Item { from: pg::From::Named(of, None), sources }], Some(cte), rest))
}

/// Whether a condition joins: it reads more than one item, or carries a mark.
fn joins(sources: &[Source<Col>], e: &ir::Expr) -> bool {
    let mut first = None;
    let mut found = false;
    walk::each(e, &mut |e| match &e.kind {
        ExprKind::OuterJoinMark(_) => found = true,
        ExprKind::Name(path) => {
            if let Some(place) = source_of(sources, &path.parts) {
                found |= first.is_some_and(|f| f != place);
                first = Some(place);
            }
        }
        _ => {}
    });
    found
}

/// Lowers the hierarchy over one item.
pub(super) fn lower_tree(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    select: &ir::Select,
    around: &ir::Query,
    it: &ir::Hierarchy,
    items: &[Item],
) -> Lower<Tree> {
    let span = select.at.span;
    let Some((item, of)) = only(items) else { return Err(refuse(cx, span, "`CONNECT BY` over several tables")) };
    let mut columns = item.sources.iter().flat_map(|s| s.columns.iter().flatten());
    if columns.any(|(_, col)| col.name.starts_with("tree_")) {
        return Err(refuse(cx, span, "`CONNECT BY` over columns named tree_…"));
    }
    let connects = it.connect.conjuncts();
    let unique = connects.iter().any(|e| is_unique_prior(e));
    let connects: Vec<&ir::Expr> = connects.into_iter().filter(|e| !is_unique_prior(e)).collect();
    let tree = cx.fresh("tree");
    let own = Frame {
        sources: item.sources.clone(),
        given: vec![("LEVEL".into(), Low { expr: pg::Expr::int(1), ..counter(None, "level") })],
        qualified: true,
        outer: env.outer,
        ..Frame::default()
    };
    let above = Frame { sources: renamed(item, &tree), qualified: true, outer: env.outer, ..Frame::default() };
    let next = counter(Some(&tree), "tree_level").expr.infix(Op::Add, pg::Expr::int(1));
    let child = Frame {
        given: vec![("LEVEL".into(), Low { expr: next.clone(), ..counter(None, "level") })],
        prior: Some(&above),
        ..own.clone()
    };
    let (root_scope, child_scope) = (scope(env.schema, Some(&own)), scope(env.schema, Some(&child)));
    let start = it.start.as_ref().map(|e| lower_expr(cx, &root_scope, e).map(|low| low.expr)).transpose();
    let connect = all(cx, &child_scope, &connects);
    let siblings = if around.siblings { super::order::inner(cx, &root_scope, &around.order) } else { Ok(Vec::new()) };
    let keys = if unique { Vec::new() } else { keys(&connects) };
    let key = key(cx, &root_scope, &keys);
    let values = carried_values(cx, &root_scope, &child_scope, &tree, wanted(select, &around.order));
    let (start, connect, siblings, key, values) = (start?, connect?, siblings?, key?, values?);
    cx.exact(&TREE, span);
    if key.is_some() {
        cx.exact(&LOOPS, span);
    }
    let parts = branch::Parts {
        of: of.clone(),
        tree: tree.clone(),
        item: item.from.clone(),
        start,
        connect,
        siblings,
        next,
        key,
        nocycle: it.nocycle,
    };
    let (cte, carried) = branch::recursion(parts, values);
    let read = Item { from: pg::From::Named(tree, Some(of.clone())), sources: item.sources.clone() };
    let place = pg::Expr::Name(Box::new([of.clone(), "tree_place".into()]));
    let number = counted_in(key_of(place.clone()));
    let mut given = vec![("LEVEL".into(), counter(Some(&of), "tree_level")), ("ROWNUM".into(), number)];
    for pseudo in ["CONNECT_BY_ISLEAF", "CONNECT_BY_ISCYCLE"] {
        if asks(select, &around.order, pseudo) {
            let low = children(cx, env, it, &connects, &keys, item, &of, pseudo)?;
            given.push((pseudo.into(), low));
        }
    }
    Ok(Tree { ctes: vec![cte], item: read, given, carried, order: vec![key_of(place)] })
}

fn all(cx: &mut Cx<'_>, place: &Scope<'_>, parts: &[&ir::Expr]) -> Lower<Option<pg::Expr>> {
    let lowered: Vec<Lower<pg::Expr>> = parts.iter().map(|e| lower_expr(cx, place, e).map(|low| low.expr)).collect();
    let lowered = lowered.into_iter().collect::<Lower<Vec<_>>>()?;
    Ok(if lowered.is_empty() { None } else { Some(pg::Expr::all(lowered)) })
}

/// By what a row is known again: the value under `PRIOR`; several of them as one text. Nothing where there is none.
fn key(cx: &mut Cx<'_>, place: &Scope<'_>, keys: &[ir::Expr]) -> Lower<Option<pg::Expr>> {
    let lowered: Vec<Lower<Low>> = keys.iter().map(|e| lower_expr(cx, place, e)).collect();
    let lowered = lowered.into_iter().collect::<Lower<Vec<Low>>>()?;
    Ok(match <[Low; 1]>::try_from(lowered) {
        // The list of keys has no length or digits of its own.
        Ok([one]) => Some(match one.ty {
            Type::Varchar(_) | Type::Text | Type::Char(_) => one.expr.cast(Type::Text),
            Type::Numeric(Some(_)) => one.expr.cast(Type::Numeric(None)),
            Type::Timestamp(Some(_)) => one.expr.cast(Type::Timestamp(None)),
            Type::Timestamptz(Some(_)) => one.expr.cast(Type::Timestamptz(None)),
            _ => one.expr,
        }),
        Err(none) if none.is_empty() => None,
        Err(several) => {
            let row = pg::Expr::Row(several.into_iter().map(|low| low.expr).collect());
            Some(row.cast(Type::Text))
        }
    })
}

/// `CONNECT_BY_ISLEAF`, `CONNECT_BY_ISCYCLE`: whether a row has children of its own, or one that is above it.
#[expect(clippy::too_many_arguments, reason = "what the tree is made of")]
fn children(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    it: &ir::Hierarchy,
    connects: &[&ir::Expr],
    keys: &[ir::Expr],
    item: &Item,
    of: &Name,
    pseudo: &str,
) -> Lower<Low> {
    let below = cx.fresh("child");
    let Some(from) = realiased(item.from.clone(), &below) else {
        return Err(refuse(cx, it.connect.at.span, pseudo));
    };
    let above = Frame { sources: renamed(item, of), qualified: true, outer: env.outer, ..Frame::default() };
    let next = counter(Some(of), "tree_level").expr.infix(Op::Add, pg::Expr::int(1));
    let child = Frame {
        sources: renamed(item, &below),
        given: vec![("LEVEL".into(), Low { expr: next, ..counter(None, "level") })],
        prior: Some(&above),
        qualified: true,
        outer: env.outer,
        ..Frame::default()
    };
    let place = scope(env.schema, Some(&child));
    let mut tests: Vec<pg::Expr> = all(cx, &place, connects)?.into_iter().collect();
    let seen = pg::Expr::Name(Box::new([of.clone(), "tree_seen".into()]));
    let key = key(cx, &place, keys)?;
    let cycle = pseudo == "CONNECT_BY_ISCYCLE";
    match key {
        Some(key) if cycle => tests.push(branch::is_seen(key, seen)),
        Some(key) if it.nocycle => tests.push(branch::is_new(key, seen)),
        None if cycle => return Err(refuse(cx, it.connect.at.span, pseudo)),
        Some(_) | None => {}
    }
    let condition = if tests.is_empty() { None } else { Some(pg::Expr::all(tests)) };
    let select =
        pg::Select { targets: vec![(pg::Expr::int(1), None)], from: vec![from], condition, ..pg::Select::default() };
    let found = pg::Expr::Exists(Box::new(pg::Query::select(select)));
    let found = if cycle { found } else { found.negate() };
    Ok(Low { expr: found.cast(Type::Integer), ..counter(None, "leaf") })
}

/// An item under another name.
fn realiased(from: pg::From, name: &Name) -> Option<pg::From> {
    Some(match from {
        pg::From::Relation(table, _) => pg::From::Relation(table, Some(name.clone())),
        pg::From::Named(query, _) => pg::From::Named(query, Some(name.clone())),
        pg::From::Query(query, _) => pg::From::Query(query, name.clone()),
        pg::From::Lateral(..)
        | pg::From::Function(_)
        | pg::From::Values(_)
        | pg::From::Xml(_)
        | pg::From::Sample(_)
        | pg::From::Join(_) => return None,
    })
}

/// The one item of `FROM`, and what qualifies its columns.
fn only(items: &[Item]) -> Option<(&Item, Name)> {
    let [item] = items else { return None };
    let (_, col) = item.sources.first()?.columns.as_ref()?.first()?;
    Some((item, col.of.clone()))
}

/// The same columns under another name.
fn renamed(item: &Item, of: &Name) -> Vec<Source<Col>> {
    let one = |source: &Source<Col>| {
        let columns = source
            .columns
            .as_ref()
            .map(|all| all.iter().map(|(name, col)| (name.clone(), Col { of: of.clone(), ..col.clone() })).collect());
        Source { columns, ..source.clone() }
    };
    item.sources.iter().map(one).collect()
}

fn carried_values(
    cx: &mut Cx<'_>,
    root: &Scope<'_>,
    child: &Scope<'_>,
    tree: &Name,
    wanted: Vec<ir::Expr>,
) -> Lower<Vec<branch::Carried>> {
    let mut all = Vec::with_capacity(wanted.len());
    for (n, e) in wanted.into_iter().enumerate() {
        let before = pg::Expr::Name(Box::new([tree.clone(), format!("tree_value{}", n + 1).into()]));
        let (first, next, low) = match &e.kind {
            ExprKind::Unary(Unary::Root, x) => {
                let low = plain(cx, root, x)?;
                (low.expr.clone().cast(low.ty.clone()), before, low)
            }
            ExprKind::Unary(Unary::Prior, x) => {
                let low = plain(cx, root, x)?;
                let above = lower_expr(cx, child, &e)?;
                let ty = low.ty.clone();
                (pg::Expr::Null.cast(ty.clone()), above.expr.cast(ty), Low { null: Null::Maybe, ..low })
            }
            ExprKind::Call(call) => {
                let [x, separator] = call.args.as_slice() else {
                    return Err(refuse(cx, e.at.span, "SYS_CONNECT_BY_PATH with these arguments"));
                };
                let low = lower_expr(cx, root, &x.value)?;
                let text = to_class(cx, root, e.at.span, low, Class::Text)?;
                let separator = lower_expr(cx, root, &separator.value)?.expr;
                let step = pg::Expr::call("concat", [separator, text.expr]);
                let joined = pg::Expr::Concat(Box::new([before, step.clone()]));
                let from = Ty::of_class(Class::Text);
                (step, joined, Low { expr: pg::Expr::Null, ty: Type::Text, null: Null::Never, from })
            }
            _ => return Err(refuse(cx, e.at.span, "this value of a hierarchy")),
        };
        all.push((e, first, next, low));
    }
    Ok(all)
}

/// A value with a type that both branches of the recursion can have.
fn plain(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<Low> {
    let low = lower_expr(cx, scope, e)?;
    let low = coerced(cx, low);
    let ty = match low.ty {
        Type::Varchar(_) | Type::Unknown => Type::Text,
        Type::Char(_) => return Err(refuse(cx, e.at.span, "a CHAR of another row of a hierarchy")),
        ty => ty,
    };
    Ok(Low { ty, ..low })
}
