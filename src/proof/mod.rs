//! How far output is proven: PostgreSQL's own parser, a scratch server, plpgsql_check; problems mapped back to the source.
//!
//! Knows the emitted files and nothing of the source language.

pub mod parser;
pub mod script;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "server")]
pub mod verify;

/// Something that PostgreSQL has against the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File of the output, relative to its folder.
    pub file: String,
    /// Line in it, from 1.
    pub line: u32,
    /// `path:line` of the source, where the output names it.
    pub source: Option<String>,
    /// SQLSTATE, or the level of a check.
    pub code: String,
    /// What PostgreSQL says.
    pub message: String,
}
