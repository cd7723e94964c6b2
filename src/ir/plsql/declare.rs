//! Declarations.

use super::Pragma;
use crate::ir::{Expr, Member, Param, Query, Type, Unread};
use crate::name::Name;
use crate::span::At;

/// A declaration of a block, package or routine.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// Who and where, without the terminator.
    pub at: At,
    /// What.
    pub kind: DeclarationKind,
}

impl Declaration {
    /// Whether it is a cursor with its query.
    #[must_use]
    pub fn has_query(&self) -> bool {
        if let DeclarationKind::Cursor(it) = &self.kind { it.query.is_some() } else { false }
    }
}

/// What is declared.
#[derive(Clone, Debug, PartialEq)]
pub enum DeclarationKind {
    /// A variable or constant.
    Variable(Box<Variable>),
    /// `name EXCEPTION`.
    Exception(Name),
    /// `TYPE … IS …`.
    Type(Box<TypeDeclaration>),
    /// `SUBTYPE … IS …`.
    Subtype(Box<Subtype>),
    /// `CURSOR`.
    Cursor(Box<Cursor>),
    /// `PRAGMA`.
    Pragma(Box<Pragma>),
    /// A routine; without body it is declared ahead, or in a package.
    Routine(Box<Member>),
    /// Not understood.
    Unread(Box<Unread>),
}

/// A variable or constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// `CONSTANT`.
    pub constant: bool,
    /// Its type.
    pub ty: Type,
    /// `RANGE`.
    pub range: Option<Box<[Expr; 2]>>,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `:=`, `DEFAULT`.
    pub default: Option<Expr>,
}

/// `TYPE name IS …`.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDeclaration {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub shape: Shape,
}

/// What a declared type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// `RECORD (…)`.
    Record(Vec<Variable>),
    /// `TABLE OF … [INDEX BY …]`.
    Table {
        /// Of what.
        of: Type,
        /// `NOT NULL`.
        not_null: bool,
        /// `INDEX BY`.
        index: Option<Type>,
    },
    /// `VARRAY (n) OF …`.
    Varray {
        /// The most elements.
        limit: Expr,
        /// Of what.
        of: Type,
        /// `NOT NULL`.
        not_null: bool,
    },
    /// `REF CURSOR [RETURN …]`.
    RefCursor(Option<Type>),
}

/// `SUBTYPE name IS base [RANGE low .. high] [NOT NULL]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Subtype {
    /// Its name.
    pub name: Name,
    /// The type it narrows.
    pub base: Type,
    /// `RANGE`.
    pub range: Option<[Expr; 2]>,
    /// `NOT NULL`.
    pub not_null: bool,
}

/// `CURSOR name (…) [RETURN …] IS query`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// Its name.
    pub name: Name,
    /// Parameters.
    pub params: Vec<Param>,
    /// `RETURN`.
    pub returns: Option<Type>,
    /// The query; a package may declare a cursor without.
    pub query: Option<Query>,
}
