//! Branches of conditional compilation: what constants of packages say of their conditions, and what is said of those left out.

use super::super::plsql::conditional::{Flags, Value, value};
use super::Parsed;
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::input::Sources;
use crate::ir::plsql::DeclarationKind;
use crate::ir::{Change, Kind, NotCompiled, Other, Statement, Truth};
use crate::name::Name;

/// A branch of conditional compilation that was not taken.
pub(super) static SKIPPED: Rule = Rule {
    name: "branch-not-compiled",
    codes: &[(Source::Oracle, "OR-PLS-025")],
    raw: Severity::Info,
    severity: Severity::Info,
    effort: Effort::minutes(5, 1),
    message: "`{condition}` {truth}: this branch of `$IF` is not compiled, so it is not converted",
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

/// What is said of a branch.
pub(super) fn raised(branch: &NotCompiled, sources: &Sources) -> Raised {
    const MOST: usize = 80;
    let text = sources.text(branch.condition);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut condition: String = words.join(" ");
    if condition.chars().count() > MOST {
        condition = condition.chars().take(MOST).chain(['…']).collect();
    }
    let upper = text.to_ascii_uppercase();
    let (truth, severity) = match branch.truth {
        Truth::Holds => ("holds", Severity::Info),
        Truth::Fails => ("does not hold", Severity::Info),
        Truth::Unknown => ("is not known", Severity::ManualEffort),
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
    let raised = SKIPPED.at(branch.span).severity(severity).with("condition", condition);
    raised.with("truth", truth).with("advice", advice.join("; "))
}
