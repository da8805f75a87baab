//! Pages, sums, profiles and imports.

use crate::suite::world::{World, id_of, new_workout, now, permit, permit_of};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use domain::act::Act;
use domain::athlete::Profile;
use domain::load::LoadTenths;
use domain::quantity::{Metres, Seconds};
use domain::sport::Sport;
use domain::table::{Difference, Filter, ImportId, TableError, Versioned};
use std::collections::BTreeSet;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Twenty-four workouts on eight days, a third of them rides.
async fn three_a_day(world: &World) {
    for n in 0..24 {
        let time = format!("2026-11-{:02}T{:02}:00:00+01:00", 1 + n / 3, 6 + n % 3 * 6);
        let mut new = new_workout(&format!("id-{n:02}"), &time);
        if n % 3 == 0 {
            new.details.sport = Sport::Ride;
        }
        world.log(new).await;
    }
}

async fn walk(world: &World, filter: &Filter, limit: usize) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = world.table.page(&permit(Act::ReadWorkouts), filter, after.as_ref(), limit).await.unwrap();
        assert!(page.items.len() == limit || page.next.is_none(), "only the last page is short");
        ids.extend(page.items.iter().map(|workout| workout.id.to_string()));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

fn newest_first(numbers: impl DoubleEndedIterator<Item = u32>) -> Vec<String> {
    numbers.rev().map(|n| format!("id-{n:02}")).collect()
}

pub(crate) async fn pages_walk_the_log_newest_first_without_gaps(world: &World) {
    three_a_day(world).await;
    for limit in [1, 5, 8, 24, 100] {
        assert_eq!(walk(world, &Filter::default(), limit).await, newest_first(0..24), "{limit} a page");
    }
}

pub(crate) async fn a_page_keeps_to_its_days_and_sport(world: &World) {
    three_a_day(world).await;
    let (from, to) = (Some(date("2026-11-02")), Some(date("2026-11-04")));
    let days = Filter { from, to, sport: None };
    assert_eq!(walk(world, &days, 4).await, newest_first(3..12));
    let rides = Filter { sport: Some(Sport::Ride), ..days.clone() };
    assert_eq!(walk(world, &rides, 2).await, newest_first([3, 6, 9].into_iter()));
    let swims = Filter { sport: Some(Sport::SwimPool), ..days };
    assert_eq!(walk(world, &swims, 2).await, newest_first(0..0));
    let backwards = Filter { from: to, to: from, sport: None };
    assert_eq!(walk(world, &backwards, 2).await, newest_first(0..0));
}

pub(crate) async fn days_hold_the_sums_by_sport(world: &World) {
    three_a_day(world).await;
    let days =
        world.table.days(&permit(Act::ReadTrends), date("2026-11-02"), date("2026-11-30")).await.unwrap();
    assert_eq!(days.len(), 7);
    assert_eq!(days[0].date, date("2026-11-02"));
    let (runs, rides) = (days[0].by_sport["run"], days[0].by_sport["ride"]);
    assert_eq!((runs.workouts, rides.workouts, runs.with_load), (2, 1, 2));
    assert_eq!((runs.duration, runs.distance, runs.ascent), (Seconds(6360), Metres(20_480), Metres(170)));
    assert_eq!(runs.load, LoadTenths(1428));
    let none =
        world.table.days(&permit(Act::ReadTrends), date("2026-11-30"), date("2026-11-02")).await.unwrap();
    assert_eq!(none, []);
}

pub(crate) async fn wrong_sums_are_found_and_mended(world: &World) {
    three_a_day(world).await;
    let day = |date: &str| AttributeValue::S(format!("DAY#{date}"));
    let ada = AttributeValue::S("ATHLETE#ada".to_owned());
    let delete = world.client.delete_item().table_name(&world.name).key("pk", ada.clone());
    delete.key("sk", day("2026-11-03")).send().await.unwrap();
    let update =
        world.client.update_item().table_name(&world.name).key("pk", ada).key("sk", day("2026-11-05"));
    let update = update.update_expression("SET #n = :n").expression_attribute_names("#n", "yoga:workouts");
    let seven = AttributeValue::N("7".to_owned());
    update.expression_attribute_values(":n", seven).send().await.unwrap();
    let found = world.table.rebuild_rollups(&permit(Act::EditWorkout), true).await.unwrap();
    let [
        Difference::Day { date: third, stored: None, .. },
        Difference::Day { date: fifth, stored: Some(day), .. },
    ] = &found[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!((*third, *fifth), (date("2026-11-03"), date("2026-11-05")));
    assert_eq!(day.by_sport["yoga"].workouts, 7);
    world.sums_are_right().await;
}

pub(crate) async fn a_profile_is_saved_over_the_version_it_names(world: &World) {
    assert_eq!(world.table.profile(&permit(Act::ReadProfile)).await.unwrap(), None);
    let new = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    let saved = world.table.save_profile(&permit(Act::EditProfile), new.clone()).await.unwrap();
    assert_eq!(saved, Profile { version: 1, ..new.clone() });
    assert_eq!(world.table.profile(&permit(Act::ReadProfile)).await.unwrap(), Some(saved.clone()));
    let second = Profile { display_name: "Ada L.".to_owned(), birth_year: Some(1990), ..saved.clone() };
    let second = world.table.save_profile(&permit(Act::EditProfile), second).await.unwrap();
    assert_eq!(second.version, 2);
    for late in [new, saved] {
        let refused = world.table.save_profile(&permit(Act::EditProfile), late).await;
        assert!(matches!(refused, Err(TableError::Changed { current: 2 })), "{refused:?}");
    }
}

pub(crate) async fn unfinished_imports_are_found_whoever_they_belong_to(world: &World) {
    let id = |text| ImportId::parse(text).unwrap();
    let (ada, ben) = (permit(Act::ImportWorkouts), permit_of("ben", Act::ImportWorkouts));
    for (permit, import) in [(&ada, "one"), (&ben, "one"), (&ada, "two"), (&ada, "two")] {
        world.table.import_is_to_do(permit, &id(import)).await.unwrap();
    }
    world.table.import_is_done(&ada, &id("one")).await.unwrap();
    world.table.import_is_done(&ada, &id("one")).await.unwrap();
    let jobs = world.table.imports_to_do().await.unwrap();
    let mut jobs: Vec<_> = jobs.iter().map(|(athlete, id)| (athlete.as_str(), id.as_str())).collect();
    jobs.sort_unstable();
    assert_eq!(jobs, [("ada", "two"), ("ben", "one")]);
}

pub(crate) async fn imports_and_their_files_have_places_and_versions(world: &World) {
    let (permit, table) = (permit(Act::ImportWorkouts), &world.table);
    let (first, second) = (ImportId::parse("import-1").unwrap(), ImportId::parse("import-2").unwrap());
    assert_eq!(table.import::<String>(&permit, &first).await.unwrap(), None);
    for id in [&first, &second] {
        table.save_import(&permit, id, &Versioned::new("preview"), None).await.unwrap();
    }
    for file in 0..3 {
        let row = Versioned::new(format!("file {file}"));
        table.save_import_file(&permit, (&first, file), &row, None).await.unwrap();
    }
    let version = table.save_import(&permit, &first, &Versioned { value: "storing", version: 1 }, None).await;
    assert_eq!(version.unwrap(), 2);
    let late = table.save_import(&permit, &first, &Versioned { value: "undone", version: 1 }, None).await;
    assert!(matches!(late, Err(TableError::Changed { current: 2 })));
    let read = table.import::<String>(&permit, &first).await.unwrap().unwrap();
    assert_eq!(read, Versioned { value: "storing".to_owned(), version: 2 });
    let imports = table.imports::<String>(&permit).await.unwrap();
    assert_eq!(imports.iter().map(|(id, _)| id).collect::<Vec<_>>(), [&first, &second]);
    let files = table.import_files::<String>(&permit, &first).await.unwrap();
    assert_eq!(
        files.iter().map(|(file, row)| (*file, row.value.as_str())).collect::<Vec<_>>(),
        [(0, "file 0"), (1, "file 1"), (2, "file 2")]
    );
    assert!(files.iter().all(|(_, row)| row.version == 1));
    assert_eq!(table.import_files::<String>(&permit, &second).await.unwrap(), []);
}

pub(crate) async fn some_files_of_an_import_are_read_without_the_others(world: &World) {
    let (permit, table) = (permit(Act::ImportWorkouts), &world.table);
    let ids = ["import-1", "import-10"].map(|id| ImportId::parse(id).unwrap());
    for id in &ids {
        for file in 1..=12 {
            let row = Versioned::new(format!("file {file} of {id}"));
            table.save_import_file(&permit, (id, file), &row, None).await.unwrap();
        }
    }
    for numbers in [1..=5, 9..=11, 12..=511, 13..=512] {
        let rows = table.some_import_files::<String>(&permit, (&ids[0], &numbers)).await.unwrap();
        let rows: Vec<_> = rows.into_iter().map(|(file, row)| (file, row.value)).collect();
        let wanted =
            numbers.filter(|file| *file <= 12).map(|file| (file, format!("file {file} of import-1")));
        assert_eq!(rows, wanted.collect::<Vec<_>>());
    }
}

pub(crate) async fn which_of_many_workouts_are_logged_is_told(world: &World) {
    three_a_day(world).await;
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("id-07"), 1, now()).await.unwrap();
    // More than one request takes.
    let asked: BTreeSet<_> = (0..250).map(|n| id_of(&format!("id-{n:02}"))).collect();
    let logged = world.table.logged_among(&permit(Act::ReadWorkouts), &asked).await.unwrap();
    let wanted = (0..24).filter(|n| *n != 7).map(|n| id_of(&format!("id-{n:02}")));
    assert_eq!(logged, wanted.collect());
    let of_ben = world.table.logged_among(&permit_of("ben", Act::ReadWorkouts), &asked).await.unwrap();
    assert_eq!(of_ben, BTreeSet::new());
}
