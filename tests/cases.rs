//! Runs the case files of `tests/cases/`: a source, what PostgreSQL must come out, which findings and where, and what the
//! result does on a real PostgreSQL.
//!
//! A case file is Markdown. Text before the first block is the documentation of a rule. Each block of a source dialect
//! (`oracle`) starts a case; the blocks behind it say what must be:
//!
//! - `options` (before or behind the source): `name = value` a line; also `target`, `schema`, `define NAME = VALUE`. What is asked
//!   about every source (character set, server's zone …) is answered; `name =` leaves it open. `only = marked`: findings of rules that the case does not name are of no concern.
//! - `postgres`: the whole output, in the order in which it loads (queries and blocks of the script last), without helpers and without the position above each statement.
//! - `-- ~ CODE CODE` at the end of a source line: these findings, on that line; findings and marks must agree both ways.
//!   `=CODE` among them: converted exactly, on this line first in its object; `!CODE`: a near miss, which looks like what the rule
//!   finds and is not.
//! - `findings`: codes of findings without a line, one each line; `!CODE`: not found.
//! - `says`: `CODE part` a line: a finding of the code has this part of a text in its message or help; `!CODE part`: none has.
//! - `states`: `id state` a line, for objects whose state matters to the case.
//! - `applied`: `id CODE !CODE` a line: what was converted exactly in an object, and what does not occur there.
//! - `run`: statements; `=> value|value` behind one is what it must return, ` ; ` between rows, `ERROR code` for an error.
//!   `QUERY 2` stands for the second query of the source, converted; `BLOCK 2` for the second anonymous block.
//!
//! `UPDATE_CASES=1` rewrites `postgres` blocks; read the diff. `CASES=part-of-a-path` runs some.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "support/case.rs"]
mod case;
#[path = "support/checked.rs"]
mod checked;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/run.rs"]
mod run;

use case::{Case, parse, report, rewrite};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
}

fn wanted() -> Vec<PathBuf> {
    let mut all = Vec::new();
    files(Path::new("tests/cases"), &mut all);
    let filter = std::env::var("CASES").unwrap_or_default();
    all.retain(|p| p.to_string_lossy().contains(&filter));
    assert!(!all.is_empty(), "no case file");
    all
}

#[test]
fn cases_convert_as_they_say() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut failures = Vec::new();
    for path in wanted() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut cases: Vec<Case> = parse(&text);
        for case in &mut cases {
            case.convert();
            failures
                .extend(case.differences(update).into_iter().map(|d| format!("{}:{}: {d}", path.display(), case.line)));
        }
        if update {
            let new = rewrite(&text, &cases);
            if new != text {
                std::fs::write(&path, new).unwrap();
            }
        }
    }
    report(&failures);
}

#[test]
fn cases_behave_as_they_say() {
    let Some(server) = postgres::server() else { return };
    let mut failures = Vec::new();
    for path in wanted() {
        let mut cases: Vec<Case> = parse(&std::fs::read_to_string(&path).unwrap());
        for case in cases.iter_mut().filter(|c| c.run.is_some()) {
            case.convert();
            let wrong = postgres::with_database(&server, |client| {
                let mut wrong = case.behaviour(client);
                let known =
                    |said: &String| KNOWN.iter().any(|(routine, why)| said.contains(routine) && said.contains(why));
                wrong.extend(case.unclean(client).into_iter().filter(|said| !known(said)));
                wrong
            });
            failures.extend(wrong.into_iter().map(|d| format!("{}:{}: {d}", path.display(), case.line)));
        }
    }
    report(&failures);
}

/// What plpgsql_check says of cases though it is as it must be, or is not mended yet: parts of the name and of the message.
const KNOWN: [(&str, &str); 9] = [
    // Names that mean a column, as in Oracle, where a variable or parameter has the same.
    ("app.place", "never read variable"),
    ("app.one_of", "unused parameter"),
    // A parameter that only its number can name has no class of integers.
    ("nam.raise_pay", "implicit cast of attribute"),
    ("staff.count_of", "implicit cast of attribute"),
    // A row that is fetched for its cast alone, behind a branch.
    ("public.tries", "is not assigned yet"),
    // Casts that cost little and hide no index.
    ("txt.listed", "target type is different"),
    ("app.acc_ct__", "target type is different"),
    ("public.kept", "target type is different"),
    ("app.two", "should be IMMUTABLE"),
];

/// Rules that no case can raise, as they need several files, bytes, waivers or an error of the tool itself.
const ELSEWHERE: [&str; 11] =
    ["HD-002", "HD-003", "HD-004", "HD-005", "HD-006", "HD-007", "HD-020", "HD-021", "HD-301", "HD-900", "OR-DIC-013"];

/// Every rule has a case that raises it, or shows it converted, and a near miss: those that still lack one are a snapshot.
#[test]
fn rules_are_raised_and_nearly_raised() {
    let mut all = Vec::new();
    files(Path::new("tests/cases"), &mut all);
    let mut shown = [BTreeSet::new(), BTreeSet::new()];
    for path in all {
        for case in parse(&std::fs::read_to_string(&path).unwrap()) {
            for (all, own) in shown.iter_mut().zip(case.shown()) {
                all.extend(own);
            }
        }
    }
    let [raised, near] = shown;
    let codes: BTreeSet<&str> = howdah::rules::all().flat_map(|rule| rule.codes).map(|(_, code)| *code).collect();
    let unknown: Vec<&String> = raised.union(&near).filter(|code| !codes.contains(code.as_str())).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
    let without = |have: &BTreeSet<String>| {
        let lacks = |code: &&str| !have.contains(*code) && !ELSEWHERE.contains(code);
        let all: Vec<&str> = codes.iter().copied().filter(lacks).collect();
        format!("{} of {} rules", all.len(), codes.len()) + &all.iter().map(|c| format!("\n  {c}")).collect::<String>()
    };
    let text =
        format!("without a case that raises it: {}\n\nwithout a near miss: {}", without(&raised), without(&near));
    insta::with_settings!({ snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"), prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("rules", text);
    });
}
