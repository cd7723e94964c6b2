//! Statements about instance, database and files: recognised to their end; a schema holds none of it.

use super::super::session::{alter_session, ignored};
use super::super::statements::Production;
use super::{Create, Existing};
use crate::syntax::keywords;

keywords! {
    ADMINISTER, AUDIT, BIGFILE, CLEAN, CONTROLFILE, COST, DATABASE, DISKGROUP, FILESTORE, KEY, LOCAL, LOCKDOWN,
    NOAUDIT, PFILE, PLUGGABLE, PMEM, POINT, PROFILE, PUBLIC, RESOURCE, RESTORE, ROLLBACK, SEGMENT, SESSION,
    SMALLFILE, SPFILE, SYSTEM, TABLESPACE, TEMPORARY, UNDO,
}

const FILES: &str = "files and tablespaces are set up with the target database";
const DATABASE_LEVEL: &str = "the set-up of a database is not part of a schema";
const AUDITING: &str = "auditing is set up in the target, for example by pgaudit";
const KEYS: &str = "encryption of files is set up with the target database";

/// A `CREATE` that is recognised to its end.
macro_rules! created {
    ($name:ident, $modifiers:expr, $words:expr, $label:literal, $why:ident) => {
        #[doc = concat!("`", $label, "`.")]
        pub(super) static $name: Create =
            Create { modifiers: &$modifiers, words: &$words, label: $label, read: |i, _| ignored(i, $why) };
    };
}

/// An `ALTER` or `DROP` that is recognised to its end.
macro_rules! existing {
    ($name:ident, $words:expr, $label:literal, $why:ident) => {
        #[doc = concat!("`", $label, "`.")]
        pub(super) static $name: Existing = Existing { words: &$words, label: $label, read: |i, _| ignored(i, $why) };
    };
}

/// A statement that is recognised to its end.
macro_rules! statement {
    ($name:ident, $words:expr, $label:literal, $why:ident) => {
        #[doc = concat!("`", $label, "`.")]
        pub(in super::super) static $name: Production =
            Production { words: &$words, label: $label, read: |i| ignored(i, $why) };
    };
}

created!(CREATE_TABLESPACE, [BIGFILE, SMALLFILE, TEMPORARY, UNDO], [TABLESPACE], "CREATE TABLESPACE", FILES);
created!(CREATE_LOCAL_TABLESPACE, [], [LOCAL, TEMPORARY, TABLESPACE], "CREATE TABLESPACE", FILES);
created!(CREATE_ROLLBACK_SEGMENT, [PUBLIC], [ROLLBACK, SEGMENT], "CREATE ROLLBACK SEGMENT", FILES);
created!(CREATE_CONTROLFILE, [], [CONTROLFILE], "CREATE CONTROLFILE", DATABASE_LEVEL);
created!(CREATE_DATABASE, [], [DATABASE], "CREATE DATABASE", DATABASE_LEVEL);
created!(CREATE_PLUGGABLE_DATABASE, [], [PLUGGABLE, DATABASE], "CREATE PLUGGABLE DATABASE", DATABASE_LEVEL);
created!(CREATE_PFILE, [], [PFILE], "CREATE PFILE", DATABASE_LEVEL);
created!(CREATE_SPFILE, [], [SPFILE], "CREATE SPFILE", DATABASE_LEVEL);
created!(CREATE_DISKGROUP, [], [DISKGROUP], "CREATE DISKGROUP", FILES);
created!(CREATE_FILESTORE, [], [PMEM, FILESTORE], "CREATE PMEM FILESTORE", FILES);
created!(CREATE_RESTORE_POINT, [], [RESTORE, POINT], "CREATE RESTORE POINT", DATABASE_LEVEL);
created!(CREATE_CLEAN_RESTORE_POINT, [], [CLEAN, RESTORE, POINT], "CREATE RESTORE POINT", DATABASE_LEVEL);
created!(CREATE_LOCKDOWN_PROFILE, [], [LOCKDOWN, PROFILE], "CREATE LOCKDOWN PROFILE", DATABASE_LEVEL);

existing!(ALTER_TABLESPACE, [TABLESPACE], "ALTER TABLESPACE", FILES);
existing!(ALTER_ROLLBACK_SEGMENT, [ROLLBACK, SEGMENT], "ALTER ROLLBACK SEGMENT", FILES);
existing!(ALTER_DATABASE, [DATABASE], "ALTER DATABASE", DATABASE_LEVEL);
existing!(ALTER_PLUGGABLE_DATABASE, [PLUGGABLE, DATABASE], "ALTER PLUGGABLE DATABASE", DATABASE_LEVEL);
existing!(ALTER_DISKGROUP, [DISKGROUP], "ALTER DISKGROUP", FILES);
existing!(ALTER_FILESTORE, [PMEM, FILESTORE], "ALTER PMEM FILESTORE", FILES);
existing!(ALTER_SYSTEM, [SYSTEM], "ALTER SYSTEM", DATABASE_LEVEL);
existing!(ALTER_RESOURCE_COST, [RESOURCE, COST], "ALTER RESOURCE COST", DATABASE_LEVEL);
existing!(ALTER_LOCKDOWN_PROFILE, [LOCKDOWN, PROFILE], "ALTER LOCKDOWN PROFILE", DATABASE_LEVEL);

existing!(DROP_TABLESPACE, [TABLESPACE], "DROP TABLESPACE", FILES);
existing!(DROP_ROLLBACK_SEGMENT, [ROLLBACK, SEGMENT], "DROP ROLLBACK SEGMENT", FILES);
existing!(DROP_DATABASE, [DATABASE], "DROP DATABASE", DATABASE_LEVEL);
existing!(DROP_PLUGGABLE_DATABASE, [PLUGGABLE, DATABASE], "DROP PLUGGABLE DATABASE", DATABASE_LEVEL);
existing!(DROP_DISKGROUP, [DISKGROUP], "DROP DISKGROUP", FILES);
existing!(DROP_FILESTORE, [PMEM, FILESTORE], "DROP PMEM FILESTORE", FILES);
existing!(DROP_RESTORE_POINT, [RESTORE, POINT], "DROP RESTORE POINT", DATABASE_LEVEL);
existing!(DROP_LOCKDOWN_PROFILE, [LOCKDOWN, PROFILE], "DROP LOCKDOWN PROFILE", DATABASE_LEVEL);

statement!(AUDITS, [AUDIT], "AUDIT", AUDITING);
statement!(NOAUDITS, [NOAUDIT], "NOAUDIT", AUDITING);
statement!(ADMINISTERS, [ADMINISTER, KEY], "ADMINISTER KEY MANAGEMENT", KEYS);

/// `ALTER SESSION`.
pub(super) static ALTER_SESSION: Existing =
    Existing { words: &[SESSION], label: "ALTER SESSION", read: |i, _| alter_session(i) };
