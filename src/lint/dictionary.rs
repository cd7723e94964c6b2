//! Columns of Oracle's data dictionary whose values are other ones in PostgreSQL.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::references::is_dictionary;
use crate::analyze::{Means, depend};
use crate::catalog::Part;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{Expr, ExprKind, From, FromKind, InSet, QueryBody};
use crate::name::{Name, QName};
use std::collections::BTreeSet;

static SEQUENCES: Rule = Rule {
    name: "state-of-sequences",
    codes: &[(Source::Oracle, "OR-DIC-006")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`LAST_NUMBER` of `{view}` is not last_value of pg_sequences",
    help: "write coalesce(last_value + increment_by, start_value): last_value is the last value given, LAST_NUMBER the next one beyond the cache",
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
    message: "`{column}` of `{view}` comes from the statistics, which may be old",
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
pub(super) static RULES: &[&Rule] = &[&SEQUENCES, &COUNTS, &CASE];

/// Accounts that come with Oracle's server.
const OWN_ACCOUNTS: [&str; 12] =
    ["CTXSYS", "DBSNMP", "MDSYS", "ORDSYS", "OUTLN", "PUBLIC", "SYS", "SYSMAN", "SYSTEM", "WMSYS", "XDB", "XS$NULL"];

/// Columns of dictionary views that only statistics fill.
const ESTIMATES: [&str; 5] = ["NUM_ROWS", "BLOCKS", "AVG_ROW_LEN", "NUM_DISTINCT", "LAST_ANALYZED"];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut said: BTreeSet<QName> = BTreeSet::new();
    site.queries(&mut |query| {
        query.mentions(&mut |mention| {
            let own = depend::find(&seen.program.catalog, mention.name, site.schema).is_some();
            if !own && is_dictionary(mention.name) && mention.name.name != "DUAL" {
                said.insert(mention.name.clone());
            }
        });
    });
    if said.iter().any(|name| shows_names(&name.name)) {
        site.exprs(&mut |e| {
            if let Some(column) = compared(seen, e) {
                let raised = CASE.at(e.at.span).with("column", column);
                found.push(Found { object: Some(site.key.clone()), raised });
            }
        });
    }
    let mut aliases: Vec<(&Name, &QName)> = Vec::new();
    site.queries(&mut |query| {
        if let QueryBody::Select(select) = &query.body {
            select.from.iter().for_each(|from| named(from, &mut aliases));
        }
    });
    let read = [
        (&COUNTS, &["_TABLES", "_INDEXES"][..], &ESTIMATES[..]),
        (&SEQUENCES, &["_SEQUENCES"][..], &["LAST_NUMBER"][..]),
    ];
    for (rule, views, columns) in read {
        let fits = |n: &QName| views.iter().any(|view| n.name.ends_with(view));
        let Some(any) = said.iter().find(|n| fits(n)) else { continue };
        let mut first = None;
        site.exprs(&mut |e| {
            if let ExprKind::Name(path) = &e.kind
                && let Some(column) = path.parts.last()
                && columns.contains(&column.as_str())
                && seen.facts.unresolved(e.at).is_some()
            {
                let of = match path.parts.as_slice() {
                    [alias, _] => aliases.iter().find(|(name, _)| *name == alias).map(|(_, view)| *view),
                    _ => Some(any),
                };
                first = first.or(of.filter(|view| fits(view)).map(|view| (column, e.at.span, view)));
            }
        });
        if let Some((column, span, view)) = first {
            let raised = rule.at(span).with("column", column).with("view", view);
            found.push(Found { object: Some(site.key.clone()), raised });
        }
    }
}

/// The tables and views of a query by the names that columns have before them.
fn named<'a>(from: &'a From, all: &mut Vec<(&'a Name, &'a QName)>) {
    if let FromKind::Table(table) = &from.kind {
        all.push((from.alias.as_ref().unwrap_or(&table.name.name), &table.name));
    } else if let FromKind::Join(join) = &from.kind {
        named(&join.left, all);
        named(&join.right, all);
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
    // Accounts of Oracle's own, and names in its recycle bin, have no counterpart in any case of letters.
    let upper = |e: &Expr| {
        let ExprKind::Text(text, _) = &e.kind else { return false };
        text.bytes().any(|b| b.is_ascii_uppercase())
            && !text.bytes().any(|b| b.is_ascii_lowercase())
            && !OWN_ACCOUNTS.contains(&&**text)
            && !text.starts_with("BIN$")
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
