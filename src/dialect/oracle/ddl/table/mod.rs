//! `CREATE TABLE` and `DROP TABLE`; `ALTER TABLE` stands in `alter`.

pub(super) mod alter;
mod alter_column;
mod alter_partition;
mod column;
pub(super) mod constraint;
mod enable;
mod organization;
pub(in super::super) use organization::external_source;
pub(super) mod property;
pub(in super::super) mod storage;

use super::super::clauses::{clause, flag, plain};
use super::super::names::qname;
use super::super::query::query;
use super::object::{created, dropped};
use super::partition::partitioning;
use super::{Create, Existing, Head};
use crate::catalog::{OnCommit, Persistence};
use crate::finding::ObjectKind;
use crate::ir::{ClauseKind, Does, Kind, Table};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind as Sign, R, Word, accept, keywords, next, sign};

keywords! {
    AS, BLOCKCHAIN, BY, COLLECTION, COMMIT, DEFINITION, DELETE, DROP, DUPLICATED, ETAG, EXCHANGE, FOR, GLOBAL, IMMUTABLE, JSON, OF, ON,
    PARTITION, PARTITIONSET, PRESERVE, PRIVATE, ROWS, SHARDED, SHARING, TABLE, TEMPORARY, WITH, XMLTYPE, COLUMN,
}

/// `CREATE TABLE`.
pub(super) static CREATE_TABLE: Create = Create {
    modifiers: &[GLOBAL, PRIVATE, TEMPORARY, SHARDED, DUPLICATED, IMMUTABLE, BLOCKCHAIN],
    words: &[TABLE],
    label: "CREATE TABLE",
    read: create,
};

/// `CREATE JSON COLLECTION TABLE`.
pub(super) static CREATE_COLLECTION: Create = Create {
    modifiers: &[],
    words: &[JSON, COLLECTION, TABLE],
    label: "CREATE JSON COLLECTION TABLE",
    read: collection,
};

/// `DROP TABLE`.
pub(super) static DROP_TABLE: Existing =
    Existing { words: &[TABLE], label: "DROP TABLE", read: |i, if_present| dropped(i, if_present, ObjectKind::Table) };

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let mut table = Table { persistence: persistence(head), ..Table::default() };
    let mut i = modifiers(i, head, &mut table);
    if i.word() == SHARING {
        let (behind, part) = plain(i.skip(3), i, "SHARING");
        table.clauses.push(part);
        i = behind;
    }
    if i.word() == OF {
        i = of_type(i.advance(), &mut table)?.0;
    }
    finish(i, head, name, table)
}

/// `CREATE JSON COLLECTION TABLE t [WITH ETAG] [(…)]`: a table of documents.
fn collection<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let mut table = Table::default();
    let (mut i, part) = flag(i, head.start, "JSON COLLECTION")?;
    table.clauses.push(part);
    if let Some(behind) = accept(i, &[WITH, ETAG]) {
        let (behind, part) = flag(behind, i, "WITH ETAG")?;
        table.clauses.push(part);
        i = behind;
    }
    finish(i, head, name, table)
}

fn finish<'a>(i: In<'a>, head: Head<'a>, name: QName, mut table: Table) -> R<'a, Does> {
    let mut i = i;
    if i.kind() == Sign::Open {
        i = relational(i, &mut table)?.0;
    }
    i = properties(i, &mut table)?.0;
    // tables live until everything is lowered
    table.columns.shrink_to_fit();
    table.constraints.shrink_to_fit();
    table.clauses.shrink_to_fit();
    if i.word() == AS {
        let (behind, query) = query(i.advance())?;
        table.query = Some(query);
        i = behind;
    }
    created(i, head, name, Kind::Table(table))
}

fn persistence(head: Head<'_>) -> Persistence {
    if !head.has(TEMPORARY) {
        Persistence::Permanent
    } else if head.has(PRIVATE) {
        Persistence::PrivateTemporary(OnCommit::DropDefinition)
    } else {
        Persistence::GlobalTemporary(OnCommit::DeleteRows)
    }
}

/// What the words before TABLE say, as clauses.
fn modifiers<'a>(i: In<'a>, head: Head<'a>, table: &mut Table) -> In<'a> {
    let kinds: [(Word, &'static str); 4] =
        [(SHARDED, "SHARDED"), (DUPLICATED, "DUPLICATED"), (IMMUTABLE, "IMMUTABLE"), (BLOCKCHAIN, "BLOCKCHAIN")];
    let mut i = i;
    for (word, keyword) in kinds {
        if head.has(word) {
            let (behind, part) = clause(i, head.start, ClauseKind::Flag(keyword));
            table.clauses.push(part);
            i = behind;
        }
    }
    i
}

/// `OF type`, `OF XMLTYPE`, with the lists that object tables have.
fn of_type<'a>(i: In<'a>, table: &mut Table) -> R<'a, ()> {
    if i.word() == XMLTYPE && i.peek(1).kind != Sign::Dot {
        table.of_type = Some(QName::new("SYS", "XMLTYPE"));
        let mut i = i.advance();
        if i.kind() == Sign::Open {
            i = relational(i, table)?.0;
        }
        let (mut i, parts) = storage::xml_storage(i)?;
        table.clauses.extend(parts);
        if i.word() == XMLTYPE && i.word_at(1) != COLUMN {
            let (behind, parts) = storage::xml_storage(i.advance())?;
            table.clauses.extend(parts);
            i = behind;
        }
        return Ok((i, ()));
    }
    let (mut i, of) = qname(i)?;
    table.of_type = Some(of);
    if let Some(read) = storage::levels(i) {
        let (behind, part) = read?;
        table.clauses.push(part);
        i = behind;
    }
    Ok((i, ()))
}

/// `( columns, constraints, … )`.
fn relational<'a>(i: In<'a>, table: &mut Table) -> R<'a, ()> {
    let (mut i, _) = sign(Sign::Open)(i)?;
    loop {
        i = element(i, table)?.0;
        if i.kind() != Sign::Comma {
            break;
        }
        i = i.advance();
    }
    sign(Sign::Close)(i).map(|(i, _)| (i, ()))
}

fn element<'a>(i: In<'a>, table: &mut Table) -> R<'a, ()> {
    if constraint::starts(i) {
        let (i, constraint) = constraint::out_of_line(i)?;
        table.constraints.push(constraint);
        Ok((i, ()))
    } else if column::starts_period(i) {
        let (i, period) = column::period(i)?;
        table.clauses.push(period);
        Ok((i, ()))
    } else if property::starts_supplemental(i) {
        let (i, log) = property::supplemental(i)?;
        table.clauses.push(log);
        Ok((i, ()))
    } else {
        let (i, (column, constraints)) = column::column(i)?;
        table.columns.push(column);
        table.constraints.extend(constraints);
        Ok((i, ()))
    }
}

/// What stands behind the columns, in any order.
fn properties<'a>(mut i: In<'a>, table: &mut Table) -> R<'a, ()> {
    loop {
        if let Some(read) = enable::switch(i) {
            let (behind, switch) = read?;
            if !table.switch(&switch.which, switch.state) {
                return i.fail(Expected::Thing("a constraint of the table"));
            }
            table.clauses.extend(switch.clauses);
            i = behind;
        } else if next(i, &[PARTITION, BY]) || next(i, &[PARTITIONSET, BY]) {
            let (behind, divided) = partitioning(i)?;
            table.partitioning = Some(Box::new(divided));
            i = behind;
        } else if i.word() == ON && i.word_at(1) == COMMIT {
            i = on_commit(i.skip(2), table)?.0;
        } else if i.word() == FOR && i.word_at(1) == EXCHANGE {
            let (behind, part) = organization::exchange(i.advance(), i)?;
            table.clauses.push(part);
            i = behind;
        } else if let Some(read) = organization::organization(i).or_else(|| property::property(i)) {
            let (behind, part) = read?;
            table.clauses.push(part);
            i = behind;
        } else {
            return Ok((i, ()));
        }
    }
}

/// `{ DELETE | PRESERVE } ROWS`, `{ DROP | PRESERVE } DEFINITION`.
fn on_commit<'a>(i: In<'a>, table: &mut Table) -> R<'a, ()> {
    let (i, action) = match (i.word(), i.word_at(1)) {
        (DELETE, ROWS) => (i.skip(2), OnCommit::DeleteRows),
        (PRESERVE, ROWS) => (i.skip(2), OnCommit::PreserveRows),
        (DROP, DEFINITION) => (i.skip(2), OnCommit::DropDefinition),
        (PRESERVE, DEFINITION) => (i.skip(2), OnCommit::PreserveDefinition),
        _ => return i.fail(Expected::Thing("`DELETE ROWS` or `PRESERVE ROWS`")),
    };
    table.persistence = match (table.persistence, action) {
        (Persistence::PrivateTemporary(_), OnCommit::DropDefinition | OnCommit::PreserveDefinition) => {
            Persistence::PrivateTemporary(action)
        }
        // `ON COMMIT PRESERVE ROWS` may stand beside `PRESERVE DEFINITION`
        (kept @ Persistence::PrivateTemporary(_), _) => kept,
        (_, _) => Persistence::GlobalTemporary(action),
    };
    Ok((i, ()))
}

/// Whether a word of the state of a constraint, or of a table, stands here: then it names no index.
pub(super) fn constraint_goes_on(i: In<'_>) -> bool {
    keywords! {
        DEFERRABLE, DISABLE, ENABLE, EXCEPTIONS, INITIALLY, NORELY, NOVALIDATE, RELY, USING
    }
    matches!(i.word(), DEFERRABLE | DISABLE | ENABLE | EXCEPTIONS | INITIALLY | NORELY | NOVALIDATE | RELY | USING)
        || property::property(i).is_some()
        || organization::organization(i).is_some()
        || (i.word() == PARTITION && i.word_at(1) == BY)
}
