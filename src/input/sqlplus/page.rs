//! One file while it is read: its lines after substitution, the pieces cut so far, what there is to say.

use super::command::{self, Command, Does};
use super::liquibase::{self, Mark};
use super::statement::{Lex, Scanner};
use super::text::Text;
use super::variable::{self, Change, Settings, Unknown, Variables};
use super::{Item, Reading};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::input::Piece;
use crate::input::library::Loaded;
use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A variable that nobody gave a value.
static UNDEFINED: Rule = Rule {
    name: "undefined-variable",
    codes: &[(Source::Oracle, "OR-DIC-010")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(2, 0),
    message: "substitution variable `{variable}` has no value{places}",
    help: "give it on the command line: `--define NAME=VALUE`; where `&` is plain text, put `SET DEFINE OFF` before",
    doc: "",
    ..Rule::PLAIN
};

/// Rules about variables.
pub(in crate::input) static RULES: &[&Rule] = &[&UNDEFINED, &liquibase::LEFT_OUT];

/// How far a text may grow beyond its file by substitution.
const GROWTH: usize = 16 << 20;

/// A line after substitution, with its end.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub text: Cow<'a, str>,
    /// Offset of its first byte in the text.
    pub at: u32,
    /// Where it stands in the file.
    lo: usize,
    hi: usize,
    unknown: Vec<(Unknown, Span)>,
}

/// A command with all its lines.
#[derive(Debug)]
pub(super) struct Whole {
    /// What follows the word, lines joined.
    pub rest: String,
    /// Offsets in the text.
    pub span: (u32, u32),
    /// What follows the word, without blanks and `;`, if there is anything.
    pub body: Option<Span>,
    pub unknown: Vec<(Unknown, Span)>,
}

/// One file while it is read.
#[derive(Debug)]
pub(super) struct Page<'a> {
    file: &'a str,
    next: usize,
    text: Text<'a>,
    pub scanner: Scanner,
    /// The SQL that is being collected: offsets in the text.
    open: Option<(u32, u32)>,
    pub items: Vec<Item>,
    pub findings: Vec<Raised>,
    /// The sign of variables that was looked for last, and where the file has it next.
    sign: Option<(char, usize)>,
    /// It was written by Data Pump, whose comments say who the user is.
    data_pump: bool,
    changes: Option<Changes>,
}

/// What is known while a script of Liquibase is read.
#[derive(Debug, Default)]
struct Changes {
    /// What ends statements.
    delimiter: Option<String>,
    /// The changeset at hand.
    id: String,
    /// The first rollback with its changeset, and the number of changesets that have one.
    rollback: Option<(Span, String)>,
    rollbacks: usize,
    /// The changeset at hand has one.
    counted: bool,
}

impl<'a> Page<'a> {
    pub fn new(file: &'a str) -> Self {
        let data_pump = memchr::memmem::find(file.as_bytes(), b"-- new object type path: ").is_some();
        Self {
            file,
            next: 0,
            text: Text::new(file),
            scanner: Scanner::default(),
            open: None,
            items: Vec::new(),
            findings: Vec::new(),
            sign: None,
            data_pump,
            changes: liquibase::is_one(file).then(Changes::default),
        }
    }

    /// The next line, with the values of its variables.
    pub fn line(&mut self, settings: &Settings, variables: &Variables) -> Option<Line<'a>> {
        let lo = self.next;
        let rest = self.file.get(lo..).filter(|rest| !rest.is_empty())?;
        let hi = memchr::memchr(b'\n', rest.as_bytes()).map_or(self.file.len(), |i| lo + i + 1);
        self.next = hi;
        let raw = self.file.get(lo..hi)?;
        let at = self.text.at(lo);
        let ends_so = settings.terminator.is_some() || settings.block.is_some() || self.changes.is_some();
        if !ends_so && raw.as_bytes().first() != Some(&b'#') && !self.has_variables(lo..hi, settings) {
            return Some(Line { text: Cow::Borrowed(raw), at, lo, hi, unknown: Vec::new() });
        }
        // beyond that no variable has a value, and it is said
        let (full, none) = (self.text.grown() > self.file.len() + GROWTH, Variables::default());
        let mut found = variable::find(raw, self.scanner.lex(), settings, if full { &none } else { variables });
        if raw.starts_with('#')
            && let Some(prefixed) = self.prefixed(raw)
        {
            found = variable::Found::default();
            found.changes.push(prefixed);
        }
        found.changes.extend(self.terminator(raw, settings, &found.changes));
        found.changes.extend(self.delimiter(raw).filter(|_| found.changes.is_empty()));
        if found == variable::Found::default() {
            return Some(Line { text: Cow::Borrowed(raw), at, lo, hi, unknown: Vec::new() });
        }
        let unknown =
            found.unknown.into_iter().map(|u| (place(&u, at, &found.changes), u)).map(|(s, u)| (u, s)).collect();
        for change in &found.changes {
            self.text.replace(lo + change.at, change.len, &change.with);
        }
        let text = match found.changes.as_slice() {
            [] => Cow::Borrowed(raw),
            changes => Cow::Owned(variable::apply(raw, changes)),
        };
        Some(Line { text, at, lo, hi, unknown })
    }

    /// Whether a line may hold variables: most files hold none, and are looked through once.
    fn has_variables(&mut self, line: Range<usize>, settings: &Settings) -> bool {
        let Some(define) = settings.define else { return false };
        let next = match self.sign {
            Some((sign, next)) if sign == define && next >= line.start => next,
            Some(_) | None => {
                let rest = self.file.get(line.start..).unwrap_or("");
                let next = rest.find(define).map_or(self.file.len(), |at| line.start + at);
                self.sign = Some((define, next));
                next
            }
        };
        next < line.end || settings.escape.is_some() && variable::any(self.file.get(line).unwrap_or(""), settings)
    }

    /// A command of the client within a statement: behind the sign that `SET SQLPREFIX` names, the client does it at once, and the
    /// statement goes on.
    fn prefixed(&self, raw: &str) -> Option<Change> {
        let line = raw.trim_end();
        let within = self.scanner.lex() == Lex::Code && !self.scanner.is_empty();
        let command = within.then(|| line.strip_prefix('#')).flatten()?;
        command::at(command).map(|_| Change { at: 0, len: line.len(), with: String::new() })
    }

    /// Writes another terminator of the script as the usual one.
    fn terminator(&self, raw: &str, settings: &Settings, changes: &[Change]) -> Option<Change> {
        if self.scanner.lex() != Lex::Code || (settings.terminator.is_none() && settings.block.is_none()) {
            return None;
        }
        let line = raw.trim_end();
        let last = line.chars().next_back()?;
        let at = line.len() - last.len_utf8();
        let alone = line.trim_start().len() == last.len_utf8();
        let with = if settings.terminator == Some(last) && !self.scanner.is_unit() {
            ";"
        } else if settings.block == Some(last) && alone {
            "."
        } else {
            return None;
        };
        let free = changes.iter().all(|c| c.at + c.len <= at);
        free.then(|| Change { at, len: last.len_utf8(), with: with.to_owned() })
    }

    /// Takes a line as SQL.
    pub fn sql(&mut self, line: &Line<'_>) {
        self.raise(&line.unknown);
        let (indent, bare) = bare(&line.text);
        if !bare.is_empty() {
            let (lo, hi) = (line.at + narrow(indent), line.at + narrow(indent + bare.len()));
            self.open = Some((self.open.map_or(lo, |(first, _)| first), hi));
        }
        self.scanner.line(&line.text, bare);
    }

    /// Says which variables have no value.
    pub fn raise(&mut self, unknown: &[(Unknown, Span)]) {
        for (unknown, span) in unknown {
            let raised = UNDEFINED.at(*span).with("variable", unknown.name.as_str()).with("places", "");
            let severity = match unknown {
                Unknown { tablespace: true, .. } => Severity::Info,
                Unknown { quoted: true, .. } => Severity::BehaviourChange,
                _ => Severity::Blocker,
            };
            self.findings.push(raised.severity(severity));
        }
    }

    /// Ends the SQL that is being collected.
    fn close(&mut self) {
        if let Some((lo, hi)) = self.open.take() {
            self.items.push(Item::Piece(Piece::Sql(Span::new(lo, hi))));
        }
    }

    /// Adds a piece behind the SQL before it.
    pub fn piece(&mut self, piece: Piece) {
        self.close();
        self.items.push(Item::Piece(piece));
    }

    /// `-- CONNECT user`, as Data Pump writes it into its scripts.
    pub fn data_pump_connect(&mut self, line: &Line<'_>) -> bool {
        let Some(user) = line.text.strip_prefix("-- CONNECT ").filter(|_| self.data_pump) else { return false };
        let user = Some(user.trim().to_owned());
        let (lo, hi) = bounds(line, line.text.trim_end());
        self.scanner.reset();
        self.piece(Piece::Client { span: Span::new(lo, hi), word: "CONNECT", user });
        true
    }

    /// The end of a statement as Liquibase was told to find it, on a line of its own.
    fn delimiter(&self, raw: &str) -> Option<Change> {
        let delimiter = self.changes.as_ref()?.delimiter.as_deref()?;
        let line = raw.trim();
        let at = raw.len() - raw.trim_start().len();
        line.eq_ignore_ascii_case(delimiter).then(|| Change { at, len: line.len(), with: "/".to_owned() })
    }

    /// A comment of Liquibase: a changeset ends the statement before it, and what is not run is left out.
    pub fn liquibase(&mut self, line: &Line<'_>) -> bool {
        let Some(mark) = self.changes.as_ref().and_then(|_| liquibase::mark(&line.text)) else { return false };
        let (lo, hi) = bounds(line, line.text.trim_end());
        let span = Span::new(lo, hi);
        let changes = self.changes.get_or_insert_default();
        let mut what = None;
        match mark {
            Mark::Rollback => {
                if !std::mem::replace(&mut changes.counted, true) {
                    changes.rollbacks += 1;
                    changes.rollback.get_or_insert_with(|| (span, changes.id.clone()));
                }
                return false;
            }
            Mark::Changeset { id, ours, delimiter } => {
                what = (!ours).then(|| format!("changeset `{id}` is for other databases, and is left out"));
                (changes.delimiter, changes.id, changes.counted) = (delimiter, id, false);
                self.scanner.reset();
                self.close();
                if ours {
                    return false;
                }
                self.skip(|next| !matches!(liquibase::mark(next), Some(Mark::Changeset { .. })));
            }
            Mark::Ignore(Some(lines)) => {
                let mut count = lines + 1;
                self.skip(|_| {
                    count = count.saturating_sub(1);
                    count > 0
                });
            }
            Mark::Ignore(None) => self.skip(|next| !liquibase::ends_ignored(next)),
        }
        self.findings.extend(what.map(|what| liquibase::LEFT_OUT.at(span).with("what", what)));
        self.scanner.reset();
        let span = self.upto((lo, hi));
        self.piece(Piece::Client { span, word: "LIQUIBASE", user: None });
        true
    }

    /// Skips lines as long as they are to be skipped.
    fn skip(&mut self, mut goes_on: impl FnMut(&str) -> bool) {
        while let Some(rest) = self.file.get(self.next..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |i| i + 1);
            if !goes_on(rest.get(..length).unwrap_or(rest)) {
                break;
            }
            self.next += length;
        }
    }

    /// The rest of a command, over the lines that it continues on.
    pub fn whole(
        &mut self,
        command: &Command,
        line: &Line<'_>,
        start: usize,
        settings: &Settings,
        variables: &Variables,
    ) -> Whole {
        let (lo, mut hi) = bounds(line, line.text.trim_end());
        let rest = line.text.get(start..).unwrap_or("");
        let mut whole = rest.to_owned();
        let mut unknown = line.unknown.clone();
        let (mut from, mut upto) = (line.lo, line.hi);
        while continues(command, &whole) {
            if command.does == Does::Execute {
                self.blank_out_continuation(from, upto);
            }
            let Some(next) = self.line(settings, variables) else { break };
            whole.truncate(whole.trim_end().len().saturating_sub(1));
            whole.push('\n');
            whole.push_str(&next.text);
            hi = bounds(&next, next.text.trim_end()).1;
            (from, upto) = (next.lo, next.hi);
            unknown.extend(next.unknown);
        }
        let skipped = rest.len() - rest.trim_start().len();
        let first = line.at + narrow(start + skipped);
        let last = hi - narrow(whole.trim_end().len() - whole.trim_end().trim_end_matches(';').trim_end().len());
        let body = (first < last).then(|| Span::new(first, last));
        Whole { rest: whole, span: (lo, hi), body, unknown }
    }

    /// Puts a blank in place of the `-` that continues a line of the file.
    fn blank_out_continuation(&mut self, lo: usize, hi: usize) {
        let raw = self.file.get(lo..hi).unwrap_or("").trim_end();
        if raw.ends_with('-') {
            self.text.replace(lo + raw.len() - 1, 1, " ");
        }
    }

    /// Skips the text of `DOCUMENT`, up to a line that begins with `#`.
    pub fn document(&mut self) {
        while let Some(rest) = self.file.get(self.next..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |i| i + 1);
            self.next += length;
            if rest.starts_with('#') {
                break;
            }
        }
    }

    /// The span of a command, or of all that was skipped since.
    pub fn upto(&self, (lo, hi): (u32, u32)) -> Span {
        let read = self.file.get(..self.next).unwrap_or("").trim_end().len();
        Span::new(lo, hi.max(self.text.at(read)))
    }

    /// The reading of the file, when its last line is read.
    pub fn finish(mut self, file: Arc<Loaded>) -> Reading {
        self.close();
        if let Some(Changes { rollback: Some((span, id)), rollbacks, .. }) = self.changes.take() {
            let what = match rollbacks {
                1 => format!("the rollback of changeset `{id}` is not converted"),
                more => format!("the rollbacks of {more} changesets are not converted, the first is that of `{id}`"),
            };
            self.findings.push(liquibase::LEFT_OUT.at(span).with("what", what));
        }
        let (text, edits) = self.text.finish();
        Reading { file, text, edits, items: self.items, findings: self.findings }
    }
}

/// Whether a command goes on on the next line. Underlines of dashes are text, and a remark ends with its line.
fn continues(command: &Command, text: &str) -> bool {
    let text = text.trim_end();
    match command.does {
        Does::Text => command.word != "REMARK" && text.ends_with(" -") && !text.ends_with("- -"),
        Does::Document => false,
        Does::Nothing
        | Does::Set
        | Does::Define
        | Does::Undefine
        | Does::Accept
        | Does::Column
        | Does::Start
        | Does::StartBeside
        | Does::Connect
        | Does::Execute => text.ends_with('-') && !text.ends_with("--"),
    }
}

/// A line without blanks around it, and how many bytes are in front. Few lines begin or end with what is no ASCII.
fn bare(line: &str) -> (usize, &str) {
    let start = line.trim_ascii_start();
    let bare = start.trim_ascii_end();
    let plain = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b'!'..=b'~'));
    if plain(bare.as_bytes().first()) && plain(bare.as_bytes().last()) {
        return (line.len() - start.len(), bare);
    }
    let start = line.trim_start();
    (line.len() - start.len(), start.trim_end())
}

/// Where the bare text of a line begins and ends in the text.
fn bounds(line: &Line<'_>, text: &str) -> (u32, u32) {
    let indent = text.len() - text.trim_start().len();
    (line.at + narrow(indent), line.at + narrow(text.len()))
}

/// Where a variable stands in the text, after the changes of its line.
fn place(unknown: &Unknown, at: u32, changes: &[Change]) -> Span {
    let before = changes.iter().take_while(|c| c.at < unknown.at);
    let (gone, come) = before.fold((0, 0), |(gone, come), c| (gone + c.len, come + c.with.len()));
    let here = changes.iter().find(|c| c.at == unknown.at).map_or(unknown.len, |c| c.with.len());
    let lo = at + narrow(unknown.at + come - gone);
    Span::new(lo, lo + narrow(here))
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
