//! Cuts Oracle text into tokens: one pass over the bytes, driven by a table of byte classes; never fails.

use crate::span::Span;
use crate::syntax::words::{Hash, ORACLE_WORDS};
use crate::syntax::{Kind, Lexed, Token, Trivia, Word, id};
use ecow::EcoString;
use memchr::{memchr, memchr2, memmem};

/// What a token may start with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Line,
    Letter,
    Digit,
    Quote,
    Double,
    Dollar,
    Sign(Kind),
    Dot,
    Minus,
    Slash,
    Star,
    Bar,
    Eq,
    Lt,
    Gt,
    Bang,
    Colon,
    Amp,
    At,
    Wide,
    Stray,
}

const fn class(byte: u8) -> Class {
    match byte {
        b' ' | b'\t' | b'\r' | 0x0b | 0x0c => Class::Blank,
        b'\n' => Class::Line,
        b'A'..=b'Z' | b'a'..=b'z' | b'_' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'\'' => Class::Quote,
        b'"' => Class::Double,
        b'$' => Class::Dollar,
        b'(' => Class::Sign(Kind::Open),
        b')' => Class::Sign(Kind::Close),
        b'[' => Class::Sign(Kind::OpenBracket),
        b']' => Class::Sign(Kind::CloseBracket),
        b'{' => Class::Sign(Kind::OpenBrace),
        b'}' => Class::Sign(Kind::CloseBrace),
        b',' => Class::Sign(Kind::Comma),
        b';' => Class::Sign(Kind::Semi),
        b'@' => Class::At,
        b'%' => Class::Sign(Kind::Percent),
        b'+' => Class::Sign(Kind::Plus),
        b'?' => Class::Sign(Kind::Question),
        b'.' => Class::Dot,
        b'-' => Class::Minus,
        b'/' => Class::Slash,
        b'*' => Class::Star,
        b'|' => Class::Bar,
        b'=' => Class::Eq,
        b'<' => Class::Lt,
        b'>' => Class::Gt,
        b'!' | b'^' | b'~' => Class::Bang,
        b':' => Class::Colon,
        b'&' => Class::Amp,
        0x80..=0xff => Class::Wide,
        _ => Class::Stray,
    }
}

static CLASSES: [Class; 256] = {
    let mut table = [Class::Stray; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, reason = "runs while compiling")]
        {
            table[byte] = class(byte as u8);
        }
        byte += 1;
    }
    table
};

/// Letters, digits, `_ $ #`, and what is not ASCII: what a name may go on with.
static IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, reason = "runs while compiling")]
        {
            let b = byte as u8;
            table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'#') || b >= 0x80;
        }
        byte += 1;
    }
    table
};

fn goes_on(byte: u8) -> bool {
    IN_NAME.get(usize::from(byte)).copied().unwrap_or(false)
}

const SELECT: Word = id("SELECT");
const INSERT: Word = id("INSERT");
const UPDATE: Word = id("UPDATE");
const DELETE: Word = id("DELETE");
const MERGE: Word = id("MERGE");

/// Bytes of the longest name in quotes, with its closing quote.
const LONGEST_NAME: usize = 129;

/// Cuts a text, whose first byte has position `base`, into tokens and comments.
#[must_use]
pub fn lex(text: &str, base: u32) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        base,
        at: 0,
        fresh: true,
        hopeless: Vec::new(),
        out: Lexed { tokens: Vec::with_capacity(text.len() / 6 + 4), trivia: Vec::new(), errors: Vec::new() },
    };
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
    lexer.token(lexer.at, lexer.at, Kind::End, Word::NONE);
    lexer.out
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    base: u32,
    at: usize,
    /// Only blanks since the line began.
    fresh: bool,
    /// Ends of literals and comments that were searched for in vain: they are not searched for again.
    hopeless: Vec<char>,
    out: Lexed,
}

impl Lexer<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn rest(&self, from: usize) -> &[u8] {
        self.bytes.get(from..).unwrap_or(&[])
    }

    fn span(&self, lo: usize, hi: usize) -> Span {
        Span::new(self.base.saturating_add(lo as u32), self.base.saturating_add(hi as u32))
    }

    fn token(&mut self, lo: usize, hi: usize, kind: Kind, word: Word) {
        let Span { lo, hi } = self.span(lo, hi);
        self.out.tokens.push(Token { lo, hi, word, kind });
    }

    /// A token from here to `hi`; goes on behind it.
    fn take(&mut self, hi: usize, kind: Kind) {
        self.take_word(hi, kind, Word::NONE);
    }

    fn take_word(&mut self, hi: usize, kind: Kind, word: Word) {
        self.token(self.at, hi, kind, word);
        self.at = hi;
        self.fresh = false;
    }

    fn bad(&mut self, hi: usize, why: &'static str) {
        let span = self.span(self.at, hi);
        self.out.errors.push((span, why));
        self.take(hi, Kind::Bad);
    }

    fn comment(&mut self, hi: usize) {
        let span = self.span(self.at, hi);
        self.out.trivia.push(Trivia { span, before: self.out.tokens.len() as u32 });
        self.at = hi;
        // the client ends a statement at a `/` that is alone on its line
        self.fresh = false;
    }

    fn step(&mut self) {
        let at = self.at;
        match CLASSES.get(usize::from(self.byte(at))).copied().unwrap_or(Class::Stray) {
            Class::Blank => {
                let more = self.rest(at + 1).iter().take_while(|b| matches!(b, b' ' | b'\t'));
                self.at += 1 + more.count();
            }
            Class::Line => {
                self.at += 1;
                self.fresh = true;
            }
            Class::Letter => self.name(),
            Class::Digit => self.number(),
            Class::Quote => self.quoted_text(at, Kind::Text),
            Class::Double => self.quoted_name(),
            Class::Dollar => self.dollar(),
            Class::Sign(kind) => self.take(at + 1, kind),
            Class::Dot => self.dot(),
            Class::Minus if self.byte(at + 1) == b'-' => self.line_comment(),
            Class::Minus if self.continues(at) => self.at += 1,
            Class::Minus => self.take(at + 1, Kind::Minus),
            Class::Slash => self.slash(),
            Class::Star => self.pair(&[(b'*', Kind::Power)], Kind::Star),
            Class::Bar => self.pair(&[(b'|', Kind::Concat)], Kind::Bar),
            Class::Eq => self.pair(&[(b'>', Kind::Arrow)], Kind::Eq),
            Class::Lt => {
                self.pair(&[(b'=', Kind::Le), (b'>', Kind::Ne), (b'<', Kind::LabelOpen)], Kind::Lt);
            }
            Class::Gt => self.pair(&[(b'=', Kind::Ge), (b'>', Kind::LabelClose)], Kind::Gt),
            Class::Bang if self.byte(at + 1) == b'=' => self.take(at + 2, Kind::Ne),
            Class::Bang if self.byte(at) == b'!' => self.take(at + 1, Kind::Bang),
            Class::Colon => self.colon(),
            Class::Amp => self.substitution(),
            Class::At => self.at_sign(),
            Class::Wide => self.wide(),
            // `<#>` is an operator of vectors.
            Class::Stray if at > 0 && self.rest(at - 1).starts_with(b"<#>") => self.take(at + 1, Kind::Bad),
            Class::Bang | Class::Stray => self.bad(at + 1, "a stray character"),
        }
    }

    fn pair(&mut self, pairs: &[(u8, Kind)], alone: Kind) {
        let next = self.byte(self.at + 1);
        match pairs.iter().find(|(b, _)| *b == next) {
            Some((_, kind)) => self.take(self.at + 2, *kind),
            None => self.take(self.at + 1, alone),
        }
    }

    fn end_of_name(&self, from: usize) -> usize {
        let end = from + self.rest(from).iter().take_while(|byte| goes_on(**byte)).count();
        let name = self.text.get(from..end).unwrap_or_default();
        // blanks and signs that are not ASCII end a name
        name.char_indices().find(|(_, c)| !in_name(*c)).map_or(end, |(n, _)| from + n)
    }

    fn name(&mut self) {
        let at = self.at;
        match (self.byte(at), self.byte(at + 1), self.byte(at + 2)) {
            (b'n' | b'N', b'\'', _) => return self.quoted_text(at + 1, Kind::National),
            (b'q' | b'Q', b'\'', _) => return self.free_text(at + 2, Kind::Text),
            (b'n' | b'N', b'q' | b'Q', b'\'') => return self.free_text(at + 3, Kind::National),
            _ => {}
        }
        let (mut end, mut hash) = (at, Hash::default());
        for byte in self.rest(at).iter().take_while(|byte| goes_on(**byte)) {
            if !byte.is_ascii() {
                end = self.end_of_name(at);
                return self.take_word(end, Kind::Name, self.word(end));
            }
            end += 1;
            hash = hash.then(*byte);
        }
        self.take_word(end, Kind::Name, ORACLE_WORDS.find_hashed(self.bytes.get(at..end).unwrap_or(&[]), hash));
    }

    /// The keyword from here to `end`.
    fn word(&self, end: usize) -> Word {
        ORACLE_WORDS.find(self.bytes.get(self.at..end).unwrap_or(&[]))
    }

    fn wide(&mut self) {
        let Some(c) = self.text.get(self.at..).and_then(|t| t.chars().next()) else {
            return self.bad(self.at + 1, "a stray byte");
        };
        if c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}') {
            self.at += c.len_utf8();
        } else if in_name(c) {
            let end = self.end_of_name(self.at);
            self.take_word(end, Kind::Name, self.word(end));
        } else {
            self.bad(self.at + c.len_utf8(), "a stray character");
        }
    }

    /// Text up to the next quote that is not doubled. `open` is the position of the opening quote.
    fn quoted_text(&mut self, open: usize, kind: Kind) {
        let mut from = open + 1;
        while let Some(n) = memchr(b'\'', self.rest(from)) {
            from += n + 1;
            if self.byte(from) != b'\'' {
                return self.take(from, kind);
            }
            from += 1;
        }
        self.unterminated("a text literal without its closing quote");
    }

    /// `q'[ … ]'`; `open` is the position of the delimiter.
    fn free_text(&mut self, open: usize, kind: Kind) {
        let Some(delimiter) = self.text.get(open..).and_then(|t| t.chars().next()) else {
            return self.unterminated("a text literal without its closing quote");
        };
        let close = match delimiter {
            '[' => ']',
            '(' => ')',
            '{' => '}',
            '<' => '>',
            other => other,
        };
        if !self.hopeless.contains(&close) {
            let mut end = [0; 5];
            let n = close.encode_utf8(&mut end).len();
            if let Some(quote) = end.get_mut(n) {
                *quote = b'\'';
            }
            let from = open + delimiter.len_utf8();
            if let Some(found) = memmem::find(self.rest(from), end.get(..=n).unwrap_or(&[])) {
                return self.take(from + found + n + 1, kind);
            }
            self.hopeless.push(close);
        }
        self.unterminated("a text literal without its closing quote");
    }

    fn quoted_name(&mut self) {
        // a name may hold a line break; what is longer than Oracle's names has lost its quote
        let rest = self.rest(self.at + 1);
        let end = match memchr2(b'"', b'\n', rest) {
            Some(n) if rest.get(n) == Some(&b'\n') => {
                memchr(b'"', rest.get(..rest.len().min(LONGEST_NAME)).unwrap_or(rest))
            }
            end => end,
        };
        match end {
            Some(n) => {
                let (lo, hi) = (self.at + 1, self.at + 1 + n);
                let text = self.bytes.get(lo..hi).unwrap_or(&[]);
                let kind = if text.is_empty() { Kind::Bad } else { Kind::Quoted };
                if kind == Kind::Bad { self.bad(hi + 1, "a name without characters") } else { self.take(hi + 1, kind) }
            }
            None => self.unterminated("a quoted name without its closing quote"),
        }
    }

    /// What has no end costs its line, not the rest of the file.
    fn unterminated(&mut self, why: &'static str) {
        let end = memchr(b'\n', self.rest(self.at)).map_or(self.bytes.len(), |n| self.at + n);
        self.bad(end.max(self.at + 1), why);
    }

    fn number(&mut self) {
        let mut end = self.digits(self.at);
        if self.byte(end) == b'.' && self.byte(end + 1) != b'.' {
            end = self.digits(end + 1);
        }
        self.exponent(end);
    }

    fn digits(&self, from: usize) -> usize {
        let mut end = from;
        while self.byte(end).is_ascii_digit() {
            end += 1;
        }
        end
    }

    fn exponent(&mut self, mut end: usize) {
        if matches!(self.byte(end), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            if self.byte(end + 1 + sign).is_ascii_digit() {
                end = self.digits(end + 1 + sign);
            }
        }
        let suffix = matches!(self.byte(end), b'f' | b'F' | b'd' | b'D');
        if suffix && !goes_on(self.byte(end + 1)) {
            end += 1;
        }
        self.take(end, Kind::Number);
    }

    /// Whether nothing but blanks stands between `from` and the end of the line.
    fn ends_line(&self, from: usize) -> bool {
        let blanks = self.rest(from).iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | 0x0c)).count();
        matches!(self.rest(from + blanks).first(), None | Some(b'\n'))
    }

    /// Whether a `-` at the end of a line is the client's mark that the statement goes on, which it takes out: nothing
    /// stands on one of its sides that could be subtracted.
    fn continues(&self, at: usize) -> bool {
        if !self.ends_line(at + 1) {
            return false;
        }
        let next = self.rest(at + 1).iter().find(|b| !b.is_ascii_whitespace());
        let operand_before = self.out.tokens.last().is_some_and(|t| {
            matches!(t.kind, Kind::Close | Kind::Number | Kind::Text | Kind::National | Kind::Quoted | Kind::Bind)
                || (t.kind == Kind::Name && !ORACLE_WORDS.is_reserved(t.word))
        });
        !operand_before
            || matches!(next, None | Some(b',' | b')' | b';' | b'|' | b'=' | b'<' | b'>' | b'*' | b'/' | b'+'))
    }

    fn dot(&mut self) {
        let at = self.at;
        if self.byte(at + 1) == b'.' {
            self.take(at + 2, Kind::DotDot);
        } else if self.byte(at + 1).is_ascii_digit() {
            let end = self.digits(at + 1);
            self.exponent(end);
        } else if self.fresh && self.ends_line(at + 1) {
            self.take(at + 1, Kind::Slash);
        } else {
            self.take(at + 1, Kind::Dot);
        }
    }

    /// A hint is a comment right behind the verb, whose first character is `+`; elsewhere it is a comment as any other.
    fn is_hint(&self) -> bool {
        self.byte(self.at + 2) == b'+'
            && self
                .out
                .tokens
                .last()
                .is_some_and(|t| t.kind == Kind::Name && [SELECT, INSERT, UPDATE, DELETE, MERGE].contains(&t.word))
    }

    fn line_comment(&mut self) {
        let mut end = memchr(b'\n', self.rest(self.at)).map_or(self.bytes.len(), |n| self.at + n);
        if self.byte(end.saturating_sub(1)) == b'\r' && end > self.at + 2 {
            end -= 1;
        }
        if self.is_hint() { self.take(end, Kind::Hint) } else { self.comment(end) }
    }

    fn slash(&mut self) {
        let at = self.at;
        if self.byte(at + 1) == b'*' {
            if !self.hopeless.contains(&'*') {
                if let Some(n) = memmem::find(self.rest(at + 2), b"*/") {
                    let end = at + 2 + n + 2;
                    return if self.is_hint() { self.take(end, Kind::Hint) } else { self.comment(end) };
                }
                self.hopeless.push('*');
            }
            return self.unterminated("a comment without its end");
        }
        let kind = if self.fresh && self.ends_line(at + 1) { Kind::Slash } else { Kind::Over };
        self.take(at + 1, kind);
    }

    fn colon(&mut self) {
        let at = self.at;
        let next = self.byte(at + 1);
        if next == b'=' {
            self.take(at + 2, Kind::Assign);
        } else if next.is_ascii_alphanumeric() || next == b'_' || next >= 0x80 {
            let end = self.end_of_name(at + 1);
            if end > at + 1 { self.take(end, Kind::Bind) } else { self.take(at + 1, Kind::Colon) }
        } else if next == b'"' {
            match memchr2(b'"', b'\n', self.rest(at + 2)) {
                Some(n) if n > 0 && self.byte(at + 2 + n) == b'"' => self.take(at + 3 + n, Kind::Bind),
                Some(_) | None => self.take(at + 1, Kind::Colon),
            }
        } else {
            self.take(at + 1, Kind::Colon);
        }
    }

    /// `&name`, `&&name`, with the dot that ends it.
    fn substitution(&mut self) {
        let from = self.at + 1 + usize::from(self.byte(self.at + 1) == b'&');
        let end = self.end_of_name(from);
        if end == from {
            return self.bad(from, "a stray `&`");
        }
        // the dot that ends a variable was taken by the client layer, which reads scripts before
        self.take(end, Kind::Substitution);
    }

    /// `@link`; or `@name`, which template scripts put where a name must stand.
    fn at_sign(&mut self) {
        let end = self.end_of_name(self.at + 1);
        let template = end > self.at + 1
            && matches!(self.byte(self.at.wrapping_sub(1)), b' ' | b'\t' | b'\n' | b'(' | b',')
            && self.out.tokens.last().is_some_and(|t| {
                matches!(t.kind, Kind::Open | Kind::Comma) || (t.kind == Kind::Name && t.word != Word::NONE)
            });
        if template { self.take(end, Kind::Substitution) } else { self.take(self.at + 1, Kind::At) }
    }

    /// `$$name`, or a directive of conditional compilation such as `$IF`.
    fn dollar(&mut self) {
        let at = self.at;
        let from = at + 1 + usize::from(self.byte(at + 1) == b'$');
        let end = self.end_of_name(from);
        if end == from {
            self.bad(from, "a stray `$`");
        } else if from == at + 2 {
            self.take(end, Kind::Inquiry);
        } else {
            self.take_word(end, Kind::Name, self.word(end));
        }
    }
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#')
}

/// The value of a text literal as written: `'…'` with doubled quotes, `q'[…]'`, and their national forms.
#[must_use]
pub fn decode(written: &str) -> EcoString {
    let body = written.trim_start_matches(['n', 'N']);
    if let Some(free) = body.strip_prefix(['q', 'Q']) {
        let mut inner = free.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("").chars();
        inner.next();
        inner.next_back();
        return inner.as_str().into();
    }
    let inner = body.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("");
    let mut out = EcoString::with_capacity(inner.len());
    for (n, part) in inner.split("''").enumerate() {
        if n > 0 {
            out.push('\'');
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let lexed = lex(text, 0);
        lexed
            .tokens
            .iter()
            .filter(|t| t.kind != Kind::End)
            .map(|t| (t.kind, &text[t.lo as usize..t.hi as usize]))
            .collect()
    }

    #[test]
    fn texts_in_all_quotings() {
        let text = "'it''s' N'é' q'[a'b]' nQ'!x!' Q'éaé' ''";
        let want = ["'it''s'", "N'é'", "q'[a'b]'", "nQ'!x!'", "Q'éaé'", "''"];
        assert_eq!(kinds(text).iter().map(|(_, t)| *t).collect::<Vec<_>>(), want);
        assert_eq!(want.map(|t| decode(t).to_string()), ["it's", "é", "a'b", "x", "a", ""]);
    }

    #[test]
    fn numbers_and_ranges() {
        use Kind::{Dot, DotDot, Name, Number};
        assert_eq!(kinds("1..10").iter().map(|k| k.0).collect::<Vec<_>>(), [Number, DotDot, Number]);
        assert_eq!(
            kinds("1.5e-3f .5 2d 3day"),
            [(Number, "1.5e-3f"), (Number, ".5"), (Number, "2d"), (Number, "3"), (Name, "day")]
        );
        assert_eq!(kinds("a.b").iter().map(|k| k.0).collect::<Vec<_>>(), [Name, Dot, Name]);
    }

    #[test]
    fn a_slash_ends_a_statement_only_alone_on_its_line() {
        assert_eq!(
            kinds("a / b\n  /  \nc").iter().map(|k| k.0).collect::<Vec<_>>(),
            [Kind::Name, Kind::Over, Kind::Name, Kind::Slash, Kind::Name]
        );
    }

    #[test]
    fn a_hint_stands_behind_its_verb_only() {
        let lexed = lex("SELECT /*+ FULL(t) */ a --+ remark\n/*+ none */", 0);
        assert_eq!(lexed.tokens.iter().filter(|t| t.kind == Kind::Hint).count(), 1);
        assert_eq!(lexed.trivia.len(), 2);
    }

    #[test]
    fn what_is_not_terminated_costs_its_line() {
        for text in ["a 'x\nb", "a q'[y\nb", "a \"z\nb", "a /* e\nb"] {
            assert_eq!(lex(text, 0).errors.len(), 1, "{text}");
            let names: Vec<&str> = kinds(text).into_iter().filter(|k| k.0 == Kind::Name).map(|k| k.1).collect();
            assert_eq!(names, ["a", "b"]);
        }
    }

    #[test]
    fn the_clients_continuation_is_no_minus() {
        assert_eq!(kinds("f(-\n'a'-\n,b)").iter().filter(|k| k.0 == Kind::Minus).count(), 0);
        assert_eq!(kinds("a -\nb").iter().filter(|k| k.0 == Kind::Minus).count(), 1);
    }

    #[test]
    fn templates_stand_for_names() {
        assert_eq!(
            kinds("TABLE @own.t"),
            [(Kind::Name, "TABLE"), (Kind::Substitution, "@own"), (Kind::Dot, "."), (Kind::Name, "t")]
        );
        assert_eq!(kinds("emp@link").iter().map(|k| k.0).collect::<Vec<_>>(), [Kind::Name, Kind::At, Kind::Name]);
    }
}
