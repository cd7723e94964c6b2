//! Templates: PostgreSQL expressions with `$1`, `$*` for arguments, read once into a tree with holes.

#![expect(clippy::wildcard_enum_match_arm, reason = "templates hold no other nodes and types")]

use super::{Expr, Hole, IntervalFields, IsTest, Op, Type};
use crate::name::{Name, QName};
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A template.
#[derive(Clone, Debug, PartialEq)]
pub struct Template(pub Expr);

impl Template {
    /// Reads a template: calls, casts, operators, literals, `CASE`, and holes; nothing that is not needed in tables.
    ///
    /// # Errors
    /// Where the text is none; what was left unread.
    pub fn read(text: &str) -> Result<Template, String> {
        let mut reader = Reader { rest: text.trim() };
        let expr = reader.expr(0).ok_or_else(|| format!("cannot read `{}` of `{text}`", reader.rest))?;
        if reader.rest.is_empty() { Ok(Template(expr)) } else { Err(format!("`{}` is left of `{text}`", reader.rest)) }
    }

    /// A template of the tables, read once in the life of the process.
    #[must_use]
    pub fn of_table(text: &'static str) -> Option<Arc<Template>> {
        type Known = FxHashMap<&'static str, Option<Arc<Template>>>;
        static READ: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(text).or_insert_with(|| Template::read(text).ok().map(Arc::new)).clone()
    }

    /// The expression with arguments in its holes; `$*` stands for those behind the first `fixed`.
    #[must_use]
    pub fn fill(&self, args: &[Expr], fixed: usize) -> Expr {
        fill(&self.0, &Args { values: args, types: &[], fixed })
    }

    /// The same for arguments whose types are known: what has a type already is not cast to it.
    #[must_use]
    pub fn fill_typed(&self, args: &[Expr], types: &[Type], fixed: usize) -> Expr {
        fill(&self.0, &Args { values: args, types, fixed })
    }
}

/// What goes into holes.
struct Args<'a> {
    values: &'a [Expr],
    /// Types of the values, as far as they are known.
    types: &'a [Type],
    /// How many have a hole of their own.
    fixed: usize,
}

impl Args<'_> {
    fn get(&self, n: u8) -> Option<&Expr> {
        self.values.get(usize::from(n).wrapping_sub(1))
    }

    /// Whether a hole is filled with what a cast would make of it.
    fn fits(&self, e: &Expr, ty: &Type) -> bool {
        let Expr::Hole(Hole::Arg(n)) = e else { return false };
        let own = self.types.get(usize::from(*n).wrapping_sub(1));
        let literal = matches!(self.get(*n), Some(Expr::Text(_) | Expr::Null) | None);
        !literal
            && own.is_some_and(|own| own == ty || matches!((own, ty), (Type::Numeric(Some(_)), Type::Numeric(None))))
    }
}

fn fill(e: &Expr, args: &Args<'_>) -> Expr {
    let one = |e: &Expr| fill(e, args);
    let boxed = |e: &Expr| Box::new(fill(e, args));
    match e {
        Expr::Hole(Hole::Arg(n)) => args.get(*n).cloned().unwrap_or(Expr::Null),
        Expr::Call(call) => {
            let mut filled = Vec::with_capacity(call.args.len());
            for (name, arg) in &call.args {
                match arg {
                    Expr::Hole(Hole::Rest) => {
                        filled.extend(args.values.iter().skip(args.fixed).map(|a| (None, a.clone())));
                    }
                    _ => filled.push((name.clone(), one(arg))),
                }
            }
            let super::Call { name, args: _, distinct, variadic, order, within, filter, over } = &**call;
            Expr::Call(Box::new(super::Call {
                name: name.clone(),
                args: filled,
                distinct: *distinct,
                variadic: *variadic,
                order: order.clone(),
                within: within.clone(),
                filter: filter.clone(),
                over: over.clone(),
            }))
        }
        Expr::Prefix(op, a) => Expr::Prefix(*op, boxed(a)),
        Expr::Not(a) => Expr::Not(boxed(a)),
        Expr::Is(a, test, not) => Expr::Is(boxed(a), *test, *not),
        Expr::Extract(field, a) => Expr::Extract(field.clone(), boxed(a)),
        Expr::Infix(op, sides) => Expr::Infix(*op, pair(sides, &one)),
        Expr::AtZone(sides) => Expr::AtZone(pair(sides, &one)),
        Expr::Distinct(not, sides) => Expr::Distinct(*not, pair(sides, &one)),
        Expr::Cast(parts) if args.fits(&parts.0, &parts.1) => one(&parts.0),
        Expr::Cast(parts) => one(&parts.0).cast(parts.1.clone()),
        Expr::Collate(parts) => Expr::Collate(Box::new((one(&parts.0), parts.1.clone()))),
        Expr::And(items) => Expr::And(items.iter().map(one).collect()),
        Expr::Or(items) => Expr::Or(items.iter().map(one).collect()),
        Expr::Concat(items) => Expr::Concat(items.iter().map(one).collect()),
        Expr::Array(items) => Expr::Array(items.iter().map(one).collect()),
        Expr::Case(case) => {
            let arms = case.arms.iter().map(|(when, then)| (one(when), one(then))).collect();
            Expr::case(arms, case.otherwise.as_ref().map(one))
        }
        other => other.clone(),
    }
}

fn pair(sides: &[Expr; 2], one: &impl Fn(&Expr) -> Expr) -> Box<[Expr; 2]> {
    let [a, b] = sides;
    Box::new([one(a), one(b)])
}

struct Reader<'a> {
    rest: &'a str,
}

/// Infix operators of templates, the longer signs first, with how tightly they hold.
const INFIX: &[(&str, Op, u8)] = &[
    ("<>", Op::Ne, 4),
    ("<=", Op::Le, 4),
    (">=", Op::Ge, 4),
    ("->>", Op::GetText, 5),
    ("=", Op::Eq, 4),
    ("<", Op::Lt, 4),
    (">", Op::Gt, 4),
    ("&", Op::BitAnd, 5),
    ("+", Op::Add, 6),
    ("-", Op::Subtract, 6),
    ("*", Op::Multiply, 7),
    ("/", Op::Divide, 7),
    ("%", Op::Modulo, 7),
];

impl<'a> Reader<'a> {
    fn sign(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let rest = self.rest;
        match rest.get(..word.len()) {
            Some(head) if head.eq_ignore_ascii_case(word) => {
                let tail = rest.get(word.len()..).unwrap_or("");
                if tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                    return false;
                }
                self.rest = tail.trim_start();
                true
            }
            _ => false,
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
        let (name, tail) = self.rest.split_at_checked(end)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return None;
        }
        self.rest = tail.trim_start();
        Some(name)
    }

    fn quoted(&mut self) -> Option<&'a str> {
        let (text, tail) = self.rest.strip_prefix('\'')?.split_once('\'')?;
        self.rest = tail.trim_start();
        Some(text)
    }

    /// An expression whose operators hold more tightly than `floor`.
    fn expr(&mut self, floor: u8) -> Option<Expr> {
        let mut left = if floor < 3 && self.word("NOT") { self.expr(3)?.negate() } else { self.operand()? };
        loop {
            if floor < 1 && self.word("OR") {
                left = Expr::Or(Box::new([left, self.expr(1)?]));
            } else if floor < 2 && self.word("AND") {
                left = Expr::And(Box::new([left, self.expr(2)?]));
            } else if floor < 4 && self.word("IS") {
                left = self.test(left)?;
            } else if floor < 5 && self.sign("||") {
                left = match left {
                    Expr::Concat(items) => {
                        let mut items = items.into_vec();
                        items.push(self.expr(5)?);
                        Expr::Concat(items.into_boxed_slice())
                    }
                    other => Expr::Concat(Box::new([other, self.expr(5)?])),
                };
            } else {
                let Some((sign, op, level)) =
                    INFIX.iter().find(|(sign, _, level)| *level > floor && self.rest.starts_with(sign))
                else {
                    return Some(left);
                };
                self.sign(sign);
                left = left.infix(*op, self.expr(*level)?);
            }
        }
    }

    fn test(&mut self, left: Expr) -> Option<Expr> {
        let not = self.word("NOT");
        if self.word("DISTINCT") {
            return if self.word("FROM") { Some(Expr::Distinct(not, Box::new([left, self.expr(4)?]))) } else { None };
        }
        let test = if self.word("NULL") {
            IsTest::Null
        } else if self.word("TRUE") {
            IsTest::True
        } else if self.word("FALSE") {
            IsTest::False
        } else {
            return None;
        };
        Some(Expr::Is(Box::new(left), test, not))
    }

    fn operand(&mut self) -> Option<Expr> {
        let mut value = self.atom()?;
        loop {
            if self.sign("::") {
                value = value.cast(self.ty()?);
            } else if self.word("AT") {
                value = if self.word("TIME") && self.word("ZONE") {
                    Expr::AtZone(Box::new([value, self.operand()?]))
                } else {
                    return None;
                };
            } else if self.word("COLLATE") {
                let name = self.rest.strip_prefix('"')?.split_once('"')?;
                self.rest = name.1.trim_start();
                value = Expr::Collate(Box::new((value, QName::bare(name.0))));
            } else {
                return Some(value);
            }
        }
    }

    fn atom(&mut self) -> Option<Expr> {
        if self.sign("$*") {
            return Some(Expr::Hole(Hole::Rest));
        }
        if let Some(rest) = self.rest.strip_prefix('$') {
            let (digit, tail) = rest.split_at_checked(1)?;
            self.rest = tail.trim_start();
            return Some(Expr::Hole(Hole::Arg(digit.parse().ok()?)));
        }
        if self.rest.starts_with('\'') {
            return self.quoted().map(Expr::text);
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            let end = self.rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.rest.len());
            let (digits, tail) = self.rest.split_at_checked(end)?;
            self.rest = tail.trim_start();
            return Some(Expr::Number(digits.into()));
        }
        if self.sign("(") {
            let inner = self.expr(0)?;
            return if self.sign(")") { Some(inner) } else { None };
        }
        if self.sign("-") {
            return Some(Expr::Prefix(Op::Subtract, Box::new(self.operand()?)));
        }
        self.worded()
    }

    fn worded(&mut self) -> Option<Expr> {
        if self.word("CASE") {
            return self.case();
        }
        let name = self.name()?;
        match name.to_ascii_lowercase().as_str() {
            "null" => return Some(Expr::Null),
            "true" => return Some(Expr::Bool(true)),
            "false" => return Some(Expr::Bool(false)),
            "extract" => return self.extract(),
            _ => {}
        }
        if self.rest.starts_with('\'') {
            let ty = type_named(name)?;
            return self.quoted().map(|text| Expr::Typed(Box::new((ty, text.into()))));
        }
        let name = if self.sign(".") { QName::new(name, self.name()?) } else { QName::bare(name) };
        if !self.sign("(") {
            // Names without parentheses are PostgreSQL's special values: `current_user`.
            return Some(Expr::function(name, []));
        }
        let mut args = Vec::new();
        while !self.sign(")") {
            args.push(self.expr(0)?);
            self.sign(",");
        }
        Some(Expr::function(name, args))
    }

    fn extract(&mut self) -> Option<Expr> {
        if !self.sign("(") {
            return None;
        }
        let field: Name = self.name()?.into();
        if !self.word("FROM") {
            return None;
        }
        let from = self.expr(0)?;
        if self.sign(")") { Some(Expr::Extract(field, Box::new(from))) } else { None }
    }

    fn case(&mut self) -> Option<Expr> {
        let mut arms = Vec::new();
        while self.word("WHEN") {
            let when = self.expr(0)?;
            if !self.word("THEN") {
                return None;
            }
            arms.push((when, self.expr(0)?));
        }
        let otherwise = if self.word("ELSE") { Some(self.expr(0)?) } else { None };
        if self.word("END") { Some(Expr::case(arms, otherwise)) } else { None }
    }

    fn ty(&mut self) -> Option<Type> {
        let name = self.name()?;
        if name == "double" && !self.word("precision") {
            return None;
        }
        let ty = type_named(name)?;
        if !self.sign("(") {
            return Some(ty);
        }
        let end = self.rest.find(')')?;
        let (digits, tail) = self.rest.split_at_checked(end)?;
        let digits: u8 = digits.parse().ok()?;
        self.rest = tail.get(1..)?.trim_start();
        Some(match ty {
            Type::Timestamp(_) => Type::Timestamp(Some(digits)),
            Type::Timestamptz(_) => Type::Timestamptz(Some(digits)),
            Type::Varchar(_) => Type::Varchar(Some(u32::from(digits))),
            other => other,
        })
    }
}

/// The types that tables name.
#[must_use]
pub fn type_named(name: &str) -> Option<Type> {
    Some(match name {
        "int" | "integer" => Type::Integer,
        "bigint" => Type::BigInt,
        "smallint" => Type::SmallInt,
        "numeric" => Type::Numeric(None),
        "double" => Type::Double,
        "real" => Type::Real,
        "text" => Type::Text,
        "varchar" => Type::Varchar(None),
        "bytea" => Type::Bytea,
        "boolean" => Type::Boolean,
        "date" => Type::Date,
        "timestamp" => Type::Timestamp(None),
        "timestamptz" => Type::Timestamptz(None),
        "interval" => Type::Interval(IntervalFields::All, None),
        "jsonb" => Type::Jsonb,
        "json" => Type::Json,
        "xml" => Type::Xml,
        "uuid" => Type::Uuid,
        "record" => Type::Record,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled() {
        let template = Template::read("extract(epoch from $1 - $2) / 86400").unwrap();
        let filled = template.fill(&[Expr::name("a"), Expr::name("b")], 2);
        let difference = Expr::name("a").infix(Op::Subtract, Expr::name("b"));
        let seconds = Expr::Extract("epoch".into(), Box::new(difference));
        assert_eq!(filled, seconds.infix(Op::Divide, Expr::int(86400)));
        assert!(Template::read("f($1").is_err());
        assert!(Template::read("$1 +").is_err());
    }

    #[test]
    fn the_rest_of_the_arguments_is_spread() {
        let template = Template::read("coalesce($1, $*)").unwrap();
        assert_eq!(
            template.fill(&[Expr::int(1), Expr::int(2), Expr::int(3)], 1),
            Expr::call("coalesce", [1, 2, 3].map(Expr::int))
        );
    }
}
