//! From what the page was made, how to make it again, and who signs.

use super::objects::of_kind;
use super::policy::{inputs, short};
use crate::report::model::Report;
use crate::report::view::{counted, dialect, grouped};
use crate::report::visible;
use serde::Serialize;

/// Rows of the list of files; the manifest holds all.
const FILES: usize = 1_000;

#[derive(Serialize)]
pub struct Provenance<'a> {
    version: &'a str,
    rules: &'a str,
    rules_short: String,
    proof: String,
    inputs: String,
    digest: String,
    digest_short: String,
    commands: [&'static str; 2],
    files: Vec<File<'a>>,
    files_all: String,
    files_more: usize,
    signatures: [Signature; 3],
}

#[derive(Serialize)]
struct File<'a> {
    path: String,
    bytes: String,
    lines: String,
    encoding: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Signature {
    role: &'static str,
    says: &'static str,
    choices: &'static [&'static str],
}

pub fn provenance(report: &Report) -> Provenance<'_> {
    let digest = inputs(report);
    let bytes: u64 = report.source.files.iter().map(|f| f.bytes).sum();
    let files = u32::try_from(report.source.files.len()).unwrap_or(u32::MAX);
    let engine = match &report.proof.version {
        Some(version) => format!("{} {version}", report.proof.engine),
        None => report.proof.engine.clone(),
    };
    Provenance {
        version: &report.tool.version,
        rules: &report.tool.rules_digest,
        rules_short: short(&report.tool.rules_digest),
        proof: format!("{engine}, attempted {}", report.proof.level),
        inputs: format!("{}, {} bytes", counted(files, "file"), grouped(bytes)),
        digest_short: short(&digest),
        digest,
        commands: ["howdah convert PATH -o OUT --config howdah.toml", "howdah verify OUT"],
        files: report
            .source
            .files
            .iter()
            .take(FILES)
            .map(|f| File {
                path: visible::line(&f.path).into_owned(),
                bytes: grouped(f.bytes),
                lines: grouped(u64::from(f.lines)),
                encoding: &f.encoding,
                sha256: &f.sha256,
            })
            .collect(),
        files_all: counted(files, "input file"),
        files_more: report.source.files.len().saturating_sub(FILES),
        signatures: [
            Signature {
                role: "Author",
                says: "Migration engineer. I ran the conversion and answered the open questions.",
                choices: &["complete", "complete except as listed"],
            },
            Signature {
                role: "Approver",
                says: "Compliance. I read “Not looked at” and every waiver.",
                choices: &["approved", "approved with conditions", "rejected"],
            },
            Signature {
                role: "Data owner",
                says: "I accept the residual data-loss risks that are open above.",
                choices: &["accepted", "not accepted"],
            },
        ],
    }
}

/// What the page is about, in one line.
pub fn subtitle(report: &Report) -> String {
    let mut parts = vec![format!("{} → PostgreSQL {}", dialect(&report.source.dialect), report.target.version)];
    for (kind, one) in [("table", "table"), ("package", "package"), ("view", "view")] {
        let n = of_kind(report, kind);
        if n > 0 {
            parts.push(counted(n, one));
        }
    }
    let routines = of_kind(report, "procedure") + of_kind(report, "function") + of_kind(report, "trigger");
    if routines > 0 {
        parts.push(counted(routines, "routine"));
    }
    parts.push(format!("inputs {}", short(&inputs(report))));
    parts.push(format!("howdah {}", report.tool.version));
    parts.join(" · ")
}
