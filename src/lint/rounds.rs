//! What needs each other: views and routines in a round; sequences whose last value is read where none was taken.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::Means;
use crate::analyze::effects::Runs;
use crate::catalog::ObjectId;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{ExprKind, object::key};
use crate::span::Span;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

static ROUND: Rule = Rule {
    name: "views-and-routines-in-a-round",
    codes: &[(Source::Oracle, "OR-DDL-039")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "view `{view}` needs itself by way of {way}: PostgreSQL wants all that a view reads to be there when it is made",
    help: "nothing where a routine in PL/pgSQL closes the round, as its names are looked up when it runs; views alone cannot be made in a \
           round",
    ..Rule::PLAIN
};

static CURRENT: Rule = Rule {
    name: "current-value-of-elsewhere",
    codes: &[(Source::Oracle, "OR-SEQ-008")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "CURRVAL of `{sequence}` is read where no NEXTVAL of it stands: a pool of connections that changes them between transactions \
              breaks that (55000)",
    help: "hand the value over, or take it by RETURNING of the INSERT",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&ROUND, &CURRENT];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut current: BTreeMap<ObjectId, Span> = BTreeMap::new();
    let mut taken: BTreeSet<ObjectId> = BTreeSet::new();
    site.exprs(&mut |e| {
        if let (ExprKind::Name(path), Means::Object(id)) = (&e.kind, seen.facts.of(e.at).means) {
            match path.parts.last().map(|last| last.as_str()) {
                Some("NEXTVAL") => drop(taken.insert(id)),
                Some("CURRVAL") => drop(current.entry(id).or_insert(e.at.span)),
                Some(_) | None => {}
            }
        }
    });
    for (id, span) in current.into_iter().filter(|(id, _)| !taken.contains(id)) {
        let raised = CURRENT.at(span).with("sequence", &seen.program.catalog.get(id).name);
        found.push(Found { object: Some(site.key.clone()), raised });
    }
}

/// Views that their own routines read.
pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let effects = &seen.facts.effects;
    let routines = |it: Runs| effects.calls(it).any(|runs| matches!(runs, Runs::Routine(_)));
    let views: BTreeSet<Runs> = effects.others().filter(|it| matches!(it, Runs::View(_)) && routines(*it)).collect();
    for view in views {
        let Runs::View(id) = view else { continue };
        // Breadth first, so the way that is told is a shortest one.
        let mut before: BTreeMap<Runs, Runs> = BTreeMap::new();
        let mut next = vec![view];
        let mut last = None;
        while last.is_none() && !next.is_empty() {
            let mut further = Vec::new();
            for it in next {
                let reads: BTreeSet<Runs> = effects.calls(it).collect();
                if reads.contains(&view) {
                    last = Some(it);
                    break;
                }
                for runs in reads {
                    if let Entry::Vacant(place) = before.entry(runs) {
                        place.insert(it);
                        further.push(runs);
                    }
                }
            }
            next = further;
        }
        let Some(mut at) = last else { continue };
        let mut way = Vec::new();
        while at != view {
            way.push(format!("`{}`", named(seen, at)));
            let Some(from) = before.get(&at) else { break };
            at = *from;
        }
        way.reverse();
        let object = seen.program.catalog.get(id);
        let raised = ROUND.at(object.at.span).with("view", &object.name).with("way", way.join(", "));
        found.push(Found { object: Some(key(object)), raised });
    }
}

fn named(seen: &Seen<'_>, it: Runs) -> String {
    match it {
        Runs::Routine(id) => seen.facts.symbols.routine(id).name.to_string(),
        Runs::View(id) | Runs::Trigger(id) => seen.program.catalog.get(id).name.to_string(),
        Runs::Package(_) => "a package".into(),
    }
}
