//! What Oracle says of an error's number, where nothing fills the places of names in the text.

/// The text of an error, without its number.
#[must_use]
pub fn of(number: i32) -> Option<&'static str> {
    let text = match number {
        100 | -1403 => "no data found",
        -20999..=-20000 => "",
        -1 => "unique constraint (.) violated",
        -51 => "timeout occurred while waiting for a resource",
        -54 => "resource busy and acquire with NOWAIT specified or timeout expired",
        -60 => "deadlock detected while waiting for resource",
        -900 => "invalid SQL statement",
        -904 => ": invalid identifier",
        -933 => "SQL command not properly ended",
        -936 => "missing expression",
        -942 => "table or view does not exist",
        -955 => "name is already used by an existing object",
        -957 => "duplicate column name",
        -1001 => "invalid cursor",
        -1012 => "not logged on",
        -1013 => "user requested cancel of current operation",
        -1017 => "invalid username/password; logon denied",
        -1031 => "insufficient privileges",
        -1400 => "cannot insert NULL into ()",
        -1407 => "cannot update () to NULL",
        -1410 => "invalid ROWID",
        -1418 => "specified index does not exist",
        -1422 => "exact fetch returns more than requested number of rows",
        -1426 => "numeric overflow",
        -1427 => "single-row subquery returns more than one row",
        -1430 => "column being added already exists in table",
        -1432 => "public synonym to be dropped does not exist",
        -1438 => "value larger than specified precision allowed for this column",
        -1476 => "divisor is equal to zero",
        -1722 => "invalid number",
        -2289 => "sequence does not exist",
        -2290 => "check constraint (.) violated",
        -2291 => "integrity constraint (.) violated - parent key not found",
        -2292 => "integrity constraint (.) violated - child record found",
        -2429 => "cannot drop index used for enforcement of unique/primary key",
        -2443 => "Cannot drop constraint  - nonexistent constraint",
        -2449 => "unique/primary keys in table referenced by foreign keys",
        -6500 => "PL/SQL: storage error",
        -6501 => "PL/SQL: program error",
        -6502 => "PL/SQL: numeric or value error",
        -6503 => "PL/SQL: Function returned without value",
        -6504 => "PL/SQL: Return types of Result Set variables or query do not match",
        -6511 => "PL/SQL: cursor already open",
        -6530 => "Reference to uninitialized composite",
        -6531 => "Reference to uninitialized collection",
        -6532 => "Subscript outside of limit",
        -6533 => "Subscript beyond count",
        -6592 => "CASE not found while executing CASE statement",
        -8177 => "can't serialize access for this transaction",
        -12899 => "value too large for column  (actual: , maximum: )",
        -14400 => "inserted partition key does not map to any partition",
        -24381 => "error(s) in array DML",
        -30625 => "method dispatch on NULL SELF argument is disallowed",
        _ => return date(number),
    };
    Some(text)
}

/// What is said of a date that cannot be read.
const fn date(number: i32) -> Option<&'static str> {
    Some(match number {
        -1830 => "date format picture ends before converting entire input string",
        -1839 => "date not valid for month specified",
        -1840 => "input value not long enough for date format",
        -1841 => "(full) year must be between -4713 and +9999, and not be 0",
        -1843 => "not a valid month",
        -1846 => "not a valid day of the week",
        -1847 => "day of month must be between 1 and last day of month",
        -1850 => "hour must be between 0 and 23",
        -1858 => "a non-numeric character was found where a numeric was expected",
        -1861 => "literal does not match format string",
        _ => return None,
    })
}

/// The number as a message shows it.
#[must_use]
pub fn shown(number: i32) -> u32 {
    if number == 100 { 1403 } else { number.unsigned_abs() }
}
