//! Colours of code on the page: keywords, comments, strings. For the eye only; nothing is decided by it.

use crate::report::visible;
use serde::Serialize;

/// A piece of a line: `b` keyword, `i` comment, `u` string, else plain.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Token {
    pub k: &'static str,
    pub t: String,
}

/// A line of code.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub n: u32,
    pub here: bool,
    pub tokens: Vec<Token>,
}

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

/// Cuts a line into pieces.
pub fn line(n: u32, here: bool, text: &str, inside: &mut Inside) -> Line {
    let shown: String = if text.len() > LONG && text.chars().count() > LONG {
        text.chars().take(LONG).chain(" … (cut)".chars()).collect()
    } else {
        text.to_string()
    };
    let shown = visible::code(&shown);
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest: &str = &shown;
    while !rest.is_empty() {
        let (kind, length) = next(rest, inside);
        let (piece, tail) = rest.split_at(length.clamp(1, rest.len()));
        match tokens.last_mut() {
            Some(last) if last.k == kind => last.t.push_str(piece),
            Some(_) | None => tokens.push(Token { k: kind, t: piece.into() }),
        }
        rest = tail;
    }
    Line { n, here, tokens }
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

    fn kinds(text: &str, inside: &mut Inside) -> Vec<(&'static str, String)> {
        line(1, false, text, inside).tokens.into_iter().map(|t| (t.k, t.t)).collect()
    }

    #[test]
    fn words_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn pieces_carry_over_lines_and_lose_nothing() {
        let mut inside = Inside::Code;
        let first = kinds("select 'it''s' x /* a", &mut inside);
        assert_eq!(first.first(), Some(&("b", "select".into())));
        assert!(first.contains(&("u", "'it''s'".into())));
        assert_eq!(inside, Inside::Comment);
        assert_eq!(kinds("b */ from é -- c", &mut inside).first(), Some(&("i", "b */".into())));
        assert_eq!(inside, Inside::Code);
        let text = "a\u{20ac}'b";
        assert_eq!(kinds(text, &mut inside).into_iter().map(|(_, t)| t).collect::<String>(), text);
        assert_eq!(inside, Inside::Text);
    }
}
