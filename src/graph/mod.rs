//! Dependencies of any list of things with what they make and need: creation order, cycles, waves, reach. Knows no catalogue.

pub mod draw;
pub mod model;
pub mod order;
mod svg;

pub use draw::{FORMATS, Filter, Format};
pub use model::{Edge, EdgeKind, Graph, Node};
pub use order::{Item, Ordered, components, order};
