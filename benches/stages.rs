//! Speed of the stages, in bytes of source per second: one thread, so that a second is a second of one processor.
//!
//! `cargo bench` runs all of them; `cargo bench -- lex` one. The texts are the samples, repeated to a fixed size.

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
use howdah::{analyze, convert, pipeline, report};
use std::fs;
use std::path::Path;

fn main() {
    divan::main();
}

/// Bytes of the texts that are measured, at least.
const SIZE: usize = 4 << 20;

fn collect(folder: &Path, into: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "sql") {
            into.push(fs::read_to_string(path).unwrap());
        }
    }
}

/// The scripts of our samples, each copy in a schema of its own.
fn texts(size: usize) -> Vec<(String, String)> {
    let mut once = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/oracle"), &mut once);
    let mut texts = Vec::new();
    let mut written = 0;
    while written < size {
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
#[divan::bench]
fn client(bencher: Bencher<'_, '_>) {
    let texts = texts(SIZE);
    let size = BytesCount::new(texts.iter().map(|(_, text)| text.len()).sum::<usize>());
    bencher.counter(size).bench(|| input(black_box(&texts)));
}

/// Text to tokens.
#[divan::bench]
fn lex(bencher: Bencher<'_, '_>) {
    let text: String = texts(SIZE).into_iter().map(|(_, text)| text).collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| oracle::lexicon::lex(black_box(&text), 0));
}

/// Text to statements, lexing included.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let text: String = texts(SIZE).into_iter().map(|(_, text)| text).collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| oracle::script::statements(black_box(&text)));
}

/// Texts to the catalogue after the last statement.
#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let input = input(&texts(SIZE));
    let profile = Profile::default();
    let work = || dialect::read(Source::Oracle, black_box(&input), &profile);
    bencher.counter(bytes(&input)).bench_local(|| pipeline::pooled(1, work));
}

/// Names resolved, types and nullability of every expression.
#[divan::bench]
fn analyze(bencher: Bencher<'_, '_>) {
    let input = input(&texts(SIZE));
    let program = pipeline::pooled(1, || dialect::read(Source::Oracle, &input, &Profile::default())).unwrap();
    bencher.counter(bytes(&input)).bench_local(|| pipeline::pooled(1, || analyze::run(black_box(&program))));
}

/// Everything that `convert` does but writing files.
#[divan::bench]
fn whole(bencher: Bencher<'_, '_>) {
    let input = input(&texts(SIZE));
    let (profile, policy, previous) =
        (Profile::default(), report::policy::Policy::default(), convert::Previous::default());
    let request = pipeline::Request {
        input: &input,
        source: Source::Oracle,
        profile: &profile,
        policy: &policy,
        previous: &previous,
        only: &[],
        jobs: 1,
        write: true,
    };
    bencher.counter(bytes(&input)).bench_local(|| pipeline::run(black_box(&request)));
}
