//! Object kinds and clauses that only PostgreSQL has.

use super::Type;
use crate::catalog::{Mention, Mentioned, Part};
use crate::name::{Name, QName};
use ecow::EcoString;

/// What a table, column, index, view or routine may carry besides.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// `WITH (name = value)`.
    Storage(&'static str, EcoString),
    /// `UNLOGGED`.
    Unlogged,
    /// `LANGUAGE`.
    Language(&'static str),
    /// `IMMUTABLE`, `STABLE`; volatile is not written.
    Volatility(&'static str),
    /// `PARALLEL SAFE`.
    ParallelSafe,
    /// `SECURITY DEFINER`, with the pinned search path.
    SecurityDefiner,
    /// `SET name = value`.
    Set(&'static str, EcoString),
    /// `NULLS NOT DISTINCT` of a unique key.
    NullsNotDistinct,
    /// `NOT VALID`.
    NotValid,
    /// `NOT ENFORCED`, new in 18; for an older target, and for keys, the constraint is printed as a comment only.
    NotEnforced,
    /// `INCLUDE (…)` of a key.
    Include(Vec<Name>),
    /// `USING INDEX name`.
    UsingIndex(Name),
    /// `EXECUTE FUNCTION name('argument')` of a trigger whose function is made elsewhere.
    Execute(QName, Vec<EcoString>),
    /// `REVOKE ALL … FROM PUBLIC` of a routine.
    Private,
    /// `STRICT`: null in, null out.
    Strict,
    /// What plpgsql_check would warn of though it is as it must be: these warnings are off in this routine, by a comment that says
    /// why.
    Unwarned(Vec<EcoString>, Vec<&'static str>),
}

impl Part for Clause {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        if let Clause::Execute(name, _) = self {
            found(Mention { name, what: Mentioned::Routine });
        }
    }
}

/// An object kind that only PostgreSQL has.
#[derive(Clone, Debug, PartialEq)]
pub enum Other {
    /// `CREATE SERVER … FOREIGN DATA WRAPPER …`.
    Server {
        /// Wrapper.
        wrapper: Name,
        /// Options.
        options: Vec<(Name, EcoString)>,
    },
    /// `CREATE FOREIGN TABLE` over a server.
    ForeignTable {
        /// Columns.
        columns: Vec<(Name, Type)>,
        /// Server.
        server: Name,
        /// Options.
        options: Vec<(Name, EcoString)>,
    },
    /// `SELECT setval(…)`, once the rows are there.
    SetValue(SetValue),
    /// `DO`, in `blocks.sql` only.
    Do(Box<super::Block>),
    /// `CREATE ROLE`, in `database.sql` only, and whether it may log in.
    Role(bool),
    /// `ALTER DATABASE … SET …`, in `database.sql` only.
    Setting(Name, EcoString),
    /// `CREATE AGGREGATE`, `CREATE COLLATION` and others that only the support library has are text there, not here; what stands
    /// in for an object that a person must write: its comment, which names the reason.
    Placeholder(EcoString),
    /// A PostgreSQL object that drift reads and we never emit.
    Opaque(EcoString, EcoString),
}

/// `SELECT setval('sequence', …)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetValue {
    /// To a number that was given out: the next call gives the one behind it.
    After(QName, i128),
    /// Behind the numbers that a column holds, where it has not got so far.
    Behind(Box<SetBehind>),
}

/// Sets a sequence behind the numbers that a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetBehind {
    /// The sequence; `None`: that of the identity column itself.
    pub sequence: Option<QName>,
    /// The table.
    pub table: QName,
    /// The column.
    pub column: Name,
    /// It counts down.
    pub descending: bool,
    /// Its first number.
    pub first: i128,
    /// Its last number, where that is not the end of `bigint`.
    pub last: Option<i128>,
}

impl Part for Other {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Other::ForeignTable { columns, .. } => columns.iter().for_each(|(_, ty)| ty.mentions(found)),
            Other::Do(block) => block.mentions(found),
            Other::SetValue(SetValue::After(sequence, _)) => {
                found(Mention { name: sequence, what: Mentioned::Sequence });
            }
            Other::SetValue(SetValue::Behind(set)) => {
                let sequence = set.sequence.iter().map(|name| Mention { name, what: Mentioned::Sequence });
                sequence.chain([Mention { name: &set.table, what: Mentioned::Relation }]).for_each(found);
            }
            Other::Server { .. } | Other::Role(_) | Other::Setting(..) | Other::Placeholder(_) | Other::Opaque(..) => {}
        }
    }
}

/// The schema of an emitted name, for those who only need that.
#[must_use]
pub fn schema_of(name: &QName) -> &str {
    name.schema.as_deref().unwrap_or("public")
}
