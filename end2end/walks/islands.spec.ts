// The islands come alive: the pace while it is typed, the value under the pointer, the finger and the arrow keys.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../test.ts';

/** The page says itself when its islands are awake; a bundle that never starts ends the walk here. */
async function awake(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('html'), 'the islands are awake').toHaveAttribute('data-islands', 'awake');
}

/** What a row of the numbers beside a chart says, the oldest first. */
async function rows(figure: Locator): Promise<string[][]> {
  const table = figure.locator('tbody tr');
  const cells = await table.evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent!.trim())));
  return cells.reverse();
}

/** Whether a reading like `Mon 23 Nov: 10 km · mean 7.5 km` tells the same as its row, which has one decimal. */
function tells(reading: string, [name, value, mean]: string[]): void {
  const [, day, told, toldMean] = reading.match(/^(.+?): (\S+).*?(?: · mean (\S+).*)?$/) ?? [];
  expect(day).toBe(name);
  for (const [said, cell] of [[told, value], [toldMean ?? '–', mean]]) {
    if (cell === '–') expect(said, reading).toBe('–');
    else expect(Math.abs(Number(said.replace(',', '')) - Number(cell)), `${said} for ${cell}`).toBeLessThanOrEqual(Number(cell) < 9.9 ? 0.051 : 0.56);
  }
}

/** The figure with its range, and what is read out there to ears and to eyes. */
function readOut(page: Page, id: string) {
  const figure = page.locator(`figure[aria-labelledby=${id}]`);
  const range = figure.getByRole('slider');
  const reading = async () => {
    const [said, shown, visible] = await range.evaluate((input) => {
      const reading = input.nextElementSibling!;
      return [input.getAttribute('aria-valuetext')!, reading.textContent, reading.checkVisibility({ visibilityProperty: true })] as const;
    });
    expect(shown).toBe(said);
    expect(visible, said).toBe(true);
    return said;
  };
  return { figure, range, reading };
}

/** The middles of the bars that are drawn, from the left to the right. */
async function bars(figure: Locator): Promise<{ x: number; y: number }[]> {
  const boxes = await figure.locator('.chart rect[fill="#0072B2"]:visible').evaluateAll((found) =>
    found.map((bar) => bar.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 })),
  );
  return boxes.sort((a, b) => a.x - b.x);
}

const days = [['days', '/dashboard']];
const places = [
  { where: 'desk', viewport: { width: 1280, height: 900 }, charts: [...days, ['load', '/dashboard'], ['days', '/dashboard?days=365']] },
  { where: 'phone', viewport: { width: 390, height: 844 }, charts: days },
];

for (const { where, viewport, charts } of places) {
  test.describe(`on a ${where}`, () => {
    test.use({ viewport });

    test('the pace is told while it is typed, and is the one that is logged', async ({ ada }) => {
      await awake(ada, '/workouts/new');
      const preview = ada.locator('.preview output');
      await expect(preview).toBeEmpty();
      await ada.getByLabel('Duration').first().pressSequentially('50:00');
      await ada.getByLabel('Distance').pressSequentially('10');
      await expect(preview).toHaveText('5:00 /km');
      await ada.getByLabel('Distance').pressSequentially('.5');
      await expect(preview).toHaveText('4:46 /km');
      await ada.getByLabel('Sport').selectOption('Ride');
      await expect(preview).toHaveText('12.6 km/h');
      await ada.getByLabel('Sport').selectOption('Pool swim');
      await expect(preview).toHaveText(/ \/100 m$/);
      const told = await preview.innerText();
      await ada.getByRole('button', { name: 'Log it' }).click();
      await expect(ada.locator('.facts')).toContainText(told);
      // The pictures of the dashboard are taken of the same log.
      await ada.getByRole('link', { name: 'Delete' }).click();
      await ada.getByRole('button', { name: 'Delete it' }).click();
      await expect(ada.getByRole('status')).toContainText('Workout deleted.');
    });

    test('the pace is that of the moving time as soon as it is typed', async ({ ada }) => {
      await awake(ada, '/workouts/new');
      await ada.getByLabel('Duration').first().fill('1:00:00');
      await ada.getByLabel('Distance').fill('10');
      await ada.getByText('Heart rate, climb, power and more').click();
      await ada.getByLabel('Moving time').pressSequentially('50:00');
      await expect(ada.locator('.preview output')).toHaveText('5:00 /km');
    });

    test('the pace disappears when it cannot be told', async ({ ada }) => {
      await awake(ada, '/workouts/new');
      await ada.getByLabel('Duration').first().fill('50:00');
      await ada.getByLabel('Distance').fill('10');
      await expect(ada.locator('.preview')).toHaveText('That is 5:00 /km');
      await ada.getByLabel('Distance').fill('ten');
      await expect(ada.locator('.preview output')).toBeEmpty();
      await expect(ada.locator('.preview span')).toBeHidden();
    });

    for (const [id, path] of charts) {
      test(`the arrow keys read every point of ${id} on ${path}`, async ({ ada }) => {
        await awake(ada, path);
        const { figure, range, reading } = readOut(ada, id);
        const numbers = await rows(figure);
        await range.focus();
        tells(await reading(), numbers.at(-1)!);
        await range.press('ArrowLeft');
        tells(await reading(), numbers.at(-2)!);
        await range.press('ArrowRight');
        tells(await reading(), numbers.at(-1)!);
        await range.press('Home');
        for (const row of numbers) {
          tells(await reading(), row);
          await ada.keyboard.press('ArrowRight');
        }
        await range.press('Home');
        tells(await reading(), numbers[0]);
        await range.press('End');
        tells(await reading(), numbers.at(-1)!);
      });
    }

    test('the pointer reads the bar that it is on', async ({ ada }) => {
      await awake(ada, '/dashboard');
      const { figure, reading } = readOut(ada, 'days');
      const trained = (await rows(figure)).filter(([, value]) => value !== '–' && value !== '0.0');
      await figure.scrollIntoViewIfNeeded();
      const drawn = await bars(figure);
      expect(drawn).toHaveLength(trained.length);
      for (const [index, { x, y }] of drawn.entries()) {
        await ada.mouse.move(x, y);
        tells(await reading(), trained[index]);
      }
      await ada.mouse.move(1, 1);
      await expect(figure.locator('.reading')).toBeHidden();
    });

    test('the profiles of a track are read, too', async ({ ada }) => {
      await ada.goto('/workouts?sport=run');
      await awake(ada, (await ada.locator('main ol a').first().getAttribute('href'))!);
      const ranges = ada.getByRole('slider');
      expect(await ranges.count()).toBe(3);
      for (const range of await ranges.all()) {
        await range.press('Home');
        const first = await range.getAttribute('aria-valuetext');
        await range.press('End');
        expect(await range.getAttribute('aria-valuetext')).not.toBe(first);
        expect(first).toMatch(/^0:\d\d: \S+ (bpm|m|\/km)$/);
      }
    });
  });
}

test.describe('under a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a tap reads the bar that it is on', async ({ ada }) => {
    await awake(ada, '/dashboard');
    const { figure, reading } = readOut(ada, 'days');
    const trained = (await rows(figure)).filter(([, value]) => value !== '–' && value !== '0.0');
    await figure.scrollIntoViewIfNeeded();
    for (const [index, { x, y }] of (await bars(figure)).entries()) {
      await ada.touchscreen.tap(x, y);
      tells(await reading(), trained[index]);
    }
    await ada.screenshot({ path: 'test-results/screens/read-out-by-finger.png' });
  });
});
