//! What names, calls and steps hold: columns, variables, members of packages, results of routines and built-in functions.

use super::depend;
use super::infer::{COUNTERS, Infer, count, given, known};
use super::references::Reason;
use super::resolve::Want;
use super::scope::{Found, find as find_name};
use super::symbols::{Entity, Shape, Value};
use super::types::supplied as supplied_type;
use super::{Fact, Means, Null, supplied};
use crate::ir::{Call, Class, Expr, ExprKind, Given, Kind, Path, Step, Type};
use crate::name::{Name, QName};

impl Infer<'_, '_> {
    /// What an expression holds; its fact is written down with those of everything below it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others hold scalars")]
    pub(super) fn valued(&mut self, e: &Expr) -> Value {
        let value = match &e.kind {
            ExprKind::Name(path) => {
                let found = self.name(path);
                self.resolved(e, path, found)
            }
            ExprKind::Call(call) => {
                let found = self.call_value(call);
                self.resolved(e, &call.name, found)
            }
            ExprKind::Step(parts) => self.step(e, &parts.0, &parts.1),
            ExprKind::Cast(cast) if matches!(cast.ty, Type::Named(_) | Type::Path(_)) => {
                let fact = self.expr(e);
                let value = self.declared(&cast.ty);
                let fact = Fact { ty: value.fact.ty, ..fact };
                Value { fact, ..value }
            }
            _ => return Value::plain(self.expr(e)),
        };
        self.write(e, value.clone());
        value
    }

    /// Writes down what an expression holds.
    pub(super) fn write(&mut self, e: &Expr, value: Value) {
        match value.declared {
            super::symbols::Declared::Absent => drop(self.facts.beyond.insert(e.at.id, true)),
            super::symbols::Declared::Supplied => drop(self.facts.beyond.insert(e.at.id, false)),
            super::symbols::Declared::Unknown
            | super::symbols::Declared::Column(..)
            | super::symbols::Declared::Type(_) => {}
        }
        self.facts.nodes.set(e.at.id, value.fact);
        self.note_shape(e.at, &value);
    }

    pub(super) fn note_shape(&mut self, at: crate::span::At, value: &Value) {
        if value.shape != Shape::Plain {
            self.facts.shapes.insert(at.id, value.shape.clone());
        }
    }

    /// Writes down what a declaration stands for.
    pub(super) fn note_entity(&mut self, at: crate::span::At, entity: &Entity) {
        self.facts.entities.insert(at.id, entity.clone());
    }

    /// What was found, else why nothing was.
    pub(super) fn resolved(&mut self, e: &Expr, path: &Path, found: Result<Value, Reason>) -> Value {
        found.unwrap_or_else(|reason| {
            let reason = if reason == Reason::Absent && self.starts(&path.parts) { Reason::Member } else { reason };
            self.facts.unresolved.set(e.at.id, Some(reason));
            Value::default()
        })
    }

    fn name(&mut self, path: &Path) -> Result<Value, Reason> {
        let mut unknown = false;
        match find_name(self.blocks.iter().rev().map(Vec::as_slice), &path.parts) {
            Found::Column(_, _, fact) => {
                let fact = *fact;
                let shape = self.shape_of_column(fact.means);
                return Ok(Value { shape, ..Value::plain(fact) });
            }
            Found::Unknown => unknown = true,
            Found::Nothing => {}
        }
        if path.link.is_some() {
            return Err(Reason::Link);
        }
        let parts = path.parts.as_slice();
        if let Some(reason) = self.row_of_item(parts) {
            return reason;
        }
        // A column of what is not known, or anything else: of a column, no more could be said.
        if unknown {
            return self.perhaps_column(parts);
        }
        if let Some(value) = self.local(parts, None, Want::Function) {
            return Ok(value);
        }
        if let Some(fact) = self.column(parts) {
            let shape = self.shape_of_column(fact.means);
            return Ok(Value { shape, ..Value::plain(fact) });
        }
        Ok(match parts {
            [name] if !self.blocks.is_empty() && COUNTERS.contains(&name.as_str()) => {
                Value::plain(count()).meaning(Means::Supplied)
            }
            [sequence @ .., last] if (last == "NEXTVAL" || last == "CURRVAL") && !sequence.is_empty() => {
                let mut fact = known(Class::Number, Null::Never);
                let name = match sequence {
                    [name] => Some(QName::bare(name.clone())),
                    [schema, name] => Some(QName::new(schema.clone(), name.clone())),
                    _ => None,
                };
                let id = name.and_then(|name| depend::find(&self.program.catalog, &name, self.schema));
                fact.means = id.map_or(Means::Unknown, Means::Object);
                Value::plain(fact)
            }
            parts => {
                let builtin = self.builtin(&supplied::short(parts), &[], &[]).map(Value::plain);
                let found = builtin.or_else(|| self.global(parts, None, Want::Function));
                let found = found.or_else(|| self.field(parts)).or_else(|| self.supplied(parts));
                let lost =
                    self.lost_table && (self.frames.is_empty() || parts.first().is_some_and(|p| p.starts_with(':')));
                return found.ok_or(if lost { Reason::Table } else { Reason::Absent });
            }
        })
    }

    /// A name in a query with an item whose columns are not known: what nothing else can be is that item's column.
    fn perhaps_column(&mut self, parts: &[Name]) -> Result<Value, Reason> {
        if let [name] = parts
            && COUNTERS.contains(&name.as_str())
        {
            return Ok(Value::plain(count()).meaning(Means::Supplied));
        }
        let builtin = self.builtin(&supplied::short(parts), &[], &[]).map(Value::plain);
        if let Some(value) = builtin.or_else(|| self.supplied(parts)) {
            return Ok(value);
        }
        let items = self.blocks.iter().flatten().filter(|s| s.columns.is_none());
        let absent = items.clone().any(|s| self.absent.contains(&s.name));
        // A variable that a column of the same name would hide: which one is meant is not known.
        if !absent && let Some(value) = self.local(parts, None, Want::Function) {
            return Ok(value);
        }
        Err(if absent { Reason::Table } else { Reason::Opaque })
    }

    /// `t`, an item of `FROM` as a whole: `VALUE(t)`; `t.column.attribute` of an item whose columns are not known.
    fn row_of_item(&self, parts: &[Name]) -> Option<Result<Value, Reason>> {
        let (first, more) = parts.split_first()?;
        let item = self.blocks.iter().rev().flatten().find(|s| s.name == *first && !s.name.is_empty())?;
        if more.is_empty() {
            let has = |s: &super::scope::Source<Fact>| {
                s.columns.as_ref().is_some_and(|columns| columns.iter().any(|(name, _)| name == first))
            };
            let value = Value::default().meaning(Means::Local);
            return (!self.blocks.iter().flatten().any(has)).then_some(Ok(value));
        }
        if item.columns.is_some() {
            return None;
        }
        let absent = self.absent.contains(&item.name);
        Some(Err(if absent { Reason::Table } else { Reason::Opaque }))
    }

    /// Whether something that a name starts with is in the input.
    fn starts(&mut self, parts: &[Name]) -> bool {
        let [first, _, ..] = parts else { return false };
        let bare = QName::bare(first.clone());
        self.local(std::slice::from_ref(first), None, Want::Function).is_some()
            || depend::find(&self.program.catalog, &bare, self.schema).is_some_and(|id| {
                !matches!(self.program.catalog.get(id).kind, Kind::Other(crate::ir::Other::Synonym(_)))
            })
    }

    /// `column.attribute`: an attribute of an object in a column.
    fn field(&mut self, parts: &[Name]) -> Option<Value> {
        for used in 1..parts.len() {
            let Some((front, rest)) = parts.split_at_checked(used) else { continue };
            let means = match find_name(self.blocks.iter().rev().map(Vec::as_slice), front) {
                Found::Column(_, _, fact) => fact.means,
                Found::Unknown | Found::Nothing => match self.column(front) {
                    Some(fact) => fact.means,
                    None => continue,
                },
            };
            let shape = self.shape_of_column(means);
            if shape != Shape::Plain {
                return self.behind(Value::shaped(shape).meaning(means), rest, None, Want::Function);
            }
        }
        None
    }

    /// A name that Oracle supplies.
    pub(super) fn supplied(&self, parts: &[Name]) -> Option<Value> {
        let made = supplied_type(parts);
        if made.shape != Shape::Plain {
            return Some(made.meaning(Means::Supplied));
        }
        let class = supplied::class(self.program.functions, parts)?;
        Some(Value::plain(known(class, Null::Maybe)).meaning(Means::Supplied))
    }

    fn shape_of_column(&mut self, means: Means) -> Shape {
        let Means::Column(id, place) = means else { return Shape::Plain };
        let Kind::Table(table) = &self.program.catalog.get(id).kind else { return Shape::Plain };
        match table.columns.get(usize::from(place)).and_then(|c| c.ty.as_ref()) {
            Some(Type::Named(_) | Type::Path(_)) => self.column_value(id, place).map_or(Shape::Plain, |v| v.shape),
            Some(_) | None => Shape::Plain,
        }
    }

    fn call_value(&mut self, call: &Call) -> Result<Value, Reason> {
        let values: Vec<Value> = call.args.iter().map(|a| self.valued(&a.value)).collect();
        let facts: Vec<Fact> = values.iter().map(|v| v.fact).collect();
        let aggregate = self.set_function(call, &facts);
        let parts = call.name.parts.as_slice();
        let args = Some((call.args.as_slice(), values.as_slice()));
        if call.name.link.is_none()
            && let Some(value) = self.local(parts, args, Want::Function)
        {
            return Ok(value);
        }
        if let Some(fact) = aggregate {
            return Ok(Value::plain(fact).meaning(Means::Supplied));
        }
        let given: Vec<Given> = call.args.iter().zip(&facts).map(|(a, f)| given(&a.value, *f)).collect();
        if let Some(fact) = self.builtin(&supplied::short(parts), &facts, &given) {
            return Ok(Value::plain(fact));
        }
        if call.name.link.is_some() {
            return Err(Reason::Link);
        }
        let found = self.global(parts, args, Want::Function);
        found.or_else(|| self.supplied(parts)).ok_or(Reason::Absent)
    }

    fn step(&mut self, e: &Expr, of: &Expr, step: &Step) -> Value {
        let value = self.valued(of);
        let none: &[Name] = &[];
        let (name, list) = match step {
            Step::Attribute(name) => {
                let fact = if name == "ROWCOUNT" {
                    known(Class::Number, Null::Maybe)
                } else {
                    known(Class::Boolean, Null::Maybe)
                };
                return Value::plain(fact);
            }
            Step::Cells(_) => {
                self.below(e);
                return Value::default();
            }
            Step::Field(name) => (std::slice::from_ref(name), None),
            Step::Method(name, args) => (std::slice::from_ref(name), Some(args)),
            Step::Index(args) => (none, Some(args)),
        };
        let values: Vec<Value> = list.into_iter().flatten().map(|a| self.valued(&a.value)).collect();
        let args = list.map(|list| (list.as_slice(), values.as_slice()));
        self.behind(value, name, args, Want::Function).unwrap_or_default()
    }
}
