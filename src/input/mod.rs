//! Files, encodings, spans, lines, and the client layers whose line commands are cut out before lexing. Knows no SQL.

mod decode;
mod library;
mod lines;
mod read;
mod sources;
mod sqlplus;
mod walk;

pub use read::{Request, Trouble, read};
pub use sources::{File, Place, Sources};
pub use walk::EXTENSIONS;

use crate::finding::{Raised, Rule};
use crate::span::Span;

/// Rules about what is read, and how.
pub static RULES: &[&[&Rule]] = &[read::RULES, sqlplus::INCLUDE_RULES, sqlplus::VARIABLE_RULES];

/// A stretch of a script, in the order in which it runs. Pieces tile the texts: what lies between is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// SQL, to be lexed: one or more statements with their terminators and comments; or comments alone.
    Sql(Span),
    /// `EXECUTE statement`: the client runs `BEGIN statement; END;`.
    Exec {
        /// The whole command.
        span: Span,
        /// The statement, to be lexed; without a terminator.
        body: Span,
    },
    /// A command of the client, which has no counterpart.
    Client {
        /// Its text.
        span: Span,
        /// Its word, unabbreviated, such as `SET`.
        word: &'static str,
        /// The user of `CONNECT`, as written (quotes included), who decides where unqualified names live.
        user: Option<String>,
    },
}

impl Piece {
    /// Its text.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Piece::Sql(span) | Piece::Exec { span, .. } | Piece::Client { span, .. } => *span,
        }
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct Input {
    /// Texts and positions.
    pub sources: Sources,
    /// All scripts, in order; those of context files too (`Sources::is_context`).
    pub pieces: Vec<Piece>,
    /// Includes that are missing or go round, variables without a value, bytes that are no text.
    pub findings: Vec<Raised>,
    /// Further places of variables without a value, which are no findings of their own: what stands there is not converted either.
    pub without_value: Vec<Raised>,
    /// Files that were passed over, with the reason.
    pub not_read: Vec<(String, String)>,
}
