//! Triggers, each with the function that it runs.

use super::doc::Doc;
use super::piece::Needs;
use super::routine::{TRIGGER, body_needs};
use super::{Phase, Piece, Printer, quote};
use crate::catalog::{Event, Timing};
use crate::name::QName;
use crate::pg::{Clause, Object, Trigger};
use ecow::EcoString;

impl Printer<'_> {
    /// `CREATE FUNCTION … RETURNS trigger`, `CREATE TRIGGER`, and `DISABLE TRIGGER` where it is disabled.
    pub(super) fn trigger(self, object: &Object, trigger: &Trigger) -> Vec<Piece> {
        let Some(table) = &trigger.table else { return Vec::new() };
        let own = QName { schema: object.name.schema.clone(), name: object.name.name.with('_', "tf") };
        let (mut needs, none) = (Needs::default(), Vec::new());
        needs.name(table);
        trigger.condition.iter().for_each(|e| needs.part(e));
        trigger.body.iter().for_each(|body| body_needs(body, &mut needs));
        trigger.clauses.iter().for_each(|clause| needs.part(clause));
        let named =
            trigger.clauses.iter().find_map(|c| if let Clause::Execute(f, args) = c { Some((f, args)) } else { None });
        let (function, arguments): (&QName, &Vec<EcoString>) = named.unwrap_or((&own, &none));
        let makes = if named.is_some() { Vec::new() } else { vec![own.clone()] };
        let mut piece = self.shadowed(Phase::PostData, object.at.span, makes, needs, |p, d| {
            p.comments(d, &object.comments);
            if named.is_none() {
                p.trigger_function(d, function, trigger);
            }
            p.trigger_statement(d, object, trigger, table, function, arguments);
        });
        let name = quote::qname(&QName::bare(object.name.name.clone()));
        piece.undo = format!("DROP TRIGGER IF EXISTS {name} ON {};\n", quote::qname(table));
        if named.is_none() {
            piece.undo.push_str(&format!("DROP FUNCTION IF EXISTS {}();\n", quote::qname(&own)));
        }
        vec![piece]
    }

    fn trigger_function(self, d: &mut Doc, name: &QName, trigger: &Trigger) {
        d.text("CREATE OR REPLACE FUNCTION ");
        d.qname(name);
        d.text("()");
        d.hard();
        d.text("RETURNS ");
        self.ty(d, &TRIGGER);
        d.hard();
        self.routine_options(d, trigger.body.as_ref(), &trigger.clauses);
        d.hard();
        match &trigger.body {
            Some(body) => self.body(d, body, &trigger.clauses),
            None => self.dollar_body(d, |_, d| super::plpgsql::empty(d)),
        }
        d.text(";");
        d.hard();
    }

    fn trigger_statement(
        self,
        d: &mut Doc,
        object: &Object,
        trigger: &Trigger,
        table: &QName,
        function: &QName,
        arguments: &[EcoString],
    ) {
        d.group(|d| {
            d.text("CREATE TRIGGER ");
            d.name(&object.name.name);
            d.indent(|d| {
                d.line();
                d.text(match trigger.timing {
                    Timing::Before | Timing::Compound => "BEFORE ",
                    Timing::After => "AFTER ",
                    Timing::InsteadOf => "INSTEAD OF ",
                });
                events(d, &trigger.events);
                d.text(" ON ");
                d.qname(table);
                d.line();
                d.text(if trigger.each_row { "FOR EACH ROW" } else { "FOR EACH STATEMENT" });
                if let Some(condition) = &trigger.condition {
                    d.line();
                    d.group(|d| {
                        d.text("WHEN (");
                        d.indent(|d| self.any(d, condition));
                        d.text(")");
                    });
                }
                d.line();
                d.text("EXECUTE FUNCTION ");
                d.qname(function);
                d.parens(arguments, |d, argument| d.literal(argument));
            });
        });
        d.text(";");
        d.hard();
        if !trigger.enabled {
            d.text("ALTER TABLE ");
            d.qname(table);
            d.text(" DISABLE TRIGGER ");
            d.name(&object.name.name);
            d.text(";");
            d.hard();
        }
        if let Some(text) = &object.comment {
            let name = |d: &mut Doc| {
                d.name(&object.name.name);
                d.text(" ON ");
                d.qname(table);
            };
            self.comment_on(d, "TRIGGER", name, text);
        }
    }
}

fn events(d: &mut Doc, events: &[Event]) {
    for (n, event) in events.iter().enumerate() {
        if n > 0 {
            d.text(" OR ");
        }
        match event {
            Event::Insert => d.text("INSERT"),
            Event::Update(columns) => {
                d.text("UPDATE");
                if !columns.is_empty() {
                    d.text(" OF ");
                    d.group(|d| d.indent(|d| d.list(columns, |d, column| d.name(column))));
                }
            }
            Event::Delete => d.text("DELETE"),
            Event::Truncate => d.text("TRUNCATE"),
            Event::System(words) => d.text(words),
        }
    }
}
