//! Intervals as they are written: text, fields, digits.

use super::Expr;
use ecow::EcoString;

/// `INTERVAL '…' …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervalLiteral {
    /// The text, decoded.
    pub text: EcoString,
    /// Its fields.
    pub fields: IntervalFields,
}

/// An interval of which parts are known at run time only.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundInterval {
    /// The text, or the difference.
    pub value: Expr,
    /// The word `INTERVAL` stands before it.
    pub literal: bool,
    /// Its fields, without the digits that binds give.
    pub fields: IntervalFields,
    /// The binds that give digits, in order.
    pub digits: Vec<Expr>,
}

/// Fields of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntervalFields {
    /// The first.
    pub from: Field,
    /// Digits of the first.
    pub leading: Option<u8>,
    /// The last, where `TO` is written.
    pub to: Option<Field>,
    /// Digits of the second.
    pub fraction: Option<u8>,
}

/// A field of a date or interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Field {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}
