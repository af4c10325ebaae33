import { readFileSync } from 'node:fs';
import { done, drop, expect, open, run, simulate, stage, test } from './page';

test('an administrator drains a server while it works', async ({ page }) => {
  await simulate(page, { slow: 30 });
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('rain on a window');
  await run(page).click();
  await expect(stage(page).getByText(/step \d+ of/)).toBeVisible();
  await page.goto('/#/admin/servers');
  const server = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'simulator' }) });
  await expect(server.getByRole('region', { name: 'What it does now' })).toContainText('rain on a window');
  await expect(server.getByRole('region', { name: 'What it does now' })).toContainText('developer@localhost');
  await expect(server.getByRole('region', { name: 'Memory' })).toContainText(/ of .* free/);
  await server.getByText('Model files').click();
  await expect(server.getByText('.safetensors').first()).toBeVisible();
  await server.getByRole('button', { name: 'Drain' }).click();
  await expect(server.getByText('finishes what it has')).toBeVisible();
  await simulate(page, { reset: true });
  await server.getByRole('button', { name: 'Take jobs' }).click();
  await expect(server.getByText('takes jobs')).toBeVisible();
  await page.getByRole('button', { name: 'Test card' }).click();
  await expect(page.getByText('The test card came from simulator.')).toBeVisible();
});

test('a paused queue says so, and jobs are put in front or stopped', async ({ page }) => {
  await page.goto('/#/admin/jobs');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('The queue is paused. Jobs are accepted and wait.')).toBeVisible();
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('a wall');
  await page.getByLabel('How many').fill('3');
  await page.getByRole('button', { name: 'Make 3' }).click();
  await expect(stage(page).getByText('It waits since an administrator paused the queue.')).toBeVisible();
  await page.goto('/#/admin/jobs');
  const jobs = page.getByRole('listitem').filter({ hasText: 'a wall' });
  await expect(jobs).toHaveCount(3);
  await jobs.filter({ hasText: 'Place 3' }).getByRole('button', { name: 'To the front' }).click();
  await jobs.filter({ hasText: 'You are next' }).getByRole('button', { name: 'Stop' }).click();
  await expect(jobs).toHaveCount(2);
  await page.getByLabel(/^Maintenance/).fill('New drives are put in.');
  await page.getByRole('button', { name: 'Announce' }).click();
  await expect(page.getByText('No jobs are accepted just now: New drives are put in.')).toBeVisible();
  await page.getByRole('button', { name: 'Accept jobs again' }).click();
  await page.getByRole('button', { name: 'Let it go on' }).click();
  await expect(page.getByText('The queue is moving')).toBeVisible();
  await page.goto('/#/admin/audit');
  await expect(page.getByRole('cell', { name: 'PUT /queue/mode' }).first()).toBeVisible();
});

test('a plan is made and given, and usage is seen by day', async ({ page }) => {
  await page.goto('/#/admin/people');
  await page.getByRole('button', { name: 'Add a plan' }).click();
  const form = page.getByRole('dialog', { name: 'Add a plan' });
  await form.getByLabel('Name', { exact: true }).fill('small');
  await form.getByLabel('Waiting at once').fill('5000');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Plans' }).getByRole('rowheader', { name: 'small' })).toBeVisible();
  await Promise.all([
    page.waitForResponse(answer => answer.url().endsWith('/plan')), page.getByLabel('Plan of developer@localhost').selectOption('small'),
  ]);
  await page.goto('/#/account/usage');
  await expect(page.getByRole('heading', { name: 'Plan “small”' })).toBeVisible();
  await page.goto('/#/admin/people');
  await page.getByRole('region', { name: 'Plans' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete' }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('rowheader', { name: 'small' })).toHaveCount(0);

  await page.goto('/#/admin/storage');
  await expect(page.getByRole('table').getByRole('rowheader', { name: 'developer@localhost' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What is kept how long' }).getByText('7 days')).toBeVisible();

  await page.goto('/#/admin/usage');
  await page.getByRole('tab', { name: 'Jobs' }).click();
  await expect(page.getByRole('rowheader', { name: 'developer@localhost' })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'txt2img' })).toBeVisible();
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(readFileSync(await table.path(), 'utf8')).toContain('day,user_id,workflow,jobs,gpu_seconds,bytes');
});

test('a file becomes a workflow, is checked, tried and deleted', async ({ page }) => {
  await page.goto('/#/admin/workflows');
  await drop(page, 'mine v2.json');
  const form = page.getByRole('form', { name: 'This file holds a workflow' });
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('mine v2');
  await expect(form.getByRole('row').filter({ has: page.getByLabel('Shown as: width') })).toContainText('whole number');
  await form.getByLabel('What it makes').fill('A card');
  await form.getByLabel('Shown as: width').fill('Breadth');
  await form.getByLabel('Asked for: height').uncheck();
  await form.getByRole('button', { name: 'Save the workflow' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'mine v2' });
  await expect(row.getByText('can make it.')).toBeVisible();
  await row.getByRole('link', { name: 'Try it' }).click();
  await page.getByRole('spinbutton', { name: 'Breadth' }).fill('128');
  await expect(page.getByLabel('height')).toHaveCount(0);
  await run(page).click();
  await expect(done(page)).toBeVisible();
  await page.goto('/#/admin/workflows');
  await row.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete' }).getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);

  await drop(page, 'other.json', { 1: { class_type: 'NotThere', inputs: {} } });
  await expect(page.getByRole('form').getByText(/NotThere|output/).first()).toBeVisible();
});

test('a webhook has its secret shown once, and its messages are listed', async ({ page }) => {
  await page.goto('/#/account/webhooks');
  await page.getByLabel('Address').fill('https://example.com/art');
  await page.getByLabel('job.succeeded').check();
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  const secret = await page.getByText(/^whsec_/).innerText();
  const webhook = page.getByRole('region', { name: 'https://example.com/art' });
  await webhook.getByRole('button', { name: 'New secret' }).click();
  await expect(page.getByText(/^whsec_/)).not.toHaveText(secret);
  await webhook.getByRole('button', { name: 'Send a test' }).click();
  const message = webhook.getByRole('listitem').filter({ hasText: 'webhook.test' }).first();
  await expect(message).toBeVisible();
  await message.getByText('webhook.test').first().click();
  await expect(message.getByText('It works.')).toBeVisible();
  await message.getByRole('button', { name: 'Send again' }).click();
  // An administrator sees where it went and what came of it, and no more.
  await page.goto('/#/admin/webhooks');
  const sent = page.getByRole('row').filter({ hasText: 'webhook.test' });
  await expect(sent).toContainText('example.com');
  await expect(sent).toContainText('developer@localhost');
  await page.getByLabel('State').selectOption('arrived');
  await expect(page.getByText('No messages')).toBeVisible();
  await page.goto('/#/account/webhooks');
  await webhook.getByRole('button', { name: 'Switch off' }).click();
  await expect(webhook.getByText('switched off')).toBeVisible();
  await webhook.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove' }).getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No webhooks')).toBeVisible();
  // One stays, for whoever looks at the screens.
  await page.getByLabel('Address').fill('https://example.com/studio');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('region', { name: 'https://example.com/studio' }).getByRole('button', { name: 'Send a test' }).click();
});

test('a key is shown once and taken back', async ({ page }) => {
  await page.goto('/#/account/keys');
  await page.getByLabel('What it is for').fill('nightly');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await expect(page.getByText(/^ae_/).first()).toBeVisible();
  await page.reload();
  await page.getByRole('listitem').filter({ hasText: 'nightly' }).getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog', { name: 'Take back' }).getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('No keys')).toBeVisible();
});
