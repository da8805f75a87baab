// No token, code, verifier or key reaches the browser or the log.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Canary, type Secret } from '../canary.ts';
import { Longrun } from '../longrun.ts';
import { doors, routes, unvisited } from '../routes.ts';
import { test as base, expect, signIn } from '../test.ts';
import { tour } from '../tour.ts';

const person = { email: 'clara@example.org', password: 'nine lives and one more', changed: 'ten lives are plenty' };

const test = base.extend<{ canary: Canary; longrun: Longrun }>({
  canary: async ({ context }, use) => {
    const canary = await Canary.start();
    canary.listen(context);
    await use(canary);
    await canary.stop();
  },
  longrun: async ({ context, canary }, use) => {
    const longrun = await Longrun.start(canary.settings, canary.port);
    await use(longrun);
    for (const page of context.pages()) await page.goto('about:blank');
    await longrun.stop();
  },
});

test('no response, cookie, storage or log line holds a secret on any route', async ({ page, context, canary, longrun }) => {
  test.setTimeout(120_000);
  const look = () => canary.keepState(page);

  const ticket = await joined(page, longrun);
  await signIn(page, person.email, person.changed, longrun.url);
  const session = (await context.cookies()).find((cookie) => cookie.name === '__Host-Http-longrun')!.value;
  await tour(page, longrun.url, look);
  await aroundTheProvider(page, longrun.url, look);
  await page.goto(`${longrun.url}/dashboard`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
  await look();
  const keys = await readFile(join(longrun.data, 'store/vault.key'), 'utf8');
  await page.goto('about:blank');
  await longrun.stop();
  canary.keep('the log', longrun.log);

  const visits = canary.visits.map(({ visit }) => visit);
  expect(unvisited([...routes(), ...doors()], visits), 'routes that the walk forgot').toEqual([]);
  const secret = (kind: string) => (value: string): Secret => ({ kind, value });
  const codes = canary.codes;
  expect(codes.length).toBeGreaterThan(0);
  const secrets = [
    ...codes.map(secret('code')),
    // The id of a grant stands at the head of its code and of every refresh token, and in its tokens as `sid`.
    ...codes.map((code) => code.slice(0, 21)).map(secret('code')),
    ...[person.password, person.changed].map(secret('password')),
    ...(keys.match(/[\w-]{32,}/g) ?? []).map(secret('vault key')),
    secret('session')(session),
  ];
  expect(secrets.filter(({ kind }) => kind === 'vault key').length).toBeGreaterThan(1);
  expect(canary.findings(secrets)).toEqual([]);
  expect(longrun.log.split(ticket), 'a one-time link is printed once').toHaveLength(2);
});

/** Makes the owner's account and changes its password; the answer is the ticket of the one-time link. */
async function joined(page: Page, longrun: Longrun): Promise<string> {
  await page.goto(longrun.ownerLink);
  await page.getByLabel('Name').fill('Clara');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill('short');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.goto(`${longrun.url}/idp/password`);
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill(person.changed);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed').waitFor();
  return new URL(longrun.ownerLink).searchParams.get('ticket')!;
}

/** The provider's own pages, and its doors for programs as a browser finds them. */
async function aroundTheProvider(page: Page, home: string, look: () => Promise<void>): Promise<void> {
  await page.goto(`${home}/idp/invite`);
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.changed);
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByLabel('One-time link').waitFor();
  await look();
  await page.goto(`${home}/idp/end-session`);
  await look();
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  await page.getByText('Nobody is signed in here').waitFor();
  await look();
  await page.goto(`${home}/idp/authorize?client_id=nobody`);
  await look();
  for (const path of ['/idp/.well-known/openid-configuration', '/.well-known/oauth-authorization-server/idp', '/idp/jwks.json', '/idp/userinfo']) {
    await page.request.get(`${home}${path}`);
  }
  await page.request.post(`${home}/idp/consent`, { headers: { 'sec-fetch-site': 'same-origin' }, form: { request: 'nonsense' } });
  for (const path of ['/idp/authorize', '/idp/token', '/idp/userinfo', '/idp/revoke', '/idp/end-session']) {
    await page.request.post(`${home}${path}`, { form: { client_id: 'longrun', grant_type: 'authorization_code', code: 'nonsense' } });
  }
}

test('the canary hears a secret wherever it is put', async ({ page, canary }) => {
  const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
  const put = 'document.cookie = "c=secret-3"; localStorage.l = "secret-4"; sessionStorage.s = "secret-5"; console.log("secret-6")';
  const body = `<p>secret-1 ${token}</p><!-- ${Buffer.from('so: secret-7!').toString('base64')} --><script>${put}</script>`;
  const leaky = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html', 'x-header': 'secret-2' }).end(body));
  await new Promise<void>((done) => leaky.listen(Number(canary.settings.LONGRUN_LISTEN.split(':')[1]), '127.0.0.1', done));

  await page.goto(`http://localhost:${canary.port}/leaky`);
  // What a script writes into document.cookie reaches the browser's store a moment later.
  await expect.poll(async () => (await page.context().cookies(page.url())).length).toBe(1);
  await canary.keepState(page);
  await page.goto('about:blank');
  const secret = (value: string): Secret => ({ kind: value, value });
  const heard = canary.findings([1, 2, 3, 4, 5, 6, 7].map((number) => secret(`secret-${number}`))).join('\n');
  for (const place of [
    'a secret-1 in body of GET /leaky',
    'a secret-1 in document at /leaky',
    'a secret-2 in x-header of GET /leaky',
    'a secret-3 in cookies at /leaky',
    'a secret-4 in storage at /leaky',
    'a secret-5 in session storage at /leaky',
    'a secret-6 in console of',
    'a secret-7 in body of GET /leaky',
    'a token in body of GET /leaky',
  ]) {
    expect(heard).toContain(place);
  }
  leaky.closeAllConnections();
  await new Promise((done) => leaky.close(done));
});
