//! Sequences, and the numbers of identity columns: bounds within `bigint`, start within the bounds, no cache of a session.

use super::{Cx, target};
use crate::catalog::{Limited, ObjectId, Sequence};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::{SEQUENCE_CACHE, SequenceCache};
use crate::span::Span;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&BOUNDS, &OPTION, &BEYOND];

static BOUNDS: Rule = Rule {
    name: "sequence-bounds",
    codes: &[(Source::Oracle, "OR-SEQ-003")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "sequence `{sequence}`: {what}",
    help: "Nothing to do unless numbers beyond 9223372036854775807 are used; those need a numeric column and another source of numbers.",
    doc: "convert/sequence/bounds.md",
    ..Rule::PLAIN
};

static OPTION: Rule = Rule {
    name: "sequence-option",
    codes: &[(Source::Oracle, "OR-SEQ-004")],
    raw: Severity::Performance,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "sequence `{sequence}`: {option} has no counterpart",
    help: "PostgreSQL caches per session: `sequence_cache = \"keep\"` copies CACHE, which leaves gaps and disorder between sessions. SCALE and SHARD put digits of the instance and session in front of each number; write a function that does so if the numbers must look alike.",
    doc: "convert/sequence/options.md",
    ..Rule::PLAIN
};

static BEYOND: Rule = Rule {
    name: "sequence-start-beyond-bounds",
    codes: &[(Source::Oracle, "OR-SEQ-011")],
    raw: Severity::Blocker,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "sequence `{sequence}` {what}",
    help: "A cycling sequence goes on at its other end. One that does not cycle raises (2200H) at the next call, as the source does (ORA-08004).",
    doc: "convert/sequence/beyond_bounds.md",
    ..Rule::PLAIN
};

/// Lowers a sequence.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, sequence: &Sequence) -> Vec<pg::Object> {
    let span = object.at.span;
    let mut out = options(cx, &object.name.name, sequence, span);
    let mut exhausted = None;
    if let Some(start) = sequence.start
        && let Some(end) = passed(&out, start)
    {
        exhausted = restart(cx, &object.name.name, &mut out, end, span);
    }
    let name = cx.program.target(id);
    let fed = if exhausted.is_none() { fed(cx, id) } else { Vec::new() };
    let behind: Vec<pg::SetValue> =
        fed.into_iter().map(|(table, column)| behind(&out, Some(name.clone()), table, column)).collect();
    let mut all = vec![target::object(cx, id, object, pg::Kind::Sequence(out))];
    for set in exhausted.map(|last| pg::SetValue::After(name.clone(), last)).into_iter().chain(behind) {
        all.push(target::added(object, name.clone(), pg::Kind::Other(pg::Other::SetValue(set))));
    }
    all
}

/// What sets the numbers of a sequence, or of an identity column, behind those that a column holds.
pub(super) fn behind(out: &Sequence, sequence: Option<QName>, table: QName, column: Name) -> pg::SetValue {
    let (first, last) = (first_of(out), last_of(out));
    pg::SetValue::Behind(Box::new(pg::SetBehind { sequence, table, column, descending: counts_down(out), first, last }))
}

/// The columns that hold its numbers.
fn fed(cx: &Cx<'_>, id: ObjectId) -> Vec<(QName, Name)> {
    let program = cx.program;
    let places = program.facts.effects.shown_by(program.read, id);
    places.map(|(table, column)| (program.target(table), program.plan.names.column(table, &column.name))).collect()
}

fn counts_down(out: &Sequence) -> bool {
    out.increment.is_some_and(|n| n < 0)
}

/// The first number that it gives.
fn first_of(out: &Sequence) -> i128 {
    let first = if counts_down(out) { out.max } else { out.min };
    out.start.or(bound(first)).unwrap_or(if counts_down(out) { -1 } else { 1 })
}

/// The last number that it gives, where that is not the end of its type.
fn last_of(out: &Sequence) -> Option<i128> {
    bound(if counts_down(out) { out.min } else { out.max })
}

/// What PostgreSQL writes of the numbers of a sequence or identity column. Defaults are left out; so is what it lacks.
pub(super) fn options(cx: &mut Cx<'_>, name: &str, from: &Sequence, span: Span) -> Sequence {
    let increment = from.increment.filter(|n| *n != 1);
    let descending = increment.is_some_and(|n| n < 0);
    let mut out = Sequence { increment, ..Sequence::default() };
    let (low, high) = (i128::from(i64::MIN), i128::from(i64::MAX));
    let mut clamped = false;
    if let Some(Limited::At(n)) = from.min {
        // What lies below `bigint` is as good as its end; ascending sequences start at 1 unless told, descending ones end there.
        clamped |= n < low;
        let (n, default) = (n.max(low), if descending { low } else { 1 });
        out.min = (n != default).then_some(Limited::At(n));
    }
    if let Some(Limited::At(n)) = from.max {
        clamped |= n > high;
        let (n, default) = (n.min(high), if descending { -1 } else { high });
        out.max = (n != default).then_some(Limited::At(n));
    }
    // Without a bound Oracle counts to 28 digits: what is beyond `bigint` is never reached.
    if clamped {
        cx.exact(&BOUNDS, span);
    }
    let first = if descending { bound(out.max).unwrap_or(-1) } else { bound(out.min).unwrap_or(1) };
    out.start = from.start.filter(|n| *n != first);
    out.cycle = from.cycle.filter(|on| *on);
    if let Some(n) = increment
        && (n < low || n > high)
    {
        let it = BOUNDS.at(span).severity(Severity::Blocker).with("sequence", name);
        let _reported = cx.manual(it.with("what", "its increment does not fit bigint"));
        out.increment = None;
    }
    cache(cx, from, &mut out, span);
    flags(cx, name, from, span);
    out
}

fn bound(limit: Option<Limited>) -> Option<i128> {
    match limit {
        Some(Limited::At(n)) => Some(n),
        Some(Limited::No) | None => None,
    }
}

/// `CACHE` is shared by the sessions of an Oracle instance, but belongs to one session here.
fn cache(cx: &mut Cx<'_>, from: &Sequence, out: &mut Sequence, span: Span) {
    let Some(n) = from.cache else { return };
    if cx.program.profile.get(&SEQUENCE_CACHE) == SequenceCache::Keep && n > 1 {
        out.cache = Some(n.min(i128::from(i64::MAX)));
        return;
    }
    cx.dropped(&OPTION, if n == 0 { "NOCACHE" } else { "CACHE" }, span);
}

fn flags(cx: &mut Cx<'_>, name: &str, from: &Sequence, span: Span) {
    if let Some(ordered) = from.ordered {
        cx.dropped(&OPTION, if ordered { "ORDER" } else { "NOORDER" }, span);
    }
    if let Some(keep) = from.keep {
        cx.dropped(&OPTION, if keep { "KEEP" } else { "NOKEEP" }, span);
    }
    for flag in &from.flags {
        if matches!(*flag, "SCALE" | "SHARD" | "SCALE EXTEND" | "SHARD EXTEND" | "PARTITION") {
            let it = OPTION.at(span).severity(Severity::ManualEffort).with("sequence", name);
            let _reported = cx.manual(it.with("option", *flag));
        }
        cx.dropped(&OPTION, flag, span);
    }
}

/// Which end of the bounds a start value lies beyond.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Above(i128),
    Below(i128),
}

fn passed(out: &Sequence, start: i128) -> Option<End> {
    let descending = out.increment.is_some_and(|n| n < 0);
    let (low, high) = if descending { (i128::from(i64::MIN), -1) } else { (1, i128::from(i64::MAX)) };
    let (low, high) = (bound(out.min).unwrap_or(low), bound(out.max).unwrap_or(high));
    if start > high {
        Some(End::Above(high))
    } else if start < low {
        Some(End::Below(low))
    } else {
        None
    }
}

/// A start value beyond the bounds is the dictionary's LAST_NUMBER of a used-up sequence: a cycling one begins anew, another
/// stands at its last number. The value to set, for the latter.
fn restart(cx: &mut Cx<'_>, name: &str, out: &mut Sequence, end: End, span: Span) -> Option<i128> {
    let descending = out.increment.is_some_and(|n| n < 0);
    if matches!(end, End::Below(_)) != descending {
        out.start = None;
        let what = "starts before its first number, which the source refuses (ORA-04006); it starts at that one";
        let it = BEYOND.at(span).severity(Severity::BehaviourChange).with("sequence", name);
        cx.raise(it.with("what", what));
        return None;
    }
    if out.cycle == Some(true) {
        out.start = None;
        let what = "has used its last number in the source: the next number is the first of the next cycle";
        cx.raise(BEYOND.at(span).with("sequence", name).with("what", what));
        return None;
    }
    let last = match end {
        End::Above(n) | End::Below(n) => n,
    };
    out.start = Some(last);
    let it = BEYOND.at(span).severity(Severity::BehaviourChange).with("sequence", name);
    cx.raise(it.with("what", "has used its last number in the source: the next call raises"));
    Some(last)
}
