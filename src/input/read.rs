//! From what the user names to texts and pieces: walk, decode, run each script, read each file once, number the positions.

use super::library::{Library, Loaded};
use super::sources::{Edit, File};
use super::sqlplus::{self, Item, Reading, Script};
use super::{Input, Piece, decode, walk};
use crate::finding::{Arg, Confidence, Effort, Raised, Rule, Severity, Source};
use crate::span::Span;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes that are no text in the encoding of their file.
static UNDECODABLE: Rule = Rule {
    name: "undecodable-bytes",
    codes: &[(Source::Oracle, "OR-DIC-013")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 2),
    message: "`{file}` holds bytes that are not {encoding}; each stands as U+FFFD",
    help: "name the encoding of the file with `--encoding`, or mend the bytes",
    doc: "",
    ..Rule::PLAIN
};

/// An encoding that nobody gave.
static GUESSED: Rule = Rule {
    name: "guessed-encoding",
    codes: &[(Source::Oracle, "HD-004")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::NONE,
    message: "`{file}` is not UTF-8; it is read as {encoding}, which is a guess",
    help: "look at this character; if it is wrong, name the encoding with `--encoding`",
    doc: "",
    ..Rule::PLAIN
};

/// A NUL, which no PostgreSQL text can hold.
static NUL: Rule = Rule {
    name: "nul-character",
    codes: &[(Source::Oracle, "HD-005")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 2),
    message: "`{file}` holds a NUL character, which PostgreSQL cannot store",
    help: "remove it from the file",
    doc: "",
    ..Rule::PLAIN
};

/// Rules about bytes.
pub(super) static RULES: &[&Rule] = &[&UNDECODABLE, &GUESSED, &NUL];

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Files and folders that are read for names and types only.
    pub context: Vec<PathBuf>,
    /// Globs of further files.
    pub include: Vec<String>,
    /// The bytes of standard input, with the name that they go by.
    pub stdin: Option<(String, Vec<u8>)>,
    /// Name of the encoding of all files, where it is not to be found out.
    pub encoding: Option<String>,
    /// Values of substitution variables, by name.
    pub define: Vec<(String, String)>,
    /// The source, where it is known: the scripts of others than Oracle are not read as scripts of SQL*Plus.
    pub from: Option<Source>,
    /// Nobody asks for digests of the files, which take a tenth of the time that reading and checking takes.
    pub undigested: bool,
}

/// Why nothing can be read, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    message: String,
}

impl Trouble {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Trouble {}

/// Reads everything that was asked for.
///
/// # Errors
/// An input that is not there or cannot be read, no script among the inputs, or more text than positions: 4 GiB.
pub fn read(request: &Request) -> Result<Input, Trouble> {
    let encoding = request.encoding.as_deref().map(decode::encoding).transpose().map_err(Trouble::new)?;
    let root = walk::root(&request.paths)?;
    let include = walk::globs(&request.include)?;
    let walked = walk::walk(&request.paths, &root, &include)?;
    let beside = walk::walk(&request.context, &root, &include)?;
    let library = Library::new(root, encoding, request.undigested);
    let load = |files: &[PathBuf]| {
        files.par_iter().map(|id| library.load(id).map_err(Trouble::new)).collect::<Result<Vec<_>, _>>()
    };
    let mut files = load(&walked.files)?;
    let given: BTreeSet<&PathBuf> = walked.files.iter().collect();
    let beside: Vec<PathBuf> = beside.files.into_iter().filter(|id| !given.contains(id)).collect();
    let context = load(&beside)?;
    if let Some((name, bytes)) = &request.stdin {
        files.push(library.add(name, bytes.clone()));
    }
    let mut not_read = walked.passed;
    files.retain(|file| {
        let binary = decode::is_binary(&file.text);
        if binary {
            not_read.push((file.path.clone(), "it holds binary data, not text".to_owned()));
        }
        !binary
    });
    if files.is_empty() {
        return Err(no_files(&not_read));
    }
    let read = |file: &Arc<Loaded>| script(&library, file, request);
    let scripts: Vec<Script> = files.par_iter().map(read).collect();
    let others: Vec<Script> = context.par_iter().map(read).collect();
    drop((files, context));
    let mut input = assemble(library, scripts, others)?;
    let known: BTreeSet<&str> = input.sources.files().iter().map(|f| f.path.as_str()).collect();
    not_read.retain(|(path, _)| !known.contains(path.as_str()));
    not_read.sort();
    input.not_read = not_read;
    Ok(input)
}

fn no_files(not_read: &[(String, String)]) -> Trouble {
    match not_read {
        [] => Trouble::new("there is no file to read"),
        [(path, why), ..] => Trouble::new(format!(
            "there is no script among the {} files of the input: `{path}` was not read, because {why}",
            not_read.len()
        )),
    }
}

impl Input {
    /// Reads bytes as the file of this path, without a file system.
    #[must_use]
    pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Self {
        Self::from_texts(&[(path, &decode::decode(bytes, None).text)])
    }

    /// Reads texts by path, without a file system: for tests and fuzzing.
    #[must_use]
    pub fn from_texts(texts: &[(&str, &str)]) -> Self {
        Self::from_texts_with(texts, &[])
    }

    /// The same, with values of substitution variables.
    #[must_use]
    pub fn from_texts_with(texts: &[(&str, &str)], define: &[(String, String)]) -> Self {
        let library = Library::of_texts(texts);
        let mut paths: Vec<&str> = texts.iter().map(|(path, _)| *path).collect();
        paths.sort_unstable();
        let request = Request { define: define.to_vec(), ..Request::default() };
        let load = |path: &&str| library.load(&super::library::normal(path.as_ref())).ok();
        let scripts = paths.iter().filter_map(load).map(|file| script(&library, &file, &request)).collect();
        assemble(library, scripts, Vec::new()).unwrap_or_default()
    }
}

/// Runs one script.
fn script(library: &Library, file: &Arc<Loaded>, request: &Request) -> Script {
    match request.from {
        None | Some(Source::Oracle) => sqlplus::read(library, file.clone(), &request.define),
        Some(Source::MySql | Source::SqlServer | Source::Postgres) => {
            let length = u32::try_from(file.text.len()).unwrap_or(u32::MAX);
            let items = vec![Item::Piece(Piece::Sql(Span::new(0, length)))];
            let reading = Reading { file: file.clone(), text: None, edits: Vec::new(), items, findings: Vec::new() };
            Script { readings: vec![reading], included: FxHashSet::default() }
        }
    }
}

/// Puts scripts one behind the other. What another script includes is read there, and not once more on its own.
fn assemble(library: Library, scripts: Vec<Script>, context: Vec<Script>) -> Result<Input, Trouble> {
    // From here on each file has one owner, so that its text moves and is not copied.
    drop(library);
    let mut all = Assembly::default();
    for (scripts, context) in [(scripts, false), (context, true)] {
        let chosen = chosen(&scripts);
        let started: Vec<Script> =
            scripts.into_iter().zip(chosen).filter_map(|(s, chosen)| chosen.then_some(s)).collect();
        for script in started {
            all.script(script, context)?;
        }
    }
    Ok(all.input)
}

/// Which scripts are started by themselves: those that no other one includes; of a circle the first.
fn chosen(scripts: &[Script]) -> Vec<bool> {
    let id = |script: &Script| script.readings.first().map(|r| r.file.id.clone()).unwrap_or_default();
    let ids: Vec<PathBuf> = scripts.iter().map(id).collect();
    let mut covered: FxHashSet<&PathBuf> = FxHashSet::default();
    for (script, own) in scripts.iter().zip(&ids) {
        covered.extend(script.included.iter().filter(|included| *included != own));
    }
    let mut chosen: Vec<bool> = ids.iter().map(|id| !covered.contains(id)).collect();
    let mut reached: FxHashSet<&PathBuf> = FxHashSet::default();
    for ((script, id), _) in scripts.iter().zip(&ids).zip(&chosen).filter(|(_, chosen)| **chosen) {
        reached.insert(id);
        reached.extend(&script.included);
    }
    for ((script, id), chosen) in scripts.iter().zip(&ids).zip(&mut chosen) {
        if !reached.contains(id) {
            *chosen = true;
            reached.insert(id);
            reached.extend(&script.included);
        }
    }
    chosen
}

/// Scripts in one position space.
#[derive(Default)]
struct Assembly {
    input: Input,
    scripts: u32,
    /// Readings so far, by the name of the file: index into the files.
    known: FxHashMap<PathBuf, Vec<usize>>,
    /// Variables that were reported: index into the findings.
    reported: BTreeMap<String, usize>,
    /// Includes in vain that were reported: of which script, and what was said.
    absent: FxHashSet<(Option<usize>, Absent)>,
}

/// The rule that says that something is absent, and what it says.
type Absent = (&'static str, Vec<(&'static str, Arg)>);

impl Assembly {
    fn script(&mut self, script: Script, context: bool) -> Result<(), Trouble> {
        let mut readings: Vec<Option<Reading>> = script.readings.into_iter().map(Some).collect();
        self.reading(&mut readings, 0, context)?;
        self.scripts += 1;
        Ok(())
    }

    /// Adds a reading and what it includes. One that says nothing new gives its effects, but its statements do not count twice.
    fn reading(&mut self, all: &mut [Option<Reading>], index: usize, context: bool) -> Result<(), Trouble> {
        let Some(reading) = all.get_mut(index).and_then(Option::take) else { return Ok(()) };
        let Reading { file, text, edits, items, findings } = reading;
        let before = self.known.get(&file.id).map_or(&[][..], Vec::as_slice);
        let new_text = text.as_ref().unwrap_or(&file.text);
        let files = self.input.sources.files();
        let same = before.iter().any(|i| files.get(*i).is_some_and(|f| f.text == *new_text));
        if same {
            for item in items {
                if let Item::Include(index) = item {
                    self.reading(all, index, context)?;
                }
            }
            return Ok(());
        }
        let again = !before.is_empty();
        if self.input.sources.room() < new_text.len() as u64 + 1 {
            let message = format!("the input is too large at `{}`: 4 GiB of text is the most in one run", file.path);
            return Err(Trouble::new(message));
        }
        let base = self.push(file, text, edits, context, again);
        for mut raised in findings {
            raised.span = moved(raised.span, base);
            if !again || self.is_new(&raised) {
                self.raise(raised);
            }
        }
        for item in items {
            match item {
                Item::Piece(piece) => self.input.pieces.push(piece.moved(base)),
                Item::Include(index) => self.reading(all, index, context)?,
            }
        }
        Ok(())
    }

    fn push(&mut self, file: Arc<Loaded>, text: Option<String>, edits: Vec<Edit>, context: bool, again: bool) -> u32 {
        let id = file.id.clone();
        let marks = Marks::new(&file);
        let new = File {
            path: file.path.clone(),
            sha256: file.sha256.clone(),
            bytes: file.bytes,
            encoding: file.encoding,
            context,
            script: self.scripts,
            again,
            edits,
            ..File::default()
        };
        let decoded = Arc::try_unwrap(file).map_or_else(|shared| shared.text.clone(), |own| own.text);
        let new = match text {
            Some(text) => File { text, original: Some(decoded), ..new },
            None => File { text: Arc::try_unwrap(decoded).unwrap_or_else(|shared| shared.as_str().to_owned()), ..new },
        };
        self.known.entry(id).or_default().push(self.input.sources.files().len());
        let (path, encoding) = (new.path.clone(), new.encoding);
        let marks = marks.in_text_of(&new);
        let base = self.input.sources.push(new);
        if !again && !context {
            self.encoding(&path, encoding, marks, base);
        }
        base
    }

    /// What there is to say of the bytes of a file.
    fn encoding(&mut self, path: &str, encoding: &'static str, marks: Marks, base: u32) {
        let found = [(&UNDECODABLE, marks.undecodable), (&GUESSED, marks.guessed), (&NUL, marks.nul)];
        for (rule, offset) in found.into_iter().filter_map(|(rule, offset)| Some((rule, offset?))) {
            let lo = base.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
            let span = Span::new(lo, lo.saturating_add(1));
            self.raise(rule.at(span).with("file", path).with("encoding", encoding));
        }
    }

    /// Whether a further reading of a file has something to say that an earlier one did not say at the same place.
    fn is_new(&self, raised: &Raised) -> bool {
        let sources = &self.input.sources;
        let place = sources.place(raised.span);
        let mut known = self.input.findings.iter().filter(|f| f.rule == raised.rule && f.args == raised.args);
        !known.any(|f| sources.place(f.span) == place)
    }

    /// Notes a finding; of a variable only the first, and the most serious, and of a file that a script includes in vain the first.
    fn raise(&mut self, raised: Raised) {
        if raised.arg("file").is_some() && raised.arg("why").is_some() {
            let script = self.input.sources.number(raised.span);
            if !self.absent.insert((script, (raised.rule.name, raised.args.clone()))) {
                return;
            }
        }
        let variable = raised.arg("variable").map(ToString::to_string);
        if let Some(variable) = variable {
            if let Some(known) = self.reported.get(&variable).and_then(|i| self.input.findings.get_mut(*i)) {
                let other = if raised.severity < known.severity { std::mem::replace(known, raised) } else { raised };
                if other.severity == Severity::Blocker {
                    self.input.without_value.push(other);
                }
                return;
            }
            self.reported.insert(variable, self.input.findings.len());
        }
        self.input.findings.push(raised);
    }
}

/// Where there is something to say of the bytes of a file: offsets in the decoded text.
struct Marks {
    undecodable: Option<usize>,
    guessed: Option<usize>,
    nul: Option<usize>,
}

impl Marks {
    fn new(file: &Loaded) -> Self {
        let first = || file.text.bytes().position(|b| !b.is_ascii()).unwrap_or(0);
        Self {
            undecodable: file.undecodable,
            guessed: file.guessed.then(first),
            nul: memchr::memchr(0, file.text.as_bytes()),
        }
    }

    fn in_text_of(self, file: &File) -> Self {
        let moved = |offset: Option<usize>| offset.map(|o| file.in_text(u32::try_from(o).unwrap_or(u32::MAX)) as usize);
        Self { undecodable: moved(self.undecodable), guessed: moved(self.guessed), nul: moved(self.nul) }
    }
}

fn moved(span: Span, base: u32) -> Span {
    Span::new(base + span.lo, base + span.hi)
}

impl Piece {
    fn moved(self, base: u32) -> Piece {
        match self {
            Piece::Sql(span) => Piece::Sql(moved(span, base)),
            Piece::Exec { span, body } => Piece::Exec { span: moved(span, base), body: moved(body, base) },
            Piece::Client { span, word, user } => Piece::Client { span: moved(span, base), word, user },
        }
    }
}
