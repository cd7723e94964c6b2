//! What values are made of: records with their fields, collections with their elements, objects, cursors with their rows.

use super::super::{Fact, Means, Null, Ty};
use crate::catalog::ObjectId;
use crate::ir::Type;
use crate::name::Name;
use std::sync::Arc;

/// What a variable, field, element, parameter or result holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value {
    /// Class, size, nullability.
    pub fact: Fact,
    /// The type it was declared with, anchors followed.
    pub declared: Declared,
    /// What it is made of.
    pub shape: Shape,
}

/// The type that something was declared with, once `%TYPE` and subtypes are followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Declared {
    /// Not known, or no scalar.
    #[default]
    Unknown,
    /// That of a column of a table, by position.
    Column(ObjectId, u16),
    /// A type as written.
    Type(Type),
    /// A type that Oracle supplies, of which no more is known: a handle of a file, a document.
    Supplied,
    /// A type that is not in the input.
    Absent,
}

/// What a value is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shape {
    /// Nothing more: a scalar, or not known.
    #[default]
    Plain,
    /// Fields.
    Record(Arc<Record>),
    /// Elements.
    Collection(Arc<Collection>),
    /// An object of a type of the schema.
    Object(ObjectId),
    /// A cursor variable, with its rows where they are known.
    Cursor(Option<Arc<Record>>),
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Fields in order.
    pub fields: Vec<(Name, Value)>,
    /// The table or view whose row it is.
    pub row_of: Option<ObjectId>,
}

/// A collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// Which sort.
    pub kind: CollectionKind,
    /// What an element holds.
    pub of: Value,
    /// The type of the schema that it is.
    pub object: Option<ObjectId>,
}

/// Sorts of collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionKind {
    /// `TABLE OF`.
    Nested,
    /// `VARRAY`.
    Varray,
    /// `TABLE OF … INDEX BY` a number.
    ByNumber,
    /// `TABLE OF … INDEX BY` a text.
    ByText,
}

/// What a declared name stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Entity {
    /// Not looked at.
    #[default]
    Absent,
    /// It is being looked at.
    Busy,
    /// A variable, constant, parameter.
    Value(Value),
    /// A cursor: the rows it yields.
    Cursor(Arc<Record>),
    /// A type or subtype: what a value of it holds.
    Type(Value),
    /// An exception.
    Exception,
    /// A routine within.
    Routine(super::RoutineId),
}

impl Value {
    /// A value of which only the type is known.
    #[must_use]
    pub fn of(ty: Ty) -> Value {
        Value { fact: Fact { ty, null: Null::Maybe, means: Means::Unknown }, ..Value::default() }
    }

    /// A value that is what a fact says.
    #[must_use]
    pub fn plain(fact: Fact) -> Value {
        Value { fact, ..Value::default() }
    }

    /// A value of that shape.
    #[must_use]
    pub fn shaped(shape: Shape) -> Value {
        Value { shape, ..Value::default() }
    }

    /// The same, meaning something else.
    #[must_use]
    pub fn meaning(mut self, means: Means) -> Value {
        self.fact.means = means;
        self
    }

    /// Whether anything is known of it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.fact.ty.class != crate::ir::Class::Any || self.shape != Shape::Plain
    }
}

impl Record {
    /// A field.
    #[must_use]
    pub fn field(&self, name: &Name) -> Option<&Value> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
}
