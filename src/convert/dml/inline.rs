//! Views and queries as targets: a view is the query that it stands for, and rows that are inserted go to its table.

use super::join_view::{column_of, leaves};
use crate::analyze::query::source_of;
use crate::analyze::scope::Source;
use crate::catalog::{ConstraintRule, ObjectId, Part};
use crate::convert::{Cx, Manual, Program};
use crate::finding::{Effort, Rule, Severity, Source as Origin};
use crate::ir::{self, Derived, Dml, ExprKind, FromKind, QueryBody, Select};
use crate::name::{Name, QName};
use crate::span::Span;

static VIEW: Rule = Rule {
    name: "view-written",
    codes: &[(Origin::Oracle, "OR-DDL-041")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "`{view}` is written, and is {what}",
    help: "Write its table, or an INSTEAD OF trigger on the view.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&VIEW];

/// Says that a view cannot be written.
pub(in crate::convert) fn refused(cx: &mut Cx<'_>, id: ObjectId, span: Span) -> Manual {
    let object = cx.program.read.catalog.get(id);
    let what = if let ir::Kind::View(view) = &object.kind { shape(view) } else { "no table or view" };
    cx.manual(VIEW.at(span).with("view", &object.name).with("what", what))
}

/// What keeps a view from being written.
fn shape(view: &ir::View) -> &'static str {
    if view.materialized.is_some() {
        return "a materialized view";
    }
    if view.read_only {
        return "read only";
    }
    if view.check_option {
        return "one with a check option";
    }
    match &view.query.body {
        QueryBody::Select(select) if select.distinct || select.group.is_some() => "grouped",
        QueryBody::Select(select) if select.from.len() > 1 => "a join of what has no tables or keys for it",
        QueryBody::Select(_) | QueryBody::Nested(_) | QueryBody::Values(_) | QueryBody::Unread(_) => {
            "not made of columns of tables alone"
        }
        QueryBody::Set(_) => "made by a set operator",
    }
}

/// Whether triggers write in place of a view.
pub(in crate::convert) fn is_served(program: &Program<'_>, id: ObjectId) -> bool {
    program.plan.served.contains(&id)
}

/// The statement with the query of the view that it writes, or the table that its rows go to; nothing where that is the same.
pub(in crate::convert) fn rewritten(program: &Program<'_>, schema: Option<&Name>, dml: &Dml) -> Option<Dml> {
    match dml {
        Dml::Update(it) => {
            let target = viewed(program, schema, &it.target)?;
            Some(Dml::Update(Box::new(ir::Update { target, ..(**it).clone() })))
        }
        Dml::Delete(it) => {
            let target = viewed(program, schema, &it.target)?;
            Some(Dml::Delete(Box::new(ir::Delete { target, ..(**it).clone() })))
        }
        Dml::Insert(it) => {
            let derived = query_of(program, schema, &it.table)?;
            let (into, columns) = home(program, schema, &derived, &it.columns)?;
            let FromKind::Table(table) = &into.kind else { return None };
            Some(Dml::Insert(ir::Insert { table: table.name.clone(), columns, rows: it.rows.clone() }))
        }
        Dml::InsertInto(it) => {
            let view = viewed(program, schema, &it.into);
            let FromKind::Query(derived) = &view.as_ref().unwrap_or(&it.into).kind else { return None };
            let (into, columns) = home(program, schema, derived, &it.columns)?;
            Some(Dml::InsertInto(Box::new(ir::InsertInto { into, columns, ..(**it).clone() })))
        }
        Dml::InsertMany(_) | Dml::Merge(_) | Dml::Unread(..) => None,
    }
}

/// A view as the query that it stands for.
fn viewed(program: &Program<'_>, schema: Option<&Name>, item: &ir::From) -> Option<ir::From> {
    let FromKind::Table(table) = &item.kind else { return None };
    let plain = table.link.is_none()
        && table.wrapper.is_empty()
        && table.partition.is_none()
        && table.sample.is_none()
        && table.flashback.is_empty();
    let derived = query_of(program, schema, &table.name).filter(|_| plain)?;
    let alias = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    Some(ir::From { kind: FromKind::Query(Box::new(derived)), alias: Some(alias), ..item.clone() })
}

/// The query of a view that no trigger writes in its place and that checks nothing.
fn query_of(program: &Program<'_>, schema: Option<&Name>, name: &QName) -> Option<Derived> {
    let catalog = &program.read.catalog;
    let id = program.resolve(name, schema)?;
    let object = catalog.get(id);
    let ir::Kind::View(view) = &object.kind else { return None };
    let plain = view.materialized.is_none() && view.of_type.is_none() && !view.read_only && !view.check_option;
    if !plain || is_served(program, id) || !same_names(program, &view.query, object.name.schema.as_ref(), schema) {
        return None;
    }
    let QueryBody::Select(select) = &view.query.body else { return None };
    let divided = select.group.is_some() || select.distinct || select.hierarchy.is_some() || view.query.limit.is_some();
    if divided || view.query.with.is_some() || leaves(&select.from).is_none() {
        return None;
    }
    let mut query = view.query.clone();
    if !view.columns.is_empty() {
        let QueryBody::Select(select) = &mut query.body else { return None };
        let starred = select.targets.iter().any(|t| matches!(t.expr.kind, ExprKind::Star(_)));
        if starred || select.targets.len() != view.columns.len() {
            return None;
        }
        for (target, column) in select.targets.iter_mut().zip(&view.columns) {
            target.alias = Some(column.name.clone());
        }
    }
    Some(Derived { query, lateral: false, optional: false, restriction: "" })
}

/// A view or query of one table as a target that keeps its columns' names.
pub(super) struct OneTable {
    /// The table under the name of the view.
    pub table: ir::From,
    /// What the view's own conditions call the table.
    pub called: Name,
    /// Which rows of the table are rows of the view.
    pub condition: Option<ir::Expr>,
}

/// See [`OneTable`]; nothing where the target is something else. `whole`: whether all columns must be there in their order.
pub(super) fn one_table(
    program: &Program<'_>,
    schema: Option<&Name>,
    item: &ir::From,
    whole: bool,
) -> Option<OneTable> {
    let view = viewed(program, schema, item);
    let seen = view.as_ref().unwrap_or(item);
    let FromKind::Query(derived) = &seen.kind else { return None };
    let select = plain(derived)?;
    let [leaf] = select.from.as_slice() else { return None };
    let FromKind::Table(table) = &leaf.kind else { return None };
    source(program, schema, leaf)?;
    let same = select.targets.iter().all(|target| match &target.expr.kind {
        ExprKind::Star(_) => true,
        ExprKind::Name(path) => !whole && target.alias.as_ref().is_none_or(|alias| path.parts.last() == Some(alias)),
        _ => false,
    });
    if !same {
        return None;
    }
    let called = leaf.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let alias = seen.alias.clone().unwrap_or_else(|| called.clone());
    let table = ir::From { alias: Some(alias), at: item.at, ..leaf.clone() };
    Some(OneTable { table, called, condition: select.condition.clone() })
}

/// The rows of its tables, one by one, as far as its condition lets them through.
fn plain(derived: &Derived) -> Option<&ir::Select> {
    let QueryBody::Select(select) = &derived.query.body else { return None };
    let plain = derived.restriction.is_empty()
        && derived.query.with.is_none()
        && derived.query.limit.is_none()
        && select.group.is_none()
        && !select.distinct
        && select.hierarchy.is_none();
    plain.then_some(select)
}

/// Whether all objects of a query have the same meaning in two schemas.
fn same_names(program: &Program<'_>, query: &ir::Query, own: Option<&Name>, schema: Option<&Name>) -> bool {
    let mut same = true;
    query.mentions(&mut |mention| same &= program.resolve(mention.name, own) == program.resolve(mention.name, schema));
    same || own == schema
}

/// The table, and its columns, that rows inserted into a query go to.
fn home(
    program: &Program<'_>,
    schema: Option<&Name>,
    derived: &Derived,
    columns: &[Name],
) -> Option<(ir::From, Vec<Name>)> {
    let select = plain(derived)?;
    let leaves = leaves(&select.from)?;
    let sources: Vec<Source<()>> = leaves.iter().map(|leaf| source(program, schema, leaf)).collect::<Option<_>>()?;
    let listed: Vec<Name> = if columns.is_empty() { shown(select, &sources)? } else { columns.to_vec() };
    let mut place = None;
    let mut own = Vec::with_capacity(listed.len());
    for name in &listed {
        let path = column_of(select, name);
        let found = source_of(&sources, &path)?;
        if place.is_some_and(|p| p != found) {
            return None;
        }
        place = Some(found);
        own.push(path.last()?.clone());
    }
    let leaf = leaves.get(place?)?;
    Some(((*leaf).clone(), own))
}

/// The columns of a query, in order.
fn shown(select: &Select, sources: &[Source<()>]) -> Option<Vec<Name>> {
    let mut all = Vec::new();
    for target in &select.targets {
        match &target.expr.kind {
            ExprKind::Star(of)
                if of.is_empty() || of.last() == sources.first().map(|s| &s.name) && sources.len() == 1 =>
            {
                all.extend(sources.iter().flat_map(|s| s.columns.iter().flatten()).map(|(name, ())| name.clone()));
            }
            ExprKind::Star(_) => return None,
            _ => all.push(target.alias.clone().or_else(|| crate::analyze::query::own_name(&target.expr))?),
        }
    }
    Some(all)
}

/// A table with the names of its columns.
fn source(program: &Program<'_>, schema: Option<&Name>, leaf: &ir::From) -> Option<Source<()>> {
    let FromKind::Table(table) = &leaf.kind else { return None };
    let id = program.resolve(&table.name, schema)?;
    let ir::Kind::Table(shape) = &program.read.catalog.get(id).kind else { return None };
    let name = leaf.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let columns = shape.columns.iter().filter(|c| !c.invisible).map(|c| (c.name.clone(), ())).collect();
    Some(Source { name, schema: table.name.schema.clone().filter(|_| leaf.alias.is_none()), columns: Some(columns) })
}

/// The first table of a join of which each row stands in one row of the join at most: the others are found by their keys.
pub(super) fn kept(
    program: &Program<'_>,
    schema: Option<&Name>,
    select: &Select,
    leaves: &[&ir::From],
) -> Option<usize> {
    let sources: Vec<Source<()>> = leaves.iter().map(|leaf| source(program, schema, leaf)).collect::<Option<_>>()?;
    let mut equal = Vec::new();
    let conditions = select.condition.iter().chain(select.from.iter().flat_map(conditions));
    conditions.for_each(|e| equalities(&sources, e, &mut equal));
    (0..leaves.len()).find(|start| {
        let mut known = vec![*start];
        loop {
            let next = (0..leaves.len()).find(|n| {
                !known.contains(n)
                    && leaves.get(*n).is_some_and(|leaf| found_by_key(program, schema, leaf, *n, &known, &equal))
            });
            match next {
                Some(next) => known.push(next),
                None => break,
            }
        }
        known.len() == leaves.len()
    })
}

/// The conditions of inner joins.
fn conditions(item: &ir::From) -> Vec<&ir::Expr> {
    match &item.kind {
        FromKind::Nested(inner) => conditions(inner),
        FromKind::Join(join) => {
            let mut all = conditions(&join.left);
            all.extend(conditions(&join.right));
            all.extend(&join.on);
            all
        }
        _ => Vec::new(),
    }
}

/// `a.x = b.y`, `a.x = 3`: the column of a table, and the table that gives its value.
type Equal = (usize, Name, Option<usize>);

fn equalities(sources: &[Source<()>], e: &ir::Expr, found: &mut Vec<Equal>) {
    match &e.kind {
        ExprKind::And(items) => items.iter().for_each(|e| equalities(sources, e, found)),
        ExprKind::Compare(ir::Compare::Eq, sides) => {
            let column = |e: &ir::Expr| match &e.kind {
                ExprKind::Name(path) => Some((source_of(sources, &path.parts)?, path.parts.last()?.clone())),
                _ => None,
            };
            // A row that finds no other still stands in one row of the join.
            let side = |e: &ir::Expr| match &e.kind {
                ExprKind::OuterJoinMark(inner) => column(inner),
                _ => column(e),
            };
            let constant =
                |e: &ir::Expr| matches!(e.kind, ExprKind::Number(..) | ExprKind::Text(..) | ExprKind::Bind(..));
            let [a, b] = &**sides;
            match (side(a), side(b)) {
                (Some((p, x)), Some((q, y))) if p != q => {
                    found.push((p, x, Some(q)));
                    found.push((q, y, Some(p)));
                }
                (Some((p, x)), None) if constant(b) => found.push((p, x, None)),
                (None, Some((q, y))) if constant(a) => found.push((q, y, None)),
                _ => {}
            }
        }
        _ => {}
    }
}

/// Whether a key of a table is told by others that are known.
fn found_by_key(
    program: &Program<'_>,
    schema: Option<&Name>,
    leaf: &ir::From,
    place: usize,
    known: &[usize],
    equal: &[Equal],
) -> bool {
    let FromKind::Table(table) = &leaf.kind else { return false };
    let Some(id) = program.resolve(&table.name, schema) else { return false };
    let ir::Kind::Table(shape) = &program.read.catalog.get(id).kind else { return false };
    let told = |column: &Name| {
        equal.iter().any(|(p, x, by)| *p == place && x == column && by.is_none_or(|by| known.contains(&by)))
    };
    shape.constraints.iter().any(|c| match &c.rule {
        ConstraintRule::Primary(key) | ConstraintRule::Unique(key) => c.state.enabled && key.iter().all(told),
        ConstraintRule::Check(_) | ConstraintRule::Foreign(_) | ConstraintRule::Ref(_) => false,
    })
}
