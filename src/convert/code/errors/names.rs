//! Exceptions: which conditions of PostgreSQL they are, by name and by number.

use super::numbers;
use crate::convert::expr::error_text;
use crate::pg::Condition;

/// An exception as PostgreSQL knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::convert::code) struct Known {
    /// The conditions that a handler lists.
    pub conditions: Vec<Condition>,
    /// What `RAISE` gives.
    pub state: String,
    /// What `RAISE` says.
    pub message: String,
    /// What tells it from others with the same conditions.
    pub guard: Guard,
}

/// What tells exceptions apart that have the same conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::convert::code) enum Guard {
    /// Nothing needs to.
    None,
    /// The number.
    Code(i32),
    /// The number, where statements that miss objects of several sorts may have raised it.
    Object(i32),
    /// Whether it comes from a statement of SQL, and not from an expression of PL/SQL.
    InSql(bool),
}

/// Whether the same condition comes from SQL and from expressions of PL/SQL as different exceptions.
pub(in crate::convert::code) const PL: Guard = Guard::InSql(false);
/// The same for SQL.
pub(in crate::convert::code) const SQL: Guard = Guard::InSql(true);

/// What a conversion or assignment raises in PL/SQL.
const VALUE: &[&str] = &[
    "string_data_right_truncation",
    "numeric_value_out_of_range",
    "invalid_text_representation",
    "null_value_not_allowed",
    "invalid_parameter_value",
    "invalid_argument_for_logarithm",
    "invalid_argument_for_power_function",
];

/// Those that nothing but roots, powers and logarithms raise.
pub(super) const ROOTS: [Condition; 2] =
    [Condition::Named("invalid_argument_for_logarithm"), Condition::Named("invalid_argument_for_power_function")];

/// Predefined exceptions with their numbers.
const PREDEFINED: &[(&str, i32)] = &[
    ("ACCESS_INTO_NULL", -6530),
    ("CASE_NOT_FOUND", -6592),
    ("COLLECTION_IS_NULL", -6531),
    ("CURSOR_ALREADY_OPEN", -6511),
    ("DUP_VAL_ON_INDEX", -1),
    ("INVALID_CURSOR", -1001),
    ("INVALID_NUMBER", -1722),
    ("LOGIN_DENIED", -1017),
    ("NOT_LOGGED_ON", -1012),
    ("NO_DATA_FOUND", 100),
    ("NO_DATA_NEEDED", -6548),
    ("PROGRAM_ERROR", -6501),
    ("ROWTYPE_MISMATCH", -6504),
    ("SELF_IS_NULL", -30625),
    ("STORAGE_ERROR", -6500),
    ("SUBSCRIPT_BEYOND_COUNT", -6533),
    ("SUBSCRIPT_OUTSIDE_LIMIT", -6532),
    ("SYS_INVALID_ROWID", -1410),
    ("TIMEOUT_ON_RESOURCE", -51),
    ("TOO_MANY_ROWS", -1422),
    ("VALUE_ERROR", -6502),
    ("ZERO_DIVIDE", -1476),
];

/// A predefined exception.
pub(in crate::convert::code) fn predefined(name: &str) -> Option<Known> {
    let (_, number) = PREDEFINED.iter().find(|(n, _)| *n == name)?;
    Some(numbered(*number))
}

/// The exception of a number.
pub(in crate::convert::code) fn numbered(number: i32) -> Known {
    let (state, names, guard): (&str, &[&'static str], Guard) = match number {
        100 | -1403 => ("P0002", &["no_data_found"], Guard::None),
        -1422 => ("P0003", &["too_many_rows"], Guard::None),
        -1427 => ("21000", &["cardinality_violation"], Guard::None),
        -1 => ("23505", &["unique_violation"], Guard::None),
        -1476 => ("22012", &["division_by_zero"], Guard::None),
        -6502 => ("22023", VALUE, PL),
        -1722 => ("22P02", &["invalid_text_representation"], SQL),
        -12899 | -1401 => ("22001", &["string_data_right_truncation"], SQL),
        -1438 | -1426 => ("22003", &["numeric_value_out_of_range"], SQL),
        -6592 => ("20000", &["case_not_found"], Guard::None),
        -6511 => ("42P03", &["duplicate_cursor"], Guard::None),
        // A cursor that was never opened is a variable without a value.
        -1001 => {
            ("34000", &["invalid_cursor_name", "invalid_cursor_state", "null_value_not_allowed"], Guard::Code(number))
        }
        -6504 => ("42804", &["datatype_mismatch"], Guard::None),
        -6500 | -4030 => ("53200", &["out_of_memory", "statement_too_complex"], Guard::None),
        -6501 => ("XX000", &["internal_error"], Guard::None),
        -54 | -51 | -30006 => ("55P03", &["lock_not_available"], Guard::None),
        -60 => ("40P01", &["deadlock_detected"], Guard::None),
        -8177 => ("40001", &["serialization_failure"], Guard::None),
        -1400 | -1407 => ("23502", &["not_null_violation"], Guard::Code(number)),
        -2290 | -14400 => ("23514", &["check_violation"], Guard::Code(number)),
        -2291 => ("23503", &["foreign_key_violation"], Guard::Code(number)),
        -2292 => ("23503", &["foreign_key_violation", "restrict_violation"], Guard::Code(number)),
        -1013 => ("57014", &["query_canceled"], Guard::None),
        -1865..=-1801 | -1876..=-1874 | -1882 | -1898 => {
            ("22007", &["invalid_datetime_format", "datetime_field_overflow"], Guard::Code(number))
        }
        -1436 => return own("OH436", number),
        _ => match numbers::of(number) {
            Some(known) => known,
            None => return special(number),
        },
    };
    Known {
        conditions: names.iter().map(|name| Condition::Named(name)).collect(),
        state: state.to_owned(),
        message: message(number),
        guard,
    }
}

/// What `RAISE` says of a number.
fn message(number: i32) -> String {
    format!("ORA-{:05}: {}", error_text::shown(number), error_text::of(number).unwrap_or_default())
}

/// Whether nothing but the program itself raises a number.
pub(super) fn is_own(number: i32) -> bool {
    numbered(number).state == "P0001" && numbers::of(number).is_none()
}

/// An error with a state of its own.
fn own(state: &str, number: i32) -> Known {
    Known {
        conditions: vec![Condition::State(state.into())],
        state: state.to_owned(),
        message: message(number),
        guard: Guard::None,
    }
}

/// Errors of applications and of collections; any other number is raised by the program alone.
fn special(number: i32) -> Known {
    let one = |state: String, message: String| Known {
        conditions: vec![Condition::State(state.as_str().into())],
        state,
        message,
        guard: Guard::None,
    };
    match number {
        -20000 => one("ORA00".to_owned(), "ORA-20000: ".to_owned()),
        -20999..=-20001 => one(format!("OR{:03}", -20000 - number), format!("ORA-{}: ", number.unsigned_abs())),
        -6533..=-6531 => one(format!("OC{:03}", (-6000 - number) % 1000), message(number)),
        -24381 => one("OC381".to_owned(), message(number)),
        _ => Known {
            conditions: vec![Condition::Named("raise_exception")],
            state: "P0001".to_owned(),
            message: message(number),
            guard: Guard::Code(number),
        },
    }
}
