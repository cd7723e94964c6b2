//! Lowering: one construct a file, bottom-up and typed. The only place that sees `ir` and `pg` together.
//!
//! Each lowering yields `pg` nodes and says what it did through [`Cx`]: exact, review, manual, dropped. Children are all lowered
//! before the first `?`, so every construct of an object is reported, not only the first.

pub mod cx;
pub mod plan;

pub use cx::{Cx, Low, Lower, Manual};
pub use plan::Plan;

use crate::analyze::Facts;
use crate::ir;
use crate::profile::Profile;

/// What every lowering may read; nobody changes it.
#[derive(Debug)]
pub struct Program<'a> {
    /// What was read.
    pub read: &'a ir::Program,
    /// What is known of its nodes.
    pub facts: &'a Facts,
    /// The options.
    pub profile: &'a Profile,
    /// What was decided over the whole program.
    pub plan: Plan,
}
