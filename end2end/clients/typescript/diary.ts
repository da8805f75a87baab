// A diary that an athlete signs in to: it reads what they allowed, until they take that back.
import assert from 'node:assert/strict';
import type { Page } from '@playwright/test';
import { type Api, api } from './api.js';
import { type Lent, redirectUri, refresh, scope, signIn } from './app.js';
import { type Registered, allow, register, withdraw } from './browser.js';
import { type Copy, all } from './copy.js';

const name = 'Training diary';

// What the app does not say whose, is of whoever signed in.
const theirs = {};

/** All that it asks for, but for what Ada unticked on the consent page. */
async function lend(longrun: string, ada: Page, app: Registered): Promise<Lent> {
  const lent = await signIn(longrun, app, (address) => allow(ada, name, address, 'read your sums and trends'));
  assert(scope.includes('trends:read'));
  assert.deepEqual(lent.tokens.scope?.split(' '), scope.split(' ').filter((it) => it !== 'trends:read'));
  return lent;
}

/** The diary learns who signed in, without asking them. */
async function askWho(diary: Api, app: Registered): Promise<void> {
  const { data: me, error } = await diary.GET('/api/v1/athletes/me');
  assert(me, JSON.stringify(error));
  assert.deepEqual([me.client, me.acting_as], [app.id, 'athlete']);
  assert.deepEqual(me.scopes, ['workouts:read', 'profile:read']);
  const { data: profile } = await diary.GET('/api/v1/profile');
  assert.deepEqual([profile?.athlete, profile?.display_name], [me.athlete, 'Ada']);
}

async function askForTooMuch(diary: Api): Promise<void> {
  const { error, response } = await diary.GET('/api/v1/trends', { params: { query: {} } });
  assert.equal(response.status, 403);
  assert(error?.type.endsWith('/problems/insufficient-scope'), error?.type);
}

/** Both tokens would be good for minutes, had they not been taken back. */
async function isTurnedAway(longrun: string, lent: Lent): Promise<void> {
  const { error, response } = await api(longrun, lent.tokens.access_token).GET('/api/v1/athletes/me');
  assert.equal(response.status, 401);
  assert(error?.type.endsWith('/problems/unauthorized'), error?.type);
  assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token"/);
}

/** Ada signs in to the diary, which finds the log as it is in the copy, and takes back what she lent. */
export async function keepADiary(longrun: string, ada: Page, copy: Copy): Promise<void> {
  const app = await register(ada, name, redirectUri);
  const lent = await lend(longrun, ada, app);
  const diary = api(longrun, lent.tokens.access_token);
  await askWho(diary, app);
  await askForTooMuch(diary);
  assert.deepEqual(await all(diary, theirs), copy);
  const again = await refresh(lent);
  assert.notEqual(again.tokens.refresh_token, lent.tokens.refresh_token);
  await askWho(api(longrun, again.tokens.access_token), app);
  await withdraw(ada, name);
  await isTurnedAway(longrun, lent);
  await isTurnedAway(longrun, again);
  await assert.rejects(refresh(again), { error: 'invalid_grant' });
}
