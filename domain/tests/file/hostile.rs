//! Rows G6, G7 and G9 of the attack catalogue: files that mean harm get a sentence, quickly.

use crate::fixtures::{Fit, gpx, one_track, record, tcx, tcx_activity};
use domain::file::{Flaw, Limits, Unreadable, decode};
use domain::quantity::Metres;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn refused(bytes: &[u8]) -> Unreadable {
    let begun = Instant::now();
    let reason = decode(bytes, &Limits::default()).expect_err("a hostile file");
    assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?}", begun.elapsed());
    reason
}

#[test]
fn a_billion_laughs_are_refused() {
    let mut file = "<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY a \"lol\">".to_owned();
    for (outer, inner) in ('b'..='z').zip('a'..) {
        write!(file, "<!ENTITY {outer} \"{}\">", format!("&{inner};").repeat(10)).expect("a string");
    }
    let file = format!(
        "{file}]>{}",
        one_track("").replacen("<?xml version=\"1.0\"?>", "", 1).replace("Canal", "&z;")
    );
    assert_eq!(refused(file.as_bytes()), Unreadable::Entities);
}

#[test]
fn external_entities_are_refused_and_nobody_is_called() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let address = listener.local_addr().expect("an address");
    for url in ["file:///etc/passwd".to_owned(), format!("http://{address}/x")] {
        let head = format!("<!DOCTYPE gpx [<!ENTITY x SYSTEM \"{url}\">]>");
        let file = one_track("").replacen("<?xml version=\"1.0\"?>", &head, 1).replace("Canal", "&x;");
        assert_eq!(refused(file.as_bytes()), Unreadable::Entities);
        let dtd =
            one_track("").replacen("<?xml version=\"1.0\"?>", &format!("<!DOCTYPE gpx SYSTEM \"{url}\">"), 1);
        assert!(decode(dtd.as_bytes(), &Limits::default()).is_ok());
    }
    let include = one_track("<xi:include href=\"file:///etc/passwd\" parse=\"text\"/>");
    let decoded =
        decode(include.as_bytes(), &Limits::default()).expect("a file with an element of no meaning");
    assert!(!format!("{decoded:?}").contains("root:"));
    assert!(listener.accept().is_err(), "somebody was called");
}

#[test]
fn an_entity_that_nobody_declared_is_left_out() {
    let file = one_track("").replace("Canal", "Ca&unknown;nal &#x6c;&lt;");
    let decoded = decode(file.as_bytes(), &Limits::default()).expect("a readable file");
    assert_eq!(decoded.activities[0].title, "Canal l< & loop");
}

#[test]
fn a_million_nested_elements_are_refused() {
    let file = gpx(&"<trk>".repeat(1_000_000));
    assert_eq!(refused(file.as_bytes()), Unreadable::TooDeep(64));
}

#[test]
fn an_element_of_megabytes_is_refused() {
    let attribute = gpx(&format!("<trk name=\"{}\">", "x".repeat(20 << 20)));
    assert_eq!(refused(attribute.as_bytes()), Unreadable::ElementTooLarge(64));
    for much in ["x".repeat(20 << 20), "x<!---->".repeat(1 << 20), "&#120;".repeat(1 << 20)] {
        let text = gpx(&format!("<trk><name>{much}"));
        assert_eq!(refused(text.as_bytes()), Unreadable::Damaged);
        let decoded = decode(one_track("").replace("Canal", &much).as_bytes(), &Limits::default());
        let decoded = decoded.expect("a readable file");
        assert_eq!((decoded.flaw, decoded.activities[0].track.samples.len()), (Some(Flaw::BreaksOff), 11));
    }
}

#[test]
fn zeros_where_the_power_failed_lose_nothing_of_what_came_before() {
    let whole = one_track("");
    for zeros in [10, 100 << 10] {
        let file = format!("{}{}", &whole[..whole.len() * 3 / 4], "\0".repeat(zeros));
        let decoded = decode(file.as_bytes(), &Limits::default()).expect("a readable beginning");
        assert_eq!((decoded.flaw, decoded.activities[0].track.samples.len()), (Some(Flaw::BreaksOff), 7));
    }
}

#[test]
fn a_point_of_ten_thousand_attributes_is_read_as_quickly_as_any() {
    let attributes = " a=\"\"".repeat(10_000);
    let file = one_track("").replace("<trkpt ", &format!("<trkpt{attributes} "));
    let begun = Instant::now();
    let decoded = decode(file.as_bytes(), &Limits::default()).expect("a readable file");
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(decoded.activities[0].track.samples.len(), 11);
}

#[test]
fn nothing_is_too_large_by_a_byte_only() {
    let limits = Limits { bytes: 1000, ..Limits::default() };
    assert_eq!(decode(&[b' '; 1001], &limits), Err(Unreadable::TooLarge { mebibytes: 0 }));
    assert_ne!(decode(&[b' '; 1000], &limits), Err(Unreadable::TooLarge { mebibytes: 0 }));
}

#[test]
fn text_in_utf_7_is_not_taken_for_elements() {
    let file = "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-gpx+AD4-";
    assert!(matches!(refused(file.as_bytes()), Unreadable::Unknown(_)));
}

#[test]
fn other_kinds_of_files_are_told_apart_whatever_their_name() {
    for (bytes, what) in [
        (&b"GIF89a/*<gpx>*/=1;//"[..], "a GIF image"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "an SVG image"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"PK\x05\x06", "a zip archive"),
        (b"{\"a\":1}", "a JSON file"),
        (b"hello", "text or data of another kind"),
        (b"\0\0\0\0", "binary data"),
        (b"<kml/>", "a KML file"),
        (b"<rss/>", "another kind of XML file"),
    ] {
        assert_eq!(refused(bytes), Unreadable::Unknown(what));
    }
    assert_eq!(refused(b""), Unreadable::Empty);
}

#[test]
fn a_fit_header_with_anything_behind_it_is_refused_or_read_in_time() {
    let definition =
        [&[0x60, 0, 0, 20, 0, 255][..], &[1, 255, 0x8E].repeat(255), &[255], &[9, 255, 9].repeat(255)]
            .concat();
    let bomb = definition.repeat(2_000);
    let file = Fit::activity().raw(&bomb).raw(&[0xFF; 1000]);
    assert!(refused(&file.bytes()).to_string().ends_with('.'));
}

#[test]
fn millions_of_messages_of_nothing_end_in_time() {
    let file = Fit::activity().definition(20, &[], &[]).raw(&vec![0; 8 << 20]);
    let limits = Limits { elements: 1_000_000, ..Limits::default() };
    let begun = Instant::now();
    assert!(decode(&file.bytes(), &limits).is_err());
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn values_that_cannot_be_are_not_stored() {
    let fields = record(0).map(
        |(number, kind, value)| if number == 5 { (5, kind, 4_000_000_000) } else { (number, kind, value) },
    );
    let decoded = decode(
        &Fit::activity().records(0..2).message(20, &fields).session(1, 0, 60).bytes(),
        &Limits::default(),
    );
    let run = decoded.expect("readable").activities.remove(0);
    assert_eq!(run.distance, Some(Metres(180)), "what the session tells");
}

#[test]
fn totals_that_cannot_be_are_not_stored() {
    let far = tcx(&tcx_activity("Running").replace(">301<", ">5000001<"));
    let run = decode(far.as_bytes(), &Limits::default()).expect("readable").activities.remove(0);
    assert_eq!((run.distance, run.totals.distance), (None, None));
    let beating = one_track("<extensions><hr>251</hr></extensions>");
    let run = decode(beating.as_bytes(), &Limits::default()).expect("readable").activities.remove(0);
    assert_eq!((run.average_heart_rate, run.max_heart_rate), (None, None));
    let spinning = one_track("<extensions><cad>301</cad><power>3001</power></extensions>");
    let ride = decode(spinning.replace("running", "cycling").as_bytes(), &Limits::default());
    let ride = ride.expect("readable").activities.remove(0);
    assert_eq!((ride.average_cadence, ride.average_power), (None, None));
    let hungry = tcx(&tcx_activity("Running").replace("<Calories>20<", "<Calories>119503<"));
    let run = decode(hungry.as_bytes(), &Limits::default()).expect("readable").activities.remove(0);
    assert_eq!(run.energy, None);
}

#[test]
fn a_clock_that_was_never_set_is_no_time() {
    for year in ["1990", "2101"] {
        let file = one_track("").replace("<time>2026", &format!("<time>{year}"));
        assert_eq!(refused(file.as_bytes()), Unreadable::ClockNotSet, "{year}");
    }
}

#[test]
fn a_recording_of_more_than_fourteen_days_is_refused() {
    let lap =
        |seconds: &str| tcx(&tcx_activity("Running").replace(">100</Total", &format!(">{seconds}</Total")));
    assert_eq!(refused(lap("1209601").as_bytes()), Unreadable::TooLong);
    let decoded = decode(lap("1209600").as_bytes(), &Limits::default()).expect("fourteen days");
    assert_eq!(decoded.activities[0].elapsed.0, 1_209_600);
    let decoded = decode(lap("inf").as_bytes(), &Limits::default()).expect("what is no number is not told");
    assert_eq!(decoded.activities[0].elapsed.0, 100);
}

#[test]
fn a_place_that_is_not_on_the_earth_is_none() {
    for place in ["lon=\"180.1\"", "lon=\"NaN\""] {
        let file = one_track("").replace("lon=\"13.4\"", place);
        let decoded = decode(file.as_bytes(), &Limits::default()).expect("readable");
        let samples = &decoded.activities[0].track.samples;
        assert!(samples.len() == 11 && samples.iter().all(|sample| sample.position.is_none()), "{place}");
    }
}

#[test]
fn a_title_is_one_line_of_at_most_120_characters() {
    let file = one_track("").replace("Canal", &format!("{}\u{7f}\n", "é".repeat(5_000)));
    let decoded = decode(file.as_bytes(), &Limits::default()).expect("readable");
    assert_eq!(decoded.activities[0].title, "é".repeat(120));
}

#[test]
fn fields_without_bytes_cost_no_time() {
    let nothing = [(9, (0x02, 0), 0); 255];
    let file = Fit::activity().definition(19, &nothing, &[]).raw(&vec![0; 4 << 20]);
    assert_eq!(refused(&file.bytes()), Unreadable::Damaged);
}
