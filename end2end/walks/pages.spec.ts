// Every page in both colour schemes, on a phone and on a desk: nothing that axe objects to, and a picture of each.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../test.ts';

const open = { landing: '/', 'sign-in': '/auth/login', 'not-found': '/nothing-here', invite: '/idp/invite', password: '/idp/password' };
const signedIn = {
  dashboard: '/dashboard',
  'dashboard-year': '/dashboard?days=365',
  workouts: '/workouts',
  'log-a-workout': '/workouts/new',
  import: '/import',
  settings: '/settings',
};

// What the README shows of the dashboard.
const firstScreen = { x: 0, y: 0, width: 1280, height: 1085 };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.setTimeout(180_000);
      test.use({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });
      const view = `${colorScheme}-${width}`;

      test('pages for everybody', async ({ page }) => {
        for (const [name, path] of Object.entries(open)) await inspect(page, `${name}-${view}`, path);
      });

      test('pages for athletes', async ({ ada }) => {
        for (const [name, path] of Object.entries(signedIn)) await inspect(ada, `${name}-${view}`, path);
        await ada.goto('/workouts');
        const workout = await ada.locator('main a[href^="/workouts/0"]').first().getAttribute('href');
        await inspect(ada, `workout-${view}`, workout!);
        await inspect(ada, `edit-${view}`, `${workout}/edit`);
        await ada.goto('/dashboard');
        await ada.screenshot({ path: `test-results/screens/readme-${view}.png`, fullPage: true, clip: firstScreen });
      });

      test('a form with everything wrong', async ({ ada }) => {
        await ada.goto('/workouts/new');
        await ada.locator('main form').first().evaluate((form: HTMLFormElement) => {
          form.noValidate = true;
          form.requestSubmit();
        });
        await expect(ada.getByRole('alert')).toBeVisible();
        await inspect(ada, `errors-${view}`);
      });
    });
  }
}

async function inspect(page: Page, name: string, path?: string): Promise<void> {
  if (path) await page.goto(path);
  await page.screenshot({ path: `test-results/screens/${name}.png`, fullPage: true });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect.soft(said, name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}
