import { test as base, expect, type Page } from '@playwright/test';

export { expect };
export type { Page };

/** Every page of a test is held to its policy: what it blocks, and what goes wrong in a script, fails the test. */
export const test = base.extend<{ faults: string[] }>({
  faults: [async ({ page }, use) => {
    const faults: string[] = [];
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => {
      if (/content security policy|trusted type/i.test(message.text())) faults.push(message.text());
    });
    page.on('request', request => {
      const { origin, protocol } = new URL(request.url());
      const known = [process.env.ADDRESS, process.env.ISSUER_ADDRESS, process.env.HOST_ADDRESS].map(address => address && new URL(address).origin);
      if (protocol.startsWith('http') && !known.includes(origin) && !/\/(authorize|token|\.well-known)/.test(request.url())) {
        faults.push(`It asked ${request.url()}.`);
      }
    });
    await use(faults);
    expect(faults).toEqual([]);
  }, { auto: true }],
});

/** Switches faults of the simulator, such as `{ hold: true }`. */
export async function simulate(page: Page, faults: Record<string, unknown>): Promise<void> {
  const answer = await page.request.post(new URL('/simulator/faults', process.env.SIMULATOR).toString(), { data: faults });
  expect(answer.ok()).toBe(true);
}

export const pictures = process.env.PICTURES ?? 'test-results';
