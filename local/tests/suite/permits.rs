//! Each question wants a permit of its own.

use crate::suite::grants::{client, grant, machine};
use crate::suite::world::{World, details, edit, id_of, new_workout, now, permit};
use chrono::NaiveDate;
use domain::act::{Act, Permit};
use domain::athlete::Profile;
use domain::table::{Filter, ImportId, TableError, Versioned};
use std::collections::BTreeSet;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

/// Asserts that a permit for one of these acts lets a question through and no other does, whatever it answers.
async fn only<T>(acts: &[Act], question: &str, ask: impl AsyncFn(Permit) -> Result<T, TableError>) {
    for act in Act::ALL {
        let refused = matches!(ask(permit(act)).await, Err(TableError::NotCovered(_)));
        assert_eq!(refused, !acts.contains(&act), "{question} with a permit for {act:?}");
    }
}

fn day() -> NaiveDate {
    "2026-11-01".parse().unwrap()
}

pub(crate) async fn each_question_about_the_log_wants_its_own_permit(world: &World) {
    use Act::{DeleteWorkout, EditWorkout, ImportWorkouts, LogWorkout, ReadTrends, ReadWorkouts};
    let (table, id, filter) = (&world.table, &id_of("a"), &Filter::default());
    only(&[LogWorkout, ImportWorkouts], "log", async |p| {
        table.log(&p, new_workout("a", MORNING), now()).await
    })
    .await;
    only(&[ReadWorkouts, EditWorkout, DeleteWorkout, ImportWorkouts], "workout", async |p| {
        table.workout(&p, id).await
    })
    .await;
    only(&[ReadWorkouts, EditWorkout, ImportWorkouts], "track", async |p| table.track(&p, id).await).await;
    only(&[ReadWorkouts], "opened", async |p| table.opened(&p, id).await).await;
    let reading = &[ReadWorkouts, ImportWorkouts];
    only(reading, "logged_among", async |p| table.logged_among(&p, &BTreeSet::new()).await).await;
    only(reading, "page", async |p| table.page(&p, filter, None, 1).await).await;
    only(&[ReadWorkouts], "changes", async |p| table.changes(&p, None, 1).await).await;
    only(&[ReadTrends], "days", async |p| table.days(&p, day(), day()).await).await;
    only(&[ReadTrends, ReadWorkouts], "bests", async |p| table.bests(&p, day()..=day()).await).await;
    only(&[ReadTrends], "compare", async |p| table.rebuild_rollups(&p, false).await).await;
    only(&[EditWorkout], "mend", async |p| table.rebuild_rollups(&p, true).await).await;
    only(&[EditWorkout], "replace", async |p| table.replace(&p, id, edit(1, details(MORNING)), now()).await)
        .await;
    only(&[DeleteWorkout, ImportWorkouts], "delete", async |p| table.delete(&p, id, 2, now()).await).await;
    only(&[DeleteWorkout], "restore", async |p| table.restore(&p, id, now()).await).await;
}

pub(crate) async fn each_question_about_the_athlete_wants_its_own_permit(world: &World) {
    use Act::{EditProfile, EditWorkout, ImportWorkouts, LogWorkout, ReadProfile, ReadTrends, ReadWorkouts};
    let table = &world.table;
    let profile = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    // A machine that may only write must be able to log a workout with its load.
    let wanting = &[ReadProfile, LogWorkout, EditWorkout, ImportWorkouts, ReadTrends, ReadWorkouts];
    only(wanting, "profile", async |p| table.profile(&p).await).await;
    only(&[EditProfile], "save_profile", async |p| table.save_profile(&p, profile.clone()).await).await;
    let today = day()..=day();
    only(&[ReadTrends], "spent", async |p| table.spent(&p, today.clone(), &profile).await).await;
    only(&[ReadProfile, EditProfile], "recount", async |p| table.recount(&p).await).await;
    only(&[EditWorkout], "recount_some", async |p| table.recount_some(&p, now()).await).await;
    only(wanting, "standing", async |p| table.standing(&p).await).await;
    let seen = table.standing(&permit(ReadProfile)).await.unwrap().revision;
    let newest = (&Filter::default(), None, 1);
    only(&[ReadTrends], "days_at", async |p| table.days_at(&p, (day(), day()), seen).await).await;
    let spent = async |p: Permit| table.spent_at(&p, (today.clone(), &profile), seen).await;
    only(&[ReadTrends], "spent_at", spent).await;
    only(&[ReadWorkouts], "page_at", async |p| table.page_at(&p, newest, seen).await).await;
}

pub(crate) async fn each_question_about_connections_wants_its_own_permit(world: &World) {
    let (table, managing) = (&world.table, &[Act::ManageConnections]);
    let (client, grantee) = (client("a", "ada"), machine("m"));
    only(managing, "grants", async |p| table.grants(&p).await).await;
    let given = grant(grantee.clone(), "workouts:read");
    only(managing, "save_grant", async |p| table.save_grant(&p, given.clone(), now()).await).await;
    only(managing, "withdraw_grant", async |p| table.withdraw_grant(&p, &grantee, now()).await).await;
    only(managing, "uses", async |p| table.uses(&p).await).await;
    only(managing, "add_client", async |p| table.add_client(&p, client.clone()).await).await;
    only(managing, "end_client", async |p| table.end_client(&p, &client.id, now()).await).await;
    only(&[Act::Identify], "coached_by", async |p| table.coached_by(&p, now()).await).await;
}

pub(crate) async fn each_question_about_imports_wants_its_own_permit(world: &World) {
    use Act::{ImportWorkouts, ReadWorkouts};
    let (table, id, row) = (&world.table, &ImportId::parse("import-1").unwrap(), Versioned::new("row"));
    let acts = &[ImportWorkouts];
    only(acts, "import", async |p| table.import::<String>(&p, id).await).await;
    only(acts, "save_import", async |p| table.save_import(&p, id, &row, None).await).await;
    only(acts, "imports", async |p| table.imports::<String>(&p).await).await;
    only(acts, "save_import_file", async |p| table.save_import_file(&p, (id, 0), &row, None).await).await;
    only(acts, "import_files", async |p| table.import_files::<String>(&p, id).await).await;
    only(acts, "some_import_files", async |p| table.some_import_files::<String>(&p, (id, &(0..=1))).await)
        .await;
    only(acts, "import_is_to_do", async |p| table.import_is_to_do(&p, id).await).await;
    only(acts, "import_is_done", async |p| table.import_is_done(&p, id).await).await;
    only(acts, "imported_before", async |p| table.imported_before(&p, "00ff", 0).await).await;
    only(acts, "receive_original", async |p| table.receive_original(&p, now())).await;
    only(&[ReadWorkouts, ImportWorkouts], "original", async |p| table.original(&p, "00ff").await).await;
}
