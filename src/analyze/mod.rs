//! Names resolved; type, length unit and nullability of every expression; in side tables keyed by node id.

mod code;
pub mod depend;
pub mod dictionary;
pub mod effects;
pub mod hidden;
pub mod infer;
pub mod lineage;
pub mod numbering;
pub mod query;
pub mod references;
mod resolve;
pub mod rows;
pub mod scope;
mod supplied;
pub mod symbols;
mod ty;
mod types;
mod values;
pub mod variables;

pub(crate) use supplied::{is_package as is_supplied_package, short as supplied_name};

use crate::catalog::ObjectId;
use crate::ir::{Class, Program};
use crate::span::{At, NodeId, SideTable};
use rustc_hash::FxHashMap;
use symbols::{Entity, MemberId, RoutineId, Shape, Symbols, Value};

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
    /// A column of a query or view that is a column of a table as it is.
    Through(ObjectId, u16),
    /// A variable or parameter of code, or a field or element of one; a type, exception or cursor that code declares.
    Variable,
    /// A variable, constant, cursor, type or exception of a package, or a field or element of one.
    Member(MemberId),
    /// A routine of the input that is called; which of several of its name is decided.
    Routine(RoutineId),
    /// An object: a sequence (`s.NEXTVAL`), a type (its constructor).
    Object(ObjectId),
    /// A name that the source supplies and no row describes: an aggregate, a pseudo-column, a member of a supplied package.
    Supplied,
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
pub struct Facts<'a> {
    /// Per node.
    pub nodes: SideTable<Fact>,
    /// Routines and members of packages.
    pub symbols: Symbols<'a>,
    /// What routines, triggers and views do.
    pub effects: effects::Effects,
    shapes: FxHashMap<NodeId, Shape>,
    entities: FxHashMap<NodeId, Entity>,
    results: FxHashMap<RoutineId, Value>,
    parameters: FxHashMap<RoutineId, Vec<Value>>,
    unresolved: SideTable<Option<references::Reason>>,
    /// Names of values whose type is not in the input (true), or supplied and opaque (false).
    beyond: FxHashMap<NodeId, bool>,
}

impl Facts<'_> {
    /// What is known of a node.
    #[must_use]
    pub fn of(&self, at: At) -> Fact {
        self.nodes.of(at)
    }

    /// What an expression, a parameter or the index of a loop is made of, where that is more than a scalar.
    #[must_use]
    pub fn shape(&self, at: At) -> &Shape {
        self.shapes.get(&at.id).unwrap_or(&Shape::Plain)
    }

    /// What a declaration stands for: the value of a variable, the rows of a cursor, the values of a type.
    #[must_use]
    pub fn entity(&self, at: At) -> &Entity {
        self.entities.get(&at.id).unwrap_or(&Entity::Absent)
    }

    /// Why a name is not resolved; nothing where it is.
    #[must_use]
    pub fn unresolved(&self, at: At) -> Option<references::Reason> {
        self.unresolved.of(at)
    }

    /// What the result of a routine holds; nothing of a procedure's.
    #[must_use]
    pub fn result(&self, id: RoutineId) -> Option<&Value> {
        self.results.get(&id)
    }

    /// What the parameters of a routine hold, in order.
    #[must_use]
    pub fn parameters(&self, id: RoutineId) -> &[Value] {
        self.parameters.get(&id).map_or(&[], Vec::as_slice)
    }
}

/// Finds out what can be known.
#[must_use]
pub fn run(program: &Program) -> Facts<'_> {
    let (nodes, unresolved) = (SideTable::new(program.nodes), SideTable::new(program.nodes));
    let mut facts = Facts { nodes, unresolved, ..Facts::default() };
    infer::program(program, &mut facts);
    let effects = effects::Effects::new(program, &facts);
    facts.effects = effects;
    facts
}
