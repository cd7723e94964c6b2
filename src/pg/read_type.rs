//! Reads a PostgreSQL type as a person writes it in `howdah.toml`: `bigint`, `numeric(12,2)`, `varchar(20)`, `app.money_t[]`.

use super::{IntervalFields, Type};
use crate::name::{Name, QName};

impl Type {
    /// Reads a type.
    ///
    /// # Errors
    /// A sentence for the user: what cannot be read.
    pub fn read(text: &str) -> Result<Type, String> {
        let bad = || format!("`{text}` is no PostgreSQL type that howdah can write");
        let lower = text.trim().to_lowercase();
        if let Some(element) = lower.strip_suffix("[]") {
            return Ok(Type::Array(Box::new(Type::read(element)?)));
        }
        let (word, numbers, tail) = match lower.split_once('(') {
            None => (lower.as_str(), Vec::new(), ""),
            Some((word, rest)) => {
                let (inside, tail) = rest.split_once(')').ok_or_else(bad)?;
                let numbers: Result<Vec<i32>, _> = inside.split(',').map(|n| n.trim().parse::<i32>()).collect();
                (word.trim_end(), numbers.map_err(|_| bad())?, tail.trim())
            }
        };
        let words = [word, tail].join(" ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = || match numbers.as_slice() {
            [] => Ok(None),
            [n] => u32::try_from(*n).map(Some).map_err(|_| bad()),
            _ => Err(bad()),
        };
        let digits = || length().map(|n| n.and_then(|n| u8::try_from(n).ok()));
        let simple = plain(&words);
        Ok(match words.as_str() {
            "numeric" | "decimal" => match numbers.as_slice() {
                [] => Type::Numeric(None),
                [p] => Type::Numeric(Some((u16::try_from(*p).map_err(|_| bad())?, 0))),
                [p, s] => {
                    Type::Numeric(Some((u16::try_from(*p).map_err(|_| bad())?, i16::try_from(*s).map_err(|_| bad())?)))
                }
                _ => return Err(bad()),
            },
            "char" | "character" => Type::Char(length()?.unwrap_or(1)),
            "varchar" | "character varying" => Type::Varchar(length()?),
            "timestamp" | "timestamp without time zone" => Type::Timestamp(digits()?),
            "timestamptz" | "timestamp with time zone" => Type::Timestamptz(digits()?),
            "interval" => Type::Interval(IntervalFields::All, digits()?),
            "interval year to month" => Type::Interval(IntervalFields::YearToMonth, None),
            "interval day to second" => Type::Interval(IntervalFields::DayToSecond, digits()?),
            name => match simple {
                Some(ty) if numbers.is_empty() => ty,
                Some(_) => return Err(bad()),
                None if numbers.is_empty() => named(name).ok_or_else(bad)?,
                None => return Err(bad()),
            },
        })
    }
}

/// Types that are one word and take no length.
fn plain(words: &str) -> Option<Type> {
    Some(match words {
        "smallint" | "int2" => Type::SmallInt,
        "integer" | "int" | "int4" => Type::Integer,
        "bigint" | "int8" => Type::BigInt,
        "real" | "float4" => Type::Real,
        "double precision" | "float8" => Type::Double,
        "boolean" | "bool" => Type::Boolean,
        "text" => Type::Text,
        "bytea" => Type::Bytea,
        "date" => Type::Date,
        "time" => Type::Time,
        "xml" => Type::Xml,
        "json" => Type::Json,
        "jsonb" => Type::Jsonb,
        "uuid" => Type::Uuid,
        "oid" => Type::Oid,
        _ => return None,
    })
}

/// A name of one or two plain identifiers.
fn named(text: &str) -> Option<Type> {
    let plain = |part: &&str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !part.starts_with(|c: char| c.is_numeric())
    };
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        [name] if plain(name) => Some(Type::Named(QName::bare(Name::from(*name)))),
        [schema, name] if plain(schema) && plain(name) => Some(Type::Named(QName::new(*schema, *name))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_people_write_them() {
        assert_eq!(Type::read("BIGINT"), Ok(Type::BigInt));
        assert_eq!(Type::read("numeric(12, 2)"), Ok(Type::Numeric(Some((12, 2)))));
        assert_eq!(Type::read("double  precision"), Ok(Type::Double));
        assert_eq!(Type::read("timestamp(0) with time zone"), Ok(Type::Timestamptz(Some(0))));
        assert_eq!(Type::read("varchar(20)[]"), Ok(Type::Array(Box::new(Type::Varchar(Some(20))))));
        assert_eq!(Type::read("app.money_t"), Ok(Type::Named(QName::new("app", "money_t"))));
    }

    #[test]
    fn what_is_no_type_is_answered() {
        for text in ["", "bigint(3)", "numeric(", "varchar(x)", "a b", "1x", "x; drop table y"] {
            assert!(Type::read(text).is_err(), "{text}");
        }
    }
}
