// Files of a watch: looked at before they are stored, stored once, and taken back whole.
import type { Page } from '@playwright/test';
import { gpx } from '../gpx.ts';
import { expect, test } from '../test.ts';
import { settled } from '../tour.ts';

const file = (name: string, start: string, seconds = 1200) => ({
  name,
  mimeType: 'application/gpx+xml',
  buffer: gpx(new Date(start), seconds),
});

async function upload(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  await page.goto('/import');
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('button', { name: 'Look into the files' }).click();
  await page.waitForURL(/\/import\/./);
  await settled(page, 'What your files hold');
}

test('files are previewed, stored, and the whole import is undone @walk', async ({ ada }, info) => {
  // Walks share Ada: each has a day of its own.
  const day = info.project.name === 'scripts' ? '2019-03-01' : '2019-03-02';
  const log = `/workouts?from=${day}&to=${day}`;
  const stored = ada.locator('main ol a').filter({ hasText: 'Along the river' });
  const broken = { name: 'broken.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from('<gpx><trk>') };
  await upload(ada, file('river.gpx', `${day}T07:00:00Z`), file('again.gpx', `${day}T07:00:00Z`), broken);
  await expect(ada.getByRole('main')).toContainText('1 new workout');
  const line = (name: string) => ada.locator('main ol > li').filter({ hasText: name });
  await expect(line('river.gpx')).toContainText('New');
  await expect(line('again.gpx')).toContainText('Known');
  await expect(line('broken.gpx')).toContainText('Not read');
  const preview = ada.url();
  await ada.goto(log);
  await expect(stored, 'nothing is stored before it is asked for').toHaveCount(0);

  await ada.goto(preview);
  await ada.getByRole('button', { name: 'Store 1 workout' }).click();
  await settled(ada, 'Your workouts are stored');
  await ada.goto(log);
  await stored.click();
  await expect(ada.locator('main figure svg').first()).toBeVisible();

  await upload(ada, file('river.gpx', `${day}T07:00:00Z`));
  await expect(ada.getByRole('main'), 'the same file is known').toContainText('There is nothing to store');

  await ada.goto(preview);
  await ada.getByRole('link', { name: 'Undo this import' }).click();
  await ada.getByRole('button', { name: 'Undo it' }).click();
  await settled(ada, 'This import was undone');
  await ada.goto(log);
  await expect(stored).toHaveCount(0);
});

test('every file of a large import can be read @walk', async ({ ada }) => {
  const empty = (number: number) => ({ name: `${number}.gpx`, mimeType: 'application/gpx+xml', buffer: Buffer.alloc(0) });
  await upload(ada, ...Array.from({ length: 501 }, (_, index) => empty(index + 1)));
  const lines = ada.locator('.files > li');
  await expect(lines).toHaveCount(500);
  await ada.getByRole('link', { name: 'The last file' }).click();
  await expect(lines).toHaveCount(1);
  await expect(lines.getByRole('heading')).toHaveText('501.gpx');
  await ada.getByRole('link', { name: 'Earlier files' }).click();
  await expect(lines.first().getByRole('heading')).toHaveText('1.gpx');
});
