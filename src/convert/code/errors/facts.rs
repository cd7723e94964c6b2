//! What statements of PL/pgSQL may raise, and what of them a handler would undo.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named may raise what its parts may")]

use super::super::effects::Work;
use super::one_row::is_one_row;
use crate::catalog::{Mention, Mentioned, Param, Part};
use crate::name::{Name, QName};
use crate::pg::code::Over;
use crate::pg::{self, Condition, Expr, Op, Query, Stmt, Type, walk};

/// Kinds of errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::convert::code) struct Kinds(u64);

impl Kinds {
    /// None.
    pub const NONE: Kinds = Kinds(0);
    /// `NO_DATA_FOUND`.
    pub const NO_DATA: Kinds = Kinds(1);
    /// `TOO_MANY_ROWS`.
    pub const MANY: Kinds = Kinds(2);
    /// `ZERO_DIVIDE`.
    pub const ZERO: Kinds = Kinds(4);
    /// Conversions, lengths, ranges.
    pub const VALUE: Kinds = Kinds(8);
    /// `DUP_VAL_ON_INDEX`.
    pub const TWICE: Kinds = Kinds(16);
    /// Cases, cursors.
    pub const FLOW: Kinds = Kinds(32);
    /// Whatever else.
    pub const OTHER: Kinds = Kinds(64);
    /// Exceptions that the routine at hand declares, which no routine that stands elsewhere knows.
    pub const LOCAL: Kinds = Kinds(128);
    /// Exceptions that a routine declares and lets go: `OTHERS` alone takes them.
    pub const FOREIGN: Kinds = Kinds(256);
    /// Exceptions of the program's own: all of them.
    pub const OWN: Kinds = Kinds(!127);
    /// Everything.
    pub const ALL: Kinds = Kinds(u64::MAX);

    /// One of the program's own, by its state; some have their place together.
    fn own(state: &str) -> Kinds {
        let sum = state.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Kinds(1 << (9 + sum % 55))
    }

    /// Both.
    pub const fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Those that are not in the other.
    pub const fn without(self, other: Kinds) -> Kinds {
        Kinds(self.0 & !other.0)
    }

    /// Whether they have one in common.
    pub const fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a condition of a handler may catch.
fn caught_of(condition: &Condition) -> Kinds {
    match condition {
        Condition::Others => Kinds::ALL,
        Condition::State(state) => raised(state),
        Condition::Named("no_data_found") => Kinds::NO_DATA,
        Condition::Named("too_many_rows") => Kinds::MANY,
        Condition::Named("division_by_zero") => Kinds::ZERO,
        Condition::Named("unique_violation") => Kinds::TWICE,
        Condition::Named("case_not_found" | "duplicate_cursor" | "invalid_cursor_name" | "invalid_cursor_state") => {
            Kinds::FLOW
        }
        Condition::Named(
            "string_data_right_truncation"
            | "numeric_value_out_of_range"
            | "invalid_text_representation"
            | "null_value_not_allowed"
            | "invalid_datetime_format"
            | "datetime_field_overflow"
            | "invalid_parameter_value"
            | "invalid_argument_for_logarithm"
            | "invalid_argument_for_power_function",
        ) => Kinds::VALUE,
        Condition::Named(
            "interval_field_overflow"
            | "invalid_regular_expression"
            | "invalid_escape_sequence"
            | "invalid_escape_character"
            | "invalid_json_text"
            | "invalid_xml_document"
            | "invalid_xml_content",
        ) => Kinds::VALUE.and(Kinds::OTHER),
        Condition::Named("raise_exception") => Kinds::own("P0001"),
        // A signal of the output's own, which is no error.
        Condition::Named("assert_failure") => Kinds::NONE,
        Condition::Named(_) => Kinds::OTHER,
    }
}

/// What a condition of a handler catches wholly, so that none of the kind leaves its block.
pub(super) fn surely(condition: &Condition) -> Kinds {
    match condition {
        Condition::Others => Kinds::ALL,
        Condition::Named("no_data_found" | "too_many_rows" | "division_by_zero" | "unique_violation") => {
            caught_of(condition)
        }
        Condition::Named(_) | Condition::State(_) => Kinds::NONE,
    }
}

/// What is known of the routines that code calls.
pub(in crate::convert::code) struct Known<'k> {
    /// What a routine does.
    pub work: &'k dyn Fn(&crate::name::QName) -> Work,
    /// The type of a variable.
    pub types: &'k dyn Fn(&[Name]) -> Option<Type>,
    /// Whether no trigger watches a table.
    pub quiet: &'k dyn Fn(&QName) -> bool,
    /// Whether a state is that of an exception of the routine at hand.
    pub local: &'k dyn Fn(&str) -> bool,
    /// Whether a routine stands elsewhere and does not lead back here.
    pub stranger: &'k dyn Fn(&QName) -> bool,
    /// The header of a routine, by its name and how many arguments are given.
    pub header: &'k dyn Fn(&QName, usize) -> Option<Header>,
}

/// What a routine takes and gives, in the target.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::convert::code) struct Header {
    /// Parameters.
    pub params: Vec<Param<pg::Pg>>,
    /// The type of its result, where it gives one by `RETURN`.
    pub returns: Option<Type>,
    /// It is a function.
    pub is_function: bool,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::convert::code) struct Does {
    /// What it may raise.
    pub raises: Kinds,
    /// It does what a handler would undo.
    pub effect: bool,
    /// It may raise after that.
    pub partial: bool,
    /// It ends the transaction.
    pub ends: bool,
}

impl Does {
    fn raising(raises: Kinds) -> Does {
        Does { raises, ..Does::default() }
    }

    pub fn and(self, other: Does) -> Does {
        Does {
            raises: self.raises.and(other.raises),
            effect: self.effect || other.effect,
            partial: self.partial || other.partial,
            ends: self.ends || other.ends,
        }
    }
}

/// Functions that raise nothing, of PostgreSQL and of helpers.
const SAFE: &[&str] = &[
    "coalesce",
    "concat",
    "concat_ws",
    "nullif",
    "greatest",
    "least",
    "length",
    "upper",
    "lower",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "now",
    "clock_timestamp",
    "current_setting",
    "sysdate",
    "num_to_text",
    "num_to_text_pl",
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "replace",
    "substr",
    "instr",
    "sqlerrm",
    "sqlcode",
    "current_sqlerrm",
    "current_sqlcode",
    "date_trunc",
    "abs",
    "sign",
    "floor",
    "ceil",
    "trunc",
    "round",
    "nextval",
    "row_number",
    "initcap",
    "lpad",
    "rpad",
    "to_char",
    "date_to_char",
    "random",
    "backtrace",
    "current_backtrace",
    "sys_context",
    "pg_backend_pid",
    "mod",
    "float_div",
    "session_date",
    "left",
    "right",
    "string_agg",
    "row",
    "set_error",
    "set_config",
];

impl Known<'_> {
    /// What a condition of a handler may catch.
    pub fn caught(&self, condition: &Condition) -> Kinds {
        match condition {
            Condition::State(state) => self.raised(state),
            Condition::Others | Condition::Named(_) => caught_of(condition),
        }
    }

    /// What `RAISE` of a state is.
    fn raised(&self, state: &str) -> Kinds {
        if (self.local)(state) { Kinds::LOCAL } else { raised(state) }
    }

    /// What an expression may raise, and do by what it calls.
    pub fn expr(&self, e: &Expr) -> Does {
        let mut does = match e {
            Expr::Infix(Op::Divide | Op::Modulo, _) => Does::raising(Kinds::ZERO),
            Expr::Infix(Op::Add | Op::Subtract | Op::Multiply, sides) => {
                let plain = sides.iter().any(|side| self.is_numeric(side));
                Does::raising(if plain { Kinds::NONE } else { Kinds::VALUE })
            }
            Expr::Infix(Op::Power, _) => Does::raising(Kinds::VALUE),
            Expr::Cast(parts) => {
                let safe = match parts.1 {
                    Type::Text | Type::Varchar(None) => true,
                    Type::Numeric(None) => !is_text(&parts.0, self),
                    _ => false,
                };
                Does::raising(if safe { Kinds::NONE } else { Kinds::VALUE })
            }
            Expr::Call(call) => self.call(call),
            Expr::Subquery(_) => Does::raising(Kinds::OTHER),
            Expr::Element(_) => Does::raising(Kinds::VALUE),
            _ => Does::default(),
        };
        walk::children(e, &mut |child| {
            does = does.and(match child {
                walk::Node::Expr(child) => self.expr(child),
                walk::Node::Query(query) => self.query(query),
            });
        });
        does
    }

    /// What a statement that writes rows may raise. What rows miss, and the program's own errors, come of triggers and of routines
    /// that it calls; a delete may reach other tables.
    fn written(&self, dml: &pg::Dml) -> Kinds {
        let table = match dml {
            pg::Dml::Insert(insert) => &insert.table,
            pg::Dml::Update(update) => &update.table,
            pg::Dml::Delete(_) | pg::Dml::Merge(_) | pg::Dml::Many(_) => {
                return Kinds::ALL.without(Kinds::LOCAL);
            }
        };
        let mut calls = false;
        dml.mentions(&mut |mention: Mention<'_>| {
            let own = !matches!(mention.name.schema.as_deref(), None | Some("ora_compat" | "pg_catalog"));
            calls |= mention.what == Mentioned::Routine && own;
        });
        if calls || !(self.quiet)(table) {
            return Kinds::ALL.without(Kinds::LOCAL);
        }
        Kinds::ALL.without(Kinds::NO_DATA.and(Kinds::MANY).and(Kinds::FLOW).and(Kinds::OWN))
    }

    fn call(&self, call: &pg::Call) -> Does {
        let name = call.name.name.as_str();
        match call.name.schema.as_deref() {
            None | Some("pg_catalog" | "ora_compat") => match name {
                "reraise" | "autonomous_call" | "autonomous_row" => Does::raising(Kinds::ALL),
                "close_cursor" => Does { effect: true, ..Does::default() },
                "of_open" => Does::raising(Kinds::FLOW),
                "div" => Does::raising(Kinds::ZERO.and(Kinds::VALUE)),
                // Which occurrence, and a model that is not known, may be no such thing.
                "instr" if call.args.len() > 3 => Does::raising(Kinds::VALUE.and(Kinds::OTHER)),
                "to_char" | "date_to_char"
                    if call.args.get(1).is_some_and(|(_, model)| !matches!(model, Expr::Text(_))) =>
                {
                    Does::raising(Kinds::VALUE.and(Kinds::OTHER))
                }
                _ if SAFE.contains(&name) => Does::default(),
                _ => Does::raising(Kinds::VALUE.and(Kinds::OTHER)),
            },
            Some(_) => {
                let Work { effect, partial, ends, raises, tries: _ } = (self.work)(&call.name);
                // what it is first asked for may show that it leads back here
                let raises = if (self.stranger)(&call.name) {
                    raises.without(Kinds::LOCAL)
                } else if raises.meets(Kinds::OWN) {
                    raises.and(Kinds::LOCAL)
                } else {
                    raises
                };
                Does { raises, effect, partial, ends }
            }
        }
    }

    fn is_numeric(&self, e: &Expr) -> bool {
        match e {
            Expr::Name(path) => matches!((self.types)(path), Some(Type::Numeric(_))),
            Expr::Infix(Op::Add | Op::Subtract | Op::Multiply, sides) => sides.iter().any(|s| self.is_numeric(s)),
            Expr::Cast(parts) => matches!(parts.1, Type::Numeric(_)),
            _ => false,
        }
    }

    /// What a query may raise.
    pub fn query(&self, query: &Query) -> Does {
        let mut does = Does::default();
        if let Query::Select(select) = query {
            does.effect |= select.lock.is_some();
            if select.lock.is_some() {
                does.raises = does.raises.and(Kinds::OTHER);
            }
        }
        parts(query, &mut |e| does = does.and(self.expr(e)));
        // A statement of SQL is undone as a whole where it fails, with what it called.
        Does { partial: false, ends: false, ..does }
    }

    /// What a statement does.
    pub fn stmt(&self, stmt: &Stmt) -> Does {
        match stmt {
            Stmt::Of(_, _, inner) => self.stmt(inner),
            Stmt::Assign(target, value) => {
                let narrow = Does::raising(if self.widens(target, value) { Kinds::NONE } else { Kinds::VALUE });
                self.expr(value).and(narrow)
            }
            Stmt::If(arms, otherwise) => {
                let arms = arms.iter().map(|(e, list)| self.expr(e).and(self.list(list)));
                arms.fold(self.list(otherwise), Does::and)
            }
            Stmt::Case(case) => {
                let none = if case.otherwise.is_none() { Kinds::FLOW } else { Kinds::NONE };
                let mut does = Does::raising(none);
                for e in case.selector.iter().chain(case.arms.iter().flat_map(|(choices, _)| choices)) {
                    does = does.and(self.expr(e));
                }
                let lists = case.arms.iter().map(|(_, list)| list).chain(&case.otherwise);
                lists.fold(does, |does, list| does.and(self.list(list)))
            }
            Stmt::Loop(it) => {
                let over = match &it.over {
                    Over::Forever => Does::default(),
                    Over::While(e) => self.expr(e),
                    Over::Range(_, _, bounds) => {
                        let plain = bounds.iter().all(|e| matches!(e, Expr::Number(_)));
                        let null = if plain { Kinds::NONE } else { Kinds::VALUE };
                        bounds.iter().fold(Does::raising(null), |does, e| does.and(self.expr(e)))
                    }
                    Over::Steps(_, _, bounds) => {
                        bounds.iter().fold(Does::raising(Kinds::VALUE), |does, e| does.and(self.expr(e)))
                    }
                    Over::Query(_, query) => self.query(query),
                };
                over.and(self.list(&it.body))
            }
            Stmt::Leave(leave) => leave.when.as_ref().map_or_else(Does::default, |e| self.expr(e)),
            Stmt::Return(Some(value)) => {
                let plain =
                    matches!(value, Expr::Null | Expr::Name(_) | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_));
                self.expr(value).and(Does::raising(if plain { Kinds::NONE } else { Kinds::VALUE }))
            }
            Stmt::Raise { code, message } => {
                let own = if let Expr::Text(state) = code { self.raised(state) } else { Kinds::OWN.and(Kinds::VALUE) };
                self.expr(code).and(self.expr(message)).and(Does::raising(own))
            }
            Stmt::Reraise => Does::raising(Kinds::ALL),
            Stmt::Notice(e) | Stmt::Perform(e) => self.expr(e),
            Stmt::Call(e) => self.expr(e),
            Stmt::Select(select) => {
                let rows = if !select.strict || is_one_row(&select.query) {
                    Kinds::NONE
                } else {
                    Kinds::NO_DATA.and(Kinds::MANY)
                };
                let narrow = if select.into.iter().all(|t| self.is_wide(t)) { Kinds::NONE } else { Kinds::VALUE };
                self.query(&select.query).and(Does::raising(rows.and(narrow)))
            }
            Stmt::Dml(dml) => Does { effect: true, ..Does::raising(self.written(dml)) },
            Stmt::Returning(_) => Does { effect: true, ..Does::raising(Kinds::ALL.without(Kinds::LOCAL)) },
            Stmt::Block(block) => self.block(block),
            Stmt::Open(_, query) => self.query(query).and(Does { effect: true, ..Does::raising(Kinds::FLOW) }),
            Stmt::Fetch(..) => Does::raising(Kinds::FLOW.and(Kinds::VALUE).and(Kinds::ZERO)),
            Stmt::Close(_) => Does::raising(Kinds::FLOW),
            Stmt::Execute(e, _) => self.expr(e).and(Does { effect: true, partial: true, ..Does::raising(Kinds::ALL) }),
            Stmt::Ddl(_) => Does { effect: true, ..Does::raising(Kinds::ALL.without(Kinds::LOCAL)) },
            Stmt::Lock(..) => Does { effect: true, ..Does::raising(Kinds::OTHER) },
            Stmt::Commit | Stmt::Rollback | Stmt::SetTransaction(_) => Does { ends: true, ..Does::default() },
            // What stands for a gap passes every handler.
            Stmt::Gap(_) | Stmt::Null | Stmt::Return(None) | Stmt::Diagnostics(..) => Does::default(),
        }
    }

    /// What a block does.
    pub fn block(&self, block: &pg::Block) -> Does {
        let mut inside = self.list(&block.statements);
        for condition in block.handlers.iter().flat_map(|h| &h.conditions) {
            inside.raises = inside.raises.without(surely(condition));
        }
        for handler in &block.handlers {
            inside = inside.and(self.list(&handler.statements));
        }
        let values = block.declarations.iter().filter_map(|d| d.value.as_ref());
        values.fold(inside, |does, e| does.and(self.expr(e)).and(Does::raising(Kinds::VALUE)))
    }

    /// What statements do together.
    pub fn list(&self, list: &[Stmt]) -> Does {
        list.iter().fold(Does::default(), |does, stmt| does.and(self.stmt(stmt)))
    }

    /// Whether a value always fits where it goes.
    fn widens(&self, target: &[Name], value: &Expr) -> bool {
        match value {
            Expr::Null | Expr::Bool(_) => true,
            Expr::Number(_) | Expr::Text(_) => (self.types)(target).is_none_or(|ty| fits(value, &ty)),
            Expr::Name(path) => {
                self.is_wide(target) || (self.types)(target).is_some_and(|ty| (self.types)(path) == Some(ty))
            }
            _ => self.is_wide(target),
        }
    }

    /// Whether a variable takes every value of its kind.
    fn is_wide(&self, target: &[Name]) -> bool {
        matches!(
            (self.types)(target),
            Some(Type::Text | Type::Varchar(None) | Type::Numeric(None) | Type::Boolean | Type::Timestamp(_))
        )
    }
}

/// Whether a literal has no more letters or digits than a type takes.
fn fits(literal: &Expr, ty: &Type) -> bool {
    match (literal, ty) {
        (Expr::Text(text), Type::Varchar(Some(longest)) | Type::Char(longest)) => {
            u32::try_from(text.chars().count()).is_ok_and(|length| length <= *longest)
        }
        (Expr::Number(digits), Type::Numeric(Some((precision, scale)))) => {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let plain = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
            let length = |part: &str| i32::try_from(part.len()).unwrap_or(i32::MAX);
            let room = i32::from(*precision) - i32::from(*scale);
            // The last digit that is cut may make one more in front.
            let used = length(whole.trim_start_matches('0')) + i32::from(length(fraction) > i32::from(*scale));
            plain && used <= room
        }
        (Expr::Number(digits), Type::SmallInt) => digits.parse::<i16>().is_ok(),
        (Expr::Number(digits), Type::Integer) => digits.parse::<i32>().is_ok(),
        _ => true,
    }
}

/// What `RAISE` of a state is.
fn raised(state: &str) -> Kinds {
    match state {
        "P0002" => Kinds::NO_DATA,
        "P0003" => Kinds::MANY,
        "22012" => Kinds::ZERO,
        "22023" | "22P02" | "22001" | "22003" => Kinds::VALUE,
        "23505" => Kinds::TWICE,
        "20000" | "42P03" | "34000" => Kinds::FLOW,
        // A signal of the output's own reaches its own handler and no other.
        "P0004" => Kinds::NONE,
        own if own.starts_with("OR") || own.starts_with("OX") || own == "P0001" => Kinds::own(own),
        _ => Kinds::OTHER,
    }
}

fn is_text(e: &Expr, known: &Known<'_>) -> bool {
    match e {
        Expr::Name(path) => {
            (known.types)(path).is_none_or(|ty| !ty.is_number() && !matches!(ty, Type::Timestamp(_) | Type::Boolean))
        }
        Expr::Number(_) => false,
        _ => true,
    }
}

/// Expressions of a query, and of those in it.
pub(super) fn parts(query: &Query, f: &mut dyn FnMut(&Expr)) {
    match query {
        Query::Values(rows) => rows.iter().flatten().for_each(f),
        Query::Select(select) => {
            select.targets.iter().for_each(|(e, _)| f(e));
            select.condition.iter().chain(&select.having).for_each(&mut *f);
            select.order.iter().for_each(|k| f(&k.expr));
            select.from.iter().for_each(|item| from(item, f));
        }
        Query::Set(set) => {
            parts(&set.left, f);
            parts(&set.right, f);
        }
        Query::With(with) => {
            with.queries.iter().for_each(|cte| parts(&cte.query, f));
            parts(&with.body, f);
        }
    }
}

fn from(item: &pg::From, f: &mut dyn FnMut(&Expr)) {
    match item {
        pg::From::Query(query, _) | pg::From::Lateral(query, _) => parts(query, f),
        pg::From::Join(join) => {
            from(&join.left, f);
            from(&join.right, f);
            join.on.iter().for_each(f);
        }
        pg::From::Function(rows) => f(&rows.call),
        _ => {}
    }
}
