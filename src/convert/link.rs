//! Links to other databases: a foreign server and its tables, which nobody gets unasked.

use super::{Cx, target};
use crate::catalog::ObjectId;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&LINK, &SECRET];

static LINK: Rule = Rule {
    name: "database-link",
    codes: &[(Source::Oracle, "OR-DBL-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 30),
    message: "database link `{link}`{to} needs a foreign server",
    help: "To PostgreSQL: CREATE EXTENSION postgres_fdw; CREATE SERVER hq FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '…', dbname '…'); CREATE USER MAPPING … OPTIONS (user '…', password :'hq_password'); CREATE SCHEMA hq; IMPORT FOREIGN SCHEMA app LIMIT TO (emp) FROM SERVER hq INTO hq. Back to Oracle: the same with oracle_fdw.",
    doc: "convert/link/link.md",
    ..Rule::PLAIN
};

static SECRET: Rule = Rule {
    name: "secret-in-script",
    codes: &[(Source::Oracle, "OR-CMP-009")],
    raw: Severity::Blocker,
    message: "`{object}` is made with a password, which is not copied",
    help: "Give the password on the command line of psql: -v link_password=….",
    doc: "convert/link/link.md",
    ..Rule::PLAIN
};

/// Leaves a placeholder that says what to create.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, link: &ir::DbLink) -> Vec<pg::Object> {
    if link.user.is_some() {
        cx.exact(&SECRET, object.at.span);
    }
    let to = match &link.connect {
        Some(connect) => format!(" to {connect:?}"),
        None => String::new(),
    };
    let why = cx.manual(LINK.at(object.at.span).with("link", &object.name.name).with("to", to));
    vec![target::placeholder(cx, id, object, why.message())]
}
