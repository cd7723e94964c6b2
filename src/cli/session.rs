//! What most commands begin with: configuration and flags to options, paths to texts, texts to a finished run.

use super::args::{Gate, Global, Reading};
use super::baseline::Baseline;
use super::config::{self, Config};
use super::print::Terminal;
use super::{Trouble, config::nearest};
use crate::convert::Previous;
use crate::emit::OutFile;
use crate::finding::Source;
use crate::input::{self, Input};
use crate::name::Name;
use crate::pipeline::{self, Done, Request};
use crate::profile::{Origin, Profile};
use crate::report::policy::Policy;
use crate::report::{Says, Texts, policy};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Everything that a run needs.
pub struct Session {
    /// What was read.
    pub input: Input,
    /// Its dialect.
    pub source: Source,
    /// Options in force.
    pub profile: Profile,
    /// Owners, waivers, gate.
    pub policy: Policy,
    /// Names of an earlier run.
    pub previous: Previous,
    jobs: usize,
    says: Says,
    only: Vec<String>,
}

impl Session {
    /// Reads configuration, flags and input, as far as the report has to say it.
    ///
    /// # Errors
    /// A mistake in configuration or flags; nothing to read.
    pub fn start(
        paths: &[PathBuf],
        reading: &Reading,
        gate: Option<&Gate>,
        says: Says,
        global: &Global,
        terminal: &Terminal,
    ) -> Result<Self, Trouble> {
        let mut config = config::load(global.config.as_deref())?;
        config.policy.today = today();
        flags(&mut config, reading, gate)?;
        let source = dialect(reading.from.as_deref().or(config.from.as_deref()))?;
        if let Some(schema) = reading.schema.as_deref().or(config.schema.as_deref()) {
            let name = folded(schema);
            if name.trim().is_empty() {
                return Err(Trouble::with(
                    "the name of the schema is empty",
                    "write `--schema NAME`, or leave it out: objects without a schema go to `public`",
                ));
            }
            config.profile.schema = Some(name);
        }
        let input = read(paths, reading, &config, source, says, global.jobs, terminal)?;
        let source = source.unwrap_or_else(|| {
            terminal.note("reading the input as oracle\n");
            Source::Oracle
        });
        Ok(Self {
            input,
            source,
            profile: config.profile,
            policy: config.policy,
            previous: Previous::default(),
            jobs: global.jobs,
            says,
            only: reading.only.clone(),
        })
    }

    fn request(&self) -> Request<'_> {
        Request {
            input: &self.input,
            source: self.source,
            profile: &self.profile,
            policy: &self.policy,
            previous: &self.previous,
            jobs: self.jobs,
            says: self.says,
            only: &self.only,
            last: true,
        }
    }

    /// Runs the whole flow.
    ///
    /// # Errors
    /// Threads could not be had.
    pub fn run(&self, terminal: &Terminal) -> Result<Done, Trouble> {
        let _busy = terminal.busy("converting");
        Ok(pipeline::run(&self.request())?)
    }

    /// Reads the model alone.
    ///
    /// # Errors
    /// Threads could not be had.
    pub fn model(&self) -> Result<crate::ir::Program, Trouble> {
        Ok(pipeline::read(&self.request())?)
    }

    /// Texts of the sources, and of the output where there is one.
    pub fn texts<'a>(&'a self, files: &'a [OutFile]) -> Texts<'a> {
        let mut texts = Texts::default();
        for file in self.input.sources.files().iter().filter(|f| !f.again) {
            texts.sources.insert(file.path.as_str().into(), file.original().into());
        }
        for file in files {
            texts.outputs.insert(file.path.as_str().into(), file.text.as_str().into());
        }
        texts
    }
}

/// Says how long each stage took.
pub fn stages(done: &Done, global: &Global, terminal: &Terminal) {
    if global.verbose {
        for (stage, time) in &done.stages {
            terminal.note(&format!("{stage:>10} {:>9.1} ms\n", time.as_secs_f64() * 1000.0));
        }
    }
}

fn flags(config: &mut Config, reading: &Reading, gate: Option<&Gate>) -> Result<(), Trouble> {
    let list = || "`howdah init` writes a file with every option".to_string();
    for (name, value) in &reading.set {
        config.profile.set(name, value, Origin::Flag).map_err(|e| Trouble::with(e, list()))?;
    }
    if let Some(how) = &reading.unresolved {
        config.profile.set("unresolved", how, Origin::Flag).map_err(Trouble::new)?;
    }
    if let Some(target) = reading.target {
        config.profile.target = target;
    }
    let Some(gate) = gate else { return Ok(()) };
    if let Some(limit) = &gate.fail_on {
        config.policy.fail_on = config::gate(limit).map_err(|e| Trouble::new(format!("--fail-on: {e}")))?;
    }
    for change in &gate.severity {
        let (code, severity) = change.split_once('=').ok_or_else(|| {
            Trouble::with(format!("--severity: `{change}` is not understood"), "write --severity CODE=SEVERITY")
        })?;
        let severity = config::severity(severity).map_err(|e| Trouble::new(format!("--severity: {e}")))?;
        config.profile.severities.insert(code.into(), severity);
    }
    known_codes(config)?;
    if let Some(path) = &gate.baseline {
        config.policy.baseline = Baseline::load(path, gate.write_baseline)?.fingerprints();
    }
    Ok(())
}

/// A severity for a code that no rule has is a typing error.
fn known_codes(config: &Config) -> Result<(), Trouble> {
    // A start of codes stands for all that start so.
    let starts = |code: &str| {
        let all = crate::rules::all().chain(policy::RULES.iter().copied());
        !code.is_empty() && all.flat_map(|r| r.codes).any(|(_, c)| c.starts_with(code))
    };
    let by_object = config.profile.rules.iter().map(|(code, ..)| code);
    for code in config.profile.severities.keys().chain(by_object) {
        if crate::rules::find(code).is_none() && !starts(code) {
            let codes = crate::rules::all().flat_map(|r| r.codes.iter().map(|(_, c)| *c));
            let advice = match nearest(code, codes) {
                Some(near) => format!("did you mean `{near}`? `howdah rules` lists all"),
                None => "`howdah rules` lists all".into(),
            };
            return Err(Trouble::with(format!("there is no rule `{code}`"), advice));
        }
    }
    Ok(())
}

/// The dialect by name.
///
/// # Errors
/// A name that is not known, or a dialect that is not read yet.
pub fn dialect(name: Option<&str>) -> Result<Option<Source>, Trouble> {
    const ALL: [Source; 4] = [Source::Oracle, Source::MySql, Source::SqlServer, Source::Postgres];
    let Some(name) = name else { return Ok(None) };
    match ALL.into_iter().find(|s| s.name() == name) {
        Some(Source::Oracle) => Ok(Some(Source::Oracle)),
        Some(Source::MySql | Source::SqlServer | Source::Postgres) => {
            Err(Trouble::with(format!("this version does not read {name} yet"), "it reads oracle"))
        }
        None => {
            let names = ALL.map(Source::name);
            Err(Trouble::with(format!("there is no dialect `{name}`"), format!("it is one of {}", names.join(", "))))
        }
    }
}

/// A name on the command line is folded as the source folds it.
fn folded(name: &str) -> Name {
    crate::dialect::oracle::names::fold(name)
}

fn read(
    paths: &[PathBuf],
    reading: &Reading,
    config: &Config,
    source: Option<Source>,
    says: Says,
    jobs: usize,
    terminal: &Terminal,
) -> Result<Input, Trouble> {
    let _busy = terminal.busy("reading");
    let stdin = if paths.iter().any(|p| p == Path::new("-")) {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|e| Trouble::new(format!("standard input cannot be read: {e}")))?;
        Some((reading.stdin_filename.clone(), bytes))
    } else {
        None
    };
    let mut include = config.include.clone();
    include.extend(reading.include.iter().cloned());
    let request = input::Request {
        paths: paths.iter().filter(|p| *p != Path::new("-")).cloned().collect(),
        context: reading.with.clone(),
        include,
        stdin,
        encoding: reading.encoding.clone().or_else(|| config.encoding.clone()),
        define: reading.define.clone(),
        from: source,
        undigested: says < Says::Inputs,
    };
    let advice = "give files or folders with scripts; `--include GLOB` takes further kinds of files";
    pipeline::pooled(jobs, || input::read(&request))?.map_err(|e| Trouble::with(e.to_string(), advice))
}

/// Today as `YYYY-MM-DD` in UTC, against which waivers expire; `SOURCE_DATE_EPOCH` sets it.
fn today() -> Option<String> {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|t| t.parse::<u64>().ok());
    let seconds = given.or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|d| d.as_secs()))?;
    Some(date(seconds / 86_400))
}

/// The date of a day since 1970-01-01, in the Gregorian calendar.
fn date(days: u64) -> String {
    let mut year = 1970;
    let mut left = days;
    let leap = |y: u64| (y.is_multiple_of(4) && !y.is_multiple_of(100)) || y.is_multiple_of(400);
    while left >= 365 + u64::from(leap(year)) {
        left -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", left + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(59), "1970-03-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(20_783), "2026-11-26");
        assert_eq!(date(20_818), "2026-12-31");
    }
}
