//! The scoreboard: what becomes of every sample, as a snapshot that is read as a diff in review.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "support/postgres.rs"]
mod postgres;

use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input::{Input, Request as Reading, read};
use howdah::pipeline::{self, Done, Request};
use howdah::profile::Profile;
use howdah::proof::script;
use howdah::report::Says;
use howdah::report::policy::Policy;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// Every sample, by dialect and name.
fn samples() -> Vec<(String, PathBuf)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples/oracle");
    let mut all: Vec<(String, PathBuf)> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|path| (format!("oracle/{}", path.file_name().unwrap().to_string_lossy()), path))
        .collect();
    all.sort();
    all
}

fn convert(path: PathBuf) -> Done {
    let input: Input = read(&Reading { paths: vec![path], ..Reading::default() }).unwrap();
    let profile = Profile::default();
    let request = Request {
        input: &input,
        source: Source::Oracle,
        profile: &profile,
        policy: &Policy::default(),
        previous: &Previous::default(),
        jobs: 2,
        says: Says::Drafts,
        only: &[],
        last: false,
    };
    pipeline::run(&request).unwrap()
}

/// Statements that a server refuses, and what plpgsql_check finds.
fn load(server: &howdah::proof::server::Scratch, done: &Done) -> (usize, usize) {
    let read = |path: &str| {
        let file = done.files.iter().find(|f| f.path == path);
        file.map(|f| f.text.to_string()).ok_or_else(|| format!("{path} is missing"))
    };
    let statements = script::statements("apply.sql", &BTreeMap::new(), &read).unwrap();
    postgres::with_database(server, |client| {
        let refused = statements.iter().filter(|s| client.batch_execute(&s.text).is_err()).count();
        (statements.len(), refused)
    })
}

#[test]
fn the_scoreboard_says_what_becomes_of_every_sample() {
    let Some(server) = postgres::server() else { return };
    let mut board = String::new();
    for (name, path) in samples() {
        let done = convert(path);
        let summary = &done.report.summary;
        let (s, o) = (&summary.statements, &summary.objects.all);
        let (run, refused) = load(&server, &done);
        let _ = writeln!(board, "{name}");
        let _ = writeln!(
            board,
            "  statements  {} read: {} converted, {} review, {} manual, {} ignored, {} unread",
            s.total, s.converted, s.review, s.manual, s.ignored, s.unread
        );
        let _ = writeln!(
            board,
            "  objects     {}: {} converted, {} review, {} manual, {} ignored, {} unread",
            o.total, o.converted, o.review, o.manual, o.ignored, o.unread
        );
        for (kind, states) in &summary.objects.by_kind {
            let _ = writeln!(
                board,
                "    {kind:18}{:4} converted {:4} review {:4} manual {:4} ignored",
                states.converted, states.review, states.manual, states.ignored
            );
        }
        let names = &done.report.names;
        let share = |part: u32, of: u32| f64::from(part) * 100.0 / f64::from(of.max(1));
        let _ = writeln!(
            board,
            "  names       {} in the input, {:.2} % resolved; {} expressions, {:.2} % typed",
            names.references - names.not_in_input,
            share(names.resolved, names.references - names.not_in_input),
            names.expressions - names.beyond_input,
            share(names.typed, names.expressions - names.beyond_input)
        );
        let _ = writeln!(board, "  PostgreSQL  {run} statements, {refused} refused");
        assert_eq!(refused, 0, "{name}: what is written must load");
    }
    insta::with_settings!({ snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("scoreboard", board);
    });
}
