// npm oidc-provider on another site than Longrun's: another host name is another site to a browser.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Secret } from './canary.ts';
import { freePort } from './longrun.ts';

export class Provider {
  log = '';

  private constructor(
    readonly issuer: string,
    readonly clientSecret: string,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout!, process.stderr!]) stream.on('data', (chunk) => (this.log += chunk));
  }

  /** Starts the provider with a Longrun at this address as its only client, and with these settings beside its own. */
  static async start(longrun: string, settings: Record<string, string> = {}): Promise<Provider> {
    const port = await freePort();
    const clientSecret = randomBytes(24).toString('hex');
    const env = {
      PATH: process.env.PATH,
      PORT: `${port}`,
      CLIENT_SECRET: clientSecret,
      REDIRECT_URI: `${longrun}/auth/callback`,
      POST_LOGOUT_REDIRECT_URI: `${longrun}/`,
      RESOURCE: `${longrun}/api`,
      ...settings,
    };
    const script = join(import.meta.dirname, 'providers/oidc-provider.mjs');
    const child = spawn('node', [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const provider = new Provider(`http://127.0.0.1:${port}`, clientSecret, child);
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && child.exitCode === null) {
      if (provider.log.includes(`issuer ${provider.issuer}`)) return provider;
      await new Promise((later) => setTimeout(later, 20));
    }
    await provider.stop();
    throw new Error(`${script} did not start:\n${provider.log}`);
  }

  /** Every code, verifier and token that was spoken of between here and Longrun, and the client's secret. */
  get secrets(): Secret[] {
    const told = [...this.log.matchAll(/^secret (\w+) (\S+)$/gm)].map(([, kind, value]) => ({ kind, value }));
    return [...told, { kind: 'client secret', value: this.clientSecret }];
  }

  /** What makes a Longrun sign people in here. */
  get settings(): Record<string, string> {
    return {
      LONGRUN_OIDC_ISSUER: this.issuer,
      LONGRUN_OIDC_CLIENT_ID: 'longrun',
      LONGRUN_OIDC_CLIENT_SECRET: this.clientSecret,
    };
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGKILL');
    await ended;
  }
}
