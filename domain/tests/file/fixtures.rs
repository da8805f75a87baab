//! Small files of every format, made on the spot.

/// Seconds from FIT's epoch to 2026-03-29T06:00:00Z.
pub(crate) const SPRING_MORNING: u32 = 1_143_698_400;

/// A FIT file under construction: the smallest encoder that can also write what no device should.
#[derive(Clone)]
pub(crate) struct Fit {
    body: Vec<u8>,
    chained: Vec<u8>,
}

/// The base types that the fixtures use, as (number, bytes).
pub(crate) const ENUM: (u8, u8) = (0x00, 1);
pub(crate) const UINT8: (u8, u8) = (0x02, 1);
pub(crate) const UINT16: (u8, u8) = (0x84, 2);
pub(crate) const SINT32: (u8, u8) = (0x85, 4);
pub(crate) const UINT32: (u8, u8) = (0x86, 4);

/// One field: its number, base type and value.
pub(crate) type Field = (u8, (u8, u8), i64);

impl Fit {
    /// A file of this type; 4 is an activity.
    pub(crate) fn of_type(kind: i64) -> Self {
        let file = Self { body: Vec::new(), chained: Vec::new() };
        file.message(0, &[(0, ENUM, kind), (1, UINT16, 1), (2, UINT16, 2697)])
    }

    pub(crate) fn activity() -> Self {
        Self::of_type(4)
    }

    /// A definition and one message of it.
    pub(crate) fn message(self, number: u16, fields: &[Field]) -> Self {
        self.definition(number, fields, &[]).data(fields)
    }

    pub(crate) fn definition(mut self, number: u16, fields: &[Field], developer: &[[u8; 3]]) -> Self {
        self.body.push(if developer.is_empty() { 0x40 } else { 0x60 });
        self.body.extend([0, 0]);
        self.body.extend(number.to_le_bytes());
        self.body.push(u8::try_from(fields.len()).expect("few fields"));
        for (field, (kind, size), _) in fields {
            self.body.extend([*field, *size, *kind]);
        }
        if !developer.is_empty() {
            self.body.push(u8::try_from(developer.len()).expect("few fields"));
            self.body.extend(developer.concat());
        }
        self
    }

    pub(crate) fn data(mut self, fields: &[Field]) -> Self {
        self.body.push(0);
        for (_, (_, size), value) in fields {
            self.body.extend(&value.to_le_bytes()[..usize::from(*size)]);
        }
        self
    }

    pub(crate) fn raw(mut self, bytes: &[u8]) -> Self {
        self.body.extend(bytes);
        self
    }

    /// A point `second` seconds in, walking north from Berlin at 3 m/s with rising heart rate.
    pub(crate) fn record(self, second: u32) -> Self {
        self.message(20, &record(second))
    }

    pub(crate) fn records(self, seconds: std::ops::Range<u32>) -> Self {
        seconds.fold(self, Self::record)
    }

    /// A session of `sport` from `from` to `to` seconds in.
    pub(crate) fn session(self, sport: i64, from: u32, to: u32) -> Self {
        let long = i64::from(to - from) * 1000;
        let start = i64::from(SPRING_MORNING + from);
        let end = i64::from(SPRING_MORNING + to);
        self.message(
            18,
            &[
                (253, UINT32, end),
                (2, UINT32, start),
                (5, ENUM, sport),
                (6, ENUM, 0),
                (7, UINT32, long),
                (8, UINT32, long),
                (9, UINT32, i64::from(to - from) * 300),
                (11, UINT16, 100),
                (22, UINT16, 12),
            ],
        )
    }

    /// Ends one part and begins another.
    pub(crate) fn chain(mut self) -> Self {
        let part = Self { body: std::mem::take(&mut self.body), chained: Vec::new() }.bytes();
        self.chained.extend(part);
        self
    }

    /// The file with its header and checksum.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut part = vec![14, 0x20, 0x54, 0x08];
        part.extend(u32::try_from(self.body.len()).expect("a small file").to_le_bytes());
        part.extend(*b".FIT");
        part.extend([0, 0]);
        part.extend(&self.body);
        part.extend(crc(&part).to_le_bytes());
        [self.chained.clone(), part].concat()
    }
}

pub(crate) fn record(second: u32) -> [Field; 6] {
    let north = 626_700_000 + i64::from(second) * 322;
    [
        (253, UINT32, i64::from(SPRING_MORNING + second)),
        (0, SINT32, north),
        (1, SINT32, 159_900_000),
        (2, UINT16, (500 + i64::from(second % 60)) * 5),
        (3, UINT8, 100 + i64::from(second % 50)),
        (5, UINT32, i64::from(second) * 300),
    ]
}

/// CRC-16/ARC, bit by bit: not the table that is tested.
pub(crate) fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc: u16, byte| {
        (0..8)
            .fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 })
    })
}

/// A GPX file with these tracks inside.
pub(crate) fn gpx(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<gpx version=\"1.1\" creator=\"Test\" xmlns=\"http://www.topografix.com/GPX/1/1\" \
         xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\">{inside}</gpx>"
    )
}

/// `count` points, one each ten seconds from 06:00 on, 30 m apart; `more` goes into each.
pub(crate) fn points(count: u32, more: &str) -> String {
    let point = |n: u32| {
        let north = 52.5 + f64::from(n) * 30.0 / 111_195.0;
        let (minute, second) = (n / 6, n % 6 * 10);
        format!(
            "<trkpt lat=\"{north:.7}\" lon=\"13.4\"><ele>{}</ele><time>2026-03-29T06:{minute:02}:{second:02}Z</time>{more}</trkpt>",
            34 + n % 10
        )
    };
    (0..count).map(point).collect()
}

/// A GPX file of one track of eleven points: 300 m in 100 s.
pub(crate) fn one_track(more: &str) -> String {
    gpx(&format!(
        "<trk><name>Canal &amp; loop</name><type>running</type><trkseg>{}</trkseg></trk>",
        points(11, more)
    ))
}

/// A TCX file with this inside of `Activities`.
pub(crate) fn tcx(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><TrainingCenterDatabase \
         xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\" \
         xmlns:ns3=\"http://www.garmin.com/xmlschemas/ActivityExtension/v2\"><Activities>{inside}</Activities>\
         </TrainingCenterDatabase>"
    )
}

/// A TCX activity of one lap: 300 m in 100 s with heart rate, cadence and power.
pub(crate) fn tcx_activity(sport: &str) -> String {
    let point = |n: u32| {
        format!(
            "<Trackpoint><Time>2026-03-29T06:{:02}:{:02}Z</Time><Position><LatitudeDegrees>52.5</LatitudeDegrees>\
             <LongitudeDegrees>13.4</LongitudeDegrees></Position><DistanceMeters>{}</DistanceMeters><HeartRateBpm>\
             <Value>{}</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed><ns3:Watts>{}</ns3:Watts>\
             <ns3:RunCadence>84</ns3:RunCadence></ns3:TPX></Extensions></Trackpoint>",
            n / 6,
            n % 6 * 10,
            n * 30,
            140 + n,
            200 + n
        )
    };
    let points: String = (0..11).map(point).collect();
    format!(
        "<Activity Sport=\"{sport}\"><Id>2026-03-29T06:00:00Z</Id><Lap StartTime=\"2026-03-29T06:00:00Z\">\
         <TotalTimeSeconds>100</TotalTimeSeconds><DistanceMeters>301</DistanceMeters><Calories>20</Calories>\
         <AverageHeartRateBpm><Value>145</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>150</Value>\
         </MaximumHeartRateBpm><Track>{points}</Track></Lap><Notes>Canal loop</Notes><Creator><Name>Watch</Name>\
         </Creator></Activity>"
    )
}
