//! How the rows of tables and indexes are divided.

use crate::catalog::Language;
use crate::name::Name;
use crate::span::At;

/// How the rows of a table or index are divided.
#[derive(Clone, Debug, PartialEq)]
pub struct Partitioning<L: Language> {
    /// By what.
    pub by: PartitionBy,
    /// The key.
    pub columns: Vec<L::Expr>,
    /// `INTERVAL (expr)`: partitions are made as rows come.
    pub interval: Option<L::Expr>,
    /// `AUTOMATIC`: a partition per value is made as rows come.
    pub automatic: bool,
    /// The foreign key, by which a `REFERENCE` partitioned table follows its parent.
    pub reference: Option<Name>,
    /// `PARTITIONS n`: partitions without names.
    pub count: Option<u32>,
    /// The partitions.
    pub parts: Vec<Partition<L>>,
    /// How each partition is divided again; its `parts` are the template.
    pub sub: Option<Box<Partitioning<L>>>,
    /// Where it stands.
    pub at: At,
    /// Everything else (`STORE IN`).
    pub clauses: Vec<L::Clause>,
}

/// By what rows are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum PartitionBy {
    Range,
    List,
    Hash,
    Reference,
    System,
    ConsistentHash,
}

/// One partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition<L: Language> {
    /// Its name, if one is written.
    pub name: Option<Name>,
    /// The rows it holds.
    pub bound: Bound<L>,
    /// Its subpartitions, where they are listed.
    pub parts: Vec<Partition<L>>,
    /// Where it stands.
    pub at: At,
    /// Everything else.
    pub clauses: Vec<L::Clause>,
}

/// The rows a partition holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound<L: Language> {
    /// Not said (hash, system, reference).
    Unstated,
    /// `VALUES LESS THAN (…)`.
    LessThan(Vec<Limit<L>>),
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<L::Expr>>),
    /// `FROM (…) TO (…)`.
    FromTo(Vec<Limit<L>>, Vec<Limit<L>>),
    /// `WITH (MODULUS m, REMAINDER r)`.
    Hash(u32, u32),
    /// `DEFAULT`.
    Default,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit<L: Language> {
    /// A value.
    Value(L::Expr),
    /// Below all values.
    Min,
    /// Above all values.
    Max,
}
