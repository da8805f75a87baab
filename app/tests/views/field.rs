//! Fields say what is wrong to every reader and never let a value out of its place.

use app::parts::{Choice, Control, Field, field};
use leptos::prelude::*;

fn html(model: &Field) -> String {
    field(model).into_view().to_html().replace("<!>", "")
}

#[test]
fn a_text_area_cannot_be_left_by_what_stands_in_it() {
    let evil = "</textarea><script>alert(1)</script>&lt;";
    let html = html(&Field::new("notes", "Notes").control(Control::Area(4)).value(evil));
    assert!(!html.contains("<script"), "{html}");
    assert!(
        html.contains(">\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;</textarea>"),
        "{html}"
    );
}

#[test]
fn an_attribute_cannot_be_left_by_what_stands_in_it() {
    let html = html(&Field::new("title", "Title").value("\" autofocus onfocus=\"alert(1)"));
    assert!(html.contains("value=\"&quot; autofocus onfocus=&quot;alert(1)\""), "{html}");
}

#[test]
fn an_error_is_tied_to_its_control_beside_the_hint() {
    let html = html(
        &Field::new("distance", "Distance").hint("As far as you went").error(Some("must be a number".into())),
    );
    assert!(html.contains("aria-invalid=\"true\""), "{html}");
    assert!(html.contains("aria-describedby=\"f-distance-hint f-distance-error\""), "{html}");
    assert!(
        html.contains("<p id=\"f-distance-error\" class=\"error\">Distance must be a number</p>"),
        "{html}"
    );
}

#[test]
fn a_field_without_fault_is_not_called_invalid() {
    assert!(!html(&Field::new("title", "Title")).contains("aria-invalid"));
}

#[test]
fn the_chosen_value_is_selected() {
    let choices = || vec![Choice::new("run", "Run"), Choice::new("ride", "Ride")];
    let select = html(&Field::new("sport", "Sport").control(Control::Select(choices())).value("ride"));
    assert!(select.contains("<option value=\"ride\" selected>Ride</option>"), "{select}");
    assert!(select.contains("<option value=\"run\">Run</option>"), "{select}");
    let chips = html(&Field::new("sport", "Sport").control(Control::Chips(choices())).value("run"));
    assert!(chips.contains("id=\"f-sport-run\" name=\"sport\" value=\"run\" checked"), "{chips}");
}

#[test]
fn finer_steps_of_a_scale_are_folded_away_until_one_is_chosen() {
    let choices = |values: &[&str]| values.iter().map(|value| Choice::new(*value, *value)).collect();
    let scale = Control::Scale(choices(&["1", "2"]), "Half steps", choices(&["1.5"]));
    let field = |value| html(&Field::new("effort", "Effort").control(scale.clone()).value(value));
    assert!(field("2").contains("<details><summary>Half steps</summary>"), "{}", field("2"));
    assert!(field("1.5").contains("<details open><summary>Half steps</summary>"), "{}", field("1.5"));
    assert!(field("1.5").contains("value=\"1.5\" checked"), "{}", field("1.5"));
}
