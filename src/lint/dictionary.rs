//! Columns of Oracle's data dictionary whose values are other ones in PostgreSQL.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::references::is_dictionary;
use crate::analyze::{Means, depend};
use crate::catalog::Part;
use crate::dictionary;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{Expr, ExprKind, InSet};
use crate::name::{Name, QName};
use std::collections::BTreeSet;

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
pub(super) static RULES: &[&Rule] = &[&CASE];

/// Accounts that come with Oracle's server.
const OWN_ACCOUNTS: [&str; 12] =
    ["CTXSYS", "DBSNMP", "MDSYS", "ORDSYS", "OUTLN", "PUBLIC", "SYS", "SYSMAN", "SYSTEM", "WMSYS", "XDB", "XS$NULL"];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut said: BTreeSet<QName> = BTreeSet::new();
    site.queries(&mut |query| {
        query.mentions(&mut |mention| {
            let own = depend::find(&seen.program.catalog, mention.name, site.schema).is_some();
            // the views that the target gets have names as Oracle's have
            let given = dictionary::find(&mention.name.name).is_some();
            if !own && !given && is_dictionary(mention.name) && mention.name.name != "DUAL" {
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
}

/// Whether a view of the dictionary shows names of objects.
fn shows_names(view: &str) -> bool {
    ["ALL_", "DBA_", "USER_", "CDB_"].iter().any(|prefix| view.starts_with(prefix))
}

/// Columns of the dictionary that hold names of objects; jobs, programs and queues are in no catalogue of PostgreSQL.
fn holds_names(column: &str) -> bool {
    const WHAT: [&str; 17] = [
        "ARGUMENT",
        "COLUMN",
        "CONSTRAINT",
        "INDEX",
        "MVIEW",
        "OBJECT",
        "PACKAGE",
        "PARTITION",
        "PROCEDURE",
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
        // what is supplied is a column of a view that the target gets
        let own = matches!(
            seen.facts.of(e.at).means,
            Means::Column(..) | Means::Variable | Means::Member(_) | Means::Supplied
        );
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
