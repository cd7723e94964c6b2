//! Changes of objects that a later statement makes: they wait, and are applied at the end.

use super::Session;
use crate::catalog::{CommentOn, Space, TableChange};
use crate::ir::{Change, Fate, Ir};
use crate::name::{Name, QName};
use crate::span::At;

/// A change that waits for its object.
pub(super) struct Waiting {
    pub(super) at: At,
    pub(super) comments: Vec<At>,
    pub(super) label: &'static str,
    pub(super) change: Change,
    /// Where unqualified names lived.
    pub(super) current: Option<Name>,
    /// Index of its statement.
    pub(super) statement: usize,
}

/// The object that must be there for a change, and in which name space.
fn changed(change: &Change) -> Option<(Space, &QName)> {
    match change {
        Change::AlterTable { name, .. }
        | Change::AlterSequence { name, .. }
        | Change::AlterType { name, .. }
        | Change::Truncate { name, .. }
        | Change::Comment {
            on: CommentOn::Object(_, name) | CommentOn::Column(name, _) | CommentOn::Constraint(name, _),
            ..
        } => Some((Space::Schema, name)),
        Change::AlterIndex { name, .. } => Some((Space::Index, name)),
        Change::EnableTrigger { name, .. } => Some((Space::Trigger, name)),
        Change::Create { .. }
        | Change::Touch { .. }
        | Change::AlterOther { .. }
        | Change::Drop(_)
        | Change::DropOther { .. }
        | Change::Rename { .. }
        | Change::Grant(_)
        | Change::Revoke(_)
        | Change::Schema(_)
        | Change::DateFormat(_)
        | Change::CompileFlags(_)
        | Change::Nothing => None,
    }
}

/// Whether a change of a table does nothing but take parts of it away.
fn takes_back(change: &Change) -> bool {
    let parts = |c: &TableChange<Ir>| {
        matches!(c, TableChange::DropConstraint { .. } | TableChange::DropColumn { .. } | TableChange::DropPartition(_))
    };
    if let Change::AlterTable { changes, .. } = change { changes.iter().all(parts) } else { false }
}

impl Session {
    /// The object of the change, if no statement has made it so far.
    pub(super) fn absent(&self, change: &Change) -> Option<QName> {
        let (space, name) = changed(change)?;
        if self.applying.has(space, name) { None } else { Some(self.applying.full_name(name)) }
    }

    /// Applies what waited for an object that a later statement made; what is still missing is said now.
    pub(super) fn late(&mut self) {
        for waiting in std::mem::take(&mut self.waiting) {
            let Waiting { at, comments, label, change, current, statement } = waiting;
            self.applying.current = current;
            // when it ran, there was nothing to take back: what was made later stays whole
            let fate = if takes_back(&change) && self.absent(&change).is_none() {
                Fate::Ignored("takes back what is not there".into())
            } else {
                self.apply(at, &comments, label, change)
            };
            if let Some(read) = self.program.statements.get_mut(statement) {
                read.fate = fate;
            }
        }
    }
}
