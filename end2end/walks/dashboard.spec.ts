// Thirty days at a glance, with and without scripts.
import { expect, test } from '../test.ts';

test('the dashboard states its finding, four numbers and their charts @walk', async ({ ada }) => {
  await ada.goto('/dashboard');
  await expect(ada.getByRole('heading', { level: 1 })).not.toBeEmpty();
  await expect(ada.locator('li.tile')).toHaveCount(4);
  await expect(ada.locator('figure svg').first()).toBeVisible();
  await ada.getByText('Show the numbers').first().click();
  await expect(ada.getByRole('table').first()).toBeVisible();
});

test('window and sport are chosen by links @walk', async ({ ada }) => {
  await ada.goto('/dashboard');
  const thirty = await ada.getByRole('main').innerText();
  for (const days of ['7', '90', '365']) {
    await ada.getByRole('link', { name: new RegExp(`\\b${days}\\b`) }).first().click();
    await expect(ada.locator('li.tile')).toHaveCount(4);
    expect(await ada.getByRole('main').innerText()).not.toBe(thirty);
  }
});

test('an athlete without workouts reads what to do first @walk', async ({ page, fresh }) => {
  await page.goto(fresh.ownerLink);
  await page.getByLabel('Name').fill('Clara');
  await page.getByLabel('E-mail address').fill('clara@example.org');
  await page.getByLabel('Password').fill('nine lives and one more');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('E-mail address').fill('clara@example.org');
  await page.getByLabel('Password', { exact: true }).fill('nine lives and one more');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/dashboard');
  await expect(page.getByRole('main').getByRole('link', { name: /log/i }).first()).toBeVisible();
});
