//! Places in the input, node identity, and the arenas and side tables that are keyed by them.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A stretch of decoded source text: bytes `lo..hi` in one position space over all files of a run.
///
/// The file of a span is found by binary search in `input::Sources`; nothing carries a file id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub lo: u32,
    /// One past the last byte.
    pub hi: u32,
}

impl Span {
    /// The stretch `lo..hi`.
    #[must_use]
    pub const fn new(lo: u32, hi: u32) -> Self {
        Self { lo, hi }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.hi.saturating_sub(self.lo)
    }

    /// Whether it covers nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.hi <= self.lo
    }

    /// Whether `other` lies within.
    #[must_use]
    pub const fn contains(self, other: Span) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }
}

/// Identity of a node of the source tree, unique within a run. Not stable between runs: no output may show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// Who and where a node is. Always equal to any other: where a node stands is not what it is,
/// so the derived `==` of a tree compares meaning.
#[derive(Clone, Copy, Debug, Default)]
pub struct At {
    /// Key for side tables.
    pub id: NodeId,
    /// The text the node was read from.
    pub span: Span,
}

impl PartialEq for At {
    fn eq(&self, _: &At) -> bool {
        true
    }
}

impl Eq for At {}

/// Index type of an [`IdVec`].
pub trait Id: Copy {
    /// From a position in the arena.
    fn from_index(index: usize) -> Self;
    /// The position in the arena.
    fn index(self) -> usize;
}

/// A vector indexed by its own id type; ids come from [`IdVec::push`] only.
#[derive(Clone, Debug, PartialEq)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    id: PhantomData<fn() -> I>,
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), id: PhantomData }
    }
}

impl<I: Id, T> IdVec<I, T> {
    /// Appends and returns the id of the new item.
    pub fn push(&mut self, item: T) -> I {
        let id = I::from_index(self.items.len());
        self.items.push(item);
        id
    }

    /// All items with their ids, in order of creation.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(i, item)| (I::from_index(i), item))
    }

    /// All items, mutable.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (I, &mut T)> {
        self.items.iter_mut().enumerate().map(|(i, item)| (I::from_index(i), item))
    }

    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items as a slice, for parallel iteration.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "an id exists only because `push` returned it, and items are never removed"
)]
impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "an id exists only because `push` returned it, and items are never removed"
)]
impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

/// What a pass found out about nodes. A node that nobody wrote about has the default; reading cannot fail.
///
/// Ids of one text are close to each other and may be far from those of the next, so only pages that are written to take room.
#[derive(Clone, Debug, Default)]
pub struct SideTable<T> {
    pages: Vec<Option<Box<Page<T>>>>,
}

/// Ids on a page.
const PAGE: usize = 64;

type Page<T> = [T; PAGE];

impl<T: Copy + Default> SideTable<T> {
    /// A table for ids below `nodes`.
    #[must_use]
    pub fn new(nodes: u32) -> Self {
        Self { pages: vec![None; (nodes as usize).div_ceil(PAGE)] }
    }

    /// What is known about the node.
    #[must_use]
    pub fn of(&self, at: At) -> T {
        let id = at.id.0 as usize;
        let page = self.pages.get(id / PAGE).and_then(Option::as_ref);
        page.and_then(|page| page.get(id % PAGE)).copied().unwrap_or_default()
    }

    /// Records a fact; ids beyond the table are ignored.
    pub fn set(&mut self, id: NodeId, value: T) {
        let id = id.0 as usize;
        let Some(page) = self.pages.get_mut(id / PAGE) else { return };
        let page = page.get_or_insert_with(|| Box::new([T::default(); PAGE]));
        if let Some(slot) = page.get_mut(id % PAGE) {
            *slot = value;
        }
    }
}
