//! A flat document: texts, lines that may break, groups, indentation and marks, laid out in one pass.

use super::Laid;
use crate::span::Span;

/// Columns of a line.
pub const WIDTH: u32 = 100;
const STEP: u32 = 2;
/// Width of a group that cannot stand on one line.
const BROKEN: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
enum Op {
    /// The next bytes of the text; they hold no line break.
    Text {
        bytes: u32,
        width: u32,
    },
    /// The next bytes of the text, which may hold line breaks that must stay as they are.
    Raw {
        bytes: u32,
    },
    /// A blank, or a line break where the group is broken.
    Line,
    /// Nothing, or a line break where the group is broken.
    Soft,
    /// A line break.
    Hard,
    Open {
        close: u32,
        width: u32,
    },
    Close,
    Indent,
    Dedent,
    Mark(Span),
    /// Room for an opening parenthesis that is decided on later.
    Slot {
        filled: bool,
    },
}

/// What a text needs that PostgreSQL 15 does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newer {
    /// First major version that accepts it.
    pub since: u8,
    /// What it is, for people.
    pub what: &'static str,
}

/// A place for an opening parenthesis.
#[derive(Clone, Copy, Debug)]
pub struct SlotId(usize);

/// A document under construction. Groups learn their width when they close, so that no tree is built.
#[derive(Debug, Default)]
pub struct Doc {
    text: String,
    ops: Vec<Op>,
    /// Width of everything so far, were it all on one line.
    flat: u32,
    /// Line breaks so far that cannot be avoided.
    hards: u32,
    newer: Vec<Newer>,
}

impl Doc {
    /// An empty document with room for a statement.
    #[must_use]
    pub fn roomy() -> Self {
        Doc { text: String::with_capacity(512), ops: Vec::with_capacity(128), ..Doc::default() }
    }

    /// Adds text without line breaks; where it has some, they stay.
    #[inline]
    pub fn text(&mut self, text: &str) {
        if memchr::memchr(b'\n', text.as_bytes()).is_some() {
            self.raw(text);
            return;
        }
        let width = if text.is_ascii() { text.len() } else { text.chars().count() };
        self.text.push_str(text);
        self.grow(text.len(), width);
    }

    /// Adds text whose line breaks must stay where they are, without indentation.
    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
        self.ops.push(Op::Raw { bytes: small(text.len()) });
        self.flat = self.flat.saturating_add(small(text.find('\n').unwrap_or(text.len())));
    }

    fn grow(&mut self, more: usize, wider: usize) {
        let (more, wider) = (small(more), small(wider));
        self.flat = self.flat.saturating_add(wider);
        if let Some(Op::Text { bytes, width }) = self.ops.last_mut() {
            *bytes += more;
            *width += wider;
        } else {
            self.ops.push(Op::Text { bytes: more, width: wider });
        }
    }

    /// Adds what `write` appends.
    pub fn write(&mut self, write: impl FnOnce(&mut String)) {
        let before = self.text.len();
        write(&mut self.text);
        let added = self.text.get(before..).unwrap_or_default();
        let (bytes, width) = (added.len(), if added.is_ascii() { added.len() } else { added.chars().count() });
        if memchr::memchr(b'\n', added.as_bytes()).is_some() {
            self.flat = self.flat.saturating_add(small(added.find('\n').unwrap_or(bytes)));
            self.ops.push(Op::Raw { bytes: small(bytes) });
        } else {
            self.grow(bytes, width);
        }
    }

    /// Adds formatted text.
    pub fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.write(|out| {
            // Writing to a string cannot fail.
            let _ = std::fmt::Write::write_fmt(out, text);
        });
    }

    /// A blank, or a line break where the group does not fit.
    pub fn line(&mut self) {
        self.flat = self.flat.saturating_add(1);
        self.ops.push(Op::Line);
    }

    /// Nothing, or a line break where the group does not fit.
    pub fn soft(&mut self) {
        self.ops.push(Op::Soft);
    }

    /// A line break.
    pub fn hard(&mut self) {
        self.hards += 1;
        self.ops.push(Op::Hard);
    }

    /// What stands on one line if it fits there, and else breaks at each of its own lines.
    pub fn group<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let (at, flat, hards) = (self.ops.len(), self.flat, self.hards);
        self.ops.push(Op::Open { close: 0, width: 0 });
        let result = inner(self);
        let width = if self.hards == hards { self.flat.saturating_sub(flat) } else { BROKEN };
        let end = small(self.ops.len());
        if let Some(Op::Open { close, width: known }) = self.ops.get_mut(at) {
            (*close, *known) = (end, width);
        }
        self.ops.push(Op::Close);
        result
    }

    /// What is indented by one step more.
    pub fn indent<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.ops.push(Op::Indent);
        let result = inner(self);
        self.ops.push(Op::Dedent);
        result
    }

    /// Says where the following text came from.
    pub fn mark(&mut self, span: Span) {
        if !span.is_empty() {
            self.ops.push(Op::Mark(span));
        }
    }

    /// Items with commas between them.
    pub fn list<I: IntoIterator>(&mut self, items: I, mut each: impl FnMut(&mut Self, I::Item)) {
        for (n, item) in items.into_iter().enumerate() {
            if n > 0 {
                self.text(",");
                self.line();
            }
            each(self, item);
        }
    }

    /// `(items)`, on one line or one item a line.
    pub fn parens<I: IntoIterator>(&mut self, items: I, each: impl FnMut(&mut Self, I::Item)) {
        self.text("(");
        self.group(|d| {
            d.indent(|d| {
                d.soft();
                d.list(items, each);
            });
            d.soft();
        });
        self.text(")");
    }

    /// Keeps room for an opening parenthesis.
    pub fn slot(&mut self) -> SlotId {
        self.ops.push(Op::Slot { filled: false });
        SlotId(self.ops.len() - 1)
    }

    /// Writes the opening parenthesis that room was kept for.
    pub fn fill(&mut self, slot: SlotId) {
        if let Some(Op::Slot { filled }) = self.ops.get_mut(slot.0) {
            *filled = true;
            self.flat = self.flat.saturating_add(1);
        }
    }

    /// Says that the text needs a later version than 15.
    pub fn since(&mut self, since: u8, what: &'static str) {
        self.newer.push(Newer { since, what });
    }

    /// What the text needs that 15 does not have.
    #[must_use]
    pub fn newer(&self) -> &[Newer] {
        &self.newer
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Lays everything out.
    #[must_use]
    pub fn lay(&self) -> Laid {
        let mut page = Page { out: String::with_capacity(self.text.len() + self.text.len() / 4), ..Page::default() };
        let mut rest = self.text.as_str();
        // The end of the outermost group that stands on one line.
        let mut flat_until = None;
        for (at, op) in self.ops.iter().enumerate() {
            match *op {
                Op::Text { bytes, width } => {
                    let (text, tail) = rest.split_at_checked(bytes as usize).unwrap_or((rest, ""));
                    rest = tail;
                    page.text(text, width);
                }
                Op::Raw { bytes } => {
                    let (text, tail) = rest.split_at_checked(bytes as usize).unwrap_or((rest, ""));
                    rest = tail;
                    page.raw(text);
                }
                Op::Line if flat_until.is_some() => page.text(" ", 1),
                Op::Soft if flat_until.is_some() => {}
                Op::Line | Op::Soft | Op::Hard => page.newline(),
                Op::Open { close, width } => {
                    if flat_until.is_none()
                        && width != BROKEN
                        && page.column().saturating_add(width).saturating_add(self.tail(close)) <= WIDTH
                    {
                        flat_until = Some(close);
                    }
                }
                Op::Close => flat_until = flat_until.filter(|close| *close as usize != at),
                Op::Indent => page.indent += STEP,
                Op::Dedent => page.indent = page.indent.saturating_sub(STEP),
                Op::Mark(span) => page.mark(span),
                Op::Slot { filled: true } => page.text("(", 1),
                Op::Slot { filled: false } => {}
            }
        }
        // pieces live until all of them are ordered
        page.map.shrink_to_fit();
        Laid { text: page.out.into(), map: page.map }
    }

    /// Width of what follows a group up to the next place where a line may break.
    fn tail(&self, close: u32) -> u32 {
        let mut sum: u32 = 0;
        for op in self.ops.iter().skip(close as usize + 1) {
            match op {
                Op::Text { width, .. } => sum = sum.saturating_add(*width),
                Op::Slot { filled: true } => sum = sum.saturating_add(1),
                Op::Line | Op::Soft | Op::Hard | Op::Raw { .. } => break,
                Op::Open { .. } | Op::Close | Op::Indent | Op::Dedent | Op::Mark(_) | Op::Slot { filled: false } => {}
            }
            if sum > WIDTH {
                break;
            }
        }
        sum
    }
}

/// Output under construction.
#[derive(Default)]
struct Page {
    out: String,
    map: Vec<(u32, Span)>,
    line: u32,
    column: u32,
    indent: u32,
    /// Text stands on the current line; indentation is written with the first.
    begun: bool,
}

impl Page {
    fn column(&self) -> u32 {
        if self.begun { self.column } else { self.indent }
    }

    fn begin(&mut self) {
        if !self.begun {
            let blanks = "                                                                ";
            let mut left = self.indent as usize;
            while left > 0 {
                let now = left.min(blanks.len());
                self.out.push_str(blanks.get(..now).unwrap_or(blanks));
                left -= now;
            }
            (self.begun, self.column) = (true, self.indent);
        }
    }

    fn text(&mut self, text: &str, width: u32) {
        self.begin();
        self.out.push_str(text);
        self.column += width;
    }

    fn raw(&mut self, text: &str) {
        self.begin();
        self.out.push_str(text);
        match text.rfind('\n') {
            Some(last) => {
                self.line += small(memchr::memchr_iter(b'\n', text.as_bytes()).count());
                self.column = small(text.len() - last - 1);
            }
            None => self.column += small(text.len()),
        }
    }

    fn newline(&mut self) {
        while self.begun && self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
        self.line += 1;
        self.begun = false;
    }

    fn mark(&mut self, span: Span) {
        if self.map.last().is_none_or(|last| *last != (self.line, span)) {
            self.map.push((self.line, span));
        }
    }
}

/// A length as the document keeps it: texts beyond 4 GB do not occur, since positions in the input have 32 bits.
fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(d: &mut Doc, name: &str, args: &[&str]) {
        d.text(name);
        d.parens(args, |d, arg| d.text(arg));
    }

    #[test]
    fn a_group_stands_on_one_line_if_it_fits_with_what_follows() {
        let mut d = Doc::default();
        call(&mut d, "f", &["a", "b"]);
        d.text(";");
        assert_eq!(d.lay().text, "f(a, b);");

        let long = "x".repeat(46);
        let mut d = Doc::default();
        call(&mut d, "f", &[&long, &long]);
        d.text(" + 1;");
        assert_eq!(d.lay().text, format!("f(\n  {long},\n  {long}\n) + 1;"));
    }

    #[test]
    fn a_line_break_breaks_all_groups_around_it_and_raw_text_keeps_its_own() {
        let mut d = Doc::default();
        d.group(|d| {
            d.text("a");
            d.indent(|d| {
                d.line();
                d.text("'x\ny'");
                d.hard();
                d.text("-- c");
            });
            d.line();
            d.text("b");
        });
        assert_eq!(d.lay().text, "a\n  'x\ny'\n  -- c\nb");
    }

    #[test]
    fn marks_name_the_line_they_stand_on() {
        let mut d = Doc::default();
        d.mark(Span::new(1, 2));
        d.text("a\nb");
        d.hard();
        d.mark(Span::new(3, 4));
        d.text("c");
        assert_eq!(d.lay().map, [(0, Span::new(1, 2)), (2, Span::new(3, 4))]);
    }

    #[test]
    fn a_filled_slot_is_a_parenthesis() {
        let mut d = Doc::default();
        let slot = d.slot();
        d.text("a");
        d.fill(slot);
        d.text(")");
        let empty = d.slot();
        let _ = empty;
        assert_eq!(d.lay().text, "(a)");
    }
}
