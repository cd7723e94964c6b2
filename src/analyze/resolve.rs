//! Names in code: what they mean, by Oracle's order of scopes: the blocks around, the package, the schema.

use super::depend;
use super::infer::{Infer, count, known};
use super::symbols::bind::{bind, distance};
use super::symbols::{Entity, Item, Owner, PackageId, RoutineId, Shape, Unit, Value};
use super::{Means, Null};
use crate::catalog::{ObjectId, TypeShape};
use crate::ir::{Argument, Class, Kind};
use crate::name::{Name, QName};

/// What the first parts of a name stand for.
enum Head {
    /// A variable, cursor, type or exception; `Means` says where it lives.
    Entity(Entity, Means),
    /// Routines of one name.
    Routines(Vec<RoutineId>),
    /// A type of the schema.
    Type(ObjectId),
    /// A method of the object whose code is looked at.
    Method(ObjectId, Name),
}

/// Arguments of a call, with what each holds.
pub(super) type Args<'b> = Option<(&'b [Argument], &'b [Value])>;

/// What a routine must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// It has a result.
    Function,
    /// It is called as a statement.
    Procedure,
}

impl<'a> Infer<'a, '_> {
    /// What a name means that is declared in code, here or around, or in the package at hand.
    pub(super) fn local(&mut self, parts: &[Name], args: Args<'_>, want: Want) -> Option<Value> {
        let (head, used) = self.local_head(parts)?;
        self.finish(head, parts.get(used..).unwrap_or_default(), args, want)
    }

    /// What a name means that starts with an object of the schema: a routine, a member of a package, a type.
    pub(super) fn global(&mut self, parts: &[Name], args: Args<'_>, want: Want) -> Option<Value> {
        let (head, used) = self.object_head(parts)?;
        self.finish(head, parts.get(used..).unwrap_or_default(), args, want)
    }

    fn local_head(&mut self, parts: &[Name]) -> Option<(Head, usize)> {
        let first = parts.first()?;
        for place in (0..self.frames.len()).rev() {
            let Some(frame) = self.frames.get(place) else { continue };
            if let Some(entity) = frame.find(first) {
                let routines = frame.routines(first);
                return Some((head_of(entity.clone(), routines), 1));
            }
            if frame.label.contains(first)
                && let Some(second) = parts.get(1)
                && let Some(entity) = frame.find(second)
            {
                let routines = frame.routines(second);
                return Some((head_of(entity.clone(), routines), 2));
            }
        }
        if let Some(object) = self.own_type
            && self.has_method(object, first)
        {
            return Some((Head::Method(object, first.clone()), 1));
        }
        let package = self.package?;
        if let Some(head) = self.package_head(package, first, true) {
            return Some((head, 1));
        }
        let object = self.symbols.package(package).object()?;
        if self.program.catalog.get(object).name.name == *first {
            return Some((self.package_head(package, parts.get(1)?, true)?, 2));
        }
        None
    }

    fn package_head(&mut self, package: PackageId, name: &Name, inside: bool) -> Option<Head> {
        let items = self.symbols.in_package(package, name, inside);
        let routines: Vec<RoutineId> =
            items.iter().filter_map(|i| if let Item::Routine(id) = i { Some(*id) } else { None }).collect();
        if !routines.is_empty() {
            return Some(Head::Routines(routines));
        }
        let members: Vec<_> =
            items.iter().filter_map(|i| if let Item::Member(id) = i { Some(*id) } else { None }).collect();
        // A cursor that the package declares has its query in the body.
        let with_query = members.iter().copied().find(|id| self.symbols.member(*id).declaration.has_query());
        let id = with_query.or_else(|| members.first().copied())?;
        Some(Head::Entity(self.member(id), Means::Member(id)))
    }

    fn object_head(&mut self, parts: &[Name]) -> Option<(Head, usize)> {
        let first = parts.first()?;
        let bare = depend::find(&self.program.catalog, &QName::bare(first.clone()), self.schema);
        if let Some(id) = bare
            && let Some((head, used)) = self.head_at(id, parts, 1)
        {
            return Some((head, used));
        }
        let id = depend::find(&self.program.catalog, &QName::new(first.clone(), parts.get(1)?.clone()), self.schema)?;
        self.head_at(id, parts, 2)
    }

    fn head_at(&mut self, id: ObjectId, parts: &[Name], used: usize) -> Option<(Head, usize)> {
        match self.symbols.unit(id) {
            Some(Unit::Routine(routine)) => Some((Head::Routines(vec![routine]), used)),
            Some(Unit::Package(package)) => {
                let inside = self.package == Some(package);
                Some((self.package_head(package, parts.get(used)?, inside)?, used + 1))
            }
            None => {
                let is_type = matches!(self.program.catalog.get(id).kind, Kind::Type(_));
                is_type.then_some((Head::Type(id), used))
            }
        }
    }

    /// What stands behind the head of a name, and its arguments.
    fn finish(&mut self, head: Head, rest: &[Name], args: Args<'_>, want: Want) -> Option<Value> {
        match head {
            Head::Routines(all) => {
                if rest.is_empty() {
                    let id = self.choose(&all, args, want)?;
                    return Some(self.result(id).meaning(Means::Routine(id)));
                }
                // `f.field`: of the result of a function without arguments.
                let id = self.choose(&all, None, Want::Function)?;
                let value = self.result(id).meaning(Means::Routine(id));
                self.behind(value, rest, args, want)
            }
            Head::Entity(Entity::Value(value), means) => self.behind(value.meaning(means), rest, args, want),
            Head::Entity(Entity::Cursor(row), means) => {
                let value = Value::shaped(Shape::Cursor(Some(row))).meaning(means);
                if rest.is_empty() { Some(value) } else { None }
            }
            Head::Entity(Entity::Type(value), means) => self.constructed(value, means, rest, args),
            Head::Entity(Entity::Exception, means) => Some(Value::default().meaning(means)),
            Head::Entity(Entity::Absent | Entity::Busy | Entity::Routine(_), means) => {
                Some(Value::default().meaning(means))
            }
            Head::Method(object, name) => {
                let id = self.method(object, &name, if rest.is_empty() { args } else { None }, want)?;
                let value = self.result(id).meaning(Means::Routine(id));
                if rest.is_empty() { Some(value) } else { self.behind(value, rest, args, want) }
            }
            Head::Type(id) => {
                let value = self.object_type(id);
                self.constructed(value, Means::Object(id), rest, args)
            }
        }
    }

    /// `type(…)`: a constructor; `type.method(…)`: a static method.
    fn constructed(&mut self, value: Value, means: Means, rest: &[Name], args: Args<'_>) -> Option<Value> {
        match rest {
            [] => {
                let mut made = value.meaning(means);
                made.fact.null = Null::Never;
                Some(made)
            }
            [method] => {
                let Shape::Object(id) = value.shape else { return None };
                let id = self.method(id, method, args, Want::Function)?;
                Some(self.result(id).meaning(Means::Routine(id)))
            }
            _ => None,
        }
    }

    /// Fields, methods and elements behind a value; arguments belong to the last part.
    pub(super) fn behind(&mut self, value: Value, rest: &[Name], args: Args<'_>, want: Want) -> Option<Value> {
        let Some((part, more)) = rest.split_first() else {
            return match args {
                None => Some(value),
                Some((list, _)) => self.element(&value, list.len()),
            };
        };
        let means = value.fact.means;
        let last = if more.is_empty() { args } else { None };
        let next = match &value.shape {
            Shape::Record(record) => record.field(part).cloned().map(|v| v.meaning(means)),
            Shape::Collection(_) => collection_method(part, &value).map(|v| v.meaning(means)),
            Shape::Object(id) => {
                let id = *id;
                if let Some(field) = self.attribute(id, part) {
                    Some(field.meaning(means))
                } else {
                    let method = self.method(id, part, last, want)?;
                    let value = self.result(method).meaning(Means::Routine(method));
                    return if more.is_empty() { Some(value) } else { self.behind(value, more, args, want) };
                }
            }
            Shape::Plain if value.fact.ty.class == Class::Xml => xml_method(part).map(|v| v.meaning(means)),
            Shape::Plain | Shape::Cursor(_) => None,
        };
        let next = match next {
            Some(next) => next,
            // Nothing is known of the variable, so nothing of its fields; but it is the variable that is meant.
            None if !value.is_known() => {
                return Some(Value { declared: value.declared.clone(), ..Value::default() }.meaning(means));
            }
            None => return None,
        };
        let is_method = matches!(value.shape, Shape::Collection(_)) || value.fact.ty.class == Class::Xml;
        if more.is_empty() && is_method { Some(next) } else { self.behind(next, more, args, want) }
    }

    /// `value(i)`: an element; of what is no collection, nothing is known.
    pub(super) fn element(&mut self, value: &Value, args: usize) -> Option<Value> {
        match &value.shape {
            Shape::Collection(of) if args == 1 => Some(of.of.clone().meaning(value.fact.means)),
            // A cursor with its arguments.
            Shape::Cursor(_) => Some(value.clone()),
            Shape::Plain if !value.is_known() => {
                let declared = value.declared.clone();
                Some(Value { declared, ..Value::default() }.meaning(value.fact.means))
            }
            Shape::Plain | Shape::Collection(_) | Shape::Record(_) | Shape::Object(_) => None,
        }
    }

    /// The one of several routines that fits the arguments best; of equals the first.
    pub(super) fn choose(&mut self, all: &[RoutineId], args: Args<'_>, want: Want) -> Option<RoutineId> {
        let (list, values) = args.unwrap_or_default();
        let mut best: Option<(u32, RoutineId)> = None;
        for id in all {
            let header = self.symbols.routine(*id).header;
            if header.is_function != (want == Want::Function) {
                continue;
            }
            // The object that a method is called on may be declared as its first parameter.
            let own = usize::from(self.has_self(*id, list));
            let Some(bound) = header.params.get(own..).and_then(|params| bind(params, list)) else { continue };
            // Nothing to choose from: what is called is called.
            let params = if all.len() == 1 { Vec::new() } else { self.parameters(*id) };
            let params = params.get(own..).unwrap_or_default();
            let far = params.iter().zip(&bound).try_fold(0_u32, |sum, (param, arg)| {
                let Some(arg) = arg else { return Some(sum) };
                let e = list.get(*arg).map(|a| &a.value);
                Some(sum + distance(param, values.get(*arg)?, e)?)
            });
            let Some(far) = far else { continue };
            if best.is_none_or(|(least, _)| far < least) {
                best = Some((far, *id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// Whether the first parameter is the object, which the call does not name.
    fn has_self(&self, id: RoutineId, args: &[Argument]) -> bool {
        let signature = self.symbols.routine(id);
        matches!(signature.owner, Owner::Type(_))
            && signature.header.params.first().is_some_and(|p| p.name == "SELF")
            && !args.iter().any(|a| a.name.as_ref().is_some_and(|n| n == "SELF"))
    }

    fn method(&mut self, of: ObjectId, name: &Name, args: Args<'_>, want: Want) -> Option<RoutineId> {
        let mut next = Some(of);
        for _ in 0..16 {
            let id = next?;
            let own: Vec<RoutineId> =
                self.symbols.methods(id).iter().copied().filter(|m| self.symbols.routine(*m).name == *name).collect();
            if let Some(found) = self.choose(&own, args, want) {
                return Some(found);
            }
            next = self.supertype(id);
        }
        None
    }

    fn has_method(&self, of: ObjectId, name: &Name) -> bool {
        let mut next = Some(of);
        for _ in 0..16 {
            let Some(id) = next else { return false };
            // A constructor is called by the name of its type.
            let is_own = |r: &super::symbols::Signature<'_>| {
                r.name == *name && r.role != Some(crate::catalog::MethodRole::Constructor)
            };
            if self.symbols.methods(id).iter().any(|m| is_own(self.symbols.routine(*m))) {
                return true;
            }
            next = self.supertype(id);
        }
        false
    }

    fn supertype(&self, id: ObjectId) -> Option<ObjectId> {
        let object = self.program.catalog.get(id);
        let Kind::Type(user_type) = &object.kind else { return None };
        let TypeShape::Object(shape) = &user_type.shape else { return None };
        depend::find(&self.program.catalog, shape.under.as_ref()?, object.name.schema.as_ref())
    }

    /// An attribute of an object, own or inherited.
    pub(super) fn attribute(&mut self, of: ObjectId, name: &Name) -> Option<Value> {
        self.line(of).into_iter().find_map(|id| {
            let object = self.program.catalog.get(id);
            let Kind::Type(user_type) = &object.kind else { return None };
            let TypeShape::Object(shape) = &user_type.shape else { return None };
            let attribute = shape.attributes.iter().find(|attribute| attribute.name == *name)?;
            Some(self.elsewhere(None, object.name.schema.as_ref(), |infer| infer.declared(&attribute.ty)))
        })
    }

    /// An object type and the types above it.
    fn line(&self, of: ObjectId) -> Vec<ObjectId> {
        let mut line = vec![of];
        while let Some(above) = line.last().and_then(|id| self.supertype(*id)).filter(|id| !line.contains(id)) {
            line.push(above);
        }
        line
    }

    /// All attributes of an object type, inherited ones first.
    pub(super) fn attributes(&mut self, of: ObjectId) -> Vec<(Name, Value)> {
        let mut all = Vec::new();
        for id in self.line(of).into_iter().rev() {
            let object = self.program.catalog.get(id);
            let Kind::Type(user_type) = &object.kind else { continue };
            let TypeShape::Object(shape) = &user_type.shape else { continue };
            let schema = object.name.schema.as_ref();
            for attribute in &shape.attributes {
                let value = self.elsewhere(None, schema, |infer| infer.declared(&attribute.ty));
                all.push((attribute.name.clone(), value));
            }
        }
        all
    }

    /// The result of a routine; nothing of a procedure's.
    pub(super) fn result(&mut self, id: RoutineId) -> Value {
        if let Some(known) = self.results.get(&id) {
            return known.clone();
        }
        let header = self.symbols.routine(id).header;
        let value = match &header.returns {
            Some(ty) => self.at_home(id, |infer| infer.declared(ty)),
            None => Value::default(),
        };
        self.results.insert(id, value.clone());
        value
    }

    /// What the parameters of a routine hold.
    pub(super) fn parameters(&mut self, id: RoutineId) -> Vec<Value> {
        if let Some(known) = self.parameters.get(&id) {
            return known.clone();
        }
        let header = self.symbols.routine(id).header;
        let values: Vec<Value> =
            self.at_home(id, |infer| header.params.iter().map(|p| infer.declared(&p.ty)).collect());
        self.parameters.insert(id, values.clone());
        values
    }

    /// Does something where a routine is declared. Routines within others are asked while what is around them is in sight.
    fn at_home<T>(&mut self, id: RoutineId, work: impl FnOnce(&mut Self) -> T) -> T {
        let signature = self.symbols.routine(id);
        let schema = self.program.catalog.get(signature.object).name.schema.as_ref();
        match signature.owner {
            Owner::Routine(_) | Owner::Block(_) => work(self),
            Owner::Package(package) => self.elsewhere(Some(package), schema, work),
            Owner::Schema | Owner::Type(_) => self.elsewhere(None, schema, work),
        }
    }

    /// Does something as if it stood in another place.
    pub(super) fn elsewhere<T>(
        &mut self,
        package: Option<PackageId>,
        schema: Option<&'a Name>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let blocks = std::mem::take(&mut self.blocks);
        let named = std::mem::take(&mut self.named);
        let frames = std::mem::take(&mut self.frames);
        let around = (self.table.take(), self.schema, self.package, self.own_type.take());
        (self.schema, self.package) = (schema, package);
        let done = work(self);
        (self.table, self.schema, self.package, self.own_type) = around;
        (self.blocks, self.named, self.frames) = (blocks, named, frames);
        done
    }
}

fn head_of(entity: Entity, routines: Vec<RoutineId>) -> Head {
    if routines.is_empty() { Head::Entity(entity, Means::Variable) } else { Head::Routines(routines) }
}

/// Methods of `XMLTYPE`.
fn xml_method(name: &Name) -> Option<Value> {
    let class = match name.as_str() {
        "EXTRACT" | "TRANSFORM" | "CREATESCHEMABASEDXML" | "CREATENONSCHEMABASEDXML" | "CREATEXML" => Class::Xml,
        "GETCLOBVAL" => Class::Lob,
        "GETBLOBVAL" => Class::Blob,
        "GETSTRINGVAL" | "GETROOTELEMENT" | "GETNAMESPACE" | "GETSCHEMAURL" => Class::Text,
        "GETNUMBERVAL" | "EXISTSNODE" | "ISFRAGMENT" | "ISSCHEMABASED" | "ISSCHEMAVALID" | "ISSCHEMAVALIDATED" => {
            Class::Number
        }
        "TOOBJECT" | "SCHEMAVALIDATE" | "SETSCHEMAVALIDATED" => return Some(Value::default()),
        _ => return None,
    };
    Some(Value::of(super::Ty::of_class(class)))
}

/// `c.COUNT` and its kin.
fn collection_method(name: &Name, of: &Value) -> Option<Value> {
    let Shape::Collection(collection) = &of.shape else { return None };
    Some(match name.as_str() {
        "COUNT" => Value::plain(count()),
        "FIRST" | "LAST" | "NEXT" | "PRIOR" | "LIMIT" => {
            let by_text = collection.kind == super::symbols::CollectionKind::ByText && name != "LIMIT";
            let class = if by_text { Class::Text } else { Class::Integer };
            Value::plain(known(class, Null::Maybe))
        }
        "EXISTS" => Value::plain(known(Class::Boolean, Null::Never)),
        "DELETE" | "EXTEND" | "TRIM" => Value::default(),
        _ => return None,
    })
}
