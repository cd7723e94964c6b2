//! Files, encodings, spans, lines, and the client layers whose line commands are cut out before lexing. Knows no SQL.

use crate::finding::Raised;
use crate::span::Span;

/// One position space over all decoded files of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
}

/// A decoded file.
#[derive(Debug)]
pub struct File {
    /// Relative to the common root of the inputs, with `/`.
    pub path: String,
    /// As decoded, after substitution; positions start at `base`.
    pub text: String,
    /// Position of its first byte.
    pub base: u32,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Name of its encoding.
    pub encoding: &'static str,
}

/// A place for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Path of the file.
    pub file: &'a str,
    /// First line, from 1.
    pub line: u32,
    /// First column in characters, from 1.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

/// A stretch of a script, in the order in which it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// SQL, to be lexed: one or more statements.
    Sql(Span),
    /// A command of the client.
    Client {
        /// Its text.
        span: Span,
        /// Its word, such as `SET`.
        word: &'static str,
        /// The user of `CONNECT`, which decides where unqualified names live.
        user: Option<String>,
    },
}

/// What was read.
#[derive(Debug, Default)]
pub struct Input {
    /// Texts and positions.
    pub sources: Sources,
    /// All scripts, in order.
    pub pieces: Vec<Piece>,
    /// Includes that are missing or go round, variables without a value.
    pub findings: Vec<Raised>,
    /// Files that were passed over, with the reason.
    pub not_read: Vec<(String, String)>,
}
