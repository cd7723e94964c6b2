//! What Oracle does with such a program (PL/SQL Language Reference, PL/SQL Error Handling and Static SQL, Transaction Processing):
//! a statement that fails is undone alone, a handler undoes nothing, variables of packages take no part in transactions, and a call
//! whose error reaches the client is undone back to its last COMMIT.

use super::program::{Fault, Program, Step, When};
use std::collections::BTreeSet;

/// Why steps end before the last one.
enum Stop {
    Error(i64),
    Exit,
    Return,
}

#[derive(Clone, Default)]
struct Tables {
    ledger: Vec<i64>,
    keyed: BTreeSet<i64>,
}

/// A session.
#[derive(Default)]
pub struct Oracle {
    now: Tables,
    committed: Tables,
    counted: i64,
}

/// What a client sees after a call.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    /// The call failed with this `SQLCODE`.
    pub code: Option<i64>,
    pub ledger: Vec<i64>,
    pub keyed: Vec<i64>,
    pub counted: i64,
}

const LONG: i64 = 1_000_000_000;

impl Oracle {
    /// `p0(mask)`.
    pub fn call(mut self, program: &Program, mask: u32) -> Seen {
        let code = match self.routine(program, 0, mask, 0) {
            Ok(_) => None,
            Err(code) => {
                self.now = self.committed.clone();
                Some(code)
            }
        };
        Seen { code, ledger: self.now.ledger, keyed: self.now.keyed.into_iter().collect(), counted: self.counted }
    }

    /// The variable at the end.
    fn routine(&mut self, program: &Program, n: usize, mask: u32, mut x: i64) -> Result<(i64, bool), i64> {
        match self.steps(program, &program.routines[n], mask, &mut x) {
            Ok(()) | Err(Stop::Exit) => {
                self.now.ledger.push(1000 + x);
                Ok((x, true))
            }
            Err(Stop::Return) => Ok((x, false)),
            Err(Stop::Error(code)) => Err(code),
        }
    }

    fn steps(&mut self, program: &Program, steps: &[Step], mask: u32, x: &mut i64) -> Result<(), Stop> {
        steps.iter().try_for_each(|step| self.step(program, step, mask, x))
    }

    fn step(&mut self, program: &Program, step: &Step, mask: u32, x: &mut i64) -> Result<(), Stop> {
        let set = |bit: u32| mask >> bit & 1 == 1;
        match step {
            Step::Insert(n) => self.now.ledger.push(n + *x),
            Step::InsertTwo(_, bit) if set(*bit) => return Err(Stop::Error(-1476)),
            Step::InsertTwo(n, _) => self.now.ledger.extend([*n, *n]),
            Step::Unique(n) if !self.now.keyed.insert(*n) => return Err(Stop::Error(-1)),
            Step::Unique(_) => {}
            Step::Update(n) => self.now.ledger.iter_mut().filter(|v| *v == n).for_each(|v| *v += 100),
            Step::Delete(n) => self.now.ledger.retain(|v| v != n),
            Step::Check(bit, fault) if set(*bit) => return Err(Stop::Error(code(*fault))),
            Step::Check(..) => {}
            Step::Add(n) => *x += n,
            Step::Count(n) => self.counted += n,
            Step::Commit => self.committed = self.now.clone(),
            Step::Rollback => self.now = self.committed.clone(),
            Step::Saved(steps, bit) => {
                let saved = self.now.clone();
                self.steps(program, steps, mask, x)?;
                if set(*bit) {
                    self.now = saved;
                }
            }
            Step::Tried(steps) => {
                let saved = self.now.clone();
                match self.steps(program, steps, mask, x) {
                    Err(Stop::Error(_)) => self.now = saved,
                    other => other?,
                }
            }
            Step::Call(n) => {
                self.routine(program, *n, mask, 0).map_err(Stop::Error)?;
            }
            Step::Function(n) => {
                let (value, whole) = self.routine(program, *n, mask, *x).map_err(Stop::Error)?;
                *x = value + i64::from(whole);
            }
            Step::InOut(n) => *x = self.routine(program, *n, mask, *x + 100).map_err(Stop::Error)?.0,
            Step::If(bit, yes, no) => self.steps(program, if set(*bit) { yes } else { no }, mask, x)?,
            Step::Loop(steps) => {
                for _ in 0..2 {
                    match self.steps(program, steps, mask, x) {
                        Err(Stop::Exit) => break,
                        other => other?,
                    }
                }
            }
            Step::Exit(bit) if set(*bit) => return Err(Stop::Exit),
            Step::Return(bit) if set(*bit) => return Err(Stop::Return),
            Step::Exit(_) | Step::Return(_) => {}
            Step::Block(body, handlers) => match self.steps(program, body, mask, x) {
                Err(Stop::Error(error)) => {
                    let fits = |when: When| match when {
                        When::Others => true,
                        When::Duplicate => error == -1,
                        When::Fault(fault) => error == code(fault),
                    };
                    let Some(handler) = handlers.iter().find(|h| fits(h.when)) else { return Err(Stop::Error(error)) };
                    if handler.notes {
                        // `SQLCODE` of NO_DATA_FOUND is +100
                        self.now.ledger.push(error);
                    }
                    self.steps(program, &handler.body, mask, x)?;
                    if handler.again {
                        return Err(Stop::Error(error));
                    }
                }
                other => other?,
            },
        }
        debug_assert!(x.abs() < LONG);
        Ok(())
    }
}

fn code(fault: Fault) -> i64 {
    match fault {
        Fault::Declared => 1,
        Fault::Application => -20001,
        Fault::Zero => -1476,
        Fault::Missing => 100,
    }
}
