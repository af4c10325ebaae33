import { Nodes } from './nodes';
import { expect, simulate, stage, test, type Page } from './page';

const nodes = new Nodes();
const away = 'The service does not answer.';

test.beforeAll(() => nodes.open(process.env.HOST_ADDRESS!));
test.afterAll(() => nodes.close());

test('the page stays right while the service is killed, and while another one takes its place', async ({ page }) => {
  test.setTimeout(150_000);
  let node = await nodes.start();
  await page.goto(`${process.env.HOST_ADDRESS}#/create/txt2img`);
  const changes: [string, NodeJS.Signals][] = [['a bridge that holds', 'SIGKILL'], ['a ferry that changes', 'SIGTERM']];
  for (const [prompt, signal] of changes) {
    await begin(page, prompt);
    await nodes.stop(node, signal);
    await expect(page.getByText(away)).toBeVisible();
    node = await nodes.start();
    await expect(page.getByText(away)).toBeHidden({ timeout: 30_000 });
    await finish(page, prompt);
  }
});

test('the page stays right while one of two nodes is taken away', { tag: '@cluster' }, async ({ page }) => {
  test.setTimeout(240_000);
  let [older, newer] = [await nodes.start(), await nodes.start()];
  await page.goto(`${process.env.HOST_ADDRESS}#/create/txt2img`);
  // Whoever drives the server when the second round begins has been alone with it, so that one is killed at its work.
  const changes: [string, NodeJS.Signals][] = [
    ['a mill on the dike', 'SIGKILL'], ['a mill in the storm', 'SIGKILL'], ['a mill at rest', 'SIGTERM'],
  ];
  for (const [prompt, signal] of changes) {
    await begin(page, prompt, 1_000);
    const before = await progress(page);
    await nodes.stop(older, signal);
    await expect(page.getByText(away)).toBeHidden({ timeout: 30_000 });
    // What ComfyUI does for a node that died it tells no other one: the progress stays, but goes back never.
    await expect(stage(page).locator('figcaption')).toContainText('Being made');
    expect(await progress(page)).toBeGreaterThanOrEqual(before);
    await expect(page.getByRole('link', { name: '1 running, 0 waiting' })).toBeVisible();
    await finish(page, prompt);
    await expect(page.getByRole('link', { name: '0 running, 0 waiting' })).toBeVisible();
    [older, newer] = [newer, await nodes.start()];
  }
});

/** Begins a picture that takes long, and waits until it is at work. */
async function begin(page: Page, prompt: string, slow = 150): Promise<void> {
  await simulate(page, { slow });
  await page.getByLabel('Prompt', { exact: true }).fill(prompt);
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(stage(page).getByText(/step \d+ of/)).toBeVisible();
}

/** Lets it come to its end, which must be seen on the page without anything being done there. */
async function finish(page: Page, prompt: string): Promise<void> {
  await simulate(page, { reset: true });
  await expect(stage(page).locator('figcaption').getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(stage(page).getByRole('img', { name: prompt })).toBeVisible();
}

const progress = async (page: Page): Promise<number> => Number(await stage(page).getByRole('progressbar').first().getAttribute('aria-valuenow'));
