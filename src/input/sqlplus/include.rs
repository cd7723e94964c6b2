//! `@file`, `@@file`, `START file`: another script is read where it stands, with arguments.

use super::command::{Command, Does};
use super::page::{Page, Whole};
use super::{Item, Run, variable};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::span::Span;
use std::path::{Path, PathBuf};

/// The most files that are open at a time, as in the client.
const DEPTH: usize = 20;
/// The most readings of one script, and the most bytes: a few files that include each other twice would never end.
const READINGS: usize = 20_000;
const BYTES: usize = 512 << 20;

/// A script that is not there.
static MISSING: Rule = Rule {
    name: "missing-include",
    codes: &[(Source::Oracle, "HD-001")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 2),
    message: "`{file}` is included here and was not read: {why}",
    help: "add the file to the input, beside the script that includes it; what it creates is missing from the output",
    doc: "",
    ..Rule::PLAIN
};

/// A script that includes itself.
static CYCLE: Rule = Rule {
    name: "include-cycle",
    codes: &[(Source::Oracle, "HD-002")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "`{file}` includes itself; it is read once",
    help: "SQL*Plus would stop here at its limit of nested scripts; remove the include",
    doc: "",
    ..Rule::PLAIN
};

/// Scripts that include each other without end.
static TOO_MANY: Rule = Rule {
    name: "too-many-includes",
    codes: &[(Source::Oracle, "HD-003")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 0),
    message: "`{file}` is not included here: the script has more includes than can be followed",
    help: "SQL*Plus nests at most 20 scripts; split the script, or name its parts on the command line",
    doc: "",
    ..Rule::PLAIN
};

/// A script whose name is known in part.
static FITTING: Rule = Rule {
    name: "include-by-the-only-name-that-fits",
    codes: &[(Source::Oracle, "HD-006")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::NONE,
    message: "the name `{file}` holds a variable without a value; `{taken}` is the only script that fits, so it is read here",
    help: "give the value on the command line: `--define NAME=VALUE`, for arguments of the first script `--define 1=VALUE`",
    doc: "",
    ..Rule::PLAIN
};

/// Rules about includes.
pub(in crate::input) static RULES: &[&Rule] = &[&MISSING, &CYCLE, &TOO_MANY, &FITTING];

impl Run<'_> {
    /// Reads the file that a command names, and sets its arguments. Says whether the file was found and no value was missing.
    pub(super) fn include(&mut self, page: &mut Page<'_>, command: &Command, rest: &str, whole: &Whole) -> bool {
        let words = variable::arguments(rest);
        let Some((name, arguments)) = words.split_first() else { return true };
        let (lo, hi) = whole.span;
        let span = Span::new(lo, hi);
        for (i, value) in arguments.iter().enumerate() {
            self.variables.set(&(i + 1).to_string(), value, &whole.unknown);
        }
        let missing = |why: &str| MISSING.at(span).with("file", name.as_str()).with("why", why);
        if name.starts_with('?') {
            page.findings.push(missing("it belongs to the database server").severity(Severity::Info));
            return true;
        }
        let beside = command.does == Does::StartBeside;
        let found = self.find(name, beside).or_else(|| self.find_end(name, beside));
        let fitting = || {
            let id = self.find_fitting(name, beside)?;
            page.findings.push(FITTING.at(span).with("file", name.as_str()).with("taken", self.library.shown(&id)));
            Some(id)
        };
        let Some(id) = found.or_else(fitting) else {
            let unknown = "its name holds a variable without a value";
            page.findings.push(missing(if name.contains('&') { unknown } else { "there is no such file" }));
            return false;
        };
        if self.library.may_include(&id) {
            self.included(page, id, span, missing);
        } else {
            page.findings.push(missing("it lies outside of the input"));
        }
        !arguments.iter().any(|a| a.contains('&'))
    }

    /// Reads a file that was found, unless that would never end.
    fn included(&mut self, page: &mut Page<'_>, id: PathBuf, span: Span, missing: impl Fn(&str) -> Raised) {
        self.script.included.insert(id.clone());
        if self.stack.contains(&id) {
            page.findings.push(CYCLE.at(span).with("file", self.library.shown(&id)));
        } else if self.stack.len() >= DEPTH || self.script.readings.len() >= READINGS || self.bytes >= BYTES {
            page.findings.push(TOO_MANY.at(span).with("file", self.library.shown(&id)));
        } else {
            match self.library.load(&id) {
                Ok(file) => {
                    let reading = self.file(file);
                    page.items.push(Item::Include(reading));
                }
                Err(why) => page.findings.push(missing(&why)),
            }
        }
    }

    /// The file of a path whose beginning is another machine's, or not known: `/home/me/hr/tables.sql`, `&dir/hr/tables.sql`.
    fn find_end(&self, name: &str, beside: bool) -> Option<PathBuf> {
        let mut rest = name;
        while let Some((_, behind)) = rest.split_once(['/', '\\']) {
            rest = behind;
            // A guess that leads back to a script that is open is a wrong one.
            let fits = |found: &PathBuf| !rest.starts_with(['/', '\\', '.']) && !self.stack.contains(found);
            if let Some(found) = self.find(rest, beside).filter(fits) {
                return Some(found);
            }
        }
        None
    }

    /// The only file whose name has what is known of the last part of a name: `tables_&version` means `tables_v3.sql`.
    fn find_fitting(&self, name: &str, beside: bool) -> Option<PathBuf> {
        let name: String = name.chars().map(|c| if c == '\\' { '/' } else { c }).collect();
        let (mut below, last) = name.rsplit_once('/').unwrap_or(("", &name));
        let parts = variable::around_unknown(last);
        if parts.len() < 2 || parts.iter().all(|part| !part.chars().any(char::is_alphanumeric)) {
            return None;
        }
        let folders = self.folders(beside);
        loop {
            let at = |folder: &PathBuf| self.library.find_only(&folder.join(below), &parts);
            if let Some(found) = folders.iter().find_map(at) {
                return Some(found);
            }
            if below.is_empty() {
                return None;
            }
            below = below.split_once('/').map_or("", |(_, behind)| behind);
        }
    }

    /// The file of a name: `@@` looks beside this file first, `@` from where the script was started.
    fn find(&self, name: &str, beside: bool) -> Option<PathBuf> {
        let name: String = name.chars().map(|c| if c == '\\' { '/' } else { c }).collect();
        let path = Path::new(&name);
        let with_extension = PathBuf::from(format!("{name}.sql"));
        let folders = self.folders(beside);
        let dotted = path.extension().is_some();
        folders.iter().find_map(|folder| {
            let plain = || self.library.find(&folder.join(path));
            let extended = || self.library.find(&folder.join(&with_extension));
            if dotted { plain().or_else(extended) } else { extended().or_else(plain) }
        })
    }

    /// Where a name is looked for, in order.
    fn folders(&self, beside: bool) -> Vec<PathBuf> {
        let folder = |id: Option<&PathBuf>| id.and_then(|id| id.parent()).map(Path::to_owned).unwrap_or_default();
        let this = folder(self.stack.last());
        let started = folder(self.stack.first());
        let mut folders = if beside { vec![this, started.clone()] } else { vec![started.clone(), this] };
        // A script may be meant to be started from a folder above it.
        folders
            .extend(started.ancestors().skip(1).take_while(|f| f.starts_with(&self.library.root)).map(Path::to_owned));
        folders.extend(self.library.root.parent().map(Path::to_owned));
        folders
    }
}
