//! Comments: those of the source, kept beside what they describe, and `COMMENT ON`.

use super::Printer;
use super::doc::Doc;
use crate::span::{At, Span};

impl Printer<'_> {
    /// The source position of a statement, as the comment above it.
    pub(super) fn place(self, d: &mut Doc, span: Span) {
        if !span.is_empty() {
            d.mark(span);
            d.text("-- ");
            d.text(&(self.place)(span));
            d.hard();
        }
    }

    /// Source comments, each on lines of its own.
    pub(super) fn comments(self, d: &mut Doc, comments: &[At]) {
        for comment in comments {
            d.mark(comment.span);
            source_comment(d, (self.text)(comment.span));
        }
    }

    /// Text of the source that is not converted, as comments: a line each, as far in as it stands.
    pub(super) fn source_lines(self, d: &mut Doc, span: Span) {
        let text = (self.text)(span);
        let margin = text.lines().skip(1).filter(|l| !l.trim().is_empty()).map(leading).min().unwrap_or(0);
        for (n, line) in text.lines().enumerate() {
            let line = if n == 0 { line } else { line.get(margin.min(leading(line))..).unwrap_or(line) };
            d.text("--");
            if !line.trim().is_empty() {
                d.text(" ");
                d.text(line.trim_end());
            }
            d.hard();
        }
    }

    /// `COMMENT ON kind name IS text;` on a line of its own.
    pub(super) fn comment_on(self, d: &mut Doc, kind: &str, name: impl FnOnce(&mut Doc), text: &str) {
        d.text("COMMENT ON ");
        d.text(kind);
        d.text(" ");
        name(d);
        d.text(" IS ");
        d.literal(text);
        d.text(";");
        d.hard();
    }
}

/// One comment of the source as PostgreSQL reads it. PostgreSQL nests block comments, other languages do not: an inner
/// `/*` would swallow what follows.
fn source_comment(d: &mut Doc, text: &str) {
    let Some(block) = text.strip_prefix("/*") else {
        for line in text.lines() {
            let line = line.trim();
            line_comment(d, line.strip_prefix("--").unwrap_or(line));
        }
        return;
    };
    let inner = block.strip_suffix("*/").unwrap_or(block);
    let margin = inner.lines().skip(1).filter(|l| !l.trim().is_empty()).map(leading).min().unwrap_or(0);
    let last = inner.lines().count().saturating_sub(1);
    d.text("/*");
    for (n, line) in inner.lines().enumerate() {
        let line = if n == 0 { line } else { line.get(margin.min(leading(line))..).unwrap_or(line) };
        let line = if n == last { line } else { line.trim_end() };
        if n > 0 {
            d.hard();
            d.text(if line.starts_with('*') || line.trim().is_empty() && n == last { " " } else { "   " });
        }
        let line = if n == last && n > 0 && line.trim().is_empty() { "" } else { line };
        defused(d, line);
    }
    if inner.ends_with('\n') {
        d.hard();
    }
    d.text("*/");
    d.hard();
}

fn leading(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn line_comment(d: &mut Doc, text: &str) {
    d.text("--");
    if !text.is_empty() && !text.starts_with([' ', '-', '=', '*', '#', '+']) {
        d.text(" ");
    }
    d.text(text.trim_end());
    d.hard();
}

/// Writes the inside of a block comment with `/*` and `*/` taken apart.
fn defused(d: &mut Doc, text: &str) {
    let mut before = '\0';
    d.write(|out| {
        for c in text.chars() {
            if matches!((before, c), ('/', '*') | ('*', '/')) {
                out.push(' ');
            }
            if c != '\r' {
                out.push(c);
            }
            before = c;
        }
    });
}

/// Writes text as line comments: what a person must know that has no statement.
pub(super) fn note(d: &mut Doc, text: &str) {
    for line in text.lines() {
        d.text("-- ");
        d.text(line.trim_end());
        d.hard();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut d = Doc::default();
        source_comment(&mut d, text);
        d.lay().text.into()
    }

    #[test]
    fn comments_keep_their_words_and_lose_what_would_nest() {
        assert_eq!(shown("-- salary in cents  "), "-- salary in cents\n");
        assert_eq!(shown("--tight"), "-- tight\n");
        assert_eq!(shown("------"), "------\n");
        assert_eq!(shown("/* a /* b */"), "/* a / * b */\n");
        assert_eq!(shown("/** one\n     *  two\n     */"), "/** one\n *  two\n */\n");
        assert_eq!(shown("/* one\r\n     two */"), "/* one\n   two */\n");
    }
}
