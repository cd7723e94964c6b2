//! `text`: findings with source excerpts for a terminal. Colours of the summary are always written: whoever prints strips them where
//! nobody sees them.

use super::model::{Finding, Location};
use super::view::{View, counted, hours, percent};
use super::{Format, Says, visible};
use crate::finding::Severity;
use codespan_reporting::diagnostic::{self, Diagnostic, Label};
use codespan_reporting::files;
use codespan_reporting::term;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::ops::Range;

/// The format.
pub static FORMAT: Format = Format {
    name: "text",
    extension: "txt",
    about: "findings with source excerpts, for a terminal",
    says: Says::Findings,
    write,
};

/// Widest stretch of a source line that is shown.
const WIDTH: usize = 160;
/// How many findings are drawn at a time, in parallel.
const PORTION: usize = 8192;
/// Longest stretch of source lines that is shown.
const LINES: usize = 6;

fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<&Finding> = view.open().collect();
    let shown: BTreeSet<&str> = findings.iter().filter_map(|f| Some(f.location.as_ref()?.file.as_str())).collect();
    let files: Vec<(&str, &str)> =
        shown.iter().filter_map(|f| view.texts.sources.get_key_value(*f)).map(|(f, text)| (&**f, &**text)).collect();
    let starts: Starts<'_> = files.par_iter().map(|(file, text)| (*file, line_starts(text))).collect();
    for portion in findings.chunks(PORTION) {
        let some = |findings: &[&Finding]| {
            let mut text = String::new();
            let mut pen = Pen { out: &mut text, colours: view.colours };
            findings.iter().for_each(|finding| one(view, finding, &starts, &mut pen));
            text
        };
        for text in portion.par_chunks(PORTION / 32).map(some).collect::<Vec<String>>() {
            out.write_all(text.as_bytes())?;
        }
    }
    let mut text = String::new();
    summary(view, &mut text);
    out.write_all(text.as_bytes())
}

fn one(view: &View<'_>, finding: &Finding, starts: &Starts<'_>, pen: &mut Pen<'_>) {
    let style = style(&finding.severity);
    let message = visible::line(&finding.message);
    let code = &finding.code;
    pen.put(&[style, &finding.severity, "[", code, "]", OFF, BOLD, ": ", &message, OFF, "\n"]);
    if let Some(l) = &finding.location
        && plain(view, l, starts, &finding.severity, pen).is_none()
    {
        match excerpt(view, l, starts) {
            Some(excerpt) => pen.out.push_str(&drawn(&excerpt, &finding.severity, pen.colours)),
            None => {
                let (line, column) = (l.line.to_string(), l.column.to_string());
                pen.put(&[" ", FRAME, "-->", OFF, " ", &visible::line(&l.file), ":", &line, ":", &column, "\n"]);
            }
        }
    }
    let mut note = |word: &str, text: &str| {
        if !text.is_empty() {
            pen.put(&["  ", FRAME, "=", OFF, " ", BOLD, word, OFF, ": ", &visible::line(text), "\n"]);
        }
    };
    note("object", &finding.object);
    note("help", &finding.help);
    note("option", &finding.options.join(", "));
    note("known", if finding.known { "stands in the baseline" } else { "" });
    pen.out.push('\n');
}

fn summary(view: &View<'_>, out: &mut String) {
    let summary = &view.report.summary;
    let counts: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|s| {
            let n = summary.findings.get(&s.name().replace('-', "_")).copied().unwrap_or(0);
            let style = style(s.name());
            (n > 0).then(|| format!("{style}{n} {}{OFF}", s.name()))
        })
        .collect();
    if view.report.verdict.result == "not-assessed" {
        out.push_str(&format!("{BOLD}not assessed{OFF}: no statement of the input was understood, so the run fails\n"));
    }
    let findings = if counts.is_empty() { "no findings".into() } else { counts.join(", ") };
    let waived = if summary.waived > 0 { format!(" ({} waived)", summary.waived) } else { String::new() };
    out.push_str(&format!("{BOLD}findings{OFF}    {findings}{waived}\n"));
    for (what, s) in [("statements", &summary.statements), ("objects", &summary.objects.all)] {
        out.push_str(&format!(
            "{BOLD}{what:<11}{OFF} {}: {} converted, {} review, {} manual, {} ignored, {} unread\n",
            s.total, s.converted, s.review, s.manual, s.ignored, s.unread
        ));
    }
    let (rates, effort, level) = (&summary.rates, &summary.effort_hours, &view.report.proof.level);
    out.push_str(&format!(
        "{BOLD}rates{OFF}       exact {}, converted {} (of objects that are not ignored, at {level})\n",
        percent(rates.exact),
        percent(rates.converted)
    ));
    let (low, likely, high) = (hours(effort.low), hours(effort.likely), hours(effort.high));
    out.push_str(&format!("{BOLD}effort{OFF}      {low} to {high} hours, likely {likely}\n"));
    if !view.report.not_checked.is_empty() {
        let n = u32::try_from(view.report.not_checked.len()).unwrap_or(u32::MAX);
        out.push_str(&format!("{BOLD}not checked{OFF} {}\n", counted(n, "item")));
    }
}

/// Where lines are drawn. A report may have more lines than its source, and to format each would cost more than all else about it.
struct Pen<'o> {
    out: &'o mut String,
    colours: bool,
}

impl Pen<'_> {
    /// Writes parts of a line; those that begin with an escape are colours.
    fn put(&mut self, parts: &[&str]) {
        let shown = parts.iter().filter(|part| self.colours || part.as_bytes().first() != Some(&0x1b));
        shown.for_each(|part| self.out.push_str(part));
    }

    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }
}

const BOLD: &str = "\u{1b}[1m";
const FRAME: &str = "\u{1b}[34m";

/// What begins the colour of a severity; [`OFF`] ends it.
#[must_use]
pub fn style(severity: &str) -> &'static str {
    match severity {
        "blocker" => "\u{1b}[1m\u{1b}[31m",
        "data-loss-risk" => "\u{1b}[1m\u{1b}[91m",
        "behaviour-change" => "\u{1b}[1m\u{1b}[33m",
        "performance" => "\u{1b}[1m\u{1b}[36m",
        "manual-effort" => "\u{1b}[1m\u{1b}[35m",
        _ => "\u{1b}[1m\u{1b}[32m",
    }
}

/// Where lines start, per file.
type Starts<'a> = BTreeMap<&'a str, Vec<usize>>;

/// Where the lines of a text start.
fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    memchr::memchr_iter(b'\n', text.as_bytes()).for_each(|at| starts.push(at + 1));
    starts
}

/// The line with that number, from 1.
fn line_of<'t>(text: &'t str, starts: &[usize], n: usize) -> Option<&'t str> {
    let from = *starts.get(n.checked_sub(1)?)?;
    let to = starts.get(n).copied().unwrap_or(text.len());
    text.get(from..to).map(|t| t.trim_end_matches(['\n', '\r']))
}

/// Draws lines whose characters all stand for themselves, as [`drawn`] would: nearly all findings are about such.
fn plain(view: &View<'_>, location: &Location, starts: &Starts<'_>, severity: &str, pen: &mut Pen<'_>) -> Option<()> {
    let text = view.texts.sources.get(location.file.as_str())?;
    let starts = starts.get(location.file.as_str())?;
    let (number, column) = (location.line as usize, location.column.saturating_sub(1) as usize);
    let cut = left_out(column);
    let last = (location.end_line as usize).clamp(number, number + LINES - 1);
    let mut lines: Vec<&str> = Vec::with_capacity(LINES);
    for whole in (number..=last).map_while(|n| line_of(text, starts, n)) {
        if !visible::is_plain(whole) {
            return None;
        }
        lines.push(whole.get(cut.min(whole.len())..(cut + WIDTH).min(whole.len()))?);
    }
    let (first, behind) = lines.split_first()?;
    let from = Some(column - cut).filter(|from| *from <= first.len())?;
    let shown = behind.last().unwrap_or(first);
    let ends = number + behind.len() == location.end_line as usize;
    let to = if ends { (location.end_column.saturating_sub(1) as usize).saturating_sub(cut) } else { shown.len() };
    let to = to.min(shown.len());
    let last = number + behind.len();
    let width = last.to_string().len();
    let frame = Frame { width, ink: ink(severity) };
    if behind.is_empty() && from >= to {
        return None;
    }
    let (gap, file) = (width + 1, visible::line(&location.file));
    pen.blanks(gap);
    pen.put(&[BORDER, "-->", OFF, " ", &file, ":", &number.to_string(), ":", &location.column.to_string(), "\n"]);
    frame.empty(pen);
    if behind.is_empty() {
        pen.out.push('\n');
        frame.line(number, "", first, from..to, pen);
        frame.empty(pen);
        pen.blanks(from + 1);
        pen.put(&[frame.ink]);
        pen.out.extend(std::iter::repeat_n('^', to - from));
        pen.put(&[OFF, "\n"]);
        return Some(());
    }
    pen.out.push_str("  \n");
    let ahead = from <= first.len() - first.trim_start().len();
    frame.line(number, if ahead { "/" } else { " " }, first, from..first.len(), pen);
    if !ahead {
        frame.edge('/', (from + 1).min(first.len()), pen);
    }
    for (n, line) in (number + 1..).zip(behind) {
        frame.line(n, "|", line, 0..if n == last { to } else { line.len() }, pen);
    }
    frame.edge('\\', to, pen);
    Some(())
}

/// How the frame of an excerpt looks.
struct Frame {
    /// Digits of line numbers.
    width: usize,
    ink: &'static str,
}

impl Frame {
    /// The border of a line without a number.
    fn empty(&self, pen: &mut Pen<'_>) {
        pen.blanks(self.width + 1);
        pen.put(&[BORDER, "|", OFF]);
    }

    /// A line of source of which a stretch is marked; `edge` is what stands beside lines that are marked together.
    fn line(&self, number: usize, edge: &str, line: &str, marked: Range<usize>, pen: &mut Pen<'_>) {
        let (width, ink) = (self.width, self.ink);
        let number = number.to_string();
        pen.put(&[BORDER]);
        pen.blanks(width - number.len().min(width));
        pen.put(&[&number, OFF, " ", BORDER, "|", OFF]);
        match edge {
            "" => {}
            " " => pen.out.push_str("  "),
            edge => pen.put(&[" ", ink, edge, OFF]),
        }
        let (before, rest) = line.split_at_checked(marked.start).unwrap_or((line, ""));
        let (marked, after) = rest.split_at_checked(marked.len()).unwrap_or((rest, ""));
        pen.out.push(' ');
        pen.out.push_str(before);
        if !marked.is_empty() {
            pen.put(&[ink, marked, OFF]);
        }
        pen.out.push_str(after);
        pen.out.push('\n');
    }

    /// What leads to where the marked lines begin or end.
    fn edge(&self, corner: char, length: usize, pen: &mut Pen<'_>) {
        let ink = self.ink;
        self.empty(pen);
        let mut sign = [0; 4];
        pen.put(&[" ", ink, corner.encode_utf8(&mut sign), OFF, ink]);
        pen.out.extend(std::iter::repeat_n('-', length));
        pen.put(&["^", OFF, "\n"]);
    }
}

/// How many columns are left out of a line of which one is shown.
fn left_out(column: usize) -> usize {
    if column > WIDTH / 2 { column - WIDTH / 4 } else { 0 }
}

/// A few lines of a file, made safe to show.
#[derive(Debug)]
pub struct Excerpt {
    name: String,
    text: String,
    /// Where its lines start, and where it ends.
    starts: Vec<usize>,
    /// Number of its first line, from 1.
    first: usize,
    /// Columns that were cut off on the left.
    cut: usize,
    marked: Range<usize>,
}

fn excerpt(view: &View<'_>, location: &Location, starts: &Starts<'_>) -> Option<Excerpt> {
    let text = view.texts.sources.get(location.file.as_str())?;
    let starts = starts.get(location.file.as_str())?;
    let first = location.line as usize;
    let last = (location.end_line as usize).clamp(first, first + LINES - 1);
    let line = |n: usize| line_of(text, starts, n);
    let column = location.column.saturating_sub(1) as usize;
    let cut = left_out(column);
    let mut shown = Excerpt {
        name: visible::line(&location.file).into_owned(),
        text: String::new(),
        starts: Vec::new(),
        first,
        cut,
        marked: 0..0,
    };
    for n in first..=last {
        let Some(whole) = line(n) else { break };
        let start = shown.text.len();
        shown.starts.push(start);
        let at = |column: usize| {
            let window: String = whole.chars().skip(cut).take(column.clamp(cut, cut + WIDTH) - cut).collect();
            start + visible::code(&window).len()
        };
        if n == first {
            shown.marked.start = at(column);
        }
        let is_end = n == location.end_line as usize;
        shown.marked.end = at(if is_end { location.end_column.saturating_sub(1) as usize } else { cut + WIDTH });
        let window: String = whole.chars().skip(cut).take(WIDTH).collect();
        shown.text.push_str(&visible::code(&window));
        shown.text.push('\n');
    }
    shown.marked.end = shown.marked.end.clamp(shown.marked.start, shown.text.len());
    shown.starts.push(shown.text.len());
    (shown.starts.len() > 1).then_some(shown)
}

/// The severity of the crate that draws.
fn shade(severity: &str) -> diagnostic::Severity {
    match severity {
        "blocker" | "data-loss-risk" => diagnostic::Severity::Error,
        "info" => diagnostic::Severity::Note,
        _ => diagnostic::Severity::Warning,
    }
}

/// How what is marked is coloured.
fn ink(severity: &str) -> &'static str {
    match shade(severity) {
        diagnostic::Severity::Bug | diagnostic::Severity::Error => "\u{1b}[0m\u{1b}[31m",
        diagnostic::Severity::Warning => "\u{1b}[0m\u{1b}[33m",
        diagnostic::Severity::Note => "\u{1b}[0m\u{1b}[32m",
        diagnostic::Severity::Help => "\u{1b}[0m\u{1b}[36m",
    }
}

/// How the frame of an excerpt is coloured.
const BORDER: &str = "\u{1b}[0m\u{1b}[36m";
/// The end of any colour.
pub const OFF: &str = "\u{1b}[0m";

fn drawn(excerpt: &Excerpt, severity: &str, colours: bool) -> String {
    let colour = shade(severity);
    let shape = Diagnostic::new(colour).with_labels(vec![Label::primary((), excerpt.marked.clone())]);
    use term::termcolor::Buffer;
    let mut ink = if colours { Buffer::ansi() } else { Buffer::no_color() };
    let config = term::Config { chars: term::Chars::ascii(), ..term::Config::default() };
    if term::emit_to_write_style(&mut ink, &config, excerpt, &shape).is_err() {
        return String::new();
    }
    let all = String::from_utf8(ink.into_inner()).unwrap_or_default();
    // The first line is a heading that knows other severities than ours; the last is empty.
    let body = all.split_once('\n').map_or("", |(_, rest)| rest);
    let mut body = body.trim_end_matches('\n').to_string();
    body.push('\n');
    body
}

impl<'a> files::Files<'a> for Excerpt {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, files::Error> {
        Ok(&self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, files::Error> {
        Ok(&self.text)
    }

    fn line_index(&'a self, (): (), byte: usize) -> Result<usize, files::Error> {
        let lines = self.starts.len().saturating_sub(1);
        Ok(self.starts.partition_point(|s| *s <= byte).saturating_sub(1).min(lines.saturating_sub(1)))
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, files::Error> {
        Ok(self.first + index)
    }

    fn column_number(&'a self, (): (), line: usize, byte: usize) -> Result<usize, files::Error> {
        let range = files::Files::line_range(self, (), line)?;
        Ok(self.cut + files::column_index(&self.text, range, byte) + 1)
    }

    fn line_range(&'a self, (): (), line: usize) -> Result<Range<usize>, files::Error> {
        match (self.starts.get(line), self.starts.get(line + 1)) {
            (Some(from), Some(to)) => Ok(*from..*to),
            (Some(_) | None, None) | (None, Some(_)) => {
                Err(files::Error::LineTooLarge { given: line, max: self.starts.len() })
            }
        }
    }
}
