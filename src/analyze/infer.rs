//! Types, nullability and meaning of expressions, bottom-up; each node's fact is written once.

use super::depend;
use super::scope::Source;
use super::symbols::{PackageId, Record, RoutineId, Symbols, Unit, Value};
use super::{Fact, Facts, Means, Null, Ty};
use crate::catalog::{Bound, Column, ConstraintRule, Fill, Limit, Nullability, ObjectId, Partition, Partitioning};
use crate::ir::builtin::find;
use crate::ir::{
    Binary, CastHow, Class, Constraint, Expr, ExprKind, Given, InSet, Ir, Is, Kind, NullIf, NumberForm, Object,
    Program, Row, Table, Test, TextForm, Unary, Yields,
};
use crate::ir::{Other, walk};
use crate::name::{Name, QName};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Writes the facts of all expressions of a program.
pub(super) fn program<'a>(program: &'a Program, facts: &mut Facts<'a>) {
    let mut infer = Infer {
        program,
        facts,
        table: None,
        schema: None,
        row_names: Vec::new(),
        blocks: Vec::new(),
        named: Vec::new(),
        relations: BTreeMap::new(),
        frames: Vec::new(),
        package: None,
        absent: BTreeSet::new(),
        own_type: None,
        lost_table: false,
        symbols: Symbols::new(&program.catalog),
        rows: FxHashMap::default(),
        results: FxHashMap::default(),
        parameters: FxHashMap::default(),
    };
    for (id, object) in program.catalog.iter() {
        infer.table = None;
        infer.absent.clear();
        infer.lost_table = false;
        infer.schema = object.name.schema.as_ref();
        infer.object(id, object);
    }
    infer.table = None;
    for data in &program.data {
        infer.schema = data.schema.as_ref();
        infer.data(&data.dml);
    }
    for asked in &program.queries {
        infer.schema = asked.schema.as_ref();
        drop(infer.query(&asked.query));
    }
    infer.finish_signatures();
}

/// Columns of a relation with what is known of each.
type Columns = Vec<(Name, Fact)>;

pub(super) struct Infer<'a, 'f> {
    pub(super) program: &'a Program,
    pub(super) facts: &'f mut Facts<'a>,
    pub(super) table: Option<(ObjectId, &'a Table)>,
    /// What a trigger calls its rows.
    pub(super) row_names: Vec<Name>,
    pub(super) schema: Option<&'a Name>,
    /// What is in sight of the query at hand: a block for each query around, inner ones last.
    pub(super) blocks: Vec<Vec<Source<Fact>>>,
    /// Named queries in sight, with their columns where they are known.
    pub(super) named: Vec<(Name, Option<Columns>)>,
    /// Columns of tables and views as far as they were asked for; nothing while they are being found.
    pub(super) relations: BTreeMap<ObjectId, Option<Columns>>,
    /// Variables in sight of the statement at hand, inner ones last; none outside of code.
    pub(super) frames: Vec<super::variables::Frame>,
    /// Names of items of `FROM` that are not in the input.
    pub(super) absent: BTreeSet<Name>,
    /// The table that the object at hand belongs to is not in the input.
    pub(super) lost_table: bool,
    /// The object type whose methods are looked at.
    pub(super) own_type: Option<ObjectId>,
    /// The package whose code is looked at.
    pub(super) package: Option<PackageId>,
    /// Routines and members of packages.
    pub(super) symbols: Symbols<'a>,
    /// Rows of tables and views as far as they were asked for.
    pub(super) rows: FxHashMap<ObjectId, Option<Arc<Record>>>,
    /// Results of routines as far as they were asked for.
    pub(super) results: FxHashMap<RoutineId, Value>,
    /// Parameters of routines as far as they were asked for.
    pub(super) parameters: FxHashMap<RoutineId, Vec<Value>>,
}

impl<'a> Infer<'a, '_> {
    /// Hands over what was found out about routines.
    fn finish_signatures(mut self) {
        let members: Vec<_> = self.symbols.members().map(|(id, _)| id).collect();
        for id in members {
            self.member(id);
        }
        let routines: Vec<_> = self.symbols.routines().map(|(id, _)| id).collect();
        for id in routines {
            self.result(id);
            self.parameters(id);
        }
        self.facts.symbols = self.symbols;
        self.facts.results = self.results;
        self.facts.parameters = self.parameters;
    }

    fn object(&mut self, id: ObjectId, object: &'a Object) {
        match &object.kind {
            Kind::Table(table) => {
                self.table = Some((id, table));
                self.table(table);
            }
            Kind::Index(index) => {
                self.table = self.find_table(&index.table);
                self.lost_table = self.table.is_none();
                index.keys.iter().for_each(|key| self.any(&key.expr));
                index.predicate.iter().for_each(|e| self.any(e));
                index.partitioning.iter().for_each(|p| self.partitioning(p));
            }
            Kind::Trigger(trigger) => {
                self.table = trigger.table.as_ref().and_then(|t| self.find_table(t));
                self.lost_table = self.table.is_none();
                self.row_names = trigger.referencing.iter().map(|(_, name)| name.clone()).collect();
                trigger.condition.iter().for_each(|e| self.any(e));
                self.trigger_code(trigger);
            }
            Kind::Routine(routine) => self.routine_code(&object.name.name, object.at, routine),
            Kind::View(view) => {
                view.materialized.iter().flat_map(|m| &m.schedule).for_each(|e| self.any(e));
                self.relation(id);
            }
            Kind::Other(other) => match other {
                Other::Package(package) | Other::PackageBody(package) => self.package(id, package),
                Other::TypeBody(methods) => {
                    methods.iter().for_each(|m| self.routine_code(&m.name, m.at, &m.routine));
                }
                Other::Block(body) => self.block_code(body),
                Other::Synonym(_)
                | Other::DbLink(_)
                | Other::ViewLog(..)
                | Other::Cluster(..)
                | Other::Job(_)
                | Other::Misc(..) => {}
            },
            Kind::Schema(..) | Kind::Sequence(_) | Kind::Type(_) | Kind::Grant(_) => {}
        }
    }

    /// The members and the code of a package or its body.
    fn package(&mut self, id: ObjectId, package: &'a crate::ir::Package) {
        let Some(Unit::Package(unit)) = self.symbols.unit(id) else { return };
        self.package = Some(unit);
        for member in self.symbols.package(unit).members.clone() {
            let entity = self.member(member);
            let member = self.symbols.member(member);
            if member.object == id {
                let at = member.declaration.at;
                self.note_entity(at, &entity);
            }
        }
        package.routines.iter().for_each(|m| self.routine_code(&m.name, m.at, &m.routine));
        self.body(package.body.as_ref());
        self.package = None;
    }

    fn find_table(&self, name: &QName) -> Option<(ObjectId, &'a Table)> {
        let id = depend::find(&self.program.catalog, name, self.schema)?;
        if let Kind::Table(table) = &self.program.catalog.get(id).kind { Some((id, table)) } else { None }
    }

    fn table(&mut self, table: &'a Table) {
        for column in &table.columns {
            match &column.fill {
                Fill::Default { expr, .. } | Fill::Generated { expr, .. } => self.any(expr),
                Fill::Nothing | Fill::Identity(_) => {}
            }
        }
        for constraint in &table.constraints {
            if let ConstraintRule::Check(condition) = &constraint.rule {
                self.any(condition);
            }
        }
        table.partitioning.iter().for_each(|p| self.partitioning(p));
    }

    fn partitioning(&mut self, partitioning: &Partitioning<Ir>) {
        partitioning.columns.iter().chain(&partitioning.interval).for_each(|e| self.any(e));
        partitioning.parts.iter().for_each(|p| self.partition(p));
        partitioning.sub.iter().for_each(|p| self.partitioning(p));
    }

    fn partition(&mut self, partition: &Partition<Ir>) {
        match &partition.bound {
            Bound::LessThan(limits) => limits.iter().for_each(|l| self.limit(l)),
            Bound::Values(rows) => rows.iter().flatten().for_each(|e| self.any(e)),
            Bound::FromTo(from, to) => from.iter().chain(to).for_each(|l| self.limit(l)),
            Bound::Unstated | Bound::Hash(..) | Bound::Default => {}
        }
        partition.parts.iter().for_each(|p| self.partition(p));
    }

    fn limit(&mut self, limit: &Limit<Ir>) {
        match limit {
            Limit::Value(e) => self.any(e),
            Limit::Min | Limit::Max => {}
        }
    }

    pub(super) fn any(&mut self, e: &Expr) {
        self.expr(e);
    }

    /// What was written down for a node.
    pub(super) fn known_fact(&self, at: crate::span::At) -> Fact {
        self.facts.nodes.of(at)
    }

    /// The fact of an expression, written down with those of everything below it.
    pub(super) fn expr(&mut self, e: &Expr) -> Fact {
        if let ExprKind::Name(_) | ExprKind::Call(_) | ExprKind::Step(_) = &e.kind {
            return self.valued(e).fact;
        }
        let fact = self.kind(e);
        self.facts.nodes.set(e.at.id, fact);
        fact
    }

    #[expect(clippy::too_many_lines, reason = "one arm a node")]
    fn kind(&mut self, e: &Expr) -> Fact {
        match &e.kind {
            ExprKind::Null => known(Class::Any, Null::Always),
            ExprKind::EmptyText => known(Class::Text, Null::Always),
            ExprKind::Number(digits, form) => number(digits, *form),
            ExprKind::Text(text, form) => {
                let size = u16::try_from(text.chars().count()).unwrap_or(0);
                let flags = if *form == TextForm::National { Ty::NATIONAL } else { 0 };
                Fact { ty: Ty { size, flags, ..Ty::of_class(Class::Text) }, null: Null::Never, means: Means::Unknown }
            }
            ExprKind::Bool(_) => known(Class::Boolean, Null::Never),
            ExprKind::Exists(query) => {
                self.query(query);
                known(Class::Boolean, Null::Never)
            }
            ExprKind::Subquery(query) => {
                let columns = self.query(query).unwrap_or_default();
                match columns.as_slice() {
                    [(_, fact)] => Fact { null: Null::Maybe, means: Means::Unknown, ..*fact },
                    _ => Fact::default(),
                }
            }
            ExprKind::Time(_) => Fact::default(),
            ExprKind::Date(_) => known(Class::Date, Null::Never),
            ExprKind::Timestamp(text) => {
                let class = if has_zone(text) { Class::Zoned } else { Class::Timestamp };
                known(class, Null::Never)
            }
            ExprKind::Interval(literal) => known(Ty::of_fields(literal.fields).class, Null::Never),
            ExprKind::Name(_) | ExprKind::Call(_) | ExprKind::Step(_) => self.valued(e).fact,
            ExprKind::Unary(Unary::Not, operand) => {
                let null = self.expr(operand).null;
                known(Class::Boolean, null)
            }
            ExprKind::Unary(Unary::Minus | Unary::Plus | Unary::Prior | Unary::Root, operand) => {
                let fact = self.expr(operand);
                Fact { means: Means::Unknown, ..fact }
            }
            ExprKind::Binary(op, sides) => self.operator(*op, sides),
            ExprKind::Concat(_, items) => {
                let facts: Vec<Fact> = items.iter().map(|i| self.expr(i)).collect();
                let null = if facts.iter().any(|f| f.null == Null::Never) {
                    Null::Never
                } else if facts.iter().all(|f| f.null == Null::Always) {
                    Null::Always
                } else {
                    Null::Maybe
                };
                let lob = facts.iter().any(|f| f.ty.class == Class::Lob);
                known(if lob { Class::Lob } else { Class::Text }, null)
            }
            ExprKind::And(items) | ExprKind::Or(items) => {
                let nulls: Vec<Null> = items.iter().map(|i| self.expr(i).null).collect();
                known(Class::Boolean, either(&nulls))
            }
            ExprKind::Case(case) => {
                let selector = case.selector.as_ref().map(|e| self.expr(e));
                let _ = selector;
                let mut results = Vec::new();
                for (when, then) in &case.arms {
                    self.expr(when);
                    results.push(self.expr(then));
                }
                let complete = case.otherwise.is_some();
                results.extend(case.otherwise.iter().map(|e| self.expr(e)));
                let null = if complete { both(&results) } else { Null::Maybe };
                Fact { null, means: Means::Unknown, ..first_typed(&results) }
            }
            ExprKind::Cast(cast) => {
                let value = self.expr(&cast.value);
                cast.on_error.iter().chain(&cast.format).for_each(|e| self.any(e));
                match cast.how {
                    CastHow::Cast | CastHow::Treat | CastHow::Super => {
                        let null = if cast.on_error.is_some() { Null::Maybe } else { value.null };
                        Fact { ty: Ty::of(&cast.ty), null, means: Means::Unknown }
                    }
                    CastHow::Validate => known(Class::Number, Null::Never),
                }
            }
            ExprKind::Extract(parts) => {
                let operand = &parts.1;
                let null = self.expr(operand).null;
                known(Class::Number, null)
            }
            ExprKind::AtZone(parts) => {
                let null = self.expr(&parts.0).null;
                parts.1.iter().for_each(|e| self.any(e));
                known(Class::Zoned, null)
            }
            ExprKind::IntervalOf(parts) => {
                let null = self.expr(&parts.0).null;
                known(Ty::of_fields(parts.1).class, null)
            }
            ExprKind::BoundInterval(it) => {
                self.below(e);
                known(Ty::of_fields(it.fields).class, Null::Maybe)
            }
            ExprKind::Collate(parts) => self.expr(&parts.0),
            ExprKind::Choices(_) => {
                self.below(e);
                Fact::default()
            }
            ExprKind::Keyed(keyed) => {
                self.below(e);
                self.expr(&keyed.value)
            }
            ExprKind::OuterJoinMark(inner) => Fact { null: Null::Maybe, ..self.expr(inner) },
            ExprKind::Is(_) => {
                self.below(e);
                known(Class::Boolean, Null::Never)
            }
            ExprKind::Compare(..)
            | ExprKind::Quantified(_)
            | ExprKind::Between(..)
            | ExprKind::In(_)
            | ExprKind::Like(_)
            | ExprKind::Overlaps(_) => {
                let nulls = self.below(e);
                known(Class::Boolean, either(&nulls))
            }
            ExprKind::Inquiry(name) if name.starts_with("PLSQL_UNIT") => known(Class::Text, Null::Maybe),
            ExprKind::Default
            | ExprKind::Bind(..)
            | ExprKind::Inquiry(_)
            | ExprKind::Star(_)
            | ExprKind::Tuple(_)
            | ExprKind::Cursor(_)
            | ExprKind::Multiset(_)
            | ExprKind::Unread(_) => {
                self.below(e);
                Fact::default()
            }
        }
    }

    /// Writes the facts of all children; their nullability.
    pub(super) fn below(&mut self, e: &Expr) -> Vec<Null> {
        let mut nulls = Vec::new();
        walk::children(e, &mut |node| match node {
            walk::Node::Expr(child) => nulls.push(self.expr(child).null),
            walk::Node::Query(query) => {
                self.query(query);
                nulls.push(Null::Maybe);
            }
        });
        if let ExprKind::In(i) = &e.kind
            && matches!(i.set, InSet::Query(_))
        {
            nulls.push(Null::Maybe);
        }
        nulls
    }

    fn operator(&mut self, op: Binary, sides: &[Expr; 2]) -> Fact {
        let facts = [self.expr(&sides[0]), self.expr(&sides[1])];
        let [a, b] = sides;
        let given = [given(a, facts[0]), given(b, facts[1])];
        let name = match op {
            Binary::Add => "+",
            Binary::Subtract => "-",
            Binary::Multiply => "*",
            Binary::Divide(_) => "/",
            Binary::Modulo => "MOD",
            Binary::Power => "**",
            Binary::Multiset(..) => return Fact::default(),
        };
        let mut fact = self.builtin(name, &facts, &given).unwrap_or_default();
        if fact.ty.class == Class::Number {
            fact.ty = arithmetic(op, facts[0].ty, facts[1].ty);
        }
        fact
    }

    pub(super) fn builtin(&self, name: &str, args: &[Fact], given: &[Given]) -> Option<Fact> {
        let place = find(self.program.functions, name, given)?;
        let row: &Row = self.program.functions.get(place)?;
        let ty = match row.yields {
            Yields::Is(_) if row.template == "decode" => decoded(args),
            Yields::Is(class) => Ty::of_class(class),
            Yields::Arg(n) => {
                let own = args.get(usize::from(n)).map_or_else(Ty::default, |f| f.ty);
                if own.class == Class::Any { first_typed(args).ty } else { own }
            }
        };
        let null = match row.nulls {
            NullIf::Any => either(&args.iter().map(|f| f.null).collect::<Vec<_>>()),
            NullIf::All => {
                if args.iter().any(|f| f.null == Null::Never) {
                    Null::Never
                } else {
                    Null::Maybe
                }
            }
            NullIf::Never => Null::Never,
            NullIf::Maybe => Null::Maybe,
        };
        let null = match row.template {
            "nvl" | "coalesce" if args.iter().any(|f| f.null == Null::Never) => Null::Never,
            "sysdate" | "clock" | "current_date" | "empty_lob" | "hash" => Null::Never,
            "greatest" | "arithmetic" | "date_shift" | "date_difference" | "same_number" | "trunc_date" | "modulo" => {
                either(&args.iter().map(|f| f.null).collect::<Vec<_>>())
            }
            _ => null,
        };
        Some(Fact { ty, null, means: Means::Builtin(u16::try_from(place).ok()?) })
    }
}

/// What `DECODE` gives: all its results get the type of the first, a plain null is a text.
fn decoded(args: &[Fact]) -> Ty {
    let Some(first) = args.get(2) else { return Ty::default() };
    match (first.ty.class, first.null) {
        (Class::Any, Null::Always) | (Class::Literal, _) => Ty::of_class(Class::Text),
        (class, _) => Ty::of_class(class),
    }
}

/// Pseudo-columns that count.
pub(super) const COUNTERS: [&str; 4] = ["ROWNUM", "LEVEL", "CONNECT_BY_ISLEAF", "CONNECT_BY_ISCYCLE"];

/// A whole number that is never null.
pub(super) fn count() -> Fact {
    Fact { ty: Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) }, null: Null::Never, means: Means::Unknown }
}

pub(super) fn known(class: Class, null: Null) -> Fact {
    Fact { ty: Ty::of_class(class), null, means: Means::Unknown }
}

/// Null if one is.
fn either(nulls: &[Null]) -> Null {
    if nulls.contains(&Null::Always) {
        Null::Always
    } else if nulls.iter().all(|n| *n == Null::Never) {
        Null::Never
    } else {
        Null::Maybe
    }
}

/// Null as the one that is chosen.
fn both(facts: &[Fact]) -> Null {
    match facts.first() {
        Some(first) if facts.iter().all(|f| f.null == first.null) => first.null,
        _ => Null::Maybe,
    }
}

pub(super) fn first_typed(facts: &[Fact]) -> Fact {
    facts.iter().find(|f| f.ty.class != Class::Any).copied().unwrap_or_default()
}

/// Whether a column of a table is never null: declared or checked, in the primary key, or numbered.
#[must_use]
pub fn never_null(table: &Table, column: &Column<Ir>) -> bool {
    let declared = match &column.null {
        Nullability::NotNull { state, .. } => state.enabled && state.validated,
        Nullability::Unstated | Nullability::Null => false,
    };
    declared
        || matches!(column.fill, Fill::Identity(_))
        || table.constraints.iter().any(|c| match &c.rule {
            ConstraintRule::Primary(key) => c.state.enabled && key.contains(&column.name),
            ConstraintRule::Check(_) => checked_not_null(c) == Some(&column.name),
            ConstraintRule::Unique(_) | ConstraintRule::Foreign(_) | ConstraintRule::Ref(_) => false,
        })
}

/// The column that a constraint keeps from being null: `CHECK (c IS NOT NULL)`, which dictionaries show for `NOT NULL`.
#[must_use]
pub fn checked_not_null(constraint: &Constraint) -> Option<&Name> {
    let state = constraint.state;
    let ConstraintRule::Check(Expr { kind: ExprKind::Is(is), .. }) = &constraint.rule else { return None };
    let Is { operand: Expr { kind: ExprKind::Name(path), .. }, not: true, test: Test::Null } = &**is else {
        return None;
    };
    match path.parts.as_slice() {
        [name] if state.enabled && state.validated && !state.deferrable && path.link.is_none() => Some(name),
        _ => None,
    }
}

fn number(digits: &str, form: NumberForm) -> Fact {
    let class = match form {
        NumberForm::Decimal => Class::Number,
        NumberForm::Float | NumberForm::Double => Class::Binary,
    };
    let whole = digits.bytes().all(|b| b.is_ascii_digit());
    let size = if whole { u16::try_from(digits.trim_start_matches('0').len()).unwrap_or(0).max(1) } else { 0 };
    let flags = if whole { Ty::WHOLE } else { 0 };
    Fact { ty: Ty { class, size, scale: 0, flags }, null: Null::Never, means: Means::Unknown }
}

/// What is known when a row is chosen.
pub(super) fn given(e: &Expr, fact: Fact) -> Given {
    let positive = if let ExprKind::Number(digits, NumberForm::Decimal) = &e.kind {
        digits.bytes().all(|b| b.is_ascii_digit()) && digits.bytes().any(|b| b != b'0')
    } else {
        false
    };
    Given { class: fact.ty.class, literal: matches!(e.kind, ExprKind::Text(..)), positive }
}

/// Digits of a sum, difference or product of whole numbers; nothing is known of others.
fn arithmetic(op: Binary, a: Ty, b: Ty) -> Ty {
    let plain = Ty::of_class(Class::Number);
    if a.flags & b.flags & Ty::WHOLE == 0 || a.size == 0 || b.size == 0 {
        return plain;
    }
    let size = match op {
        Binary::Add | Binary::Subtract => a.size.max(b.size).saturating_add(1),
        Binary::Multiply => a.size.saturating_add(b.size),
        Binary::Divide(_) | Binary::Modulo | Binary::Power | Binary::Multiset(..) => return plain,
    };
    Ty { size, flags: Ty::WHOLE, ..plain }
}

/// Whether the text of a timestamp literal names a zone: an offset, `Z`, or a region behind the time.
fn has_zone(text: &str) -> bool {
    let text = text.trim();
    let time = text.split_once([' ', 'T']).map_or("", |(_, time)| time.trim());
    time.bytes().any(|b| b.is_ascii_alphabetic() || b == b'+' || b == b'-')
}
