//! What no declaration says: foreign keys that only code knows, and routines that nothing calls.

use super::effects::Runs;
use super::symbols::{Owner, RoutineId};
use super::{Facts, Means};
use crate::catalog::{ConstraintRule, ObjectId};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{Compare, Expr, ExprKind, Kind, Program, Table};
use crate::name::Name;
use std::collections::{BTreeMap, BTreeSet};

/// A column of a table.
type Column = (ObjectId, Name);

/// A column that is joined with the key of a table, without a constraint that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedKey {
    /// The column that refers.
    pub from: (ObjectId, Name),
    /// The key it is joined with.
    pub to: (ObjectId, Name),
    /// How often.
    pub joins: u32,
    /// `likely`: joined several times, or of the same name; else `heuristic`.
    pub confidence: &'static str,
}

/// Columns that code joins with a key of one column, without a foreign key.
#[must_use]
pub fn joined_keys(program: &Program, facts: &Facts<'_>) -> Vec<JoinedKey> {
    let mut joins: BTreeMap<(Column, Column), u32> = BTreeMap::new();
    let mut look = |e: &Expr| {
        let ExprKind::Compare(Compare::Eq, sides) = &e.kind else { return };
        let [a, b] = &**sides;
        let (Some(a), Some(b)) = (column(program, facts, a), column(program, facts, b)) else { return };
        if a.0 == b.0 {
            return;
        }
        let pair = match (is_key(program, &a), is_key(program, &b)) {
            (false, true) => (a, b),
            (true, false) => (b, a),
            // Two keys: nobody can say which refers. No key: no reference.
            (true, true) | (false, false) => return,
        };
        if !is_declared(program, &pair.0, pair.1.0) {
            *joins.entry(pair).or_insert(0) += 1;
        }
    };
    for (_, object) in program.catalog.iter() {
        let mut nodes = Vec::new();
        if let Kind::View(view) = &object.kind {
            nodes.push(Node::Query(&view.query));
        }
        walk::object(&object.kind, &mut |node| nodes.push(node));
        for node in nodes {
            walk::sql(node, &mut look);
        }
    }
    let confidence = |from: &Name, to: &Name, joins: u32| {
        // `DEPT_ID` and `ID`.
        let named = from == to || from.ends_with(to.as_str());
        if joins > 1 || named { "likely" } else { "heuristic" }
    };
    joins
        .into_iter()
        .map(|((from, to), joins)| {
            let confidence = confidence(&from.1, &to.1, joins);
            JoinedKey { from, to, joins, confidence }
        })
        .collect()
}

fn table(program: &Program, id: ObjectId) -> Option<&Table> {
    if let Kind::Table(table) = &program.catalog.get(id).kind { Some(table) } else { None }
}

fn column(program: &Program, facts: &Facts<'_>, e: &Expr) -> Option<(ObjectId, Name)> {
    let e = if let ExprKind::OuterJoinMark(inner) = &e.kind { inner } else { e };
    let (ExprKind::Name(_), Means::Column(id, place)) = (&e.kind, facts.of(e.at).means) else { return None };
    Some((id, table(program, id)?.columns.get(usize::from(place))?.name.clone()))
}

/// Whether a column alone is a primary or unique key.
fn is_key(program: &Program, (id, name): &(ObjectId, Name)) -> bool {
    let constraints = table(program, *id).into_iter().flat_map(|t| &t.constraints);
    constraints.filter(|c| c.state.enabled).any(|c| match &c.rule {
        ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => {
            matches!(columns.as_slice(), [only] if only == name)
        }
        ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
    })
}

/// Whether a foreign key from the column to the table is declared.
fn is_declared(program: &Program, (id, name): &(ObjectId, Name), to: ObjectId) -> bool {
    let schema = program.catalog.get(*id).name.schema.as_ref();
    let constraints = table(program, *id).into_iter().flat_map(|t| &t.constraints);
    constraints.into_iter().any(|c| match &c.rule {
        ConstraintRule::Foreign(key) => {
            key.columns.contains(name) && super::depend::find(&program.catalog, &key.table, schema) == Some(to)
        }
        ConstraintRule::Primary(_) | ConstraintRule::Unique(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => {
            false
        }
    })
}

/// Private routines of packages and routines within others that nothing can reach.
#[must_use]
pub fn unreachable_routines(facts: &Facts<'_>) -> Vec<RoutineId> {
    let symbols = &facts.symbols;
    let is_root = |owner: Owner, public: bool| match owner {
        Owner::Schema | Owner::Type(_) => true,
        Owner::Package(_) => public,
        Owner::Routine(_) | Owner::Block(_) => false,
    };
    let mut open: Vec<Runs> = symbols.packages().map(|(id, _)| Runs::Package(id)).collect();
    open.extend(symbols.routines().filter(|(_, r)| is_root(r.owner, r.public)).map(|(id, _)| Runs::Routine(id)));
    open.extend(facts.effects.others());
    let mut seen: BTreeSet<Runs> = open.iter().copied().collect();
    while let Some(next) = open.pop() {
        for called in facts.effects.calls(next) {
            if seen.insert(called) {
                open.push(called);
            }
        }
    }
    let alone = |package: super::symbols::PackageId| symbols.package(package).spec.is_none();
    symbols
        .routines()
        .filter(|(id, r)| {
            let judged = match r.owner {
                // Without its declaration, nobody knows what a package shows.
                Owner::Package(package) => !r.public && !alone(package),
                Owner::Routine(_) | Owner::Block(_) => r.code.is_some(),
                Owner::Schema | Owner::Type(_) => false,
            };
            judged && r.code.is_some() && !seen.contains(&Runs::Routine(*id))
        })
        .map(|(id, _)| id)
        .collect()
}
