//! The baseline: findings that were there when the gate was put up. New debt is refused unless it is accepted by name.

use super::Trouble;
use super::args::Gate;
use super::print::Terminal;
use super::tree;
use crate::report::model::Report;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Baseline {
    baseline_version: u32,
    findings: Vec<Entry>,
}

/// A finding; only the fingerprint counts, the rest is for people who read the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    code: String,
    object: String,
    severity: String,
    fingerprint: String,
}

impl Baseline {
    /// Reads a baseline; one that is to be written may be missing.
    ///
    /// # Errors
    /// It cannot be read or is no baseline.
    pub fn load(path: &Path, may_be_missing: bool) -> Result<Self, Trouble> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if may_be_missing && error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                let cause = format!("the baseline `{}` cannot be read: {error}", path.display());
                return Err(Trouble::with(cause, "write it with --write-baseline"));
            }
        };
        serde_json::from_str(&text).map_err(|e| {
            let cause = format!("`{}` is no baseline: {e}", path.display());
            Trouble::with(cause, "delete it and write it again with --write-baseline")
        })
    }

    /// What counts.
    pub fn fingerprints(&self) -> BTreeSet<String> {
        self.findings.iter().map(|f| f.fingerprint.clone()).collect()
    }
}

/// Writes the open findings of a report, if that was asked for. `true`: new debt was refused.
///
/// # Errors
/// The file cannot be written.
pub fn write(report: &Report, gate: &Gate, terminal: &Terminal) -> Result<bool, Trouble> {
    let (Some(path), true) = (&gate.baseline, gate.write_baseline) else { return Ok(false) };
    let first = !path.exists();
    let open = || report.findings.iter().filter(|f| f.waived.is_none());
    let new = open().filter(|f| !f.known).count();
    if new > 0 && !first && !gate.accept_new {
        terminal.warning(&format!(
            "the baseline `{}` is left as it is: {new} findings are new; settle them, or accept them with --accept-new",
            path.display()
        ));
        return Ok(true);
    }
    let mut findings: Vec<Entry> = open()
        .map(|f| Entry {
            code: f.code.to_string(),
            object: f.object.to_string(),
            severity: f.severity.to_string(),
            fingerprint: f.fingerprint.to_string(),
        })
        .collect();
    findings.sort();
    let count = findings.len();
    let baseline = Baseline { baseline_version: 1, findings };
    let text = serde_json::to_string_pretty(&baseline).map_err(|e| Trouble::new(e.to_string()))?;
    tree::replace(path, format!("{text}\n").as_bytes())?;
    terminal.note(&format!("wrote {count} findings to the baseline `{}`\n", path.display()));
    Ok(false)
}
