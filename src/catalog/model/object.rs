//! Objects: what every one of them has, and the kinds there are.

use super::{Grant, Index, Routine, Sequence, Table, Trigger, UserType, View};
use crate::catalog::{Language, Space};
use crate::finding::ObjectKind;
use crate::name::QName;
use crate::span::At;
use ecow::EcoString;

/// A schema object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object<L: Language> {
    /// Its name; the schema is set once it is known.
    pub name: QName,
    /// The statement that created it.
    pub at: At,
    /// Later statements that changed it (`ALTER`, `COMMENT`), in script order.
    pub changes: Vec<At>,
    /// Source comments that stand before or in the statement.
    pub comments: Vec<At>,
    /// Text of `COMMENT ON`.
    pub comment: Option<EcoString>,
    /// What it is.
    pub kind: Kind<L>,
}

/// What an object is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<L: Language> {
    /// A schema or user, with what is said of it (quotas, profile).
    Schema(Vec<L::Clause>),
    /// A table.
    Table(Table<L>),
    /// An index that is not made by a constraint.
    Index(Index<L>),
    /// A sequence.
    Sequence(Sequence),
    /// A view or materialized view.
    View(View<L>),
    /// A user-defined type.
    Type(UserType<L>),
    /// A standalone procedure or function.
    Routine(Routine<L>),
    /// A trigger.
    Trigger(Trigger<L>),
    /// Privileges given.
    Grant(Grant),
    /// What only this language has.
    Other(L::Other),
}

impl<L: Language> Kind<L> {
    /// The name space of the object.
    #[must_use]
    pub fn space(&self) -> Space {
        match self {
            Kind::Table(_) | Kind::Sequence(_) | Kind::View(_) | Kind::Type(_) | Kind::Routine(_) => Space::Schema,
            Kind::Other(other) => L::space(other),
            Kind::Index(_) => Space::Index,
            Kind::Trigger(_) => Space::Trigger,
            Kind::Grant(_) | Kind::Schema(_) => Space::Global,
        }
    }

    /// The kind that reports count it under; `None` for what the language decides.
    #[must_use]
    pub fn object_kind(&self) -> Option<ObjectKind> {
        Some(match self {
            Kind::Schema(_) => ObjectKind::Schema,
            Kind::Table(_) => ObjectKind::Table,
            Kind::Index(_) => ObjectKind::Index,
            Kind::Sequence(_) => ObjectKind::Sequence,
            Kind::View(view) if view.materialized.is_some() => ObjectKind::MaterializedView,
            Kind::View(_) => ObjectKind::View,
            Kind::Type(_) => ObjectKind::Type,
            Kind::Routine(routine) if routine.is_function => ObjectKind::Function,
            Kind::Routine(_) => ObjectKind::Procedure,
            Kind::Trigger(_) => ObjectKind::Trigger,
            Kind::Grant(_) => ObjectKind::Grant,
            Kind::Other(_) => return None,
        })
    }
}
