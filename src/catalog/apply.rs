//! Applies statements to a catalogue in script order.

use super::{Catalog, Language};
use crate::name::Name;

/// A catalogue in the making.
#[derive(Clone, Debug)]
pub struct Applying<L: Language> {
    /// What is there so far.
    pub catalog: Catalog<L>,
    /// Where unqualified names live now.
    pub current: Option<Name>,
}
