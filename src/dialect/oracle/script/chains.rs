//! Chains: what many statements of a script have for one reason is said once of the script, with how many they are.

use super::missing::MISSING;
use super::{Session, TAKEN, UNREAD};
use crate::catalog::ObjectId;
use crate::finding::{Raised, Rule, Severity};
use crate::input::Sources;
use crate::ir::{Catalog, object::key};
use std::collections::{BTreeMap, BTreeSet};

/// So many of a kind are a chain.
const CHAIN: usize = 4;

/// So many names stand in a finding about several.
const NAMES: usize = 3;

/// Takes findings of a rule together that are of one file and have equal values, where there are at least so many; the first stays,
/// and `tell` says in it what the others were about.
fn gather(
    all: &mut Vec<Raised>,
    sources: &Sources,
    rule: &'static Rule,
    (keys, least): (&[&str], usize),
    tell: impl Fn(&mut Raised, &[Raised]),
) {
    let group = |raised: &Raised| {
        let keys: Vec<String> = keys.iter().map(|key| raised.value(key)).collect();
        (raised.rule == rule).then(|| (sources.number(raised.span), keys))
    };
    let mut members: BTreeMap<_, Vec<Raised>> = BTreeMap::new();
    for raised in all.iter() {
        if let Some(group) = group(raised) {
            members.entry(group).or_default().push(raised.clone());
        }
    }
    members.retain(|_, of| of.len() >= least);
    if members.is_empty() {
        return;
    }
    all.retain_mut(|raised| {
        let Some(group) = group(raised) else { return true };
        match members.get_mut(&group) {
            None => true,
            Some(of) if of.is_empty() => false,
            Some(of) => {
                tell(raised, of);
                of.clear();
                true
            }
        }
    });
}

/// What was not understood in an object that a later statement drops or creates anew keeps nothing from being converted: it is said
/// once of that object.
pub(super) fn of_what_is_gone(unread: &mut Vec<(Option<ObjectId>, Raised)>, catalog: &Catalog) {
    let mut said = BTreeSet::new();
    unread.retain_mut(|(object, raised)| {
        let Some(id) = object.filter(|id| raised.rule == &UNREAD && !catalog.exists(*id)) else { return true };
        if !said.insert(id) {
            return false;
        }
        let gone = catalog.get(id);
        let object_of = key(gone);
        let reason = format!(
            "{}; it stands in {} `{}`, which a later statement drops or creates anew",
            raised.value("reason"),
            object_of.kind.name().split('_').collect::<Vec<_>>().join(" "),
            gone.name
        );
        raised.put("reason", reason);
        raised.severity = Severity::Info;
        *object = None;
        true
    });
}

impl Session {
    /// Takes chains together.
    pub(super) fn chains(&mut self, sources: &Sources) {
        let findings = &mut self.program.findings;
        gather(findings, sources, &MISSING, (&["name", "why"], 2), |first, all| {
            let label = format!("{} and {} more of this script", first.value("label"), all.len() - 1);
            first.put("label", label);
        });
        gather(findings, sources, &TAKEN, (&[], CHAIN), |first, all| {
            let mut names: Vec<String> = Vec::new();
            for raised in all {
                let name = raised.value("names").trim_end_matches(" is").to_owned();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let count = all.len();
            let last = if names.len() > NAMES + 1 {
                let more = names.len() - NAMES;
                names.truncate(NAMES);
                format!("{more} more names")
            } else {
                names.pop().unwrap_or_default()
            };
            let are =
                if names.is_empty() { format!("{last} is") } else { format!("{} and {last} are", names.join(", ")) };
            first.put("names", are);
            first.put("what", format!("{count} statements of this script"));
        });
        let (of_objects, mut rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.program.unread).into_iter().partition(|(object, _)| object.is_some());
        // a variable without a value was said where the script was read
        rest.retain(|(_, raised)| raised.rule != &UNREAD || !raised.value("reason").starts_with("variable `"));
        let mut rest: Vec<Raised> = rest.into_iter().map(|(_, raised)| raised).collect();
        gather(&mut rest, sources, &UNREAD, (&["reason"], CHAIN), |first, all| {
            let reason = format!("{}, and in {} more statements of this script", first.value("reason"), all.len() - 1);
            first.put("reason", reason);
        });
        self.program.unread = of_objects;
        self.program.unread.extend(rest.into_iter().map(|raised| (None, raised)));
    }
}
