//! What people decided about findings: owners, waivers, the baseline, and from which severity a run fails.

use super::model::{Finding, Waiver, WaiverUse};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::name::fits;
use std::collections::BTreeSet;

/// A waiver that is out of date counts no longer.
pub static WAIVER_EXPIRED: Rule = Rule {
    name: "waiver-expired",
    codes: &[(Source::Oracle, "HD-020")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 15),
    message: "waiver of `{code}` for `{object}` ended on {until}; its findings count again",
    help: "settle the findings, or ask `{owner}` to extend the waiver in howdah.toml",
    doc: "",
    ..Rule::PLAIN
};

/// A waiver that meets nothing is a typing error, or the finding is gone.
pub static WAIVER_UNUSED: Rule = Rule {
    name: "waiver-unused",
    codes: &[(Source::Oracle, "HD-021")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "waiver of `{code}` for `{object}` meets no finding",
    help: "remove it from howdah.toml, or correct its code and object",
    doc: "",
    ..Rule::PLAIN
};

/// Rules about decisions.
pub static RULES: &[&Rule] = &[&WAIVER_EXPIRED, &WAIVER_UNUSED];

/// Everything that people decided, apart from options of the conversion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// First match wins.
    pub owners: Vec<Owner>,
    /// Accepted findings; first match wins.
    pub waivers: Vec<Waived>,
    /// Today as `YYYY-MM-DD`, against which waivers expire; without it none does.
    pub today: Option<String>,
    /// Findings at or above it fail the run; `None`: nothing does.
    pub fail_on: Option<Severity>,
    /// Fingerprints that were there before.
    pub baseline: BTreeSet<String>,
    /// Path of the configuration, as findings name it.
    pub config: String,
    /// What `lint` reports: codes, starts of codes, names of rules, or objects by glob; empty: everything.
    pub select: Vec<String>,
    /// What `lint` does not report.
    pub ignore: Vec<String>,
    /// Rules that `lint` does not report of some objects: a code or the start of codes, and an object name or glob.
    pub silent: Vec<(String, String)>,
}

/// Who owns objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The person or team.
    pub name: String,
    /// Object names or globs.
    pub objects: Vec<String>,
}

/// A waiver as configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waived {
    /// A code, or a prefix of codes.
    pub code: String,
    /// An object name or glob.
    pub object: String,
    /// Reason, owner, end and ticket.
    pub waiver: Waiver,
    /// Its line in the configuration.
    pub line: u32,
}

impl Policy {
    /// The owner of an object, by its name.
    #[must_use]
    pub fn owner(&self, object: &str) -> Option<&str> {
        self.owners.iter().find(|o| o.objects.iter().any(|glob| fits(glob, object))).map(|o| o.name.as_str())
    }

    /// The waiver that covers a finding, with its position, expired ones included.
    #[must_use]
    pub fn waiver(&self, code: &str, object: &str) -> Option<(usize, &Waived)> {
        self.waivers.iter().enumerate().find(|(_, w)| code.starts_with(&w.code) && fits(&w.object, object))
    }

    /// Whether a waiver is out of date today.
    #[must_use]
    pub fn expired(&self, waiver: &Waiver) -> bool {
        match (&self.today, &waiver.until) {
            (Some(today), Some(until)) => until < today,
            (Some(_) | None, None) | (None, Some(_)) => false,
        }
    }

    /// Whether a finding fails the run.
    #[must_use]
    pub fn fails(&self, finding: &Finding) -> bool {
        let severity = Severity::ALL.iter().find(|s| s.name() == finding.severity);
        finding.waived.is_none()
            && !finding.known
            && matches!((severity, self.fail_on), (Some(have), Some(limit)) if *have <= limit)
    }

    /// What each waiver met; `met` holds pairs of its position and a fingerprint.
    #[must_use]
    pub fn uses(&self, met: &[(usize, String)]) -> Vec<WaiverUse> {
        let mut all: Vec<WaiverUse> = Vec::with_capacity(self.waivers.len());
        for (position, waived) in self.waivers.iter().enumerate() {
            let findings: Vec<String> =
                met.iter().filter(|(p, _)| *p == position).map(|(_, fingerprint)| fingerprint.clone()).collect();
            let status = match (self.expired(&waived.waiver), findings.is_empty()) {
                (true, _) => "expired",
                (false, true) => "unused",
                (false, false) => "valid",
            };
            all.push(WaiverUse {
                status: status.into(),
                code: waived.code.clone(),
                object: waived.object.clone(),
                waiver: waived.waiver.clone(),
                findings,
            });
        }
        all
    }
}
