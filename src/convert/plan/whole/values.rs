//! What expressions say of numbers: which variables they are, what they may hold, what meets in comparisons and calls.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named may be any number")]

use super::{Entry, Key, Look, MOST, Source, sized};
use crate::analyze::Means;
use crate::analyze::symbols::RoutineId;
use crate::catalog::Mode;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{self, Argument, Expr, ExprKind, InSet, Unary};
use crate::name::Name;

impl<'a> Look<'a> {
    pub(super) fn expr(&mut self, e: &'a Expr) {
        walk::each(Node::Expr(e), &mut |node| {
            if let Node::Expr(e) = node {
                self.look(e);
            }
        });
    }

    /// What an expression says of variables in it.
    pub(super) fn look(&mut self, e: &'a Expr) {
        match &e.kind {
            ExprKind::Compare(_, sides) => {
                let [a, b] = &**sides;
                self.meet(a, b);
            }
            ExprKind::Between(_, parts) => {
                let [x, low, high] = &**parts;
                self.meet(x, low);
                self.meet(x, high);
            }
            ExprKind::In(i) => {
                if let InSet::List(items) = &i.set {
                    items.iter().for_each(|item| self.meet(&i.left, item));
                }
            }
            // What is computed with is a quantity.
            ExprKind::Binary(_, sides) => sides.iter().for_each(|e| self.refuse(e)),
            ExprKind::Unary(Unary::Minus | Unary::Plus, inner) => self.refuse(inner),
            ExprKind::Call(call) => self.called(e, &call.args),
            _ => {}
        }
    }

    pub(super) fn meet(&mut self, a: &Expr, b: &Expr) {
        match (self.variable(a), self.variable(b)) {
            (Some(a), Some(b)) => self.meets.push((a, b)),
            (Some(key), None) => {
                if let Some((id, column)) = self.column(b) {
                    self.meets_column(key, id, &column);
                }
            }
            (None, Some(key)) => {
                if let Some((id, column)) = self.column(a) {
                    self.meets_column(key, id, &column);
                }
            }
            (None, None) => {}
        }
    }

    /// The arguments of a call: they flow into the parameters, and back.
    pub(super) fn called(&mut self, e: &'a Expr, args: &'a [Argument]) {
        match self.facts.of(e.at).means {
            Means::Routine(id) => {
                let header = self.facts.symbols.routine(id).header;
                for (n, arg) in args.iter().enumerate() {
                    let place = match &arg.name {
                        Some(name) => header.params.iter().position(|p| p.name == *name),
                        None => Some(n),
                    };
                    let param = place.and_then(|n| header.params.get(n));
                    let (Some(place), Some(param)) = (place.and_then(|n| u16::try_from(n).ok()), param) else {
                        continue;
                    };
                    let key = Some(Key::Param(id, place)).filter(|key| self.digits.contains_key(key));
                    if param.mode != Mode::Out
                        && let Some(key) = key
                    {
                        self.flow(&arg.value, key);
                    }
                    if param.mode != Mode::In
                        && let Some(actual) = self.variable(&arg.value)
                    {
                        self.flows.push((key.map_or(Source::Any, Source::Of), actual));
                    }
                }
            }
            Means::Builtin(_) => {}
            // What is not known may write its arguments.
            Means::Unknown
            | Means::Supplied
            | Means::Object(_)
            | Means::Variable
            | Means::Member(_)
            | Means::Local
            | Means::Through(..)
            | Means::Column(..) => {
                let aggregate = matches!(&e.kind, ExprKind::Call(call) if matches!(call.name.parts.as_slice(), [_]));
                if !aggregate {
                    args.iter().for_each(|arg| self.refuse(&arg.value));
                }
            }
        }
    }

    /// The candidate that an expression is.
    pub(super) fn variable(&self, e: &Expr) -> Option<Key> {
        let ExprKind::Name(path) = &e.kind else { return None };
        if path.link.is_some() || self.facts.of(e.at).means != Means::Variable {
            return None;
        }
        self.named(&path.parts)
    }

    pub(super) fn named(&self, parts: &[Name]) -> Option<Key> {
        let (label, name) = match parts {
            [name] => (None, name),
            [label, name] => (Some(label), name),
            _ => return None,
        };
        for sight in self.scopes.iter().rev() {
            if label.is_some_and(|label| !sight.labels.contains(label)) {
                continue;
            }
            if let Some((_, entry)) = sight.entries.iter().rev().find(|(n, _)| n == name) {
                return if let Entry::Number(key) = entry { Some(*key) } else { None };
            }
        }
        None
    }

    pub(super) fn flow(&mut self, value: &'a Expr, into: Key) {
        if is_counted(value) {
            self.evident.entry(into).or_default();
        }
        let mut sources = Vec::new();
        self.sources(value, &mut sources);
        if let Some((id, column)) = self.column(value) {
            self.meets_column(into, id, &column);
        }
        self.flows.extend(sources.into_iter().map(|source| (source, into)));
    }

    /// What a value may be.
    pub(super) fn sources(&self, e: &'a Expr, out: &mut Vec<Source>) {
        match &e.kind {
            ExprKind::Null | ExprKind::EmptyText => {}
            ExprKind::Number(digits, ir::NumberForm::Decimal) => {
                let whole = digits.bytes().all(|b| b.is_ascii_digit());
                out.push(if whole {
                    Source::Digits(u16::try_from(digits.len()).unwrap_or(u16::MAX))
                } else {
                    Source::Any
                });
            }
            ExprKind::Case(case) => {
                case.arms.iter().map(|(_, then)| then).chain(&case.otherwise).for_each(|e| self.sources(e, out));
            }
            ExprKind::Name(path) => {
                if let Some(key) = self.variable(e) {
                    out.push(Source::Of(key));
                } else if let Means::Routine(id) = self.facts.of(e.at).means {
                    out.push(self.result(id));
                } else if path.parts.last().is_some_and(|last| last == "NEXTVAL" || last == "CURRVAL") {
                    out.push(Source::Digits(MOST));
                } else if let Some((id, column)) = self.column(e) {
                    let ty = self.decided.types.get(&(id, column));
                    let digits = sized(self.facts.of(e.at).ty).unwrap_or(MOST);
                    out.push(if ty.is_some_and(crate::pg::Type::is_integer) {
                        Source::Digits(digits)
                    } else {
                        Source::Any
                    });
                } else {
                    out.push(sized(self.facts.of(e.at).ty).map_or(Source::Any, Source::Digits));
                }
            }
            ExprKind::Call(call) => match (self.facts.of(e.at).means, call.name.parts.as_slice()) {
                (Means::Routine(id), _) => out.push(self.result(id)),
                (_, [name]) if name == "COUNT" => out.push(Source::Digits(MOST)),
                (_, [name]) if matches!(name.as_str(), "MAX" | "MIN" | "NVL" | "COALESCE" | "GREATEST" | "LEAST") => {
                    call.args.iter().for_each(|a| self.sources(&a.value, out));
                }
                _ => out.push(Source::Any),
            },
            ExprKind::Step(parts) if is_row_count(&parts.0, &parts.1) => out.push(Source::Digits(MOST)),
            _ => out.push(Source::Any),
        }
    }

    pub(super) fn result(&self, id: RoutineId) -> Source {
        let key = Key::Result(id);
        if self.digits.contains_key(&key) { Source::Of(key) } else { Source::Any }
    }
}

/// `SQL%ROWCOUNT`.
fn is_row_count(of: &Expr, step: &ir::Step) -> bool {
    matches!(step, ir::Step::Attribute(name) if name == "ROWCOUNT") && matches!(of.kind, ExprKind::Name(_))
}

/// What PostgreSQL counts, or takes from a sequence, is a `bigint`.
fn is_counted(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Name(path) => path.parts.last().is_some_and(|last| last == "NEXTVAL" || last == "CURRVAL"),
        ExprKind::Call(call) => matches!(call.name.parts.as_slice(), [name] if name == "COUNT"),
        ExprKind::Step(parts) => is_row_count(&parts.0, &parts.1),
        _ => false,
    }
}
