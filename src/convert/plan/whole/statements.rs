//! What statements say of numbers: what flows where, and which columns are met.

use super::{Entry, Key, Look, Sight, Source, sized};
use crate::analyze::Means;
use crate::analyze::depend;
use crate::catalog::{Mode, ObjectId};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{ControlKind, Over, Stmt, StmtKind};
use crate::ir::{self, Dml, Expr, ExprKind, FromKind, Kind, QueryBody, RowSource};
use crate::name::{Name, QName};

impl<'a> Look<'a> {
    pub(super) fn node(&mut self, node: Node<'a>) {
        match node {
            Node::Block(block) => self.block(block),
            Node::Stmt(stmt) => self.stmt(stmt),
            Node::Expr(e) => self.expr(e),
            Node::Query(query) => self.query(query),
            other @ (Node::Declaration(_) | Node::Rows(..)) => {
                walk::each(other, &mut |node| {
                    if let Node::Expr(e) = node {
                        self.look(e);
                    }
                });
            }
            Node::Routine(_) | Node::Target(_) | Node::Type(_) | Node::Unread(_) => {}
        }
    }

    pub(super) fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Assign(sides) => {
                let [target, value] = &**sides;
                match self.variable(target) {
                    Some(key) => self.flow(value, key),
                    None => self.stored(target, value),
                }
            }
            StmtKind::Return(Some(value)) => {
                if let Some(key) = self.routine.map(Key::Result).filter(|key| self.digits.contains_key(key)) {
                    self.flow(value, key);
                }
            }
            StmtKind::Fetch(it) => self.fetched(&it.cursor, &it.into),
            StmtKind::Execute(it) => {
                let outs = it.using.iter().filter(|u| u.mode != Mode::In).map(|u| &u.value);
                it.into.iter().chain(&it.returning).chain(outs).for_each(|e| self.refuse(e));
            }
            StmtKind::Open(it) => self.opened(&it.cursor),
            StmtKind::Dml(dml) => self.dml(dml),
            StmtKind::Loop(it) => {
                let mut entries = Vec::new();
                if let Over::For(iterator) = &it.over {
                    entries.extend(iterator.iterands.iter().map(|i| (i.name.clone(), Entry::Other)));
                    for control in &iterator.controls {
                        if let ControlKind::Value(e) = &control.kind {
                            self.opened(e);
                        }
                    }
                }
                self.scopes.push(Sight { labels: stmt.labels.to_vec(), entries });
                walk::stmt(stmt, &mut |node| self.node(node));
                self.scopes.pop();
                return;
            }
            StmtKind::Forall(it) => {
                let entries = vec![(it.index.clone(), Entry::Other)];
                self.scopes.push(Sight { labels: Vec::new(), entries });
                walk::stmt(stmt, &mut |node| self.node(node));
                self.scopes.pop();
                return;
            }
            StmtKind::Null
            | StmtKind::Call(_)
            | StmtKind::If(_)
            | StmtKind::Case(_)
            | StmtKind::Leave(_)
            | StmtKind::Goto(_)
            | StmtKind::Return(None)
            | StmtKind::Raise(_)
            | StmtKind::Block(_)
            | StmtKind::Close(_)
            | StmtKind::Select(_)
            | StmtKind::PipeRow(_)
            | StmtKind::Transaction(_)
            | StmtKind::Pragma(_)
            | StmtKind::Unread(_) => {}
        }
        walk::stmt(stmt, &mut |node| self.node(node));
    }

    /// The arguments of a cursor that is opened.
    pub(super) fn opened(&mut self, e: &'a Expr) {
        let ExprKind::Call(call) = &e.kind else { return };
        let [name] = call.name.parts.as_slice() else { return };
        let found = self.scopes.iter().rev().flat_map(|s| s.entries.iter().rev()).find(|(n, _)| n == name);
        let Some((_, Entry::Cursor(keys))) = found else { return };
        let keys = keys.clone();
        for (n, arg) in call.args.iter().enumerate() {
            match (&arg.name, keys.get(n)) {
                (None, Some(Some(key))) => self.flow(&arg.value, *key),
                (None, _) => {}
                // Rare enough: whichever it is, it stays a decimal number.
                (Some(_), _) => keys.iter().flatten().for_each(|key| self.flows.push((Source::Any, *key))),
            }
        }
    }

    /// `FETCH c INTO …`: the columns of the cursor's rows.
    pub(super) fn fetched(&mut self, cursor: &Expr, into: &'a [Expr]) {
        let shape = self.facts.shape(cursor.at);
        let row = if let crate::analyze::symbols::Shape::Cursor(row) = shape { row.clone() } else { None };
        for (n, target) in into.iter().enumerate() {
            let Some(key) = self.variable(target) else { continue };
            let field = row.as_ref().filter(|row| row.fields.len() == into.len()).and_then(|row| row.fields.get(n));
            let source = field.and_then(|(_, value)| sized(value.fact.ty)).map_or(Source::Any, Source::Digits);
            self.flows.push((source, key));
        }
    }

    pub(super) fn refuse(&mut self, e: &Expr) {
        if let Some(key) = self.variable(e) {
            self.refused.insert(key);
        }
    }

    pub(super) fn query(&mut self, query: &'a ir::Query) {
        walk::each(Node::Query(query), &mut |node| {
            if let Node::Expr(e) = node {
                self.look(e);
            } else if let Node::Query(query) = node {
                self.into(query);
            }
        });
    }

    /// `SELECT … INTO …`.
    pub(super) fn into(&mut self, query: &'a ir::Query) {
        match &query.body {
            QueryBody::Select(select) => {
                let list = &select.targets;
                let alike = list.len() == select.into.len()
                    && !select.bulk
                    && !list.iter().any(|t| matches!(t.expr.kind, ExprKind::Star(_)));
                for (n, target) in select.into.iter().enumerate() {
                    let Some(key) = self.variable(target) else { continue };
                    match list.get(n).filter(|_| alike) {
                        Some(value) => self.flow(&value.expr, key),
                        None => self.flows.push((Source::Any, key)),
                    }
                }
            }
            QueryBody::Set(set) => {
                if let QueryBody::Select(first) = &set.first.body {
                    first.into.iter().for_each(|e| self.refuse(e));
                }
            }
            QueryBody::Nested(inner) => self.into(inner),
            QueryBody::Values(_) | QueryBody::Unread(_) => {}
        }
    }

    pub(super) fn dml(&mut self, dml: &'a Dml) {
        match dml {
            Dml::Insert(it) => {
                for row in &it.rows {
                    it.columns.iter().zip(row).for_each(|(column, value)| self.kept(&it.table, column, value));
                }
            }
            Dml::InsertInto(it) => {
                if let (RowSource::Values(rows), FromKind::Table(table)) = (&it.source, &it.into.kind) {
                    for row in rows {
                        it.columns.iter().zip(row).for_each(|(column, value)| self.kept(&table.name, column, value));
                    }
                }
                self.returned(it.returning.as_deref());
            }
            Dml::Update(it) => {
                if let FromKind::Table(table) = &it.target.kind {
                    for one in &it.set {
                        if let [path] = one.columns.as_slice()
                            && let Some(column) = path.last()
                        {
                            self.kept(&table.name, column, &one.value);
                        }
                    }
                }
                self.returned(it.returning.as_deref());
            }
            Dml::Delete(it) => self.returned(it.returning.as_deref()),
            Dml::Merge(it) => self.returned(it.returning.as_deref()),
            Dml::InsertMany(_) | Dml::Unread(..) => {}
        }
    }

    pub(super) fn returned(&mut self, it: Option<&'a ir::Returning>) {
        let Some(it) = it else { return };
        for (n, target) in it.into.iter().enumerate() {
            let Some(key) = self.variable(target) else { continue };
            match it.values.get(n).filter(|(word, _)| word.is_empty() && !it.bulk && it.values.len() == it.into.len()) {
                Some((_, value)) => self.flow(value, key),
                None => self.flows.push((Source::Any, key)),
            }
        }
    }

    /// A value that is written to a column.
    pub(super) fn kept(&mut self, table: &QName, column: &Name, value: &Expr) {
        if let Some(key) = self.variable(value)
            && let Some(id) = depend::find(&self.program.catalog, table, self.schema)
        {
            self.meets_column(key, id, column);
        }
    }

    /// `:NEW.c := v`.
    pub(super) fn stored(&mut self, target: &Expr, value: &Expr) {
        if let (Some(key), Some((id, column))) = (self.variable(value), self.column(target)) {
            self.meets_column(key, id, &column);
        }
    }

    pub(super) fn meets_column(&mut self, key: Key, id: ObjectId, column: &Name) {
        if self.decided.types.get(&(id, column.clone())).is_some_and(crate::pg::Type::is_integer) {
            let strong = self.evident.entry(key).or_default();
            *strong |= self.indexed.holds(id, column);
        }
    }

    pub(super) fn column(&self, e: &Expr) -> Option<(ObjectId, Name)> {
        let (Means::Column(id, place) | Means::Through(id, place)) = self.facts.of(e.at).means else { return None };
        let Kind::Table(table) = &self.program.catalog.get(id).kind else { return None };
        Some((id, table.columns.get(usize::from(place))?.name.clone()))
    }
}
