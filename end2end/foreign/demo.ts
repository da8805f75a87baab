// A Longrun with the demo's athletes and machine, whom nobody asks to slow down.
import { test as base } from '@playwright/test';
import { Longrun } from '../longrun.ts';

export const test = base.extend<{ longrun: Longrun }>({
  longrun: async ({}, use) => {
    const settings = { LONGRUN_DEMO: '1', LONGRUN_DATA: 'memory', LONGRUN_API_RATE: '1000000', RUST_LOG: 'warn' };
    const longrun = await Longrun.start(settings);
    await use(longrun);
    await longrun.stop();
  },
});
