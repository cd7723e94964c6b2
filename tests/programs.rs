//! Random programs of PL/SQL, converted, run on a real PostgreSQL with every combination of failures, and compared with what Oracle
//! does: the rows left, the package's variable, and the error that reaches the client.
//!
//! `PROGRAMS=1000 SEED=7` runs more, and others; `PROGRAMS_TO=FOLDER` keeps their text, `SHOW=1` prints errors.

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
#[path = "programs/oracle.rs"]
mod oracle;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "programs/program.rs"]
mod program;
#[path = "support/random.rs"]
mod random;

use howdah::pipeline::Done;
use howdah::profile::Profile;
use oracle::{Oracle, Seen};
use program::{BITS, Kinds, Program};
use std::collections::BTreeMap;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

/// The routines that are not converted.
fn left(done: &Done) -> Vec<String> {
    let all = done.report.objects.iter().filter(|o| o.state == "manual");
    all.map(|o| o.id.to_string()).collect()
}

fn load(done: &Done, client: &mut ::postgres::Client) {
    for statement in convert::statements(done) {
        if let Err(error) = client.batch_execute(&statement.text) {
            panic!("does not load: {error:?}\n{}", statement.text);
        }
    }
}

fn run(client: &mut ::postgres::Client, mask: u32) -> Seen {
    client.batch_execute("TRUNCATE ledger, keyed; CALL app.clear()").unwrap();
    let code = client.batch_execute(&format!("CALL app.p0({mask})")).err().map(|error| {
        if std::env::var_os("SHOW").is_some() {
            println!("{:?}", error.as_db_error());
        }
        match error.code().map(|c| c.code().to_string()).as_deref() {
            Some("22012") => -1476,
            Some("23505") => -1,
            Some("P0002") => 100,
            Some(state) if error.as_db_error().is_some_and(|e| e.message().contains("refused")) && state.len() == 5 => {
                -20001
            }
            _ => 1,
        }
    });
    let mut numbers = |sql: &str| -> Vec<i64> { client.query(sql, &[]).unwrap().iter().map(|r| r.get(0)).collect() };
    Seen {
        code,
        ledger: numbers("SELECT v::bigint FROM ledger ORDER BY n"),
        keyed: numbers("SELECT k::bigint FROM keyed ORDER BY k"),
        counted: numbers("SELECT app.total()::bigint")[0],
    }
}

/// Programs of some kind; returns how many of how many are converted as a whole.
fn check(server: &howdah::proof::server::Scratch, kinds: Kinds) -> (u64, u64) {
    let (count, seed) = (number("PROGRAMS", 8), number("SEED", 1));
    let mut whole = 0;
    let mut wrong = Vec::new();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for n in 0..count {
        let program = Program::random(seed * 1_000_003 + n, kinds);
        let text = program.text();
        if let Some(dir) = std::env::var_os("PROGRAMS_TO") {
            std::fs::write(std::path::Path::new(&dir).join(format!("{n}.sql")), &text).unwrap();
        }
        let done = convert::convert("program.sql", &text, &Profile::default(), true);
        if !left(&done).is_empty() {
            for finding in done.report.findings.iter().filter(|f| f.severity.as_str() == "blocker") {
                *reasons.entry(format!("{} {}", finding.code, finding.message)).or_default() += 1;
            }
            continue;
        }
        whole += 1;
        postgres::with_database(server, |client| {
            load(&done, client);
            for mask in 0..1 << BITS {
                let (is, must) = (run(client, mask), Oracle::default().call(&program, mask));
                if is != must {
                    wrong.push(format!("program {n}, failures {mask:05b}\n  is   {is:?}\n  must {must:?}\n{text}"));
                    break;
                }
            }
        });
    }
    println!("{kinds:?}: {whole} of {count} programs converted, {} differ", wrong.len());
    for (reason, n) in &reasons {
        println!("  {n} x {reason}");
    }
    assert!(wrong.is_empty(), "{} programs differ; the first:\n{}", wrong.len(), wrong[0]);
    (whole, count)
}

#[test]
fn programs_do_what_they_did() {
    let Some(server) = postgres::server() else { return };
    let plain = Kinds::default();
    let all = [
        plain,
        Kinds { leaves: true, ..plain },
        Kinds { functions: true, leaves: true, ..plain },
        Kinds { state: true, ..plain },
        Kinds { transactions: true, ..plain },
        Kinds { savepoints: true, ..plain },
        Kinds { transactions: true, functions: true, state: true, leaves: true, ..plain },
    ];
    for kinds in all {
        let (whole, count) = check(&server, kinds);
        assert!(whole * 4 >= count, "{whole} of {count} programs of {kinds:?} are converted");
    }
}
