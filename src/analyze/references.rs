//! Which names are resolved and which are not, object by object, with the reason; and how many expressions have a type.

use super::query::is_dual;
use super::symbols::Shape;
use super::{Facts, depend, supplied};
use crate::catalog::{Bound, Fill, Limit, Partition, Partitioning};
use crate::finding::Key;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Stmt, StmtKind};
use crate::ir::query::walk::Child;
use crate::ir::{Class, ConstraintRule, Expr, ExprKind, Ir, Kind, Object, Path, Program, object::key};
use crate::name::{Name, QName, Texts};
use crate::span::{NodeId, Span};
use ecow::EcoString;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Why a name is not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nothing of the name is in the input.
    Absent,
    /// It may be a column of a table or view that is not in the input.
    Table,
    /// It may be a column of what a function or a dynamic statement gives.
    Opaque,
    /// What it starts with is in the input, and has no such part.
    Member,
    /// It is behind a database link.
    Link,
}

impl Reason {
    /// In words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Reason::Absent => "not in the input",
            Reason::Table => "its table or view is not in the input",
            Reason::Opaque => "its columns are known at run time only",
            Reason::Member => "not found in what it starts with",
            Reason::Link => "behind a database link",
        }
    }

    /// Whether the input would have to hold more for it to be resolved.
    #[must_use]
    pub const fn is_outside(self) -> bool {
        matches!(self, Reason::Absent | Reason::Table | Reason::Link)
    }
}

/// A name of an object that is not resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The object in which it stands.
    pub object: Key,
    /// As written, folded.
    pub name: EcoString,
    /// Why.
    pub reason: Reason,
    /// The first place.
    pub span: Span,
    /// How often.
    pub count: u32,
}

/// References of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Names of tables, columns, variables, routines and so on.
    pub names: u32,
    /// Those that are resolved.
    pub resolved: u32,
    /// Those that are not because the input does not hold what they name.
    pub outside: u32,
    /// Expressions that hold a value.
    pub expressions: u32,
    /// Those whose type is known.
    pub typed: u32,
    /// Those whose type cannot be known because a name in them is not in the input.
    pub beyond: u32,
    /// Names that are not resolved, by object.
    pub unresolved: Vec<Unresolved>,
}

/// The references of a program.
#[must_use]
pub fn references(program: &Program, facts: &Facts<'_>) -> References {
    let objects: Vec<&Object> = program.catalog.iter().map(|(_, object)| object).collect();
    let counted = objects.par_iter().map(|object| of_object(program, facts, object)).collect::<Vec<_>>();
    counted.into_iter().fold(References::default(), |mut all, of| {
        all.names += of.names;
        all.resolved += of.resolved;
        all.outside += of.outside;
        all.expressions += of.expressions;
        all.typed += of.typed;
        all.beyond += of.beyond;
        all.unresolved.extend(of.unresolved);
        all
    })
}

/// The references of one object.
fn of_object(program: &Program, facts: &Facts<'_>, object: &Object) -> References {
    let mut all = References::default();
    let mut count = Count {
        program,
        facts,
        schema: object.name.schema.as_ref(),
        calls: FxHashSet::default(),
        found: BTreeMap::new(),
        all: &mut all,
    };
    count.object(object);
    let found = count.found;
    let object = key(object);
    all.unresolved.extend(found.into_iter().map(|((name, reason), (span, count))| Unresolved {
        object: object.clone(),
        name,
        reason,
        span,
        count,
    }));
    all
}

struct Count<'a, 'f> {
    program: &'a Program,
    facts: &'a Facts<'f>,
    schema: Option<&'a Name>,
    /// Expressions that are called as statements: they hold no value.
    calls: FxHashSet<NodeId>,
    found: BTreeMap<(EcoString, Reason), (Span, u32)>,
    all: &'a mut References,
}

impl Count<'_, '_> {
    fn object(&mut self, object: &Object) {
        match &object.kind {
            Kind::View(view) => self.query(&view.query),
            Kind::Table(table) => {
                for column in &table.columns {
                    match &column.fill {
                        Fill::Default { expr, .. } | Fill::Generated { expr, .. } => self.expr(expr),
                        Fill::Nothing | Fill::Identity(_) => {}
                    }
                }
                for constraint in &table.constraints {
                    if let ConstraintRule::Check(condition) = &constraint.rule {
                        self.expr(condition);
                    }
                }
                table.partitioning.iter().for_each(|p| self.partitioning(p));
            }
            Kind::Index(index) => {
                index.keys.iter().for_each(|key| self.expr(&key.expr));
            }
            Kind::Trigger(trigger) => {
                trigger.condition.iter().for_each(|e| self.expr(e));
                walk::object(&object.kind, &mut |node| self.node(node));
            }
            Kind::Routine(_) | Kind::Other(_) => walk::object(&object.kind, &mut |node| self.node(node)),
            Kind::Schema(_) | Kind::Sequence(_) | Kind::Type(_) | Kind::Grant(_) => {}
        }
    }

    fn partitioning(&mut self, it: &Partitioning<Ir>) {
        it.columns.iter().chain(&it.interval).for_each(|e| self.expr(e));
        it.parts.iter().for_each(|p| self.partition(p));
        it.sub.iter().for_each(|p| self.partitioning(p));
    }

    fn partition(&mut self, it: &Partition<Ir>) {
        let limit = |limit: &Limit<Ir>, this: &mut Self| match limit {
            Limit::Value(e) => this.expr(e),
            Limit::Min | Limit::Max => {}
        };
        match &it.bound {
            Bound::LessThan(limits) => limits.iter().for_each(|l| limit(l, self)),
            Bound::Values(rows) => rows.iter().flatten().for_each(|e| self.expr(e)),
            Bound::FromTo(from, to) => from.iter().chain(to).for_each(|l| limit(l, self)),
            Bound::Unstated | Bound::Hash(..) | Bound::Default => {}
        }
        it.parts.iter().for_each(|p| self.partition(p));
    }

    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Block(it) => walk::block(it, &mut |n| self.node(n)),
            Node::Declaration(it) => walk::declaration(it, &mut |n| self.node(n)),
            Node::Routine(it) => walk::routine(it, &mut |n| self.node(n)),
            Node::Stmt(it) => self.stmt(it),
            Node::Expr(e) => self.expr(e),
            Node::Query(query) => self.query(query),
            Node::Rows(from, _) => {
                let mut names = Vec::new();
                walk::from_mentions(from, &mut |m| names.push(m.name.clone()));
                names.iter().for_each(|name| self.relation(name, from.at.span));
                crate::ir::query::walk::from_children(from, &mut |child| self.child(child));
            }
            Node::Target(name) => self.relation(name, Span::default()),
            Node::Type(_) | Node::Unread(_) => {}
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        if let StmtKind::Call(e) = &stmt.kind {
            self.calls.insert(e.at.id);
        }
        walk::stmt(stmt, &mut |n| self.node(n));
    }

    fn query(&mut self, query: &crate::ir::Query) {
        let mut names = Vec::new();
        crate::catalog::Part::mentions(query, &mut |m| {
            if matches!(m.what, crate::catalog::Mentioned::Relation | crate::catalog::Mentioned::Any) {
                names.push(m.name.clone());
            }
        });
        names.iter().for_each(|name| self.relation(name, query.at.span));
        self.inside(query);
    }

    fn inside(&mut self, query: &crate::ir::Query) {
        crate::ir::query::walk::children(query, &mut |child| self.child(child));
    }

    fn child(&mut self, child: Child<'_>) {
        match child {
            Child::Expr(e) => self.below(e),
            Child::Query(inner) => self.inside(inner),
            Child::Table(_) => {}
        }
    }

    fn relation(&mut self, name: &QName, span: Span) {
        self.all.names += 1;
        if is_dual(name) || is_dictionary(name) || depend::find(&self.program.catalog, name, self.schema).is_some() {
            self.all.resolved += 1;
        } else {
            self.all.outside += 1;
            self.note(&name.to_string(), Reason::Absent, span);
        }
    }

    fn note(&mut self, name: &str, reason: Reason, span: Span) {
        let place = self.found.entry((name.into(), reason)).or_insert((span, 0));
        place.1 += 1;
    }

    /// An expression whose queries are still to be looked at for their tables.
    fn expr(&mut self, e: &Expr) {
        self.one(e);
        crate::ir::walk::children(e, &mut |node| match node {
            crate::ir::walk::Node::Expr(e) => self.expr(e),
            crate::ir::walk::Node::Query(query) => self.query(query),
        });
    }

    /// An expression in a query.
    fn below(&mut self, e: &Expr) {
        self.one(e);
        crate::ir::walk::children(e, &mut |node| match node {
            crate::ir::walk::Node::Expr(e) => self.below(e),
            crate::ir::walk::Node::Query(query) => self.inside(query),
        });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are no names")]
    fn one(&mut self, e: &Expr) {
        let fact = self.facts.of(e.at);
        match &e.kind {
            ExprKind::Name(path) => self.name(e, path),
            ExprKind::Call(call) => self.name(e, &call.name),
            // Nothing is held, or many values are.
            ExprKind::Null
            | ExprKind::EmptyText
            | ExprKind::Default
            | ExprKind::Star(_)
            | ExprKind::Tuple(_)
            | ExprKind::Cursor(_)
            | ExprKind::Multiset(_)
            | ExprKind::Keyed(_)
            | ExprKind::Choices(_)
            | ExprKind::Unread(_)
            | ExprKind::Bind(..)
            | ExprKind::Inquiry(_) => return,
            _ => {}
        }
        if self.calls.contains(&e.at.id) {
            return;
        }
        self.all.expressions += 1;
        let known = fact.ty.class != Class::Any
            || *self.facts.shape(e.at) != Shape::Plain
            || self.facts.beyond.get(&e.at.id) == Some(&false);
        if known {
            self.all.typed += 1;
        } else if self.is_beyond(e) {
            self.all.beyond += 1;
        }
    }

    /// Whether a name in an expression is not in the input.
    fn is_beyond(&self, e: &Expr) -> bool {
        let mut found = false;
        crate::ir::walk::each(e, &mut |inner| {
            // What Oracle's packages give, Oracle's documentation says.
            let fact = self.facts.of(inner.at);
            found |= fact.means == super::Means::Supplied && fact.ty.class == Class::Any;
            found |= self.facts.unresolved(inner.at).is_some_and(|reason| reason.is_outside())
                || self.facts.beyond.get(&inner.at.id) == Some(&true);
        });
        found
    }

    fn name(&mut self, e: &Expr, path: &Path) {
        self.all.names += 1;
        let Some(reason) = self.facts.unresolved(e.at) else {
            self.all.resolved += 1;
            return;
        };
        if reason.is_outside() {
            self.all.outside += 1;
        }
        let mut name = path.parts.joined(".");
        if let Some(link) = &path.link {
            name = format!("{name}@{link}");
        }
        self.note(&name, reason, e.at.span);
    }
}

/// Whether a relation is one of Oracle's own.
#[must_use]
pub fn is_dictionary(name: &QName) -> bool {
    // what views of the dictionary show is in tables of SYS: `SYS.CDEF$`, `SYS.WRH$_SQLSTAT`
    let table =
        name.schema.as_ref().is_some_and(|s| s == "SYS") && name.name.contains('$') && !name.name.ends_with("$T");
    table || name.schema.as_ref().is_none_or(|s| s == "SYS" || s == "SYSTEM") && supplied::is_dictionary(&name.name)
}
