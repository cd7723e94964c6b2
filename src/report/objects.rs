//! The objects of a report: where each came from and went to, what it needs, what was applied and dropped.

use super::Says;
use super::build::{Emitted, Run};
use super::model::{AppliedRule, DroppedClause, Lines, Object, OutputPlace, Report, Segment};
use super::sums::rule_text;
use crate::finding::{Key, Outcome, State};
use crate::span::Span;
use ecow::{EcoString, eco_format};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Up to this many objects, everything that needs an object is followed; beyond, only what needs it directly is counted.
const FOLLOWED: usize = 20_000;

/// Adds all objects, with what needs what.
pub fn add(run: &Run<'_>, outcomes: &[&Outcome], report: &mut Report) {
    let mut emitted: FxHashMap<&Key, Vec<&Emitted>> = FxHashMap::default();
    for place in run.emitted {
        emitted.entry(&place.key).or_default().push(place);
    }
    let ids: Ids<'_> = outcomes.iter().map(|o| (&o.key, id(&o.key))).collect();
    // outcomes of one key stand together
    let same = outcomes.chunk_by(|a, b| a.key == b.key);
    let numbered: Vec<(usize, &Outcome)> = same.flat_map(|same| same.iter().copied().enumerate()).collect();
    let objects = numbered.par_iter().map(|(earlier, outcome)| {
        let places = emitted.get(&outcome.key).map(Vec::as_slice).unwrap_or_default();
        object(run, outcome, &ids, *earlier, places)
    });
    report.objects = objects.collect();
    if run.says < Says::Objects {
        return;
    }
    for outcome in outcomes {
        for applied in &outcome.applied {
            rule_text(run.source, applied.rule, &mut report.rules);
        }
        for dropped in &outcome.dropped {
            rule_text(run.source, dropped.rule, &mut report.rules);
        }
    }
    dependants(report);
}

/// Ids of all objects; many lists name them, and all share one text.
type Ids<'a> = FxHashMap<&'a Key, EcoString>;

fn id(key: &Key) -> EcoString {
    eco_format!("{key}")
}

fn object(run: &Run<'_>, outcome: &Outcome, ids: &Ids<'_>, earlier: usize, places: &[&Emitted]) -> Object {
    let known = |key: &Key| ids.get(key).cloned().unwrap_or_else(|| id(key));
    let mut id = known(&outcome.key);
    if earlier > 0 {
        id.push_str(&format!("#{}", earlier + 1));
    }
    let name = eco_format!("{}", outcome.key.name);
    let needs: BTreeSet<EcoString> = outcome.depends_on.iter().filter(|k| **k != outcome.key).map(known).collect();
    let found = Object {
        kind: outcome.key.kind.name().into(),
        state: outcome.state.name().into(),
        proof: level(run, outcome).map(|n| eco_format!("P{n}")),
        reason: outcome.reason.as_deref().map(Into::into),
        depends_on: exact(needs),
        owner: run.policy.owner(&name).map(Into::into),
        id,
        name,
        ..Object::default()
    };
    if run.says < Says::Objects { found } else { described(run, outcome, places, found) }
}

/// An object with what is of interest beside its findings: where it came from and went to, what was applied and dropped.
fn described(run: &Run<'_>, outcome: &Outcome, places: &[&Emitted], found: Object) -> Object {
    let line = |span: Span| (run.place)(span).map_or(0, |p| p.line);
    let source = (run.place)(outcome.span).map(|p| Lines { file: p.file, line: p.line, end_line: p.end_line });
    let mut applied: Vec<AppliedRule> = outcome
        .applied
        .iter()
        .map(|a| AppliedRule { code: a.rule.code(run.source).into(), line: line(a.span), count: a.count })
        .collect();
    applied.sort_by(|a, b| (&a.code, a.line).cmp(&(&b.code, b.line)));
    let mut dropped: Vec<DroppedClause> = outcome
        .dropped
        .iter()
        .map(|d| DroppedClause { clause: d.clause.into(), code: d.rule.code(run.source).into(), line: line(d.span) })
        .collect();
    dropped.sort_by(|a, b| (a.line, &a.clause).cmp(&(b.line, &b.clause)));
    Object {
        schema: outcome.key.name.schema.as_ref().map(Into::into),
        target: outcome.targets.iter().map(|t| eco_format!("{t}")).collect(),
        segments: source.as_ref().map(|lines| segments(run, outcome, lines, places)).unwrap_or_default(),
        source,
        outputs: places.iter().map(|e| OutputPlace { file: e.file.clone(), line: e.line }).collect(),
        applied,
        dropped,
        wave: run.waves.get(&outcome.key).copied(),
        ..found
    }
}

/// A list with room for these items alone: reports hold many short ones.
fn exact<T: Into<EcoString>>(items: BTreeSet<T>) -> Vec<EcoString> {
    let mut all = Vec::with_capacity(items.len());
    all.extend(items.into_iter().map(Into::into));
    all
}

fn level(run: &Run<'_>, outcome: &Outcome) -> Option<u8> {
    let implied = match outcome.state {
        State::Ignored => return None,
        State::Unread => 0,
        State::Manual => 1,
        State::Converted | State::Review => 2,
    };
    Some(run.levels.get(&outcome.key).copied().unwrap_or(implied))
}

/// Cuts source and output of an object into stretches that stand beside each other. Both sides are covered without gaps:
/// a stretch ends where the next begins, on either side.
fn segments(run: &Run<'_>, outcome: &Outcome, source: &Lines, places: &[&Emitted]) -> Vec<Segment> {
    let mut all = Vec::new();
    if places.is_empty() {
        return all;
    }
    let marks = marks(run, outcome);
    for place in places {
        let mut starts: Vec<(u32, u32)> = Vec::new(); // first source line, first output line
        for (line, span) in &place.map {
            let Some(from) = (run.place)(*span).filter(|p| p.file == source.file) else { continue };
            let from = from.line.clamp(source.line, source.end_line);
            match starts.last() {
                Some((last_from, last_line)) if from <= *last_from || line <= last_line => {}
                Some(_) | None => starts.push((from, *line)),
            }
        }
        match starts.first_mut() {
            Some(first) => *first = (source.line, place.line),
            None => starts.push((source.line, place.line)),
        }
        for (position, (from, line)) in starts.iter().enumerate() {
            let (next_from, next_line) =
                starts.get(position + 1).copied().unwrap_or((source.end_line + 1, place.end_line + 1));
            let lines = [*from, next_from.saturating_sub(1).max(*from)];
            let here = within(&marks, lines);
            let codes: BTreeSet<&str> = here.iter().map(|m| m.code).collect();
            let unresolved = outcome.state == State::Unread || here.iter().any(|m| m.open);
            let next = Segment {
                source: Some(lines),
                file: place.file.clone(),
                output: Some([*line, next_line.saturating_sub(1).max(*line)]),
                kind: if unresolved { "unresolved" } else { "converted" }.into(),
                rules: exact(codes),
            };
            if !all.last_mut().is_some_and(|last| joined(last, &next)) {
                all.push(next);
            }
        }
    }
    all.shrink_to_fit();
    all
}

/// Lengthens a stretch by the one behind it where nothing is to be said about either and lines match one by one: each line still
/// has its place then.
fn joined(last: &mut Segment, next: &Segment) -> bool {
    let plain = |s: &Segment| s.kind == "converted" && s.rules.is_empty();
    let level = |[a, b]: [u32; 2], [c, d]: [u32; 2]| b.abs_diff(a) == d.abs_diff(c);
    let (Some([top, bottom]), Some([first, end])) = (last.source, last.output) else { return false };
    let (Some(source), Some(output)) = (next.source, next.output) else { return false };
    let follows = bottom + 1 == source[0] && end + 1 == output[0];
    let joins = plain(last) && plain(next) && follows && level([top, bottom], [first, end]) && level(source, output);
    if joins {
        (last.source, last.output) = (Some([top, source[1]]), Some([first, output[1]]));
    }
    joins
}

/// What stands on a source line of an object: a rule, and whether it left work for a person.
struct Mark<'a> {
    line: u32,
    code: &'a str,
    open: bool,
}

fn marks<'a>(run: &Run<'_>, outcome: &'a Outcome) -> Vec<Mark<'a>> {
    let raised = outcome.findings.iter().map(|r| (r.rule, r.span, r.severity.state() == State::Manual));
    let applied = outcome.applied.iter().map(|a| (a.rule, a.span, false));
    let dropped = outcome.dropped.iter().map(|d| (d.rule, d.span, false));
    let all = raised.chain(applied).chain(dropped);
    let mut marks: Vec<Mark<'a>> = all
        .filter_map(|(rule, span, open)| {
            Some(Mark { line: (run.place)(span)?.line, code: rule.code(run.source), open })
        })
        .collect();
    marks.sort_by_key(|m| m.line);
    marks
}

fn within<'a, 'm>(marks: &'m [Mark<'a>], [from, to]: [u32; 2]) -> &'m [Mark<'a>] {
    let (first, last) = (marks.partition_point(|m| m.line < from), marks.partition_point(|m| m.line <= to));
    marks.get(first..last).unwrap_or_default()
}

/// Turns `depends_on` around, and counts what needs each object, directly or through others.
fn dependants(report: &mut Report) {
    let ids: Vec<EcoString> = report.objects.iter().map(|o| o.id.clone()).collect();
    let position: FxHashMap<&EcoString, usize> = ids.iter().enumerate().map(|(i, id)| (id, i)).collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); report.objects.len()];
    for (i, object) in report.objects.iter().enumerate() {
        for need in object.depends_on.iter().filter_map(|id| position.get(id)) {
            if let Some(list) = needed_by.get_mut(*need) {
                list.push(i);
            }
        }
    }
    let mut seen = vec![usize::MAX; ids.len()];
    for (i, object) in report.objects.iter_mut().enumerate() {
        let direct = needed_by.get(i).map(Vec::as_slice).unwrap_or_default();
        object.needed_by = direct.iter().filter_map(|d| ids.get(*d).cloned()).collect();
        let count = if ids.len() > FOLLOWED { direct.len() } else { reach(i, &needed_by, &mut seen) };
        object.reach = u32::try_from(count).unwrap_or(u32::MAX);
    }
}

fn reach(start: usize, needed_by: &[Vec<usize>], seen: &mut [usize]) -> usize {
    let mut count = 0;
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for next in needed_by.get(at).into_iter().flatten() {
            if let Some(mark) = seen.get_mut(*next)
                && *mark != start
                && *next != start
            {
                *mark = start;
                count += 1;
                open.push(*next);
            }
        }
    }
    count
}
