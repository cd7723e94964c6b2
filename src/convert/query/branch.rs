//! The two branches of the recursive query that a hierarchy becomes.

use crate::convert::Low;
use crate::ir;
use crate::name::Name;
use crate::pg::{self, Op};

/// What the two branches of the recursion are made of.
pub(super) struct Parts {
    /// What qualifies the columns of what is read.
    pub of: Name,
    /// The name of the recursive query.
    pub tree: Name,
    /// What is read.
    pub item: pg::From,
    /// `START WITH`.
    pub start: Option<pg::Expr>,
    /// `CONNECT BY`; nothing where every row is a child of every other.
    pub connect: Option<pg::Expr>,
    /// `ORDER SIBLINGS BY`.
    pub siblings: Vec<pg::OrderKey>,
    /// The level of a child.
    pub next: pg::Expr,
    /// By what a row is known again.
    pub key: Option<pg::Expr>,
    /// A loop ends the branch; else it is an error.
    pub nocycle: bool,
}

/// What each carried value is in a root, in a child, and as a value of the query.
pub(super) type Carried = (ir::Expr, pg::Expr, pg::Expr, Low);

/// `row_number() OVER (ORDER BY …)`.
fn number(order: Vec<pg::OrderKey>) -> pg::Expr {
    let mut expr = pg::Expr::call("row_number", []);
    if let pg::Expr::Call(call) = &mut expr {
        call.over = Some(pg::Window { order, ..pg::Window::default() });
    }
    expr
}

/// `a UNION ALL b`.
pub(super) fn union_all(first: pg::Select, more: pg::Select) -> pg::Query {
    pg::Query::Set(Box::new(pg::SetQuery {
        op: pg::SetOp::Union,
        all: true,
        left: pg::Query::select(first),
        right: pg::Query::select(more),
        order: Vec::new(),
        limit: pg::Limit::default(),
    }))
}

/// The key is that of a row above.
pub(super) fn is_seen(key: pg::Expr, seen: pg::Expr) -> pg::Expr {
    let all = pg::Quantified { op: Op::Eq, all: false, left: key, right: pg::InSet::List(vec![seen]) };
    pg::Expr::Quantified(Box::new(all))
}

/// The key is that of no row above; a row without a key is no loop.
pub(super) fn is_new(key: pg::Expr, seen: pg::Expr) -> pg::Expr {
    let again = pg::Quantified { op: Op::Ne, all: true, left: key, right: pg::InSet::List(vec![seen]) };
    pg::Expr::Is(Box::new(pg::Expr::Quantified(Box::new(again))), pg::IsTest::False, true)
}

/// The recursive query, and what its carried values are behind it.
pub(super) fn recursion(parts: Parts, values: Vec<Carried>) -> (pg::Cte, Vec<(ir::Expr, Low)>) {
    let Parts { of, tree, item, start, connect, siblings, next, key, nocycle } = parts;
    let tree_name = |name: &str| pg::Expr::Name(Box::new([tree.clone(), name.into()]));
    let mut roots = vec![
        (pg::Expr::StarOf(of.clone()), None),
        (pg::Expr::int(1), Some("tree_level".into())),
        (pg::Expr::Array(Box::new([number(siblings.clone())])), Some("tree_place".into())),
    ];
    let append = |list: pg::Expr, item: pg::Expr| pg::Expr::call("array_append", [list, item]);
    let mut children = vec![
        (pg::Expr::StarOf(of.clone()), None),
        (next, None),
        (append(tree_name("tree_place"), number(siblings)), None),
    ];
    let mut tests: Vec<pg::Expr> = connect.into_iter().collect();
    if let Some(key) = key {
        roots.push((pg::Expr::Array(Box::new([key.clone()])), Some("tree_seen".into())));
        let seen = tree_name("tree_seen");
        if nocycle {
            children.push((append(seen.clone(), key.clone()), None));
            tests.push(is_new(key, seen));
        } else {
            children.push((pg::Expr::helper("branch", [seen, key]), None));
        }
    }
    let mut carried = Vec::with_capacity(values.len());
    for (n, (e, root, child, low)) in values.into_iter().enumerate() {
        let name: Name = format!("tree_value{}", n + 1).into();
        roots.push((root, Some(name.clone())));
        children.push((child, None));
        carried.push((e, Low { expr: pg::Expr::Name(Box::new([of.clone(), name])), ..low }));
    }
    let join = pg::Join {
        kind: if tests.is_empty() { pg::JoinKind::Cross } else { pg::JoinKind::Inner },
        natural: false,
        left: item.clone(),
        right: pg::From::Named(tree.clone(), None),
        on: if tests.is_empty() { None } else { Some(pg::Expr::all(tests)) },
        using: Vec::new(),
    };
    let anchor = pg::Select { targets: roots, from: vec![item], condition: start, ..pg::Select::default() };
    let step = pg::Select { targets: children, from: vec![pg::From::Join(Box::new(join))], ..pg::Select::default() };
    let query = union_all(anchor, step);
    (pg::Cte { name: tree.clone(), columns: Vec::new(), query, materialized: None }, carried)
}
