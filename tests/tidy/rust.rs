//! Just enough of Rust to check the rules: comments and literals are blanked out, functions are found by their braces.

/// A file of Rust.
pub struct Source {
    pub path: String,
    pub text: String,
    /// The text with comments and literals blanked out, and without its tests; lines stay where they are.
    pub code: String,
    /// The same with its tests.
    masked: String,
}

/// A function: its name, and its lines from 1.
pub struct Function {
    pub name: String,
    pub first: usize,
    pub last: usize,
}

impl Source {
    pub fn new(text: String, path: String) -> Self {
        let masked = mask(&text);
        let tests = masked.find("#[cfg(test)]\nmod ").unwrap_or(masked.len());
        let code = masked[..tests].to_owned();
        Self { path, text, code, masked }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.masked[..offset].matches('\n').count() + 1
    }

    /// Lines of the code that hold the text.
    pub fn finds(&self, what: &str) -> Vec<usize> {
        self.code.match_indices(what).map(|(at, _)| self.line_of(at)).collect()
    }

    /// Lines of the code that name a package (`nom::`, `use nom;`), a path (`std::fs`), or a macro (`print!`).
    pub fn mentions(&self, name: &str) -> Vec<usize> {
        let mut lines = Vec::new();
        for (at, _) in self.code.match_indices(name) {
            let before = self.code[..at].chars().next_back();
            let after = &self.code[at + name.len()..];
            let whole_word = before.is_none_or(|c| !is_word(c) && c != ':' && c != '.');
            let is_path = name.ends_with('!')
                || after.starts_with("::")
                || name.contains("::") && !after.starts_with(is_word)
                || self.code[..at].ends_with("use ") && after.starts_with(';');
            if whole_word && is_path {
                lines.push(self.line_of(at));
            }
        }
        if let Some(rest) = name.strip_prefix("std::") {
            for (at, _) in self.code.match_indices("use std::{") {
                let list = self.code[at..].split(';').next().unwrap_or("");
                if list.split(|c: char| !is_word(c)).any(|word| word == rest) {
                    lines.push(self.line_of(at));
                }
            }
        }
        lines
    }

    /// What the code names of the crate: line, and up to two segments behind `crate::`; `super::` that leaves its part counts too.
    pub fn crate_paths(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            if self.code[..at].ends_with(|c: char| is_word(c) || c == '$') || self.code[..at].ends_with("pub(in ") {
                continue;
            }
            let line = self.line_of(at);
            for path in heads(&self.code[at + "crate::".len()..]) {
                found.push((line, path));
            }
        }
        let depth = self.path.matches('/').count() - usize::from(self.path.ends_with("/mod.rs"));
        let leaving = "super::".repeat(depth);
        if depth > 0 {
            for (at, _) in self.code.match_indices(&leaving) {
                if !self.code[..at].ends_with("::") {
                    let line = self.line_of(at);
                    found.extend(heads(&self.code[at + leaving.len()..]).into_iter().map(|path| (line, path)));
                }
            }
        }
        found
    }

    /// The comments and attributes that stand directly above a line.
    pub fn lines_above(&self, line: usize) -> impl Iterator<Item = &str> {
        let lines: Vec<&str> = self.text.lines().take(line - 1).map(str::trim).collect();
        lines.into_iter().rev().take_while(|l| l.starts_with("//") || l.starts_with("#["))
    }

    /// All functions that have a body.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        let text = &self.masked;
        for (at, _) in text.match_indices("fn ") {
            if text[..at].ends_with(is_word) {
                continue;
            }
            let name: String = text[at + 3..].chars().take_while(|c| is_word(*c)).collect();
            let Some(open) = text[at..].find(['{', ';']).map(|i| at + i) else { continue };
            if name.is_empty() || text[open..].starts_with(';') {
                continue;
            }
            let mut depth = 0usize;
            let close = text[open..].char_indices().find_map(|(i, c)| {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                (depth == 0).then_some(open + i)
            });
            if let Some(close) = close {
                found.push(Function { name, first: self.line_of(at), last: self.line_of(close) });
            }
        }
        found
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first two segments of each path that a `use` tree or an expression begins with.
fn heads(text: &str) -> Vec<String> {
    if let Some(list) = text.strip_prefix('{') {
        let mut depth = 1;
        let mut entries = vec![String::new()];
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if c == ',' && depth == 1 {
                entries.push(String::new());
            } else if let Some(entry) = entries.last_mut() {
                entry.push(c);
            }
        }
        return entries.iter().flat_map(|entry| heads(entry.trim())).collect();
    }
    let first: String = text.chars().take_while(|c| is_word(*c)).collect();
    if first.is_empty() || first == "self" {
        return Vec::new();
    }
    let second: String = match text[first.len()..].strip_prefix("::") {
        Some(rest) => rest.chars().take_while(|c| is_word(*c)).collect(),
        None => String::new(),
    };
    vec![if second.is_empty() { first } else { format!("{first}::{second}") }]
}

/// Blanks out comments, literals of text and of characters; keeps line ends and the length in characters.
fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let end = literal(&chars, i);
        if end > i {
            out.extend(chars[i..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            i = end;
        } else {
            out.push(if chars[i].is_ascii() { chars[i] } else { '_' });
            i += 1;
        }
    }
    out
}

/// Where the comment or literal that begins at `i` ends; `i` where none does.
fn literal(chars: &[char], i: usize) -> usize {
    let at = |j: usize| chars.get(j).copied().unwrap_or('\0');
    let word_before = i > 0 && is_word(chars[i - 1]);
    match (at(i), at(i + 1)) {
        ('/', '/') => chars[i..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| i + n),
        ('/', '*') => {
            let mut depth = 1;
            let mut j = i + 2;
            while j < chars.len() && depth > 0 {
                match (at(j), at(j + 1)) {
                    ('/', '*') => (depth, j) = (depth + 1, j + 2),
                    ('*', '/') => (depth, j) = (depth - 1, j + 2),
                    _ => j += 1,
                }
            }
            j
        }
        ('"', _) => quoted(chars, i, '"'),
        ('r', '#' | '"') if !word_before => raw(chars, i + 1).unwrap_or(i),
        ('b', 'r') if !word_before => raw(chars, i + 2).unwrap_or(i),
        ('\'', '\\') => quoted(chars, i, '\''),
        ('\'', _) if at(i + 2) == '\'' => i + 3,
        _ => i,
    }
}

fn quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut j = start + 1;
    while j < chars.len() && chars[j] != quote {
        j += if chars[j] == '\\' { 2 } else { 1 };
    }
    (j + 1).min(chars.len())
}

fn raw(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start..].iter().take_while(|c| **c == '#').count();
    if chars.get(start + hashes) != Some(&'"') {
        return None;
    }
    let mut j = start + hashes + 1;
    while j < chars.len() {
        let closes = chars[j] == '"' && chars[j + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
        if closes {
            return Some(j + 1 + hashes);
        }
        j += 1;
    }
    Some(chars.len())
}
