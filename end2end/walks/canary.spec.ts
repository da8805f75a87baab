// No token, code or key reaches the browser or the log.
import { Canary } from '../canary.ts';
import { expect, test } from '../test.ts';

const pages = ['/', '/dashboard', '/workouts', '/workouts/new', '/import', '/settings', '/nothing-here', '/health/ready'];

test('no response, cookie, storage or log line holds a secret', async ({ ada, context, demo }) => {
  const canary = new Canary(context, demo.url);
  const session = (await context.cookies()).find((cookie) => cookie.name === '__Host-Http-longrun')!.value;
  for (const path of pages) {
    await ada.goto(path);
    await canary.keepState(ada);
  }
  canary.keep('the log', demo.log);
  expect(canary.count).toBeGreaterThan(3 * pages.length);
  expect(await canary.findings([])).toEqual([]);
  expect(demo.log, 'the session’s cookie is not logged').not.toContain(session);
  const ours = (await canary.findings([session])).filter((place) => !/in (cookies|storage) at/.test(place));
  expect(ours, 'the session’s cookie is in no body').toEqual([]);
});
