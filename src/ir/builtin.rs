//! Signatures of built-in functions and operators: one row serves analysis (classes, result) and conversion (template).

/// A class of types, as function tables distinguish them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Class {
    /// Not known; fits everything.
    #[default]
    Any,
    /// `CHAR`, `VARCHAR2` and their national forms.
    Text,
    /// `CLOB`.
    Lob,
    /// Decimal numbers.
    Number,
    /// A literal of at least 1.
    Positive,
    /// `BINARY_FLOAT`, `BINARY_DOUBLE`.
    Binary,
    /// `PLS_INTEGER`.
    Integer,
    /// `DATE`.
    Date,
    /// `TIMESTAMP`.
    Timestamp,
    /// `TIMESTAMP WITH TIME ZONE` and `WITH LOCAL TIME ZONE`.
    Zoned,
    /// `INTERVAL YEAR TO MONTH`.
    Months,
    /// `INTERVAL DAY TO SECOND`.
    Days,
    /// `RAW`.
    Raw,
    /// `BLOB`.
    Blob,
    /// Conditions and `BOOLEAN`.
    Boolean,
    /// `XMLTYPE`.
    Xml,
    /// `JSON`.
    Json,
    /// A literal text, known while compiling.
    Literal,
}

/// The class of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yields {
    /// This class.
    Is(Class),
    /// That of the n-th argument, from 0.
    Arg(u8),
}

/// When a result is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullIf {
    /// One argument is null.
    Any,
    /// All arguments are null.
    All,
    /// Never.
    Never,
    /// For other reasons too.
    Maybe,
}

/// One row of a function table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name, or the sign of an operator.
    pub name: &'static str,
    /// Classes of the arguments.
    pub takes: &'static [Class],
    /// Class of any further arguments.
    pub more: Option<Class>,
    /// Class of the result.
    pub yields: Yields,
    /// When the result is null.
    pub nulls: NullIf,
    /// PostgreSQL with `$1`, `$*` for arguments; or the name of a special.
    pub template: &'static str,
    /// `template` names a function of `convert`.
    pub special: bool,
    /// The rule that is noted as applied, or raised, by name.
    pub rule: &'static str,
    /// The template's result type in PostgreSQL, where the class does not say it.
    pub gives: Option<&'static str>,
}
