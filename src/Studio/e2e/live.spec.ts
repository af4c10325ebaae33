import { expect, open, run, simulate, stage, test, type Page, type Request } from './page';

test('what is live comes by one socket, and by the streams of what the stage shows', async ({ page }) => {
  test.setTimeout(180_000);
  const lines = new Lines(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'What would you like to make?' })).toBeVisible();
  await lines.expect(0);

  // A picture at work has a stream of its steps and previews, while it is looked at.
  await simulate(page, { slow: 2_000 });
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('a lock on the canal');
  await run(page).click();
  await expect(stage(page).getByText(/step \d+ of/)).toBeVisible();
  await lines.expect(1);
  for (const screen of ['queue', 'gallery', 'account/usage', 'admin/jobs', 'admin/servers', 'admin/storage']) {
    await page.goto(`/#/${screen}`);
    await expect(page.locator('main h1').first()).toBeVisible();
    await lines.expect(0);
  }
  await open(page, 'txt2img');
  await expect(stage(page).getByText(/step \d+ of/)).toBeVisible();
  await lines.expect(1);

  // Several have one together, besides that of the picture that is large.
  await page.getByLabel('How many').fill('3');
  await page.getByRole('button', { name: 'Make 3' }).click();
  await expect(stage(page).getByText('0 of 3 done')).toBeVisible();
  await lines.expect(2);

  await page.goto('/#/admin/servers');
  // Of two test cards the later one is followed.
  for (let card = 0; card < 2; card++) {
    await Promise.all([page.waitForRequest(isStream), page.getByRole('button', { name: 'Test card' }).click()]);
    await lines.expect(1);
  }
  await simulate(page, { reset: true });
  await expect(page.getByText('The test card came from simulator.')).toBeVisible({ timeout: 40_000 });
  await lines.expect(0);
  expect(lines.most).toEqual({ sockets: 1, streams: 2 });
});

const isStream = (request: Request): boolean => request.headers().accept === 'text/event-stream';

/** The connections by which a page hears of changes. */
class Lines {
  readonly most = { sockets: 0, streams: 0 };
  #sockets = 0;
  readonly #streams = new Set<object>();

  constructor(page: Page) {
    page.on('websocket', socket => {
      this.most.sockets = Math.max(this.most.sockets, ++this.#sockets);
      socket.on('close', () => this.#sockets--);
    });
    page.on('request', request => {
      if (!isStream(request)) return;
      this.#streams.add(request);
      this.most.streams = Math.max(this.most.streams, this.#streams.size);
    });
    for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end, request => this.#streams.delete(request));
  }

  /** The socket is there, and so many streams. */
  async expect(streams: number): Promise<void> {
    await expect.poll(() => ({ sockets: this.#sockets, streams: this.#streams.size })).toEqual({ sockets: 1, streams });
  }
}
