//! Texts that code puts together, each byte with the place it comes from.

use crate::ir::{Expr, ExprKind, Nulls, NumberForm, Path};
use crate::name::Texts;
use crate::span::Span;
use ecow::{EcoString, eco_format};
use std::rc::Rc;

/// The most bytes that a text may grow to.
const MOST: usize = 1 << 20;

/// A text, and for each of its bytes the place it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The text.
    pub text: String,
    /// One place for each byte.
    pub from: Vec<Span>,
}

/// The value of an expression or variable, as far as it is the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// This text; the empty one is null.
    Known(Rc<Text>),
    /// What decides it, and what it begins with.
    Unknown(EcoString, Rc<Text>),
}

impl Value {
    /// Nothing is known but what decides it.
    pub(super) fn unknown(why: EcoString) -> Self {
        Value::Unknown(why, Rc::default())
    }
}

impl Text {
    /// A text that stands for the whole of a place.
    fn standing(text: &str, span: Span) -> Self {
        Self { text: text.into(), from: vec![span; text.len()] }
    }

    /// The value of a text literal, from how it is written at a position.
    fn literal(written: &str, lo: u32) -> Self {
        let mut it = Text::default();
        let body = written.trim_start_matches(['n', 'N']);
        let skipped = written.len() - body.len();
        let mut put = |at: usize, text: &str, wide: usize| {
            let lo = lo.saturating_add((skipped + at) as u32);
            it.from.extend((0..text.len() as u32).map(|n| Span::new(lo + n, lo + n + wide as u32)));
            it.text.push_str(text);
        };
        if let Some(quoted) = body.strip_prefix(['q', 'Q']) {
            let inner = quoted.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("");
            let mut chars = inner.chars();
            let open = chars.next().map_or(0, char::len_utf8);
            chars.next_back();
            put(2 + open, chars.as_str(), 1);
            return it;
        }
        let mut rest = body.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("");
        let mut at = 1;
        while let Some((before, after)) = rest.split_once("''") {
            put(at, before, 1);
            at += before.len();
            put(at, "'", 2);
            at += 2;
            rest = after;
        }
        put(at, rest, 1);
        it
    }

    /// Adds bytes of another text behind.
    pub(super) fn part(&mut self, other: &Text, lo: usize, hi: usize) -> Option<()> {
        self.text.push_str(other.text.get(lo..hi)?);
        self.from.extend_from_slice(other.from.get(lo..hi)?);
        Some(())
    }

    /// Adds a text behind that comes from a place: byte by byte where it is that place's own.
    pub(super) fn add(&mut self, text: &str, span: Span) {
        let own = text.len() == (span.hi - span.lo) as usize;
        let place = |n: u32| if own { Span::new(span.lo + n, span.lo + n + 1) } else { span };
        self.from.extend((0..text.len() as u32).map(place));
        self.text.push_str(text);
    }

    /// Adds another text behind; false where it gets too long.
    fn push(&mut self, other: &Text) -> bool {
        if self.text.len() + other.text.len() > MOST {
            return false;
        }
        self.text.push_str(&other.text);
        self.from.extend_from_slice(&other.from);
        true
    }
}

/// What expressions are folded with.
pub(super) struct Folding<'f> {
    /// The text of a place.
    pub source: &'f dyn Fn(Span) -> EcoString,
    /// The value of a name.
    pub name: &'f dyn Fn(&Path) -> Value,
}

impl Folding<'_> {
    /// The value of an expression.
    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever else makes a text is known at run time only")]
    pub(super) fn value(&self, e: &Expr) -> Value {
        let span = e.at.span;
        match &e.kind {
            ExprKind::Null | ExprKind::EmptyText => Value::Known(Rc::default()),
            ExprKind::Text(value, _) => {
                let it = Text::literal(&(self.source)(span), span.lo);
                Value::Known(Rc::new(if it.text == *value { it } else { Text::standing(value, span) }))
            }
            ExprKind::Number(digits, NumberForm::Decimal) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                let digits = digits.trim_start_matches('0');
                Value::Known(Rc::new(Text::standing(if digits.is_empty() { "0" } else { digits }, span)))
            }
            ExprKind::Concat(Nulls::Ignored, items) => self.joined(items),
            ExprKind::Name(path) => (self.name)(path),
            ExprKind::Call(call) if call.more.is_none() => match (call.name.parts.as_slice(), call.args.as_slice()) {
                ([name], [only]) if name == "CHR" => match character(&only.value) {
                    Some(c) => Value::Known(Rc::new(Text::standing(c.encode_utf8(&mut [0; 4]), span))),
                    None => Value::unknown("a character by its number".into()),
                },
                ([name], [only]) if name == "TO_CLOB" => self.value(&only.value),
                (parts, _) => Value::unknown(eco_format!("what `{}` gives", parts.joined("."))),
            },
            ExprKind::Call(call) => Value::unknown(eco_format!("what `{}` gives", call.name.parts.joined("."))),
            ExprKind::Case(_) => Value::unknown("the branch that `CASE` takes".into()),
            ExprKind::Subquery(_) => Value::unknown("a query".into()),
            ExprKind::Step(_) => Value::unknown("an element of a collection or record".into()),
            ExprKind::Bind(bind) => Value::unknown(eco_format!("the bind variable `:{}`", bind.0)),
            _ => Value::unknown("an expression".into()),
        }
    }

    fn joined(&self, items: &[Expr]) -> Value {
        let mut all = Text::default();
        for item in items {
            let (piece, why) = match self.value(item) {
                Value::Known(piece) => (piece, None),
                Value::Unknown(why, begins) => (begins, Some(why)),
            };
            if !all.push(&piece) {
                return Value::unknown("a text of more than a megabyte".into());
            }
            if let Some(why) = why {
                return Value::Unknown(why, Rc::new(all));
            }
        }
        Value::Known(Rc::new(all))
    }
}

/// `CHR(10)`: of what every character set has.
fn character(e: &Expr) -> Option<char> {
    let ExprKind::Number(digits, _) = &e.kind else { return None };
    digits.parse::<u8>().ok().filter(|n| (9..127).contains(n)).map(char::from)
}
