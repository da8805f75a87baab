// What every page must stand: axe objects to nothing in either colour scheme, nothing scrolls sideways, and a picture
// of each is kept.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

export const schemes = ['light', 'dark'] as const;

/** Where the picture of a page in a colour scheme is kept. */
export function picture(page: Page, name: string, scheme: string): string {
  return `test-results/screens/${name}-${scheme}-${page.viewportSize()!.width}.png`;
}

/** Looks at the page that is open, or at the one at `path`. Only colours differ between the schemes. */
export async function inspect(page: Page, name: string, path?: string): Promise<void> {
  if (path) await page.goto(path);
  for (const scheme of schemes) await look(page, name, scheme);
}

async function look(page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.screenshot({ path: picture(page, name, colorScheme), fullPage: true });
  // Legacy mode looks at one frame only, which is all that our pages have, in half of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (colorScheme === 'light' ? axe : axe.withTags('cat.color')).analyze();
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect.soft(said, `${name}, ${colorScheme}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** Looks at a page that leads on by itself, held still: bare, and axe takes what nothing colours to be white. */
export async function inspectPassage(page: Page, name: string, html: string): Promise<void> {
  const refresh = /<meta http-equiv="refresh"[^>]*>/;
  expect(html, name).toMatch(refresh);
  await page.goto('about:blank');
  await page.setContent(html.replace(refresh, ''));
  await look(page, name, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: picture(page, name, 'dark') });
}
