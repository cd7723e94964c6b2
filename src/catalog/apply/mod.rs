//! Applies statements to a catalogue in script order.

mod grant;
mod table;

use super::{Catalog, Change, CommentOn, Kind, Language, ObjectId, Space};
use crate::name::{Name, QName};
use crate::span::At;

/// A catalogue in the making.
#[derive(Clone, Debug)]
pub struct Applying<L: Language> {
    /// What is there so far.
    pub catalog: Catalog<L>,
    /// Where unqualified names live now.
    pub current: Option<Name>,
}

/// Why a change had no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// What it changes is not in the input.
    Missing(QName),
    /// What it drops is not there, as in scripts that drop before they create.
    Absent,
}

impl<L: Language> Applying<L> {
    /// An empty catalogue.
    #[must_use]
    pub fn new(current: Option<Name>) -> Self {
        Self { catalog: Catalog::default(), current }
    }

    fn here(&self, name: &QName) -> QName {
        name.within(self.current.as_ref())
    }

    /// Applies one change; answers the object it made or changed.
    ///
    /// # Errors
    /// What it changes is not there.
    pub fn apply(&mut self, at: At, comments: &[At], change: Change<L>) -> Result<Option<ObjectId>, Problem> {
        match change {
            Change::Create { mut object, replace: _, if_absent } => {
                object.name = self.here(&object.name);
                object.comments.extend_from_slice(comments);
                if if_absent && self.catalog.find(object.kind.space(), &object.name).is_some() {
                    return Ok(None);
                }
                Ok(Some(self.catalog.add(*object)))
            }
            Change::Comment { on, text } => {
                let (table, column) = match &on {
                    CommentOn::Object(_, name) => (name, None),
                    CommentOn::Column(name, column) | CommentOn::Constraint(name, column) => (name, Some(column)),
                };
                let name = self.here(table);
                let Some(id) = self.catalog.find(Space::Schema, &name) else { return Err(Problem::Missing(name)) };
                let object = self.catalog.get_mut(id);
                object.changes.push(at);
                match (column, &mut object.kind) {
                    (Some(column), Kind::Table(table)) => {
                        if let Some(column) = table.column_mut(column) {
                            column.comment = Some(text);
                        }
                    }
                    _ => object.comment = Some(text),
                }
                Ok(Some(id))
            }
            Change::Schema(name) => {
                self.current = Some(name);
                Ok(None)
            }
            Change::Grant(grant) => Ok(Some(self.grant(at, comments, grant))),
            Change::Revoke(taken) => match self.revoke(at, taken) {
                Some(id) => Ok(Some(id)),
                None => Err(Problem::Absent),
            },
            Change::AlterTable { .. }
            | Change::AlterSequence { .. }
            | Change::AlterIndex { .. }
            | Change::AlterType { .. }
            | Change::EnableTrigger { .. }
            | Change::Touch { .. }
            | Change::AlterOther { .. }
            | Change::Drop(_)
            | Change::DropOther { .. }
            | Change::Rename { .. }
            | Change::Truncate { .. }
            | Change::Nothing => Ok(None),
        }
    }
}
