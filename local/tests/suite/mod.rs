//! What the journal promises, told once and held against every store it runs on.

pub(crate) mod audit;
pub(crate) mod bests;
pub(crate) mod changing;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod grants;
pub(crate) mod logging;
pub(crate) mod months;
pub(crate) mod permits;
pub(crate) mod reading;
pub(crate) mod recent;
pub(crate) mod recount;
pub(crate) mod world;

/// Every promise, made of it what `$how` makes, in the world that `$open` opens.
macro_rules! all_promises {
    ($how:ident, $open:ident) => {
        $how! { $open;
            logging:
                a_workout_is_read_as_it_was_logged,
                a_request_that_arrives_twice_counts_once,
                a_key_that_comes_back_with_other_details_is_refused,
                a_request_that_comes_again_after_an_edit_gets_its_first_answer,
                a_request_whose_workout_was_deleted_is_told_so,
                a_record_that_keeps_no_answer_is_answered_with_what_is_there,
                keys_of_two_doors_or_clients_never_meet,
                a_key_is_forgotten_after_a_day,
                an_id_that_arrives_twice_counts_once,
                of_many_who_send_the_same_request_one_logs,
                of_many_who_import_the_same_file_one_logs,
                many_at_once_on_one_day_all_count,
                nobody_reaches_the_workouts_of_another;
            permits:
                each_question_about_the_log_wants_its_own_permit,
                each_question_about_the_athlete_wants_its_own_permit,
                each_question_about_connections_wants_its_own_permit,
                each_question_about_imports_wants_its_own_permit;
            reading:
                pages_walk_the_log_newest_first_without_gaps,
                a_page_keeps_to_its_days_and_sport,
                days_hold_the_sums_by_sport,
                wrong_sums_are_found_and_mended,
                a_profile_is_saved_over_the_version_it_names,
                imports_and_their_files_have_places_and_versions,
                some_files_of_an_import_are_read_without_the_others,
                which_of_many_workouts_are_logged_is_told,
                unfinished_imports_are_found_whoever_they_belong_to;
            months:
                the_first_month_and_those_asked_for_are_read,
                an_edit_of_long_ago_shows_on_the_next_read,
                a_new_version_is_a_new_series_beside_the_old_one,
                another_method_counts_until_that_is_taken_back,
                months_that_are_missing_are_told_and_mended;
            bests:
                a_record_is_told_with_what_it_replaced,
                whatever_happens_to_a_workout_its_records_follow,
                what_a_record_hid_in_its_month_comes_back_with_its_end,
                a_span_may_begin_and_end_within_a_month,
                the_longest_needs_no_track,
                bests_that_are_missing_are_told_and_mended,
                a_month_without_bests_has_no_row,
                bests_are_read_again_only_after_a_write;
            recent:
                every_write_of_another_process_shows_at_once,
                a_log_that_nobody_writes_is_read_once,
                what_is_kept_answers_one_athlete_and_one_question,
                a_standing_tells_profile_and_revision;
            recount:
                a_threshold_counts_from_its_day_on,
                a_choice_and_a_deletion_outlive_a_recount,
                a_recount_of_many_goes_on_where_it_was_and_begins_anew_for_an_earlier_day,
                a_profile_that_was_overtaken_marks_nothing;
            grants:
                what_is_granted_is_told_to_who_asks_for_that_grantee,
                granting_again_replaces_and_granting_the_same_changes_nothing,
                a_withdrawn_grant_stays_as_a_record,
                an_app_that_was_withdrawn_comes_back_when_it_is_lent_to_anew,
                a_coach_sees_whom_they_coach_while_the_grant_lives,
                a_mirror_alone_grants_nothing,
                of_many_who_change_one_grant_all_are_heard,
                the_last_use_of_each_grantee_is_told,
                who_owns_the_installation_sees_every_client,
                a_client_stays_what_was_registered_first_until_its_athlete_ends_it,
                an_address_is_of_whoever_came_first_however_it_is_written;
            audit:
                what_was_refused_is_listed_the_latest_first,
                a_refusal_is_kept_for_ninety_days;
            feed:
                a_reader_gets_the_whole_log_and_then_what_changes,
                pages_of_any_length_tell_the_same,
                a_deletion_is_told_for_ever,
                the_log_of_an_older_longrun_is_told_whole,
                what_changes_during_the_walk_comes_once_and_after_it,
                a_row_beyond_the_revision_is_left_for_later,
                a_row_that_was_overtaken_is_left_to_the_later_one,
                a_place_in_another_life_of_the_log_is_refused;
            changing:
                an_edit_within_a_day_changes_its_sums,
                an_edit_to_another_day_moves_the_sums,
                what_was_added_to_a_day_is_taken_from_that_day_whatever_the_zone_says_by_now,
                an_edit_of_what_was_changed_meanwhile_is_refused,
                a_deleted_workout_is_gone_and_can_come_back,
                a_deletion_cannot_be_undone_after_a_day,
                of_many_who_edit_one_version_one_succeeds;
            files:
                a_track_comes_back_with_its_workout,
                the_longest_track_is_kept_and_can_be_brought_back,
                an_original_of_any_size_comes_back_as_it_came,
                an_original_stays_until_the_last_workout_of_its_file_goes,
                an_original_of_which_no_workout_was_read_goes_after_two_days,
                an_original_that_is_due_can_be_kept_until_it_is_collected,
                a_file_that_is_kept_already_is_not_kept_twice,
                an_original_may_arrive_after_its_workout,
                a_file_is_recognised_until_its_workout_is_deleted,
                a_workout_imported_again_cannot_be_brought_back;
        }
    };
}

pub(crate) use all_promises;
