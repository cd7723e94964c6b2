//! What no declaration says, for the report: where values come from, keys that only code knows, routines that nothing calls.

use crate::analyze::Facts;
use crate::analyze::hidden::{JoinedKey, joined_keys, unreachable_routines};
use crate::analyze::lineage::{How, flows};
use crate::catalog::ObjectId;
use crate::ir::{Program, object::key};
use crate::name::Name;
use crate::report::build::PlaceOf;
use crate::report::model::{DeadRoutine, Flow, Report, UndeclaredKey};
use crate::span::Span;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    flows: Vec<Flow>,
    keys: Vec<UndeclaredKey>,
    dead: Vec<(DeadRoutine, Span)>,
}

impl Hidden {
    pub(super) fn new(program: &Program, facts: &Facts<'_>) -> Self {
        let column = |(id, name): &(ObjectId, Name)| format!("{}.{name}", program.catalog.get(*id).name);
        let flows = flows(program).into_iter().map(|flow| Flow {
            source: column(&flow.from),
            target: column(&flow.to),
            transformation: match flow.how {
                How::Copied => "copied".into(),
                How::Computed => "computed".into(),
            },
            object: flow.by.to_string(),
        });
        let key_of = |it: JoinedKey| UndeclaredKey {
            column: column(&it.from),
            key: column(&it.to),
            joins: it.joins,
            confidence: it.confidence.into(),
        };
        let mut keys: Vec<UndeclaredKey> = joined_keys(program, facts).into_iter().map(key_of).collect();
        keys.sort_by(|a, b| (&a.column, &a.key).cmp(&(&b.column, &b.key)));
        let dead = unreachable_routines(facts).into_iter().map(|id| {
            let routine = facts.symbols.routine(id);
            let (object, at) = routine.code.map_or((routine.object, routine.at), |(object, _, at)| (object, at));
            let object = key(program.catalog.get(object)).to_string();
            (DeadRoutine { object, name: routine.name.to_string(), location: None }, at.span)
        });
        let mut flows: Vec<Flow> = flows.collect();
        flows.sort_by(|a, b| (&a.target, &a.source, &a.object).cmp(&(&b.target, &b.source, &b.object)));
        flows.dedup();
        let mut dead: Vec<(DeadRoutine, Span)> = dead.collect();
        dead.sort_by(|(a, _), (b, _)| (&a.object, &a.name).cmp(&(&b.object, &b.name)));
        Hidden { flows, keys, dead }
    }

    /// Puts it into the report.
    pub(super) fn tell(self, report: &mut Report, place: PlaceOf<'_>, context: &dyn Fn(Span) -> bool) {
        report.lineage = self.flows;
        report.undeclared_keys = self.keys;
        let own = self.dead.into_iter().filter(|(_, span)| !context(*span));
        report.dead_routines = own.map(|(it, span)| DeadRoutine { location: place(span), ..it }).collect();
    }
}
