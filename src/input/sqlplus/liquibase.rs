//! Scripts of Liquibase (`--liquibase formatted sql`): what its comments say of the statements between them.

use crate::finding::{Confidence, Effort, Rule, Severity, Source};

/// Changes for other databases, and those that take something back.
pub(super) static LEFT_OUT: Rule = Rule {
    name: "liquibase-changesets",
    codes: &[(Source::Oracle, "OR-DIC-012")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "{what}",
    help: "Give the converted statements changesets of their own, and write what takes them back for PostgreSQL where it is used.",
    doc: "",
    ..Rule::PLAIN
};

/// What a comment of Liquibase says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A changeset begins: its name, whether Oracle runs it, and what ends its statements.
    Changeset { id: String, ours: bool, delimiter: Option<String> },
    /// What takes the changeset back.
    Rollback,
    /// So many lines that are not run; none: up to the end that is marked.
    Ignore(Option<usize>),
}

/// Whether a text is a script of Liquibase: its first line says so, or it has changesets.
pub(super) fn is_one(file: &str) -> bool {
    if memchr::memmem::find(file.as_bytes(), b"--changeset ").is_some() {
        return true;
    }
    let first = file.trim_start_matches('\u{feff}').trim_start().lines().next().unwrap_or("");
    let words = comment(first).map(|text| text.split_whitespace().map(str::to_ascii_lowercase).collect::<Vec<_>>());
    words.is_some_and(|words| words == ["liquibase", "formatted", "sql"])
}

/// What a line says, if it is a comment of Liquibase.
pub(super) fn mark(line: &str) -> Option<Mark> {
    let text = comment(line)?;
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let word = word.to_ascii_lowercase();
    if let Some(lines) = word.strip_prefix("ignorelines:") {
        return match lines {
            "start" => Some(Mark::Ignore(None)),
            _ => lines.parse().ok().map(|count| Mark::Ignore(Some(count))),
        };
    }
    match word.as_str() {
        "rollback" if !matches!(rest.trim().to_ascii_lowercase().as_str(), "" | "empty" | "not required") => {
            Some(Mark::Rollback)
        }
        "changeset" => {
            let id = rest.split_whitespace().next().unwrap_or("").to_owned();
            let ours = attribute(rest, "dbms").is_none_or(|databases| names_oracle(&databases));
            Some(Mark::Changeset { id, ours, delimiter: attribute(rest, "enddelimiter").filter(|d| is_plain(d)) })
        }
        _ => None,
    }
}

/// Whether a line ends what is not run.
pub(super) fn ends_ignored(line: &str) -> bool {
    comment(line).is_some_and(|text| text.trim_end().eq_ignore_ascii_case("ignoreLines:end"))
}

/// The text of a comment that is the whole line.
fn comment(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("--").map(str::trim)
}

/// The value of `name:value` in a line; it may be quoted.
fn attribute(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let at = lower.match_indices(name).find(|(at, _)| {
        let before = lower.get(..*at).and_then(|t| t.chars().next_back());
        before.is_none_or(char::is_whitespace) && lower.get(at + name.len()..).is_some_and(|t| t.starts_with(':'))
    });
    let value = text.get(at?.0 + name.len() + 1..)?;
    let quoted = value.strip_prefix('"').and_then(|v| v.split_once('"'));
    Some(quoted.map_or_else(|| value.split_whitespace().next().unwrap_or(""), |(v, _)| v).to_owned())
}

/// Whether a list of databases has Oracle: by its name, by `all`, or by others that are excluded alone.
fn names_oracle(databases: &str) -> bool {
    let all = || databases.split(',').map(str::trim).filter(|d| !d.is_empty());
    let excluded = all().any(|d| d.eq_ignore_ascii_case("!oracle"));
    let named = all().any(|d| d.eq_ignore_ascii_case("oracle") || d.eq_ignore_ascii_case("all"));
    !excluded && (named || all().all(|d| d.starts_with('!')))
}

/// Whether an end of statements is one that the client does not know itself, and no pattern.
fn is_plain(delimiter: &str) -> bool {
    !delimiter.is_empty() && !delimiter.contains(['/', '\\', '|', '[', '(']) && delimiter != ";"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        let changeset = |ours, delimiter: Option<&str>| {
            Some(Mark::Changeset { id: "a:1".into(), ours, delimiter: delimiter.map(str::to_owned) })
        };
        assert_eq!(mark("-- changeset a:1"), changeset(true, None));
        assert_eq!(mark("--ChangeSet a:1 dbms:oracle endDelimiter:@@"), changeset(true, Some("@@")));
        assert_eq!(mark("--changeset a:1 dbms:postgresql,mysql"), changeset(false, None));
        assert_eq!(mark("--changeset a:1 dbms:!h2 endDelimiter:\\n/\\s*\\n|\\n/\\s*$"), changeset(true, None));
        assert_eq!(mark("--rollback DROP TABLE t;"), Some(Mark::Rollback));
        assert_eq!(mark("--ignoreLines:2"), Some(Mark::Ignore(Some(2))));
        assert_eq!(mark("--rollback not required"), None);
        assert_eq!(mark("-- a changeset of mine"), None);
        assert!(is_one("\n--  Liquibase formatted SQL\n") && !is_one("-- liquibase\n"));
    }
}
