//! Scripts that take back rows which they wrote: here nothing takes them back.

use crate::finding::{Effort, Raised, Rule, Severity, Source, State};
use crate::input::Sources;
use crate::report::build::Statement;
use crate::span::Span;
use std::collections::BTreeMap;

static ROLLED_BACK: Rule = Rule {
    name: "transactions-of-scripts",
    codes: &[(Source::Oracle, "OR-TXN-009")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 0),
    message: "a script rolls back rows that it wrote{times}; they are written here",
    help: "leave these rows out of data.sql",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ROLLED_BACK];

/// Says it once of each script, when it is known which of its statements are written.
pub(super) fn told(statements: &[Statement], sources: &Sources) -> Vec<Raised> {
    let mut scripts: BTreeMap<Option<usize>, (Span, usize)> = BTreeMap::new();
    let (mut written, mut file) = (false, None);
    for statement in statements.iter().filter(|s| !sources.is_context(s.span)) {
        let own = sources.number(statement.span);
        // the client commits at its end
        if own != file {
            (written, file) = (false, own);
        }
        match statement.label {
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" => written |= statement.state == State::Converted,
            // another session, or a statement that commits what stands before it
            "COMMIT" | "CONNECT" => written = false,
            ddl if ["CREATE ", "DROP ", "ALTER TABLE", "TRUNCATE"].iter().any(|word| ddl.starts_with(word)) => {
                written = false;
            }
            "ROLLBACK" if written => {
                scripts.entry(sources.number(statement.span)).or_insert((statement.span, 0)).1 += 1;
                written = false;
            }
            _ => {}
        }
    }
    let said = |(at, times): (Span, usize)| {
        let times = if times == 1 { String::new() } else { format!(" at {times} places") };
        ROLLED_BACK.at(at).with("times", times)
    };
    scripts.into_values().map(said).collect()
}
