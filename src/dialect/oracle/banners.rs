//! Comments that Oracle's export tools write before every object: they say what the statement says, and nothing about the schema.

use crate::syntax::Trivia;

/// How such comments begin: those of Data Pump's `sqlfile`, and those of SQL Developer.
const BEGINNINGS: [&str; 7] = [
    "-- new object type path: ",
    "-- fixup virtual columns",
    "-- done fixup virtual columns",
    "--  DDL for ",
    "--  Constraints for ",
    "--  Ref Constraints for ",
    "--  File created - ",
];

/// The comments without those of the tools, and without the rules drawn above and below them.
pub(super) fn without(trivia: Vec<Trivia>, text: &str, base: u32) -> Vec<Trivia> {
    let line = |at: usize| {
        let span = trivia.get(at)?.span;
        text.get((span.lo - base) as usize..(span.hi - base) as usize).map(str::trim_end)
    };
    let begins = |line: &str| BEGINNINGS.iter().any(|begins| line.starts_with(begins));
    let user = |line: &str| line.strip_prefix("-- CONNECT ").is_some_and(|user| !user.contains(' '));
    let told = |at: usize| line(at).is_some_and(|line| begins(line) || user(line));
    let rule = |at: usize| line(at).is_some_and(|line| line.len() > 20 && line.bytes().all(|b| b == b'-'));
    let written = |at: usize| told(at) || (rule(at) && (told(at + 1) || at.checked_sub(1).is_some_and(told)));
    let kept: Vec<bool> = (0..trivia.len()).map(|at| !written(at)).collect();
    let mut kept = kept.into_iter();
    let mut trivia = trivia;
    trivia.retain(|_| kept.next().unwrap_or(true));
    trivia
}
