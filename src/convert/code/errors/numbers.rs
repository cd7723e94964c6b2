//! Numbers of errors that a program declares itself, most of them of statements that it puts together.

use super::names::Guard;

/// How one number is told from others with the same conditions.
#[derive(Clone, Copy)]
enum Told {
    /// It need not be: whatever has the condition is what the handler is for.
    Never,
    /// By `ora_compat.sqlcode`, which knows it by the message.
    Always,
    /// The same, where statements drop objects of several sorts.
    Objects,
}

use Told::{Always, Never, Objects};

/// Numbers, the state that `RAISE` gives, and the conditions of a handler.
type Row = (&'static [i32], &'static str, &'static [&'static str], Told);

/// Statements that cannot be read, or do not fit what they name.
const STATEMENTS: &[Row] = &[
    (
        &[
            -900, -901, -903, -905, -906, -907, -908, -911, -913, -917, -920, -921, -922, -923, -924, -925, -926, -928,
            -933, -936, -946, -947, -950, -969, -1735, -1740, -1741, -1756, -1789, -3291,
        ],
        "42601",
        &["syntax_error"],
        Never,
    ),
    (&[-918, -960], "42702", &["ambiguous_column", "ambiguous_alias"], Never),
    (&[-934, -937, -979], "42803", &["grouping_error"], Never),
    (&[-30483], "42P20", &["windowing_error"], Never),
    (&[-1785, -1791], "42P10", &["invalid_column_reference"], Never),
    (&[-932, -1790], "42804", &["datatype_mismatch", "undefined_function", "cannot_coerce"], Never),
    (&[-1439], "42804", &["datatype_mismatch", "cannot_coerce"], Never),
    (&[-909, -938, -939, -6508, -6576], "42883", &["undefined_function"], Never),
    (&[-902], "42704", &["undefined_object"], Never),
    (&[-1008], "42P02", &["undefined_parameter"], Never),
    (
        &[-6550],
        "42601",
        &["syntax_error", "undefined_function", "undefined_table", "undefined_column", "undefined_object"],
        Never,
    ),
];

/// Objects that are there, are not there, or are held by others.
const OBJECTS: &[Row] = &[
    (&[-942], "42P01", &["undefined_table", "wrong_object_type"], Objects),
    (&[-904, -1747], "42703", &["undefined_column"], Never),
    (&[-957, -1430], "42701", &["duplicate_column"], Never),
    (&[-955], "42P07", &["duplicate_table", "duplicate_object", "duplicate_function", "duplicate_schema"], Never),
    (&[-14013], "42P07", &["duplicate_table"], Never),
    (&[-1543, -2264, -2275, -4081], "42710", &["duplicate_object"], Never),
    (&[-1920, -1921], "42710", &["duplicate_object", "duplicate_schema"], Never),
    (&[-1418], "42704", &["undefined_object"], Objects),
    (&[-2289], "42P01", &["undefined_table"], Objects),
    (&[-1432, -1434, -4043], "42704", &["undefined_object", "undefined_table", "undefined_function"], Never),
    (&[-959, -2441, -2442, -2443, -4080], "42704", &["undefined_object"], Never),
    (&[-1917, -1918, -1919], "42704", &["undefined_object", "invalid_schema_name"], Never),
    (&[-2149], "42P01", &["undefined_table"], Never),
    (&[-12003], "42P01", &["undefined_table"], Objects),
    (&[-4042], "42883", &["undefined_function"], Never),
    (&[-2273, -2303, -2429, -2449], "2BP01", &["dependent_objects_still_exist"], Never),
    (&[-1922], "2BP01", &["dependent_objects_still_exist"], Never),
    (&[-2266], "0A000", &["feature_not_supported"], Always),
    (&[-1451, -2260], "42P16", &["invalid_table_definition"], Never),
    (&[-14074, -14312], "42P17", &["invalid_object_definition"], Never),
    (&[-1031, -28115], "42501", &["insufficient_privilege"], Never),
    (&[-4021], "55P03", &["lock_not_available"], Never),
    (&[-4020], "40P01", &["deadlock_detected"], Never),
];

/// Rows that break what a statement demands, and values that cannot be read.
const VALUES: &[Row] = &[
    (&[-1452, -2299, -2437], "23505", &["unique_violation"], Always),
    (&[-2296], "23502", &["not_null_violation"], Always),
    (&[-2293], "23514", &["check_violation"], Always),
    (&[-2298], "23503", &["foreign_key_violation"], Always),
    (&[-1440], "22003", &["numeric_value_out_of_range"], Never),
    (&[-1441], "22001", &["string_data_right_truncation"], Never),
    (&[-30926], "21000", &["cardinality_violation"], Always),
    (&[-1402], "44000", &["with_check_option_violation"], Never),
    (&[-1732, -1733, -1776, -1779, -42399], "55000", &["object_not_in_prerequisite_state"], Never),
    (&[-8002], "55000", &["object_not_in_prerequisite_state"], Always),
    (&[-8004], "2200H", &["sequence_generator_limit_exceeded"], Never),
    (&[-32795, -54013], "428C9", &["generated_always"], Never),
    (
        &[-1428],
        "2201F",
        &["invalid_argument_for_logarithm", "invalid_argument_for_power_function", "numeric_value_out_of_range"],
        Always,
    ),
    (&[-1424], "22025", &["invalid_escape_sequence"], Never),
    (&[-1425], "22019", &["invalid_escape_character"], Never),
    (&[-1481, -1760, -21000], "22023", &["invalid_parameter_value"], Always),
    (&[-12725, -12726, -12727, -12728, -12729, -12732], "2201B", &["invalid_regular_expression"], Never),
    (&[-1867, -1873], "22015", &["interval_field_overflow", "invalid_datetime_format"], Always),
    (&[-40441], "22032", &["invalid_json_text", "invalid_text_representation"], Always),
    (&[-40456], "22032", &["invalid_json_text", "sql_json_scalar_required"], Always),
    (&[-40462], "22032", &["invalid_json_text", "no_sql_json_item"], Always),
    (&[-40470], "22032", &["invalid_json_text", "more_than_one_sql_json_item"], Always),
    (&[-40478, -40480], "22032", &["invalid_json_text"], Always),
    (&[-19025], "2200M", &["invalid_xml_document"], Always),
    (&[-19202, -31011], "2200M", &["invalid_xml_document", "invalid_xml_content"], Never),
    (&[-6503], "2F005", &["function_executed_no_return_statement"], Never),
    (&[-44003, -44004], "P0001", &["raise_exception"], Always),
];

/// The session, its transaction, and what the server has left.
const SESSION: &[Row] = &[
    (&[-1002], "34000", &["invalid_cursor_name", "invalid_cursor_state"], Never),
    (&[-1086], "3B001", &["invalid_savepoint_specification"], Never),
    (&[-1453], "25001", &["active_sql_transaction"], Never),
    (&[-1456, -16000], "25006", &["read_only_sql_transaction"], Never),
    (&[-4092, -14552], "2D000", &["invalid_transaction_termination"], Never),
    (&[-14551], "0A000", &["feature_not_supported"], Never),
    (&[-1536, -1652, -1653, -1654, -1658, -1688], "53100", &["disk_full"], Never),
    (&[-18, -20], "53300", &["too_many_connections"], Never),
    (
        &[-12154, -12170, -12514, -12541, -12545],
        "08001",
        &["sqlclient_unable_to_establish_sqlconnection", "connection_failure"],
        Never,
    ),
    (&[-3113, -3114], "08006", &["connection_failure", "connection_does_not_exist"], Never),
];

/// The state, the conditions and the guard of a number.
pub(super) fn of(number: i32) -> Option<(&'static str, &'static [&'static str], Guard)> {
    let mut rows = [STATEMENTS, OBJECTS, VALUES, SESSION].into_iter().flatten();
    let (_, state, conditions, told) = rows.find(|(numbers, ..)| numbers.contains(&number))?;
    let guard = match told {
        Never => Guard::None,
        Always => Guard::Code(number),
        Objects => Guard::Object(number),
    };
    Some((state, conditions, guard))
}

#[cfg(test)]
mod tests {
    use super::{OBJECTS, SESSION, STATEMENTS, VALUES};
    use std::collections::BTreeSet;

    #[test]
    fn each_number_stands_once() {
        let mut seen = BTreeSet::new();
        for (numbers, state, conditions, _) in [STATEMENTS, OBJECTS, VALUES, SESSION].into_iter().flatten() {
            assert!(state.len() == 5 && !conditions.is_empty());
            assert!(numbers.iter().all(|n| seen.insert(*n)), "{numbers:?}");
        }
    }
}
