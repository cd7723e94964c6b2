//! Code: which variables are in sight, and what is known of the expressions in statements.

use super::depend;
use super::infer::{Infer, never_null};
use super::references::Reason;
use super::resolve::Want;
use super::symbols::{Entity, Owner, Record, RoutineId, Shape, Value};
use super::types::record_of;
use super::{Fact, Means, Null, Ty};
use crate::catalog::{MethodRole, ObjectId};
use crate::ir::plsql::{Block, Control, ControlKind, DeclarationKind, Iterand, Loop, Over, Stmt, StmtKind, walk};
use crate::ir::{Body, Catalog, Expr, ExprKind, Kind, Query, QueryBody, Routine, Trigger, Type};
use crate::name::{Name, QName};
use crate::span::At;
use std::sync::Arc;

/// What is declared together: in a block, as the parameters of a routine, as the index of a loop.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The label of the block or loop, or the name of the routine.
    pub(super) label: Vec<Name>,
    entries: Vec<(Name, Entity)>,
}

impl Frame {
    pub(super) fn labelled(label: Vec<Name>) -> Self {
        Frame { label, entries: Vec::new() }
    }

    pub(super) fn declare(&mut self, name: Name, entity: Entity) {
        self.entries.push((name, entity));
    }

    pub(super) fn find(&self, name: &Name) -> Option<&Entity> {
        self.entries.iter().rev().find(|(n, _)| n == name).map(|(_, entity)| entity)
    }

    /// The routines of that name.
    pub(super) fn routines(&self, name: &Name) -> Vec<RoutineId> {
        let mut all = Vec::new();
        for (n, entity) in &self.entries {
            if let Entity::Routine(id) = entity
                && n == name
                && !all.contains(id)
            {
                all.push(*id);
            }
        }
        all
    }
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

impl Infer<'_, '_> {
    /// Writes the facts of a routine: defaults of its parameters, and its code.
    pub(super) fn routine_code(&mut self, name: &Name, at: At, routine: &Routine) {
        routine.params.iter().filter_map(|p| p.default.as_ref()).for_each(|e| self.any(e));
        let id = self.symbols.at(at);
        let values = match id {
            Some(id) => self.parameters(id),
            None => routine.params.iter().map(|p| self.declared(&p.ty)).collect(),
        };
        let mut frame = Frame::labelled(vec![name.clone()]);
        if let Some(id) = id {
            self.result(id);
            self.own_object(id, &mut frame);
        }
        for (param, value) in routine.params.iter().zip(values) {
            let value = value.meaning(Means::Variable);
            self.note_shape(param.at, &value);
            frame.declare(param.name.clone(), Entity::Value(value));
        }
        let around = self.own_type;
        if let Some(Owner::Type(object)) = id.map(|id| self.symbols.routine(id).owner) {
            self.own_type = Some(object);
        }
        self.frames.push(frame);
        if let Some(Body::Code(block)) = &routine.body {
            self.block(block, std::slice::from_ref(name));
        }
        self.frames.pop();
        self.own_type = around;
    }

    /// `SELF` and the attributes of a method's object.
    fn own_object(&mut self, id: RoutineId, frame: &mut Frame) {
        let signature = self.symbols.routine(id);
        let (Owner::Type(object), Some(role)) = (signature.owner, signature.role) else { return };
        if role == MethodRole::Static {
            return;
        }
        for (name, value) in self.attributes(object) {
            frame.declare(name, Entity::Value(value.meaning(Means::Variable)));
        }
        let own = Value::shaped(Shape::Object(object)).meaning(Means::Variable);
        frame.declare("SELF".into(), Entity::Value(own));
    }

    /// Writes the facts of the code of a trigger.
    pub(super) fn trigger_code(&mut self, trigger: &Trigger) {
        let mut frame = Frame::default();
        if self.table.is_none() {
            self.view_rows(trigger, &mut frame);
        }
        self.frames.push(frame);
        self.body(trigger.body.as_ref());
        self.frames.pop();
    }

    /// Writes the facts of a block of a script.
    pub(super) fn block_code(&mut self, body: &Body) {
        self.frames.push(Frame::default());
        self.body(Some(body));
        self.frames.pop();
    }

    /// The old and new row of a trigger on a view.
    fn view_rows(&mut self, trigger: &Trigger, frame: &mut Frame) {
        let view = trigger.table.as_ref().and_then(|t| depend::find(&self.program.catalog, t, self.schema));
        let Some((id, columns)) = view.and_then(|id| Some((id, self.relation(id)?))) else { return };
        let fields = columns.into_iter().map(|(name, fact)| (name, Value::plain(fact))).collect();
        let row = Arc::new(Record { fields, row_of: Some(id) });
        for what in ["NEW", "OLD"] {
            let given = trigger.referencing.iter().find(|(w, _)| w == what).map_or(what, |(_, name)| name.as_str());
            let value = Value::shaped(Shape::Record(Arc::clone(&row))).meaning(Means::Variable);
            frame.declare(format!(":{given}").into(), Entity::Value(value));
        }
    }

    pub(super) fn body(&mut self, body: Option<&Body>) {
        if let Some(Body::Code(block)) = body {
            self.block(block, &[]);
        }
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
            [t, column] if *t == own.name || self.is_row(t) => column,
            [s, t, column] if *t == own.name && own.schema.as_ref() == Some(s) => column,
            _ => return None,
        };
        let place = table.columns.iter().position(|c| c.name == *name)?;
        let column = table.columns.get(place)?;
        let ty = column.ty.as_ref().map_or_else(Ty::default, Ty::of);
        let qualified = parts.len() == 2 && parts.first().is_some_and(|p| self.is_row(p));
        let null = if never_null(table, column) && !qualified { Null::Never } else { Null::Maybe };
        Some(Fact { ty, null, means: Means::Column(id, u16::try_from(place).ok()?) })
    }

    /// Whether a name is that of a trigger's row: `:NEW`, `NEW`, or what the trigger calls it.
    fn is_row(&self, name: &Name) -> bool {
        name.starts_with(':') || name == "NEW" || name == "OLD" || self.row_names.contains(name)
    }

    /// A block; labels stand in front of it too, and the name of a routine is one.
    fn block(&mut self, block: &Block, labels: &[Name]) {
        self.frames.push(Frame::labelled(block.labels.iter().chain(labels).cloned().collect()));
        for declaration in &block.declarations {
            self.declare(declaration.at, &declaration.kind);
        }
        for declaration in &block.declarations {
            if let DeclarationKind::Routine(member) = &declaration.kind {
                self.routine_code(&member.name, member.at, &member.routine);
            }
        }
        block.sections.iter().for_each(|s| self.block(&s.block, &[]));
        block.statements.iter().for_each(|s| self.stmt(s));
        block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| self.stmt(s));
        self.frames.pop();
    }

    /// Brings what a declaration declares into sight.
    fn declare(&mut self, at: At, kind: &DeclarationKind) {
        if let DeclarationKind::Routine(member) = kind {
            let Some(id) = self.symbols.at(member.at) else { return };
            if let Some(frame) = self.frames.last_mut() {
                frame.declare(member.name.clone(), Entity::Routine(id));
            }
            // While what is around it is in sight.
            self.result(id);
            self.parameters(id);
            return;
        }
        let Some(entity) = self.entity(kind) else { return };
        let name = match kind {
            DeclarationKind::Variable(it) => &it.name,
            DeclarationKind::Exception(name) => name,
            DeclarationKind::Type(it) => &it.name,
            DeclarationKind::Subtype(it) => &it.name,
            DeclarationKind::Cursor(it) => &it.name,
            DeclarationKind::Pragma(_) | DeclarationKind::Routine(_) | DeclarationKind::Unread(_) => return,
        };
        self.note_entity(at, &entity);
        if let Some(frame) = self.frames.last_mut() {
            frame.declare(name.clone(), entity);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Dml(dml) => self.data(dml),
            StmtKind::Block(block) => self.block(block, &stmt.labels),
            StmtKind::Loop(it) => self.loop_(stmt, it),
            StmtKind::Call(e) => self.call(e),
            StmtKind::Forall(it) => {
                let index = Value::of(Ty::of(&Type::PlsInteger("PLS_INTEGER"))).meaning(Means::Variable);
                let mut frame = Frame::default();
                frame.declare(it.index.clone(), Entity::Value(index));
                walk::stmt(stmt, &mut |node| {
                    if let walk::Node::Expr(e) = node {
                        self.any(e);
                    }
                });
                self.frames.push(frame);
                self.stmt(&it.statement);
                self.frames.pop();
            }
            StmtKind::Select(query) => {
                self.query(query);
                self.into(query);
            }
            StmtKind::Null
            | StmtKind::Assign(_)
            | StmtKind::If(_)
            | StmtKind::Case(_)
            | StmtKind::Leave(_)
            | StmtKind::Goto(_)
            | StmtKind::Return(_)
            | StmtKind::Raise(_)
            | StmtKind::Open(_)
            | StmtKind::Fetch(_)
            | StmtKind::Close(_)
            | StmtKind::Execute(_)
            | StmtKind::PipeRow(_)
            | StmtKind::Transaction(_)
            | StmtKind::Pragma(_)
            | StmtKind::Unread(_) => walk::stmt(stmt, &mut |node| self.node(node)),
        }
    }

    /// What a query is selected into.
    fn into(&mut self, query: &Query) {
        match &query.body {
            QueryBody::Select(select) => select.into.iter().for_each(|e| self.any(e)),
            QueryBody::Set(set) => self.into(&set.first),
            QueryBody::Nested(inner) => self.into(inner),
            QueryBody::Values(_) | QueryBody::Unread(_) => {}
        }
    }

    /// A call as a statement.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what is no name and no call is a step on a value")]
    fn call(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Name(path) if path.link.is_none() => {
                let found = self.local(&path.parts, None, Want::Procedure);
                let found = found.or_else(|| self.global(&path.parts, None, Want::Procedure));
                let found = found.or_else(|| self.supplied(&path.parts)).ok_or(Reason::Absent);
                let value = self.resolved(e, path, found);
                self.write(e, value);
            }
            ExprKind::Call(call) if call.name.link.is_none() => {
                let values: Vec<Value> = call.args.iter().map(|a| self.valued(&a.value)).collect();
                let args = Some((call.args.as_slice(), values.as_slice()));
                let found = self.local(&call.name.parts, args, Want::Procedure);
                let found = found.or_else(|| self.global(&call.name.parts, args, Want::Procedure));
                let found = found.or_else(|| self.supplied(&call.name.parts)).ok_or(Reason::Absent);
                let value = self.resolved(e, &call.name, found);
                self.write(e, value);
            }
            // A method of an element, or a call over a link.
            _ => {
                self.any(e);
            }
        }
    }

    fn node(&mut self, node: walk::Node<'_>) {
        match node {
            walk::Node::Block(block) => self.block(block, &[]),
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
        let mut frame = Frame::labelled(stmt.labels.to_vec());
        match &it.over {
            Over::Forever => {}
            Over::While(condition) => self.any(condition),
            Over::For(iterator) => {
                let mut first = None;
                for control in &iterator.controls {
                    let value = self.control(control);
                    first = first.or(Some(value));
                }
                let value = first.unwrap_or_default();
                for iterand in &iterator.iterands {
                    let value = self.iterand(iterand, &value);
                    self.note_shape(iterand.at, &value);
                    frame.declare(iterand.name.clone(), Entity::Value(value));
                }
                // `WHILE` and `WHEN` see the index.
                self.frames.push(frame);
                for control in &iterator.controls {
                    control.stop.iter().chain(&control.when).for_each(|e| self.any(e));
                }
                frame = self.frames.pop().unwrap_or_default();
            }
        }
        self.frames.push(frame);
        it.body.iter().for_each(|s| self.stmt(s));
        self.frames.pop();
    }

    fn iterand(&mut self, iterand: &Iterand, found: &Value) -> Value {
        match &iterand.ty {
            Some(ty) => self.declared(ty).meaning(Means::Variable),
            None => found.clone().meaning(Means::Variable),
        }
    }

    /// What a loop's index holds.
    fn control(&mut self, control: &Control) -> Value {
        self.control_kind(&control.kind)
    }

    fn control_kind(&mut self, kind: &ControlKind) -> Value {
        let whole = |null| {
            let mut value = Value::of(Ty::of(&Type::PlsInteger("PLS_INTEGER")));
            value.fact.null = null;
            value
        };
        match kind {
            ControlKind::Range(bounds, by) => {
                bounds.iter().for_each(|e| self.any(e));
                by.iter().for_each(|e| self.any(e));
                whole(Null::Never)
            }
            ControlKind::Value(e) | ControlKind::Repeat(e) => {
                let value = self.valued(e);
                match value.shape {
                    Shape::Cursor(Some(row)) => Value::shaped(Shape::Record(row)),
                    Shape::Cursor(None) => Value::default(),
                    Shape::Plain | Shape::Record(_) | Shape::Collection(_) | Shape::Object(_) => value,
                }
            }
            ControlKind::Query(query) => {
                let columns = self.query(query);
                columns.map_or_else(Value::default, |c| Value::shaped(Shape::Record(Arc::new(record_of(c)))))
            }
            ControlKind::Dynamic(text, using) => {
                self.any(text);
                using.iter().for_each(|u| self.any(&u.value));
                Value::default()
            }
            ControlKind::Of(crate::ir::plsql::Part::Values, of) => {
                let value = self.control_kind(of);
                match &value.shape {
                    Shape::Collection(collection) => collection.of.clone(),
                    Shape::Plain | Shape::Record(_) | Shape::Object(_) | Shape::Cursor(_) => value,
                }
            }
            ControlKind::Of(crate::ir::plsql::Part::Indices | crate::ir::plsql::Part::Pairs, of) => {
                self.control_kind(of);
                Value::default()
            }
        }
    }
}
