//! The output folder: what a person edited stays, what this run no longer writes goes, and a run that fails leaves no half tree.

use super::Trouble;
use crate::emit::manifest::{Digesting, FileDigest, Manifest, protect, sha256};
use crate::report::{Format, View};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// Names that a message lists.
const NAMED: usize = 10;

/// A file of the output.
pub struct Planned<'a> {
    /// Relative to the folder of the output, with `/`.
    pub path: Cow<'a, str>,
    content: Content<'a>,
}

enum Content<'a> {
    Text(&'a str),
    /// A report, which is made while it is written.
    Report(&'static Format, View<'a>),
}

impl<'a> Planned<'a> {
    /// A file whose text is at hand.
    pub fn text(path: &'a str, text: &'a str) -> Self {
        Planned { path: path.into(), content: Content::Text(text) }
    }

    /// A report in a format.
    pub fn report(format: &'static Format, view: View<'a>) -> Self {
        Planned { path: format!("report.{}", format.extension).into(), content: Content::Report(format, view) }
    }

    /// Writes it. Returns the SHA-256 of its bytes, in hexadecimal.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: impl Write) -> io::Result<String> {
        let mut out = Digesting::new(out);
        match &self.content {
            Content::Text(text) => out.write_all(text.as_bytes())?,
            Content::Report(format, view) => (format.write)(view, &mut out)?,
        }
        out.flush()?;
        Ok(out.hex())
    }
}

/// The manifest of an earlier run in a folder.
///
/// # Errors
/// There is one and it cannot be read.
pub fn manifest(folder: &Path) -> Result<Option<Manifest>, Trouble> {
    let path = folder.join(MANIFEST);
    match fs::read_to_string(&path) {
        Ok(text) => parse(&text, &path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(Trouble::with(format!("`{}` is not a folder", folder.display()), "name another one with --out"))
        }
        Err(error) => Err(Trouble::new(format!("`{}` cannot be read: {error}", path.display()))),
    }
}

/// Reads a manifest.
///
/// # Errors
/// It is none.
pub fn parse(text: &str, path: &Path) -> Result<Manifest, Trouble> {
    serde_json::from_str(text).map_err(|e| {
        let cause = format!("`{}` is no manifest of howdah: {e}", path.display());
        Trouble::with(cause, "move it away, or name another folder")
    })
}

/// Writes a tree of files, sorted by path, and the manifest that is made of their digests. `force` overwrites what people edited.
///
/// # Errors
/// Files were edited or are not ours, or the folder cannot be written to; then nothing was changed.
pub fn write(
    folder: &Path,
    files: &[Planned<'_>],
    manifest: impl FnOnce(Vec<FileDigest>) -> String,
    force: bool,
) -> Result<(), Trouble> {
    let earlier = self::manifest(folder)?;
    let staging = staging(folder)?;
    let result = staged(folder, &staging, files, manifest, earlier.as_ref(), force);
    // What was staged and not moved is of no use to anybody.
    let _ = fs::remove_dir_all(&staging);
    result
}

fn staged(
    folder: &Path,
    staging: &Path,
    files: &[Planned<'_>],
    manifest: impl FnOnce(Vec<FileDigest>) -> String,
    earlier: Option<&Manifest>,
    force: bool,
) -> Result<(), Trouble> {
    let unwritten = |e: io::Error| {
        let cause = format!("`{}` cannot be written to: {e}", folder.display());
        Trouble::with(cause, "check its rights and the space that is left")
    };
    let digests = stage(staging, files).map_err(unwritten)?;
    let present = present(folder, earlier, &digests)?;
    let planned: Vec<String> = digests.iter().map(|f| f.path.clone()).collect();
    let protection = protect(earlier, &present, &planned);
    if !force {
        refuse(folder, earlier, &protection.edited, &protection.foreign)?;
    }
    fs::write(staging.join(MANIFEST), manifest(digests)).map_err(unwritten)?;
    let stale = protection.stale.iter().chain(if force { protection.edited.as_slice() } else { &[] });
    let planned: BTreeSet<&str> = planned.iter().map(String::as_str).collect();
    settle(folder, staging, files, stale.filter(|p| !planned.contains(p.as_str()))).map_err(unwritten)
}

fn refuse(folder: &Path, earlier: Option<&Manifest>, edited: &[String], foreign: &[String]) -> Result<(), Trouble> {
    let shown = folder.display();
    if earlier.is_none() && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Trouble::with(
            format!("`{shown}` holds other things than output of howdah"),
            "name an empty or a new folder with --out, or write into this one with --force",
        ));
    }
    let list = |names: &[String]| {
        let more = names.len().saturating_sub(NAMED);
        let mut text: String = names.iter().take(NAMED).map(|n| format!("\n    {n}")).collect();
        if more > 0 {
            text.push_str(&format!("\n    and {more} more"));
        }
        text
    };
    if !edited.is_empty() {
        return Err(Trouble::with(
            format!("files in `{shown}` were edited since they were written:{}", list(edited)),
            "keep the edits somewhere else, or overwrite them with --force",
        ));
    }
    if !foreign.is_empty() {
        return Err(Trouble::with(
            format!("files in `{shown}` are not from howdah and would be overwritten:{}", list(foreign)),
            "move them away, or overwrite them with --force",
        ));
    }
    Ok(())
}

/// Digests of the files that stand in the folder and matter, but for those that are already what this run writes.
fn present(folder: &Path, earlier: Option<&Manifest>, files: &[FileDigest]) -> Result<Vec<FileDigest>, Trouble> {
    if is_empty(folder) {
        return Ok(Vec::new());
    }
    let planned: BTreeMap<&str, &str> = files.iter().map(|f| (f.path.as_str(), f.sha256.as_str())).collect();
    let mut paths: BTreeSet<&str> = planned.keys().copied().collect();
    // A manifest is data from outside: a path that leaves the folder is none of ours.
    paths.extend(earlier.iter().flat_map(|m| &m.outputs).map(|f| f.path.as_str()).filter(|p| inside(p)));
    let mut found = Vec::new();
    for path in paths {
        match fs::read(folder.join(path)) {
            Ok(bytes) => {
                let sha256 = sha256(&bytes);
                if planned.get(path).is_none_or(|planned| *planned != sha256) {
                    found.push(FileDigest { path: path.into(), sha256 });
                }
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => {
                return Err(Trouble::new(format!("`{}` cannot be read: {error}", folder.join(path).display())));
            }
        }
    }
    Ok(found)
}

/// Whether a relative path stays in its folder.
pub fn inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|c| matches!(c, std::path::Component::Normal(_)))
}

/// An empty folder beside the output, on the same file system.
fn staging(folder: &Path) -> Result<PathBuf, Trouble> {
    let name = folder.file_name().map_or_else(|| "out".into(), |n| n.to_string_lossy().into_owned());
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let parent = absolute.parent().unwrap_or(Path::new("/"));
    let path = parent.join(format!(".{name}.howdah-{}", std::process::id()));
    fs::create_dir_all(&path).map_err(|e| {
        let cause = format!("a folder for `{}` cannot be made in `{}`: {e}", folder.display(), parent.display());
        Trouble::with(cause, "name another folder with --out")
    })?;
    Ok(path)
}

/// Writes the files, in parallel. Returns their digests, in order.
fn stage(staging: &Path, files: &[Planned<'_>]) -> io::Result<Vec<FileDigest>> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|f| Path::new(f.path.as_ref()).parent()).collect();
    folders.into_iter().try_for_each(|folder| fs::create_dir_all(staging.join(folder)))?;
    let write = |file: &Planned<'_>| {
        let sha256 = file.write(fs::File::create(staging.join(file.path.as_ref()))?)?;
        Ok(FileDigest { path: file.path.as_ref().to_owned(), sha256 })
    };
    files.par_iter().map(write).collect()
}

/// Whether a folder holds nothing, or is not there.
fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

/// Moves what was staged into its place, the manifest last, and removes what is no longer written.
fn settle<'a>(
    folder: &Path,
    staging: &Path,
    files: &[Planned<'_>],
    gone: impl Iterator<Item = &'a String>,
) -> io::Result<()> {
    if is_empty(folder) {
        // A folder that is new appears as a whole.
        let _ = fs::remove_dir(folder);
        if fs::rename(staging, folder).is_ok() {
            return Ok(());
        }
    }
    fs::create_dir_all(folder)?;
    for path in gone.filter(|p| inside(p)) {
        remove(folder, path)?;
    }
    for path in files.iter().map(|f| f.path.as_ref()).chain([MANIFEST]) {
        let to = folder.join(path);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::rename(staging.join(path), to)?;
    }
    Ok(())
}

/// Removes a file, and the folders above it that are empty then.
fn remove(folder: &Path, path: &str) -> io::Result<()> {
    match fs::remove_file(folder.join(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) | Ok(()) => {}
    }
    let mut parent = Path::new(path).parent();
    while let Some(above) = parent.filter(|p| !p.as_os_str().is_empty()) {
        if fs::remove_dir(folder.join(above)).is_err() {
            break;
        }
        parent = above.parent();
    }
    Ok(())
}

/// Replaces one file as a whole.
///
/// # Errors
/// It cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let name = path.file_name().map_or_else(|| "file".into(), |n| n.to_string_lossy().into_owned());
    let beside = path.with_file_name(format!(".{name}.howdah-{}", std::process::id()));
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).map_err(|e| {
        let _ = fs::remove_file(&beside);
        Trouble::new(format!("`{}` cannot be written: {e}", path.display()))
    })
}
