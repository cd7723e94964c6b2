//! Changes of one table: columns, constraints, their states, and partitions.

use super::super::change::{ColumnChange, StateChange, TableChange, WhichConstraint};
use super::super::{Column, Constraint, ConstraintRule, Fill, Language, Nullability, Table};
use crate::name::Name;
use crate::span::At;

impl<L: Language> Table<L> {
    /// Changes the state of a constraint; whether there is such a constraint.
    pub fn switch(&mut self, which: &WhichConstraint, change: StateChange) -> bool {
        if let Some(constraint) = self.constraints.iter_mut().find(|c| c.is(which)) {
            constraint.state = change.over(constraint.state);
            return true;
        }
        // `NOT NULL` is a property of its column
        let WhichConstraint::Named(wanted) = which else { return false };
        for column in &mut self.columns {
            if let Nullability::NotNull { name: Some(name), state, .. } = &mut column.null
                && name == wanted
            {
                *state = change.over(*state);
                return true;
            }
        }
        false
    }
}

impl<L: Language> Constraint<L> {
    /// Whether a statement that names a constraint so means this one.
    #[must_use]
    pub fn is(&self, which: &WhichConstraint) -> bool {
        match (which, &self.rule) {
            (WhichConstraint::Named(name), _) => self.name.as_ref() == Some(name),
            (WhichConstraint::Primary, ConstraintRule::Primary(_)) => true,
            (WhichConstraint::Unique(wanted), ConstraintRule::Unique(columns)) => same_columns(wanted, columns),
            (WhichConstraint::Primary | WhichConstraint::Unique(_), _) => false,
        }
    }
}

/// Whether two lists hold the same columns; Oracle does not mind their order.
fn same_columns(a: &[Name], b: &[Name]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.contains(name))
}
