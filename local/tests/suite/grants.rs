//! Who else may do something with a log, the installation's clients, and whose an address is.

use crate::suite::world::{World, hours, now, permit, permit_of};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::{Act, Admission, CLIENTS};
use domain::athlete::{AthleteId, Profile};
use domain::grant::{Client, ClientId, ClientKind, Grant, Grantee, Use};
use domain::scope::Scopes;
use domain::table::{Lent, TableError};
use tokio::task::JoinSet;

fn athlete(id: &str) -> AthleteId {
    AthleteId::parse(id).unwrap()
}

pub(super) fn machine(id: &str) -> Grantee {
    Grantee::Machine(ClientId::parse(id).unwrap())
}

fn app(id: &str) -> Grantee {
    Grantee::App(ClientId::parse(id).unwrap())
}

fn coach(id: &str) -> Grantee {
    Grantee::Coach(athlete(id))
}

pub(super) fn grant(grantee: Grantee, scopes: &str) -> Grant {
    Grant {
        grantee,
        name: "Plotter".to_owned(),
        known_as: "plotter".to_owned(),
        scopes: Scopes::parse(scopes),
        made_at: now(),
        ends_at: Some(hours(48)),
        withdrawn_at: None,
        void_until: None,
    }
}

fn managing() -> domain::act::Permit {
    permit(Act::ManageConnections)
}

pub(crate) async fn what_is_granted_is_told_to_who_asks_for_that_grantee(world: &World) {
    let (table, ada, ben) = (&world.table, athlete("ada"), athlete("ben"));
    let made = table.save_grant(&managing(), grant(machine("m"), "workouts:read"), now()).await.unwrap();
    assert_eq!(table.granted(&ada, &machine("m")).await.unwrap(), Some(made.value.clone()));
    // As it was kept before anything could stay void.
    let older = world.client.update_item().table_name(&world.name);
    let older = older.key("pk", AttributeValue::S("ATHLETE#ada".to_owned()));
    let older = older.key("sk", AttributeValue::S("GRANT#machine#m".to_owned()));
    let older = older.condition_expression("attribute_exists(#value.void_until)");
    let older =
        older.update_expression("REMOVE #value.void_until").expression_attribute_names("#value", "value");
    older.send().await.unwrap();
    assert_eq!(table.granted(&ada, &machine("m")).await.unwrap(), Some(made.value));
    for other in [app("m"), coach("m"), machine("n")] {
        assert_eq!(table.granted(&ada, &other).await.unwrap(), None, "{other:?}");
    }
    assert_eq!(table.granted(&ben, &machine("m")).await.unwrap(), None);
    assert_eq!(table.grants(&permit_of("ben", Act::ManageConnections)).await.unwrap(), []);
}

pub(crate) async fn granting_again_replaces_and_granting_the_same_changes_nothing(world: &World) {
    let table = &world.table;
    let made = table.save_grant(&managing(), grant(machine("m"), "workouts:read"), now()).await.unwrap();
    let later = |scopes| Grant { made_at: hours(1), ..grant(machine("m"), scopes) };
    let same = table.save_grant(&managing(), later("workouts:read"), hours(1)).await.unwrap();
    assert_eq!(same, made);
    let wider = table.save_grant(&managing(), later("workouts:read trends:read"), hours(1)).await.unwrap();
    assert_eq!((wider.version, wider.value.made_at), (2, now()));
    // What has ended by itself is granted anew.
    let anew = Grant { made_at: hours(50), ends_at: None, ..grant(machine("m"), "workouts:read") };
    assert_eq!(table.save_grant(&managing(), anew.clone(), hours(50)).await.unwrap().value, anew);
    let newest = Grant { made_at: hours(60), ..grant(coach("ben"), "workouts:read") };
    table.save_grant(&managing(), newest.clone(), hours(60)).await.unwrap();
    let all = table.grants(&managing()).await.unwrap();
    assert_eq!(all.into_iter().map(|grant| grant.value).collect::<Vec<_>>(), [newest, anew]);
}

pub(crate) async fn a_withdrawn_grant_stays_as_a_record(world: &World) {
    let (table, ada) = (&world.table, athlete("ada"));
    let never = table.withdraw_grant(&managing(), &machine("m"), now()).await;
    assert!(matches!(never, Err(TableError::NotFound)));
    table.save_grant(&managing(), grant(machine("m"), "workouts:read"), now()).await.unwrap();
    let gone = table.withdraw_grant(&managing(), &machine("m"), hours(1)).await.unwrap();
    assert_eq!(gone.value.withdrawn_at, Some(hours(1)));
    assert_eq!(table.withdraw_grant(&managing(), &machine("m"), hours(2)).await.unwrap(), gone);
    let read = table.granted(&ada, &machine("m")).await.unwrap().unwrap();
    assert!(!read.is_living(hours(1)));
    assert_eq!(table.grants(&managing()).await.unwrap(), [gone]);
}

pub(crate) async fn an_app_that_was_withdrawn_comes_back_when_it_is_lent_to_anew(world: &World) {
    let (table, ada, client) = (&world.table, athlete("ada"), ClientId::parse("a").unwrap());
    let note = async |scopes: &str, at: Option<i64>| {
        let scopes = Scopes::parse(scopes);
        let lent = Lent { client: &client, known_as: "app-a", scopes: &scopes, at: at.map(hours) };
        table.note_app(&ada, &lent, hours(9)).await.unwrap()
    };
    let first = note("workouts:read", Some(0)).await;
    assert_eq!((first.scopes.clone(), first.name.as_str()), (Scopes::parse("workouts:read"), "app-a"));
    let more = note("trends:read", Some(0)).await;
    assert_eq!(more.scopes, Scopes::parse("workouts:read trends:read"), "what either token is good for");
    table.withdraw_grant(&managing(), &app("a"), hours(1)).await.unwrap();
    for old in [None, Some(0), Some(1)] {
        assert_eq!(note("workouts:write", old).await.withdrawn_at, Some(hours(1)), "{old:?}");
    }
    let anew = note("workouts:write", Some(2)).await;
    assert_eq!((anew.withdrawn_at, anew.scopes.clone()), (None, Scopes::parse("workouts:write")));
    for old in [None, Some(0), Some(1)] {
        assert!(note("trends:read", old).await.took_back(old.map(hours)), "{old:?}: it stays taken back");
    }
    let more = note("workouts:read", Some(2)).await;
    assert_eq!(more.scopes, Scopes::parse("workouts:read workouts:write"), "and widens nothing");
    let again = table.withdraw_grant(&managing(), &app("a"), hours(3)).await.unwrap();
    assert!(again.value.took_back(Some(hours(2))), "it can be taken back again");
}

async fn coached(world: &World, hour: i64) -> Vec<(String, Option<String>)> {
    let coached = world.table.coached_by(&permit_of("ben", Act::Identify), hours(hour)).await.unwrap();
    coached.into_iter().map(|it| (it.athlete.to_string(), it.name)).collect()
}

pub(crate) async fn a_coach_sees_whom_they_coach_while_the_grant_lives(world: &World) {
    let table = &world.table;
    let profile = Profile::new("Ada L.".to_owned(), chrono_tz::Europe::Berlin);
    table.save_profile(&permit(Act::EditProfile), profile).await.unwrap();
    for by in ["ada", "eve"] {
        let permit = permit_of(by, Act::ManageConnections);
        table.save_grant(&permit, grant(coach("ben"), "workouts:read"), now()).await.unwrap();
        table.save_grant(&permit, grant(machine("ben"), "workouts:read"), now()).await.unwrap();
    }
    let (ada, eve) = (("ada".to_owned(), Some("Ada L.".to_owned())), ("eve".to_owned(), None));
    assert_eq!(coached(world, 1).await, [ada.clone(), eve]);
    let eves = permit_of("eve", Act::ManageConnections);
    table.withdraw_grant(&eves, &coach("ben"), hours(2)).await.unwrap();
    assert_eq!(coached(world, 2).await, [ada]);
    assert_eq!(coached(world, 48).await, [], "the grant ends by itself");
    table.save_grant(&eves, grant(coach("ben"), "workouts:read"), hours(3)).await.unwrap();
    assert_eq!(coached(world, 3).await.len(), 2);
}

pub(crate) async fn a_mirror_alone_grants_nothing(world: &World) {
    let put = world.client.put_item().table_name(&world.name);
    let put = put.item("pk", AttributeValue::S("ATHLETE#ben".to_owned()));
    put.item("sk", AttributeValue::S("COACHES#ada".to_owned())).send().await.unwrap();
    assert_eq!(coached(world, 0).await, []);
}

pub(crate) async fn of_many_who_change_one_grant_all_are_heard(world: &World) {
    let mut tasks = JoinSet::new();
    for n in 0..8 {
        let table = world.table.clone();
        let mut grant = grant(coach("ben"), "workouts:read");
        grant.name = format!("name {n}");
        tasks.spawn(async move { table.save_grant(&managing(), grant, now()).await.unwrap().version });
    }
    let mut versions = tasks.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6, 7, 8]);
}

pub(crate) async fn the_last_use_of_each_grantee_is_told(world: &World) {
    let (table, ada) = (&world.table, athlete("ada"));
    let used = |act, at, status| Use { act, at, status };
    for (grantee, last) in [
        (machine("m"), used(Act::LogWorkout, now(), 201)),
        (machine("m"), used(Act::ReadWorkouts, hours(1), 200)),
        // Too late: something is noted that was done after it.
        (machine("m"), used(Act::EditWorkout, now(), 200)),
        (coach("ben"), used(Act::ReadTrends, hours(2), 403)),
    ] {
        table.note_use(&ada, &grantee, last).await.unwrap();
    }
    let told = table.uses(&managing()).await.unwrap();
    let wanted = [
        (coach("ben"), used(Act::ReadTrends, hours(2), 403)),
        (machine("m"), used(Act::ReadWorkouts, hours(1), 200)),
    ];
    assert_eq!(told, wanted);
    assert_eq!(table.uses(&permit_of("ben", Act::ManageConnections)).await.unwrap(), []);
}

#[expect(clippy::disallowed_methods, reason = "the tests of the table stand where the gate would")]
pub(super) fn admission(path: &str) -> Admission {
    Admission::issue(path.to_owned())
}

pub(super) fn client(id: &str, by: &str) -> Client {
    Client {
        id: ClientId::parse(id).unwrap(),
        client_id: format!("{id} at its issuer"),
        name: "Plotter".to_owned(),
        kind: ClientKind::Machine,
        athlete: athlete(by),
        made_at: now(),
        ended_at: None,
    }
}

pub(crate) async fn who_owns_the_installation_sees_every_client(world: &World) {
    let (table, bens) = (&world.table, permit_of("ben", Act::ManageConnections));
    table.add_client(&managing(), client("b", "ada")).await.unwrap();
    // Whatever it says of itself: it is of whom the permit is.
    table.add_client(&bens, client("a", "ada")).await.unwrap();
    for path in CLIENTS {
        let all = table.clients(&admission(path)).await.unwrap();
        assert_eq!(all, [client("a", "ben"), client("b", "ada")]);
    }
    for path in ["/settings/client", "/api/v1/clients/", "/metrics", ""] {
        let refused = table.clients(&admission(path)).await;
        assert!(matches!(refused, Err(TableError::NotCovered(_))), "{path}");
    }
}

pub(crate) async fn a_client_stays_what_was_registered_first_until_its_athlete_ends_it(world: &World) {
    let (table, bens) = (&world.table, permit_of("ben", Act::ManageConnections));
    let renamed = Client { name: "Plotter 2".to_owned(), ..client("a", "ada") };
    table.add_client(&managing(), client("a", "ada")).await.unwrap();
    table.add_client(&managing(), renamed).await.unwrap();
    table.add_client(&bens, client("a", "ben")).await.unwrap();
    assert_eq!(table.clients(&admission(CLIENTS[0])).await.unwrap(), [client("a", "ada")]);
    let id = ClientId::parse("a").unwrap();
    for wrong in [
        table.end_client(&bens, &id, now()).await,
        table.end_client(&bens, &ClientId::parse("z").unwrap(), now()).await,
    ] {
        assert!(matches!(wrong, Err(TableError::NotFound)), "{wrong:?}");
    }
    for hour in [1, 2] {
        table.end_client(&managing(), &id, hours(hour)).await.unwrap();
        let ended = Client { ended_at: Some(hours(1)), ..client("a", "ada") };
        assert_eq!(table.clients(&admission(CLIENTS[0])).await.unwrap(), [ended]);
    }
}

pub(crate) async fn an_address_is_of_whoever_came_first_however_it_is_written(world: &World) {
    let (table, ada, ben) = (&world.table, athlete("ada"), athlete("ben"));
    assert_eq!(table.alias("ada@longrun.test").await.unwrap(), None);
    assert!(table.save_alias(" Ada@Longrun.test", &ada).await.unwrap());
    assert!(table.save_alias("ada@longrun.test", &ada).await.unwrap());
    assert!(!table.save_alias("ADA@longrun.TEST ", &ben).await.unwrap());
    assert_eq!(table.alias("ada@longrun.test").await.unwrap(), Some(ada));
    assert_eq!(table.alias("ada+1@longrun.test").await.unwrap(), None);
    let items = world.client.scan().table_name(&world.name).send().await.unwrap();
    assert!(!format!("{items:?}").to_lowercase().contains("longrun.test"), "the address itself is stored");
}
