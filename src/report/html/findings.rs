//! What is wrong, why, what to do, who: findings by severity, with the stretch of both texts in which each stands.

use super::anchors::{Anchors, Chip, Link, Piece, chip, pieces, place, status};
use super::beside::{Beside, Texts};
use crate::finding::Severity;
use crate::report::model::{Finding, Object, Report};
use crate::report::view::{View, grouped, hours};
use crate::report::visible;
use ecow::EcoString;
use serde::Serialize;
use std::collections::BTreeMap;

/// Findings on the page, those of them that are written out, and those that show their code.
const LISTED: usize = 3_000;
const WRITTEN: usize = 1_000;
const EXCERPTS: usize = 500;
/// Findings that are made and written at a time.
const PORTION: usize = 64;
/// Rows of an index, and links in a row.
const ROWS: usize = 200;
const LINKS: usize = 12;

#[derive(Serialize)]
pub struct Findings<'a> {
    total: String,
    waived: u32,
    applied: String,
    unlisted: usize,
    bodiless: usize,
    severities: Vec<Counted>,
    pub owners: Vec<Owner>,
    groupings: [Grouping; 5],
    indexes: Vec<Index>,
    groups: Vec<Group>,
    waivers: Vec<Waiver<'a>>,
}

#[derive(Serialize)]
struct Counted {
    k: &'static str,
    name: &'static str,
    count: usize,
}

#[derive(Serialize)]
pub struct Owner {
    n: usize,
    name: String,
}

#[derive(Serialize)]
struct Grouping {
    value: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Index {
    name: &'static str,
    rows: Vec<IndexRow>,
    more: usize,
}

#[derive(Serialize)]
struct IndexRow {
    key: String,
    count: usize,
    severities: String,
    links: Vec<Link>,
    more: usize,
}

/// Findings of one severity; they stand in a hole of the page.
#[derive(Clone, Copy, Serialize)]
pub struct Group {
    sev: Chip,
    count: usize,
}

/// Some findings of a group.
#[derive(Serialize)]
pub struct Portion<'a> {
    g: Group,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
pub struct Item<'a> {
    id: &'a str,
    code: &'a str,
    title: String,
    message: Vec<Piece>,
    object: Link,
    place: String,
    owner: String,
    owner_n: usize,
    wave: String,
    state: &'a str,
    is: &'static str,
    meta: String,
    body: Option<Body<'a>>,
}

#[derive(Serialize)]
struct Body<'a> {
    severity: String,
    confidence: &'a str,
    priority: String,
    times: String,
    proof: &'a str,
    draft: String,
    hours: String,
    options: Vec<Chosen<'a>>,
    waiver: String,
    reach: String,
    beside: Option<Beside>,
    help: Vec<Piece>,
}

#[derive(Serialize)]
struct Chosen<'a> {
    name: &'a str,
    value: String,
}

#[derive(Serialize)]
struct Waiver<'a> {
    status: &'a str,
    code: String,
    object: String,
    reason: String,
    owner: String,
    ticket: String,
    until: String,
    findings: Vec<&'a str>,
    more: usize,
}

/// The findings of the page, and what each is looked up in.
pub struct Tables<'a, 't> {
    view: View<'a>,
    /// The findings of the page.
    listed: &'a [Finding],
    objects: BTreeMap<&'a str, &'a Object>,
    owners: Vec<String>,
    texts: &'t Texts<'a>,
    anchors: &'t Anchors,
}

impl<'a, 't> Tables<'a, 't> {
    /// Chooses the findings of the page.
    pub fn new(view: &View<'a>, texts: &'t Texts<'a>, anchors: &'t Anchors) -> Self {
        let report = view.report;
        let listed = report.findings.get(..LISTED).unwrap_or(&report.findings);
        let mut owners: Vec<String> = listed.iter().map(owner).collect();
        owners.sort();
        owners.dedup();
        let objects = report.objects.iter().map(|o| (o.id.as_str(), o)).collect();
        Tables { view: *view, listed, objects, owners, texts, anchors }
    }

    /// The findings by severity, each with its place among all, in portions.
    pub fn portions(&self) -> impl Iterator<Item = impl Iterator<Item = Portion<'a>>> {
        self.groups().map(move |g| {
            let of: Vec<(usize, &'a Finding)> =
                self.listed.iter().enumerate().filter(|(_, f)| f.severity == g.sev.name).collect();
            let starts = (0..of.len()).step_by(PORTION);
            starts.map(move |start| {
                let portion = of.iter().skip(start).take(PORTION);
                Portion { g, items: portion.map(|(position, f)| item(f, *position, self)).collect() }
            })
        })
    }

    fn groups(&self) -> impl Iterator<Item = Group> {
        let count = |name| self.listed.iter().filter(|f| f.severity == name).count();
        let groups = Severity::ALL.into_iter().map(move |s| Group { sev: chip(s.name()), count: count(s.name()) });
        groups.filter(|g| g.count > 0)
    }
}

/// The section, but for the findings themselves.
pub fn findings<'a>(tables: &Tables<'a, '_>) -> Findings<'a> {
    let (report, listed) = (tables.view.report, tables.listed);
    let of = |s: &Severity| listed.iter().filter(|f| f.severity == s.name()).count();
    Findings {
        total: grouped(report.findings.len() as u64),
        waived: report.summary.waived,
        applied: grouped(report.objects.iter().flat_map(|o| &o.applied).map(|a| u64::from(a.count)).sum()),
        unlisted: report.findings.len() - listed.len(),
        bodiless: listed.len().saturating_sub(WRITTEN),
        severities: Severity::ALL
            .iter()
            .map(|s| Counted { k: chip(s.name()).k, name: s.name(), count: of(s) })
            .collect(),
        owners: tables.owners.iter().enumerate().map(|(n, name)| Owner { n, name: name.clone() }).collect(),
        groupings: [("sev", "severity"), ("obj", "object"), ("rule", "rule"), ("owner", "owner"), ("wave", "wave")]
            .map(|(value, name)| Grouping { value, name }),
        indexes: indexes(listed, tables),
        groups: tables.groups().collect(),
        waivers: waivers(report),
    }
}

fn owner(finding: &Finding) -> String {
    finding.owner.as_deref().map_or_else(|| "nobody".into(), |o| visible::line(o).into_owned())
}

fn title(finding: &Finding, report: &Report) -> String {
    report
        .rules
        .get(finding.code.as_str())
        .map_or_else(|| finding.name.to_string(), |r| r.name.split('-').collect::<Vec<_>>().join(" "))
}

fn item<'a>(f: &'a Finding, position: usize, tables: &Tables<'a, '_>) -> Item<'a> {
    let object = tables.objects.get(f.object.as_str()).copied();
    let owner = owner(f);
    let wave = object.and_then(|o| o.wave).map_or_else(String::new, |w| w.to_string());
    let mut meta: Vec<String> = Vec::new();
    if f.owner.is_some() {
        meta.push(owner.clone());
    }
    if !wave.is_empty() {
        meta.push(format!("W{wave}"));
    }
    if f.effort_hours.high > 0.0 {
        meta.push(format!("{}–{} h", hours(f.effort_hours.low), hours(f.effort_hours.high)));
    }
    Item {
        id: &f.fingerprint,
        code: &f.code,
        title: title(f, tables.view.report),
        message: capital(pieces(&f.message)),
        object: tables.anchors.link(&f.object),
        place: f.location.as_ref().map_or_else(String::new, |l| place(&l.file, l.line)),
        owner_n: tables.owners.binary_search(&owner).unwrap_or(0),
        owner,
        wave,
        state: object.map_or("", |o| &o.state),
        is: status(f),
        meta: meta.join(" · "),
        body: (position < WRITTEN).then(|| body(f, object, position < EXCERPTS, tables)),
    }
}

/// The first letter of a sentence as a capital, unless it begins with a name.
fn capital(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(first) = pieces.first_mut().filter(|p| !p.code) {
        let mut letters = first.text.chars();
        if let Some(c) = letters.next() {
            first.text = c.to_uppercase().chain(letters).collect();
        }
    }
    pieces
}

fn body<'a>(f: &'a Finding, object: Option<&'a Object>, excerpt: bool, tables: &Tables<'a, '_>) -> Body<'a> {
    let severity = if f.severity == f.raw_severity {
        format!("{}, as written", f.severity)
    } else {
        format!("{} after conversion; {} as written", f.severity, f.raw_severity)
    };
    let reach = object
        .filter(|o| o.reach > 0)
        .map_or_else(String::new, |o| format!("{} objects need it directly, {} in all", o.needed_by.len(), o.reach));
    let h = &f.effort_hours;
    let chosen = |name: &'a EcoString| Chosen {
        name,
        value: match tables.view.report.profile.get(name.as_str()).and_then(|o| o.value.as_deref()) {
            Some(value) => visible::line(value).into_owned(),
            None => "not set".into(),
        },
    };
    Body {
        severity,
        confidence: &f.confidence,
        priority: format!("{}", f.priority),
        times: if f.occurrences == 1 { "once".into() } else { format!("{} times", f.occurrences) },
        proof: object.and_then(|o| o.proof.as_deref()).unwrap_or(""),
        draft: f.output.as_ref().map_or_else(String::new, |o| place(&o.file, o.line)),
        hours: format!("{} / {} / {} (low, likely, high)", hours(h.low), hours(h.likely), hours(h.high)),
        options: f.options.iter().map(chosen).collect(),
        waiver: f.waived.as_ref().map_or_else(String::new, |w| {
            let more = [w.ticket.as_ref(), w.until.as_ref()];
            let more: Vec<&str> = more.into_iter().flatten().map(String::as_str).collect();
            visible::line(&format!("{} ({} {})", w.reason, w.owner, more.join(", "))).into_owned()
        }),
        reach,
        beside: if excerpt { tables.texts.excerpt(object, f) } else { None },
        help: capital(pieces(f.help.trim_end_matches('.'))),
    }
}

fn indexes(listed: &[Finding], tables: &Tables<'_, '_>) -> Vec<Index> {
    let wave = |f: &Finding| {
        let object = tables.objects.get(f.object.as_str());
        object.and_then(|o| o.wave).map_or_else(|| "none".into(), |w| format!("wave {w}"))
    };
    let object = |f: &Finding| visible::line(crate::report::view::object_name(&f.object)).into_owned();
    let code = |f: &Finding| f.code.to_string();
    let index = |name: &'static str, key: &dyn Fn(&Finding) -> String, text: &dyn Fn(&Finding) -> String| {
        let mut groups: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
        for finding in listed {
            groups.entry(key(finding)).or_default().push(finding);
        }
        let mut rows: Vec<IndexRow> = groups
            .into_iter()
            .map(|(key, of)| IndexRow {
                key,
                count: of.len(),
                severities: severities(&of),
                links: of.iter().take(LINKS).map(|f| Link { id: f.fingerprint.to_string(), text: text(f) }).collect(),
                more: of.len().saturating_sub(LINKS),
            })
            .collect();
        rows.sort_by_key(|r| std::cmp::Reverse(r.count));
        let more = rows.len().saturating_sub(ROWS);
        rows.truncate(ROWS);
        Index { name, rows, more }
    };
    vec![
        index("object", &object, &code),
        index("rule", &|f| format!("{} {}", f.code, title(f, tables.view.report)), &object),
        index("owner", &owner, &code),
        index("wave", &wave, &code),
    ]
}

fn severities(of: &[&Finding]) -> String {
    let words = Severity::ALL.iter().filter_map(|s| {
        let n = of.iter().filter(|f| f.severity == s.name()).count();
        (n > 0).then(|| format!("{n} {}", s.name()))
    });
    words.collect::<Vec<_>>().join(", ")
}

fn waivers(report: &Report) -> Vec<Waiver<'_>> {
    let shown = |text: &str| visible::line(text).into_owned();
    report
        .waivers
        .iter()
        .map(|w| Waiver {
            status: &w.status,
            code: shown(&w.code),
            object: shown(&w.object),
            reason: shown(&w.waiver.reason),
            owner: shown(&w.waiver.owner),
            ticket: shown(w.waiver.ticket.as_deref().unwrap_or("–")),
            until: shown(w.waiver.until.as_deref().unwrap_or("–")),
            findings: w.findings.iter().take(LINKS).map(String::as_str).collect(),
            more: w.findings.len().saturating_sub(LINKS),
        })
        .collect()
}
