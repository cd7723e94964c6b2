//! Code by the object that is reported: each routine of a package is one, what else a package holds is its body.

use crate::analyze::Facts;
use crate::analyze::effects::Runs;
use crate::analyze::symbols::{Owner, RoutineId, Signature};
use crate::catalog::ObjectId;
use crate::finding::{Key, ObjectKind};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Stmt, StmtKind};
use crate::ir::{self, Expr, Kind, Other, Query, Routine, object::key};
use crate::name::{Name, QName};

/// Code that one object of the report holds.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// The object.
    pub key: Key,
    /// That of the catalogue.
    pub id: ObjectId,
    /// Schema of unqualified names.
    pub schema: Option<&'a Name>,
    /// What runs.
    pub runs: Option<Runs>,
    /// The routine, where it is one.
    pub routine: Option<&'a Routine>,
    /// Its number.
    pub signature: Option<RoutineId>,
    nodes: Vec<Node<'a>>,
    parts: Option<Parts<'a>>,
}

/// The parts of code, outer ones first: nearly all detectors look at all of them.
#[derive(Debug, Default)]
struct Parts<'a> {
    all: Vec<Node<'a>>,
    exprs: Vec<&'a Expr>,
    /// Statements with the number of loops around them.
    stmts: Vec<(&'a Stmt, u32)>,
    queries: Vec<&'a Query>,
}

impl<'a> Site<'a> {
    /// Calls `f` for every part of the code, outer ones first.
    pub(super) fn each(&self, f: &mut dyn FnMut(Node<'a>)) {
        match &self.parts {
            Some(parts) => parts.all.iter().for_each(|node| f(*node)),
            None => self.nodes.iter().for_each(|node| walk::each(*node, f)),
        }
    }

    /// The same code with its parts at hand.
    pub(super) fn filled(&self) -> Self {
        let mut parts = Parts::default();
        self.each(&mut |node| {
            parts.all.push(node);
            if let Node::Expr(e) = node {
                parts.exprs.push(e);
            }
        });
        self.stmts(&mut |stmt, loops| parts.stmts.push((stmt, loops)));
        let Site { key, id, schema, runs, routine, signature, nodes, parts: _ } = self;
        let (key, nodes) = (key.clone(), nodes.clone());
        let (id, schema, runs, routine, signature) = (*id, *schema, *runs, *routine, *signature);
        let mut site = Site { key, id, schema, runs, routine, signature, nodes, parts: None };
        for node in &parts.all {
            queries_of(*node, &mut |query| parts.queries.push(query));
        }
        site.parts = Some(parts);
        site
    }

    /// Calls `f` for every expression, those in queries included.
    pub(super) fn exprs(&self, f: &mut dyn FnMut(&'a Expr)) {
        if let Some(parts) = &self.parts {
            return parts.exprs.iter().for_each(|e| f(e));
        }
        self.each(&mut |node| {
            if let Node::Expr(e) = node {
                f(e);
            }
        });
    }

    /// Calls `f` for every statement, with the number of loops around it.
    pub(super) fn stmts(&self, f: &mut dyn FnMut(&'a Stmt, u32)) {
        match &self.parts {
            Some(parts) => parts.stmts.iter().for_each(|(stmt, loops)| f(stmt, *loops)),
            None => self.nodes.iter().for_each(|node| within(*node, 0, f)),
        }
    }

    /// Calls `f` for every query, inner ones too.
    pub(super) fn queries(&self, f: &mut dyn FnMut(&'a Query)) {
        match &self.parts {
            Some(parts) => parts.queries.iter().for_each(|query| f(query)),
            None => self.each(&mut |node| queries_of(node, f)),
        }
    }
}

/// Calls `f` for the queries that a part of code is, or reads from.
fn queries_of<'a>(node: Node<'a>, f: &mut dyn FnMut(&'a Query)) {
    match node {
        Node::Query(query) => ir::query::walk::each(query, f),
        Node::Rows(from, _) => ir::query::walk::from_children(from, &mut |child| {
            if let ir::query::walk::Child::Query(query) = child {
                ir::query::walk::each(query, f);
            }
        }),
        Node::Block(_)
        | Node::Declaration(_)
        | Node::Routine(_)
        | Node::Stmt(_)
        | Node::Expr(_)
        | Node::Target(_)
        | Node::Type(_)
        | Node::Unread(_) => {}
    }
}

fn within<'a>(node: Node<'a>, loops: u32, f: &mut dyn FnMut(&'a Stmt, u32)) {
    match node {
        Node::Stmt(stmt) => {
            f(stmt, loops);
            let inner = loops + u32::from(matches!(stmt.kind, StmtKind::Loop(_)));
            walk::stmt(stmt, &mut |node| within(node, inner, f));
        }
        Node::Block(block) => walk::block(block, &mut |node| within(node, loops, f)),
        Node::Routine(routine) => walk::routine(routine, &mut |node| within(node, 0, f)),
        Node::Declaration(declaration) => walk::declaration(declaration, &mut |node| within(node, loops, f)),
        Node::Expr(_) | Node::Query(_) | Node::Rows(..) | Node::Target(_) | Node::Type(_) | Node::Unread(_) => {}
    }
}

/// All code of a program.
pub(super) fn sites<'a>(program: &'a ir::Program, facts: &'a Facts<'a>) -> Vec<Site<'a>> {
    let mut all = Vec::new();
    for (id, object) in program.catalog.iter() {
        let schema = object.name.schema.as_ref();
        let site = |nodes: Vec<Node<'a>>| Site {
            key: key(object),
            id,
            schema,
            runs: None,
            routine: None,
            signature: None,
            nodes,
            parts: None,
        };
        match &object.kind {
            Kind::View(view) => {
                all.push(Site { runs: Some(Runs::View(id)), ..site(vec![Node::Query(&view.query)]) });
            }
            Kind::Trigger(trigger) => {
                let mut nodes = Vec::new();
                trigger.body.iter().for_each(|body| walk::body(body, &mut |node| nodes.push(node)));
                nodes.extend(trigger.condition.iter().map(Node::Expr));
                all.push(Site { runs: Some(Runs::Trigger(id)), ..site(nodes) });
            }
            Kind::Routine(routine) => {
                let signature = facts.symbols.at(object.at);
                let runs = signature.map(Runs::Routine);
                all.push(Site { runs, routine: Some(routine), signature, ..site(vec![Node::Routine(routine)]) });
            }
            Kind::Other(Other::Package(package) | Other::PackageBody(package)) => {
                let mut nodes: Vec<Node<'a>> = package.declarations.iter().map(Node::Declaration).collect();
                package.body.iter().for_each(|body| walk::body(body, &mut |node| nodes.push(node)));
                all.push(site(nodes));
                for member in package.routines.iter().filter(|m| m.routine.body.is_some()) {
                    let Some(number) = facts.symbols.at(member.at) else { continue };
                    let signature = facts.symbols.routine(number);
                    all.push(Site {
                        key: member_key(&object.name, signature),
                        runs: Some(Runs::Routine(number)),
                        routine: Some(&member.routine),
                        signature: Some(number),
                        ..site(vec![Node::Routine(&member.routine)])
                    });
                }
            }
            Kind::Other(Other::TypeBody(methods)) => {
                for method in methods {
                    let signature = facts.symbols.at(method.at);
                    let runs = signature.map(Runs::Routine);
                    let nodes = vec![Node::Routine(&method.routine)];
                    all.push(Site { runs, routine: Some(&method.routine), signature, ..site(nodes) });
                }
            }
            Kind::Other(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::Type(_)
            | Kind::Grant(_)
            | Kind::Schema(_) => {}
        }
    }
    all
}

/// A routine of a package as an object of the report.
fn member_key(package: &QName, signature: &Signature<'_>) -> Key {
    let overload = if signature.overload > 1 { format!("#{}", signature.overload) } else { String::new() };
    let name = format!("{}.{}{overload}", package.name, signature.name).into();
    let kind = if signature.header.is_function { ObjectKind::Function } else { ObjectKind::Procedure };
    Key { kind, name: QName { schema: package.schema.clone(), name } }
}

/// Whether a routine is called from outside of its package: it stands alone, or its package declares it.
pub(super) fn is_public(signature: &Signature<'_>) -> bool {
    signature.public && matches!(signature.owner, Owner::Schema | Owner::Package(_))
}
