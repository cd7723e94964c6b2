//! Decisions that need the whole program, one file each; made between analysis and lowering, read-only after.

use crate::catalog::ObjectId;
use crate::finding::Key;
use crate::name::{Name, QName};
use crate::pg;
use std::collections::BTreeMap;

/// All decisions.
#[derive(Debug, Default)]
pub struct Plan {
    /// Target names of source objects, and of what conversion adds.
    pub names: Names,
    /// Target types of columns: equal across keys that meet.
    pub columns: BTreeMap<(ObjectId, Name), pg::Type>,
}

/// Target names, decided once and in sorted order, so that adding input never renames.
#[derive(Debug, Default)]
pub struct Names {
    /// Per source object.
    pub objects: BTreeMap<Key, QName>,
    /// Per column, where it is not the folded source name.
    pub columns: BTreeMap<(ObjectId, Name), Name>,
}
