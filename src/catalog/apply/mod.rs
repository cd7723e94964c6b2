//! Applies statements to a catalogue in script order, as the source's server would have done.

mod beside;
mod cascade;
mod grant;
mod partition;
mod resolve;
mod table;
mod types;

use super::change::{Change, CommentOn, Dropping};
use super::{Catalog, Kind, Language, ObjectId, Space, TypeShape};
use crate::finding::ObjectKind;
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;
use std::collections::BTreeMap;

/// A catalogue in the making.
#[derive(Clone, Debug)]
pub struct Applying<L: Language> {
    /// What is there so far.
    pub catalog: Catalog<L>,
    /// Where unqualified names live now.
    pub current: Option<Name>,
    /// Objects by their bare names, for scripts that do not say whose session they run in.
    bare: BTreeMap<(Space, Name), Vec<ObjectId>>,
    /// Objects by the relations that they name.
    beside: BTreeMap<QName, Vec<ObjectId>>,
}

/// Why a change had no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// What it changes is not in the input.
    Missing(QName),
    /// What it drops is not there, as in scripts that drop before they create.
    Absent,
    /// Its name is in use.
    Taken(QName),
    /// Something else that is there forbids it.
    Refused(QName, &'static str),
}

/// What a change came to: the object it made or changed, if any.
pub type Applied = Result<Option<ObjectId>, Problem>;

impl<L: Language> Applying<L> {
    /// An empty catalogue.
    #[must_use]
    pub fn new(current: Option<Name>) -> Self {
        Self { catalog: Catalog::default(), current, bare: BTreeMap::new(), beside: BTreeMap::new() }
    }

    /// Applies one change; answers the object it made or changed. `comments` stand beside the statement.
    ///
    /// # Errors
    /// Why it had no effect.
    pub fn apply(&mut self, at: At, comments: &[At], change: Change<L>) -> Applied {
        match change {
            Change::Create { object, replace, if_absent } => self.create(*object, comments, replace, if_absent),
            Change::AlterTable { name, changes } => {
                let id = self.changed(Space::Schema, &name, at, comments)?;
                let mut first = Ok(Some(id));
                for change in changes {
                    // what is wrong with one change does not undo the others
                    if let Err(problem) = self.alter_table(id, change)
                        && first.is_ok()
                    {
                        first = Err(problem);
                    }
                }
                first
            }
            Change::AlterSequence { name, restart, options } => {
                let id = self.changed(Space::Schema, &name, at, comments)?;
                if let Kind::Sequence(sequence) = &mut self.catalog.get_mut(id).kind {
                    types::alter_sequence(sequence, restart, options);
                }
                Ok(Some(id))
            }
            Change::AlterIndex { name, hidden, clauses } => {
                let id = self.changed(Space::Index, &name, at, comments)?;
                if let Kind::Index(index) = &mut self.catalog.get_mut(id).kind {
                    index.hidden = hidden.unwrap_or(index.hidden);
                    index.clauses.extend(clauses);
                }
                Ok(Some(id))
            }
            Change::AlterType { name, changes } => {
                let id = self.changed(Space::Schema, &name, at, comments)?;
                types::alter_type(&mut self.catalog.get_mut(id).kind, changes);
                Ok(Some(id))
            }
            Change::EnableTrigger { name, enabled } => {
                let id = self.changed(Space::Trigger, &name, at, comments)?;
                if let Kind::Trigger(trigger) = &mut self.catalog.get_mut(id).kind {
                    trigger.enabled = enabled;
                }
                Ok(Some(id))
            }
            Change::Touch { kind, name, clauses } => {
                let id = self.changed(space_of(kind), &name, at, comments)?;
                self.say(id, clauses);
                Ok(Some(id))
            }
            Change::AlterOther { word, name, clauses } => {
                let id = self.changed(Space::Named(word), &name, at, comments)?;
                self.say(id, clauses);
                Ok(Some(id))
            }
            Change::Drop(dropping) => self.drop_object(&dropping),
            Change::DropOther { word, name, .. } => {
                let id = self.find(Space::Named(word), &name).ok_or(Problem::Absent)?;
                self.catalog.remove(id);
                Ok(None)
            }
            Change::Rename { kind, from, to } => {
                let id = self.changed(space_of(kind), &from, at, comments)?;
                self.rename(id, to)?;
                Ok(Some(id))
            }
            Change::Comment { on, text } => self.comment(at, comments, &on, &text),
            Change::Grant(grant) => self.grant(at, comments, grant),
            Change::Revoke(grant) => self.revoke(at, grant),
            Change::Truncate { name, cascade: _ } => {
                self.find(Space::Schema, &name).map(Some).ok_or_else(|| Problem::Missing(self.here(&name)))
            }
            Change::Schema(name) => {
                self.current = Some(name);
                Ok(None)
            }
            Change::DateFormat(_) | Change::CompileFlags(_) | Change::Nothing => Ok(None),
        }
    }

    /// Finds the object that a statement changes, and notes the statement.
    fn changed(&mut self, space: Space, name: &QName, at: At, comments: &[At]) -> Result<ObjectId, Problem> {
        let Some(id) = self.find(space, name) else { return Err(Problem::Missing(self.here(name))) };
        let object = self.catalog.get_mut(id);
        object.changes.push(at);
        object.comments.extend_from_slice(comments);
        Ok(id)
    }

    fn create(&mut self, mut object: super::Object<L>, comments: &[At], replace: bool, if_absent: bool) -> Applied {
        let space = object.kind.space();
        if !matches!(object.kind, Kind::Schema(_)) && !matches!(space, Space::Named(_)) {
            object.name = self.here(&object.name);
        }
        object.comments.extend_from_slice(comments);
        self.qualify(&mut object.kind);
        if matches!(object.kind, Kind::Grant(_)) {
            return Ok(Some(self.catalog.add_unnamed(object)));
        }
        if let Some(old) = self.catalog.find(space, &object.name) {
            let old_object = self.catalog.get(old);
            let incomplete = matches!(&old_object.kind, Kind::Type(t) if matches!(t.shape, TypeShape::Incomplete));
            if if_absent || (old_object.kind == object.kind && !replace) {
                return Ok(Some(old));
            }
            if !replace && !incomplete {
                return Err(Problem::Taken(object.name));
            }
        }
        let name = object.name.name.clone();
        let id = self.catalog.add(object);
        self.bare.entry((space, name)).or_default().push(id);
        self.note(id);
        Ok(Some(id))
    }

    fn drop_object(&mut self, dropping: &Dropping) -> Applied {
        let space = space_of(dropping.kind);
        let id = self.find(space, &dropping.name).ok_or(Problem::Absent)?;
        if !is_kind(&self.catalog.get(id).kind, dropping.kind) {
            return Err(Problem::Absent);
        }
        match dropping.kind {
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => {
                self.drop_relation(id, dropping.cascade)?;
            }
            ObjectKind::Schema => self.drop_schema(id),
            ObjectKind::Package | ObjectKind::Type => {
                let name = self.catalog.get(id).name.clone();
                if let Some(body) = self.catalog.find(Space::Body, &name) {
                    self.catalog.remove(body);
                }
                self.drop_grants(&name);
                self.catalog.remove(id);
            }
            ObjectKind::Index
            | ObjectKind::Constraint
            | ObjectKind::Sequence
            | ObjectKind::TypeBody
            | ObjectKind::PackageBody
            | ObjectKind::Procedure
            | ObjectKind::Function
            | ObjectKind::Trigger
            | ObjectKind::Synonym
            | ObjectKind::DbLink
            | ObjectKind::Grant
            | ObjectKind::Job
            | ObjectKind::Block
            | ObjectKind::Other => {
                let name = self.catalog.get(id).name.clone();
                if space == Space::Schema {
                    self.drop_grants(&name);
                }
                self.catalog.remove(id);
            }
        }
        Ok(None)
    }

    fn comment(&mut self, at: At, comments: &[At], on: &CommentOn, text: &EcoString) -> Applied {
        let text = if text.is_empty() { None } else { Some(text.clone()) };
        let (space, name) = match on {
            CommentOn::Object(kind, name) => (space_of(*kind), name),
            CommentOn::Column(name, _) | CommentOn::Constraint(name, _) => (Space::Schema, name),
        };
        let id = self.changed(space, name, at, comments)?;
        let object = self.catalog.get_mut(id);
        let missing = |part: &Name| Problem::Missing(QName::new(object_name(name), part.clone()));
        match on {
            CommentOn::Object(..) => object.comment = text,
            CommentOn::Column(_, column) => match &mut object.kind {
                Kind::Table(table) if table.query.is_some() && table.column(column).is_none() => {}
                Kind::Table(table) => table.column_mut(column).ok_or_else(|| missing(column))?.comment = text,
                Kind::View(view) => match view.columns.iter_mut().find(|c| c.name == *column) {
                    Some(column) => column.comment = text,
                    None => view.remarks.push((column.clone(), text.unwrap_or_default())),
                },
                Kind::Schema(_)
                | Kind::Index(_)
                | Kind::Sequence(_)
                | Kind::Type(_)
                | Kind::Routine(_)
                | Kind::Trigger(_)
                | Kind::Grant(_)
                | Kind::Other(_) => return Err(missing(column)),
            },
            CommentOn::Constraint(_, constraint) => {
                if let Kind::Table(table) = &mut object.kind {
                    let found = table.constraints.iter_mut().find(|c| c.name.as_ref() == Some(constraint));
                    found.ok_or_else(|| missing(constraint))?.comment = text;
                }
            }
        }
        Ok(Some(id))
    }

    /// Adds clauses to what is said of an object.
    fn say(&mut self, id: ObjectId, clauses: Vec<L::Clause>) {
        let said = match &mut self.catalog.get_mut(id).kind {
            Kind::Schema(said) => Some(said),
            Kind::Table(table) => Some(&mut table.clauses),
            Kind::Index(index) => Some(&mut index.clauses),
            Kind::View(view) => Some(&mut view.clauses),
            Kind::Type(ty) => Some(&mut ty.clauses),
            Kind::Routine(routine) => Some(&mut routine.clauses),
            Kind::Trigger(trigger) => Some(&mut trigger.clauses),
            Kind::Other(other) => L::clauses(other),
            Kind::Sequence(_) | Kind::Grant(_) => None,
        };
        if let Some(said) = said {
            said.extend(clauses);
        }
    }
}

fn object_name(name: &QName) -> Name {
    name.name.clone()
}

/// The name space of a kind that a statement names.
fn space_of(kind: ObjectKind) -> Space {
    match kind {
        ObjectKind::Index => Space::Index,
        ObjectKind::Trigger => Space::Trigger,
        ObjectKind::TypeBody | ObjectKind::PackageBody => Space::Body,
        ObjectKind::Schema | ObjectKind::Grant => Space::Global,
        ObjectKind::DbLink => Space::Named("DATABASE LINK"),
        ObjectKind::Table
        | ObjectKind::Constraint
        | ObjectKind::Sequence
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Type
        | ObjectKind::Package
        | ObjectKind::Procedure
        | ObjectKind::Function
        | ObjectKind::Synonym
        | ObjectKind::Job
        | ObjectKind::Block
        | ObjectKind::Other => Space::Schema,
    }
}

/// Whether an object is of the kind that `DROP` names; what the catalogue cannot tell apart, it does not refuse.
fn is_kind<L: Language>(found: &Kind<L>, wanted: ObjectKind) -> bool {
    let own = if let Kind::Other(other) = found { L::object_kind(other) } else { found.object_kind() };
    own.is_none_or(|kind| kind == wanted) || wanted == ObjectKind::Other
}
