// Every answer is one that the document describes, whatever is asked: schemathesis from PyPI.
import { test } from './demo.ts';
import { python, run } from './programs.ts';

test('the document says all that the API does', async ({ longrun }) => {
  test.setTimeout(8 * 3600_000);
  const { LONGRUN_EXAMPLES: examples = '30', LONGRUN_SEED: seed = '1' } = process.env;
  await run(python, ['schemathesis/run.py', longrun.url, examples, seed]);
});
