import { drop, expect, fits, inspect, make, open, pictures, test, type Page } from './page';

const screens = {
  create: '/#/create', easel: '/#/create/txt2img', input: '/#/create/img2img', gallery: '/#/gallery', queue: '/#/queue',
  keys: '/#/account/keys', webhooks: '/#/account/webhooks', allowance: '/#/account/usage',
  deliveries: '/#/admin/webhooks', storage: '/#/admin/storage', servers: '/#/admin/servers', jobs: '/#/admin/jobs', workflows: '/#/admin/workflows', people: '/#/admin/people', usage: '/#/admin/usage',
  audit: '/#/admin/audit',
};

async function show(page: Page, name: string, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator('main h1').first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  if (name === 'gallery' || name === 'easel') await expect(page.locator('.tile img, .large img').first()).toBeVisible();
}

for (const look of ['light', 'dark', 'phone'] as const) {
  test(`every screen can be read and used: ${look}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    if (look === 'phone') await page.setViewportSize({ width: 390, height: 844 });
    const see = async (name: string): Promise<void> => {
      await inspect(page, `${name}, ${look}`);
      await page.screenshot({ path: `${pictures}/${name}-${look}.png` });
    };
    for (const [name, address] of Object.entries(screens)) {
      await show(page, name, address);
      await see(name);
    }
    const dialog = async (name: string): Promise<void> => {
      await expect(page.getByRole('dialog')).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await see(name);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    };
    await page.goto('/#/gallery');
    await page.getByRole('button', { name: /^Open: / }).first().click();
    await dialog('viewer');
    await page.getByRole('button', { name: 'coast' }).click();
    await page.getByRole('button', { name: 'Change folder' }).click();
    await dialog('folder');
    await see('in-folder');
    await page.getByRole('button', { name: 'All pictures' }).click();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('button', { name: /^Choose: / }).nth(0).click();
    await page.getByRole('button', { name: /^Choose: / }).nth(1).click();
    await see('selection');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await dialog('move');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await dialog('compare');
    await page.goto('/#/create/img2img');
    await page.getByRole('button', { name: 'Use one of mine' }).click();
    await page.getByRole('button', { name: /^Choose: / }).first().click();
    await page.getByRole('button', { name: 'Paint a mask' }).click();
    await dialog('mask');
    await page.getByRole('button', { name: 'Take it out' }).click();
    await page.goto('/#/admin/workflows');
    await drop(page, 'card.json');
    await expect(page.getByRole('form', { name: 'This file holds a workflow' })).toBeVisible();
    await see('import');
    await page.goto('/#/admin/people');
    await page.getByRole('button', { name: 'Add a plan' }).click();
    await dialog('plan');

    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Language').selectOption('pt');
    await expect(page.getByRole('heading', { name: 'Pessoas' })).toBeVisible();
    await page.keyboard.press('Escape');
    for (const [name, address] of Object.entries(look === 'phone' ? screens : {})) {
      await show(page, name, address);
      await fits(page, `${name} in Portuguese`);
    }
    await page.getByRole('button', { name: 'Configurações' }).click();
    await page.getByRole('button', { name: 'Sair' }).click();
    await see('sign-in');
  });
}

test('a gallery of 100,000 pictures is scrolled to its end and grows by nothing', async ({ page }) => {
  test.setTimeout(180_000);
  const total = 100_000;
  await page.addInitScript(answerManyOutputs, total);
  await page.goto('/#/gallery');
  await expect(page.locator('.tile img').first()).toBeVisible();
  const probe = await page.context().newCDPSession(page);
  await probe.send('Performance.enable');
  const weigh = async (): Promise<{ heap: number; nodes: number }> => {
    await probe.send('HeapProfiler.collectGarbage');
    const { metrics } = await probe.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find(one => one.name === name)!.value;
    return { heap: of('JSHeapUsedSize') / 1_048_576, nodes: of('Nodes') };
  };
  const weights: { heap: number; nodes: number }[] = [];
  for (let seen = total / 10; seen <= total; seen += total / 10) {
    await page.evaluate(scrollTo, seen - 1);
    weights.push(await weigh());
    expect(await page.locator('.tile').count()).toBeLessThan(150);
  }
  console.log(`gallery: ${weights.map(({ heap, nodes }) => `${heap.toFixed(1)} MB, ${nodes} nodes`).join('; ')}`);
  const [first, last] = [weights[0]!, weights.at(-1)!];
  expect(last.heap - first.heap).toBeLessThan(2);
  expect(last.nodes).toBeLessThan(first.nodes + 500);
});

/** In the page: answers for as many outputs, each like the newest one, ten times as many at once as the service would, to be quicker. */
function answerManyOutputs(total: number): void {
  const ask = window.fetch.bind(window);
  let newest: Promise<object> | undefined;
  window.fetch = async (asked, terms) => {
    const address = new URL(String(asked), location.origin);
    if (address.pathname !== '/image/outputs') return ask(asked, terms);
    newest ??= ask('/image/outputs?limit=1', terms).then(answer => answer.json()).then(({ outputs }: { outputs: object[] }) => outputs[0]!);
    const output = await newest;
    const [from, limit] = [Number(address.searchParams.get('cursor') ?? 0), Number(address.searchParams.get('limit')) * 10];
    const outputs = Array.from({ length: Math.min(limit, total - from) }, (_, index) => ({ ...output, id: `o${from + index}` }));
    return Response.json({ outputs, next_cursor: from + limit < total ? String(from + limit) : null });
  };
}

/** In the page: scrolls on and on until this picture is there. */
async function scrollTo(index: number): Promise<void> {
  const last = (): number => Number([...document.querySelectorAll<HTMLElement>('[data-index]')].at(-1)?.dataset.index ?? 0);
  while (last() < index) {
    window.scrollTo(0, document.body.scrollHeight);
    await new Promise(requestAnimationFrame);
  }
}

test('the pictures of README', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await open(page, 'txt2img');
  await page.getByLabel('Seed', { exact: true }).fill('11');
  await page.getByRole('button', { name: '3:2' }).click();
  await make(page, 'a lighthouse at dawn, oil painting');
  await expect(page.getByRole('link', { name: '0 running, 0 waiting' })).toBeVisible();
  await page.screenshot({ path: `${pictures}/studio.png` });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await show(page, 'gallery', '/#/gallery');
  await page.getByLabel('Workflow').selectOption('Text to picture');
  await expect(page.getByRole('button', { name: /^Open: test-card/ })).toHaveCount(0);
  await page.waitForLoadState('networkidle');
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${pictures}/studio-gallery.png` });
});
