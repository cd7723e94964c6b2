//! The one exhaustive walk over code; every other walk is a recursion on it.

use super::rows;
use super::{
    Block, CaseStmt, Choice, Declaration, DeclarationKind, Execute, ForallOver, If, Loop, OpenFor, Over, Shape, Stmt,
    StmtKind, Transaction, Variable,
};
use crate::catalog::{Fill, Mention, Mentioned, Part};
use crate::ir::query::walk as query_walk;
use crate::ir::walk as expr_walk;
use crate::ir::{
    Body, Change, ConstraintRule, Does, Expr, ExprKind, From, FromKind, Kind, Other, Param, Query, Routine, Type,
    Unread, Wait,
};

/// A part of code.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A block, of a body, a statement or a section of a compound trigger.
    Block(&'a Block),
    /// A declaration.
    Declaration(&'a Declaration),
    /// A routine within.
    Routine(&'a Routine),
    /// A statement.
    Stmt(&'a Stmt),
    /// An expression.
    Expr(&'a Expr),
    /// A query.
    Query(&'a Query),
    /// What rows are read from (false) or written to (true).
    Rows(&'a From, bool),
    /// A table that rows are written to, by its name alone.
    Target(&'a crate::name::QName),
    /// A data type.
    Type(&'a Type),
    /// What was not understood.
    Unread(&'a Unread),
}

type Found<'a, 'f> = &'f mut dyn FnMut(Node<'a>);

/// Calls `f` for each child of a block, in source order.
pub fn block<'a>(block: &'a Block, f: Found<'a, '_>) {
    let Block { at: _, labels: _, declarations, statements, handlers, sections, end: _ } = block;
    declarations.iter().for_each(|d| f(Node::Declaration(d)));
    sections.iter().for_each(|s| f(Node::Block(&s.block)));
    statements.iter().for_each(|s| f(Node::Stmt(s)));
    handlers.iter().flat_map(|h| &h.statements).for_each(|s| f(Node::Stmt(s)));
}

/// Calls `f` for each child of a declaration, in source order.
pub fn declaration<'a>(declaration: &'a Declaration, f: Found<'a, '_>) {
    match &declaration.kind {
        DeclarationKind::Variable(it) => variable(it, f),
        DeclarationKind::Exception(_) => {}
        DeclarationKind::Type(it) => match &it.shape {
            Shape::Record(fields) => fields.iter().for_each(|v| variable(v, f)),
            Shape::Table { of, not_null: _, index } => {
                f(Node::Type(of));
                index.iter().for_each(|t| f(Node::Type(t)));
            }
            Shape::Varray { limit, of, not_null: _ } => {
                f(Node::Expr(limit));
                f(Node::Type(of));
            }
            Shape::RefCursor(returns) => returns.iter().for_each(|t| f(Node::Type(t))),
        },
        DeclarationKind::Subtype(it) => {
            f(Node::Type(&it.base));
            it.range.iter().flatten().for_each(|e| f(Node::Expr(e)));
        }
        DeclarationKind::Cursor(it) => {
            params(&it.params, f);
            it.returns.iter().for_each(|t| f(Node::Type(t)));
            it.query.iter().for_each(|q| f(Node::Query(q)));
        }
        // what stands behind a pragma are names and marks
        DeclarationKind::Pragma(_) => {}
        DeclarationKind::Routine(member) => f(Node::Routine(&member.routine)),
        DeclarationKind::Unread(unread) => f(Node::Unread(unread)),
    }
}

fn variable<'a>(it: &'a Variable, f: Found<'a, '_>) {
    f(Node::Type(&it.ty));
    it.range.iter().flat_map(|r| r.iter()).for_each(|e| f(Node::Expr(e)));
    it.default.iter().for_each(|e| f(Node::Expr(e)));
}

fn params<'a>(params: &'a [Param], f: Found<'a, '_>) {
    for param in params {
        f(Node::Type(&param.ty));
        param.default.iter().for_each(|e| f(Node::Expr(e)));
    }
}

/// Calls `f` for each child of a routine, in source order.
pub fn routine<'a>(routine: &'a Routine, f: Found<'a, '_>) {
    params(&routine.params, f);
    routine.returns.iter().for_each(|t| f(Node::Type(t)));
    routine.body.iter().for_each(|b| body(b, f));
}

/// Calls `f` for the content of a body.
pub fn body<'a>(body: &'a Body, f: Found<'a, '_>) {
    match body {
        Body::Code(block) => f(Node::Block(block)),
        Body::Unread(unread) => f(Node::Unread(unread)),
        Body::Foreign(..) => {}
    }
}

/// Calls `f` for each child of a statement, in source order.
// exhaustive match: one arm a node, so that the compiler names this place when a node is added.
pub fn stmt<'a>(stmt: &'a Stmt, f: Found<'a, '_>) {
    match &stmt.kind {
        StmtKind::Null | StmtKind::Goto(_) | StmtKind::Raise(_) | StmtKind::Pragma(_) => {}
        StmtKind::Assign(sides) => sides.iter().for_each(|e| f(Node::Expr(e))),
        StmtKind::Call(e) | StmtKind::Close(e) | StmtKind::PipeRow(e) => f(Node::Expr(e)),
        StmtKind::If(it) => if_(it, f),
        StmtKind::Case(it) => case(it, f),
        StmtKind::Loop(it) => loop_(it, f),
        StmtKind::Leave(it) => it.when.iter().for_each(|e| f(Node::Expr(e))),
        StmtKind::Return(e) => e.iter().for_each(|e| f(Node::Expr(e))),
        StmtKind::Block(it) => f(Node::Block(it)),
        StmtKind::Open(it) => {
            f(Node::Expr(&it.cursor));
            match &it.source {
                OpenFor::Declared => {}
                OpenFor::Query(query) => f(Node::Query(query)),
                OpenFor::Text(text, using) => {
                    f(Node::Expr(text));
                    using.iter().for_each(|u| f(Node::Expr(&u.value)));
                }
            }
        }
        StmtKind::Fetch(it) => {
            f(Node::Expr(&it.cursor));
            it.into.iter().chain(&it.limit).for_each(|e| f(Node::Expr(e)));
        }
        StmtKind::Select(query) => f(Node::Query(query)),
        StmtKind::Dml(it) => rows::children(it, f),
        StmtKind::Forall(it) => {
            match &it.over {
                ForallOver::Range(bounds) => bounds.iter().for_each(|e| f(Node::Expr(e))),
                ForallOver::Indices(of, bounds) => {
                    f(Node::Expr(of));
                    bounds.iter().flat_map(|b| b.iter()).for_each(|e| f(Node::Expr(e)));
                }
                ForallOver::Values(of) => f(Node::Expr(of)),
            }
            f(Node::Stmt(&it.statement));
        }
        StmtKind::Execute(it) => execute(it, f),
        StmtKind::Transaction(it) => transaction(it, f),
        StmtKind::Unread(unread) => f(Node::Unread(unread)),
    }
}

fn if_<'a>(it: &'a If, f: Found<'a, '_>) {
    for (condition, list) in &it.arms {
        f(Node::Expr(condition));
        list.iter().for_each(|s| f(Node::Stmt(s)));
    }
    it.otherwise.iter().flatten().for_each(|s| f(Node::Stmt(s)));
}

fn case<'a>(it: &'a CaseStmt, f: Found<'a, '_>) {
    it.selector.iter().for_each(|e| f(Node::Expr(e)));
    for (choices, list) in &it.arms {
        for choice in choices {
            match choice {
                Choice::Is(e) | Choice::Test(e) => f(Node::Expr(e)),
            }
        }
        list.iter().for_each(|s| f(Node::Stmt(s)));
    }
    it.otherwise.iter().flatten().for_each(|s| f(Node::Stmt(s)));
}

fn loop_<'a>(it: &'a Loop, f: Found<'a, '_>) {
    match &it.over {
        Over::Forever => {}
        Over::While(condition) => f(Node::Expr(condition)),
        Over::For(iterator) => {
            iterator.iterands.iter().filter_map(|i| i.ty.as_ref()).for_each(|t| f(Node::Type(t)));
            expr_walk::iterator_children(iterator, &mut |node| f(of_expr(node)));
        }
    }
    it.body.iter().for_each(|s| f(Node::Stmt(s)));
}

fn of_expr(node: expr_walk::Node<'_>) -> Node<'_> {
    match node {
        expr_walk::Node::Expr(e) => Node::Expr(e),
        expr_walk::Node::Query(query) => Node::Query(query),
    }
}

fn execute<'a>(it: &'a Execute, f: Found<'a, '_>) {
    let Execute { text, bulk: _, into, using, returning_bulk: _, returning } = it;
    f(Node::Expr(text));
    into.iter().for_each(|e| f(Node::Expr(e)));
    using.iter().for_each(|u| f(Node::Expr(&u.value)));
    returning.iter().for_each(|e| f(Node::Expr(e)));
}

fn transaction<'a>(it: &'a Transaction, f: Found<'a, '_>) {
    match it {
        Transaction::Commit { comment, write: _, force } => {
            comment.iter().chain(force).for_each(|e| f(Node::Expr(e)));
        }
        Transaction::Rollback { to: _, force } => force.iter().for_each(|e| f(Node::Expr(e))),
        Transaction::Savepoint(_) | Transaction::Constraints(..) | Transaction::Role(_) => {}
        Transaction::Set { mode: _, segment: _, name } => name.iter().for_each(|e| f(Node::Expr(e))),
        Transaction::Lock { tables, mode: _, wait } => {
            tables.iter().for_each(|t| f(Node::Rows(t, false)));
            if let Wait::Seconds(e) = wait {
                f(Node::Expr(e));
            }
        }
    }
}

/// Calls `f` for a part of code and all parts below it, outer ones first. Of queries the outermost are given, then the
/// expressions in them and in all queries below; items of `FROM` likewise.
pub fn each<'a>(node: Node<'a>, f: Found<'a, '_>) {
    f(node);
    match node {
        Node::Block(it) => block(it, &mut |child| each(child, f)),
        Node::Declaration(it) => declaration(it, &mut |child| each(child, f)),
        Node::Routine(it) => routine(it, &mut |child| each(child, f)),
        Node::Stmt(it) => stmt(it, &mut |child| each(child, f)),
        Node::Expr(e) => expr_walk::children(e, &mut |child| each(of_expr(child), f)),
        Node::Query(query) => inside(query, f),
        Node::Rows(from, _) => {
            unread_from(from, f);
            query_walk::from_children(from, &mut |child| within(child, f));
        }
        Node::Target(_) | Node::Type(_) | Node::Unread(_) => {}
    }
    if let Node::Expr(Expr { kind: ExprKind::Unread(unread), .. }) = node {
        f(Node::Unread(unread));
    }
}

/// As [`each`] for what looks for statements and declarations: without expressions, which are most of all parts. Statements that
/// write rows and queries are given and not entered, but for the routines that a query declares.
pub fn outline<'a>(node: Node<'a>, f: Found<'a, '_>) {
    f(node);
    match node {
        Node::Block(it) => block(it, &mut |child| outer(child, f)),
        Node::Declaration(it) => declaration(it, &mut |child| outer(child, f)),
        Node::Routine(it) => routine(it, &mut |child| outer(child, f)),
        Node::Stmt(Stmt { kind: StmtKind::Dml(_), .. }) => {}
        Node::Stmt(it) => stmt(it, &mut |child| outer(child, f)),
        Node::Query(query) => {
            let routines = query.with.iter().flat_map(|w| &w.routines);
            routines.for_each(|it| outline(Node::Routine(&it.routine), f));
        }
        Node::Expr(_) | Node::Rows(..) | Node::Target(_) | Node::Type(_) | Node::Unread(_) => {}
    }
}

fn outer<'a>(child: Node<'a>, f: Found<'a, '_>) {
    if !matches!(child, Node::Expr(_)) {
        outline(child, f);
    }
}

/// Calls `f` for every expression in the statements of SQL that code holds.
pub fn sql<'a>(node: Node<'a>, f: &mut dyn FnMut(&'a Expr)) {
    outline(node, &mut |node| {
        if matches!(node, Node::Query(_) | Node::Rows(..) | Node::Stmt(Stmt { kind: StmtKind::Dml(_), .. })) {
            each(node, &mut |node| {
                if let Node::Expr(e) = node {
                    f(e);
                }
            });
        }
    });
}

/// Expressions of a query and of those below it, and what of it is not understood.
fn inside<'a>(query: &'a Query, f: Found<'a, '_>) {
    if let crate::ir::QueryBody::Unread(unread) = &query.body {
        f(Node::Unread(unread));
    }
    if let crate::ir::QueryBody::Select(select) = &query.body {
        select.from.iter().for_each(|from| unread_from(from, f));
    }
    for it in query.with.iter().flat_map(|w| &w.routines) {
        each(Node::Routine(&it.routine), f);
    }
    query_walk::children(query, &mut |child| within(child, f));
}

/// What of an item of `FROM` is not understood.
fn unread_from<'a>(from: &'a From, f: Found<'a, '_>) {
    match &from.kind {
        FromKind::Unread(unread) => f(Node::Unread(unread)),
        FromKind::Join(join) => [&join.left, &join.right].into_iter().for_each(|side| unread_from(side, f)),
        FromKind::Nested(inner) => unread_from(inner, f),
        FromKind::Pivot(it) => unread_from(&it.input, f),
        FromKind::Unpivot(it) => unread_from(&it.input, f),
        FromKind::Match(it) => unread_from(&it.0, f),
        FromKind::Table(_)
        | FromKind::Query(_)
        | FromKind::Function(..)
        | FromKind::Values(_)
        | FromKind::Xml(_)
        | FromKind::Json(_)
        | FromKind::Graph(_)
        | FromKind::Analytic(_)
        | FromKind::External(_) => {}
    }
}

fn within<'a>(child: query_walk::Child<'a>, f: Found<'a, '_>) {
    match child {
        query_walk::Child::Expr(e) => below(e, f),
        query_walk::Child::Query(query) => inside(query, f),
        query_walk::Child::Table(_) => {}
    }
}

fn below<'a>(e: &'a Expr, f: Found<'a, '_>) {
    f(Node::Expr(e));
    if let ExprKind::Unread(unread) = &e.kind {
        f(Node::Unread(unread));
    }
    expr_walk::children(e, &mut |child| match child {
        expr_walk::Node::Expr(e) => below(e, f),
        expr_walk::Node::Query(query) => inside(query, f),
    });
}

/// Tables, views and types that code names. Routines and sequences depend on what is declared around them: `analyze` finds them.
pub(in crate::ir) fn mentions<'a>(block: &'a Block, found: &mut dyn FnMut(Mention<'a>)) {
    each(Node::Block(block), &mut |node| match node {
        Node::Query(query) => query.mentions(found),
        Node::Rows(from, _) => from_mentions(from, found),
        Node::Target(name) => found(Mention { name, what: Mentioned::Relation }),
        Node::Type(ty) => ty.mentions(found),
        Node::Expr(e) => expr_walk::own_mentions(e, found),
        Node::Block(_) | Node::Declaration(_) | Node::Routine(_) | Node::Stmt(_) | Node::Unread(_) => {}
    });
}

/// Tables, views and graphs of an item of `FROM`, and of the queries in it.
pub fn from_mentions<'a>(from: &'a From, found: &mut dyn FnMut(Mention<'a>)) {
    query_walk::sources(from, &[], found);
    query_walk::from_children(from, &mut |child| match child {
        query_walk::Child::Table(table) if table.link.is_none() => {
            found(Mention { name: &table.name, what: Mentioned::Relation });
        }
        query_walk::Child::Table(_) => {}
        query_walk::Child::Query(query) => query.mentions(found),
        query_walk::Child::Expr(e) => e.mentions(found),
    });
}

/// Calls `f` for what a statement of a script holds: code, queries, rows that are written, and the expressions of what it makes.
pub fn statement<'a>(does: &'a Does, f: Found<'a, '_>) {
    match does {
        Does::Block(it) => body(it, f),
        Does::Query(query) => f(Node::Query(query)),
        Does::Data(dml) => rows::children(dml, f),
        Does::Unread(unread) => f(Node::Unread(unread)),
        Does::Change(change) => changed(change, f),
        Does::Changes(all) => all.iter().for_each(|change| changed(change, f)),
        Does::Transaction(_) | Does::Client(_) | Does::Ignored(_) => {}
    }
}

/// Calls `f` for each child of a statement that writes rows, in source order.
pub fn rows<'a>(dml: &'a crate::ir::Dml, f: Found<'a, '_>) {
    rows::children(dml, f);
}

fn changed<'a>(change: &'a Change, f: Found<'a, '_>) {
    if let Change::Create { object: it, .. } = change {
        object(&it.kind, f);
        made(&it.kind, f);
    }
}

/// Queries and expressions of an object that has no code.
fn made<'a>(kind: &'a Kind, f: Found<'a, '_>) {
    match kind {
        Kind::View(view) => f(Node::Query(&view.query)),
        Kind::Index(index) => index.keys.iter().for_each(|key| f(Node::Expr(&key.expr))),
        Kind::Trigger(trigger) => trigger.condition.iter().for_each(|e| f(Node::Expr(e))),
        Kind::Table(table) => {
            table.query.iter().for_each(|query| f(Node::Query(query)));
            for column in &table.columns {
                match &column.fill {
                    Fill::Default { expr, .. } | Fill::Generated { expr, .. } => f(Node::Expr(expr)),
                    Fill::Nothing | Fill::Identity(_) => {}
                }
            }
            for constraint in &table.constraints {
                if let ConstraintRule::Check(e) = &constraint.rule {
                    f(Node::Expr(e));
                }
            }
        }
        Kind::Routine(_) | Kind::Sequence(_) | Kind::Type(_) | Kind::Grant(_) | Kind::Schema(_) | Kind::Other(_) => {}
    }
}

/// Calls `f` for the code of an object: of a routine, trigger, package, or type body.
pub fn object<'a>(kind: &'a crate::ir::Kind, f: Found<'a, '_>) {
    match kind {
        Kind::Routine(it) => f(Node::Routine(it)),
        Kind::Trigger(it) => it.body.iter().for_each(|b| body(b, f)),
        Kind::Other(Other::Package(it) | Other::PackageBody(it)) => {
            it.declarations.iter().for_each(|d| f(Node::Declaration(d)));
            it.routines.iter().for_each(|m| f(Node::Routine(&m.routine)));
            it.body.iter().for_each(|b| body(b, f));
        }
        Kind::Other(Other::Block(it)) => body(it, f),
        Kind::Other(Other::TypeBody(methods)) => methods.iter().for_each(|m| f(Node::Routine(&m.routine))),
        Kind::Other(_)
        | Kind::Table(_)
        | Kind::Index(_)
        | Kind::Sequence(_)
        | Kind::View(_)
        | Kind::Type(_)
        | Kind::Grant(_)
        | Kind::Schema(_) => {}
    }
}
