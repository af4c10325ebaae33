import { spawn, type ChildProcess } from 'node:child_process';
import { freePort, Gate } from './gate';
import { expect, simulate, test, type Page } from './page';

const gate = new Gate();
let node: ChildProcess | undefined;

/** The service in a process of its own, on an address of its own and one folder; the page knows the gate before it. */
async function startNode(): Promise<void> {
  const port = await freePort();
  const [program, ...settings] = process.env.HOST!.split('\n');
  node = spawn(program!, [...settings, '--Generation:PollSeconds=0.5'], {
    env: {
      ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', ASPNETCORE_URLS: `http://127.0.0.1:${port}`,
      ComfyUi__Servers: process.env.SIMULATOR!,
    },
    stdio: 'ignore',
  });
  await expect.poll(() => fetch(`http://127.0.0.1:${port}/health/ready`).then(answer => answer.status, () => 0), { timeout: 40_000 }).toBe(200);
  gate.turnTo(port);
}

async function stopNode(signal: NodeJS.Signals): Promise<void> {
  const stopped = new Promise(done => node!.once('exit', done));
  node!.kill(signal);
  await stopped;
}

test.afterAll(() => {
  node?.kill('SIGKILL');
  gate.close();
});

test('the page stays right while a node is killed, and while another one takes its place', async ({ page }) => {
  test.setTimeout(150_000);
  await gate.listen(Number(new URL(process.env.HOST_ADDRESS!).port));
  await startNode();
  await page.goto(`${process.env.HOST_ADDRESS}#/create/txt2img`);
  await whileMaking(page, 'a bridge that holds', () => stopNode('SIGKILL'));
  await whileMaking(page, 'a ferry that changes', () => stopNode('SIGTERM'));
});

/** Begins a picture, has the node go and another one come, and waits for the picture on the same page. */
async function whileMaking(page: Page, prompt: string, stop: () => Promise<void>): Promise<void> {
  const stage = page.getByRole('region', { name: 'Result' });
  await simulate(page, { slow: 150 });
  await page.getByLabel('Prompt', { exact: true }).fill(prompt);
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(stage.getByText(/step \d+ of/)).toBeVisible();
  await stop();
  await expect(page.getByText('The service does not answer.')).toBeVisible();
  await startNode();
  await expect(page.getByText('The service does not answer.')).toBeHidden({ timeout: 30_000 });
  await simulate(page, { reset: true });
  await expect(stage.locator('figcaption').getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(stage.getByRole('img', { name: prompt })).toBeVisible();
}
