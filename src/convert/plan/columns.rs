//! Target types of columns: the type map and overrides, then one class of number over all keys that meet.

use super::{Names, find_table};
use crate::catalog::{ConstraintRule, Fill, ObjectId};
use crate::convert::types::TypeMap;
use crate::ir;
use crate::name::Name;
use crate::pg;
use crate::profile::Profile;
use std::collections::BTreeMap;

/// A column of the input.
type Column = (ObjectId, Name);

/// Decides the types of all columns.
pub(super) fn decide(program: &ir::Program, profile: &Profile, names: &Names) -> BTreeMap<Column, pg::Type> {
    let map = TypeMap { catalog: &program.catalog, names, profile };
    let mut types: BTreeMap<Column, pg::Type> = BTreeMap::new();
    for (id, object) in program.catalog.iter() {
        let ir::Kind::Table(table) = &object.kind else { continue };
        for column in &table.columns {
            let Some(ty) = &column.ty else { continue };
            let mut mapped = map.map(ty, object.name.schema.as_ref());
            if matches!(column.fill, Fill::Identity(_)) && !mapped.is_integer() {
                mapped = pg::Type::BigInt;
            }
            types.insert((id, column.name.clone()), mapped);
        }
    }
    unify(program, &mut types);
    types
}

/// Gives columns that meet in foreign keys the widest class among them.
fn unify(program: &ir::Program, types: &mut BTreeMap<Column, pg::Type>) {
    let mut sets = Sets::default();
    for (id, object) in program.catalog.iter() {
        let ir::Kind::Table(table) = &object.kind else { continue };
        for constraint in &table.constraints {
            let ConstraintRule::Foreign(foreign) = &constraint.rule else { continue };
            let Some((target, parent)) = find_table(&program.catalog, &foreign.table, object.name.schema.as_ref())
            else {
                continue;
            };
            let columns = if foreign.target.is_empty() {
                parent.primary_key().unwrap_or_default()
            } else {
                foreign.target.as_slice()
            };
            for (own, other) in foreign.columns.iter().zip(columns) {
                sets.join((id, own.clone()), (target, other.clone()));
            }
        }
    }
    for members in sets.groups() {
        let widest = members.iter().filter_map(|m| types.get(m)).filter_map(rank).max();
        let Some(widest) = widest else { continue };
        for member in members {
            if let Some(ty) = types.get_mut(&member)
                && let Some(own) = rank(ty)
                && own < widest
            {
                *ty = widen(ty, widest);
            }
        }
    }
}

/// Place of a number among the classes that an index does not cross: `smallint`, `integer` and `bigint` compare with each other.
fn rank(ty: &pg::Type) -> Option<u8> {
    let ranked = [pg::Type::SmallInt, pg::Type::Integer, pg::Type::BigInt];
    match ranked.iter().position(|class| class == ty) {
        Some(place) => u8::try_from(place).ok(),
        None => matches!(ty, pg::Type::Numeric(_)).then_some(3),
    }
}

/// The type of the class, with the digits that the column had.
fn widen(ty: &pg::Type, rank: u8) -> pg::Type {
    match (rank, ty) {
        (0, _) => pg::Type::SmallInt,
        (1, _) => pg::Type::Integer,
        (2, _) => pg::Type::BigInt,
        (_, pg::Type::SmallInt) => pg::Type::Numeric(Some((4, 0))),
        (_, pg::Type::Integer) => pg::Type::Numeric(Some((9, 0))),
        (_, _) => pg::Type::Numeric(Some((18, 0))),
    }
}

/// Sets of columns that meet, joined pair by pair.
#[derive(Debug, Default)]
struct Sets {
    parent: BTreeMap<Column, Column>,
}

impl Sets {
    fn root(&self, column: &Column) -> Column {
        let mut at = column.clone();
        while let Some(up) = self.parent.get(&at) {
            if *up == at {
                break;
            }
            at = up.clone();
        }
        at
    }

    fn join(&mut self, a: Column, b: Column) {
        for column in [&a, &b] {
            if !self.parent.contains_key(column) {
                self.parent.insert(column.clone(), column.clone());
            }
        }
        let (a, b) = (self.root(&a), self.root(&b));
        // The smaller one leads, so that the outcome does not depend on the order of joining.
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        self.parent.insert(high, low);
    }

    fn groups(&self) -> Vec<Vec<Column>> {
        let mut groups: BTreeMap<Column, Vec<Column>> = BTreeMap::new();
        for column in self.parent.keys() {
            groups.entry(self.root(column)).or_default().push(column.clone());
        }
        groups.into_values().collect()
    }
}
