//! A year as a map of its days, week by week, with a table of the same.

use super::model::{Cell, WeekColumn};
use crate::words;
use chrono::{Datelike as _, NaiveDate};
use leptos::prelude::*;

/// What the steps of the map mean, the least first.
const STEPS: [&str; 5] = ["rest", "below 30 min", "30 min", "1 h", "1 h 30 min and more"];

/// The map, its legend and its table. The map is for eyes and fingers; the table says and opens the same.
pub(super) fn calendar(weeks: &[WeekColumn]) -> impl IntoView + use<> {
    let legend = STEPS
        .into_iter()
        .enumerate()
        .map(|(step, name)| view! { <li><span class="day" data-step=step.to_string()></span> {name}</li> })
        .collect_view();
    view! {
        <figure class="panel" aria-labelledby="year">
            <figcaption id="year">
                <h2>"Every day"</h2>
                <p>"A column is a week from Monday; a fuller colour is a longer day. A day opens its workouts."</p>
            </figcaption>
            <div class="calendar" aria-hidden="true">{weeks.iter().map(column).collect_view()}</div>
            <ul class="legend" role="list">{legend}</ul>
            <details>
                <summary>"Show the numbers"</summary>
                <div class="scroll" role="region" tabindex="0" aria-label="Time of every day">{table(weeks)}</div>
            </details>
        </figure>
    }
}

fn column(week: &WeekColumn) -> impl IntoView + use<> {
    let begins = week.days.iter().find_map(|cell| cell.as_ref().filter(|cell| cell.date.day() == 1));
    let month = begins.map(|cell| cell.date.format("%b").to_string());
    view! { <div class="week"><span class="month-name">{month}</span> {week.days.iter().map(Option::as_ref).map(day).collect_view()}</div> }
}

fn day(cell: Option<&Cell>) -> impl IntoView + use<> {
    let Some(cell) = cell else { return view! { <span></span> }.into_any() };
    let (step, said) = (cell.step.to_string(), cell.said());
    match cell.href.clone() {
        Some(href) => {
            view! { <a class="day" data-step=step href=href title=said tabindex="-1"></a> }.into_any()
        }
        None => view! { <span class="day" data-step=step title=said></span> }.into_any(),
    }
}

fn table(weeks: &[WeekColumn]) -> impl IntoView + use<> {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    view! {
        <table>
            <caption>"Time of every day, the latest week first"</caption>
            <thead>
                <tr>
                    <th scope="col">"Week from"</th>
                    {days.map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                    <th scope="col">"Time"</th>
                </tr>
            </thead>
            <tbody>{weeks.iter().rev().map(row).collect_view()}</tbody>
        </table>
    }
}

fn row(week: &WeekColumn) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{named(week.monday, week.review.clone())}</th>
            {week.days.iter().map(Option::as_ref).map(time).collect_view()}
            <td>{words::clock(week.totals.duration)}</td>
        </tr>
    }
}

fn named(monday: NaiveDate, review: String) -> impl IntoView {
    view! { <a href=review>{words::dated(monday)}</a> }
}

fn time(cell: Option<&Cell>) -> impl IntoView + use<> {
    let Some(cell) = cell else { return view! { <td></td> }.into_any() };
    let told = if cell.step == 0 { "–".to_owned() } else { words::clock(cell.duration) };
    match cell.href.clone().filter(|_| cell.step > 0) {
        Some(href) => view! { <td><a href=href>{told}</a></td> }.into_any(),
        None => view! { <td>{told}</td> }.into_any(),
    }
}
