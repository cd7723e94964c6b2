//! Routines that a query declares become objects of their own, where their names are free.

use crate::catalog::{Applying, Object, Space};
use crate::input::Sources;
use crate::ir::{Dml, Ir, Kind, Member, Program, Query, Row, RowSource, With};
use crate::name::{Name, QName};
use crate::span::Span;
use std::collections::BTreeMap;

/// Lifts the routines of views, and of queries and inserts of a script.
pub(super) fn lift(applying: &mut Applying<Ir>, program: &mut Program, sources: &Sources) {
    let before = applying.current.clone();
    let mut lifting = Lifting { functions: program.functions, sources, lifted: BTreeMap::new() };
    let is = |kind: &Kind| matches!(kind, Kind::View(view) if declares(&view.query));
    let views = applying.catalog.iter().filter(|(_, object)| is(&object.kind)).map(|(id, _)| id);
    for id in views.collect::<Vec<_>>() {
        let object = applying.catalog.get_mut(id);
        let schema = object.name.schema.clone();
        let Kind::View(view) = &mut object.kind else { continue };
        let mut with = view.query.with.take();
        applying.current = schema;
        with.iter_mut().for_each(|with| lifting.of(applying, with));
        if let Kind::View(view) = &mut applying.catalog.get_mut(id).kind {
            view.query.with = with;
        }
    }
    let asked = program.queries.iter_mut().map(|asked| (&asked.schema, &mut asked.query));
    let data = program.data.iter_mut().filter_map(|data| Some((&data.schema, source(&mut data.dml)?)));
    for (schema, query) in asked.chain(data).filter(|(_, query)| declares(query)) {
        applying.current.clone_from(schema);
        query.with.iter_mut().for_each(|with| lifting.of(applying, with));
    }
    applying.current = before;
}

fn declares(query: &Query) -> bool {
    query.with.as_ref().is_some_and(|with| !with.routines.is_empty())
}

/// The query whose rows are inserted.
fn source(dml: &mut Dml) -> Option<&mut Query> {
    let Dml::InsertInto(insert) = dml else { return None };
    let RowSource::Query(query) = &mut insert.source else { return None };
    Some(query)
}

/// What is lifted.
struct Lifting<'a> {
    functions: &'static [Row],
    sources: &'a Sources,
    /// What was lifted so far, and where it stood.
    lifted: BTreeMap<QName, Span>,
}

impl Lifting<'_> {
    /// Lifts all routines of a query or none: they may call each other.
    fn of(&mut self, applying: &mut Applying<Ir>, with: &mut With) {
        let named: Vec<QName> = with.routines.iter().map(|it| full(applying, &it.name)).collect();
        let twice = named.iter().enumerate().any(|(n, name)| named.iter().take(n).any(|other| other == name));
        if twice || !with.routines.iter().zip(&named).all(|(it, name)| self.may(applying, it, name)) {
            return;
        }
        with.lifted = true;
        for (Member { at, routine, .. }, name) in std::mem::take(&mut with.routines).into_iter().zip(named) {
            if self.lifted.insert(name.clone(), at.span).is_none() {
                let (changes, comments) = (Vec::new(), Vec::new());
                applying.catalog.add(Object {
                    name,
                    at,
                    changes,
                    comments,
                    comment: None,
                    kind: Kind::Routine(routine),
                });
            }
        }
    }

    /// Whether the name is free, or holds the same routine of another query.
    fn may(&self, applying: &Applying<Ir>, it: &Member, name: &QName) -> bool {
        if it.routine.body.is_none() || self.functions.iter().any(|row| row.name == it.name.as_str()) {
            return false;
        }
        match self.lifted.get(name) {
            Some(same) => self.sources.text(*same) == self.sources.text(it.at.span),
            None => applying.catalog.find(Space::Schema, name).is_none(),
        }
    }
}

/// The name in the schema at hand.
fn full(applying: &Applying<Ir>, name: &Name) -> QName {
    applying.full_name(&QName { schema: applying.current.clone(), name: name.clone() })
}
