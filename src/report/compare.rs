//! Two reports of the same schema: what is new, what is settled, which objects changed their state.

use super::model::{Finding, Report};
use super::view::{object_name, place};
use super::visible;
use crate::finding::Severity;
use ecow::EcoString;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What changed from an older report to a newer one.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Open findings that were not there.
    pub new: Vec<Finding>,
    /// Findings that were open and are gone.
    pub fixed: Vec<Finding>,
    /// Objects in another state: id, older state, newer state; nothing where there was or is no such object.
    pub objects: Vec<Moved>,
    /// Something at or above the gate of the newer report is new.
    pub worse: bool,
}

/// An object in another state.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Moved {
    pub id: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Compares. Findings are the same when their fingerprints are.
#[must_use]
pub fn compare(older: &Report, newer: &Report) -> Comparison {
    let open = |report: &Report| -> BTreeSet<EcoString> {
        report.findings.iter().filter(|f| f.waived.is_none()).map(|f| f.fingerprint.clone()).collect()
    };
    let (before, after) = (open(older), open(newer));
    let pick = |report: &Report, from: &BTreeSet<EcoString>, other: &BTreeSet<EcoString>| -> Vec<Finding> {
        let wanted = |f: &&Finding| from.contains(&f.fingerprint) && !other.contains(&f.fingerprint);
        report.findings.iter().filter(wanted).cloned().collect()
    };
    let new = pick(newer, &after, &before);
    let states = |report: &Report| -> BTreeMap<EcoString, EcoString> {
        report.objects.iter().map(|o| (o.id.clone(), o.state.clone())).collect()
    };
    let (old_states, new_states) = (states(older), states(newer));
    let ids: BTreeSet<&EcoString> = old_states.keys().chain(new_states.keys()).collect();
    let word = |states: &BTreeMap<EcoString, EcoString>, id: &EcoString| states.get(id).map(ToString::to_string);
    let objects = ids
        .into_iter()
        .map(|id| Moved { id: id.to_string(), from: word(&old_states, id), to: word(&new_states, id) })
        .filter(|m| m.from != m.to);
    let gate = Severity::ALL.into_iter().find(|s| s.name() == newer.verdict.gate);
    let severity = |f: &Finding| Severity::ALL.into_iter().find(|s| s.name() == f.severity);
    let worse = new.iter().any(|f| matches!((severity(f), gate), (Some(have), Some(limit)) if have <= limit));
    Comparison { fixed: pick(older, &before, &after), objects: objects.collect(), worse, new }
}

impl Comparison {
    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut list = |sign: char, findings: &[Finding]| {
            for f in findings {
                let object = visible::line(object_name(&f.object)).into_owned();
                let (place, message) = (place(f), visible::line(&f.message).into_owned());
                out.push_str(&format!(
                    "{sign} {} {} {object} {}: {message}\n",
                    f.severity,
                    f.code,
                    visible::line(&place)
                ));
            }
        };
        list('+', &self.new);
        list('-', &self.fixed);
        for moved in &self.objects {
            let word = |state: &Option<String>| state.clone().unwrap_or_else(|| "nothing".into());
            out.push_str(&format!("~ {}: {} → {}\n", visible::line(&moved.id), word(&moved.from), word(&moved.to)));
        }
        out.push_str(&format!(
            "{} new, {} settled, {} objects in another state\n",
            self.new.len(),
            self.fixed.len(),
            self.objects.len()
        ));
        out
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
