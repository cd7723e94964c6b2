//! Branches of conditional compilation: what constants of packages say of their conditions, and what is said of those left out.

use super::super::plsql::conditional::{Flags, Value, value};
use super::Parsed;
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::input::{Input, Sources};
use crate::ir::plsql::DeclarationKind;
use crate::ir::{Change, Compiled, Kind, NotCompiled, Other, Statement, Truth};
use crate::name::Name;
use crate::span::Span;
use std::sync::atomic::AtomicU32;

/// A branch of conditional compilation that was not taken.
pub(super) static SKIPPED: Rule = Rule {
    name: "branch-not-compiled",
    codes: &[(Source::Oracle, "OR-PLS-025")],
    raw: Severity::Info,
    severity: Severity::Info,
    effort: Effort::minutes(5, 1),
    message: "`{condition}` {truth}: of this `$IF` {chosen} is compiled, and the rest is not converted",
    help: "{advice}",
    ..Rule::PLAIN
};

/// Whether a piece has a condition that could not be decided.
pub(super) fn is_open(parsed: &Parsed) -> bool {
    parsed.statements.iter().any(is_undecided)
}

fn is_undecided(statement: &Statement) -> bool {
    statement.skipped.iter().any(|branch| branch.truth == Truth::Unknown)
}

/// The flags that a statement sets for what is compiled behind it.
pub(super) fn set_by(statement: &Statement) -> Option<&str> {
    statement.does.changes().iter().rev().find_map(|change| {
        let Change::CompileFlags(flags) = change else { return None };
        Some(flags.as_str())
    })
}

/// Reads pieces with branches again by the flags that a piece in front of them sets, up to the end of their script.
pub(super) fn follow(input: &Input, parsed: &mut [Option<Parsed>], flags: &Flags, nodes: &AtomicU32) {
    let mut now: Option<(u32, Flags)> = None;
    for (piece, parsed) in input.pieces.iter().zip(parsed) {
        let Some(read) = parsed else { continue };
        let Some(script) = input.sources.file(piece.span()).map(|file| file.script) else { continue };
        let chosen = read.statements.iter().any(|statement| !statement.skipped.is_empty());
        if chosen && let Some((_, flags)) = now.as_ref().filter(|(of, _)| *of == script) {
            *parsed = super::one(input, piece, nodes, flags);
        }
        let set = parsed.iter().flat_map(|read| &read.statements).filter_map(set_by).next_back();
        if let Some(set) = set {
            let mut flags = flags.clone();
            flags.set(set);
            now = Some((script, flags));
        }
    }
}

/// Learns the constants of packages, where a condition asks for what is not known; whether any is new.
pub(super) fn learn(parsed: &[Option<Parsed>], flags: &mut Flags) -> bool {
    if !parsed.iter().flatten().any(is_open) {
        return false;
    }
    let before = flags.constants.len();
    let mut known = usize::MAX;
    // a constant may be computed from one further down
    while known != flags.constants.len() {
        known = flags.constants.len();
        for statement in parsed.iter().flatten().flat_map(|it| &it.statements).filter(|s| !is_undecided(s)) {
            statement.does.changes().iter().for_each(|change| constants(change, flags));
        }
    }
    flags.constants.len() > before
}

fn constants(change: &Change, flags: &mut Flags) {
    let Change::Create { object, .. } = change else { return };
    let Kind::Other(Other::Package(package)) = &object.kind else { return };
    for declaration in &package.declarations {
        let DeclarationKind::Variable(it) = &declaration.kind else { continue };
        let key: (Name, Name) = (object.name.name.clone(), it.name.clone());
        let (true, Some(default), false) = (it.constant, &it.default, flags.constants.contains_key(&key)) else {
            continue;
        };
        let value = value(default, flags, Some(&object.name.name));
        if value != Value::Unknown {
            flags.constants.insert(key, value);
        }
    }
}

/// What is said of each `$IF` of a statement with branches that are left out.
pub(super) fn raised(skipped: &[NotCompiled], sources: &Sources) -> Vec<Raised> {
    let mut all: Vec<&NotCompiled> = Vec::new();
    for branch in skipped {
        match all.iter_mut().find(|first| first.opened == branch.opened) {
            // what could not be decided is what matters
            Some(first) if branch.truth == Truth::Unknown && first.truth != Truth::Unknown => *first = branch,
            Some(_) => {}
            None => all.push(branch),
        }
    }
    all.into_iter().map(|branch| of_branch(branch, sources)).collect()
}

fn of_branch(branch: &NotCompiled, sources: &Sources) -> Raised {
    let upper = sources.text(branch.condition).to_ascii_uppercase();
    let (truth, severity) = match branch.truth {
        Truth::Holds => ("holds", Severity::Info),
        Truth::Fails => ("does not hold", Severity::Info),
        Truth::Unknown => ("is not known", Severity::ManualEffort),
    };
    let chosen = match branch.chosen {
        Compiled::None => "no branch".to_owned(),
        Compiled::When(condition) if condition == branch.condition => "its branch".to_owned(),
        Compiled::When(condition) => format!("the branch of `{}`", short(condition, sources)),
        Compiled::Else => "the branch of `$ELSE`".to_owned(),
    };
    let mut advice = Vec::new();
    if upper.contains('&') {
        advice.push("give the variable a value: `--define NAME=VALUE`");
    } else if branch.truth == Truth::Unknown {
        advice.push("give the package that declares the constant, as it stands on the source");
    }
    if upper.contains("DBMS_DB_VERSION") {
        advice.push("set `source_version` in howdah.toml where the source has another version");
    }
    if upper.contains("$$") {
        advice.push("set `plsql_flags` in howdah.toml to PLSQL_CCFLAGS of the source");
    }
    if advice.is_empty() {
        advice.push("nothing, unless the constants of the source differ from those in the input");
    }
    let raised = SKIPPED.at(branch.span).severity(severity).with("condition", short(branch.condition, sources));
    raised.with("truth", truth).with("chosen", chosen).with("advice", advice.join("; "))
}

/// The text of a condition.
fn short(condition: Span, sources: &Sources) -> String {
    const MOST: usize = 80;
    let words: Vec<&str> = sources.text(condition).split_whitespace().collect();
    let text: String = words.join(" ");
    if text.chars().count() > MOST { text.chars().take(MOST).chain(['…']).collect() } else { text }
}
