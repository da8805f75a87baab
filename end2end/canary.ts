// Stands between the browser and Longrun, hears every byte that passes, and says where a secret appeared in it.
import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { BrowserContext, Page } from '@playwright/test';
import { freePort } from './longrun.ts';

/** Something that must not be seen; its kind says where it may pass all the same. */
export type Secret = { kind: string; value: string };

/** The one place where an authorization code passes the browser, by the protocol. */
const callback = 'the redirect to the callback';
/** Where a session's cookie belongs. */
const cookies = /^(set-cookie|cookie) of |^cookies at /;

export class Canary {
  /** What was heard: each text with the place it was found at. */
  private readonly seen: { place: string; text: string }[] = [];
  /** The requests that were answered, as `GET /path`, each with its status. */
  readonly visits: { visit: string; status: number }[] = [];

  private constructor(
    readonly port: number,
    private readonly behind: number,
    private readonly server: Server,
  ) {}

  /** Listens on a free port, for a Longrun with the `settings` of this canary. */
  static async start(): Promise<Canary> {
    const [port, behind] = [await freePort(), await freePort()];
    const server = createServer((asked, answer) => canary.pass(asked, answer));
    const canary = new Canary(port, behind, server);
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    return canary;
  }

  /** What puts a Longrun behind this canary. */
  get settings(): Record<string, string> {
    return { LONGRUN_LISTEN: `127.0.0.1:${this.behind}` };
  }

  /** Hears what pages say on the console, too. */
  listen(context: BrowserContext): void {
    context.on('console', (message) => this.keep(`console of ${message.page()?.url()}`, message.text()));
    context.on('weberror', (error) => this.keep('an error of a script', `${error.error()}`));
  }

  keep(place: string, text: string): void {
    this.seen.push({ place, text });
  }

  /** Every cookie, what scripts of the page could have stored, and the page as it is drawn. */
  async keepState(page: Page): Promise<void> {
    const { origin, pathname } = new URL(page.url());
    const at = `at ${pathname}`;
    this.keep(`cookies ${at}`, JSON.stringify(await page.context().cookies(origin)));
    const { origins } = await page.context().storageState({ indexedDB: true });
    this.keep(`storage ${at}`, JSON.stringify(origins));
    this.keep(`session storage ${at}`, await page.evaluate(() => JSON.stringify({ ...sessionStorage })));
    this.keep(`address ${at}`, page.url());
    this.keep(`document ${at}`, await page.content());
  }

  /** The authorization codes that passed on the way to the callback. */
  get codes(): string[] {
    const ways = this.seen.filter(({ place }) => place === callback).map(({ text }) => text);
    const codes = ways.flatMap((way) => way.match(/[?&]code=([^&\s]+)/)?.[1] ?? []);
    return [...new Set(codes)].map(decodeURIComponent);
  }

  /** The places at which a secret, anything like a JSON Web Token, or the verifier of a PKCE challenge was seen. */
  findings(secrets: Secret[]): string[] {
    const challenges = new Set(this.seen.flatMap(({ text }) => [...text.matchAll(/code_challenge=([\w-]{43})/g)].map((found) => found[1])));
    const found = this.seen.flatMap(({ place, text }) => [
      ...secrets.filter((secret) => holds(text, secret.value) && !belongs(secret, place)).map(({ kind }) => `a ${kind} in ${place}`),
      ...tokens(text).map((token) => `a token in ${place}: ${token.slice(0, 12)}…`),
      ...verifiers(text, challenges).map(() => `a verifier in ${place}`),
    ]);
    return [...new Set(found)];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** Hands a request on and its answer back, unchanged but for its encoding: what is compressed cannot be searched. */
  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { 'accept-encoding': _, ...headers } = asked.headers;
    const path = asked.url!;
    const onward = request({ port: this.behind, host: '127.0.0.1', method: asked.method, path, headers }, (said) => {
      const body: Buffer[] = [];
      said.on('data', (piece) => body.push(piece));
      said.on('end', () => this.hear(asked, said, Buffer.concat(body).toString('latin1')));
      answer.writeHead(said.statusCode!, said.rawHeaders);
      said.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  }

  private hear(asked: IncomingMessage, said: IncomingMessage, body: string): void {
    const visit = `${asked.method} ${asked.url!.split('?')[0]}`;
    this.visits.push({ visit, status: said.statusCode! });
    const toCallback = (text: string) => text.split('?')[0].endsWith('/auth/callback');
    this.keep(toCallback(asked.url!) ? callback : `address of ${visit}`, asked.url!);
    for (const [name, value] of pairs(asked.rawHeaders)) this.keep(`${name} of a request, ${visit}`.replace(/^cookie of a request,/, 'cookie of'), value);
    for (const [name, value] of pairs(said.rawHeaders)) {
      this.keep(name === 'location' && toCallback(value) ? callback : `${name} of ${visit}`, value);
    }
    this.keep(`body of ${visit}`, body);
  }
}

function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1]] as [string, string]] : []));
}

/** Whether a text holds a value, as it is, as in an address, or within something encoded as base64. */
function holds(text: string, value: string): boolean {
  const encoded = [0, 1, 2].map((shift) => Buffer.from('-'.repeat(shift) + value).toString('base64url').slice(shift && shift + 1, -2));
  return [value, encodeURIComponent(value), ...encoded].some((form) => text.includes(form));
}

function belongs({ kind }: Secret, place: string): boolean {
  return (kind === 'code' && place === callback) || (kind === 'session' && cookies.test(place));
}

/** Whatever decodes to the beginning of a JSON object, as every JSON Web Token does. */
function tokens(text: string): string[] {
  const begun = (run: string) => /^\{"\w+":/.test(Buffer.from(run, 'base64url').toString('latin1'));
  return [...text.matchAll(/eyJ[\w-]{8,}/g)].map(([run]) => run).filter(begun);
}

/** Whatever one of these challenges is the hash of; ours have 43 characters. */
function verifiers(text: string, challenges: Set<string>): string[] {
  if (challenges.size === 0) return [];
  const runs = text.match(/[\w-]{43,}/g) ?? [];
  const windows = runs.flatMap((run) => Array.from({ length: run.length - 42 }, (_, start) => run.slice(start, start + 43)));
  return windows.filter((window) => challenges.has(createHash('sha256').update(window).digest('base64url')));
}
