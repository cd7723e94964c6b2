//! Which files are read: those named, and below folders those with the extensions of scripts, in sorted order.

use super::Trouble;
use super::library::{normal, slashes, unreadable};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{fs, io};

/// Extensions of scripts, in lower case.
pub const EXTENSIONS: &[&str] = &[
    "bdy", "ck", "cns", "con", "ddl", "fk", "fnc", "fun", "func", "grt", "idx", "ind", "job", "mv", "mvw", "pck", "pk",
    "pkb", "pkg", "pks", "plb", "pls", "plsql", "prc", "proc", "seq", "spc", "sql", "syn", "tab", "tbl", "tpb", "tps",
    "trg", "trigger", "typ", "uk", "view", "vw",
];

/// What a walk came to.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Files to read, by the name each is known by, sorted by the path that is shown.
    pub files: Vec<PathBuf>,
    /// Files that are passed over, with the reason.
    pub passed: Vec<(String, String)>,
}

/// The folder that all inputs have in common: paths are shown relative to it.
///
/// # Errors
/// A sentence for the user: an input that is not there.
pub(super) fn root(paths: &[PathBuf]) -> Result<PathBuf, Trouble> {
    let mut common: Option<PathBuf> = None;
    for path in paths {
        let real = canonical(path)?;
        let folder = if real.is_dir() { real } else { real.parent().map(Path::to_owned).unwrap_or_default() };
        common = Some(match common {
            None => folder,
            Some(before) => {
                before.components().zip(folder.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            }
        });
    }
    match common {
        Some(root) => Ok(root),
        None => Ok(normal(&fs::canonicalize(".").map_err(|e| Trouble::new(unreadable(".", &e)))?)),
    }
}

fn canonical(path: &Path) -> Result<PathBuf, Trouble> {
    fs::canonicalize(path).map_err(|error| Trouble::new(unreadable(&slashes(path), &error)))
}

/// Globs of `--include`, against paths relative to the root, and against names.
///
/// # Errors
/// A sentence for the user.
pub(super) fn globs(patterns: &[String]) -> Result<GlobSet, Trouble> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
        let glob = GlobBuilder::new(&anywhere).case_insensitive(true).literal_separator(true).build();
        set.add(glob.map_err(|error| Trouble::new(format!("`--include {pattern}` is no pattern: {}", error.kind())))?);
    }
    set.build().map_err(|error| Trouble::new(format!("`--include`: {error}")))
}

/// Walks the inputs. A file that is named is read whatever its extension; hidden folders are not entered.
///
/// # Errors
/// A sentence for the user: an input that is not there, or a folder that cannot be read.
pub(super) fn walk(paths: &[PathBuf], root: &Path, include: &GlobSet) -> Result<Walked, Trouble> {
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut passed: BTreeMap<String, String> = BTreeMap::new();
    let given = paths.iter().map(|path| canonical(path)).collect::<Result<Vec<_>, _>>()?;
    for (path, real) in paths.iter().zip(&given) {
        if !real.is_dir() {
            files.insert(shown(real, root), real.clone());
            continue;
        }
        let away = Arc::new(Mutex::new(Vec::new()));
        for entry in within(real, given.clone(), Arc::clone(&away)) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let (link, why) =
                        dead_link(&error).ok_or_else(|| Trouble::new(format!("{}: {error}", slashes(path))))?;
                    passed.insert(shown(link, root), why.to_owned());
                    continue;
                }
            };
            if !entry.file_type().is_some_and(|t| t.is_file()) {
                continue;
            }
            let name = shown(entry.path(), root);
            let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
            if is_script(entry.path()) || include.is_match(below) {
                files.insert(name, canonical(entry.path())?);
            } else {
                passed.insert(name, why_not(entry.path()));
            }
        }
        let away = away.lock().map(|mut all| std::mem::take(&mut *all)).unwrap_or_default();
        passed
            .extend(away.iter().map(|link| (shown(link, root), "it is a link that leads out of the input".to_owned())));
    }
    passed.retain(|name, _| !files.contains_key(name));
    Ok(Walked { files: files.into_values().collect(), passed: passed.into_iter().collect() })
}

/// What lies in a folder. Links are followed to what was given, and nowhere else: what a link of the input leads to is not asked for.
fn within(folder: &Path, given: Vec<PathBuf>, away: Arc<Mutex<Vec<PathBuf>>>) -> ignore::Walk {
    let mut walk = ignore::WalkBuilder::new(folder);
    walk.standard_filters(false).hidden(true).follow_links(true);
    walk.filter_entry(move |entry| {
        let inside = |to: PathBuf| given.iter().any(|folder| to.starts_with(folder));
        let stays = !entry.path_is_symlink() || fs::canonicalize(entry.path()).is_ok_and(inside);
        if !stays && let Ok(mut away) = away.lock() {
            away.push(entry.path().to_owned());
        }
        stays
    });
    walk.build()
}

/// A link that leads nowhere or back to a folder around it.
fn dead_link(error: &ignore::Error) -> Option<(&Path, &'static str)> {
    if let ignore::Error::WithDepth { err, .. } = error {
        dead_link(err)
    } else if let ignore::Error::Loop { child, .. } = error {
        Some((child, "it is a link to a folder around it"))
    } else if let ignore::Error::WithPath { path, err } = error {
        let gone = err.io_error().is_some_and(|why| why.kind() == io::ErrorKind::NotFound);
        gone.then_some((path.as_path(), "it is a link to a file that is not there"))
    } else {
        None
    }
}

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).map_or_else(|_| slashes(path), slashes)
}

fn is_script(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    EXTENSIONS.binary_search(&extension.as_str()).is_ok()
}

fn why_not(path: &Path) -> String {
    match path.extension().and_then(|e| e.to_str()) {
        Some(extension) => format!("`.{extension}` is no extension of scripts; `--include '*.{extension}'` reads it"),
        None => "it has no extension; `--include NAME` reads it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_sorted_and_case_does_not_matter() {
        assert!(EXTENSIONS.is_sorted());
        assert!(is_script(Path::new("a/B.SQL")) && is_script(Path::new("p.pkb")) && !is_script(Path::new("x.dmp")));
    }

    #[test]
    fn includes_match_names_anywhere_and_paths_from_the_root() {
        let set = globs(&["*.txt".into(), "db/*.ora".into()]).unwrap();
        assert!(set.is_match("a/b.TXT") && set.is_match("db/x.ora") && !set.is_match("x/db/x.ora"));
        assert!(globs(&["[".into()]).unwrap_err().to_string().starts_with("`--include [` is no pattern"));
    }
}
