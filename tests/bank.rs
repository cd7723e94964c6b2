//! The sample of a bank at work: it is converted and loaded once, and each scenario of `tests/bank/` calls the converted code as the
//! bank's own programs did.
//!
//! A scenario is Markdown: what happens and why Oracle gives these rows; a block `needs`, one object of the report a line, everything
//! that is called on the way; blocks `run` as in `tests/cases.rs`. While a needed object is not converted, the scenario is pending.
//! [`PENDING`] names those, so that none is passed over silently; a scenario that is no longer pending is to be taken from it.
//!
//! `BANK=part-of-a-name` runs some.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "support/checked.rs"]
mod checked;
#[path = "support/plans.rs"]
mod plans;
#[path = "support/postgres.rs"]
#[expect(dead_code, reason = "a scenario has a copy of the bank, not an empty database")]
mod postgres_server;
#[path = "support/run.rs"]
mod run;

use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input::{self, Input};
use howdah::pipeline::{self, Done, Request};
use howdah::profile::{Origin, Profile};
use howdah::proof::script;
use howdah::proof::server::Scratch;
use howdah::report::Says;
use howdah::report::model::Report;
use howdah::report::policy::Policy;
use std::collections::BTreeMap;

/// Scenarios that wait for code to be converted.
const PENDING: &[&str] = &[];

/// One scenario file.
struct Scenario {
    name: String,
    needs: Vec<String>,
    run: String,
}

fn scenarios() -> Vec<Scenario> {
    let mut files: Vec<_> = std::fs::read_dir("tests/bank").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let wanted = std::env::var("BANK").unwrap_or_default();
    files.retain(|f| f.to_string_lossy().contains(&wanted));
    files.iter().map(|path| read(path)).collect()
}

fn read(path: &std::path::Path) -> Scenario {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let (mut needs, mut run, mut block) = (Vec::new(), String::new(), None);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        match (line.strip_prefix("```"), block.as_deref()) {
            (Some(_), Some(_)) => block = None,
            (Some(word), None) => block = Some(word.to_string()),
            (None, Some("needs")) => needs.push(line.trim().to_string()),
            (None, Some("run")) => run.extend([line, "\n"]),
            _ => {}
        }
    }
    assert!(!needs.is_empty() && !run.is_empty(), "{name} needs nothing or runs nothing");
    Scenario { name, needs, run }
}

fn converted() -> Done {
    let paths = vec!["samples/oracle/bank".into()];
    let input: Input = input::read(&input::Request { paths, ..input::Request::default() }).unwrap();
    let mut profile = Profile::default();
    for (name, value) in
        [("source_server_timezone", "Europe/Vienna"), ("target_collation", "C"), ("autonomous", "dblink")]
    {
        profile.set(name, value, Origin::File).unwrap();
    }
    let (policy, previous) = (Policy::default(), Previous::default());
    let request = Request {
        input: &input,
        source: Source::Oracle,
        profile: &profile,
        policy: &policy,
        previous: &previous,
        jobs: 2,
        says: Says::Drafts,
        only: &[],
        last: false,
    };
    pipeline::run(&request).unwrap()
}

/// The first object that is needed and not converted.
fn waits_for(report: &Report, needs: &[String]) -> Option<String> {
    needs.iter().find_map(|id| {
        let object = report.objects.iter().find(|o| o.id == *id).unwrap_or_else(|| panic!("{id} is not in the report"));
        let waits = ["manual", "unread"].contains(&object.state.as_str());
        waits.then(|| format!("{id}: {}", object.reason.as_deref().unwrap_or("manual")))
    })
}

/// A database with the whole bank.
fn load(server: &Scratch, done: &Done, name: &str) {
    let read = |path: &str| {
        let file = done.files.iter().find(|f| f.path == path);
        file.map(|f| f.text.to_string()).ok_or_else(|| format!("{path} is missing"))
    };
    let mut admin = server.connect("postgres").unwrap();
    // Names are written with umlauts, and Oracle knows their capitals.
    let settings = "TEMPLATE template0 LC_CTYPE 'C.UTF-8' STRATEGY file_copy";
    admin.batch_execute(&format!("CREATE DATABASE {name} {settings}")).unwrap();
    let mut client = server.connect(name).unwrap();
    client.batch_execute("CREATE EXTENSION dblink").unwrap();
    for statement in script::statements("apply.sql", &BTreeMap::new(), &read).unwrap() {
        if let Err(error) = client.batch_execute(&statement.text) {
            panic!("{}:{}: {}", statement.file, statement.line, run::said(&error));
        }
    }
}

#[test]
fn the_bank_works_as_it_did() {
    let Some(server) = postgres_server::server() else { return };
    let done = converted();
    load(&server, &done, "bank");
    let (mut pending, mut failures) = (Vec::new(), Vec::new());
    for scenario in scenarios() {
        if let Some(why) = waits_for(&done.report, &scenario.needs) {
            println!("{} is pending: {why}", scenario.name);
            pending.push(scenario.name);
            continue;
        }
        // Copied through the log and left there: dropping one, or copying its files, waits for all buffers to be written.
        let own = format!("scenario{}", scenario.name.get(..2).unwrap());
        let mut admin = server.connect("postgres").unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {own} TEMPLATE bank STRATEGY wal_log")).unwrap();
        // Autonomous transactions come back to the same database.
        let own_link = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE {own} SET ora_compat.autonomous_connection = %L', format(\
             'host=%s port=%s dbname={own} user=%s', split_part(current_setting('unix_socket_directories'), ',', 1), \
             current_setting('port'), current_user)); END $$"
        );
        admin.batch_execute(&own_link).unwrap();
        let wrong = run::differences(&mut server.connect(&own).unwrap(), &scenario.run, &|_| None);
        failures.extend(wrong.into_iter().map(|w| format!("{}: {w}", scenario.name)));
    }
    assert!(failures.is_empty(), "{} rows differ\n\n{}", failures.len(), failures.join("\n\n"));
    if std::env::var_os("BANK").is_none() {
        assert_eq!(pending, PENDING, "PENDING of this file names the scenarios that wait for code");
    }
}

/// What an index served on the source, an index serves here: no query of the code compares the first column of an index and reads the
/// whole table all the same.
#[test]
fn indexes_serve_the_queries_of_the_bank() {
    let Some(server) = postgres_server::server() else { return };
    let done = converted();
    load(&server, &done, "bank_plans");
    let mut client = server.connect("bank_plans").unwrap();
    let unclean = checked::unclean(&mut client, &done.report);
    assert!(unclean.is_empty(), "{} claims are false\n{}", unclean.len(), unclean.join("\n"));
    let found = plans::plans(&mut client);
    let told = |w: &plans::Whole| format!("{}: {}\n  {}\n  {}", w.routine, w.table, w.filter, w.query.trim());
    let wrong: Vec<String> = found.whole.iter().map(told).collect();
    assert!(wrong.is_empty(), "{} queries read a whole table\n\n{}", wrong.len(), wrong.join("\n\n"));
    let (planned, apart) = (found.planned, found.apart.len());
    assert!(
        planned > 300 && apart * 10 < planned,
        "{planned} queries are planned, {apart} are not:\n{}",
        found.apart.join("\n")
    );
    // The test can tell: a comparison that casts the column reads the whole table.
    let cast = "CREATE FUNCTION core.cast_of(p_id numeric) RETURNS bigint LANGUAGE plpgsql AS $f$ BEGIN \
        RETURN QUERY SELECT count(*) FROM core.accounts WHERE account_id = p_id; END $f$";
    client.batch_execute(&cast.replace("RETURNS bigint", "RETURNS SETOF bigint")).unwrap();
    assert_eq!(plans::plans(&mut client).whole.len(), 1);
}
