//! What is said once of a script: that its blocks are not run, that nothing can be granted on what is not there, and of its statements
//! what they lack alike.

use super::Made;
use crate::convert::code::{AUTONOMOUS, BLOCK_APART, MISSING_BODY};
use crate::convert::grant::NO_TARGET;
use crate::convert::{domain_index, supplied_packages};
use crate::finding::{ObjectKind, Outcome, Raised, Rule, Severity, Source, State};
use crate::input::Sources;
use crate::lint::BLOCK_WITH_BINDS;
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A finding of many objects of a script that says the same of each.
struct Alike {
    rule: &'static Rule,
    /// So many make one.
    least: i64,
    /// It is said once of all scripts together.
    whole: bool,
    /// Says of the first how many there are.
    tell: fn(&mut Raised, i64),
    /// Why the others are to be looked at.
    why: &'static str,
}

static ALIKE: [Alike; 4] = [
    Alike {
        rule: &NO_TARGET,
        least: 4,
        whole: false,
        tell: |raised, count| {
            let why = match raised.value("why").split_once(' ') {
                Some(("is", "a view of Oracle's data dictionary")) => {
                    "are views of Oracle's data dictionary".to_owned()
                }
                Some(("is", rest)) => format!("are {rest}"),
                _ => raised.value("why"),
            };
            let objects = format!("{} and what {} more grants of this script name", raised.value("objects"), count - 1);
            raised.put("objects", objects);
            raised.put("why", why);
        },
        why: "what it grants something on is not there",
    },
    Alike {
        rule: &BLOCK_WITH_BINDS,
        least: 4,
        whole: false,
        tell: |raised, count| {
            raised.put("what", format!("each of {count} anonymous blocks of the script"));
            raised.put("does", "works with values such as".into());
        },
        why: "it works with values of its client, which DO cannot",
    },
    Alike {
        rule: &AUTONOMOUS,
        least: 2,
        whole: true,
        tell: |raised, count| {
            let what = raised.value("what");
            raised.put("what", format!("{what}, as {} more do", count - 1));
        },
        why: "it is an autonomous transaction, of which the first says what that needs",
    },
    Alike {
        rule: &MISSING_BODY,
        least: 2,
        whole: false,
        tell: |raised, count| raised.put("more", format!(" and of {} more routines of its package", count - 1)),
        why: "the body of its package is not in the input",
    },
];

/// Text that is not understood is another one at each place.
const NOT_UNDERSTOOD: &str = "HD-105";

/// So many findings of a script that differ in a name alone are one.
const MANY: usize = 4;

/// What names are called that are not found.
const NAMES: [&str; 3] = ["name", "relation", "function"];

/// Leaves what is said of the first object of each script, with how many there are; of the others the reason stands on record.
pub(super) fn objects(made: &mut [Made], sources: &Sources) {
    blocks(made, sources);
    ALIKE.iter().for_each(|alike| alike.objects(made, sources));
    calls(made, sources);
    collections(made);
    not_understood(made);
}

/// What is not understood in several places of one object is one finding, with the reason of the first.
fn not_understood(made: &mut [Made]) {
    let is_one = |raised: &&mut Raised| raised.rule.code(Source::Oracle) == NOT_UNDERSTOOD;
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes) {
        let first = outcome.findings.iter_mut().filter(is_one).min_by_key(|raised| raised.span.lo);
        let Some(reason) = first.map(|raised| raised.value("reason")) else { continue };
        if outcome.findings.iter_mut().filter(is_one).all(|raised| raised.value("reason") == reason) {
            continue;
        }
        outcome.findings.iter_mut().filter(is_one).for_each(|raised| raised.put("reason", format!("{reason} here")));
    }
}

/// What a package says of the types of its collections is not said again of each of its routines.
fn collections(made: &mut [Made]) {
    const COLLECTIONS: &str = "collection-type-not-converted";
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let types = |raised: &Raised| raised.value("types").split("`, `").map(last).collect::<Vec<_>>();
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for outcome in made.iter().flat_map(|m| &m.outcomes) {
        if !matches!(outcome.key.kind, ObjectKind::Package | ObjectKind::PackageBody) {
            continue;
        }
        for raised in &outcome.findings {
            let said = match raised.rule.name {
                COLLECTIONS => types(raised),
                "package-declaration-not-converted" => vec![last(&raised.value("name"))],
                _ => continue,
            };
            packages.entry(outcome.key.name.to_string()).or_default().extend(said);
        }
    }
    if packages.is_empty() {
        return;
    }
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes) {
        let name = outcome.key.name.to_string();
        let Some(known) = name.rsplit_once('.').and_then(|(package, _)| packages.get(package)) else { continue };
        let Outcome { findings, reason, .. } = outcome;
        findings.retain(|raised| {
            let again = raised.rule.name == COLLECTIONS && types(raised).iter().all(|of| known.contains(of));
            if again {
                reason.get_or_insert_with(|| crate::finding::fill(raised.rule.message, &raised.args));
            }
            !again
        });
    }
}

/// Blocks of a script stand together in `blocks.sql`: of those that write rows the first says how many there are, of the others the
/// first; those of which only what they lack is said count with what matters most.
fn blocks(made: &mut [Made], sources: &Sources) {
    let apart = |outcome: &Outcome| outcome.findings.iter().position(|raised| raised.rule == &BLOCK_APART);
    let severity = |outcome: &Outcome| Some(outcome.findings.get(apart(outcome)?)?.severity);
    let mut scripts: FxHashMap<Option<usize>, BTreeMap<Option<Severity>, usize>> = FxHashMap::default();
    let of_script = |outcome: &&Outcome| outcome.key.kind == ObjectKind::Block && outcome.state != State::Ignored;
    for outcome in made.iter().flat_map(|m| &m.outcomes).filter(of_script) {
        *scripts.entry(sources.number(outcome.span)).or_default().entry(severity(outcome)).or_default() += 1;
    }
    for counts in scripts.values_mut() {
        let apart = counts.remove(&None).unwrap_or_default();
        if let Some(mut worst) = counts.first_entry() {
            *worst.get_mut() += apart;
        }
        counts.retain(|_, count| *count > 1);
    }
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes) {
        let (Some(said), Some(own)) = (apart(outcome), severity(outcome)) else { continue };
        let Some(counts) = scripts.get_mut(&sources.number(outcome.span)) else { continue };
        let Some(count) = counts.get_mut(&Some(own)) else { continue };
        let count = std::mem::take(count);
        if count > 0 {
            if let Some(raised) = outcome.findings.get_mut(said) {
                raised.put("what", format!("{count} blocks of the script stand"));
                raised.put("them", "them".into());
            }
            continue;
        }
        outcome.findings.remove(said);
        if own != Severity::Info {
            let why = "it stands in blocks.sql, which building the schema does not run";
            outcome.reason.get_or_insert_with(|| why.into());
        }
    }
}

/// A variable without a value is said once, however many statements need it: one definition settles all of them. What is passed to a
/// script by a number is another value in each.
pub(super) fn variables(general: &mut Vec<Raised>, outcomes: &mut [Outcome], sources: &Sources) {
    const UNDEFINED: &str = "undefined-variable";
    let place = |raised: &Raised| {
        let variable = raised.value("variable");
        let passed = variable.bytes().all(|b| b.is_ascii_digit());
        (if passed { sources.number(raised.span) } else { None }, variable)
    };
    type Places = Vec<(Severity, Span)>;
    let mut all: BTreeMap<(Option<usize>, String), Places> = BTreeMap::new();
    let findings = outcomes.iter().flat_map(|outcome| &outcome.findings).chain(general.iter());
    for raised in findings.filter(|raised| raised.rule.name == UNDEFINED) {
        all.entry(place(raised)).or_default().push((raised.severity, raised.span));
    }
    all.retain(|_, said| said.len() > 1);
    if all.is_empty() {
        return;
    }
    // the first of those that matter most
    let first: BTreeMap<_, _> = all
        .iter()
        .filter_map(|(key, said)| Some((key, said.iter().min_by_key(|(severity, span)| (*severity, span.lo))?)))
        .collect();
    let mut stands = BTreeSet::new();
    let mut keep = |raised: &mut Raised| {
        let key = place(raised);
        if raised.rule.name != UNDEFINED {
            return true;
        }
        let Some((severity, span)) = first.get(&key) else { return true };
        let is_first = raised.severity == *severity && raised.span == *span && stands.insert(key.clone());
        if is_first && let Some(said) = all.get(&key) {
            raised.put("places", also(raised.span, said.iter().map(|(_, span)| *span), sources));
        }
        is_first
    };
    general.retain_mut(&mut keep);
    for outcome in outcomes {
        let Outcome { findings, reason, .. } = outcome;
        findings.retain_mut(|raised| {
            let kept = keep(raised);
            if !kept && raised.severity != Severity::Info {
                reason.get_or_insert_with(|| {
                    format!("substitution variable `{}` has no value", raised.value("variable"))
                });
            }
            kept
        });
    }
}

/// The lines of all places but the first, as `; also needed in line 9, b.sql:3 and 12 more lines`.
fn also(first: Span, all: impl Iterator<Item = Span>, sources: &Sources) -> String {
    const NAMED: usize = 4;
    let line = |span: Span| (sources.number(span), sources.place(span).line);
    let (own, here) = (line(first), sources.number(first));
    // lines by the order of their places
    let mut lines: BTreeMap<(Option<usize>, u32), Span> = BTreeMap::new();
    for span in all {
        lines.entry(line(span)).or_insert(span);
    }
    lines.remove(&own);
    let (same, other): (Vec<_>, Vec<_>) = lines.into_iter().partition(|((file, _), _)| *file == here);
    let all = same.len() + other.len();
    let own: Vec<String> = same.iter().take(NAMED).map(|((_, line), _)| line.to_string()).collect();
    let rest = NAMED - own.len();
    let mut named = match own.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("line {one}")],
        several => vec![format!("lines {}", several.join(", "))],
    };
    named.extend(other.iter().take(rest).map(|(_, span)| super::assemble::position(sources, *span)));
    let more = match all.saturating_sub(NAMED) {
        0 => String::new(),
        1 => " and 1 more line".to_owned(),
        more => format!(" and {more} more lines"),
    };
    if named.is_empty() { String::new() } else { format!("; also needed in {}{more}", named.join(", ")) }
}

impl Alike {
    fn objects(&self, made: &mut [Made], sources: &Sources) {
        type Group = (Option<usize>, Severity, String);
        let place = |outcome: &Outcome| -> Option<(usize, Group)> {
            let said = outcome.findings.iter().position(|raised| raised.rule == self.rule)?;
            let raised = outcome.findings.get(said)?;
            let script = sources.number(raised.span).filter(|_| !self.whole);
            Some((said, (script, raised.severity, raised.value("why") + &raised.value("advice"))))
        };
        let mut counts: FxHashMap<Group, i64> = FxHashMap::default();
        for outcome in made.iter().flat_map(|m| &m.outcomes) {
            if let Some((_, group)) = place(outcome) {
                *counts.entry(group).or_default() += 1;
            }
        }
        for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes) {
            let Some((said, group)) = place(outcome) else { continue };
            let Some(count) = counts.get_mut(&group).filter(|count| **count == 0 || **count >= self.least) else {
                continue;
            };
            let count = std::mem::take(count);
            if count > 0 {
                if let Some(raised) = outcome.findings.get_mut(said) {
                    (self.tell)(raised, count);
                }
            } else {
                outcome.findings.remove(said);
                if group.1 != Severity::Info {
                    outcome.reason.get_or_insert_with(|| self.why.into());
                }
            }
        }
    }
}

/// Blocks of a script that use one supplied package after the other, as exports of APEX do: of each sort of package, the first
/// of them says which of its members are used.
fn calls(made: &mut [Made], sources: &Sources) {
    let packaged =
        |raised: &Raised| supplied_packages::RULES.contains(&raised.rule) || raised.rule == &domain_index::DOMAIN_INDEX;
    let of_blocks = |outcome: &&mut Outcome| outcome.key.kind == ObjectKind::Block;
    let group = |raised: &Raised| (sources.number(raised.span), raised.rule.name, raised.value("advice"));
    let mut all: BTreeMap<_, (BTreeSet<Span>, Vec<Raised>)> = BTreeMap::new();
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes).filter(of_blocks) {
        for raised in outcome.findings.iter().filter(|raised| packaged(raised)) {
            let (blocks, said) = all.entry(group(raised)).or_default();
            blocks.insert(outcome.span);
            said.push(raised.clone());
        }
    }
    // what is to be done about each sort of setting up an index is said of the first block alone
    let least = |rule: &str| if rule == domain_index::DOMAIN_INDEX.name { 2 } else { MANY };
    all.retain(|(_, rule, _), (blocks, _)| blocks.len() >= least(rule));
    if all.is_empty() {
        return;
    }
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes).filter(of_blocks) {
        let Outcome { findings, reason, .. } = outcome;
        findings.retain_mut(|raised| {
            if !packaged(raised) {
                return true;
            }
            let Some((blocks, others)) = all.get_mut(&group(raised)) else { return true };
            if others.is_empty() {
                let said = crate::finding::fill(raised.rule.message, &raised.args);
                reason.get_or_insert(said);
                return false;
            }
            others.iter().for_each(|other| raised.add("member", other));
            let members = raised.value("member");
            let packages: BTreeSet<&str> =
                members.split("`, `").filter_map(|member| Some(member.split_once('.')?.0)).collect();
            if packages.len() > 1 && raised.value("kind") == "a package" {
                raised.put("kind", "packages".into());
            }
            let (what, count) = (raised.value("what"), blocks.len());
            if !what.is_empty() {
                raised.put("what", format!("{what}; {count} blocks of this script use it or others of its kind"));
            } else if raised.arg("script").is_some() {
                let them = if members.contains("`, `") { "one or more of them" } else { "it" };
                raised.put("script", format!("; {count} blocks of this script use {them}"));
            }
            others.clear();
            true
        });
    }
}

/// Leaves what is said of statements of a script because something is missing or has no conversion: equal findings of one script are
/// one, and many that differ in a name alone are one with these names.
pub(super) fn statements(general: &mut Vec<Raised>, sources: &Sources) {
    let told = |raised: &Raised| {
        let other = raised.rule.code(Source::Oracle) != NOT_UNDERSTOOD && raised.span != Span::default();
        other && raised.severity.state() == State::Manual
    };
    let args = |raised: &Raised, named: bool| -> Vec<(&'static str, String)> {
        let other = |key: &str| named || !NAMES.contains(&key) && key != crate::finding::CAUSE;
        raised.args.iter().filter(|(key, _)| other(key)).map(|(key, value)| (*key, value.to_string())).collect()
    };
    let mut said = BTreeSet::new();
    general.retain(|raised| {
        !told(raised) || said.insert((sources.number(raised.span), raised.rule.name, args(raised, true)))
    });
    let named = |raised: &Raised| NAMES.iter().copied().find(|name| raised.args.iter().any(|(key, _)| key == name));
    let group = |raised: &Raised| (sources.number(raised.span), raised.rule.name, args(raised, false));
    let mut all: BTreeMap<_, Vec<Raised>> = BTreeMap::new();
    for raised in general.iter().filter(|raised| told(raised) && named(raised).is_some()) {
        all.entry(group(raised)).or_default().push(raised.clone());
    }
    all.retain(|_, of| of.len() >= MANY);
    if all.is_empty() {
        return;
    }
    general.retain_mut(|raised| {
        let (true, Some(key)) = (told(raised), named(raised)) else { return true };
        match all.get_mut(&group(raised)) {
            None => true,
            Some(others) if others.is_empty() => false,
            Some(others) => {
                others.iter().for_each(|other| raised.add(key, other));
                others.clear();
                let why = raised.value("why");
                if let Some(rest) = why.strip_prefix("is ")
                    && raised.value(key).contains("`, `")
                {
                    raised.put("why", format!("are {}", rest.replace("its columns", "their columns")));
                }
                true
            }
        }
    });
}
