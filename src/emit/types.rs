//! PostgreSQL's data types as text.

use super::doc::Doc;
use super::{Mode, Printer};
use crate::pg::{IntervalFields, Type};

impl Printer<'_> {
    /// The type as DDL and casts write it.
    pub(super) fn ty(self, d: &mut Doc, ty: &Type) {
        match ty {
            Type::SmallInt => d.text("smallint"),
            Type::Integer => d.text("integer"),
            Type::BigInt => d.text("bigint"),
            Type::Numeric(None) => d.text("numeric"),
            Type::Numeric(Some((p, 0))) => numbered(d, "numeric", *p),
            Type::Numeric(Some((p, s))) => d.put(format_args!("numeric({p},{s})")),
            Type::Real => d.text("real"),
            Type::Double => d.text("double precision"),
            Type::Boolean => d.text("boolean"),
            Type::Char(n) => numbered(d, "char", *n),
            Type::Varchar(None) => d.text("varchar"),
            Type::Varchar(Some(n)) => numbered(d, "varchar", *n),
            Type::Text => d.text("text"),
            Type::Bytea => d.text("bytea"),
            Type::Date => d.text("date"),
            Type::Time => d.text("time"),
            Type::Timestamp(p) => optional(d, "timestamp", *p),
            Type::Timestamptz(p) => optional(d, "timestamptz", *p),
            Type::Interval(fields, p) => interval(d, *fields, *p),
            Type::Xml => d.text("xml"),
            Type::Json => d.text("json"),
            Type::Jsonb => d.text("jsonb"),
            Type::Uuid => d.text("uuid"),
            Type::Oid => d.text("oid"),
            Type::RefCursor => d.text("refcursor"),
            Type::Record => d.text("record"),
            Type::Void => d.text("void"),
            Type::Trigger => d.text("trigger"),
            Type::Builtin(name) => d.text(name),
            Type::Named(name) => match self.mode {
                Mode::Real | Mode::Outline => d.qname(name),
                // PostgreSQL's PL/pgSQL parser looks types up in a catalogue of its own and refuses a schema.
                Mode::Shadow => d.name(&name.name),
            },
            Type::Array(of) => {
                self.ty(d, of);
                d.text("[]");
            }
            Type::SetOf(of) => {
                d.text("SETOF ");
                self.ty(d, of);
            }
            Type::Unknown => d.text("unknown"),
        }
    }
}

fn numbered(d: &mut Doc, name: &str, n: impl std::fmt::Display) {
    d.put(format_args!("{name}({n})"));
}

fn optional(d: &mut Doc, name: &str, precision: Option<u8>) {
    match precision {
        Some(p) => numbered(d, name, p),
        None => d.text(name),
    }
}

fn interval(d: &mut Doc, fields: IntervalFields, precision: Option<u8>) {
    match fields {
        IntervalFields::All => optional(d, "interval", precision),
        IntervalFields::YearToMonth => d.text("interval year to month"),
        IntervalFields::DayToSecond => optional(d, "interval day to second", precision),
    }
}

/// Whether `type '…'` is a literal of that type; for the others the cast behind is the only form.
pub(super) fn stands_before_literal(ty: &Type) -> bool {
    match ty {
        Type::SmallInt
        | Type::Integer
        | Type::BigInt
        | Type::Numeric(_)
        | Type::Real
        | Type::Double
        | Type::Boolean
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
        | Type::Oid => true,
        Type::Char(_)
        | Type::Varchar(_)
        | Type::RefCursor
        | Type::Record
        | Type::Void
        | Type::Trigger
        | Type::Builtin(_)
        | Type::Named(_)
        | Type::Array(_)
        | Type::SetOf(_)
        | Type::Unknown => false,
    }
}
