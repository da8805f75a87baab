// One server per worker, on a port and a data folder of its own; see longrun.ts.
import { defineConfig } from '@playwright/test';

// Debian's Chromium: as root it needs --no-sandbox, and without the others it waits for hosts it cannot reach.
const chromium = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

export default defineConfig({
  testDir: 'walks',
  outputDir: 'test-results',
  reporter: 'list',
  fullyParallel: false,
  workers: 2,
  // One walk by itself is asked for on the command line; a mark in the source would silence all others.
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: chromium,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    // A trace of every walk would take half of the time again; `--trace on` gives one of the walk that failed.
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'scripts', use: { javaScriptEnabled: true } },
    // Every walk again as people meet it whose browser runs no scripts.
    { name: 'no-scripts', use: { javaScriptEnabled: false }, grep: /@walk/ },
  ],
});
