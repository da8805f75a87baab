// Programs that are run beside the tests, with the Python and the Node that xtask set up.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const end2end = resolve(import.meta.dirname, '..');

/** Runs a program in the folder `end2end`, shows what it prints, gives that back, and fails unless it succeeds. */
export async function run(program: string, args: string[], input = ''): Promise<string> {
  // Authlib takes http for a mistake, also on this machine.
  const { FORCE_COLOR: _, ...around } = process.env;
  const env = { ...around, AUTHLIB_INSECURE_TRANSPORT: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(program, args, { cwd: end2end, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
    if (!input) process.stdout.write(chunk);
  });
  child.stdin.end(input);
  const code = await new Promise((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return printed;
}

/** The Python of the environment with the packages of clients/python/requirements.txt. */
export const python = process.env.LONGRUN_PYTHON ?? resolve(end2end, '../target/python/bin/python');
