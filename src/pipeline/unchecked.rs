//! Code that nobody looked into: texts known at run time only, wrapped units, other languages.

use crate::finding::Key;
use crate::input::Input;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{Body, Does, Dynamic, DynamicText, Kind, Other, Program, object::key};
use crate::span::Span;

/// Code that nobody looked into.
pub(super) struct Unchecked {
    /// `dynamic_sql`, `wrapped`, `body`.
    pub kind: &'static str,
    /// Whose.
    pub object: Option<Key>,
    /// Where.
    pub span: Span,
    /// Why, and what is known.
    pub reason: String,
}

/// All such code of a program.
pub(super) fn code(input: &Input, program: &Program) -> Vec<Unchecked> {
    let mut all: Vec<Unchecked> = program.dynamic.iter().filter_map(|it| dynamic(program, it)).collect();
    for (_, object) in program.catalog.iter() {
        let mut foreign = |body: &Body| {
            if let Body::Foreign(words, at) = body {
                let wrapped = words.eq_ignore_ascii_case("WRAPPED");
                let (kind, reason) = if wrapped {
                    ("wrapped", "the text of the unit is wrapped: its code cannot be read".to_string())
                } else {
                    ("body", format!("the code is not PL/SQL: {words}"))
                };
                all.push(Unchecked { kind, object: Some(key(object)), span: at.span, reason });
            }
        };
        if let Kind::Other(Other::Package(it) | Other::PackageBody(it)) = &object.kind {
            it.body.iter().for_each(&mut foreign);
        }
        walk::object(&object.kind, &mut |node| {
            walk::outline(node, &mut |node| {
                if let Node::Routine(routine) = node {
                    routine.body.iter().for_each(&mut foreign);
                }
            });
        });
    }
    all.retain(|it| !input.sources.is_context(it.span));
    all
}

/// What a text that code runs leaves open.
fn dynamic(program: &Program, it: &Dynamic) -> Option<Unchecked> {
    let by = it.by;
    let reason = match &it.text {
        DynamicText::Unknown { why, begins } if begins.is_empty() => {
            format!("what `{by}` runs is known at run time only: it depends on {why}")
        }
        DynamicText::Unknown { why, begins } => {
            format!("what `{by}` runs begins with `{begins}`; the rest is known at run time only: it depends on {why}")
        }
        DynamicText::Refused(why) => format!("the text that `{by}` runs is no statement: {why}"),
        DynamicText::Read(statement) => match (&statement.does, &statement.rest) {
            (Does::Unread(unread), _) | (_, Some(unread)) => {
                format!("the text that `{by}` runs is not understood: {}", unread.reason)
            }
            (_, None) => return None,
        },
    };
    let object = it.object.map(|id| key(program.catalog.get(id)));
    Some(Unchecked { kind: "dynamic_sql", object, span: it.at.span, reason })
}
