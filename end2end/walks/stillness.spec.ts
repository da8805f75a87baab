// Nothing jumps while a page loads: not when it is drawn, not when its islands wake late, not when they never do.
import type { Page } from '@playwright/test';
import { expect, test } from '../test.ts';

type Shift = { value: number; moved: string[] };

/** Keeps every shift of the layout that no input caused, from the first frame on. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = ((globalThis as any).shifts = []);
    const told = (node: any) => `${node?.nodeName}.${node?.className ?? node?.parentNode?.className}`;
    const note = (entry: any) => !entry.hadRecentInput && shifts.push({ value: entry.value, moved: entry.sources.map((source: any) => told(source.node)) });
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: 'layout-shift', buffered: true });
  });
}

/** The shifts so far, after two frames in which the last ones are reported. */
function shifts(page: Page): Promise<Shift[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise((later) => setTimeout(later, 100));
    return (globalThis as any).shifts;
  });
}

async function withIslands(page: Page): Promise<string[]> {
  await page.goto('/workouts?sport=run');
  const workout = (await page.locator('main ol a').first().getAttribute('href'))!;
  return ['/dashboard', '/dashboard?days=365', workout, `${workout}/edit`, '/workouts/new'];
}

for (const width of [390, 1280]) {
  test.describe(`${width} px`, () => {
    test.use(width < 500 ? { viewport: { width, height: 844 }, hasTouch: true, isMobile: true } : { viewport: { width, height: 900 } });

    test('nothing jumps when the islands wake long after the page was drawn', async ({ ada }) => {
      const pages = await withIslands(ada);
      await watch(ada);
      let asleep: Promise<void>;
      await ada.route('**/*.wasm', async (route) => {
        await asleep;
        await route.continue();
      });
      for (const path of pages) {
        let wake = () => {};
        asleep = new Promise((done) => (wake = done));
        await ada.goto(path, { waitUntil: 'commit' });
        await ada.getByRole('contentinfo').waitFor();
        // What jumps out of sight is not reported.
        await ada.evaluate(() => document.querySelector('.readout')?.scrollIntoView({ block: 'center' }));
        expect(await ada.locator('html').getAttribute('data-islands'), 'drawn before the islands wake').toBeNull();
        expect.soft(await shifts(ada), `${path}, drawn`).toEqual([]);
        wake();
        await expect(ada.locator('html')).toHaveAttribute('data-islands', 'awake');
        expect.soft(await shifts(ada), `${path}, awake`).toEqual([]);
      }
    });

    test('nothing jumps when the islands never wake, and on pages that have none', async ({ ada }) => {
      const pages = await withIslands(ada);
      await watch(ada);
      await ada.route('**/*.wasm', () => undefined);
      for (const path of [...pages, '/workouts', '/import', '/settings', '/']) {
        await ada.goto(path, { waitUntil: 'commit' });
        await ada.getByRole('contentinfo').waitFor();
        expect.soft(await shifts(ada), path).toEqual([]);
      }
      await ada.unrouteAll({ behavior: 'ignoreErrors' });
    });
  });
}

test('a jump is noticed', async ({ ada }) => {
  await watch(ada);
  await ada.goto('/workouts');
  await ada.evaluate(() => document.querySelector('main')!.prepend(Object.assign(document.createElement('p'), { textContent: 'late' })));
  expect(await shifts(ada)).not.toEqual([]);
});
