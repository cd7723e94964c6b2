//! `verify` on a real PostgreSQL: what loads, what does not, and where the error is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "server")]

use howdah::proof::verify::{Where, scratch, verify};
use std::collections::BTreeMap;

/// A server, or the line that says why the test did nothing; `HOWDAH_REQUIRE_POSTGRES` makes that a failure.
fn server() -> Option<Where> {
    let found = scratch(15);
    if found.is_none() {
        assert!(std::env::var_os("HOWDAH_REQUIRE_POSTGRES").is_none(), "PostgreSQL is required, and none was found");
        println!("skipped: no PostgreSQL");
    }
    found
}

#[test]
fn errors_are_found_one_and_all_and_placed() {
    let Some(server) = server() else { return };
    let apply = "\\ir a.sql\n";
    let a = "-- hr/t.sql:3\nCREATE TABLE t (\n  a integer,\n  b no_such_type\n);\n\n-- hr/t.sql:9\nCREATE TABLE u (a integer);\n\n\
             -- hr/t.sql:12\nCREATE INDEX i ON t (a);\n\n\
             -- hr/f.sql:1\nCREATE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN x FROM u;\nEND\n$$;\n";
    let read = |path: &str| match path {
        "apply.sql" => Ok(apply.to_string()),
        "a.sql" => Ok(a.to_string()),
        other => Err(format!("{other}: missing")),
    };
    let done = verify(&server, &BTreeMap::new(), &read).unwrap();
    assert!(done.version.starts_with(|c: char| c.is_ascii_digit()), "{}", done.version);
    assert_eq!(done.statements, 4);
    let places: Vec<(u32, &str, &str)> =
        done.load.iter().map(|p| (p.line, p.source.as_deref().unwrap_or(""), p.code.as_str())).collect();
    assert_eq!(places, [(4, "hr/t.sql:3", "42704"), (11, "hr/t.sql:12", "42P01")]);
    if done.check.is_some() {
        assert_eq!(done.routines, 1);
        let found: Vec<(u32, &str)> = done.code.iter().map(|p| (p.line, p.message.as_str())).collect();
        assert_eq!(found.first(), Some(&(16, "public.f: column \"x\" does not exist")));
    }
}
