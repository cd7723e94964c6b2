//! Where the values of columns come from: through views, `INSERT … SELECT`, `UPDATE` and `MERGE`.

use super::depend;
use super::query::own_name;
use super::scope::{Found, Source, find};
use crate::catalog::ObjectId;
use crate::finding::Key;
use crate::ir::plsql::StmtKind;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{
    Assignment, Dml, Expr, ExprKind, From, FromKind, Kind, Program, Query, QueryBody, RowSource, Select, object::key,
};
use crate::name::{Name, QName};
use std::collections::{BTreeMap, BTreeSet};

/// A column of a table or view.
pub type Column = (ObjectId, Name);

/// How a value gets from one column to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// As it is.
    #[default]
    Copied,
    /// With others, or changed.
    Computed,
}

/// A column gets values from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Where values come from.
    pub from: Column,
    /// Where they go.
    pub to: Column,
    /// How.
    pub how: How,
    /// The object whose code does it: the view itself, a routine, a trigger.
    pub by: Key,
}

/// The columns that a value comes from.
type Origins = BTreeMap<Column, How>;

/// All flows of a program, sorted.
#[must_use]
pub fn flows(program: &Program) -> BTreeSet<Flow> {
    let mut all = BTreeSet::new();
    for (id, object) in program.catalog.iter() {
        let mut trace = Trace {
            program,
            schema: object.name.schema.as_ref(),
            blocks: Vec::new(),
            named: Vec::new(),
            by: key(object),
            all: &mut all,
        };
        if let Kind::View(view) = &object.kind {
            let columns = trace.query(&view.query);
            let names = view.columns.iter().map(|c| Some(&c.name)).chain(std::iter::repeat(None));
            for ((name, origins), own) in columns.into_iter().zip(names) {
                trace.flow(id, own.unwrap_or(&name), &origins);
            }
        }
        let mut nodes = Vec::new();
        walk::object(&object.kind, &mut |node| nodes.push(node));
        for node in nodes {
            walk::outline(node, &mut |node| {
                if let Node::Stmt(stmt) = node
                    && let StmtKind::Dml(dml) = &stmt.kind
                {
                    trace.dml(dml);
                }
            });
        }
    }
    for data in &program.data {
        let by = Key { kind: crate::finding::ObjectKind::Other, name: QName::bare("data") };
        let schema = data.schema.as_ref();
        let mut trace = Trace { program, schema, blocks: Vec::new(), named: Vec::new(), by, all: &mut all };
        trace.dml(&data.dml);
    }
    all
}

struct Trace<'a> {
    program: &'a Program,
    schema: Option<&'a Name>,
    blocks: Vec<Vec<Source<Origins>>>,
    named: Vec<(Name, Vec<(Name, Origins)>)>,
    by: Key,
    all: &'a mut BTreeSet<Flow>,
}

impl Trace<'_> {
    fn flow(&mut self, id: ObjectId, column: &Name, origins: &Origins) {
        for (from, how) in origins {
            let flow = Flow { from: from.clone(), to: (id, column.clone()), how: *how, by: self.by.clone() };
            self.all.insert(flow);
        }
    }

    fn query(&mut self, query: &Query) -> Vec<(Name, Origins)> {
        let outer = self.named.len();
        for cte in query.with.iter().flat_map(|w| &w.queries) {
            // What a recursive query gives to itself comes from its first branch.
            self.named.push((cte.name.clone(), Vec::new()));
            let place = self.named.len() - 1;
            if let QueryBody::Set(set) = &cte.query.body {
                let first = renamed(self.query(&set.first), &cte.columns);
                self.named.iter_mut().skip(place).take(1).for_each(|(_, columns)| columns.clone_from(&first));
            }
            let columns = renamed(self.query(&cte.query), &cte.columns);
            self.named.iter_mut().skip(place).take(1).for_each(|(_, own)| own.clone_from(&columns));
        }
        let columns = match &query.body {
            QueryBody::Select(select) => self.select(select),
            QueryBody::Set(set) => {
                let mut columns = self.query(&set.first);
                for (_, _, branch) in &set.rest {
                    for ((_, origins), (_, more)) in columns.iter_mut().zip(self.query(branch)) {
                        for (column, how) in more {
                            let known = origins.entry(column).or_insert(how);
                            *known = (*known).max(how);
                        }
                    }
                }
                columns
            }
            QueryBody::Nested(inner) => self.query(inner),
            QueryBody::Values(_) | QueryBody::Unread(_) => Vec::new(),
        };
        self.named.truncate(outer);
        columns
    }

    fn select(&mut self, select: &Select) -> Vec<(Name, Origins)> {
        let mut sources = Vec::new();
        select.from.iter().for_each(|from| self.from(from, &mut sources));
        self.blocks.push(sources);
        let mut columns = Vec::new();
        for target in &select.targets {
            if let ExprKind::Star(of) = &target.expr.kind {
                let block = self.blocks.last().map(Vec::as_slice).unwrap_or_default();
                let wanted = block.iter().filter(|s| of.last().is_none_or(|name| *name == s.name));
                columns.extend(wanted.flat_map(|s| s.columns.iter().flatten().cloned()));
                continue;
            }
            let name = target.alias.clone().or_else(|| own_name(&target.expr)).unwrap_or_default();
            columns.push((name, self.origins(&target.expr)));
        }
        self.blocks.pop();
        columns
    }

    fn from(&mut self, from: &From, sources: &mut Vec<Source<Origins>>) {
        let named = |columns: Vec<(Name, Origins)>| {
            let name = from.alias.clone().unwrap_or_default();
            Source { name, schema: None, columns: Some(renamed(columns, &from.columns)) }
        };
        match &from.kind {
            FromKind::Table(table) if table.link.is_none() => {
                let name = from.alias.clone().unwrap_or_else(|| table.name.name.clone());
                let local = self.named.iter().rev().find(|(n, _)| table.name.schema.is_none() && *n == table.name.name);
                if let Some((_, columns)) = local {
                    sources.push(Source { name, schema: None, columns: Some(columns.clone()) });
                    return;
                }
                let id = depend::find(&self.program.catalog, &table.name, self.schema);
                let schema = table.name.schema.clone().filter(|_| from.alias.is_none());
                sources.push(Source { name, schema, columns: id.and_then(|id| self.relation(id)) });
            }
            FromKind::Query(derived) => {
                let columns = self.query(&derived.query);
                sources.push(named(columns));
            }
            FromKind::Join(join) => {
                self.from(&join.left, sources);
                self.from(&join.right, sources);
            }
            FromKind::Nested(inner) => self.from(inner, sources),
            FromKind::Table(_)
            | FromKind::Function(..)
            | FromKind::Values(_)
            | FromKind::Xml(_)
            | FromKind::Json(_)
            | FromKind::Pivot(_)
            | FromKind::Unpivot(_)
            | FromKind::Match(_)
            | FromKind::Graph(_)
            | FromKind::Analytic(_)
            | FromKind::External(_)
            | FromKind::Unread(_) => {
                let name = from.alias.clone().unwrap_or_default();
                sources.push(Source { name, schema: None, columns: None });
            }
        }
    }

    /// The columns of a table or view, each coming from itself.
    fn relation(&self, id: ObjectId) -> Option<Vec<(Name, Origins)>> {
        let own = |name: &Name| (name.clone(), Origins::from([((id, name.clone()), How::Copied)]));
        match &self.program.catalog.get(id).kind {
            Kind::Table(table) => Some(table.columns.iter().map(|c| own(&c.name)).collect()),
            Kind::View(view) if !view.columns.is_empty() => Some(view.columns.iter().map(|c| own(&c.name)).collect()),
            Kind::View(view) => {
                let select = first_select(&view.query)?;
                let name = |t: &crate::ir::Target| t.alias.clone().or_else(|| own_name(&t.expr));
                select.targets.iter().map(|t| name(t).map(|n| own(&n))).collect()
            }
            Kind::Schema(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Trigger(_)
            | Kind::Grant(_)
            | Kind::Other(_) => None,
        }
    }

    fn origins(&mut self, e: &Expr) -> Origins {
        if let ExprKind::Name(path) = &e.kind {
            let found = find(self.blocks.iter().rev().map(Vec::as_slice), &path.parts);
            return if let Found::Column(_, _, origins) = found { origins.clone() } else { Origins::new() };
        }
        let mut all = Origins::new();
        crate::ir::walk::children(e, &mut |node| {
            let found = match node {
                crate::ir::walk::Node::Expr(child) => self.origins(child),
                crate::ir::walk::Node::Query(query) => {
                    self.query(query).into_iter().flat_map(|(_, origins)| origins).collect()
                }
            };
            all.extend(found.into_keys().map(|column| (column, How::Computed)));
        });
        all
    }

    fn dml(&mut self, dml: &Dml) {
        match dml {
            Dml::InsertInto(it) => {
                let RowSource::Query(query) = &it.source else { return };
                let columns = self.query(query);
                self.inserted(&it.into, &it.columns, columns.into_iter().map(|(_, origins)| origins).collect());
            }
            Dml::InsertMany(it) => {
                let columns = self.query(&it.source);
                self.blocks.push(vec![Source { name: Name::default(), schema: None, columns: Some(columns.clone()) }]);
                for into in it.branches.iter().flat_map(|b| &b.into).chain(&it.otherwise) {
                    let values = if into.values.is_empty() {
                        columns.iter().map(|(_, origins)| origins.clone()).collect()
                    } else {
                        into.values.iter().map(|e| self.origins(e)).collect()
                    };
                    self.inserted(&into.table, &into.columns, values);
                }
                self.blocks.pop();
            }
            Dml::Update(it) => {
                let mut sources = Vec::new();
                [&it.target].into_iter().chain(&it.from).for_each(|f| self.from(f, &mut sources));
                self.blocks.push(sources);
                self.assigned(&it.target, &it.set);
                self.blocks.pop();
            }
            Dml::Merge(it) => {
                let mut sources = Vec::new();
                [&it.target, &it.source].into_iter().for_each(|f| self.from(f, &mut sources));
                self.blocks.push(sources);
                if let Some(matched) = &it.matched {
                    self.assigned(&it.target, &matched.set);
                }
                if let Some(absent) = &it.absent {
                    let values = absent.values.iter().map(|e| self.origins(e)).collect();
                    self.inserted(&it.target, &absent.columns, values);
                }
                self.blocks.pop();
            }
            Dml::Insert(_) | Dml::Delete(_) | Dml::Unread(..) => {}
        }
    }

    /// The table that rows are written to.
    fn target(&self, from: &From) -> Option<ObjectId> {
        let FromKind::Table(table) = &from.kind else { return None };
        depend::find(&self.program.catalog, &table.name, self.schema).filter(|_| table.link.is_none())
    }

    fn inserted(&mut self, into: &From, columns: &[Name], values: Vec<Origins>) {
        let Some(id) = self.target(into) else { return };
        let all = self.relation(id).unwrap_or_default();
        let names: Vec<Name> =
            if columns.is_empty() { all.into_iter().map(|(name, _)| name).collect() } else { columns.to_vec() };
        for (name, origins) in names.iter().zip(values) {
            self.flow(id, name, &origins);
        }
    }

    fn assigned(&mut self, target: &From, set: &[Assignment]) {
        let Some(id) = self.target(target) else { return };
        for assignment in set {
            let values = if let ExprKind::Subquery(query) = &assignment.value.kind {
                self.query(query).into_iter().map(|(_, origins)| origins).collect()
            } else {
                vec![self.origins(&assignment.value)]
            };
            for (column, origins) in assignment.columns.iter().zip(values) {
                if let Some(name) = column.last() {
                    self.flow(id, name, &origins);
                }
            }
        }
    }
}

fn renamed(mut columns: Vec<(Name, Origins)>, names: &[Name]) -> Vec<(Name, Origins)> {
    for (own, (name, _)) in names.iter().zip(&mut columns) {
        name.clone_from(own);
    }
    columns
}

/// The `SELECT` that names the columns of a query.
fn first_select(query: &Query) -> Option<&Select> {
    match &query.body {
        QueryBody::Select(select) => Some(select),
        QueryBody::Set(set) => first_select(&set.first),
        QueryBody::Nested(inner) => first_select(inner),
        QueryBody::Values(_) | QueryBody::Unread(_) => None,
    }
}
