//! Conditional compilation (PL/SQL Language Reference, Conditional Compilation): which branches of `$IF` are compiled.
//!
//! Directives may stand anywhere between tokens, so branches are chosen before the grammar sees them.

use crate::dialect::oracle::expr::expr;
use crate::ir::{Compare, Compiled, Expr, ExprKind, NotCompiled, Test, Truth, Unary};
use crate::name::Name;
use crate::profile::{PLSQL_FLAGS, Profile, SOURCE_VERSION};
use crate::span::Span;
use crate::syntax::{Cx, In, Kind, Token, Word};
use std::collections::BTreeMap;

/// What conditions are decided by.
#[derive(Clone, Debug, PartialEq)]
pub struct Flags {
    /// Version and release of the source: `DBMS_DB_VERSION`.
    pub version: (i64, i64),
    /// `$$name`, in upper case. A flag that is not set is null, as on the source.
    pub values: BTreeMap<Name, Value>,
    /// Constants of packages, by the names of both.
    pub constants: BTreeMap<(Name, Name), Value>,
    /// Words of the language that the input declares as names of its own.
    pub own: Vec<Word>,
}

impl Default for Flags {
    fn default() -> Self {
        Self { version: (19, 0), values: BTreeMap::new(), constants: BTreeMap::new(), own: Vec::new() }
    }
}

impl Flags {
    /// What the user says of the source.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let mut it = Flags::default();
        let mut numbers = profile.text(&SOURCE_VERSION).unwrap_or("").split('.').map(str::parse::<i64>);
        if let Some(Ok(major)) = numbers.next() {
            it.version = (major, numbers.next().and_then(Result::ok).unwrap_or(0));
        }
        it.set(profile.text(&PLSQL_FLAGS).unwrap_or(""));
        it
    }

    /// The flags of a session from `PLSQL_CCFLAGS` on, in the place of those before.
    pub fn set(&mut self, flags: &str) {
        self.values.clear();
        for flag in flags.split(',') {
            let Some((name, value)) = flag.split_once(':') else { continue };
            let value = match value.trim().to_ascii_uppercase().as_str() {
                "TRUE" => Value::Bool(true),
                "FALSE" => Value::Bool(false),
                number => number.parse().map_or(Value::Null, Value::Number),
            };
            self.values.insert(name.trim().to_ascii_uppercase().into(), value);
        }
    }
}

/// The value of a condition or flag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// `TRUE`, `FALSE`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// `NULL`.
    Null,
    /// What only the source knows.
    Unknown,
}

/// The tokens that are compiled, and the rest.
#[derive(Debug, Default)]
pub(in super::super) struct Chosen {
    /// What the grammar reads.
    pub tokens: Vec<Token>,
    /// Directives, their conditions and what is not compiled.
    pub aside: Vec<Span>,
    /// The branches that are not compiled.
    pub skipped: Vec<NotCompiled>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    If,
    Then,
    Elsif,
    Else,
    End,
    Error,
}

fn directive(cx: &Cx<'_>, token: Token) -> Option<Directive> {
    if token.kind != Kind::Name {
        return None;
    }
    let text = cx.slice(token.span());
    if text.as_bytes().first() != Some(&b'$') {
        return None;
    }
    let named = |word: &str| text.eq_ignore_ascii_case(word);
    [
        ("$IF", Directive::If),
        ("$THEN", Directive::Then),
        ("$ELSIF", Directive::Elsif),
        ("$ELSE", Directive::Else),
        ("$END", Directive::End),
        ("$ERROR", Directive::Error),
    ]
    .into_iter()
    .find_map(|(word, directive)| named(word).then_some(directive))
}

/// One `$IF` that is open.
struct Open {
    /// A branch was taken.
    taken: bool,
    /// The branch here is taken.
    live: bool,
    /// The condition that decides of the branch here, and what became of it.
    condition: Span,
    truth: Truth,
    /// Its first word.
    at: Span,
    /// The branch that was taken.
    chosen: Compiled,
}

/// Chooses branches; none where no directive stands in the text.
pub(in super::super) fn choose(tokens: &[Token], cx: &Cx<'_>, flags: &Flags) -> Option<Chosen> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    memchr::memchr(b'$', cx.slice(first.span().to(last.span())).as_bytes())?;
    tokens.iter().position(|t| matches!(directive(cx, *t), Some(Directive::If | Directive::Error)))?;
    let mut chosen = Chosen::default();
    let mut open: Vec<Open> = Vec::new();
    let mut rest = tokens;
    while let [token, behind @ ..] = rest {
        let dead = open.iter().find(|o| !o.live);
        let live = dead.is_none();
        rest = behind;
        let Some(directive) = directive(cx, *token) else {
            chosen.put(*token, dead);
            continue;
        };
        chosen.aside.push(token.span());
        match directive {
            Directive::If | Directive::Elsif => {
                let (condition, behind) = until(cx, rest, Directive::Then);
                chosen.aside.extend(condition.iter().map(|t| t.span()));
                chosen.aside.extend(rest.get(condition.len()).map(|t| t.span()));
                rest = behind;
                let extent = condition.iter().map(|t| t.span()).reduce(Span::to).unwrap_or(token.span());
                if directive == Directive::If {
                    let truth = if live { truth(condition, cx, flags) } else { Truth::Fails };
                    let holds = truth == Truth::Holds;
                    let (taken, at) = (holds || !live, token.span());
                    let chosen = if holds { Compiled::When(extent) } else { Compiled::None };
                    open.push(Open { taken, live: holds, condition: extent, truth, at, chosen });
                } else if let Some(last) = open.last_mut() {
                    if last.taken {
                        last.live = false;
                    } else {
                        (last.condition, last.truth) = (extent, truth(condition, cx, flags));
                        last.live = last.truth == Truth::Holds;
                        last.taken = last.live;
                        if last.live {
                            last.chosen = Compiled::When(extent);
                        }
                    }
                }
            }
            Directive::Else => {
                if let Some(last) = open.last_mut() {
                    last.live = !last.taken;
                    if last.live {
                        last.chosen = Compiled::Else;
                    }
                    last.taken = true;
                }
            }
            Directive::End => {
                if let Some(closed) = open.pop() {
                    let own = chosen.skipped.iter_mut().rev().take_while(|it| it.span.lo >= closed.at.lo);
                    own.filter(|it| it.opened == closed.at).for_each(|it| it.chosen = closed.chosen);
                }
            }
            // the message of an error that only the compiler of the source would raise
            Directive::Error => {
                let (message, behind) = until(cx, rest, Directive::End);
                chosen.aside.extend(message.iter().map(|t| t.span()));
                chosen.aside.extend(rest.get(message.len()).map(|t| t.span()));
                rest = behind;
            }
            Directive::Then => {}
        }
    }
    Some(chosen)
}

impl Chosen {
    /// Takes a token, or sets it aside for the condition of an `$IF` around it.
    fn put(&mut self, token: Token, dead: Option<&Open>) {
        let Some(dead) = dead else {
            self.tokens.push(token);
            return;
        };
        self.aside.push(token.span());
        match self.skipped.last_mut() {
            // nothing compiled stands between them
            Some(last)
                if last.condition == dead.condition
                    && last.opened == dead.at
                    && self.tokens.last().is_none_or(|t| t.hi <= last.span.lo) =>
            {
                last.span = last.span.to(token.span());
            }
            Some(_) | None => {
                let Open { condition, truth, at: opened, chosen, .. } = *dead;
                self.skipped.push(NotCompiled { span: token.span(), condition, truth, opened, chosen });
            }
        }
    }
}

/// The tokens up to a directive, and those behind it.
fn until<'t>(cx: &Cx<'_>, tokens: &'t [Token], end: Directive) -> (&'t [Token], &'t [Token]) {
    let at = tokens.iter().position(|t| directive(cx, *t) == Some(end)).unwrap_or(tokens.len());
    let (before, behind) = tokens.split_at_checked(at).unwrap_or((tokens, &[]));
    (before, behind.split_first().map_or(&[], |(_, rest)| rest))
}

/// Whether a condition holds; one that cannot be decided does not.
fn truth(condition: &[Token], cx: &Cx<'_>, flags: &Flags) -> Truth {
    let start = In::new(condition, 0, cx);
    let value = match expr(start) {
        Ok((i, e)) if i.is_end() => value(&e, flags, None),
        Ok(_) | Err(_) => Value::Unknown,
    };
    cx.reset();
    match value {
        Value::Bool(true) => Truth::Holds,
        Value::Bool(false) | Value::Number(_) | Value::Null => Truth::Fails,
        Value::Unknown => Truth::Unknown,
    }
}

/// The value of an expression, in a package or in a condition.
#[expect(clippy::wildcard_enum_match_arm, reason = "whatever else stands in a condition is not decided")]
pub(in super::super) fn value(e: &Expr, flags: &Flags, package: Option<&Name>) -> Value {
    match &e.kind {
        ExprKind::Bool(b) => Value::Bool(*b),
        ExprKind::Null => Value::Null,
        ExprKind::Number(text, _) => text.parse().map_or(Value::Unknown, Value::Number),
        ExprKind::Inquiry(name) if name.starts_with("PLSQL_") => Value::Unknown,
        ExprKind::Inquiry(name) => flags.values.get(name).copied().unwrap_or(Value::Null),
        ExprKind::Name(path) => constant(&path.parts, flags, package),
        ExprKind::Unary(Unary::Not, operand) => match value(operand, flags, package) {
            Value::Bool(b) => Value::Bool(!b),
            other => other,
        },
        ExprKind::Unary(Unary::Minus, operand) => match value(operand, flags, package) {
            Value::Number(n) => Value::Number(-n),
            other => other,
        },
        ExprKind::And(items) => all(items, flags, package, false),
        ExprKind::Or(items) => all(items, flags, package, true),
        ExprKind::Is(is) if is.test == Test::Null => match value(&is.operand, flags, package) {
            Value::Unknown => Value::Unknown,
            Value::Null => Value::Bool(!is.not),
            Value::Bool(_) | Value::Number(_) => Value::Bool(is.not),
        },
        ExprKind::Compare(op, sides) => {
            let [left, right] = &**sides;
            compare(*op, value(left, flags, package), value(right, flags, package))
        }
        _ => Value::Unknown,
    }
}

/// `AND` (`decides` is false) and `OR` (true), of values of which some may not be known.
fn all(items: &[Expr], flags: &Flags, package: Option<&Name>, decides: bool) -> Value {
    let values: Vec<Value> = items.iter().map(|e| value(e, flags, package)).collect();
    if values.contains(&Value::Bool(decides)) {
        Value::Bool(decides)
    } else if values.contains(&Value::Unknown) {
        Value::Unknown
    } else if values.contains(&Value::Null) {
        Value::Null
    } else {
        Value::Bool(!decides)
    }
}

fn compare(op: Compare, left: Value, right: Value) -> Value {
    let order = match (left, right) {
        (Value::Unknown, _) | (_, Value::Unknown) => return Value::Unknown,
        (Value::Number(l), Value::Number(r)) => l.cmp(&r),
        (Value::Bool(l), Value::Bool(r)) => l.cmp(&r),
        (Value::Null | Value::Number(_) | Value::Bool(_), _) => return Value::Null,
    };
    Value::Bool(match op {
        Compare::Eq | Compare::Same => order.is_eq(),
        Compare::Ne => order.is_ne(),
        Compare::Lt => order.is_lt(),
        Compare::Le => order.is_le(),
        Compare::Gt => order.is_gt(),
        Compare::Ge => order.is_ge(),
    })
}

/// `DBMS_DB_VERSION.VERSION`, `.RELEASE`, `.VER_LE_12`, `.VER_LE_12_2`, and the constants of packages in the input.
fn constant(parts: &[Name], flags: &Flags, own: Option<&Name>) -> Value {
    let (package, name) = match (parts, own) {
        ([_, package, name] | [package, name], _) | ([name], Some(package)) => (package, name),
        _ => return Value::Unknown,
    };
    if package != "DBMS_DB_VERSION" {
        return flags.constants.get(&(package.clone(), name.clone())).copied().unwrap_or(Value::Unknown);
    }
    let (version, release) = flags.version;
    match name.as_str() {
        "VERSION" => Value::Number(version),
        "RELEASE" => Value::Number(release),
        name => {
            let numbers = name.strip_prefix("VER_LE_").map(|n| n.split('_').map(str::parse::<i64>));
            match numbers.and_then(|n| n.collect::<Result<Vec<_>, _>>().ok()).as_deref() {
                Some([major]) => Value::Bool(version <= *major),
                Some([major, minor]) => Value::Bool((version, release) <= (*major, *minor)),
                Some(_) | None => Value::Unknown,
            }
        }
    }
}
