//! Tokens, trivia and the parser base: nom input and error types, recovery, token ownership. Knows no statement.

pub mod comb;
pub mod input;
pub mod token;
pub mod words;

pub use comb::*;
pub use input::{Cx, Expected, Fail, In, Piece, R, Tried};
pub use token::{Kind, Lexed, Token, Trivia};
pub(crate) use words::keywords;
pub use words::{Word, id};
