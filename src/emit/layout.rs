//! The tree of output files, as data: pieces gathered into one file per source object and phase, and the scripts over them.

use super::path::{Home, Taken};
use super::script;
use super::{OutFile, Phase, Piece};
use crate::name::{Name, QName};
use rustc_hash::FxHashMap;

/// A piece in its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// The piece.
    pub piece: &'a Piece,
    /// When it runs; see [`super::phase::settle`].
    pub phase: Phase,
    /// The source object that it comes from.
    pub home: &'a Home,
}

/// Everything that is written but the reports.
#[derive(Debug, Default)]
pub struct Output<'a> {
    /// All pieces but those of data, each phase in creation order.
    pub pieces: &'a [Placed<'a>],
    /// Data statements in source order.
    pub data: &'a [Piece],
    /// Queries of the scripts in source order.
    pub queries: &'a [Piece],
    /// Blocks of the scripts in source order.
    pub blocks: &'a [&'a Piece],
    /// The support library, as far as it is called.
    pub support: Option<Support>,
    /// The views of the dictionary, as far as they are read.
    pub dictionary: Option<Support>,
    /// Roles that grants name, sorted.
    pub roles: &'a [Name],
    /// Some bodies need what comes later: they are not checked while they load.
    pub late_bodies: bool,
}

/// The support library in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Statements that create it.
    pub create: String,
    /// Statements that remove it.
    pub undo: String,
}

/// The files, and where each piece stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All files: the scripts first, then the objects by path.
    pub files: Vec<OutFile>,
    /// For each piece of [`Output::pieces`]: its file, and its first line from 0.
    pub placed: Vec<(usize, u32)>,
    /// For each statement of [`Output::data`]: its first line in `data.sql`, from 0.
    pub data: Vec<u32>,
    /// For each of [`Output::blocks`]: its first line in `blocks.sql`, from 0.
    pub blocks: Vec<u32>,
}

/// One file under construction.
struct File {
    path: String,
    phase: Phase,
    pieces: Vec<usize>,
}

/// Lays out the tree.
#[must_use]
pub fn tree(output: &Output<'_>) -> Tree {
    let files = gather(output.pieces);
    let before = script::scripts(output, &files.iter().map(|f| (f.phase, f.path.as_str())).collect::<Vec<_>>());
    let (mut scripts, data, blocks) = before;
    let first = scripts.len();
    let mut sorted: Vec<&File> = files.iter().filter(|f| f.phase != Phase::Database).collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut placed = vec![(0, 0); output.pieces.len()];
    for (n, file) in sorted.into_iter().enumerate() {
        let pieces = || file.pieces.iter().filter_map(|&i| Some((i, output.pieces.get(i)?.piece)));
        let mut joined = Joined::default();
        let alone = pieces().count() == 1;
        for (i, piece) in pieces() {
            let line = if alone { 0 } else { joined.add(piece) };
            if let Some(slot) = placed.get_mut(i) {
                *slot = (first + n, line);
            }
        }
        let text =
            pieces().next().filter(|_| alone).map_or_else(|| joined.text.into(), |(_, it)| it.create.text.clone());
        scripts.push(OutFile { path: file.path.clone(), text });
    }
    Tree { files: scripts, placed, data, blocks }
}

/// Gathers pieces into files. A piece joins the file of its object and phase, unless something that it needs comes in a
/// file behind that one: then a further part of the file is begun.
fn gather(pieces: &[Placed<'_>]) -> Vec<File> {
    let mut taken = Taken::default();
    for reserved in script::NAMES {
        taken.claim(reserved.trim_end_matches(".sql"));
    }
    let mut files: Vec<File> = Vec::new();
    let mut made_in: FxHashMap<&QName, usize> = FxHashMap::default();
    // Paths are claimed in sorted order, so that they do not depend on the order of creation.
    let (mut groups, group_of) = groups(pieces, &mut taken);
    let mut order: Vec<(usize, &Placed<'_>)> = pieces.iter().enumerate().collect();
    order.sort_by_key(|(_, placed)| placed.phase);
    for (i, placed) in order {
        let Some(group) = group_of.get(i).and_then(|group| groups.get_mut(*group)) else { continue };
        let needed = placed.piece.needs.iter().filter_map(|need| made_in.get(need)).max().copied();
        let file = match group.latest {
            Some(file) if needed.is_none_or(|needed| needed <= file) => file,
            latest => {
                let path = match latest {
                    None => std::mem::take(&mut group.path),
                    Some(_) => taken.claim(&format!("{}.{}", group.stem, group.parts + 1)),
                };
                group.parts += 1;
                files.push(File { path, phase: placed.phase, pieces: Vec::new() });
                files.len() - 1
            }
        };
        group.latest = Some(file);
        for made in &placed.piece.makes {
            made_in.insert(made, file);
        }
        if let Some(file) = files.get_mut(file) {
            file.pieces.push(i);
        }
    }
    files
}

/// The pieces of an object in a phase.
struct Group {
    /// The path without extension: the object's first phase has the plain name.
    stem: String,
    /// The path of the first file, until that is begun.
    path: String,
    /// The file that was begun last.
    latest: Option<usize>,
    /// How many files were begun.
    parts: u32,
}

/// The groups by object and phase, and the group of each piece.
fn groups(pieces: &[Placed<'_>], taken: &mut Taken) -> (Vec<Group>, Vec<usize>) {
    let mut sorted: Vec<(usize, &Placed<'_>)> = pieces.iter().enumerate().collect();
    sorted.sort_by_key(|(_, placed)| (placed.home, placed.phase));
    let mut groups: Vec<Group> = Vec::new();
    let mut of = vec![0; pieces.len()];
    let mut last: Option<(&Home, Phase)> = None;
    for (i, placed) in sorted {
        let (home, phase) = (placed.home, placed.phase);
        if last != Some((home, phase)) {
            let first = last.is_none_or(|(before, _)| before != home);
            let stem = if first { home.stem() } else { format!("{}.{}", home.stem(), suffix(phase)) };
            groups.push(Group { path: taken.claim(&stem), stem, latest: None, parts: 0 });
            last = Some((home, phase));
        }
        if let Some(slot) = of.get_mut(i) {
            *slot = groups.len() - 1;
        }
    }
    (groups, of)
}

const fn suffix(phase: Phase) -> &'static str {
    match phase {
        Phase::PreData => "pre",
        Phase::Data => "data",
        Phase::Keys => "keys",
        Phase::ForeignKeys => "foreign_keys",
        Phase::PostData => "post",
        Phase::Database => "database",
        Phase::Blocks => "blocks",
    }
}

/// Texts one below the other with a blank line between.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) text: String,
    lines: u32,
}

impl Joined {
    /// Starts with a text.
    pub(super) fn after(text: String) -> Self {
        let lines = lines(&text);
        Joined { text, lines }
    }

    /// Adds a piece and says on which line it starts.
    pub(super) fn add(&mut self, piece: &Piece) -> u32 {
        if !self.text.is_empty() {
            self.text.push('\n');
            self.lines += 1;
        }
        let start = self.lines;
        self.text.push_str(&piece.create.text);
        self.lines += lines(&piece.create.text);
        start
    }
}

fn lines(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX)
}
