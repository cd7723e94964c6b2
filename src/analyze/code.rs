//! Which objects code names: tables it reads and writes, routines it calls, sequences and types it uses.
//!
//! What a block declares hides objects of the same name. Names that are no object of the input are passed over: they are
//! built-in functions, columns and variables.

#![expect(clippy::wildcard_enum_match_arm, reason = "what names no object needs nothing")]

use super::depend::find;
use crate::catalog::{Mention, Mentioned, ObjectId, Part};
use crate::graph::EdgeKind;
use crate::ir::plsql::walk::{Node, each, from_mentions};
use crate::ir::plsql::{DeclarationKind, Over, StmtKind};
use crate::ir::{Catalog, ExprKind, FromKind, Kind, Other, Type};
use crate::name::{Name, QName};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Objects that code names, each with what the code does with it. `home` is the schema of unqualified names.
pub(super) fn needs<'a>(
    catalog: &'a Catalog,
    home: Option<&'a Name>,
    code: &[Node<'a>],
) -> BTreeSet<(ObjectId, EdgeKind)> {
    let mut declared = FxHashSet::default();
    let mut naming = Vec::new();
    let mut look = |node: Node<'a>| {
        declare(node, &mut declared);
        if names(node) {
            naming.push(node);
        }
    };
    code.iter().for_each(|part| each(*part, &mut look));
    let mut walk = Walk { catalog, home, declared, found: BTreeSet::new() };
    naming.into_iter().for_each(|node| walk.node(node));
    walk.found
}

/// Whether a part of code may name an object itself.
fn names(node: Node<'_>) -> bool {
    match node {
        Node::Expr(e) => matches!(e.kind, ExprKind::Call(_) | ExprKind::Name(_) | ExprKind::Cast(_)),
        Node::Query(_) | Node::Rows(..) | Node::Target(_) | Node::Type(_) => true,
        Node::Block(_) | Node::Declaration(_) | Node::Routine(_) | Node::Stmt(_) | Node::Unread(_) => false,
    }
}

/// Names that code declares.
fn declare<'a>(node: Node<'a>, names: &mut FxHashSet<&'a Name>) {
    match node {
        Node::Declaration(declaration) => {
            let name = match &declaration.kind {
                DeclarationKind::Variable(it) => &it.name,
                DeclarationKind::Exception(name) => name,
                DeclarationKind::Type(it) => &it.name,
                DeclarationKind::Subtype(it) => &it.name,
                DeclarationKind::Cursor(it) => {
                    names.extend(it.params.iter().map(|p| &p.name));
                    &it.name
                }
                DeclarationKind::Routine(it) => &it.name,
                DeclarationKind::Pragma(_) | DeclarationKind::Unread(_) => return,
            };
            names.insert(name);
        }
        Node::Routine(routine) => names.extend(routine.params.iter().map(|p| &p.name)),
        Node::Stmt(stmt) => match &stmt.kind {
            StmtKind::Loop(it) => {
                if let Over::For(iterator) = &it.over {
                    names.extend(iterator.iterands.iter().map(|i| &i.name));
                }
            }
            StmtKind::Forall(it) => {
                names.insert(&it.index);
            }
            _ => {}
        },
        Node::Block(_)
        | Node::Expr(_)
        | Node::Query(_)
        | Node::Rows(..)
        | Node::Target(_)
        | Node::Type(_)
        | Node::Unread(_) => {}
    }
}

struct Walk<'a> {
    catalog: &'a Catalog,
    home: Option<&'a Name>,
    declared: FxHashSet<&'a Name>,
    found: BTreeSet<(ObjectId, EdgeKind)>,
}

impl Walk<'_> {
    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Query(query) => {
                let mut names = Vec::new();
                query.mentions(&mut |mention| names.push(owned(mention)));
                self.mentioned(names);
            }
            Node::Rows(from, written) => {
                if let (true, FromKind::Table(table)) = (written, &from.kind) {
                    if table.link.is_none() {
                        self.object(&table.name, EdgeKind::Writes);
                    }
                    return;
                }
                let mut names = Vec::new();
                from_mentions(from, &mut |mention| names.push(owned(mention)));
                self.mentioned(names);
            }
            Node::Target(name) => self.object(name, EdgeKind::Writes),
            Node::Type(ty) => self.ty(ty),
            Node::Expr(e) => match &e.kind {
                ExprKind::Call(call) if call.name.link.is_none() => self.path(&call.name.parts),
                ExprKind::Name(path) if path.link.is_none() => self.path(&path.parts),
                ExprKind::Cast(cast) => self.ty(&cast.ty),
                _ => {}
            },
            Node::Block(_) | Node::Declaration(_) | Node::Routine(_) | Node::Stmt(_) | Node::Unread(_) => {}
        }
    }

    fn mentioned(&mut self, names: Vec<(QName, Mentioned)>) {
        for (name, what) in names {
            let kind = match what {
                Mentioned::Relation | Mentioned::Any => EdgeKind::Reads,
                Mentioned::Routine => EdgeKind::Calls,
                Mentioned::Type | Mentioned::Sequence => EdgeKind::Uses,
            };
            self.object(&name, kind);
        }
    }

    fn object(&mut self, name: &QName, kind: EdgeKind) {
        if let Some(id) = find(self.catalog, name, self.home) {
            self.found.insert((id, kind));
        }
    }

    /// A type by name, or that of a column, row or variable.
    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Named(name) | Type::Ref(name) => {
                let local = name.schema.is_none() && self.declared.contains(&name.name);
                if local {
                    return;
                }
                self.object(name, EdgeKind::Uses);
                // `package.type`
                if let Some(package) = &name.schema {
                    self.object(&QName::bare(package.clone()), EdgeKind::Uses);
                }
            }
            Type::Path(parts) | Type::TypeOf(parts) | Type::RowOf(parts) => self.first(parts, EdgeKind::Uses),
            _ => {}
        }
    }

    /// The object that `a`, `a.b` or `a.b.c` starts with: `object.…`, else `schema.object.…`.
    fn first(&mut self, parts: &[Name], kind: EdgeKind) {
        let Some(first) = parts.first().filter(|n| !self.declared.contains(n)) else { return };
        let bare = find(self.catalog, &QName::bare(first.clone()), self.home);
        let id = bare.or_else(|| {
            let second = parts.get(1)?;
            find(self.catalog, &QName::new(first.clone(), second.clone()), self.home)
        });
        self.found.extend(id.map(|id| (id, kind)));
    }

    /// A routine, a member of a package, a sequence's value, or a constructor. What else a name may mean is no dependency.
    fn path(&mut self, parts: &[Name]) {
        if let Some((last, sequence)) = parts.split_last()
            && (last == "NEXTVAL" || last == "CURRVAL")
        {
            self.first(sequence, EdgeKind::Uses);
            return;
        }
        let Some(first) = parts.first().filter(|n| !self.declared.contains(n)) else { return };
        let bare = find(self.catalog, &QName::bare(first.clone()), self.home);
        let id = bare.or_else(|| {
            let second = parts.get(1)?;
            find(self.catalog, &QName::new(first.clone(), second.clone()), self.home)
        });
        let Some(id) = id else { return };
        match &self.catalog.get(id).kind {
            Kind::Routine(_) | Kind::Other(Other::Package(_)) => self.found.insert((id, EdgeKind::Calls)),
            Kind::Type(_) => self.found.insert((id, EdgeKind::Uses)),
            _ => false,
        };
    }
}

fn owned(mention: Mention<'_>) -> (QName, Mentioned) {
    (mention.name.clone(), mention.what)
}
