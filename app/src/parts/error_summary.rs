//! All that is wrong with a form, said once at its top.

use super::Field;
use leptos::prelude::*;

/// What is wrong with these fields, each with a link to it; nothing if nothing is.
pub fn error_summary(fields: &[Field]) -> Option<impl IntoView + use<>> {
    let wrong: Vec<_> = fields.iter().filter_map(sentence).collect();
    (!wrong.is_empty()).then(|| {
        view! {
            <div class="errors" role="alert" aria-labelledby="errors">
                <h2 id="errors">{heading(wrong.len())}</h2>
                <ul>
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

fn sentence(field: &Field) -> Option<(String, String)> {
    let error = field.error.as_ref()?;
    Some((format!("#{}", field.first_id()), format!("{} {error}", field.label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_and_linked() {
        let fields =
            [Field::new("date", "Date").error(Some("must be a day".into())), Field::new("title", "Title")];
        let html = error_summary(&fields).into_view().to_html().replace("<!>", "");
        assert!(html.contains("One thing needs a look"), "{html}");
        assert!(html.contains("<a href=\"#f-date\">Date must be a day</a>"), "{html}");
        assert!(error_summary(&fields[1..]).is_none());
    }
}
