//! What we can read, by the productions of `grammars/oracle.ebnf`: the grammar is run over the statements of our tests, and the ledger
//! says which productions they exercise.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::dialect::oracle::{lexicon, statements, units};
use howdah::ir::plsql::walk::{self, Node as Node_};
use howdah::span::Span;
use howdah::syntax::{Kind, Token};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

/// A part of a production, by its number in [`Grammar::nodes`].
enum Node {
    /// A word or sign.
    Word(String),
    /// Another production, or one of the kinds of tokens in [`lexical`].
    Ref(String),
    Seq(usize, usize),
    Alt(Vec<usize>),
    Many(usize),
    Nothing,
}

struct Grammar {
    nodes: Vec<Node>,
    /// Each production with what stands behind it in a comment.
    productions: BTreeMap<String, (usize, String)>,
}

/// Reads the notation of ISO 14977, as far as the file uses it.
struct Reader<'a> {
    rest: &'a str,
    grammar: Grammar,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix("(*") {
                Some(comment) => self.rest = comment.split_once("*)").unwrap().1,
                None => return,
            }
        }
    }

    fn accept(&mut self, sign: &str) -> bool {
        self.blanks();
        let found = self.rest.strip_prefix(sign);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn add(&mut self, node: Node) -> usize {
        self.grammar.nodes.push(node);
        self.grammar.nodes.len() - 1
    }

    fn name(&mut self) -> &'a str {
        self.blanks();
        let end = self.rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name
    }

    fn alternatives(&mut self) -> usize {
        let mut all = vec![self.sequence()];
        while self.accept("|") {
            all.push(self.sequence());
        }
        if all.len() == 1 { all[0] } else { self.add(Node::Alt(all)) }
    }

    fn sequence(&mut self) -> usize {
        let mut items = Vec::new();
        loop {
            self.blanks();
            let item = if let Some(rest) = self.rest.strip_prefix('"') {
                let (word, rest) = rest.split_once('"').unwrap();
                self.rest = rest;
                self.add(Node::Word(word.into()))
            } else if self.accept("(") {
                self.closed(")", |_, inner| inner)
            } else if self.accept("[") {
                self.closed("]", |reader, inner| {
                    let nothing = reader.add(Node::Nothing);
                    reader.add(Node::Alt(vec![inner, nothing]))
                })
            } else if self.accept("{") {
                self.closed("}", |reader, inner| reader.add(Node::Many(inner)))
            } else {
                match self.name() {
                    "" => break,
                    name => self.add(Node::Ref(name.into())),
                }
            };
            items.push(item);
        }
        let mut whole = items.pop().unwrap_or_else(|| self.add(Node::Nothing));
        while let Some(item) = items.pop() {
            whole = self.add(Node::Seq(item, whole));
        }
        whole
    }

    fn closed(&mut self, close: &str, make: fn(&mut Self, usize) -> usize) -> usize {
        let inner = self.alternatives();
        assert!(self.accept(close), "{close} is missing before {:.60}", self.rest);
        make(self, inner)
    }
}

fn grammar(text: &str) -> Grammar {
    let mut reader = Reader { rest: text, grammar: Grammar { nodes: Vec::new(), productions: BTreeMap::new() } };
    reader.blanks();
    while !reader.rest.is_empty() {
        let name = reader.name().to_string();
        assert!(!name.is_empty() && reader.accept("="), "no production before {:.60}", reader.rest);
        let node = reader.alternatives();
        assert!(reader.accept(";"), "{name}: `;` is missing before {:.60}", reader.rest);
        let line = reader.rest.lines().next().unwrap_or("").trim();
        let mark = line.trim_start_matches("(*").trim_end_matches("*)").trim().to_string();
        assert!(reader.grammar.productions.insert(name.clone(), (node, mark)).is_none(), "{name} stands twice");
        reader.blanks();
    }
    reader.grammar
}

/// Where a kind of tokens ends that the grammar does not spell out; none where there is no such kind.
fn lexical(name: &str, tokens: &[Token], text: &str, at: usize) -> Option<BTreeSet<usize>> {
    let kind = |n: usize| tokens.get(n).map_or(Kind::End, |t| t.kind);
    let written = |n: usize| tokens.get(n).map_or("", |t| &text[t.lo as usize..t.hi as usize]);
    let is_name = |n: usize| matches!(kind(n), Kind::Name | Kind::Quoted | Kind::Substitution);
    let one = |yes: bool| if yes { BTreeSet::from([at + 1]) } else { BTreeSet::new() };
    let dotted = |start: usize| {
        let (mut ends, mut n) = (BTreeSet::new(), start);
        while is_name(n) {
            ends.insert(n + 1);
            if !matches!(kind(n + 1), Kind::Dot | Kind::At) {
                break;
            }
            n += 2;
            if kind(n) == Kind::Bang {
                ends.insert(n + 1);
            }
        }
        ends
    };
    Some(match name {
        "token" | "value" => one(kind(at) != Kind::End),
        "word" => one(kind(at) == Kind::Name),
        "ident" => one(is_name(at)),
        "password" => one(is_name(at) || kind(at) == Kind::Text || kind(at) == Kind::Number),
        "name" | "path" | "link" => {
            dotted(if kind(at) == Kind::Bind && kind(at + 1) == Kind::Dot { at + 2 } else { at })
        }
        "text" => one(matches!(kind(at), Kind::Text | Kind::National)),
        "hint" => one(kind(at) == Kind::Hint),
        "inquiry" => one(kind(at) == Kind::Inquiry),
        "bind" => {
            let mut ends = one(kind(at) == Kind::Bind);
            if kind(at) == Kind::Bind && kind(at + 1) == Kind::Bind {
                ends.insert(at + 2);
            }
            if kind(at) == Kind::Colon {
                ends.insert(at + 2);
            }
            ends
        }
        "number" => {
            let start = at + usize::from(matches!(kind(at), Kind::Minus | Kind::Plus));
            if kind(start) == Kind::Number { BTreeSet::from([start + 1]) } else { BTreeSet::new() }
        }
        "size" if kind(at) == Kind::Number => {
            BTreeSet::from([at + 1, at + 1 + usize::from(written(at + 1).len() == 1)])
        }
        "size" => BTreeSet::new(),
        "kind" => (1..=5).take_while(|n| kind(at + n - 1) == Kind::Name).map(|n| at + n).collect(),
        "modifier" => one(kind(at) == Kind::Name),
        "balanced" => {
            let (mut ends, mut depth, mut n) = (BTreeSet::from([at]), 0_i32, at);
            while kind(n) != Kind::End {
                depth += match kind(n) {
                    Kind::Open | Kind::OpenBracket | Kind::OpenBrace => 1,
                    Kind::Close | Kind::CloseBracket | Kind::CloseBrace => -1,
                    _ => 0,
                };
                if depth < 0 {
                    break;
                }
                n += 1;
                if depth == 0 {
                    ends.insert(n);
                }
            }
            ends
        }
        _ => return None,
    })
}

/// One statement against the grammar: where each part may end, from each token.
struct Match<'a> {
    grammar: &'a Grammar,
    tokens: &'a [Token],
    text: &'a str,
    ends: HashMap<(usize, usize), Rc<BTreeSet<usize>>>,
    failed: HashSet<(usize, usize, usize)>,
    used: BTreeSet<String>,
    /// The last token that some way to read the statement came to.
    furthest: usize,
}

impl Match<'_> {
    fn ends(&mut self, node: usize, at: usize) -> Rc<BTreeSet<usize>> {
        if let Some(known) = self.ends.get(&(node, at)) {
            return known.clone();
        }
        // a production that begins with itself leads nowhere
        self.ends.insert((node, at), Rc::default());
        let grammar = self.grammar;
        let found: BTreeSet<usize> = match &grammar.nodes[node] {
            Node::Nothing => BTreeSet::from([at]),
            Node::Word(word) => {
                let is = self.tokens.get(at).is_some_and(|t| {
                    t.kind != Kind::End && self.text[t.lo as usize..t.hi as usize].eq_ignore_ascii_case(word)
                });
                if is { BTreeSet::from([at + 1]) } else { BTreeSet::new() }
            }
            Node::Ref(name) => match grammar.productions.get(name) {
                Some((inner, _)) => self.ends(*inner, at).iter().copied().collect(),
                None => lexical(name, self.tokens, self.text, at).unwrap(),
            },
            Node::Alt(all) => all.iter().flat_map(|n| self.ends(*n, at).iter().copied().collect::<Vec<_>>()).collect(),
            Node::Seq(first, rest) => {
                let middle = self.ends(*first, at);
                middle.iter().flat_map(|m| self.ends(*rest, *m).iter().copied().collect::<Vec<_>>()).collect()
            }
            Node::Many(inner) => {
                let (mut all, mut new) = (BTreeSet::from([at]), vec![at]);
                while let Some(from) = new.pop() {
                    for end in self.ends(*inner, from).iter() {
                        if all.insert(*end) {
                            new.push(*end);
                        }
                    }
                }
                all
            }
        };
        if !matches!(&grammar.nodes[node], Node::Many(_)) && found.len() == 1 {
            self.furthest = found.last().copied().unwrap_or(0).max(self.furthest);
        }
        let found = Rc::new(found);
        self.ends.insert((node, at), found.clone());
        found
    }

    /// Notes the productions of one way to read the tokens from `at` to `end`.
    fn note(&mut self, node: usize, at: usize, end: usize) -> bool {
        if !self.ends(node, at).contains(&end) || self.failed.contains(&(node, at, end)) {
            return false;
        }
        // what is under way is not tried again
        self.failed.insert((node, at, end));
        let grammar = self.grammar;
        let done = match &grammar.nodes[node] {
            Node::Nothing | Node::Word(_) => true,
            Node::Ref(name) => match grammar.productions.get(name) {
                Some((inner, _)) => {
                    self.note(*inner, at, end) && {
                        self.used.insert(name.clone());
                        true
                    }
                }
                None => true,
            },
            Node::Alt(all) => all.iter().any(|n| self.note(*n, at, end)),
            Node::Seq(first, rest) => {
                let middle = self.ends(*first, at);
                middle.iter().any(|m| {
                    self.ends(*rest, *m).contains(&end) && self.note(*rest, *m, end) && self.note(*first, at, *m)
                })
            }
            Node::Many(inner) => {
                at == end || {
                    let firsts = self.ends(*inner, at);
                    firsts.iter().any(|m| *m > at && self.note(node, *m, end) && self.note(*inner, at, *m))
                }
            }
        };
        if done {
            self.failed.remove(&(node, at, end));
        }
        done
    }
}

/// The production of a statement, by how reports call it.
fn production(grammar: &Grammar, label: &str) -> Option<String> {
    let label = label.replace("PUBLIC ", "").replace("SHARED ", "").replace("MATERIALIZED VIEW LOG", "MVIEW LOG");
    let name = match label.as_str() {
        "SELECT" => "query".to_string(),
        "block" => "anonymous_block".into(),
        "COMMENT ON" => "comment".into(),
        label => label.to_ascii_lowercase().replace(' ', "_"),
    };
    let known = |name: &str| grammar.productions.contains_key(name);
    if known(&name) {
        Some(name)
    } else if name.starts_with("drop_") {
        Some("drop".into())
    } else {
        None
    }
}

/// The scripts of our tests.
fn texts(folder: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|e| e.path()).collect();
    entries.sort();
    let scripts = entries.iter().filter(|path| path.extension().is_some_and(|e| e == "sql"));
    found.extend(scripts.map(|path| std::fs::read_to_string(path).unwrap()));
}

/// The tokens that are compiled, without directives; and whether there are any.
fn compiled(tokens: &[Token], text: &str, skipped: &[Span]) -> (Vec<Token>, bool) {
    let (mut kept, mut directives, mut condition) = (Vec::new(), false, false);
    for token in tokens {
        let written = text[token.lo as usize..token.hi as usize].to_ascii_uppercase();
        let directive = ["$IF", "$ELSIF", "$THEN", "$ELSE", "$END", "$ERROR"].contains(&written.as_str());
        directives |= directive;
        match written.as_str() {
            "$IF" | "$ELSIF" | "$ERROR" => condition = true,
            "$THEN" | "$END" => condition = false,
            _ => {}
        }
        if !directive && !condition && !skipped.iter().any(|s| s.contains(token.span())) {
            kept.push(*token);
        }
    }
    (kept, directives)
}

/// Every name in the grammar is a production or a kind of tokens.
fn all_defined(grammar: &Grammar) {
    for node in &grammar.nodes {
        let Node::Ref(name) = node else { continue };
        let defined = grammar.productions.contains_key(name) || lexical(name, &[], "", 0).is_some();
        assert!(defined, "grammars/oracle.ebnf: nothing defines {name}");
    }
}

#[test]
fn every_production_is_exercised_or_marked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let grammar = grammar(&std::fs::read_to_string(root.join("grammars/oracle.ebnf")).unwrap());
    all_defined(&grammar);
    let mut all = Vec::new();
    texts(&root.join("tests/data"), &mut all);
    let (mut used, mut other) = (BTreeSet::new(), Vec::new());
    let mut derived = 0;
    for text in &all {
        let labels: BTreeMap<u32, &str> = statements(text).iter().map(|s| (s.at.span.lo, s.label)).collect();
        let lexed = lexicon::lex(text, 0);
        for unit in units::cut(&lexed.tokens, text, 0) {
            let body = &lexed.tokens[unit.body.clone()];
            let Some(label) = body.first().and_then(|t| labels.get(&t.lo)) else { continue };
            let name = production(&grammar, label);
            // the `;` of code belongs to it
            let all = &lexed.tokens[unit.body.start..unit.end.end.min(unit.body.end + 1)];
            let statement = statements(text).into_iter().find(|s| s.at.span.lo == body[0].lo);
            let skipped: Vec<Span> = statement.iter().flat_map(|s| s.skipped.iter().map(|b| b.span)).collect();
            let (tokens, conditional) = compiled(all, text, &skipped);
            let body = &tokens[..tokens.len() - (all.len() - body.len())];
            let tokens = tokens.as_slice();
            used.extend(conditional.then(|| "conditional".to_string()));
            let mut it = Match {
                grammar: &grammar,
                tokens,
                text,
                ends: HashMap::new(),
                failed: HashSet::new(),
                used: BTreeSet::new(),
                furthest: 0,
            };
            let start = name.as_ref().map(|n| grammar.productions[n].0);
            let ends = [body.len(), body.len() + 1];
            let read = start.is_some_and(|start| ends.into_iter().any(|end| it.note(start, 0, end)));
            if read {
                derived += 1;
                used.extend(name);
                used.extend(it.used);
            } else {
                let shown = |from: usize, many: usize| {
                    let words = body.iter().skip(from).take(many).map(|t| &text[t.lo as usize..t.hi as usize]);
                    words.collect::<Vec<_>>().join(" ")
                };
                other.push(format!("  {} … stops before {}", shown(0, 7), shown(it.furthest, 6)));
            }
        }
    }
    let marked = |mark: &str| grammar.productions.iter().filter(|(_, (_, m))| m.starts_with(mark)).count();
    let missing: Vec<&str> = grammar
        .productions
        .iter()
        .filter(|(name, (_, mark))| {
            !used.contains(*name) && !mark.starts_with("unread") && !mark.starts_with("ignored")
        })
        .map(|(name, _)| name.as_str())
        .collect();
    let total = grammar.productions.len();
    let ledger = format!(
        "oracle: {} of {total} productions exercised by our own statements\n{} marked unread, {} read to their end and ignored\n\
         {derived} statements of tests/data derived, {} are not\n\nnot exercised\n  {}\n\nnot derived\n{}\n",
        used.len(),
        marked("unread"),
        marked("ignored"),
        other.len(),
        missing.join("\n  "),
        other.join("\n"),
    );
    assert!(missing.is_empty() && other.is_empty(), "{ledger}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root.join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("grammar", ledger));
}

/// Whatever the statements of our tests hold is understood; what is known not to be is named.
#[test]
fn statements_of_our_tests_are_understood() {
    let mut all = Vec::new();
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"), &mut all);
    let mut lost = Vec::new();
    for text in &all {
        for statement in statements(text) {
            let mut reasons: Vec<String> = statement.rest.iter().map(|u| u.reason.to_string()).collect();
            walk::statement(&statement.does, &mut |node| {
                walk::each(node, &mut |node| {
                    if let Node_::Unread(unread) = node {
                        reasons.push(unread.reason.to_string());
                    }
                });
            });
            let (lo, hi) = (statement.at.span.lo as usize, statement.at.span.hi as usize);
            lost.extend(reasons.into_iter().map(|why| format!("{:.80}: {why}", text[lo..hi].replace('\n', " "))));
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}
