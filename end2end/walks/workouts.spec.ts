// A workout's life: logged, changed, deleted, taken back.
import type { Page } from '@playwright/test';
import { expect, test } from '../test.ts';

async function fill(page: Page, title: string): Promise<void> {
  await page.goto('/workouts/new');
  await page.getByLabel('Sport').selectOption('Trail run');
  await page.getByLabel('Duration').first().fill('1:05:00');
  await page.getByLabel('Distance').fill('10');
  await page.getByRole('radio', { name: '7', exact: true }).check();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Notes').fill('</textarea><script>document.title = "owned"</script> & more');
}

async function log(page: Page, title: string): Promise<void> {
  await fill(page, title);
  await page.getByRole('button', { name: 'Log it' }).click();
  await page.waitForURL(/\/workouts\/0/);
}

test('a workout is logged and read back as it was typed @walk', async ({ ada }) => {
  await log(ada, 'Over the hills');
  await expect(ada.getByRole('status')).toContainText('Workout logged.');
  await expect(ada.getByRole('heading', { level: 1 })).toContainText('Over the hills');
  const page = ada.getByRole('main');
  await expect(page).toContainText('Trail run');
  await expect(page).toContainText('1:05:00');
  await expect(page).toContainText('10 km');
  await expect(page).toContainText('6:30');
  await expect(page).toContainText('</textarea><script>');
  await expect(ada).toHaveTitle(/Over the hills/);
});

test('everything wrong with a form is said at once, and what was typed stays @walk', async ({ ada }) => {
  await fill(ada, 'Typed with care');
  await ada.getByLabel('Duration').first().fill('an hour');
  await ada.getByLabel('Distance').fill('-3');
  await ada.getByRole('button', { name: 'Log it' }).click();
  const alert = ada.getByRole('alert');
  await expect(alert).toContainText('Duration');
  await expect(alert).toContainText('Distance');
  await expect(ada.getByLabel('Title')).toHaveValue('Typed with care');
  await expect(ada.getByLabel('Notes')).toHaveValue(/<\/textarea><script>/);
  await expect(ada.getByLabel('Duration').first()).toHaveValue('an hour');
});

test('a form sent twice logs one workout @walk', async ({ ada }) => {
  await fill(ada, 'Sent twice');
  // The first answer is lost on the way: the browser sends the same form again.
  const names = ['sport', 'duration', 'distance', 'date', 'time', 'title', 'notes', 'idempotency_key'];
  const values = await Promise.all(names.map((name) => ada.locator(`main [name=${name}]`).first().inputValue()));
  const form = Object.fromEntries([['effort', '7'], ...names.map((name, index) => [name, values[index]])]);
  const first = await ada.request.post('/workouts', { form, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(first.url()).toContain('notice=logged');

  await ada.getByRole('button', { name: 'Log it' }).click();
  await ada.waitForURL(/notice=known/);
  expect(new URL(ada.url()).pathname).toBe(new URL(first.url()).pathname);
});

test('a workout is changed, and a change from an old page is refused @walk', async ({ ada, context }) => {
  await log(ada, 'Before the change');
  const stale = await context.newPage();
  await ada.getByRole('link', { name: /edit|change/i }).click();
  await stale.goto(ada.url());

  await ada.getByLabel('Title').fill('After the change');
  await ada.getByRole('button', { name: 'Save changes' }).click();
  await expect(ada.getByRole('status')).toContainText('Changes saved.');
  await expect(ada.getByRole('heading', { level: 1 })).toContainText('After the change');

  await stale.getByLabel('Title').fill('Too late');
  await stale.getByRole('button', { name: 'Save changes' }).click();
  await expect(stale.getByRole('heading', { level: 1 })).toContainText('Somebody was faster');
  await ada.reload();
  await expect(ada.getByRole('heading', { level: 1 })).toContainText('After the change');
});

test('a workout is deleted and taken back @walk', async ({ ada }) => {
  await log(ada, 'Here to stay');
  const address = new URL(ada.url()).pathname;
  await ada.getByRole('link', { name: /delete/i }).click();
  await ada.getByRole('button', { name: 'Delete it' }).click();
  await expect(ada.getByRole('status')).toContainText('Workout deleted.');
  await expect(ada.getByText('Here to stay')).toHaveCount(0);
  const gone = await ada.request.get(address);
  expect(gone.status()).toBe(410);

  await ada.goto(address);
  await expect(ada.getByRole('heading', { level: 1 })).toHaveText('This workout was deleted');
  await ada.getByRole('button', { name: 'Take it back' }).click();
  await expect(ada.getByRole('status')).toContainText('Workout restored.');
  await expect(ada.getByRole('heading', { level: 1 })).toContainText('Here to stay');
  expect(new URL(ada.url()).pathname).toBe(address);
});

test('the log is narrowed by sport and dates and read page by page @walk', async ({ ada }) => {
  await ada.goto('/workouts');
  const newest = await ada.locator('main ol a').first().getAttribute('href');
  await ada.getByRole('link', { name: 'Older workouts' }).click();
  await expect(ada.locator('main ol a').first()).toBeVisible();
  expect(await ada.locator('main ol a').first().getAttribute('href')).not.toBe(newest);

  await ada.goto('/workouts');
  await ada.getByLabel('Sport').selectOption('Ride');
  await ada.getByRole('button', { name: 'Show', exact: true }).click();
  const sports = await ada.locator('main ol a .what small').allInnerTexts();
  expect(sports.length).toBeGreaterThan(0);
  expect(new Set(sports)).toEqual(new Set(['Ride']));

  // The days between two of the workouts that are listed: those of these days, and no other.
  await ada.goto('/workouts');
  const listed = await days(ada);
  const [from, to] = [listed.at(-5)!, listed[4]];
  await ada.getByLabel('From').fill(from);
  await ada.getByLabel('To').fill(to);
  await ada.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(ada.getByLabel('From')).toHaveValue(from);
  await expect(ada.getByLabel('To')).toHaveValue(to);
  expect(await days(ada)).toEqual(listed.filter((day) => from <= day && day <= to));

  await ada.getByRole('link', { name: 'Show all' }).click();
  await expect(ada.getByLabel('From')).toHaveValue('');
  expect(await days(ada)).toEqual(listed);
});

test('the pages of a narrowed log stay within its days and its sport @walk', async ({ ada }) => {
  const [from, to] = [daysAgo(330), daysAgo(30)];
  await ada.goto(`/workouts?sport=run&from=${from}&to=${to}`);
  const [first, newer] = [await addresses(ada), await days(ada)];
  await ada.getByRole('link', { name: 'Older workouts' }).click();
  const older = await days(ada);
  expect((await addresses(ada)).filter((address) => first.includes(address)), 'listed twice').toEqual([]);
  expect(newer[0] <= to && older[0] <= newer.at(-1)! && from <= older.at(-1)!).toBe(true);
  await expect(ada.getByLabel('From')).toHaveValue(from);
  expect(new Set(await ada.locator('main ol a .what small').allInnerTexts())).toEqual(new Set(['Run']));
});

async function addresses(page: Page): Promise<string[]> {
  return page.locator('main ol a').evaluateAll((found) => found.map((link) => link.getAttribute('href')!));
}

/** The days of the workouts that are listed, in their order. */
async function days(page: Page): Promise<string[]> {
  const times = await page.locator('main ol time').evaluateAll((found) => found.map((time) => time.getAttribute('datetime')!));
  return times.map((time) => time.slice(0, 10));
}

function daysAgo(count: number): string {
  return new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10);
}
