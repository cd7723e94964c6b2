//! What is known of the session: `USER`, `SYS_CONTEXT`, `USERENV`.

use super::special::Site;
use super::{literal, made};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::Class;
use crate::pg::{self, Type};

static SESSION: Rule = Rule {
    name: "session-information",
    codes: &[(Source::Oracle, "OR-FUN-011")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(10, 2),
    message: "session information `{attribute}` is not known to PostgreSQL",
    help: "{instead}",
    ..super::RULE
};

/// What stands in for what a client knows of itself.
fn client(attribute: &str) -> String {
    let plain = !attribute.is_empty() && attribute.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let name = if plain { attribute.to_ascii_lowercase() } else { "name".to_owned() };
    format!("Let the client set it: SET app.{name} = '…', and read it with current_setting('app.{name}', true).")
}

/// What stands in for what the server knows of itself.
const SERVER: &str =
    "inet_server_addr() gives the address of the server; other facts of it go into a table of the configuration.";

/// What stands in for who logged in on behalf of another.
const PROXY: &str = "session_user is who logged in, current_user whom SET ROLE made of it.";

/// What of the log-in PostgreSQL knows.
const LOGGED_IN: &str = "system_user, from version 16 on, gives the method and who was authenticated by it, as scram-sha-256:name; before, pg_hba_file_rules shows what is asked for.";

/// What is said of an attribute that is null here.
fn null_instead(attribute: &str) -> String {
    let fixed = match attribute {
        "SERVER_HOST" | "DB_DOMAIN" => SERVER,
        "INSTANCE" => "Write 1: no two servers of PostgreSQL share a database.",
        "PROXY_USER" | "PROXY_USERID" => PROXY,
        "CLIENT_PROGRAM_NAME" => "current_setting('application_name') holds what the client says it is.",
        "BG_JOB_ID" | "FG_JOB_ID" => "Let the scheduler pass the number of the job to the routine.",
        "AUTHENTICATION_METHOD" => LOGGED_IN,
        "NETWORK_PROTOCOL" => {
            "Write CASE WHEN inet_client_addr() IS NULL THEN 'ipc' ELSE 'tcp' END; pg_stat_ssl tells which connections are encrypted."
        }
        "POLICY_INVOKER" => "Write current_user: policies run as who asks the table.",
        "ENTRYID" | "STATEMENTID" => "Leave it out: it numbers records of Oracle's audit; pgaudit numbers its own.",
        "GLOBAL_CONTEXT_MEMORY" => "Leave it out: no values are shared between sessions.",
        "HOST" => {
            "pg_stat_activity has client_addr and, where log_hostname is on, client_hostname of pg_backend_pid(); or let the client set it: SET app.host = '…', read by current_setting('app.host', true)."
        }
        _ => return client(attribute),
    };
    fixed.to_owned()
}

/// What is said of an attribute that has no conversion.
fn unknown(attribute: &str) -> String {
    let fixed = match attribute {
        "DBLINK_INFO"
        | "CDB_NAME"
        | "CDB_DOMAIN"
        | "CON_ID"
        | "CURRENT_EDITION_ID"
        | "CURRENT_EDITION_NAME"
        | "SESSION_EDITION_ID"
        | "SESSION_EDITION_NAME"
        | "IS_APPLY_SERVER"
        | "IS_DG_ROLLING_UPGRADE"
        | "ORACLE_HOME"
        | "PLATFORM_SLASH"
        | "SCHEDULER_JOB"
        | "UNIFIED_AUDIT_SESSIONID"
        | "AUDITED_CURSORID"
        | "CLOUD_SERVICE"
        | "DRAIN_STATUS"
        | "RESET_STATE"
        | "LDAP_SERVER_TYPE"
        | "IS_APPLICATION_ROOT"
        | "IS_APPLICATION_PDB"
        | "SESSION_DEFAULT_COLLATION"
        | "DST_UPGRADE_STATE" => {
            "Leave it out: it says something of Oracle's server or session that PostgreSQL does not have."
        }
        "CURRENT_USERID" | "SESSION_USERID" | "CURRENT_SCHEMAID" => {
            "Compare names, or take the oid of pg_roles or pg_namespace by the name."
        }
        "LANG" | "LANGUAGE" | "NLS_CALENDAR" | "NLS_CURRENCY" | "NLS_DATE_FORMAT" | "NLS_DATE_LANGUAGE"
        | "NLS_SORT" | "NLS_TERRITORY" => {
            "Give formats and languages where they are used; current_setting('lc_messages') and its kin show those of the session."
        }
        "DATABASE_ROLE" => {
            "pg_is_in_recovery() is true on a standby: CASE WHEN pg_is_in_recovery() THEN 'PHYSICAL STANDBY' ELSE 'PRIMARY' END."
        }
        "STANDBY_MAX_DATA_DELAY" => {
            "now() - pg_last_xact_replay_timestamp() tells how far a standby is behind: PostgreSQL has no limit for it in a session."
        }
        "DB_SUPPLEMENTAL_LOG_LEVEL" => {
            "current_setting('wal_level') is logical where changes can be decoded; pg_class.relreplident tells it of a table."
        }
        "IDENTIFICATION_TYPE"
        | "ENTERPRISE_IDENTITY"
        | "GLOBAL_UID"
        | "AUTHENTICATION_DATA"
        | "PROXY_ENTERPRISE_IDENTITY" => LOGGED_IN,
        "TLS_VERSION" | "TLS_CIPHERSUITE" => {
            "pg_stat_ssl has version and cipher of the connection of pg_backend_pid()."
        }
        "CURRENT_SQL_LENGTH" => "length(current_query()) is that of the statement that the client sent, whole.",
        _ if attribute.starts_with("CURRENT_SQL") || attribute == "CURRENT_BIND" => {
            "current_query() gives the statement that the client sent, whole; values of parameters are not in it."
        }
        _ => return client(attribute),
    };
    fixed.to_owned()
}

/// Rules of this file.
pub static RULES: &[&Rule] = &[&SESSION];

/// `USER`, `SYS_CONTEXT('USERENV', …)`, `USERENV(…)`.
pub(super) fn lower(cx: &mut Cx<'_>, site: &Site<'_>, _: Vec<Low>) -> Lower<Low> {
    if site.scope.place.is_immutable() {
        return super::stable(cx, site.e, site.row.name);
    }
    let attribute = match site.row.name {
        "USER" => "SESSION_USER".to_owned(),
        "USERENV" => site.written.first().and_then(|e| literal::text_of(e)).unwrap_or("").to_ascii_uppercase(),
        _ => {
            let space = site.written.first().and_then(|e| literal::text_of(e)).unwrap_or("");
            let attribute = site.written.get(1).and_then(|e| literal::text_of(e)).unwrap_or("");
            if !space.eq_ignore_ascii_case("USERENV") {
                cx.exact(&SESSION, site.e.at.span);
                let call = pg::Expr::helper("sys_context", [pg::Expr::text(space), pg::Expr::text(attribute)]);
                return Ok(made(call, Type::Text, Null::Maybe, Class::Text));
            }
            attribute.to_ascii_uppercase()
        }
    };
    let upper = |name: &'static str| pg::Expr::call("upper", [pg::Expr::call(name, [])]);
    let (expr, null) = match attribute.as_str() {
        "SESSION_USER" => (upper("session_user"), Null::Never),
        "CURRENT_USER" => (upper("current_user"), Null::Never),
        "CURRENT_SCHEMA" => (upper("current_schema"), Null::Maybe),
        "DB_NAME" | "INSTANCE_NAME" | "SERVICE_NAME" => (upper("current_database"), Null::Never),
        "IP_ADDRESS" => (pg::Expr::call("host", [pg::Expr::call("inet_client_addr", [])]), Null::Maybe),
        "SID" | "SESSIONID" => (pg::Expr::call("pg_backend_pid", []).cast(Type::Text), Null::Never),
        "ISDBA" => {
            let setting = pg::Expr::call("current_setting", [pg::Expr::text("is_superuser")]);
            let yes = setting.infix(pg::Op::Eq, pg::Expr::text("on"));
            (pg::Expr::case(vec![(yes, pg::Expr::text("TRUE"))], Some(pg::Expr::text("FALSE"))), Null::Never)
        }
        "MODULE" | "ACTION" | "CLIENT_IDENTIFIER" | "CLIENT_INFO" => {
            let args = [pg::Expr::text("USERENV"), pg::Expr::text(attribute.as_str())];
            (pg::Expr::helper("sys_context", args), Null::Maybe)
        }
        "AUTHENTICATED_IDENTITY" => (upper("session_user"), Null::Never),
        "CON_NAME" | "DB_UNIQUE_NAME" => (upper("current_database"), Null::Never),
        // What PostgreSQL does not know is null, as it is in Oracle where nobody set it.
        "HOST"
        | "OS_USER"
        | "TERMINAL"
        | "PROXY_USER"
        | "PROXY_USERID"
        | "BG_JOB_ID"
        | "FG_JOB_ID"
        | "ENTRYID"
        | "STATEMENTID"
        | "POLICY_INVOKER"
        | "GLOBAL_CONTEXT_MEMORY"
        | "CLIENT_PROGRAM_NAME"
        | "NETWORK_PROTOCOL"
        | "AUTHENTICATION_METHOD"
        | "SERVER_HOST"
        | "DB_DOMAIN"
        | "INSTANCE" => {
            let raised = SESSION.at(site.e.at.span).severity(Severity::BehaviourChange);
            let instead = null_instead(&attribute);
            cx.raise(raised.with("attribute", attribute).with("instead", instead));
            let null = pg::Expr::Null.cast(Type::Text);
            return Ok(made(null, Type::Text, Null::Always, Class::Text));
        }
        _ => {
            let raised =
                SESSION.at(site.e.at.span).severity(Severity::ManualEffort).with("instead", unknown(&attribute));
            return Err(cx.manual(raised.with("attribute", attribute)));
        }
    };
    cx.exact(&SESSION, site.e.at.span);
    Ok(made(expr, Type::Text, null, Class::Text))
}
