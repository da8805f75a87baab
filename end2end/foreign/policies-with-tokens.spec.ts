// The running executable under policies that permit nothing, or that cannot be evaluated (F7): nobody gets in, nothing
// changes, and what fails alarms. Whoever watches is in a group that the policies let alone.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Attack, Watched } from './watch.ts';
import { RUN } from './who.attacks.ts';

const POLICIES = resolve(import.meta.dirname, '../../policies');
const OVERFLOW = '9223372036854775807 + 1 == 0';

/** A Longrun whose policies `prepare` writes, while `during` lasts. */
async function under(prepare: (folder: string) => Promise<void>, during: (watched: Watched) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'longrun-policies-'));
  await prepare(folder);
  const watched = await Watched.start({ LONGRUN_POLICY: `embedded:${folder}` });
  await during(watched).finally(async () => {
    console.log(`\n${watched.table.join('\n')}\n`);
    await watched.stop();
    await rm(folder, { recursive: true });
  });
}

const alarms = (watched: Watched) => watched.longrun.log.split('alarm="policy"').length - 1;

/** Every kind of caller at a few calls, who may do all that in these groups if the policies are as usual. */
function calls(named: string, ada: string, groups: string[]): Attack[] {
  const body = JSON.stringify(RUN);
  const own: [string, string, string, string][] = [
    ['GET', '/api/v1/workouts', 'ReadWorkouts', ''], ['POST', '/api/v1/workouts', 'LogWorkout', body], ['GET', '/api/v1/profile', 'ReadProfile', ''],
    ['GET', '/api/v1/trends', 'ReadTrends', ''], ['GET', '/api/v1/athletes/me', 'Identify', ''],
  ];
  const usual = { row: 'F7', reached: false };
  const denied = (act: string) => `the policies do not permit ${act}`;
  return own.flatMap(([method, path, act, body]): Attack[] => [
    { ...usual, attack: `${named}: Ada, ${method} ${path}`, method, path, body, as: { groups }, status: 403, problem: 'forbidden', reason: denied(act) },
    { ...usual, attack: `${named}: her agent, ${method} ${path}`, method, path, body, as: { groups, act: { sub: 'helper' } }, status: 403, problem: 'forbidden', reason: denied(act) },
    { ...usual, attack: `${named}: Ben, ${method} ${path}`, method, path: `${path}?athlete=${ada}`, body, as: { sub: 'ben', groups }, status: 404, reason: denied(act) },
  ]).concat(['clients', 'refusals'].map((name) => ({
    ...usual, attack: `${named}: the owner, GET ${name}`, path: `/api/v1/${name}`, as: { groups: [...groups, 'owners'] }, status: 404, reason: denied('Get'),
  })));
}

test('what no policy permits is refused, without an alarm (F7)', () => under(
  async (folder) => {
    await cp(join(POLICIES, 'longrun.cedarschema'), join(folder, 'longrun.cedarschema'));
    await writeFile(join(folder, 'only.cedar'), '@id("observers") permit (principal in Longrun::Group::"observers", action, resource);');
  },
  async (watched) => {
    const { athlete } = await watched.done({ path: '/api/v1/athletes/me', as: { groups: ['observers'] } });
    for (const attack of calls('no policy', athlete, [])) await watched.withstands(attack);
    expect(await watched.reached()).toEqual([]);
    expect(alarms(watched)).toBe(0);
  },
));

test('what cannot be evaluated is refused, and alarms (F7)', () => under(
  async (folder) => {
    await cp(POLICIES, folder, { recursive: true });
    const failing = ['permit', 'forbid'].map((effect) =>
      `@id("${effect}-fails") ${effect} (principal in Longrun::Group::"${effect}", action, resource) when { ${OVERFLOW} };`);
    await writeFile(join(folder, 'failing.cedar'), failing.join('\n'));
  },
  async (watched) => {
    const { athlete } = await watched.done({ path: '/api/v1/athletes/me' });
    for (const effect of ['permit', 'forbid']) {
      for (const attack of calls(`a ${effect} that fails`, athlete, [effect])) {
        const before = alarms(watched);
        await watched.withstands(attack);
        await expect.poll(() => alarms(watched), attack.attack).toBe(before + 1);
      }
    }
    expect(await watched.reached()).toEqual([]);
    expect(watched.longrun.log).toContain('permit-fails');
    expect(watched.longrun.log).not.toContain(athlete);
    await watched.done({ path: '/api/v1/workouts' });
  },
));
