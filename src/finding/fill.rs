//! Texts of findings: the values of a place in the words of its rule.

use super::Arg;

/// A number of things in a message: `1 table`, `2 tables`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Fills `{key}` of a message or help text.
#[must_use]
pub fn fill(template: &str, args: &[(&'static str, Arg)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((key, tail)) => {
                match args.iter().find(|(k, _)| *k == key) {
                    Some((_, Arg::Text(text))) => out.push_str(text),
                    Some((_, Arg::Number(number))) => out.push_str(&number.to_string()),
                    None => out.extend(["{", key, "}"]),
                }
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
