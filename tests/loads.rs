//! Output loads: everything that the source has is in PostgreSQL's catalogue afterwards, `rollback.sql` takes it back, states add
//! up, and the bytes are the same however it was run.
//!
//! The samples always; other sources by `HOWDAH_CORPORA=folder cargo test --test loads -- --ignored`: each folder in it is one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "server")]
#[path = "loads/catalog.rs"]
mod catalog;
#[path = "support/postgres.rs"]
mod postgres_server;

use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input::{self, Input};
use howdah::pipeline::{self, Done};
use howdah::profile::Profile;
use howdah::proof::script;
use howdah::proof::server::{Installation, Scratch};
use howdah::report::Says;
use howdah::report::model::States;
use howdah::report::policy::Policy;
use postgres_server::{server, with_database};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every folder below a folder, sorted.
fn folders(root: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    all.retain(|p| p.is_dir());
    all.sort();
    all
}

fn samples() -> Vec<PathBuf> {
    folders(Path::new("samples/oracle"))
}

fn read(paths: &[PathBuf]) -> Input {
    input::read(&input::Request { paths: paths.to_vec(), ..input::Request::default() }).unwrap()
}

fn request<'a>(
    input: &'a Input,
    profile: &'a Profile,
    policy: &'a Policy,
    previous: &'a Previous,
) -> pipeline::Request<'a> {
    pipeline::Request {
        input,
        source: Source::Oracle,
        profile,
        policy,
        previous,
        jobs: 0,
        says: Says::Drafts,
        only: &[],
        last: false,
    }
}

fn profile(target: u8) -> Profile {
    let mut profile = Profile::default();
    profile.target = target;
    profile
}

/// Converts a source for a version of PostgreSQL.
fn converted(input: &Input, target: u8, jobs: usize) -> Done {
    let (profile, policy, previous) = (profile(target), Policy::default(), Previous::default());
    pipeline::run(&pipeline::Request { jobs, ..request(input, &profile, &policy, &previous) }).unwrap()
}

/// Runs a script as psql would, and stops at the first error.
fn run(client: &mut postgres::Client, done: &Done, file: &str, variables: &[(&str, &str)]) -> Result<(), String> {
    let read = |path: &str| {
        let found = done.files.iter().find(|f| f.path == path);
        found.map(|f| f.text.to_string()).ok_or_else(|| format!("{path} is missing"))
    };
    let variables: BTreeMap<String, String> = variables.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
    for statement in script::statements(file, &variables, &read)? {
        client.batch_execute(&statement.text).map_err(|e| {
            let why = e.as_db_error().map_or_else(|| e.to_string(), |d| d.message().to_string());
            format!("{}:{}: {why}", statement.file, statement.line)
        })?;
    }
    Ok(())
}

/// Everything that is in a database, by kind and name.
fn contents(client: &mut postgres::Client) -> Vec<String> {
    const OWN: &str = "!~ '^(pg_|information_schema)'";
    let sql = format!(
        "SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname::text {OWN}
         UNION ALL SELECT 'relation ' || oid::regclass FROM pg_class WHERE relnamespace::regnamespace::text {OWN}
         UNION ALL SELECT 'routine ' || oid::regprocedure FROM pg_proc WHERE pronamespace::regnamespace::text {OWN}
         UNION ALL SELECT 'type ' || oid::regtype FROM pg_type WHERE typnamespace::regnamespace::text {OWN}
         ORDER BY 1"
    );
    client.query(&sql, &[]).unwrap().iter().map(|r| r.get(0)).collect()
}

fn adds_up(states: &States) -> bool {
    states.total == states.converted + states.review + states.manual + states.ignored + states.unread
}

/// Loads one source and says what is wrong.
fn faults(server: &Scratch, input: &Input, target: u8) -> Vec<String> {
    let done = converted(input, target, 0);
    let (profile, policy, previous) = (profile(target), Policy::default(), Previous::default());
    let program = pipeline::read(&request(input, &profile, &policy, &previous)).unwrap();
    let summary = &done.report.summary;
    let mut faults = Vec::new();
    if !(adds_up(&summary.statements) && adds_up(&summary.objects.all)) {
        faults.push("states do not add up".into());
    }
    if summary.objects.all.total as usize != done.report.objects.len() {
        faults.push("the sum of objects is not their number".into());
    }
    for object in done.report.objects.iter().filter(|o| o.state == "ignored" && o.reason.is_none()) {
        faults.push(format!("{} is ignored without a reason", object.id));
    }
    with_database(server, |client| {
        let before = contents(client);
        if let Err(why) = run(client, &done, "apply.sql", &[]) {
            faults.push(format!("apply.sql: {why}"));
            return;
        }
        faults.extend(catalog::missing(client, &program, &done.report));
        if let Err(why) = run(client, &done, "rollback.sql", &[("drop_data", "yes")]) {
            faults.push(format!("rollback.sql: {why}"));
        }
        let after = contents(client);
        faults.extend(after.iter().filter(|o| !before.contains(o)).map(|o| format!("rollback.sql leaves {o}")));
    });
    faults
}

fn all_faults(server: &Scratch, sources: &[PathBuf], target: u8) -> Vec<String> {
    let named = |path: &PathBuf| {
        let found = faults(server, &read(std::slice::from_ref(path)), target);
        found.into_iter().map(|f| format!("{}: {f}", path.display())).collect::<Vec<_>>()
    };
    sources.iter().flat_map(named).collect()
}

#[test]
fn samples_load_whole_and_go_whole() {
    let Some(server) = server() else { return };
    let faults = all_faults(&server, &samples(), 15);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A folder of sources a line; those that fail are named with all that is wrong.
#[test]
#[ignore = "needs sources in HOWDAH_CORPORA"]
fn corpora_load_whole_and_go_whole() {
    let Some(root) = std::env::var_os("HOWDAH_CORPORA") else { return println!("skipped: no HOWDAH_CORPORA") };
    let Some(server) = server() else { return };
    let faults = all_faults(&server, &folders(Path::new(&root)), 15);
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Rows stand in the way of `rollback.sql`, unless it is told to drop them.
#[test]
fn rollback_refuses_to_drop_rows() {
    let Some(server) = server() else { return };
    let done =
        converted(&Input::from_texts(&[("t.sql", "CREATE TABLE t (a NUMBER);\nINSERT INTO t VALUES (1);\n")]), 15, 1);
    with_database(&server, |client| {
        run(client, &done, "apply.sql", &[]).unwrap();
        let refused = run(client, &done, "rollback.sql", &[]).unwrap_err();
        assert!(refused.contains("public.t holds rows"), "{refused}");
        run(client, &done, "rollback.sql", &[("drop_data", "yes")]).unwrap();
    });
}

/// What blocks print are notices: the script that holds them lets those through.
#[test]
fn blocks_print_where_they_are_run() {
    let Some(server) = server() else { return };
    let block = "CREATE TABLE t (a NUMBER);\nBEGIN\n  FOR r IN (SELECT a FROM t) LOOP DBMS_OUTPUT.PUT_LINE(r.a); END LOOP;\nEND;\n/\n";
    let done = converted(&Input::from_texts(&[("t.sql", block)]), 15, 1);
    with_database(&server, |client| {
        run(client, &done, "apply.sql", &[]).unwrap();
        run(client, &done, "blocks.sql", &[]).unwrap();
        let shown: String = client.query_one("SHOW client_min_messages", &[]).unwrap().get(0);
        assert_eq!(shown, "notice");
    });
}

/// The server programs of a version where `tests/tools.sh` puts them, in a folder that `nobody` can read.
fn other_version(major: u32) -> Option<Installation> {
    let from = PathBuf::from(format!("target/tools/node_modules/pg{major}/native"));
    if !from.join("bin/postgres").exists() {
        assert!(
            std::env::var_os("CI").is_none(),
            "PostgreSQL {major} is required, and tests/tools.sh did not bring it"
        );
        println!("skipped: no PostgreSQL {major}");
        return None;
    }
    let to = std::env::temp_dir().join(format!("howdah-pg{major}-{}", std::process::id()));
    let copied = Command::new("cp").arg("-a").arg(&from).arg(&to).status().unwrap();
    assert!(copied.success());
    Some(Installation { bin: to.join("bin"), major })
}

#[test]
fn samples_load_on_later_versions() {
    for major in 16..=18_u8 {
        let Some(installation) = other_version(u32::from(major)) else { continue };
        let started = Scratch::start(&installation);
        let faults = started.map(|server| all_faults(&server, &samples(), major));
        std::fs::remove_dir_all(installation.bin.parent().unwrap()).unwrap();
        let faults = faults.unwrap_or_else(|why| panic!("PostgreSQL {major}: {why}"));
        assert!(faults.is_empty(), "PostgreSQL {major}:\n{}", faults.join("\n"));
    }
}

/// Bytes of all files, by path.
fn bytes(done: &Done) -> BTreeMap<&str, &str> {
    done.files.iter().map(|f| (f.path.as_str(), f.text.as_str())).collect()
}

#[test]
fn bytes_depend_on_the_source_alone() {
    for sample in samples() {
        let once = converted(&read(std::slice::from_ref(&sample)), 15, 1);
        let again = converted(&read(std::slice::from_ref(&sample)), 15, 8);
        // The same files, named one by one and the other way round.
        let mut files: Vec<PathBuf> = Vec::new();
        walk(&sample, &mut files);
        files.reverse();
        let reversed = converted(&read(&files), 15, 3);
        for other in [&again, &reversed] {
            assert_eq!(once.report, other.report, "{}", sample.display());
            assert!(bytes(&once) == bytes(other), "{}: other bytes", sample.display());
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            walk(&entry, found);
        } else {
            found.push(entry);
        }
    }
}
