// Every page in both colour schemes, on a phone and on a desk: nothing that axe objects to, and a picture of each.
import type { Page } from '@playwright/test';
import { gpx } from '../gpx.ts';
import { inspect, inspectPassage, picture, schemes } from '../inspect.ts';
import { Longrun } from '../longrun.ts';
import { expect, signIn, test } from '../test.ts';
import { settled } from '../tour.ts';

const open = {
  landing: '/',
  'sign-in': '/auth/login',
  'not-found': '/nothing-here',
  invite: '/idp/invite',
  password: '/idp/password',
  'password-changed': '/idp/password/changed',
  'sign-in-refused-400': '/auth/callback?error=access_denied&state=unknown',
  'unknown-client-400': '/idp/authorize?client_id=nobody',
  'used-link-404': '/idp/sign-up?ticket=used',
};
const signedIn = {
  dashboard: '/dashboard',
  'dashboard-week': '/dashboard?days=7',
  'dashboard-year': '/dashboard?days=365',
  'dashboard-sport': '/dashboard?days=90&sport=ride',
  load: '/load',
  'load-year': '/load?span=365',
  'load-all': '/load?span=all',
  consistency: '/consistency',
  'consistency-of-a-year': '/consistency?year=2026&rest=3',
  review: '/review',
  'review-of-a-week-before': '/review?week=2026-W40',
  records: '/records',
  'records-all-of-rides': '/records?sport=ride&span=all',
  'records-none-of-the-sport': '/records?sport=climb',
  workouts: '/workouts',
  'workouts-none-found': '/workouts?from=1999-01-01&to=1999-01-02',
  'workouts-refused': '/workouts?sport=sleeping',
  'log-a-workout': '/workouts/new',
  import: '/import',
  settings: '/settings',
  thresholds: '/settings/thresholds',
  'bad-request-400': '/workouts?after=nonsense',
  'wrong-method-405': '/auth/logout',
};

// What the README shows of the dashboard.
const firstScreen = { x: 0, y: 0, width: 1280, height: 1085 };

test.describe.configure({ mode: 'parallel' });

for (const width of [390, 1280]) {
  test.describe(`${width} px`, () => {
    test.setTimeout(180_000);
    test.use({ viewport: { width, height: width < 500 ? 844 : 900 } });

    test('pages for everybody', async ({ page }) => {
      for (const [name, path] of Object.entries(open)) await inspect(page, name, path);
      await inspect(page, 'sign-out', '/idp/end-session');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Nobody is signed in here').waitFor();
      await inspect(page, 'signed-out');
    });

    test('pages for athletes', async ({ ada }) => {
      for (const [name, path] of Object.entries(signedIn)) await inspect(ada, name, path);
      await ada.goto('/workouts?sport=run');
      const workout = await ada.locator('main a[href^="/workouts/0"]').first().getAttribute('href');
      await inspect(ada, 'workout', workout!);
      await inspect(ada, 'edit', `${workout}/edit`);
      await inspect(ada, 'delete', `${workout}/delete`);
      await ada.getByRole('button', { name: 'Delete it' }).click();
      await inspect(ada, 'deleted-410', workout!);
      await ada.getByRole('button', { name: 'Take it back' }).click();
      await ada.goto('/dashboard');
      for (const colorScheme of schemes) {
        await ada.emulateMedia({ colorScheme });
        await ada.screenshot({ path: picture(ada, 'readme', colorScheme), fullPage: true, clip: firstScreen });
      }
    });

    test('pages of an import', async ({ ada }) => {
      await ada.goto('/import');
      await send(ada, 'Look into the files');
      await expect(ada.getByRole('alert')).toBeVisible();
      await inspect(ada, 'import-refused');
      await ada.locator('input[type=file]').setInputFiles(files(width));
      await ada.getByRole('button', { name: 'Look into the files' }).click();
      await ada.waitForURL(/\/import\/./);
      await settled(ada, 'What your files hold');
      await inspect(ada, 'import-preview');
      await ada.getByRole('button', { name: 'Store 1 workout' }).click();
      await settled(ada, 'Your workouts are stored');
      await inspect(ada, 'import-stored');
      await inspect(ada, 'imported-workout', (await ada.locator('.files a').first().getAttribute('href'))!);
      await ada.goBack();
      await ada.getByRole('link', { name: 'Undo this import' }).click();
      await inspect(ada, 'import-undo');
      await ada.getByRole('button', { name: 'Undo it' }).click();
      await settled(ada, 'This import was undone');
      await inspect(ada, 'import-undone');
    });

    test('an import of many files', async ({ ada }) => {
      await ada.goto('/import');
      await ada.locator('input[type=file]').setInputFiles(many);
      await ada.getByRole('button', { name: 'Look into the files' }).click();
      await ada.waitForURL(/\/import\/./);
      await settled(ada, 'What your files hold');
      await ada.getByRole('link', { name: 'Next 2 files' }).click();
      await expect(ada.getByRole('link', { name: 'Earlier files' })).toBeVisible();
      await inspect(ada, 'import-last-files');
    });

    test('forms with everything wrong', async ({ ada }) => {
      await ada.goto('/workouts/new');
      await ada.getByLabel('Sport').selectOption('Something else');
      await send(ada, 'Log it');
      await expect(ada.getByRole('alert')).toBeVisible();
      await inspect(ada, 'errors');
      await ada.goto('/settings');
      for (const name of ['Name', 'Resting heart rate', 'Highest heart rate', 'Year of birth']) await ada.getByLabel(name).fill(name === 'Name' ? '' : 'none');
      await send(ada, 'Save settings');
      await expect(ada.getByRole('alert')).toBeVisible();
      await inspect(ada, 'settings-refused');
    });

    test('pages of somebody who joins', async ({ page }) => {
      await invited(page);
      await inspect(page, 'invitation');
      await page.goto(await page.getByLabel('One-time link').inputValue());
      await inspect(page, 'sign-up');
      const person = { email: `joins-${width}@example.org`, password: 'nine lives and one more' };
      await page.getByLabel('Name').fill('Maximiliane von Habsburg-Lothringen');
      await page.getByLabel('E-mail address').fill(person.email);
      await page.getByLabel('Password').fill('short');
      await page.getByLabel('Time zone').selectOption('Europe/Berlin');
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await inspect(page, 'sign-up-refused');
      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.goto('/auth/login');
      await page.getByLabel('E-mail address').fill(person.email);
      await page.getByLabel('Password', { exact: true }).fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await inspect(page, 'password-refused');
      await signIn(page, person.email, person.password);
      await inspect(page, 'dashboard-empty');
      await inspect(page, 'workouts-empty', '/workouts');
    });

    test('pages about what went wrong', async ({ ada, demo }) => {
      await ada.goto('/workouts/new');
      await ada.getByLabel('Notes').evaluate((notes: HTMLTextAreaElement) => {
        notes.removeAttribute('maxlength');
        notes.value = 'x'.repeat(170_000);
      });
      await send(ada, 'Log it');
      await expect(ada.getByRole('heading', { level: 1 })).toHaveText('That is too large');
      await inspect(ada, 'too-large-413');
      await ada.goto(`data:text/html,<form method=post action="${demo.url}/settings"><button>`);
      await ada.getByRole('button').click();
      await expect(ada.getByRole('heading', { level: 1 })).toHaveText('That is not open to you');
      await inspect(ada, 'from-another-site-403');
      await ada.goto('/settings');
      await ada.context().clearCookies();
      await send(ada, 'Save settings');
      await expect(ada.getByRole('heading', { level: 1 })).toHaveText('You are not signed in');
      await inspect(ada, 'session-ended-401');
      await signIn(ada, 'ada@longrun.test', 'longrun-demo-1');
      await changedMeanwhile(ada);
      await expect(ada.getByRole('heading', { level: 1 })).toHaveText('Somebody was faster');
      await inspect(ada, 'changed-409');
    });

    test('pages for too many tries', async ({ page, fresh }) => {
      await page.goto(`${fresh.url}/auth/login`);
      for (const _ of Array(11)) {
        await page.getByLabel('E-mail address').fill('somebody@example.org');
        await page.getByLabel('Password', { exact: true }).fill('not the password');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.waitForLoadState();
      }
      await expect(page.getByRole('alert')).toContainText('Too many attempts. Wait 15 minutes');
      await inspect(page, 'too-many-tries-429');
    });

    test('pages while nobody can sign in', async ({ page }) => {
      // Nobody listens on this port: whoever should vouch for people does not answer.
      const provider = { LONGRUN_OIDC_ISSUER: 'http://127.0.0.1:9', LONGRUN_OIDC_CLIENT_ID: 'longrun' };
      const longrun = await Longrun.start(provider, undefined, 'live');
      await inspect(page, 'no-sign-in-503', `${longrun.url}/auth/login`);
      await expect(page.getByRole('link', { name: 'Try again' })).toBeVisible();
      await inspect(page, 'not-ready-503', `${longrun.url}/health/ready`);
      await page.goto('about:blank');
      await longrun.stop();
    });

    test('passages', async ({ page, demo }) => {
      const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      const arrival = await page.request.get(`${demo.url}/workouts`, { headers: visit });
      await inspectPassage(page, 'arrival', await arrival.text());
      await page.goto('/auth/login');
      const request = await page.locator('[name=request]').inputValue();
      const form = { request, email: 'ada@longrun.test', password: 'longrun-demo-1' };
      const back = await page.request.post(`${demo.url}/idp/sign-in`, { form, headers: { 'sec-fetch-site': 'same-origin' } });
      await inspectPassage(page, 'signed-in', await back.text());
    });
  });
}

test('no page scrolls sideways, however wide the screen is', async ({ ada }) => {
  test.setTimeout(120_000);
  for (const [name, path] of Object.entries(signedIn)) {
    await ada.goto(path);
    // As long as a name may be.
    await ada.locator('.way-out > span').evaluate((name) => (name.textContent = 'Anna '.repeat(16)));
    for (const width of [320, 600, 768, 900, 1024]) {
      await ada.setViewportSize({ width, height: 800 });
      const overflow = await ada.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0);
    }
  }
});

/** Sends a form whatever the browser thinks of it. */
async function send(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: label }).evaluate((button: HTMLButtonElement) => {
    button.form!.noValidate = true;
    button.form!.requestSubmit();
  });
  await page.waitForLoadState();
}

/** A new run, the same once more, a file that breaks off in the middle, and one that is no workout. */
function files(width: number) {
  const run = gpx(new Date(`2017-04-0${width < 500 ? 1 : 2}T06:30:00Z`), 900);
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/gpx+xml', buffer });
  const long = 'a-very-long-name-as-some-apps-make-them_2017-04-01T06-30-00.000Z_morning_run.gpx';
  return [file('river.gpx', run), file(long, run), file('broken.gpx', Buffer.from('<gpx><trk>')), file('shopping list.txt', Buffer.from('milk, bread'))];
}

/** More files than a page of an import lists; two things are wrong with them. */
const many = Array.from({ length: 502 }, (_, index) => ({
  name: `${index + 1}.gpx`,
  mimeType: 'application/gpx+xml',
  buffer: Buffer.from(index % 2 ? '' : '<gpx><trk>'),
}));

async function invited(page: Page): Promise<void> {
  await page.goto('/idp/invite');
  await page.getByLabel('E-mail address').fill('ada@longrun.test');
  await page.getByLabel('Password', { exact: true }).fill('longrun-demo-1');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByLabel('One-time link').waitFor();
}

/** Saves a workout from a form that is older than the workout. */
async function changedMeanwhile(page: Page): Promise<void> {
  await page.goto('/workouts');
  const workout = await page.locator('main ol a').last().getAttribute('href');
  const other = await page.context().newPage();
  for (const form of [page, other]) await form.goto(`${workout}/edit`);
  for (const form of [other, page]) {
    await form.getByLabel('Title').fill(form === page ? 'Too late' : 'In time');
    await form.getByRole('button', { name: 'Save changes' }).click();
    await form.waitForURL(new RegExp(`${workout}(\\?|$)`));
  }
  await other.close();
}
