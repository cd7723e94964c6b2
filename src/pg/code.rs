//! PL/pgSQL: blocks, declarations and statements.

use super::{Dml, Expr, Query, Type};
use crate::catalog::{Mention, Part, Sequence};
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// The code of a routine.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// `RETURN expr`, of an SQL function.
    Return(Expr),
    /// PL/pgSQL.
    Block(Block),
}

/// A block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// `<<label>>`.
    pub label: Option<Name>,
    /// `DECLARE`.
    pub declarations: Vec<Declaration>,
    /// Statements.
    pub statements: Vec<Stmt>,
    /// `EXCEPTION`.
    pub handlers: Vec<Handler>,
    /// What is said behind `BEGIN`: how errors keep what was done before them.
    pub note: Option<&'static str>,
}

/// `WHEN … THEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// Where the source has it.
    pub at: At,
    /// What it catches.
    pub conditions: Vec<Condition>,
    /// What is done.
    pub statements: Vec<Stmt>,
}

/// What a handler catches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `OTHERS`.
    Others,
    /// A condition by its name.
    Named(&'static str),
    /// `SQLSTATE '…'`.
    State(EcoString),
}

impl From<Vec<Stmt>> for Block {
    fn from(statements: Vec<Stmt>) -> Self {
        Self { statements, ..Self::default() }
    }
}

/// A variable or constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// Where the source declares it.
    pub at: At,
    /// Its name.
    pub name: Name,
    /// `CONSTANT`.
    pub constant: bool,
    /// Its type.
    pub ty: Type,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `:=`.
    pub value: Option<Expr>,
}

/// A statement of PL/pgSQL.
#[derive(Clone, Debug, PartialEq)]
pub enum Stmt {
    /// A statement that stands for one of the source, and what the source says about it.
    Of(At, Box<[At]>, Box<Stmt>),
    /// `target := value;`
    Assign(Box<[Name]>, Expr),
    /// `IF … THEN … ELSIF … ELSE … END IF;`
    If(Vec<(Expr, Vec<Stmt>)>, Vec<Stmt>),
    /// `CASE … WHEN … THEN … ELSE … END CASE;`
    Case(Box<CaseStmt>),
    /// `LOOP … END LOOP;`
    Loop(Box<Loop>),
    /// `EXIT`, `CONTINUE`.
    Leave(Box<Leave>),
    /// `RETURN;`, `RETURN expr;`
    Return(Option<Expr>),
    /// `RAISE EXCEPTION USING ERRCODE = …, MESSAGE = …;`
    Raise {
        /// SQLSTATE.
        code: Expr,
        /// Message.
        message: Expr,
    },
    /// `RAISE NOTICE '%', …;`
    Notice(Expr),
    /// `CALL procedure(…);`
    Call(Expr),
    /// `PERFORM …;`
    Perform(Expr),
    /// `EXECUTE text INTO …;`
    Execute(Expr, Vec<Box<[Name]>>),
    /// `RAISE;`
    Reraise,
    /// `NULL;`
    Null,
    /// `OPEN cursor FOR query;`
    Open(Name, Box<Query>),
    /// `FETCH cursor INTO …;`
    Fetch(Name, Vec<Box<[Name]>>),
    /// `CLOSE cursor;`
    Close(Name),
    /// `GET DIAGNOSTICS v = ITEM, …;`; true: `STACKED`.
    Diagnostics(bool, Vec<(Box<[Name]>, &'static str)>),
    /// `COMMIT;`
    Commit,
    /// `ROLLBACK;`
    Rollback,
    /// `SET TRANSACTION …;`
    SetTransaction(&'static str),
    /// `LOCK TABLE … IN … MODE …;`
    Lock(Vec<QName>, &'static str, bool),
    /// A statement that makes, changes, empties or drops objects.
    Ddl(Box<Ddl>),
    /// A query whose one row goes into variables.
    Select(Box<SelectInto>),
    /// A data statement.
    Dml(Dml),
    /// `… RETURNING a INTO x`.
    Returning(Box<Returning>),
    /// A block.
    Block(Box<Block>),
    /// A place whose source has no form; the source stands there as a comment.
    Gap(Box<Gap>),
}

/// A statement of code that makes, changes, empties or drops objects.
#[derive(Clone, Debug, PartialEq)]
pub enum Ddl {
    /// `CREATE …`, with what belongs to it: the keys of a table.
    Create(Vec<super::Object>),
    /// `ALTER SEQUENCE …`: what is written changes.
    AlterSequence(QName, Sequence, Option<Restart>),
    /// `TRUNCATE …`; true: of a table that is there before the code is.
    Truncate(QName, bool),
    /// `DROP …`.
    Drop(Drop),
    /// `ALTER TABLE … ENABLE TRIGGER …` of each; false: `DISABLE`.
    Triggers(Vec<(QName, Name)>, bool),
}

/// `RESTART`, `RESTART WITH n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restart(pub Option<i128>);

/// `DROP word name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drop {
    /// `TABLE`, `INDEX`, …
    pub word: &'static str,
    /// Which.
    pub name: QName,
    /// `IF EXISTS`.
    pub if_present: bool,
    /// `CASCADE`.
    pub cascade: bool,
}

/// A place whose source has no form.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The source.
    pub at: At,
    /// What a person is told.
    pub text: EcoString,
    /// What stands there.
    pub how: GapForm,
}

/// What stands where the source has no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapForm {
    /// Code that raises `assert_failure` when it is reached.
    Raises,
    /// A declaration that PostgreSQL refuses when the routine is made.
    Refused,
    /// Nothing but the comment.
    Open,
}

/// `CASE` as a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseStmt {
    /// The selector of a simple case.
    pub selector: Option<Expr>,
    /// `WHEN … THEN …`.
    pub arms: Vec<(Vec<Expr>, Vec<Stmt>)>,
    /// `ELSE`; without it, a case that matches nothing is an error.
    pub otherwise: Option<Vec<Stmt>>,
}

/// A loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// `<<label>>`.
    pub label: Option<Name>,
    /// How long.
    pub over: Over,
    /// What.
    pub body: Vec<Stmt>,
}

/// How long a loop runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// Until something leaves it.
    Forever,
    /// `WHILE`.
    While(Expr),
    /// `FOR name IN from..to`; true: `REVERSE`, with the bounds as PostgreSQL wants them: from the first value to the last.
    Range(Name, bool, Box<[Expr; 2]>),
    /// `FOR name IN from..to BY step`.
    Steps(Name, bool, Box<[Expr; 3]>),
    /// `FOR record IN query`.
    Query(Name, Box<Query>),
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

/// `SELECT … INTO STRICT a, b FROM …`.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectInto {
    /// The query.
    pub query: Query,
    /// `STRICT`.
    pub strict: bool,
    /// Variables and fields of records.
    pub into: Vec<Box<[Name]>>,
}

/// A data statement that gives back values of the row that it wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Returning {
    /// The statement.
    pub dml: Dml,
    /// Values.
    pub values: Vec<Expr>,
    /// Variables and fields of records.
    pub into: Vec<Box<[Name]>>,
    /// The name of the written rows, where the values are aggregates of all of them.
    pub gathered: Option<Name>,
}

impl Part for Body {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Body::Return(expr) => expr.mentions(found),
            Body::Block(block) => block.mentions(found),
        }
    }
}

impl Part for Block {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        for declaration in &self.declarations {
            declaration.ty.mentions(found);
            declaration.value.iter().for_each(|e| e.mentions(found));
        }
        self.statements.iter().for_each(|s| s.mentions(found));
        self.handlers.iter().flat_map(|h| &h.statements).for_each(|s| s.mentions(found));
    }
}

impl Part for Stmt {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        each(self, &mut |node| match node {
            Node::Expr(e) => e.mentions(found),
            Node::Query(query) => query.mentions(found),
            Node::Dml(dml) => dml.mentions(found),
            Node::Declaration(it) => it.ty.mentions(found),
            Node::Lock(name) => found(Mention { name, what: crate::catalog::Mentioned::Relation }),
            Node::Notice | Node::Execute | Node::Gap | Node::Transaction | Node::Handled => {}
        });
    }
}

/// What a statement is made of, besides statements.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A query.
    Query(&'a Query),
    /// A data statement.
    Dml(&'a Dml),
    /// A declaration; its value comes as an expression.
    Declaration(&'a Declaration),
    /// A notice; its text comes as an expression.
    Notice,
    /// A statement whose text is made while the code runs; its text comes as an expression.
    Execute,
    /// A place whose source has no form.
    Gap,
    /// A statement that ends a transaction or sets one.
    Transaction,
    /// A table that is locked.
    Lock(&'a QName),
    /// A block with handlers.
    Handled,
}

/// Calls `f` for all parts of a block.
pub fn each_of_block<'a>(block: &'a Block, f: &mut dyn FnMut(Node<'a>)) {
    for declaration in &block.declarations {
        f(Node::Declaration(declaration));
        declaration.value.iter().for_each(|e| f(Node::Expr(e)));
    }
    block.statements.iter().for_each(|s| each(s, f));
    if !block.handlers.is_empty() {
        f(Node::Handled);
    }
    block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| each(s, f));
}

/// Calls `f` for all parts of a statement and of those within.
pub fn each<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(Node<'a>)) {
    if let Stmt::Notice(_) = stmt {
        f(Node::Notice);
    }
    if let Stmt::Execute(..) | Stmt::Ddl(_) = stmt {
        f(Node::Execute);
    }
    match stmt {
        Stmt::Of(_, _, inner) => each(inner, f),
        Stmt::Assign(_, e)
        | Stmt::Return(Some(e))
        | Stmt::Notice(e)
        | Stmt::Call(e)
        | Stmt::Perform(e)
        | Stmt::Execute(e, _) => {
            f(Node::Expr(e));
        }
        Stmt::If(arms, otherwise) => {
            for (condition, body) in arms {
                f(Node::Expr(condition));
                body.iter().for_each(|s| each(s, f));
            }
            otherwise.iter().for_each(|s| each(s, f));
        }
        Stmt::Case(case) => {
            case.selector.iter().for_each(|e| f(Node::Expr(e)));
            for (choices, body) in &case.arms {
                choices.iter().for_each(|e| f(Node::Expr(e)));
                body.iter().for_each(|s| each(s, f));
            }
            case.otherwise.iter().flatten().for_each(|s| each(s, f));
        }
        Stmt::Loop(it) => {
            match &it.over {
                Over::Forever => {}
                Over::While(e) => f(Node::Expr(e)),
                Over::Range(_, _, bounds) => bounds.iter().for_each(|e| f(Node::Expr(e))),
                Over::Steps(_, _, bounds) => bounds.iter().for_each(|e| f(Node::Expr(e))),
                Over::Query(_, query) => f(Node::Query(query)),
            }
            it.body.iter().for_each(|s| each(s, f));
        }
        Stmt::Leave(leave) => leave.when.iter().for_each(|e| f(Node::Expr(e))),
        Stmt::Raise { code, message } => [code, message].into_iter().for_each(|e| f(Node::Expr(e))),
        Stmt::Select(select) => f(Node::Query(&select.query)),
        Stmt::Dml(dml) => f(Node::Dml(dml)),
        Stmt::Returning(it) => {
            f(Node::Dml(&it.dml));
            it.values.iter().for_each(|e| f(Node::Expr(e)));
        }
        Stmt::Block(block) => each_of_block(block, f),
        Stmt::Gap(_) => f(Node::Gap),
        Stmt::Open(_, query) => f(Node::Query(query)),
        Stmt::Commit | Stmt::Rollback | Stmt::SetTransaction(_) => f(Node::Transaction),
        Stmt::Lock(tables, _, _) => tables.iter().for_each(|t| f(Node::Lock(t))),
        // What is dropped or made need not be there when the routine is.
        Stmt::Ddl(ddl) => {
            if let Ddl::Truncate(table, true) = &**ddl {
                f(Node::Lock(table));
            }
        }
        Stmt::Return(None) | Stmt::Null | Stmt::Reraise | Stmt::Fetch(..) | Stmt::Close(_) | Stmt::Diagnostics(..) => {}
    }
}
