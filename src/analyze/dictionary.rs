//! Columns of the data dictionary that variables take their types from: `user_tables.table_name%TYPE`.

use super::{Fact, Means, Null, Ty, references};
use crate::dictionary::{self, Column};
use crate::ir::{Type, Unit};
use crate::name::{Name, QName};

/// Views of the dictionary, each with `USER_`, `ALL_` and `DBA_` before its name.
const VIEWS: &[&str] = &[
    "COL_COMMENTS",
    "CONSTRAINTS",
    "CONS_COLUMNS",
    "DEPENDENCIES",
    "INDEXES",
    "IND_COLUMNS",
    "IND_PARTITIONS",
    "MVIEWS",
    "OBJECTS",
    "PROCEDURES",
    "ROLE_PRIVS",
    "SEGMENTS",
    "SEQUENCES",
    "SOURCE",
    "SYNONYMS",
    "TABLES",
    "TAB_COLS",
    "TAB_COLUMNS",
    "TAB_COMMENTS",
    "TAB_PARTITIONS",
    "TAB_PRIVS",
    "TRIGGERS",
    "TYPES",
    "USERS",
    "VIEWS",
];

/// Columns that are numbers.
const NUMBERS: &[&str] = &[
    "AVG_ROW_LEN",
    "BLOCKS",
    "BYTES",
    "CACHE_SIZE",
    "CHAR_LENGTH",
    "COLUMN_ID",
    "COLUMN_POSITION",
    "DATA_LENGTH",
    "DATA_PRECISION",
    "DATA_SCALE",
    "INCREMENT_BY",
    "LAST_NUMBER",
    "LINE",
    "MAX_VALUE",
    "MIN_VALUE",
    "NUM_ROWS",
    "OBJECT_ID",
    "POSITION",
    "SAMPLE_SIZE",
    "SERIAL#",
    "SID",
];

/// Columns that are texts, with their lengths.
const TEXTS: &[(&str, u32)] = &[
    ("ACTION", 64),
    ("CLIENT_IDENTIFIER", 64),
    ("CLIENT_INFO", 64),
    ("COMMENTS", 4000),
    ("CONSTRAINT_TYPE", 1),
    ("DATA_TYPE", 128),
    ("GRANTEE", 128),
    ("INDEX_TYPE", 27),
    ("MACHINE", 64),
    ("MODULE", 64),
    ("NULLABLE", 1),
    ("OBJECT_TYPE", 23),
    ("OSUSER", 128),
    ("OWNER", 128),
    ("PRIVILEGE", 40),
    ("PROGRAM", 48),
    ("STATUS", 8),
    ("TERMINAL", 30),
    ("TEXT", 4000),
    ("TRIGGERING_EVENT", 246),
    ("USERNAME", 128),
];

/// The declared type of a column of a view that the target has.
#[must_use]
pub fn declared(column: &Column) -> Type {
    let text = |length| Type::Varchar { length: Some(length), unit: Unit::Byte, national: false };
    match column.ty {
        dictionary::Type::Name => text(128),
        dictionary::Type::Text(length) => text(length.into()),
        dictionary::Type::Number => Type::Number { precision: None, scale: None },
        dictionary::Type::Date => Type::Date,
        dictionary::Type::Long => Type::Long,
    }
}

/// The columns of a view of the dictionary that the target has; of those without counterpart nothing is known but the name.
pub(super) fn columns(name: &QName) -> Option<Vec<(Name, Fact)>> {
    if !references::is_dictionary(name) {
        return None;
    }
    let (view, whose) = dictionary::find(&name.name)?;
    let fact = |ty| Fact { ty, null: Null::Maybe, means: Means::Supplied };
    let known = view.columns(whose).map(|column| (column.name.into(), fact(Ty::of(&declared(column)))));
    Some(known.chain(view.lacks().map(|name| (name.into(), fact(Ty::default())))).collect())
}

/// The type of a column of the dictionary, where it is known: names have 128 bytes.
#[must_use]
pub fn column(parts: &[Name]) -> Option<Type> {
    let (view, column) = match parts {
        [view, column] => (view, column),
        [schema, view, column] if schema == "SYS" => (view, column),
        _ => return None,
    };
    if let Some((known, _)) = dictionary::find(view)
        && let Some(column) = known.columns.iter().find(|it| it.name == column.as_str())
    {
        return Some(declared(column));
    }
    let plain = ["USER_", "ALL_", "DBA_"].iter().find_map(|front| view.strip_prefix(front));
    if *view != "V$SESSION" && !plain.is_some_and(|name| VIEWS.contains(&name)) {
        return None;
    }
    if NUMBERS.contains(&column.as_str()) {
        return Some(Type::Number { precision: None, scale: None });
    }
    let length = TEXTS.iter().find(|(name, _)| *name == column.as_str()).map(|(_, length)| *length);
    let length = length.or_else(|| column.ends_with("_NAME").then_some(128))?;
    Some(Type::Varchar { length: Some(length), unit: Unit::Byte, national: false })
}
