//! The rules of the house: layout, imports, homes of packages, sizes, registration. Says where a rule is broken and how to mend it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "tidy/flow.rs"]
mod flow;
#[path = "tidy/rust.rs"]
mod rust;

use flow::{FLOW, HOMES, MACROS, ROOT};
use rust::Source;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file and of a function.
const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 80;

/// What may be longer: tables of rows, a row a line and no code; and files that are to be split.
const LONG: &[&str] = &[];

/// What a function longer than the limit carries above it.
const EXEMPTION: &str = "// exhaustive match: ";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below the folders of ours, by path relative to the root, sorted.
fn files() -> Vec<String> {
    let mut found = Vec::new();
    for top in ["src", "tests", "benches", "fuzz", "grammars", "samples"] {
        walk(&root().join(top), &mut found);
    }
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !["target", "corpus", "artifacts"].iter().any(|generated| name == **generated) {
                walk(&path, found);
            }
        } else {
            let relative = path.strip_prefix(root()).unwrap();
            found.push(relative.to_str().unwrap().to_owned());
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn sources() -> Vec<Source> {
    files().into_iter().filter(|path| path.ends_with(".rs")).map(|path| Source::new(read(&path), path)).collect()
}

/// Fails with all that was found, one `file:line: what; the mend` a line.
fn report(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_top_level_holds_what_it_should() {
    let mut broken = Vec::new();
    for entry in fs::read_dir(root()).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let hidden_tool = name.starts_with(".git") || name == ".ci" || name == ".cargo";
        if !ROOT.contains(&name.as_str()) && !hidden_tool {
            broken
                .push(format!("{name}: not a part of the layout; move it, or list it in `ROOT` of tests/tidy/flow.rs"));
        }
    }
    report(&broken);
}

#[test]
fn files_are_named_after_what_is_in_them() {
    let mut broken = Vec::new();
    for path in files() {
        let stems = path.split('/').map(|part| part.split('.').next().unwrap_or(part));
        for stem in stems {
            let vague = ["util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff"];
            if vague.contains(&stem.to_lowercase().as_str()) {
                broken.push(format!("{path}:1: `{stem}` says nothing; name it after what is in it"));
            }
        }
    }
    report(&broken);
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut broken = Vec::new();
    for source in sources() {
        let first = source.text.lines().next().unwrap_or("");
        if !first.starts_with("//! ") {
            broken.push(format!("{}:1: open the file with one `//!` sentence", source.path));
        }
    }
    report(&broken);
}

#[test]
fn files_and_functions_stay_small() {
    let mut broken = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        let path = &source.path;
        if lines > FILE_LINES && !LONG.contains(&path.as_str()) {
            broken.push(format!("{path}:{lines}: more than {FILE_LINES} lines; split it by content into a folder"));
        }
        for function in source.functions() {
            let lines = function.last - function.first + 1;
            let exempt = |l: &str| l.starts_with(EXEMPTION) || l.contains("clippy::too_many_lines");
            if lines > FUNCTION_LINES && !source.lines_above(function.first).any(exempt) {
                broken.push(format!(
                    "{path}:{}: `{}` has {lines} lines, more than {FUNCTION_LINES}; split it, or, where it is one \
                     exhaustive match, write `{EXEMPTION}why` above it",
                    function.first, function.name
                ));
            }
        }
    }
    report(&broken);
}

#[test]
fn imports_go_down_the_flow() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| s.path.starts_with("src/")) {
        let path = &source.path;
        let Some(part) = part(path) else { continue };
        let Some((_, may)) = FLOW.iter().find(|(name, _)| *name == part) else {
            broken.push(format!("{path}:1: `{part}` has no place in the flow; give it one in tests/tidy/flow.rs"));
            continue;
        };
        for (line, target) in source.crate_paths() {
            let head = target.split("::").next().unwrap_or("");
            let allowed = head == part || may.iter().any(|m| *m == head || *m == target || *m == "*");
            if !allowed {
                broken.push(format!("{path}:{line}: `{part}` may not know `{target}`; it sees {}", may.join(", ")));
            }
        }
    }
    report(&broken);
}

/// The part of the flow that a file belongs to: its folder below `src/`, or its own name.
fn part(path: &str) -> Option<&str> {
    let below = path.strip_prefix("src/")?;
    let part = below.split('/').next()?;
    let part = part.strip_suffix(".rs").unwrap_or(part);
    (part != "lib" && part != "main").then_some(part)
}

#[test]
fn one_package_has_one_home() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| s.path.starts_with("src/")) {
        for (package, homes) in HOMES.iter().chain(MACROS) {
            if homes.iter().any(|home| source.path.starts_with(&format!("src/{home}"))) {
                continue;
            }
            for line in source.mentions(package) {
                broken.push(format!(
                    "{}:{line}: `{package}` is at home in {}; do it there and hand over the result",
                    source.path,
                    homes.join(", ")
                ));
            }
        }
    }
    report(&broken);
}

#[test]
fn only_conversion_sees_both_languages() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| s.path.starts_with("src/")) {
        let seen = ["src/convert/", "src/pipeline", "src/lib.rs", "src/cli/"];
        if seen.iter().any(|s| source.path.starts_with(s)) {
            continue;
        }
        let line_of = |language: &str| {
            source.crate_paths().into_iter().find(|(_, t)| t.split("::").next() == Some(language)).map(|(line, _)| line)
        };
        if let (Some(_), Some(line)) = (line_of("ir"), line_of("pg")) {
            broken.push(format!("{}:{line}: sees `ir` and `pg` together; only `convert` does", source.path));
        }
    }
    report(&broken);
}

#[test]
fn no_stage_works_on_the_text_of_sql() {
    let folders = ["dialect", "analyze", "lint", "convert", "pg", "ir", "catalog", "emit", "drift", "graph"];
    let lexers = ["lexicon", "lexer", "emit/quote.rs"];
    let mut broken = Vec::new();
    for source in sources() {
        let inside = folders.iter().any(|f| source.path.starts_with(&format!("src/{f}/")));
        if !inside || lexers.iter().any(|l| source.path.contains(l)) {
            continue;
        }
        for name in [".replace(", ".replacen(", "regex::", "Regex::"] {
            for line in source.finds(name) {
                // `Option::replace` takes one value; and text that is not SQL says so on its line.
                let written = source.text.lines().nth(line - 1).unwrap_or("");
                let of_text =
                    !name.starts_with(".replace(") || source.code.lines().nth(line - 1).is_some_and(two_arguments);
                if of_text && !written.contains("// no SQL") {
                    let what = name.trim_matches(['.', '(', ':']);
                    let mend = "change the tree instead, or end the line with `// no SQL: what it is`";
                    broken.push(format!("{}:{line}: `{what}` on text; {mend}", source.path));
                }
            }
        }
    }
    report(&broken);
}

/// Whether the call of `replace` on this line has two arguments.
fn two_arguments(line: &str) -> bool {
    let Some((_, arguments)) = line.split_once(".replace(") else { return false };
    let mut depth = 0;
    for c in arguments.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return false,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[test]
fn lints_are_switched_off_with_a_reason_and_only_where_needed() {
    let mut broken = Vec::new();
    for source in sources() {
        // tests share one list of what they may do; not every file needs all of it
        let shared = if source.path.starts_with("src/") { source.finds("#![allow(") } else { Vec::new() };
        for line in source.finds("#[allow(").into_iter().chain(shared) {
            broken.push(format!(
                "{}:{line}: use `#[expect(…, reason = \"…\")]`, which goes when it is not needed",
                source.path
            ));
        }
        for line in source.finds("[expect(") {
            let near: String = source.text.lines().skip(line - 1).take(6).collect();
            if !near.contains("reason = ") {
                broken.push(format!("{}:{line}: say why with `reason = \"…\"`", source.path));
            }
        }
    }
    report(&broken);
}

#[test]
fn every_unit_stands_in_its_list() {
    let sources = sources();
    let mut broken = Vec::new();
    for source in sources.iter().filter(|s| s.path.starts_with("src/")) {
        let Some((folder, file)) = source.path.rsplit_once('/') else { continue };
        let (folder, stem) = match file.strip_suffix(".rs").unwrap_or(file) {
            "mod" => folder.rsplit_once('/').unwrap_or((folder, "")),
            stem => (folder, stem),
        };
        let others = || sources.iter().filter(|s| s.path != source.path && s.path.starts_with("src/"));
        if let Some(line) = source.finds("pub static RULES:").first()
            && root().join("src/rules.rs").exists()
            && !others().any(|s| s.code.contains(&format!("{stem}::RULES")))
        {
            let mend = "so `howdah rules` does not know them; add it to the list of its folder";
            broken.push(format!("{}:{line}: no list names `{stem}::RULES`, {mend}", source.path));
        }
        let units = ["src/lint", "src/report", "src/cli"];
        let named = || others().any(|s| s.code.contains(&format!("{stem}::")) || s.code.contains(&format!("::{stem}")));
        if units.contains(&folder) && file != "mod.rs" && !named() {
            broken.push(format!("{}:1: no list names `{stem}`; a unit is a file and a line in a list", source.path));
        }
    }
    report(&broken);
}

#[test]
fn word_lists_are_sorted_and_without_repeats() {
    let mut broken = Vec::new();
    for path in files().iter().filter(|path| path.starts_with("grammars/words/")) {
        let text = read(path);
        let words: Vec<&str> = text.lines().map(|line| line.split(' ').next().unwrap_or("")).collect();
        for (i, pair) in words.windows(2).enumerate() {
            if pair[0] >= pair[1] {
                broken.push(format!("{path}:{}: `{}` does not follow `{}`; sort the list", i + 2, pair[1], pair[0]));
            }
        }
    }
    report(&broken);
}

#[test]
fn packages_beyond_the_agreed_ones_have_a_reason() {
    let text = read("Cargo.toml");
    let mut broken = Vec::new();
    let mut section = "";
    let mut before = "";
    for (i, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies]")
            && let Some((name, _)) = line.split_once(" = ")
            && !flow::PACKAGES.contains(&name)
            && !before.starts_with('#')
        {
            broken.push(format!("Cargo.toml:{}: say in a comment above why `{name}` is needed", i + 1));
        }
        before = line;
    }
    report(&broken);
}

#[test]
fn the_checks_see_what_they_should() {
    let text = "//! x\nuse crate::{ir::{Expr, Type}, pg::Expr as P};\nuse std::{fmt, fs};\n// nom::x\nfn f<'a>(x: &'a str) {\n    \
                let y = \"sqlparser::x\";\n    super::super::emit::go('{');\n    sqlparser::parse(y);\n}\n\
                #[cfg(test)]\nmod tests { fn g() { nom::x(); } }\n";
    let source = Source::new(text.to_owned(), "src/lint/x.rs".to_owned());
    let paths = [(2, "ir".to_owned()), (2, "pg::Expr".to_owned()), (7, "emit::go".to_owned())];
    assert_eq!(source.crate_paths(), paths);
    assert_eq!(
        (source.mentions("nom"), source.mentions("sqlparser"), source.mentions("std::fs")),
        (vec![], vec![8], vec![3])
    );
    let sizes: Vec<_> = source.functions().into_iter().map(|f| (f.name, f.first, f.last)).collect();
    assert_eq!(sizes, [("f".to_owned(), 5, 9), ("g".to_owned(), 11, 11)]);
}
