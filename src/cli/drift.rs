//! `howdah drift`: what differs between the schema as it should be and the schema as it is.

use super::args::{DriftArgs, Global};
use super::print::Terminal;
use super::session::Session;
use super::{CLEAN, Ended, FOUND, Trouble};
use crate::drift::{self, Drift, Part};
use crate::ir::object::key;
use crate::report::{Says, visible};
use crate::span::Span;
use serde::Serialize;
use std::path::PathBuf;

/// The differences as data.
#[derive(Serialize)]
struct Document {
    drift_version: &'static str,
    changes: Vec<Change>,
    suggested_renames: Vec<Rename>,
}

#[derive(Serialize)]
struct Change {
    kind: &'static str,
    object: String,
    part: Option<Piece>,
    what: &'static str,
    expected: Option<Place>,
    actual: Option<Place>,
}

#[derive(Serialize)]
struct Piece {
    kind: &'static str,
    name: String,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: u32,
    /// What stands there, on one line, where it is a part of an object.
    text: Option<String>,
}

#[derive(Serialize)]
struct Rename {
    kind: &'static str,
    object: String,
    part: Option<Piece>,
    to: String,
}

/// Runs it: 0 the same, 1 drift.
///
/// # Errors
/// Nothing to read on one side; a format that does not exist.
pub fn run(args: &DriftArgs, global: &Global, terminal: &Terminal) -> Ended {
    if !matches!(args.format.as_str(), "text" | "json") {
        return Err(Trouble::with(format!("there is no format `{}`", args.format), "it is text or json"));
    }
    let read = |path: &PathBuf| {
        let session =
            Session::start(std::slice::from_ref(path), &args.reading, None, Says::Findings, global, terminal)?;
        let program = session.model()?;
        Ok::<_, Trouble>((session, program))
    };
    let (expected, left) = read(&args.expected)?;
    let (actual, right) = read(&args.actual)?;
    let drift = drift::compare(&left.catalog, &right.catalog, |object| key(object).kind);
    let document = document(&drift, &expected, &actual);
    let out = if args.format == "json" {
        serde_json::to_string_pretty(&document).map_or_else(|e| e.to_string(), |text| format!("{text}\n"))
    } else {
        text(&document)
    };
    terminal.data(&out)?;
    Ok(if drift.changes.is_empty() { CLEAN } else { FOUND })
}

fn document(drift: &Drift, expected: &Session, actual: &Session) -> Document {
    let place = |session: &Session, span: Span, part: &Part| {
        let sources = &session.input.sources;
        (!span.is_empty() && sources.file(span).is_some()).then(|| {
            let place = sources.place(span);
            let text = (*part != Part::Whole).then(|| excerpt(sources.text(span)));
            Place { file: place.file.to_string(), line: place.line, text }
        })
    };
    let part = |part: &Part| match part {
        Part::Whole => None,
        Part::Column(name) => Some(Piece { kind: "column", name: name.to_string() }),
        Part::Constraint(name) => Some(Piece { kind: "constraint", name: name.clone() }),
        Part::Grantee(name) => Some(Piece { kind: "to", name: name.to_string() }),
    };
    let changes = drift.changes.iter().map(|c| Change {
        kind: c.kind.name(),
        object: c.object.to_string(),
        part: part(&c.part),
        what: c.what.name(),
        expected: place(expected, c.old, &c.part),
        actual: place(actual, c.new, &c.part),
    });
    let renames = drift.renames.iter().map(|r| Rename {
        kind: r.kind.name(),
        object: r.object.to_string(),
        part: part(&r.part),
        to: r.to.clone(),
    });
    Document { drift_version: "1.0", changes: changes.collect(), suggested_renames: renames.collect() }
}

/// The longest excerpt, in characters.
const EXCERPT: usize = 120;

/// A stretch of source on one line.
fn excerpt(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * EXCERPT));
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.chars().count() > EXCERPT {
            return out.chars().take(EXCERPT).chain(['…']).collect();
        }
    }
    out
}

fn text(document: &Document) -> String {
    let named = |kind: &str, object: &str, part: &Option<Piece>| {
        let part = part.as_ref().map_or_else(String::new, |p| format!(" {} {}", p.kind, p.name));
        visible::line(&format!("{kind} {object}{part}")).into_owned()
    };
    let mut out = String::new();
    for c in &document.changes {
        let sign = match c.what {
            "added" => '+',
            "removed" => '-',
            _ => '~',
        };
        let what = if sign == '~' { format!(": {}", c.what) } else { String::new() };
        let places: Vec<String> = [&c.expected, &c.actual]
            .into_iter()
            .flatten()
            .map(|p| format!("{}:{}", visible::line(&p.file), p.line))
            .collect();
        let places = if places.is_empty() { String::new() } else { format!("  ({})", places.join(" / ")) };
        out.push_str(&format!("{sign} {}{what}{places}\n", named(c.kind, &c.object, &c.part)));
        let text = |place: &Option<Place>| place.as_ref().and_then(|p| p.text.clone());
        let (old, new) = (text(&c.expected), text(&c.actual));
        if old.is_some() && old == new {
            out.push_str("    both begin with the same text, which later statements change\n");
            continue;
        }
        for (mark, text) in [('-', old), ('+', new)] {
            if let Some(text) = text {
                out.push_str(&format!("    {mark} {}\n", visible::line(&text)));
            }
        }
    }
    for r in &document.suggested_renames {
        out.push_str(&format!("? {} may have become {}\n", named(r.kind, &r.object, &r.part), visible::line(&r.to)));
    }
    match document.changes.len() {
        0 => out.push_str("no drift\n"),
        1 => out.push_str("1 difference\n"),
        n => out.push_str(&format!("{n} differences\n")),
    }
    out
}
