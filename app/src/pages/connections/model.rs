//! Grants in words.

use crate::words;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::act::Act;
use domain::athlete::Profile;
use domain::grant::{Client, ClientKind, Coached, Grant, Grantee, Use};
use domain::scope::{Scope, Scopes};
use std::collections::BTreeSet;

/// What is known of an athlete's connections.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// What they granted, living or not, newest first.
    pub grants: &'a [Grant],
    /// What each grantee did last.
    pub uses: &'a [(Grantee, Use)],
    /// Who granted something to them.
    pub coached: &'a [Coached],
    /// The clients that they registered with the embedded provider.
    pub own_clients: &'a [Client],
    /// The ids of clients that they can have a new secret for.
    pub with_secret: &'a BTreeSet<String>,
    /// Whether the embedded provider vouches for people and programs.
    pub own_provider: bool,
    /// The time, and where it is read.
    pub now: DateTime<Tz>,
}

/// Everybody who may do something with the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionsView {
    pub(super) own_provider: bool,
    pub(super) machines: Vec<Card>,
    pub(super) apps: Vec<Card>,
    /// Apps whose tokens were withdrawn.
    pub(super) former: Vec<Card>,
    /// Apps that the athlete made.
    pub(super) own_apps: Vec<Card>,
    pub(super) coaches: Vec<Card>,
    pub(super) athletes: Vec<Athlete>,
}

/// One grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) name: String,
    pub(super) known_as: Option<String>,
    pub(super) may: Vec<&'static str>,
    pub(super) facts: Vec<String>,
    /// Where one asks for a new secret.
    pub(super) new_secret: Option<String>,
    /// Where one is asked once more before it is withdrawn or ended, and what that is called.
    pub(super) asks: Option<(String, &'static str)>,
    /// What a touch of a button does, and its name.
    pub(super) at_once: Option<(String, &'static str)>,
}

/// Somebody who lets the visitor read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Athlete {
    pub(super) name: String,
    pub(super) pages: Vec<(String, &'static str)>,
}

impl ConnectionsView {
    /// What is known, in words.
    pub fn new(known: &Known<'_>) -> Self {
        let of = |fits: fn(&Grant) -> bool| known.grants.iter().filter(move |grant| fits(grant));
        let living = |grants: Vec<&Grant>| grants.into_iter().map(|grant| known.card(grant)).collect();
        let is = |kind: &'static str| {
            move |grant: &&Grant| grant.grantee.kind() == kind && grant.withdrawn_at.is_none()
        };
        Self {
            own_provider: known.own_provider,
            machines: living(known.grants.iter().filter(is("machine")).collect()),
            apps: living(known.grants.iter().filter(is("app")).collect()),
            former: of(|grant| matches!(grant.grantee, Grantee::App(_)) && grant.withdrawn_at.is_some())
                .map(|grant| known.former(grant))
                .collect(),
            own_apps: known
                .own_clients
                .iter()
                .filter(|client| client.kind == ClientKind::App && client.ended_at.is_none())
                .map(|client| known.own_app(client))
                .collect(),
            coaches: living(known.grants.iter().filter(is("coach")).collect()),
            athletes: known.coached.iter().map(Athlete::new).collect(),
        }
    }
}

impl Known<'_> {
    fn card(&self, grant: &Grant) -> Card {
        let place = place(&grant.grantee);
        let is_coach = matches!(grant.grantee, Grantee::Coach(_));
        let has_secret = self.with_secret.contains(&grant.known_as);
        Card {
            name: grant.name.clone(),
            known_as: (grant.known_as != grant.name).then(|| grant.known_as.clone()),
            may: may(&grant.scopes),
            facts: [Some(self.since(grant)), self.end(grant), (!is_coach).then(|| self.last(&grant.grantee))]
                .into_iter()
                .flatten()
                .collect(),
            new_secret: has_secret.then(|| format!("{place}/secret")),
            asks: (!is_coach).then(|| (format!("{place}/withdraw"), "Withdraw")),
            at_once: is_coach.then(|| (format!("{place}/withdraw"), "Withdraw")),
        }
    }

    fn former(&self, grant: &Grant) -> Card {
        let place = place(&grant.grantee);
        let withdrawn = grant.withdrawn_at.map(|at| format!("withdrawn {}", self.when(at)));
        Card {
            facts: withdrawn.into_iter().chain([self.last(&grant.grantee)]).collect(),
            asks: None,
            new_secret: None,
            at_once: (!self.own_provider).then(|| (format!("{place}/allow"), "Allow again")),
            ..self.card(grant)
        }
    }

    fn own_app(&self, client: &Client) -> Card {
        Card {
            name: client.name.clone(),
            known_as: Some(client.client_id.clone()),
            may: Vec::new(),
            facts: vec![format!("registered {}", self.when(client.made_at))],
            new_secret: None,
            asks: Some((format!("{OWN}/{}/end", client.id), "End")),
            at_once: None,
        }
    }

    fn since(&self, grant: &Grant) -> String {
        let verb = if matches!(grant.grantee, Grantee::App(_)) { "since" } else { "granted" };
        format!("{verb} {}", self.when(grant.made_at))
    }

    fn end(&self, grant: &Grant) -> Option<String> {
        let end = match grant.ends_at {
            Some(end) if end <= self.now => format!("ended {}", self.when(end)),
            Some(end) => format!("until {}", words::dated(self.here(end).date_naive())),
            None if matches!(grant.grantee, Grantee::App(_)) => return None,
            None => "until withdrawn".to_owned(),
        };
        Some(end)
    }

    fn last(&self, grantee: &Grantee) -> String {
        let last = self.uses.iter().find(|(user, _)| user == grantee).map(|(_, last)| last);
        let Some(last) = last else { return "not used yet".to_owned() };
        let (did, when) = (did(last.act), self.when(last.at));
        match last.status {
            400.. => format!("{did}, {when}, without success ({})", last.status),
            _ => format!("{did}, {when}"),
        }
    }

    /// Today and yesterday with the time, other days with their date.
    fn when(&self, at: DateTime<Utc>) -> String {
        let at = self.here(at);
        match (self.now.date_naive() - at.date_naive()).num_days() {
            0 => format!("today {}", at.format("%H:%M")),
            1 => format!("yesterday {}", at.format("%H:%M")),
            _ => words::dated(at.date_naive()),
        }
    }

    fn here(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.now.timezone())
    }
}

impl Athlete {
    fn new(coached: &Coached) -> Self {
        let page = |name: &str| format!("/athletes/{}/{name}", coached.athlete);
        let pages =
            [(Scope::TrendsRead, "dashboard", "Dashboard"), (Scope::WorkoutsRead, "workouts", "Workouts")];
        let open = pages.into_iter().filter(|(scope, ..)| coached.grant.scopes.has(*scope));
        Self {
            name: coached.name.clone().unwrap_or_else(|| Profile::default().display_name),
            pages: open.map(|(_, path, label)| (page(path), label)).collect(),
        }
    }
}

/// What is asked once more before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub(super) title: String,
    pub(super) text: &'static str,
    pub(super) action: String,
    pub(super) label: &'static str,
    /// What makes a second submission harmless.
    pub(super) key: Option<String>,
}

impl Question {
    /// Whether to withdraw `grant`; `ends` says whether the client is of the athlete's own and ends with it.
    pub fn withdraw(grant: &Grant, ends: bool) -> Self {
        let text = match (&grant.grantee, ends) {
            (_, true) => {
                "It ends for good: neither its id nor its secret is taken again. It loses access at once."
            }
            (Grantee::App(_), false) => {
                "It loses access at once. It is allowed again when you sign in there anew."
            }
            (_, false) => "It loses access at once. You can grant it again.",
        };
        Self {
            title: format!("Withdraw what {} may?", grant.name),
            text,
            action: format!("{}/withdraw", place(&grant.grantee)),
            label: "Withdraw",
            key: None,
        }
    }

    /// Whether to end a client of the athlete's own.
    pub fn end(client: &Client) -> Self {
        Self {
            title: format!("End {}?", client.name),
            text: "Nobody can sign in to it any more, and whoever did is signed out of it. Its id is never taken again.",
            action: format!("{OWN}/{}/end", client.id),
            label: "End it",
            key: None,
        }
    }

    /// Whether to give a machine a new secret; `key` makes a second submission harmless.
    pub fn new_secret(grant: &Grant, key: String) -> Self {
        Self {
            title: format!("A new secret for {}?", grant.name),
            text: "The secret that it has now is good for nothing from that moment on. The new one is shown once.",
            action: format!("{}/secret", place(&grant.grantee)),
            label: "Make a new secret",
            key: Some(key),
        }
    }
}

/// What every address of a client of the athlete's own begins with.
const OWN: &str = "/settings/connections/own";

/// The address that everything about a grantee lies below.
fn place(grantee: &Grantee) -> String {
    format!("/settings/connections/{}/{}", grantee.kind(), grantee.id())
}

fn may(scopes: &Scopes) -> Vec<&'static str> {
    scopes.iter().map(words::scope).collect()
}

/// What was done, as a verb and its object.
fn did(act: Act) -> &'static str {
    match act {
        Act::ReadWorkouts => "read workouts",
        Act::LogWorkout => "logged a workout",
        Act::EditWorkout => "changed a workout",
        Act::DeleteWorkout => "deleted a workout",
        Act::ImportWorkouts => "brought files",
        Act::ReadTrends => "read trends",
        Act::ReadProfile => "read the profile",
        Act::EditProfile => "changed the profile",
        Act::Identify => "asked whose log it is",
        Act::ManageConnections => "looked at the connections",
        Act::Get => "looked at the installation",
    }
}
