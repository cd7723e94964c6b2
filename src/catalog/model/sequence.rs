//! Sequences, and the numbers of identity columns.

use crate::name::{Name, QName};

/// A sequence, or the numbers of an identity column. What is not written is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// `START WITH`.
    pub start: Option<i128>,
    /// `START WITH LIMIT VALUE`.
    pub start_limit: bool,
    /// `INCREMENT BY`.
    pub increment: Option<i128>,
    /// `MINVALUE`, `NOMINVALUE`.
    pub min: Option<Limited>,
    /// `MAXVALUE`, `NOMAXVALUE`.
    pub max: Option<Limited>,
    /// `CACHE n`; 0 for `NOCACHE`.
    pub cache: Option<i128>,
    /// `CYCLE`, `NOCYCLE`.
    pub cycle: Option<bool>,
    /// `ORDER`, `NOORDER`.
    pub ordered: Option<bool>,
    /// `KEEP`, `NOKEEP`.
    pub keep: Option<bool>,
    /// `SCALE`, `SHARD`, `SESSION`, `GLOBAL` and their `NO` forms, as keywords in source order.
    pub flags: Vec<&'static str>,
    /// PostgreSQL's `AS type`: width in bytes.
    pub width: Option<u8>,
    /// PostgreSQL's `OWNED BY table.column`.
    pub owned_by: Option<(QName, Name)>,
}

impl Sequence {
    /// Whether its first number lies beyond a limit that it names.
    #[must_use]
    pub fn starts_beyond(&self) -> bool {
        let Some(start) = self.start else { return false };
        let beyond = |limit: Option<Limited>, beyond: fn(&i128, &i128) -> bool| match limit {
            Some(Limited::At(n)) => beyond(&start, &n),
            Some(Limited::No) | None => false,
        };
        beyond(self.max, i128::gt) || beyond(self.min, i128::lt)
    }
}

/// A limit of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// A number.
    At(i128),
    /// The widest possible.
    No,
}
