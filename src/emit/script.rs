//! The scripts over the object files: load, data, roll back. Of psql they use `\ir`, `\set` and `\if` alone, so that
//! `verify` can run them without psql.

use super::layout::{Joined, Output};
use super::quote::{dollar_of, literal, qname};
use super::{OutFile, Phase, Piece};
use crate::name::QName;

/// Names of the scripts.
pub const NAMES: [&str; 8] = [
    "apply.sql",
    "pre_data.sql",
    "data.sql",
    "post_data.sql",
    "database.sql",
    "rollback.sql",
    "queries.sql",
    "blocks.sql",
];
/// Where the support library stands.
pub const SUPPORT_FILE: &str = "objects/ora_compat.sql";

/// Where the views of the dictionary stand.
pub const DICTIONARY_FILE: &str = "objects/ora_dict.sql";

/// What every script begins with. The server may have other defaults for the last two.
const HEAD: &str = "\\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
";

/// What code prints is a notice.
const PRINTS: &str = "SET client_min_messages = notice;\n";

/// The scripts in the order of [`NAMES`] (queries and blocks only where there are some) and the support library; then the
/// lines of the data statements, and those of the blocks.
pub(super) fn scripts(output: &Output<'_>, files: &[(Phase, &str)]) -> (Vec<OutFile>, Vec<u32>, Vec<u32>) {
    let (data, lines) = data(output.data);
    let mut all = vec![
        plain("apply.sql", apply()),
        plain("pre_data.sql", pre_data(output, files)),
        data,
        plain("post_data.sql", post_data(output, files)),
        database(output),
        plain("rollback.sql", rollback(output)),
    ];
    if !output.queries.is_empty() {
        all.push(queries(output.queries));
    }
    let (blocks, starts) = blocks(output.blocks);
    if !output.blocks.is_empty() {
        all.push(blocks);
    }
    if let Some(support) = &output.support {
        all.push(plain(SUPPORT_FILE, support.create.clone()));
    }
    if let Some(dictionary) = &output.dictionary {
        all.push(plain(DICTIONARY_FILE, dictionary.create.clone()));
    }
    (all, lines, starts)
}

fn plain(path: &str, text: String) -> OutFile {
    OutFile { path: path.to_owned(), text: text.into() }
}

/// A setting that the user may give with `-v`, and its default.
fn setting(name: &str, default: &str) -> String {
    format!("\\if :{{?{name}}}\n\\else\n\\set {name} {default}\n\\endif\n")
}

fn apply() -> String {
    let mut out = String::from(
        "-- Builds the whole schema and stops on the first error:
--   psql -f apply.sql
--   psql -v single_transaction=1 -f apply.sql    all or nothing
--   psql -v create_roles=1 -f apply.sql          creates the roles that grants name, where they are missing
",
    );
    out.push_str(HEAD);
    out.push_str(&setting("single_transaction", "0"));
    out.push_str("\\if :single_transaction\nBEGIN;\n\\endif\n\n");
    for script in ["pre_data.sql", "data.sql", "post_data.sql"] {
        out.push_str(&include(script));
    }
    out.push_str("\n\\if :single_transaction\nCOMMIT;\n\\endif\n");
    out
}

fn pre_data(output: &Output<'_>, files: &[(Phase, &str)]) -> String {
    let mut out = String::from("-- What data needs: schemas, helpers, types, sequences, tables.\n");
    out.push_str(HEAD);
    if !output.roles.is_empty() {
        out.push_str(&setting("create_roles", "0"));
        out.push_str("\\if :create_roles\n");
        for role in output.roles {
            let name = qname(&QName::bare(role.clone()));
            let (tag, text) = (dollar_of("role", &name), literal(&name));
            out.push_str(&format!(
                "DO {tag} BEGIN IF to_regrole({text}) IS NULL THEN CREATE ROLE {name} NOLOGIN; END IF; END {tag};\n"
            ));
        }
        out.push_str("\\endif\n");
    }
    late(&mut out, output.late_bodies);
    out.push('\n');
    if output.support.is_some() {
        out.push_str(&include(SUPPORT_FILE));
    }
    if output.dictionary.is_some() {
        out.push_str(&include(DICTIONARY_FILE));
    }
    includes(&mut out, files, |phase| phase == Phase::PreData);
    out
}

fn post_data(output: &Output<'_>, files: &[(Phase, &str)]) -> String {
    let mut out =
        String::from("-- What comes after the data: keys, indexes, foreign keys, routines, views, triggers, grants.\n");
    out.push_str(HEAD);
    late(&mut out, output.late_bodies);
    out.push('\n');
    includes(&mut out, files, |phase| matches!(phase, Phase::Keys | Phase::ForeignKeys | Phase::PostData));
    out
}

fn late(out: &mut String, late_bodies: bool) {
    if late_bodies {
        out.push_str(
            "-- Some routines need each other, so that no order exists in which all bodies could be checked.\n",
        );
        out.push_str("SET check_function_bodies = off;\n");
    }
}

fn includes(out: &mut String, files: &[(Phase, &str)], wanted: impl Fn(Phase) -> bool) {
    for (_, path) in files.iter().filter(|(phase, _)| wanted(*phase)) {
        out.push_str(&include(path));
    }
}

/// `\ir path`, in quotes where psql would read a character otherwise. Paths hold no quotes and no backslashes.
fn include(path: &str) -> String {
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/'));
    if plain { format!("\\ir {path}\n") } else { format!("\\ir '{path}'\n") }
}

fn data(statements: &[Piece]) -> (OutFile, Vec<u32>) {
    let what = "-- Rows that stood in the scripts, in their order. Other data can be loaded in their place.\n";
    let (text, lines) = in_order(what, "", &statements.iter().collect::<Vec<_>>());
    (plain("data.sql", text), lines)
}

fn queries(statements: &[Piece]) -> OutFile {
    let what =
        "-- Queries that stood in the scripts, in their order. Nothing runs them: they show rows, and make none.\n";
    plain("queries.sql", in_order(what, PRINTS, &statements.iter().collect::<Vec<_>>()).0)
}

fn blocks(blocks: &[&Piece]) -> (OutFile, Vec<u32>) {
    let what = "-- Blocks that stood in the scripts, in their order. Nothing runs them but you: psql -f blocks.sql, behind apply.sql.\n";
    let (text, lines) = in_order(what, PRINTS, blocks);
    (plain("blocks.sql", text), lines)
}

fn in_order(what: &str, settings: &str, statements: &[&Piece]) -> (String, Vec<u32>) {
    let size: usize = statements.iter().map(|s| s.create.text.len() + 1).sum();
    let mut text = String::with_capacity(size + HEAD.len() + 128);
    text.push_str(what);
    text.push_str(HEAD);
    text.push_str(settings);
    let mut joined = Joined::after(text);
    let lines = statements.iter().map(|statement| joined.add(statement)).collect();
    (joined.text, lines)
}

fn database(output: &Output<'_>) -> OutFile {
    let mut joined = Joined::after(String::from(
        "-- Settings and roles of the database. Nothing loads this file: read it, and run what applies as an administrator.\n",
    ));
    for placed in output.pieces.iter().filter(|p| p.phase == Phase::Database) {
        joined.add(placed.piece);
    }
    plain("database.sql", joined.text)
}

fn rollback(output: &Output<'_>) -> String {
    let mut out = String::from(
        "-- Takes apply.sql back. Refuses while tables hold rows, unless called with: psql -v drop_data=yes -f rollback.sql\n",
    );
    out.push_str(HEAD);
    out.push_str(&setting("drop_data", "no"));
    let tables: Vec<String> =
        output.pieces.iter().filter_map(|p| Some(literal(&qname(p.piece.rows.as_ref()?)))).collect();
    if !tables.is_empty() {
        out.push_str("\\if :drop_data\n\\else\n");
        out.push_str(&guard(&tables));
        out.push_str("\\endif\n");
    }
    out.push('\n');
    let mut order: Vec<_> = output.pieces.iter().filter(|p| p.phase != Phase::Database).collect();
    order.sort_by_key(|p| p.phase);
    for placed in order.into_iter().rev() {
        out.push_str(&placed.piece.undo);
    }
    for support in output.dictionary.iter().chain(&output.support) {
        out.push_str(&support.undo);
    }
    out
}

/// Raises where one of the tables holds a row.
fn guard(tables: &[String]) -> String {
    let tables = tables.join(",\n    ");
    let tag = dollar_of("guard", &tables);
    format!(
        "DO {tag}
DECLARE
  name text;
  filled boolean;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    {tables}
  ] LOOP
    IF to_regclass(name) IS NOT NULL THEN
      EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO filled;
      IF filled THEN
        RAISE EXCEPTION 'table % holds rows; run with -v drop_data=yes to drop them', name;
      END IF;
    END IF;
  END LOOP;
END
{tag};
"
    )
}
