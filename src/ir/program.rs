//! Everything that was read: the catalogue after the last statement, and the statements in order.

use super::{Catalog, Dml, Fate, Query, Statement};
use crate::catalog::ObjectId;
use crate::finding::{Raised, Source};
use crate::name::Name;
use crate::span::{At, Span};
use ecow::EcoString;

/// Everything that was read.
#[derive(Clone, Debug)]
pub struct Program {
    /// Where it came from.
    pub source: Source,
    /// The source's functions and operators.
    pub functions: &'static [super::Row],
    /// The state after the last statement.
    pub catalog: Catalog,
    /// Every statement, with what became of it. Those that changed the catalogue have given their content away.
    pub statements: Vec<Read>,
    /// Statements that write rows, in order.
    pub data: Vec<Data>,
    /// Queries of the script, in order.
    pub queries: Vec<Asked>,
    /// What reading has to say.
    pub findings: Vec<Raised>,
    /// Text that was not understood, with the object whose statement it stands in.
    pub unread: Vec<(Option<ObjectId>, Raised)>,
    /// Texts that are run as statements, by their places.
    pub dynamic: Vec<Dynamic>,
    /// How dates are written where a statement of a script runs, for those behind a setting of their session; by their places.
    pub date_formats: Vec<(Span, EcoString)>,
    /// Its files hold characters beyond ASCII.
    pub beyond_ascii: bool,
    /// Number of node ids given out.
    pub nodes: u32,
}

impl Program {
    /// A program of these objects, which no script made.
    #[must_use]
    pub fn of(source: Source, functions: &'static [super::Row], catalog: Catalog) -> Self {
        Program {
            source,
            functions,
            catalog,
            statements: Vec::new(),
            data: Vec::new(),
            queries: Vec::new(),
            findings: Vec::new(),
            unread: Vec::new(),
            dynamic: Vec::new(),
            date_formats: Vec::new(),
            beyond_ascii: false,
            nodes: 0,
        }
    }

    /// How a statement of a script writes dates, where its session says so before it.
    #[must_use]
    pub fn date_format_at(&self, statement: Span) -> Option<&EcoString> {
        let at = self.date_formats.binary_search_by_key(&statement, |(span, _)| *span).ok()?;
        self.date_formats.get(at).map(|(_, format)| format)
    }

    /// What is known of the text that an expression gives to be run.
    #[must_use]
    pub fn dynamic_at(&self, text: Span) -> Option<&Dynamic> {
        let at = self.dynamic.binary_search_by_key(&text, |d| d.at.span).ok()?;
        self.dynamic.get(at)
    }
}

/// A text that is run as a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamic {
    /// The expression that makes it.
    pub at: At,
    /// The object whose code runs it; none for a block of a script.
    pub object: Option<ObjectId>,
    /// What runs it.
    pub by: &'static str,
    /// What it is.
    pub text: DynamicText,
}

/// What is known of a text that is run.
#[derive(Clone, Debug, PartialEq)]
pub enum DynamicText {
    /// The text is the same in every run, and this is what it says. Places are those of the literals it is made of.
    Read(Box<Statement>),
    /// The text is the same in every run, and it is no statement: why.
    Refused(EcoString),
    /// It is known at run time only.
    Unknown {
        /// What decides it.
        why: EcoString,
        /// What it begins with in every run.
        begins: EcoString,
    },
}

/// One statement as the report counts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Its extent.
    pub span: Span,
    /// Its kind by keywords.
    pub label: &'static str,
    /// What became of it.
    pub fate: Fate,
}

/// A statement that writes rows, and where unqualified names lived when it ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Its extent.
    pub span: Span,
    /// What it does.
    pub dml: Dml,
    /// Schema of unqualified names.
    pub schema: Option<Name>,
    /// Index into `Program::statements`.
    pub statement: u32,
}

/// A query that the script runs to show its rows, and where unqualified names lived when it ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its extent.
    pub span: Span,
    /// The query.
    pub query: Query,
    /// Schema of unqualified names.
    pub schema: Option<Name>,
    /// Index into `Program::statements`.
    pub statement: u32,
}
