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
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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

/// Whether something holds before a minute is over.
fn soon(holds: impl Fn() -> bool) -> bool {
    let until = Instant::now() + Duration::from_secs(60);
    while Instant::now() < until {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn an_interrupt_stops_the_server_and_leaves_nothing() {
    if server().is_none() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interrupt");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.sql"), "CREATE TABLE t (a NUMBER);\n").unwrap();
    let howdah = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_howdah"));
        command.args(args).current_dir(&folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(howdah(&["convert", "a.sql", "-o", "out"]).status().unwrap().success());
    // it would take longer than this test waits
    let apply = folder.join("out/apply.sql");
    fs::write(&apply, format!("{}SELECT pg_sleep(300);\n", fs::read_to_string(&apply).unwrap())).unwrap();
    let mut running = howdah(&["verify", "out"]).spawn().unwrap();
    let scratch = [std::env::temp_dir(), "/tmp".into()].map(|dir| dir.join(format!("howdah-{}-0", running.id())));
    let pid = || {
        let text = scratch.iter().find_map(|dir| fs::read_to_string(dir.join("data/postmaster.pid")).ok())?;
        // the last of its lines says so
        text.lines().any(|line| line.trim() == "ready").then(|| text.lines().next().unwrap().to_string())
    };
    assert!(soon(|| pid().is_some()), "no scratch server was started");
    let server = Path::new("/proc").join(pid().unwrap());
    assert!(server.exists());
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert!(scratch.iter().all(|dir| !dir.exists()), "the directory of the server is left");
    assert!(soon(|| !server.exists()), "the server is left");
}
