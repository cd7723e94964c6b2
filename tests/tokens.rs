//! Nothing is lost between text and model: units tile the tokens, every token matters, and no text makes reading fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::dialect::oracle::{lexicon, statements, units};
use howdah::ir::{Does, Statement};
use howdah::span::Span;
use howdah::syntax::{Kind, Token};
use std::path::{Path, PathBuf};

/// Scripts of ours, and those below `HOWDAH_CORPORA` (a list of folders).
fn scripts() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/oracle");
    let given = std::env::var("HOWDAH_CORPORA").unwrap_or_default();
    for folder in std::iter::once(own).chain(std::env::split_paths(&given)) {
        walk(&folder, &mut files);
    }
    files.sort();
    files.into_iter().filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text))).collect()
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| walk(&entry.path(), files));
    } else if path.extension().is_some_and(|e| e == "sql") {
        files.push(path.to_path_buf());
    }
}

/// Statements that between them hold every clause of tables.
const TABLES: &str = include_str!("data/tables.sql");

/// Objects that between them hold every declaration and statement of code.
const CODE: &str = include_str!("data/code.sql");

/// Statements for every other production of the grammar.
const CONSTRUCTS: &str = include_str!("data/constructs.sql");

/// The texts that the properties are tried on, with a name for messages.
fn texts() -> Vec<(String, String)> {
    let mut texts = vec![
        ("tests/data/tables.sql".to_owned(), TABLES.to_owned()),
        ("tests/data/code.sql".to_owned(), CODE.to_owned()),
        ("tests/data/constructs.sql".to_owned(), CONSTRUCTS.to_owned()),
    ];
    for (path, text) in scripts() {
        let name = path.display().to_string();
        let input = howdah::input::Input::from_texts(&[(&name, &text)]);
        for piece in &input.pieces {
            if let howdah::input::Piece::Sql(span) = piece {
                texts.push((format!("{name} at {}", span.lo), input.sources.text(*span).to_owned()));
            }
        }
    }
    texts
}

#[test]
fn units_tile_the_tokens() {
    for (name, text) in texts() {
        let lexed = lexicon::lex(&text, 0);
        let mut next = 0;
        for unit in units::cut(&lexed.tokens, &text, 0) {
            assert_eq!(unit.body.start, next, "{name}: a gap before a unit");
            assert_eq!(unit.end.start, unit.body.end, "{name}: a gap before a terminator");
            assert!(unit.end.end > next, "{name}: a unit without tokens");
            next = unit.end.end;
        }
        assert_eq!(next + 1, lexed.tokens.len(), "{name}: tokens behind the last unit");
    }
}

#[test]
fn tokens_and_comments_hold_all_text_but_blanks() {
    for (name, text) in texts() {
        let lexed = lexicon::lex(&text, 0);
        let mut spans: Vec<Span> =
            lexed.tokens.iter().map(|t| t.span()).chain(lexed.trivia.iter().map(|t| t.span)).collect();
        spans.sort();
        let mut at = 0;
        for span in spans {
            let between = text.get(at..span.lo as usize);
            let blank = between
                .is_some_and(|b| b.chars().all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '-')));
            assert!(blank, "{name}: {between:?} is in no token");
            at = span.hi as usize;
        }
    }
}

/// Words that say nothing: they may be left out, or stand for each other.
const NOISE: &[&str] = &["AS", "IS", "COLUMN", "WITH", "INTO", "BYTE", "BY", "INDEXES"];

/// Changes one token in place so that it means something else, at the same length.
fn changed(text: &str, token: Token) -> Option<String> {
    let (lo, hi) = (token.lo as usize, token.hi as usize);
    let old = text.get(lo..hi)?;
    let new: String = match token.kind {
        Kind::Name if old.len() > 1 && old.is_ascii() => {
            format!("Z{}", "q".repeat(old.len() - 1))
        }
        Kind::Name => if old.eq_ignore_ascii_case("Z") { "Y" } else { "Z" }.into(),
        Kind::Number if old.bytes().all(|b| b.is_ascii_digit()) => {
            old.bytes().map(|b| if b == b'9' { '7' } else { char::from(b + 1) }).collect()
        }
        Kind::Text if old.len() > 2 && old.is_ascii() => {
            let inner = old.get(1..old.len() - 1)?;
            if inner.contains('\'') || old.starts_with(['q', 'Q']) {
                return None;
            }
            format!("'{}'", inner.bytes().map(|b| if b == b'z' { 'y' } else { 'z' }).collect::<String>())
        }
        Kind::Quoted if old.len() > 2 && old.is_ascii() => {
            format!(
                "\"{}\"",
                old.get(1..old.len() - 1)?.bytes().map(|b| if b == b'z' { 'y' } else { 'z' }).collect::<String>()
            )
        }
        _ => return None,
    };
    (new.len() == old.len() && new != old).then(|| format!("{}{new}{}", &text[..lo], &text[hi..]))
}

/// What a statement says, without where it says it.
fn meaning(statement: &Statement) -> (&'static str, &Does, bool) {
    (statement.label, &statement.does, statement.rest.is_some())
}

#[test]
fn every_token_matters() {
    let mut lost = Vec::new();
    for (name, text) in texts() {
        let lexed = lexicon::lex(&text, 0);
        for unit in units::cut(&lexed.tokens, &text, 0) {
            let Some(tokens) = lexed.tokens.get(unit.body.clone()).filter(|t| !t.is_empty() && t.len() < 3000) else {
                continue;
            };
            let (first, last) = (tokens[0].lo as usize, tokens[tokens.len() - 1].hi as usize);
            let body = &text[first..last];
            let whole = statements(body);
            let [old] = whole.as_slice() else { continue };
            for token in tokens {
                let token = Token { lo: token.lo - first as u32, hi: token.hi - first as u32, ..*token };
                if old.set_aside.iter().any(|span| span.contains(token.span())) {
                    continue;
                }
                let written = &body[token.lo as usize..token.hi as usize];
                if NOISE.iter().any(|word| written.eq_ignore_ascii_case(word)) {
                    continue;
                }
                let Some(new) = changed(body, token) else { continue };
                let again = statements(&new);
                if let [new] = again.as_slice()
                    && meaning(new) == meaning(old)
                {
                    lost.push(format!("{name}: `{written}` at {} of {:.80}", token.lo, body.replace('\n', " ")));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} tokens do not matter:\n{}", lost.len(), lost[..lost.len().min(60)].join("\n"));
}

#[test]
fn a_text_that_ends_anywhere_is_read() {
    for (_, text) in texts().into_iter().filter(|(_, text)| text.len() < 20_000) {
        for token in lexicon::lex(&text, 0).tokens.iter().step_by(1 + text.len() / 2000) {
            let _ = statements(&text[..token.lo as usize]);
            let _ = statements(&text[token.lo as usize..]);
        }
    }
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

#[test]
fn shuffled_tokens_and_random_bytes_are_read() {
    let tokens = lexicon::lex(TABLES, 0).tokens;
    let words: Vec<&str> = tokens.iter().map(|t| &TABLES[t.lo as usize..t.hi as usize]).collect();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..300 {
        let mut text = String::from(["CREATE TABLE t ", "ALTER TABLE t ", ""][dice.roll(3)]);
        for _ in 0..dice.roll(60) {
            text.push_str(words[dice.roll(words.len())]);
            text.push([' ', '\n'][dice.roll(2)]);
        }
        let _ = statements(&text);
        let bytes: String =
            (0..dice.roll(80)).map(|_| char::from_u32(dice.roll(0x250) as u32).unwrap_or('\u{fffd}')).collect();
        let _ = statements(&bytes);
    }
}

#[test]
fn deep_nesting_is_a_finding_and_no_crash() {
    let deep = format!("CREATE TABLE t (a NUMBER CHECK ({}1{} = a))", "(".repeat(50_000), ")".repeat(50_000));
    let read = std::thread::Builder::new().stack_size(64 << 20).spawn(move || statements(&deep).len());
    assert_eq!(read.ok().and_then(|thread| thread.join().ok()), Some(1));
}

#[test]
fn every_clause_of_tables_is_read() {
    for statement in statements(TABLES) {
        let text = &TABLES[statement.at.span.lo as usize..statement.at.span.hi as usize];
        if let Does::Unread(unread) = &statement.does {
            panic!("{text}: {}", unread.reason);
        }
        assert!(statement.rest.is_none(), "{text}: {:?}", statement.rest);
    }
}
