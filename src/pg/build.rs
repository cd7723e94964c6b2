//! Builders: nodes are made here, so that boxing changes in one file.

use super::{Call, Case, Expr, IsTest, Like, Op, Type};
use crate::name::{Name, QName};
use ecow::EcoString;

impl Expr {
    /// `name(args)`, a function of `pg_catalog`.
    #[must_use]
    pub fn call(name: &'static str, args: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::function(QName::bare(name), args)
    }

    /// `ora_compat.name(args)`: a helper of the support library.
    #[must_use]
    pub fn helper(name: &'static str, args: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::function(QName::new("ora_compat", name), args)
    }

    /// `name(args)`, any function.
    #[must_use]
    pub fn function(name: QName, args: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::Call(Box::new(Call {
            name,
            args: args.into_iter().map(|e| (None, e)).collect(),
            distinct: false,
            variadic: false,
            order: Vec::new(),
            within: Vec::new(),
            filter: None,
            over: None,
        }))
    }

    /// A text literal.
    #[must_use]
    pub fn text(text: impl Into<EcoString>) -> Expr {
        Expr::Text(text.into())
    }

    /// An integer literal.
    #[must_use]
    pub fn int(n: i64) -> Expr {
        let digits = EcoString::from(n.unsigned_abs().to_string());
        if n < 0 { Expr::Prefix(Op::Subtract, Box::new(Expr::Number(digits))) } else { Expr::Number(digits) }
    }

    /// A column or variable.
    #[must_use]
    pub fn name(name: impl Into<Name>) -> Expr {
        Expr::Name(Box::new([name.into()]))
    }

    /// `x::type`; what is cast to it already stays, and the sign of a number stays before it.
    #[must_use]
    pub fn cast(self, ty: Type) -> Expr {
        if matches!(&self, Expr::Cast(parts) if parts.1 == ty) {
            return self;
        }
        if let Expr::Prefix(Op::Subtract, inner) = &self
            && matches!(**inner, Expr::Number(_))
            && ty.is_number()
        {
            return Expr::Prefix(Op::Subtract, Box::new(inner.as_ref().clone().cast(ty)));
        }
        Expr::Cast(Box::new((self, ty)))
    }

    /// `a op b`.
    #[must_use]
    pub fn infix(self, op: Op, other: Expr) -> Expr {
        Expr::Infix(op, Box::new([self, other]))
    }

    /// `x IS NULL`.
    #[must_use]
    pub fn is_null(self) -> Expr {
        Expr::Is(Box::new(self), IsTest::Null, false)
    }

    /// `x IS NOT NULL`.
    #[must_use]
    pub fn is_not_null(self) -> Expr {
        Expr::Is(Box::new(self), IsTest::Null, true)
    }

    /// `NOT x`.
    #[must_use]
    pub fn negate(self) -> Expr {
        Expr::Not(Box::new(self))
    }

    /// `a AND b …`; one item is itself.
    #[must_use]
    pub fn all(items: Vec<Expr>) -> Expr {
        match <[Expr; 1]>::try_from(items) {
            Ok([one]) => one,
            Err(items) => Expr::And(items.into_boxed_slice()),
        }
    }

    /// `CASE WHEN … THEN … ELSE … END`.
    #[must_use]
    pub fn case(arms: Vec<(Expr, Expr)>, otherwise: Option<Expr>) -> Expr {
        Expr::Case(Box::new(Case { selector: None, arms, otherwise }))
    }

    /// `text LIKE pattern ESCAPE escape`.
    #[must_use]
    pub fn like(text: Expr, pattern: Expr, escape: Option<Expr>, not: bool) -> Expr {
        Expr::Like(Box::new(Like { not, fold_case: false, text, pattern, escape }))
    }
}
