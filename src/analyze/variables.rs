//! Code: which variables are in sight, and what is known of the expressions in statements.

use super::depend;
use super::infer::{Infer, never_null};
use super::{Fact, Means, Null, Ty};
use crate::catalog::{ObjectId, Space};
use crate::ir::plsql::{Block, Declaration, DeclarationKind, Loop, Over, Stmt, StmtKind, walk};
use crate::ir::{Body, Catalog, Kind, Object, Other, Package, Param, Routine, Type};
use crate::name::{Name, QName};

/// Variables that are declared together: those of a block, the parameters of a routine, the index of a loop.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The label of the block or loop, or the name of the routine.
    label: Vec<Name>,
    variables: Vec<(Name, Fact)>,
}

/// The column that `table.column%TYPE` means, by its table and place.
#[must_use]
pub fn anchor(catalog: &Catalog, parts: &[Name], schema: Option<&Name>) -> Option<(ObjectId, usize)> {
    let (table, column) = match parts {
        [table, column] => (QName::bare(table.clone()), column),
        [schema, table, column] => (QName::new(schema.clone(), table.clone()), column),
        _ => return None,
    };
    let id = depend::find(catalog, &table, schema)?;
    let Kind::Table(shape) = &catalog.get(id).kind else { return None };
    Some((id, shape.columns.iter().position(|c| c.name == *column)?))
}

impl<'a> Infer<'a> {
    /// Writes the facts of the code of a routine.
    pub(super) fn routine_code(&mut self, name: &Name, routine: &Routine) {
        let variables = routine.params.iter().map(|p| self.param(p)).collect();
        self.frames.push(Frame { label: vec![name.clone()], variables });
        self.body(routine.body.as_ref());
        self.frames.pop();
    }

    /// Writes the facts of a package: its routines see what it declares, and what its specification declares.
    pub(super) fn package_code(&mut self, object: &Object, package: &'a Package) {
        let spec = self.program.catalog.find(Space::Schema, &object.name).and_then(|id| {
            if let Kind::Other(Other::Package(spec)) = &self.program.catalog.get(id).kind { Some(spec) } else { None }
        });
        let own = spec.is_some_and(|spec| std::ptr::eq(spec, package));
        self.frames.push(Frame { label: vec![object.name.name.clone()], variables: Vec::new() });
        spec.filter(|_| !own).into_iter().for_each(|spec| self.declarations(&spec.declarations));
        self.declarations(&package.declarations);
        for member in &package.routines {
            self.routine_code(&member.name, &member.routine);
        }
        self.body(package.body.as_ref());
        self.frames.pop();
    }

    /// Writes the facts of the code of a trigger.
    pub(super) fn trigger_code(&mut self, body: Option<&Body>) {
        self.frames.push(Frame::default());
        self.body(body);
        self.frames.pop();
    }

    fn body(&mut self, body: Option<&Body>) {
        if let Some(Body::Code(block)) = body {
            self.block(block);
        }
    }

    fn param(&self, param: &Param) -> (Name, Fact) {
        let fact = Fact { ty: self.declared(&param.ty), null: Null::Maybe, means: Means::Variable };
        (param.name.clone(), fact)
    }

    /// What is known of a declared type; `x%TYPE` is that of the column or variable.
    fn declared(&self, ty: &Type) -> Ty {
        let Type::TypeOf(parts) = ty else { return Ty::of(ty) };
        if let Some(fact) = self.variable(parts) {
            return fact.ty;
        }
        let column = anchor(&self.program.catalog, parts, self.schema).and_then(|(id, place)| {
            let Kind::Table(table) = &self.program.catalog.get(id).kind else { return None };
            table.columns.get(place)?.ty.as_ref()
        });
        column.map_or_else(Ty::default, Ty::of)
    }

    /// The variable that a name means: `v`, `label.v`.
    pub(super) fn variable(&self, parts: &[Name]) -> Option<Fact> {
        let (label, name) = match parts {
            [name] => (None, name),
            [label, name] => (Some(label), name),
            _ => return None,
        };
        let frames = self.frames.iter().rev().filter(|f| label.is_none_or(|l| f.label.contains(l)));
        frames.flat_map(|f| f.variables.iter().rev()).find(|(n, _)| n == name).map(|(_, fact)| *fact)
    }

    /// The column of the table in sight that a name means: `c`, `t.c`, `s.t.c`, `:NEW.c`.
    pub(super) fn column(&self, parts: &[Name]) -> Option<Fact> {
        let (id, table) = self.table?;
        let own = &self.program.catalog.get(id).name;
        let name = match parts {
            // Code sees the row of its trigger, and no columns.
            [t, _] if !self.frames.is_empty() && !t.starts_with(':') => return None,
            [_] | [_, _, _] if !self.frames.is_empty() => return None,
            [column] => column,
            [t, column] if *t == own.name || t.starts_with(':') || t == "NEW" || t == "OLD" => column,
            [s, t, column] if *t == own.name && own.schema.as_ref() == Some(s) => column,
            _ => return None,
        };
        let place = table.columns.iter().position(|c| c.name == *name)?;
        let column = table.columns.get(place)?;
        let ty = column.ty.as_ref().map_or_else(Ty::default, Ty::of);
        let qualified =
            parts.len() == 2 && parts.first().is_some_and(|p| p.starts_with(':') || p == "NEW" || p == "OLD");
        let null = if never_null(table, column) && !qualified { Null::Never } else { Null::Maybe };
        Some(Fact { ty, null, means: Means::Column(id, u16::try_from(place).ok()?) })
    }

    fn block(&mut self, block: &Block) {
        self.frames.push(Frame { label: block.labels.clone(), variables: Vec::new() });
        self.declarations(&block.declarations);
        block.sections.iter().for_each(|s| self.block(&s.block));
        block.statements.iter().for_each(|s| self.stmt(s));
        block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| self.stmt(s));
        self.frames.pop();
    }

    /// Variables come into sight one after the other; routines see all that stand before them.
    fn declarations(&mut self, list: &[Declaration]) {
        for declaration in list {
            match &declaration.kind {
                DeclarationKind::Variable(it) => {
                    it.default.iter().for_each(|e| self.any(e));
                    let null = if it.not_null { Null::Never } else { Null::Maybe };
                    let fact = Fact { ty: self.declared(&it.ty), null, means: Means::Variable };
                    if let Some(frame) = self.frames.last_mut() {
                        frame.variables.push((it.name.clone(), fact));
                    }
                }
                DeclarationKind::Routine(member) => {
                    member.routine.params.iter().filter_map(|p| p.default.as_ref()).for_each(|e| self.any(e));
                    self.routine_code(&member.name, &member.routine);
                }
                DeclarationKind::Exception(_)
                | DeclarationKind::Type(_)
                | DeclarationKind::Subtype(_)
                | DeclarationKind::Cursor(_)
                | DeclarationKind::Pragma(_)
                | DeclarationKind::Unread(_) => {}
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Dml(dml) => self.data(dml),
            StmtKind::Block(block) => self.block(block),
            StmtKind::Loop(it) => self.loop_(stmt, it),
            StmtKind::Null
            | StmtKind::Assign(_)
            | StmtKind::Call(_)
            | StmtKind::If(_)
            | StmtKind::Case(_)
            | StmtKind::Leave(_)
            | StmtKind::Goto(_)
            | StmtKind::Return(_)
            | StmtKind::Raise(_)
            | StmtKind::Open(_)
            | StmtKind::Fetch(_)
            | StmtKind::Close(_)
            | StmtKind::Select(_)
            | StmtKind::Forall(_)
            | StmtKind::Execute(_)
            | StmtKind::PipeRow(_)
            | StmtKind::Transaction(_)
            | StmtKind::Pragma(_)
            | StmtKind::Unread(_) => walk::stmt(stmt, &mut |node| self.node(node)),
        }
    }

    fn node(&mut self, node: walk::Node<'_>) {
        match node {
            walk::Node::Block(block) => self.block(block),
            walk::Node::Stmt(stmt) => self.stmt(stmt),
            walk::Node::Expr(e) => self.any(e),
            walk::Node::Query(query) => drop(self.query(query)),
            walk::Node::Declaration(_)
            | walk::Node::Routine(_)
            | walk::Node::Rows(..)
            | walk::Node::Target(_)
            | walk::Node::Type(_)
            | walk::Node::Unread(_) => {}
        }
    }

    /// The bounds of a loop do not see its index.
    fn loop_(&mut self, stmt: &Stmt, it: &Loop) {
        let mut variables = Vec::new();
        match &it.over {
            Over::Forever => {}
            Over::While(condition) => self.any(condition),
            Over::For(iterator) => {
                crate::ir::walk::iterator_children(iterator, &mut |node| match node {
                    crate::ir::walk::Node::Expr(e) => self.any(e),
                    crate::ir::walk::Node::Query(query) => drop(self.query(query)),
                });
                let index =
                    Fact { ty: Ty::of(&Type::PlsInteger("PLS_INTEGER")), null: Null::Never, means: Means::Variable };
                variables.extend(iterator.iterands.iter().map(|i| (i.name.clone(), index)));
            }
        }
        self.frames.push(Frame { label: stmt.labels.to_vec(), variables });
        it.body.iter().for_each(|s| self.stmt(s));
        self.frames.pop();
    }
}
