// Thirty days at a glance, with and without scripts.
import type { Page } from '@playwright/test';
import { expect, test } from '../test.ts';

test('the dashboard states its finding, four numbers and their charts @walk', async ({ ada }) => {
  await ada.goto('/dashboard');
  await expect(ada.getByRole('heading', { level: 1 })).not.toBeEmpty();
  await expect(ada.locator('li.tile')).toHaveCount(4);
  await expect(ada.locator('figure svg').first()).toBeVisible();
  await ada.getByText('Show the numbers').first().click();
  await expect(ada.getByRole('table').first()).toBeVisible();
});

test('a window is chosen by its link @walk', async ({ ada }) => {
  await ada.goto('/dashboard');
  const counted = [];
  const windows = ada.getByRole('navigation', { name: 'Window' });
  for (const days of ['7 days', '30 days', '90 days', '365 days']) {
    await windows.getByRole('link', { name: days, exact: true }).click();
    await expect(windows.locator('[aria-current=true]')).toHaveText(days);
    await expect(ada.locator('li.tile')).toHaveCount(4);
    counted.push(await sessions(ada));
  }
  expect(counted, 'more days have more sessions').toEqual([...new Set(counted)].sort((a, b) => a - b));
});

test('a sport is chosen by its link, kept by the windows and given back @walk', async ({ ada }) => {
  await ada.goto('/dashboard?days=90');
  const all = await sessions(ada);
  const sports = ada.getByRole('navigation', { name: 'Sport' });
  const windows = ada.getByRole('navigation', { name: 'Window' });
  await sports.getByRole('link', { name: 'Ride' }).click();
  await expect(sports.locator('[aria-current=true]')).toHaveText('Ride');
  await expect(windows.locator('[aria-current=true]')).toHaveText('90 days');
  const rides = await sessions(ada);
  expect(rides).toBeGreaterThan(0);
  expect(rides).toBeLessThan(all);
  const latest = await ada.locator('main ol a .what small').allInnerTexts();
  expect(new Set(latest)).toEqual(new Set(['Ride']));
  await expect(ada.locator('figure[aria-labelledby=split]')).toHaveCount(0);

  await windows.getByRole('link', { name: '365 days' }).click();
  await expect(sports.locator('[aria-current=true]')).toHaveText('Ride');
  expect(await sessions(ada)).toBeGreaterThan(rides);
  await windows.getByRole('link', { name: '90 days' }).click();
  await sports.getByRole('link', { name: 'All sports' }).click();
  await expect(ada.locator('figure[aria-labelledby=split]')).toBeVisible();
  expect(await sessions(ada)).toBe(all);
});

/** How many sessions the tile counts. */
async function sessions(page: Page): Promise<number> {
  return Number(await page.locator('li.tile', { hasText: 'Sessions' }).locator('.value').innerText());
}

test('an athlete without workouts reads what to do first @walk', async ({ page, fresh }) => {
  await page.goto(fresh.ownerLink);
  await page.getByLabel('Name').fill('Clara');
  await page.getByLabel('E-mail address').fill('clara@example.org');
  await page.getByLabel('Password').fill('nine lives and one more');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('E-mail address').fill('clara@example.org');
  await page.getByLabel('Password', { exact: true }).fill('nine lives and one more');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/dashboard');
  await expect(page.getByRole('main').getByRole('link', { name: /log/i }).first()).toBeVisible();
});
