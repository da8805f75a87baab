// A program somebody would write, with types that openapi-typescript made of the document that Longrun serves.
//
//     node keep-a-log.js http://localhost:3000
import assert from 'node:assert/strict';
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './generated/longrun.js';

type Workout = components['schemas']['Workout'];
type Kept = Map<string, Workout>;

const longrun = process.argv[2] ?? 'http://localhost:3000';
const query = { athlete: 'ada@longrun.test' };

const swim: components['schemas']['NewWorkout'] = {
  sport: 'swim_pool',
  started_at: '2026-10-31T18:00:00+01:00',
  time_zone: 'Europe/Berlin',
  duration_s: 2700,
  distance_m: 2000,
  effort: 5.5,
};

// @ts-expect-error: the document lists the sports, and this is none of them.
export const noSport: typeof swim.sport = 'swimming';

async function token(): Promise<string> {
  const authorization = `Basic ${btoa('demo-machine:demo-machine-secret')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const answer = await fetch(`${longrun}/idp/token`, { method: 'POST', headers: { authorization }, body });
  const told = (await answer.json()) as { access_token: string };
  return told.access_token;
}

const authorization = `Bearer ${await token()}`;
const bearer: Middleware = {
  onRequest({ request }) {
    request.headers.set('authorization', authorization);
  },
};
const client = createClient<paths>({ baseUrl: longrun });
client.use(bearer);

/** Brings a copy up to date, and gives from where to go on. */
async function follow(kept: Kept, since?: string): Promise<string> {
  const { data, error } = await client.GET('/api/v1/changes', { params: { query: { ...query, since } } });
  assert(data, JSON.stringify(error));
  for (const change of data.items) {
    if (change.workout) kept.set(change.id, change.workout);
    else kept.delete(change.id);
  }
  return data.more ? follow(kept, data.next) : data.next;
}

async function log(): Promise<{ id: string; tag: string }> {
  const header = { 'Idempotency-Key': crypto.randomUUID() };
  const { data, error, response } = await client.POST('/api/v1/workouts', { params: { query, header }, body: swim });
  assert(data && response.status === 201, JSON.stringify(error));
  assert.deepEqual([data.sport, data.local_date, data.version], ['swim_pool', '2026-10-31', 1]);
  return { id: data.id, tag: response.headers.get('etag') ?? '' };
}

/** What is wrong is told field by field. */
async function logNonsense(): Promise<void> {
  const body = { ...swim, duration_s: 0, effort: 11 };
  const { error, response } = await client.POST('/api/v1/workouts', { params: { query }, body });
  assert.equal(response.status, 422);
  assert.deepEqual(error?.errors?.map((wrong) => wrong.field).sort(), ['duration_s', 'effort']);
}

async function all(): Promise<Kept> {
  const found: Kept = new Map();
  let cursor: string | null | undefined;
  do {
    const asked = { ...query, limit: 100, cursor: cursor ?? undefined };
    const { data } = await client.GET('/api/v1/workouts', { params: { query: asked } });
    assert(data && data.items.length <= 100);
    for (const workout of data.items) found.set(workout.id, workout);
    cursor = data.next_cursor;
  } while (cursor);
  return found;
}

async function replace(id: string, tag: string): Promise<string> {
  const params = { query, path: { id }, header: { 'If-Match': tag } };
  const body = { ...swim, title: 'Forty lengths' };
  const { data, response } = await client.PUT('/api/v1/workouts/{id}', { params, body });
  assert.equal(data?.title, 'Forty lengths');
  const again = await client.PUT('/api/v1/workouts/{id}', { params, body });
  assert.equal(again.response.status, 412);
  assert(again.error?.type.endsWith('/problems/overtaken'));
  return response.headers.get('etag') ?? '';
}

const kept: Kept = new Map();
const before = await follow(kept);
await logNonsense();
const { id, tag } = await log();
const read = await client.GET('/api/v1/workouts/{id}', { params: { query, path: { id } } });
assert.equal(read.response.headers.get('etag'), tag);
const changed = await replace(id, tag);
const between = await follow(kept, before);
assert.equal(kept.get(id)?.title, 'Forty lengths');
assert.deepEqual(kept, await all());
const params = { query, path: { id }, header: { 'If-Match': changed } };
assert.equal((await client.DELETE('/api/v1/workouts/{id}', { params })).response.status, 204);
await follow(kept, between);
assert(!kept.has(id) && kept.size === (await all()).size);
assert.equal((await client.GET('/api/v1/workouts/{id}', { params: { query, path: { id } } })).response.status, 404);
console.log(`the TypeScript client is content with ${kept.size} workouts`);
