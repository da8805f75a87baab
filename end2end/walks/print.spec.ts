// Paper is white: whatever the colours of the screen, what is printed is dark on white.
import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../test.ts';

/** Texts and lines that would be hard to read on paper: each with its colour, what is behind it and their contrast. */
function faint(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })!;
    const channels = (color: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (color: string) => {
      const [red, green, blue] = channels(color).map((it) => it / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element | null): string => {
      if (!element) return 'white';
      const { backgroundColor } = getComputedStyle(element);
      return channels(backgroundColor)[3] > 0 ? backgroundColor : behind(element.parentElement);
    };
    const contrast = (color: string, paper: string) => {
      const [light, dark] = [luminance(color), luminance(paper)].sort((a, b) => b - a);
      return (light + 0.05) / (dark + 0.05);
    };
    const text = (element: Element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim());
    const complaints = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length).flatMap((element) => {
      const [style, paper] = [getComputedStyle(element), behind(element)];
      if (luminance(paper) < 0.8) return [`${element.nodeName}.${element.getAttribute('class')}: on ${paper}`];
      const drawn = element instanceof SVGElement;
      const color = !drawn ? style.color : style.fill !== 'none' ? style.fill : style.stroke;
      // A mark is seen from 3:1 on; the rules behind a chart and the edge around its line need not be.
      const mark = '[fill^="#"], [stroke^="#"]:not([stroke="#000002"], [stroke="#000004"])';
      const [least, counts] = drawn && element.nodeName !== 'text' ? [3, element.matches(mark)] : [4.5, text(element)];
      return counts && contrast(color, paper) < least ? [`${element.nodeName}.${element.getAttribute('class')}: ${color} on ${paper}`] : [];
    });
    return [...new Set(complaints)];
  });
}

async function isReadableOnPaper(page: Page, name: string): Promise<void> {
  await page.goto('/workouts?sport=run');
  const workout = (await page.locator('main ol a').first().getAttribute('href'))!;
  for (const path of ['/dashboard', '/workouts', workout]) {
    await page.goto(path);
    await page.locator('details').evaluateAll((all) => all.forEach((details) => ((details as HTMLDetailsElement).open = true)));
    const cut = await page.locator('.scroll').evaluateAll((all) => all.filter((it) => it.scrollHeight > it.clientHeight + 1).length);
    expect.soft(cut, `${path}: opened tables that are cut off`).toBe(0);
    expect.soft(await page.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor), `${path}: the paper`).toBe('rgb(255, 255, 255)');
    expect.soft(await faint(page), `${path}: what is faint`).toEqual([]);
    await page.screenshot({ path: `test-results/screens/print-${name}-${path.split('/')[1]}${path === workout ? '-one' : ''}.png`, fullPage: true });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`pages are printed dark on white from a ${colorScheme} device`, async ({ ada }) => {
    await ada.emulateMedia({ media: 'print', colorScheme });
    await isReadableOnPaper(ada, colorScheme);
  });
}

test('pages are printed dark on white by whoever chose the dark colours', async ({ page }) => {
  await signIn(page, 'ben@longrun.test', 'longrun-demo-1');
  const choose = async (name: string) => {
    await page.goto('/settings');
    await page.getByRole('radio', { name }).check();
    await page.getByRole('button', { name: 'Save settings' }).click();
    await expect(page.getByRole('status')).toContainText('Changes saved.');
  };
  await choose('Dark');
  try {
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await isReadableOnPaper(page, 'chosen-dark');
  } finally {
    await page.emulateMedia({ media: 'screen' });
    await choose('As the device');
  }
});

test('what is faint on paper is noticed, texts and lines', async ({ ada }) => {
  await ada.goto('/dashboard');
  await ada.emulateMedia({ media: 'print', colorScheme: 'light' });
  await ada.locator('html').evaluate((html) => ['--ink', '--ink-2'].forEach((name) => html.style.setProperty(name, '#ddd')));
  const complaints = await faint(ada);
  for (const [kind, name] of [['lines', 'polyline'], ['marks', 'text'], ['words', 'P.change']]) expect(complaints.filter((it) => it.startsWith(name)), kind).not.toEqual([]);
});
