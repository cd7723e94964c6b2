//! Where errors of conversion may come from: statements of SQL, or expressions of PL/SQL.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use crate::name::Name;
use crate::pg::{self, Expr, Stmt};

/// Where statements may raise errors that a conversion raises too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origins {
    /// In SQL.
    pub sql: bool,
    /// In expressions of PL/SQL.
    pub pl: bool,
    /// By what has a condition of conversions and is none: a cursor that may be no cursor, an integer that is too large.
    pub others: bool,
    /// In roots, powers and logarithms.
    pub roots: bool,
    /// Which objects may be missing that statements drop or change.
    pub objects: Objects,
}

/// The numbers of what Oracle misses where statements drop or change objects: PostgreSQL has one state for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Objects {
    /// No statement does.
    None,
    /// All have this number.
    One(i32),
    /// They have several.
    Several,
}

impl Objects {
    fn and(self, other: Objects) -> Objects {
        match (self, other) {
            (Objects::None, it) | (it, Objects::None) => it,
            (a, b) if a == b => a,
            (Objects::One(_) | Objects::Several, _) => Objects::Several,
        }
    }
}

/// What statements miss that make, change, empty or drop objects.
fn objects(list: &[Stmt]) -> Objects {
    list.iter().fold(Objects::None, |all, stmt| {
        all.and(match stmt {
            Stmt::Of(_, _, inner) => objects(std::slice::from_ref(inner)),
            Stmt::If(arms, otherwise) => {
                arms.iter().map(|(_, list)| objects(list)).fold(objects(otherwise), Objects::and)
            }
            Stmt::Case(case) => case
                .arms
                .iter()
                .map(|(_, list)| list)
                .chain(&case.otherwise)
                .map(|list| objects(list))
                .fold(Objects::None, Objects::and),
            Stmt::Loop(it) => objects(&it.body),
            Stmt::Block(block) => {
                block.handlers.iter().map(|h| objects(&h.statements)).fold(objects(&block.statements), Objects::and)
            }
            Stmt::Ddl(ddl) => match &**ddl {
                pg::Ddl::AlterSequence(..) => Objects::One(-2289),
                pg::Ddl::Drop(it) => Objects::One(match it.word {
                    "SEQUENCE" => -2289,
                    "INDEX" => -1418,
                    "MATERIALIZED VIEW" => -12003,
                    _ => -942,
                }),
                pg::Ddl::Create(_) | pg::Ddl::Truncate(..) | pg::Ddl::Triggers(..) => Objects::One(-942),
            },
            _ => Objects::None,
        })
    })
}

/// Where the errors of statements may come from.
pub(super) fn origins(list: &[Stmt]) -> Origins {
    let (mut sql, mut pl, mut draws) = (false, false, false);
    for stmt in list {
        pg::code::each(stmt, &mut |node| match node {
            pg::code::Node::Query(_) | pg::code::Node::Dml(_) | pg::code::Node::Execute | pg::code::Node::Lock(_) => {
                sql = true
            }
            pg::code::Node::Expr(e) => {
                pl |= !matches!(e, Expr::Null | Expr::Name(_) | Expr::Bool(_) | Expr::Number(_));
                // What is called may do either.
                sql |= calls(e);
                draws |= roots(e);
            }
            pg::code::Node::Declaration(_)
            | pg::code::Node::Notice
            | pg::code::Node::Gap
            | pg::code::Node::Transaction
            | pg::code::Node::Handled => {}
        });
        pl |= assigns(stmt);
    }
    Origins {
        sql,
        pl,
        others: closed(list, &mut Vec::new()) || list.iter().any(overflows),
        roots: draws,
        objects: objects(list),
    }
}

/// Whether statements fetch from or close a cursor that none in front of them opens.
fn closed<'s>(list: &'s [Stmt], open: &mut Vec<&'s Name>) -> bool {
    list.iter().any(|stmt| match stmt {
        Stmt::Of(_, _, inner) => closed(std::slice::from_ref(inner), open),
        Stmt::Open(cursor, _) => {
            open.push(cursor);
            false
        }
        Stmt::Fetch(cursor, _) | Stmt::Close(cursor) => !open.contains(&cursor),
        Stmt::If(arms, otherwise) => arms.iter().any(|(_, list)| closed(list, open)) || closed(otherwise, open),
        Stmt::Case(case) => {
            case.arms.iter().map(|(_, list)| list).chain(&case.otherwise).any(|list| closed(list, open))
        }
        Stmt::Loop(it) => closed(&it.body, open),
        Stmt::Block(block) => closed(&block.statements, open),
        _ => false,
    })
}

/// Whether a statement assigns a number to an integer that may have no room for it.
fn overflows(stmt: &Stmt) -> bool {
    let wide = |e: &Expr| match e {
        Expr::Cast(parts) if parts.1 == pg::Type::Integer => match &parts.0 {
            // Positions and lengths have room.
            Expr::Call(call) => matches!(call.name.name.as_str(), "to_number" | "to_number_pl" | "div"),
            Expr::Number(digits) => digits.len() > 9,
            _ => true,
        },
        _ => false,
    };
    match stmt {
        Stmt::Assign(_, e) => wide(e),
        _ => within(stmt, overflows),
    }
}

/// Whether a statement assigns, which may not fit.
fn assigns(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Assign(..) | Stmt::Select(_) | Stmt::Fetch(..) => true,
        Stmt::Block(block) if !block.declarations.is_empty() => true,
        _ => within(stmt, assigns),
    }
}

/// Whether something holds for a statement within another.
fn within(stmt: &Stmt, holds: fn(&Stmt) -> bool) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => holds(inner),
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(holds),
        Stmt::Case(case) => {
            case.arms.iter().flat_map(|(_, list)| list).chain(case.otherwise.iter().flatten()).any(holds)
        }
        Stmt::Loop(it) => it.body.iter().any(holds),
        Stmt::Block(block) => {
            block.statements.iter().chain(block.handlers.iter().flat_map(|h| &h.statements)).any(holds)
        }
        _ => false,
    }
}

/// Whether an expression has a function of numbers that takes only some of them.
fn roots(e: &Expr) -> bool {
    let mut found = match e {
        Expr::Call(call) => matches!(call.name.name.as_str(), "sqrt" | "ln" | "log" | "power"),
        Expr::Infix(pg::Op::Power, _) => true,
        _ => false,
    };
    pg::walk::children(e, &mut |child| {
        if let pg::walk::Node::Expr(child) = child {
            found |= roots(child);
        }
    });
    found
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
