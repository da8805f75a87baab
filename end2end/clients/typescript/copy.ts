// A copy of a log, which is kept up to date.
import assert from 'node:assert/strict';
import type { Api, Change, Workout } from './api.js';

export type Copy = Map<string, Workout>;

/** An app reads the log of whoever lent it a token; a machine says whose. */
type Whose = { athlete?: string };

export type Followed = { next: string; changes: Change[] };

/** Brings a copy up to date, and gives what changed and from where to go on. */
export async function follow(client: Api, whose: Whose, copy: Copy, since?: string): Promise<Followed> {
  const { data, error } = await client.GET('/api/v1/changes', { params: { query: { ...whose, since } } });
  assert(data, JSON.stringify(error));
  for (const change of data.items) {
    if (change.workout) copy.set(change.id, change.workout);
    else copy.delete(change.id);
  }
  if (!data.more) return { next: data.next, changes: data.items };
  const rest = await follow(client, whose, copy, data.next);
  return { next: rest.next, changes: [...data.items, ...rest.changes] };
}

/** The whole log, page by page. */
export async function all(client: Api, whose: Whose): Promise<Copy> {
  const found: Copy = new Map();
  let cursor: string | null | undefined;
  do {
    const query = { ...whose, limit: 100, cursor: cursor ?? undefined };
    const { data, error } = await client.GET('/api/v1/workouts', { params: { query } });
    assert(data && data.items.length <= 100, JSON.stringify(error));
    for (const workout of data.items) found.set(workout.id, workout);
    cursor = data.next_cursor;
  } while (cursor);
  return found;
}
