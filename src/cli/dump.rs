//! Trees as text that a person reads: what says nothing is left out, what fits on a line stands on one.

/// Width of a line.
const WIDTH: usize = 110;

/// A tree as its `Debug` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tree {
    /// A name, number or text.
    Leaf(String),
    /// `Name(a, b)`, `[a, b]`.
    List(String, Vec<Tree>),
    /// `Name { a: b }`.
    Fields(String, Vec<(String, Tree)>),
}

/// The lines of a value, from its `Debug` on one line.
pub fn lines(debug: &str) -> Vec<String> {
    let mut reader = Reader { rest: debug };
    let tree = simple(reader.tree());
    let mut out = Vec::new();
    write(&tree, 0, "", "", &mut out);
    out
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn accept(&mut self, sign: char) -> bool {
        self.blanks();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A text in quotes, or a run of characters up to a sign.
    fn word(&mut self) -> &'a str {
        self.blanks();
        let quoted = self.rest.starts_with('"') || self.rest.starts_with('\'');
        let mut escaped = false;
        let mut length = self.rest.len();
        for (at, c) in self.rest.char_indices() {
            let ends = if quoted {
                at > 0 && !escaped && self.rest.starts_with(c) && matches!(c, '"' | '\'')
            } else {
                matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',' | ':' | ' ')
            };
            escaped = c == '\\' && !escaped;
            if ends {
                length = if quoted { at + c.len_utf8() } else { at };
                break;
            }
        }
        let (word, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        word
    }

    fn tree(&mut self) -> Tree {
        let name = self.word().to_string();
        if self.accept('(') {
            return Tree::List(name, self.items(')'));
        }
        if self.accept('[') {
            return Tree::List(name + "[", self.items(']'));
        }
        if !self.accept('{') {
            return Tree::Leaf(name);
        }
        let mut fields = Vec::new();
        while !self.accept('}') && !self.rest.is_empty() {
            let before = self.rest.len();
            let key = self.word().to_string();
            let value = if self.accept(':') { self.tree() } else { Tree::Leaf(String::new()) };
            fields.push((key, value));
            self.accept(',');
            if self.rest.len() == before {
                break;
            }
        }
        Tree::Fields(name, fields)
    }

    fn items(&mut self, close: char) -> Vec<Tree> {
        let mut items = Vec::new();
        while !self.accept(close) && !self.rest.is_empty() {
            let before = self.rest.len();
            items.push(self.tree());
            self.accept(',');
            if self.rest.len() == before {
                break;
            }
        }
        items
    }
}

/// Whether a field with this value says nothing.
fn empty(tree: &Tree) -> bool {
    match tree {
        Tree::Leaf(text) => matches!(text.as_str(), "None" | "false" | "\"\"" | "NotWritten" | "Forever"),
        Tree::List(name, items) => name == "[" && items.is_empty(),
        Tree::Fields(name, fields) => name.is_empty() && fields.is_empty(),
    }
}

/// Names in a row, as one.
fn dotted(tree: &Tree) -> Option<String> {
    let Tree::List(name, items) = tree else { return None };
    let part = |item: &Tree| match item {
        Tree::Leaf(text) => text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).map(ToString::to_string),
        Tree::List(..) | Tree::Fields(..) => None,
    };
    let parts: Option<Vec<String>> = items.iter().map(part).collect();
    parts.filter(|parts| name == "[" && !parts.is_empty()).map(|parts| parts.join("."))
}

/// The tree without places, without what says nothing, and with names as names.
fn simple(tree: Tree) -> Tree {
    match tree {
        Tree::Leaf(_) => tree,
        Tree::List(name, items) => {
            let mut items: Vec<Tree> = items.into_iter().map(simple).collect();
            match items.pop() {
                Some(only) if items.is_empty() && matches!(name.as_str(), "Some" | "Comments") => only,
                // `Delete(Delete { … })` says it twice
                Some(Tree::Fields(own, fields)) if items.is_empty() && own == name => Tree::Fields(own, fields),
                last => {
                    items.extend(last);
                    Tree::List(name, items)
                }
            }
        }
        Tree::Fields(name, fields) => {
            let mut kept: Vec<(String, Tree)> = Vec::new();
            for (key, value) in fields {
                if matches!(key.as_str(), "at" | "comments" | "span" | "stopped") {
                    continue;
                }
                let value = simple(value);
                if !empty(&value) {
                    kept.push((key, value));
                }
            }
            fields_of(name, kept)
        }
    }
}

fn fields_of(name: String, mut kept: Vec<(String, Tree)>) -> Tree {
    match (name.as_str(), kept.as_slice()) {
        ("Path", [(key, parts)]) if key == "parts" => {
            if let Some(text) = dotted(parts) {
                return Tree::Leaf(text);
            }
        }
        ("QName", all) => {
            let names = Tree::List("[".into(), all.iter().map(|(_, v)| v.clone()).collect());
            if let Some(text) = dotted(&names) {
                return Tree::Leaf(text);
            }
        }
        // a node of which only the kind is left is its kind
        (_, [(key, _)]) if matches!(key.as_str(), "kind" | "body" | "expr") => {
            if let Some((_, value)) = kept.pop() {
                return value;
            }
        }
        ("Argument", [(key, _)]) if key == "value" => {
            if let Some((_, value)) = kept.pop() {
                return value;
            }
        }
        (_, []) => return Tree::Leaf(name),
        _ => {}
    }
    Tree::Fields(name, kept)
}

/// The tree on one line.
fn flat(tree: &Tree, out: &mut String) {
    match tree {
        Tree::Leaf(text) => out.push_str(text),
        Tree::List(name, items) => {
            let (open, close) = signs(name);
            out.push_str(&open);
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n > 0 { ", " } else { "" });
                flat(item, out);
            }
            out.push(close);
        }
        Tree::Fields(name, fields) => {
            out.push_str(name);
            out.push_str(" {");
            for (n, (key, value)) in fields.iter().enumerate() {
                out.push_str(if n > 0 { ", " } else { " " });
                out.push_str(key);
                out.push_str(": ");
                flat(value, out);
            }
            out.push_str(" }");
        }
    }
}

fn signs(name: &str) -> (String, char) {
    if name.ends_with('[') { (name.into(), ']') } else { (format!("{name}("), ')') }
}

/// Whether a tree needs no more than `room` characters.
fn fits(tree: &Tree, room: &mut usize) -> bool {
    let mut take = |n: usize| match room.checked_sub(n) {
        Some(left) => {
            *room = left;
            true
        }
        None => false,
    };
    match tree {
        Tree::Leaf(text) => take(text.chars().count()),
        Tree::List(name, items) => take(name.len() + 2 * items.len()) && items.iter().all(|i| fits(i, room)),
        Tree::Fields(name, fields) => {
            let names: usize = fields.iter().map(|(key, _)| key.len() + 4).sum();
            take(name.len() + 4 + names) && fields.iter().all(|(_, v)| fits(v, room))
        }
    }
}

/// Writes a tree: `before` stands before its first line, `behind` behind its last.
fn write(tree: &Tree, depth: usize, before: &str, behind: &str, out: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    let mut room = WIDTH.saturating_sub(indent.len() + before.len() + behind.len());
    if matches!(tree, Tree::Leaf(_)) || fits(tree, &mut room) {
        let mut line = format!("{indent}{before}");
        flat(tree, &mut line);
        line.push_str(behind);
        out.push(line);
        return;
    }
    match tree {
        Tree::Leaf(_) => {}
        Tree::List(name, items) => {
            let (open, close) = signs(name);
            if let [only @ (Tree::List(..) | Tree::Fields(..))] = items.as_slice() {
                // `Some(Node { … })`: the parentheses hug what they hold
                write(only, depth, &format!("{before}{open}"), &format!("{close}{behind}"), out);
                return;
            }
            out.push(format!("{indent}{before}{open}"));
            items.iter().for_each(|item| write(item, depth + 1, "", "", out));
            out.push(format!("{indent}{close}{behind}"));
        }
        Tree::Fields(name, fields) => {
            out.push(format!("{indent}{before}{name} {{"));
            fields.iter().for_each(|(key, value)| write(value, depth + 1, &format!("{key}: "), "", out));
            out.push(format!("{indent}}}{behind}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_says_nothing_is_left_out() {
        let debug = "Expr { at: At { id: NodeId(3), span: Span { lo: 1, hi: 2 } }, kind: Compare(Eq, [Expr { at: At, kind: \
                     Name(Path { parts: [\"A\", \"B\"], link: None }) }, Expr { at: At, kind: Text(\"it's \\\"x\\\", {\", Plain) }]) }";
        assert_eq!(lines(debug), ["Compare(Eq, [Name(A.B), Text(\"it's \\\"x\\\", {\", Plain)])"]);
    }

    #[test]
    fn what_does_not_fit_stands_below() {
        let item = "Column { name: \"A_LONG_NAME_OF_A_COLUMN\", ty: Some(Number { precision: None, scale: None }) }";
        let lines = lines(&format!("Table {{ columns: [{item}, {item}], clauses: [] }}"));
        let column = "    Column { name: \"A_LONG_NAME_OF_A_COLUMN\", ty: Number }";
        assert_eq!(lines, ["Table {", "  columns: [", column, column, "  ]", "}"]);
    }
}
