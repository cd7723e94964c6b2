//! Data definition: the families CREATE, ALTER and DROP, each a list of productions, one a file.

mod cluster;
mod code;
pub(super) mod comment;
mod directory;
mod domain;
mod duality;
pub(super) mod grant;
mod index;
pub(super) mod instance;
pub(super) mod java;
mod kept;
mod link;
mod materialized;
mod multidimensional;
mod object;
mod object_type;
mod partition;
mod physical;
mod property_graph;
pub(super) mod rename;
mod schema;
mod sequence;
mod synonym;
mod table;
mod user;
mod using_index;
mod view;
mod view_log;

pub(super) use table::external_source;

use super::{names, statements};
use crate::ir::Does;
use crate::name::QName;
use crate::syntax::keywords;
use crate::syntax::{Expected, In, R, Word, accept, next};

keywords!(
    CREATE,
    OR,
    REPLACE,
    IF,
    NOT,
    EXISTS,
    FORCE,
    NO,
    NOFORCE,
    EDITIONABLE,
    NONEDITIONABLE,
    PUBLIC,
    SHARED,
    UNIQUE,
    BITMAP,
    MULTIVALUE,
    GLOBAL,
    PRIVATE,
    TEMPORARY,
    SHARDED,
    DUPLICATED,
    IMMUTABLE,
    BLOCKCHAIN,
    EDITIONING,
    BIGFILE,
    SMALLFILE,
    UNDO,
);

/// Words that may stand between CREATE and the kind of object; each production says which it takes.
static MODIFIERS: &[Word] = &[
    PUBLIC, SHARED, UNIQUE, BITMAP, MULTIVALUE, GLOBAL, PRIVATE, TEMPORARY, SHARDED, DUPLICATED, IMMUTABLE, BLOCKCHAIN,
    EDITIONING, BIGFILE, SMALLFILE, UNDO,
];

/// What stands between CREATE and the name of the object.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// At `CREATE`.
    pub start: In<'a>,
    /// `OR REPLACE`.
    pub replace: bool,
    /// `IF NOT EXISTS`.
    pub if_absent: bool,
    /// `FORCE` (true), `NOFORCE` (false).
    pub force: Option<bool>,
    /// `EDITIONABLE` (true), `NONEDITIONABLE` (false).
    pub editionable: Option<bool>,
    /// Words of [`Create::modifiers`], in source order.
    modifiers: [Word; 4],
}

impl Head<'_> {
    /// Whether a modifier is written.
    #[must_use]
    pub fn has(&self, word: Word) -> bool {
        self.modifiers.contains(&word)
    }
}

/// A kind of object that `CREATE` makes.
#[derive(Debug)]
pub struct Create {
    /// Modifiers it takes (`UNIQUE`, `GLOBAL`, `TEMPORARY`, `PUBLIC` …), see [`Head::has`].
    pub modifiers: &'static [Word],
    /// The words that name the kind.
    pub words: &'static [Word],
    /// How reports call the statement.
    pub label: &'static str,
    /// Reads what stands behind `words` and `IF NOT EXISTS`.
    pub read: for<'a> fn(In<'a>, Head<'a>) -> R<'a, Does>,
}

/// A kind of object that `ALTER` or `DROP` takes.
#[derive(Debug)]
pub struct Existing {
    /// The words that name the kind.
    pub words: &'static [Word],
    /// How reports call the statement.
    pub label: &'static str,
    /// Reads what stands behind `words` and `IF EXISTS`, which the flag says.
    pub read: for<'a> fn(In<'a>, bool) -> R<'a, Does>,
}

/// What `CREATE` makes. Of two with the same first word, the longer stands first.
static CREATES: &[&Create] = &[
    &link::CREATE,
    &code::CREATE_FUNCTION,
    &index::CREATE,
    &index::CREATE_HYBRID,
    &index::CREATE_SEARCH,
    &index::CREATE_VECTOR,
    &code::CREATE_PACKAGE_BODY,
    &code::CREATE_PACKAGE,
    &code::CREATE_PROCEDURE,
    &user::CREATE_PROFILE,
    &user::CREATE_MANDATORY_PROFILE,
    &user::CREATE_ROLE,
    &sequence::CREATE,
    &synonym::CREATE,
    &table::CREATE_TABLE,
    &table::CREATE_COLLECTION,
    &code::CREATE_TRIGGER,
    &object_type::CREATE_BODY,
    &object_type::CREATE,
    &user::CREATE_USER,
    &cluster::CREATE,
    &directory::CREATE_CONTEXT,
    &directory::CREATE_DIRECTORY,
    &directory::CREATE_EDITION,
    &domain::CREATE,
    &domain::CREATE_FLEXIBLE,
    &domain::CREATE_USECASE,
    &java::CREATE,
    &java::CREATE_COMPILED,
    &java::CREATE_RESOLVED_NOFORCE,
    &java::CREATE_RESOLVED,
    &schema::CREATE,
    &schema::CREATE_SYNONYM,
    &view_log::CREATE,
    &view_log::CREATE_SNAPSHOT_LOG,
    &kept::CREATE_ANALYTIC_VIEW,
    &kept::CREATE_ATTRIBUTE_DIMENSION,
    &kept::CREATE_DIMENSION,
    &kept::CREATE_FLASHBACK_ARCHIVE,
    &kept::CREATE_HIERARCHY,
    &kept::CREATE_INDEXTYPE,
    &kept::CREATE_JOIN_GROUP,
    &kept::CREATE_LIBRARY,
    &kept::CREATE_MLE_ENV,
    &kept::CREATE_MLE_MODULE,
    &kept::CREATE_OPERATOR,
    &kept::CREATE_OUTLINE,
    &kept::CREATE_PROPERTY_GRAPH,
    &kept::CREATE_ZONEMAP,
    &instance::CREATE_TABLESPACE,
    &instance::CREATE_LOCAL_TABLESPACE,
    &instance::CREATE_ROLLBACK_SEGMENT,
    &instance::CREATE_CONTROLFILE,
    &instance::CREATE_DATABASE,
    &instance::CREATE_PLUGGABLE_DATABASE,
    &instance::CREATE_PFILE,
    &instance::CREATE_SPFILE,
    &instance::CREATE_DISKGROUP,
    &instance::CREATE_FILESTORE,
    &instance::CREATE_RESTORE_POINT,
    &instance::CREATE_CLEAN_RESTORE_POINT,
    &instance::CREATE_LOCKDOWN_PROFILE,
    &kept::CREATE_ASSERTION,
    &kept::CREATE_LOGICAL_PARTITION,
    &kept::CREATE_AUDIT_POLICY,
    &materialized::CREATE,
    &materialized::CREATE_SNAPSHOT,
    &view::CREATE,
    &duality::CREATE,
    &duality::CREATE_SHORT,
];

/// What `ALTER` changes. Of two with the same first word, the longer stands first.
static ALTERS: &[&Existing] = &[
    &link::ALTER,
    &link::ALTER_PUBLIC,
    &link::ALTER_SHARED,
    &link::ALTER_SHARED_PUBLIC,
    &code::ALTER_FUNCTION,
    &index::ALTER,
    &code::ALTER_PACKAGE,
    &code::ALTER_PROCEDURE,
    &user::ALTER_PROFILE,
    &user::ALTER_ROLE,
    &sequence::ALTER,
    &synonym::ALTER,
    &synonym::ALTER_PUBLIC,
    &table::alter::ALTER_TABLE,
    &code::ALTER_TRIGGER,
    &object_type::ALTER,
    &user::ALTER_USER,
    &cluster::ALTER,
    &directory::ALTER_EDITION,
    &domain::ALTER,
    &java::ALTER,
    &view_log::ALTER,
    &instance::ALTER_SESSION,
    &kept::ALTER_ANALYTIC_VIEW,
    &kept::ALTER_ATTRIBUTE_DIMENSION,
    &kept::ALTER_DIMENSION,
    &kept::ALTER_FLASHBACK_ARCHIVE,
    &kept::ALTER_HIERARCHY,
    &kept::ALTER_INDEXTYPE,
    &kept::ALTER_JOIN_GROUP,
    &kept::ALTER_LIBRARY,
    &kept::ALTER_MLE_ENV,
    &kept::ALTER_MLE_MODULE,
    &kept::ALTER_OPERATOR,
    &kept::ALTER_OUTLINE,
    &kept::ALTER_PROPERTY_GRAPH,
    &kept::ALTER_ZONEMAP,
    &instance::ALTER_TABLESPACE,
    &instance::ALTER_ROLLBACK_SEGMENT,
    &instance::ALTER_DATABASE,
    &instance::ALTER_PLUGGABLE_DATABASE,
    &instance::ALTER_DISKGROUP,
    &instance::ALTER_FILESTORE,
    &instance::ALTER_SYSTEM,
    &instance::ALTER_RESOURCE_COST,
    &instance::ALTER_LOCKDOWN_PROFILE,
    &kept::ALTER_ASSERTION,
    &kept::ALTER_LOGICAL_PARTITION,
    &kept::ALTER_AUDIT_POLICY,
    &materialized::ALTER,
    &materialized::ALTER_SNAPSHOT,
    &view::ALTER,
];

/// What `DROP` removes. Of two with the same first word, the longer stands first.
static DROPS: &[&Existing] = &[
    &link::DROP,
    &link::DROP_PUBLIC,
    &code::DROP_FUNCTION,
    &index::DROP,
    &code::DROP_PACKAGE_BODY,
    &code::DROP_PACKAGE,
    &code::DROP_PROCEDURE,
    &user::DROP_PROFILE,
    &user::DROP_ROLE,
    &sequence::DROP,
    &synonym::DROP,
    &table::DROP_TABLE,
    &synonym::DROP_PUBLIC,
    &code::DROP_TRIGGER,
    &object_type::DROP_BODY,
    &object_type::DROPS,
    &user::DROP_USER,
    &cluster::DROP,
    &directory::DROP_CONTEXT,
    &directory::DROP_DIRECTORY,
    &directory::DROP_EDITION,
    &domain::DROP,
    &java::DROP,
    &view_log::DROP,
    &view_log::DROP_SNAPSHOT_LOG,
    &kept::DROP_ANALYTIC_VIEW,
    &kept::DROP_ATTRIBUTE_DIMENSION,
    &kept::DROP_DIMENSION,
    &kept::DROP_FLASHBACK_ARCHIVE,
    &kept::DROP_HIERARCHY,
    &kept::DROP_INDEXTYPE,
    &kept::DROP_JOIN_GROUP,
    &kept::DROP_LIBRARY,
    &kept::DROP_MLE_ENV,
    &kept::DROP_MLE_MODULE,
    &kept::DROP_OPERATOR,
    &kept::DROP_OUTLINE,
    &kept::DROP_PROPERTY_GRAPH,
    &kept::DROP_ZONEMAP,
    &instance::DROP_TABLESPACE,
    &instance::DROP_ROLLBACK_SEGMENT,
    &instance::DROP_DATABASE,
    &instance::DROP_PLUGGABLE_DATABASE,
    &instance::DROP_DISKGROUP,
    &instance::DROP_FILESTORE,
    &instance::DROP_RESTORE_POINT,
    &instance::DROP_LOCKDOWN_PROFILE,
    &kept::DROP_ASSERTION,
    &kept::DROP_LOGICAL_PARTITION,
    &kept::DROP_AUDIT_POLICY,
    &materialized::DROPS,
    &materialized::DROP_SNAPSHOT,
    &view::DROPS,
];

/// `CREATE …`.
pub fn create(start: In<'_>) -> (&'static str, R<'_, Does>) {
    let (i, mut head) = head(start);
    let fits =
        |p: &&&Create| next(i, p.words) && head.modifiers.iter().all(|m| *m == Word::NONE || p.modifiers.contains(m));
    match CREATES.iter().find(fits) {
        Some(p) => {
            let i = i.skip(p.words.len());
            let absent = accept(i, &[IF, NOT, EXISTS]);
            head.if_absent = absent.is_some();
            (p.label, (p.read)(absent.unwrap_or(i), head))
        }
        None => (statements::label(start), i.fail(Expected::Thing("a kind of object"))),
    }
}

/// The name of what a statement makes, of one that is not understood to its end.
pub(super) fn named(start: In<'_>) -> Option<QName> {
    if start.word() != CREATE {
        return None;
    }
    let (i, _) = head(start);
    let kind = CREATES.iter().find(|p| next(i, p.words))?;
    let i = i.skip(kind.words.len());
    names::qname(accept(i, &[IF, NOT, EXISTS]).unwrap_or(i)).ok().map(|(_, name)| name)
}

fn head(start: In<'_>) -> (In<'_>, Head<'_>) {
    let mut head =
        Head { start, replace: false, if_absent: false, force: None, editionable: None, modifiers: [Word::NONE; 4] };
    let mut i = start.advance();
    if let Some(behind) = accept(i, &[OR, REPLACE]) {
        head.replace = true;
        i = behind;
    }
    loop {
        let word = i.word();
        let mut step = 1;
        match word {
            FORCE => head.force = Some(true),
            NOFORCE => head.force = Some(false),
            NO if i.word_at(1) == FORCE => {
                head.force = Some(false);
                step = 2;
            }
            EDITIONABLE => head.editionable = Some(true),
            NONEDITIONABLE => head.editionable = Some(false),
            _ if MODIFIERS.contains(&word) && !head.has(word) => {
                match head.modifiers.iter_mut().find(|m| **m == Word::NONE) {
                    Some(slot) => *slot = word,
                    None => return (i, head),
                }
            }
            _ => return (i, head),
        }
        i = i.skip(step);
    }
}

/// `ALTER …`.
pub fn alter(start: In<'_>) -> (&'static str, R<'_, Does>) {
    existing(start, ALTERS)
}

/// `DROP …`.
pub fn drop(start: In<'_>) -> (&'static str, R<'_, Does>) {
    existing(start, DROPS)
}

fn existing<'a>(start: In<'a>, list: &'static [&'static Existing]) -> (&'static str, R<'a, Does>) {
    let i = start.advance();
    match list.iter().find(|p| next(i, p.words)) {
        Some(p) => {
            let i = i.skip(p.words.len());
            let present = accept(i, &[IF, EXISTS]);
            (p.label, (p.read)(present.unwrap_or(i), present.is_some()))
        }
        None => (statements::label(start), i.fail(Expected::Thing("a kind of object"))),
    }
}
