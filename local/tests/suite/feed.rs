//! The feed: whoever follows it ends with what is in the log.

use crate::suite::world::{World, details, edit, hours, id_of, new_workout, now, permit, permit_of};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::Act;
use domain::table::{Change, ChangeKind, Changes, Filter, Since, Table, TableError};
use domain::workout::{Workout, WorkoutId};
use std::collections::{BTreeMap, HashMap};

const MORNING: &str = "2026-11-01T07:30:00+01:00";

/// A copy of a log, kept by following the feed.
#[derive(Default)]
pub(crate) struct Follower {
    since: Option<Since>,
    seen: BTreeMap<WorkoutId, u64>,
    pub(crate) workouts: BTreeMap<WorkoutId, Workout>,
}

impl Follower {
    /// Takes in the next page; tells whether there is more.
    pub(crate) async fn look(&mut self, table: &Table, limit: usize) -> Result<bool, TableError> {
        let page = table.changes(&permit(Act::ReadWorkouts), self.since.as_ref(), limit).await?;
        assert!(page.items.len() <= limit);
        for change in page.items {
            let before = self.seen.insert(change.id.clone(), change.version);
            assert!(before < Some(change.version), "{} came twice at {before:?}", change.id);
            self.take(change);
        }
        self.since = Some(page.next);
        Ok(page.more)
    }

    fn take(&mut self, Change { kind, id, version, workout }: Change) {
        assert_eq!(kind == ChangeKind::Deleted, workout.is_none());
        assert!(workout.as_ref().is_none_or(|workout| workout.id == id && workout.version == version));
        match workout {
            Some(workout) => self.workouts.insert(id, workout),
            None => self.workouts.remove(&id),
        };
    }

    /// Follows to the end, and asserts that this is what is in the log.
    pub(crate) async fn is_up_to_date(&mut self, world: &World) {
        while self.look(&world.table, 3).await.unwrap() {}
        assert_eq!(self.workouts, log(world).await);
    }
}

async fn log(world: &World) -> BTreeMap<WorkoutId, Workout> {
    let (mut found, mut after) = (BTreeMap::new(), None);
    loop {
        let reading = permit(Act::ReadWorkouts);
        let page = world.table.page(&reading, &Filter::default(), after.as_ref(), 200).await.unwrap();
        found.extend(page.items.into_iter().map(|workout| (workout.id.clone(), workout)));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

impl World {
    async fn changes(&self, since: Option<&Since>, limit: usize) -> Changes {
        self.table.changes(&permit(Act::ReadWorkouts), since, limit).await.unwrap()
    }

    async fn fill(&self, ids: impl IntoIterator<Item = u32>) {
        for n in ids {
            self.log(new_workout(&format!("id-{n}"), MORNING)).await;
        }
    }

    async fn title(&self, id: &str, version: u64, title: &str) -> Workout {
        let mut details = details(MORNING);
        title.clone_into(&mut details.title);
        let edit = edit(version, details);
        self.table.replace(&permit(Act::EditWorkout), &id_of(id), edit, hours(1)).await.unwrap()
    }

    /// Where the rows of the feed lie, and what is in them.
    async fn feed(&self) -> BTreeMap<String, HashMap<String, AttributeValue>> {
        let items = self.client.scan().table_name(&self.name).send().await.unwrap().items.unwrap();
        let rows = items.into_iter().map(|item| (item["sk"].as_s().unwrap().clone(), item));
        rows.filter(|(sort, _)| sort.starts_with("CHANGE#")).collect()
    }

    async fn put(&self, item: HashMap<String, AttributeValue>) {
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.unwrap();
    }

    async fn remove(&self, sort: &str) {
        let delete = self.client.delete_item().table_name(&self.name);
        let delete = delete.key("pk", AttributeValue::S("ATHLETE#ada".to_owned()));
        delete.key("sk", AttributeValue::S(sort.to_owned())).send().await.unwrap();
    }
}

fn told(changes: &Changes) -> Vec<(ChangeKind, &str, u64)> {
    changes.items.iter().map(|change| (change.kind, change.id.as_str(), change.version)).collect()
}

pub(crate) async fn a_reader_gets_the_whole_log_and_then_what_changes(world: &World) {
    use ChangeKind::{Created, Deleted, Updated};
    let nothing = world.changes(None, 10).await;
    assert_eq!((nothing.items.len(), nothing.more), (0, false));
    world.fill([1, 2, 3]).await;
    let edited = world.title("id-2", 1, "Changed").await;
    let all = world.changes(None, 10).await;
    assert_eq!(told(&all), [(Created, "id-3", 1), (Updated, "id-2", 2), (Created, "id-1", 1)]);
    assert_eq!((all.items[1].workout.as_ref(), all.more), (Some(&edited), false));
    // From the beginning of the log, in the order of the changes.
    let since = world.changes(Some(&nothing.next), 10).await;
    assert_eq!(told(&since), [(Created, "id-1", 1), (Created, "id-3", 1), (Updated, "id-2", 2)]);
    assert_eq!(since.next, all.next);
    world.delete("id-1", now()).await;
    world.title("id-2", 2, "Once more").await;
    world.title("id-2", 3, "And again").await;
    let news = world.changes(Some(&all.next), 10).await;
    assert_eq!(told(&news), [(Deleted, "id-1", 2), (Updated, "id-2", 4)], "each once");
    assert_eq!(news.items[0].workout, None);
    world.table.restore(&permit(Act::DeleteWorkout), &id_of("id-1"), hours(1)).await.unwrap();
    assert_eq!(told(&world.changes(Some(&news.next), 10).await), [(Updated, "id-1", 3)]);
    let of_ben = world.table.changes(&permit_of("ben", Act::ReadWorkouts), None, 10).await.unwrap();
    assert_eq!(of_ben.items, []);
}

pub(crate) async fn pages_of_any_length_tell_the_same(world: &World) {
    let start = world.changes(None, 1).await.next;
    world.fill(0..7).await;
    for limit in [1, 2, 3, 7, 8] {
        for begin in [None, Some(start.clone())] {
            let mut follower = Follower { since: begin, ..Follower::default() };
            let mut pages = 1;
            while follower.look(&world.table, limit).await.unwrap() {
                pages += 1;
            }
            assert_eq!(follower.workouts, log(world).await);
            assert_eq!(pages, 7_usize.div_ceil(limit), "{limit} a page");
        }
    }
}

pub(crate) async fn a_deletion_is_told_for_ever(world: &World) {
    world.fill([1]).await;
    let mut follower = Follower::default();
    follower.is_up_to_date(world).await;
    world.delete("id-1", now()).await;
    // As the time-to-live leaves it.
    world.remove("WORKOUT#id-1").await;
    follower.is_up_to_date(world).await;
    assert!(follower.workouts.is_empty());
    assert_eq!(world.feed().await.len(), 1);
}

pub(crate) async fn the_log_of_an_older_longrun_is_told_whole(world: &World) {
    world.fill(0..5).await;
    for (sort, _) in world.feed().await {
        world.remove(&sort).await;
    }
    let items = world.client.scan().table_name(&world.name).send().await.unwrap().items.unwrap();
    for mut item in items {
        if item.remove("change").is_some() {
            world.put(item).await;
        }
    }
    let mut follower = Follower::default();
    follower.is_up_to_date(world).await;
    assert_eq!(follower.workouts.len(), 5);
    world.title("id-2", 1, "Changed").await;
    world.delete("id-3", now()).await;
    follower.is_up_to_date(world).await;
    assert_eq!((follower.workouts.len(), world.feed().await.len()), (4, 2));
}

pub(crate) async fn what_changes_during_the_walk_comes_once_and_after_it(world: &World) {
    world.fill(0..6).await;
    let mut follower = Follower::default();
    assert!(follower.look(&world.table, 2).await.unwrap());
    // One that was told, one that will be, one that goes, and one that comes.
    world.title("id-5", 1, "Told").await;
    world.title("id-1", 1, "To be told").await;
    world.delete("id-0", now()).await;
    world.fill([9]).await;
    follower.is_up_to_date(world).await;
    assert_eq!(follower.workouts.len(), 6);
}

/// As a query meets it that began before the transaction was committed, and ended after.
pub(crate) async fn a_row_beyond_the_revision_is_left_for_later(world: &World) {
    world.fill([1]).await;
    let since = world.changes(None, 10).await.next;
    world.fill([2]).await;
    let (_, mut row) = world.feed().await.pop_last().unwrap();
    row.insert("sk".to_owned(), AttributeValue::S("CHANGE#000000000003".to_owned()));
    world.put(row).await;
    let news = world.changes(Some(&since), 10).await;
    assert_eq!(told(&news), [(ChangeKind::Created, "id-2", 1)]);
    world.remove("CHANGE#000000000003").await;
    world.fill([3]).await;
    assert_eq!(told(&world.changes(Some(&news.next), 10).await), [(ChangeKind::Created, "id-3", 1)]);
}

/// As it is met by who reads the row, then waits, then reads the workout.
pub(crate) async fn a_row_that_was_overtaken_is_left_to_the_later_one(world: &World) {
    let since = world.changes(None, 10).await.next;
    world.fill([1, 2]).await;
    let (sort, row) = world.feed().await.pop_first().unwrap();
    let edited = world.title("id-1", 1, "Changed").await;
    assert!(!world.feed().await.contains_key(&sort), "a workout has one row");
    world.put(row).await;
    let news = world.changes(Some(&since), 10).await;
    assert_eq!(told(&news), [(ChangeKind::Created, "id-2", 1), (ChangeKind::Updated, "id-1", 2)]);
    assert_eq!(news.items[1].workout, Some(edited));
}

pub(crate) async fn a_place_in_another_life_of_the_log_is_refused(world: &World) {
    world.fill([1, 2]).await;
    let since = world.changes(None, 10).await.next;
    let walk = world.changes(None, 1).await.next;
    world.remove("REVISION").await;
    for place in [since, walk] {
        let refused = world.table.changes(&permit(Act::ReadWorkouts), Some(&place), 10).await;
        assert!(matches!(refused, Err(TableError::NotFound)), "{refused:?}");
    }
}
