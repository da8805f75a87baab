//! A page is a title, a view-model and a function between them.

use crate::coached::Coached;
use crate::headers::Nonce;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::App;
use app::document::{Chrome, Notice, Tone, Visitor, render};
use app::pages::coached::{Coached as CoachedView, coached};
use axum::extract::{FromRequestParts, OriginalUri, RawPathParams};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Html;
use chrono_tz::Tz;
use domain::act::{Act, Permit};
use domain::athlete::Profile;
use domain::profile::{NAME_CHARACTERS, display_name};
use domain::table::{Revision, Standing};
use domain::workout::WorkoutId;
use leptos::prelude::IntoView;

/// Somebody who is signed in looks at a page: who they are, what they like, and the page's surroundings.
#[derive(Debug)]
pub struct Visit {
    /// Who is signed in.
    pub who: SignedIn,
    /// What they told about themselves: how pages are shown to them.
    pub profile: Profile,
    /// How often the log was written before this visit.
    pub revision: Revision,
    /// Whose log it is, if not their own.
    coached: Option<Coached>,
    app: App,
    nonce: Nonce,
    path: String,
    notice: Option<Notice>,
}

impl Visit {
    /// A permit for the visitor to do `act` with the log that the address names: their own, unless it names another's.
    pub async fn permit(&self, act: Act) -> Result<Permit, Problem> {
        match &self.coached {
            Some(coached) => coached.permit(&self.app, &self.who, act).await,
            None => self.app.permit(&self.who, act).await,
        }
    }

    /// What the athlete whose log it is told about themselves: the visitor, unless it is another's.
    pub fn athlete(&self) -> &Profile {
        self.coached.as_ref().map_or(&self.profile, |coached| &coached.profile)
    }

    /// Where the log's days begin.
    pub fn time_zone(&self) -> Tz {
        self.athlete().time_zone
    }

    /// Whose log it is, if not the visitor's own, for the page to say.
    pub fn log(&self) -> Option<&CoachedView> {
        self.coached.as_ref().map(|coached| &coached.view)
    }

    /// Who may use a cursor that this visit is answered with, and for whose log.
    pub fn cursor_owner(&self) -> String {
        let log = self.coached.as_ref().map_or(&self.who.athlete, |coached| &coached.athlete);
        format!("{} {log}", self.who.athlete)
    }

    /// The same visit, its page at another place of the masthead than its address.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    /// The same visit with something to say at the top of its page.
    #[must_use]
    pub fn warned(self, text: &str) -> Self {
        let notice = Notice { text: text.to_owned(), undo: None, tone: Tone::Bad };
        Self { notice: Some(notice), ..self }
    }

    /// The page that `body` draws, whole; `islands` says whether it loads the browser bundle.
    pub fn page<V: IntoView + 'static>(
        &self,
        title: &str,
        islands: bool,
        body: impl FnOnce() -> V,
    ) -> Html<String> {
        let chrome = Chrome {
            nonce: self.nonce.as_str().to_owned(),
            assets: self.app.assets(),
            color_scheme: self.profile.color_scheme,
            visitor: Some(Visitor { display_name: self.profile.display_name.clone() }),
            path: self.path.clone(),
            notice: self.notice.clone(),
        };
        match self.log().cloned() {
            Some(log) => Html(render(&chrome, title, islands, move || coached(&log, body()))),
            None => Html(render(&chrome, title, islands, body)),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        use axum::response::IntoResponse as _;
        let who = SignedIn::from_request_parts(parts, app).await?;
        let standing = standing(app, &who).await.map_err(Problem::into_response)?;
        let coached = coached_log(parts, app, &who).await.map_err(Problem::into_response)?;
        Ok(Self {
            nonce: nonce(parts),
            path: path(parts),
            notice: notice(parts.uri.query().unwrap_or_default()),
            app: app.clone(),
            profile: profile(standing.profile, &who),
            revision: coached.as_ref().map_or(standing.revision, |coached| coached.revision),
            coached,
            who,
        })
    }
}

/// The log of the athlete whom the address names, if it does.
async fn coached_log(parts: &mut Parts, app: &App, who: &SignedIn) -> Result<Option<Coached>, Problem> {
    let named = RawPathParams::from_request_parts(parts, app).await.ok();
    let named = named.as_ref().and_then(|named| named.iter().find(|(name, _)| *name == "athlete"));
    match named {
        Some((_, athlete)) => Coached::find(app, who, athlete).await.map(Some),
        None => Ok(None),
    }
}

/// The surroundings of a page for somebody who may not be signed in.
#[derive(Debug)]
pub struct Surroundings {
    app: App,
    nonce: Nonce,
    path: String,
    visitor: Option<Profile>,
    notice: Option<Notice>,
}

impl Surroundings {
    /// The page that `body` draws for anybody.
    pub fn page<V: IntoView + 'static>(&self, title: &str, body: impl FnOnce() -> V) -> Html<String> {
        let visitor = self.visitor.as_ref();
        let chrome = Chrome {
            nonce: self.nonce.as_str().to_owned(),
            assets: self.app.assets(),
            color_scheme: visitor.map(|profile| profile.color_scheme).unwrap_or_default(),
            visitor: visitor.map(|profile| Visitor { display_name: profile.display_name.clone() }),
            path: self.path.clone(),
            notice: self.notice.clone(),
        };
        Html(render(&chrome, title, false, body))
    }

    /// The surroundings that a request brings with it, for a page that tells of nothing that was done.
    pub fn of(parts: &Parts, app: &App) -> Self {
        Self { app: app.clone(), nonce: nonce(parts), path: path(parts), visitor: None, notice: None }
    }

    /// The same for whoever these headers show to be signed in; nobody, if that cannot be found out.
    pub async fn seen_by(self, headers: &HeaderMap) -> Self {
        let who = self.app.sessions.who(headers, &self.app.relying_party).await.ok().flatten();
        let visitor = match who {
            Some(who) => standing(&self.app, &who).await.ok().map(|it| profile(it.profile, &who)),
            None => None,
        };
        Self { visitor, ..self }
    }
}

impl FromRequestParts<App> for Surroundings {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self { notice: notice(parts.uri.query().unwrap_or_default()), ..Self::of(parts, app) })
    }
}

fn nonce(parts: &Parts) -> Nonce {
    parts.extensions.get().cloned().expect("the headers layer gives every request a nonce")
}

fn path(parts: &Parts) -> String {
    parts
        .extensions
        .get::<OriginalUri>()
        .map_or_else(|| parts.uri.path().to_owned(), |uri| uri.path().to_owned())
}

async fn standing(app: &App, who: &SignedIn) -> Result<Standing, Problem> {
    Ok(app.table.standing(&app.permit(who, Act::ReadProfile).await?).await?)
}

/// What was saved, or what the provider told at sign-in while nothing has been.
fn profile(saved: Option<Profile>, who: &SignedIn) -> Profile {
    saved.unwrap_or_else(|| claimed(who))
}

/// The profile of somebody who has told nothing yet but what their provider tells of them.
pub(crate) fn claimed(who: &SignedIn) -> Profile {
    let zone = who.claims.zoneinfo.as_deref().and_then(|zone| zone.parse().ok());
    let name = who.claims.display_name.as_deref().and_then(|name| display_name(&shortened(name)).ok());
    let unknown = Profile::default();
    Profile::new(name.unwrap_or(unknown.display_name), zone.unwrap_or(unknown.time_zone))
}

/// The name in the length that settings take: they must be fit to be saved as they are shown.
fn shortened(name: &str) -> String {
    name.trim().chars().take(NAME_CHARACTERS).collect()
}

/// What the address says was just done; only known words, so that a link cannot put its own on a page.
fn notice(query: &str) -> Option<Notice> {
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref());
    let undo = || Some(format!("/workouts/{}/restore", WorkoutId::parse(value("workout")?)?));
    let (text, undo) = match value("notice")? {
        "logged" => ("Workout logged.", None),
        "known" => ("This workout was logged before. Here it is.", None),
        "saved" => ("Changes saved.", None),
        "counted" => ("The load is counted so from now on.", None),
        "deleted" => ("Workout deleted.", undo()),
        "restored" => ("Workout restored.", None),
        "signed-out" => ("You are signed out.", None),
        "undone" => ("The import was undone.", None),
        "withdrawn" => ("Withdrawn: from now on they may do nothing with your log.", None),
        "granted" => ("Granted.", None),
        "allowed" => ("The app is allowed again.", None),
        "ended" => ("The app is ended.", None),
        "readable" => ("If somebody with this address uses this Longrun, they can read now.", None),
        "sent-before" => {
            ("This form was sent before. What it made is listed here; a secret is shown once only.", None)
        }
        "thrown-away" => ("The import was thrown away.", None),
        _ => return None,
    };
    Some(Notice { text: text.to_owned(), undo, tone: Tone::Good })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Claims;
    use domain::athlete::AthleteId;
    use domain::profile::ProfileDraft;

    #[test]
    fn a_link_cannot_put_its_own_words_on_a_page() {
        assert_eq!(notice("notice=You%20have%20won"), None);
        let foreign = notice("notice=deleted&workout=../../auth/logout").unwrap();
        assert_eq!((foreign.text.as_str(), foreign.undo), ("Workout deleted.", None));
    }

    #[test]
    fn whatever_a_provider_calls_somebody_can_be_saved_as_their_name() {
        for (told, name) in
            [(" Ada ", "Ada"), ("", "Athlete"), ("a\nb", "Athlete"), (&"é".repeat(200), &"é".repeat(80))]
        {
            let claims = Claims { display_name: Some(told.to_owned()), ..Claims::default() };
            let athlete = AthleteId::parse("ada").unwrap();
            let (issuer, subject) = (String::new(), String::new());
            let who = SignedIn { athlete, issuer, subject, claims, remembered: false };
            let claimed = claimed(&who);
            assert_eq!(claimed.display_name, name);
            let draft = ProfileDraft::from_profile(&claimed);
            assert!(draft.parse(&claimed, "2026-11-22T12:00:00Z".parse().unwrap()).is_ok());
        }
    }

    #[test]
    fn a_deletion_can_be_undone_from_its_notice() {
        let notice = notice("notice=deleted&workout=01JA").unwrap();
        assert_eq!(notice.undo.as_deref(), Some("/workouts/01JA/restore"));
    }
}
