//! The shapes of what the API takes and tells that types alone do not say.

use domain::load::Method;
use domain::sport::Sport;
use domain::workout::bounds;
use serde_json::Value;
use std::ops::RangeInclusive;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{KnownFormat, Object, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// A workout to be logged, or what one shall be from now on. What is left out or null is not known.
#[derive(Debug)]
pub struct Submission;

impl ToSchema for Submission {
    fn name() -> std::borrow::Cow<'static, str> {
        "NewWorkout".into()
    }
}

impl PartialSchema for Submission {
    fn schema() -> RefOr<Schema> {
        let required = ["sport", "started_at", "time_zone", "duration_s"];
        let optional = [
            ("sport_name", text(40, "Your own word for the sport; needed if it is `other`, and only then.")),
            (
                "moving_s",
                whole(&bounds::DURATION_S, "Without the pauses, in seconds; never longer than `duration_s`."),
            ),
            ("distance_m", whole(&bounds::DISTANCE_M, "Distance in metres.")),
            ("ascent_m", whole(&bounds::ASCENT_M, "Climb in metres.")),
            (
                "average_heart_rate_bpm",
                whole(&bounds::HEART_RATE_BPM, "Mean heart rate in beats per minute."),
            ),
            (
                "max_heart_rate_bpm",
                whole(&bounds::HEART_RATE_BPM, "Highest heart rate in beats per minute; not below the mean."),
            ),
            ("average_power_w", whole(&bounds::POWER_W, "Mean power in watts.")),
            ("average_cadence_rpm", whole(&bounds::CADENCE_RPM, "Mean cadence in revolutions per minute.")),
            ("energy_kj", whole(&bounds::ENERGY_KJ, "Energy spent in kilojoules.")),
            ("effort", effort()),
            ("title", text(bounds::TITLE_CHARACTERS, "A short title, one line.")),
            ("notes", text(bounds::NOTES_CHARACTERS, "Notes, any number of lines.")),
        ];
        let object = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("A workout to be logged. What is left out or null is not known."))
            .property("sport", sport())
            .property("started_at", started_at())
            .property("time_zone", time_zone())
            .property("duration_s", duration());
        let object =
            optional.into_iter().fold(object, |object, (name, shape)| object.property(name, nullable(shape)));
        let object = required.into_iter().fold(object, ObjectBuilder::required);
        object
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::<Schema>::FreeForm(
                false,
            )))
            .build()
            .into()
    }
}

fn of(kind: Type, about: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind).description(Some(about))
}

fn whole<T: Copy + Into<u32>>(range: &RangeInclusive<T>, about: &str) -> ObjectBuilder {
    let (least, most): (u32, u32) = ((*range.start()).into(), (*range.end()).into());
    of(Type::Integer, about).minimum(Some(least)).maximum(Some(most))
}

fn text(most: usize, about: &str) -> ObjectBuilder {
    of(Type::String, about).max_length(Some(most))
}

fn nullable(shape: ObjectBuilder) -> Object {
    let mut shape = shape.build();
    if let SchemaType::Type(kind) = shape.schema_type.clone() {
        shape.schema_type = SchemaType::from_iter([kind, Type::Null]);
    }
    shape
}

fn duration() -> Object {
    whole(&bounds::DURATION_S, "From start to finish, in seconds.").build()
}

fn effort() -> ObjectBuilder {
    of(Type::Number, "How hard it felt, 0 to 10 in halves (CR10).")
        .minimum(Some(0))
        .maximum(Some(10))
        .multiple_of(Some(0.5))
}

fn started_at() -> Object {
    let about =
        "When it began, with the offset of `time_zone` at that time; from 1950 on, and at most a day ahead.";
    of(Type::String, about).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).build()
}

fn time_zone() -> Object {
    of(Type::String, "The IANA zone in which it was lived, like `Europe/Berlin`.").build()
}

/// The codes of sports.
pub(crate) fn sport() -> Object {
    let codes = Sport::NAMED.iter().map(Sport::code).chain(["other"]);
    choice("The sport's code.", codes)
}

pub(super) fn method() -> Object {
    choice("The formula.", Method::ALL.map(Method::code))
}

pub(super) fn inputs() -> Object {
    let inputs = ["track_power", "track_pace", "track_heart_rate", "average_heart_rate", "effort"];
    choice("What went into it.", inputs)
}

pub(super) fn kind() -> Object {
    choice("`manual`, or the kind of file that it was read from.", ["manual", "fit", "tcx", "gpx"])
}

/// One of these words.
pub(crate) fn choice(about: &str, words: impl IntoIterator<Item = impl Into<Value>>) -> Object {
    of(Type::String, about).enum_values(Some(words.into_iter().map(Into::into))).build()
}

/// A day of the calendar.
pub(crate) fn date() -> Object {
    of(Type::String, "A local date.").format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build()
}

/// Reads a day of the calendar.
pub(crate) fn read_date(text: &str) -> Result<chrono::NaiveDate, String> {
    bounds::date(text)
}

/// How many to list.
pub(super) fn limit(most: usize) -> Object {
    of(Type::Integer, "How many.").minimum(Some(1)).maximum(Some(most)).build()
}

/// A sealed position.
pub(crate) fn cursor() -> Object {
    of(Type::String, "What an answer of ours told.").build()
}

/// How many days.
pub(crate) fn days(most: u16) -> Object {
    of(Type::Integer, "How many days.").minimum(Some(1)).maximum(Some(most)).build()
}

/// One of these words, or null.
pub(crate) fn nullable_choice(about: &str, words: impl IntoIterator<Item = &'static str>) -> Object {
    let words = words.into_iter().map(Value::from).chain([Value::Null]);
    nullable(of(Type::String, about).enum_values(Some(words)))
}
