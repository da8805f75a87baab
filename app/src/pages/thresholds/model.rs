//! What the page of thresholds says.

use crate::parts::{Choice, Control, Field, unseen};
use crate::words;
use chrono::NaiveDate;
use domain::athlete::Profile;
use domain::pace;
use domain::quantity::{BeatsPerMinute, MetresPerSecond, Units, Watts};
use domain::sport::Rate;
use domain::thresholds::{HeartZones, Measured, ThresholdsDraft};
use domain::workout::FieldError;

/// What the page stands on.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The athlete's profile.
    pub profile: &'a Profile,
    /// The athlete's day.
    pub today: NaiveDate,
    /// Since which day loads are being counted anew, if they are, and how many workouts were looked at.
    pub recount: Option<(NaiveDate, u32)>,
}

/// The page of thresholds with everything that stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdsView {
    pub(super) version: String,
    pub(super) whole: Option<&'static str>,
    pub(super) heading: &'static str,
    pub(super) body: Vec<Field>,
    pub(super) zones: Vec<Field>,
    pub(super) today: Vec<ZonesView>,
    pub(super) told: Vec<ToldView>,
    pub(super) counting: Option<String>,
    /// Whether the form shows a day that was told before.
    pub(super) removable: bool,
}

/// Zones as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ZonesView {
    pub(super) title: &'static str,
    pub(super) rows: Vec<String>,
}

/// A day on which something was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ToldView {
    pub(super) href: String,
    pub(super) from: String,
    pub(super) machine: String,
    pub(super) values: String,
    pub(super) version: String,
}

impl ThresholdsView {
    /// The form with what was typed and what is wrong with it, and what was told so far.
    pub fn new(draft: &ThresholdsDraft, errors: &[FieldError], state: State<'_>) -> Self {
        let profile = state.profile;
        let units = profile.units;
        let known = draft.from.parse().is_ok_and(|from| profile.thresholds.told_on(from).is_some());
        let with = |(field, value): (Field, &String)| {
            let error = errors.iter().find(|error| error.field == field.name);
            field.value(value).error(error.map(|error| error.message.clone()))
        };
        let view = Self {
            version: draft.version.clone(),
            whole: None,
            heading: if known { "Change what was told" } else { "Tell what is new" },
            body: body(draft, units).into_iter().map(with).collect(),
            zones: zones(draft).into_iter().map(with).collect(),
            today: in_force(&profile.measured_on(state.today), units),
            told: told(profile, draft),
            counting: state.recount.map(counting),
            removable: known,
        };
        Self { whole: unseen(errors, &view.fields()), ..view }
    }

    /// The form of somebody whose settings were changed after they opened it; it carries the newer version.
    #[must_use]
    pub fn overtaken(self) -> Self {
        let whole = "Your settings were changed after you opened this page, perhaps by yourself on another device. What you typed is below and not saved. Save it to add it to that change.";
        Self { whole: Some(whole), ..self }
    }

    pub(super) fn fields(&self) -> Vec<Field> {
        [self.body.as_slice(), &self.zones].concat()
    }
}

fn counting((since, done): (NaiveDate, u32)) -> String {
    let since = words::full_day(since);
    format!("The loads of workouts since {since} are being counted anew: {done} looked at so far.")
}

fn body(draft: &ThresholdsDraft, units: Units) -> Vec<(Field, &String)> {
    let per = match units {
        Units::Metric => "/km",
        Units::Imperial => "/mi",
    };
    let beats = |name, label| Field::new(name, label).inputmode("numeric").unit("bpm");
    vec![
        (Field::new("from", "From").control(Control::Input("date")).required(), &draft.from),
        (
            beats("threshold_heart_rate", "Heart rate at threshold")
                .hint("What you can hold for about an hour. For heart-rate stress and Friel's zones."),
            &draft.threshold_heart_rate,
        ),
        (
            Field::new("threshold_pace", "Threshold pace").unit(per).hint(
                "Running, on the flat, for about an hour, like 4:30. For running stress and zones of pace.",
            ),
            &draft.threshold_pace,
        ),
        (
            Field::new("threshold_power", "Threshold power")
                .inputmode("numeric")
                .unit("W")
                .hint("On the bicycle, for about an hour (FTP). For power stress and Coggan's zones."),
            &draft.threshold_power,
        ),
        (
            beats("resting_heart_rate", "Heart rate at rest").hint("If it is another than in the settings."),
            &draft.resting_heart_rate,
        ),
        (
            beats("max_heart_rate", "Highest heart rate").hint("If it is another than in the settings."),
            &draft.max_heart_rate,
        ),
        (
            beats("first_ventilatory", "First ventilatory threshold")
                .hint("From a laboratory, for Lucía's impulse."),
            &draft.first_ventilatory,
        ),
        (
            beats("second_ventilatory", "Second ventilatory threshold")
                .hint("From a laboratory, for Lucía's impulse."),
            &draft.second_ventilatory,
        ),
    ]
}

fn zones(draft: &ThresholdsDraft) -> Vec<(Field, &String)> {
    let choices = vec![
        Choice::new("", "As before"),
        Choice::new("threshold", "By threshold (Friel)"),
        Choice::new("reserve", "By reserve (Karvonen)"),
        Choice::new("max", "By the highest"),
        Choice::new("own", "My own"),
    ];
    vec![
        (
            Field::new("heart_zones", "Where they lie")
                .control(Control::Chips(choices))
                .hint("Until you choose: by threshold if it is known, else by reserve, else by the highest."),
            &draft.heart_zones,
        ),
        (
            Field::new("own_zones", "My own zones begin at")
                .unit("bpm")
                .hint("Rising heart rates, like 120, 140, 155, 170. Only for zones of your own."),
            &draft.own_zones,
        ),
    ]
}

/// The zones that hold, of whatever is known.
fn in_force(measured: &Measured, units: Units) -> Vec<ZonesView> {
    let beats = |bound: &BeatsPerMinute| format!("{} bpm", bound.0);
    let watts = |bound: &Watts| format!("{} W", bound.0);
    let pace = |bound: &MetresPerSecond| {
        pace::of_speed(Rate::Pace, *bound, units).unwrap_or_else(|| "slower".to_owned())
    };
    let rows = [
        measured.zones_of_heart().map(|zones| ("Heart rate", zones.bounds().iter().map(beats).collect())),
        measured.zones_of_speed().map(|zones| ("Pace", zones.bounds().iter().map(pace).collect())),
        measured.zones_of_power().map(|zones| ("Power", zones.bounds().iter().map(watts).collect())),
    ];
    rows.into_iter().flatten().map(|(title, rows)| ZonesView { title, rows }).collect()
}

fn told(profile: &Profile, draft: &ThresholdsDraft) -> Vec<ToldView> {
    let day = |(from, measured): (NaiveDate, &Measured)| ToldView {
        href: format!("/settings/thresholds?from={from}"),
        from: words::full_day(from),
        machine: from.to_string(),
        values: values(measured, profile.units),
        version: draft.version.clone(),
    };
    profile.thresholds.latest_first().map(day).collect()
}

/// What was told of a day, in a line.
fn values(measured: &Measured, units: Units) -> String {
    let body = &measured.body;
    let beats = |name: &str, rate: Option<BeatsPerMinute>| rate.map(|rate| format!("{name} {} bpm", rate.0));
    let pace = |speed| pace::of_speed(Rate::Pace, speed, units).map(|pace| format!("pace {pace}"));
    let zones = measured.heart_zones.as_ref().map(|zones| match zones {
        HeartZones::Max => "zones by the highest",
        HeartZones::Reserve => "zones by reserve",
        HeartZones::Threshold => "zones by threshold",
        HeartZones::Own(_) => "zones of your own",
    });
    let values = [
        beats("threshold", body.threshold_heart_rate),
        body.threshold_speed.and_then(pace),
        body.threshold_power.map(|power| format!("power {} W", power.0)),
        beats("at rest", body.resting_heart_rate),
        beats("highest", body.max_heart_rate),
        beats("first ventilatory", body.first_ventilatory),
        beats("second ventilatory", body.second_ventilatory),
        zones.map(str::to_owned),
    ];
    values.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
