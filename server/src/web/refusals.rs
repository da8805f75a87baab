//! What was refused lately, for whom the policies let see it.

use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::installation::{RefusalsView, refusals};
use axum::extract::{MatchedPath, State};
use axum::response::Html;
use gate::Caller;

/// How many rows are on the page.
const ROWS: i32 = 200;

/// `GET /settings/refusals`: for others it is not there.
pub async fn show(State(app): State<App>, visit: Visit, path: MatchedPath) -> Result<Html<String>, Problem> {
    let admission = app.gate.admit(&Caller::Athlete(visit.who.person()), path.as_str()).await?;
    let rows = app.table.refusals(&admission, ROWS).await?;
    let clients = app.table.clients(&admission).await?;
    let view = RefusalsView::new(&rows, &clients, visit.profile.time_zone);
    Ok(visit.page("Refusals", false, move || refusals(view)))
}
