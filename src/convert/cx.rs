//! The context of one object's lowering: it owns what goes on record.

use super::Program;
use crate::analyze::{Fact, Null, Ty};
use crate::catalog::UserType;
use crate::finding::{Applied, Dropped, Key, Outcome, Raised, Rule, State};
use crate::ir;
use crate::name::QName;
use crate::pg;
use crate::span::{NodeId, Span};

/// A lowered expression: PostgreSQL's type and nullability next to what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Low {
    /// The expression.
    pub expr: pg::Expr,
    /// Its type in PostgreSQL.
    pub ty: pg::Type,
    /// Whether it can be null.
    pub null: Null,
    /// Its type in the source.
    pub from: Ty,
}

/// The result of a lowering.
pub type Lower<T> = Result<T, Manual>;

/// Proof that a finding was recorded for what could not be lowered; only [`Cx::manual`] makes one.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manual {
    code: &'static str,
    message: String,
}

impl Manual {
    /// What a placeholder says.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The code of the finding.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// The context of one object's lowering, on one thread.
#[derive(Debug)]
pub struct Cx<'a> {
    /// What every lowering may read.
    pub program: &'a Program<'a>,
    outcome: Outcome,
    parts: Vec<Outcome>,
    also: Vec<pg::Object>,
    /// Named queries in sight.
    pub(super) named: Vec<super::query::with::Named>,
    /// Views whose columns are being found.
    pub(super) visiting: Vec<crate::catalog::ObjectId>,
    names: u32,
    /// Sequences that the row at hand names several times.
    pub(super) drawn: Vec<super::expr::drawn::Drawn>,
    /// What is lowered is an expression of PL/SQL: conversions that fail raise other errors than in SQL.
    pub(super) in_code: bool,
    /// The code runs with the rights of whoever calls it.
    pub(super) of_caller: bool,
    /// How dates are written here, where the session or the code at hand says so.
    pub(super) date_format: Option<&'a str>,
    /// Times in a zone of which only the fields are kept: they go from a query to what has no zone.
    pub(super) clocks: Vec<NodeId>,
    /// The least and the greatest value of variables that count, by their names in the target; inner ones last.
    pub(super) ranges: Vec<(crate::name::Name, i64, i64)>,
    /// Where the place of a row goes into a variable, of which it is said already what that is.
    pub(super) held: Vec<Span>,
    /// Columns of Oracle's dictionary whose values may differ where that changes nothing.
    pub(super) alike: Vec<Span>,
    /// Texts in the condition of the query at hand: names of parameters that it may ask for.
    pub(super) asked: Vec<ecow::EcoString>,
    /// Names that the query at hand reads.
    pub(super) read: Vec<crate::name::Name>,
}

/// What a lowering put on record.
#[derive(Debug)]
pub(super) struct Record {
    outcome: Outcome,
    parts: Vec<Outcome>,
    also: Vec<pg::Object>,
}

impl<'a> Cx<'a> {
    /// Starts an object.
    #[must_use]
    pub fn new(program: &'a Program<'a>, key: Key, span: Span) -> Self {
        let outcome = Outcome { key, span, ..Outcome::default() };
        Self {
            program,
            outcome,
            parts: Vec::new(),
            also: Vec::new(),
            named: Vec::new(),
            visiting: Vec::new(),
            names: 0,
            drawn: Vec::new(),
            in_code: false,
            of_caller: false,
            date_format: program.read.date_format_at(span).map(ecow::EcoString::as_str),
            clocks: Vec::new(),
            held: Vec::new(),
            alike: Vec::new(),
            ranges: Vec::new(),
            asked: Vec::new(),
            read: Vec::new(),
        }
    }

    /// What is known of an expression.
    #[must_use]
    pub fn fact(&self, e: &ir::Expr) -> Fact {
        self.program.facts.of(e.at)
    }

    /// A name that a query needs and the source does not give: `sq1`.
    pub(super) fn fresh(&mut self, base: &str) -> crate::name::Name {
        self.names += 1;
        format!("{base}{}", self.names).into()
    }

    /// Notes that a rule's construct was converted exactly.
    pub fn exact(&mut self, rule: &'static Rule, span: Span) {
        if !rule.holds_for(self.program.profile.target) {
            return;
        }
        match self.outcome.applied.iter_mut().find(|a| a.rule == rule) {
            Some(applied) => applied.count += 1,
            None => self.outcome.applied.push(Applied { rule, span, count: 1 }),
        }
    }

    /// Notes a finding where the version of the target differs so; its severity decides the state.
    pub fn raise(&mut self, raised: Raised) {
        if raised.rule.holds_for(self.program.profile.target) {
            self.outcome.raise(raised);
        }
    }

    /// Notes a finding for what could not be lowered. Where the version of the target does not differ as the rule says, the reason
    /// alone stands on record.
    pub fn manual(&mut self, raised: Raised) -> Manual {
        let message = crate::finding::fill(raised.rule.message, &raised.args);
        self.outcome.state = self.outcome.state.max(State::Manual);
        let code = raised.rule.codes.first().map_or("", |(_, code)| *code);
        if raised.rule.holds_for(self.program.profile.target) {
            self.outcome.raise(raised);
        } else {
            self.outcome.reason.get_or_insert_with(|| message.clone());
        }
        Manual { code, message }
    }

    /// The same for what is said once of an object: `is_same` tells what was said of it before.
    pub fn manual_once(&mut self, raised: Raised, is_same: impl Fn(&Raised) -> bool) -> Manual {
        if !self.outcome.findings.iter().any(is_same) {
            return self.manual(raised);
        }
        let message = crate::finding::fill(raised.rule.message, &raised.args);
        let code = raised.rule.codes.first().map_or("", |(_, code)| *code);
        Manual { code, message }
    }

    /// The same for what is missing: one finding of an object names it, however often it stands there.
    pub fn manual_named(&mut self, raised: Raised) -> Manual {
        let same = (raised.rule, raised.args.clone());
        self.manual_once(raised, |said| said.rule == same.0 && said.args == same.1)
    }

    /// The same for what is said of several names together: the value at `key` is added to what was said before.
    pub fn manual_added(&mut self, raised: Raised, key: &str, is_same: impl Fn(&Raised) -> bool) -> Manual {
        match self.outcome.findings.iter_mut().find(|said| is_same(said)) {
            Some(said) => said.add(key, &raised),
            None => return self.manual(raised),
        }
        let message = crate::finding::fill(raised.rule.message, &raised.args);
        let code = raised.rule.codes.first().map_or("", |(_, code)| *code);
        Manual { code, message }
    }

    /// Says why something could not be lowered that a finding of no object names already.
    pub fn said(&mut self, code: &'static str, message: String) -> Manual {
        self.outcome.state = self.outcome.state.max(State::Manual);
        self.outcome.reason.get_or_insert_with(|| message.clone());
        Manual { code, message }
    }

    /// Notes a clause that is left out.
    pub fn dropped(&mut self, rule: &'static Rule, clause: &'static str, span: Span) {
        self.outcome.dropped.push(Dropped { rule, clause, span });
    }

    /// Says that the object has no counterpart, and why.
    pub fn ignore(&mut self, reason: impl Into<String>) {
        self.outcome.state = State::Ignored;
        self.outcome.reason = Some(reason.into());
    }

    /// Lowers a part that reports count as an object of its own (a constraint, a member); what it raises is the part's.
    pub fn part<T>(&mut self, key: Key, span: Span, lower: impl FnOnce(&mut Self) -> T) -> T {
        let whole = std::mem::replace(&mut self.outcome, Outcome { key, span, ..Outcome::default() });
        let result = lower(self);
        let part = std::mem::replace(&mut self.outcome, whole);
        self.parts.push(part);
        result
    }

    /// Adds a further object of the target that this source object needs: a type, a twin, a domain.
    pub fn also(&mut self, object: pg::Object) {
        // Sections of a compound trigger have the same types and routines.
        let is = |o: &pg::Object| {
            o.name == object.name && std::mem::discriminant(&o.kind) == std::mem::discriminant(&object.kind)
        };
        if !self.also.iter().any(is) {
            self.also.push(object);
        }
    }

    /// Whether another type than this one was added under a name.
    pub fn has_other(&self, name: &QName, ty: &UserType<pg::Pg>) -> bool {
        let is = |o: &pg::Object| matches!(&o.kind, pg::Kind::Type(own) if o.name == *name && own != ty);
        self.also.iter().any(is)
    }

    /// The outcome of the object or part at hand, to add targets and dependencies.
    pub fn outcome(&mut self) -> &mut Outcome {
        &mut self.outcome
    }

    /// What was put on record, to be put on that of another context; nothing where it holds names that depend on what came before.
    pub(super) fn record(self) -> Option<Record> {
        let Cx { outcome, parts, also, names, .. } = self;
        (names == 0).then_some(Record { outcome, parts, also })
    }

    /// Puts on record what another context did.
    pub(super) fn replay(&mut self, record: Record) {
        let Record { outcome, parts, also } = record;
        let Outcome { key: _, span: _, state, reason, targets, findings, applied, dropped, depends_on } = outcome;
        self.outcome.state = self.outcome.state.max(state);
        self.outcome.reason = reason.or(self.outcome.reason.take());
        self.outcome.targets.extend(targets);
        findings.into_iter().for_each(|raised| self.outcome.raise(raised));
        for it in applied {
            match self.outcome.applied.iter_mut().find(|a| a.rule == it.rule) {
                Some(applied) => applied.count += it.count,
                None => self.outcome.applied.push(it),
            }
        }
        self.outcome.dropped.extend(dropped);
        self.outcome.depends_on.extend(depends_on);
        self.parts.extend(parts);
        also.into_iter().for_each(|object| self.also(object));
    }

    /// Everything on record: the object first, then its parts; and the further objects.
    #[must_use]
    pub fn finish(self) -> (Vec<Outcome>, Vec<pg::Object>) {
        let mut all = Vec::with_capacity(1 + self.parts.len());
        all.push(self.outcome);
        all.extend(self.parts);
        all.iter_mut().for_each(Outcome::settle);
        (all, self.also)
    }
}
