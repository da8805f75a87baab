// Signing in with a foreign provider on another site.
import type { Page } from '@playwright/test';
import { Canary } from '../canary.ts';
import { inspectPassage } from '../inspect.ts';
import { Longrun } from '../longrun.ts';
import { Provider } from '../provider.ts';
import { routes, unvisited } from '../routes.ts';
import { test as base, expect } from '../test.ts';
import { tour } from '../tour.ts';

type World = { canary: Canary; provider: Provider; longrun: Longrun };

const test = base.extend<{ world: World }>({
  world: async ({ context }, use) => {
    const canary = await Canary.start();
    canary.listen(context);
    // So short a life that tokens are renewed on the way.
    const provider = await Provider.start(`http://localhost:${canary.port}`, { TOKEN_SECONDS: '10' });
    const longrun = await Longrun.start({ ...provider.settings, ...canary.settings }, canary.port);
    await use({ canary, provider, longrun });
    for (const page of context.pages()) await page.goto('about:blank');
    await longrun.stop();
    await provider.stop();
    await canary.stop();
  },
});

async function signIn(page: Page, longrun: Longrun, path: string): Promise<void> {
  await page.goto(`${longrun.url}${path}`);
  await page.locator('input[name=login]').fill('clara');
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a person signs in with a provider on another site and out again there @walk', async ({ page, context, world }) => {
  const { longrun, provider } = world;
  await signIn(page, longrun, '/settings');
  await page.waitForURL(`${longrun.url}/settings`);
  await expect(page.getByRole('banner')).toContainText('clara');
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Paris');

  const cookies = await context.cookies(longrun.url);
  await page.getByRole('button', { name: 'Sign out' }).click();
  const confirm = page.locator('button[value=yes], button[name=logout]').first();
  await confirm.click();
  // From another site one arrives by way of a page that leads on; wait for the one it leads to.
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  const left = (await context.cookies(longrun.url)).map((cookie) => cookie.name);
  expect(left).not.toContain('__Host-Http-longrun');

  await context.addCookies(cookies);
  await page.goto(`${longrun.url}/settings`);
  await expect(page.locator('input[name=login]'), 'the old cookie opens nothing').toBeVisible();
  expect(provider.log).toContain('revocation 200');
});

test('the page that leads to the provider’s sign-out can be read', async ({ page, context, world }) => {
  await signIn(page, world.longrun, '/dashboard');
  await page.waitForURL('**/dashboard');
  const passage = await context.request.post(`${world.longrun.url}/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  await inspectPassage(page, 'signed-out-here', await passage.text());
});

test('no code, verifier, token or secret of the provider reaches a page or the log', async ({ page, world }) => {
  test.setTimeout(120_000);
  const { canary, longrun, provider } = world;
  await signIn(page, longrun, '/dashboard');
  await page.waitForURL('**/dashboard');
  await tour(page, longrun.url, () => canary.keepState(page));
  await page.goto(`${longrun.url}/dashboard`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('button[value=yes], button[name=logout]').first().click();
  await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
  await canary.keepState(page);
  await page.goto('about:blank');
  await longrun.stop();
  canary.keep('the log', longrun.log);

  expect(unvisited(routes(), canary.visits.map(({ visit }) => visit)), 'routes that the walk forgot').toEqual([]);
  expect(provider.log).toContain('token refresh_token 200');
  const kinds = new Set(provider.secrets.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['access_token', 'client secret', 'code', 'code_verifier', 'id_token', 'refresh_token']);
  expect(canary.codes).toEqual(provider.secrets.filter(({ kind }) => kind === 'code').map(({ value }) => value));
  expect(canary.findings(provider.secrets)).toEqual([]);
});
