// Small files as watches write them.

/** A straight run near Paris: one point a second, with heart rate, at 2.5 m/s. */
export function gpx(start: Date, seconds: number): Buffer {
  const point = (second: number) => {
    const time = new Date(start.getTime() + second * 1000).toISOString();
    const latitude = (48.85 + (second * 2.5) / 111_195).toFixed(6);
    const pulse = 120 + (second % 30);
    return `<trkpt lat="${latitude}" lon="2.350000"><ele>${35 + (second % 9)}</ele><time>${time}</time>
      <extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>${pulse}</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions></trkpt>`;
  };
  const points = Array.from({ length: seconds }, (_, second) => point(second));
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Longrun end-to-end" xmlns="http://www.topografix.com/GPX/1/1"
     xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
  <trk><name>Along the river</name><type>running</type><trkseg>${points.join('\n')}</trkseg></trk>
</gpx>`);
}
