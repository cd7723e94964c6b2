//! Quoting of names, text and bodies.

use super::doc::Doc;
use crate::name::QName;
use crate::syntax::words::postgres_classes;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words that must be quoted as a name: those that PostgreSQL's grammar treats apart anywhere (as its own `quote_ident`
/// decides), and those of PL/pgSQL, where a bare one would end the SQL expression it stands in.
static RESERVED: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    postgres_classes()
        .map(|(word, _)| word.to_ascii_lowercase())
        .chain(PLPGSQL.iter().map(|word| (*word).to_owned()))
        .collect()
});
/// Words that PL/pgSQL reserves or looks for at the start of an expression (`RETURN next`), as far as SQL does not reserve them.
const PLPGSQL: &[&str] =
    &["begin", "by", "declare", "execute", "foreach", "if", "loop", "strict", "while", "next", "query"];
/// Functions that are called without parentheses (manual 9.9.5 and 9.27).
const BARE_CALLS: &[&str] = &[
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "system_user",
    "user",
];

/// Whether the name is called without parentheses where it has no arguments.
pub(super) fn is_bare_call(name: &str) -> bool {
    BARE_CALLS.contains(&name)
}

fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b == b'_')
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'$')
}

/// Whether a name must be quoted wherever it stands.
pub(super) fn needs_quotes(name: &str) -> bool {
    !is_plain(name) || RESERVED.contains(name)
}

fn push(out: &mut String, name: &str, quoted: bool) {
    if quoted {
        doubled(out, name, '"');
    } else {
        out.push_str(name);
    }
}

fn doubled(out: &mut String, text: &str, quote: char) {
    out.push(quote);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(quote) {
        out.push_str(before);
        out.push(quote);
        out.push(quote);
        rest = after;
    }
    out.push_str(rest);
    out.push(quote);
}

/// Appends a name of a column, table, alias or other thing that is neither function nor type.
pub fn push_name(out: &mut String, name: &str) {
    push(out, name, needs_quotes(name));
}

/// Appends a possibly qualified name of a relation.
pub fn push_qname(out: &mut String, name: &QName) {
    if let Some(schema) = &name.schema {
        push_name(out, schema);
        out.push('.');
    }
    push_name(out, &name.name);
}

/// Appends a text literal. Backslashes stand for themselves (`standard_conforming_strings`).
pub fn push_literal(out: &mut String, text: &str) {
    doubled(out, text, '\'');
}

/// The name as SQL.
#[must_use]
pub fn qname(name: &QName) -> String {
    let mut out = String::with_capacity(name.name.len() + 16);
    push_qname(&mut out, name);
    out
}

/// The text as SQL.
#[must_use]
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_literal(&mut out, text);
    out
}

/// A dollar quote that does not occur in `body`: `$sp$`, else `$sp1$` and so on.
#[must_use]
pub fn dollar(body: &str) -> String {
    dollar_of("sp", body)
}

/// A dollar quote of a word that does not occur in `body`: `$word$`, else `$word1$` and so on.
#[must_use]
pub fn dollar_of(word: &str, body: &str) -> String {
    let mut tag = format!("${word}$");
    let mut n = 0;
    while body.contains(tag.as_str()) {
        n += 1;
        tag = format!("${word}{n}$");
    }
    tag
}

impl Doc {
    /// A name of a column, table, alias.
    pub fn name(&mut self, name: &str) {
        self.write(|out| push_name(out, name));
    }

    /// A possibly qualified name of a relation.
    pub fn qname(&mut self, name: &QName) {
        self.write(|out| push_qname(out, name));
    }

    /// A function that is called: PostgreSQL's own by its bare name, which its grammar may treat apart, or a qualified one.
    pub fn called(&mut self, name: &QName) {
        self.write(|out| match &name.schema {
            Some(_) => push_qname(out, name),
            None => push(out, &name.name, !is_plain(&name.name)),
        });
    }

    /// A text literal.
    pub fn literal(&mut self, text: &str) {
        self.write(|out| push_literal(out, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_postgres_would_read_something_else() {
        for (name, sql) in [
            ("emp", "emp"),
            ("emp$x", "emp$x"),
            ("$x", "\"$x\""),
            ("1st", "\"1st\""),
            ("Emp", "\"Emp\""),
            ("emp no", "\"emp no\""),
            ("a\"b", "\"a\"\"b\""),
            ("é", "\"é\""),
            ("order", "\"order\""),
            ("left", "\"left\""),
            ("loop", "\"loop\""),
            ("values", "\"values\""),
            ("position", "\"position\""),
            ("date", "date"),
            ("", "\"\""),
        ] {
            assert_eq!(qname(&QName::bare(name)), sql);
        }
    }

    #[test]
    fn literals_double_quotes_and_leave_the_rest() {
        assert_eq!(literal("it's \\ \n"), "'it''s \\ \n'");
        assert_eq!(dollar("a $sp$ $sp1$"), "$sp2$");
    }
}
