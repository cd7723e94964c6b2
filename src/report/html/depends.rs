//! What needs what: waves, cycles, reach; and what was decided: renames and options.

use super::anchors::{Anchors, Link, Links, Part, Piece, bar, bar_words, pieces};
use super::inventory::words;
use crate::profile::OPTIONS;
use crate::report::model::{Object, States};
use crate::report::sums::count;
use crate::report::view::{View, hours};
use crate::report::visible;
use ecow::EcoString;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows of the table of reach, of renames, and names in a row.
const REACH: usize = 12;
const RENAMES: usize = 1_000;
const NAMES: usize = 10;

#[derive(Serialize)]
pub struct Depends<'a> {
    waves: Vec<Wave>,
    cycles: Vec<Cycle>,
    reach: Vec<Reach<'a>>,
    renames: Vec<Rename>,
    renames_more: usize,
    options: Vec<Chosen<'a>>,
    unsaid: super::unsaid::Unsaid<'a>,
}

#[derive(Serialize)]
struct Wave {
    wave: u32,
    total: u32,
    aria: String,
    parts: Vec<Part>,
    blockers: u32,
    losses: u32,
    hours: String,
    objects: Links,
}

#[derive(Serialize)]
struct Cycle {
    members: Vec<Link>,
    broken_by: Vec<Piece>,
}

#[derive(Serialize)]
struct Reach<'a> {
    object: Link,
    direct: usize,
    all: u32,
    share: String,
    state: &'a str,
    findings: Vec<Found<'a>>,
    more: usize,
}

#[derive(Serialize)]
struct Found<'a> {
    id: &'a str,
    code: &'a str,
}

#[derive(Serialize)]
struct Rename {
    kind: String,
    from: String,
    to: String,
    reason: Vec<Piece>,
}

#[derive(Serialize)]
struct Chosen<'a> {
    name: &'a str,
    value: String,
    origin: &'a str,
    decides: String,
}

pub fn depends<'a>(view: &View<'a>, anchors: &Anchors) -> Depends<'a> {
    let report = view.report;
    let shown = |text: &str| visible::line(text).into_owned();
    let cycles = report.cycles.iter().map(|c| Cycle {
        members: c.members.iter().chain(c.members.first()).map(|m| anchors.link(m)).collect(),
        broken_by: pieces(&c.broken_by),
    });
    let renames = report.renames.iter().take(RENAMES).map(|r| Rename {
        kind: words(&r.kind),
        from: shown(&r.from),
        to: shown(&r.to),
        reason: pieces(&r.reason),
    });
    let options = report.profile.iter().map(|(name, option)| Chosen {
        name,
        value: option.value.as_deref().map(shown).unwrap_or_default(),
        origin: &option.origin,
        decides: OPTIONS.iter().find(|o| o.name() == name).map_or_else(String::new, |o| o.rules().join(", ")),
    });
    Depends {
        waves: waves(view, anchors),
        cycles: cycles.collect(),
        reach: reach(view, anchors),
        renames: renames.collect(),
        renames_more: report.renames.len().saturating_sub(RENAMES),
        options: options.collect(),
        unsaid: super::unsaid::unsaid(report, anchors),
    }
}

fn waves(view: &View<'_>, anchors: &Anchors) -> Vec<Wave> {
    let mut of_wave: BTreeMap<u32, Vec<&Object>> = BTreeMap::new();
    let mut wave_of: BTreeMap<&str, u32> = BTreeMap::new();
    for object in &view.report.objects {
        if let Some(wave) = object.wave {
            of_wave.entry(wave).or_default().push(object);
            wave_of.insert(&object.id, wave);
        }
    }
    let mut risks: BTreeMap<u32, (u32, u32, f64)> = BTreeMap::new();
    for finding in view.open() {
        let Some(wave) = wave_of.get(finding.object.as_str()) else { continue };
        let (blockers, losses, likely) = risks.entry(*wave).or_default();
        *blockers += u32::from(finding.severity == "blocker");
        *losses += u32::from(finding.severity == "data-loss-risk");
        *likely += finding.effort_hours.likely;
    }
    let most = of_wave.values().map(Vec::len).max().unwrap_or(1);
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    of_wave
        .into_iter()
        .map(|(wave, objects)| {
            let mut states = States::default();
            objects.iter().for_each(|o| count(&mut states, &o.state));
            let (blockers, losses, likely) = risks.get(&wave).copied().unwrap_or_default();
            let ids: Vec<EcoString> = objects.iter().map(|o| o.id.clone()).collect();
            Wave {
                wave,
                total: states.total,
                aria: bar_words(&states),
                parts: bar(&states, most),
                blockers,
                losses,
                hours: hours(likely),
                objects: anchors.links(&ids, NAMES),
            }
        })
        .collect()
}

fn reach<'a>(view: &View<'a>, anchors: &Anchors) -> Vec<Reach<'a>> {
    let mut found: BTreeMap<&str, Vec<Found<'a>>> = BTreeMap::new();
    for finding in view.open().filter(|f| f.severity != "info") {
        found.entry(&finding.object).or_default().push(Found { id: &finding.fingerprint, code: &finding.code });
    }
    let mut rows: Vec<&'a Object> =
        view.report.objects.iter().filter(|o| o.reach > 0 && found.contains_key(o.id.as_str())).collect();
    rows.sort_by(|a, b| b.reach.cmp(&a.reach).then(a.id.cmp(&b.id)));
    rows.truncate(REACH);
    let all = view.report.objects.len().max(1) as f64;
    rows.into_iter()
        .map(|o| {
            let mut findings = found.remove(o.id.as_str()).unwrap_or_default();
            let more = findings.len().saturating_sub(NAMES);
            findings.truncate(NAMES);
            Reach {
                object: anchors.link(&o.id),
                direct: o.needed_by.len(),
                all: o.reach,
                share: format!("{:.0}", f64::from(o.reach) / all * 100.0),
                state: &o.state,
                findings,
                more,
            }
        })
        .collect()
}
