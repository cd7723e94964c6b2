//! What a source says: a typed tree with places and node ids, plain data, the same for every source.
//!
//! What PostgreSQL lacks is an explicit node; where equal syntax means different things, the meaning is in the node
//! (`Concat { nulls }`, `Div { mode }`), so that after `dialect/` nobody asks which dialect it was.

pub mod builtin;
pub mod clause;
mod column_names;
pub mod dml;
pub mod expr;
pub mod interval;
pub mod object;
pub mod path;
pub mod plsql;
pub mod program;
pub mod query;
pub mod statement;
pub mod types;
pub mod walk;

pub use builtin::{Class, Given, NullIf, Row, Yields};
pub use clause::{Clause, ClauseKind};
pub use dml::*;
pub use expr::*;
pub use interval::*;
pub use object::*;
pub use path::*;
pub use program::*;
pub use query::*;
pub use statement::*;
pub use types::*;

use crate::catalog::{Language, Mention, Part, Space};
use crate::finding::ObjectKind;
use crate::name::Name;
use crate::span::At;
use ecow::EcoString;

/// The language of all sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ir {}

impl Language for Ir {
    type Type = Type;
    type Expr = Expr;
    type Query = Query;
    type Body = Body;
    type Clause = Clause;
    type Other = Other;

    fn same_type(a: &Type, b: &Type) -> bool {
        a == b || a.normal() == b.normal()
    }

    fn columns<'a>(expr: &'a Expr, found: &mut dyn FnMut(&'a Name)) {
        column_names::find(expr, found);
    }

    fn rename_column(expr: &mut Expr, from: &Name, to: &Name) {
        column_names::rename(expr, from, to);
    }

    fn clauses(other: &mut Other) -> Option<&mut Vec<Clause>> {
        other.clauses_mut()
    }

    fn object_kind(other: &Other) -> Option<ObjectKind> {
        Some(other.object_kind()).filter(|kind| *kind != ObjectKind::Other)
    }

    fn space(other: &Other) -> Space {
        other.space()
    }
}

/// The source's catalogue.
pub type Catalog = crate::catalog::Catalog<Ir>;
/// An object of the source.
pub type Object = crate::catalog::Object<Ir>;
/// What an object of the source is.
pub type Kind = crate::catalog::Kind<Ir>;
/// A table of the source.
pub type Table = crate::catalog::Table<Ir>;
/// A column of the source.
pub type Column = crate::catalog::Column<Ir>;
/// A constraint of the source.
pub type Constraint = crate::catalog::Constraint<Ir>;
/// What a constraint of the source demands.
pub type ConstraintRule = crate::catalog::ConstraintRule<Ir>;
/// An index of the source.
pub type Index = crate::catalog::Index<Ir>;
/// A view of the source.
pub type View = crate::catalog::View<Ir>;
/// A user-defined type of the source.
pub type UserType = crate::catalog::UserType<Ir>;
/// A routine of the source.
pub type Routine = crate::catalog::Routine<Ir>;
/// A trigger of the source.
pub type Trigger = crate::catalog::Trigger<Ir>;
/// A parameter of the source.
pub type Param = crate::catalog::Param<Ir>;
/// How rows are divided in the source.
pub type Partitioning = crate::catalog::Partitioning<Ir>;
/// A partition of the source.
pub type Partition = crate::catalog::Partition<Ir>;
/// What a statement does to the source's catalogue.
pub type Change = crate::catalog::Change<Ir>;

/// Text that was not understood: a visible node, never a hole. Its span is set aside by the statement that holds it.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The text.
    pub at: At,
    /// Why: what was found and what was expected there, in words.
    pub reason: EcoString,
    /// The place within, at which reading stopped.
    pub stopped: At,
}

impl Part for Unread {
    fn mentions<'a>(&'a self, _: &mut dyn FnMut(Mention<'a>)) {}
}

/// The code of a routine, trigger or block.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Read.
    Code(Box<plsql::Block>),
    /// Its extent is known, its statements are not.
    Unread(Unread),
    /// Code in another language (`LANGUAGE C`, `LANGUAGE JAVA`), or wrapped: the words that say so.
    Foreign(EcoString, At),
}

impl Part for Body {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Body::Code(block) => plsql::walk::mentions(block, found),
            Body::Unread(_) | Body::Foreign(..) => {}
        }
    }
}
