//! Puts the parts together: settings in, router out.

use crate::api::answering::Answering;
use crate::api::fault;
use crate::api::limits::Limits;
use crate::api::uses::Uses;
use crate::audit::{self, Audit};
use crate::clock::Clock;
use crate::config::Settings;
use crate::headers::{Scheme, secure};
use crate::host::PublicHost;
use crate::import::worker::Workers;
use crate::login::RelyingParty;
use crate::same_origin::OwnOrigin;
use crate::session::{Lifetimes, Sessions};
use crate::site::Site;
use crate::state::{App, Parts};
use crate::store::{self, CannotOpen};
use crate::{body, host, policy, problem, provider, route, routes, same_origin};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use std::sync::OnceLock;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::trace::TraceLayer;
use url::Url;

/// Longrun, ready to serve.
#[derive(Clone, Debug)]
pub struct Longrun {
    /// What handlers share.
    pub app: App,
    /// Every URL with every layer around it.
    pub router: Router,
    /// The embedded store, if records are kept in it.
    #[cfg(feature = "local")]
    pub embedded: Option<local::table::Store>,
    /// The embedded provider, if it vouches for people.
    pub provider: Option<provider::Own>,
    /// The link by which the first account is made, if there is none yet.
    pub owner_link: Option<Url>,
}

/// Opens everything that `settings` name.
pub async fn assemble(settings: &Settings, clock: Clock) -> Result<Longrun, CannotOpen> {
    settings.check().map_err(CannotOpen::because)?;
    let gate = policy::gate(settings, &clock).await?;
    let records = store::open(settings).await?;
    let site = load_site(settings);
    let provider = provider::choose(settings, &records, &site, &clock).await?;
    let sessions = Sessions::new(records.vault.clone(), clock.clone(), Lifetimes::from_settings(settings));
    let app = App::new(Parts {
        gate,
        relying_party: RelyingParty::new(
            provider.registration,
            provider.transport,
            records.vault.clone(),
            clock.clone(),
        ),
        answering: Answering::default(),
        uses: Uses::default(),
        audit: Audit::default(),
        document: OnceLock::new(),
        limits: Limits::new(settings.api_rate),
        origin: OwnOrigin::of(&settings.public_url()),
        own: provider.own.clone(),
        imports: Workers::new(settings.patience),
        demo: settings.demo,
        table: records.table,
        vault: records.vault,
        sessions,
        clock,
        site,
    });
    let router = layered(settings, &app, provider.own.as_ref().map(provider::router).unwrap_or_default());
    Ok(Longrun {
        app,
        router,
        #[cfg(feature = "local")]
        embedded: records.embedded,
        provider: provider.own,
        owner_link: provider.owner_link,
    })
}

/// A missing site is no reason to refuse: every page is whole without style and script.
fn load_site(settings: &Settings) -> Site {
    Site::load(&settings.site).unwrap_or_else(|error| {
        let path = settings.site.display();
        tracing::warn!(%path, %error, "the site is not built: pages go without style (cargo xtask builds it)");
        Site::default()
    })
}

/// Every layer around every route, outermost last.
fn layered(settings: &Settings, app: &App, provider: Router) -> Router {
    let own = OwnOrigin::of(&settings.public_url());
    let forms = from_fn_with_state(own.clone(), guard_forms);
    let routes = routes::router(app, settings).with_state(app.clone());
    let scheme = if settings.public_url().scheme() == "https" { Scheme::Https } else { Scheme::Http };
    let host = PublicHost::new(settings.public_url(), settings.trusted_proxies.clone());
    let arrived = from_fn_with_state(settings.patience, body::arrived);
    let provider = provider.layer(arrived).layer(forms).layer(RequestBodyLimitLayer::new(route::FORM_BYTES));
    routes
        .merge(provider)
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn_with_state(app.clone(), audit::record))
        .layer(from_fn_with_state(app.clone(), problem::page))
        .layer(from_fn_with_state(app.clone(), fault::told))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(host, host::require))
        .layer(from_fn_with_state(scheme, secure))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// The embedded provider's forms come from its own pages only.
async fn guard_forms(own: axum::extract::State<OwnOrigin>, request: Request, next: Next) -> Response {
    if provider::forms().contains(&request.uri().path()) {
        return same_origin::require(own, request, next).await;
    }
    next.run(request).await
}

/// The path without its query: queries carry codes and states.
fn span(request: &axum::http::Request<axum::body::Body>) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}
