//! Files, encodings, spans, lines, and the client layers whose line commands are cut out before lexing. Knows no SQL.

mod lines;
mod sources;

pub use sources::{File, Place, Sources};

use crate::finding::Raised;
use crate::span::Span;

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
    /// Files that were passed over, with the reason.
    pub not_read: Vec<(String, String)>,
}

impl Input {
    /// Reads texts by path, without a file system: for tests and fuzzing.
    #[must_use]
    pub fn from_texts(texts: &[(&str, &str)]) -> Self {
        let mut input = Input::default();
        for (path, text) in texts {
            let file = File { path: (*path).to_owned(), text: (*text).to_owned(), ..File::default() };
            input.sources.push(file);
        }
        input.pieces = input.sources.files().iter().map(|f| Piece::Sql(f.span())).collect();
        input
    }
}
