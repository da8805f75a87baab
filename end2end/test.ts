// What every walk stands on: a running Longrun, a browser that reports, and the ways in.
import { type BrowserContext, type Cookie, type Page, test as base, expect } from '@playwright/test';
import { Longrun } from './longrun.ts';

type Worlds = {
  /** A Longrun with the demo athletes; walks of one worker share it. */
  demo: Longrun;
  /** A session of Ada's, which walks of one worker share: an address may not sign in too often. */
  session: Cookie[];
};

type Tools = {
  /** A Longrun nobody has an account on yet. */
  fresh: Longrun;
  /** A page on which Ada, a demo athlete, is signed in. */
  ada: Page;
  /** Fails the walk if the browser complained about anything. */
  complaints: string[];
};

export const test = base.extend<Tools, Worlds>({
  demo: [
    async ({}, use) => {
      const longrun = await Longrun.start({ LONGRUN_DEMO: '1' });
      await use(longrun);
      await longrun.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  session: [
    async ({ browser, demo }, use) => {
      const context = await browser.newContext();
      await signIn(await context.newPage(), 'ada@longrun.test', 'longrun-demo-1', demo.url);
      await use(await context.cookies());
      await context.close();
    },
    { scope: 'worker' },
  ],

  fresh: async ({ context }, use) => {
    const longrun = await Longrun.start();
    await use(longrun);
    // Pages first: what they still load must not fail because the server is gone.
    for (const page of context.pages()) await page.goto('about:blank');
    await longrun.stop();
  },

  baseURL: async ({ demo }, use) => use(demo.url),

  complaints: [
    async ({ context, javaScriptEnabled, demo }, use, info) => {
      const complaints: string[] = [];
      const before = demo.log.length;
      listen(context, complaints);
      // Without scripts Chromium blocks the bundle, and says so: the page is whole without it.
      if (javaScriptEnabled) listenToScripts(context, complaints);
      await use(complaints);
      if (info.status !== info.expectedStatus) await info.attach('log', { body: demo.log.slice(before) });
      expect(complaints, 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],

  ada: async ({ page, context, session }, use) => {
    await context.addCookies(session);
    await page.goto('/dashboard');
    await use(page);
  },
});

export { expect };

/** Signs in at the embedded provider and arrives on the dashboard. */
export async function signIn(page: Page, email: string, password: string, home = ''): Promise<void> {
  await page.goto(`${home}/auth/login`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/dashboard');
}

/** Broken files. */
function listen(context: BrowserContext, complaints: string[]): void {
  context.on('response', (response) => {
    const file = response.request().resourceType() !== 'document';
    if (file && response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
}

/** Script errors and every report of the content security policy, which Chromium logs as an error. */
function listenToScripts(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(`script: ${error.error()}`));
  context.on('console', (message) => {
    // A page that answers 404 on purpose is logged like a broken file; those are heard above.
    const expected = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(`console: ${message.text()}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    const ours = request.frame().url().startsWith('http://localhost');
    if (ours && why !== 'net::ERR_ABORTED') complaints.push(`${why}: ${request.url()}`);
  });
}
