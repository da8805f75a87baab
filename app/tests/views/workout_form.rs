//! The form takes whatever the log does, and shows what stands in it.

use crate::page;
use app::pages::workout_form::{WorkoutFormView, workout_form};
use domain::quantity::{Effort, Units};
use domain::workout::{Draft, FieldError, WorkoutId};

fn html(view: WorkoutFormView) -> String {
    page(move || workout_form(view))
}

fn with_effort(effort: &str) -> String {
    let draft = Draft { effort: effort.to_owned(), ..Draft::default() };
    html(WorkoutFormView::log(&draft, &[], Units::Metric))
}

#[test]
fn every_effort_that_the_log_takes_can_be_chosen_and_is_shown_when_it_was() {
    for halves in 0..=20 {
        let effort = Effort::new(f64::from(halves) / 2.0).unwrap().value().to_string();
        let radio = format!("type=\"radio\" id=\"f-effort-{effort}\" name=\"effort\" value=\"{effort}\"");
        assert!(with_effort("").contains(&radio), "{effort} cannot be chosen");
        let chosen = with_effort(&effort);
        assert!(chosen.contains(&format!("{radio} checked")), "{effort} is not shown: {chosen}");
        assert_eq!(chosen.contains("<details open><summary>Half steps"), halves % 2 == 1, "{effort}");
    }
}

#[test]
fn an_effort_that_cannot_be_is_shown_with_what_is_wrong() {
    let draft = Draft { effort: "11".to_owned(), ..Draft::default() };
    let error = FieldError::new("effort", "must be between 0 and 10");
    let html = html(WorkoutFormView::log(&draft, &[error], Units::Metric));
    assert!(html.contains("value=\"11\" checked"), "{html}");
    assert!(html.contains("How hard was it? must be between 0 and 10"), "{html}");
}

#[test]
fn whoever_was_overtaken_is_told_and_keeps_what_they_typed() {
    let draft = Draft { title: "Typed with care".to_owned(), ..Draft::default() };
    let id = WorkoutId::parse("01JA").unwrap();
    let view = WorkoutFormView::edit(id, 7, &draft, &[], Units::Metric).overtaken();
    assert_eq!(view.title(), "Somebody was faster");
    let html = html(view);
    assert!(html.contains("name=\"version\" value=\"7\""), "{html}");
    assert!(html.contains("value=\"Typed with care\""), "{html}");
    assert!(html.contains("role=\"alert\"") && html.contains("changed after you opened the form"), "{html}");
}

#[test]
fn the_word_for_another_sport_is_not_called_optional() {
    let html = html(WorkoutFormView::log(&Draft::default(), &[], Units::Metric));
    let (_, word) = html.split_once("Your word for it").unwrap();
    let word = word.split("</div>").next().unwrap();
    assert!(!word.contains("optional") && word.contains(" required"), "{word}");
    assert!(word.contains("For “Something else”"), "whoever sees it beside another sport: {word}");
}
