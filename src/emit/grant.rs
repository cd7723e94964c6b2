//! Grants. A role that the target lacks is no error: the grant is skipped, with a warning that names role and object.

use super::doc::Doc;
use super::piece::Needs;
use super::quote::{dollar_of, literal, push_name, push_qname};
use super::{Phase, Piece, Printer};
use crate::catalog::Grant;
use crate::name::{Name, QName};
use crate::pg::Object;

impl Printer<'_> {
    /// `GRANT`, one statement a grantee.
    pub(super) fn grant(self, object: &Object, grant: &Grant) -> Vec<Piece> {
        let mut needs = Needs::default();
        grant.on.iter().for_each(|on| match on.kind {
            "SCHEMA" => needs.name(&QName::bare(on.name.name.clone())),
            _ => [&on.name].into_iter().chain(&on.more).for_each(|name| needs.name(name)),
        });
        let mut piece = self.piece(Phase::PostData, object.at.span, Vec::new(), needs, |p, d| {
            p.comments(d, &object.comments);
            for role in &grant.to {
                let privileges = privileges(grant);
                if is_public(role) {
                    d.text(&statement("GRANT", &privileges, "TO", role, grant.with_grant));
                    d.text(";");
                    d.hard();
                } else {
                    guarded(d, &privileges, role, grant.with_grant);
                }
            }
        });
        piece.undo = grant
            .to
            .iter()
            .filter(|role| is_public(role))
            .map(|role| format!("{};\n", statement("REVOKE", &privileges(grant), "FROM", role, false)))
            .collect();
        vec![piece]
    }
}

/// Whether it is the group of all roles; a role of that name must be quoted.
fn is_public(role: &Name) -> bool {
    role.eq_ignore_ascii_case("public")
}

/// `SELECT, UPDATE (a, b) ON hr.emp`.
fn privileges(grant: &Grant) -> String {
    let mut out = String::new();
    for (n, privilege) in grant.privileges.iter().enumerate() {
        if n > 0 {
            out.push_str(", ");
        }
        if grant.on.is_some() {
            out.push_str(&privilege.name)
        } else {
            push_name(&mut out, &privilege.name)
        }
        for (n, column) in privilege.columns.iter().enumerate() {
            out.push_str(if n == 0 { " (" } else { ", " });
            push_name(&mut out, column);
        }
        if !privilege.columns.is_empty() {
            out.push(')');
        }
    }
    if let Some(on) = &grant.on {
        out.push_str(" ON ");
        if !on.kind.is_empty() {
            out.push_str(on.kind);
            out.push(' ');
        }
        if on.kind == "SCHEMA" {
            push_name(&mut out, &on.name.name)
        } else {
            push_qname(&mut out, &on.name)
        }
        for name in &on.more {
            out.push_str(", ");
            push_qname(&mut out, name);
        }
    }
    out
}

fn statement(verb: &str, privileges: &str, word: &str, role: &Name, with_grant: bool) -> String {
    let mut out = format!("{verb} {privileges} {word} ");
    if is_public(role) {
        out.push_str("PUBLIC")
    } else {
        push_name(&mut out, role)
    }
    if with_grant {
        out.push_str(" WITH GRANT OPTION");
    }
    out
}

fn guarded(d: &mut Doc, privileges: &str, role: &Name, with_grant: bool) {
    let mut quoted = String::new();
    push_name(&mut quoted, role);
    let grant = statement("GRANT", privileges, "TO", role, with_grant);
    let warning = format!("role {role} does not exist, so this was skipped: {grant}");
    let tag = dollar_of("grant", &warning);
    d.text("DO ");
    d.text(&tag);
    d.hard();
    d.text("BEGIN");
    d.indent(|d| {
        d.hard();
        d.text("IF to_regrole(");
        d.text(&literal(&quoted));
        d.text(") IS NOT NULL THEN");
        d.indent(|d| {
            d.hard();
            d.text(&grant);
            d.text(";");
        });
        d.hard();
        d.text("ELSE");
        d.indent(|d| {
            d.hard();
            d.text("RAISE WARNING USING MESSAGE = ");
            d.text(&literal(&warning));
            d.text(";");
        });
        d.hard();
        d.text("END IF;");
    });
    d.hard();
    d.text("END ");
    d.text(&tag);
    d.text(";");
    d.hard();
}
