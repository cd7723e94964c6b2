//! What PostgreSQL accepts: a second, small tree that can express nothing foreign.
//!
//! A conversion that was forgotten is a compile error in `convert`, not a surprise in the output. Nodes newer than
//! PostgreSQL 15 say so by `since`; the printer refuses what is newer than the target.

pub mod build;
pub mod code;
pub mod dml;
pub mod expr;
pub mod object;
pub mod query;
pub mod read_type;
pub mod template;
pub mod types;
pub mod walk;
pub mod words;

pub use code::{
    Block, Body, CaseStmt, Condition, Ddl, Declaration, Drop, Gap, GapForm, Handler, Leave, Loop, Over, Restart,
    Returning, SelectInto, Stmt,
};
pub use dml::*;
pub use expr::*;
pub use object::*;
pub use query::*;
pub use template::Template;
pub use types::*;

use crate::catalog::Language;

/// The language of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pg {}

impl Language for Pg {
    type Type = Type;
    type Expr = Expr;
    type Query = Query;
    type Body = Body;
    type Clause = Clause;
    type Other = Other;
}

/// The target's catalogue; whole in memory for drift only.
pub type Catalog = crate::catalog::Catalog<Pg>;
/// An object of the target.
pub type Object = crate::catalog::Object<Pg>;
/// What an object of the target is.
pub type Kind = crate::catalog::Kind<Pg>;
/// A table of the target.
pub type Table = crate::catalog::Table<Pg>;
/// A column of the target.
pub type Column = crate::catalog::Column<Pg>;
/// A constraint of the target.
pub type Constraint = crate::catalog::Constraint<Pg>;
/// What a constraint of the target demands.
pub type ConstraintRule = crate::catalog::ConstraintRule<Pg>;
/// An index of the target.
pub type Index = crate::catalog::Index<Pg>;
/// A view of the target.
pub type View = crate::catalog::View<Pg>;
/// A user-defined type of the target.
pub type UserType = crate::catalog::UserType<Pg>;
/// A routine of the target.
pub type Routine = crate::catalog::Routine<Pg>;
/// A trigger of the target.
pub type Trigger = crate::catalog::Trigger<Pg>;
/// How rows are divided in the target.
pub type Partitioning = crate::catalog::Partitioning<Pg>;
/// A partition of the target.
pub type Partition = crate::catalog::Partition<Pg>;
