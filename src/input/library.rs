//! The files that a run may read: found by name, loaded and decoded once, shown by paths that say nothing of the machine.

use super::decode::{self, Decoded};
use encoding_rs::Encoding;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

/// A file, decoded.
#[derive(Debug)]
pub(super) struct Loaded {
    /// What it is known by.
    pub id: PathBuf,
    /// As shown.
    pub path: String,
    /// As decoded.
    pub text: Arc<String>,
    /// SHA-256 of the bytes, in hexadecimal; empty where nobody asks for it.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Name of its encoding.
    pub encoding: &'static str,
    /// The encoding was neither given nor UTF-8.
    pub guessed: bool,
    /// Offset in the text of the first bytes that were none.
    pub undecodable: Option<usize>,
}

/// Where files come from.
#[derive(Debug)]
enum Disk {
    /// The file system.
    Real,
    /// Texts by path.
    Texts(BTreeMap<PathBuf, Arc<Loaded>>),
}

/// All files of a run.
#[derive(Debug)]
pub(super) struct Library {
    disk: Disk,
    /// Common folder of the inputs; paths are shown relative to it.
    pub root: PathBuf,
    encoding: Option<&'static Encoding>,
    /// Without digests.
    undigested: bool,
    loaded: Mutex<FxHashMap<PathBuf, Arc<Loaded>>>,
    /// What stands in folders that were looked into, sorted: scripts ask for many files that are not there.
    folders: Mutex<FxHashMap<PathBuf, Arc<Vec<PathBuf>>>>,
}

impl Library {
    /// Files of the file system below, and one folder above, `root`.
    pub fn new(root: PathBuf, encoding: Option<&'static Encoding>, undigested: bool) -> Self {
        Self { disk: Disk::Real, root, encoding, undigested, loaded: Mutex::default(), folders: Mutex::default() }
    }

    /// Texts by path.
    pub fn of_texts(texts: &[(&str, &str)]) -> Self {
        let load = |(path, text): &(&str, &str)| {
            let id = normal(Path::new(path));
            let decoded = Decoded { text: (*text).to_owned(), encoding: "utf-8", ..Decoded::default() };
            (id.clone(), Arc::new(loaded(id, (*path).to_owned(), text.as_bytes(), decoded)))
        };
        Self { disk: Disk::Texts(texts.iter().map(load).collect()), ..Self::new(PathBuf::new(), None, false) }
    }

    /// The file of this path, in any case of letters, by the name it is known by.
    pub fn find(&self, path: &Path) -> Option<PathBuf> {
        let path = normal(path);
        match &self.disk {
            Disk::Texts(texts) => {
                let same = |id: &&PathBuf| id.to_string_lossy().eq_ignore_ascii_case(&path.to_string_lossy());
                texts.get_key_value(&path).map(|(id, _)| id.clone()).or_else(|| texts.keys().find(same).cloned())
            }
            Disk::Real => {
                let found = if path.is_file() { path } else { self.any_case(&path)? };
                fs::canonicalize(found).ok().filter(|p| p.is_file())
            }
        }
    }

    /// The only script of a folder whose name consists of these parts with anything between them; the extension may be left out.
    pub fn find_only(&self, folder: &Path, parts: &[&str]) -> Option<PathBuf> {
        let folder = normal(folder);
        let fits = |path: &Path| {
            let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
            fits(&name, parts) || name.strip_suffix(".sql").is_some_and(|name| fits(name, parts))
        };
        let all: Vec<PathBuf> = match &self.disk {
            Disk::Texts(texts) => texts.keys().filter(|id| id.parent() == Some(&folder)).cloned().collect(),
            Disk::Real => self.listed(&folder).to_vec(),
        };
        let mut found = all.iter().filter(|path| fits(path));
        let only = found.next().filter(|_| found.next().is_none())?;
        self.find(only)
    }

    /// Whether scripts may include this file: it lies below the inputs, or beside them.
    pub fn may_include(&self, id: &Path) -> bool {
        match &self.disk {
            Disk::Texts(_) => true,
            Disk::Real => id.starts_with(self.root.parent().unwrap_or(&self.root)),
        }
    }

    /// A file, decoded; the same one for every call.
    ///
    /// # Errors
    /// A sentence for the user.
    pub fn load(&self, id: &Path) -> Result<Arc<Loaded>, String> {
        if let Disk::Texts(texts) = &self.disk {
            return texts.get(id).cloned().ok_or_else(|| format!("there is no file `{}`", id.display()));
        }
        let known = self.loaded.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let path = self.shown(id);
        let bytes = fs::read(id).map_err(|error| unreadable(&path, &error))?;
        let file = Arc::new(self.decoded(id.to_owned(), path, bytes));
        let mut all = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(all.entry(id.to_owned()).or_insert(file).clone())
    }

    /// Takes bytes in that stand in no file.
    pub fn add(&self, name: &str, bytes: Vec<u8>) -> Arc<Loaded> {
        let id = normal(&self.root.join(name));
        let path = self.shown(&id);
        let file = Arc::new(self.decoded(id.clone(), path, bytes));
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert(id, file.clone());
        file
    }

    /// The file whose path differs in the case of letters only, as written on systems that do not mind it.
    fn any_case(&self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let folder = path.parent()?;
        let is_here = folder.as_os_str().is_empty() || folder.is_dir();
        let folder = if is_here { folder.to_owned() } else { self.any_case_folder(folder)? };
        self.child(&folder, &name)
    }

    fn any_case_folder(&self, path: &Path) -> Option<PathBuf> {
        if path.is_dir() {
            return Some(path.to_owned());
        }
        let name = path.file_name()?.to_string_lossy().into_owned();
        self.child(&self.any_case_folder(path.parent()?)?, &name)
    }

    /// The first entry by name that is the same but for case.
    fn child(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        let same = |path: &&PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().eq_ignore_ascii_case(name));
        self.listed(folder).iter().find(same).cloned()
    }

    /// The entries of a folder, sorted; none where it cannot be read.
    fn listed(&self, folder: &Path) -> Arc<Vec<PathBuf>> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            all.sort();
            Arc::new(all)
        };
        Arc::clone(folders.entry(folder.to_owned()).or_insert_with(read))
    }

    fn decoded(&self, id: PathBuf, path: String, bytes: Vec<u8>) -> Loaded {
        let sha256 = if self.undigested { String::new() } else { hex(&bytes) };
        let size = bytes.len() as u64;
        let decoded = decode::decode(bytes, self.encoding);
        Loaded { sha256, bytes: size, ..loaded(id, path, &[], decoded) }
    }

    /// The path that people see.
    pub fn shown(&self, id: &Path) -> String {
        if let Ok(below) = id.strip_prefix(&self.root) {
            return slashes(below);
        }
        match self.root.parent().and_then(|parent| id.strip_prefix(parent).ok()) {
            Some(beside) => format!("../{}", slashes(beside)),
            None => id.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        }
    }
}

fn loaded(id: PathBuf, path: String, bytes: &[u8], decoded: Decoded) -> Loaded {
    Loaded {
        id,
        path,
        text: Arc::new(decoded.text),
        sha256: if bytes.is_empty() { String::new() } else { hex(bytes) },
        bytes: bytes.len() as u64,
        encoding: decoded.encoding,
        guessed: decoded.guessed,
        undecodable: decoded.undecodable,
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Why a file could not be read, for people.
pub(super) fn unreadable(path: &str, error: &io::Error) -> String {
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        format!("there is no file or folder `{path}`")
    } else if kind == io::ErrorKind::PermissionDenied {
        format!("`{path}` may not be read: permission denied")
    } else {
        format!("`{path}` could not be read: {error}")
    }
}

/// With `/`, whatever the system writes.
pub(super) fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    // the root is a slash of its own
    let text = parts.join("/");
    text.strip_prefix("//").map_or_else(|| text.clone(), |rest| format!("/{rest}"))
}

/// Without `.` and `..`, as far as that can be done by name.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::ParentDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

/// Whether a name in lower case consists of parts with something between them.
fn fits(name: &str, parts: &[&str]) -> bool {
    let parts: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
    let Some((first, behind)) = parts.split_first() else { return false };
    let Some((last, between)) = behind.split_last() else { return name == first };
    let Some(mut rest) = name.strip_prefix(first.as_str()) else { return false };
    for part in between {
        // a variable has a letter at least
        let Some((at, _)) =
            rest.char_indices().skip(1).find(|(at, _)| rest.get(*at..).is_some_and(|r| r.starts_with(part.as_str())))
        else {
            return false;
        };
        rest = rest.get(at + part.len()..).unwrap_or("");
    }
    rest.strip_suffix(last.as_str()).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_to_the_inputs() {
        let library = Library::new(PathBuf::from("/a/b"), None, false);
        assert_eq!(library.shown(Path::new("/a/b/c/d.sql")), "c/d.sql");
        assert_eq!(library.shown(Path::new("/a/x/d.sql")), "../x/d.sql");
        assert_eq!(library.shown(Path::new("/home/me/d.sql")), "d.sql");
        assert!(!library.may_include(Path::new("/etc/passwd")));
        assert_eq!(normal(Path::new("a/./b/../c")), Path::new("a/c"));
    }
}
