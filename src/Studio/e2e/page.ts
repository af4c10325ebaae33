import { test as base, expect, type Locator, type Page, type Request } from '@playwright/test';
import AxeSource from 'axe-core';

export { expect };
export type { Locator, Page, Request };

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
      const { ADDRESS, HOST_ADDRESS, ISSUER_ADDRESS, SIGN_IN_ADDRESS, STORE_ADDRESS } = process.env;
      const known = [ADDRESS, HOST_ADDRESS, ISSUER_ADDRESS, SIGN_IN_ADDRESS, STORE_ADDRESS]
        .map(address => address && new URL(address).origin);
      if (protocol.startsWith('http') && !known.includes(origin)) {
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

export const run = (page: Page): Locator => page.getByRole('button', { name: /^Make/ }).last();
export const stage = (page: Page): Locator => page.getByRole('region', { name: 'Result' });
export const done = (page: Page): Locator => stage(page).locator('figcaption').getByText('Done', { exact: true });

/** The form of a workflow. */
export async function open(page: Page, workflow: string): Promise<void> {
  await page.goto(`/#/create/${workflow}`);
  await expect(page.getByRole('tab', { name: 'Form' })).toBeVisible();
}

/** Makes one picture of the text with the form that is open, and waits for it. */
export async function make(page: Page, prompt: string): Promise<void> {
  await page.getByLabel('Prompt', { exact: true }).fill(prompt);
  await run(page).click();
  await expect(stage(page).getByRole('img', { name: prompt })).toBeVisible();
  await expect(done(page)).toBeVisible();
}

/** A card of one colour, which needs no model. */
const card = {
  1: { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color: 255 } },
  2: { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'card' } },
};

/** Gives the page a file that holds a graph. */
export async function drop(page: Page, name: string, graph: object = card): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(graph));
  await page.getByLabel('Drop a workflow, or choose a file').setInputFiles({ name, mimeType: 'application/json', buffer });
}

/** No serious fault that axe-core finds, and nothing that is wider than the window. */
export async function inspect(page: Page, what: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AxeSource.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof AxeSource }).axe.run(document, { resultTypes: ['violations'] });
    return violations.filter(one => one.impact === 'serious' || one.impact === 'critical')
      .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  });
  expect.soft(found, what).toEqual([]);
  await fits(page, what);
}

export async function fits(page: Page, what: string): Promise<void> {
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${what} is too wide`).toBeLessThanOrEqual(0);
}

export const pictures = process.env.PICTURES ?? 'test-results';
