//! How tightly PostgreSQL's operators hold (manual 4.1.6, and the table in its grammar, which is finer).

use crate::pg::Op;

/// Anything may stand here.
pub const ANY: u8 = 0;
/// `OR`.
pub const OR: u8 = 1;
/// `AND`.
pub const AND: u8 = 2;
/// `NOT`.
pub const NOT: u8 = 3;
/// `IS …`, not associative.
pub const IS: u8 = 4;
/// `= < > <= >= <>`, not associative.
pub const COMPARE: u8 = 5;
/// `BETWEEN IN LIKE`, not associative.
pub const RANGE: u8 = 6;
/// Every other operator, `||` and prefix ones too.
pub const OTHER: u8 = 7;
/// `+ -`.
pub const ADD: u8 = 8;
/// `* / %`.
pub const MULTIPLY: u8 = 9;
/// `^`, which PostgreSQL reads from the left.
pub const POWER: u8 = 10;
/// `AT TIME ZONE`.
pub const AT: u8 = 11;
/// `COLLATE`.
pub const COLLATE: u8 = 12;
/// Prefix `+ -`.
pub const SIGN: u8 = 13;
/// `::`.
pub const CAST: u8 = 15;
/// Names, literals, calls, what stands in parentheses.
pub const PRIMARY: u8 = 16;

/// How tightly an infix operator holds.
#[must_use]
pub const fn infix(op: Op) -> u8 {
    match op {
        Op::Add | Op::Subtract => ADD,
        Op::Multiply | Op::Divide | Op::Modulo => MULTIPLY,
        Op::Power => POWER,
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => COMPARE,
        Op::Match
        | Op::NoMatch
        | Op::Contains
        | Op::Get
        | Op::GetText
        | Op::Overlaps
        | Op::BitAnd
        | Op::BitOr
        | Op::BitNot
        | Op::BitXor
        | Op::ShiftLeft
        | Op::ShiftRight => OTHER,
    }
}

/// How tightly the operands of an infix operator must hold, left and right.
#[must_use]
pub const fn operands(op: Op) -> [u8; 2] {
    let own = infix(op);
    // A comparison is not associative; a range test within one would be read as meant, but not by people.
    if own == COMPARE { [OTHER, OTHER] } else { [own, own + 1] }
}

/// How tightly a prefix operator holds.
#[must_use]
pub const fn prefix(op: Op) -> u8 {
    match op {
        Op::Add | Op::Subtract => SIGN,
        Op::Multiply
        | Op::Divide
        | Op::Modulo
        | Op::Power
        | Op::Eq
        | Op::Ne
        | Op::Lt
        | Op::Le
        | Op::Gt
        | Op::Ge
        | Op::Match
        | Op::NoMatch
        | Op::Contains
        | Op::Get
        | Op::GetText
        | Op::Overlaps
        | Op::BitAnd
        | Op::BitOr
        | Op::BitNot
        | Op::BitXor
        | Op::ShiftLeft
        | Op::ShiftRight => OTHER,
    }
}
