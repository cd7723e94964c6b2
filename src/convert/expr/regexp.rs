//! Regular expressions: the helpers translate pattern and match parameter, which the planner folds for literals.

use super::special::Site;
use super::{Scope, call, coerce, made, parameters};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Call, Class};
use crate::name::Name;
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
    matched(cx, site.e, site.row.name, args)
}

/// The same by the names of parameters, some of which are left out.
pub(super) fn by_names(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call, args: Vec<Low>) -> Lower<Low> {
    let function = call.name.parts.last().map_or("", Name::as_str);
    let Some(places) = parameters::places(function, &call.args).filter(|_| function.starts_with("REGEXP_")) else {
        return call::refused(cx, e, function);
    };
    let mut given: Vec<Option<Low>> = args.into_iter().map(Some).collect();
    let mut all = Vec::with_capacity(places.len());
    for (parameter, place) in places {
        let number = matches!(parameter, "POSITION" | "OCCURRENCE" | "RETURNPARAM" | "SUBEXPRESSION");
        let class = if number { Class::Number } else { Class::Text };
        all.push(match place.and_then(|n| given.get_mut(n)?.take()) {
            Some(low) => coerce::to(cx, scope, e.at.span, low, class)?,
            None => {
                let first = parameter == "POSITION" || parameter == "OCCURRENCE" && function != "REGEXP_REPLACE";
                let expr = if number { pg::Expr::int(first.into()) } else { pg::Expr::Null.cast(Type::Text) };
                let ty = if number { Type::Integer } else { Type::Text };
                made(expr, ty, if number { Null::Never } else { Null::Always }, class)
            }
        });
    }
    matched(cx, e, function, all)
}

fn matched(cx: &mut Cx<'_>, e: &ir::Expr, function: &str, args: Vec<Low>) -> Lower<Low> {
    let (name, class) = match function {
        "REGEXP_LIKE" => ("regexp_like", Class::Boolean),
        "REGEXP_COUNT" => ("regexp_count", Class::Number),
        "REGEXP_INSTR" => ("regexp_instr", Class::Number),
        "REGEXP_SUBSTR" => ("regexp_substr", Class::Text),
        "REGEXP_REPLACE" => ("regexp_replace", Class::Text),
        _ => return call::refused(cx, e, function),
    };
    cx.exact(&DIALECT, e.at.span);
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
