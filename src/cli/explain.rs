//! `howdah explain`: what a rule means, why, what stands before and after, and what it costs.

use super::args::ExplainArgs;
use super::config::nearest;
use super::print::Terminal;
use super::{Ended, Trouble};
use crate::finding::{Rule, Severity};
use crate::profile::OPTIONS;
use crate::rules;
use anstyle::Style;

/// The cases of the tests, by path; the first part of one is the documentation of its rule.
static CASES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

const BOLD: Style = Style::new().bold();

/// Runs it.
///
/// # Errors
/// There is no such rule.
pub fn run(args: &ExplainArgs, terminal: &Terminal) -> Ended {
    let Some(rule) = rules::find(&args.code) else {
        let names = rules::all().flat_map(|r| r.codes.iter().map(|(_, code)| *code).chain([r.name]));
        let advice = match nearest(&args.code.to_ascii_uppercase(), names) {
            Some(near) => format!("did you mean `{near}`? `howdah rules` lists all"),
            None => "`howdah rules` lists all".into(),
        };
        return Err(Trouble::with(format!("there is no rule `{}`", args.code), advice));
    };
    terminal.done(&text(rule))
}

fn text(rule: &Rule) -> String {
    let mut out = String::new();
    let codes: Vec<&str> = rule.codes.iter().map(|(_, code)| *code).collect();
    out.push_str(&format!("{BOLD}{} {}{BOLD:#}\n\n", codes.join(", "), rule.name));
    let severity = if rule.raw == rule.severity {
        format!("{}, as written", rule.severity)
    } else {
        format!("{} after conversion; {} as written", rule.severity, rule.raw)
    };
    let mut fact = |name: &str, value: &str| out.push_str(&format!("{BOLD}{name:<11}{BOLD:#} {value}\n"));
    fact("finds", rule.message);
    fact("do", if rule.help == "{advice}" { "what each finding advises for its place" } else { rule.help });
    fact("severity", &severity);
    fact("means", meaning(rule.severity));
    fact("confidence", rule.confidence.name());
    let (first, repeat) = (rule.effort.first, rule.effort.repeat);
    fact("effort", &format!("{first} minutes for the first in an object, {repeat} for each further one"));
    if let Some(versions) = rule.versions() {
        fact("PostgreSQL", &versions);
    }
    let options: Vec<&str> =
        OPTIONS.iter().filter(|o| o.rules().iter().any(|r| codes.contains(r))).map(|o| o.name()).collect();
    if !options.is_empty() {
        fact("options", &options.join(", "));
    }
    if let Some(text) = documentation(rule) {
        out.push('\n');
        out.push_str(&text);
    }
    for option in OPTIONS.iter().filter(|o| options.contains(&o.name())) {
        out.push_str(&format!("\n{BOLD}{}{BOLD:#}: {}\n", option.name(), option.doc()));
        for (value, what) in option.values() {
            out.push_str(&format!("  {value}: {what}\n"));
        }
    }
    out
}

fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "cannot be created or run, or has no equivalent; a person must decide before go-live",
        Severity::DataLossRisk => "values, rows, precision, uniqueness or evidence may be lost without an error",
        Severity::BehaviourChange => "another result, order, error or timing for some inputs; data is intact",
        Severity::Performance => "the same result at a materially different cost",
        Severity::ManualEffort => "a skeleton that a person completes; no silent risk once completed",
        Severity::Info => "converted exactly, or cosmetic",
    }
}

/// The part of a case that is about the rule, else what the case it names says first, with the source and output below as before and
/// after.
fn documentation(rule: &Rule) -> Option<String> {
    let headings: Vec<&str> = rule.codes.iter().map(|(_, code)| *code).collect();
    let part = CASES.iter().find_map(|(_, case)| {
        let mut lines = case.lines();
        lines.find(|line| headings.iter().any(|heading| is_about(line, heading)))?;
        let raised = lines.clone().take_while(|l| !l.starts_with("## ")).any(|line| {
            let (_, marks) = line.split_once("-- ~").unwrap_or_default();
            rule.codes
                .iter()
                .any(|(_, code)| marks.split_whitespace().any(|m| m.trim_start_matches('=') == *code) || line == *code)
        });
        raised.then(|| shown(lines))
    });
    part.or_else(|| {
        let (_, case) = CASES.iter().find(|(path, _)| *path == rule.doc && !rule.doc.is_empty())?;
        Some(shown(case.lines().skip_while(|l| l.starts_with("# ") || l.is_empty())))
    })
}

/// `## CODE`, or one of several.
fn is_about(line: &str, code: &str) -> bool {
    line.strip_prefix("## ").is_some_and(|codes| codes.split_whitespace().any(|c| c == code))
}

/// The words, the first source and its output, up to the next heading or source.
fn shown(lines: impl Iterator<Item = &'static str>) -> String {
    let mut out = String::new();
    let mut shown = Vec::new();
    let mut open = None;
    for line in lines.skip_while(|l| l.is_empty()) {
        match (open, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                let title = match kind {
                    "oracle" | "mysql" | "sqlserver" => "before",
                    "postgres" => "after",
                    _ => "",
                };
                if shown.contains(&title) {
                    break;
                }
                open = Some(title);
                if !title.is_empty() {
                    shown.push(title);
                    out.push_str(&format!("{BOLD}{title}{BOLD:#}\n"));
                }
            }
            (None, None) if line.starts_with('#') || shown.len() == 2 => break,
            (None, None) if shown.is_empty() || line.is_empty() => out.push_str(&format!("{line}\n")),
            (None, None) => break,
            (Some(_), Some(_)) => open = None,
            (Some(""), None) => {}
            // Marks are for the tests.
            (Some(_), None) => out.push_str(&format!("    {}\n", line.split("-- ~").next().unwrap_or(line).trim_end())),
        }
    }
    let mut text = out.trim_end().to_string();
    text.push('\n');
    text
}
