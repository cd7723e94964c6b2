//! What `SQL%ROWCOUNT` says in a handler: a query for one row that finds several has counted one, any other statement that fails none.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use crate::pg::{Condition, Expr, Handler, Op, Stmt};

/// Counts the row in front of the handlers of a body that may take such an error.
pub(super) fn correct(handlers: &mut [Handler], body: &[Stmt]) {
    if !single_rows(body) {
        return;
    }
    let by_hand = raises(body);
    for handler in handlers {
        let many = |c: &Condition| matches!(c, Condition::Named("too_many_rows"));
        let one = Stmt::Assign(Box::new(["sql__rowcount".into()]), Expr::int(1));
        let only = handler.conditions.iter().all(many);
        if !only && !handler.conditions.iter().any(|c| many(c) || *c == Condition::Others) {
            continue;
        }
        let is = (!only).then(|| Expr::name("sqlstate").infix(Op::Eq, Expr::text("P0003")));
        // `RAISE` counts nothing.
        let own = by_hand.then(|| {
            let start = Expr::call("left", [Expr::name("sqlerrm"), Expr::int(4)]);
            start.infix(Op::Ne, Expr::text("ORA-"))
        });
        let tests: Vec<Expr> = is.into_iter().chain(own).collect();
        let count = if tests.is_empty() { one } else { Stmt::If(vec![(Expr::all(tests), vec![one])], Vec::new()) };
        handler.statements.insert(0, count);
    }
}

/// Whether statements raise what such a query raises.
fn raises(list: &[Stmt]) -> bool {
    let mut found = false;
    for stmt in list {
        crate::pg::code::each(stmt, &mut |node| {
            found |= matches!(node, crate::pg::code::Node::Expr(Expr::Text(state)) if state == "P0003");
        });
    }
    found
}

/// Whether a query for one row is counted, and somebody asks though it fails: then none is counted in front of it.
fn single_rows(list: &[Stmt]) -> bool {
    let pairs = list.iter().zip(list.iter().skip(1));
    pairs.into_iter().any(|(before, query)| is_none(before) && is_strict(query)) || list.iter().any(within)
}

fn is_none(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_none(inner),
        Stmt::Assign(target, value) => matches!(&**target, [name] if name == "sql__rowcount") && *value == Expr::int(0),
        _ => false,
    }
}

fn is_strict(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_strict(inner),
        Stmt::Select(select) => select.strict,
        _ => false,
    }
}

fn within(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => within(inner),
        Stmt::If(arms, otherwise) => arms.iter().any(|(_, list)| single_rows(list)) || single_rows(otherwise),
        Stmt::Case(case) => {
            case.arms.iter().any(|(_, list)| single_rows(list)) || case.otherwise.iter().any(|list| single_rows(list))
        }
        Stmt::Loop(it) => single_rows(&it.body),
        Stmt::Block(block) => single_rows(&block.statements),
        _ => false,
    }
}
