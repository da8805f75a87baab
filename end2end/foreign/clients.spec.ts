// Clients as their users would write them.
import { join } from 'node:path';
import { test } from './demo.ts';
import { python, run } from './programs.ts';

const modules = 'node_modules';
const client = 'clients/typescript';

test('a Python program with Authlib and requests', async ({ longrun }) => {
  await run(python, ['clients/python/keep_a_copy.py', longrun.url]);
});

test('a TypeScript program with types that are made of the document', async ({ longrun }) => {
  const types = join(client, 'generated/longrun.d.ts');
  const generator = join(modules, 'openapi-typescript/bin/cli.js');
  await run('node', [generator, `${longrun.url}/api/openapi.json`, '--output', types]);
  await run('node', [join(modules, 'typescript/bin/tsc'), '--project', client]);
  await run('node', [join(client, 'generated/keep-a-log.js'), longrun.url]);
});
