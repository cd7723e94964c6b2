//! Names of objects, folded as the source folds them.

use ecow::EcoString;
use std::fmt;

/// An identifier, folded: what was unquoted in Oracle is upper case, what was quoted is as written.
pub type Name = EcoString;

/// FNV-1a: stable over versions and machines, which what is in names must be.
pub fn fnv(bytes: impl IntoIterator<Item = u8>) -> u32 {
    bytes.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Whether a name fits a pattern in which `*` stands for any text and `?` for any one character; case does not matter.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (folded(pattern), folded(name));
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, n));
                p += 1;
            }
            Some(c) if *c == '?' || Some(c) == name.get(n) => {
                p += 1;
                n += 1;
            }
            Some(_) | None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    p = after;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|c| *c == '*'))
}

fn folded(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_uppercase).collect()
}

/// A possibly qualified name of a schema object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QName {
    /// The schema, where one is written or known.
    pub schema: Option<Name>,
    /// The object.
    pub name: Name,
}

impl QName {
    /// A name with a schema.
    pub fn new(schema: impl Into<Name>, name: impl Into<Name>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// A name without a schema.
    pub fn bare(name: impl Into<Name>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// The same name, in `schema` where none is written.
    #[must_use]
    pub fn within(&self, schema: Option<&Name>) -> QName {
        match (&self.schema, schema) {
            (None, Some(schema)) => QName { schema: Some(schema.clone()), name: self.name.clone() },
            (Some(_), _) | (None, None) => self.clone(),
        }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => {
                f.write_str(schema)?;
                f.write_str(".")?;
                f.write_str(&self.name)
            }
            None => f.write_str(&self.name),
        }
    }
}

/// A letter in upper case; one that has none of its own (`ß`) stays, as in Oracle.
#[must_use]
pub fn upper(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Whether a name is as the source folds one that stands without quotes.
#[must_use]
pub fn is_folded(name: &str) -> bool {
    name.chars().all(|letter| upper(letter) == letter)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_names() {
        assert!(fits("HR.*", "HR.EMP"));
        assert!(fits("hr.emp*", "HR.EMPLOYEES"));
        assert!(fits("*_PK", "HR.EMP_PK"));
        assert!(fits("H?.*.*", "HR.A.B"));
        assert!(fits("*", ""));
        assert!(!fits("HR.*", "HRX.EMP"));
        assert!(!fits("", "HR"));
        assert!(!fits("HR.EMP", "HR.EMPLOYEES"));
        assert!(fits("*a*a*a*b", &"a".repeat(3000).replace("aaa", "aab")));
    }
}
