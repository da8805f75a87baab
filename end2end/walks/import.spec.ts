// Files of a watch: looked at before they are stored, stored once, and taken back whole.
import type { Page } from '@playwright/test';
import { gpx } from '../gpx.ts';
import { expect, test } from '../test.ts';

const file = (name: string, start: string, seconds = 1200) => ({
  name,
  mimeType: 'application/gpx+xml',
  buffer: gpx(new Date(start), seconds),
});

async function upload(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  await page.goto('/import');
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('main').getByRole('button').first().click();
  await page.waitForURL(/\/import\/./);
  await expect(page.getByRole('button', { name: /store|keep|import/i })).toBeVisible({ timeout: 30_000 });
}

test('files are previewed, stored, and the whole import is undone @walk', async ({ ada }) => {
  const broken = { name: 'broken.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from('<gpx><trk>') };
  await upload(ada, file('river.gpx', '2026-03-01T07:00:00Z'), file('again.gpx', '2026-03-01T07:00:00Z'), broken);
  const preview = ada.getByRole('main');
  await expect(preview).toContainText('river.gpx');
  await expect(preview).toContainText('again.gpx');
  await expect(preview).toContainText('broken.gpx');

  await ada.getByRole('button', { name: /store|keep|import/i }).click();
  await expect(ada.getByRole('button', { name: /undo|take/i })).toBeVisible({ timeout: 30_000 });
  await ada.goto('/workouts?from=2026-03-01&to=2026-03-01');
  const stored = ada.locator('main ol a').filter({ hasText: 'Along the river' });
  await expect(stored).toHaveCount(1);
  await stored.click();
  await expect(ada.locator('main svg').first()).toBeVisible();

  await ada.goto('/import');
  await ada.getByRole('main').getByRole('link').filter({ hasNotText: /log/i }).first().click();
  await ada.getByRole('button', { name: /undo|take/i }).click();
  await ada.goto('/workouts?from=2026-03-01&to=2026-03-01');
  await expect(ada.locator('main ol a').filter({ hasText: 'Along the river' })).toHaveCount(0);
});
