// Whoever has the system choose the colours (forced colours, high contrast) still sees what is chosen and what is drawn.
import type { Locator } from '@playwright/test';
import { expect, test } from '../test.ts';

/** One colour of an element as it is drawn, taken from the element that `find` finds first. */
function color(found: Locator, property: string): Promise<string> {
  return found.first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`forced colours, ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { forcedColors: 'active' } });

    test('charts and what is chosen stay visible on the dashboard', async ({ ada }) => {
      await ada.goto('/dashboard');
      await ada.screenshot({ path: `test-results/screens/forced-colours-dashboard-${colorScheme}.png`, fullPage: true });
      const paper = await color(ada.locator('figure'), 'background-color');
      for (const drawn of ['rect[fill="#0072B2"]', 'rect[fill="#CC79A7"]', 'text']) expect(await color(ada.locator(`figure .wide ${drawn}`), 'fill'), drawn).not.toBe(paper);
      expect(await color(ada.locator('figure .wide polyline[stroke="#000003"]'), 'stroke')).not.toBe(paper);
      const ways = ada.getByRole('navigation', { name: 'Window' });
      const chosen = ways.locator('[aria-current=true]');
      expect(await color(chosen, 'background-color'), 'the chosen window').not.toBe(paper);
      expect(await color(chosen, 'background-color')).not.toBe(await color(chosen, 'color'));
      expect(await color(ada.locator('.places [aria-current=page]'), 'text-decoration-line'), 'the page one is on').toBe('underline');
      const range = ada.getByRole('slider').first();
      await range.focus();
      const thumb = (name: string) => range.evaluate((input, property) => getComputedStyle(input, '::-webkit-slider-thumb').getPropertyValue(property), name);
      expect(await thumb('background-color'), 'the line of the read-out').not.toBe(paper);
    });

    test('controls stay visible on the form', async ({ ada }) => {
      await ada.goto('/workouts/new');
      await ada.getByRole('radio', { name: '7', exact: true }).check();
      await ada.screenshot({ path: `test-results/screens/forced-colours-form-${colorScheme}.png`, fullPage: true });
      const chips = ada.locator('.chip');
      const chosen = chips.filter({ has: ada.locator('input:checked') }).locator('label');
      const paper = await color(chips.filter({ hasText: '3' }).locator('label'), 'background-color');
      expect(await color(chosen, 'background-color'), 'the chosen effort').not.toBe(paper);
      expect(await color(chosen, 'background-color')).not.toBe(await color(chosen, 'color'));
      for (const control of ['input[name=title]', 'select[name=sport]', 'textarea', 'button[data-variant=primary]', '.chip label']) {
        expect(await color(ada.locator(`main ${control}`), 'border-top-color'), control).not.toBe(paper);
      }
    });
  });
}
