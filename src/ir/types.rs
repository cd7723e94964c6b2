//! Data types as the source means them.

use super::Ir;
use crate::catalog::{Mention, Mentioned, Part};
use crate::name::{Name, QName};
use ecow::EcoString;

/// What a length counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Not written: the profile's `nls_length_semantics` decides.
    #[default]
    Unstated,
    /// `BYTE`.
    Byte,
    /// `CHAR`.
    Char,
}

/// How a timestamp relates to time zones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Zone {
    /// None.
    #[default]
    Without,
    /// Keeps the zone that was given.
    With,
    /// Shown in the session's zone, which is not kept.
    Local,
}

/// A data type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `NUMBER`, `NUMBER(p)`, `NUMBER(p, s)`; `NUMBER(*, s)` has precision `None` and a scale.
    Number {
        /// Decimal digits.
        precision: Option<u8>,
        /// Digits behind the point; negative rounds before it.
        scale: Option<i16>,
    },
    /// `INTEGER`, `INT`, `SMALLINT` (word kept), which are `NUMBER(38)`.
    AnsiInteger(&'static str),
    /// `NUMERIC`, `DECIMAL`, `DEC` (word kept): `NUMBER` whose missing scale is 0.
    AnsiDecimal {
        /// The word.
        word: &'static str,
        /// Decimal digits.
        precision: Option<u8>,
        /// Digits behind the point.
        scale: Option<i16>,
    },
    /// `FLOAT(b)`, `REAL`, `DOUBLE PRECISION` (word kept): decimal numbers with a binary precision.
    Float {
        /// The word.
        word: &'static str,
        /// Binary digits, as written.
        binary: Option<u8>,
    },
    /// `BINARY_FLOAT`.
    BinaryFloat,
    /// `BINARY_DOUBLE`.
    BinaryDouble,
    /// `PLS_INTEGER` and its subtypes (word kept).
    PlsInteger(&'static str),
    /// `BOOLEAN`.
    Boolean,
    /// `CHAR`, `NCHAR`.
    Char {
        /// How long; 1 where not written.
        length: Option<u32>,
        /// Counted in.
        unit: Unit,
        /// National character set.
        national: bool,
    },
    /// `VARCHAR2`, `NVARCHAR2`; no length in parameters.
    Varchar {
        /// How long.
        length: Option<u32>,
        /// Counted in.
        unit: Unit,
        /// National character set.
        national: bool,
    },
    /// `LONG`.
    Long,
    /// `LONG RAW`.
    LongRaw,
    /// `RAW(n)`.
    Raw(Option<u32>),
    /// `CLOB`, `NCLOB`.
    Clob {
        /// National character set.
        national: bool,
    },
    /// `BLOB`.
    Blob,
    /// `BFILE`.
    Bfile,
    /// `DATE`, to the second.
    Date,
    /// `TIMESTAMP`.
    Timestamp {
        /// Digits of the second; 6 where not written.
        precision: Option<u8>,
        /// Time zone.
        zone: Zone,
    },
    /// `INTERVAL YEAR TO MONTH`.
    IntervalYearMonth {
        /// Digits of the year; 2 where not written.
        years: Option<u8>,
    },
    /// `INTERVAL DAY TO SECOND`.
    IntervalDaySecond {
        /// Digits of the day; 2 where not written.
        days: Option<u8>,
        /// Digits of the second; 6 where not written.
        seconds: Option<u8>,
    },
    /// `ROWID`.
    RowId,
    /// `UROWID(n)`.
    URowId(Option<u32>),
    /// `XMLTYPE`.
    Xml,
    /// `JSON`, with what its modifier says.
    Json(Option<EcoString>),
    /// `VECTOR(dimensions, format)`.
    Vector(Option<EcoString>),
    /// `VARCHAR2(c_length * 2)`: a type of code whose size is an expression, as written.
    Sized(Box<(Type, EcoString)>),
    /// A type that a program unit or the schema declares, or a supplied one (`SDO_GEOMETRY`, `ANYDATA`).
    Named(QName),
    /// `REF type`.
    Ref(QName),
    /// A name of three parts or behind a link, as written: `pkg.rec.field`, `t@link`.
    Path(Box<[Name]>),
    /// `x.y%TYPE`.
    TypeOf(Box<[Name]>),
    /// `t%ROWTYPE`.
    RowOf(Box<[Name]>),
    /// `SYS_REFCURSOR`, `REF CURSOR`.
    RefCursor,
    /// Not known.
    Unknown,
}

impl Type {
    /// The spelling that all spellings of the same type share. `REAL` is `FLOAT(63)`, `INTEGER` is `NUMBER(38)` (Oracle SQL
    /// Language Reference, ANSI, DB2, and SQL/DS Data Types).
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "a type with one spelling is its own normal form")]
    pub fn normal(&self) -> Type {
        match self {
            Type::AnsiInteger(_) => Type::Number { precision: Some(38), scale: Some(0) },
            Type::AnsiDecimal { precision, scale, .. } => {
                Type::Number { precision: Some(precision.unwrap_or(38)), scale: Some(scale.unwrap_or(0)) }
            }
            Type::Number { precision: Some(precision), scale } => {
                Type::Number { precision: Some(*precision), scale: Some(scale.unwrap_or(0)) }
            }
            Type::Float { word: "REAL", .. } => Type::Float { word: "FLOAT", binary: Some(63) },
            Type::Float { binary, .. } => Type::Float { word: "FLOAT", binary: Some(binary.unwrap_or(126)) },
            Type::Char { length, unit, national } => {
                Type::Char { length: Some(length.unwrap_or(1)), unit: *unit, national: *national }
            }
            Type::Timestamp { precision, zone } => {
                Type::Timestamp { precision: Some(precision.unwrap_or(6)), zone: *zone }
            }
            Type::IntervalYearMonth { years } => Type::IntervalYearMonth { years: Some(years.unwrap_or(2)) },
            Type::IntervalDaySecond { days, seconds } => {
                Type::IntervalDaySecond { days: Some(days.unwrap_or(2)), seconds: Some(seconds.unwrap_or(6)) }
            }
            same => same.clone(),
        }
    }
}

impl Part for Type {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Type::Named(name) | Type::Ref(name) => found(Mention { name, what: Mentioned::Type }),
            Type::Number { .. }
            | Type::AnsiInteger(_)
            | Type::AnsiDecimal { .. }
            | Type::Float { .. }
            | Type::BinaryFloat
            | Type::BinaryDouble
            | Type::PlsInteger(_)
            | Type::Boolean
            | Type::Char { .. }
            | Type::Varchar { .. }
            | Type::Long
            | Type::LongRaw
            | Type::Raw(_)
            | Type::Clob { .. }
            | Type::Blob
            | Type::Bfile
            | Type::Date
            | Type::Timestamp { .. }
            | Type::IntervalYearMonth { .. }
            | Type::IntervalDaySecond { .. }
            | Type::RowId
            | Type::URowId(_)
            | Type::Xml
            | Type::Json(_)
            | Type::Vector(_)
            | Type::Sized(_)
            | Type::Path(_)
            | Type::TypeOf(_)
            | Type::RowOf(_)
            | Type::RefCursor
            | Type::Unknown => {}
        }
    }
}

/// The catalogue model's types are used with this language.
pub type Shape = crate::catalog::TypeShape<Ir>;
