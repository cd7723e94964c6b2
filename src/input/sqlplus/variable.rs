//! Substitution variables: settings that rule them, their values, and where a line names them.

use super::command::abbreviates;
use super::statement::Lex;
use crate::span::Span;
use std::collections::BTreeMap;

/// What the script may do to substitution and to the ends of statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// What begins a variable; none while substitution is off.
    pub define: Option<char>,
    /// What ends the name of a variable and vanishes.
    pub concat: Option<char>,
    /// What makes the next `&` plain text.
    pub escape: Option<char>,
    /// What ends a statement, where it is not `;`.
    pub terminator: Option<char>,
    /// What stands alone on a line to end a block, where it is not `.`.
    pub block: Option<char>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { define: Some('&'), concat: Some('.'), escape: None, terminator: None, block: None }
    }
}

impl Settings {
    /// `SET name value …`.
    pub fn apply(&mut self, rest: &str) {
        let mut words = rest.split_whitespace().map(|w| w.trim_end_matches(';'));
        while let Some(name) = words.next() {
            let mut choose = |usual: char| words.next().map(|value| choice(value, usual));
            if abbreviates(name, "DEFINE", 3) || abbreviates(name, "SCAN", 4) {
                self.define = choose('&').unwrap_or(self.define);
            } else if abbreviates(name, "CONCAT", 3) {
                self.concat = choose('.').unwrap_or(self.concat);
            } else if abbreviates(name, "ESCAPE", 3) {
                self.escape = choose('\\').unwrap_or(self.escape);
            } else if abbreviates(name, "SQLTERMINATOR", 4) {
                self.terminator = choose(';').flatten().filter(|c| *c != ';');
            } else if abbreviates(name, "BLOCKTERMINATOR", 3) {
                self.block = choose('.').flatten().filter(|c| *c != '.');
            }
        }
    }
}

/// `ON`, `OFF` or a character, in quotes or not.
fn choice(value: &str, usual: char) -> Option<char> {
    match value.to_ascii_uppercase().as_str() {
        "ON" => Some(usual),
        "OFF" => None,
        _ => value.trim_matches(['\'', '"']).chars().next().or(Some(usual)),
    }
}

/// The longest value of a variable in bytes.
const LONGEST: usize = 1 << 16;

/// What stands for a variable.
#[derive(Clone, Debug, Default)]
struct Value {
    text: String,
    /// Variables in it that had no value when it was given, in upper case.
    missing: Vec<String>,
}

/// The values of variables, by name in upper case.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables {
    given: BTreeMap<String, Value>,
    own: BTreeMap<String, Value>,
}

impl Variables {
    /// Those given on the command line, which nothing in a script changes. Numbers are the arguments of the first script: those of
    /// a script that it starts take their place.
    pub fn new(given: &[(String, String)]) -> Self {
        let whole = |text: &String| Value { text: text.clone(), missing: Vec::new() };
        let all = given.iter().map(|(name, value)| (name.to_uppercase(), whole(value)));
        let (own, given) = all.partition(|(name, _)| is_argument(name));
        Self { given, own }
    }

    /// Gives a variable its value. SQL*Plus takes 240 characters; one that doubles itself again and again has none here.
    /// `missing` are the variables in it that have no value themselves.
    pub fn set(&mut self, name: &str, value: &str, missing: &[(Unknown, Span)]) {
        if value.len() > LONGEST {
            self.forget(name);
            return;
        }
        let held = |name: &&String| value.to_uppercase().contains(&format!("&{name}"));
        let mut missing: Vec<String> = missing.iter().map(|(unknown, _)| &unknown.name).filter(held).cloned().collect();
        missing.dedup();
        self.own.insert(name.to_uppercase(), Value { text: value.to_owned(), missing });
    }

    /// Takes its value away.
    pub fn forget(&mut self, name: &str) {
        self.own.remove(&name.to_uppercase());
    }

    fn get(&self, name: &str) -> Option<&Value> {
        let name = name.to_uppercase();
        self.given.get(&name).or_else(|| self.own.get(&name))
    }
}

/// Whether a name is that of an argument of a script: `1`.
pub(super) fn is_argument(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())
}

/// A name in which variables without a value are left: what stands before, between and behind them.
pub(super) fn around_unknown(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some((before, behind)) = rest.split_once('&') {
        parts.push(before);
        let behind = behind.trim_start_matches('&');
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let word =
            behind.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '#'))).unwrap_or(behind.len());
        rest = behind.get(if digits > 0 { digits } else { word }..).unwrap_or("");
    }
    parts.push(rest);
    parts
}

/// What replaces a stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Offset in the line.
    pub at: usize,
    /// Length in the line.
    pub len: usize,
    /// What stands there instead.
    pub with: String,
}

/// A variable without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// In upper case.
    pub name: String,
    /// Offset in the line.
    pub at: usize,
    /// Length in the line, with its signs.
    pub len: usize,
    /// It stands in a quote, where it may be plain text.
    pub quoted: bool,
    /// It names a tablespace or gives a password, which are left out.
    pub tablespace: bool,
}

/// What a line comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// In order.
    pub changes: Vec<Change>,
    /// In order.
    pub unknown: Vec<Unknown>,
}

/// Whether a line may hold variables: most hold none.
pub(super) fn any(line: &str, settings: &Settings) -> bool {
    settings.define.is_some_and(|define| holds(line, define) || settings.escape.is_some_and(|e| holds(line, e)))
}

/// Finds the variables of a line that begins in `lex`; comments are left alone.
pub(super) fn find(line: &str, lex: Lex, settings: &Settings, variables: &Variables) -> Found {
    let mut found = Found::default();
    let Some(define) = settings.define.filter(|_| any(line, settings)) else { return found };
    let mut lex = lex;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        if lex != Lex::Comment && settings.escape == Some(c) && next == Some(define) {
            found.changes.push(Change { at, len: c.len_utf8(), with: String::new() });
            chars.next();
            continue;
        }
        if lex != Lex::Comment && c == define {
            let end = variable(line, at, define, lex, settings, variables, &mut found);
            while chars.next_if(|(i, _)| *i < end).is_some() {}
            continue;
        }
        lex = match (lex, c) {
            (Lex::Code, '-') if next == Some('-') => return found,
            (Lex::Code, '/') if next == Some('*') => {
                chars.next();
                Lex::Comment
            }
            (Lex::Comment, '*') if next == Some('/') => {
                chars.next();
                Lex::Code
            }
            (Lex::Code, '\'') => Lex::Text,
            (Lex::Code, '"') => Lex::Name,
            (Lex::Text, '\'') | (Lex::Name, '"') => Lex::Code,
            (Lex::Quote(end), c) if c == end && next == Some('\'') => {
                chars.next();
                Lex::Code
            }
            (lex, _) => lex,
        };
    }
    found
}

/// Whether a sign stands in a line: asked of every line.
fn holds(line: &str, sign: char) -> bool {
    match u8::try_from(sign) {
        Ok(byte) if byte.is_ascii() => memchr::memchr(byte, line.as_bytes()).is_some(),
        Ok(_) | Err(_) => line.contains(sign),
    }
}

/// Whether what follows these words is left out whatever it is: a tablespace, a password.
fn is_left_out(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    let mut next = || words.next().unwrap_or_default().to_ascii_lowercase();
    match next().as_str() {
        "tablespace" => true,
        "by" => next() == "identified",
        "on" => {
            next();
            next() == "quota"
        }
        _ => false,
    }
}

/// Reads the variable at `at`; returns where it ends.
fn variable(
    line: &str,
    at: usize,
    define: char,
    lex: Lex,
    settings: &Settings,
    variables: &Variables,
    found: &mut Found,
) -> usize {
    let signs = line.get(at..).unwrap_or("").chars().take_while(|c| *c == define).count();
    let start = at + signs.min(2) * define.len_utf8();
    let rest = line.get(start..).unwrap_or("");
    let in_name = |c: char| (c.is_alphanumeric() || matches!(c, '_' | '$' | '#')) && settings.concat != Some(c);
    let length = rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
    // `&1st` is `&1` and `st`: an argument's name is all digits.
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length = if digits > 0 { digits } else { length };
    let (name, behind) = rest.split_at_checked(length).unwrap_or(("", rest));
    if name.is_empty() || signs > 2 {
        return start.max(at + define.len_utf8());
    }
    let end = start + name.len();
    let concat = settings.concat.filter(|c| behind.starts_with(*c));
    let whole = end + concat.map_or(0, char::len_utf8);
    let quoted = !matches!(lex, Lex::Code);
    let before = line.get(..at).unwrap_or("").trim_end();
    let tablespace = is_left_out(before);
    let unknown = |name: String, len: usize| Unknown { name, at, len, quoted, tablespace };
    if let Some(value) = variables.get(name) {
        found.changes.push(Change { at, len: whole - at, with: value.text.clone() });
        found.unknown.extend(value.missing.iter().map(|name| unknown(name.clone(), whole - at)));
        return whole;
    }
    found.unknown.push(unknown(name.to_uppercase(), end - at));
    if quoted {
        return end;
    }
    // In code it is left as one `&name`. The sign that ends the name goes, unless a word would grow on to it.
    let joined = behind.chars().nth(1).is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
    if concat.is_some() && !joined {
        found.changes.push(Change { at, len: whole - at, with: format!("&{name}") });
        return whole;
    }
    if signs > 1 || define != '&' {
        found.changes.push(Change { at, len: end - at, with: format!("&{name}") });
    }
    end
}

/// A line after its changes.
pub(super) fn apply(line: &str, changes: &[Change]) -> String {
    let mut out = String::with_capacity(line.len() + 64);
    let mut done = 0;
    for change in changes {
        out.push_str(line.get(done..change.at).unwrap_or(""));
        out.push_str(&change.with);
        done = change.at + change.len;
    }
    out.push_str(line.get(done..).unwrap_or(""));
    out
}

/// `name = value` of `DEFINE`: quotes go, and without them everything to the end of the line is the value.
pub(super) fn definition(rest: &str) -> Option<(&str, String)> {
    let (name, value) = rest.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
    is_name.then(|| (name, unquoted(value)))
}

/// A value without the quotes and the `;` of the command.
pub(super) fn unquoted(value: &str) -> String {
    let value = value.trim().trim_end_matches(';').trim_end();
    for quote in ['\'', '"'] {
        if let Some(inside) = value.strip_prefix(quote) {
            // What follows the closing quote is no part of it.
            return match inside.find(quote) {
                Some(end) => inside.get(..end).unwrap_or("").to_owned(),
                None => inside.to_owned(),
            };
        }
    }
    value.to_owned()
}

/// Words of a command line; one in quotes may hold blanks.
pub(super) fn arguments(rest: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = rest.trim();
    while let Some(first) = rest.chars().next() {
        let (word, behind) = if first == '"' || first == '\'' {
            let inside = rest.get(1..).unwrap_or("");
            inside.split_once(first).unwrap_or((inside, ""))
        } else {
            rest.split_at_checked(rest.find(char::is_whitespace).unwrap_or(rest.len())).unwrap_or((rest, ""))
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &str, line: &str) -> String {
        let mut set = Settings::default();
        settings.split(", ").for_each(|s| set.apply(s));
        let variables = Variables::new(&[("s".into(), "EU".into()), ("O".into(), "hr".into())]);
        apply(line, &find(line, Lex::Code, &set, &variables).changes)
    }

    #[test]
    fn values_stand_for_their_variables() {
        assert_eq!(
            read("", "CREATE TABLE &o..log_&s._x (r DEFAULT '&s')"),
            "CREATE TABLE hr.log_EU_x (r DEFAULT 'EU')"
        );
        assert_eq!(read("concat #", "&o#.emp"), "hr.emp");
        assert_eq!(read("define off", "'R&D &s'"), "'R&D &s'");
        assert_eq!(read("define ~", "~s &s"), "EU &s");
        assert_eq!(read("escape on", "\\&s &&s"), "&s EU");
        assert_eq!(read("", "a & b &s; -- &s"), "a & b EU; -- &s");
    }

    #[test]
    fn what_has_no_value_is_left_as_one_token() {
        assert_eq!(read("", "&&x..t &x.; a_&&x._log '&&x..'"), "&x.t &x; a_&x._log '&&x..'");
        let found = find("'&nbsp' TABLESPACE &ts", Lex::Code, &Settings::default(), &Variables::default());
        let seen: Vec<_> = found.unknown.iter().map(|u| (u.name.as_str(), u.quoted, u.tablespace)).collect();
        assert_eq!(seen, [("NBSP", true, false), ("TS", false, true)]);
        let left =
            |line: &str| find(line, Lex::Code, &Settings::default(), &Variables::default()).unknown[0].tablespace;
        assert!(left("CREATE USER u IDENTIFIED BY &p") && left("QUOTA 10M ON &t") && !left("GRANT SELECT ON &t"));
    }

    #[test]
    fn definitions_lose_their_quotes() {
        assert_eq!(definition(" tab_owner=\"rep\";"), Some(("tab_owner", "rep".into())));
        assert_eq!(definition(" x = a b "), Some(("x", "a b".into())));
        assert_eq!(definition(" x"), None);
        assert_eq!(arguments(" a.sql 'b c' \"d\" e"), ["a.sql", "b c", "d", "e"]);
    }
}
