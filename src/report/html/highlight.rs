//! Colours of code on the page: keywords, comments, strings. For the eye only; nothing is decided by it.

use crate::report::visible;
use minijinja::HtmlEscape;
use std::borrow::Cow;
use std::fmt::Write;

/// What a line starts inside of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inside {
    #[default]
    Code,
    Comment,
    Text,
}

/// Longest line that is shown in full, in characters.
const LONG: usize = 2_000;

/// Writes a line: its pieces in elements by kind, `b` keyword, `i` comment, `u` string, else plain.
pub fn line(n: u32, here: bool, text: &str, inside: &mut Inside, out: &mut String) {
    let long = (text.len() > LONG).then(|| text.char_indices().nth(LONG)).flatten();
    let text = match long {
        Some((end, _)) => Cow::Owned(format!("{} … (cut)", text.get(..end).unwrap_or(text))),
        None => Cow::Borrowed(text),
    };
    let shown = visible::code(&text);
    // Writing to a string cannot fail.
    let _ = write!(out, "<span class=\"l{}\" data-n=\"{n}\">", if here { " here" } else { "" });
    let (mut at, mut from, mut kind) = (0, 0, "");
    while let Some(rest) = shown.get(at..).filter(|rest| !rest.is_empty()) {
        let (next_kind, length) = next(rest, inside);
        if next_kind != kind {
            piece(kind, shown.get(from..at).unwrap_or_default(), out);
            (from, kind) = (at, next_kind);
        }
        at += length.clamp(1, rest.len());
    }
    piece(kind, shown.get(from..).unwrap_or_default(), out);
    out.push_str("</span>");
}

fn piece(kind: &str, text: &str, out: &mut String) {
    // Escaped by the template engine's own code: the template takes the lines as they are.
    let _ = match (kind, text) {
        (_, "") => Ok(()),
        ("", _) => write!(out, "{}", HtmlEscape(text)),
        (_, _) => write!(out, "<{kind}>{}</{kind}>", HtmlEscape(text)),
    };
}

/// Kind and length of the next piece.
fn next(rest: &str, inside: &mut Inside) -> (&'static str, usize) {
    match *inside {
        Inside::Comment => ("i", until(rest, "*/", 0, Inside::Comment, inside)),
        Inside::Text => ("u", until(rest, "'", 0, Inside::Text, inside)),
        Inside::Code if rest.starts_with("--") => ("i", rest.len()),
        Inside::Code if rest.starts_with("/*") => ("i", until(rest, "*/", 2, Inside::Comment, inside)),
        Inside::Code if rest.starts_with('\'') => ("u", until(rest, "'", 1, Inside::Text, inside)),
        Inside::Code => {
            let word = rest.find(|c: char| !(c.is_alphanumeric() || "_$#".contains(c))).unwrap_or(rest.len());
            match rest.get(..word) {
                Some(text) if word > 0 => (if keyword(text) { "b" } else { "" }, word),
                Some(_) | None => ("", rest.chars().next().map_or(1, char::len_utf8)),
            }
        }
    }
}

/// Length up to and with `end`; without one the next line goes on in `state`.
fn until(rest: &str, end: &str, from: usize, state: Inside, inside: &mut Inside) -> usize {
    match rest.get(from..).and_then(|tail| tail.find(end)) {
        Some(at) => {
            *inside = Inside::Code;
            from + at + end.len()
        }
        None => {
            *inside = state;
            rest.len()
        }
    }
}

fn keyword(word: &str) -> bool {
    KEYWORDS.binary_search_by(|k| k.bytes().cmp(word.bytes().map(|b| b.to_ascii_uppercase()))).is_ok()
}

#[rustfmt::skip]
const KEYWORDS: [&str; 112] = [
    "ADD", "ALTER", "AND", "AS", "ASC", "BEFORE", "BEGIN", "BETWEEN", "BODY", "BY", "CALL", "CASCADE", "CASE", "CHECK",
    "CLOSE", "COMMENT", "COMMIT", "CONSTRAINT", "CREATE", "CURSOR", "DECLARE", "DEFAULT", "DELETE", "DESC", "DISTINCT", "DROP",
    "EACH", "ELSE", "ELSIF", "END", "EXCEPTION", "EXECUTE", "EXISTS", "EXIT", "FETCH", "FOR", "FOREIGN", "FROM", "FUNCTION",
    "GENERATED", "GRANT", "GROUP", "HAVING", "IDENTITY", "IF", "IN", "INDEX", "INOUT", "INSERT", "INTO", "IS", "JOIN", "KEY",
    "LANGUAGE", "LEFT", "LIKE", "LOOP", "MERGE", "NEW", "NEXT", "NOT", "NULL", "OF", "OLD", "ON", "OPEN", "OR", "ORDER",
    "OTHERS", "OUT", "PACKAGE", "PARTITION", "PERFORM", "PRAGMA", "PRIMARY", "PROCEDURE", "RAISE", "RANGE", "REFERENCES", "REPLACE",
    "RETURN", "RETURNS", "REVERSE", "RIGHT", "ROLLBACK", "ROW", "SCHEMA", "SELECT", "SEQUENCE", "SET", "SOME", "START",
    "STRICT", "SYNONYM", "TABLE", "THEN", "TO", "TRIGGER", "TRUNCATE", "TYPE", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES",
    "VIEW", "WHEN", "WHERE", "WHILE", "WINDOW", "WITH", "WORK",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, inside: &mut Inside) -> String {
        let mut out = String::new();
        line(1, false, text, inside, &mut out);
        let inner = out.strip_prefix("<span class=\"l\" data-n=\"1\">").and_then(|o| o.strip_suffix("</span>"));
        inner.unwrap().to_string()
    }

    #[test]
    fn words_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn pieces_carry_over_lines_and_lose_nothing() {
        let mut inside = Inside::Code;
        let first = written("select 'it''s' x /* a", &mut inside);
        assert_eq!(first, "<b>select</b> <u>&#x27;it&#x27;&#x27;s&#x27;</u> x <i>&#x2f;* a</i>");
        assert_eq!(inside, Inside::Comment);
        assert_eq!(written("b */ from é -- c", &mut inside), "<i>b *&#x2f;</i> <b>from</b> é <i>-- c</i>");
        assert_eq!(inside, Inside::Code);
        assert_eq!(written("a\u{20ac}'b<", &mut inside), "a\u{20ac}<u>&#x27;b&lt;</u>");
        assert_eq!(inside, Inside::Text);
    }
}
