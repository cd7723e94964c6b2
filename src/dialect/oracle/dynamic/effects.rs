//! Which variables a part of code may change.

use crate::catalog::Mode;
use crate::dialect::oracle::functions::FUNCTIONS;
use crate::ir::plsql::walk::{Node, each};
use crate::ir::plsql::{Execute, Over, Stmt, StmtKind};
use crate::ir::{Dml, Expr, ExprKind, Path, Query, QueryBody, Returning, Step};
use crate::name::Name;

/// Packages of the server whose routines that matter here take their arguments and change none.
static TAKES_ONLY: &[(&str, &[&str])] = &[
    ("DBMS_OUTPUT", &["PUT", "PUT_LINE"]),
    ("DBMS_SQL", &["PARSE", "BIND_VARIABLE", "DEFINE_COLUMN", "EXECUTE", "BIND_ARRAY"]),
    ("DBMS_APPLICATION_INFO", &["SET_MODULE", "SET_ACTION", "SET_CLIENT_INFO"]),
    ("DBMS_UTILITY", &["EXEC_DDL_STATEMENT"]),
    ("DBMS_LOB", &["GETLENGTH", "SUBSTR", "INSTR"]),
    ("HTP", &["P", "PRN", "PRINT"]),
];

/// Calls `f` for each variable that a part of code, with all that it holds, may change. `takes` says whether a call changes none of
/// its arguments.
pub(super) fn changed(node: Node<'_>, takes: &dyn Fn(&Path) -> bool, f: &mut dyn FnMut(&Name)) {
    each(node, &mut |node| match node {
        Node::Stmt(stmt) => own(stmt, f),
        Node::Expr(e) => arguments(e, takes, f),
        Node::Query(query) => query_targets(query, f),
        Node::Block(_)
        | Node::Declaration(_)
        | Node::Routine(_)
        | Node::Rows(..)
        | Node::Target(_)
        | Node::Type(_)
        | Node::Unread(_) => {}
    });
}

/// Whether a call by this name, of the server's own, changes none of its arguments.
pub(super) fn harmless(path: &Path) -> bool {
    match path.parts.as_slice() {
        [name] => name == "RAISE_APPLICATION_ERROR" || FUNCTIONS.iter().any(|row| *row.name == **name),
        [package, name] => {
            TAKES_ONLY.iter().any(|(p, names)| package == p && names.iter().any(|n| name == n))
                || package == "DBMS_ASSERT"
        }
        [sys, package, name] if sys == "SYS" => {
            TAKES_ONLY.iter().any(|(p, names)| package == p && names.iter().any(|n| name == n))
                || package == "DBMS_ASSERT"
        }
        _ => false,
    }
}

/// The variable that a target changes.
pub(super) fn base(target: &Expr) -> Option<&Name> {
    if let ExprKind::Name(path) = &target.kind {
        path.parts.first()
    } else if let ExprKind::Call(call) = &target.kind {
        call.name.parts.first()
    } else if let ExprKind::Step(parts) = &target.kind {
        base(&parts.0)
    } else {
        None
    }
}

fn arguments(e: &Expr, takes: &dyn Fn(&Path) -> bool, f: &mut dyn FnMut(&Name)) {
    let args = if let ExprKind::Call(call) = &e.kind {
        if takes(&call.name) {
            return;
        }
        &call.args
    } else if let ExprKind::Step(parts) = &e.kind {
        let (Step::Method(_, args) | Step::Index(args)) = &parts.1 else { return };
        args
    } else {
        return;
    };
    args.iter().filter_map(|a| variable(&a.value)).for_each(f);
}

/// The name of a variable that stands alone.
fn variable(e: &Expr) -> Option<&Name> {
    let ExprKind::Name(path) = &e.kind else { return None };
    if let [only] = path.parts.as_slice() { Some(only) } else { None }
}

fn query_targets(query: &Query, f: &mut dyn FnMut(&Name)) {
    if let QueryBody::Select(select) = &query.body {
        select.into.iter().filter_map(base).for_each(f);
    } else if let QueryBody::Nested(inner) = &query.body {
        query_targets(inner, f);
    }
}

/// What the statement itself changes, apart from arguments of calls.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other statement names a target")]
fn own(stmt: &Stmt, f: &mut dyn FnMut(&Name)) {
    match &stmt.kind {
        StmtKind::Assign(sides) => {
            let [target, _] = &**sides;
            base(target).into_iter().for_each(f);
        }
        StmtKind::Fetch(it) => it.into.iter().filter_map(base).for_each(f),
        StmtKind::Execute(it) => {
            let Execute { text: _, bulk: _, into, using, returning_bulk: _, returning } = &**it;
            into.iter().chain(returning).filter_map(base).for_each(&mut *f);
            using.iter().filter(|u| u.mode != Mode::In).filter_map(|u| base(&u.value)).for_each(f);
        }
        StmtKind::Dml(dml) => returning(dml).into_iter().flat_map(|r| &r.into).filter_map(base).for_each(f),
        StmtKind::Forall(it) => f(&it.index),
        StmtKind::Loop(it) => {
            if let Over::For(iterator) = &it.over {
                iterator.iterands.iter().for_each(|i| f(&i.name));
            }
        }
        _ => {}
    }
}

fn returning(dml: &Dml) -> Option<&Returning> {
    match dml {
        Dml::InsertInto(it) => it.returning.as_deref(),
        Dml::Update(it) => it.returning.as_deref(),
        Dml::Delete(it) => it.returning.as_deref(),
        Dml::Merge(it) => it.returning.as_deref(),
        Dml::Insert(_) | Dml::InsertMany(_) | Dml::Unread(..) => None,
    }
}
