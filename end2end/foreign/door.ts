// The API's door, as whoever has a token of any kind comes to it.
import { request } from 'node:http';
import { expect } from '@playwright/test';

/** What an answer is held to. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

const RUN = { sport: 'run', started_at: '2026-11-01T07:30:00+01:00', time_zone: 'Europe/Berlin', duration_s: 60 };

export class Door {
  constructor(readonly longrun: string) {}

  /** Tries to log a workout, with these headers as they are. */
  log(headers: [string, string][], query = ''): Promise<Answer> {
    const json: [string, string] = ['content-type', 'application/json'];
    const type = headers.some(([name]) => name === 'content-type') ? [] : [json];
    return this.ask('POST', `/api/v1/workouts${query}`, [...type, ...headers], JSON.stringify(RUN));
  }

  read(token: string, path = '/api/v1/workouts'): Promise<Answer> {
    return this.ask('GET', path, [['authorization', `Bearer ${token}`]]);
  }

  /** How many workouts there are, as their athlete sees it. */
  async workouts(token: string): Promise<number> {
    const answer = await this.read(token, '/api/v1/workouts?limit=200');
    expect(answer.status, answer.body).toBe(200);
    return JSON.parse(answer.body).items.length;
  }

  // Not fetch, which would make one header of two.
  private ask(method: string, path: string, headers: [string, string][], body = ''): Promise<Answer> {
    const host = new URL(this.longrun).host;
    const flat = [['host', host], ['content-length', `${Buffer.byteLength(body)}`], ...headers].flat();
    return new Promise((done, failed) => {
      const sent = request(this.longrun + path, { method, headers: flat as never }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers as never, body: text }));
      });
      sent.on('error', failed).end(body);
    });
  }
}

/** An answer as the standards want it: problem+json, and a challenge with this error. */
export function refused(longrun: string, answer: Answer, status: number, error: string): void {
  const where = `resource_metadata="${longrun}/.well-known/oauth-protected-resource/api"`;
  expect(answer.status, answer.body).toBe(status);
  expect(answer.headers['www-authenticate']).toBe(`Bearer ${error && `error="${error}", `}${where}`);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const told = JSON.parse(answer.body);
  expect(told.status).toBe(status);
  // What was wrong with it is nobody's business.
  expect(Object.keys(told).sort()).toEqual(['request_id', 'status', 'title', 'type']);
}
