// A tour of every page and every answer of Longrun for somebody who is signed in.
import { expect, type Page } from '@playwright/test';
import { gpx } from './gpx.ts';

/** What a page of ours sends along; a request without it is taken for one from another site. */
const ours = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };

/** Visits everything that an athlete can reach, and calls `look` on every page. */
export async function tour(page: Page, home: string, look: () => Promise<void>): Promise<void> {
  const open = async (path: string) => {
    await page.goto(`${home}${path}`);
    await look();
  };
  for (const path of ['/', '/dashboard', '/dashboard?days=365', '/load', '/load?span=all', '/records', '/records?sport=yoga&span=all', '/consistency', '/consistency?year=2026&rest=2', '/review', '/review?week=2026-W40', '/workouts', '/import', '/settings']) await open(path);
  await logged(page, open);
  await brought(page, home, open);
  await told(page, open);
  await shared(page, home, open);
  await refused(page, home, open);
  for (const path of ['/health/live', '/health/ready', '/favicon.ico', '/favicon.svg', '/robots.txt']) await page.request.get(`${home}${path}`);
}

type Open = (path: string) => Promise<void>;

/** A workout: refused, logged, shown, changed, changed from an old page, deleted, restored. */
async function logged(page: Page, open: Open): Promise<void> {
  await open('/workouts/new');
  await page.getByLabel('Duration').first().fill('an hour');
  await page.getByRole('button', { name: 'Log it' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Duration').first().fill('1:00:00');
  await page.getByLabel('Title').fill('On tour');
  await page.getByRole('button', { name: 'Log it' }).click();
  await page.waitForURL(/\/workouts\/0/);
  const workout = new URL(page.url()).pathname;
  const stale = await page.context().newPage();
  await stale.goto(new URL(`${workout}/edit`, page.url()).href);
  await open(`${workout}/edit`);
  await page.getByLabel('Title').fill('Still on tour');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status')).toContainText('Changes saved.');
  await stale.getByLabel('Title').fill('Too late');
  await stale.getByRole('button', { name: 'Save changes' }).click();
  await expect(stale.getByRole('heading', { level: 1 })).toHaveText('Somebody was faster');
  await stale.close();
  await open(`${workout}/delete`);
  await page.getByRole('button', { name: 'Delete it' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status')).toContainText('Workout restored.');
  await open(workout);
}

/** An import: without a file, previewed, stored, undone. */
async function brought(page: Page, home: string, open: Open): Promise<void> {
  await page.request.post(`${home}/import`, { headers: ours, multipart: { nothing: '' } });
  await open('/import');
  const file = { name: 'tour.gpx', mimeType: 'application/gpx+xml', buffer: gpx(new Date('2018-05-06T07:00:00Z'), 600) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Look into the files' }).click();
  await page.waitForURL(/\/import\/./);
  await settled(page, 'What your files hold');
  const address = new URL(page.url()).pathname;
  await open(address);
  await page.getByRole('button', { name: 'Store 1 workout' }).click();
  await settled(page, 'Your workouts are stored');
  await open(address);
  await page.locator('.files a').first().click();
  await expect(page.locator('main figure svg').first()).toBeVisible();
  await open(address);
  await page.getByRole('link', { name: 'Undo this import' }).click();
  await page.getByRole('button', { name: 'Undo it' }).click();
  await settled(page, 'This import was undone');
}

/** The settings: refused and saved. */
async function told(page: Page, open: Open): Promise<void> {
  await open('/settings');
  const name = await page.getByLabel('Name').inputValue();
  for (const typed of ['', name]) {
    await page.getByLabel('Name').fill(typed);
    await page.getByRole('button', { name: 'Save settings' }).click();
  }
  await expect(page.getByRole('status')).toContainText('Changes saved.');
  await open('/settings/thresholds');
  await page.getByLabel('Heart rate at threshold').fill('170');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('threshold 170 bpm')).toBeVisible();
  await page.getByText('Remove', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Remove this day' }).first().click();
  await expect(page.getByText('threshold 170 bpm')).toBeHidden();
}

/** Who else may do something: the pages, and their forms with nothing in them. */
async function shared(page: Page, home: string, open: Open): Promise<void> {
  const pages = ['', '/machine', '/app', '/coach'].map((path) => `/settings/connections${path}`);
  const others = ['dashboard', 'load', 'records', 'consistency', 'review', 'workouts', 'workouts/none'].map((path) => `/athletes/nobody/${path}`);
  for (const path of ['/api', '/problems/invalid', '/settings/clients', '/settings/refusals', ...pages, ...others]) await open(path);
  for (const path of ['machine', 'app', 'coach', 'machine/none/allow']) {
    await page.request.post(`${home}/settings/connections/${path}`, { headers: ours, form: {} });
  }
  for (const path of ['machine/nobody/withdraw', 'machine/nobody/secret', 'own/nobody/end']) {
    await open(`/settings/connections/${path}`);
    await page.request.post(`${home}/settings/connections/${path}`, { headers: ours, form: {} });
  }
  for (const path of ['settings/connections/app/nobody/allow', 'workouts/nobody/load']) {
    await page.request.post(`${home}/${path}`, { headers: ours, form: {} });
  }
  await page.request.get(`${home}/api/openapi.json`);
}

/** What is refused, each with its status. */
async function refused(page: Page, home: string, open: Open): Promise<void> {
  await open('/nothing-here');
  await open('/workouts?after=nonsense');
  await open('/auth/callback?state=unknown&error=access_denied');
  const ask = async (status: number, method: string, path: string, more: object) => {
    const answer = await page.request.fetch(`${home}${path}`, { method, maxRedirects: 0, ...more });
    expect(answer.status(), `${method} ${path}`).toBe(status);
  };
  await ask(403, 'POST', '/settings', { headers: { ...ours, 'sec-fetch-site': 'cross-site' }, form: {} });
  await ask(405, 'PUT', '/settings', { headers: ours });
  await ask(413, 'POST', '/workouts', { headers: ours, form: { notes: 'x'.repeat(170_000) } });
}

/** An import tells how far it is; people reload it, and so does the walk. */
export async function settled(page: Page, heading: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
}
