//! Where a list goes on, sealed: a page's link tells nothing, and is of no use to anybody else or for
//! another list.

use crate::problem::Problem;
use crate::sealed;
use domain::table::{Filter, Position};
use domain::vault::Sealer;

/// The cursor that stands in a link, good for this list of `whose` only.
pub(crate) fn seal(
    sealer: &Sealer,
    whose: &str,
    filter: &Filter,
    position: &Position,
) -> Result<String, Problem> {
    sealed::seal(sealer, &["workouts-cursor", whose, &query(filter)], position)
}

/// The position that a cursor stands for, if it was sealed for them and this list.
pub(crate) fn open(sealer: &Sealer, whose: &str, filter: &Filter, cursor: &str) -> Option<Position> {
    sealed::open(sealer, &["workouts-cursor", whose, &query(filter)], cursor)
}

fn query(filter: &Filter) -> String {
    format!("{filter:?}")
}
