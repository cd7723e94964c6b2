//! Grammar words: small parsers that all grammars share.

use super::input::{Expected, In, R};
use super::token::{Kind, Token};
use super::words::Word;
use nom::Parser;
use nom::sequence::delimited;

/// A keyword.
pub fn word<'a>(want: Word) -> impl Fn(In<'a>) -> R<'a, Token> + Copy {
    move |i| if i.word() == want { Ok((i.advance(), i.token())) } else { i.fail(Expected::Word(want)) }
}

/// Keywords in a row.
pub fn words<'a>(want: &'static [Word]) -> impl Fn(In<'a>) -> R<'a, ()> + Copy {
    move |i| want.iter().try_fold(i, |i, w| word(*w)(i).map(|(i, _)| i)).map(|i| (i, ()))
}

/// A sign.
pub fn sign<'a>(want: Kind) -> impl Fn(In<'a>) -> R<'a, Token> + Copy {
    move |i| if i.kind() == want { Ok((i.advance(), i.token())) } else { i.fail(Expected::Kind(want)) }
}

/// Whether the next words are these; nothing is noted where they are not.
#[must_use]
pub fn next(i: In<'_>, want: &[Word]) -> bool {
    want.iter().enumerate().all(|(n, w)| i.word_at(n) == *w)
}

/// The words, if they are next.
#[must_use]
pub fn accept<'a>(i: In<'a>, want: &[Word]) -> Option<In<'a>> {
    if next(i, want) { Some(i.skip(want.len())) } else { None }
}

/// `( inner )`.
pub fn parens<'a, T>(inner: impl FnMut(In<'a>) -> R<'a, T>) -> impl FnMut(In<'a>) -> R<'a, T> {
    let mut whole = delimited(sign(Kind::Open), inner, sign(Kind::Close));
    move |i| whole.parse(i)
}

/// `item, item, …`. A comma that no item follows is not part of the list. As nom's own, but that a list takes no
/// more room than its items need.
pub fn list1<'a, T>(item: impl Fn(In<'a>) -> R<'a, T>) -> impl FnMut(In<'a>) -> R<'a, Vec<T>> {
    move |i| {
        let begin = i;
        let (mut i, first) = item(i)?;
        if i.kind() != Kind::Comma {
            i.cx.expect(i.token(), Expected::Kind(Kind::Comma));
            return Ok((i, vec![first]));
        }
        let mut items = Vec::with_capacity(commas(begin) + 1);
        items.push(first);
        while i.kind() == Kind::Comma {
            let Ok((rest, next)) = item(i.advance()) else { return Ok((i, items)) };
            items.push(next);
            i = rest;
        }
        // commas of a later clause were counted, or the list is longer than one looks
        if items.capacity() > items.len() * 2 {
            items.shrink_to_fit();
        }
        i.cx.expect(i.token(), Expected::Kind(Kind::Comma));
        Ok((i, items))
    }
}

/// How far a list looks ahead for its length, in tokens: far enough for most, and no nest of lists makes it slow.
const AHEAD: usize = 128;

/// Commas of a list that begins here, as far as one looks ahead.
fn commas(i: In<'_>) -> usize {
    let (mut depth, mut count) = (0_u32, 0);
    for token in i.tokens().iter().take(AHEAD) {
        if token.kind == Kind::Open {
            depth += 1;
        } else if token.kind == Kind::Close {
            if depth == 0 {
                break;
            }
            depth -= 1;
        } else if token.kind == Kind::Comma {
            count += usize::from(depth == 0);
        } else if token.kind == Kind::Over {
            break;
        }
    }
    count
}

/// Behind the parenthesis that closes the one here; the end where none does.
#[must_use]
pub fn balanced(i: In<'_>) -> In<'_> {
    let mut depth = 0_u32;
    let mut n = 0;
    for token in i.tokens() {
        if token.kind == Kind::Open {
            depth += 1;
        } else if token.kind == Kind::Close {
            if depth <= 1 {
                return i.skip(n + 1);
            }
            depth -= 1;
        } else if token.kind == Kind::End {
            break;
        }
        n += 1;
    }
    i.skip(n)
}
