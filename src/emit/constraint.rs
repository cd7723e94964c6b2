//! Constraints: checks that need nothing stand in their table, the others are statements of their own, after the data.

use super::doc::Doc;
use super::piece::{Needs, SUPPORT};
use super::{Phase, Piece, Printer, quote};
use crate::catalog::{Action, Mentioned, Part};
use crate::name::{Name, QName};
use crate::pg::{Clause, Constraint, ConstraintRule, Object, Table};

/// Constraints that are written in the table: valid checks that call no routine of the user.
pub(super) fn inline(table: &Table) -> impl Iterator<Item = &Constraint> {
    table.constraints.iter().filter(|c| is_inline(c) && table.query.is_none())
}

fn is_inline(constraint: &Constraint) -> bool {
    let ConstraintRule::Check(expr) = &constraint.rule else { return false };
    let mut plain = constraint.state.validated && constraint.state.enabled;
    expr.mentions(&mut |mention| {
        plain &= mention.what != Mentioned::Routine || mention.name.schema.as_deref() == Some(SUPPORT);
    });
    plain && !constraint.clauses.contains(&Clause::NotValid) && !is_switched_off(constraint)
}

/// Whether nothing checks it, old rows or new.
fn is_switched_off(constraint: &Constraint) -> bool {
    !constraint.state.enabled || constraint.clauses.contains(&Clause::NotEnforced)
}

impl Printer<'_> {
    /// The statements that add what is not written in the table.
    pub(super) fn constraints(self, object: &Object, table: &Table) -> Vec<Piece> {
        let apart = |c: &&Constraint| !is_inline(c) || table.query.is_some();
        table.constraints.iter().filter(apart).filter_map(|c| self.add_constraint(object, c)).collect()
    }

    fn add_constraint(self, object: &Object, constraint: &Constraint) -> Option<Piece> {
        let mut needs = Needs::default();
        needs.name(&object.name);
        let phase = match &constraint.rule {
            ConstraintRule::Primary(_) | ConstraintRule::Unique(_) => Phase::Keys,
            ConstraintRule::Check(expr) => {
                needs.part(expr);
                Phase::Keys
            }
            ConstraintRule::Foreign(key) => {
                needs.name(&key.table);
                Phase::ForeignKeys
            }
            // A clause that only sources have.
            ConstraintRule::Ref(_) => return None,
        };
        let name =
            constraint.name.as_ref().map(|name| QName { schema: object.name.schema.clone(), name: name.clone() });
        let makes = match (&constraint.rule, &name) {
            // These make an index, which shares the name space of tables.
            (ConstraintRule::Primary(_) | ConstraintRule::Unique(_), Some(name)) => vec![name.clone()],
            (_, _) => Vec::new(),
        };
        let mut piece = self.piece(phase, constraint.at.span, makes, needs, |p, d| {
            p.comments(d, &constraint.comments);
            d.text("ALTER TABLE ");
            d.qname(&object.name);
            d.group(|d| {
                d.indent(|d| {
                    d.line();
                    d.text("ADD ");
                    p.constraint(d, constraint);
                });
            });
            d.text(";");
            d.hard();
        });
        if let Some(name) = &constraint.name {
            piece.undo = format!(
                "ALTER TABLE IF EXISTS {} DROP CONSTRAINT IF EXISTS {};\n",
                quote::qname(&object.name),
                quote::qname(&QName::bare(name.clone()))
            );
        }
        piece.part = name;
        if is_switched_off(constraint) && !self.can_switch_off(constraint) {
            piece.comment_out("disabled in the source; PostgreSQL enforces every such constraint");
        }
        Some(piece)
    }

    /// Whether the target can hold the constraint without enforcing it.
    fn can_switch_off(self, constraint: &Constraint) -> bool {
        self.target >= 18 && matches!(constraint.rule, ConstraintRule::Check(_) | ConstraintRule::Foreign(_))
    }

    /// `CONSTRAINT name rule state`.
    pub(super) fn constraint(self, d: &mut Doc, constraint: &Constraint) {
        if let Some(name) = &constraint.name {
            d.text("CONSTRAINT ");
            d.name(name);
            d.text(" ");
        }
        let uses_index =
            constraint.clauses.iter().find_map(|c| if let Clause::UsingIndex(n) = c { Some(n) } else { None });
        match &constraint.rule {
            ConstraintRule::Primary(columns) => key(d, "PRIMARY KEY", columns, uses_index),
            ConstraintRule::Unique(columns) => {
                let nulls = constraint.clauses.contains(&Clause::NullsNotDistinct);
                key(d, if nulls { "UNIQUE NULLS NOT DISTINCT" } else { "UNIQUE" }, columns, uses_index);
            }
            ConstraintRule::Check(expr) => {
                d.text("CHECK (");
                d.group(|d| {
                    d.indent(|d| {
                        d.soft();
                        self.any(d, expr);
                    });
                    d.soft();
                });
                d.text(")");
            }
            ConstraintRule::Foreign(foreign) => {
                key(d, "FOREIGN KEY", &foreign.columns, None);
                d.line();
                d.text("REFERENCES ");
                d.qname(&foreign.table);
                if !foreign.target.is_empty() {
                    d.text(" ");
                    columns(d, &foreign.target);
                }
                d.text(&action(" ON DELETE", foreign.on_delete));
                d.text(&action(" ON UPDATE", foreign.on_update));
            }
            ConstraintRule::Ref(_) => {}
        }
        for clause in &constraint.clauses {
            if let Clause::Include(names) = clause {
                d.text(" INCLUDE ");
                columns(d, names);
            }
        }
        self.storage(d, &constraint.clauses);
        if constraint.state.deferrable {
            d.text(" DEFERRABLE");
        }
        if constraint.state.deferred {
            d.text(" INITIALLY DEFERRED");
        }
        if is_switched_off(constraint) {
            if self.can_switch_off(constraint) {
                d.text(" NOT ENFORCED");
            }
        } else if !constraint.state.validated || constraint.clauses.contains(&Clause::NotValid) {
            d.text(" NOT VALID");
        }
    }
}

fn key(d: &mut Doc, word: &str, names: &[Name], index: Option<&Name>) {
    d.text(word);
    d.text(" ");
    match index {
        Some(index) => {
            d.text("USING INDEX ");
            d.name(index);
        }
        None => columns(d, names),
    }
}

fn columns(d: &mut Doc, names: &[Name]) {
    d.parens(names, |d, name| d.name(name));
}

fn action(event: &str, action: Action) -> String {
    let what = match action {
        Action::NoAction => return String::new(),
        Action::Restrict => "RESTRICT",
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
    };
    format!("{event} {what}")
}
