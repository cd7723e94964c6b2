//! Text that is no token: one of a sort is said once of a script, with how often it stands there.

use crate::input::Sources;
use crate::span::Span;
use std::collections::BTreeMap;

/// What was found, by file and sort.
#[derive(Debug, Default)]
pub(super) struct Strays(BTreeMap<(Option<usize>, String), (Span, usize)>);

impl Strays {
    pub(super) fn add(&mut self, errors: Vec<(Span, &'static str)>, sources: &Sources) {
        for (span, what) in errors {
            let what = match sources.text(span) {
                sign if what == "a stray character" => format!("{what} `{sign}`"),
                _ => what.into(),
            };
            self.0.entry((sources.number(span), what)).or_insert((span, 0)).1 += 1;
        }
    }

    /// Says nothing of a file.
    pub(super) fn forget(&mut self, file: usize) {
        self.0.retain(|(it, _), _| *it != Some(file));
    }

    /// Where each sort stands first, and what is said of it.
    pub(super) fn said(self) -> impl Iterator<Item = (Span, String)> {
        self.0.into_iter().map(|((_, what), (span, count))| match count {
            1 => (span, what),
            _ => (span, format!("{what}, {count} times in this script")),
        })
    }
}
