//! What is broken costs little: every file of the corpora, cut at random places, still yields a model, and is never taken for whole.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use howdah::dialect::oracle::statements;
use howdah::input::{Input, Piece};
use howdah::ir::plsql::walk::{self, Node};
use howdah::ir::{Does, Statement};
use howdah::pipeline;
use std::path::{Path, PathBuf};

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    const ENDINGS: [&str; 13] =
        ["sql", "pks", "pkb", "pls", "plb", "prc", "fnc", "trg", "tps", "tpb", "pck", "vw", "pkg"];
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| files(&entry.path(), found));
    } else if path.extension().is_some_and(|e| ENDINGS.iter().any(|ending| e.eq_ignore_ascii_case(ending))) {
        found.push(path.to_path_buf());
    }
}

/// Whether everything of a statement is understood.
fn whole(statement: &Statement) -> bool {
    let mut lost = matches!(statement.does, Does::Unread(_)) || statement.rest.is_some();
    walk::statement(&statement.does, &mut |node| walk::each(node, &mut |node| lost |= matches!(node, Node::Unread(_))));
    !lost
}

/// Whether a statement is code that only its last `END` completes.
fn is_code(statement: &Statement) -> bool {
    ["CREATE PROCEDURE", "CREATE FUNCTION", "CREATE PACKAGE", "CREATE PACKAGE BODY", "block"].contains(&statement.label)
}

/// A small generator of numbers, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

/// Cuts a text at random places; gives how often.
fn cut(name: &str, text: &str, times: usize, dice: &mut Dice) -> usize {
    let full = statements(text);
    let mut done = 0;
    for _ in 0..times {
        let mut at = dice.roll(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let read = statements(&text[..at]);
        done += 1;
        // what stands before the statement that is cut is read as ever
        let before = full.iter().filter(|s| (s.at.span.hi as usize) < at).count();
        assert!(read.len() >= before, "{name} cut at {at}: {} statements of {before}", read.len());
        let Some(broken) = full.iter().find(|s| (s.at.span.lo as usize) < at && at + 1 < s.at.span.hi as usize) else {
            continue;
        };
        // in its first words it may be anything; the end of a block may be cut behind its `END`
        let (lo, hi) = (broken.at.span.lo as usize, broken.at.span.hi as usize);
        let tail = text[at..hi].to_ascii_uppercase();
        if is_code(broken) && whole(broken) && at > lo + 40 && tail.contains("END") && tail.contains(';') {
            // a literal that is cut ends with its line, so what stands in it may be statements of its own
            let complete = read.iter().filter(|s| s.at.span.hi as usize > lo).all(whole);
            let tail: String = text[lo..at].chars().rev().take(60).collect();
            assert!(
                !complete,
                "{name} cut at {at} counts as whole, before {:?}",
                tail.chars().rev().collect::<String>()
            );
        }
    }
    done
}

const CODE: &str = include_str!("data/code.sql");

#[test]
fn code_that_is_cut_is_never_whole() {
    assert_eq!(cut("tests/data/code.sql", CODE, 200, &mut Dice(0x9e37_79b9_7f4a_7c15)), 200);
}

/// `HOWDAH_CORPORA=folders cargo test --release --test recovery -- --ignored --nocapture`.
#[test]
#[ignore = "needs the corpora"]
fn every_file_of_the_corpora_may_be_cut_anywhere() {
    let mut found = Vec::new();
    for folder in std::env::split_paths(&std::env::var("HOWDAH_CORPORA").unwrap_or_default()) {
        files(&folder, &mut found);
    }
    found.sort();
    let work = || {
        let (mut dice, mut cuts) = (Dice(0x9e37_79b9_7f4a_7c15), 0);
        for path in &found {
            let Ok(bytes) = std::fs::read(path) else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let name = path.display().to_string();
            let input = Input::from_texts(&[(&name, &text)]);
            let pieces: Vec<&str> = input
                .pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Sql(span) => Some(input.sources.text(*span)),
                    Piece::Client { .. } | Piece::Exec { .. } => None,
                })
                .collect();
            let size: usize = pieces.iter().map(|p| p.len()).sum();
            for piece in pieces {
                // 200 places in each file, but no more than the time for big ones allows
                let times = (200 * piece.len()).div_ceil(size.max(1)).min(20_000_000 / size.max(1) + 1);
                cuts += cut(&name, piece, times, &mut dice);
            }
        }
        println!("{} files cut at {cuts} places", found.len());
    };
    pipeline::pooled(1, work).unwrap();
}

/// Reads a text that is damaged at every level of nesting.
fn read_damaged(text: &str) {
    let input = howdah::input::Input::from_texts(&[("a.sql", text)]);
    let started = std::time::Instant::now();
    let program = howdah::dialect::oracle::read(&input, &howdah::profile::Profile::default());
    assert!(started.elapsed().as_secs() < 10, "it took {:?}", started.elapsed());
    assert!(!program.unread.is_empty(), "what has no end is not understood");
}

/// Each level was read twice once, for itself and for the block around it: 30 levels took longer than anybody waits.
#[test]
fn blocks_that_never_end_are_read_once() {
    read_damaged(&format!("BEGIN;\n{}", "DECLARE c CURSOR FOR SELECT * FROM t FOR UPDATE;\nBEGIN;\n".repeat(60)));
}

/// The same of routines within routines: 12 levels took half a minute.
#[test]
fn routines_that_never_end_are_read_once() {
    let unit = "PROCEDURE a(p NUMBER) IS\nPROCEDURE b IS\n) RETURN VARCHAR2 IS\nn NUMBER := 0;\n\
                FUNCTION c(p NUMBER) RETURN NUMBER I)S\nBEGIN\nn := n + p;\nRETUR2 IS\n";
    let text = format!("CREATE PACKAGE BODY calc AS\nFUNCTION f RETURN VARCHAR2 IS\n{}END calc;\n/\n", unit.repeat(40));
    pipeline::pooled(1, || read_damaged(&text)).unwrap();
}

/// The order of siblings stands in no call: it was read as nothing, again and again.
#[test]
fn an_order_of_siblings_in_a_call_ends() {
    read_damaged("SELECT f(a, b ORDER SIBLINGS BY c) FROM t;\nSELECT f(a ORDER SIBLINGS;\n");
}
