//! PostgreSQL text: one printer, quoting, parentheses, files, source map. Knows no source and no rule.

use crate::finding::ObjectKind;
use crate::name::QName;
use crate::span::Span;

/// When a piece runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// What data needs: schemas, helpers, types, sequences, functions used by DDL, tables.
    PreData,
    /// Rows.
    Data,
    /// Keys, indexes, checks.
    Keys,
    /// Foreign keys, after all keys.
    ForeignKeys,
    /// Routines, views, triggers, comments, grants.
    PostData,
    /// Settings and roles of the database; never part of the load.
    Database,
}

impl Phase {
    /// All phases, in the order in which they run.
    pub const ALL: [Phase; 6] =
        [Phase::PreData, Phase::Data, Phase::Keys, Phase::ForeignKeys, Phase::PostData, Phase::Database];
}

/// Text with a map to the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laid {
    /// Statements with terminators.
    pub text: String,
    /// Output line within `text`, from 0, and the source it came from; sorted.
    pub map: Vec<(u32, Span)>,
}

/// One or more statements that stand together.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// When.
    pub phase: Phase,
    /// What it makes: names that other pieces may need.
    pub makes: Vec<QName>,
    /// What must be there before.
    pub needs: Vec<QName>,
    /// Helpers of the support library that it calls, by name.
    pub helpers: Vec<QName>,
    /// The statements.
    pub create: Laid,
    /// The same with unqualified types, for PostgreSQL's PL/pgSQL parser; `None`: the same text.
    pub shadow: Option<String>,
    /// What takes it back.
    pub undo: String,
    /// The source object's part it stands for: a constraint, an index; by output name. Where it is refused, that is demoted.
    pub part: Option<QName>,
}

/// One object of the target, printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// Its name.
    pub name: QName,
    /// Folder of its file, `table`, `view`.
    pub kind: ObjectKind,
    /// Its statements.
    pub pieces: Vec<Piece>,
}
