// What an athlete tells about themselves changes what they read.
import { expect, signIn, test } from '../test.ts';

test('units, colours and name are changed and change the pages @walk', async ({ page }) => {
  await signIn(page, 'ben@longrun.test', 'longrun-demo-1');
  const save = async (name: string, units: string, colours: string) => {
    await page.goto('/settings');
    await page.getByLabel('Name').fill(name);
    await page.getByRole('radio', { name: units }).check();
    await page.getByRole('radio', { name: colours }).check();
    await page.getByRole('button', { name: 'Save settings' }).click();
    await expect(page.getByRole('status')).toContainText('Changes saved.');
    await expect(page.getByRole('banner').getByText(name, { exact: true })).toBeVisible();
    await page.goto('/workouts');
  };
  await page.goto('/workouts');
  await expect(page.locator('main ol').first(), 'before').not.toContainText(/\d km/);
  await save('Benedict', 'Kilometres, metres', 'Dark');
  try {
    await expect(page.locator('html')).toHaveAttribute('data-color-scheme', 'dark');
    await expect(page.locator('main ol').first()).toContainText(/\d km/);
    await expect(page.locator('main ol').first()).not.toContainText(/\d mi/);
  } finally {
    await save('Ben', 'Miles, feet', 'As the device');
  }
  await expect(page.locator('html')).not.toHaveAttribute('data-color-scheme');
  await expect(page.locator('main ol').first()).toContainText(/\d mi/);
});

test('what cannot be is said beside its field and nothing is saved @walk', async ({ ada }) => {
  await ada.goto('/settings');
  await ada.getByLabel('Resting heart rate').fill('190');
  await ada.getByLabel('Highest heart rate').fill('60');
  await ada.getByRole('button', { name: 'Save settings' }).click();
  await expect(ada.getByRole('alert')).toContainText('heart rate');
  await expect(ada.getByLabel('Resting heart rate')).toHaveValue('190');
  await ada.goto('/settings');
  await expect(ada.getByLabel('Resting heart rate')).not.toHaveValue('190');
});

test('a changed password closes the old way in and opens a new one @walk', async ({ page, fresh }) => {
  const [email, old, changed] = ['clara@example.org', 'nine lives and one more', 'ten lives are plenty'];
  await page.goto(fresh.ownerLink);
  await page.getByLabel('Name').fill('Clara');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(old);
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Create account' }).click();

  await page.goto(`${fresh.url}/idp/password`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Current password').fill(old);
  await page.getByLabel('New password').fill(changed);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Your password is changed');
  await signIn(page, email, changed, fresh.url);
});
