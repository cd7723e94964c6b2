//! Indexes.

use super::Partitioning;
use crate::catalog::Language;
use crate::name::{Name, QName};

/// An index.
#[derive(Clone, Debug, PartialEq)]
pub struct Index<L: Language> {
    /// The table (or materialized view, or cluster) it serves.
    pub table: QName,
    /// What it orders by.
    pub keys: Vec<IndexKey<L>>,
    /// No two rows may be equal.
    pub unique: bool,
    /// How it is built.
    pub method: IndexMethod,
    /// Rows it covers.
    pub predicate: Option<L::Expr>,
    /// Columns carried along.
    pub include: Vec<Name>,
    /// `UNUSABLE` or `INVISIBLE`: the planner does not see it.
    pub hidden: bool,
    /// `LOCAL` or `GLOBAL PARTITION BY`.
    pub partitioning: Option<Box<Partitioning<L>>>,
    /// `LOCAL`: divided as its table.
    pub local: bool,
    /// Everything else.
    pub clauses: Vec<L::Clause>,
}

/// How an index is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IndexMethod {
    /// Ordered tree.
    #[default]
    BTree,
    /// `REVERSE`: ordered tree over reversed bytes.
    Reverse,
    /// `BITMAP`.
    Bitmap,
    /// `BITMAP … FROM … WHERE`: over a join.
    BitmapJoin,
    /// `INDEXTYPE IS`: the index type, such as `CTXSYS.CONTEXT` or `MDSYS.SPATIAL_INDEX`.
    Domain(QName),
    /// On a cluster.
    Cluster,
    /// Hash, GIN, GiST, BRIN … by PostgreSQL's name.
    Access(Name),
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexKey<L: Language> {
    /// A plain column is an expression that names it.
    pub expr: L::Expr,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`, where written.
    pub nulls_first: Option<bool>,
    /// Operator class.
    pub class: Option<Name>,
    /// `COLLATE`.
    pub collation: Option<QName>,
}
