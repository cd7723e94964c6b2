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
    message: "{kind} `{name}`: passwords, quotas and limits are not converted",
    help: "database.sql proposes the role, without password. Limits: ALTER ROLE … CONNECTION LIMIT n VALID UNTIL '…'; password rules by pg_hba.conf or an extension.",
    doc: "convert/user/account.md",
    ..Rule::PLAIN
};

/// A user: its schema, and a role that is proposed.
pub(super) fn user(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    storage::drop_all(cx, &ACCOUNT, clauses);
    cx.raise(ACCOUNT.at(object.at.span).with("kind", "user").with("name", &object.name.name));
    let name = QName::bare(cx.program.target(id).name);
    let shut = |clause: &ir::Clause| {
        matches!(clause.kind, ir::ClauseKind::Flag("NO AUTHENTICATION" | "NOT IDENTIFIED" | "ACCOUNT LOCK"))
    };
    let role = target::added(object, name.clone(), pg::Kind::Other(pg::Other::Role(!clauses.iter().any(shut))));
    vec![target::named(cx, object, name, pg::Kind::Schema(Vec::new())), role]
}

/// A role.
pub(super) fn role(cx: &mut Cx<'_>, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    storage::drop_all(cx, &ACCOUNT, clauses);
    cx.raise(ACCOUNT.at(object.at.span).with("kind", "role").with("name", &object.name.name));
    cx.ignore("roles belong to the whole cluster: database.sql proposes it, and create_roles=1 creates grantees");
    let name = QName::bare(cx.program.plan.names.fold(&object.name.name));
    vec![target::added(object, name, pg::Kind::Other(pg::Other::Role(false)))]
}

/// A profile.
pub(super) fn profile(cx: &mut Cx<'_>, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    storage::drop_all(cx, &ACCOUNT, clauses);
    cx.raise(ACCOUNT.at(object.at.span).with("kind", "profile").with("name", &object.name.name));
    cx.ignore("PostgreSQL has no profiles; limits are set for each role, password rules outside");
    Vec::new()
}
