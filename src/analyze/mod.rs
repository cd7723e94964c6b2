//! Names resolved; type, length unit and nullability of every expression; in side tables keyed by node id.

mod code;
pub mod depend;
pub mod infer;
pub mod query;
pub mod scope;
pub mod variables;

use crate::catalog::ObjectId;
use crate::ir::{Class, Program};
use crate::span::{At, SideTable};

/// What is known of the type of an expression: class, and what decides conversions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ty {
    /// The class.
    pub class: Class,
    /// Length of texts, precision of numbers; 0: not known.
    pub size: u16,
    /// Scale of numbers, digits of the second.
    pub scale: i8,
    /// `CHAR` (blank-padded), national, bytes … as bits; see `Ty::PADDED` and its kin.
    pub flags: u8,
}

/// Whether an expression can be null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Null {
    /// Perhaps.
    #[default]
    Maybe,
    /// Never.
    Never,
    /// Always.
    Always,
}

/// What a name means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Means {
    /// Not resolved.
    #[default]
    Unknown,
    /// A column of a table or view, by position.
    Column(ObjectId, u16),
    /// A column of a query.
    Local,
    /// A variable or parameter of code.
    Variable,
    /// An object: a sequence (`s.NEXTVAL`), a routine, a type.
    Object(ObjectId),
    /// A row of the source's function table.
    Builtin(u16),
}

/// What is known of one node: 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// Its type.
    pub ty: Ty,
    /// Whether it can be null.
    pub null: Null,
    /// What it means, where it is a name, call or operator.
    pub means: Means,
}

/// All facts of a program.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Per node.
    pub nodes: SideTable<Fact>,
}

impl Facts {
    /// What is known of a node.
    #[must_use]
    pub fn of(&self, at: At) -> Fact {
        self.nodes.of(at)
    }
}

/// Finds out what can be known.
#[must_use]
pub fn run(program: &Program) -> Facts {
    let mut facts = Facts { nodes: SideTable::new(program.nodes) };
    infer::program(program, &mut facts);
    facts
}
