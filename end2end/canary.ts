// Listens to everything that reaches a browser, and says where a secret appeared in it.
import type { BrowserContext, Page } from '@playwright/test';

export class Canary {
  /** What reached the browser: each text with the place it was found at. */
  private readonly seen: { place: string; text: string }[] = [];
  private readonly pending: Promise<void>[] = [];

  constructor(
    private readonly context: BrowserContext,
    origin: string,
  ) {
    context.on('response', (response) => {
      if (!response.url().startsWith(origin)) return;
      const place = `${response.request().method()} ${new URL(response.url()).pathname}`;
      this.pending.push(
        response.allHeaders().then((headers) => this.keep(`headers of ${place}`, JSON.stringify(headers))),
        response.text().then((text) => this.keep(`body of ${place}`, text)).catch(() => undefined),
      );
    });
  }

  keep(place: string, text: string): void {
    this.seen.push({ place, text });
  }

  /** Every cookie, and what scripts of the page could have stored. */
  async keepState(page: Page): Promise<void> {
    this.keep(`cookies at ${page.url()}`, JSON.stringify(await this.context.cookies()));
    this.keep(`storage at ${page.url()}`, JSON.stringify(await this.context.storageState({ indexedDB: true })));
    const session = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    this.keep(`session storage at ${page.url()}`, session);
  }

  /** The places at which one of these secrets, or anything that looks like a JSON Web Token, was seen. */
  async findings(secrets: string[]): Promise<string[]> {
    await Promise.all(this.pending);
    const token = /eyJ[\w-]{8,}/;
    const found = ({ place, text }: { place: string; text: string }) => [
      ...(token.test(text) ? [`a token in ${place}: ${text.match(token)![0].slice(0, 12)}…`] : []),
      ...secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret.slice(0, 12)}… in ${place}`),
    ];
    return this.seen.flatMap(found);
  }

  get count(): number {
    return this.seen.length;
  }
}
