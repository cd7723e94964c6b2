//! Cursors: those that stay open, that lock, that name what they write, whose columns have no names.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::{Means, depend};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{ControlKind, Cursor, DeclarationKind, Loop, OpenFor, Over, Stmt, StmtKind};
use crate::ir::{Dml, Expr, ExprKind, FromKind, Kind, Query, QueryBody};
use crate::name::Name;

static CURRENT: Rule = Rule {
    name: "current-row-of-a-view",
    codes: &[(Source::Oracle, "OR-CUR-007")],
    severity: Severity::Info,
    effort: Effort::minutes(20, 10),
    message: "WHERE CURRENT OF `{cursor}`, which reads view `{view}`: PostgreSQL knows the current row of tables only",
    help: "write by the key of the row, and check that it is unique",
    ..Rule::PLAIN
};

static EARLY: Rule = Rule {
    name: "locking-cursor-left-early",
    codes: &[(Source::Oracle, "OR-CUR-012")],
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "the loop over rows FOR UPDATE may end early: Oracle has locked all of them by then, PostgreSQL those it has fetched",
    help: "lock the rows by a statement of its own where all must be locked first",
    ..Rule::PLAIN
};

static UNNAMED: Rule = Rule {
    name: "column-without-a-name",
    codes: &[(Source::Oracle, "OR-IDN-010")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "a column of this cursor is an expression without an alias: its name in the client is another one than in Oracle",
    help: "give it an alias, and read it by that name",
    once: Some(""),
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CURRENT, &EARLY, &UNNAMED];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    let declared = declared(site);
    site.stmts(&mut |stmt, _| statement(seen, site, &declared, stmt, &mut put));
}

/// The cursors that code declares.
fn declared<'a>(site: &Site<'a>) -> Vec<&'a Cursor> {
    let mut all = Vec::new();
    site.each(&mut |node| {
        if let Node::Declaration(d) = node
            && let DeclarationKind::Cursor(it) = &d.kind
        {
            all.push(&**it);
        }
    });
    all
}

fn statement(seen: &Seen<'_>, site: &Site<'_>, declared: &[&Cursor], stmt: &Stmt, put: &mut dyn FnMut(Raised)) {
    if let StmtKind::Dml(dml) = &stmt.kind
        && let Some(name) = current_of(dml)
        && let Some(query) = declared.iter().find(|c| c.name == *name).and_then(|c| c.query.as_ref())
        && let Some(view) = view(seen, site, query)
    {
        put(CURRENT.at(stmt.at.span).with("cursor", name).with("view", view));
    }
    if let StmtKind::Open(open) = &stmt.kind
        && let OpenFor::Query(query) = &open.source
        && unnamed(query)
        && name_of(&open.cursor).is_none_or(|name| goes_out(seen, site, name))
    {
        put(UNNAMED.at(stmt.at.span));
    }
    if let StmtKind::Loop(it) = &stmt.kind
        && locks(declared, it)
        && it.body.iter().any(leaves)
    {
        put(EARLY.at(stmt.at.span));
    }
}

fn current_of(dml: &Dml) -> Option<&Name> {
    match dml {
        Dml::Update(it) => it.current_of.as_ref(),
        Dml::Delete(it) => it.current_of.as_ref(),
        Dml::Insert(_) | Dml::InsertInto(_) | Dml::InsertMany(_) | Dml::Merge(_) | Dml::Unread(..) => None,
    }
}

/// The view that a query reads.
fn view<'a>(seen: &Seen<'_>, site: &Site<'_>, query: &'a Query) -> Option<&'a Name> {
    let QueryBody::Select(select) = &query.body else { return None };
    select.from.iter().find_map(|from| {
        let FromKind::Table(table) = &from.kind else { return None };
        let id = depend::find(&seen.program.catalog, &table.name, site.schema)?;
        matches!(seen.program.catalog.get(id).kind, Kind::View(_)).then_some(&table.name.name)
    })
}

/// Whether a column of the rows is an expression without a name. What stands for no rows at all has none either:
/// `SELECT NULL FROM dual WHERE 1 = 2`.
fn unnamed(query: &Query) -> bool {
    let QueryBody::Select(select) = &query.body else { return false };
    let literal = |e: &Expr| matches!(e.kind, ExprKind::Null | ExprKind::EmptyText | ExprKind::Number(..));
    let placeholder = select.condition.is_some() && select.targets.iter().all(|target| literal(&target.expr));
    !placeholder
        && select
            .targets
            .iter()
            .any(|target| target.alias.is_none() && !matches!(target.expr.kind, ExprKind::Name(_) | ExprKind::Star(_)))
}

/// Whether a cursor is seen by clients: it is no variable of its own, or it is given away, but to routines of the program, which take
/// its columns by their places.
fn goes_out(seen: &Seen<'_>, site: &Site<'_>, name: &Name) -> bool {
    let mut own = false;
    site.each(&mut |node| {
        if let Node::Declaration(d) = node {
            own |= matches!(&d.kind, DeclarationKind::Variable(it) if it.name == *name);
        }
    });
    if !own || site.routine.is_none() {
        return true;
    }
    let is_it = |e: &Expr| matches!(&e.kind, ExprKind::Name(path) if matches!(path.parts.as_slice(), [n] if n == name));
    let mut found = false;
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Return(Some(value)) = &stmt.kind {
            found |= is_it(value);
        } else if let StmtKind::Assign(sides) = &stmt.kind {
            let [_, value] = &**sides;
            found |= is_it(value);
        }
    });
    site.exprs(&mut |e| {
        if let ExprKind::Call(call) = &e.kind
            && seen.facts.of(e.at).means == Means::Supplied
        {
            found |= call.args.iter().any(|a| is_it(&a.value));
        }
    });
    found
}

/// A loop over rows that are locked.
fn locks(declared: &[&Cursor], it: &Loop) -> bool {
    let Over::For(iterator) = &it.over else { return false };
    iterator.controls.iter().any(|control| match &control.kind {
        ControlKind::Query(query) => query.lock.is_some(),
        ControlKind::Value(e) => {
            let name = name_of(e);
            declared.iter().any(|c| Some(&c.name) == name && c.query.as_ref().is_some_and(|q| q.lock.is_some()))
        }
        ControlKind::Range(..) | ControlKind::Repeat(_) | ControlKind::Dynamic(..) | ControlKind::Of(..) => false,
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn name_of(e: &Expr) -> Option<&Name> {
    match &e.kind {
        ExprKind::Name(path) => path.parts.last(),
        ExprKind::Call(call) => call.name.parts.last(),
        _ => None,
    }
}

/// Whether a statement of a loop may end it.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn leaves(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Leave(it) => !it.again,
        StmtKind::Return(_) => true,
        // Its own loop is left.
        StmtKind::Loop(_) => false,
        _ => {
            let mut found = false;
            walk::stmt(stmt, &mut |node| {
                if let Node::Stmt(inner) = node {
                    found |= leaves(inner);
                }
            });
            found
        }
    }
}
