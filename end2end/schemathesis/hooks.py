"""What makes a body that keeps to the schema one that means something.

JSON Schema says what each field may be; that fields go together stands in their descriptions. Bodies that break the
schema on purpose stay as they are.
"""

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.parameters import ParameterLocation


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None:
        return
    if keeps(case, ParameterLocation.BODY) and isinstance(case.body, dict) and "time_zone" in case.body:
        case.body = consistent(case.body)
    if keeps(case, ParameterLocation.HEADER):
        # The same key for something else is refused, rightly.
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = case.headers["Idempotency-Key"][:200] + case.id
        # Nearly every version is the wrong one, and that is told before a body is looked at (RFC 9110 §13.2.1).
        is_about_more = case.meta.phase.name.name == "STATEFUL_TESTING" or not keeps(case, ParameterLocation.BODY)
        if "If-Match" in case.headers and is_about_more:
            case.headers["If-Match"] = "*"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    # The parts of a form are bytes: null and 1 are as good files as "null" and "1", which hold no workouts.
    is_upload = case.operation.definition.raw.get("operationId") == "importFiles"
    is_taken = isinstance(failure, AcceptedNegativeData) and isinstance(case.body, dict) and set(case.body) == {"file"}
    return not (is_upload and is_taken and not keeps(case, ParameterLocation.BODY))


def keeps(case, location):
    return not case.meta.is_negative_at(location)


def consistent(workout):
    workout = dict(workout, time_zone="Europe/Berlin", started_at=started_at(workout["started_at"]))
    workout["sport_name"] = "Parkour" if workout["sport"] == "other" else None
    no_less(workout, "duration_s", "moving_s")
    no_less(workout, "max_heart_rate_bpm", "average_heart_rate_bpm")
    for name in ("title", "notes"):
        if workout.get(name):
            workout[name] = "".join(it for it in workout[name] if unicodedata.category(it) != "Cc")
    return workout


def no_less(workout, larger, smaller):
    if workout.get(larger) is not None and workout.get(smaller) is not None:
        workout[larger], workout[smaller] = max(workout[larger], workout[smaller]), min(workout[larger], workout[smaller])


def started_at(text):
    """The time of the year that was drawn, in a year that Longrun takes and with the offset of the zone."""
    try:
        drawn = datetime.fromisoformat(text)
    except ValueError:  # A leap second.
        drawn = datetime(2024, 2, 29, 12)
    day = drawn.replace(year=1950 + drawn.year % 75, day=min(drawn.day, 28), tzinfo=ZoneInfo("UTC"))
    return day.astimezone(ZoneInfo("Europe/Berlin")).isoformat()
