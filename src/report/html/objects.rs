//! Every object with its state, its proof, what it needs, and both texts side by side.

use super::anchors::{Anchors, Chip, Links, Piece, chip, pieces, place};
use super::beside::{Beside, Texts};
use super::inventory::{schema_id, schema_of, schemas, words};
use crate::finding::Severity;
use crate::report::model::{Finding, Object, Report};
use crate::report::view::{View, object_name};
use crate::report::visible;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Code on the page, in bytes of both sides; what is dangerous comes first.
const CODE: usize = 600_000;
/// Objects on the page, which is to open at once, and those that are made and written at a time.
const LISTED: usize = 2_500;
const PORTION: usize = 64;
/// Names in a list of what an object needs, and findings of one object.
const NAMES: usize = 8;
const FINDINGS: usize = 40;

#[derive(Serialize)]
pub struct Objects<'a> {
    shown: usize,
    parts: usize,
    unlisted: usize,
    without_code: usize,
    groups: Vec<Group<'a>>,
}

/// Objects of one schema; they stand in a hole of the page.
#[derive(Serialize)]
struct Group<'a> {
    id: String,
    name: &'a str,
    count: usize,
}

/// Some objects of a group.
#[derive(Serialize)]
pub struct Portion<'a> {
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
pub struct Item<'a> {
    id: String,
    name: String,
    short: String,
    kind: &'a str,
    kind_words: String,
    state: &'a str,
    proof: &'a str,
    owner: String,
    owned: String,
    wave: String,
    worst: &'static str,
    plain: bool,
    counts: Vec<Count>,
    place: String,
    target: String,
    outputs: String,
    reason: Vec<Piece>,
    needs: Links,
    needed_by: Links,
    findings: Vec<Short<'a>>,
    more_findings: usize,
    applied: String,
    dropped: String,
    beside: Option<Beside>,
}

#[derive(Serialize)]
struct Count {
    class: &'static str,
    sev: Chip,
    count: usize,
}

#[derive(Serialize)]
struct Short<'a> {
    id: &'a str,
    code: &'a str,
    sev: &'a str,
    waived: bool,
}

/// The objects that have a place on the page, and how many have none.
pub struct Listed<'a> {
    pub objects: Vec<&'a Object>,
    parts: usize,
    unlisted: usize,
}

/// Chooses the objects of the page: all, but for parts that nothing is to be said about; where they are too many, those that need
/// a look least give way.
pub fn listed(report: &Report) -> Listed<'_> {
    let quiet = |o: &Object| matches!(o.state.as_str(), "converted" | "ignored") && o.findings.is_empty();
    let part = |o: &Object| matches!(o.kind.as_str(), "constraint" | "index" | "grant");
    let (parts, mut objects): (Vec<&Object>, Vec<&Object>) = report.objects.iter().partition(|o| part(o) && quiet(o));
    let all = objects.len();
    if all > LISTED {
        objects.sort_by_key(|o| (rank(o), o.findings.is_empty()));
        objects.truncate(LISTED);
        objects.sort_by(|a, b| a.id.cmp(&b.id));
    }
    Listed { parts: parts.len(), unlisted: all - objects.len(), objects }
}

/// The objects of the page by schema, and what each is looked up in.
pub struct Tables<'a, 't> {
    listed: &'t Listed<'a>,
    schemas: Vec<(String, Vec<&'a Object>)>,
    findings: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// Objects that show their code.
    coded: BTreeSet<&'a str>,
    /// Objects that have code which there is no place for.
    without_code: usize,
    texts: &'t Texts<'a>,
    anchors: &'t Anchors,
}

impl<'a, 't> Tables<'a, 't> {
    pub fn new(view: &View<'a>, listed: &'t Listed<'a>, texts: &'t Texts<'a>, anchors: &'t Anchors) -> Self {
        let mut findings: BTreeMap<&str, Vec<&'a Finding>> = BTreeMap::new();
        for finding in &view.report.findings {
            findings.entry(&finding.object).or_default().push(finding);
        }
        let mut schemas: Vec<(String, Vec<&'a Object>)> =
            schemas(view.report).into_iter().map(|name| (name, Vec::new())).collect();
        let places: BTreeMap<String, usize> =
            schemas.iter().enumerate().map(|(n, (name, _))| (name.clone(), n)).collect();
        let coded = with_code(view, &listed.objects, &findings);
        let mut without_code = 0;
        for object in &listed.objects {
            let shown = coded.contains(object.id.as_str());
            without_code += usize::from(!shown && object.source.is_some() && !view.texts.sources.is_empty());
            let place = places.get(schema_of(object).as_str());
            if let Some((_, of)) = place.and_then(|n| schemas.get_mut(*n)) {
                of.push(object);
            }
        }
        Tables { listed, schemas, findings, coded, without_code, texts, anchors }
    }

    /// The objects by schema, in portions.
    pub fn portions(&self) -> impl Iterator<Item = impl Iterator<Item = Portion<'a>>> {
        let schemas = self.schemas.iter().filter(|(_, of)| !of.is_empty());
        schemas.map(|(_, of)| {
            of.chunks(PORTION).map(|portion| Portion { items: portion.iter().map(|o| self.item(o)).collect() })
        })
    }

    fn item(&self, object: &'a Object) -> Item<'a> {
        let findings = self.findings.get(object.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let coded = self.coded.contains(object.id.as_str());
        let beside = if coded { self.texts.object(object, findings) } else { None };
        item(object, findings, beside, self.anchors)
    }
}

/// The section, but for the objects themselves.
pub fn objects<'t>(tables: &'t Tables<'_, '_>) -> Objects<'t> {
    let schemas = tables.schemas.iter().enumerate().filter(|(_, (_, of))| !of.is_empty());
    Objects {
        shown: tables.listed.objects.len(),
        parts: tables.listed.parts,
        unlisted: tables.listed.unlisted,
        without_code: tables.without_code,
        groups: schemas.map(|(n, (name, of))| Group { id: schema_id(n), name, count: of.len() }).collect(),
    }
}

/// How soon an object needs a look, by its state.
fn rank(object: &Object) -> u8 {
    match object.state.as_str() {
        "manual" | "unread" => 0,
        "review" => 1,
        "converted" => 2,
        _ => 3,
    }
}

/// Which objects show their code: those that need a look first, until the page is full.
fn with_code<'a>(view: &View<'_>, listed: &[&'a Object], found: &BTreeMap<&str, Vec<&Finding>>) -> BTreeSet<&'a str> {
    let mut order: Vec<&Object> = listed.to_vec();
    order.sort_by_key(|o| (rank(o), !found.contains_key(o.id.as_str())));
    let mut chosen = BTreeSet::new();
    let mut left = CODE;
    let mut average: BTreeMap<&str, usize> = BTreeMap::new();
    for object in order {
        let Some(lines) = &object.source else { continue };
        let Some((path, text)) = view.texts.sources.get_key_value(lines.file.as_str()) else { continue };
        let width = *average.entry(path).or_insert_with(|| text.len() / text.lines().count().max(1) + 40);
        let drafted: u32 =
            object.segments.iter().filter_map(|s| s.output).map(|[from, to]| to + 1 - from.min(to)).sum();
        let cost = (lines.end_line + 1 - lines.line.min(lines.end_line) + drafted) as usize * width + 300;
        if cost <= left {
            left -= cost;
            chosen.insert(object.id.as_str());
        }
    }
    chosen
}

fn item<'a>(o: &'a Object, findings: &[&'a Finding], beside: Option<Beside>, anchors: &Anchors) -> Item<'a> {
    let open = |s: &Severity| findings.iter().filter(|f| f.waived.is_none() && f.severity == s.name()).count();
    let counts: Vec<Count> = Severity::ALL
        .iter()
        .filter(|s| open(s) > 0)
        .map(|s| Count {
            class: match s {
                Severity::Blocker => "b",
                Severity::DataLossRisk => "d",
                Severity::BehaviourChange | Severity::Performance | Severity::ManualEffort | Severity::Info => "o",
            },
            sev: chip(s.name()),
            count: open(s),
        })
        .collect();
    let name = object_name(&o.id);
    let short =
        o.schema.as_deref().and_then(|s| name.strip_prefix(s)).and_then(|n| n.strip_prefix('.')).unwrap_or(name);
    let owner = o.owner.as_deref().map_or_else(String::new, |x| visible::line(x).into_owned());
    let wave = o.wave.map_or_else(String::new, |w| w.to_string());
    let owned: Vec<String> = [owner.clone(), if wave.is_empty() { String::new() } else { format!("wave {wave}") }]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    let applied: Vec<String> = o
        .applied
        .iter()
        .map(|a| if a.count == 1 { a.code.to_string() } else { format!("{} × {}", a.code, a.count) })
        .collect();
    let dropped: Vec<String> =
        o.dropped.iter().map(|d| format!("{} (line {}, {})", visible::line(&d.clause), d.line, d.code)).collect();
    let mut outputs: Vec<String> = o.outputs.iter().map(|p| place(&p.file, p.line)).collect();
    outputs.dedup();
    Item {
        id: anchors.of(&o.id),
        name: visible::line(name).into_owned(),
        short: visible::line(short).into_owned(),
        kind: &o.kind,
        kind_words: words(&o.kind),
        state: &o.state,
        proof: o.proof.as_deref().unwrap_or(""),
        owned: owned.join(", "),
        owner,
        wave,
        worst: counts.first().map_or("", |c| c.sev.name),
        plain: !counts.iter().any(|c| c.class != "o"),
        counts,
        place: o.source.as_ref().map_or_else(String::new, |s| {
            let range = if s.end_line > s.line { format!("–{}", s.end_line) } else { String::new() };
            format!("{}{range}", place(&s.file, s.line))
        }),
        target: visible::line(&o.target.join(", ")).into_owned(),
        outputs: visible::line(&outputs.join(", ")).into_owned(),
        reason: pieces(o.reason.as_deref().unwrap_or("")),
        needs: anchors.links(&o.depends_on, NAMES),
        needed_by: anchors.links(&o.needed_by, NAMES),
        findings: findings
            .iter()
            .take(FINDINGS)
            .map(|f| Short { id: &f.fingerprint, code: &f.code, sev: &f.severity, waived: f.waived.is_some() })
            .collect(),
        more_findings: findings.len().saturating_sub(FINDINGS),
        applied: applied.join(", "),
        dropped: visible::line(&dropped.join(", ")).into_owned(),
        beside,
    }
}

/// Used by the header: how many objects of a kind there are.
pub fn of_kind(report: &Report, kind: &str) -> u32 {
    report.summary.objects.by_kind.get(kind).map_or(0, |s| s.total)
}
