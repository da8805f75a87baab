// Tokens of somebody else at the API: which are let in, and what the others are told. Nothing of ours makes them.
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Longrun } from '../longrun.ts';
import { attacks, byPyJWT, honest } from './attacks.ts';
import { type Answer, Door, refused } from './door.ts';
import { Issuer } from './issuer.ts';
import { python, run } from './programs.ts';

test.describe.configure({ mode: 'serial' });

let issuer: Issuer;
let longrun: Longrun;
let door: Door;
/** Nobody comes here: an address that tokens name. */
let listener: Server;
const overheard: string[] = [];
const table: string[] = [];

/** Why tokens are refused, as the record has it. */
const REASONS = [
  'the token cannot be read', 'the token is another issuer\'s', 'the token is bound to a key', 'the token is not for us alone',
  'the token is of another kind', 'the token\'s algorithm is not allowed', 'the token\'s claims are wrong',
  'the token\'s header asks for more than a signature by a published key', 'the token\'s key is unknown',
  'the token\'s signature is wrong', 'the token\'s time is not now',
].sort();

const note = (row: string, attack: string, answer: Answer) => table.push(`${row.padEnd(6)} ${attack.slice(0, 72).padEnd(72)} ${answer.status}`);
const token = (more = {}, header = {}) => issuer.sign({ ...honest(issuer, longrun.url), ...more }, header);
const bearer = (text: string): [string, string] => ['authorization', `Bearer ${text}`];
/** Watches how often the issuer is asked for its keys: at most once in ten seconds, and not for every token. */
const watchingTheIssuer = async (attempts: () => Promise<void>) => {
  const [before, begun] = [issuer.fetches, Date.now()];
  await attempts();
  expect(issuer.fetches - before).toBeLessThanOrEqual(1 + Math.floor((Date.now() - begun) / 10_000));
};
const pause = (seconds: number) => new Promise((later) => setTimeout(later, seconds * 1000));

test.beforeAll(async () => {
  listener = createServer((request, response) => {
    overheard.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  issuer = await Issuer.start();
  longrun = await Longrun.start({
    LONGRUN_DATA: 'memory', LONGRUN_API_RATE: '1000000', RUST_LOG: 'warn',
    LONGRUN_OIDC_ISSUER: issuer.url, LONGRUN_OIDC_CLIENT_ID: 'longrun', LONGRUN_OIDC_CLIENT_SECRET: 'a secret of theirs',
  });
  door = new Door(longrun.url);
});

test.afterAll(async () => {
  console.log(`\n${table.join('\n')}\n\n${table.length} answers`);
  await longrun?.stop();
  await issuer?.stop();
  listener?.close();
});

test('honest tokens are let in, whoever made them', async () => {
  const claims = honest(issuer, longrun.url);
  const mocked = await issuer.mint(claims);
  const [python] = await byPyJWT([{ claims, header: { typ: 'at+jwt', kid: 'ec' }, key: issuer.key('ec'), algorithm: 'ES256' }]);
  const made = { 'jose, ES256': await token(), 'jose, RS256': await issuer.sign(claims, {}, 'rsa'), 'oauth2-mock-server': mocked, PyJWT: python };
  for (const [name, it] of Object.entries(made)) {
    const answer = await door.read(it);
    note('-', `honest, by ${name}`, answer);
    expect(answer.status, answer.body).toBe(200);
  }
});

test('every other token is refused and nothing happens (E1 to E11, E16, E18)', async () => {
  const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const before = await door.workouts(await token());
  const tried = await attacks(issuer, longrun.url, address);
  await watchingTheIssuer(async () => {
    for (const { row, attack, token: bad } of tried) {
      const answer = await door.log([bearer(bad)]);
      note(row, attack, answer);
      await test.step(`${row} ${attack}`, () => refused(longrun.url, answer, 401, 'invalid_token'));
    }
  });
  expect(tried.length).toBeGreaterThan(100);
  expect(await door.workouts(await token())).toBe(before);
  expect(overheard, 'nobody follows where a token points').toEqual([]);
});

test('what was refused is on record for the installation\'s owner, and nothing of the tokens', async () => {
  const owner = await token({ groups: ['owners'], scope: 'installation:read' });
  const answer = await door.read(owner, '/api/v1/refusals');
  expect(answer.status, answer.body).toBe(200);
  const { items } = JSON.parse(answer.body) as { items: { reason: string; times: number; client: null }[] };
  expect([...new Set(items.map((item) => item.reason))].sort()).toEqual(REASONS);
  expect(items.every((item) => item.times >= 1 && item.client === null)).toBe(true);
  expect(answer.body).not.toMatch(/eyJ|ada|diary/);
  expect((await door.read(await token({ scope: 'installation:read' }), '/api/v1/refusals')).status).toBe(404);
  expect((await door.read(await token({ groups: ['owners'] }), '/api/v1/refusals')).status).toBe(403);
});

test('a token that is not one, comes twice or comes elsewhere is a bad request (E11, E17)', async () => {
  const good = await token();
  const bad: [string, [string, string][], string, number, string][] = [
    ['no token', [], '', 401, ''],
    ['Basic', [['authorization', 'Basic YTpi']], '', 401, ''],
    ['DPoP, with a good token', [['authorization', `DPoP ${good}`]], '', 401, ''],
    ['a cookie', [['cookie', `__Host-Http-longrun=${good}`]], '', 401, ''],
    ['in the query', [], `?access_token=${good}`, 400, 'invalid_request'],
    ['in the query too', [bearer(good)], `?access_token=${good}`, 400, 'invalid_request'],
    ['a form', [bearer(good), ['content-type', 'application/x-www-form-urlencoded']], '', 400, 'invalid_request'],
    ['two headers', [bearer(good), bearer(good)], '', 400, 'invalid_request'],
    ['two tokens', [bearer(`${good} ${good}`)], '', 400, 'invalid_request'],
    ['white space inside', [bearer(good.replace('.', '. '))], '', 400, 'invalid_request'],
    ['a tab inside', [bearer(good.replace('.', '.\t'))], '', 400, 'invalid_request'],
    ['nothing behind the scheme', [['authorization', 'Bearer']], '', 400, 'invalid_request'],
  ];
  const before = await door.workouts(good);
  await watchingTheIssuer(async () => {
    for (const [attack, headers, query, status, error] of bad) {
      const answer = await door.log(headers, query);
      note('E17', attack, answer);
      await test.step(attack, () => refused(longrun.url, answer, status, error));
    }
  });
  const large = await door.log([bearer('x'.repeat(1_000_000))]).catch((): Answer => ({ status: 431, headers: {}, body: '' }));
  note('E11', 'a token of 1 MB', large);
  expect(large.status).toBe(431);
  expect(await door.workouts(good)).toBe(before);
});

test('a token is good for its scopes, to the letter (E15)', async () => {
  for (const scope of ['workouts:readx', 'Workouts:read', 'WORKOUTS:READ', 'workouts:read workouts:writ', 'longrun/workouts:write', '']) {
    const answer = await door.log([bearer(await token({ scope }))]);
    note('E15', `scope "${scope}"`, answer);
    expect(answer.status, answer.body).toBe(403);
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope", scope="workouts:write"');
    expect(JSON.parse(answer.body).type).toContain('/problems/insufficient-scope');
  }
  expect((await door.read(await token({ scope: 'workouts:read' }))).status).toBe(200);
});

test('a machine is nobody whose name it bears, and a person no machine (E16)', async () => {
  const mine = await token();
  const { athlete } = JSON.parse((await door.read(mine, '/api/v1/athletes/me')).body);
  expect((await door.log([bearer(mine)])).status).toBe(201);
  const machine = await token({ sub: 'ada', client_id: 'ada' });
  for (const [attack, path, status] of [
    ['a machine called like Ada, for nobody', '/api/v1/workouts', 422],
    ['a machine called like Ada, for her', `/api/v1/workouts?athlete=${athlete}`, 404],
    ['a machine, for somebody nobody knows', '/api/v1/workouts?athlete=nobody@longrun.test', 404],
  ] as const) {
    const answer = await door.read(machine, path);
    note('E16', attack, answer);
    expect(answer.status, answer.body).toBe(status);
  }
  const ben = await door.read(await token({ sub: 'ben' }), `/api/v1/workouts?athlete=${athlete}`);
  note('E16', 'Ben, for Ada', ben);
  expect(ben.status).toBe(404);
});

test('an agent acts for somebody within its scopes', async () => {
  const act = { sub: 'coach' };
  const [reads, writes] = [await token({ act, scope: 'workouts:read' }), await token({ act })];
  const seen = await door.read(reads);
  note('act', 'an agent reads', seen);
  expect(seen.status, seen.body).toBe(200);
  const refusal = await door.log([bearer(reads)]);
  note('act', 'an agent logs, with a token to read', refusal);
  expect(refusal.status).toBe(403);
  const logged = await door.log([bearer(writes)]);
  note('act', 'an agent logs', logged);
  expect(logged.status, logged.body).toBe(201);
});

test('what was taken back is good for nothing, until it is lent anew (E19)', async () => {
  const lent = { sub: 'johndoe', auth_time: Math.floor(Date.now() / 1000) - 5 };
  const before = await door.read(await token(lent));
  expect(before.status, before.body).toBe(200);
  await run(python, ['foreign/withdraw.py', longrun.url, 'diary']);
  const after = await door.log([bearer(await token(lent))]);
  note('E19', 'what an app was lent, taken back', after);
  refused(longrun.url, after, 401, 'invalid_token');
  const anew = await door.read(await token({ ...lent, auth_time: Math.floor(Date.now() / 1000) + 2 }));
  note('E19', 'lent anew', anew);
  expect(anew.status, anew.body).toBe(200);
});

test('a flood of invented keys asks the issuer once in ten seconds (E12)', async () => {
  await pause(10);
  const claims = honest(issuer, longrun.url);
  const flood = await Promise.all(Array.from({ length: 2000 }, (_, index) => issuer.sign(claims, { kid: `invented-${index}` })));
  const before = issuer.fetches;
  const [begun, statuses] = [Date.now(), new Set<number>()];
  for (let at = 0; at < flood.length; at += 50) {
    const answers = await Promise.all(flood.slice(at, at + 50).map((it) => door.read(it)));
    answers.forEach((answer) => statuses.add(answer.status));
  }
  const [took, asked] = [(Date.now() - begun) / 1000, issuer.fetches - before];
  table.push(`E12    2000 invented keys in ${took.toFixed(1)} s: answers ${[...statuses]}, keys fetched ${asked} times`);
  expect([...statuses]).toEqual([401]);
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThanOrEqual(1 + Math.floor(took / 10));
  expect((await door.read(await token())).status).toBe(200);
});

test('a new key of the issuer is good at its first use (E14)', async () => {
  await pause(10);
  await issuer.rotate('new');
  const before = issuer.fetches;
  const answers = await Promise.all(Array.from({ length: 20 }, async () => door.read(await issuer.sign(honest(issuer, longrun.url), {}, 'new'))));
  note('E14', 'a token by a new key, twenty at once', answers[0]);
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
  expect(issuer.fetches - before).toBe(1);
});

for (const trouble of ['down', 'blank', 'large'] as const) {
  test(`known keys serve while the document of keys is ${trouble} (E13)`, async () => {
    await pause(10);
    issuer.trouble = trouble;
    const unknown = await door.read(await token({}, { kid: 'none such' }));
    const known = await door.read(await token());
    issuer.trouble = 'none';
    note('E13', `keys ${trouble}: a token by an unknown key`, unknown);
    note('E13', `keys ${trouble}: an honest token`, known);
    expect([unknown.status, known.status]).toEqual([503, 200]);
  });
}

test('a key that the issuer has taken away signs nothing, until it is back (E13)', async () => {
  await pause(10);
  issuer.trouble = 'gone';
  await door.read(await token({}, { kid: 'none such' }));
  const gone = await door.read(await token());
  issuer.trouble = 'none';
  note('E13', 'keys gone: a token that was honest', gone);
  refused(longrun.url, gone, 401, 'invalid_token');
  await pause(10);
  expect((await door.read(await token())).status).toBe(200);
});
