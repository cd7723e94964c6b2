//! What a format is given: a report, and the texts of the files it speaks of as far as they are at hand.

use super::model::{Finding, Report};
use crate::finding::Severity;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A report with texts.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The report.
    pub report: &'a Report,
    /// The texts.
    pub texts: &'a Texts<'a>,
    /// Whoever reads it sees colours.
    pub colours: bool,
}

/// Decoded texts by path.
#[derive(Clone, Debug, Default)]
pub struct Texts<'a> {
    /// Source files, by the paths of `source.files`.
    pub sources: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    /// Output files, by their paths in `OUT`.
    pub outputs: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

impl<'a> View<'a> {
    /// Findings that nobody accepted, most dangerous first.
    pub fn open(&self) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|f| f.waived.is_none())
    }

    /// The most dangerous findings that leave something to do: of each rule and severity the first, with how many more there are
    /// and the least and most hours of all of them.
    #[must_use]
    pub fn risks(&self, most: usize) -> Vec<Risk<'a>> {
        let mut all: Vec<Risk<'a>> = Vec::new();
        for f in self.open().filter(|f| f.severity != Severity::Info.name()) {
            let (low, high) = (f.effort_hours.low, f.effort_hours.high);
            match all.iter_mut().find(|risk| risk.first.code == f.code && risk.first.severity == f.severity) {
                Some(risk) => {
                    risk.more += 1;
                    risk.low += low;
                    risk.high += high;
                }
                None => all.push(Risk { first: f, more: 0, low, high }),
            }
        }
        all.truncate(most);
        all
    }
}

/// What a rule found, as one risk.
#[derive(Clone, Copy, Debug)]
pub struct Risk<'a> {
    /// The finding that matters most.
    pub first: &'a Finding,
    /// Others of the same rule and severity.
    pub more: u32,
    /// Least hours of all.
    pub low: f64,
    /// Most hours of all.
    pub high: f64,
}

/// `file:line:column` of a finding; of its object's file at least.
#[must_use]
pub fn place(finding: &Finding) -> String {
    match &finding.location {
        Some(l) => format!("{}:{}:{}", l.file, l.line, l.column),
        None => String::new(),
    }
}

/// Name of an object by its id: what stands behind the kind.
#[must_use]
pub fn object_name(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, name)| name)
}

/// `1 blocker`, `2 blockers`.
#[must_use]
pub fn counted(n: u32, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(u64::from(n))) }
}

/// A number with a comma after each thousand.
#[must_use]
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A share as a percentage with one decimal; a dash where there is nothing to say.
#[must_use]
pub fn percent(share: Option<f64>) -> String {
    // 99.96 % is not 100 %: what is not everything must not read as everything.
    match share {
        Some(x) if x < 1.0 => format!("{:.1}\u{a0}%", (x * 1000.0).floor() / 10.0),
        Some(x) => format!("{:.0}\u{a0}%", x * 100.0),
        None => "–".into(),
    }
}

/// Hours for people: whole ones from ten on, halves below.
#[must_use]
pub fn hours(h: f64) -> String {
    if h >= 10.0 {
        format!("{h:.0}")
    } else {
        let text = format!("{h:.1}");
        text.strip_suffix(".0").map_or(text.clone(), Into::into)
    }
}

/// A dialect as its makers write it.
#[must_use]
pub fn dialect(name: &str) -> &str {
    match name {
        "oracle" => "Oracle",
        "mysql" => "MySQL",
        "sqlserver" => "SQL Server",
        "postgres" => "PostgreSQL",
        other => other,
    }
}
