// Programs and issuers of others against the binary that `start` serves. No browser is needed.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'foreign',
  outputDir: 'test-results/foreign',
  reporter: 'list',
  workers: 1,
  forbidOnly: true,
  timeout: 120_000,
});
