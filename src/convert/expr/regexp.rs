//! Regular expressions: the helpers translate pattern and match parameter, which the planner folds for literals.

use super::special::Site;
use super::{call, coerce, made};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::Class;
use crate::pg::{self, Type};

static DIALECT: Rule = Rule {
    name: "regular-expression-dialect",
    codes: &[(Source::Oracle, "OR-FUN-015")],
    raw: Severity::BehaviourChange,
    message: "a regular expression is matched by Oracle's rules",
    help: "Nothing to do: ora_compat.regexp_… translates the pattern and the match parameter.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DIALECT];

/// `REGEXP_LIKE`, `REGEXP_SUBSTR` and their kin.
pub(super) fn lower(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let (name, class) = match site.row.name {
        "REGEXP_LIKE" => ("regexp_like", Class::Boolean),
        "REGEXP_COUNT" => ("regexp_count", Class::Number),
        "REGEXP_INSTR" => ("regexp_instr", Class::Number),
        "REGEXP_SUBSTR" => ("regexp_substr", Class::Text),
        "REGEXP_REPLACE" => ("regexp_replace", Class::Text),
        _ => return call::refused(cx, site.e, site.row.name),
    };
    cx.exact(&DIALECT, site.e.at.span);
    let args: Vec<Low> = args.into_iter().map(|a| coerce::no_empty(cx, a)).collect();
    let expr = pg::Expr::helper(name, args.into_iter().map(|a| a.expr));
    Ok(match class {
        Class::Boolean => made(expr, Type::Boolean, Null::Maybe, class),
        Class::Number => {
            let from = Ty { size: 9, flags: Ty::WHOLE, ..Ty::of_class(class) };
            Low { expr, ty: Type::Integer, null: Null::Maybe, from }
        }
        _ => Low { expr, ty: Type::Text, null: Null::Maybe, from: Ty { flags: Ty::EMPTIABLE, ..Ty::of_class(class) } },
    })
}
