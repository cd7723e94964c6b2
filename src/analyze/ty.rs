//! What is known of declared types: class, size, and the flags that decide conversions.

use super::Ty;
use crate::ir::{Class, IntervalFields, Type, Unit, Zone};

impl Ty {
    /// Blank-padded text.
    pub const PADDED: u8 = 1;
    /// National character set.
    pub const NATIONAL: u8 = 2;
    /// A length in bytes.
    pub const BYTES: u8 = 4;
    /// A number without fraction.
    pub const WHOLE: u8 = 8;
    /// After lowering: a text that may be empty where the source has null.
    pub const EMPTIABLE: u8 = 16;
    /// After lowering: a text that is JSON.
    pub const JSON: u8 = 32;
    /// After lowering: an instant that the source shows in the zone of its server, whatever the session's is.
    pub const SERVER: u8 = 64;
    /// After lowering: a number that may have as many digits as there is room for, as a quotient has.
    pub const LONG: u8 = 128;

    /// A type of which only the class is known.
    #[must_use]
    pub const fn of_class(class: Class) -> Ty {
        Ty { class, size: 0, scale: 0, flags: 0 }
    }

    pub(super) fn of_fields(fields: IntervalFields) -> Ty {
        use crate::ir::Field::{Month, Year};
        Ty::of_class(if matches!(fields.from, Year | Month) { Class::Months } else { Class::Days })
    }

    /// What is known of a declared type.
    #[must_use]
    pub fn of(ty: &Type) -> Ty {
        let of = Ty::of_class;
        let text = |length: Option<u32>, unit: Unit, national: bool, padded: bool| {
            let flags = if padded { Ty::PADDED } else { 0 }
                | if national { Ty::NATIONAL } else { 0 }
                | if unit == Unit::Byte { Ty::BYTES } else { 0 };
            let size = length.and_then(|n| u16::try_from(n).ok()).unwrap_or(0);
            Ty { class: Class::Text, size, scale: 0, flags }
        };
        match ty {
            Type::Number { precision: Some(p), scale: None | Some(0) } => {
                Ty { size: u16::from(*p), flags: Ty::WHOLE, ..of(Class::Number) }
            }
            Type::Number { precision, scale } => Ty {
                size: precision.map_or(0, u16::from),
                scale: scale.and_then(|s| i8::try_from(s).ok()).unwrap_or(0),
                ..of(Class::Number)
            },
            Type::AnsiInteger(_) | Type::AnsiDecimal { scale: None | Some(0), .. } => {
                Ty { size: 38, flags: Ty::WHOLE, ..of(Class::Number) }
            }
            Type::AnsiDecimal { .. } | Type::Float { .. } => of(Class::Number),
            Type::BinaryFloat | Type::BinaryDouble => of(Class::Binary),
            Type::PlsInteger(_) => Ty { size: 10, flags: Ty::WHOLE, ..of(Class::Integer) },
            Type::Boolean => of(Class::Boolean),
            Type::Char { length, unit, national } => text(length.or(Some(1)), *unit, *national, true),
            Type::Varchar { length, unit, national } => text(*length, *unit, *national, false),
            Type::Long | Type::Clob { .. } => of(Class::Lob),
            Type::LongRaw | Type::Blob => of(Class::Blob),
            Type::Raw(_) => of(Class::Raw),
            Type::Date => of(Class::Date),
            Type::Timestamp { precision, zone } => Ty {
                scale: precision.and_then(|p| i8::try_from(p).ok()).unwrap_or(6),
                ..of(if *zone == Zone::Without { Class::Timestamp } else { Class::Zoned })
            },
            Type::IntervalYearMonth { years } => Ty { size: u16::from(years.unwrap_or(2)), ..of(Class::Months) },
            Type::IntervalDaySecond { days, seconds } => Ty {
                size: u16::from(days.unwrap_or(2)),
                scale: i8::try_from(seconds.unwrap_or(6)).unwrap_or(6),
                ..of(Class::Days)
            },
            Type::RowId | Type::URowId(_) => of(Class::Text),
            Type::Xml => of(Class::Xml),
            Type::Json(_) => of(Class::Json),
            Type::Sized(it) => Self::of(&it.0),
            Type::Bfile
            | Type::Vector(_)
            | Type::Named(_)
            | Type::Ref(_)
            | Type::Path(_)
            | Type::TypeOf(_)
            | Type::RowOf(_)
            | Type::RefCursor
            | Type::Unknown => Ty::default(),
        }
    }
}
