//! Source and draft beside each other: one row a stretch, each side with its own line numbers.

use super::anchors::{Chip, chip};
use super::highlight::{Inside, line};
use crate::report::model::{Finding, Object, Segment};
use crate::report::view::{View, dialect};
use crate::report::{self, visible};
use ecow::EcoString;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Longest stretch that an excerpt shows in full, in lines.
const EXCERPT: u32 = 16;
/// Lines shown before and after the line of a finding in a longer stretch.
const AROUND: u32 = 3;

/// Both texts of an object.
#[derive(Serialize)]
pub struct Beside {
    pub dialect: String,
    pub source: String,
    pub draft: String,
    pub rows: Vec<Row>,
}

/// A stretch.
#[derive(Serialize)]
pub struct Row {
    pub class: &'static str,
    pub range: String,
    pub word: &'static str,
    pub rules: Vec<RuleHere>,
    pub source: String,
    pub draft: String,
}

/// A rule that decided a stretch, with its open finding where there is one.
#[derive(Serialize)]
pub struct RuleHere {
    pub code: String,
    pub id: String,
    pub sev: Chip,
}

/// Texts, cut into lines as soon as one of them is shown.
pub struct Texts<'a> {
    texts: &'a report::Texts<'a>,
    cut: RefCell<BTreeMap<&'a str, Lines<'a>>>,
    dialect: String,
}

/// A text in lines.
#[derive(Clone)]
struct Lines<'a> {
    text: &'a str,
    /// Where each begins, and the end.
    starts: Rc<[u32]>,
}

impl<'a> Texts<'a> {
    /// Of a report.
    pub fn new(view: &View<'a>) -> Self {
        let dialect = dialect(&view.report.source.dialect).into();
        Self { texts: view.texts, cut: RefCell::default(), dialect }
    }

    fn lines(&self, of: &'a BTreeMap<Cow<'a, str>, Cow<'a, str>>, path: &str) -> Option<Lines<'a>> {
        let (path, text) = of.get_key_value(path)?;
        let cut = || {
            let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
            let starts = [0].into_iter().chain(ends).chain([text.len()]);
            Lines { text, starts: starts.filter_map(|start| u32::try_from(start).ok()).collect() }
        };
        Some(self.cut.borrow_mut().entry(path).or_insert_with(cut).clone())
    }

    /// Both texts of an object, stretch by stretch, with its findings; `None` where neither text is at hand.
    pub fn object(&self, object: &Object, findings: &[&Finding]) -> Option<Beside> {
        let lines = object.source.as_ref()?;
        self.texts.sources.get(lines.file.as_str())?;
        let whole =
            Segment { source: Some([lines.line, lines.end_line]), kind: kind(&object.state), ..Segment::default() };
        let segments = if object.segments.is_empty() { vec![whole] } else { object.segments.clone() };
        let rows = segments.iter().map(|s| self.row(&lines.file, s, findings, None)).collect();
        Some(self.framed(&lines.file, object, rows))
    }

    /// The stretch of an object in which a finding stands, cut to what is around it.
    pub fn excerpt(&self, object: Option<&Object>, finding: &Finding) -> Option<Beside> {
        let location = finding.location.as_ref()?;
        self.texts.sources.get(location.file.as_str())?;
        let around = [location.line.saturating_sub(AROUND).max(1), location.line + AROUND];
        let loose = Segment { source: Some(around), kind: kind(object.map_or("", |o| &o.state)), ..Segment::default() };
        let at = |s: &&Segment| s.source.is_some_and(|[from, to]| from <= location.line && location.line <= to);
        let same_file = object.and_then(|o| o.source.as_ref()).is_some_and(|l| l.file == location.file);
        let segment = object.filter(|_| same_file).and_then(|o| o.segments.iter().find(at));
        let length = |range: Option<[u32; 2]>| range.map_or(0, |[from, to]| to.saturating_sub(from) + 1);
        let shown = match segment {
            Some(s) if length(s.source) <= EXCERPT && length(s.output) <= EXCERPT => s.clone(),
            Some(s) => Segment {
                source: s.source.map(|[from, to]| [from.max(around[0]), to.min(around[1])]),
                output: s.output.filter(|_| length(s.output) <= EXCERPT),
                ..s.clone()
            },
            None => loose,
        };
        let row = self.row(&location.file, &shown, &[finding], Some(location.line));
        let empty = Object::default();
        Some(self.framed(&location.file, object.unwrap_or(&empty), vec![row]))
    }

    fn framed(&self, file: &str, object: &Object, rows: Vec<Row>) -> Beside {
        let mut drafts: Vec<&str> = object.outputs.iter().map(|o| o.file.as_str()).collect();
        drafts.dedup();
        Beside {
            dialect: self.dialect.clone(),
            source: visible::line(file).into_owned(),
            draft: visible::line(&drafts.join(", ")).into_owned(),
            rows,
        }
    }

    fn row(&self, file: &str, segment: &Segment, findings: &[&Finding], here: Option<u32>) -> Row {
        let source = written(self.lines(&self.texts.sources, file), segment.source, here);
        let draft = written(self.lines(&self.texts.outputs, &segment.file), segment.output, None);
        let within = |f: &&&Finding| {
            let line = f.location.as_ref().map_or(0, |l| l.line);
            segment.source.is_some_and(|[from, to]| from <= line && line <= to)
        };
        let mut rules: Vec<RuleHere> = Vec::new();
        for finding in findings.iter().filter(within) {
            rules.push(RuleHere {
                code: finding.code.to_string(),
                id: finding.fingerprint.to_string(),
                sev: chip(&finding.severity),
            });
        }
        for code in &segment.rules {
            if !rules.iter().any(|r| r.code == *code) {
                rules.push(RuleHere { code: code.to_string(), id: String::new(), sev: chip("info") });
            }
        }
        let flagged = findings.iter().filter(within).any(|f| f.waived.is_none() && f.severity != "info");
        let (class, word) = match (segment.kind.as_str(), flagged) {
            ("unresolved", _) => ("man", "unresolved"),
            ("dropped", _) => ("drop", "dropped by design"),
            ("added", _) => ("add", "added"),
            ("", _) => ("eq", "source"),
            (_, true) => ("chg flag", "converted"),
            (_, false) => ("chg", "converted"),
        };
        let range = match (segment.source, segment.output) {
            (Some(s), Some(o)) => format!("{} → {}", range(s), range(o)),
            (Some(s), None) => range(s),
            (None, Some(o)) => format!("→ {}", range(o)),
            (None, None) => String::new(),
        };
        Row { class, range, word, rules, source, draft }
    }
}

fn kind(state: &str) -> EcoString {
    match state {
        "ignored" => "dropped",
        "unread" | "manual" => "unresolved",
        "converted" | "review" => "converted",
        _ => "",
    }
    .into()
}

fn range([from, to]: [u32; 2]) -> String {
    if to > from { format!("{from}–{to}") } else { from.to_string() }
}

fn written(lines: Option<Lines<'_>>, range: Option<[u32; 2]>, here: Option<u32>) -> String {
    let mut out = String::new();
    let (Some(lines), Some([from, to])) = (lines, range) else { return out };
    let mut inside = Inside::default();
    for n in from.max(1)..=to {
        let Some(text) = lines.line(n) else { break };
        line(n, here == Some(n), text, &mut inside, &mut out);
    }
    out
}

impl<'a> Lines<'a> {
    /// A line by its number, from 1, without its end.
    fn line(&self, n: u32) -> Option<&'a str> {
        let [start, end] = *self.starts.get(n.checked_sub(1)? as usize..)?.first_chunk()?;
        let line = self.text.get(start as usize..end as usize)?;
        let last = start as usize == self.text.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        (!last).then(|| line.strip_suffix('\r').unwrap_or(line))
    }
}
