//! Every client of the installation, for whom the policies let see them.

use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::installation::{ClientsView, clients};
use axum::extract::{MatchedPath, State};
use axum::response::Html;
use gate::Caller;

/// `GET /settings/clients`: for others it is not there.
pub async fn show(State(app): State<App>, visit: Visit, path: MatchedPath) -> Result<Html<String>, Problem> {
    let admission = app.gate.admit(&Caller::Athlete(visit.who.person()), path.as_str()).await?;
    let view = ClientsView::new(&app.table.clients(&admission).await?, visit.profile.time_zone);
    Ok(visit.page("Clients", false, move || clients(view)))
}
