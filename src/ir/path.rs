//! Names of several parts, and how fields of JSON in them are written.

use crate::name::Name;
use smallvec::SmallVec;

/// A name of one or more parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// The parts, folded; one or two are most.
    pub parts: SmallVec<[Name; 2]>,
    /// `@link`.
    pub link: Option<Name>,
    /// How the third part and those behind it are written, which may be fields of JSON.
    pub spelled: Spelled,
}

impl Path {
    /// A name of these parts, of this database.
    #[must_use]
    pub fn of(parts: impl Into<SmallVec<[Name; 2]>>) -> Self {
        Self { parts: parts.into(), link: None, spelled: Spelled::default() }
    }

    /// The third part and those behind it as they are written.
    pub fn fields(&self) -> impl Iterator<Item = Name> {
        self.parts.iter().enumerate().skip(2).map(|(n, part)| match &self.spelled {
            Spelled::Folded => part.clone(),
            Spelled::Lower => part.to_lowercase().into(),
            Spelled::Mixed(names) => names.get(n - 2).unwrap_or(part).clone(),
        })
    }
}

/// How parts of a name are written. It makes no difference between names: only fields of JSON have letters of their own.
#[derive(Clone, Debug, Default)]
pub enum Spelled {
    /// As they are folded.
    #[default]
    Folded,
    /// In small letters.
    Lower,
    /// Otherwise.
    Mixed(Box<[Name]>),
}

impl PartialEq for Spelled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Spelled {}
