//! Hints of the source's optimizer: left out, and counted for the whole program by what they ask for.

use crate::finding::{Effort, Outcome, Raised, Rule, Severity, Source};
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) static HINT: Rule = Rule {
    name: "optimizer-hint",
    codes: &[(Source::Oracle, "OR-OPS-001")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(60, 0),
    message: "comments with hints for the source's optimizer are left out ({count}): {kinds}",
    help: "ANALYZE after loading, and compare the plans of the statements that run often; what each object lost stands with it",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&HINT];

/// How many hints were left out of objects, by their first word; nothing where there are none.
#[must_use]
pub fn counted<'a>(outcomes: &[Outcome], text: impl Fn(Span) -> &'a str) -> Option<Raised> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let dropped = outcomes.iter().flat_map(|o| &o.dropped).filter(|d| d.rule == &HINT);
    for hint in dropped {
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let word: String = text(hint.span).chars().skip_while(|c| !letter(*c)).take_while(|c| letter(*c)).collect();
        *kinds.entry(word.to_uppercase()).or_default() += 1;
    }
    let count: usize = kinds.values().sum();
    let mut often: Vec<(String, usize)> = kinds.into_iter().filter(|(word, _)| !word.is_empty()).collect();
    often.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let shown: Vec<String> = often.iter().take(8).map(|(word, n)| format!("`{word}` {n}")).collect();
    let raised = HINT.at(Span::default()).with("count", count.to_string());
    (count > 0).then(|| raised.with("kinds", shown.join(", ")))
}
