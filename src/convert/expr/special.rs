//! The functions that need code of their own, by the names that rows use.

use super::{
    Scope, arithmetic, concat, context, date, interval, json, linguistic, null, number, regexp, text, xml, zone,
};
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Call, Row};

/// Where a special function stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// Around it.
    pub scope: &'a Scope<'a>,
    /// The call.
    pub e: &'a ir::Expr,
    /// Its row.
    pub row: &'a Row,
    /// Its arguments as written.
    pub written: &'a [&'a ir::Expr],
}

/// A function with code of its own; its arguments have the classes of the row.
pub(super) type Special = fn(&mut Cx<'_>, &Site<'_>, Vec<Low>) -> Lower<Low>;

/// By name.
pub(super) static SPECIALS: &[(&str, Special)] = &[
    ("arithmetic", |cx, site, args| match <[Low; 2]>::try_from(args) {
        Ok([a, b]) => arithmetic::numbers(cx, site.e, a, b),
        Err(_) => super::call::refused(cx, site.e, site.row.name),
    }),
    ("bin_to_num", number::bin_to_num),
    ("bitand", number::bitand),
    ("bytes", text::bytes),
    ("chr", text::chr),
    ("clock", date::clock),
    ("coalesce", null::coalesce),
    ("concat", |cx, site, args| concat::join(cx, site.scope, site.e, args)),
    ("context", context::lower),
    ("current_date", date::current_date),
    ("date_difference", date::difference),
    ("date_shift", date::shift),
    ("decode", null::decode),
    ("elapsed", zone::elapsed),
    ("empty_lob", text::empty_lob),
    ("exists_node", xml::exists_node),
    ("from_tz", zone::from_tz),
    ("greatest", null::greatest),
    ("hash", text::hash),
    ("instr", text::instr),
    ("length", text::length),
    ("modulo", number::modulo),
    ("new_time", zone::new_time),
    ("nlssort", linguistic::nlssort),
    ("nullif", null::nullif),
    ("num_to_interval", interval::num_to_interval),
    ("nvl", null::nvl),
    ("nvl2", null::nvl2),
    ("raw_to_char", text::raw_to_char),
    ("regexp", regexp::lower),
    ("replace", text::replace),
    ("same_number", number::same),
    ("string_to_raw", text::string_to_raw),
    ("sysdate", date::sysdate),
    ("to_char", date::to_char),
    ("to_date", date::to_date),
    ("to_text", text::to_text),
    ("translate", text::translate),
    ("translate_using", text::translate_using),
    ("trim", text::trim),
    ("trunc_date", date::trunc),
    ("xml_parse", xml::parse),
    ("xpath", xml::xpath),
];

/// A function whose syntax is its own too, and which reads the call itself.
pub(super) type Syntactic = fn(&mut Cx<'_>, &Scope<'_>, &ir::Expr, &Call) -> Lower<Low>;

/// The functions with a syntax of their own.
pub(super) fn by_syntax(name: &str) -> Option<Syntactic> {
    Some(match name {
        "JSON_ARRAY" => json::array,
        "JSON_OBJECT" => json::object,
        "JSON_VALUE" => json::value,
        "JSON_QUERY" => json::query,
        "JSON_EXISTS" => json::exists,
        "JSON_SERIALIZE" => json::serialize,
        "XMLPARSE" | "XMLELEMENT" | "XMLFOREST" | "XMLATTRIBUTES" | "XMLSERIALIZE" | "XMLQUERY" | "XMLEXISTS"
        | "XMLROOT" | "XMLPI" | "XMLCOLATTVAL" | "XMLAGG" | "XMLCAST" => xml::lower,
        _ => return None,
    })
}
