// The way in and the way out.
import { expect, signIn, test } from '../test.ts';

test('a person signs in, is known by name, and signs out @walk', async ({ page, context }) => {
  await signIn(page, 'ada@longrun.test', 'longrun-demo-1');
  await expect(page.getByRole('banner')).toContainText('Ada');

  const cookies = await context.cookies();
  expect(cookies.map((cookie) => cookie.name)).toEqual(['__Host-Http-longrun']);
  expect(cookies[0]).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/dashboard'));
  await expect(page.getByRole('status')).toHaveText('You are signed out.');
  expect(await context.cookies()).toEqual([]);
  await context.addCookies(cookies);
  await page.goto('/dashboard');
  await expect(page.getByRole('button', { name: 'Sign in' }), 'the old cookie opens nothing').toBeVisible();
});

test('a wrong password is said without saying whether the account exists @walk', async ({ page }) => {
  const answers = [];
  for (const email of ['ada@longrun.test', 'nobody@longrun.test']) {
    await page.goto('/auth/login');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    answers.push(await page.getByRole('alert').innerText());
  }
  expect(answers[0]).toBe(answers[1]);
});

test('what was typed while the session ended is sent after signing in again @walk', async ({ ada, context }) => {
  await ada.goto('/workouts/new');
  await ada.getByLabel('Duration').first().fill('47:11');
  await ada.getByLabel('Title').fill('Typed for an hour');
  await ada.getByLabel('Notes').fill('two lines\nof "notes" & more');
  await context.clearCookies();
  await ada.getByRole('button', { name: 'Log it' }).click();
  await expect(ada.getByRole('heading', { level: 1 })).toHaveText('You are not signed in');

  const [other] = await Promise.all([context.waitForEvent('page'), ada.getByRole('link', { name: 'Sign in in another tab' }).click()]);
  await other.getByLabel('E-mail address').fill('ada@longrun.test');
  await other.getByLabel('Password', { exact: true }).fill('longrun-demo-1');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.waitForURL('**/dashboard');
  await ada.getByRole('button', { name: 'Send it again' }).click();
  await expect(ada.getByRole('heading', { level: 1 })).toContainText('Typed for an hour');
  await expect(ada.getByText('of "notes" & more')).toBeVisible();
  await ada.getByRole('link', { name: 'Delete' }).click();
  await ada.getByRole('button', { name: 'Delete it' }).click();
});

test('a page asked for before signing in is the page that opens after it @walk', async ({ page }) => {
  await page.goto('/settings');
  await page.getByLabel('E-mail address').fill('ada@longrun.test');
  await page.getByLabel('Password', { exact: true }).fill('longrun-demo-1');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/settings');
});

test('a link on another site arrives signed in @walk', async ({ ada, demo }) => {
  // A page without an address of its own is another site to the browser.
  const elsewhere = `data:text/html,<a href="${demo.url}/workouts">a link in a mail</a>`;
  await ada.goto(elsewhere);
  await ada.getByRole('link').click();
  await expect(ada.getByRole('button', { name: 'Sign out' })).toBeVisible();
});
