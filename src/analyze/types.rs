//! Declared types: `%TYPE` and `%ROWTYPE` followed, records and collections taken apart, names of types resolved.

use super::depend;
use super::infer::Infer;
use super::symbols::{Collection, CollectionKind, Declared, Entity, MemberId, Record, Shape, Value};
use super::{Fact, Means, Null, Ty};
use crate::catalog::{ObjectId, TypeShape};
use crate::ir::plsql::{self, DeclarationKind};
use crate::ir::{Class, Expr, Kind, Type};
use crate::name::{Name, QName};
use std::sync::Arc;

impl Infer<'_, '_> {
    /// What a value of a declared type holds.
    pub(super) fn declared(&mut self, ty: &Type) -> Value {
        match ty {
            Type::TypeOf(parts) => self.type_of(parts),
            Type::RowOf(parts) => match self.row_of(parts) {
                Some(row) => Value::shaped(Shape::Record(row)),
                None => Value { declared: Declared::Absent, ..Value::default() },
            },
            Type::Named(name) => {
                let parts: Vec<Name> = name.schema.iter().chain([&name.name]).cloned().collect();
                self.named_type(&parts)
            }
            Type::Path(parts) => self.named_type(parts),
            Type::RefCursor => Value::shaped(Shape::Cursor(None)),
            Type::Number { .. }
            | Type::AnsiInteger(_)
            | Type::AnsiDecimal { .. }
            | Type::Float { .. }
            | Type::BinaryFloat
            | Type::BinaryDouble
            | Type::PlsInteger(_)
            | Type::Boolean
            | Type::Char { .. }
            | Type::Varchar { .. }
            | Type::Long
            | Type::LongRaw
            | Type::Raw(_)
            | Type::Clob { .. }
            | Type::Blob
            | Type::Bfile
            | Type::Date
            | Type::Timestamp { .. }
            | Type::IntervalYearMonth { .. }
            | Type::IntervalDaySecond { .. }
            | Type::RowId
            | Type::URowId(_)
            | Type::Xml
            | Type::Json(_)
            | Type::Vector(_)
            | Type::Sized(_)
            | Type::Ref(_)
            | Type::Unknown => Value { declared: Declared::Type(ty.clone()), ..Value::of(Ty::of(ty)) },
        }
    }

    /// `x%TYPE`: of a variable, a member of a package, or a column.
    fn type_of(&mut self, parts: &[Name]) -> Value {
        if let Some(value) = self.local(parts, None, super::resolve::Want::Function) {
            return cleared(value);
        }
        let column = match parts {
            [table, column] => Some((QName::bare(table.clone()), column)),
            [schema, table, column] => Some((QName::new(schema.clone(), table.clone()), column)),
            _ => None,
        };
        if let Some((table, column)) = column
            && let Some(id) = depend::find(&self.program.catalog, &table, self.schema)
            && let Some(row) = self.row(id)
        {
            return row.field(column).cloned().map(cleared).unwrap_or_default();
        }
        let found = self.global(parts, None, super::resolve::Want::Function).map(cleared);
        match (found, super::dictionary::column(parts)) {
            (Some(found), _) => found,
            (None, Some(ty)) => Value { declared: Declared::Type(ty.clone()), ..Value::of(Ty::of(&ty)) },
            (None, None) => Value { declared: Declared::Absent, ..Value::default() },
        }
    }

    /// `x%ROWTYPE`: of a table, view, cursor or cursor variable.
    fn row_of(&mut self, parts: &[Name]) -> Option<Arc<Record>> {
        let declared = self.local(parts, None, super::resolve::Want::Function);
        let declared = declared.or_else(|| self.global(parts, None, super::resolve::Want::Function));
        match declared.map(|v| v.shape) {
            Some(Shape::Cursor(row)) => return row,
            Some(Shape::Record(row)) => return Some(row),
            Some(Shape::Plain | Shape::Collection(_) | Shape::Object(_)) | None => {}
        }
        let name = match parts {
            [name] => QName::bare(name.clone()),
            [schema, name] => QName::new(schema.clone(), name.clone()),
            _ => return None,
        };
        let id = depend::find(&self.program.catalog, &name, self.schema)?;
        self.row(id)
    }

    /// The row of a table or view.
    pub(super) fn row(&mut self, id: ObjectId) -> Option<Arc<Record>> {
        if let Some(known) = self.rows.get(&id) {
            return known.clone();
        }
        let columns = self.relation(id);
        let row = columns.map(|columns| {
            let fields = columns.into_iter().map(|(name, fact)| (name, (fact.means, cleared(Value::plain(fact)))));
            let fields: Vec<(Name, (Means, Value))> = fields.collect();
            let fields = fields.into_iter().map(|(name, (means, value))| {
                let Means::Column(of, place) = means else { return (name, value) };
                (name, self.column_value(of, place).unwrap_or(value))
            });
            Arc::new(Record { fields: fields.collect(), row_of: Some(id) })
        });
        self.rows.insert(id, row.clone());
        row
    }

    /// What a variable of the type of a column holds.
    pub(super) fn column_value(&mut self, id: ObjectId, place: u16) -> Option<Value> {
        let object = self.program.catalog.get(id);
        let Kind::Table(table) = &object.kind else { return None };
        let ty = table.columns.get(usize::from(place))?.ty.as_ref()?;
        let mut value = self.elsewhere(None, object.name.schema.as_ref(), |infer| infer.declared(ty));
        value.declared = Declared::Column(id, place);
        Some(value)
    }

    /// A type by its name: declared in code around, in a package, or in the schema; or a supplied one.
    fn named_type(&mut self, parts: &[Name]) -> Value {
        let found = self.local(parts, None, super::resolve::Want::Function);
        let found = found.or_else(|| self.global(parts, None, super::resolve::Want::Function));
        match found {
            Some(value) => cleared(value),
            None => {
                let mut value = supplied(parts);
                if value.shape == Shape::Plain && value.fact.ty.class == Class::Any {
                    let known = super::supplied::class(self.program.functions, parts).is_some();
                    value.declared = if known { Declared::Supplied } else { Declared::Absent };
                }
                value
            }
        }
    }

    /// What a value of a type of the schema holds.
    pub(super) fn object_type(&mut self, id: ObjectId) -> Value {
        let object = self.program.catalog.get(id);
        let Kind::Type(user_type) = &object.kind else { return Value::default() };
        let schema = object.name.schema.as_ref();
        let (kind, of) = match &user_type.shape {
            TypeShape::Object(_) | TypeShape::Incomplete => return Value::shaped(Shape::Object(id)),
            TypeShape::Varray { of, .. } => (CollectionKind::Varray, of),
            TypeShape::NestedTable { of, .. } => (CollectionKind::Nested, of),
            TypeShape::Domain { of, .. } => return self.elsewhere(None, schema, |infer| infer.declared(of)),
            TypeShape::Enumeration(_) => return Value::default(),
        };
        let of = self.elsewhere(None, schema, |infer| infer.declared(of));
        Value::shaped(Shape::Collection(Arc::new(Collection { kind, of, object: Some(id) })))
    }

    /// What a member of a package stands for.
    pub(super) fn member(&mut self, id: MemberId) -> Entity {
        let known = &self.symbols.member(id).entity;
        if *known != Entity::Absent {
            return known.clone();
        }
        self.symbols.set_entity(id, Entity::Busy);
        let member = self.symbols.member(id);
        let (package, declaration) = (member.package, member.declaration);
        let schema = self.program.catalog.get(member.object).name.schema.as_ref();
        let entity = self.elsewhere(Some(package), schema, |infer| infer.entity(&declaration.kind));
        let entity = entity.unwrap_or(Entity::Exception);
        self.symbols.set_entity(id, entity.clone());
        entity
    }

    /// What a declaration declares; nothing where it declares no name. Facts of expressions in it are written.
    pub(super) fn entity(&mut self, kind: &DeclarationKind) -> Option<Entity> {
        Some(match kind {
            DeclarationKind::Variable(it) => Entity::Value(self.variable_of(it)),
            DeclarationKind::Exception(_) => Entity::Exception,
            DeclarationKind::Type(it) => Entity::Type(self.shape_of(&it.shape)),
            DeclarationKind::Subtype(it) => {
                let mut value = self.declared(&it.base);
                it.range.iter().flatten().for_each(|e| self.any(e));
                if it.not_null {
                    value.fact.null = Null::Never;
                }
                Entity::Type(value)
            }
            DeclarationKind::Cursor(it) => Entity::Cursor(self.cursor_row(it)),
            DeclarationKind::Pragma(_) | DeclarationKind::Routine(_) | DeclarationKind::Unread(_) => return None,
        })
    }

    fn variable_of(&mut self, it: &plsql::Variable) -> Value {
        let default = it.default.as_ref().map(|e: &Expr| self.expr(e));
        let mut value = self.declared(&it.ty);
        it.range.iter().flat_map(|r| r.iter()).for_each(|e| self.any(e));
        let constant = it.constant && default.is_some_and(|d| d.null == Null::Never);
        value.fact.null = if it.not_null || constant { Null::Never } else { Null::Maybe };
        value.fact.means = Means::Variable;
        value
    }

    fn shape_of(&mut self, shape: &plsql::Shape) -> Value {
        Value::shaped(match shape {
            plsql::Shape::Record(fields) => {
                let fields = fields.iter().map(|f| (f.name.clone(), self.variable_of(f))).collect();
                Shape::Record(Arc::new(Record { fields, row_of: None }))
            }
            plsql::Shape::Table { of, not_null: _, index } => {
                let of = self.declared(of);
                let kind = match index.as_ref().map(|ty| self.declared(ty).fact.ty.class) {
                    None => CollectionKind::Nested,
                    Some(Class::Text | Class::Any) => CollectionKind::ByText,
                    Some(_) => CollectionKind::ByNumber,
                };
                Shape::Collection(Arc::new(Collection { kind, of, object: None }))
            }
            plsql::Shape::Varray { limit, of, not_null: _ } => {
                self.any(limit);
                let of = self.declared(of);
                Shape::Collection(Arc::new(Collection { kind: CollectionKind::Varray, of, object: None }))
            }
            plsql::Shape::RefCursor(returns) => {
                let row = returns.as_ref().and_then(|ty| match self.declared(ty).shape {
                    Shape::Record(row) => Some(row),
                    Shape::Plain | Shape::Collection(_) | Shape::Object(_) | Shape::Cursor(_) => None,
                });
                Shape::Cursor(row)
            }
        })
    }

    /// The rows of a cursor; writes the facts of its query.
    fn cursor_row(&mut self, it: &plsql::Cursor) -> Arc<Record> {
        let mut frame = super::variables::Frame::labelled(vec![it.name.clone()]);
        for param in &it.params {
            param.default.iter().for_each(|e| self.any(e));
            let value = self.declared(&param.ty).meaning(Means::Variable);
            frame.declare(param.name.clone(), Entity::Value(value));
        }
        let written = it.returns.as_ref().map(|ty| self.declared(ty).shape);
        self.frames.push(frame);
        let columns = it.query.as_ref().and_then(|q| self.query(q));
        self.frames.pop();
        if let Some(Shape::Record(row)) = written {
            return row;
        }
        Arc::new(record_of(columns.unwrap_or_default()))
    }
}

/// A record with the columns of a query as its fields.
pub(super) fn record_of(columns: Vec<(Name, Fact)>) -> Record {
    let field = |(name, fact): (Name, Fact)| {
        let null = fact.null;
        let mut value = Value::plain(fact).meaning(Means::Variable);
        value.fact.null = null;
        (name, value)
    };
    Record { fields: columns.into_iter().map(field).collect(), row_of: None }
}

/// What is known of a type, without what is known of the value that gave it.
fn cleared(mut value: Value) -> Value {
    value.fact.null = Null::Maybe;
    value.fact.means = Means::Unknown;
    value
}

/// Types that Oracle supplies.
pub(super) fn supplied(parts: &[Name]) -> Value {
    let parts = match parts {
        [sys, rest @ ..] if sys == "SYS" && !rest.is_empty() => rest,
        all => all,
    };
    let list = |class, kind| {
        let of = Value::of(Ty::of_class(class));
        Value::shaped(Shape::Collection(Arc::new(Collection { kind, of, object: None })))
    };
    let whole = Value::of(Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Integer) });
    match parts.iter().map(Name::as_str).collect::<Vec<_>>().as_slice() {
        ["ODCIVARCHAR2LIST"] => list(Class::Text, CollectionKind::Varray),
        ["ODCINUMBERLIST"] => list(Class::Number, CollectionKind::Varray),
        ["ODCIDATELIST"] => list(Class::Date, CollectionKind::Varray),
        ["ODCIRAWLIST"] => list(Class::Raw, CollectionKind::Varray),
        ["DBMS_DEBUG_VC2COLL"] => list(Class::Text, CollectionKind::Nested),
        ["DBMS_SQL", "VARCHAR2_TABLE" | "VARCHAR2A" | "VARCHAR2S"]
        | ["DBMS_UTILITY", "UNCL_ARRAY" | "LNAME_ARRAY" | "NAME_ARRAY"]
        | ["OWA_TEXT" | "OWA_UTIL", "VC_ARR" | "IDENT_ARR"] => list(Class::Text, CollectionKind::ByNumber),
        ["DBMS_OUTPUT", "CHARARR"] => list(Class::Text, CollectionKind::ByNumber),
        ["DBMS_SQL", "NUMBER_TABLE"] | ["DBMS_UTILITY", "NUMBER_ARRAY"] => {
            list(Class::Number, CollectionKind::ByNumber)
        }
        ["DBMS_SQL", "DATE_TABLE"] => list(Class::Date, CollectionKind::ByNumber),
        ["NATURAL" | "NATURALN" | "POSITIVE" | "POSITIVEN" | "SIGNTYPE" | "SIMPLE_INTEGER"] => whole,
        _ => Value::default(),
    }
}
