//! The manifest: digests of all inputs and outputs, renames, options; and what follows from an earlier one.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// `manifest.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub manifest_version: u32,
    /// Name and version of the tool.
    pub tool: String,
    /// Major version of the target.
    pub target: u8,
    /// Files that were read, by path.
    pub inputs: Vec<FileDigest>,
    /// Files that were written, by path; the manifest itself is not among them.
    pub outputs: Vec<FileDigest>,
    /// Names that are not the folded source name; read back by the next run.
    pub renames: Vec<Rename>,
    /// Every option in force.
    pub options: BTreeMap<String, OptionValue>,
}

/// A file and its digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileDigest {
    /// Relative, with `/`.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A name of the target that is not the folded source name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rename {
    /// Kind of the object, or `column`.
    pub kind: String,
    /// Name in the source, with its schema.
    pub source: String,
    /// Name in the target, with its schema.
    pub target: String,
    /// Why.
    pub reason: String,
}

/// The value of an option and where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionValue {
    /// As written; null where the question is open.
    pub value: Option<String>,
    /// `default`, `file` or `flag`.
    pub origin: String,
}

/// Version of the form that this code writes.
pub const VERSION: u32 = 1;

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Takes the SHA-256 of what is written through it.
#[derive(Debug)]
pub struct Digesting<W> {
    out: W,
    digest: Sha256,
}

impl<W> Digesting<W> {
    /// Of what goes to `out`.
    pub fn new(out: W) -> Self {
        Digesting { out, digest: Sha256::new() }
    }

    /// The digest in hexadecimal.
    #[must_use]
    pub fn hex(self) -> String {
        hexadecimal(&self.digest.finalize())
    }
}

impl<W: std::io::Write> std::io::Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(64);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            out.push(DIGITS.get(usize::from(half)).map_or('0', |d| char::from(*d)));
        }
    }
    out
}

/// What stands in the output folder and is not ours to overwrite or to remove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protection {
    /// Files of the earlier run that a person changed, sorted: the run stops and names them.
    pub edited: Vec<String>,
    /// Files that this run would write over and that no earlier run wrote, sorted: likewise.
    pub foreign: Vec<String>,
    /// Files of the earlier run, unchanged, that this run does not write any more, sorted: they go.
    pub stale: Vec<String>,
}

impl Protection {
    /// Whether the run may write without `--force`.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.edited.is_empty() && self.foreign.is_empty()
    }
}

/// Compares an earlier manifest with what stands in the folder now.
///
/// `present` are the files that exist there, `planned` the paths that this run writes (the manifest is not among them).
/// A file whose present text is what this run would write anyway should be left out of `present` by the caller.
#[must_use]
pub fn protect(earlier: Option<&Manifest>, present: &[FileDigest], planned: &[String]) -> Protection {
    let known: BTreeMap<&str, &str> =
        earlier.into_iter().flat_map(|m| &m.outputs).map(|f| (f.path.as_str(), f.sha256.as_str())).collect();
    let planned: std::collections::BTreeSet<&str> = planned.iter().map(String::as_str).collect();
    let mut result = Protection::default();
    for file in present {
        let list = match (known.get(file.path.as_str()), planned.contains(file.path.as_str())) {
            (Some(digest), _) if *digest != file.sha256 => &mut result.edited,
            (Some(_), false) => &mut result.stale,
            (None, true) => &mut result.foreign,
            (Some(_), true) | (None, false) => continue,
        };
        list.push(file.path.clone());
    }
    result.edited.sort();
    result.foreign.sort();
    result.stale.sort();
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> FileDigest {
        FileDigest { path: path.into(), sha256: sha256(text.as_bytes()) }
    }

    #[test]
    fn digests_are_those_of_the_standard() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn edited_and_foreign_files_are_named_and_stale_ones_go() {
        let outputs = vec![file("a.sql", "1"), file("b.sql", "1"), file("c.sql", "1"), file("gone.sql", "1")];
        let earlier = Manifest { outputs, ..Manifest::default() };
        let present =
            [file("a.sql", "2"), file("b.sql", "1"), file("c.sql", "1"), file("d.sql", "1"), file("notes", "1")];
        let planned = ["a.sql", "b.sql", "d.sql"].map(str::to_owned);
        let result = protect(Some(&earlier), &present, &planned);
        assert_eq!(result.edited, ["a.sql"]);
        assert_eq!(result.foreign, ["d.sql"]);
        assert_eq!(result.stale, ["c.sql"]);
        assert!(!result.allows());
        assert!(protect(None, &[file("notes", "1")], &planned).allows());
    }
}
