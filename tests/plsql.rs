//! Code is read to its last statement: what a body holds, what an error costs, and what of real code is not understood.

use howdah::catalog::Change;
use howdah::dialect::oracle::statements;
use howdah::ir::plsql::walk::{self, Node};
use howdah::ir::{Does, Statement};
use std::path::{Path, PathBuf};

/// Calls `f` for every part of the code of a statement.
fn each_part<'a>(statement: &'a Statement, f: &mut dyn FnMut(Node<'a>)) {
    match &statement.does {
        Does::Block(body) => walk::body(body, &mut |node| walk::each(node, f)),
        Does::Change(Change::Create { object, .. }) => walk::object(&object.kind, &mut |node| walk::each(node, f)),
        Does::Changes(_) | Does::Data(_) | Does::Query(_) | Does::Transaction(_) | Does::Client(_) => {}
        Does::Change(_) | Does::Ignored(_) | Does::Unread(_) => {}
    }
}

/// What is not understood in a text: the place it stopped at, and why.
fn unread(text: &str) -> Vec<(usize, usize, usize, String)> {
    let mut all = Vec::new();
    for statement in statements(text) {
        if let Does::Unread(it) = &statement.does {
            let span = it.at.span;
            all.push((span.lo as usize, span.hi as usize, it.stopped.span.lo as usize, it.reason.to_string()));
        }
        each_part(&statement, &mut |node| {
            if let Node::Unread(it) = node {
                let span = it.at.span;
                all.push((span.lo as usize, span.hi as usize, it.stopped.span.lo as usize, it.reason.to_string()));
            }
        });
        if let Some(it) = &statement.rest {
            let span = it.at.span;
            all.push((span.lo as usize, span.hi as usize, it.stopped.span.lo as usize, it.reason.to_string()));
        }
    }
    all
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    const ENDINGS: [&str; 14] =
        ["sql", "pks", "pkb", "pls", "plb", "prc", "fnc", "trg", "tps", "tpb", "pck", "vw", "pkg", "typ"];
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| files(&entry.path(), found));
    } else if path.extension().is_some_and(|e| ENDINGS.iter().any(|ending| e.eq_ignore_ascii_case(ending))) {
        found.push(path.to_path_buf());
    }
}

/// Not a promise but a measure: `HOWDAH_CORPORA=folder cargo test --test plsql -- --nocapture figures`.
#[test]
fn figures() {
    for folder in std::env::split_paths(&std::env::var("HOWDAH_CORPORA").unwrap_or_default()) {
        let mut found = Vec::new();
        files(&folder, &mut found);
        found.sort();
        let (mut bytes, mut parts, mut lost, mut lost_bytes) = (0, 0, 0, 0);
        for path in found {
            let Ok(text) = std::fs::read(&path) else { continue };
            let text = String::from_utf8_lossy(&text).into_owned();
            let name = path.display().to_string();
            let input = howdah::input::Input::from_texts(&[(&name, &text)]);
            for piece in &input.pieces {
                let howdah::input::Piece::Sql(span) = piece else { continue };
                let text = input.sources.text(*span);
                bytes += text.len();
                for statement in statements(text) {
                    each_part(&statement, &mut |node| parts += usize::from(matches!(node, Node::Stmt(_))));
                }
                for (lo, hi, stopped, why) in unread(text) {
                    lost += 1;
                    lost_bytes += hi - lo;
                    let from = |at: usize| text.get(at..).unwrap_or("").chars().take(70).collect::<String>();
                    let (head, at) = (from(lo).replace('\n', " "), from(stopped).replace('\n', " "));
                    println!("{name}: {} bytes `{head}` stopped at `{at}`: {why}", hi - lo);
                }
            }
        }
        println!(
            "== {}: {bytes} bytes, {parts} statements of code, {lost} unread ({lost_bytes} bytes)",
            folder.display()
        );
    }
}
