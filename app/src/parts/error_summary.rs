//! All that is wrong with a form, said once at its top.

use super::Field;
use domain::workout::FieldError;
use leptos::prelude::*;

/// What is wrong with a form as a whole, and with these fields, each with a link to it; nothing if nothing is.
pub fn error_summary(whole: Option<&'static str>, fields: &[Field]) -> Option<impl IntoView + use<>> {
    let wrong: Vec<_> = fields.iter().filter_map(sentence).collect();
    let count = wrong.len() + usize::from(whole.is_some());
    (count > 0).then(|| {
        view! {
            <div class="errors" role="alert" aria-labelledby="errors">
                <h2 id="errors">{heading(count)}</h2>
                <ul>
                    {whole.map(|text| view! { <li>{text}</li> })}
                    {wrong
                        .into_iter()
                        .map(|(href, text)| view! { <li><a href=href>{text}</a></li> })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}

fn heading(count: usize) -> String {
    match count {
        1 => "One thing needs a look".to_owned(),
        many => format!("{many} things need a look"),
    }
}

/// What a person is told when something is wrong that no field of the page shows.
///
/// Whoever draws the form again must have mended it.
pub fn unseen(errors: &[FieldError], fields: &[Field]) -> Option<&'static str> {
    let seen = |error: &FieldError| fields.iter().any(|field| field.name == error.field);
    (!errors.iter().all(seen)).then_some(
        "Something that this form carries out of sight was damaged on its way to us. It is mended, and what you typed is still here: send it again.",
    )
}

fn sentence(field: &Field) -> Option<(String, String)> {
    let error = field.error.as_ref()?;
    // A question is a sentence already: what is wrong becomes the next one.
    let it = if field.label.ends_with('?') { " It" } else { "" };
    Some((format!("#{}", field.first_id()), format!("{}{it} {error}", field.label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_and_linked() {
        let fields =
            [Field::new("date", "Date").error(Some("must be a day".into())), Field::new("title", "Title")];
        let html = error_summary(None, &fields).into_view().to_html().replace("<!>", "");
        assert!(html.contains("One thing needs a look"), "{html}");
        assert!(html.contains("<a href=\"#f-date\">Date must be a day</a>"), "{html}");
        assert!(error_summary(None, &fields[1..]).is_none());
    }

    #[test]
    fn a_question_is_followed_by_a_sentence_of_its_own() {
        let fields =
            [Field::new("effort", "How hard was it?").error(Some("must be between 0 and 10".into()))];
        let html = error_summary(None, &fields).into_view().to_html();
        assert!(html.contains("How hard was it? It must be between 0 and 10"), "{html}");
    }

    #[test]
    fn what_is_wrong_out_of_sight_is_said_too() {
        let error = |field: &'static str| FieldError::new(field, "must be a whole number");
        let fields = [Field::new("date", "Date")];
        assert_eq!(unseen(&[error("date")], &fields), None);
        let whole = unseen(&[error("date"), error("version")], &fields);
        let html = error_summary(whole, &fields).into_view().to_html();
        assert!(html.contains("<li>Something that this form carries out of sight"), "{html}");
    }
}
