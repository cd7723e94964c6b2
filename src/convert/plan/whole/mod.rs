//! Numbers of code that only ever hold what integer columns hold: variables, parameters and results that meet keys get their
//! class, over the whole program, so that no comparison needs a conversion.
//!
//! A variable is one of them if everything that flows into it is a whole number of at most 18 digits, and if it is compared with,
//! stored in or read from an integer column. What code computes with stays a decimal number.

mod statements;
mod values;

use super::Indexed;
use super::columns::Decided;
use crate::analyze::symbols::RoutineId;
use crate::analyze::{Facts, Ty};
use crate::catalog::Mode;
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{Block, DeclarationKind};
use crate::ir::{self, Body, Class, Kind, Other, Type};
use crate::name::Name;
use crate::span::{At, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// What is declared as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    /// A parameter, by its routine and place.
    Param(RoutineId, u16),
    /// The result of a function.
    Result(RoutineId),
    /// A variable, or a parameter of a cursor.
    Local(u32),
}

/// What a value can be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    /// A whole number of so many digits.
    Digits(u16),
    /// What a variable holds.
    Of(Key),
    /// Anything.
    Any,
}

/// Whole numbers of code.
#[derive(Debug, Default)]
pub struct Whole {
    nodes: FxHashSet<NodeId>,
    results: FxHashSet<RoutineId>,
}

impl Whole {
    /// Whether the variable or parameter that is declared there is a whole number.
    #[must_use]
    pub fn holds(&self, at: At) -> bool {
        self.nodes.contains(&at.id)
    }

    fn keep(&mut self, key: Key, facts: &Facts<'_>) {
        match key {
            Key::Local(id) => {
                self.nodes.insert(NodeId(id));
            }
            Key::Result(id) => {
                self.results.insert(id);
            }
            Key::Param(id, place) => {
                let signature = facts.symbols.routine(id);
                let both = [Some(signature.header), signature.code.map(|(_, code, _)| code)];
                let params = both.into_iter().flatten().filter_map(|r| r.params.get(usize::from(place)));
                self.nodes.extend(params.map(|p| p.at.id));
            }
        }
    }

    /// Whether the result of a routine is a whole number.
    #[must_use]
    pub fn returns(&self, routine: Option<RoutineId>) -> bool {
        routine.is_some_and(|id| self.results.contains(&id))
    }
}

/// The most digits that a `bigint` always takes.
const MOST: u16 = 18;

/// Finds them.
pub(super) fn decide(program: &ir::Program, facts: &Facts<'_>, indexed: &Indexed, decided: &Decided) -> Whole {
    let mut look = Look {
        program,
        facts,
        indexed,
        decided,
        schema: None,
        scopes: Vec::new(),
        routine: None,
        digits: BTreeMap::new(),
        flows: Vec::new(),
        meets: Vec::new(),
        evident: FxHashMap::default(),
        refused: FxHashSet::default(),
    };
    look.declare_routines();
    for (_, object) in program.catalog.iter() {
        look.schema = object.name.schema.as_ref();
        look.object(object);
    }
    program.data.iter().for_each(|data| look.dml(&data.dml));
    look.judged()
}

/// A name in sight: a candidate, the parameters of a cursor, or something else.
enum Entry {
    Number(Key),
    Cursor(Vec<Option<Key>>),
    Other,
}

/// What is declared together.
struct Sight {
    labels: Vec<Name>,
    entries: Vec<(Name, Entry)>,
}

struct Look<'a> {
    program: &'a ir::Program,
    facts: &'a Facts<'a>,
    indexed: &'a Indexed,
    decided: &'a Decided,
    schema: Option<&'a Name>,
    scopes: Vec<Sight>,
    routine: Option<RoutineId>,
    /// Candidates with the digits they take.
    digits: BTreeMap<Key, u16>,
    /// What flows into what.
    flows: Vec<(Source, Key)>,
    /// What is compared with what.
    meets: Vec<(Key, Key)>,
    /// Candidates that meet an integer column; true: one that an index or key holds.
    evident: FxHashMap<Key, bool>,
    refused: FxHashSet<Key>,
}

/// The digits that a declared number may have, where it may be a whole one.
fn room(ty: &Type) -> Option<u16> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other type is a number without a fraction")]
    match ty {
        Type::Number { precision: None, scale: None } => Some(MOST),
        Type::Number { precision: Some(p), scale: None | Some(0) } if u16::from(*p) <= MOST => Some(u16::from(*p)),
        _ => None,
    }
}

impl<'a> Look<'a> {
    fn declare_routines(&mut self) {
        for (id, signature) in self.facts.symbols.routines() {
            // Overloads are told apart by their types; methods are called through objects.
            if signature.overloaded || signature.role.is_some() || signature.code.is_none() {
                continue;
            }
            for (n, param) in signature.header.params.iter().enumerate() {
                if let (Some(room), Ok(n)) = (room(&param.ty), u16::try_from(n)) {
                    self.digits.insert(Key::Param(id, n), room);
                }
            }
            let piped = signature.header.clauses.iter().any(|c| matches!(c.kind, ir::ClauseKind::Flag("PIPELINED")));
            if !piped && signature.header.returns.as_ref().and_then(room).is_some() {
                self.digits.insert(Key::Result(id), MOST);
            }
        }
    }

    fn object(&mut self, object: &'a ir::Object) {
        match &object.kind {
            Kind::Routine(routine) => self.routine(&object.name.name, object.at, routine),
            Kind::Trigger(trigger) => self.body(trigger.body.as_ref()),
            Kind::View(view) => self.query(&view.query),
            Kind::Other(Other::Package(package) | Other::PackageBody(package)) => {
                // Variables of packages stay what they are; what they are made from is looked at.
                package.declarations.iter().for_each(|d| self.node(Node::Declaration(d)));
                package.routines.iter().for_each(|m| self.routine(&m.name, m.at, &m.routine));
                self.body(package.body.as_ref());
            }
            Kind::Other(Other::TypeBody(methods)) => {
                methods.iter().for_each(|m| self.routine(&m.name, m.at, &m.routine));
            }
            Kind::Other(Other::Block(body)) => self.body(Some(body)),
            Kind::Other(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::Type(_)
            | Kind::Grant(_)
            | Kind::Schema(_) => {}
        }
    }

    fn body(&mut self, body: Option<&'a Body>) {
        if let Some(Body::Code(block)) = body {
            self.block(block);
        }
    }

    fn routine(&mut self, name: &Name, at: At, routine: &'a ir::Routine) {
        let id = self.facts.symbols.at(at);
        let mut entries = Vec::new();
        for (n, param) in routine.params.iter().enumerate() {
            let key = id.zip(u16::try_from(n).ok()).map(|(id, n)| Key::Param(id, n));
            let key = key.filter(|key| self.digits.contains_key(key));
            if let (Some(default), Some(key)) = (&param.default, key) {
                self.flow(default, key);
            }
            param.default.iter().for_each(|e| self.expr(e));
            self.anchored(&param.ty);
            entries.push((param.name.clone(), key.map_or(Entry::Other, Entry::Number)));
        }
        routine.returns.iter().for_each(|ty| self.anchored(ty));
        let outer = std::mem::replace(&mut self.routine, id);
        self.scopes.push(Sight { labels: vec![name.clone()], entries });
        self.body(routine.body.as_ref());
        self.scopes.pop();
        self.routine = outer;
    }

    /// What is declared by a variable keeps the type that it says.
    fn anchored(&mut self, ty: &Type) {
        if let Type::TypeOf(parts) = ty
            && let Some(key) = self.named(parts)
        {
            self.refused.insert(key);
        }
    }

    fn block(&mut self, block: &'a Block) {
        self.scopes.push(Sight { labels: block.labels.clone(), entries: Vec::new() });
        for declaration in &block.declarations {
            let entry = match &declaration.kind {
                DeclarationKind::Variable(it) => {
                    self.anchored(&it.ty);
                    let key = room(&it.ty).map(|room| (Key::Local(declaration.at.id.0), room));
                    if let Some((key, room)) = key {
                        self.digits.insert(key, room);
                        it.default.iter().for_each(|e| self.flow(e, key));
                    }
                    it.default.iter().for_each(|e| self.expr(e));
                    Some((it.name.clone(), key.map_or(Entry::Other, |(key, _)| Entry::Number(key))))
                }
                DeclarationKind::Cursor(it) => Some((it.name.clone(), self.cursor(it))),
                DeclarationKind::Routine(member) => {
                    self.routine(&member.name, member.at, &member.routine);
                    None
                }
                DeclarationKind::Exception(_)
                | DeclarationKind::Type(_)
                | DeclarationKind::Subtype(_)
                | DeclarationKind::Pragma(_)
                | DeclarationKind::Unread(_) => {
                    self.node(Node::Declaration(declaration));
                    None
                }
            };
            if let (Some(entry), Some(sight)) = (entry, self.scopes.last_mut()) {
                sight.entries.push(entry);
            }
        }
        block.sections.iter().for_each(|s| self.block(&s.block));
        block.statements.iter().for_each(|s| self.stmt(s));
        block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| self.stmt(s));
        self.scopes.pop();
    }

    fn cursor(&mut self, it: &'a ir::plsql::Cursor) -> Entry {
        let (mut keys, mut entries) = (Vec::new(), Vec::new());
        for param in &it.params {
            let key = room(&param.ty).map(|room| (Key::Local(param.at.id.0), room));
            if let Some((key, room)) = key {
                self.digits.insert(key, room);
                param.default.iter().for_each(|e| self.flow(e, key));
            }
            keys.push(key.map(|(key, _)| key));
            entries.push((param.name.clone(), key.map_or(Entry::Other, |(key, _)| Entry::Number(key))));
        }
        self.scopes.push(Sight { labels: vec![it.name.clone()], entries });
        it.query.iter().for_each(|q| self.query(q));
        self.scopes.pop();
        Entry::Cursor(keys)
    }

    /// Whether clients pass values for it, or compute with it.
    fn is_passed(&self, key: Key) -> bool {
        let (id, place) = match key {
            Key::Param(id, place) => (id, place),
            Key::Result(_) => return true,
            Key::Local(_) => return false,
        };
        let header = self.facts.symbols.routine(id).header;
        header.params.get(usize::from(place)).is_none_or(|p| p.mode != Mode::Out)
    }

    /// The candidates that remain.
    fn judged(mut self) -> Whole {
        loop {
            let mut changed = false;
            for (source, key) in &self.flows {
                let room = self.digits.get(key).copied().unwrap_or(0);
                let fits = match source {
                    Source::Any => false,
                    Source::Digits(digits) => *digits <= room,
                    Source::Of(of) => !self.refused.contains(of) && self.digits.get(of).is_some_and(|d| *d <= room),
                };
                changed |= !fits && self.refused.insert(*key);
            }
            if !changed {
                break;
            }
        }
        let open = |key: &Key| self.digits.contains_key(key) && !self.refused.contains(key);
        let mut groups = Groups::default();
        let flows = self.flows.iter().filter_map(|(source, key)| match source {
            Source::Of(of) => Some((*of, *key)),
            Source::Any | Source::Digits(_) => None,
        });
        for (a, b) in flows.chain(self.meets.iter().copied()) {
            if open(&a) && open(&b) {
                groups.join(a, b);
            }
        }
        // Whether one of a group meets an integer column, whether an index holds one, and whether clients pass values.
        let mut known: FxHashMap<Key, (bool, bool, bool)> = FxHashMap::default();
        let candidates: Vec<Key> = self.digits.keys().copied().filter(|key| open(key)).collect();
        for key in &candidates {
            let met = self.evident.get(key);
            let of = known.entry(groups.root(*key)).or_default();
            of.0 |= met.is_some();
            of.1 |= met.is_some_and(|strong| *strong);
            of.2 |= self.is_passed(*key);
        }
        let mut whole = Whole::default();
        for key in candidates {
            let (met, strong, passed) = known.get(&groups.root(key)).copied().unwrap_or_default();
            if strong || met && !passed {
                whole.keep(key, self.facts);
            }
        }
        whole
    }
}

/// Keys that meet.
#[derive(Default)]
struct Groups {
    parent: FxHashMap<Key, Key>,
}

impl Groups {
    fn root(&self, key: Key) -> Key {
        let mut at = key;
        while let Some(up) = self.parent.get(&at) {
            at = *up;
        }
        at
    }

    fn join(&mut self, a: Key, b: Key) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller one leads, so that the outcome does not depend on the order of joining.
        if a != b {
            self.parent.insert(a.max(b), a.min(b));
        }
    }
}

/// The digits of a whole number.
fn sized(ty: Ty) -> Option<u16> {
    let whole = matches!(ty.class, Class::Number | Class::Integer) && ty.scale == 0 && ty.flags & Ty::WHOLE != 0;
    (whole && (1..=MOST).contains(&ty.size)).then_some(ty.size)
}
