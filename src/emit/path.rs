//! Names of output files.

use crate::finding::ObjectKind;
use crate::name::Name;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where the file of a source object stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Home {
    /// Schema of the target.
    pub schema: Name,
    /// Kind of the source object.
    pub kind: ObjectKind,
    /// Name of the target object.
    pub name: Name,
}

/// Paths that are taken, letters of both cases alike, so that the tree can stand on any file system.
#[derive(Debug, Default)]
pub(super) struct Taken {
    lower: BTreeSet<String>,
}

impl Taken {
    /// The path with the extension `.sql`, and a number before it where that is taken.
    pub(super) fn claim(&mut self, stem: &str) -> String {
        let mut path = format!("{stem}.sql");
        let mut n = 1;
        while !self.lower.insert(path.to_ascii_lowercase()) {
            n += 1;
            path = format!("{stem}-{n}.sql");
        }
        path
    }
}

impl Home {
    /// `objects/schema/kind/name`.
    #[must_use]
    pub fn stem(&self) -> String {
        format!("objects/{}/{}/{}", encode(&self.schema), self.kind.name(), encode(&self.name))
    }
}

/// Letters, digits and `_ - . $ #` stay, everything else is percent-encoded; so is a point at the start, which would hide
/// the file or leave the folder.
#[must_use]
pub fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (n, byte) in name.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$' | b'#') || byte == b'.' && n > 0 {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    if out.is_empty() {
        out.push('%');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names_that_stay_in_their_folder() {
        assert_eq!(encode("emp$x#1"), "emp$x#1");
        assert_eq!(encode("a/b c"), "a%2Fb%20c");
        assert_eq!(encode(".."), "%2E.");
        assert_eq!(encode("é"), "%C3%A9");
        assert_eq!(encode(""), "%");
    }

    #[test]
    fn names_that_differ_in_case_get_a_number() {
        let mut taken = Taken::default();
        assert_eq!(taken.claim("objects/hr/table/Emp"), "objects/hr/table/Emp.sql");
        assert_eq!(taken.claim("objects/hr/table/emp"), "objects/hr/table/emp-2.sql");
    }
}
