//! Functions about null: `NVL`, `NVL2`, `COALESCE`, `NULLIF`, `DECODE`, `GREATEST`, `LEAST`.

use super::special::Site;
use super::{coerce, compare, made, met, varying};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::Class;
use crate::name::QName;
use crate::pg;

pub(super) static EMPTY_TEXT: Rule = Rule {
    name: "empty-text-is-null",
    codes: &[(Source::Oracle, "OR-NUL-001")],
    raw: Severity::DataLossRisk,
    message: "'' is null",
    help: "Nothing to do: the literal became NULL.",
    ..super::RULE
};

static NVL: Rule = Rule {
    name: "nvl",
    codes: &[(Source::Oracle, "OR-NUL-010")],
    raw: Severity::BehaviourChange,
    message: "NVL became coalesce, its second argument converted to the type of the first",
    help: "Nothing to do.",
    ..super::RULE
};

static NVL2: Rule = Rule {
    name: "nvl2",
    codes: &[(Source::Oracle, "OR-NUL-011")],
    raw: Severity::Info,
    message: "NVL2 became CASE",
    help: "Nothing to do.",
    ..super::RULE
};

static DECODE: Rule = Rule {
    name: "decode",
    codes: &[(Source::Oracle, "OR-NUL-007")],
    raw: Severity::BehaviourChange,
    message: "DECODE became CASE, which finds null where DECODE does",
    help: "Nothing to do.",
    ..super::RULE
};

static GREATEST: Rule = Rule {
    name: "greatest-with-null",
    codes: &[(Source::Oracle, "OR-NUL-009")],
    raw: Severity::DataLossRisk,
    message: "GREATEST and LEAST are null where an argument is",
    help: "Nothing to do: arguments that can be null are tested first.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&EMPTY_TEXT, &NVL, &NVL2, &DECODE, &GREATEST];

fn no_arguments(cx: &mut Cx<'_>, site: &Site<'_>) -> Lower<Low> {
    super::call::refused(cx, site.e, site.row.name)
}

/// `NVL(a, b)`.
pub(super) fn nvl(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let acts = site.written.get(1).is_some_and(|e| varying::acts(cx, e));
    let never = args.iter().any(|low| low.null == Null::Never);
    // Both are evaluated, whether the first is null or not.
    let args = if acts { args.into_iter().map(|low| Low { null: Null::Maybe, ..low }).collect() } else { args };
    let mut low = coalesce(cx, site, args)?;
    if let pg::Expr::Call(call) = &mut low.expr
        && acts
        && call.name == QName::bare("coalesce")
    {
        call.name = QName::new("ora_compat", "nvl");
        low.null = if never { Null::Never } else { Null::Maybe };
    }
    cx.exact(&NVL, site.e.at.span);
    Ok(low)
}

/// `COALESCE(a, b, …)`.
pub(super) fn coalesce(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let args = met::one_type(cx, site.scope, site.e.at.span, args)?;
    if let Some(low) = met::all_null(&args) {
        return Ok(low);
    }
    let mut list = Vec::with_capacity(args.len());
    for arg in args {
        let last = arg.null == Null::Never;
        if arg.null != Null::Always {
            list.push(arg);
        }
        if last {
            break;
        }
    }
    let Some((ty, from)) = met::of_one(&list) else {
        return Ok(made(pg::Expr::Null, pg::Type::Unknown, Null::Always, Class::Any));
    };
    let null = if list.iter().any(|v| v.null == Null::Never) { Null::Never } else { Null::Maybe };
    let expr = match <[Low; 1]>::try_from(list) {
        Ok([one]) => return Ok(one),
        Err(list) => pg::Expr::call("coalesce", list.into_iter().map(|v| v.expr)),
    };
    Ok(Low { expr, ty, null, from })
}

/// `NVL2(x, a, b)`.
pub(super) fn nvl2(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([x, a, b]) = <[Low; 3]>::try_from(args) else { return no_arguments(cx, site) };
    let x = coerce::no_empty(cx, x);
    let branches = met::one_type(cx, site.scope, site.e.at.span, vec![a, b])?;
    let Some((ty, from)) = met::of_one(&branches) else { return no_arguments(cx, site) };
    if let Some(low) = met::all_null(&branches) {
        return Ok(low);
    }
    let Ok([a, b]) = <[Low; 2]>::try_from(branches) else { return no_arguments(cx, site) };
    cx.exact(&NVL2, site.e.at.span);
    match x.null {
        Null::Never => return Ok(a),
        Null::Always => return Ok(b),
        Null::Maybe => {}
    }
    let null = if a.null == Null::Never && b.null == Null::Never { Null::Never } else { Null::Maybe };
    Ok(Low { expr: pg::Expr::case(vec![(x.expr.is_not_null(), a.expr)], Some(b.expr)), ty, null, from })
}

/// `NULLIF(a, b)`.
pub(super) fn nullif(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([a, b]) = <[Low; 2]>::try_from(args) else { return no_arguments(cx, site) };
    if b.null == Null::Always {
        return Ok(a);
    }
    let own = coerce::no_empty(cx, a.clone());
    let [a, b] = compare::meet(cx, site.scope, site.e, a, b)?;
    // what is compared may lack blanks that the value has
    if (own.ty.is_text() || own.ty == pg::Type::Unknown) && own.expr != a.expr {
        if site.written.first().is_some_and(|e| varying::varies(cx, e)) {
            return Err(varying::refuse(cx, site.e, "NULLIF"));
        }
        let equal = a.expr.infix(pg::Op::Eq, b.expr);
        let expr = pg::Expr::case(vec![(equal, pg::Expr::Null)], Some(own.expr));
        return Ok(Low { expr, ty: own.ty, null: Null::Maybe, from: own.from });
    }
    let typed =
        if a.ty == pg::Type::Unknown && b.ty == pg::Type::Unknown { a.expr.cast(pg::Type::Text) } else { a.expr };
    // a number has the type in which both are compared
    let ty = match &a.ty {
        pg::Type::Unknown => pg::Type::Text,
        own if own.is_number() => met::wider(own, &b.ty),
        own => own.clone(),
    };
    Ok(Low { expr: pg::Expr::call("nullif", [typed, b.expr]), ty, null: Null::Maybe, from: a.from })
}

/// `DECODE(x, s, r, …, d)`.
pub(super) fn decode(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut args = args.into_iter();
    let Some(x) = args.next() else { return no_arguments(cx, site) };
    let rest: Vec<Low> = args.collect();
    let (mut tests, mut results) = (Vec::new(), Vec::new());
    let mut rest = rest.into_iter().peekable();
    let mut has_default = false;
    while let Some(first) = rest.next() {
        match rest.next() {
            Some(second) => {
                tests.push(first);
                results.push(second);
            }
            None => {
                results.push(first);
                has_default = true;
            }
        }
    }
    // All results get the type of the first; where that is a plain null, they are texts.
    let first_null = results.first().is_some_and(|r| r.null == Null::Always && r.from.class == Class::Any);
    let results = if first_null {
        let texts = results
            .into_iter()
            .map(|r| if r.null == Null::Always { Ok(r) } else { coerce::text(cx, site.scope, site.e.at.span, r) });
        texts.collect::<Lower<Vec<Low>>>()?
    } else {
        met::one_type(cx, site.scope, site.e.at.span, results)?
    };
    let x = coerce::no_empty(cx, x);
    let Some((ty, from)) = met::of_one(&results) else { return no_arguments(cx, site) };
    if let Some(low) = met::all_null(&results) {
        cx.exact(&DECODE, site.e.at.span);
        return Ok(low);
    }
    let never = has_default && results.iter().all(|r| r.null == Null::Never);
    let mut arms = Vec::with_capacity(tests.len());
    let mut values = results.into_iter().map(|r| if r.null == Null::Always { pg::Expr::Null } else { r.expr });
    for test in tests {
        let when = same(cx, site, x.clone(), test)?;
        let Some(then) = values.next() else { break };
        arms.push((when, then));
    }
    cx.exact(&DECODE, site.e.at.span);
    let otherwise = values.next();
    let expr = match site.written.first() {
        Some(by) => varying::choice(cx, site.e, "DECODE", by, arms, otherwise)?,
        None => pg::Expr::case(arms, otherwise),
    };
    Ok(Low { expr, ty, null: if never { Null::Never } else { Null::Maybe }, from })
}

/// Equal, or both null.
fn same(cx: &mut Cx<'_>, site: &Site<'_>, x: Low, test: Low) -> Lower<pg::Expr> {
    // What comes out empty is null, however sure its arguments are not.
    let test = coerce::no_empty(cx, test);
    match (x.null, test.null) {
        (Null::Always, Null::Always) => return Ok(pg::Expr::Bool(true)),
        (_, Null::Always) => return Ok(x.expr.is_null()),
        (Null::Always, _) => return Ok(test.expr.is_null()),
        (Null::Maybe | Null::Never, Null::Maybe | Null::Never) => {}
    }
    let plain = x.null == Null::Never || test.null == Null::Never;
    let [a, b] = compare::meet(cx, site.scope, site.e, x, test)?;
    // With one side never null, `=` is true exactly where both are the same.
    Ok(if plain { a.expr.infix(pg::Op::Eq, b.expr) } else { pg::Expr::Distinct(true, Box::new([a.expr, b.expr])) })
}

/// `GREATEST(a, …)`, `LEAST(a, …)`.
pub(super) fn greatest(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    if args.iter().any(|a| a.null == Null::Always) {
        let plain = || made(pg::Expr::Null, pg::Type::Unknown, Null::Always, Class::Any);
        return Ok(met::typed_null(&args).unwrap_or_else(plain));
    }
    let args = met::one_type(cx, site.scope, site.e.at.span, args)?;
    let Some((ty, from)) = met::of_one(&args) else { return no_arguments(cx, site) };
    let name = if site.row.name == "GREATEST" { "greatest" } else { "least" };
    let nullable: Vec<pg::Expr> =
        args.iter().filter(|a| a.null != Null::Never).map(|a| a.expr.clone().is_null()).collect();
    let text = from.class == Class::Text;
    let values = args.into_iter().map(|a| {
        // Oracle compares texts by their bytes.
        if text { pg::Expr::Collate(Box::new((a.expr, crate::name::QName::bare("C")))) } else { a.expr }
    });
    let values: Vec<pg::Expr> = values.collect();
    if !nullable.is_empty() && site.written.iter().any(|e| varying::varies(cx, e)) {
        cx.exact(&GREATEST, site.e.at.span);
        let ty = if ty == pg::Type::Unknown { pg::Type::Text } else { ty };
        let list = pg::Expr::Array(values.into_boxed_slice()).cast(pg::Type::Array(Box::new(ty.clone())));
        let helper = if name == "greatest" { "greatest_of" } else { "least_of" };
        return Ok(Low { expr: pg::Expr::helper(helper, [list]), ty, null: Null::Maybe, from });
    }
    let whole = pg::Expr::call(name, values);
    let ty = if ty == pg::Type::Unknown { pg::Type::Text } else { ty };
    if nullable.is_empty() {
        return Ok(Low { expr: whole, ty, null: Null::Never, from });
    }
    cx.exact(&GREATEST, site.e.at.span);
    let any = if nullable.len() == 1 { pg::Expr::all(nullable) } else { pg::Expr::Or(nullable.into_boxed_slice()) };
    Ok(Low { expr: pg::Expr::case(vec![(any, pg::Expr::Null)], Some(whole)), ty, null: Null::Maybe, from })
}
