//! `/api/v1/workouts/{id}/analysis`: what is computed from a workout, with all that went into it.

use super::schema;
use super::view::LoadView;
use crate::api::asked::Asked;
use crate::api::call::Call;
use crate::api::fault::Fault;
use crate::api::load::to;
use crate::api::operation::Operation;
use crate::api::records::RecordView;
use crate::api::zones::ZonesView;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::act::Act;
use domain::athlete::Sex;
use domain::body::Body;
use domain::efficiency::Efficiency;
use domain::load::{Computed, Coverage, Load, Method};
use domain::quantity::{BeatsPerMinute, Watts};
use domain::records::{ALL_TIME, Best, Mark};
use domain::workout::{Opened, Workout, WorkoutId};
use domain::zones::Spent;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What is computed from a workout. What is not known is null, never 0.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Analysis)]
pub struct AnalysisView {
    /// The load by every method that the measurements allow and by every version of the formulas, the oldest version
    /// first, within it the preferred method first.
    loads: Vec<ComputedView>,
    /// The method that the athlete chose to count; null where the order decides.
    #[schema(schema_with = chosen)]
    chosen: Option<Method>,
    /// The time in the zones of its day, by everything that was measured along its track.
    zones: Vec<ZonesView>,
    /// What its track says of pace, power and the heart.
    efficiency: EfficiencyView,
    /// The records that it set on its day.
    records: Vec<MarkView>,
}

/// A record that a workout set on its day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mark)]
pub struct MarkView {
    /// The record, and what it replaced.
    record: RecordView,
    /// Whether nobody has beaten it since.
    stands: bool,
}

fn chosen() -> utoipa::openapi::Object {
    schema::nullable_choice("A method.", Method::ALL.map(Method::code))
}

/// A load, opened to be checked by hand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComputedLoad)]
pub struct ComputedView {
    /// The load.
    load: LoadView,
    /// Whether it is the workout's load.
    counts: bool,
    /// The formula, to be read.
    formula: &'static str,
    /// What it took of the athlete's body; the others are null.
    constants: ConstantsView,
    /// How much of the active time was measured; null where that was not along a track.
    coverage: Option<MeasuredTime>,
}

/// What a formula took of the athlete's body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoadConstants)]
pub struct ConstantsView {
    /// At rest, in beats per minute.
    resting_heart_rate_bpm: Option<u16>,
    /// The highest, in beats per minute.
    max_heart_rate_bpm: Option<u16>,
    /// For whom Banister's constants are.
    #[schema(schema_with = sex)]
    sex: Option<Sex>,
    /// At threshold, in beats per minute.
    threshold_heart_rate_bpm: Option<u16>,
    /// The first ventilatory threshold, in beats per minute.
    first_ventilatory_bpm: Option<u16>,
    /// The second ventilatory threshold, in beats per minute.
    second_ventilatory_bpm: Option<u16>,
    /// Running at threshold, in metres per second.
    threshold_speed_m_s: Option<f64>,
    /// Riding at threshold, in watts.
    threshold_power_w: Option<u16>,
}

fn sex() -> utoipa::openapi::Object {
    schema::nullable_choice("For whom Banister's constants are.", ["female", "male"])
}

/// How much of the active time was measured.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeasuredTime)]
pub struct MeasuredTime {
    /// So many seconds have a measurement.
    with_s: u32,
    /// Of so many.
    of_s: u32,
}

/// What a track says of pace, power and the heart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Efficiency)]
pub struct EfficiencyView {
    /// The mean grade-adjusted speed of a run, in metres per second.
    grade_adjusted_speed_m_s: Option<f64>,
    /// The normalised power of a ride, in watts.
    normalized_power_w: Option<f64>,
    /// The efficiency factor: metres per beat of a run, watts per beat per minute of a ride.
    efficiency_factor: Option<f64>,
    /// Aerobic decoupling in per cent, of 20 minutes and more with a heart rate.
    decoupling_percent: Option<f64>,
}

impl ComputedView {
    fn new(version: u16, computed: &Computed, counted: Option<Load>) -> Self {
        let Computed { method, value, inputs, constants, coverage } = *computed;
        let load = Load { value, method, version, inputs };
        Self {
            counts: counted == Some(load),
            formula: computed.formula(),
            load: load.into(),
            constants: constants.into(),
            coverage: coverage.map(|Coverage { with, of }| MeasuredTime { with_s: with.0, of_s: of.0 }),
        }
    }
}

impl MarkView {
    fn new(mark: &Mark, workout: &Workout) -> Self {
        let details = &workout.details;
        let (workout, date) = (workout.id.clone(), details.start.date());
        let best = Best { value: mark.value, workout, date };
        let of = (details.sport.code(), mark.kind);
        Self { record: RecordView::new(of, &best, mark.previous.as_ref()), stands: mark.stands }
    }
}

impl From<Body> for ConstantsView {
    fn from(body: Body) -> Self {
        let beats = |rate: Option<BeatsPerMinute>| rate.map(|BeatsPerMinute(rate)| rate);
        Self {
            resting_heart_rate_bpm: beats(body.resting_heart_rate),
            max_heart_rate_bpm: beats(body.max_heart_rate),
            sex: body.sex,
            threshold_heart_rate_bpm: beats(body.threshold_heart_rate),
            first_ventilatory_bpm: beats(body.first_ventilatory),
            second_ventilatory_bpm: beats(body.second_ventilatory),
            threshold_speed_m_s: body.threshold_speed.map(|speed| to(3, speed.as_f64())),
            threshold_power_w: body.threshold_power.map(|Watts(power)| power),
        }
    }
}

impl From<Efficiency> for EfficiencyView {
    fn from(efficiency: Efficiency) -> Self {
        Self {
            grade_adjusted_speed_m_s: efficiency.adjusted.map(|speed| to(3, speed.as_f64())),
            normalized_power_w: efficiency.normalized.map(|power| to(1, power.as_f64())),
            efficiency_factor: efficiency.factor.map(|factor| to(3, factor)),
            decoupling_percent: efficiency.decoupling.map(|share| to(1, share)),
        }
    }
}

pub(crate) fn operation() -> Operation {
    let about = "Every load with its formula, constants, inputs and coverage, the time in zones, what came of a heartbeat, \
                 and the records it set.";
    Operation::new("analyseWorkout", "Read what is computed from a workout", about)
        .path("id", "The workout's id.")
        .answers::<AnalysisView>(StatusCode::OK, "The analysis.", example())
}

/// `GET /api/v1/workouts/{id}/analysis`.
pub async fn read(
    State(app): State<App>,
    call: Call,
    Path(id): Path<String>,
) -> Result<Json<AnalysisView>, Fault> {
    let permit = call.permit(Act::ReadWorkouts).await?;
    Asked::of(&call.uri).done()?;
    let id = WorkoutId::parse(&id).ok_or(Problem::NotFound)?;
    let Opened { workout, account, digest } =
        app.table.opened(&permit, &id).await?.ok_or(Problem::NotFound)?;
    let standing = app.table.standing(&permit).await?;
    let measured = standing.profile.unwrap_or_default().measured_on(workout.details.start.date());
    let track = if workout.has_track { app.table.track(&permit, &id).await? } else { None };
    let efficiency = track.map(|track| Efficiency::of(&workout.details.sport, &track)).unwrap_or_default();
    let marks = app.table.bests_at(&permit, ALL_TIME, standing.revision).await?.set_by(&id);
    let of = |version| account.loads(version).iter().map(move |load| (version, load));
    let loads = account.versions().flat_map(of);
    Ok(Json(AnalysisView {
        loads: loads.map(|(version, load)| ComputedView::new(version, load, workout.load)).collect(),
        chosen: account.choice(),
        zones: ZonesView::of_day(&Spent::of(&digest, &measured), &measured),
        efficiency: efficiency.into(),
        records: marks.iter().map(|mark| MarkView::new(mark, &workout)).collect(),
    }))
}

fn example() -> Value {
    let constants = json!({
        "resting_heart_rate_bpm": 52, "max_heart_rate_bpm": 188, "sex": "female", "threshold_heart_rate_bpm": null,
        "first_ventilatory_bpm": null, "second_ventilatory_bpm": null, "threshold_speed_m_s": null,
        "threshold_power_w": null
    });
    let record = json!({
        "kind": "fastest_5000_m", "sport": "run", "value_s": 1258, "value_w": null, "value_bpm": null,
        "value_m": null, "workout": "01KGZ5Q2H8", "date": "2026-11-01", "previous_value_s": 1270,
        "previous_value_w": null, "previous_value_bpm": null, "previous_value_m": null
    });
    json!({
        "loads": [{
            "load": {"value": 71.4, "method": "trimp_banister", "version": 1, "inputs": "track_heart_rate"},
            "counts": true, "formula": "Σ minutes · x · 0.86 · e^(1.67 x), x = share of the reserve",
            "constants": constants, "coverage": {"with_s": 3110, "of_s": 3120}
        }],
        "chosen": null,
        "zones": [{
            "by": "heart_rate", "from": [120.0, 134.0, 147.0, 161.0, 174.0], "below_s": 60,
            "zones_s": [120, 900, 1500, 480, 60]
        }],
        "efficiency": {
            "grade_adjusted_speed_m_s": 3.34, "normalized_power_w": null, "efficiency_factor": 1.35,
            "decoupling_percent": 3.2
        },
        "records": [{"record": record, "stands": true}]
    })
}
