//! Loops over rows that do what one statement over all of them does.

#![expect(clippy::wildcard_enum_match_arm, reason = "all other statements and expressions write nothing")]

use super::sites::Site;
use super::{Found, Seen, conditions};
use crate::analyze::Means;
use crate::analyze::effects::Does;
use crate::analyze::symbols::Shape;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{ControlKind, Loop, Over, Stmt, StmtKind};
use crate::ir::{Dml, Expr, ExprKind, From, FromKind, QueryBody, RowSource};
use crate::name::{Name, QName};
use std::collections::BTreeSet;

static ROWS: Rule = Rule {
    name: "row-by-row",
    codes: &[(Source::Oracle, "OR-OPS-006")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 15),
    message: "this loop writes `{table}` row by row",
    help: "write one statement over all rows for each table: INSERT … SELECT, UPDATE … FROM, DELETE … USING or MERGE",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&ROWS];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    site.stmts(&mut |stmt, _| {
        let StmtKind::Loop(it) = &stmt.kind else { return };
        if !is_of_rows(seen, it) {
            return;
        }
        let mut round = Vec::new();
        it.body.iter().for_each(|stmt| of_round(stmt, &mut round));
        let row = of_row(it, &round);
        let mut all = Vec::new();
        it.body.iter().for_each(|stmt| written(stmt, &row, &mut all));
        let [(table, at), others @ ..] = all.as_slice() else { return };
        let apart = it.body.iter().all(of_sets) && !it.body.iter().any(|stmt| calls_routine(seen, stmt));
        let writes = round.iter().filter(|stmt| matches!(stmt.kind, StmtKind::Dml(_))).count();
        if apart && writes == all.len() && !carries_on(&round) {
            let mut raised = ROWS.at(*at).with("table", *table);
            others.iter().for_each(|(table, at)| raised.add("table", &ROWS.at(*at).with("table", *table)));
            found.push(Found { object: Some(site.key.clone()), raised });
        }
    });
}

/// Whether what a round writes, or whether it does, hangs on a variable that the rounds before have changed.
fn carries_on(round: &[&Stmt]) -> bool {
    let names = |e: &Expr| {
        let mut all = BTreeSet::new();
        crate::ir::walk::each(e, &mut |e| {
            if let ExprKind::Name(path) = &e.kind
                && let [name] = path.parts.as_slice()
            {
                all.insert(name.clone());
            }
        });
        all
    };
    let kept: BTreeSet<Name> = round
        .iter()
        .filter_map(|stmt| {
            let StmtKind::Assign(sides) = &stmt.kind else { return None };
            let [target, value] = &**sides;
            names(target).intersection(&names(value)).next().cloned()
        })
        .collect();
    round.iter().any(|stmt| match &stmt.kind {
        StmtKind::Dml(_) => mentions(stmt, &|name| kept.contains(name)),
        StmtKind::If(it) => it.arms.iter().any(|(condition, _)| !names(condition).is_disjoint(&kept)),
        _ => false,
    })
}

/// Whether a statement names one of these.
fn mentions(stmt: &Stmt, is: &dyn Fn(&Name) -> bool) -> bool {
    let mut found = false;
    walk::each(Node::Stmt(stmt), &mut |node| {
        if let Node::Expr(Expr { kind: ExprKind::Name(path), .. }) = node {
            found |= path.parts.first().is_some_and(is);
        }
    });
    found
}

/// A loop over the rows of a query or cursor.
fn is_of_rows(seen: &Seen<'_>, it: &Loop) -> bool {
    let Over::For(iterator) = &it.over else { return false };
    iterator.controls.iter().any(|control| match &control.kind {
        ControlKind::Query(query) => !conditions::gives_one_row(seen, query),
        ControlKind::Value(e) => matches!(seen.facts.shape(e.at), Shape::Cursor(_)),
        ControlKind::Range(..) | ControlKind::Repeat(_) | ControlKind::Dynamic(..) | ControlKind::Of(..) => false,
    })
}

/// What holds values of the row that a loop is at: its record, and variables that a round gives values.
fn of_row<'a>(it: &'a Loop, round: &[&'a Stmt]) -> BTreeSet<&'a Name> {
    let mut all = BTreeSet::new();
    if let Over::For(iterator) = &it.over {
        all.extend(iterator.iterands.iter().map(|iterand| &iterand.name));
    }
    for stmt in round {
        let mut given: Vec<&Expr> = Vec::new();
        match &stmt.kind {
            StmtKind::Assign(sides) => given.extend(sides.first()),
            StmtKind::Select(query) => {
                if let QueryBody::Select(select) = &query.body {
                    given.extend(&select.into);
                }
            }
            StmtKind::Fetch(fetch) => given.extend(&fetch.into),
            StmtKind::Call(call) => {
                if let ExprKind::Call(call) = &call.kind {
                    given.extend(call.args.iter().map(|argument| &argument.value));
                }
            }
            _ => {}
        }
        all.extend(given.into_iter().filter_map(|e| match &e.kind {
            ExprKind::Name(path) => path.parts.first(),
            _ => None,
        }));
    }
    all
}

/// Whether a statement of a loop does what statements over sets do too: it does not leave the loop, print, fetch or catch errors.
fn of_sets(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Null | StmtKind::Assign(_) | StmtKind::Select(_) => true,
        StmtKind::Dml(dml) => match &**dml {
            Dml::Update(it) => it.current_of.is_none(),
            Dml::Delete(it) => it.current_of.is_none(),
            Dml::Insert(_) | Dml::InsertInto(_) | Dml::Merge(_) => true,
            Dml::InsertMany(_) | Dml::Unread(..) => false,
        },
        StmtKind::If(it) => {
            let mut bodies = it.arms.iter().map(|(_, body)| body).chain(&it.otherwise);
            bodies.all(|body| body.iter().all(of_sets))
        }
        StmtKind::Block(block) => block.handlers.is_empty() && block.statements.iter().all(of_sets),
        _ => false,
    }
}

/// The tables that a statement of a loop writes, itself or in its branches.
fn written<'a>(stmt: &'a Stmt, row: &BTreeSet<&Name>, found: &mut Vec<(&'a QName, crate::span::Span)>) {
    if let StmtKind::Dml(dml) = &stmt.kind {
        let named = || mentions(stmt, &|name| row.contains(name));
        found.extend(target(dml).filter(|name| named() && !goes_on(dml, name)).map(|name| (name, stmt.at.span)));
        return;
    }
    if matches!(stmt.kind, StmtKind::Loop(_)) {
        return;
    }
    walk::stmt(stmt, &mut |node| {
        if let Node::Stmt(inner) = node {
            written(inner, row, found);
        }
    });
}

/// Whether a procedure of the input or a text is run in a statement.
fn calls_routine(seen: &Seen<'_>, stmt: &Stmt) -> bool {
    let mut found = false;
    walk::each(Node::Stmt(stmt), &mut |node| {
        if let Node::Stmt(inner) = node {
            found |= match &inner.kind {
                StmtKind::Call(call) => matches!(seen.facts.of(call.at).means, Means::Routine(_) | Means::Unknown),
                StmtKind::Execute(_) => true,
                _ => false,
            };
        } else if let Node::Expr(e) = node
            && let ExprKind::Call(_) = &e.kind
            && let Means::Routine(id) = seen.facts.of(e.at).means
        {
            found |= seen.facts.effects.does(id).any(Does::WRITES | Does::ENDS | Does::UNKNOWN);
        }
    });
    found
}

/// `INSERT … SELECT` from the table itself: a round goes on from what the one before wrote, so it is no set that is cut up.
fn goes_on(dml: &Dml, table: &QName) -> bool {
    let Dml::InsertInto(it) = dml else { return false };
    let RowSource::Query(query) = &it.source else { return false };
    let mut own = false;
    crate::ir::query::walk::each(query, &mut |inner| {
        if let QueryBody::Select(select) = &inner.body {
            own |= select.from.iter().any(|from| reads(from, table));
        }
    });
    own
}

fn reads(from: &From, table: &QName) -> bool {
    match &from.kind {
        FromKind::Join(join) => reads(&join.left, table) || reads(&join.right, table),
        FromKind::Nested(inner) => reads(inner, table),
        FromKind::Table(it) => it.name.name == table.name,
        FromKind::Query(_)
        | FromKind::Function(..)
        | FromKind::Values(_)
        | FromKind::Xml(_)
        | FromKind::Json(_)
        | FromKind::Graph(_)
        | FromKind::Analytic(_)
        | FromKind::External(_)
        | FromKind::Pivot(_)
        | FromKind::Unpivot(_)
        | FromKind::Match(_)
        | FromKind::Unread(_) => false,
    }
}

/// The table that a statement writes, by rows that a condition chooses.
pub(super) fn target(dml: &Dml) -> Option<&QName> {
    match dml {
        Dml::Insert(it) => Some(&it.table),
        Dml::InsertInto(it) => table_of(&it.into),
        Dml::Update(it) if it.current_of.is_none() => table_of(&it.target),
        Dml::Delete(it) if it.current_of.is_none() => table_of(&it.target),
        Dml::Merge(it) => table_of(&it.target),
        Dml::Update(_) | Dml::Delete(_) | Dml::InsertMany(_) | Dml::Unread(..) => None,
    }
}

fn table_of(from: &From) -> Option<&QName> {
    if let FromKind::Table(table) = &from.kind { Some(&table.name) } else { None }
}

/// The statements of one round, without those of loops within.
pub(super) fn of_round<'a>(stmt: &'a Stmt, out: &mut Vec<&'a Stmt>) {
    out.push(stmt);
    if !matches!(stmt.kind, StmtKind::Loop(_)) {
        walk::stmt(stmt, &mut |node| match node {
            Node::Stmt(inner) => of_round(inner, out),
            Node::Block(block) => block.statements.iter().for_each(|inner| of_round(inner, out)),
            Node::Declaration(_)
            | Node::Routine(_)
            | Node::Expr(_)
            | Node::Query(_)
            | Node::Rows(..)
            | Node::Target(_)
            | Node::Type(_)
            | Node::Unread(_) => {}
        });
    }
}
