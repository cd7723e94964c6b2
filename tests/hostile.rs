//! Names, comments and files that try to act in the output stay text, and what grows without end is cut and said.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "support/convert.rs"]
mod convert;

use convert::{convert, statements};
use howdah::profile::Profile;
use std::collections::BTreeMap;

/// The first words of all statements that `apply.sql` runs on a server without the roles, without settings.
fn run(file: &str, text: &str) -> Vec<String> {
    let done = convert(file, text, &Profile::default(), true);
    let words = |text: &str| text.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    statements(&done).iter().map(|s| words(&s.text)).filter(|s| !s.starts_with("SET ")).collect()
}

#[test]
fn a_line_break_in_the_name_of_a_file_ends_no_comment() {
    let made = run("x\nDROP TABLE a; --.sql", "CREATE TABLE a (id NUMBER(9));\nINSERT INTO a VALUES (1);\n");
    assert_eq!(made, ["CREATE TABLE", "INSERT INTO"]);
}

#[test]
fn names_end_no_dollar_quote() {
    let text = "CREATE TABLE \"$guard$\" (id NUMBER(9));\nGRANT SELECT ON \"$guard$\" TO \"$grant$; DROP ROLE x; $role$\";\n\
                CREATE PROCEDURE p IS v VARCHAR2(9) := '$sp$'; BEGIN NULL; END;\n/\n";
    assert_eq!(run("a.sql", text), ["CREATE TABLE", "CREATE OR", "DO $grant1$"]);
    let done = convert("a.sql", text, &Profile::default(), true);
    let files: BTreeMap<&str, &str> = done.files.iter().map(|f| (f.path.as_str(), f.text.as_str())).collect();
    assert!(files["pre_data.sql"].contains("DO $role1$ BEGIN"), "{}", files["pre_data.sql"]);
    assert!(files["rollback.sql"].contains("DO $guard1$\n"), "{}", files["rollback.sql"]);
    assert!(files.values().any(|text| text.contains("AS $sp1$")));
}

#[test]
fn comments_within_comments_end_where_they_did() {
    let text = "/* one /* two */ CREATE TABLE a (id NUMBER(9)); /* three /* four */\nCREATE TABLE b (id NUMBER(9));\n";
    assert_eq!(run("a.sql", text), ["CREATE TABLE", "CREATE TABLE"]);
}

/// A variable that doubles itself sixty times has no value in the end, and its table is not called converted.
#[test]
fn a_variable_that_grows_without_end_has_no_value() {
    let doubled: String = (0..60).map(|n| format!("DEFINE v{} = '&v{n}.&v{n}'\n", n + 1)).collect();
    let text = format!(
        "DEFINE v0 = 0123456789\n{doubled}CREATE TABLE t_&v60 (id NUMBER(9));\nCREATE TABLE ok (id NUMBER(9));\n"
    );
    let done = convert("a.sql", &text, &Profile::default(), true);
    let states: Vec<_> = done.report.objects.iter().map(|o| (o.name.as_str(), o.state.as_str())).collect();
    assert!(
        states.contains(&("OK", "converted")) && states.iter().filter(|(_, state)| *state == "converted").count() == 1,
        "{states:?}"
    );
    assert!(done.report.findings.iter().any(|f| f.code == "OR-DIC-010"));
}

/// What is defined by a variable without a value has none either: where it is used first, it is said of the script.
#[test]
fn a_variable_of_one_without_a_value_is_named_where_it_is_used() {
    let text = "DEFINE own = &1\nDEFINE twice = 'x_&own'\nCREATE TABLE t_&twice (id NUMBER(9));\nCREATE TABLE &own (id NUMBER(9));\n";
    let done = convert("a.sql", text, &Profile::default(), true);
    let named = done.report.findings.iter().filter(|f| f.code == "OR-DIC-010");
    let named: Vec<_> = named.map(|f| (f.message.as_str(), f.location.as_ref().unwrap().line)).collect();
    assert_eq!(named, [("substitution variable `1` has no value; also needed in line 4", 3)]);
    assert!(done.report.objects.iter().all(|o| o.state == "manual"));
}

/// A letter without an upper case of its own stays: `straße` and `STRASSE` are two tables.
#[test]
fn letters_without_an_upper_case_stay() {
    let done = convert(
        "a.sql",
        "CREATE TABLE straße (id NUMBER(9));\nCREATE TABLE STRASSE (id NUMBER(9));\n",
        &Profile::default(),
        true,
    );
    let names: Vec<_> = done.report.objects.iter().map(|o| o.target.join(",")).collect();
    assert_eq!(names, ["public.STRASSE".to_lowercase(), "public.straße".to_owned()]);
}
