//! Text from source files made safe to show: nothing in it moves the cursor, hides, turns around or floods the page.

use std::borrow::Cow;

/// Longest piece of source text that a page or terminal shows in one place, in characters.
const SHOWN: usize = 400;

/// One line: control characters, line ends and characters that change the direction of text become visible; long text is cut.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if text.len() <= SHOWN && !acts(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(SHOWN * 4) + 32);
    for c in text.chars().take(SHOWN) {
        push(&mut out, c);
    }
    let all = text.chars().count();
    if all > SHOWN {
        out.push_str(&format!("… ({all} characters)"));
    }
    Cow::Owned(out)
}

/// A line of code: as [`line()`], but as long as it is, and with tabs as four blanks.
#[must_use]
pub fn code(text: &str) -> Cow<'_, str> {
    if !acts(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            '\r' => {}
            c => push(&mut out, c),
        }
    }
    Cow::Owned(out)
}

/// Whether a character of a text would act instead of being seen.
#[must_use]
pub fn acts(text: &str) -> bool {
    !is_plain(text) && text.chars().any(hidden)
}

/// Whether all characters of a text are of ASCII and stand for themselves; to look at all bytes takes less than to stop early.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, b| plain & matches!(b, b' '..=b'~'))
}

/// Whether a character would act instead of being seen.
#[must_use]
pub fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn push(out: &mut String, c: char) {
    match c {
        '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
        '\u{7f}' => out.push('\u{2421}'),
        c if hidden(c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
        c => out.push(c),
    }
}

/// Pieces of a message: outside and, in turn, inside backticks.
pub fn pieces(message: &str) -> impl Iterator<Item = (bool, &str)> {
    let closed = message.matches('`').count() & !1;
    let parts: Vec<&str> = message.splitn(closed + 1, '`').collect();
    parts.into_iter().enumerate().map(|(i, part)| (i % 2 == 1, part)).filter(|(_, part)| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts() {
        assert_eq!(line("plain"), "plain");
        assert_eq!(line("a\u{1b}[31mb\r\nc\0"), "a␛[31mb␍␊c␀");
        assert_eq!(line("x\u{202e}y\u{2066}"), "x<U+202E>y<U+2066>");
        assert_eq!(code("\tx\u{9b}1m\r"), "    x<U+009B>1m");
        assert!(line(&"n".repeat(100_000)).ends_with("… (100000 characters)"));
        assert!(line(&"n".repeat(100_000)).len() < 500);
    }

    #[test]
    fn messages_fall_into_pieces() {
        let all = |m| pieces(m).collect::<Vec<_>>();
        assert_eq!(all("a `b` c"), [(false, "a "), (true, "b"), (false, " c")]);
        assert_eq!(all("`b`"), [(true, "b")]);
        assert_eq!(all("odd ` one"), [(false, "odd ` one")]);
        assert_eq!(all("a `b` c ` d"), [(false, "a "), (true, "b"), (false, " c ` d")]);
    }
}
