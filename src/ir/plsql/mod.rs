//! Code: blocks with their declarations, statements and exception handlers, as the source writes them.

pub mod change;
pub mod comments;
pub mod data;
pub mod declare;
pub mod dynamic;
pub mod loops;
mod rows;
pub mod walk;

pub use data::*;
pub use declare::*;
pub use loops::*;

use super::{Argument, Dml, Expr, Path, Query, Unread};
use crate::name::Name;
use crate::span::At;

/// A block: of a routine, a trigger, a script, or within another block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Who and where.
    pub at: At,
    /// `<<label>>` in front of a block that is no statement.
    pub labels: Vec<Name>,
    /// Declarations in order.
    pub declarations: Vec<Declaration>,
    /// Statements in order.
    pub statements: Vec<Stmt>,
    /// `EXCEPTION WHEN …`.
    pub handlers: Vec<Handler>,
    /// Points in time of a compound trigger, whose block has declarations only.
    pub sections: Vec<Section>,
    /// The name behind `END`.
    pub end: Option<Name>,
}

/// `BEFORE STATEMENT IS BEGIN … END BEFORE STATEMENT`: one point in time of a compound trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Who and where.
    pub at: At,
    /// `BEFORE STATEMENT`, `BEFORE EACH ROW`, `AFTER EACH ROW`, `AFTER STATEMENT`, `INSTEAD OF EACH ROW`.
    pub point: &'static str,
    /// The code.
    pub block: Block,
}

/// `WHEN a OR b THEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// Who and where.
    pub at: At,
    /// Exceptions; `OTHERS` as that name alone.
    pub exceptions: Vec<Path>,
    /// What is done.
    pub statements: Vec<Stmt>,
}

/// Comments that belong to a statement: those before it since the one before, and those inside that no statement within has.
/// Always equal to any others: what is said about a statement is not what it does.
#[derive(Clone, Debug, Default)]
pub struct Comments(pub Option<Box<[At]>>);

impl PartialEq for Comments {
    fn eq(&self, _: &Comments) -> bool {
        true
    }
}

/// A statement. At most 112 bytes: rare and large forms are boxed.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// Who and where, without the terminator.
    pub at: At,
    /// `<<label>>`.
    pub labels: Box<[Name]>,
    /// Comments.
    pub comments: Comments,
    /// What.
    pub kind: StmtKind,
}

/// What a statement is.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// `NULL`.
    Null,
    /// `target := value`.
    Assign(Box<[Expr; 2]>),
    /// A call of a procedure or of a method; without arguments it is a name.
    Call(Box<Expr>),
    /// `IF`.
    If(Box<If>),
    /// `CASE`.
    Case(Box<CaseStmt>),
    /// `LOOP`, `WHILE … LOOP`, `FOR … LOOP`.
    Loop(Box<Loop>),
    /// `EXIT`, `CONTINUE`.
    Leave(Box<Leave>),
    /// `GOTO`.
    Goto(Name),
    /// `RETURN`.
    Return(Option<Box<Expr>>),
    /// `RAISE`.
    Raise(Option<Box<Path>>),
    /// A block.
    Block(Box<Block>),
    /// `OPEN`.
    Open(Box<Open>),
    /// `FETCH`.
    Fetch(Box<Fetch>),
    /// `CLOSE`.
    Close(Box<Expr>),
    /// `SELECT … INTO`.
    Select(Box<Query>),
    /// `INSERT`, `UPDATE`, `DELETE`, `MERGE`.
    Dml(Box<Dml>),
    /// `FORALL`.
    Forall(Box<Forall>),
    /// `EXECUTE IMMEDIATE`.
    Execute(Box<Execute>),
    /// `PIPE ROW`.
    PipeRow(Box<Expr>),
    /// `COMMIT` and its kin.
    Transaction(Box<Transaction>),
    /// `PRAGMA INLINE` and others that may stand among statements.
    Pragma(Box<Pragma>),
    /// Not understood.
    Unread(Box<Unread>),
}

/// `IF`.
#[derive(Clone, Debug, PartialEq)]
pub struct If {
    /// `IF … THEN …`, `ELSIF … THEN …`.
    pub arms: Vec<(Expr, Vec<Stmt>)>,
    /// `ELSE`.
    pub otherwise: Option<Vec<Stmt>>,
}

/// `CASE` as a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseStmt {
    /// The selector of a simple case.
    pub selector: Option<Expr>,
    /// `WHEN … THEN …`; several choices in 23ai.
    pub arms: Vec<(Vec<Choice>, Vec<Stmt>)>,
    /// `ELSE`; without it, a case that matches nothing raises `CASE_NOT_FOUND`.
    pub otherwise: Option<Vec<Stmt>>,
    /// The label behind `END CASE`.
    pub end: Option<Name>,
}

/// What the selector of a case is held against.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// A value, or a condition of a case without selector.
    Is(Expr),
    /// A test that the selector stands before (23ai): `> 5`, `BETWEEN 1 AND 2`, `IS NULL`; a whole condition whose first operand is
    /// the selector, as an empty tuple.
    Test(Expr),
}

/// `EXIT`, `CONTINUE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Leave {
    /// `CONTINUE`.
    pub again: bool,
    /// The label of the loop.
    pub label: Option<Name>,
    /// `WHEN`.
    pub when: Option<Expr>,
}

/// `PRAGMA name (arguments)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pragma {
    /// Who and where.
    pub at: At,
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Argument>,
}
