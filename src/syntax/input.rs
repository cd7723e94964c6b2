//! What grammars read: a slice of tokens with a shared context, as nom's input; a zero-size error; the furthest failure.

use super::token::{Kind, Token};
use super::words::Word;
use crate::span::{At, NodeId, Span};
use nom::error::{ErrorKind, ParseError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// The most levels of nesting; what is deeper is a finding. All work runs on threads whose stacks hold this many.
pub const DEPTH: u32 = 1000;

/// The error of all grammars; where and what was expected is in the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fail;

impl ParseError<In<'_>> for Fail {
    fn from_error_kind(_: In<'_>, _: ErrorKind) -> Self {
        Fail
    }
    fn append(_: In<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The result of a grammar.
pub type R<'a, T> = nom::IResult<In<'a>, T, Fail>;

/// What would have been accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A keyword.
    Word(Word),
    /// A sign.
    Kind(Kind),
    /// A thing, in words: `a data type`.
    Thing(&'static str),
}

/// What may be tried in vain at a token, and holds others that may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tried {
    /// A statement of code.
    Statement,
    /// A declaration of code: a routine above all.
    Declaration,
}

/// Where something was tried in vain; how far in, and what was expected there.
type Vain = BTreeMap<(u32, Tried), (u32, Vec<Expected>)>;

/// What all grammars of one unit share.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The text that spans are positions in, and the position of its first byte.
    pub text: &'a str,
    /// Position of the first byte of `text`.
    pub base: u32,
    /// Position of the first byte of the unit at hand.
    unit: Cell<u32>,
    furthest: Cell<u32>,
    expected: RefCell<Vec<Expected>>,
    depth: Cell<u32>,
    too_deep: Cell<bool>,
    long: Cell<u32>,
    set_aside: RefCell<Vec<Span>>,
    /// Where statements and declarations begin that were tried in vain, and what was expected how far in: no place is tried twice.
    vain: RefCell<Vain>,
    /// Where tokens stand in `text`, if their positions are those of another text: sorted.
    pieces: Option<Vec<Piece>>,
    /// Words that the input gives a meaning of its own: where one stands, it is a name.
    own: &'a [Word],
    /// Words of the language that the text declares as names.
    declared: RefCell<Vec<Word>>,
}

/// A token of a text that was put together: the place it comes from, and its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// The place it comes from.
    pub from: Span,
    /// Its place in the text.
    pub at: Span,
}

impl<'a> Cx<'a> {
    /// A context over a text whose first byte has position `base`.
    #[must_use]
    pub fn new(text: &'a str, base: u32) -> Self {
        Self {
            text,
            base,
            unit: Cell::new(base),
            furthest: Cell::new(0),
            expected: RefCell::default(),
            depth: Cell::new(0),
            too_deep: Cell::new(false),
            long: Cell::new(0),
            set_aside: RefCell::default(),
            vain: RefCell::default(),
            pieces: None,
            own: &[],
            declared: RefCell::default(),
        }
    }

    /// The same, where the input gives some words a meaning of its own.
    #[must_use]
    pub fn with_own(self, own: &'a [Word]) -> Self {
        Self { own, ..self }
    }

    /// Whether a word is a name that the input declares.
    #[must_use]
    #[inline]
    pub fn is_own(&self, word: Word) -> bool {
        !self.own.is_empty() && self.own.contains(&word)
    }

    /// Notes that the text declares a word of the language as a name of its own.
    pub fn declare(&self, word: Word) {
        let mut all = self.declared.borrow_mut();
        if !all.contains(&word) {
            all.push(word);
        }
    }

    /// The words of the language that the text declares as names.
    #[must_use]
    pub fn declared(&self) -> Vec<Word> {
        self.declared.take()
    }

    /// A context over a text that was put together, whose tokens have the positions they come from.
    #[must_use]
    pub fn composed(text: &'a str, mut pieces: Vec<Piece>) -> Self {
        pieces.sort_unstable();
        Self { pieces: Some(pieces), ..Self::new(text, 0) }
    }

    /// Begins a unit.
    pub fn begin(&self, unit: u32) {
        self.unit.set(unit);
    }

    /// The line of the unit at hand that a position stands in, from 1.
    #[must_use]
    pub fn line(&self, at: u32) -> usize {
        self.slice(Span { lo: self.unit.get(), hi: at }).matches('\n').count() + 1
    }

    /// The text of a span.
    #[must_use]
    #[inline]
    pub fn slice(&self, span: Span) -> &'a str {
        let span = match &self.pieces {
            Some(pieces) => within(pieces, span),
            None => span,
        };
        let lo = span.lo.saturating_sub(self.base) as usize;
        let hi = span.hi.saturating_sub(self.base) as usize;
        self.text.get(lo..hi).unwrap_or("")
    }

    /// Notes what would have been accepted at a token.
    pub fn expect(&self, token: Token, what: Expected) {
        let furthest = self.furthest.get();
        if token.lo < furthest {
            return;
        }
        let mut expected = self.expected.borrow_mut();
        if token.lo > furthest {
            self.furthest.set(token.lo);
            expected.clear();
        }
        if expected.len() < 12 && !expected.contains(&what) {
            expected.push(what);
        }
    }

    /// Notes that something was tried in vain at a token.
    pub fn note_vain(&self, token: Token, what: Tried) {
        let known = (self.furthest.get(), self.expected.borrow().clone());
        self.vain.borrow_mut().insert((token.lo, what), known);
    }

    /// Whether something was tried in vain at a token; the failure is as it was then.
    pub fn was_vain(&self, token: Token, what: Tried) -> bool {
        let vain = self.vain.borrow();
        let Some((furthest, expected)) = vain.get(&(token.lo, what)) else { return false };
        self.furthest.set(*furthest);
        self.expected.borrow_mut().clone_from(expected);
        true
    }

    /// Position of the furthest failure, and what was expected there, in words.
    #[must_use]
    pub fn failure(&self) -> (u32, String) {
        if self.too_deep.get() {
            return (self.furthest.get(), format!("nested deeper than {DEPTH} levels"));
        }
        let expected = self.expected.borrow();
        let mut words: Vec<String> = expected
            .iter()
            .map(|e| match e {
                Expected::Word(word) => format!("`{}`", word.text()),
                Expected::Kind(kind) => format!("`{}`", sign(*kind)),
                Expected::Thing(thing) => (*thing).to_string(),
            })
            .collect();
        words.sort();
        words.truncate(8);
        let list = match words.as_slice() {
            [] => "expected the end of the statement".to_string(),
            [one] => format!("expected {one}"),
            [first @ .., last] => format!("expected {} or {last}", first.join(", ")),
        };
        (self.furthest.get(), list)
    }

    /// Forgets failures, before the next statement.
    pub fn reset(&self) {
        self.vain.borrow_mut().clear();
        self.furthest.set(0);
        self.expected.borrow_mut().clear();
        self.too_deep.set(false);
        self.long.set(0);
    }

    /// Starts a part whose tree does not stand within those before it, such as a statement: long chains are counted anew.
    pub fn renew(&self) {
        self.too_deep.set(false);
        self.long.set(0);
    }

    /// Says that no token of the span matters: a clause that is dropped, or text that was not understood.
    pub fn set_aside(&self, span: Span) {
        if !span.is_empty() {
            self.set_aside.borrow_mut().push(span);
        }
    }

    /// What was set aside since the last call, within `span`, in order and without repeats.
    #[must_use]
    pub fn take_set_aside(&self, span: Span) -> Vec<Span> {
        let mut all = self.set_aside.take();
        all.retain(|s| span.contains(*s));
        all.sort();
        all.dedup();
        all
    }
}

/// The place in a text that was put together, for one in what it comes from: of a token, or from one token to another.
fn within(pieces: &[Piece], span: Span) -> Span {
    let first = pieces.partition_point(|p| p.from.lo < span.lo);
    let here = pieces.get(first..).unwrap_or(&[]).iter().take_while(|p| p.from.lo == span.lo);
    if let Some(whole) = here.clone().find(|p| p.from == span) {
        return whole.at;
    }
    let last = pieces.iter().filter(|p| p.from.hi == span.hi).map(|p| p.at.hi).max();
    let lo = here.map(|p| p.at.lo).min();
    lo.zip(last).map_or(Span::default(), |(lo, hi)| Span::new(lo, hi.max(lo)))
}

/// How a sign looks.
fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Name | Kind::Quoted => "name",
        Kind::Number => "number",
        Kind::Text | Kind::National => "text",
        Kind::Bind => ":bind",
        Kind::Inquiry => "$$name",
        Kind::Hint => "hint",
        Kind::Slash => "/",
        Kind::Semi => ";",
        Kind::Open => "(",
        Kind::Close => ")",
        Kind::OpenBracket => "[",
        Kind::CloseBracket => "]",
        Kind::Comma => ",",
        Kind::Dot => ".",
        Kind::DotDot => "..",
        Kind::At => "@",
        Kind::Percent => "%",
        Kind::Plus => "+",
        Kind::Minus => "-",
        Kind::Star => "*",
        Kind::Over => "/",
        Kind::Power => "**",
        Kind::Concat => "||",
        Kind::Bar => "|",
        Kind::Eq => "=",
        Kind::Ne => "<>",
        Kind::Lt => "<",
        Kind::Le => "<=",
        Kind::Gt => ">",
        Kind::Ge => ">=",
        Kind::Assign => ":=",
        Kind::Arrow => "=>",
        Kind::LabelOpen => "<<",
        Kind::LabelClose => ">>",
        Kind::Colon => ":",
        Kind::Bang => "!",
        Kind::Question => "?",
        Kind::OpenBrace => "{",
        Kind::CloseBrace => "}",
        Kind::Substitution => "&name",
        Kind::Bad => "stray character",
        Kind::End => "end",
    }
}

/// A position in a slice of tokens. `Copy`, so going back is an assignment; it also gives back the node ids used since.
#[derive(Clone, Copy, Debug)]
pub struct In<'a> {
    tokens: &'a [Token],
    nodes: u32,
    last: u32,
    /// What is shared.
    pub cx: &'a Cx<'a>,
}

const NOTHING: Token = Token { lo: u32::MAX, hi: u32::MAX, word: Word::NONE, kind: Kind::End };

impl<'a> In<'a> {
    /// The start of a unit. `nodes` is the first free node id: a unit makes at most as many nodes as it has tokens.
    #[must_use]
    pub fn new(tokens: &'a [Token], nodes: u32, cx: &'a Cx<'a>) -> Self {
        let last = tokens.first().map_or(0, |t| t.lo);
        Self { tokens, nodes, last, cx }
    }

    /// The first token; `End` behind the last.
    #[must_use]
    #[inline]
    pub fn token(self) -> Token {
        self.tokens.first().copied().unwrap_or(NOTHING)
    }

    /// The n-th token from here.
    #[must_use]
    #[inline]
    pub fn peek(self, n: usize) -> Token {
        self.tokens.get(n).copied().unwrap_or(NOTHING)
    }

    /// Kind of the first token.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind {
        self.token().kind
    }

    /// Word of the first token.
    #[must_use]
    #[inline]
    pub fn word(self) -> Word {
        self.token().word
    }

    /// Word of the n-th token from here.
    #[must_use]
    #[inline]
    pub fn word_at(self, n: usize) -> Word {
        self.peek(n).word
    }

    /// Text of the first token.
    #[must_use]
    #[inline]
    pub fn text(self) -> &'a str {
        self.cx.slice(self.token().span())
    }

    /// Behind the first token.
    #[must_use]
    #[inline]
    pub fn advance(self) -> Self {
        match self.tokens {
            [first, rest @ ..] => Self { tokens: rest, last: first.hi, ..self },
            [] => self,
        }
    }

    /// Behind the first `n` tokens.
    #[must_use]
    #[inline]
    pub fn skip(self, n: usize) -> Self {
        let n = n.min(self.tokens.len());
        match (self.tokens.get(n.wrapping_sub(1)), self.tokens.get(n..)) {
            (Some(last), Some(rest)) => Self { tokens: rest, last: last.hi, ..self },
            (Some(_) | None, _) => self,
        }
    }

    /// Whether no token is left.
    #[must_use]
    #[inline]
    pub fn is_end(self) -> bool {
        matches!(self.kind(), Kind::End)
    }

    /// The tokens that are left.
    #[must_use]
    #[inline]
    pub fn tokens(self) -> &'a [Token] {
        self.tokens
    }

    /// The next free node id.
    #[must_use]
    pub fn nodes(self) -> u32 {
        self.nodes
    }

    /// From the first token of `start` to the last token before here.
    #[must_use]
    #[inline]
    pub fn span_from(self, start: In<'a>) -> Span {
        let lo = start.token().lo.min(self.last);
        Span::new(lo, self.last.max(lo))
    }

    /// A new node over the text from `start` to here.
    #[must_use]
    #[inline]
    pub fn at(self, start: In<'a>) -> (Self, At) {
        let at = At { id: NodeId(self.nodes), span: self.span_from(start) };
        (Self { nodes: self.nodes.saturating_add(1), ..self }, at)
    }

    /// Says that no token from `start` to here matters.
    pub fn set_aside(self, start: In<'a>) {
        self.cx.set_aside(self.span_from(start));
    }

    /// A failure here, with what would have been accepted.
    ///
    /// # Errors
    /// Always.
    pub fn fail<T>(self, expected: Expected) -> R<'a, T> {
        self.cx.expect(self.token(), expected);
        Err(nom::Err::Error(Fail))
    }

    /// Runs a grammar one level deeper; fails beyond [`DEPTH`].
    ///
    /// # Errors
    /// Those of the grammar.
    pub fn deeper<T>(self, grammar: impl FnOnce(In<'a>) -> R<'a, T>) -> R<'a, T> {
        let depth = self.cx.depth.get();
        if depth >= DEPTH {
            self.cx.too_deep.set(true);
            self.cx.furthest.set(self.token().lo);
            return Err(nom::Err::Error(Fail));
        }
        self.cx.depth.set(depth + 1);
        let result = grammar(self);
        self.cx.depth.set(depth);
        result
    }
}

impl<'a> In<'a> {
    /// Counts one more operator of a chain that makes a tree deep to the left, `links` so far; fails where chains get too long.
    /// One chain has at most [`DEPTH`] links, and all long chains of a unit together at most ten times as many, so that
    /// chains within parentheses within chains cannot add up to a tree that no stack holds.
    ///
    /// # Errors
    /// Where it is too long.
    #[inline]
    pub fn link(self, links: u32) -> R<'a, ()> {
        let long = self.cx.long.get() + u32::from(links > 10);
        self.cx.long.set(long);
        if links >= DEPTH || long >= 10 * DEPTH {
            self.cx.too_deep.set(true);
            self.cx.furthest.set(self.token().lo);
            return Err(nom::Err::Error(Fail));
        }
        Ok((self, ()))
    }
}

impl<'a> nom::Input for In<'a> {
    type Item = Token;
    type Iter = std::iter::Copied<std::slice::Iter<'a, Token>>;
    type IterIndices = std::iter::Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.tokens.len()
    }
    fn take(&self, index: usize) -> Self {
        Self { tokens: self.tokens.get(..index).unwrap_or(self.tokens), ..*self }
    }
    fn take_from(&self, index: usize) -> Self {
        self.skip(index)
    }
    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }
    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.tokens.iter().position(|t| predicate(*t))
    }
    fn iter_elements(&self) -> Self::Iter {
        self.tokens.iter().copied()
    }
    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }
    fn slice_index(&self, count: usize) -> Result<usize, nom::Needed> {
        if count <= self.tokens.len() { Ok(count) } else { Err(nom::Needed::Unknown) }
    }
}
