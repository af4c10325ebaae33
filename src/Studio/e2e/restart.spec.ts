import { spawn, type ChildProcess } from 'node:child_process';
import { expect, simulate, test } from './page';

let host: ChildProcess | undefined;

/** The service in a process of its own, on one address and one folder, so that it can be killed and comes back. */
async function startHost(): Promise<void> {
  const [program, ...settings] = process.env.HOST!.split('\n');
  host = spawn(program!, [...settings, '--Generation:PollSeconds=0.5'], {
    env: {
      ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', ASPNETCORE_URLS: process.env.HOST_ADDRESS!,
      ComfyUi__Servers: process.env.SIMULATOR!,
    },
    stdio: 'ignore',
  });
  await expect.poll(() => fetch(`${process.env.HOST_ADDRESS}health/ready`).then(answer => answer.status, () => 0), { timeout: 40_000 }).toBe(200);
}

test.afterEach(() => {
  host?.kill('SIGKILL');
});

test('the page stays right while the service is killed and comes back', async ({ page }) => {
  test.setTimeout(120_000);
  await startHost();
  await simulate(page, { slow: 150 });
  await page.goto(`${process.env.HOST_ADDRESS}#/create/txt2img`);
  await page.getByLabel('Prompt', { exact: true }).fill('a bridge that holds');
  await page.getByRole('button', { name: 'Make it' }).click();
  const stage = page.getByRole('region', { name: 'Result' });
  await expect(stage.getByText(/step \d+ of/)).toBeVisible();

  host!.kill('SIGKILL');
  await expect(page.getByText('The service does not answer.')).toBeVisible();
  await startHost();
  await expect(page.getByText('The service does not answer.')).toBeHidden({ timeout: 30_000 });
  await simulate(page, { reset: true });
  await expect(stage.locator('figcaption').getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(stage.getByRole('img', { name: 'a bridge that holds' })).toBeVisible();
});
