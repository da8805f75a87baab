// Signing in with a foreign provider on another site.
import type { Page } from '@playwright/test';
import { Canary } from '../canary.ts';
import { freePort, Longrun } from '../longrun.ts';
import { Provider } from '../provider.ts';
import { test as base, expect } from '../test.ts';

const test = base.extend<{ world: { longrun: Longrun; provider: Provider } }>({
  world: async ({ context }, use) => {
    const port = await freePort();
    const provider = await Provider.start(`http://localhost:${port}`);
    const longrun = await Longrun.start(provider.settings, port);
    await use({ longrun, provider });
    for (const page of context.pages()) await page.goto('about:blank');
    await longrun.stop();
    await provider.stop();
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

test('neither code nor token nor secret of the provider reaches a page or the log', async ({ page, context, world }) => {
  const { longrun, provider } = world;
  const canary = new Canary(context, longrun.url);
  const codes: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/auth/callback') codes.push(url.searchParams.get('code')!);
  });
  await signIn(page, longrun, '/dashboard');
  await page.waitForURL('**/dashboard');
  for (const path of ['/', '/workouts', '/workouts/new', '/import', '/settings', '/nothing-here']) {
    await page.goto(`${longrun.url}${path}`);
    await canary.keepState(page);
  }
  canary.keep('the log', longrun.log);
  expect(codes).toHaveLength(1);
  expect(await canary.findings([...codes, provider.clientSecret])).toEqual([]);
});
