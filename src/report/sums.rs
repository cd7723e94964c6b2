//! Sums of a report: states that add up, proof levels, the two rates, hours, and the verdict.

use super::build::Run;
use super::findings::plus;
use super::model::{Finding, Object, Rates, Report, RuleText, StatementGroup, States, Summary, Verdict};
use super::policy::Policy;
use crate::finding::{Key, ObjectKind, Outcome, Rule, Severity, Source, State};
use ecow::EcoString;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds whose level above P4 means something: they hold code.
pub const CODE: [ObjectKind; 7] = [
    ObjectKind::Package,
    ObjectKind::PackageBody,
    ObjectKind::TypeBody,
    ObjectKind::Procedure,
    ObjectKind::Function,
    ObjectKind::Trigger,
    ObjectKind::Block,
];

/// Adds the sums and the verdict.
pub fn add(run: &Run<'_>, outcomes: &[&Outcome], report: &mut Report) {
    statements(run, outcomes, report);
    count_objects(report);
    count_findings(report);
    let all: Vec<&Object> = report.objects.iter().collect();
    report.summary.rates = rates(&all, &report.proof.level);
    report.verdict = verdict(report, run.policy);
}

/// Keeps some findings only; what counts findings is counted again. States of objects stay: what is not shown is still so.
pub fn keep(report: &mut Report, policy: &Policy, wanted: impl Fn(&Finding) -> bool) {
    report.findings.retain(wanted);
    let left: BTreeSet<&str> = report.findings.iter().map(|f| f.fingerprint.as_str()).collect();
    for object in &mut report.objects {
        object.findings.retain(|f| left.contains(f.as_str()));
    }
    for waiver in &mut report.waivers {
        waiver.findings.retain(|f| left.contains(f.as_str()));
    }
    let hours = report.findings.iter().fold(Default::default(), |sum, f| plus(sum, f.effort_hours));
    report.summary.effort_hours = hours;
    report.summary.findings.clear();
    count_findings(report);
    report.verdict = verdict(report, policy);
}

/// Counts proof levels, rates and the verdict again, after `verify` raised levels.
pub fn prove(report: &mut Report, policy: &Policy) {
    report.summary.proof.clear();
    count_levels(report);
    let all: Vec<&Object> = report.objects.iter().collect();
    report.summary.rates = rates(&all, &report.proof.level);
    report.verdict = verdict(report, policy);
}

/// Says once what a rule is about.
pub(super) fn rule_text(source: Source, rule: &'static Rule, rules: &mut IndexMap<String, RuleText>) -> RuleText {
    let code = rule.code(source);
    if let Some(text) = rules.get(code) {
        return text.clone();
    }
    let text = RuleText {
        name: rule.name.into(),
        summary: open_places(rule.message),
        help: open_places(rule.help),
        raw_severity: rule.raw.name().into(),
        severity: rule.severity.name().into(),
    };
    rules.insert(code.into(), text.clone());
    text
}

/// A message with `…` for its values.
fn open_places(template: &str) -> EcoString {
    let mut out = EcoString::with_capacity(template.len());
    let mut inside = false;
    for c in template.chars() {
        match c {
            '{' => {
                inside = true;
                out.push('…');
            }
            '}' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Counts one more in a state.
pub(super) fn count(states: &mut States, state: &str) {
    states.total += 1;
    match state {
        "converted" => states.converted += 1,
        "review" => states.review += 1,
        "manual" => states.manual += 1,
        "ignored" => states.ignored += 1,
        _ => states.unread += 1,
    }
}

fn statements(run: &Run<'_>, outcomes: &[&Outcome], report: &mut Report) {
    // of several objects of one key the first
    let keys = outcomes.iter().map(|outcome| &outcome.key);
    let of_object: FxHashMap<&Key, &Object> = keys.zip(&report.objects).rev().collect();
    let mut groups: BTreeMap<(&str, &str, Option<&str>), StatementGroup> = BTreeMap::new();
    for statement in run.statements {
        let shared = statement.object.as_ref().and_then(|key| of_object.get(key).copied());
        let state = shared.map_or(statement.state.name(), |object| object.state.as_str());
        count(&mut report.summary.statements, state);
        // what is wrong with an object that is not converted stands there; what is left out has its reason here too
        let reason = match shared {
            Some(object) if object.state == State::Ignored.name() => object.reason.as_deref(),
            Some(_) => None,
            None => statement.reason.as_deref(),
        };
        let group = groups.entry((statement.label, state, reason)).or_insert_with(|| StatementGroup {
            label: statement.label.into(),
            state: state.into(),
            reason: reason.map(Into::into),
            count: 0,
            location: (run.place)(statement.span),
        });
        group.count += 1;
    }
    report.statements = groups.into_values().collect();
}

fn count_objects(report: &mut Report) {
    let Summary { objects, effort_hours, .. } = &mut report.summary;
    let mut by_kind: BTreeMap<&str, States> = BTreeMap::new();
    for object in &report.objects {
        count(by_kind.entry(&object.kind).or_default(), &object.state);
        count(&mut objects.all, &object.state);
    }
    let found = ObjectKind::ALL.iter().filter_map(|kind| by_kind.remove_entry(kind.name()));
    objects.by_kind.extend(found.map(|(kind, states)| (kind.into(), states)));
    *effort_hours = report.findings.iter().fold(*effort_hours, |sum, f| plus(sum, f.effort_hours));
    count_levels(report);
}

fn count_levels(report: &mut Report) {
    let proof = &mut report.summary.proof;
    for level in 0..=7 {
        proof.insert(format!("P{level}"), 0);
    }
    for reached in report.objects.iter().filter_map(|o| o.proof.as_deref()) {
        if let Some(n) = proof.get_mut(reached) {
            *n += 1;
        }
    }
}

fn count_findings(report: &mut Report) {
    let summary = &mut report.summary;
    let mut open: BTreeMap<&str, u32> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.waived.is_none()) {
        *open.entry(&finding.severity).or_default() += 1;
    }
    for severity in Severity::ALL {
        let n = open.get(severity.name()).copied().unwrap_or(0);
        summary.findings.insert(severity.name().replace('-', "_"), n);
    }
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    summary.waived = number(report.findings.iter().filter(|f| f.waived.is_some()).count());
    summary.known = number(report.findings.iter().filter(|f| f.waived.is_none() && f.known).count());
}

/// The level of `P3`.
#[must_use]
pub fn level(text: &str) -> u8 {
    text.strip_prefix('P').and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Shares of all objects but the ignored ones; an object counts when it reached the level that was attempted. An object without
/// code has nothing that the levels above P4 could check, so P4 is enough for it.
#[must_use]
pub fn rates(objects: &[&Object], attempted: &str) -> Rates {
    let attempted = level(attempted);
    let (mut all, mut exact, mut converted) = (0_u32, 0_u32, 0_u32);
    for object in objects.iter().filter(|o| o.state != State::Ignored.name()) {
        all += 1;
        let code = CODE.iter().any(|k| k.name() == object.kind);
        let wanted = if code { attempted } else { attempted.min(4) };
        if object.proof.as_deref().map_or(0, level) < wanted {
            continue;
        }
        let is_exact = object.state == State::Converted.name();
        exact += u32::from(is_exact);
        converted += u32::from(is_exact || object.state == State::Review.name());
    }
    let share = |n: u32| (all > 0).then(|| (f64::from(n) / f64::from(all) * 10_000.0).round() / 10_000.0);
    Rates { exact: share(exact), converted: share(converted) }
}

/// May this be loaded, and does the run fail?
#[must_use]
pub fn verdict(report: &Report, policy: &Policy) -> Verdict {
    let summary = &report.summary;
    let open = |severity: Severity| summary.findings.get(&severity.name().replace('-', "_")).copied().unwrap_or(0);
    let (blockers, losses) = (open(Severity::Blocker), open(Severity::DataLossRisk));
    let (statements, objects) = (&summary.statements, &summary.objects.all);
    let understood = statements.converted + statements.review + statements.manual + statements.ignored;
    let assessed = understood > 0 || objects.total > objects.unread;
    let mut reasons = Vec::new();
    let mut say = |n: u32, one: &str, more: &str| {
        if n > 0 {
            reasons.push(if n == 1 { format!("1 {one}") } else { format!("{n} {more}") });
        }
    };
    say(blockers, "blocker is open", "blockers are open");
    say(losses, "data-loss risk is open", "data-loss risks are open");
    say(statements.unread, "statement was not understood", "statements were not understood");
    say(objects.unread, "object was not understood", "objects were not understood");
    say(objects.manual, "object waits for a person", "objects wait for a person");
    say(open(Severity::BehaviourChange), "behaviour change is to be reviewed", "behaviour changes are to be reviewed");
    let result =
        match (assessed, blockers + losses, statements.unread + objects.unread + objects.manual + objects.review) {
            (false, ..) => "not-assessed",
            (true, 1.., _) => "not-ready",
            (true, 0, 1..) => "review",
            (true, 0, 0) => "ready",
        };
    let fails = !assessed || report.findings.iter().any(|f| policy.fails(f));
    Verdict {
        result: result.into(),
        reasons,
        gate: policy.fail_on.map_or("never", Severity::name).into(),
        exit_code: u8::from(fails),
    }
}
