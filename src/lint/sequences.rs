//! Sequences whose place no key column shows: a person sets them where the source has got. The others are set behind their rows.

use super::{Found, Seen, general};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;

static UNSET: Rule = Rule {
    name: "sequence-position",
    codes: &[(Source::Oracle, "OR-SEQ-005")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 0),
    message: "no key of numbers is known that shows how far {these} as the script says: {sequences}",
    help: "where the rows come from the source's database, set {each} before go-live, or numbers are given out twice: SELECT setval('name', <LAST_NUMBER of ALL_SEQUENCES>, false)",
    doc: "convert/sequence/start.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&UNSET];

/// How many are named.
const NAMED: usize = 20;

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let mut names = Vec::new();
    let mut first = None;
    for (id, object) in seen.program.catalog.iter() {
        let ir::Kind::Sequence(sequence) = &object.kind else { continue };
        // one that begins anew gives numbers out again by itself
        if !sequence.starts_beyond()
            && sequence.cycle != Some(true)
            && seen.facts.effects.shown_by(seen.program, id).next().is_none()
        {
            first = first.or(Some(object.at.span));
            names.push(object.name.to_string());
        }
    }
    let Some(first) = first else { return };
    let more = names.len().saturating_sub(NAMED);
    let mut listed = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if more > 0 {
        listed += &format!(" and {more} more");
    }
    let (these, each) = match names.len() {
        1 => ("this sequence has got, and it starts", "it"),
        _ => ("these sequences have got, and they start", "each"),
    };
    found.push(general(UNSET.at(first).with("these", these).with("each", each).with("sequences", listed)));
}
