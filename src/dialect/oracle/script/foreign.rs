//! Scripts that are written for another server: said once of each, in place of everything that is not understood there.

use super::{Session, UNREAD};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::input::Sources;
use crate::span::Span;
use std::collections::BTreeMap;

/// A script of MySQL among those of Oracle.
pub(super) static FOREIGN: Rule = Rule {
    name: "script-of-another-server",
    codes: &[(Source::Oracle, "HD-437")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 0),
    message: "this script is written for MySQL, it seems: {count} of its statements were not understood",
    help: "leave the script out of the input; where it is Oracle's, take names in backquotes, ENGINE and AUTO_INCREMENT out of it",
    doc: "",
    ..Rule::PLAIN
};

/// So many signs of MySQL in a script are no slip.
const ENOUGH: usize = 4;

/// Words of MySQL at which reading stops, for Oracle has nothing like them there.
const WORDS: [&str; 4] = ["ENGINE", "AUTO_INCREMENT", "UNSIGNED", "DELIMITER"];

impl Session {
    /// Takes what is said of scripts of another server together.
    pub(super) fn foreign(&mut self, sources: &Sources) {
        let mut signs: BTreeMap<usize, usize> = BTreeMap::new();
        for (file, count) in self.strays.backquotes() {
            *signs.entry(file).or_default() += count;
        }
        for (_, raised) in &self.program.unread {
            let word = sources.text(raised.span);
            if WORDS.iter().any(|it| word.eq_ignore_ascii_case(it))
                && let Some(file) = sources.number(raised.span)
            {
                *signs.entry(file).or_default() += 1;
            }
        }
        signs.retain(|_, count| *count >= ENOUGH);
        if signs.is_empty() {
            return;
        }
        let mut said: BTreeMap<usize, (Span, i64)> = BTreeMap::new();
        self.program.unread.retain(|(object, raised)| {
            let file = sources.number(raised.span).filter(|file| signs.contains_key(file));
            let Some(file) = file.filter(|_| object.is_none() && std::ptr::eq(raised.rule, &raw const UNREAD)) else {
                return true;
            };
            said.entry(file).or_insert((raised.span, 0)).1 += 1;
            false
        });
        for (file, (span, count)) in said {
            self.strays.forget(file);
            self.raise(FOREIGN.at(span).with("count", count));
        }
    }
}
