//! Objects of kinds that PostgreSQL lacks and that others build on: name in the model, definition as written.

use super::super::clauses::{clause, maybe, written};
use super::super::names::qname;
use super::object::{dropped_other, head_clauses, misc};
use super::{Create, Existing, Head, multidimensional, property_graph};
use crate::catalog::Change;
use crate::ir::{Clause, ClauseKind, Does};
use crate::syntax::{In, R, keywords};

keywords! {
    ANALYTIC, ARCHIVE, ASSERTION, LOGICAL, PARTITION, TRACKING, ATTRIBUTE, AUDIT, DEFAULT, DIMENSION, ENV, FLASHBACK, GRAPH, GROUP, HIERARCHY, INDEXTYPE, INMEMORY,
    JOIN, LIBRARY, MATERIALIZED, MLE, MODULE, OPERATOR, OUTLINE, POLICY, PRIVATE, PROPERTY, PUBLIC, VIEW, ZONEMAP,
}

/// `CREATE`, `ALTER` and `DROP` of one kind.
macro_rules! kept {
    ($create:ident $alter:ident $drop:ident $word:literal $words:expr) => {
        kept!($create $alter $drop $word $words, []);
    };
    ($create:ident $alter:ident $drop:ident $word:literal $words:expr, $modifiers:expr) => {
        #[doc = concat!("`CREATE ", $word, "`.")]
        pub(super) static $create: Create = Create {
            modifiers: &$modifiers,
            words: &$words,
            label: concat!("CREATE ", $word),
            read: |i, head| create(i, head, $word),
        };
        #[doc = concat!("`ALTER ", $word, "`.")]
        pub(super) static $alter: Existing =
            Existing { words: &$words, label: concat!("ALTER ", $word), read: |i, _| alter(i, $word) };
        #[doc = concat!("`DROP ", $word, "`.")]
        pub(super) static $drop: Existing = Existing {
            words: &$words,
            label: concat!("DROP ", $word),
            read: |i, if_present| dropped_other(i, if_present, $word),
        };
    };
}

kept!(CREATE_ANALYTIC_VIEW ALTER_ANALYTIC_VIEW DROP_ANALYTIC_VIEW "ANALYTIC VIEW" [ANALYTIC, VIEW]);
kept!(CREATE_ATTRIBUTE_DIMENSION ALTER_ATTRIBUTE_DIMENSION DROP_ATTRIBUTE_DIMENSION "ATTRIBUTE DIMENSION" [ATTRIBUTE, DIMENSION]);
kept!(CREATE_ASSERTION ALTER_ASSERTION DROP_ASSERTION "ASSERTION" [ASSERTION]);
kept!(CREATE_AUDIT_POLICY ALTER_AUDIT_POLICY DROP_AUDIT_POLICY "AUDIT POLICY" [AUDIT, POLICY]);
kept!(CREATE_DIMENSION ALTER_DIMENSION DROP_DIMENSION "DIMENSION" [DIMENSION]);
kept!(CREATE_FLASHBACK_ARCHIVE ALTER_FLASHBACK_ARCHIVE DROP_FLASHBACK_ARCHIVE "FLASHBACK ARCHIVE" [FLASHBACK, ARCHIVE]);
kept!(CREATE_HIERARCHY ALTER_HIERARCHY DROP_HIERARCHY "HIERARCHY" [HIERARCHY]);
kept!(CREATE_INDEXTYPE ALTER_INDEXTYPE DROP_INDEXTYPE "INDEXTYPE" [INDEXTYPE]);
kept!(CREATE_JOIN_GROUP ALTER_JOIN_GROUP DROP_JOIN_GROUP "INMEMORY JOIN GROUP" [INMEMORY, JOIN, GROUP]);
kept!(CREATE_LIBRARY ALTER_LIBRARY DROP_LIBRARY "LIBRARY" [LIBRARY]);
kept!(CREATE_LOGICAL_PARTITION ALTER_LOGICAL_PARTITION DROP_LOGICAL_PARTITION "LOGICAL PARTITION TRACKING" [LOGICAL, PARTITION, TRACKING]);
kept!(CREATE_MLE_ENV ALTER_MLE_ENV DROP_MLE_ENV "MLE ENV" [MLE, ENV]);
kept!(CREATE_MLE_MODULE ALTER_MLE_MODULE DROP_MLE_MODULE "MLE MODULE" [MLE, MODULE]);
kept!(CREATE_OPERATOR ALTER_OPERATOR DROP_OPERATOR "OPERATOR" [OPERATOR]);
kept!(CREATE_OUTLINE ALTER_OUTLINE DROP_OUTLINE "OUTLINE" [OUTLINE], [PUBLIC, PRIVATE]);
kept!(CREATE_PROPERTY_GRAPH ALTER_PROPERTY_GRAPH DROP_PROPERTY_GRAPH "PROPERTY GRAPH" [PROPERTY, GRAPH]);
kept!(CREATE_ZONEMAP ALTER_ZONEMAP DROP_ZONEMAP "MATERIALIZED ZONEMAP" [MATERIALIZED, ZONEMAP]);

fn create<'a>(i: In<'a>, head: Head<'a>, word: &'static str) -> R<'a, Does> {
    let i = maybe(i, DEFAULT);
    // what is kept of partitions stands on its table
    let i = maybe(i, crate::syntax::id("ON"));
    let (i, name) = qname(i)?;
    if let Some(read) = modelled(word)
        && let Ok((end, mut clauses)) = read(i)
    {
        let (end, more) = head_clauses(end, head);
        clauses.extend(more);
        return misc(end, head, name, word, clauses);
    }
    let (end, definition) = written(i);
    let (end, mut clauses) = head_clauses(end, head);
    if !definition.is_empty() {
        clauses.push(clause(end, i, ClauseKind::Text("AS WRITTEN", definition)).1);
    }
    misc(end, head, name, word, clauses)
}

/// Reads a definition.
type Definition = for<'a> fn(In<'a>) -> R<'a, Vec<Clause>>;

/// What takes the definition of such an object apart; others are kept as written.
fn modelled(word: &str) -> Option<Definition> {
    match word {
        "ANALYTIC VIEW" | "ATTRIBUTE DIMENSION" | "HIERARCHY" | "DIMENSION" => Some(multidimensional::definition),
        "PROPERTY GRAPH" => Some(property_graph::definition),
        _ => None,
    }
}

fn alter<'a>(i: In<'a>, word: &'static str) -> R<'a, Does> {
    let i = maybe(i, crate::syntax::id("ON"));
    let (i, name) = qname(i)?;
    let (end, change) = written(i);
    let (end, clause) = clause(end, i, ClauseKind::Text("AS WRITTEN", change));
    Ok((end, Does::change(Change::AlterOther { word, name, clauses: vec![clause] })))
}
