import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  // In this order: the first steps are those of a service that has made nothing yet.
  projects: ['create', 'sign-in', 'gallery', 'admin', 'live', 'looks', 'restart'].map(name => ({ name, testMatch: `${name}.spec.ts` })),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.ADDRESS ?? 'http://127.0.0.1:5080',
    locale: 'en-US',
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
    },
  },
});
