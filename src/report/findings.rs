//! The findings of a report: text, fingerprint, priority, effort, waivers, and the order of danger.

use super::build::Run;
use super::model::{Finding, Hours, Location, Object, OutputPlace, Report, RuleText};
use super::policy::{Policy, WAIVER_EXPIRED, WAIVER_UNUSED};
use super::sums::rule_text;
use crate::finding::{Arg, CAUSE, Confidence, ObjectKind, Outcome, Raised, Rule, Severity, State, fill};
use crate::profile::deciding;
use crate::span::Span;
use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::hash::{Hash, Hasher};

/// Share of the likely time that is the least.
pub const LOW: f64 = 0.5;
/// Share of the likely time that is the most.
pub const HIGH: f64 = 2.0;
/// How effort is estimated, in words.
pub const EFFORT_DEFINITION: &str = "sum over open findings of the minutes that their rule states: the first finding of a rule in an object costs its full \
time, each repeat the shorter one; findings that leave nothing to do (info) and waived ones cost nothing; low is half of the likely time, or nothing \
where a rule only guesses, high is twice the likely time";

/// A finding that still has its rule, in the order of the source.
struct Draft<'a> {
    raised: &'a Raised,
    object: Option<usize>,
    severity: Severity,
    /// Further places of the object where the same is to be said.
    also: Vec<Span>,
}

/// Adds all findings, and gives objects what follows from theirs.
pub fn add(run: &Run<'_>, outcomes: &[&Outcome], report: &mut Report) {
    let expired = waiver_findings(run.policy);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for raised in run.general.iter() {
        drafts.push(Draft { raised, object: None, severity: severity(run, raised, ""), also: Vec::new() });
    }
    for (position, outcome) in outcomes.iter().enumerate() {
        if outcome.findings.is_empty() {
            continue;
        }
        let object = outcome.key.name.to_string();
        for raised in &outcome.findings {
            let severity = severity(run, raised, &object);
            drafts.push(Draft { raised, object: Some(position), severity, also: Vec::new() });
        }
    }
    report.findings.reserve(drafts.len());
    drafts.sort_by_key(|d| (d.object, d.raised.span, d.raised.rule.code(run.source)));
    drafts.dedup_by(|a, b| a.object == b.object && a.severity == b.severity && a.raised == b.raised);
    drafts = said_once(specific(drafts));
    let (mut met, exposed) = (Vec::new(), exposed(&report.objects));
    // findings of one object stand together
    for of_object in drafts.chunk_by(|a, b| a.object == b.object) {
        let reached =
            of_object.first().and_then(|d| d.object).and_then(|i| exposed.get(i)).is_some_and(|reached| *reached);
        together(run, of_object, reached, report, &mut met);
    }
    report.waivers = run.policy.uses(&met);
    for (raised, location, position) in &expired {
        let unused = raised.rule == &WAIVER_UNUSED;
        let state = report.waivers.get(*position).map_or("", |w| w.status.as_str());
        if (unused && state == "unused") || (!unused && state == "expired") {
            let text = rule_text(run.source, raised.rule, &mut report.rules);
            report.findings.push(about_waiver(run, raised, &text, location));
        }
    }
    sort(&mut report.findings);
}

/// Sorts findings, the most dangerous first. They are large: their places are sorted, and each moves once.
fn sort(findings: &mut [Finding]) {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    let at = |place: usize| findings.get(place);
    order.sort_by(|a, b| at(*a).zip(at(*b)).map_or(Ordering::Equal, |(a, b)| danger(a, b)));
    for first in 0..findings.len() {
        let mut here = first;
        while let Some(from) = order.get_mut(here).map(|from| std::mem::replace(from, here)).filter(|f| *f != first) {
            findings.swap(here, from);
            here = from;
        }
    }
}

/// Without what says little where another finding of the object, of what has no conversion, says more at the same place; the drafts
/// are in order of both.
fn specific(drafts: Vec<Draft<'_>>) -> Vec<Draft<'_>> {
    let place = |d: &Draft<'_>| (d.object, d.raised.span);
    let mut kept = Vec::with_capacity(drafts.len());
    let mut rest = drafts.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut here = vec![first];
        while let Some(next) = rest.next_if(|d| here.first().is_some_and(|first| place(first) == place(d))) {
            here.push(next);
        }
        let explains = here.iter().filter(|d| matches!(d.severity, Severity::Blocker | Severity::ManualEffort));
        let least = explains.map(|d| d.raised.rule.general).min();
        here.retain(|d| d.object.is_none() || least.is_none_or(|least| d.raised.rule.general <= least));
        kept.append(&mut here);
    }
    kept
}

/// What is said of an object at several places in the same words stands at the first of them, and names the others; the drafts are
/// in the order of objects.
fn said_once(drafts: Vec<Draft<'_>>) -> Vec<Draft<'_>> {
    let mut kept: Vec<Draft<'_>> = Vec::with_capacity(drafts.len());
    let mut first: FxHashMap<(&str, u64), Vec<usize>> = FxHashMap::default();
    let mut object = None;
    for draft in drafts {
        if draft.object != object {
            object = draft.object;
            first.clear();
        }
        if object.is_none() {
            kept.push(draft);
            continue;
        }
        let said = first.entry((draft.raised.rule.name, words(draft.raised))).or_default();
        let same = said.iter().copied().find(|place| kept.get(*place).is_some_and(|it| is_same(it, &draft)));
        match same.and_then(|place| kept.get_mut(place)) {
            Some(it) => it.also.push(draft.raised.span),
            None => {
                said.push(kept.len());
                kept.push(draft);
            }
        }
    }
    kept
}

/// The values of a message, as one number.
fn words(raised: &Raised) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    shown(raised).for_each(|value| value.hash(&mut hasher));
    hasher.finish()
}

fn shown(raised: &Raised) -> impl Iterator<Item = &(&'static str, Arg)> {
    raised.args.iter().filter(|(key, _)| *key != CAUSE)
}

fn is_same(a: &Draft<'_>, b: &Draft<'_>) -> bool {
    a.raised.rule == b.raised.rule && a.severity == b.severity && shown(a.raised).eq(shown(b.raised))
}

/// Adds the findings of one object. Notes waivers that one of them met, by position, with its fingerprint.
fn together(run: &Run<'_>, drafts: &[Draft<'_>], reached: bool, report: &mut Report, met: &mut Vec<(usize, String)>) {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for draft in drafts {
        let times = u32::try_from(draft.also.len()).unwrap_or(u32::MAX).saturating_add(1);
        *counts.entry(draft.raised.rule.code(run.source)).or_default() += times;
    }
    let mut equals: BTreeMap<String, u32> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for draft in drafts {
        let code = draft.raised.rule.code(run.source);
        let object = draft.object.and_then(|i| report.objects.get(i));
        let mut identity = identity(code, object.map_or("", |o| &o.id), &draft.raised.args);
        let mut finding = finding(run, draft, &rule_text(run.source, draft.raised.rule, &mut report.rules), object);
        finding.occurrences = counts.get(code).copied().unwrap_or(1);
        finding.fingerprint = if finding.occurrences == 1 {
            fingerprint(&mut identity, 1)
        } else {
            let ordinal = equals.entry(identity.clone()).or_default();
            *ordinal += 1;
            fingerprint(&mut identity, *ordinal)
        };
        finding.known = run.policy.baseline.contains(finding.fingerprint.as_str());
        // what holds for the whole program is reached from everywhere
        let whole = draft.object.is_none() && draft.raised.span == Span::default();
        finding.priority = priority(draft.severity, finding.occurrences, reached || whole);
        let first = seen.insert(code);
        let name = object.map_or("", |o| &o.name);
        if let Some((position, waived)) = run.policy.waiver(code, name) {
            met.push((position, finding.fingerprint.to_string()));
            if !run.policy.expired(&waived.waiver) {
                finding.waived = Some(Box::new(waived.waiver.clone()));
            }
        }
        if finding.waived.is_none() {
            finding.effort_hours = effort(draft.raised.rule, draft.severity, first);
            for _ in &draft.also {
                finding.effort_hours = plus(finding.effort_hours, effort(draft.raised.rule, draft.severity, false));
            }
        }
        give(report, draft, &finding);
        report.findings.push(finding);
    }
}

fn severity(run: &Run<'_>, raised: &Raised, object: &str) -> Severity {
    run.profile.severity(raised.rule.code(run.source), object).unwrap_or(raised.severity)
}

fn finding(run: &Run<'_>, draft: &Draft<'_>, text: &RuleText, object: Option<&Object>) -> Finding {
    let (raised, rule) = (draft.raised, draft.raised.rule);
    let code = rule.code(run.source);
    // a text without values is that of the rule: all findings share it
    let filled = |template: &str, shared: &EcoString| {
        if template == shared { shared.clone() } else { fill(template, &raised.args).into() }
    };
    let location = (run.place)(raised.span);
    let also: Vec<Location> = draft.also.iter().filter_map(|span| (run.place)(*span)).collect();
    let mut message: EcoString = filled(rule.message, &text.summary);
    message.push_str(&further(location.as_ref(), &also));
    Finding {
        code: code.into(),
        name: text.name.clone(),
        severity: draft.severity.name().into(),
        raw_severity: text.raw_severity.clone(),
        confidence: rule.confidence.name().into(),
        message,
        help: filled(rule.help, &text.help),
        object: object.map(|o| o.id.clone()).unwrap_or_default(),
        output: object.and_then(|o| output(o, location.as_ref())),
        location,
        also,
        owner: object.and_then(|o| o.owner.clone()),
        options: deciding(code).iter().map(|name| (*name).into()).collect(),
        ..Finding::default()
    }
}

/// The further places in words: lines of the same file by their numbers alone.
fn further(first: Option<&Location>, also: &[Location]) -> String {
    const MOST: usize = 8;
    let lines: BTreeSet<(&str, u32)> = also.iter().map(|it| (it.file.as_str(), it.line)).collect();
    let own = first.map_or("", |it| it.file.as_str());
    let named = lines.iter().filter(|(file, line)| first.is_none_or(|it| (it.file.as_str(), it.line) != (file, *line)));
    let named: Vec<String> =
        named.map(|(file, line)| if *file == own { line.to_string() } else { format!("{file}:{line}") }).collect();
    let Some(shown) = named.get(..named.len().min(MOST)).filter(|shown| !shown.is_empty()) else {
        return String::new();
    };
    let rest = if named.len() > MOST { ", …" } else { "" };
    let word = if named.len() == 1 { "line" } else { "lines" };
    format!("; also in {word} {}{rest}", shown.join(", "))
}

/// Where in the output a finding of an object is to be looked for: the stretch that its line became.
fn output(object: &Object, location: Option<&Location>) -> Option<OutputPlace> {
    let line = location?.line;
    let stretch = object.segments.iter().find(|s| s.source.is_some_and(|[from, to]| from <= line && line <= to));
    match stretch {
        Some(s) => s.output.map(|[first, _]| OutputPlace { file: s.file.clone(), line: first }),
        None => object.outputs.first().cloned(),
    }
}

/// Hands an object its finding: fingerprint, effort, and the state that a changed severity leaves.
fn give(report: &mut Report, draft: &Draft<'_>, finding: &Finding) {
    let Some(object) = draft.object.and_then(|i| report.objects.get_mut(i)) else { return };
    object.findings.push(finding.fingerprint.clone());
    object.effort_hours = plus(object.effort_hours, finding.effort_hours);
    let leaves = draft.severity.state();
    let raised_by_hand = draft.severity != draft.raised.severity && leaves > State::Converted;
    let have = State::ALL.iter().find(|s| s.name() == object.state).copied().unwrap_or_default();
    if raised_by_hand && have < leaves {
        object.state = leaves.name().into();
    }
}

/// What makes a finding the same finding: code, object and values, without white space.
fn identity(code: &str, object: &str, args: &[(&'static str, Arg)]) -> String {
    let mut text = String::with_capacity(128);
    // Writing to a string cannot fail.
    let _ = write!(text, "{code}\u{1f}{object}");
    let mut sorted: Vec<_> = args.iter().filter(|(key, _)| *key != CAUSE).collect();
    sorted.sort_by_key(|(key, _)| *key);
    for (key, value) in sorted {
        let _ = write!(text, "\u{1f}{key}=");
        match value {
            Arg::Number(n) => drop(write!(text, "{n}")),
            Arg::Text(value) => {
                for (n, word) in value.split_whitespace().enumerate() {
                    text.push_str(if n > 0 { " " } else { "" });
                    text.push_str(word);
                }
            }
        }
    }
    text
}

/// A fingerprint of the `ordinal`-th finding with that identity.
fn fingerprint(identity: &mut String, ordinal: u32) -> EcoString {
    let _ = write!(identity, "\u{1f}{ordinal}");
    let digest = Sha256::digest(identity.as_bytes());
    let start = digest.iter().take(8).fold(0_u64, |start, byte| start << 8 | u64::from(*byte));
    eco_format!("{start:016x}")
}

fn priority(severity: Severity, occurrences: u32, exposed: bool) -> f64 {
    let exposure = if exposed { 2.0 } else { 1.0 };
    let score = f64::from(severity.weight()) * f64::from(occurrences.clamp(1, 10)).sqrt() * exposure;
    (score * 10.0).round() / 10.0
}

fn effort(rule: &Rule, severity: Severity, first: bool) -> Hours {
    if severity == Severity::Info {
        return Hours::default();
    }
    let likely = f64::from(if first { rule.effort.first } else { rule.effort.repeat }) / 60.0;
    let low = if rule.confidence == Confidence::Heuristic { 0.0 } else { likely * LOW };
    plus(Hours { low, likely, high: likely * HIGH }, Hours::default())
}

/// Adds hours; rounded to whole hundredths, so that sums are the same on any machine.
pub(super) fn plus(a: Hours, b: Hours) -> Hours {
    let round = |x: f64| (x * 100.0).round() / 100.0;
    Hours { low: round(a.low + b.low), likely: round(a.likely + b.likely), high: round(a.high + b.high) }
}

/// Most dangerous first; what somebody accepted comes last.
fn danger(a: &Finding, b: &Finding) -> Ordering {
    let rank = |f: &Finding| Severity::ALL.iter().position(|s| s.name() == f.severity);
    fn place(f: &Finding) -> Option<(&str, u32, u32)> {
        f.location.as_ref().map(|l| (l.file.as_str(), l.line, l.column))
    }
    a.waived
        .is_some()
        .cmp(&b.waived.is_some())
        .then(b.priority.total_cmp(&a.priority))
        .then_with(|| if a.severity == b.severity { Ordering::Equal } else { rank(a).cmp(&rank(b)) })
        .then_with(|| {
            (&a.object, place(a), &a.code, &a.fingerprint).cmp(&(&b.object, place(b), &b.code, &b.fingerprint))
        })
}

/// Which objects are reached from outside: routines, views, triggers, constraints, and whatever these need.
fn exposed(objects: &[Object]) -> Vec<bool> {
    let position: FxHashMap<&str, usize> = objects.iter().enumerate().map(|(i, o)| (o.id.as_str(), i)).collect();
    let mut reached: Vec<bool> = objects.iter().map(|o| OUTSIDE.iter().any(|k| k.name() == o.kind)).collect();
    let mut open: Vec<usize> = reached.iter().enumerate().filter(|(_, r)| **r).map(|(i, _)| i).collect();
    while let Some(at) = open.pop() {
        for need in objects.get(at).into_iter().flat_map(|o| &o.depends_on) {
            if let Some(next) = position.get(need.as_str())
                && let Some(mark) = reached.get_mut(*next)
                && !*mark
            {
                *mark = true;
                open.push(*next);
            }
        }
    }
    reached
}

const OUTSIDE: [ObjectKind; 8] = [
    ObjectKind::Constraint,
    ObjectKind::View,
    ObjectKind::MaterializedView,
    ObjectKind::Package,
    ObjectKind::PackageBody,
    ObjectKind::Procedure,
    ObjectKind::Function,
    ObjectKind::Trigger,
];

fn waiver_findings(policy: &Policy) -> Vec<(Raised, Location, usize)> {
    let mut all = Vec::new();
    for (position, waived) in policy.waivers.iter().enumerate() {
        let location = Location {
            file: policy.config.as_str().into(),
            line: waived.line,
            column: 1,
            end_line: waived.line,
            end_column: 1,
        };
        let values = |raised: Raised| {
            raised
                .with("code", waived.code.as_str())
                .with("object", waived.object.as_str())
                .with("owner", waived.waiver.owner.as_str())
                .with("until", waived.waiver.until.as_deref().unwrap_or(""))
        };
        all.push((values(WAIVER_EXPIRED.at(Span::default())), location.clone(), position));
        all.push((values(WAIVER_UNUSED.at(Span::default())), location, position));
    }
    all
}

fn about_waiver(run: &Run<'_>, raised: &Raised, text: &RuleText, location: &Location) -> Finding {
    let draft = Draft { raised, object: None, severity: severity(run, raised, ""), also: Vec::new() };
    let mut finding = finding(run, &draft, text, None);
    finding.location = Some(location.clone()).filter(|l| !l.file.is_empty());
    finding.fingerprint = fingerprint(&mut identity(&finding.code, "", &raised.args), 1);
    finding.known = run.policy.baseline.contains(finding.fingerprint.as_str());
    finding.occurrences = 1;
    finding.priority = priority(draft.severity, 1, false);
    finding.effort_hours = effort(raised.rule, draft.severity, true);
    finding
}
