//! Columns of tables and views as queries see them.

use super::{Env, lower};
use crate::analyze::infer::never_null;
use crate::analyze::{Null, Ty};
use crate::catalog::{Column, ObjectId};
use crate::convert::plan::columns::columns_of;
use crate::convert::{Cx, Low};
use crate::finding::Key;
use crate::ir::{self, Class};
use crate::name::Name;
use crate::pg;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A column that comes out of a query or relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Out {
    /// Its name in the source; empty where it has none that can be written.
    pub source: Name,
    /// Its name in the target.
    pub name: Name,
    /// Its type in the target.
    pub ty: pg::Type,
    /// Whether it can be null.
    pub null: Null,
    /// Its type in the source.
    pub from: Ty,
}

impl Out {
    /// The column that a value becomes.
    #[must_use]
    pub fn of(source: Name, name: Name, low: &Low) -> Out {
        Out { source, name, ty: low.ty.clone(), null: low.null, from: low.from }
    }

    /// A column whose type a literal leaves open is a text.
    #[must_use]
    pub fn settled(self) -> Out {
        let open = self.ty == pg::Type::Unknown;
        let from = if open && self.from.class == Class::Any { Ty::of_class(Class::Text) } else { self.from };
        Out { ty: if open { pg::Type::Text } else { self.ty }, from, ..self }
    }
}

/// Columns of views, lowered once; nothing where a view cannot be lowered.
pub type Memo = Mutex<BTreeMap<ObjectId, Option<Arc<Vec<Out>>>>>;

/// The columns of a table or view; nothing where they are not known, or where the target will not have it.
pub fn columns(cx: &mut Cx<'_>, id: ObjectId) -> Option<Arc<Vec<Out>>> {
    let program = cx.program;
    let object = program.read.catalog.get(id);
    match &object.kind {
        ir::Kind::Table(table) if table.query.is_none() => {
            let all = columns_of(&program.read.catalog, object, table);
            let shown = all.iter().filter(|c| !c.invisible).chain(all.iter().filter(|c| c.invisible));
            Some(Arc::new(shown.map(|column| of_table(cx, id, table, column)).collect()))
        }
        ir::Kind::Table(table) => {
            let listed: Vec<&Name> = table.columns.iter().filter(|c| c.ty.is_none()).map(|c| &c.name).collect();
            let copied = derived(cx, id, table.query.as_ref()?, &listed)?;
            if table.columns.iter().all(|c| c.ty.is_none() && !never_null(table, c)) {
                return Some(copied);
            }
            let mut all: Vec<Out> = copied.to_vec();
            for out in &mut all {
                if table.column(&out.source).is_some_and(|c| never_null(table, c)) {
                    out.null = Null::Never;
                }
            }
            let added = table.columns.iter().filter(|c| c.ty.is_some());
            all.extend(added.map(|column| of_table(cx, id, table, column)));
            Some(Arc::new(all))
        }
        ir::Kind::View(view) if view.of_type.is_none() => {
            let listed: Vec<&Name> = view.columns.iter().map(|c| &c.name).collect();
            derived(cx, id, &view.query, &listed)
        }
        ir::Kind::View(_)
        | ir::Kind::Schema(_)
        | ir::Kind::Index(_)
        | ir::Kind::Sequence(_)
        | ir::Kind::Type(_)
        | ir::Kind::Routine(_)
        | ir::Kind::Trigger(_)
        | ir::Kind::Grant(_)
        | ir::Kind::Other(_) => None,
    }
}

/// The columns of a view, or of a table that is made of a query; found once.
fn derived(cx: &mut Cx<'_>, id: ObjectId, query: &ir::Query, listed: &[&Name]) -> Option<Arc<Vec<Out>>> {
    let program = cx.program;
    let object = program.read.catalog.get(id);
    if let Some(known) = program.views.lock().ok()?.get(&id) {
        return known.clone();
    }
    if cx.visiting.contains(&id) {
        return None;
    }
    // What is found on the way is the view's own; here its columns count.
    let mut inner = Cx::new(program, Key::default(), object.at.span);
    inner.visiting.clone_from(&cx.visiting);
    inner.visiting.push(id);
    let env = Env { schema: object.name.schema.as_ref(), outer: None };
    let lowered = lower(&mut inner, env, query).ok();
    let columns = lowered.and_then(|l| under(cx, listed, l.columns)).map(Arc::new);
    if cx.visiting.is_empty() || columns.is_some() {
        program.views.lock().ok()?.insert(id, columns.clone());
    }
    columns
}

/// Columns under the names that a view lists; nothing where there are not as many.
pub fn named(cx: &Cx<'_>, listed: &[crate::catalog::ViewColumn], columns: Vec<Out>) -> Option<Vec<Out>> {
    let listed: Vec<&Name> = listed.iter().map(|c| &c.name).collect();
    under(cx, &listed, columns)
}

fn under(cx: &Cx<'_>, listed: &[&Name], columns: Vec<Out>) -> Option<Vec<Out>> {
    let names = &cx.program.plan.names;
    if listed.is_empty() {
        let all: Vec<Out> = columns.into_iter().map(Out::settled).collect();
        return all.iter().all(|c| !c.name.is_empty()).then_some(all);
    }
    let of = |(name, out): (&&Name, Out)| Out { source: (*name).clone(), name: names.fold(name), ..out.settled() };
    (listed.len() == columns.len()).then(|| listed.iter().zip(columns).map(of).collect())
}

fn of_table(cx: &Cx<'_>, id: ObjectId, table: &ir::Table, column: &Column<ir::Ir>) -> Out {
    let program = cx.program;
    let planned = program.plan.columns.get(&(id, column.name.clone())).cloned();
    let schema = program.read.catalog.get(id).name.schema.as_ref();
    let declared = || column.ty.as_ref().map(|ty| program.type_of(ty, schema));
    Out {
        source: column.name.clone(),
        name: program.plan.names.column(id, &column.name),
        ty: planned.or_else(declared).unwrap_or(pg::Type::Text),
        null: if never_null(table, column) { Null::Never } else { Null::Maybe },
        from: column.ty.as_ref().map_or_else(Ty::default, Ty::of),
    }
}
