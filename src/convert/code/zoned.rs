//! Times with and without a zone that meet in a routine: which instant a local time is, the session's zone says.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named holds no time")]

use crate::catalog::{Mode, Param};
use crate::name::Name;
use crate::pg::code::{Node, each_of_block};
use crate::pg::{self, Block, Expr, Op, Type, walk};
use std::collections::BTreeMap;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    /// An instant.
    Zoned,
    /// A date or a local time.
    Local,
    /// No time, or not known.
    Other,
}

fn of_type(ty: &Type) -> Time {
    match ty {
        Type::Timestamptz(_) => Time::Zoned,
        Type::Timestamp(_) | Type::Date => Time::Local,
        _ => Time::Other,
    }
}

/// Whether the zone of the session decides what a routine computes from its parameters and variables.
pub(super) fn meet(params: &[Param<pg::Pg>], returns: Option<&Type>, block: &Block) -> bool {
    let mut known = Known { names: BTreeMap::new(), zoned: false, local: false, found: false };
    params.iter().for_each(|p| known.declare(Some(&p.name), &p.ty, p.mode != Mode::In));
    returns.iter().for_each(|ty| known.declare(None, ty, true));
    each_of_block(block, &mut |node| {
        if let Node::Declaration(it) = node {
            known.declare(Some(&it.name), &it.ty, true);
        }
    });
    each_of_block(block, &mut |node| {
        if let Node::Expr(e) = node {
            // What takes the value is a variable or the result, of one of the types that there are.
            match known.time(e) {
                Time::Zoned if known.local => known.found = true,
                Time::Local if known.zoned => known.found = true,
                Time::Zoned | Time::Local | Time::Other => {}
            }
        }
    });
    known.found
}

struct Known {
    names: BTreeMap<Name, Time>,
    /// Something that is assigned holds instants.
    zoned: bool,
    /// Something that is assigned holds local times.
    local: bool,
    /// They meet.
    found: bool,
}

impl Known {
    fn declare(&mut self, name: Option<&Name>, ty: &Type, assigned: bool) {
        let time = of_type(ty);
        self.zoned |= assigned && time == Time::Zoned;
        self.local |= assigned && time == Time::Local;
        if let Some(name) = name {
            self.names.insert(name.clone(), time);
        }
    }

    /// What an expression is; notes where the two meet below it.
    fn time(&mut self, e: &Expr) -> Time {
        match e {
            Expr::Name(parts) => parts.last().and_then(|name| self.names.get(name)).copied().unwrap_or(Time::Other),
            Expr::Typed(literal) => self.literal(&literal.0),
            Expr::Cast(parts) => {
                let from = self.time(&parts.0);
                let to = of_type(&parts.1);
                self.found |= from == Time::Zoned && to != Time::Zoned || from == Time::Local && to == Time::Zoned;
                to
            }
            Expr::AtZone(sides) => {
                let [value, zone] = &**sides;
                self.time(zone);
                match self.time(value) {
                    Time::Zoned => Time::Local,
                    Time::Local => Time::Zoned,
                    Time::Other => Time::Other,
                }
            }
            Expr::Infix(op, sides) => {
                let [a, b] = &**sides;
                let [a, b] = [self.time(a), self.time(b)];
                self.pair(a, b);
                let moved = matches!(op, Op::Add | Op::Subtract) && a != b;
                // A day of an instant is one of the session's calendar.
                self.found |= moved && (a == Time::Zoned || b == Time::Zoned);
                match (moved, a, b) {
                    (true, Time::Other, time) | (true, time, Time::Other) => time,
                    _ => Time::Other,
                }
            }
            Expr::Between(_, parts) => self.alike(parts.iter()),
            Expr::Distinct(_, sides) => self.alike(sides.iter()),
            Expr::Case(case) => {
                for e in case.selector.iter().chain(case.arms.iter().map(|(when, _)| when)) {
                    self.time(e);
                }
                let values: Vec<&Expr> = case.arms.iter().map(|(_, then)| then).chain(&case.otherwise).collect();
                self.same(values.into_iter())
            }
            Expr::Call(call) => {
                let chooses = matches!(call.name.name.as_str(), "coalesce" | "greatest" | "least" | "nullif");
                if chooses && call.name.schema.is_none() {
                    return self.same(call.args.iter().map(|(_, e)| e));
                }
                for (_, e) in &call.args {
                    self.found |= self.time(e) == Time::Zoned;
                }
                Time::Other
            }
            Expr::Extract(_, value) => {
                self.found |= self.time(value) == Time::Zoned;
                Time::Other
            }
            Expr::Concat(items) => {
                for item in items {
                    self.found |= self.time(item) == Time::Zoned;
                }
                Time::Other
            }
            _ => {
                walk::children(e, &mut |child| {
                    if let walk::Node::Expr(child) = child {
                        self.time(child);
                    }
                });
                Time::Other
            }
        }
    }

    /// A literal of an instant is read by the session's zone where it says none.
    fn literal(&mut self, ty: &Type) -> Time {
        let time = of_type(ty);
        self.found |= time == Time::Zoned;
        time
    }

    fn pair(&mut self, a: Time, b: Time) {
        self.found |= matches!((a, b), (Time::Zoned, Time::Local) | (Time::Local, Time::Zoned));
    }

    /// Values that are compared.
    fn alike<'e>(&mut self, items: impl Iterator<Item = &'e Expr>) -> Time {
        self.same(items);
        Time::Other
    }

    /// Values of which one is taken.
    fn same<'e>(&mut self, items: impl Iterator<Item = &'e Expr>) -> Time {
        let mut all = Time::Other;
        for item in items {
            let time = self.time(item);
            self.pair(all, time);
            if time != Time::Other {
                all = time;
            }
        }
        all
    }
}
