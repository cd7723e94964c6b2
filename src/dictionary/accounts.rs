//! Users, roles and privileges.

use super::{Family, Subject, View, name, number, text};

const USER: Family = Family::Three { owner: "USERNAME", shown: true };
const GRANTEE: Family = Family::Three { owner: "GRANTEE", shown: true };

const BOTH: &str = "a user is a schema, a role or both here: both have a row";

pub(super) static VIEWS: &[View] = &[
    View {
        name: "USERS",
        family: USER,
        subject: Subject::Objects,
        columns: &[
            name("USERNAME", "u.name").differs(BOTH),
            number("USER_ID", "u.oid::bigint").differs("numbers of users are PostgreSQL's"),
            text("ACCOUNT_STATUS", 32, "CASE WHEN u.login THEN 'OPEN' ELSE 'LOCKED' END")
                .differs("a role that cannot log in, and a schema without a role, show 'LOCKED'"),
            text("COMMON", 3, "'NO'"),
            text("ORACLE_MAINTAINED", 1, "'N'"),
        ],
        lacks: "PASSWORD LOCK_DATE EXPIRY_DATE DEFAULT_TABLESPACE TEMPORARY_TABLESPACE LOCAL_TEMP_TABLESPACE CREATED PROFILE
            INITIAL_RSRC_CONSUMER_GROUP EXTERNAL_NAME PASSWORD_VERSIONS EDITIONS_ENABLED AUTHENTICATION_TYPE PROXY_ONLY_CONNECT
            LAST_LOGIN INHERITED DEFAULT_COLLATION IMPLICIT ALL_SHARD PASSWORD_CHANGE_DATE",
        rows: "
FROM (
  SELECT coalesce(r.rolname, n.nspname) AS name, coalesce(r.oid, n.oid) AS oid, coalesce(r.rolcanlogin, false) AS login
  FROM (SELECT * FROM pg_roles WHERE NOT starts_with(rolname, 'pg_')) AS r
  FULL JOIN (SELECT * FROM pg_namespace WHERE ora_compat.dict_shows(nspname)) AS n ON n.nspname = r.rolname
) AS u
WHERE true",
        accessible: "true",
    },
    View {
        name: "ROLE_PRIVS",
        family: GRANTEE,
        subject: Subject::Objects,
        columns: &[
            name("GRANTEE", "m.rolname").differs("it is a role, which may have another name than the schema"),
            name("USERNAME", "m.rolname").differs("it is a role, which may have another name than the schema"),
            name("GRANTED_ROLE", "r.rolname"),
            text("ADMIN_OPTION", 3, "CASE WHEN bool_or(a.admin_option) THEN 'YES' ELSE 'NO' END"),
            text("DEFAULT_ROLE", 3, "CASE WHEN m.rolinherit THEN 'YES' ELSE 'NO' END"),
            text("COMMON", 3, "'NO'"),
        ],
        lacks: "DELEGATE_OPTION OS_GRANTED INHERITED",
        rows: "
FROM pg_auth_members AS a
JOIN pg_roles AS r ON r.oid = a.roleid
JOIN pg_roles AS m ON m.oid = a.member
GROUP BY m.rolname, m.rolinherit, r.rolname",
        accessible: "",
    },
    View {
        name: "SESSION_ROLES",
        family: Family::One,
        subject: Subject::Objects,
        columns: &[name("ROLE", "r.rolname").differs("code with the rights of its owner sees the roles of that owner")],
        lacks: "",
        rows: "
FROM pg_roles AS r
WHERE r.rolname <> current_user AND pg_has_role(r.oid, 'USAGE')",
        accessible: "",
    },
    View {
        name: "TAB_PRIVS",
        family: Family::Three { owner: "OWNER GRANTEE GRANTOR", shown: true },
        subject: Subject::Objects,
        columns: &[
            name("GRANTEE", "coalesce(g.rolname, 'public')"),
            name("OWNER", "n.nspname"),
            name("TABLE_NAME", "o.name"),
            name("GRANTOR", "r.rolname").differs("it is the role that owns the object, which may have another name than the schema"),
            text("PRIVILEGE", 40, "o.privilege").differs("privileges are PostgreSQL's: what was one grant can be several"),
            text("GRANTABLE", 3, "CASE WHEN o.is_grantable THEN 'YES' ELSE 'NO' END"),
            text("HIERARCHY", 3, "'NO'"),
            text("COMMON", 3, "'NO'"),
            text("TYPE", 24, "o.kind"),
        ],
        lacks: "TABLE_SCHEMA INHERITED",
        rows: "
FROM (
  SELECT c.relnamespace AS schema, c.relname AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind,
    a.grantor, a.grantee, CASE WHEN c.relkind = 'S' AND a.privilege_type = 'USAGE' THEN 'SELECT' ELSE a.privilege_type END AS privilege,
    a.is_grantable, c.relowner AS owner
  FROM pg_class AS c
  CROSS JOIN LATERAL aclexplode(c.relacl) AS a
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') OR c.relkind = 'S' AND a.privilege_type = 'USAGE'
  UNION ALL
  SELECT p.pronamespace, p.proname, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, a.grantor, a.grantee,
    a.privilege_type, a.is_grantable, p.proowner
  FROM pg_proc AS p
  CROSS JOIN LATERAL aclexplode(p.proacl) AS a
) AS o
JOIN pg_namespace AS n ON n.oid = o.schema
JOIN pg_roles AS r ON r.oid = o.grantor
LEFT JOIN pg_roles AS g ON g.oid = o.grantee
WHERE o.grantee <> o.owner AND ora_compat.dict_shows(n.nspname)",
        accessible: "",
    },
];
