// Requests that nobody sends by mistake, to the running executable with an issuer of others: each answered as expected,
// with nothing changed, nobody called, and the record as it is to be. `watch.ts` looks.
import { expect, test } from '@playwright/test';
import { gpx } from '../gpx.ts';
import { type Attack, Watched } from './watch.ts';
import { honest } from './attacks.ts';
import type { Claims } from './issuer.ts';
import * as sent from './sent.attacks.ts';
import * as who from './who.attacks.ts';

let watched: Watched;
let ground: who.Ground;
let begun: number;
let operations: ReturnType<typeof who.operations>;

/** A form with one file. */
const form = (name: string, file: Buffer | string) => Buffer.concat([
  Buffer.from(`--frontier\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), Buffer.from(file), Buffer.from('\r\n--frontier--\r\n'),
]);
const FORM: [string, string] = ['content-type', 'multipart/form-data; boundary=frontier'];

/** An import that has come to its end. */
async function imported(name: string, file: Buffer, query = ''): Promise<any> {
  const { id } = await watched.done({ method: 'POST', path: `/api/v1/imports${query}`, headers: [FORM], body: form(name, file) });
  for (let tries = 0; tries < 200; tries++) {
    const it = await watched.done({ path: `/api/v1/imports/${id}` });
    const [file] = it.files;
    if (query ? file.outcome !== null : typeof file.workouts?.[0] === 'string') return it;
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error('the import does not come to an end');
}

test.beforeAll(async () => {
  watched = await Watched.start({});
  begun = Date.now();
  const me = async (sub: string) => (await watched.done({ path: '/api/v1/athletes/me', as: { sub } })).athlete;
  for (const started_at of ['2026-11-01T07:30:00+01:00', '2026-11-02T07:30:00+01:00', '2026-11-03T07:30:00+01:00']) {
    for (const sub of ['ada', 'ben']) await watched.done({ method: 'POST', path: '/api/v1/workouts', as: { sub }, body: JSON.stringify({ ...who.RUN, started_at }) });
  }
  const stored = await imported('a.gpx', gpx(new Date('2026-11-04T06:00:00Z'), 60));
  const preview = await imported('b.gpx', gpx(new Date('2026-11-05T06:00:00Z'), 60), '?commit=false');
  const { items } = await watched.done({ path: '/api/v1/workouts' });
  ground = { ada: await me('ada'), ben: await me('ben'), workout: items.at(-1).id, original: stored.files[0].workouts[0], import: preview.id };
  operations = who.operations(await (await fetch(`${watched.longrun.url}/api/openapi.json`)).json());
});

test.afterAll(async () => {
  if (watched) console.log(`\n${watched.table.join('\n')}\n\n${watched.table.length} answers`);
  await watched?.stop();
});

/** Tries all, and tells of all at once that went otherwise. */
async function withstands(attacks: Attack[], atLeast: number): Promise<void> {
  expect(attacks.length).toBeGreaterThanOrEqual(atLeast);
  const wrong: string[] = [];
  for (const attack of attacks) await watched.withstands(attack).catch((error: Error) => wrong.push(error.message));
  expect([...wrong, ...(await watched.reached())].join('\n')).toBe('');
}

test("somebody else's log is not there, at any call (F1, F2)", () => withstands(who.elsewhere(operations, ground), 60));
test('no other method does anything (F1)', () => withstands(who.methods(operations, ground), 60));
test('what is ours to say nobody else says (F3)', async () => {
  const told = await watched.done({ path: `/api/v1/workouts/${ground.workout}` });
  await withstands(who.assigned(told, ground), 30);
});
test('an id is one or nobody\'s (F4)', () => withstands(who.odd(), 100));
test('an agent may what it may (F8)', () => withstands(who.agents(ground, watched.longrun.url), 9));
test('an address is read in one way (F9)', () => withstands(who.addresses(ground, watched.decoy), 38));
test('nobody gets more at once than a page (F10)', () => withstands(who.bulk(), 20));
test('a body has an end and a length (G1)', () => withstands(sent.sizes(ground.workout), 18));
test('JSON that readers stumble over is refused (G2)', () => withstands(sent.shapes(), 39));
test('a number that no watch measured is never stored (G3)', () => withstands(sent.numbers(), 95));
test('a text has a length and nothing unseen (G4)', () => withstands(sent.texts(), 18));
test('a date is one that somebody lived (G5)', () => withstands(sent.dates(), 50));

test('a text is kept to the letter, and drawn as text (G4)', async () => {
  const titles = ['\u202etxt.exe', 'e\u0301 a\u030a', '👩‍👩‍👧', 'zero\u200bwidth', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', `x${'\u0301'.repeat(119)}`];
  for (const [index, title] of titles.entries()) {
    const body = JSON.stringify({ ...who.RUN, started_at: `2026-10-0${index + 1}T07:30:00+02:00`, title, notes: `${title}\n`.repeat(60) });
    const { id } = await watched.done({ method: 'POST', path: '/api/v1/workouts', body });
    const told = await watched.done({ path: `/api/v1/workouts/${id}` });
    expect(told.title).toBe(title.normalize('NFC'));
    const page = await watched.people.ada.page(`/workouts/${id}`);
    expect(page).not.toMatch(/<script>alert|<img src=x/);
    expect(page).toContain(title.normalize('NFC').replaceAll('<', '&lt;').replaceAll('>', '&gt;').split('"')[0]);
    watched.note('G4', `kept: ${JSON.stringify(title).slice(0, 60)}`, 201);
  }
});

test('a file is handed out under a name of ours, whatever it was called (G13)', async () => {
  const names = ['a\\".html', 'a%0d%0aSet-Cookie: x=1.gpx', '..\\..\\evil.gpx', '\u202expg.exe', 'a;filename=b.gpx', `${'n'.repeat(5_000)}.gpx`];
  for (const [index, name] of names.entries()) {
    const stored = await imported(name, gpx(new Date(`2026-09-0${index + 1}T06:00:00Z`), 30));
    expect(stored.files[0].name).not.toMatch(/[\/\\\r\n\u202e]/);
    const [id] = stored.files[0].workouts;
    const { status, headers } = await watched.ask({ path: `/api/v1/workouts/${id}/original` });
    watched.note('G13', name.slice(0, 60), status);
    expect(headers['content-disposition']).toBe(`attachment; filename="${id}.gpx"`);
    expect([headers['content-type'], headers['x-content-type-options'], headers['set-cookie']]).toEqual(['application/octet-stream', 'nosniff', undefined]);
  }
});

test('no pattern takes long (G14)', async () => {
  const pairs = sent.patterns();
  for (const [evil, plain] of pairs) {
    const [slow, quick] = [await watched.withstands(evil), await watched.withstands(plain)];
    expect(slow.took, `${evil.attack}: ${slow.took} ms, ${quick.took} ms a plain one`).toBeLessThan(Math.min(2_000, 10 * quick.took + 1_000));
  }
  expect(pairs.length).toBeGreaterThanOrEqual(15);
  expect(await watched.reached()).toEqual([]);
});

test("a cursor is one's own, for what it was given (F5)", async () => {
  const cursors = async (as: Claims) => {
    const list = (await watched.done({ path: '/api/v1/workouts?limit=1', as })).next_cursor as string;
    const since = (await watched.done({ path: '/api/v1/changes', as })).next as string;
    for (const own of [`workouts?limit=1&cursor=${list}`, `changes?since=${since}`]) await watched.done({ path: `/api/v1/${own}`, as });
    return { list, since };
  };
  const other = await cursors({ client_id: 'f5-other' });
  const bens = await cursors({ sub: 'ben', client_id: 'f5-ben' });
  const last = (text: string) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
  const changed: [string, (own: string, others: string, bens: string) => string][] = [
    ['first letter', (own) => (own.startsWith('A') ? 'B' : 'A') + own.slice(1)], ['last letter', last], ['shorter', (own) => own.slice(0, -1)],
    ['twice as long', (own) => own + own], ['padded', (own) => `${own}=`], ['a line end', (own) => `${own}%0a`], ["another program's", (_, it) => it], ["Ben's", (_, __, it) => it], ['empty', () => ''],
  ];
  const tried: [string, (own: typeof other) => string][] = [
    ...changed.map(([what, make]): [string, (own: typeof other) => string] => [`a list's: ${what}`, (own) => `workouts?limit=1&cursor=${make(own.list, other.list, bens.list)}`]),
    ...changed.map(([what, make]): [string, (own: typeof other) => string] => [`the changes': ${what}`, (own) => `changes?since=${make(own.since, other.since, bens.since)}`]),
    ["a list's for changes", (own) => `changes?since=${own.list}`], ["the changes' for a list", (own) => `workouts?cursor=${own.since}`],
    ['for another sport', (own) => `workouts?limit=1&sport=run&cursor=${own.list}`], ['for other days', (own) => `workouts?limit=1&from=2026-01-01&cursor=${own.list}`],
  ];
  const attacks = tried.map(async ([attack, path], index): Promise<Attack> => {
    const as = { client_id: `f5-${index}` };
    return { row: 'F5', attack, path: `/api/v1/${path(await cursors(as))}`, as, status: 400 };
  });
  await withstands(await Promise.all(attacks), 22);
});

test('what is withdrawn between two pages ends there (F6)', async () => {
  const { ada } = watched.people;
  await ada.grantMachine('f6-machine');
  await ada.grantCoach('ben@run.example');
  const [own, hers] = ['/api/v1/workouts', `/api/v1/workouts?athlete=${ground.ada}`];
  const denied = { status: 404, reason: 'the policies do not permit ReadWorkouts' };
  const readers: (Partial<Attack> & { name: string; path: string; status: number })[] = [
    { name: 'f6-machine', attack: 'a machine', path: hers, as: { sub: 'f6-machine', client_id: 'f6-machine' }, ...denied },
    { name: 'ben@run.example', attack: 'a coach', path: hers, as: { sub: 'ben', client_id: 'f6-coach' }, ...denied },
    { name: 'f6-app', attack: 'an app', path: own, as: { client_id: 'f6-app', auth_time: Math.floor(Date.now() / 1000) - 5 }, status: 401, reason: 'the token was taken back' },
  ];
  for (const { name, ...reader } of readers) {
    const page = `${reader.path}${reader.path.includes('?') ? '&' : '?'}limit=1`;
    const { next_cursor } = await watched.done({ path: page, as: reader.as });
    const path = `${page}&cursor=${next_cursor}`;
    expect((await watched.done({ path, as: reader.as })).items).toHaveLength(1);
    await ada.withdraw(name);
    await withstands([{ row: 'F6', ...reader, attack: `${reader.attack}: the page after`, path }], 1);
  }
  const log = { row: 'F6', attack: 'a machine logs', method: 'POST', path: hers, body: JSON.stringify(who.RUN), as: readers[0].as };
  await withstands([{ ...log, ...denied, reason: 'the policies do not permit LogWorkout' }], 1);
});

test('nothing that is sent writes a line of the log (G12)', async () => {
  await withstands(sent.lines(), 17);
  // Of this test and of all before it. A path is there as it was encoded.
  const log = watched.longrun.log.replaceAll('%1b%5b31mcanary%0d%0aERROR%20canary', '');
  const lines = log.split('\n').filter((line) => line && !/^Longrun is at /.test(line));
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.filter((line) => !/^20\d\d-\d\d-\d\dT[^\x1b\r]*$/.test(line))).toEqual([]);
  expect(log).not.toMatch(/canary|eyJ|run\.example/);
});

test('each sign would be noticed', async () => {
  // The issuer is asked for keys once in ten seconds.
  await new Promise((later) => setTimeout(later, begun + 10_500 - Date.now()));
  const right: Attack = { row: '-', attack: 'a check', path: '/api/v1/workouts?limit=0', status: 422, fields: ['limit'], reached: true };
  const stranger = await watched.issuer.sign(honest(watched.issuer, watched.longrun.url), { kid: 'nobody knows' });
  const wrong: [string, Partial<Attack>][] = [
    ['the answer', { status: 400 }], ['the answer', { problem: 'malformed' }], ['the fields', { fields: ['cursor'] }],
    ['the record', { reason: 'the policies do not permit ReadWorkouts' }],
    ['the record', { path: '/api/v1/clients', status: 404, fields: undefined, reached: false }],
    ['what changed', { method: 'POST', path: '/api/v1/workouts', body: JSON.stringify(who.RUN), status: 201, problem: null }],
    ['what the issuer was asked for', { as: null, headers: [['authorization', `Bearer ${stranger}`]], status: 401, fields: undefined, reached: false }],
    ['what was called from outside', { feed: () => void fetch(watched.decoy) }],
  ];
  for (const [sign, change] of wrong) await expect(watched.withstands({ ...right, ...change }), sign).rejects.toThrow(sign);
  await watched.reached();
  await watched.withstands({ ...right, reached: false });
  expect(await watched.reached()).toEqual([expect.stringContaining('a handler was reached')]);
});
