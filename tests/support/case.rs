//! The format of case files, and what is compared.

use crate::{checked, run};
use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input::Input;
use howdah::pipeline::{self, Done, Request};
use howdah::profile::{Origin, Profile};
use howdah::proof::script;
use howdah::report::model::Report;
use howdah::report::policy::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked about every source, answered for all cases, so that each says what it is about and no more. A case that is about
/// the question says `name =` in its options.
const SETTLED: &[(&str, &str)] = &[
    ("source_server_timezone", "UTC"),
    ("source_charset", "AL32UTF8"),
    ("target_collation", "C"),
    ("nls_date_format", "DD-MON-RR"),
    ("nls_length_semantics", "char"),
];

/// How the lines begin that every script has.
const FRAME: [&str; 6] = [
    "SET client_min_messages",
    "SET client_encoding",
    "SET standard_conforming_strings",
    "-- Rows that stood",
    "-- Queries that stood",
    "-- Blocks that stood",
];

/// One case of a file.
pub struct Case {
    /// Line of the source block.
    pub line: usize,
    source: Source,
    text: String,
    options: Vec<(String, String)>,
    /// First and last line of the `postgres` block's content, and the content.
    postgres: Option<(usize, usize, String)>,
    findings: Vec<String>,
    states: Vec<(String, String)>,
    /// Codes with a part of the message or help of one of their findings.
    says: Vec<(String, String)>,
    /// Objects with codes that were converted exactly in them; with `!` in front those that were not.
    applied: Vec<(String, Vec<String>)>,
    /// Statements and what they return.
    pub run: Option<String>,
    done: Option<Done>,
}

fn dialect(word: &str) -> Option<Source> {
    [Source::Oracle, Source::MySql, Source::SqlServer, Source::Postgres]
        .into_iter()
        .find(|s| s.name() == word && *s != Source::Postgres)
}

/// Reads a case file.
pub fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut options: Vec<(String, String)> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut i = 0;
    while i < lines.len() {
        let Some(word) = lines[i].strip_prefix("```").filter(|w| !w.is_empty()) else {
            i += 1;
            continue;
        };
        let end = (i + 1..lines.len()).find(|n| lines[*n].starts_with("```")).unwrap_or(lines.len());
        let content = lines[i + 1..end].iter().map(|l| format!("{l}\n")).collect::<String>();
        if let Some(source) = dialect(word.trim()) {
            cases.push(Case {
                line: i + 1,
                source,
                text: content,
                options: options.clone(),
                postgres: None,
                findings: Vec::new(),
                states: Vec::new(),
                says: Vec::new(),
                applied: Vec::new(),
                run: None,
                done: None,
            });
        } else if word.trim() == "options" {
            let pairs = content.lines().filter_map(|l| l.split_once('='));
            let pairs: Vec<_> =
                pairs.map(|(k, v)| (k.trim().to_string(), v.trim().trim_matches('"').to_string())).collect();
            match cases.last_mut() {
                Some(case) if case.postgres.is_none() => case.options.extend(pairs),
                _ => options = pairs,
            }
        } else if let Some(case) = cases.last_mut() {
            match word.trim() {
                "postgres" => case.postgres = Some((i + 1, end, content)),
                "findings" => case.findings.extend(content.split_whitespace().map(Into::into)),
                "states" => case.states.extend(
                    content.lines().filter_map(|l| l.rsplit_once(' ')).map(|(a, b)| (a.trim().into(), b.into())),
                ),
                "says" => case.says.extend(
                    content.lines().filter_map(|l| l.split_once(' ')).map(|(a, b)| (a.into(), b.trim().into())),
                ),
                "applied" => {
                    let of = |line: &str| {
                        let mut words = line.split_whitespace().map(String::from);
                        Some((words.next()?, words.collect()))
                    };
                    case.applied.extend(content.lines().filter_map(of));
                }
                "run" => case.run = Some(content),
                _ => {}
            }
        }
        i = end + 1;
    }
    cases
}

/// What a mark says of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// `CODE`: this finding.
    Found,
    /// `=CODE`: converted exactly, here first in its object; or a clause is left out.
    Exact,
    /// `!CODE`: neither; it looks as if.
    Near,
}

/// A mark of a line.
pub struct Mark {
    /// The line of the source, from 1.
    pub line: u32,
    /// What it says.
    pub says: Says,
    /// Of which rule.
    pub code: String,
}

/// The marks of a source.
pub fn marks(text: &str) -> Vec<Mark> {
    let mut all = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let Some((_, words)) = line.split_once("-- ~") else { continue };
        for word in words.split_whitespace() {
            let (says, code) = match (word.strip_prefix('='), word.strip_prefix('!')) {
                (Some(code), _) => (Says::Exact, code),
                (_, Some(code)) => (Says::Near, code),
                _ => (Says::Found, word),
            };
            all.push(Mark { line: u32::try_from(n + 1).unwrap(), says, code: code.to_owned() });
        }
    }
    all
}

/// Whether what a mark names is converted exactly on its line, or left out by that rule.
fn applied(report: &Report, mark: &Mark) -> bool {
    report.objects.iter().any(|o| {
        o.applied.iter().any(|a| a.code == mark.code && a.line == mark.line)
            || o.dropped.iter().any(|d| d.code == mark.code && d.line == mark.line)
    })
}

/// The file with the `postgres` blocks as they came out.
pub fn rewrite(text: &str, cases: &[Case]) -> String {
    let mut lines: Vec<String> = text.lines().map(Into::into).collect();
    for case in cases.iter().rev() {
        if let Some((from, to, _)) = &case.postgres {
            lines.splice(*from..*to, case.output().lines().map(Into::into));
        }
    }
    let mut new = lines.join("\n");
    new.push('\n');
    new
}

/// Fails with all differences.
pub fn report(failures: &[String]) {
    assert!(failures.is_empty(), "{} differences\n\n{}", failures.len(), failures.join("\n\n"));
}

/// What is wrong where a finding should say something, or none should.
fn unsaid(report: &Report, code: &str, part: &str) -> Option<String> {
    let (want, code) = code.strip_prefix('!').map_or((true, code), |code| (false, code));
    let mut own = report.findings.iter().filter(|f| f.code == code);
    let says = own.any(|f| f.message.contains(part) || f.help.contains(part));
    (says != want).then(|| format!("{code} says{} `{part}`", if want { " nowhere" } else { "" }))
}

impl Case {
    /// Codes that the case raises or shows converted, and codes that it is near to; in this order.
    pub fn shown(&self) -> [BTreeSet<String>; 2] {
        let mut shown = [BTreeSet::new(), BTreeSet::new()];
        let mut put = |near: bool, code: &str| {
            shown[usize::from(near)].insert(code.to_owned());
        };
        for mark in marks(&self.text) {
            put(mark.says == Says::Near, &mark.code);
        }
        for code in self.findings.iter().chain(self.applied.iter().flat_map(|(_, codes)| codes)) {
            match code.strip_prefix('!') {
                Some(code) => put(true, code),
                None => put(false, code),
            };
        }
        shown
    }

    /// Runs the tool on the source.
    pub fn convert(&mut self) {
        let mut profile = Profile::default();
        let said = |name: &str| self.options.iter().any(|(n, _)| n == name);
        for (name, value) in SETTLED.iter().filter(|(name, _)| !said(name)) {
            profile.set(name, value, Origin::File).unwrap();
        }
        for (name, value) in &self.options {
            match name.as_str() {
                _ if value.is_empty() => {}
                "only" => assert_eq!(value, "marked", "the rules that marks name are all that can be asked for"),
                "target" => profile.target = value.parse().unwrap(),
                "schema" => profile.schema = Some(value.as_str().into()),
                _ => profile.set(name, value, Origin::File).unwrap(),
            }
        }
        // Marks are for the runner; the tool must not see them as comments of the source.
        let text: String =
            self.text.lines().map(|l| format!("{}\n", l.split("-- ~").next().unwrap_or("").trim_end())).collect();
        let input = Input::from_texts(&[("case.sql", &text)]);
        let request = Request {
            only: &[],
            last: false,
            input: &input,
            source: self.source,
            profile: &profile,
            policy: &Policy::default(),
            previous: &Previous::default(),
            jobs: 1,
            says: howdah::report::Says::Drafts,
        };
        self.done = Some(pipeline::run(&request).unwrap());
    }

    fn done(&self) -> &Done {
        self.done.as_ref().expect("converted")
    }

    fn read(&self, path: &str) -> Result<String, String> {
        let file = self.done().files.iter().find(|f| f.path == path);
        file.map(|f| f.text.to_string()).ok_or_else(|| format!("{path} is missing"))
    }

    /// Everything that loads, in order, as a person reads it.
    fn output(&self) -> String {
        let statements = script::statements("apply.sql", &BTreeMap::new(), &|p| self.read(p)).unwrap();
        let mut files: Vec<&str> = Vec::new();
        for statement in &statements {
            let file = statement.file.as_str();
            let given = ["objects/ora_compat", "objects/ora_dict"].iter().any(|name| file.starts_with(name));
            let own = file.starts_with("objects/") && !given;
            if (own || file == "data.sql") && files.last() != Some(&file) {
                files.push(file);
            }
        }
        let mut seen = BTreeSet::new();
        files.retain(|f| seen.insert(*f));
        let apart = |path: &&str| matches!(*path, "queries.sql" | "blocks.sql");
        files.extend(self.done().files.iter().map(|f| f.path.as_str()).filter(apart));
        let mut out = String::new();
        for file in files {
            for line in self.read(file).unwrap().lines() {
                let is_frame = line.starts_with('\\') || FRAME.iter().any(|start| line.starts_with(start));
                let is_position = line.starts_with("-- case.sql:");
                if !(is_frame || is_position) {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        let mut text = String::new();
        for line in out.trim().lines() {
            if !(line.is_empty() && text.ends_with("\n\n")) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// What is not as the case says.
    pub fn differences(&self, update: bool) -> Vec<String> {
        let mut all = Vec::new();
        if let Some((_, _, want)) = &self.postgres {
            let got = self.output();
            if want.trim() != got.trim() && !update {
                all.push(format!("the output differs\n{}", diff(want.trim(), got.trim())));
            }
        }
        let report = &self.done().report;
        let mut want: Vec<(u32, String)> = Vec::new();
        for mark in marks(&self.text) {
            match mark.says {
                Says::Found => want.push((mark.line, mark.code)),
                Says::Exact if !applied(report, &mark) => {
                    all.push(format!("line {}: {} is neither applied first here nor left out", mark.line, mark.code));
                }
                Says::Near if applied(report, &mark) => {
                    all.push(format!("line {}: {} is applied here", mark.line, mark.code));
                }
                Says::Exact | Says::Near => {}
            }
        }
        let mut got: Vec<(u32, String)> = Vec::new();
        for f in &report.findings {
            got.extend(f.location.iter().chain(&f.also).map(|l| (l.line, f.code.to_string())));
        }
        let mut general: Vec<String> =
            report.findings.iter().filter(|f| f.location.is_none()).map(|f| f.code.to_string()).collect();
        if self.options.iter().any(|(name, _)| name == "only") {
            let [raised, near] = self.shown();
            got.retain(|(_, code)| raised.contains(code) || near.contains(code));
            general.retain(|code| raised.contains(code) || near.contains(code));
        }
        want.sort();
        got.sort();
        got.dedup();
        general.sort();
        let (absent, mut listed): (Vec<String>, Vec<String>) =
            self.findings.iter().cloned().partition(|code| code.starts_with('!'));
        listed.sort();
        for code in absent.iter().filter(|code| general.iter().any(|g| code.strip_prefix('!') == Some(g))) {
            all.push(format!("{code} is found"));
        }
        for missing in want.iter().filter(|w| !got.contains(w)) {
            all.push(format!("line {}: {} is not found", missing.0, missing.1));
        }
        for extra in got.iter().filter(|g| !want.contains(g)) {
            let message = report
                .findings
                .iter()
                .find(|f| f.code == extra.1 && f.location.iter().chain(&f.also).any(|l| l.line == extra.0));
            all.push(format!("line {}: {} is not marked: {}", extra.0, extra.1, message.map_or("", |f| &f.message)));
        }
        if !listed.is_empty() && listed != general {
            all.push(format!("findings without a line are {general:?}, not {listed:?}"));
        }
        for (id, codes) in &self.applied {
            let object = report.objects.iter().find(|o| o.id == *id);
            let Some(object) = object else {
                all.push(format!("{id} is not in the report"));
                continue;
            };
            for code in codes {
                let (want, code) = code.strip_prefix('!').map_or((true, code.as_str()), |code| (false, code));
                if object.applied.iter().any(|a| a.code == code) != want {
                    all.push(format!("{code} is {}applied in {id}", if want { "not " } else { "" }));
                }
            }
        }
        all.extend(self.says.iter().filter_map(|(code, part)| unsaid(report, code, part)));
        for (id, state) in &self.states {
            let object = report.objects.iter().find(|o| o.id == *id);
            let is = object.map_or("not in the report", |o| o.state.as_str());
            if is != state {
                all.push(format!("{id} is {is}, not {state}"));
            }
        }
        all
    }

    /// The queries or blocks of the source, converted.
    fn apart(&self, file: &str) -> Vec<script::Statement> {
        let all = script::statements(file, &BTreeMap::new(), &|p| self.read(p)).unwrap_or_default();
        all.into_iter().filter(|s| !s.text.trim_start().starts_with("SET ")).collect()
    }

    /// Loads the output and runs the statements.
    pub fn behaviour(&self, client: &mut postgres::Client) -> Vec<String> {
        let statements = script::statements("apply.sql", &BTreeMap::new(), &|p| self.read(p)).unwrap();
        for statement in &statements {
            if let Err(error) = client.batch_execute(&statement.text) {
                let place = format!("{}:{}", statement.file, statement.line);
                return vec![format!("does not load: {place}: {}\n{}", run::said(&error), statement.text)];
            }
        }
        let (queries, blocks) = (self.apart("queries.sql"), self.apart("blocks.sql"));
        let named = |line: &str| {
            let of = |word: &str, all: &[script::Statement]| {
                let n = line.strip_prefix(word).and_then(|n| n.trim().parse::<usize>().ok())?;
                Some(all.get(n - 1).map_or_else(|| format!("no {line}"), |s| s.text.clone()))
            };
            of("QUERY ", &queries).or_else(|| of("BLOCK ", &blocks))
        };
        run::differences(client, self.run.as_deref().unwrap_or(""), &named)
    }

    /// What plpgsql_check says against routines that are claimed.
    pub fn unclean(&self, client: &mut postgres::Client) -> Vec<String> {
        client.batch_execute("ROLLBACK; RESET SESSION AUTHORIZATION; RESET ALL").unwrap();
        self.done.as_ref().map_or_else(Vec::new, |done| checked::unclean(client, &done.report))
    }
}

/// The differing lines.
fn diff(want: &str, got: &str) -> String {
    similar::TextDiff::from_lines(want, got).unified_diff().context_radius(2).header("case", "output").to_string()
}
