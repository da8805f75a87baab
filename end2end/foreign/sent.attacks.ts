// What is sent that no program sends by mistake: by row of the catalogue.
import { dribble, endless, silence } from './raw.ts';
import type { Attack } from './watch.ts';
import { RUN } from './who.attacks.ts';

const WHOLE = JSON.stringify(RUN);
const REST = WHOLE.slice(1);
const MOST = 160 << 10;
const FORM: [string, string] = ['content-type', 'multipart/form-data; boundary=frontier'];
const JSON_TYPE: [string, string] = ['content-type', 'application/json'];
const CHUNKED: [string, string] = ['transfer-encoding', 'chunked'];

const logged = (row: string, attack: string, body: string | Buffer, more: Partial<Attack>): Attack => ({
  row, attack, method: 'POST', path: '/api/v1/workouts', body, status: 400, reached: true, ...more,
});
/** A workout that has this value, written as it stands, in a field. */
const having = (field: string, value: string) => JSON.stringify({ ...RUN, [field]: 'here' }).replace('"here"', () => value);

/** Bodies that are too large, never end, hardly come or say two things of their length (G1). */
export function sizes(workout: string): Attack[] {
  const takers: [string, string, [string, string], number][] = [
    ['POST', '/api/v1/workouts', JSON_TYPE, MOST], ['PUT', `/api/v1/workouts/${workout}`, JSON_TYPE, MOST], ['POST', '/api/v1/imports', FORM, 512 << 20],
  ];
  const each = takers.flatMap(([method, path, type, most]) => {
    const at = { row: 'G1', method, path, reached: false };
    const name = `${method} ${path.replace(workout, '{id}')}`;
    const chunked = { ...at, headers: [type, ['if-match', '*'], CHUNKED] as [string, string][] };
    const isUpload = type === FORM;
    // A little too much is heard out for five seconds.
    const announced = (length: number) => ({ ...at, headers: [type, ['if-match', '*'], ['content-length', `${length}`]] as [string, string][], status: 413 });
    return [
      { ...announced(isUpload ? most + 1 : 2 << 20), attack: `${name}: announces far too much` },
      ...(method === 'POST' && !isUpload ? [{ ...announced(most + 1), attack: `${name}: announces a byte too many` }] : []),
      ...(isUpload ? [] : [{ ...chunked, attack: `${name}: without an end or a length`, feed: endless, status: 413 }]),
      { ...chunked, attack: `${name}: a byte at a time`, feed: dribble, status: 408, reached: isUpload },
      { ...at, attack: `${name}: half of what it announces`, headers: [type, ['if-match', '*'], ['content-length', '1000']] as [string, string][], body: '{', feed: silence, status: 408, reached: isUpload },
    ];
  });
  const framing = ([attack, headers, body, more]: [string, [string, string][], string, Partial<Attack>?]) =>
    logged('G1', attack, body, { headers: [JSON_TYPE, ...headers], problem: null, reached: false, ...more });
  const length = (value: string): [string, string] => ['content-length', value];
  const framed = ([
    ['a length and chunks', [length('5'), CHUNKED], '0\r\n\r\n', { problem: undefined, reached: true }], ['two lengths', [length('5'), length('6')], '{}'],
    ['a length below zero', [length('-1')], '{}'], ['a length with a sign', [length('+2')], '{}'], ['a length in hexadecimal', [length('0x2')], '{}'],
    ['chunks of no size', [CHUNKED], 'zz\r\n{}\r\n0\r\n\r\n', { problem: undefined }],
    ['chunks, but not in the end', [['transfer-encoding', 'chunked, identity']], '0\r\n\r\n'],
    ['less than is sent', [length('10')], WHOLE, { problem: undefined, reached: true }],
  ] as Parameters<typeof framing>[0][]).map(framing);
  return [...each, ...framed, logged('G1', '200 kB', JSON.stringify({ ...RUN, notes: 'x'.repeat(200_000) }), { status: 413, reached: false })];
}

/** JSON that readers stumble over (G2). */
export function shapes(): Attack[] {
  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((it) => Buffer.from(it as string)));
  const malformed: [string, string | Buffer][] = [
    ['arrays, 75,000 deep', `{"a":${'['.repeat(75_000)}${']'.repeat(75_000)}}`], ['arrays without an end', '['.repeat(100_000)],
    ['objects without an end', '{"a":'.repeat(30_000)], ['129 deep', `{"a":${'['.repeat(129)}${']'.repeat(129)}}`],
    ['a name twice', `{"sport":"ride",${REST}`], ['a name twice, written in two ways', `{"\\u0073port":"ride",${REST}`],
    ['a name twice, deep inside', `{"a":[{"b":1,"b":2}],${REST}`],
    ['half a pair', `{"title":"\\ud83c",${REST}`], ['the other half', `{"title":"\\udfc3",${REST}`], ['halves the wrong way round', `{"title":"\\udfc3\\ud83c",${REST}`],
    ['half a pair in a name', `{"\\ud83c":1,${REST}`], ['half a pair as bytes', bytes('{"title":"', [0xed, 0xa0, 0xbc], `",${REST}`)],
    ['an overlong NUL', bytes('{"title":"', [0xc0, 0x80], `",${REST}`)], ['a lone byte', bytes('{"title":"', [0xff], `",${REST}`)],
    ['beyond the last character', bytes('{"title":"', [0xf4, 0x90, 0x80, 0x80], `",${REST}`)],
    ['a mark of the order of bytes', bytes([0xef, 0xbb, 0xbf], WHOLE)], ['UTF-16', Buffer.from(WHOLE, 'utf16le')],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${WHOLE}`, 'utf16le')], ['a NUL', `{"title":"a\0b",${REST}`], ['a NUL in front', `\0${WHOLE}`], ['a NUL behind', `${WHOLE}\0`],
    ['one more', WHOLE + WHOLE], ['a comment', `/**/${WHOLE}`], ['a comma too many', `${WHOLE.slice(0, -1)},}`], ['single quotes', WHOLE.replaceAll('"', "'")],
    ['names without quotes', WHOLE.replace('"sport"', 'sport')], ['a word', 'null'], ['a text', '"run"'], ['an array', `[${WHOLE}]`], ['white space', ' \n '], ['half', WHOLE.slice(0, 40)],
  ];
  const wide = Array.from({ length: 16_000 }, (_, number) => number.toString(16));
  return [
    ...malformed.map(([attack, body]) => logged('G2', attack, body, {})),
    logged('G2', 'nothing', '', { headers: [JSON_TYPE] }),
    logged('G2', '16,000 names', `{${wide.map((name) => `"${name}":0`).join(',')}}`, { status: 422, fields: ['sport', 'started_at', 'time_zone', 'duration_s', ...wide] }),
    logged('G2', 'a NUL, escaped', `{"title":"a\\u0000b",${REST}`, { status: 422, fields: ['title'] }),
    ...['text/plain', 'application/xml', 'text/json', 'application/json+x', ''].map((type) => logged('G2', `JSON as ${type || 'nothing'}`, WHOLE, { headers: [['content-type', type]], status: 415 })),
  ];
}

const NUMBERS = ['distance_m', 'moving_s', 'ascent_m', 'average_heart_rate_bpm', 'max_heart_rate_bpm', 'average_power_w', 'average_cadence_rpm', 'energy_kj'];

/** Numbers that no watch measured (G3). */
export function numbers(): Attack[] {
  const none = ['NaN', 'Infinity', '-Infinity', '1e309', '-1e309', '0x10', '+1', '01', '.5', '1.', '1_000', '１'];
  const impossible = ['-0', '-0.0', '-1', '1e308', '9223372036854775808', '18446744073709551616', '1e20', '0.25', '1e-400', '"7"', 'true', '[1]', '{}', '9'.repeat(400)];
  const of = (field: string, values: string[]) => values.map((value) => {
    const no = none.includes(value) || value.length >= 400;
    return logged('G3', `${field} ${value.slice(0, 24)}`, having(field, value), no ? {} : { status: 422, fields: [field] });
  });
  const all = [...none, ...impossible];
  return [...of('duration_s', all), ...of('effort', all.filter((it) => it !== '1e-400')), ...NUMBERS.flatMap((field) => of(field, ['NaN', '1e309', '-0.0', '-1', '1e308', '"7"']))];
}

/** Texts that are too long or hold what nobody can see (G4). */
export function texts(): Attack[] {
  const refused: [string, string, string][] = [
    ['title', '121 characters', 'x'.repeat(121)], ['title', '10,000 combining marks', `e${'\u0301'.repeat(10_000)}`], ['title', '121 of two units', '🏃'.repeat(121)],
    ['notes', '10,001 characters', 'x'.repeat(10_001)], ['notes', '10,001 of four bytes', '🏃'.repeat(10_001)],
    ...['\0', '\u0001', '\u001b[31m', '\u007f', '\u0085', '\r\n', '\t'].map((it): [string, string, string] => ['title', JSON.stringify(it), `a${it}b`]),
    ...['\0', '\u001b[31m', '\u007f'].map((it): [string, string, string] => ['notes', JSON.stringify(it), `a${it}b`]),
  ];
  const sport = (name: string, value: string) => logged('G4', `sport_name ${name}`, JSON.stringify({ ...RUN, sport: 'other', sport_name: value }), { status: 422, fields: ['sport_name'] });
  return [
    ...refused.map(([field, name, value]) => logged('G4', `${field} ${name}`, JSON.stringify({ ...RUN, [field]: value }), { status: 422, fields: [field] })),
    sport('of 10,000 characters', 'x'.repeat(10_000)), sport('with NUL', 'a\0b'), sport('of spaces', '   '),
    logged('G4', 'a sport with a letter that looks alike', JSON.stringify({ ...RUN, sport: 'r\u057dn' }), { status: 422, fields: ['sport'] }),
  ];
}

/** Dates and zones that nobody lived in (G5). */
export function dates(): Attack[] {
  const starts = [
    '9999-12-31T23:59:59Z', '-0001-01-01T00:00:00Z', '+12026-01-01T00:00:00Z', '2026-10-31T23:59:60Z', '2076-11-22T12:00:00Z', '2026-02-30T07:30:00Z',
    '2026-11-01T24:00:00Z', '2026-11-01T07:30:00', '2026-11-01 07:30:00Z', '2026-11-01T07:30:00+25:00', '2026-W44-7T07:30:00Z', '1793518200', '', '２０２６-11-01T07:30:00Z',
  ];
  const sent = (attack: string, more: object, fields: string[]) => logged('G5', attack, JSON.stringify({ ...RUN, ...more }), { status: 422, fields });
  const zones = ['Europe/'.repeat(1_500), '../../etc/passwd', 'Europe/Berlin\0', 'europe/berlin ', 'Mars/Olympus', '+01:00', ''];
  const days = ['-0001-01-01', '10000-01-01', '99999-01-01', '2026-02-30', '2026-13-01', 'yesterday', '%2B2026-01-01', '2026-1-01', '%202026-01-01', '2026-01-01%00'];
  const asked = days.flatMap((day) => [['workouts', 'from'], ['workouts', 'to'], ['trends', 'until']].map(([path, field]) => ({
    row: 'G5', attack: `${path}?${field}=${day}`, path: `/api/v1/${path}?${field}=${day}`, status: 422, fields: [field], reached: true,
  })));
  return [
    ...starts.map((started_at) => sent(`started_at ${started_at}`, { started_at, time_zone: 'UTC' }, ['started_at'])),
    sent('an hour that the change to summer skipped', { started_at: '2026-03-29T02:30:00+01:00' }, ['started_at']),
    ...zones.map((time_zone) => sent(`zone ${JSON.stringify(time_zone).slice(0, 40)}`, { time_zone }, ['time_zone'])),
    ...asked,
  ];
}

/** Texts that a pattern with nested repeats would take forever over, each with a plain one as long (G14). */
export function patterns(): [Attack, Attack][] {
  const most = 9_990;
  const texts = ['a'.repeat(most), ' '.repeat(most - 1) + '!', 'a@'.repeat(most / 2), '('.repeat(most), '*a'.repeat(most / 2), '-_'.repeat(most / 2), '\\'.repeat(most), 'é'.repeat(most)];
  const body = (attack: string, notes: string) => logged('G14', attack, JSON.stringify({ ...RUN, duration_s: -1, notes }), { status: 422, fields: ['duration_s'] });
  const asked = (attack: string, name: string, value: string): Attack => ({
    row: 'G14', attack, path: '/api/v1/workouts?limit=0', headers: [[name, value]], status: 422, fields: ['limit'], reached: true,
  });
  const named = (attack: string, athlete: string): Attack => ({
    row: 'G14', attack, path: `/api/v1/workouts?athlete=${athlete}`, status: 404, reached: false, reason: 'the policies do not permit ReadWorkouts',
  });
  const plain = 'Along the river. '.repeat(600).slice(0, most);
  const lists: [string, string][] = [['if-none-match', '"a", '], ['prefer', 'a=b, ;'], ['accept-encoding', 'gzip;q=0, '], ['accept', '*/*;a=b, '], ['range', 'bytes=0-,'], ['x-forwarded-for', '1.1.1.1, ']];
  return [
    ...texts.map((text): [Attack, Attack] => [body(`notes ${text.slice(0, 4)}…`, text), body('plain notes', plain)]),
    ...lists.map(([name, value]): [Attack, Attack] => [asked(`${name} of ${value} over and over`, name, value.repeat(800)), asked(`a plain ${name}`, name, 'x'.repeat(800 * value.length))]),
    [named('an address of many parts', `${'a.'.repeat(3_000)}@${'b.'.repeat(1_000)}`), named('a plain address', `${'a'.repeat(6_000)}@${'b'.repeat(2_000)}`)],
  ];
}

/** Lines for the log, in every place that takes a text (G12). */
export function lines(): Attack[] {
  const evil = '%1b%5b31mcanary%0d%0aERROR%20canary';
  const usual = { row: 'G12', reached: true };
  const header = (name: string, value: string) => ({ ...usual, attack: `${name} ${JSON.stringify(value)}`, path: '/api/v1/workouts?limit=0', headers: [[name, value]], status: 422, fields: ['limit'] });
  const names = ['user-agent', 'referer', 'prefer', 'if-none-match', 'x-forwarded-for', 'x-request-id', 'accept-language', 'traceparent'];
  return [
    { ...usual, attack: 'an address', path: `/api/v1/${evil}`, status: 404, reached: false },
    { ...usual, attack: 'an id', path: `/api/v1/workouts/${evil}`, status: 404 },
    { ...usual, attack: 'a cursor', path: `/api/v1/workouts?cursor=${evil}`, status: 400 },
    { ...usual, attack: 'a parameter', path: `/api/v1/workouts?${evil}=1`, status: 422, fields: ['\u001b[31mcanary\r\nERROR canary'] },
    { ...usual, attack: 'an athlete', path: `/api/v1/workouts?athlete=${evil}`, status: 404, reached: false, reason: 'the policies do not permit ReadWorkouts' },
    logged('G12', 'a title', JSON.stringify({ ...RUN, title: '\u001b[31mcanary\r\nERROR canary' }), { status: 422, fields: ['title'] }),
    logged('G12', 'a name', JSON.stringify({ ...RUN, '\ncanary': 1 }), { status: 422, fields: ['\ncanary'] }),
    ...names.map((name) => header(name, '\tcanary \xff')),
    ...names.slice(0, 2).map((name) => ({ ...header(name, 'canary \x1b[31m'), status: 400, reached: false, problem: null, fields: undefined })),
    { ...usual, attack: 'a method', method: 'CANARY', path: '/api/v1/workouts', status: 405, reached: false },
  ] as Attack[];
}
