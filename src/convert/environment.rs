//! What belongs to a whole database or has no counterpart at all: directories, contexts, tablespaces, editions, policies.

use super::{Cx, storage, target, user};
use crate::catalog::ObjectId;
use crate::finding::{Effort, Rule, Severity, Source, State};
use crate::ir;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CONTEXT, &AUDIT, &ACCESS, &NO_TARGET, &FOREIGN_CODE, &PLANS];

static CONTEXT: Rule = Rule {
    name: "application-context",
    codes: &[(Source::Oracle, "OR-DBL-011")],
    raw: Severity::ManualEffort,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(30, 10),
    message: "context `{name}` becomes settings `{name}.…`, which {what}",
    help: "{advice}",
    doc: "convert/environment/context.md",
    ..Rule::PLAIN
};

/// What is said of a context whose values are those of a session.
const OWN: (&str, &str) = (
    "any session can SET",
    "Base no security on it, or keep the values in a table that only a SECURITY DEFINER function writes, keyed by pg_backend_pid().",
);
/// What is said of one whose values sessions share.
const SHARED: (&str, &str) = (
    "each session has for itself: the sessions of the source share its values (ACCESSED GLOBALLY)",
    "Keep the values in a table keyed by attribute and client identifier, which only a SECURITY DEFINER function writes.",
);

static AUDIT: Rule = Rule {
    name: "audit",
    codes: &[(Source::Oracle, "OR-CMP-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "{kind} `{name}` is not converted: PostgreSQL has no auditing of its own",
    help: "Configure the extension pgaudit: pgaudit.log for classes of statements, grants to pgaudit.role for single objects.",
    doc: "convert/environment/audit.md",
    ..Rule::PLAIN
};

static ACCESS: Rule = Rule {
    name: "access-control-object",
    codes: &[(Source::Oracle, "OR-DBL-013")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "{kind} `{name}` has no counterpart",
    help: "Recreate access control where the guarded call lives now; paths of directories are given where files are read.",
    doc: "convert/environment/access.md",
    ..Rule::PLAIN
};

/// Features that PostgreSQL lacks.
pub(super) static NO_TARGET: Rule = Rule {
    name: "object-without-target",
    codes: &[(Source::Oracle, "OR-DDL-052")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 120),
    message: "{kind} `{name}` cannot be converted",
    help: "Redesign what it does; PostgreSQL has nothing like it.",
    doc: "convert/environment/no_target.md",
    ..Rule::PLAIN
};

/// Code in Java, C or JavaScript.
pub(in crate::convert) static FOREIGN_CODE: Rule = Rule {
    name: "code-in-another-language",
    codes: &[(Source::Oracle, "OR-PLS-033")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 120),
    message: "{kind} `{name}` holds code in another language",
    help: "Rewrite it in PL/pgSQL or another language of PostgreSQL, or move it to the application.",
    doc: "convert/environment/foreign_code.md",
    ..Rule::PLAIN
};

static PLANS: Rule = Rule {
    name: "plan-object",
    codes: &[(Source::Oracle, "OR-OPS-005")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(10, 5),
    message: "{kind} `{name}` guides the source's optimizer",
    help: "ANALYZE after loading; CREATE STATISTICS and SET STATISTICS for columns that depend on each other or are skewed.",
    doc: "convert/environment/plans.md",
    ..Rule::PLAIN
};

/// What becomes of a kind.
enum Fate {
    /// There is nothing to do, for this reason.
    Ignored(&'static str),
    /// A person has to do something.
    Manual,
}

/// Kinds by their keywords. What is not listed is manual by [`NO_TARGET`].
static KINDS: &[(&[&str], &Rule, Fate)] = &[
    (&["DIRECTORY"], &ACCESS, Fate::Ignored("PostgreSQL has no directories; paths are given where files are read")),
    (&["CONTEXT"], &CONTEXT, Fate::Ignored("settings of that name need no definition in PostgreSQL")),
    (&["AUDIT POLICY", "AUDIT"], &AUDIT, Fate::Manual),
    (&["CREDENTIAL", "LOCKDOWN PROFILE", "SQL TRANSLATION PROFILE"], &ACCESS, Fate::Manual),
    (
        &[
            "TABLESPACE",
            "TABLESPACE SET",
            "ROLLBACK SEGMENT",
            "UNDO TABLESPACE",
            "DISKGROUP",
            "CONTROLFILE",
            "DATABASE",
            "PLUGGABLE DATABASE",
            "PFILE",
            "SPFILE",
            "RESTORE POINT",
            "FLASHBACK ARCHIVE",
            "INMEMORY JOIN GROUP",
            "ZONEMAP",
            "MATERIALIZED ZONEMAP",
        ],
        &storage::PHYSICAL,
        Fate::Ignored("it describes storage of the source's server"),
    ),
    (
        &["OUTLINE", "DIMENSION", "SQL PLAN BASELINE"],
        &PLANS,
        Fate::Ignored("it guides the source's optimizer and changes no result"),
    ),
    (&["EDITION"], &NO_TARGET, Fate::Ignored("PostgreSQL has no editions: the objects of the last one are converted")),
    (
        &["LIBRARY", "JAVA", "JAVA SOURCE", "JAVA CLASS", "JAVA RESOURCE", "MLE MODULE", "MLE ENV"],
        &FOREIGN_CODE,
        Fate::Manual,
    ),
];

/// Lowers an object that has a word for its kind and clauses.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    word: &'static str,
    clauses: &[ir::Clause],
) -> Vec<pg::Object> {
    match word {
        "ROLE" => return user::role(cx, object, clauses),
        "PROFILE" => return user::profile(cx, object, clauses),
        _ => {}
    }
    let known = KINDS.iter().find(|(words, ..)| words.contains(&word));
    let (rule, fate) = known.map_or((&NO_TARGET, &Fate::Manual), |(_, rule, fate)| (*rule, fate));
    storage::drop_all(cx, rule, clauses);
    let it = rule.at(object.at.span).with("kind", word.to_lowercase()).with("name", &object.name);
    let it = it.with("object", &object.name);
    let global = clauses.iter().any(|c| matches!(c.kind, ir::ClauseKind::Flag("ACCESSED GLOBALLY")));
    let (what, advice) = if global { SHARED } else { OWN };
    let it = if std::ptr::eq(rule, &raw const CONTEXT) { it.with("what", what).with("advice", advice) } else { it };
    match fate {
        Fate::Ignored(reason) => {
            cx.ignore(*reason);
            cx.raise(if it.severity.state() == State::Manual { it.severity(Severity::Info) } else { it });
            Vec::new()
        }
        Fate::Manual => {
            let why = cx.manual(it);
            vec![target::placeholder(cx, id, object, why.message())]
        }
    }
}
