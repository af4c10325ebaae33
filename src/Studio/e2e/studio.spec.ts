import AxeSource from 'axe-core';
import { expect, pictures, simulate, test, type Page } from './page';

const run = (page: Page) => page.getByRole('button', { name: /^Make/ }).last();
const stage = (page: Page) => page.getByRole('region', { name: 'Result' });
const done = (page: Page) => stage(page).locator('figcaption').getByText('Done', { exact: true });

async function open(page: Page, workflow: string): Promise<void> {
  await page.goto(`/#/create/${workflow}`);
  await expect(page.getByRole('tab', { name: 'Form' })).toBeVisible();
}

test('the first view is small and is there at once', async ({ page }) => {
  const begun = Date.now();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'What would you like to make?' })).toBeVisible();
  const shown = Date.now() - begun;
  const bytes = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0));
  console.log(`first view: ${bytes} bytes, ${shown} ms`);
  expect(bytes).toBeLessThan(150_000);
});

test('from the first run to a picture, by keyboard', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'First steps' })).toBeVisible();
  await page.getByRole('button', { name: 'Make the test card' }).click();
  await expect(page.getByText('It arrived.')).toBeVisible();

  await page.getByRole('link', { name: 'Text to picture', exact: true }).focus();
  await page.keyboard.press('Enter');
  await run(page).click();
  await expect(page.getByLabel('Prompt', { exact: true })).toBeFocused();
  await page.keyboard.type('a lighthouse at dusk, oil painting');
  await simulate(page, { slow: 60 });
  await page.keyboard.press('Control+Enter');
  await expect(stage(page).locator('img.developing').first()).toBeVisible();
  await expect(stage(page).getByText(/step \d+ of 20/)).toBeVisible();
  await simulate(page, { reset: true });
  await expect(done(page)).toBeVisible();
  await expect(stage(page).getByRole('img', { name: 'a lighthouse at dusk, oil painting' })).toBeVisible();
});

test('values are remembered, and the API tab has programs for them', async ({ page }) => {
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill("a fox's den");
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('12');
  await page.getByRole('button', { name: 'Draw a seed' }).click();
  await page.reload();
  await expect(page.getByLabel('Prompt', { exact: true })).toHaveValue("a fox's den");
  await expect(page.getByRole('spinbutton', { name: 'Steps' })).toHaveValue('12');
  await page.getByRole('tab', { name: 'Form' }).press('ArrowRight');
  await expect(page.getByRole('tabpanel', { name: 'JSON' }).getByRole('textbox')).toHaveValue(/"steps": 12/);
  await page.getByRole('tab', { name: 'JSON' }).press('ArrowRight');
  for (const name of ['curl', 'JavaScript', 'Python']) {
    await expect(page.getByRole('region', { name })).toContainText('"steps": 12');
  }
});

test('nine pictures are compared, and two of them side by side', async ({ page }) => {
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('a harbour in the morning');
  await page.getByRole('button', { name: 'Compare values' }).click();
  await page.getByLabel(/^Across/).selectOption('steps');
  await page.getByLabel('Values', { exact: true }).first().fill('2..6:2');
  await page.getByLabel(/^Down/).selectOption('cfg');
  await page.getByLabel('Values', { exact: true }).last().fill('3, 6, 9');
  await page.getByRole('button', { name: 'Make 9' }).click();
  const grid = page.getByRole('region', { name: 'Comparison' });
  await expect(grid.locator('td .frame img:not(.developing)')).toHaveCount(9, { timeout: 40_000 });
  await expect(grid.getByRole('columnheader')).toHaveText(['2', '4', '6']);
  await page.screenshot({ path: `${pictures}/compare.png` });

  await page.goto('/#/gallery');
  await page.getByRole('button', { name: 'Select to compare' }).click();
  await page.getByRole('button', { name: 'Choose: a harbour in the morning' }).first().click();
  await page.getByRole('button', { name: 'Choose: a harbour in the morning' }).nth(1).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Two pictures compared' });
  await expect(dialog.locator('img')).toHaveCount(2);
  await expect(dialog.getByRole('row', { name: /steps|cfg/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a picture of the gallery has its values, and is made again or painted over', async ({ page }) => {
  await page.goto('/#/gallery');
  await page.getByRole('button', { name: 'Open: a lighthouse at dusk, oil painting' }).click();
  const dialog = page.getByRole('dialog', { name: 'Picture' });
  await expect(dialog.getByText('Checkpoint', { exact: true })).toBeVisible();
  const seed = await dialog.locator('dt:text-is("Seed") + dd').innerText();
  await dialog.getByRole('link', { name: 'Same seed' }).click();
  await expect(page.getByLabel('Seed', { exact: true })).toHaveValue(seed);

  await page.goto('/#/gallery');
  await page.getByRole('button', { name: 'Open: a lighthouse at dusk, oil painting' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Use as input' }).click();
  await expect(page.locator('img.picture-chosen')).toBeVisible();
  await page.getByLabel('Prompt', { exact: true }).fill('the same in winter');
  await run(page).click();
  await expect(done(page)).toBeVisible();
});

test('a picture is marked, and another one deleted', async ({ page }) => {
  await page.goto('/#/gallery');
  const dialog = page.getByRole('dialog', { name: 'Picture' });
  await page.getByRole('button', { name: 'Open: a lighthouse at dusk, oil painting' }).click();
  await dialog.getByRole('button', { name: 'Favourite' }).click();
  await expect(dialog.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open: the same in winter' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete it' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Open: a lighthouse at dusk, oil painting' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open: the same in winter' })).toHaveCount(0);
});

test('the queue says in words where a job stands, and lets it go', async ({ page }) => {
  await simulate(page, { hold: true });
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('an orchard');
  await page.getByLabel('How many').fill('5');
  await page.getByRole('button', { name: 'Make 5' }).click();
  await page.goto('/#/queue');
  await expect(page.getByText('You are next')).toBeVisible();
  await expect(page.getByText(/Place [23] in the queue/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop all of mine' }).click();
  await simulate(page, { reset: true });
  await expect(page.getByText('Nothing of yours is waiting')).toBeVisible({ timeout: 30_000 });
});

test('an administrator drains a server while it works', async ({ page }) => {
  await simulate(page, { slow: 30 });
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('rain on a window');
  await run(page).click();
  await expect(stage(page).getByText(/step \d+ of/)).toBeVisible();
  await page.goto('/#/servers');
  const server = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'simulator' }) });
  await server.getByRole('button', { name: 'Drain' }).click();
  await expect(server.getByText('finishes what it has')).toBeVisible();
  await simulate(page, { reset: true });
  await server.getByRole('button', { name: 'Take jobs' }).click();
  await expect(server.getByText('takes jobs')).toBeVisible();
  await page.getByRole('button', { name: 'Test card' }).click();
  await expect(page.getByText('The test card came from simulator.')).toBeVisible();
});

test('a key is shown once and taken back', async ({ page }) => {
  await page.goto('/#/keys');
  await page.getByLabel('What it is for').fill('nightly');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await expect(page.getByText(/^ae_/).first()).toBeVisible();
  await page.reload();
  await page.getByRole('listitem').filter({ hasText: 'nightly' }).getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('No keys')).toBeVisible();
});

test('somebody else sees nothing of it', async ({ page }) => {
  await page.goto('/#/gallery');
  await page.getByRole('button', { name: /^Open: / }).first().click();
  const theirs = page.url();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key or token').fill(process.env.OTHER_TOKEN!);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Gallery' }).click();
  await expect(page.getByText('No pictures yet')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Servers' })).toHaveCount(0);
  await page.goto(theirs);
  await expect(page.getByText('No pictures yet')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('link', { name: 'Queue' }).click();
  await expect(page.getByText('Nothing of yours is waiting')).toBeVisible();
});

test('people sign in at the identity provider', async ({ page }) => {
  await page.goto(process.env.ISSUER_ADDRESS!);
  await page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1/ }).click();
  await expect(page.getByRole('heading', { name: 'What would you like to make?' })).toBeVisible();
  expect(page.url()).not.toContain('code=');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByText('ada@example.com')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'What would you like to make?' })).toBeVisible();
});

test('a gallery of many pictures keeps few of them', async ({ page }) => {
  await page.route('**/image/jobs?*', async route => {
    const address = new URL(route.request().url());
    const first = Number(address.searchParams.get('cursor') ?? 0);
    const [job] = ((await (await route.fetch({ url: `${address.origin}/image/jobs?status=succeeded&limit=1` })).json()) as { jobs: { outputs: object[] }[] }).jobs;
    const jobs = Array.from({ length: 50 }, (_, index) => ({
      ...job, id: `j${first + index}`, outputs: [{ ...job!.outputs[0], id: `o${first + index}` }],
    }));
    await route.fulfill({ json: { jobs, next_cursor: first + 50 < 2_000 ? String(first + 50) : null } });
  });
  await page.goto('/#/gallery');
  await expect(page.locator('.tile img').first()).toBeVisible();
  for (let turn = 0; turn < 60; turn++) {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    if (await page.locator('[data-index="1999"]').count()) break;
    await page.waitForTimeout(60);
  }
  await expect(page.locator('[data-index="1999"]')).toHaveCount(1);
  expect(await page.locator('.tile').count()).toBeLessThan(120);
});

for (const look of ['light', 'dark', 'phone'] as const) {
  test(`every screen can be read and used: ${look}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    if (look === 'phone') await page.setViewportSize({ width: 390, height: 844 });
    const screens = { create: '/#/create', easel: '/#/create/txt2img', gallery: '/#/gallery', queue: '/#/queue', servers: '/#/servers', keys: '/#/keys' };
    for (const [name, address] of Object.entries(screens)) {
      await page.goto(address);
      await expect(page.locator('main h1').first()).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      if (name === 'gallery' || name === 'easel') await expect(page.locator('.tile img, .large img').first()).toBeVisible();
      await inspect(page, `${name}, ${look}`);
      await page.screenshot({ path: `${pictures}/${name}-${look}.png` });
    }
    await page.goto('/#/gallery');
    await page.getByRole('button', { name: /^Open: / }).first().click();
    await expect(page.getByRole('dialog').locator('img')).toBeVisible();
    await inspect(page, `viewer, ${look}`);
    await page.screenshot({ path: `${pictures}/viewer-${look}.png` });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Language').selectOption('pt');
    await expect(page.getByRole('heading', { name: 'Galeria' })).toBeVisible();
    await page.getByRole('button', { name: 'Sair' }).click();
    await inspect(page, `sign in, ${look}`);
    await page.screenshot({ path: `${pictures}/sign-in-${look}.png` });
  });
}

test('the picture of README', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('a lighthouse at dawn, oil painting');
  await page.getByLabel('Seed', { exact: true }).fill('11');
  await page.getByRole('button', { name: '3:2' }).click();
  await run(page).click();
  await expect(done(page)).toBeVisible();
  await expect(stage(page).getByRole('img', { name: 'a lighthouse at dawn, oil painting' })).toBeVisible();
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${pictures}/studio.png` });
});

/** No serious fault that axe-core finds, and nothing that is wider than the window. */
async function inspect(page: Page, what: string): Promise<void> {
  await page.evaluate(AxeSource.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof AxeSource }).axe.run(document, { resultTypes: ['violations'] });
    return violations.filter(one => one.impact === 'serious' || one.impact === 'critical')
      .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  });
  expect.soft(found, what).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${what} is too wide`).toBeLessThanOrEqual(0);
}
