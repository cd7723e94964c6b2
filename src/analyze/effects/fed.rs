//! Columns that code fills with the numbers of sequences.

use super::Effects;
use super::collect::Collect;
use crate::analyze::{Facts, Means, depend};
use crate::catalog::{ConstraintRule, Fill, ObjectId, Persistence};
use crate::ir::{Column, Dml, Expr, ExprKind, From, FromKind, Into, Kind, Program, Query, QueryBody, RowSource, Type};
use crate::name::{Name, QName};
use std::collections::{BTreeMap, BTreeSet};

/// A column by its table and place there.
pub(super) type Place = (ObjectId, usize);

/// The columns that the numbers of each sequence go into.
pub(super) type Fed = BTreeMap<ObjectId, BTreeSet<Place>>;

impl Effects {
    /// The columns of numbers, in keys or by default, whose rows show how far a sequence has got: behind them, its next number would be refused. One
    /// that cycles may have begun anew.
    pub fn shown_by<'p>(&self, program: &'p Program, id: ObjectId) -> impl Iterator<Item = (ObjectId, &'p Column)> {
        let cycles = matches!(&program.catalog.get(id).kind, Kind::Sequence(it) if it.cycle == Some(true));
        let places = self.fed.get(&id).filter(|_| !cycles).into_iter().flatten();
        places.filter_map(|(table, place)| {
            let Kind::Table(it) = &program.catalog.get(*table).kind else { return None };
            let column = it.columns.get(*place)?;
            let kept = it.persistence == Persistence::Permanent && column.ty.as_ref().is_some_and(is_number);
            let keyed = it.constraints.iter().any(|c| match &c.rule {
                ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => columns.contains(&column.name),
                ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
            });
            // a default says so of each row
            let keyed = keyed || matches!(column.fill, Fill::Default { .. });
            (kept && keyed).then_some((*table, column))
        })
    }
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Number { .. } | Type::AnsiInteger(_) | Type::AnsiDecimal { .. })
}

/// Adds the columns of one to another.
pub(super) fn merge(all: &mut Fed, more: Fed) {
    for (sequence, places) in more {
        all.entry(sequence).or_default().extend(places);
    }
}

/// Columns whose default is the next number of a sequence.
pub(super) fn defaults(program: &Program, facts: &Facts<'_>) -> Fed {
    let mut fed = Fed::new();
    for (id, object) in program.catalog.iter() {
        let Kind::Table(table) = &object.kind else { continue };
        for (place, column) in table.columns.iter().enumerate() {
            if let Fill::Default { expr, .. } = &column.fill
                && let Some(sequence) = next_value(facts, expr)
            {
                fed.entry(sequence).or_default().insert((id, place));
            }
        }
    }
    fed
}

/// The sequence of `s.NEXTVAL`.
pub(super) fn next_value(facts: &Facts<'_>, e: &Expr) -> Option<ObjectId> {
    let ExprKind::Name(path) = &e.kind else { return None };
    let Means::Object(id) = facts.of(e.at).means else { return None };
    path.parts.last().is_some_and(|last| last == "NEXTVAL").then_some(id)
}

impl Collect<'_, '_> {
    /// The sequence whose number a value is: drawn there, or kept in a variable before.
    fn number(&self, value: &Expr) -> Option<ObjectId> {
        next_value(self.facts, value).or_else(|| {
            let name = variable(self.facts, value)?;
            self.held.iter().rev().find(|(held, _)| held == name).map(|(_, sequence)| *sequence)
        })
    }

    /// A value goes into a variable, or into a column of the row that fires a trigger.
    pub(super) fn given(&mut self, target: &Expr, value: &Expr) {
        let Some(sequence) = self.number(value) else { return };
        if let Some(name) = variable(self.facts, target) {
            self.held.push((name.clone(), sequence));
        } else if let Some((record, field)) = field(self.facts, target) {
            self.parts.push((record.clone(), field.clone(), sequence));
        } else if let Means::Column(table, place) = self.facts.of(target.at).means {
            self.own.fed.entry(sequence).or_default().insert((table, usize::from(place)));
        }
    }

    /// `SELECT s.NEXTVAL INTO …`.
    pub(super) fn selected(&mut self, query: &Query) {
        if let QueryBody::Select(select) = &query.body {
            for (value, target) in select.targets.iter().zip(&select.into) {
                self.given(target, &value.expr);
            }
        }
    }

    /// Values of rows that a statement writes.
    pub(super) fn filled(&mut self, dml: &Dml) {
        match dml {
            Dml::Insert(it) => it.rows.iter().for_each(|row| self.row(&it.table, &it.columns, row.iter())),
            Dml::InsertInto(it) => {
                let Some(table) = table_of(&it.into) else { return };
                match &it.source {
                    RowSource::Values(rows) => rows.iter().for_each(|row| self.row(table, &it.columns, row.iter())),
                    RowSource::Query(Query { body: QueryBody::Select(select), .. }) => {
                        self.row(table, &it.columns, select.targets.iter().map(|t| &t.expr));
                    }
                    RowSource::Record(record) => self.record(table, record),
                    RowSource::Query(_) | RowSource::Set(_) => {}
                }
            }
            Dml::InsertMany(it) => {
                let branches = it.branches.iter().flat_map(|b| &b.into).chain(&it.otherwise);
                branches.for_each(|into: &Into| {
                    if let Some(table) = table_of(&into.table) {
                        self.row(table, &into.columns, into.values.iter());
                    }
                });
            }
            Dml::Merge(it) => {
                if let (Some(table), Some(absent)) = (table_of(&it.target), &it.absent) {
                    self.row(table, &absent.columns, absent.values.iter());
                }
            }
            Dml::Update(_) | Dml::Delete(_) | Dml::Unread(..) => {}
        }
    }

    /// The fields of a record that hold numbers go into the columns of their names.
    fn record(&mut self, table: &QName, record: &Expr) {
        let Some(record) = variable(self.facts, record) else { return };
        let parts = std::mem::take(&mut self.parts);
        for (_, field, sequence) in parts.iter().filter(|(of, ..)| of == record) {
            self.goes(*sequence, table, |columns| columns.iter().position(|c| c.name == *field));
        }
        self.parts = parts;
    }

    fn row<'e>(&mut self, table: &QName, columns: &[Name], values: impl Iterator<Item = &'e Expr>) {
        for (n, value) in values.enumerate() {
            let Some(sequence) = self.number(value) else { continue };
            self.goes(sequence, table, |own| match columns.get(n) {
                Some(name) => own.iter().position(|c| c.name == *name),
                None => columns.is_empty().then_some(n),
            });
        }
    }

    /// A number goes into a column of a table.
    fn goes(&mut self, sequence: ObjectId, table: &QName, place: impl Fn(&[Column]) -> Option<usize>) {
        let Some(id) = depend::find(&self.program.catalog, table, self.schema) else { return };
        let Kind::Table(table) = &self.program.catalog.get(id).kind else { return };
        if let Some(place) = place(&table.columns) {
            self.own.fed.entry(sequence).or_default().insert((id, place));
        }
    }
}

fn table_of(from: &From) -> Option<&QName> {
    let FromKind::Table(table) = &from.kind else { return None };
    table.link.is_none().then_some(&table.name)
}

/// The name of a plain variable.
fn variable<'e>(facts: &Facts<'_>, e: &'e Expr) -> Option<&'e Name> {
    let ExprKind::Name(path) = &e.kind else { return None };
    match path.parts.as_slice() {
        [name] if facts.of(e.at).means == Means::Variable => Some(name),
        _ => None,
    }
}

/// A field of a record in a plain variable.
fn field<'e>(facts: &Facts<'_>, e: &'e Expr) -> Option<(&'e Name, &'e Name)> {
    let ExprKind::Name(path) = &e.kind else { return None };
    match path.parts.as_slice() {
        [record, field] if facts.of(e.at).means == Means::Variable => Some((record, field)),
        _ => None,
    }
}
