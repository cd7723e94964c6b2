//! Users, roles and profiles: schemas are made, roles are proposed in `database.sql`, limits are named.

use super::{Cx, storage, target};
use crate::catalog::ObjectId;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ACCOUNT];

static ACCOUNT: Rule = Rule {
    name: "user-role-profile",
    codes: &[(Source::Oracle, "OR-DBL-004")],
    raw: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "{kind} `{name}`: {left} {are} not converted",
    help: "{advice}",
    doc: "convert/user/account.md",
    ..Rule::PLAIN
};

/// A user: its schema, and a role that is proposed.
pub(super) fn user(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    left(cx, "user", object, clauses, of_user);
    let name = QName::bare(cx.program.target(id).name);
    let role = target::added(object, name.clone(), pg::Kind::Other(pg::Other::Role(!clauses.iter().any(shut))));
    vec![target::named(cx, object, name, pg::Kind::Schema(Vec::new())), role]
}

/// Whether nobody logs in: the role that is proposed says so.
fn shut(clause: &ir::Clause) -> bool {
    matches!(clause.kind, ir::ClauseKind::Flag("NO AUTHENTICATION" | "NOT IDENTIFIED" | "ACCOUNT LOCK"))
}

/// A role.
pub(super) fn role(cx: &mut Cx<'_>, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    left(cx, "role", object, clauses, of_role);
    cx.ignore("roles belong to the whole cluster: database.sql proposes it, and create_roles=1 creates grantees");
    let name = QName::bare(cx.program.plan.names.fold(&object.name.name));
    vec![target::added(object, name, pg::Kind::Other(pg::Other::Role(false)))]
}

/// A profile.
pub(super) fn profile(cx: &mut Cx<'_>, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    left(cx, "profile", object, clauses, of_profile);
    cx.ignore("PostgreSQL has no profiles; limits are set for each role, password rules outside");
    Vec::new()
}

/// What a clause asks for and is left out, and what to do about it; nothing where PostgreSQL does so anyway.
type Left = (&'static str, &'static str);

/// Notes the clauses that are left out, and says what they asked for.
fn left(
    cx: &mut Cx<'_>,
    kind: &'static str,
    object: &ir::Object,
    clauses: &[ir::Clause],
    of: impl Fn(&ir::Clause) -> Option<Left>,
) {
    let mut all: Vec<Left> = Vec::new();
    for clause in clauses.iter().filter(|clause| !shut(clause)) {
        let Some(it) = of(clause) else { continue };
        cx.dropped(&ACCOUNT, storage::word(clause), clause.at.span);
        if !all.contains(&it) {
            all.push(it);
        }
    }
    let Some(((last, _), before)) = all.split_last() else { return };
    let before: Vec<&str> = before.iter().map(|(what, _)| *what).collect();
    let left = if before.is_empty() { (*last).to_owned() } else { format!("{} and {last}", before.join(", ")) };
    let are = if before.is_empty() && *last != "tablespaces" { "is" } else { "are" };
    let mut advice: Vec<&str> = Vec::new();
    for (_, one) in &all {
        if !advice.contains(one) {
            advice.push(one);
        }
    }
    let raised = ACCOUNT.at(object.at.span).with("kind", kind).with("name", &object.name.name);
    cx.raise(raised.with("left", left).with("are", are).with("advice", advice.join(" ")));
}

const OUTSIDE: &str = "pg_hba.conf says who logs in by a proof from outside: ldap, gss, cert, peer.";
const MEMBERS: &str =
    "PostgreSQL asks for nothing at SET ROLE: let only those be members who may have the role at any time.";

fn of_user(clause: &ir::Clause) -> Option<Left> {
    const SPACES: &str =
        "Where the target has tablespaces for it: ALTER ROLE … SET default_tablespace, SET temp_tablespaces.";
    const INHERIT: &str = "A member has the privileges of all its roles at once; from PostgreSQL 16 on, GRANT … WITH INHERIT FALSE leaves one to SET ROLE.";
    Some(match storage::word(clause) {
        "IDENTIFIED BY" => {
            ("password", "database.sql proposes the role: create it, and set its password with \\password in psql.")
        }
        "IDENTIFIED EXTERNALLY" | "IDENTIFIED GLOBALLY" | "IDENTIFIED USING" => {
            ("authentication from outside", OUTSIDE)
        }
        "PASSWORD EXPIRE" => (
            "expired password",
            "Nothing asks for another password at the first login: VALID UNTIL shuts out whoever has not set one by then.",
        ),
        "QUOTA ON" => (
            "quota of space",
            "PostgreSQL does not limit the space of a role: a tablespace on a file system of its own does.",
        ),
        "PROFILE" if matches!(&clause.kind, ir::ClauseKind::Named(_, name) if name == "DEFAULT") => return None,
        "PROFILE" => (
            "profile",
            "Of its limits ALTER ROLE … CONNECTION LIMIT n keeps that of sessions; for password rules there are extensions.",
        ),
        "DEFAULT TABLESPACE" | "TEMPORARY TABLESPACE" | "LOCAL TEMPORARY TABLESPACE" => ("tablespaces", SPACES),
        "DEFAULT COLLATION" => ("default collation", "A role has none: COLLATE stands at columns and expressions."),
        "DEFAULT ROLE NONE" | "DEFAULT ROLE ALL EXCEPT" | "DEFAULT ROLE" => ("choice of default roles", INHERIT),
        "READ ONLY" => (
            "restriction to reading",
            "ALTER ROLE … SET default_transaction_read_only = on, which a session can set back; better grant nothing but SELECT.",
        ),
        _ => return None,
    })
}

fn of_role(clause: &ir::Clause) -> Option<Left> {
    Some(match storage::word(clause) {
        "IDENTIFIED BY" => ("password", MEMBERS),
        "IDENTIFIED USING" => ("package that alone enables it", MEMBERS),
        "IDENTIFIED EXTERNALLY" | "IDENTIFIED GLOBALLY" => ("proof from outside", MEMBERS),
        _ => return None,
    })
}

fn of_profile(clause: &ir::Clause) -> Option<Left> {
    const RULES: &str = "Password rules: ALTER ROLE … VALID UNTIL for an age, extension passwordcheck or credcheck for the rest, or pg_hba.conf with a directory that has such rules.";
    let ir::ClauseKind::Text(limit, value) = &clause.kind else { return None };
    if matches!(value.as_str(), "UNLIMITED" | "DEFAULT") {
        return None;
    }
    let advice = match *limit {
        "SESSIONS_PER_USER" => "Sessions: ALTER ROLE … CONNECTION LIMIT n for each of its users.",
        "IDLE_TIME" => "Idle sessions: ALTER ROLE … SET idle_session_timeout.",
        "CONNECT_TIME" => {
            "Nothing ends a session after a time, but what watches pg_stat_activity and calls pg_terminate_backend."
        }
        "CPU_PER_CALL"
        | "CPU_PER_SESSION"
        | "LOGICAL_READS_PER_CALL"
        | "LOGICAL_READS_PER_SESSION"
        | "COMPOSITE_LIMIT"
        | "PRIVATE_SGA" => "Cost of statements: ALTER ROLE … SET statement_timeout is the nearest limit.",
        _ => RULES,
    };
    Some((limit, advice))
}
