//! Where errors of conversion may come from: statements of SQL, or expressions of PL/SQL.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use crate::pg::{self, Expr, Stmt};

/// Whether statements may raise errors of conversion in SQL, and in expressions of PL/SQL.
pub(super) fn origins(list: &[Stmt]) -> (bool, bool) {
    let (mut sql, mut pl) = (false, false);
    for stmt in list {
        pg::code::each(stmt, &mut |node| match node {
            pg::code::Node::Query(_) | pg::code::Node::Dml(_) | pg::code::Node::Execute | pg::code::Node::Lock(_) => {
                sql = true
            }
            pg::code::Node::Expr(e) => {
                pl |= !matches!(e, Expr::Null | Expr::Name(_) | Expr::Bool(_) | Expr::Number(_));
                // What is called may do either.
                sql |= calls(e);
            }
            pg::code::Node::Declaration(_)
            | pg::code::Node::Notice
            | pg::code::Node::Gap
            | pg::code::Node::Transaction
            | pg::code::Node::Handled => {}
        });
        pl |= assigns(stmt);
    }
    (sql, pl)
}

/// Whether a statement assigns, which may not fit.
fn assigns(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => assigns(inner),
        Stmt::Assign(..) | Stmt::Select(_) | Stmt::Fetch(..) => true,
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(assigns),
        Stmt::Case(case) => {
            case.arms.iter().flat_map(|(_, list)| list).chain(case.otherwise.iter().flatten()).any(assigns)
        }
        Stmt::Loop(it) => it.body.iter().any(assigns),
        Stmt::Block(block) => {
            !block.declarations.is_empty()
                || block.statements.iter().any(assigns)
                || block.handlers.iter().flat_map(|h| &h.statements).any(assigns)
        }
        _ => false,
    }
}

fn calls(e: &Expr) -> bool {
    let mut found = matches!(e, Expr::Call(call)
        if !matches!(call.name.schema.as_deref(), None | Some("pg_catalog" | "ora_compat")));
    pg::walk::children(e, &mut |child| match child {
        pg::walk::Node::Expr(child) => found |= calls(child),
        pg::walk::Node::Query(_) => found = true,
    });
    found
}

/// Expressions of a data statement.
pub(super) fn dml_parts(dml: &pg::Dml, f: &mut dyn FnMut(&Expr)) {
    match dml {
        pg::Dml::Insert(insert) => super::facts::parts(&insert.source, f),
        pg::Dml::Update(update) => {
            update.set.iter().for_each(|s| f(&s.value));
            update.condition.iter().for_each(f);
        }
        pg::Dml::Delete(delete) => delete.condition.iter().for_each(f),
        pg::Dml::Merge(merge) => {
            f(&merge.on);
            for branch in &merge.branches {
                branch.condition.iter().for_each(&mut *f);
                match &branch.does {
                    pg::MergeDoes::Update(set) => set.iter().for_each(|s| f(&s.value)),
                    pg::MergeDoes::Delete => {}
                    pg::MergeDoes::Insert(_, _, values) => values.iter().for_each(&mut *f),
                }
            }
        }
        pg::Dml::Many(many) => {
            many.source.iter().for_each(|cte| super::facts::parts(&cte.query, f));
            many.inserts.iter().for_each(|insert| super::facts::parts(&insert.source, f));
        }
    }
}
