//! Puts the documentation of the rules, which stands in `tests/cases`, into the program.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let cases = root.join("tests/cases");
    println!("cargo::rerun-if-changed={}", cases.display());
    let mut found = Vec::new();
    walk(&cases, &mut found);
    found.sort();
    let mut code = String::from("&[\n");
    for path in &found {
        let name = path.strip_prefix(&cases).unwrap_or(path).to_string_lossy().into_owned();
        code.push_str(&format!("    ({name:?}, include_str!({:?})),\n", path.display().to_string()));
    }
    code.push_str("]\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap_or_default()).join("cases.rs");
    if let Ok(mut file) = fs::File::create(out) {
        let _ = file.write_all(code.as_bytes());
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
}
