//! The master type map: a source type becomes a PostgreSQL type, losslessly unless the profile says otherwise.

use super::plan::Names;
use super::plan::columns::columns_of;
use super::user_type;
use crate::analyze::depend;
use crate::ir::{self, Unit, Zone, object::key};
use crate::name::{Name, QName};
use crate::pg::{IntervalFields, Type};
use crate::profile::{
    ANSI_INTEGER, AnsiInteger, BLOB_AS, BlobAs, CHAR_AS, CharAs, DATE_AS, DateAs, FLOAT_AS, FloatAs, JSON_AS, JsonAs,
    LENGTH_SEMANTICS, LengthSemantics, Profile, RAW16_AS, Raw16As, SMALLEST_INTEGER, SmallestInteger,
};

/// What mapping a type needs to know.
#[derive(Clone, Copy, Debug)]
pub struct TypeMap<'a> {
    /// Named types are looked up here.
    pub catalog: &'a ir::Catalog,
    /// Their target names.
    pub names: &'a Names,
    /// The options.
    pub profile: &'a Profile,
}

/// Digits that always fit: `smallint`, `integer`, `bigint`.
const SMALL: u8 = 4;
const INTEGER: u8 = 9;
const BIG: u8 = 18;

/// The most decimal digits of a `NUMBER`.
const NUMBER_DIGITS: u16 = 38;

impl TypeMap<'_> {
    /// The PostgreSQL type of a column, attribute, parameter or cast; `schema` is where unqualified type names live.
    #[must_use]
    pub fn map(&self, ty: &ir::Type, schema: Option<&Name>) -> Type {
        self.within(ty, schema, 0)
    }

    /// The same for an element of a collection, `depth` collections deep: a type that holds itself ends somewhere.
    fn within(&self, ty: &ir::Type, schema: Option<&Name>, depth: u8) -> Type {
        let profile = self.profile;
        match ty {
            ir::Type::Number { precision, scale } => self.number(*precision, *scale),
            ir::Type::AnsiInteger(_) => self.ansi_integer(),
            ir::Type::AnsiDecimal { precision: None, scale: None, .. } => self.ansi_integer(),
            ir::Type::AnsiDecimal { precision, scale, .. } => self.number(*precision, Some(scale.unwrap_or(0))),
            ir::Type::Float { .. } => match profile.get(&FLOAT_AS) {
                FloatAs::Numeric => Type::Numeric(None),
                FloatAs::Double => Type::Double,
            },
            ir::Type::BinaryFloat => Type::Real,
            ir::Type::BinaryDouble => Type::Double,
            ir::Type::PlsInteger(_) => Type::Integer,
            ir::Type::Boolean => Type::Boolean,
            ir::Type::Char { length, .. } => match profile.get(&CHAR_AS) {
                CharAs::Char => Type::Char(length.unwrap_or(1)),
                CharAs::Varchar => Type::Varchar(Some(length.unwrap_or(1))),
            },
            ir::Type::Varchar { length, .. } => Type::Varchar(*length),
            ir::Type::Long | ir::Type::Clob { .. } => Type::Text,
            ir::Type::Raw(Some(16)) if profile.get(&RAW16_AS) == Raw16As::Uuid => Type::Uuid,
            ir::Type::LongRaw | ir::Type::Raw(_) => Type::Bytea,
            ir::Type::Blob => match profile.get(&BLOB_AS) {
                BlobAs::Bytea => Type::Bytea,
                BlobAs::LargeObject => Type::Oid,
            },
            // The path of a file outside.
            ir::Type::Bfile => Type::Text,
            ir::Type::Date => match profile.get(&DATE_AS) {
                DateAs::Timestamp => Type::Timestamp(Some(0)),
                DateAs::Date => Type::Date,
            },
            ir::Type::Timestamp { precision, zone } => {
                let digits = Some(precision.unwrap_or(6).min(6));
                if *zone == Zone::Without { Type::Timestamp(digits) } else { Type::Timestamptz(digits) }
            }
            ir::Type::IntervalYearMonth { .. } => Type::Interval(IntervalFields::YearToMonth, None),
            ir::Type::IntervalDaySecond { seconds, .. } => {
                Type::Interval(IntervalFields::DayToSecond, Some(seconds.unwrap_or(6).min(6)))
            }
            // A row address means nothing in PostgreSQL; where it is kept as a value, it is a text.
            ir::Type::RowId | ir::Type::URowId(_) => Type::Text,
            ir::Type::Xml => Type::Xml,
            ir::Type::Json(_) => match profile.get(&JSON_AS) {
                JsonAs::Jsonb => Type::Jsonb,
                JsonAs::Json => Type::Json,
                JsonAs::Text => Type::Text,
            },
            ir::Type::Vector(said) => Type::Array(Box::new(vector_element(said.as_deref().unwrap_or_default()))),
            ir::Type::Named(name) => self.named(name, schema, depth),
            ir::Type::Ref(of) => self.reference(of, schema).unwrap_or(Type::Text),
            ir::Type::Path(_) | ir::Type::TypeOf(_) | ir::Type::Sized(_) | ir::Type::Unknown => Type::Text,
            ir::Type::RowOf(_) => Type::Record,
            ir::Type::RefCursor => Type::RefCursor,
        }
    }

    /// `NUMBER(p, s)`: integers where every value fits, else `numeric` with the same digits.
    fn number(&self, precision: Option<u8>, scale: Option<i16>) -> Type {
        match (precision, scale) {
            (None, None) => Type::Numeric(None),
            (None, Some(scale)) => Type::Numeric(Some((NUMBER_DIGITS, scale))),
            (Some(p), None | Some(0))
                if p <= SMALL && self.profile.get(&SMALLEST_INTEGER) == SmallestInteger::SmallInt =>
            {
                Type::SmallInt
            }
            (Some(p), None | Some(0)) if p <= INTEGER => Type::Integer,
            (Some(p), None | Some(0)) if p <= BIG => Type::BigInt,
            (Some(p), scale) => Type::Numeric(Some((u16::from(p), scale.unwrap_or(0)))),
        }
    }

    fn ansi_integer(&self) -> Type {
        match self.profile.get(&ANSI_INTEGER) {
            AnsiInteger::Numeric => Type::Numeric(Some((NUMBER_DIGITS, 0))),
            AnsiInteger::BigInt => Type::BigInt,
        }
    }

    /// A type by its name: one of the input, a supplied one, or one that is missing.
    fn named(&self, name: &QName, schema: Option<&Name>, depth: u8) -> Type {
        const DEEPEST: u8 = 16;
        if let Some(id) = depend::find(self.catalog, name, schema) {
            let object = self.catalog.get(id);
            let target = self.names.object(&key(object));
            let own = Type::Named(target.clone());
            let ir::Kind::Type(user) = &object.kind else { return own };
            return match &user.shape {
                ir::Shape::Varray { of, .. } | ir::Shape::NestedTable { of, .. } if depth < DEEPEST => {
                    let element = self.within(of, object.name.schema.as_ref(), depth + 1);
                    // An array of arrays is rectangular: each inner collection stands in a composite.
                    let nested = matches!(element, Type::Array(_));
                    let wrapped = || Type::Named(user_type::wrapper_of(&target));
                    Type::Array(Box::new(if nested { wrapped() } else { element }))
                }
                // One composite holds the values of all types of a hierarchy.
                ir::Shape::Object(_) => match self.names.hierarchies.of(id) {
                    Some(all) => Type::Named(self.names.object(&key(self.catalog.get(all.root)))),
                    None => own,
                },
                ir::Shape::Varray { .. }
                | ir::Shape::NestedTable { .. }
                | ir::Shape::Incomplete
                | ir::Shape::Domain { .. }
                | ir::Shape::Enumeration(_) => own,
            };
        }
        // What is missing is a text, and a finding where it is used: a type nobody creates would stop the load.
        supplied(&name.name).or_else(|| foreign_word(&name.name)).unwrap_or(Type::Text)
    }

    /// The type of the key by which rows of the one table of this type can be referred to.
    fn reference(&self, of: &QName, schema: Option<&Name>) -> Option<Type> {
        let wanted = depend::find(self.catalog, of, schema)?;
        let mut tables = self.catalog.iter().filter_map(|(_, object)| {
            let ir::Kind::Table(table) = &object.kind else { return None };
            let own = depend::find(self.catalog, table.of_type.as_ref()?, object.name.schema.as_ref())?;
            (own == wanted).then_some((object, table))
        });
        let (object, table) = tables.next()?;
        let [key] = table.primary_key()? else { return None };
        if tables.next().is_some() {
            return None;
        }
        let columns = columns_of(self.catalog, object, table);
        let column = columns.iter().find(|c| c.name == *key)?;
        let ty = column.ty.as_ref().filter(|ty| !matches!(ty, ir::Type::Ref(_)))?;
        Some(self.map(ty, object.name.schema.as_ref()))
    }

    /// Whether a length counts bytes.
    #[must_use]
    pub fn counts_bytes(&self, unit: Unit) -> bool {
        match unit {
            Unit::Byte => true,
            Unit::Char => false,
            Unit::Unstated => self.profile.get(&LENGTH_SEMANTICS) == LengthSemantics::Byte,
        }
    }
}

/// Types of other databases that stand in scripts by mistake; the source has none of that name.
#[must_use]
pub fn foreign_word(name: &str) -> Option<Type> {
    Some(match name {
        "BIGINT" => Type::BigInt,
        "TINYINT" => Type::SmallInt,
        "TEXT" => Type::Text,
        "DATETIME" => Type::Timestamp(Some(0)),
        _ => return None,
    })
}

/// What a vector is made of: 32-bit numbers unless it says otherwise.
fn vector_element(said: &str) -> Type {
    match said.split(',').next_back().map(str::trim) {
        Some("FLOAT64") => Type::Double,
        Some("INT8" | "BINARY") => Type::SmallInt,
        Some(_) | None => Type::Real,
    }
}

/// Types that come with the source's database.
#[must_use]
pub fn supplied(name: &str) -> Option<Type> {
    Some(match name {
        "ANYDATA" | "ANYTYPE" | "ANYDATASET" => Type::Jsonb,
        "URITYPE" | "HTTPURITYPE" | "DBURITYPE" | "XDBURITYPE" | "MLSLABEL" => Type::Text,
        // Well-known text, until somebody installs PostGIS.
        "SDO_GEOMETRY" | "SDO_TOPO_GEOMETRY" | "ST_GEOMETRY" => Type::Text,
        "ORDIMAGE" | "ORDAUDIO" | "ORDVIDEO" | "ORDDOC" | "SI_STILLIMAGE" => Type::Bytea,
        "XMLTYPE" => Type::Xml,
        _ => return None,
    })
}
