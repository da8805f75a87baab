// A program somebody would write: a machine logs workouts and keeps a copy of the log while Ada edits it on the web;
// then an app to which she signs in reads the same.
//
//     node generated/keep-a-log.js http://localhost:3000
import assert from 'node:assert/strict';
import type { Page } from '@playwright/test';
import { type Api, type NewWorkout, asMachine, forAda } from './api.js';
import { asAda, remove, rename } from './browser.js';
import { type Copy, type Followed, all, follow } from './copy.js';
import { keepADiary } from './diary.js';

const longrun = process.argv[2] ?? 'http://localhost:3000';

const swim: NewWorkout = {
  sport: 'swim_pool',
  started_at: '2026-10-31T18:00:27+01:00',
  time_zone: 'Europe/Berlin',
  duration_s: 2707,
  distance_m: 2025,
  average_heart_rate_bpm: 131,
  effort: 5.5,
  notes: 'Lane four,\nwith a pull buoy.',
};

// @ts-expect-error: the document lists the sports, and this is none of them.
export const noSport: typeof swim.sport = 'swimming';

async function log(machine: Api): Promise<{ id: string; tag: string }> {
  const header = { 'Idempotency-Key': crypto.randomUUID() };
  const params = { query: forAda, header };
  const { data, error, response } = await machine.POST('/api/v1/workouts', { params, body: swim });
  assert(data && response.status === 201, JSON.stringify(error));
  assert.deepEqual([data.sport, data.local_date, data.version], ['swim_pool', '2026-10-31', 1]);
  const read = await machine.GET('/api/v1/workouts/{id}', { params: { query: forAda, path: { id: data.id } } });
  const tag = read.response.headers.get('etag');
  assert(tag && tag === response.headers.get('etag'));
  return { id: data.id, tag };
}

/** What is wrong is told field by field. */
async function logNonsense(machine: Api): Promise<void> {
  const body = { ...swim, duration_s: 0, effort: 11 };
  const { error, response } = await machine.POST('/api/v1/workouts', { params: { query: forAda }, body });
  assert.equal(response.status, 422);
  assert.deepEqual(error?.errors?.map((wrong) => wrong.field).sort(), ['duration_s', 'effort']);
}

/** A change names the version that it follows. */
async function replace(machine: Api, id: string, tag: string): Promise<string> {
  const params = { query: forAda, path: { id }, header: { 'If-Match': tag } };
  const body = { ...swim, title: 'Forty lengths' };
  const { data, error, response } = await machine.PUT('/api/v1/workouts/{id}', { params, body });
  assert.equal(data?.title, 'Forty lengths', JSON.stringify(error));
  return response.headers.get('etag') ?? '';
}

/** One that was overtaken is refused, and changes nothing. */
async function replaceTooLate(machine: Api, id: string, tag: string): Promise<void> {
  const params = { query: forAda, path: { id }, header: { 'If-Match': tag } };
  const { error, response } = await machine.PUT('/api/v1/workouts/{id}', { params, body: swim });
  assert.equal(response.status, 412);
  assert(error?.type.endsWith('/problems/overtaken'), error?.type);
}

async function deleteIt(machine: Api, id: string): Promise<void> {
  const params = { query: forAda, path: { id } };
  const { response } = await machine.GET('/api/v1/workouts/{id}', { params });
  const header = { 'If-Match': response.headers.get('etag') ?? '' };
  const gone = await machine.DELETE('/api/v1/workouts/{id}', { params: { ...params, header } });
  assert.equal(gone.response.status, 204);
  assert.equal((await machine.GET('/api/v1/workouts/{id}', { params })).response.status, 404);
}

/** What a copy is told of, in the order in which it happened. */
const told = ({ changes }: Followed) => changes.map(({ kind, id, version }) => [kind, id, version]);

/** A machine and Ada change the log in turns, and the copy is told of what either did. */
async function keepACopy(machine: Api, ada: Page): Promise<Copy> {
  const copy: Copy = new Map();
  const begun = await follow(machine, forAda, copy);
  await logNonsense(machine);
  const [kept, spare] = [await log(machine), await log(machine)];
  const tag = await replace(machine, kept.id, kept.tag);
  const logged = await follow(machine, forAda, copy, begun.next);
  assert.deepEqual(told(logged), [['created', spare.id, 1], ['updated', kept.id, 2]]);

  const before = copy.get(kept.id);
  await rename(ada, kept.id, 'Renamed by hand');
  await replaceTooLate(machine, kept.id, tag);
  await remove(ada, spare.id);
  const edited = await follow(machine, forAda, copy, logged.next);
  assert.deepEqual(told(edited), [['updated', kept.id, 3], ['deleted', spare.id, 2]]);
  const { updated_at, ...after } = copy.get(kept.id) ?? {};
  assert.deepEqual({ ...before, ...after }, { ...before, version: 3, title: 'Renamed by hand' });
  assert.deepEqual(copy, await all(machine, forAda));

  await deleteIt(machine, kept.id);
  const ended = await follow(machine, forAda, copy, edited.next);
  assert.deepEqual(told(ended), [['deleted', kept.id, 4]]);
  assert.deepEqual(copy, await all(machine, forAda));
  return copy;
}

await asAda(longrun, async (ada) => {
  const copy = await keepACopy(await asMachine(longrun), ada);
  await keepADiary(longrun, ada, copy);
  console.log(`the TypeScript client is content with ${copy.size} workouts`);
});
