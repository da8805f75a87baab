// The one-time link of a Longrun that nobody has an account on yet.
import { expect, signIn, test } from '../test.ts';

const person = { email: 'clara@example.org', password: 'nine lives and one more' };

test('the owner makes an account by the one-time link and signs in @walk', async ({ page, fresh }) => {
  await page.goto(fresh.ownerLink);
  await page.getByLabel('Name').fill('Clara');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByLabel('Time zone').selectOption('Europe/Paris');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Create account' }).click();

  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/dashboard');
  await expect(page.getByRole('banner')).toContainText('Clara');

  await page.goto(fresh.ownerLink);
  await expect(page.getByText('This link was used already')).toBeVisible();
});

test('what is wrong with a sign-up is said beside its field, and the link stays good @walk', async ({ page, fresh }) => {
  await page.goto(fresh.ownerLink);
  await page.getByLabel('Name').fill('Clara');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill('short');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toContainText('Password must have at least 10 characters');
  await expect(page.getByLabel('Name')).toHaveValue('Clara');

  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await signIn(page, person.email, person.password, fresh.url);
});

test('the owner invites somebody, who signs up and sees none of the owner’s workouts @walk', async ({ page, demo }) => {
  await page.goto(`${demo.url}/idp/invite`);
  await page.getByLabel('E-mail address').fill('ada@longrun.test');
  await page.getByLabel('Password', { exact: true }).fill('longrun-demo-1');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.goto(await page.getByLabel('One-time link').inputValue());

  const email = `guest-${Date.now()}@example.org`;
  await page.getByLabel('Name').fill('Guest');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Create account' }).click();
  await signIn(page, email, person.password);
  await page.goto('/workouts');
  await expect(page.locator('main a[href^="/workouts/0"]')).toHaveCount(0);
});
