//! Queries on Oracle's data dictionary.

use super::{Found, Seen};
use crate::analyze::references::is_dictionary;
use crate::analyze::{Means, depend};
use crate::catalog::Part;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{Expr, ExprKind, InSet};
use crate::name::{Name, QName};
use std::collections::BTreeSet;

static VIEWS: Rule = Rule {
    name: "dictionary-view",
    codes: &[(Source::Oracle, "OR-DIC-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{view}` is a view of Oracle's data dictionary",
    help: "query pg_catalog or information_schema, with lower-case names",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static SESSIONS: Rule = Rule {
    name: "session-views",
    codes: &[(Source::Oracle, "OR-DIC-003")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{view}` shows sessions or what the server does",
    help: "use pg_stat_activity, pg_locks, pg_settings; other users' rows need pg_read_all_stats",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static TEXTS: Rule = Rule {
    name: "source-of-routines",
    codes: &[(Source::Oracle, "OR-DIC-005")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 30),
    message: "`{view}` shows the text of code",
    help: "read pg_proc.prosrc or pg_get_functiondef, or leave the inspection out",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static SEQUENCES: Rule = Rule {
    name: "state-of-sequences",
    codes: &[(Source::Oracle, "OR-DIC-006")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{view}` shows sequences; LAST_NUMBER is not last_value",
    help: "last_value of pg_sequences is the last value given; LAST_NUMBER is the next one not yet in the cache",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static SETTINGS: Rule = Rule {
    name: "nls-parameters",
    codes: &[(Source::Oracle, "OR-DIC-007")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{view}` shows settings of the session or server",
    help: "take the value that the conversion assumes, or read current_setting",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static COUNTS: Rule = Rule {
    name: "counts-of-statistics",
    codes: &[(Source::Oracle, "OR-DIC-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{column}` of `{view}` is an estimate of the statistics",
    help: "use reltuples of pg_class only as an estimate, after ANALYZE; count where the number matters",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static CASE: Rule = Rule {
    name: "case-of-dictionary-names",
    codes: &[(Source::Oracle, "OR-DIC-002")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "`{column}` of the dictionary is compared with a name in upper case: PostgreSQL's catalogue has lower case",
    help: "write the literal in lower case, or compare upper({column}); a name that was quoted keeps its letters",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&VIEWS, &SESSIONS, &TEXTS, &SEQUENCES, &SETTINGS, &COUNTS, &CASE];

/// Columns of dictionary views that only statistics fill.
const ESTIMATES: [&str; 5] = ["NUM_ROWS", "BLOCKS", "AVG_ROW_LEN", "NUM_DISTINCT", "LAST_ANALYZED"];

fn rule(name: &str) -> &'static Rule {
    let bare = ["ALL_", "DBA_", "USER_", "CDB_"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    match bare {
        "SOURCE" | "ERRORS" | "IDENTIFIERS" | "STATEMENTS" => &TEXTS,
        "SEQUENCES" => &SEQUENCES,
        _ if name.starts_with("NLS_") || matches!(name, "V$PARAMETER" | "V$NLS_PARAMETERS" | "V$VERSION") => &SETTINGS,
        _ if ["V$", "GV$", "V_$"].iter().any(|prefix| name.starts_with(prefix)) => &SESSIONS,
        _ => &VIEWS,
    }
}

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for site in &seen.sites {
        let mut said: BTreeSet<QName> = BTreeSet::new();
        site.queries(&mut |query| {
            let mut names = Vec::new();
            query.mentions(&mut |mention| names.push(mention.name));
            for name in names {
                let own = depend::find(&seen.program.catalog, name, site.schema).is_some();
                if own || !is_dictionary(name) || name.name == "DUAL" || !said.insert(name.clone()) {
                    continue;
                }
                let raised = rule(&name.name).at(query.at.span).with("view", name);
                found.push(Found { object: Some(site.key.clone()), raised });
            }
        });
        if said.iter().any(|name| shows_names(&name.name)) {
            site.exprs(&mut |e| {
                if let Some(column) = compared(seen, e) {
                    let raised = CASE.at(e.at.span).with("column", column);
                    found.push(Found { object: Some(site.key.clone()), raised });
                }
            });
        }
        let tables = said.iter().find(|n| n.name.ends_with("_TABLES") || n.name.ends_with("_INDEXES"));
        if let Some(view) = tables {
            let mut first = None;
            site.exprs(&mut |e| {
                if let ExprKind::Name(path) = &e.kind
                    && let Some(column) = path.parts.last()
                    && ESTIMATES.contains(&column.as_str())
                    && seen.facts.unresolved(e.at).is_some()
                {
                    first = first.or(Some((column, e.at.span)));
                }
            });
            if let Some((column, span)) = first {
                let raised = COUNTS.at(span).with("column", column).with("view", view);
                found.push(Found { object: Some(site.key.clone()), raised });
            }
        }
    }
}

/// Whether a view of the dictionary shows names of objects.
fn shows_names(view: &str) -> bool {
    ["ALL_", "DBA_", "USER_", "CDB_"].iter().any(|prefix| view.starts_with(prefix))
}

/// Columns of the dictionary that hold names of objects.
fn holds_names(column: &str) -> bool {
    const WHAT: [&str; 20] = [
        "ARGUMENT",
        "COLUMN",
        "CONSTRAINT",
        "INDEX",
        "JOB",
        "MVIEW",
        "OBJECT",
        "PACKAGE",
        "PARTITION",
        "PROCEDURE",
        "PROGRAM",
        "QUEUE",
        "R_CONSTRAINT",
        "SEQUENCE",
        "SYNONYM",
        "TABLE",
        "TRIGGER",
        "TYPE",
        "USER",
        "VIEW",
    ];
    column == "OWNER"
        || column == "TABLE_OWNER"
        || column == "USERNAME"
        || column.strip_suffix("_NAME").is_some_and(|what| WHAT.contains(&what))
}

/// The column of names that is compared with a text in upper case.
fn compared<'e>(seen: &Seen<'_>, e: &'e Expr) -> Option<&'e Name> {
    let upper = |e: &Expr| {
        let ExprKind::Text(text, _) = &e.kind else { return false };
        text.bytes().any(|b| b.is_ascii_uppercase()) && !text.bytes().any(|b| b.is_ascii_lowercase())
    };
    let column = |e: &'e Expr| {
        let ExprKind::Name(path) = &e.kind else { return None };
        let own = matches!(seen.facts.of(e.at).means, Means::Column(..) | Means::Variable | Means::Member(_));
        path.parts.last().filter(|name| !own && holds_names(name))
    };
    if let ExprKind::Compare(_, sides) = &e.kind {
        let [a, b] = &**sides;
        column(a).filter(|_| upper(b)).or_else(|| column(b).filter(|_| upper(a)))
    } else if let ExprKind::Like(like) = &e.kind {
        column(&like.text).filter(|_| upper(&like.pattern))
    } else if let ExprKind::In(of) = &e.kind
        && let InSet::List(list) = &of.set
    {
        column(&of.left).filter(|_| list.iter().any(upper))
    } else {
        None
    }
}
