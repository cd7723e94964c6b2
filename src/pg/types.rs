//! PostgreSQL's data types.

use crate::catalog::{Mention, Mentioned, Part};
use crate::name::QName;

/// A data type of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `smallint`.
    SmallInt,
    /// `integer`.
    Integer,
    /// `bigint`.
    BigInt,
    /// `numeric`, `numeric(p, s)`.
    Numeric(Option<(u16, i16)>),
    /// `real`.
    Real,
    /// `double precision`.
    Double,
    /// `boolean`.
    Boolean,
    /// `char(n)`, n in characters.
    Char(u32),
    /// `varchar`, `varchar(n)`, n in characters.
    Varchar(Option<u32>),
    /// `text`.
    Text,
    /// `bytea`.
    Bytea,
    /// `date`: no time of day.
    Date,
    /// `time`.
    Time,
    /// `timestamp(p)`.
    Timestamp(Option<u8>),
    /// `timestamptz(p)`.
    Timestamptz(Option<u8>),
    /// `interval`, with fields and digits of the second.
    Interval(IntervalFields, Option<u8>),
    /// `xml`.
    Xml,
    /// `json`.
    Json,
    /// `jsonb`.
    Jsonb,
    /// `uuid`.
    Uuid,
    /// `oid`, of large objects.
    Oid,
    /// `refcursor`.
    RefCursor,
    /// `record`.
    Record,
    /// `void`.
    Void,
    /// `trigger`.
    Trigger,
    /// `anyelement` and other types that PostgreSQL knows by a plain name.
    Builtin(&'static str),
    /// A type of the target schema.
    Named(QName),
    /// An array.
    Array(Box<Type>),
    /// `SETOF`.
    SetOf(Box<Type>),
    /// A literal whose type its context decides.
    Unknown,
}

/// Which fields an interval keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IntervalFields {
    /// All.
    #[default]
    All,
    /// `year to month`.
    YearToMonth,
    /// `day to second`.
    DayToSecond,
}

impl Type {
    /// `smallint`, `integer` or `bigint`.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        matches!(self, Type::SmallInt | Type::Integer | Type::BigInt)
    }

    /// A number of any kind.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.is_integer() || matches!(self, Type::Numeric(_) | Type::Real | Type::Double)
    }

    /// `char`, `varchar` or `text`.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self, Type::Char(_) | Type::Varchar(_) | Type::Text)
    }

    /// The type without its length, text for what is text.
    #[must_use]
    pub fn unconstrained(&self) -> Type {
        if self.is_text() {
            Type::Text
        } else if matches!(self, Type::Numeric(_)) {
            Type::Numeric(None)
        } else if matches!(self, Type::Timestamp(_)) {
            Type::Timestamp(None)
        } else if matches!(self, Type::Timestamptz(_)) {
            Type::Timestamptz(None)
        } else {
            self.clone()
        }
    }
}

impl Part for Type {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Type::Named(name) => found(Mention { name, what: Mentioned::Type }),
            Type::Array(of) | Type::SetOf(of) => of.mentions(found),
            Type::SmallInt
            | Type::Integer
            | Type::BigInt
            | Type::Numeric(_)
            | Type::Real
            | Type::Double
            | Type::Boolean
            | Type::Char(_)
            | Type::Varchar(_)
            | Type::Text
            | Type::Bytea
            | Type::Date
            | Type::Time
            | Type::Timestamp(_)
            | Type::Timestamptz(_)
            | Type::Interval(..)
            | Type::Xml
            | Type::Json
            | Type::Jsonb
            | Type::Uuid
            | Type::Oid
            | Type::RefCursor
            | Type::Record
            | Type::Void
            | Type::Trigger
            | Type::Builtin(_)
            | Type::Unknown => {}
        }
    }
}
