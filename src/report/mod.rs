//! Plain report data and one file per format. Knows neither `ir` nor `pg`.

pub mod build;
pub mod findings;
pub mod model;
pub mod objects;
pub mod policy;
pub mod sums;

pub use build::{Emitted, Run, Statement, build};
pub use policy::Policy;
