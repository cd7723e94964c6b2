//! Speed of the stages, in bytes of source per second: one thread, so that a second is a second of one processor where nothing else
//! runs.
//!
//! `cargo bench` runs all of them; `cargo bench -- lex` one. The texts are the samples, repeated to a fixed size; those of `HOWDAH_CORPORA`
//! (a list of folders) are measured beside them where it is set.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use howdah::dialect::{self, oracle};
use howdah::finding::Source;
use howdah::input::Input;
use howdah::profile::Profile;
use howdah::report::Says;
use howdah::{analyze, convert, pipeline, report};
use std::fs;
use std::path::Path;

// that of the tool
#[cfg(feature = "mimalloc")]
#[path = "../src/memory.rs"]
mod memory;

fn main() {
    #[cfg(feature = "mimalloc")]
    memory::give_back_soon();
    divan::main();
}

/// Bytes of the texts that are measured, at least.
const SIZE: usize = 4 << 20;

/// What is measured.
const SETS: [&str; 3] = ["ddl", "code", "corpora"];

fn collect(folder: &Path, into: &mut Vec<(bool, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let is_script =
            path.extension().is_some_and(|e| ["sql", "pks", "pkb", "pkg", "tps", "tpb"].iter().any(|x| e == *x));
        if path.is_dir() {
            collect(&path, into);
        } else if let Some(text) = fs::read_to_string(&path).ok().filter(|_| is_script) {
            let is_code = path.components().any(|c| c.as_os_str() == "code");
            into.push((is_code, text));
        }
    }
}

/// The scripts of a set once: DDL of our samples, their PL/SQL, or the corpora that are given.
fn once(set: &str) -> Vec<String> {
    let mut all = Vec::new();
    if set == "corpora" {
        let given = std::env::var("HOWDAH_CORPORA").unwrap_or_default();
        std::env::split_paths(&given).for_each(|folder| collect(&folder, &mut all));
    } else {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/oracle"), &mut all);
        all.retain(|(is_code, _)| *is_code == (set == "code"));
    }
    all.into_iter().map(|(_, text)| text).collect()
}

/// The scripts of a set repeated, each copy in a schema of its own.
fn texts(set: &str, size: usize) -> Vec<(String, String)> {
    let once = once(set);
    let mut texts = Vec::new();
    let mut written = 0;
    while written < size && !once.is_empty() {
        let mut text = format!("ALTER SESSION SET CURRENT_SCHEMA = S{};\n", texts.len());
        once.iter().for_each(|t| {
            text.push_str(t);
            text.push('\n');
        });
        written += text.len();
        texts.push((format!("{:05}.sql", texts.len()), text));
    }
    texts
}

fn input(texts: &[(String, String)]) -> Input {
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Input::from_texts(&texts)
}

fn bytes(input: &Input) -> BytesCount {
    BytesCount::new(input.sources.files().iter().map(|f| f.text.len()).sum::<usize>())
}

/// The layer of SQL*Plus: commands cut out, variables replaced.
#[divan::bench(args = SETS)]
fn client(bencher: Bencher<'_, '_>, set: &str) {
    let texts = texts(set, SIZE);
    let size = BytesCount::new(texts.iter().map(|(_, text)| text.len()).sum::<usize>());
    bencher.counter(size).bench(|| input(black_box(&texts)));
}

/// Text to tokens.
#[divan::bench(args = SETS)]
fn lex(bencher: Bencher<'_, '_>, set: &str) {
    let text: String = texts(set, SIZE).into_iter().map(|(_, text)| text).collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| oracle::lexicon::lex(black_box(&text), 0));
}

/// Text to statements, lexing included.
#[divan::bench(args = SETS)]
fn parse(bencher: Bencher<'_, '_>, set: &str) {
    let text: String = texts(set, SIZE).into_iter().map(|(_, text)| text).collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| oracle::script::statements(black_box(&text)));
}

/// Texts to the catalogue after the last statement.
#[divan::bench(args = SETS)]
fn read(bencher: Bencher<'_, '_>, set: &str) {
    let input = input(&texts(set, SIZE));
    let profile = Profile::default();
    let work = || dialect::read(Source::Oracle, black_box(&input), &profile);
    bencher.counter(bytes(&input)).bench_local(|| pipeline::pooled(1, work));
}

/// Names resolved, types and nullability of every expression.
#[divan::bench(args = SETS)]
fn analyze(bencher: Bencher<'_, '_>, set: &str) {
    let input = input(&texts(set, SIZE));
    let program = pipeline::pooled(1, || dialect::read(Source::Oracle, &input, &Profile::default())).unwrap();
    bencher.counter(bytes(&input)).bench_local(|| pipeline::pooled(1, || analyze::run(black_box(&program))));
}

/// The whole flow for a report that says so much.
fn flow(bencher: Bencher<'_, '_>, set: &str, says: Says) {
    let input = input(&texts(set, SIZE));
    let (profile, policy, previous) =
        (Profile::default(), report::policy::Policy::default(), convert::Previous::default());
    let request = pipeline::Request {
        input: &input,
        source: Source::Oracle,
        profile: &profile,
        policy: &policy,
        previous: &previous,
        only: &[],
        last: false,
        jobs: 1,
        says,
    };
    bencher.counter(bytes(&input)).bench_local(|| pipeline::run(black_box(&request)));
}

/// Everything that `convert` does but writing files.
#[divan::bench(args = SETS)]
fn whole(bencher: Bencher<'_, '_>, set: &str) {
    flow(bencher, set, Says::Drafts);
}

/// Everything that `lint` does.
#[divan::bench(args = SETS)]
fn lint(bencher: Bencher<'_, '_>, set: &str) {
    flow(bencher, set, Says::Findings);
}

/// The same text once and ten times: the second line must show the same speed.
#[divan::bench(args = [1, 10])]
fn tenfold(bencher: Bencher<'_, '_>, times: usize) {
    let text: String = texts("code", times << 20).into_iter().map(|(_, text)| text).collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| oracle::script::statements(black_box(&text)));
}
