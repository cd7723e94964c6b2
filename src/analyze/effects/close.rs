//! Closes effects over all that runs: what is called is done before its callers, circles as one.

use super::{Does, Effect, Effects, Own, Runs, collect, fed, handed_on, partial};
use crate::analyze::Facts;
use crate::graph::components;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, DeclarationKind};
use crate::ir::{Body, Kind, Other, Program};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What all code of a program does.
pub(super) fn effects<'a>(program: &'a Program, facts: &'a Facts<'a>) -> Effects {
    let mut it = Effects::default();
    for (id, object) in program.catalog.iter() {
        if let Some((table, events)) = collect::fires(object, program) {
            it.triggers.entry(table).or_default().push((id, events));
        }
    }
    let mut units = own(program, facts, &mut it);
    it.fed = fed::defaults(program, facts);
    it.fed_by_scripts(program, facts);
    it.own.values_mut().for_each(|own| fed::merge(&mut it.fed, std::mem::take(&mut own.fed)));
    units.sort_unstable();
    let places: FxHashMap<Runs, usize> = units.iter().enumerate().map(|(n, unit)| (*unit, n)).collect();
    let edges = units.iter().enumerate().flat_map(|(n, unit)| {
        let runs = it.own.get(unit).into_iter().flat_map(|own| &own.runs);
        runs.filter_map(|(to, _)| places.get(to)).map(move |to| (n, *to)).collect::<Vec<_>>()
    });
    let edges: Vec<(usize, usize)> = edges.collect();
    for circle in components(units.len(), &edges) {
        let members: Vec<Runs> = circle.iter().filter_map(|n| units.get(*n)).copied().collect();
        close(&mut it, &members);
        for member in members {
            let (schema, Some(block)) = code(program, facts, member) else { continue };
            let order = partial::Order { effects: &it, program, facts, schema };
            if it.runs(member).has(Does::WRITES)
                && order.body(block)
                && let Some(effect) = it.closed.get_mut(&member)
            {
                effect.does |= Does::PARTIAL;
            }
        }
    }
    it
}

impl Effects {
    /// Adds the columns that scripts fill with numbers of sequences, by statements and by blocks.
    fn fed_by_scripts(&mut self, program: &Program, facts: &Facts<'_>) {
        if !program.catalog.iter().any(|(_, object)| matches!(object.kind, Kind::Sequence(_))) {
            return;
        }
        for data in &program.data {
            let fed = collect::fed(program, facts, &self.triggers, data.schema.as_ref(), &data.dml);
            fed::merge(&mut self.fed, fed);
        }
        for (_, object) in program.catalog.iter() {
            // Methods of types are no routines that effects are closed over.
            if let Kind::Other(Other::Block(_) | Other::TypeBody(_)) = &object.kind {
                let schema = object.name.schema.as_ref();
                walk::object(&object.kind, &mut |code| {
                    fed::merge(&mut self.fed, collect::part(program, facts, &self.triggers, schema, code).fed);
                });
            }
        }
    }
}

/// What each does by itself; all that runs, without order.
fn own<'a>(program: &'a Program, facts: &'a Facts<'a>, it: &mut Effects) -> Vec<Runs> {
    let mut units = Vec::new();
    let mut put = |runs: Runs, own: Own| {
        units.push(runs);
        it.own.insert(runs, own);
    };
    let triggers = std::mem::take(&mut it.triggers);
    let routines: Vec<_> = facts.symbols.routines().collect();
    let routines = routines.into_par_iter().map(|(id, signature)| {
        let schema = program.catalog.get(signature.object).name.schema.as_ref();
        let own = match signature.code {
            Some((_, routine, _)) if matches!(routine.body, Some(Body::Code(_))) => {
                collect::part(program, facts, &triggers, schema, Node::Routine(routine))
            }
            Some(_) | None => {
                let effect = Effect { does: Does::UNKNOWN | Does::MAY_RAISE, ..Effect::default() };
                Own { effect, ..Own::default() }
            }
        };
        (Runs::Routine(id), own)
    });
    routines.collect::<Vec<_>>().into_iter().for_each(|(runs, own)| put(runs, own));
    for (id, object) in program.catalog.iter() {
        let schema = object.name.schema.as_ref();
        match &object.kind {
            Kind::Trigger(trigger) => {
                if let Some(Body::Code(block)) = &trigger.body {
                    put(Runs::Trigger(id), collect::part(program, facts, &triggers, schema, Node::Block(block)));
                }
            }
            Kind::View(view) => {
                let own = collect::part(program, facts, &triggers, schema, Node::Query(&view.query));
                put(Runs::View(id), own);
            }
            Kind::Schema(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Grant(_)
            | Kind::Other(_) => {}
        }
    }
    for (id, package) in facts.symbols.packages() {
        let mut own = Own::default();
        for object in package.spec.into_iter().chain(package.body).map(|o| program.catalog.get(o)) {
            let Kind::Other(Other::Package(it) | Other::PackageBody(it)) = &object.kind else { continue };
            let schema = object.name.schema.as_ref();
            let mut add = |node| {
                let part = collect::part(program, facts, &triggers, schema, node);
                own.effect.add(&part.effect);
                own.runs.extend(part.runs);
                fed::merge(&mut own.fed, part.fed);
            };
            it.declarations.iter().filter(|d| matches!(d.kind, DeclarationKind::Variable(_))).for_each(|d| {
                add(Node::Declaration(d));
            });
            if let Some(Body::Code(block)) = &it.body {
                add(Node::Block(block));
            }
        }
        // Its own variables get their first values: nobody has seen others.
        let mine = |m: &crate::analyze::symbols::MemberId| facts.symbols.member(*m).package == id;
        own.effect.writes_state.retain(|m| !mine(m));
        own.effect.reads_state.retain(|m| !mine(m));
        if own.effect.writes_state.is_empty() {
            own.effect.does = own.effect.does.without(Does::WRITES_STATE);
        }
        if own.effect.reads_state.is_empty() {
            own.effect.does = own.effect.does.without(Does::READS_STATE);
        }
        put(Runs::Package(id), own);
    }
    it.triggers = triggers;
    units
}

fn close(it: &mut Effects, circle: &[Runs]) {
    let mut shared = Effect::default();
    for member in circle {
        let Some(own) = it.own.get(member) else { continue };
        let effect = Effect { does: own.effect.does.without(Does::AUTONOMOUS), ..own.effect.clone() };
        shared.add(&effect);
        for (runs, caught) in own.runs.iter().filter(|(runs, _)| !circle.contains(runs)) {
            if let Some(other) = it.closed.get(runs) {
                shared.add(&Effect { does: handed_on(other.does, *caught), ..other.clone() });
            }
        }
    }
    for member in circle {
        let mut effect = shared.clone();
        if it.own.get(member).is_some_and(|own| own.effect.does.has(Does::AUTONOMOUS)) {
            effect.does |= Does::AUTONOMOUS;
        }
        it.closed.insert(*member, effect);
    }
}

/// The code of what runs, and the schema of unqualified names in it.
fn code<'a>(
    program: &'a Program,
    facts: &'a Facts<'a>,
    it: Runs,
) -> (Option<&'a crate::name::Name>, Option<&'a Block>) {
    let (object, body) = match it {
        Runs::Routine(id) => {
            let signature = facts.symbols.routine(id);
            (signature.object, signature.code.and_then(|(_, routine, _)| routine.body.as_ref()))
        }
        Runs::Trigger(id) => match &program.catalog.get(id).kind {
            Kind::Trigger(trigger) => (id, trigger.body.as_ref()),
            Kind::Schema(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Grant(_)
            | Kind::Other(_) => (id, None),
        },
        Runs::View(_) | Runs::Package(_) => return (None, None),
    };
    let block = body.and_then(|body| if let Body::Code(block) = body { Some(&**block) } else { None });
    (program.catalog.get(object).name.schema.as_ref(), block)
}
