//! Reads emitted scripts as psql does: `\ir`, `\set`, `\if` and nothing else; statements with their file and line.

use std::collections::BTreeMap;

/// A statement of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// File, relative to the folder of the output.
    pub file: String,
    /// Line of its first word, from 1.
    pub line: u32,
    /// `path:line` of the source, from the comment above it.
    pub source: Option<String>,
    /// Its text, without the semicolon.
    pub text: String,
}

/// Reads a script and what it includes. `read` gives the text of a file by its path relative to the folder of the output.
///
/// # Errors
/// A sentence: a file is missing, includes go round, a command is not known, an `\if` is not closed.
pub fn statements(
    file: &str,
    variables: &BTreeMap<String, String>,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Vec<Statement>, String> {
    let mut run = Run { variables: variables.clone(), read, out: Vec::new(), depth: 0 };
    run.file(file)?;
    Ok(run.out)
}

struct Run<'a> {
    variables: BTreeMap<String, String>,
    read: &'a dyn Fn(&str) -> Result<String, String>,
    out: Vec<Statement>,
    depth: u8,
}

impl Run<'_> {
    fn file(&mut self, file: &str) -> Result<(), String> {
        if self.depth > 16 {
            return Err(format!("{file}: includes go round"));
        }
        self.depth += 1;
        let text = (self.read)(file)?;
        // Each open `\if`: whether its branch runs.
        let mut branches: Vec<bool> = Vec::new();
        let mut cut = Cut { rest: &text, line: 1, source: None };
        while let Some(piece) = cut.next() {
            let runs = branches.iter().all(|b| *b);
            match piece {
                Piece::Command(line, command) => {
                    let words: Vec<&str> = command.split_whitespace().collect();
                    match words.as_slice() {
                        ["\\if", test] => {
                            let value = self.test(test);
                            branches.push(value);
                        }
                        ["\\else"] => match branches.last_mut() {
                            Some(branch) => *branch = !*branch,
                            None => return Err(format!("{file}:{line}: \\else without \\if")),
                        },
                        ["\\endif"] => {
                            branches.pop().ok_or_else(|| format!("{file}:{line}: \\endif without \\if"))?;
                        }
                        _ if !runs => {}
                        ["\\ir", path] => self.file(&beside(file, &unquoted(path)))?,
                        ["\\set", name, value @ ..] => {
                            self.variables.insert((*name).to_string(), unquoted(&value.join(" ")));
                        }
                        ["\\echo" | "\\warn", ..] => {}
                        _ => return Err(format!("{file}:{line}: `{command}` is no command of an emitted script")),
                    }
                }
                Piece::Statement(line, source, text) if runs => {
                    self.out.push(Statement { file: file.to_string(), line, source, text: text.to_string() });
                }
                Piece::Statement(..) => {}
            }
        }
        self.depth -= 1;
        if branches.is_empty() { Ok(()) } else { Err(format!("{file}: \\if without \\endif")) }
    }

    /// `:{?name}`, `:name`, or a word for true.
    fn test(&self, text: &str) -> bool {
        if let Some(name) = text.strip_prefix(":{?").and_then(|t| t.strip_suffix('}')) {
            return self.variables.contains_key(name);
        }
        let value = match text.strip_prefix(':') {
            Some(name) => self.variables.get(name).map_or("", String::as_str),
            None => text,
        };
        matches!(value.to_ascii_lowercase().as_str(), "on" | "true" | "yes" | "1" | "t" | "y")
    }
}

fn unquoted(text: &str) -> String {
    text.strip_prefix('\'')
        .and_then(|t| t.strip_suffix('\''))
        .map_or_else(|| text.to_string(), |t| t.replace("''", "'"))
}

/// The path of a file included from another.
fn beside(file: &str, path: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_string(),
    }
}

enum Piece<'a> {
    Command(u32, &'a str),
    Statement(u32, Option<String>, &'a str),
}

/// Cuts a script into commands and statements.
struct Cut<'a> {
    rest: &'a str,
    line: u32,
    source: Option<String>,
}

impl<'a> Cut<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += u32::try_from(taken.matches('\n').count()).unwrap_or(0);
        self.rest = rest;
        taken
    }

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let blank = self.rest.len() - self.rest.trim_start().len();
            self.take(blank);
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("--") {
                let comment = self.take(line_end(self.rest));
                if let Some(source) = source_of(comment) {
                    self.source = Some(source);
                }
            } else if self.rest.starts_with("/*") {
                self.take(block_comment(self.rest));
            } else if self.rest.starts_with('\\') {
                let line = self.line;
                return Some(Piece::Command(line, self.take(line_end(self.rest)).trim()));
            } else if self.rest.starts_with(';') {
                self.take(1);
            } else {
                let line = self.line;
                let end = statement_end(self.rest);
                return Some(Piece::Statement(line, self.source.take(), self.take(end).trim_end()));
            }
        }
    }
}

/// `-- path:line`, as the printer writes it above each statement.
fn source_of(comment: &str) -> Option<String> {
    let text = comment.trim_start_matches('-').trim();
    let place = text.split_whitespace().next()?;
    let (path, line) = place.rsplit_once(':')?;
    let is_line = !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit());
    if is_line && !path.is_empty() { Some(place.to_string()) } else { None }
}

fn line_end(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut i) = (0_u32, 0);
    while i < bytes.len() {
        match bytes.get(i..i + 2) {
            Some(b"/*") => {
                depth += 1;
                i += 2;
            }
            Some(b"*/") => {
                depth = depth.saturating_sub(1);
                i += 2;
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    text.len()
}

/// Length up to the semicolon that ends a statement.
fn statement_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        let rest = text.get(i..).unwrap_or("");
        i += match byte {
            b';' => return i,
            b'\'' | b'"' => quoted(rest, *byte),
            b'$' => dollar_quoted(rest),
            b'-' if rest.starts_with("--") => line_end(rest),
            b'/' if rest.starts_with("/*") => block_comment(rest),
            // A `$` inside a name starts no quote.
            b if b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80 => name(bytes, i),
            _ => 1,
        };
    }
    text.len()
}

fn name(bytes: &[u8], from: usize) -> usize {
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'$' || *b >= 0x80;
    bytes.get(from..).unwrap_or(&[]).iter().take_while(|b| in_name(b)).count().max(1)
}

fn quoted(text: &str, quote: u8) -> usize {
    // A doubled quote ends one literal and starts the next: the same result.
    text.bytes().skip(1).position(|b| b == quote).map_or(text.len(), |n| n + 2)
}

fn dollar_quoted(text: &str) -> usize {
    let Some(end) = text.get(1..).and_then(|t| t.find('$')) else { return 1 };
    let Some(tag) = text.get(..end + 2) else { return 1 };
    let inner = tag.get(1..tag.len() - 1).unwrap_or("");
    let is_tag = inner.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !inner.starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return 1;
    }
    text.get(tag.len()..).and_then(|t| t.find(tag)).map_or(text.len(), |n| n + 2 * tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)], set: &[(&str, &str)]) -> Result<Vec<Statement>, String> {
        let variables = set.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect();
        let find = |path: &str| {
            files.iter().find(|(p, _)| *p == path).map(|(_, t)| (*t).to_string()).ok_or(format!("{path}: missing"))
        };
        statements("apply.sql", &variables, &find)
    }

    #[test]
    fn statements_end_outside_quotes_and_comments() {
        let text = "-- hr/a.sql:12\nSELECT ';', \";\" /* ; /* ; */ ; */ -- ;\n, $a$ ; $$ $a$, x$1;\nSELECT 2";
        let all = read(&[("apply.sql", text)], &[]).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].line, all[0].source.as_deref()), (2, Some("hr/a.sql:12")));
        assert!(all[0].text.ends_with("x$1"));
        assert_eq!((all[1].line, all[1].source.as_deref(), all[1].text.as_str()), (4, None, "SELECT 2"));
    }

    #[test]
    fn includes_and_branches_run_as_in_psql() {
        let files = [
            (
                "apply.sql",
                "\\set ON_ERROR_STOP on\n\\ir sub/a.sql\n\\if :{?roles}\nSELECT 1;\n\\else\nSELECT 2;\n\\endif\n",
            ),
            ("sub/a.sql", "\\ir b.sql\n"),
            ("sub/b.sql", "SELECT 3;"),
        ];
        let texts = |set: &[(&str, &str)]| read(&files, set).unwrap().into_iter().map(|s| s.text).collect::<Vec<_>>();
        assert_eq!(texts(&[]), ["SELECT 3", "SELECT 2"]);
        assert_eq!(texts(&[("roles", "1")]), ["SELECT 3", "SELECT 1"]);
        assert!(read(&[("apply.sql", "\\! rm")], &[]).is_err());
        assert!(read(&[("apply.sql", "\\ir apply.sql")], &[]).is_err());
    }
}
