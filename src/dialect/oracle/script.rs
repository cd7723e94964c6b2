//! Reads scripts: lexes and parses their pieces in parallel, and applies the statements to the catalogue in order.

mod blocks;
mod branches;
mod chains;
mod copied;
mod declared;
mod doubled;
mod emptied;
mod foreign;
mod late;
mod missing;
mod strays;
mod upgrading;

use self::late::Waiting;
use super::plsql::conditional::{self, Flags};
use super::rows::Rows;
use super::statements as grammar;
use super::teardown::{self, TEARDOWN, Teardowns};
use super::units::{Unit, cut};
use super::{ddl, dynamic, lexicon, names, session};
use crate::catalog::apply::Problem;
use crate::catalog::{Applying, Dropping, ObjectId, Space};
use crate::finding::{Confidence, Effort, ObjectKind, Raised, Rule, Severity, Source};
use crate::input::{Input, Piece, Sources};
use crate::ir::plsql::comments;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{Asked, Change, Data, Does, Fate, Ir, Kind, Other, Program, Read, Statement, Unread};
use crate::name::QName;
use crate::profile::Profile;
use crate::span::{At, NodeId, Span};
use crate::syntax::{Cx, In, Kind as Sign, Lexed, Word};
use ecow::EcoString;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

/// Text that is no token.
static STRAY: Rule = Rule {
    name: "stray-text",
    codes: &[(Source::Oracle, "HD-102")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 5),
    message: "{what}",
    help: "mend the script, or check that its encoding was detected rightly",
    doc: "",
    ..Rule::PLAIN
};

/// A statement whose object exists already.
static TAKEN: Rule = Rule {
    name: "name-in-use",
    codes: &[(Source::Oracle, "HD-103")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "{names} in use already, so {what} had no effect, as on the source",
    help: "give alternative versions of a schema one at a time, or drop the object before it is created again",
    doc: "",
    ..Rule::PLAIN
};

/// A statement that the source's server would have refused.
static REFUSED: Rule = Rule {
    name: "refused-by-source",
    codes: &[(Source::Oracle, "HD-104")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "this {label} had no effect on `{name}`, as on the source: {why}",
    help: "add `CASCADE CONSTRAINTS`, or drop what stands in the way before",
    doc: "",
    ..Rule::PLAIN
};

/// A statement, or the rest of one, that was not understood.
static UNREAD: Rule = Rule {
    name: "not-understood",
    codes: &[(Source::Oracle, "HD-105")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "this is not understood: {reason}",
    help: "mend the statement if it is damaged; if Oracle accepts it, report it with the output of `howdah ir`, and convert it by hand",
    doc: "",
    ..Rule::PLAIN
};

/// Rules raised while reading.
pub static RULES: &[&Rule] = &[
    &UNREAD,
    &missing::MISSING,
    &STRAY,
    &doubled::DOUBLED,
    &foreign::FOREIGN,
    &TAKEN,
    &REFUSED,
    &branches::SKIPPED,
    &TEARDOWN,
    upgrading::RULES[0],
    upgrading::RULES[1],
    upgrading::RULES[2],
];

/// What was not understood within code: where it stopped, and why.
fn unread_code(does: &Does) -> Vec<(Span, EcoString)> {
    let mut all = Vec::new();
    let mut found = |node: Node<'_>| {
        walk::each(node, &mut |node| {
            if let Node::Unread(unread) = node {
                all.push((unread.stopped.span, unread.reason.clone()));
            }
        });
    };
    // a statement of which nothing is understood is said once, for itself
    if !matches!(does, Does::Unread(_)) {
        walk::statement(does, &mut found);
    }
    all
}

/// What one piece of a script holds.
pub(super) struct Parsed {
    pub(super) statements: Vec<Statement>,
    /// Units of code that the next statement follows without a slash.
    unslashed: Vec<Span>,
    errors: Vec<(Span, &'static str)>,
    /// Words of the language that it declares as names.
    declared: Vec<Word>,
}

/// Reads all scripts.
#[must_use]
pub fn read(input: &Input, profile: &Profile) -> Program {
    let nodes = AtomicU32::new(0);
    let mut flags = Flags::of(profile);
    let mut parsed: Vec<Option<Parsed>> =
        input.pieces.par_iter().map(|piece| one(input, piece, &nodes, &flags)).collect();
    flags.own = parsed.iter().flatten().flat_map(|it| it.declared.iter().copied()).collect();
    if !flags.own.is_empty() {
        parsed = input.pieces.par_iter().map(|piece| one(input, piece, &nodes, &flags)).collect();
    }
    // a condition may ask a constant of a package that stands further down, and its value may hang on another condition
    while branches::learn(&parsed, &mut flags) {
        for (piece, parsed) in input.pieces.iter().zip(&mut parsed) {
            if parsed.as_ref().is_some_and(branches::is_open) {
                *parsed = one(input, piece, &nodes, &flags);
            }
        }
    }
    branches::follow(input, &mut parsed, &flags, &nodes);
    let mut session = Session {
        applying: Applying::new(profile.schema.clone()),
        fixed: profile.schema.is_some(),
        program: Program {
            beyond_ascii: input.sources.files().iter().any(|file| !file.text.is_ascii()),
            nodes: nodes.into_inner(),
            ..Program::of(Source::Oracle, super::functions::FUNCTIONS, crate::ir::Catalog::default())
        },
        flags,
        waiting: Vec::new(),
        removes: false,
        date_format: None,
        rows: Rows::default(),
        upgrading: upgrading::Upgrading::default(),
        strays: strays::Strays::default(),
        unmade: BTreeMap::new(),
        refused: BTreeSet::new(),
        blocks: BTreeMap::new(),
        foreign: BTreeMap::new(),
    };
    let teardowns = Teardowns::find(input, &parsed);
    session.foreign = foreign::find(input, &parsed);
    let mut script = 0;
    for (piece, parsed) in input.pieces.iter().zip(parsed) {
        // each script runs in a session of its own, so where one leaves the user does not matter to the next
        let own = input.sources.file(piece.span()).map_or(script, |f| f.script);
        if own != script {
            script = own;
            session.applying.current = profile.schema.clone();
            session.date_format = None;
            session.removes = teardowns.count(script, &session.applying, &input.sources).is_some_and(|(count, all)| {
                let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
                session.raise(TEARDOWN.at(piece.span()).with("count", number(count)).with("all", number(all)));
                true
            });
        }
        match piece {
            Piece::Client { span, word, user } => session.client(*span, word, user.as_deref()),
            Piece::Exec { .. } | Piece::Sql(_) => {}
        }
        if let Some(parsed) = parsed {
            session.run(parsed, &input.sources);
        }
    }
    session.finish(&input.sources)
}

/// Reads one piece of a script.
fn one(input: &Input, piece: &Piece, nodes: &AtomicU32, flags: &Flags) -> Option<Parsed> {
    match piece {
        Piece::Sql(span) => {
            let text = input.sources.text(*span);
            Some(parse(text, span.lo, lexicon::lex(text, span.lo), nodes, flags))
        }
        Piece::Exec { body, .. } => Some(exec(input.sources.text(*body), body.lo, nodes)),
        Piece::Client { .. } => None,
    }
}

/// The statements of a text, for tests and tools.
#[must_use]
pub fn statements(text: &str) -> Vec<Statement> {
    parse(text, 0, lexicon::lex(text, 0), &AtomicU32::new(0), &Flags::default()).statements
}

fn parse(text: &str, base: u32, mut lexed: Lexed, nodes: &AtomicU32, flags: &Flags) -> Parsed {
    lexed.trivia = super::banners::without(lexed.trivia, text, base);
    let units = cut(&lexed.tokens, text, base);
    // a unit makes at most as many nodes as it has tokens, and a few for itself
    let most = lexed.tokens.len() + units.len() * 4;
    let mut free = nodes.fetch_add(u32::try_from(most).unwrap_or(u32::MAX), Ordering::Relaxed);
    let cx = Cx::new(text, base).with_own(&flags.own);
    let mut statements = Vec::with_capacity(units.len());
    let mut unslashed = Vec::new();
    let last = units.len().saturating_sub(1);
    let mut flags_here: Option<Flags> = None;
    let mut trivia = lexed.trivia.iter().peekable();
    for (n, unit) in units.into_iter().enumerate() {
        let mut comments = Vec::new();
        while let Some(comment) = trivia.next_if(|t| (t.before as usize) < unit.end.end.max(unit.body.end)) {
            comments.push(beside(comment.span));
        }
        if !unit.body.is_empty() {
            let with = flags_here.as_ref().unwrap_or(flags);
            let (read, next) = statement(&lexed, &unit, &cx, free, comments, with);
            if let Some(set) = branches::set_by(&read) {
                flags_here.get_or_insert_with(|| flags.clone()).set(set);
            }
            statements.push(read);
            free = next;
            let slash = |at: usize| lexed.tokens.get(at).is_some_and(|t| matches!(t.kind, Sign::Slash | Sign::Over));
            if unit.code && n < last && !unit.end.clone().any(slash) {
                // where it is not understood to its end, that does not follow
                let whole = |s: &&Statement| {
                    s.rest.is_none() && !matches!(s.does, Does::Unread(_)) && unread_code(&s.does).is_empty()
                };
                unslashed.extend(statements.last().filter(whole).map(|s| s.at.span));
            }
        }
    }
    // what stands behind the last statement belongs to it
    if let Some(last) = statements.last_mut() {
        last.comments.extend(trivia.map(|t| beside(t.span)));
    }
    // Java has quotes and comments of its own.
    let foreign = statements.iter().filter(|s| s.label == ddl::java::LABEL).map(|s| s.at.span);
    let foreign: Vec<Span> = foreign.collect();
    let mut errors = lexed.errors;
    errors.retain(|(span, _)| !foreign.iter().any(|java| java.contains(*span)));
    Parsed { statements, unslashed, errors, declared: cx.declared() }
}

/// `EXEC statement`: a block of one statement.
fn exec(text: &str, base: u32, nodes: &AtomicU32) -> Parsed {
    let lexed = lexicon::lex(text, base);
    let most = lexed.tokens.len() + 4;
    let free = nodes.fetch_add(u32::try_from(most).unwrap_or(u32::MAX), Ordering::Relaxed);
    let cx = Cx::new(text, base);
    let start = In::new(&lexed.tokens, free, &cx);
    let (i, does) = match session::exec(start) {
        Ok((i, body)) if i.is_end() => (i, Does::Block(body)),
        Ok(_) | Err(_) => {
            let (i, unread) = grammar::unread(start);
            (i, Does::Unread(unread))
        }
    };
    let (_, at) = i.at(start);
    let comments = Vec::new();
    let set_aside = cx.take_set_aside(at.span);
    let it = Statement { at, comments, label: "EXECUTE", does, set_aside, skipped: Vec::new(), rest: None };
    Parsed { statements: vec![it], unslashed: Vec::new(), errors: lexed.errors, declared: Vec::new() }
}

/// The place of a comment, which is no node.
fn beside(span: Span) -> At {
    At { id: NodeId(u32::MAX), span }
}

/// Reads one statement. Its nodes have ids from `free` on; returns the next that is free.
pub(super) fn statement(
    lexed: &Lexed,
    unit: &Unit,
    cx: &Cx<'_>,
    free: u32,
    comments: Vec<At>,
    flags: &Flags,
) -> (Statement, u32) {
    cx.reset();
    let tokens = lexed.tokens.get(unit.body.clone()).unwrap_or(&[]);
    cx.begin(tokens.first().map_or(0, |t| t.lo));
    let chosen = conditional::choose(tokens, cx, flags);
    let skipped = chosen.as_ref().map(|c| c.skipped.clone()).unwrap_or_default();
    let start = In::new(chosen.as_ref().map_or(tokens, |c| &c.tokens), free, cx);
    let (label, read) = grammar::read(start);
    let (i, mut does, rest) = match read {
        Ok((i, does)) if i.is_end() => (i, does, None),
        Ok((i, does)) => {
            let (i, rest) = grammar::unread(i);
            (i, does, Some(rest))
        }
        Err(_) => {
            let (i, unread) = grammar::unread(start);
            (i, Does::Unread(unread), None)
        }
    };
    let (i, at) = i.at(start);
    if !comments.is_empty() {
        comments::attach(&mut does, &comments, &|lo, hi| !cx.slice(Span::new(lo, hi)).contains('\n'));
    }
    chosen.iter().flat_map(|c| &c.aside).for_each(|span| cx.set_aside(*span));
    let set_aside = cx.take_set_aside(at.span);
    (Statement { at, comments, label, does, set_aside, skipped, rest }, i.nodes())
}

/// A session that runs the scripts.
struct Session {
    applying: Applying<Ir>,
    /// The user said where unqualified names live.
    fixed: bool,
    program: Program,
    /// What conditional compilation knows.
    flags: Flags,
    /// Changes of objects that no statement had made when they came: files are read in the order of their names, which need
    /// not be the order in which they run.
    waiting: Vec<Waiting>,
    /// The script at hand removes the schema.
    removes: bool,
    /// How the session at hand writes dates, where the script says so.
    date_format: Option<EcoString>,
    /// Rows without a list of columns.
    rows: Rows,
    /// What happens to objects that are there.
    upgrading: upgrading::Upgrading,
    /// Text that is no token.
    strays: strays::Strays,
    /// What statements would have made that were not read: how they are called, and in which file they stand.
    unmade: BTreeMap<QName, (&'static str, String)>,
    /// What a statement would have dropped that was refused.
    refused: BTreeSet<QName>,
    /// How many blocks of one text there are.
    blocks: BTreeMap<QName, u32>,
    /// Scripts of other servers, by their files.
    foreign: BTreeMap<usize, foreign::Foreign>,
}

impl Session {
    fn client(&mut self, span: Span, word: &'static str, user: Option<&str>) {
        if let Some(user) = user
            && !self.fixed
        {
            let quoted = user.strip_prefix('"').and_then(|u| u.strip_suffix('"'));
            self.applying.current = Some(quoted.map_or_else(|| names::fold(user), Into::into));
        }
        self.program.statements.push(Read { span, label: word, fate: Fate::Ignored("command of the client".into()) });
    }

    fn run(&mut self, parsed: Parsed, sources: &Sources) {
        let Some(parsed) = self.passed_by(parsed, sources) else { return };
        self.strays.add(parsed.errors, sources);
        parsed.unslashed.iter().for_each(|span| self.upgrading.unslashed(*span));
        for statement in parsed.statements {
            let span = statement.at.span;
            let partly = matches!(statement.does, Does::Transaction(session::PARTLY));
            let label = if partly { session::PARTLY } else { statement.label };
            let fate = self.fate(statement, sources);
            self.program.statements.push(Read { span, label, fate });
        }
    }

    fn fate(&mut self, statement: Statement, sources: &Sources) -> Fate {
        let Statement { at, comments, label, does, set_aside, skipped, rest } = statement;
        if self.removes {
            return Fate::Ignored(teardown::WHY.into());
        }
        for change in does.changes() {
            self.upgrading.change(&self.applying, at.span, change, !set_aside.is_empty());
        }
        self.dated(&does, at.span);
        // what is not understood is set aside; of a step of a block the block has it
        let is_whole = set_aside.is_empty() && label != blocks::STEP;
        let within = if is_whole { Vec::new() } else { unread_code(&does) };
        let branches = branches::raised(&skipped, sources);
        let fate = match does {
            Does::Change(change) => {
                let mut change = *change;
                self.doubled(&mut change);
                copied::name_columns(&mut change, &self.applying);
                let copies = copied::rows(&change);
                let fate = self.change(at, &comments, label, change);
                if let (Fate::Object(_), Some(dml)) = (&fate, copies) {
                    let (schema, statement) = (self.applying.current.clone(), self.program.statements.len() as u32);
                    self.rows.note(&self.applying, &dml, self.program.data.len());
                    self.program.data.push(Data { span: at.span, dml, schema, statement });
                }
                fate
            }
            Does::Changes(changes) => {
                let mut last = Fate::Ignored("nothing to do".into());
                for change in changes {
                    let fate = self.change(at, &comments, label, change);
                    if !matches!(last, Fate::Missing(_)) {
                        last = fate;
                    }
                }
                last
            }
            Does::Data(dml) => {
                let schema = self.applying.current.clone();
                let statement = self.program.statements.len() as u32;
                self.rows.note(&self.applying, &dml, self.program.data.len());
                self.program.data.push(Data { span: at.span, dml: *dml, schema, statement });
                Fate::Data
            }
            Does::Query(query) => {
                let schema = self.applying.current.clone();
                let statement = self.program.statements.len() as u32;
                self.program.queries.push(Asked { span: at.span, query, schema, statement });
                Fate::Data
            }
            Does::Block(body) => self.block(at, &comments, label, body, sources),
            Does::Transaction(_) => Fate::Ignored("transactions of a script are those of its target".into()),
            Does::Client(_) => Fate::Ignored("command of the client".into()),
            Does::Ignored(why) => Fate::Ignored(why.into()),
            Does::Unread(unread) => {
                self.unmade(at.span, label, sources);
                Fate::Unread(unread)
            }
        };
        let object = if let Fate::Object(id) = fate { Some(id) } else { None };
        for (span, reason) in within {
            self.program.unread.push((object, UNREAD.at(span).with("reason", reason.as_str())));
        }
        self.program.unread.extend(branches.into_iter().map(|raised| (object, raised)));
        match (fate, rest) {
            (Fate::Unread(unread), None) => self.unread(None, unread),
            (Fate::Object(id), Some(rest)) => self.unread(Some(id), rest),
            (_, Some(rest)) => self.unread(None, rest),
            (fate, None) => fate,
        }
    }

    /// Notes how dates are written where a statement runs now; what it makes runs in sessions of others.
    fn dated(&mut self, does: &Does, span: Span) {
        if let Some(format) = &self.date_format
            && matches!(does, Does::Data(_) | Does::Query(_) | Does::Block(_))
        {
            self.program.date_formats.push((span, format.clone()));
        }
    }

    fn change(&mut self, at: At, comments: &[At], label: &'static str, change: Change) -> Fate {
        if self.fixed && matches!(change, Change::Schema(_)) {
            return Fate::Ignored("the schema was given by the user".into());
        }
        if let Change::DateFormat(format) = change {
            self.date_format = Some(format);
            return Fate::Ignored("what follows it in this script is read by it".into());
        }
        if let Change::CompileFlags(_) = change {
            return Fate::Ignored("what follows it in this script is compiled with it".into());
        }
        // of rows inserted later nothing is taken back, though the table be made by a later file
        if let Change::Truncate { name, .. } = &change
            && let Some(fate) = self.truncated(at, name)
        {
            return fate;
        }
        if let Some(name) = self.absent(&change) {
            let (comments, current) = (comments.to_vec(), self.applying.current.clone());
            let statement = self.program.statements.len();
            self.waiting.push(Waiting { at, comments, label, change, current, statement });
            return Fate::Missing(name);
        }
        self.apply(at, comments, label, change)
    }

    fn apply(&mut self, at: At, comments: &[At], label: &'static str, mut change: Change) -> Fate {
        if let Change::Create { object, .. } = &mut change
            && let Kind::Other(Other::Synonym(synonym)) = &mut object.kind
            && synonym.link.is_none()
        {
            // A synonym means what its maker would have meant, wherever the synonym stands itself.
            synonym.target = self.applying.full_name(&synonym.target);
            let other = self.applying.catalog.find(Space::Schema, &self.applying.full_name(&object.name));
            let other = other.map(|id| &self.applying.catalog.get(id).kind);
            if other.is_some_and(|kind| !matches!(kind, Kind::Other(Other::Synonym(_)))) {
                return Fate::Ignored("an object that is here has its name: it is another user's, or fails".into());
            }
        }
        let emptied = if let Change::Drop(Dropping { kind: ObjectKind::Table, name, .. }) = &change {
            Some(self.applying.full_name(name))
        } else {
            None
        };
        let renamed = emptied::renamed_columns(&self.applying, &change);
        match self.applying.apply(at, comments, change) {
            Ok(id) => {
                if let Some(table) = emptied {
                    self.forget_rows(&table);
                }
                renamed.iter().for_each(|it| emptied::rename_column(self, it));
                match id {
                    Some(id) => Fate::Object(id),
                    None => Fate::Ignored("takes back what was made before".into()),
                }
            }
            Err(Problem::Absent) => Fate::Ignored("takes back what is not there".into()),
            Err(Problem::Missing(name)) => {
                self.missing(at.span, &name, label);
                Fate::Missing(name)
            }
            // what was not dropped is there
            Err(Problem::Taken(name)) if self.refused.contains(&name) => {
                Fate::Manual(format!("the name `{name}` is in use: it was not dropped").into())
            }
            Err(Problem::Taken(name)) => {
                let names = format!("`{name}` is");
                self.raise(TAKEN.at(at.span).with("names", names).with("what", format!("this {label}")));
                Fate::Manual(format!("the name `{name}` is in use").into())
            }
            Err(Problem::Refused(name, why)) => {
                self.raise(REFUSED.at(at.span).with("name", &name).with("label", label).with("why", why));
                if label.starts_with("DROP") {
                    self.refused.insert(name.clone());
                }
                Fate::Manual(format!("refused for `{name}`: {why}").into())
            }
        }
    }

    /// Notes text that was not understood: of the object's statement, or of a statement that made nothing.
    fn unread(&mut self, object: Option<ObjectId>, unread: Unread) -> Fate {
        let raised = UNREAD.at(unread.stopped.span).with("reason", unread.reason.as_str());
        self.program.unread.push((object, raised));
        Fate::Unread(unread)
    }

    fn raise(&mut self, raised: Raised) {
        self.program.findings.push(raised);
    }

    fn finish(mut self, sources: &Sources) -> Program {
        self.late();
        self.of_other_servers(sources);
        self.chains(sources);
        self.program.findings.extend(self.upgrading.said());
        let strays = std::mem::take(&mut self.strays);
        self.program.findings.extend(strays.said().map(|(span, what)| STRAY.at(span).with("what", what)));
        self.program.date_formats.sort_by_key(|(span, _)| *span);
        declared::lift(&mut self.applying, &mut self.program, sources);
        let mut catalog = self.applying.catalog;
        self.rows.settle(&catalog, &mut self.program.data);
        for read in &mut self.program.statements {
            if let Fate::Object(id) = read.fate
                && !catalog.exists(id)
            {
                read.fate = Fate::Undone;
            }
        }
        chains::of_what_is_gone(&mut self.program.unread, &catalog);
        self.program.dynamic = dynamic::find(&mut catalog, sources, &self.flags, &mut self.program.nodes);
        self.program.catalog = catalog;
        self.program
    }
}
