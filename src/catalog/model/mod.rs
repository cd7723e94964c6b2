//! The objects of a schema, generic over the language of their types, expressions and bodies: one kind a file.

mod grant;
mod index;
mod object;
mod partition;
mod routine;
mod sequence;
mod table;
mod user_type;
mod view;

pub use grant::{Grant, Granted, Privilege};
pub use index::{Index, IndexKey, IndexMethod};
pub use object::{Kind, Object};
pub use partition::{Bound, Limit, Partition, PartitionBy, Partitioning};
pub use routine::{Event, Mode, Param, Routine, Timing, Trigger};
pub use sequence::{Limited, Sequence};
pub use table::{
    Action, Column, Constraint, ConstraintRule, ConstraintState, Fill, ForeignKey, Identity, Nullability, OnCommit,
    OnNull, Persistence, Table,
};
pub use user_type::{Attribute, Method, MethodRole, ObjectType, TypeShape, UserType};
pub use view::{Materialized, Refresh, View, ViewColumn};
