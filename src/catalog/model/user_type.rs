//! User-defined types: objects, collections, domains, enumerations.

use super::{Constraint, Routine};
use crate::catalog::Language;
use crate::name::{Name, QName};
use crate::span::At;

/// A user-defined type.
#[derive(Clone, Debug, PartialEq)]
pub struct UserType<L: Language> {
    /// What it is made of.
    pub shape: TypeShape<L>,
    /// Everything else (`AUTHID`, `NOT PERSISTABLE`).
    pub clauses: Vec<L::Clause>,
}

/// What a user-defined type is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeShape<L: Language> {
    /// Declared ahead: `CREATE TYPE t;`.
    Incomplete,
    /// An object type.
    Object(ObjectType<L>),
    /// `VARRAY (limit) OF`.
    Varray {
        /// The most elements.
        limit: u32,
        /// The element type.
        of: L::Type,
        /// Elements are never null.
        not_null: bool,
    },
    /// `TABLE OF`.
    NestedTable {
        /// The element type.
        of: L::Type,
        /// Elements are never null.
        not_null: bool,
    },
    /// A domain: a type with a check and a default.
    Domain {
        /// The underlying type.
        of: L::Type,
        /// Values are never null.
        not_null: bool,
        /// `DEFAULT`.
        default: Option<L::Expr>,
        /// Checks on `VALUE`.
        checks: Vec<Constraint<L>>,
    },
    /// A list of labels.
    Enumeration(Vec<(Name, Option<L::Expr>)>),
}

/// An object type.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectType<L: Language> {
    /// `UNDER`.
    pub under: Option<QName>,
    /// Own attributes, without the inherited ones.
    pub attributes: Vec<Attribute<L>>,
    /// Methods by their headers.
    pub methods: Vec<Method<L>>,
    /// No subtypes allowed; `None`: not said.
    pub is_final: Option<bool>,
    /// May have values; `None`: not said.
    pub instantiable: Option<bool>,
}

/// An attribute of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute<L: Language> {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Its type.
    pub ty: L::Type,
    /// Source comments beside it.
    pub comments: Vec<At>,
}

/// A method of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Method<L: Language> {
    /// Its name.
    pub name: Name,
    /// `MEMBER`, `STATIC`, `CONSTRUCTOR`, `MAP MEMBER`, `ORDER MEMBER`.
    pub role: MethodRole,
    /// `OVERRIDING`, `FINAL`, `NOT INSTANTIABLE` and so on, as keywords.
    pub flags: Vec<&'static str>,
    /// Header, and the body where it is known.
    pub routine: Routine<L>,
    /// Where it stands.
    pub at: At,
}

/// What a method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum MethodRole {
    Member,
    Static,
    Constructor,
    Map,
    Order,
}
