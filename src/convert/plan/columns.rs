//! Target types of columns: the type map and overrides, then one class of number over all keys that meet.

use super::super::table::secret;
use super::{Indexed, Names, find_table};
use crate::analyze::{Facts, Means, depend};
use crate::catalog::{Attribute, ConstraintRule, Fill, ObjectId, TypeShape};
use crate::convert::types::TypeMap;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{self, Compare, ExprKind};
use crate::name::{Name, QName, fits};
use crate::pg;
use crate::profile::{DATE_AS, KEY_NUMBER, KeyNumber, Profile};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A column of the input.
pub type Column = (ObjectId, Name);

/// Types of columns, and which of them are not what the type map says.
#[derive(Debug, Default)]
pub struct Decided {
    /// Per column.
    pub types: BTreeMap<Column, pg::Type>,
    /// Columns whose type a person chose.
    pub chosen: BTreeSet<Column>,
    /// Columns that got the type of a key they meet, and that key's column.
    pub joined: BTreeMap<Column, Column>,
    /// Identities, whose type PostgreSQL limits to integers.
    numbered: BTreeSet<Column>,
}

/// Decides the types of all columns.
pub(super) fn decide(
    program: &ir::Program,
    facts: &Facts<'_>,
    profile: &Profile,
    names: &Names,
    indexed: &Indexed,
) -> Decided {
    let map = TypeMap { catalog: &program.catalog, names, profile };
    let mut decided = Decided::default();
    for (id, object) in program.catalog.iter() {
        let ir::Kind::Table(table) = &object.kind else { continue };
        let keys = key_columns(table);
        for column in columns_of(&program.catalog, object, table).iter() {
            let at = (id, column.name.clone());
            if let Some(chosen) = chosen(profile, &object.name, &column.name) {
                decided.chosen.insert(at.clone());
                decided.types.insert(at, chosen);
                continue;
            }
            let Some(ty) = &column.ty else { continue };
            let mut mapped = map.map(ty, object.name.schema.as_ref());
            let plain = matches!(ty, ir::Type::Number { precision: None, scale: None });
            if matches!(column.fill, Fill::Identity(_)) {
                decided.numbered.insert(at.clone());
            }
            let key = plain && keys.contains(&column.name) && profile.get(&KEY_NUMBER) == KeyNumber::BigInt;
            if key || (matches!(column.fill, Fill::Identity(_)) && !mapped.is_integer()) {
                mapped = pg::Type::BigInt;
            }
            if secret::is_encrypted(profile, column) {
                mapped = pg::Type::Bytea;
            }
            decided.types.insert(at, mapped);
        }
    }
    let mut sets = meetings(program);
    compared(program, facts, indexed, &decided, &mut sets);
    unify(sets, &mut decided);
    decided
}

/// The type that a person chose for a column: the last override that fits. `date_as` may be said per column too.
fn chosen(profile: &Profile, table: &QName, column: &Name) -> Option<pg::Type> {
    let full = format!("{table}.{column}");
    let fitting = profile.overrides.iter().rev().filter(|(pattern, _)| fits(pattern, &full));
    for (_, said) in fitting {
        if let Some(ty) = said.ty.as_deref().and_then(|text| pg::Type::read(text).ok()) {
            return Some(ty);
        }
        if said.options.get(DATE_AS.name).is_some_and(|value| value == "date") {
            return Some(pg::Type::Date);
        }
    }
    None
}

/// Columns of primary, unique and foreign keys.
fn key_columns(table: &ir::Table) -> BTreeSet<Name> {
    let mut all = BTreeSet::new();
    for constraint in &table.constraints {
        match &constraint.rule {
            ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => all.extend(columns.iter().cloned()),
            ConstraintRule::Foreign(foreign) => all.extend(foreign.columns.iter().cloned()),
            ConstraintRule::Check(_) | ConstraintRule::Ref(_) => {}
        }
    }
    all
}

/// The columns that meet in foreign keys.
fn meetings(program: &ir::Program) -> Sets {
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
    sets
}

/// Adds columns of different classes of numbers that statements join, where both have an index: whichever leads, the index of the
/// other must serve.
fn compared(program: &ir::Program, facts: &Facts<'_>, indexed: &Indexed, decided: &Decided, sets: &mut Sets) {
    let column = |e: &ir::Expr| -> Option<Column> {
        let e = if let ExprKind::OuterJoinMark(inner) = &e.kind { inner } else { e };
        let (ExprKind::Name(path), Means::Column(id, place) | Means::Through(id, place)) =
            (&e.kind, facts.of(e.at).means)
        else {
            return None;
        };
        // A row of a trigger is a value.
        if path.parts.first().is_some_and(|first| first.starts_with(':')) {
            return None;
        }
        let ir::Kind::Table(table) = &program.catalog.get(id).kind else { return None };
        let name = table.columns.get(usize::from(place))?.name.clone();
        indexed.holds(id, &name).then_some((id, name))
    };
    let mut look = |e: &ir::Expr| {
        let ExprKind::Compare(Compare::Eq, sides) = &e.kind else { return };
        let [a, b] = &**sides;
        let (Some(a), Some(b)) = (column(a), column(b)) else { return };
        let class = |c: &Column| decided.types.get(c).and_then(rank).map(|rank| rank < 3);
        if let (Some(a_whole), Some(b_whole)) = (class(&a), class(&b))
            && a_whole != b_whole
        {
            sets.join(a, b);
        }
    };
    for (_, object) in program.catalog.iter() {
        if let ir::Kind::View(view) = &object.kind {
            walk::sql(Node::Query(&view.query), &mut look);
        }
        walk::object(&object.kind, &mut |node| walk::sql(node, &mut look));
    }
}

/// Gives columns that meet the type that a person chose for one of them, else the widest class among them; with
/// an identity among them no wider than `bigint`: what refers to it holds its numbers and nothing else.
fn unify(sets: Sets, decided: &mut Decided) {
    const BIGINT: u8 = 2;
    for members in sets.groups() {
        let by_hand = members.iter().find(|m| decided.chosen.contains(*m));
        let most = if members.iter().any(|m| decided.numbered.contains(m)) { BIGINT } else { u8::MAX };
        let leader = by_hand.or_else(|| {
            let ranked = members.iter().filter_map(|m| Some((rank(decided.types.get(m)?)?.min(most), m)));
            // The first of the widest: equal input gives equal output.
            ranked.rev().max_by_key(|(rank, _)| *rank).map(|(_, m)| m)
        });
        let Some((leader, of)) = leader.and_then(|l| Some((l, decided.types.get(l)?.clone()))) else { continue };
        let widest = rank(&of).map(|r| r.min(most));
        for member in members.iter().filter(|m| !decided.chosen.contains(*m)) {
            let Some(ty) = decided.types.get_mut(member) else { continue };
            let joined = match (by_hand, rank(ty), widest) {
                (Some(_), _, _) => of.clone(),
                (None, Some(own), Some(widest)) if own < widest => widen(ty, widest),
                (None, Some(own), Some(BIGINT)) if own > BIGINT => pg::Type::BigInt,
                (None, _, _) => continue,
            };
            if joined != *ty {
                *ty = joined;
                if member != leader {
                    decided.joined.insert(member.clone(), leader.clone());
                }
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

/// The columns of a table; of an object table those of its type, with what the statement says of them.
#[must_use]
pub fn columns_of<'a>(catalog: &ir::Catalog, object: &ir::Object, table: &'a ir::Table) -> Cow<'a, [ir::Column]> {
    let Some(of) = &table.of_type else { return Cow::Borrowed(&table.columns) };
    let mut all = attributes(catalog, of, object.name.schema.as_ref());
    for own in &table.columns {
        match all.iter_mut().find(|c| c.name == own.name) {
            Some(column) => *column = ir::Column { ty: own.ty.clone().or(column.ty.take()), ..own.clone() },
            None => all.push(own.clone()),
        }
    }
    Cow::Owned(all)
}

/// The attributes of an object type as columns, those of its supertypes first.
fn attributes(catalog: &ir::Catalog, name: &QName, schema: Option<&Name>) -> Vec<ir::Column> {
    // Deeper than any hierarchy; a type under itself ends here too.
    const LEVELS: usize = 64;
    let mut levels: Vec<Vec<ir::Column>> = Vec::new();
    let mut next = depend::find(catalog, name, schema);
    while let Some(id) = next
        && levels.len() < LEVELS
    {
        let object = catalog.get(id);
        let ir::Kind::Type(user) = &object.kind else { break };
        let TypeShape::Object(shape) = &user.shape else { break };
        levels.push(shape.attributes.iter().map(attribute_column).collect());
        next = shape.under.as_ref().and_then(|up| depend::find(catalog, up, object.name.schema.as_ref()));
    }
    levels.into_iter().rev().flatten().collect()
}

fn attribute_column(attribute: &Attribute<ir::Ir>) -> ir::Column {
    let column = ir::Column::plain(attribute.name.clone(), attribute.at, Some(attribute.ty.clone()));
    ir::Column { comments: attribute.comments.clone(), ..column }
}
