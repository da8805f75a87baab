// Programs and issuers of others against the binary that `start` serves. Whoever needs a browser opens it.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'foreign',
  outputDir: 'test-results/foreign',
  reporter: 'list',
  workers: 1,
  forbidOnly: true,
  timeout: 120_000,
});
