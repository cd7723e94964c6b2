//! `CONNECT BY`: a recursive query that keeps the order of the tree and stops at loops.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{Env, refuse, scope};
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::convert::expr::{Scope, coerced, lower as lower_expr, to_class};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, Class, ExprKind, Unary, walk};
use crate::name::Name;
use crate::pg::{self, Type};

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
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "a loop in the data ends the branch silently, where Oracle raises ORA-01436",
    help: "Check the data for loops once; a foreign key does not keep them out.",
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
    /// The recursive query.
    pub cte: Option<pg::Cte>,
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
    let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    Low { expr, ty: Type::Integer, null: Null::Never, from }
}

/// `SELECT … FROM dual CONNECT BY LEVEL <= n`.
pub(super) fn generator(cx: &mut Cx<'_>, env: Env<'_>, select: &ir::Select, it: &ir::Hierarchy) -> Lower<Tree> {
    let bound = match &it.connect.kind {
        ExprKind::Compare(ir::Compare::Le, sides) => {
            let [a, b] = &**sides;
            let counts = matches!(&a.kind, ExprKind::Name(path)
                if matches!(path.parts.as_slice(), [name] if name == "LEVEL" || name == "ROWNUM"));
            counts.then_some(b)
        }
        _ => None,
    };
    let Some(bound) = bound.filter(|_| it.start.is_none()) else {
        return Err(refuse(cx, select.at.span, "`CONNECT BY` over DUAL with this condition"));
    };
    let low = lower_expr(cx, &scope(env.schema, env.outer), bound)?;
    let low = to_class(cx, &scope(env.schema, env.outer), bound.at.span, low, Class::Integer)?;
    let sure = matches!(&low.expr, pg::Expr::Number(digits) if digits.parse::<u64>().is_ok_and(|n| n > 0));
    let last = if sure {
        low.expr
    } else {
        let known = pg::Expr::call("coalesce", [low.expr, pg::Expr::int(1)]);
        pg::Expr::call("greatest", [known, pg::Expr::int(1)])
    };
    cx.exact(&GENERATOR, select.at.span);
    let of = cx.fresh("rows");
    let call = pg::Expr::call("generate_series", [pg::Expr::int(1), last]);
    let rows = pg::FunctionRows { call, ordinality: false, alias: of.clone(), columns: vec![("level".into(), None)] };
    let level = counter(Some(&of), "level");
    let given = vec![("LEVEL".into(), level.clone()), ("ROWNUM".into(), level.clone()), from::dummy()];
    let order = vec![pg::OrderKey { expr: level.expr, descending: false, nulls_first: None }];
    let item = Item { from: pg::From::Function(Box::new(rows)), sources: Vec::new() };
    Ok(Tree { cte: None, item, given, carried: Vec::new(), order })
}

/// The values of other rows that a query reads: `PRIOR x`, `CONNECT_BY_ROOT x`, `SYS_CONNECT_BY_PATH(x, s)`.
fn wanted(select: &ir::Select, order: &[ir::SortKey]) -> Vec<ir::Expr> {
    let mut all: Vec<ir::Expr> = Vec::new();
    let targets = select.targets.iter().map(|t| &t.expr);
    for e in targets.chain(&select.condition).chain(order.iter().map(|k| &k.expr)) {
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
    }
    all
}

/// Whether what cannot be converted here is read.
fn leaf(select: &ir::Select, order: &[ir::SortKey]) -> bool {
    let mut found = false;
    let targets = select.targets.iter().map(|t| &t.expr);
    for e in targets.chain(&select.condition).chain(order.iter().map(|k| &k.expr)) {
        walk::each(e, &mut |e| {
            if let ExprKind::Name(path) = &e.kind
                && let [name] = path.parts.as_slice()
            {
                found |= name == "CONNECT_BY_ISLEAF" || name == "CONNECT_BY_ISCYCLE";
            }
        });
    }
    found
}

/// The columns under `PRIOR` in the condition: by them a row of the branch is known again.
fn keys(connect: &ir::Expr) -> Vec<ir::Expr> {
    let mut all: Vec<ir::Expr> = Vec::new();
    walk::each(connect, &mut |e| {
        if let ExprKind::Unary(Unary::Prior, inner) = &e.kind
            && !all.contains(inner)
        {
            all.push((**inner).clone());
        }
    });
    all
}

/// Lowers the hierarchy over one table, view or derived table.
pub(super) fn lower_tree(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    select: &ir::Select,
    around: &ir::Query,
    it: &ir::Hierarchy,
    items: &[Item],
) -> Lower<Tree> {
    let span = select.at.span;
    let Some((item, source, of)) = only(items) else {
        return Err(refuse(cx, span, "`CONNECT BY` over several tables"));
    };
    if source.columns.iter().flatten().any(|(_, col)| col.name.starts_with("tree_")) {
        return Err(refuse(cx, span, "`CONNECT BY` over columns named tree_…"));
    }
    if leaf(select, &around.order) {
        return Err(refuse(cx, span, "CONNECT_BY_ISLEAF or CONNECT_BY_ISCYCLE"));
    }
    let tree = cx.fresh("tree");
    let key = match <[ir::Expr; 1]>::try_from(keys(&it.connect)) {
        Ok([key]) => key,
        Err(_) => return Err(refuse(cx, span, "`CONNECT BY` with none or several PRIOR values")),
    };
    let own = Frame {
        sources: vec![source.clone()],
        given: vec![("LEVEL".into(), Low { expr: pg::Expr::int(1), ..counter(None, "level") })],
        qualified: true,
        outer: env.outer,
        ..Frame::default()
    };
    let above = Frame { sources: vec![renamed(source, &tree)], qualified: true, outer: env.outer, ..Frame::default() };
    let next = counter(Some(&tree), "tree_level").expr.infix(pg::Op::Add, pg::Expr::int(1));
    let child = Frame {
        given: vec![("LEVEL".into(), Low { expr: next.clone(), ..counter(None, "level") })],
        prior: Some(&above),
        ..own.clone()
    };
    let (root_scope, child_scope) = (scope(env.schema, Some(&own)), scope(env.schema, Some(&child)));
    let start = it.start.as_ref().map(|e| lower_expr(cx, &root_scope, e).map(|low| low.expr)).transpose();
    let connect = lower_expr(cx, &child_scope, &it.connect).map(|low| low.expr);
    let siblings = if around.siblings { super::order::inner(cx, &root_scope, &around.order) } else { Ok(Vec::new()) };
    let id = lower_expr(cx, &root_scope, &key);
    let values = carried_values(cx, &root_scope, &child_scope, &tree, wanted(select, &around.order));
    let (start, connect, siblings, id, values) = (start?, connect?, siblings?, id?, values?);
    cx.exact(&TREE, span);
    if !it.nocycle {
        cx.raise(LOOPS.at(span));
    }
    // A length in the root's type would not be in the type of what is appended to, and PostgreSQL refuses the difference.
    let bare = id.ty.unconstrained();
    let limited =
        matches!(bare, pg::Type::Text | pg::Type::Numeric(_) | pg::Type::Timestamp(_) | pg::Type::Timestamptz(_));
    let first = if limited { id.expr.clone().cast(bare) } else { id.expr.clone() };
    let parts = Parts {
        of: of.clone(),
        tree: tree.clone(),
        item: item.from.clone(),
        start,
        connect,
        siblings,
        next,
        key: id.expr,
        first,
    };
    let (cte, carried) = recursion(parts, values);
    let read = Item { from: pg::From::Named(tree, Some(of.clone())), sources: item.sources.clone() };
    let order = vec![pg::OrderKey {
        expr: pg::Expr::Name(Box::new([of.clone(), "tree_place".into()])),
        descending: false,
        nulls_first: None,
    }];
    Ok(Tree {
        cte: Some(cte),
        item: read,
        given: vec![("LEVEL".into(), counter(Some(&of), "tree_level"))],
        carried,
        order,
    })
}

/// The one item of `FROM`, where it is no join, and what qualifies its columns.
fn only(items: &[Item]) -> Option<(&Item, &Source<Col>, Name)> {
    let [item] = items else { return None };
    let [source] = item.sources.as_slice() else { return None };
    let (_, col) = source.columns.as_ref()?.first()?;
    Some((item, source, col.of.clone()))
}

/// What the two branches of the recursion are made of.
struct Parts {
    of: Name,
    tree: Name,
    item: pg::From,
    start: Option<pg::Expr>,
    connect: pg::Expr,
    siblings: Vec<pg::OrderKey>,
    next: pg::Expr,
    key: pg::Expr,
    /// The key of a root: the list that starts with it takes the keys of all.
    first: pg::Expr,
}

/// `row_number() OVER (ORDER BY …)`.
fn number(order: Vec<pg::OrderKey>) -> pg::Expr {
    let mut expr = pg::Expr::call("row_number", []);
    if let pg::Expr::Call(call) = &mut expr {
        call.over = Some(pg::Window { order, ..pg::Window::default() });
    }
    expr
}

/// The recursive query, and what its carried values are behind it.
fn recursion(parts: Parts, values: Vec<Carried>) -> (pg::Cte, Vec<(ir::Expr, Low)>) {
    let Parts { of, tree, item, start, connect, siblings, next, key, first } = parts;
    let tree_name = |name: &str| pg::Expr::Name(Box::new([tree.clone(), name.into()]));
    let mut roots = vec![
        (pg::Expr::StarOf(of.clone()), None),
        (pg::Expr::int(1), Some("tree_level".into())),
        (pg::Expr::Array(Box::new([number(siblings.clone())])), Some("tree_place".into())),
        (pg::Expr::Array(Box::new([first])), Some("tree_seen".into())),
    ];
    let append = |list: pg::Expr, item: pg::Expr| pg::Expr::call("array_append", [list, item]);
    let mut children = vec![
        (pg::Expr::StarOf(of.clone()), None),
        (next, None),
        (append(tree_name("tree_place"), number(siblings)), None),
        (append(tree_name("tree_seen"), key.clone()), None),
    ];
    let mut carried = Vec::with_capacity(values.len());
    for (n, (e, root, child, low)) in values.into_iter().enumerate() {
        let name: Name = format!("tree_value{}", n + 1).into();
        roots.push((root, Some(name.clone())));
        children.push((child, None));
        carried.push((e, Low { expr: pg::Expr::Name(Box::new([of.clone(), name])), ..low }));
    }
    let again =
        pg::Quantified { op: pg::Op::Ne, all: true, left: key, right: pg::InSet::List(vec![tree_name("tree_seen")]) };
    // A row without a key is no loop.
    let new = pg::Expr::Is(Box::new(pg::Expr::Quantified(Box::new(again))), pg::IsTest::False, true);
    let on = pg::Expr::all(vec![connect, new]);
    let join = pg::Join {
        kind: pg::JoinKind::Inner,
        natural: false,
        left: item.clone(),
        right: pg::From::Named(tree.clone(), None),
        on: Some(on),
        using: Vec::new(),
    };
    let anchor = pg::Select { targets: roots, from: vec![item.clone()], condition: start, ..pg::Select::default() };
    let step = pg::Select { targets: children, from: vec![pg::From::Join(Box::new(join))], ..pg::Select::default() };
    let both = pg::SetQuery {
        op: pg::SetOp::Union,
        all: true,
        left: pg::Query::select(anchor),
        right: pg::Query::select(step),
        order: Vec::new(),
        limit: pg::Limit::default(),
    };
    let cte =
        pg::Cte { name: tree.clone(), columns: Vec::new(), query: pg::Query::Set(Box::new(both)), materialized: None };
    (cte, carried)
}

/// The same columns under another name.
fn renamed(source: &Source<Col>, of: &Name) -> Source<Col> {
    let columns = source
        .columns
        .as_ref()
        .map(|all| all.iter().map(|(name, col)| (name.clone(), Col { of: of.clone(), ..col.clone() })).collect());
    Source { columns, ..source.clone() }
}

/// What each carried value is in a root, in a child, and as a value of the query.
type Carried = (ir::Expr, pg::Expr, pg::Expr, Low);

fn carried_values(
    cx: &mut Cx<'_>,
    root: &Scope<'_>,
    child: &Scope<'_>,
    tree: &Name,
    wanted: Vec<ir::Expr>,
) -> Lower<Vec<Carried>> {
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
