//! `howdah.toml`: options, overrides per object, severities, owners and waivers; mistakes are named with line and column.

use super::Trouble;
use crate::finding::Severity;
use crate::profile::{OPTIONS, Origin, Override, Profile};
use crate::report::model::Waiver;
use crate::report::policy::{Owner, Policy, Waived};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml::{Spanned, Value};

/// Name of the file that is taken when none is given.
const DEFAULT: &str = "howdah.toml";

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    from: Option<String>,
    target: Option<Spanned<u8>>,
    schema: Option<String>,
    encoding: Option<String>,
    fail_on: Option<Spanned<String>>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    select: Vec<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    rule: Vec<Spanned<RuleTable>>,
    #[serde(default)]
    options: BTreeMap<String, Spanned<Value>>,
    #[serde(default)]
    severity: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    object: BTreeMap<String, ObjectTable>,
    #[serde(default)]
    owner: Vec<OwnerTable>,
    #[serde(default)]
    waive: Vec<Spanned<WaiveTable>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectTable {
    #[serde(rename = "type")]
    ty: Option<String>,
    rename: Option<String>,
    #[serde(default)]
    options: BTreeMap<String, Spanned<Value>>,
}

/// What becomes of a rule for some objects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    code: String,
    object: Option<String>,
    severity: Option<String>,
    #[serde(default)]
    ignore: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnerTable {
    name: String,
    objects: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiveTable {
    code: String,
    #[serde(default = "everything")]
    object: String,
    reason: String,
    owner: String,
    until: Option<Spanned<String>>,
    ticket: Option<String>,
}

fn everything() -> String {
    "*".into()
}

/// What the configuration says.
#[derive(Debug, Default)]
pub struct Config {
    /// Options and overrides.
    pub profile: Profile,
    /// Owners, waivers, gate.
    pub policy: Policy,
    /// Source dialect.
    pub from: Option<String>,
    /// Encoding of all files.
    pub encoding: Option<String>,
    /// Further files, by glob.
    pub include: Vec<String>,
    /// Schema of names without one, as written.
    pub schema: Option<String>,
}

/// Loads the file that was given, or the one in the working directory.
///
/// # Errors
/// A file that was given and is not there, or a mistake in it, with its place.
pub fn load(given: Option<&Path>) -> Result<Config, Trouble> {
    let path = given.unwrap_or(Path::new(DEFAULT));
    let text = match (fs::read_to_string(path), given) {
        (Ok(text), _) => text,
        (Err(error), None) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(read("", "").unwrap_or_default());
        }
        (Err(error), _) => {
            return Err(Trouble::with(
                format!("the configuration `{}` cannot be read: {error}", path.display()),
                "`howdah init` writes one",
            ));
        }
    };
    // Findings name it by its last part, so that reports are the same in any working directory.
    let shown = path.file_name().map_or_else(|| DEFAULT.to_string(), |n| n.to_string_lossy().into_owned());
    read(&text, &shown).map_err(|mistake| {
        let at = format!("{}:{}:{}", path.display(), mistake.line, mistake.column);
        Trouble::with(format!("{at}: {}", mistake.what), mistake.advice)
    })
}

/// Something in the file that cannot be.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    line: usize,
    column: usize,
    what: String,
    advice: String,
}

/// Reads a configuration.
///
/// # Errors
/// The first mistake.
pub fn read(text: &str, name: &str) -> Result<Config, Mistake> {
    let file: File = toml::from_str(text).map_err(|error| {
        let what = error.message().lines().next().unwrap_or("not understood").to_string();
        let advice = nearest_field(error.message()).map(|n| format!("did you mean `{n}`?"));
        mistake(text, error.span().map_or(0, |s| s.start), what, advice.unwrap_or_default())
    })?;
    let mut config = Config {
        from: file.from,
        encoding: file.encoding,
        include: file.include,
        schema: file.schema,
        ..Config::default()
    };
    config.policy.config = name.into();
    config.policy.fail_on = Some(Severity::DataLossRisk);
    if let Some(target) = file.target {
        if !(15..=18).contains(target.get_ref()) {
            let advice = "it is one of 15, 16, 17, 18".to_string();
            return Err(mistake(text, target.span().start, format!("no target version {}", target.get_ref()), advice));
        }
        config.profile.target = target.into_inner();
    }
    if let Some(limit) = file.fail_on {
        config.policy.fail_on =
            gate(limit.get_ref()).map_err(|e| mistake(text, limit.span().start, e, String::new()))?;
    }
    for (option, value) in &file.options {
        let at = |e: String| mistake(text, value.span().start, e, String::new());
        config.profile.set(option, &plain(value.get_ref()), Origin::File).map_err(at)?;
    }
    for (code, severity) in &file.severity {
        let at = |e: String| mistake(text, severity.span().start, e, String::new());
        let severity = self::severity(severity.get_ref()).map_err(at)?;
        config.profile.severities.insert(code.as_str().into(), severity);
    }
    config.policy.select = file.select;
    config.policy.ignore = file.ignore;
    for rule in file.rule {
        ruled(text, rule, &mut config)?;
    }
    for (object, table) in file.object {
        let over = decision(text, &table)?;
        config.profile.overrides.push((object.into(), over));
    }
    config.policy.owners = file.owner.into_iter().map(|o| Owner { name: o.name, objects: o.objects }).collect();
    for waive in file.waive {
        config.policy.waivers.push(waived(text, waive)?);
    }
    Ok(config)
}

fn decision(text: &str, table: &ObjectTable) -> Result<Override, Mistake> {
    let mut over = Override {
        ty: table.ty.as_deref().map(Into::into),
        rename: table.rename.as_deref().map(Into::into),
        ..Override::default()
    };
    for (name, value) in &table.options {
        let plain = plain(value.get_ref());
        let at = |e: String| mistake(text, value.span().start, e, String::new());
        Profile::default().set(name, &plain, Origin::File).map_err(at)?;
        over.options.insert(name.as_str().into(), plain.into());
    }
    Ok(over)
}

/// A severity for some objects, or silence.
fn ruled(text: &str, rule: Spanned<RuleTable>, config: &mut Config) -> Result<(), Mistake> {
    let start = rule.span().start;
    let rule = rule.into_inner();
    let object = rule.object.unwrap_or_else(|| "*".into());
    match rule.severity {
        Some(name) if !rule.ignore => {
            let severity = severity(&name).map_err(|e| mistake(text, start, e, String::new()))?;
            config.profile.rules.push((rule.code.into(), object.into(), severity));
        }
        None if rule.ignore => config.policy.silent.push((rule.code, object)),
        Some(_) | None => {
            let advice = "write severity = \"info\", or ignore = true".to_string();
            return Err(mistake(text, start, format!("what becomes of {}?", rule.code), advice));
        }
    }
    Ok(())
}

fn waived(text: &str, waive: Spanned<WaiveTable>) -> Result<Waived, Mistake> {
    let start = waive.span().start;
    let (line, _) = position(text, start);
    let waive = waive.into_inner();
    if let Some(until) = &waive.until
        && !is_date(until.get_ref())
    {
        let what = format!("`{}` is no date", until.get_ref());
        return Err(mistake(text, until.span().start, what, "write until = \"2026-12-31\"".into()));
    }
    if waive.reason.trim().is_empty() {
        return Err(mistake(text, start, "a waiver needs a reason".into(), String::new()));
    }
    Ok(Waived {
        code: waive.code,
        object: waive.object,
        waiver: Waiver {
            reason: waive.reason,
            owner: waive.owner,
            until: waive.until.map(Spanned::into_inner),
            ticket: waive.ticket,
        },
        line: u32::try_from(line).unwrap_or(u32::MAX),
    })
}

/// A gate by name; `never` is none.
///
/// # Errors
/// A sentence that lists what there is.
pub fn gate(name: &str) -> Result<Option<Severity>, String> {
    if name == "never" { Ok(None) } else { among(name, &["never"]).map(Some) }
}

/// A severity by name.
///
/// # Errors
/// A sentence that lists what there is.
pub fn severity(name: &str) -> Result<Severity, String> {
    among(name, &[])
}

/// A severity by name, where `more` can be said too.
fn among(name: &str, more: &[&'static str]) -> Result<Severity, String> {
    Severity::ALL.into_iter().find(|s| s.name() == name).ok_or_else(|| {
        let names: Vec<&str> = Severity::ALL.iter().map(|s| s.name()).chain(more.iter().copied()).collect();
        let nearest =
            nearest(name, names.iter().copied()).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        format!("`{name}` is no severity; there are {}{nearest}", names.join(", "))
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => value.to_string(),
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] => {
            let within = |t: &str, most: u32| t.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
            digits(year, 4) && digits(month, 2) && digits(day, 2) && within(month, 12) && within(day, 31)
        }
        _ => false,
    }
}

fn mistake(text: &str, at: usize, what: String, advice: String) -> Mistake {
    let (line, column) = position(text, at);
    Mistake { line, column, what, advice }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
}

/// The field that an unknown one may have been meant as, from a message that lists the known ones.
fn nearest_field(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("unknown field `")?;
    let (unknown, rest) = rest.split_once('`')?;
    nearest(unknown, rest.split('`').skip(1).step_by(2)).map(Into::into)
}

/// The name that is most like another, if one is.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = |a: &str| distance(a, name);
    names.map(|n| (close(n), n)).min().filter(|(d, n)| *d * 3 <= n.len().max(name.len()) + 2).map(|(_, n)| n)
}

/// How many letters have to be added, taken away or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i + 1;
        let mut next = vec![before];
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let [diagonal, above] = *pair else { continue };
            before = (before + 1).min(above + 1).min(diagonal + usize::from(x != *y));
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// A commented configuration, with every option and its default.
#[must_use]
pub fn template() -> String {
    let mut out = String::from(HEAD);
    for option in OPTIONS {
        out.push_str(&format!("\n# {}\n", option.doc()));
        for (value, what) in option.values() {
            out.push_str(&format!("#   \"{value}\": {what}\n"));
        }
        if !option.rules().is_empty() {
            out.push_str(&format!("#   decides {}\n", option.rules().join(", ")));
        }
        let value = option.default().unwrap_or("");
        out.push_str(&format!("# {} = \"{value}\"\n", option.name()));
    }
    out.push_str(TAIL);
    out
}

const HEAD: &str = "\
# Configuration of howdah. Every line that is commented out shows the default.

# from = \"oracle\"
# target = 15                       # major version of PostgreSQL, 15 to 18
# schema = \"APP\"                    # schema of objects whose scripts name none
# encoding = \"windows-1252\"         # of all files; without it, found out file by file
# include = [\"*.ddl.txt\"]           # further files of folders
# select = [\"OR-TXN\", \"HR.*\"]    # what lint reports: codes, starts of codes, objects; without it, everything
# ignore = [\"OR-TYP-001\"]         # what it does not report
# fail_on = \"data-loss-risk\"        # blocker, data-loss-risk, behaviour-change, performance, manual-effort, info, never

[options]
";

const TAIL: &str = "
# Another severity for a rule, or for all whose codes start so.
[severity]
# \"OR-TYP-022\" = \"info\"

# The same for some objects; or nothing is said of them.
# [[rule]]
# code = \"OR-OPS\"
# object = \"HR.*\"
# severity = \"info\"              # or: ignore = true

# Decisions for one object or column, by its name in the source; `*` stands for any text.
# [object.\"HR.EMPLOYEES.SALARY\"]
# type = \"numeric(12,2)\"
# rename = \"pay\"
# options = { key_number = \"bigint\" }

# Who owns what; the first that fits counts.
# [[owner]]
# name = \"payroll\"
# objects = [\"HR.EMP*\", \"HR.PAY_API\"]

# Findings that somebody accepts. They stay in the report, and do not fail a run until the date has passed.
# [[waive]]
# code = \"OR-TYP-022\"               # a rule, or the start of its code
# object = \"HR.EMPLOYEES\"
# reason = \"the column holds days only\"
# owner = \"ann\"
# until = \"2027-12-31\"
# ticket = \"HR-12\"
";
