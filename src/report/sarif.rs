//! `sarif`: SARIF 2.1.0 for code scanning, as a small set of our own structures.

use super::model::{Finding, Location as Place, Report, RuleText};
use super::view::{View, object_name};
use super::{Format, Says};
use serde::Serialize;
use std::collections::BTreeMap;

/// The format.
pub static FORMAT: Format = Format {
    name: "sarif",
    extension: "sarif",
    about: "SARIF 2.1.0, for code scanning",
    says: Says::Inputs,
    write: |view, out| out.write_all(write(view).as_bytes()),
};

fn write(view: &View<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&log(view.report)).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    artifacts: Vec<Artifact<'a>>,
    results: Vec<ResultItem<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    name: String,
    short_description: Text<'a>,
    help: Text<'a>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
}

#[derive(Serialize)]
struct Artifact<'a> {
    location: Uri,
    length: u64,
    hashes: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
struct Uri {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultItem<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text<'a>,
    locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    baseline_state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<Physical>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Uri,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
    kind: &'a str,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    justification: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    severity: &'a str,
    raw_severity: &'a str,
    confidence: &'a str,
    priority: f64,
    help: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
}

fn log(report: &Report) -> Log<'_> {
    let used: BTreeMap<&str, usize> = {
        let mut codes: Vec<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().enumerate().map(|(i, code)| (code, i)).collect()
    };
    let rules = used.keys().map(|code| rule(code, report.rules.get(*code))).collect();
    let artifacts = report.source.files.iter().map(|f| Artifact {
        location: Uri { uri: uri(&f.path) },
        length: f.bytes,
        hashes: BTreeMap::from([("sha-256", f.sha256.as_str())]),
    });
    let baseline = report.findings.iter().any(|f| f.known);
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver { name: &report.tool.name, version: &report.tool.version, rules } },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation { execution_successful: true, exit_code: report.verdict.exit_code }],
            artifacts: artifacts.collect(),
            results: report.findings.iter().map(|f| result(f, &used, baseline)).collect(),
        }],
    }
}

fn rule<'a>(code: &'a str, text: Option<&'a RuleText>) -> Rule<'a> {
    let (name, summary, help, severity) = match text {
        Some(t) => (t.name.as_str(), t.summary.as_str(), t.help.as_str(), t.severity.as_str()),
        None => (code, code, "", "info"),
    };
    // Viewers expect names in the form of identifiers.
    let name = name.split('-').flat_map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    });
    Rule {
        id: code,
        name: name.collect(),
        short_description: Text { text: summary },
        help: Text { text: if help.is_empty() { summary } else { help } },
        default_configuration: Configuration { level: level(severity) },
    }
}

fn result<'a>(f: &'a Finding, rules: &BTreeMap<&str, usize>, baseline: bool) -> ResultItem<'a> {
    let (kind, name) = f.object.split_once(':').unwrap_or(("", object_name(&f.object)));
    let logical = (!f.object.is_empty()).then_some(Logical { fully_qualified_name: name, kind });
    let physical = f.location.as_ref().map(physical);
    let locations = match (&physical, &logical) {
        (None, None) => Vec::new(),
        (Some(_) | None, Some(_)) | (Some(_), None) => {
            vec![Location { physical_location: physical, logical_locations: logical.into_iter().collect() }]
        }
    };
    let justification = |w: &'a super::model::Waiver| Suppression { kind: "external", justification: &w.reason };
    ResultItem {
        rule_id: &f.code,
        rule_index: rules.get(f.code.as_str()).copied().unwrap_or(0),
        level: level(&f.severity),
        message: Text { text: &f.message },
        locations,
        partial_fingerprints: BTreeMap::from([("howdah/v1", f.fingerprint.as_str())]),
        baseline_state: if baseline && f.known { "unchanged" } else { "new" },
        suppressions: f.waived.as_deref().into_iter().map(justification).collect(),
        properties: Properties {
            severity: &f.severity,
            raw_severity: &f.raw_severity,
            confidence: &f.confidence,
            priority: f.priority,
            help: &f.help,
            owner: f.owner.as_deref(),
        },
    }
}

fn physical(place: &Place) -> Physical {
    Physical {
        artifact_location: Uri { uri: uri(&place.file) },
        region: Region {
            start_line: place.line.max(1),
            start_column: place.column.max(1),
            end_line: place.end_line.max(place.line).max(1),
            end_column: place.end_column.max(1),
        },
    }
}

fn level(severity: &str) -> &'static str {
    match severity {
        "blocker" | "data-loss-risk" => "error",
        "info" => "note",
        _ => "warning",
    }
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
