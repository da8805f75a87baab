//! Where a list goes on, sealed: a page's link tells nothing, and is of no use to anybody else or for
//! another list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::athlete::AthleteId;
use domain::table::{Filter, Position};
use domain::vault::Sealer;

/// The cursor that stands in a link.
pub(super) fn seal(
    sealer: &Sealer,
    athlete: &AthleteId,
    filter: &Filter,
    position: &Position,
) -> Option<String> {
    let plain = serde_json::to_vec(position).ok()?;
    Some(URL_SAFE_NO_PAD.encode(sealer.seal(&context(athlete, &query(filter)), &plain).ok()?))
}

/// The position that a cursor stands for, if it was sealed for this athlete and this list.
pub(super) fn open(sealer: &Sealer, athlete: &AthleteId, filter: &Filter, cursor: &str) -> Option<Position> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    serde_json::from_slice(&sealer.open(&context(athlete, &query(filter)), &bytes)?).ok()
}

fn context<'a>(athlete: &'a AthleteId, query: &'a str) -> [&'a str; 3] {
    ["workouts-cursor", athlete.as_str(), query]
}

fn query(filter: &Filter) -> String {
    format!("{filter:?}")
}
