// The binary that `cargo xtask start` serves, started on a free port with a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const binary = process.env.LONGRUN_BINARY ?? join(root, 'target/debug/longrun');

export class Longrun {
  /** Everything the process has written so far, to both streams. */
  log = '';

  private constructor(
    readonly url: string,
    readonly data: string,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout!, process.stderr!]) {
      stream.on('data', (chunk) => (this.log += chunk));
    }
  }

  /** Starts the binary with these settings beside its own and waits until it is ready, or as far as it gets. */
  static async start(settings: Record<string, string> = {}, port?: number, far: 'ready' | 'live' = 'ready'): Promise<Longrun> {
    port ??= await freePort();
    const data = await mkdtemp(join(tmpdir(), 'longrun-'));
    const url = `http://localhost:${port}`;
    const env = {
      PATH: process.env.PATH,
      HOME: data,
      RUST_LOG: 'debug',
      LONGRUN_LISTEN: `127.0.0.1:${port}`,
      LONGRUN_PUBLIC_URL: url,
      LONGRUN_DATA: join(data, 'store'),
      ...settings,
    };
    const server = spawn(binary, ['serve'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const longrun = new Longrun(url, data, server);
    await longrun.gets(far);
    return longrun;
  }

  /** The link that makes the owner's account, printed once by a Longrun without accounts. */
  get ownerLink(): string {
    const link = this.log.match(/http:\/\/\S+\/idp\/sign-up\S+/);
    if (!link) throw new Error(`no one-time link in:\n${this.log}`);
    return link[0];
  }

  /** Whoever was ended by a signal has no exit code. */
  private get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  async stop(): Promise<void> {
    if (!this.hasEnded) {
      const ended = new Promise((done) => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
    await rm(this.data, { recursive: true, force: true });
  }

  private async gets(far: 'ready' | 'live'): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      if (this.hasEnded) break;
      const answer = await fetch(`${this.url}/health/${far}`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((later) => setTimeout(later, 50));
    }
    await this.stop();
    throw new Error(`${binary} did not become ${far}:\n${this.log}`);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
