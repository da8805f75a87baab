//! Who else may do something with a log, and what they did last.
//!
//! A grant to a coach lies with the athlete; its mirror in the coach's partition tells where to look, never what is
//! granted: both are written in one transaction, and only the grant is believed.

use crate::act::{Act, Permit};
use crate::athlete::{AthleteId, Profile};
use crate::grant::{Client, ClientId, Coached, Grant, Grantee, Use};
use crate::scope::Scopes;
use crate::table::keys::{Key, Range, sort_after};
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Item, Table, TableError, Versioned, number, versioned};
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use chrono::{DateTime, Utc};

/// A token that an athlete lent an app.
#[derive(Clone, Copy, Debug)]
pub struct Lent<'a> {
    /// The app.
    pub client: &'a ClientId,
    /// The app's id at its issuer.
    pub known_as: &'a str,
    /// What the token is good for.
    pub scopes: &'a Scopes,
    /// When the athlete signed in for it, where the token tells.
    pub at: Option<DateTime<Utc>>,
}

impl Table {
    /// Every grant, living or not, newest first. For [`Act::ManageConnections`].
    pub async fn grants(&self, permit: &Permit) -> Result<Vec<Versioned<Grant>>, TableError> {
        let items = self.all(&Range::grants(permit.covers(Act::ManageConnections)?)).await?;
        let grants = items.into_iter().map(versioned::read::<Grant>).collect::<Result<Vec<_>, _>>();
        let mut grants = grants?;
        grants.sort_by_key(|grant| std::cmp::Reverse(grant.value.made_at));
        Ok(grants)
    }

    /// Grants, or replaces what was granted to the same grantee, and returns what stands then.
    ///
    /// For [`Act::ManageConnections`]. A grant that still lives at `now` keeps the time at which it was made: to grant
    /// the same once more changes nothing.
    pub async fn save_grant(
        &self,
        permit: &Permit,
        grant: Grant,
        now: DateTime<Utc>,
    ) -> Result<Versioned<Grant>, TableError> {
        let grantee = grant.grantee.clone();
        self.change_grant(permit.covers(Act::ManageConnections)?, &grantee, |before| {
            let living = before.filter(|before| before.is_living(now));
            let made_at = living.map_or(grant.made_at, |before| before.made_at);
            Ok(Grant { made_at, ..grant.clone() })
        })
        .await
    }

    /// Takes a grant back; its row stays as a record, and a second time changes nothing.
    ///
    /// For [`Act::ManageConnections`]. [`TableError::NotFound`] if nothing was ever granted to that grantee.
    pub async fn withdraw_grant(
        &self,
        permit: &Permit,
        grantee: &Grantee,
        now: DateTime<Utc>,
    ) -> Result<Versioned<Grant>, TableError> {
        self.change_grant(permit.covers(Act::ManageConnections)?, grantee, |before| {
            let before = before.ok_or(TableError::NotFound)?;
            Ok(Grant { withdrawn_at: before.withdrawn_at.or(Some(now)), ..before.clone() })
        })
        .await
    }

    /// What the athlete granted, living or not: ask [`Grant::is_living`].
    ///
    /// Without a permit: it is a fact that decisions are made of. One read, of what is written by now.
    pub async fn granted(&self, athlete: &AthleteId, grantee: &Grantee) -> Result<Option<Grant>, TableError> {
        Ok(self.record(&Key::grant(athlete, grantee)).await?.map(|grant| grant.value))
    }

    /// Whom the person with this permit coaches by grants that live at `now`, by the athletes' ids.
    ///
    /// For [`Act::Identify`] of the coach's own log.
    pub async fn coached_by(&self, permit: &Permit, now: DateTime<Utc>) -> Result<Vec<Coached>, TableError> {
        let coach = permit.covers(Act::Identify)?;
        let mirrors = self.all(&Range::coached(coach)).await?;
        let athletes = mirrors.iter().filter_map(|item| AthleteId::parse(sort_after(item, "COACHES#")?));
        let athletes: Vec<_> = athletes.collect();
        let grantee = Grantee::Coach(coach.clone());
        let keys = athletes.iter().flat_map(|athlete| [Key::grant(athlete, &grantee), Key::profile(athlete)]);
        let items = self.several(&keys.collect::<Vec<_>>()).await?;
        let coached = athletes.into_iter().map(|athlete| coached(athlete, &grantee, &items));
        let coached: Vec<_> = coached.collect::<Result<_, _>>()?;
        Ok(coached.into_iter().flatten().filter(|it| it.grant.is_living(now)).collect())
    }

    /// Notes what a grantee did last, unless something later is noted. Without a permit: it records what the gate
    /// allowed.
    pub async fn note_use(
        &self,
        athlete: &AthleteId,
        grantee: &Grantee,
        last: Use,
    ) -> Result<(), TableError> {
        // Its time is its version: what waited, or another process, comes too late without harm.
        let version = u64::try_from(last.at.timestamp_millis()).unwrap_or(0);
        let item = versioned::item(&Key::usage(athlete, grantee), &Versioned { value: last, version })?;
        let is_later = "attribute_not_exists(pk) OR version <= :version";
        let condition = |put: PutItemFluentBuilder| {
            put.condition_expression(is_later).expression_attribute_values(":version", number(version))
        };
        self.write(&item, condition).await.map(drop)
    }

    /// What each grantee did last. For [`Act::ManageConnections`].
    pub async fn uses(&self, permit: &Permit) -> Result<Vec<(Grantee, Use)>, TableError> {
        let items = self.all(&Range::uses(permit.covers(Act::ManageConnections)?)).await?;
        let last = |item: Item| {
            let (kind, id) = sort_after(&item, "USE#")?.split_once('#')?;
            let grantee = Grantee::parse(kind, id)?;
            Some(versioned::read(item).map(|last| (grantee, last.value)))
        };
        items.into_iter().filter_map(last).collect()
    }

    /// Notes an app that comes with a token, and returns the grant that stands: see [`Grant::lent_anew`].
    ///
    /// Without a permit: the token is the athlete's word. It goes by the name that it was registered with here, if it
    /// was.
    pub async fn note_app(
        &self,
        athlete: &AthleteId,
        lent: &Lent<'_>,
        now: DateTime<Utc>,
    ) -> Result<Grant, TableError> {
        let registered = self.record::<Client>(&Key::client(lent.client)).await?;
        let first = Grant {
            grantee: Grantee::App(lent.client.clone()),
            name: registered.map_or_else(|| lent.known_as.to_owned(), |client| client.value.name),
            known_as: lent.known_as.to_owned(),
            scopes: lent.scopes.clone(),
            made_at: now,
            ends_at: None,
            withdrawn_at: None,
            void_until: None,
        };
        let noted = self.change_grant(athlete, &first.grantee, |before| {
            Ok(before.map_or_else(|| first.clone(), |before| before.lent_anew(&first, lent.at)))
        });
        Ok(noted.await?.value)
    }

    /// Makes of the grant as it was the grant as it shall be, and mirrors it as long as it is not withdrawn.
    async fn change_grant(
        &self,
        athlete: &AthleteId,
        grantee: &Grantee,
        change: impl Fn(Option<&Grant>) -> Result<Grant, TableError>,
    ) -> Result<Versioned<Grant>, TableError> {
        let key = Key::grant(athlete, grantee);
        let mut patience = Patience::new();
        loop {
            let before = self.record::<Grant>(&key).await?;
            let after = change(before.as_ref().map(|before| &before.value))?;
            if let Some(before) = before.as_ref().filter(|before| before.value == after) {
                return Ok(before.clone());
            }
            let mut transaction = Transaction::new(self);
            let seen = before.map_or(0, |before| before.version);
            let after = Versioned { value: after, version: seen.saturating_add(1) };
            let put = transaction.put(versioned::item(&key, &after)?);
            let (condition, values) = versioned::unchanged(seen);
            let put = put.condition_expression(condition).set_expression_attribute_values(values);
            transaction.add_put(Part::Grant, put)?;
            mirror(&mut transaction, athlete, &after.value)?;
            if transaction.commit().await? == Outcome::Done {
                return Ok(after);
            }
            patience.wait().await?;
        }
    }
}

/// Lets a coach find the grant, or no longer.
fn mirror(transaction: &mut Transaction<'_>, athlete: &AthleteId, grant: &Grant) -> Result<(), TableError> {
    let Grantee::Coach(coach) = &grant.grantee else { return Ok(()) };
    let key = Key::coaches(coach, athlete);
    if grant.withdrawn_at.is_some() {
        let delete = transaction.delete(&key);
        return transaction.add_delete(Part::Grant, delete);
    }
    let put = transaction.put(key.item());
    transaction.add_put(Part::Grant, put)
}

/// What the items say of an athlete whom the mirror names.
fn coached(athlete: AthleteId, coach: &Grantee, items: &[Item]) -> Result<Option<Coached>, TableError> {
    let find = |key: &Key| items.iter().find(|item| key.is_of(item)).cloned();
    let Some(grant) = find(&Key::grant(&athlete, coach)) else { return Ok(None) };
    let grant = versioned::read::<Grant>(grant)?.value;
    let profile = find(&Key::profile(&athlete)).map(versioned::read::<Profile>).transpose()?;
    let name = profile.map(|profile| profile.value.display_name);
    Ok(Some(Coached { athlete, name, grant }))
}
