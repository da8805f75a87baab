// A Longrun under attack, and everything that could tell that an attack did something: the answer, both athletes' logs,
// what their programs did last, what the issuer was asked for, who was called from outside, and the record of refusals.
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { Longrun } from '../longrun.ts';
import { honest } from './attacks.ts';
import type { Answer } from './door.ts';
import { type Claims, Issuer } from './issuer.ts';
import { Person } from './person.ts';
import { type Raw, send } from './raw.ts';

export type Attack = Partial<Raw> & {
  row: string;
  attack: string;
  path: string;
  /** What the token says otherwise than Ada's that is good for everything; null for none. A machine's subject is itself. */
  as?: Claims | null;
  status: number;
  /** The problem's type; null for an answer that is for people. */
  problem?: string | null;
  /** The fields that a 422 names. */
  fields?: string[];
  /** Why it was refused, as the record has it; nothing if no row is to be added. */
  reason?: string;
  /** Whether the handler came to know whose log it is about, and was let in; nothing of a program that was let in less than
   * a minute before, of which no more is noted meanwhile. */
  reached?: boolean;
  /** The path of what is not there, whose answer is to be the same to the byte. */
  twin?: string;
};

/** Instead of a subject: a program that acts for nobody who is present. */
export const MACHINE = 'the program itself';

type Row = { reason: string; client: string | null; times: number; request_id: string };
type Look = { logs: string[]; changes: unknown[]; refusals: Row[]; fetches: number; overheard: number };

const EVERYTHING = 'workouts:read workouts:write trends:read profile:read profile:write installation:read';
const TYPES: Record<number, string> = {
  400: 'malformed', 401: 'unauthorized', 403: 'insufficient-scope', 404: 'not-found', 405: 'method-not-allowed', 408: 'timeout',
  413: 'too-large', 415: 'unsupported-media-type', 422: 'invalid',
};
/** What no answer is to hold: the inside of the program. */
const INSIDE = /panicked|backtrace|\.rs\b|\/root\/|\/home\/|serde|axum|tokio|RUST_/i;
/** Refusals of whoever has not shown who they are. */
const NAMELESS = /^(the token(?! lacks| was taken)|an access token)/;

export class Watched {
  readonly table: string[] = [];
  private readonly overheard: string[] = [];
  private readonly tried: { attack: Attack; client: string }[] = [];
  private cursors: string[] = [];
  /** What was seen after the last attack, unless something else was done since. */
  private seen?: Look;
  private observers: string[] = [];
  private owner = '';
  private programs = 0;
  people!: Record<'ada' | 'ben', Person>;

  private constructor(readonly longrun: Longrun, readonly issuer: Issuer, private readonly listener: Server) {
    listener.on('request', (request) => this.overheard.push(request.url ?? ''));
  }

  static async start(settings: Record<string, string>): Promise<Watched> {
    const listener = createServer((_, response) => response.end('{}'));
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const issuer = await Issuer.start();
    const longrun = await Longrun.start({
      LONGRUN_DATA: 'memory', LONGRUN_API_RATE: '1000000', LONGRUN_PATIENCE: '1s', RUST_LOG: 'warn,longrun=debug,server=debug,gate=debug',
      LONGRUN_OIDC_ISSUER: issuer.url, LONGRUN_OIDC_CLIENT_ID: 'longrun', LONGRUN_OIDC_CLIENT_SECRET: 'a secret of theirs', ...settings,
    });
    const watched = new Watched(longrun, issuer, listener);
    await watched.meets().catch(async (error) => {
      await watched.stop();
      throw error;
    });
    return watched;
  }

  /** Signs both athletes in, and makes tokens for whoever watches. */
  private async meets(): Promise<void> {
    const claims = ['ada', 'ben'].map((sub) => ({ sub, email: `${sub}@run.example`, email_verified: true, groups: ['observers'] }));
    const signIn = (index: number) => Person.signIn(this.longrun.url, this.issuer, claims[index]);
    this.people = { ada: await signIn(0), ben: await signIn(1) };
    const lasting = { client_id: 'observer', exp: Math.floor(Date.now() / 1000) + 3600 };
    this.observers = await Promise.all(['ada', 'ben'].map((sub) => this.token({ sub, ...lasting, groups: ['observers'] })));
    this.owner = await this.token({ sub: 'olga', ...lasting, groups: ['owners', 'observers'] });
  }

  async stop(): Promise<void> {
    await this.longrun.stop();
    await this.issuer.stop();
    this.listener.closeAllConnections();
    this.listener.close();
  }

  /** Where nobody comes. */
  get decoy(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  token(claims: Claims = {}): Promise<string> {
    return this.issuer.sign({ ...honest(this.issuer, this.longrun.url), scope: EVERYTHING, ...claims });
  }

  /** A request as whom `as` says, by raw bytes. */
  async ask({ method = 'GET', path, headers = [], body = '', feed, as = {} }: Partial<Attack> & { path: string }): Promise<Answer> {
    const bearer: [string, string][] = as ? [['authorization', `Bearer ${await this.token(as)}`]] : [];
    const isJson = body.length > 0 && !headers.some(([name]) => name === 'content-type');
    const type: [string, string][] = isJson ? [['content-type', 'application/json']] : [];
    return send(this.longrun.url, { method, path, headers: [...bearer, ...type, ...headers], body, feed });
  }

  /** The same, which must succeed. */
  async done(asked: Partial<Attack> & { path: string }): Promise<any> {
    this.seen = undefined;
    const answer = await this.ask(asked);
    expect(answer.status, answer.body).toBeLessThan(300);
    return answer.body ? JSON.parse(answer.body) : undefined;
  }

  note(row: string, attack: string, status: number): void {
    this.table.push(`${row.padEnd(4)} ${attack.slice(0, 84).padEnd(84)} ${status}`);
  }

  /** Tries it, by a program of its own, and holds every sign to what is expected. */
  async withstands(attack: Attack): Promise<Answer & { took: number }> {
    const before = this.seen ?? (await this.look());
    const client = (attack.as?.client_id as string) ?? `${attack.row.toLowerCase()}-${this.programs++}`;
    const itself = attack.as?.sub === MACHINE ? { sub: client } : {};
    const begun = Date.now();
    const answer = await this.ask({ ...attack, as: attack.as === null ? null : { ...attack.as, ...itself, client_id: client } });
    const took = Date.now() - begun;
    const after = (this.seen = await this.look());
    this.note(attack.row, attack.attack, answer.status);
    this.tried.push({ attack, client });
    const what = `${attack.row} ${attack.attack}`;
    answers(what, attack, answer);
    expect(took, `${what}: the time it took`).toBeLessThan(10_000);
    expect(after.changes, `${what}: what changed`).toEqual([]);
    expect(after.logs, `${what}: the logs`).toEqual(before.logs);
    expect(after.fetches, `${what}: what the issuer was asked for`).toBe(before.fetches);
    expect(after.overheard, `${what}: what was called from outside`).toBe(before.overheard);
    recorded(what, attack, answer, after.refusals.filter((row) => !before.refusals.some((it) => same(it, row))));
    if (attack.twin) await this.isLike(answer, { ...attack, attack: `${attack.attack}: what is not there`, path: attack.twin, twin: undefined });
    return { ...answer, took };
  }

  /** Of what was tried so far, what reached a handler or not otherwise than expected: athletes see what programs did last. */
  async reached(): Promise<string[]> {
    const uses = { ada: await this.people.ada.uses(), ben: await this.people.ben.uses() };
    return this.tried.splice(0).flatMap(({ attack, client }) => {
      const [own, others] = attack.as?.sub === 'ben' ? [uses.ben, uses.ada] : [uses.ada, uses.ben];
      const failed = own.get(client)?.includes(`without success (${attack.status})`) ?? false;
      const what = `${attack.row} ${attack.attack}: a handler`;
      return [
        ...(attack.reached === undefined || failed === attack.reached ? [] : [`${what} was${failed ? '' : ' not'} reached: ${own.get(client)}`]),
        ...(others.has(client) ? [`${what} was reached for somebody else`] : []),
      ];
    });
  }

  private async isLike(answer: Answer, twin: Attack): Promise<void> {
    const missing = await this.withstands({ ...twin, as: { ...twin.as, client_id: undefined } });
    expect(bare(missing), `${twin.row} ${twin.attack}`).toEqual(bare(answer));
  }

  private async look(): Promise<Look> {
    const path = (index: number) => `/api/v1/changes${this.cursors[index] ? `?since=${this.cursors[index]}` : ''}`;
    const [refusals, ...told] = await Promise.all([
      this.read(this.owner, '/api/v1/refusals'),
      ...this.observers.map((token) => this.read(token, '/api/v1/workouts?limit=200')),
      ...this.observers.map((token, index) => this.read(token, path(index))),
    ]);
    const changes = told.slice(2).map((text) => JSON.parse(text));
    this.cursors = changes.map((it) => it.next);
    const { items } = JSON.parse(refusals);
    return {
      logs: told.slice(0, 2), changes: changes.flatMap((it) => it.items), refusals: items,
      fetches: this.issuer.log.length, overheard: this.overheard.length,
    };
  }

  private async read(token: string, path: string): Promise<string> {
    const answer = await fetch(this.longrun.url + path, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return text;
  }
}

const same = (one: Row, other: Row) => one.request_id === other.request_id && one.reason === other.reason && one.times === other.times;

/** Holds an answer to its status, its problem and its fields, and to saying nothing of the inside. */
function answers(what: string, { status, problem, fields }: Attack, answer: Answer): void {
  expect(answer.status, `${what}: the answer ${answer.body}`).toBe(status);
  expect(answer.body, `${what}: the answer`).not.toMatch(INSIDE);
  if (problem === null) return;
  expect(answer.headers['x-content-type-options'], `${what}: the answer`).toBe('nosniff');
  expect(answer.headers['content-type'], `${what}: the answer`).toBe('application/problem+json');
  const told = JSON.parse(answer.body);
  expect(told.type.split('/').at(-1), `${what}: the answer`).toBe(problem ?? TYPES[status]);
  expect(['detail', 'errors', 'request_id', 'status', 'title', 'type'], `${what}: the answer`).toEqual(expect.arrayContaining(Object.keys(told)));
  expect(told.errors?.map((it: { field: string }) => it.field), `${what}: the fields`).toEqual(fields);
}

/** Holds the record to the one row of this request, or to none. */
function recorded(what: string, { reason }: Attack, answer: Answer, rows: Row[]): void {
  expect(rows.map((row) => [row.reason, row.times]), `${what}: the record`).toEqual(reason ? [[reason, 1]] : []);
  if (!reason) return;
  if (answer.body) expect(rows[0].request_id, `${what}: the record`).toBe(JSON.parse(answer.body).request_id);
  expect(rows[0].client === null, `${what}: the record's client`).toBe(NAMELESS.test(reason));
}

/** An answer without what differs between any two. */
function bare({ status, headers, body }: Answer) {
  const kept = Object.entries(headers).filter(([name]) => !/^(date|x-request-id|ratelimit.*)$/.test(name))
    .map(([name, value]) => [name, value.replace(/'nonce-[^']*'/, '')]);
  return { status, headers: kept, body: body.replace(/"request_id":"[^"]*"/, '') };
}
