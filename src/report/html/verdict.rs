//! The first screen: may this be loaded, how is that known, what is left, what was not looked at, which risks come first.

use super::anchors::{Anchors, Chip, Link, chip};
use crate::report::markdown::headline;
use crate::report::model::{Finding, Object, Report};
use crate::report::sums::{count, rates};
use crate::report::view::{View, grouped, hours, percent};
use crate::report::visible;
use serde::Serialize;
use std::collections::BTreeMap;

/// Risks on the first screen.
const TOP: usize = 10;

#[derive(Serialize)]
pub struct Verdict<'a> {
    class: &'static str,
    icon: &'static str,
    headline: &'static str,
    reasons: &'a [String],
    unset: Vec<&'a str>,
    rate: String,
    gate: &'a str,
    exit_code: u8,
    attempted: &'a str,
    bars: Vec<Bar>,
    levels: Vec<Level>,
    effort: Effort<'a>,
    blind: Vec<Blind>,
    risks: Vec<Risk>,
    owned: bool,
    rates: Vec<Rate>,
}

#[derive(Serialize)]
struct Bar {
    label: String,
    aria: String,
    parts: Vec<Stretch>,
}

#[derive(Serialize)]
struct Stretch {
    level: usize,
    x: String,
    width: String,
    middle: String,
    label: String,
    ink: &'static str,
}

#[derive(Serialize)]
struct Level {
    level: usize,
    name: String,
    claim: &'static str,
    evidence: String,
    /// The run tried to reach it.
    attempted: bool,
    all: String,
    share: String,
    tables: u32,
    routines: u32,
}

#[derive(Serialize)]
struct Effort<'a> {
    low: String,
    likely: String,
    high: String,
    x: String,
    width: String,
    middle: String,
    ticks: Vec<Tick>,
    definition: &'a str,
}

#[derive(Serialize)]
struct Tick {
    x: String,
    label: String,
}

#[derive(Serialize)]
struct Blind {
    what: String,
    why: String,
}

#[derive(Serialize)]
struct Risk {
    sev: Chip,
    id: String,
    what: String,
    object: Link,
    /// Findings of the same rule and severity that are not shown.
    more: u32,
    owner: String,
    hours: String,
}

#[derive(Serialize)]
struct Rate {
    what: &'static str,
    all: usize,
    ignored: usize,
    exact: String,
    converted: String,
}

const LEVELS: [(&str, &str, &str); 8] = [
    ("not read", "Kept as a comment with its place.", "span and source text in the report"),
    ("in the model", "Every reference resolved or named as missing.", "name resolution in the tool"),
    ("draft complete", "Emitted without an unresolved marker.", "no marker in the emitted text"),
    (
        "valid syntax",
        "Accepted by PostgreSQL’s SQL and PL/pgSQL parsers.",
        "PostgreSQL’s own parsers, in process, offline",
    ),
    ("loads", "Created in a scratch PostgreSQL, in dependency order.", "scratch server, apply.sql in one go"),
    ("checked", "Clean under plpgsql_check (routines and triggers).", "plpgsql_check with performance warnings"),
    ("tested", "Behaviour tests pass.", "recorded cases, run after the load"),
    ("signed", "Signed off by a named person.", "signature bound to the digest of the output"),
];

pub fn verdict<'a>(view: &View<'a>, anchors: &Anchors) -> Verdict<'a> {
    let report = view.report;
    let (class, icon) = match report.verdict.result.as_str() {
        "ready" => ("ok", "converted"),
        "review" => ("warn", "review"),
        _ => ("", "b"),
    };
    let unset = report.profile.iter().filter(|(name, option)| {
        option.value.is_none() && view.open().any(|f| f.options.iter().any(|o| o == *name) && f.severity != "info")
    });
    let emitted = report.summary.objects.all.total - report.summary.objects.all.ignored;
    let rate = match report.summary.rates.exact {
        Some(_) => format!(
            "{} of {} objects are converted without anything to review and reached {}.",
            percent(report.summary.rates.exact),
            grouped(u64::from(emitted)),
            report.proof.level
        ),
        None => "There is no rate, because no object was found.".into(),
    };
    Verdict {
        class,
        icon,
        headline: headline(&report.verdict.result),
        reasons: &report.verdict.reasons,
        unset: unset.map(|(name, _)| name.as_str()).collect(),
        rate,
        gate: &report.verdict.gate,
        exit_code: report.verdict.exit_code,
        attempted: &report.proof.level,
        bars: bars(report),
        levels: levels(report),
        effort: effort(report),
        blind: blind(report),
        risks: risks(view, anchors),
        owned: view.open().any(|f| f.owner.is_some()),
        rates: rate_rows(report),
    }
}

fn routine(object: &&Object) -> bool {
    matches!(object.kind.as_str(), "procedure" | "function" | "trigger")
}

fn table(object: &&Object) -> bool {
    object.kind == "table"
}

/// Objects by proof level, and their sum.
fn by_level<'a>(objects: impl Iterator<Item = &'a Object>) -> ([u32; 8], u32) {
    let mut counts = [0; 8];
    for object in objects {
        let level = object.proof.as_deref().map(crate::report::sums::level);
        if let Some(slot) = level.and_then(|l| counts.get_mut(usize::from(l))) {
            *slot += 1;
        }
    }
    (counts, counts.iter().sum())
}

fn bars(report: &Report) -> Vec<Bar> {
    let all = by_level(report.objects.iter());
    let (tables, routines) =
        (by_level(report.objects.iter().filter(table)), by_level(report.objects.iter().filter(routine)));
    let named = [("objects", all), ("tables", tables), ("routines and triggers", routines)];
    named
        .into_iter()
        .filter(|(_, (_, sum))| *sum > 0)
        .map(|(what, (counts, sum))| one_bar(what, &counts, sum))
        .collect()
}

fn one_bar(what: &str, counts: &[u32; 8], sum: u32) -> Bar {
    let words: Vec<String> = counts.iter().enumerate().map(|(level, n)| format!("P{level} {n}")).collect();
    let label = match (what, sum) {
        ("objects", _) => format!("All {} objects", grouped(u64::from(sum))),
        ("tables", 1) => "1 table".into(),
        ("routines and triggers", 1) => "1 routine or trigger".into(),
        _ => format!("{} {what}", grouped(u64::from(sum))),
    };
    let mut parts = Vec::new();
    let mut x = 0.0;
    // Stretches have a least width, so that a single object is seen; what that takes, all give up in proportion.
    let wide = |n: u32| (f64::from(n) / f64::from(sum) * 100.0).max(0.3);
    let total: f64 = counts.iter().filter(|n| **n > 0).map(|n| wide(*n)).sum();
    for (level, n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let width = wide(*n) / total * 100.0;
        let share = f64::from(*n) / f64::from(sum);
        let ink = match (level >= 4, share < 0.13) {
            (true, false) => "on-d",
            (true, true) => "on-d tiny",
            (false, false) => "on-l",
            (false, true) => "on-l tiny",
        };
        parts.push(Stretch {
            level,
            x: format!("{x:.2}"),
            width: format!("{:.2}", (width - 0.15).max(0.2)),
            middle: format!("{:.2}", x + width / 2.0),
            label: if share > 0.06 { format!("P{level} {}", grouped(u64::from(*n))) } else { String::new() },
            ink,
        });
        x += width;
    }
    Bar { aria: format!("{label}: {}", words.join(", ")), label, parts }
}

fn levels(report: &Report) -> Vec<Level> {
    let (all, sum) = by_level(report.objects.iter());
    let (tables, _) = by_level(report.objects.iter().filter(table));
    let (routines, _) = by_level(report.objects.iter().filter(routine));
    let attempted = usize::from(crate::report::sums::level(&report.proof.level));
    let counts = all.into_iter().zip(tables).zip(routines);
    let engine = match &report.proof.version {
        Some(version) => format!("{} {version}", report.proof.engine),
        None => report.proof.engine.clone(),
    };
    counts
        .zip(LEVELS)
        .enumerate()
        .map(|(level, (((all, tables), routines), (name, claim, evidence)))| Level {
            level,
            name: format!("P{level} {name}"),
            claim,
            attempted: level <= attempted,
            evidence: match (level > attempted, level >= 3) {
                (true, _) => "not attempted in this run".into(),
                (false, true) => format!("{evidence}; {engine}"),
                (false, false) => evidence.into(),
            },
            all: grouped(u64::from(all)),
            share: percent((sum > 0).then(|| f64::from(all) / f64::from(sum.max(1)))),
            tables,
            routines,
        })
        .collect()
}

fn effort(report: &Report) -> Effort<'_> {
    let h = &report.summary.effort_hours;
    // The axis ends at the next round number.
    let steps = [1.0, 2.0, 4.0, 8.0, 20.0, 40.0, 80.0, 200.0, 400.0, 800.0, 2000.0, 4000.0, 8000.0, 20_000.0];
    let most = steps.into_iter().find(|s| *s >= h.high).unwrap_or(h.high);
    let x = |v: f64| 4.0 + v / most * 92.0;
    Effort {
        low: hours(h.low),
        likely: hours(h.likely),
        high: hours(h.high),
        x: format!("{:.1}", x(h.low)),
        width: format!("{:.1}", x(h.high) - x(h.low)),
        middle: format!("{:.1}", x(h.likely)),
        ticks: (0..5)
            .map(|i| f64::from(i) / 4.0 * most)
            .map(|v| Tick { x: format!("{:.1}", x(v)), label: grouped_hours(v) })
            .collect(),
        definition: &report.effort_model.definition,
    }
}

fn grouped_hours(v: f64) -> String {
    if v >= 1000.0 { grouped(v as u64) } else { format!("{v}") }
}

fn blind(report: &Report) -> Vec<Blind> {
    let summary = &report.summary;
    let mut all = Vec::new();
    let mut say = |n: u32, one: &str, why: &str| {
        if n > 0 {
            let plural = if n == 1 { "" } else { "s" };
            all.push(Blind { what: format!("{} {one}{plural}", grouped(u64::from(n))), why: why.into() });
        }
    };
    say(summary.statements.unread, "statement", "not understood; kept with its text");
    say(summary.objects.all.unread, "object", "not understood");
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for item in &report.not_checked {
        *kinds.entry(&item.kind).or_default() += 1;
    }
    for (kind, n) in kinds {
        match kind {
            "file" => say(n, "file", "not read"),
            "statement" => say(n, "statement", "not looked into"),
            "body" => say(n, "body", "not looked into"),
            "wrapped" => say(n, "routine", "wrapped: its text is not in the input"),
            "dynamic_sql" => say(n, "place", "puts SQL together at run time"),
            other => say(n, &visible::line(other), "not checked"),
        }
    }
    let below = report.objects.iter().filter(|o| routine(o) && o.state != "ignored").count();
    if crate::report::sums::level(&report.proof.level) < 6 {
        say(u32::try_from(below).unwrap_or(u32::MAX), "routine", "without a behaviour test in this run");
    }
    all.truncate(6);
    all
}

/// The most dangerous findings: of each rule the first, with the hours of all.
fn risks(view: &View<'_>, anchors: &Anchors) -> Vec<Risk> {
    let all = view.risks(TOP);
    all.into_iter().map(|it| risk(it.first, it.more, (it.low, it.high), anchors)).collect()
}

fn risk(f: &Finding, more: u32, (low, high): (f64, f64), anchors: &Anchors) -> Risk {
    Risk {
        sev: chip(&f.severity),
        id: f.fingerprint.to_string(),
        what: visible::line(&f.message).chars().filter(|c| *c != '`').collect(),
        object: anchors.link(&f.object),
        more,
        owner: f.owner.as_deref().map(|o| visible::line(o).into_owned()).unwrap_or_default(),
        hours: format!("{}–{}", hours(low), hours(high)),
    }
}

fn rate_rows(report: &Report) -> Vec<Rate> {
    type Of = fn(&&Object) -> bool;
    let all: [(&'static str, Of); 3] =
        [("objects", |_| true), ("tables", |o| table(o)), ("routines and triggers", |o| routine(o))];
    let mut rows = Vec::new();
    for (what, of) in all {
        let chosen: Vec<&Object> = report.objects.iter().filter(of).collect();
        let mut states = crate::report::model::States::default();
        chosen.iter().for_each(|o| count(&mut states, &o.state));
        let rates = rates(&chosen, &report.proof.level);
        rows.push(Rate {
            what,
            all: chosen.len(),
            ignored: states.ignored as usize,
            exact: percent(rates.exact),
            converted: percent(rates.converted),
        });
    }
    rows
}
