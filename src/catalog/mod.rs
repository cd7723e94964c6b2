//! One model of a schema, generic over the language of its types, expressions and bodies.
//!
//! `Catalog<Ir>` is what a source says, `Catalog<Pg>` what the target will hold. The bound [`Language`] appears here and in
//! `drift`; everyone else names a language.

pub mod apply;
pub mod change;
pub mod model;

pub use apply::Applying;
pub use change::*;
pub use model::*;

use crate::finding::ObjectKind;
use crate::name::{Name, QName};
use crate::span::{Id, IdVec};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Debug;

/// What a language puts into the holes of the model.
pub trait Language: Clone + PartialEq + Debug + Send + Sync + 'static {
    /// Data types.
    type Type: Part;
    /// Scalar expressions.
    type Expr: Part;
    /// Queries.
    type Query: Part;
    /// Bodies of routines and triggers.
    type Body: Part;
    /// What a table, column, index or view may carry besides (storage, partitioning options).
    type Clause: Part;
    /// Object kinds that only this language has (packages, synonyms; foreign servers).
    type Other: Part;

    /// Whether two spellings mean the same type (`INTEGER`, `NUMBER(38)`).
    #[must_use]
    fn same_type(a: &Self::Type, b: &Self::Type) -> bool {
        a == b
    }

    /// Names that may be columns in an expression, as far as the syntax shows.
    fn columns<'a>(_: &'a Self::Expr, _: &mut dyn FnMut(&'a Name)) {}

    /// Gives a column another name in an expression about its table alone.
    fn rename_column(_: &mut Self::Expr, _: &Name, _: &Name) {}

    /// What is said of an object of a kind that only this language has.
    fn clauses(_: &mut Self::Other) -> Option<&mut Vec<Self::Clause>> {
        None
    }

    /// What an object of a kind that only this language has is dropped as, where that is one of the common kinds.
    #[must_use]
    fn object_kind(_: &Self::Other) -> Option<ObjectKind> {
        None
    }

    /// The name space of an object kind that only this language has.
    #[must_use]
    fn space(_: &Self::Other) -> Space {
        Space::Schema
    }
}

/// A piece of a language in the model.
pub trait Part: Clone + PartialEq + Debug + Send + Sync + 'static {
    /// Calls `found` for each name of an object in it.
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>));
}

/// A name of an object that stands in an expression, type, query or body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention<'a> {
    /// The name as written, folded.
    pub name: &'a QName,
    /// What it must name.
    pub what: Mentioned,
}

/// What a mention must name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mentioned {
    /// A table, view or what else can stand in `FROM`.
    Relation,
    /// A function, procedure or package member.
    Routine,
    /// A data type.
    Type,
    /// A sequence.
    Sequence,
    /// Not decided by the syntax.
    Any,
}

/// Identity of an object within one catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

impl Id for ObjectId {
    fn from_index(index: usize) -> Self {
        ObjectId(u32::try_from(index).unwrap_or(u32::MAX))
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Name spaces of schema objects: names are unique within one schema and space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Space {
    /// Tables, views, sequences, routines, packages, types, synonyms.
    Schema,
    /// Indexes.
    Index,
    /// Triggers.
    Trigger,
    /// Package and type bodies.
    Body,
    /// Users, and objects without a name of their own: grants.
    Global,
    /// A kind of its own, by its keywords: `DIRECTORY`, `CONTEXT`, `ROLE`.
    Named(&'static str),
}

/// All objects of one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog<L: Language> {
    objects: IdVec<ObjectId, Object<L>>,
    names: FxHashMap<(Space, QName), ObjectId>,
    /// Names that some object has or had in some schema.
    bare: FxHashSet<Name>,
    dropped: FxHashSet<ObjectId>,
}

impl<L: Language> Default for Catalog<L> {
    fn default() -> Self {
        Self {
            objects: IdVec::default(),
            names: FxHashMap::default(),
            bare: FxHashSet::default(),
            dropped: FxHashSet::default(),
        }
    }
}

impl<L: Language> Catalog<L> {
    /// Adds an object; a second one of the same name takes the name over, and the first is dropped.
    pub fn add(&mut self, object: Object<L>) -> ObjectId {
        let key = (object.kind.space(), object.name.clone());
        self.bare.insert(key.1.name.clone());
        let id = self.objects.push(object);
        if let Some(old) = self.names.insert(key, id) {
            self.dropped.insert(old);
        }
        id
    }

    /// Adds an object that shares its name with others by right (overloads, grants): it is listed but not found by name.
    pub fn add_unnamed(&mut self, object: Object<L>) -> ObjectId {
        self.objects.push(object)
    }

    /// Whether an object may have that name in some schema: most names of code are variables and columns.
    #[must_use]
    pub fn knows(&self, name: &Name) -> bool {
        self.bare.contains(name)
    }

    /// The object of that exact name.
    #[must_use]
    pub fn find(&self, space: Space, name: &QName) -> Option<ObjectId> {
        self.names.get(&(space, name.clone())).copied()
    }

    /// Removes an object.
    pub fn remove(&mut self, id: ObjectId) {
        let object = &self.objects[id];
        let key = (object.kind.space(), object.name.clone());
        if self.names.get(&key) == Some(&id) {
            self.names.remove(&key);
        }
        self.dropped.insert(id);
    }

    /// Gives an object another name.
    pub fn rename(&mut self, id: ObjectId, to: QName) {
        let old = (self.objects[id].kind.space(), self.objects[id].name.clone());
        let space = old.0;
        if self.names.get(&old) == Some(&id) {
            self.names.remove(&old);
        }
        self.objects[id].name = to.clone();
        self.bare.insert(to.name.clone());
        self.names.insert((space, to), id);
    }

    /// The objects that exist, in order of creation.
    pub fn iter(&self) -> impl Iterator<Item = (ObjectId, &Object<L>)> {
        self.objects.iter().filter(|(id, _)| !self.dropped.contains(id))
    }

    /// The objects that were dropped, or created anew by a later statement.
    pub fn gone(&self) -> impl Iterator<Item = (ObjectId, &Object<L>)> {
        self.objects.iter().filter(|(id, _)| self.dropped.contains(id))
    }

    /// The object, also after it was dropped.
    #[must_use]
    pub fn get(&self, id: ObjectId) -> &Object<L> {
        &self.objects[id]
    }

    /// The object, to be changed. Its name is changed by [`Catalog::rename`] only.
    pub fn get_mut(&mut self, id: ObjectId) -> &mut Object<L> {
        &mut self.objects[id]
    }

    /// Whether the object was not dropped.
    #[must_use]
    pub fn exists(&self, id: ObjectId) -> bool {
        !self.dropped.contains(&id)
    }

    /// How many objects exist.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len() - self.dropped.len()
    }

    /// Whether there is no object.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The table of that exact name.
    #[must_use]
    pub fn table(&self, name: &QName) -> Option<(ObjectId, &Table<L>)> {
        let id = self.find(Space::Schema, name)?;
        if let Kind::Table(table) = &self.objects[id].kind { Some((id, table)) } else { None }
    }

    /// The table of that exact name, to be changed.
    pub fn table_mut(&mut self, name: &QName) -> Option<&mut Table<L>> {
        let id = self.find(Space::Schema, name)?;
        if let Kind::Table(table) = &mut self.objects[id].kind { Some(table) } else { None }
    }

    /// Schemas that hold objects, sorted.
    #[must_use]
    pub fn schemas(&self) -> Vec<&Name> {
        let mut all: Vec<&Name> = self.iter().filter_map(|(_, o)| o.name.schema.as_ref()).collect();
        all.sort();
        all.dedup();
        all
    }
}
