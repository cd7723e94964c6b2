//! Changes of one table: columns, constraints and their states.

use super::super::change::{ColumnChange, StateChange, TableChange, WhichConstraint};
use super::super::{
    Column, Constraint, ConstraintRule, ForeignKey, Kind, Language, Nullability, ObjectId, Table, View,
};
use super::{Applying, Problem};
use crate::name::{Name, QName};

impl<L: Language> Applying<L> {
    /// Applies one change of a table, view or materialized view.
    // exhaustive match: one arm a change
    pub(super) fn alter_table(&mut self, id: ObjectId, change: TableChange<L>) -> Result<(), Problem> {
        match change {
            TableChange::AddColumn(column, constraints) => {
                self.add_column(id, *column)?;
                constraints.into_iter().try_for_each(|c| self.add_constraint(id, c))
            }
            TableChange::ModifyColumn { name, at: _, changes } => {
                let mut added = Vec::new();
                let missing = self.part(id, &name);
                let column = self.table_mut(id).and_then(|t| t.column_mut(&name)).ok_or(missing)?;
                changes.into_iter().for_each(|change| modify(column, change, &mut added));
                added.into_iter().try_for_each(|c| self.add_constraint(id, c))
            }
            TableChange::DropColumn { name, cascade } => self.drop_column(id, &name, cascade),
            TableChange::RenameColumn(from, to) => self.rename_column(id, &from, &to),
            TableChange::AddConstraint(constraint) => self.add_constraint(id, *constraint),
            TableChange::DropConstraint { which, cascade } => self.drop_constraint(id, &which, cascade),
            TableChange::RenameConstraint(from, to) => self.rename_constraint(id, &from, to),
            TableChange::ConstraintState(which, state) => {
                let missing = self.missing(id, &which);
                let found = match &mut self.catalog.get_mut(id).kind {
                    Kind::Table(table) => table.switch(&which, state),
                    Kind::View(view) => switch(&mut view.constraints, &which, state),
                    Kind::Schema(_)
                    | Kind::Index(_)
                    | Kind::Sequence(_)
                    | Kind::Type(_)
                    | Kind::Routine(_)
                    | Kind::Trigger(_)
                    | Kind::Grant(_)
                    | Kind::Other(_) => false,
                };
                if found { Ok(()) } else { Err(missing) }
            }
            TableChange::RenameTo(to) => self.rename(id, to),
            TableChange::Triggers(enabled) => {
                let name = self.catalog.get(id).name.clone();
                for id in self.beside(&name) {
                    if let Kind::Trigger(trigger) = &mut self.catalog.get_mut(id).kind
                        && trigger.table.as_ref() == Some(&name)
                    {
                        trigger.enabled = enabled;
                    }
                }
                Ok(())
            }
            TableChange::Clause(clause) => {
                self.say(id, vec![clause]);
                Ok(())
            }
            TableChange::Partition(partitioning) => {
                if let Some(table) = self.table_mut(id) {
                    table.partitioning = Some(partitioning);
                }
                Ok(())
            }
            change @ (TableChange::AddPartition(_)
            | TableChange::DropPartition(_)
            | TableChange::RenamePartition(..)
            | TableChange::SplitPartition { .. }
            | TableChange::MergePartitions { .. }
            | TableChange::PartitionValues { .. }
            | TableChange::AddSubpartition { .. }
            | TableChange::Interval(_)
            | TableChange::Automatic(_)
            | TableChange::Template(_)) => {
                let missing = Problem::Missing(self.catalog.get(id).name.clone());
                let divided = self.table_mut(id).and_then(|t| t.partitioning.as_deref_mut()).ok_or(missing)?;
                super::partition::alter(divided, change).map_err(|name| self.part(id, &name))
            }
        }
    }

    fn table_mut(&mut self, id: ObjectId) -> Option<&mut Table<L>> {
        match &mut self.catalog.get_mut(id).kind {
            Kind::Table(table) => Some(table),
            Kind::Schema(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Trigger(_)
            | Kind::Grant(_)
            | Kind::Other(_) => None,
        }
    }

    fn view_mut(&mut self, id: ObjectId) -> Option<&mut View<L>> {
        if let Kind::View(view) = &mut self.catalog.get_mut(id).kind { Some(view) } else { None }
    }

    /// A part of the table that is not there.
    fn part(&self, id: ObjectId, part: &Name) -> Problem {
        Problem::Missing(QName::new(self.catalog.get(id).name.name.clone(), part.clone()))
    }

    fn missing(&self, id: ObjectId, which: &WhichConstraint) -> Problem {
        match which {
            WhichConstraint::Named(name) => self.part(id, name),
            WhichConstraint::Primary => self.part(id, &"PRIMARY KEY".into()),
            WhichConstraint::Unique(_) => self.part(id, &"UNIQUE".into()),
        }
    }

    fn add_column(&mut self, id: ObjectId, column: Column<L>) -> Result<(), Problem> {
        let taken = Problem::Taken(QName::new(self.catalog.get(id).name.name.clone(), column.name.clone()));
        match self.table_mut(id) {
            Some(table) if table.column(&column.name).is_none() => {
                table.columns.push(column);
                Ok(())
            }
            Some(_) => Err(taken),
            None => Err(self.part(id, &column.name)),
        }
    }

    fn add_constraint(&mut self, id: ObjectId, mut constraint: Constraint<L>) -> Result<(), Problem> {
        self.qualify_rule(&mut constraint.rule);
        if let ConstraintRule::Foreign(key) = &constraint.rule {
            self.note_as(key.table.clone(), id);
        }
        let taken = constraint
            .name
            .as_ref()
            .map(|name| Problem::Taken(QName::new(self.catalog.get(id).name.name.clone(), name.clone())));
        let constraints = match &mut self.catalog.get_mut(id).kind {
            Kind::Table(table) => &mut table.constraints,
            Kind::View(view) => &mut view.constraints,
            Kind::Schema(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Trigger(_)
            | Kind::Grant(_)
            | Kind::Other(_) => return Ok(()),
        };
        let primary = matches!(constraint.rule, ConstraintRule::Primary(_));
        let twice = constraints.iter().any(|c| {
            (c.name.is_some() && c.name == constraint.name) || (primary && matches!(c.rule, ConstraintRule::Primary(_)))
        });
        if twice {
            return Err(taken.unwrap_or_else(|| self.part(id, &"PRIMARY KEY".into())));
        }
        constraints.push(constraint);
        Ok(())
    }

    fn drop_constraint(&mut self, id: ObjectId, which: &WhichConstraint, cascade: bool) -> Result<(), Problem> {
        let name = self.catalog.get(id).name.clone();
        let missing = self.missing(id, which);
        if let Some(view) = self.view_mut(id) {
            let before = view.constraints.len();
            view.constraints.retain(|c| !c.is(which));
            return if view.constraints.len() < before { Ok(()) } else { Err(missing) };
        }
        let Some(table) = self.table_mut(id) else { return Err(missing) };
        let Some(place) = table.constraints.iter().position(|c| c.is(which)) else {
            let WhichConstraint::Named(wanted) = which else { return Err(missing) };
            let named = |null: &Nullability| matches!(null, Nullability::NotNull { name: Some(n), .. } if n == wanted);
            let column = table.columns.iter_mut().find(|c| named(&c.null)).ok_or(missing)?;
            column.null = Nullability::Unstated;
            return Ok(());
        };
        let key = match table.constraints.get(place).map(|c| &c.rule) {
            Some(ConstraintRule::Primary(columns)) => Some((columns.clone(), true)),
            Some(ConstraintRule::Unique(columns)) => Some((columns.clone(), false)),
            _ => None,
        };
        if let Some((columns, primary)) = key {
            let targets = |foreign: &ForeignKey| {
                foreign.table == name && (if foreign.target.is_empty() { primary } else { foreign.target == columns })
            };
            if !cascade && self.referencing(&name, &targets) {
                return Err(Problem::Refused(name, "a foreign key of another table references the key"));
            }
            self.drop_foreign_keys(&name, &targets);
        }
        if let Some(table) = self.table_mut(id) {
            table.constraints.remove(place);
        }
        Ok(())
    }

    fn rename_constraint(&mut self, id: ObjectId, from: &Name, to: Name) -> Result<(), Problem> {
        let missing = self.part(id, from);
        let Some(table) = self.table_mut(id) else { return Err(missing) };
        if let Some(constraint) = table.constraints.iter_mut().find(|c| c.name.as_ref() == Some(from)) {
            constraint.name = Some(to);
            return Ok(());
        }
        for column in &mut table.columns {
            if let Nullability::NotNull { name: Some(name), .. } = &mut column.null
                && name == from
            {
                *name = to;
                return Ok(());
            }
        }
        Err(missing)
    }
}

/// Applies one change of a column; constraints written beside it are added to the table.
fn modify<L: Language>(column: &mut Column<L>, change: ColumnChange<L>, added: &mut Vec<Constraint<L>>) {
    match change {
        ColumnChange::Type(ty) => column.ty = Some(ty),
        ColumnChange::Fill(fill) => column.fill = fill,
        ColumnChange::Null(null) => column.null = null,
        ColumnChange::Invisible(invisible) => column.invisible = invisible,
        ColumnChange::Collation(collation) => column.collation = Some(collation),
        ColumnChange::Constraint(constraint) => added.push(*constraint),
        ColumnChange::Clause(clause) => column.clauses.push(clause),
    }
}

fn switch<L: Language>(constraints: &mut [Constraint<L>], which: &WhichConstraint, change: StateChange) -> bool {
    match constraints.iter_mut().find(|c| c.is(which)) {
        Some(constraint) => {
            constraint.state = change.over(constraint.state);
            true
        }
        None => false,
    }
}

impl<L: Language> Table<L> {
    /// Changes the state of a constraint; whether there is such a constraint.
    pub fn switch(&mut self, which: &WhichConstraint, change: StateChange) -> bool {
        if switch(&mut self.constraints, which, change) {
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

/// Whether two lists hold the same columns; the server does not mind their order.
fn same_columns(a: &[Name], b: &[Name]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.contains(name))
}
