// Somebody who is signed in to Longrun's pages through the issuer, without a browser.
import { expect } from '@playwright/test';
import type { Answer } from './door.ts';
import type { Claims, Issuer } from './issuer.ts';
import { send } from './raw.ts';

const CONNECTIONS = '/settings/connections';

export class Person {
  private readonly cookies = new Map<string, string>();

  private constructor(private readonly longrun: string) {}

  static async signIn(longrun: string, issuer: Issuer, claims: Claims): Promise<Person> {
    const person = new Person(longrun);
    await issuer.vouching(claims, async () => {
      const away = await person.ask('GET', '/auth/login');
      const back = await fetch(away.headers.location, { redirect: 'manual' });
      const { pathname, search } = new URL(back.headers.get('location')!);
      const signedIn = await person.ask('GET', pathname + search);
      expect(signedIn.status, signedIn.body).toBe(200);
    });
    return person;
  }

  /** The page of a path. */
  async page(path: string): Promise<string> {
    const answer = await this.ask('GET', path);
    expect(answer.status, answer.body).toBe(200);
    return answer.body;
  }

  async grantMachine(client: string): Promise<void> {
    await this.fill(`${CONNECTIONS}/machine`, [['name', client], ['client_id', client], ['scopes', 'workouts:read'], ['scopes', 'workouts:write'], ['expires_at', '90']]);
  }

  async grantCoach(email: string): Promise<void> {
    await this.fill(`${CONNECTIONS}/coach`, [['email', email], ['scopes', 'workouts:read'], ['expires_at', '90']]);
  }

  /** Takes back what a machine, an app or a coach was granted, by the name that the page tells. */
  async withdraw(name: string): Promise<void> {
    const card = (await this.cards()).find((it) => it.startsWith(`${name}<`));
    const [path] = card?.match(/\/settings\/connections\/[^"]+\/withdraw/) ?? [];
    expect(path, `${name} is to be withdrawn`).toBeDefined();
    await this.fill(path!, []);
  }

  /** What each machine and app did last with this person's log, by its name. */
  async uses(): Promise<Map<string, string>> {
    const told = (await this.cards()).map((card): [string, string] => {
      const facts = [...card.matchAll(/<li[^>]*>([^<]*)<\/li>/g)].map(([, fact]) => fact);
      return [card.slice(0, card.indexOf('<')), facts.at(-1) ?? ''];
    });
    return new Map(told);
  }

  private async cards(): Promise<string[]> {
    return (await this.page(CONNECTIONS)).replace(/<!--.*?-->|<!>/gs, '').split(/<h3[^>]*>/).slice(1);
  }

  private async fill(path: string, fields: string[][]): Promise<void> {
    const answer = await this.ask('POST', path, `${new URLSearchParams(fields)}`);
    expect(answer.status, answer.body).toBe(303);
  }

  private async ask(method: string, path: string, body = ''): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const type: [string, string][] = method === 'POST' ? [['content-type', 'application/x-www-form-urlencoded'], ['content-length', `${body.length}`]] : [];
    const headers: [string, string][] = [['cookie', cookie], ['origin', this.longrun], ['sec-fetch-site', 'same-origin'], ...type];
    const answer = await send(this.longrun, { method, path, headers, body });
    for (const line of answer.headers['set-cookie']?.split('\n') ?? []) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/)!;
      this.cookies.set(name, value);
    }
    return answer;
  }
}
