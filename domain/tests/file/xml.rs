//! GPX and TCX, as apps really write them.

use crate::fixtures::{gpx, one_track, points, tcx, tcx_activity};
use chrono_tz::Tz;
use domain::file::{Decoded, Flaw, Limits, Unreadable, Zone, decode};
use domain::quantity::{BeatsPerMinute, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use domain::workout::FileKind;

fn read(text: &str) -> Decoded {
    decode(text.as_bytes(), &Limits::default()).expect("a readable file")
}

fn refused(text: &str) -> Unreadable {
    decode(text.as_bytes(), &Limits::default()).expect_err("a file that holds no activity")
}

#[test]
fn a_gpx_track_is_measured_over_the_ground() {
    let decoded = read(&one_track(""));
    let run = &decoded.activities[0];
    assert_eq!(
        (decoded.format, decoded.device.as_deref(), decoded.flaw),
        (FileKind::Gpx, Some("Test"), None)
    );
    assert_eq!((run.sport.code(), run.title.as_str()), ("run", "Canal & loop"));
    assert_eq!(
        (run.elapsed, run.moving, run.distance),
        (Seconds(100), Some(Seconds(100)), Some(Metres(300)))
    );
    assert_eq!(run.zone, Some(Zone::Place(Tz::Europe__Berlin)));
    assert_eq!((run.average_heart_rate, run.totals.distance), (None, None));
}

#[test]
fn sensors_are_read_whatever_extension_carries_them() {
    for extension in [
        "<gpxtpx:TrackPointExtension><gpxtpx:hr>141</gpxtpx:hr><gpxtpx:cad>82</gpxtpx:cad></gpxtpx:TrackPointExtension><power>201</power>",
        "<gpxdata:hr>141</gpxdata:hr><gpxdata:cadence>82</gpxdata:cadence><pwr:PowerInWatts>201</pwr:PowerInWatts>",
        "<ns3:TPX><ns3:hr>141</ns3:hr><ns3:RunCadence>82</ns3:RunCadence><ns3:Watts>0</ns3:Watts></ns3:TPX><watts>201</watts>",
        "<heartrate>141</heartrate><cadence>82</cadence><watts>201</watts>",
    ] {
        let decoded = read(&one_track(&format!("<extensions>{extension}</extensions>")));
        let run = &decoded.activities[0];
        assert_eq!(run.average_heart_rate, Some(BeatsPerMinute(141)), "{extension}");
        assert_eq!(run.average_cadence, Some(RevolutionsPerMinute(82)), "{extension}");
        assert_eq!(run.average_power, Some(Watts(201)), "{extension}");
    }
}

#[test]
fn steps_of_both_feet_are_halved_on_foot_only() {
    let cadence = "<extensions><cadence>170</cadence></extensions>";
    assert_eq!(read(&one_track(cadence)).activities[0].average_cadence, Some(RevolutionsPerMinute(85)));
    let ride = one_track(cadence).replace("running", "cycling");
    assert_eq!(read(&ride).activities[0].average_cadence, Some(RevolutionsPerMinute(170)));
}

#[test]
fn each_track_is_an_activity_and_segments_are_parted_by_pauses() {
    let segments =
        points(11, "").replacen("<trkpt lat=\"52.5013", "</trkseg><trkseg><trkpt lat=\"52.5013", 1);
    let file = gpx(&format!(
        "<trk><trkseg>{segments}</trkseg></trk><trk><type>walking</type><trkseg>{}</trkseg></trk>",
        points(3, "")
    ));
    let decoded = read(&file);
    let codes: Vec<_> = decoded.activities.iter().map(|activity| activity.sport.code()).collect();
    assert_eq!(codes, ["other", "walk"]);
    let (elapsed, moving) = (decoded.activities[0].elapsed, decoded.activities[0].moving);
    assert_eq!(
        (elapsed, moving, decoded.activities[0].distance),
        (Seconds(100), Some(Seconds(90)), Some(Metres(270)))
    );
}

#[test]
fn a_name_or_type_within_a_point_is_not_the_tracks() {
    let decoded = read(&one_track("<name>12 km</name><link><type>biking</type></link>"));
    assert_eq!(
        (decoded.activities[0].sport.code(), decoded.activities[0].title.as_str()),
        ("run", "Canal & loop")
    );
}

#[test]
fn a_track_without_a_name_has_the_files_and_not_its_authors() {
    let file = |metadata: &str| {
        one_track("").replace("<trk><name>Canal &amp; loop</name>", &format!("{metadata}<trk>"))
    };
    for (metadata, title) in [
        ("<metadata><author><name>Ada</name></author><name>Canal</name></metadata>", "Canal"),
        ("<metadata><author><name>Ada</name></author></metadata>", ""),
        ("<name>Canal</name>", "Canal"),
    ] {
        assert_eq!(read(&file(metadata)).activities[0].title, title, "{metadata}");
    }
}

#[test]
fn a_swim_that_was_somewhere_is_in_open_water_unless_it_says_otherwise() {
    for (kind, indoors, outdoors) in [
        ("swimming", "swim_pool", "swim_open_water"),
        ("lap_swimming", "swim_pool", "swim_pool"),
        ("open_water_swimming", "swim_open_water", "swim_open_water"),
    ] {
        let here = one_track("").replace("running", kind);
        let nowhere = here.replace("lon=\"13.4\"", "");
        assert_eq!(read(&here).activities[0].sport.code(), outdoors, "{kind}");
        assert_eq!(read(&nowhere).activities[0].sport.code(), indoors, "{kind}");
    }
    assert_eq!(read(&tcx(&tcx_activity("Swimming"))).activities[0].sport.code(), "swim_open_water");
}

#[test]
fn gpx_1_0_and_files_without_namespaces_are_read() {
    for (from, to) in [
        ("version=\"1.1\"", "version=\"1.0\""),
        (" xmlns=\"http://www.topografix.com/GPX/1/1\"", ""),
        ("version=\"1.1\" ", ""),
        ("<?xml version=\"1.0\"?>\n", "\u{FEFF}"),
        ("<?xml version=\"1.0\"?>\n", "<!-- made by hand --> <!DOCTYPE gpx>\n"),
    ] {
        assert_eq!(read(&one_track("").replacen(from, to, 1)).activities.len(), 1, "{from} to {to}");
    }
}

#[test]
fn text_in_utf_16_and_latin_1_is_read() {
    let text = one_track("").replace("Canal", "Kanäle");
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let declared = text.replacen("?>", " encoding=\"ISO-8859-1\"?>", 1);
    let latin1: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    for bytes in [utf16, big, latin1] {
        let decoded = decode(&bytes, &Limits::default()).expect("readable");
        assert_eq!(decoded.activities[0].title, "Kanäle & loop");
    }
}

#[test]
fn times_with_an_offset_tell_the_zone_where_no_position_does() {
    let nowhere = one_track("").replace("Z</time>", "+05:30</time>").replace("lon=\"13.4\"", "");
    let Some(Zone::Offset(offset)) = read(&nowhere).activities[0].zone else { panic!("no offset") };
    assert_eq!(offset.local_minus_utc(), 19_800);
}

#[test]
fn times_without_a_zone_are_utc() {
    let start = read(&one_track("").replace("Z</time>", "</time>")).activities[0].start;
    assert_eq!(start.to_rfc3339(), "2026-03-29T06:00:00+00:00");
}

#[test]
fn what_has_no_times_or_no_track_says_so() {
    let timeless: String = one_track("")
        .split("<time>")
        .map(|part| part.split_once("</time>").map_or(part, |(_, rest)| rest))
        .collect();
    assert_eq!(refused(&timeless), Unreadable::NoTimes);
    let route = gpx("<rte><rtept lat=\"1\" lon=\"2\"/></rte>");
    assert_eq!(refused(&route), Unreadable::NotAnActivity("waypoints or a planned route".to_owned()));
    assert!(matches!(refused(&gpx("")), Unreadable::NotAnActivity(_)));
    assert!(matches!(
        refused(&gpx(&format!("<trk><trkseg>{}</trkseg></trk>", points(1, "")))),
        Unreadable::NotAnActivity(_)
    ));
}

#[test]
fn a_file_that_breaks_off_gives_what_can_be_read() {
    let (gpx, tcx) = (one_track(""), tcx(&tcx_activity("Running")));
    for whole in [gpx, tcx] {
        for keep in [whole.len() - 10, whole.len() * 3 / 4] {
            let decoded = read(&whole[..keep]);
            assert_eq!((decoded.flaw, decoded.activities.len()), (Some(Flaw::BreaksOff), 1), "{keep}");
        }
        assert_eq!(refused(&whole[..200]), Unreadable::Damaged);
    }
}

#[test]
fn a_tcx_activity_is_read_with_everything_it_measured() {
    let decoded = read(&tcx(&tcx_activity("Running")));
    let run = &decoded.activities[0];
    assert_eq!((decoded.format, decoded.device.as_deref()), (FileKind::Tcx, Some("Watch")));
    assert_eq!((run.sport.code(), run.title.as_str(), run.elapsed), ("run", "Canal loop", Seconds(100)));
    assert_eq!((run.distance, run.totals.distance), (Some(Metres(300)), Some(Metres(301))));
    assert_eq!(
        (run.average_heart_rate, run.max_heart_rate),
        (Some(BeatsPerMinute(145)), Some(BeatsPerMinute(150)))
    );
    assert_eq!((run.average_power, run.average_cadence), (Some(Watts(205)), Some(RevolutionsPerMinute(84))));
    assert_eq!(run.energy, Some(Kilojoules(84)));
}

#[test]
fn a_tcx_activity_begins_when_its_first_lap_does_whatever_its_id_says() {
    let own_time = tcx_activity("Running").replace("<Id>2026-03-29T06", "<Id>2026-03-29T04");
    let run = read(&tcx(&own_time)).activities.remove(0);
    assert_eq!((run.start.to_rfc3339().as_str(), run.elapsed), ("2026-03-29T06:00:00+00:00", Seconds(100)));
    let without = own_time.replace(" StartTime=\"2026-03-29T06:00:00Z\"", "");
    assert_eq!(read(&tcx(&without)).activities[0].elapsed, Seconds(7300), "else it says so");
}

#[test]
fn a_tcx_multisport_session_becomes_its_legs() {
    let legs = format!(
        "<MultiSportSession><Id>x</Id><FirstSport>{}</FirstSport><NextSport>{}</NextSport></MultiSportSession>",
        tcx_activity("Biking"),
        tcx_activity("Running")
    );
    let codes: Vec<_> = read(&tcx(&legs)).activities.iter().map(|leg| leg.sport.code()).collect();
    assert_eq!(codes, ["ride", "run"]);
}

#[test]
fn a_tcx_without_points_is_what_its_laps_tell() {
    let activity = tcx_activity("Other");
    let (before, after) = (activity.split("<Track>").next(), activity.split("</Track>").nth(1));
    let decoded = read(&tcx(&format!("{}{}", before.expect("a lap"), after.expect("a lap"))));
    let indoors = &decoded.activities[0];
    assert_eq!((indoors.elapsed, indoors.distance), (Seconds(100), Some(Metres(301))));
    assert_eq!((indoors.average_heart_rate, indoors.zone), (Some(BeatsPerMinute(145)), None));
}

#[test]
fn a_tcx_course_is_no_activity() {
    let course = tcx("")
        .replace("Activities", "Courses")
        .replace("<Courses>", "<Courses><Course><Name>x</Name></Course>");
    assert!(matches!(refused(&course), Unreadable::NotAnActivity(_)));
}

#[test]
fn more_points_or_elements_than_allowed_are_left_out() {
    for file in [one_track(""), tcx(&tcx_activity("Running"))] {
        let read = |limits: Limits| {
            let decoded = decode(file.as_bytes(), &limits).expect("a readable beginning");
            (decoded.flaw, decoded.activities[0].track.samples.len())
        };
        assert_eq!(read(Limits::default()), (None, 11));
        assert_eq!(read(Limits { points: 5, ..Limits::default() }), (Some(Flaw::BreaksOff), 5));
        let (flaw, points) = read(Limits { elements: 30, ..Limits::default() });
        assert!(flaw == Some(Flaw::BreaksOff) && points < 11, "{points} points");
    }
}
