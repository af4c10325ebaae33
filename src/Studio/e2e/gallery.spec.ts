import { readFileSync } from 'node:fs';
import { expect, make, open, simulate, stage, test, type Page } from './page';

const tiles = (page: Page) => page.getByRole('button', { name: /^(Open|Choose): / });
const viewer = (page: Page) => page.getByRole('dialog', { name: 'Picture' });

async function gallery(page: Page): Promise<void> {
  await page.goto('/#/gallery');
  await expect(tiles(page).first()).toBeVisible();
}

test('a picture of the gallery has its values, and is made again or painted over', async ({ page }) => {
  await open(page, 'txt2img');
  await make(page, 'a lighthouse in fog');
  await gallery(page);
  await tiles(page).first().click();
  await expect(viewer(page).getByRole('heading', { name: 'a lighthouse in fog' })).toBeVisible();
  const seed = await viewer(page).locator('dt:text-is("Seed") + dd').innerText();
  const [file] = await Promise.all([page.waitForEvent('download'), viewer(page).getByRole('button', { name: 'Workflow file' }).click()]);
  expect(JSON.stringify(JSON.parse(readFileSync(await file.path(), 'utf8')))).toContain('a lighthouse in fog');
  await page.keyboard.press('ArrowRight');
  await expect(viewer(page).getByRole('heading', { name: 'a lighthouse in fog' })).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await viewer(page).getByRole('link', { name: 'Same seed' }).click();
  await expect(page.getByLabel('Seed', { exact: true })).toHaveValue(seed);

  await gallery(page);
  await tiles(page).first().click();
  await viewer(page).getByRole('link', { name: 'Use as input' }).click();
  await expect(page.locator('img.picture-chosen')).toBeVisible();
  await make(page, 'the same in winter');
});

test('a mask is painted over a picture', async ({ page }) => {
  await open(page, 'img2img');
  await page.getByRole('button', { name: 'Use one of mine' }).click();
  await tiles(page).first().click();
  await page.getByRole('button', { name: 'Paint a mask' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paint a mask' });
  await expect(dialog.getByRole('button', { name: 'Use this mask' })).toBeDisabled();
  const box = (await dialog.getByRole('img').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2 + 20, { steps: 5 });
  await page.mouse.up();
  const [sent] = await Promise.all([
    page.waitForRequest(request => request.url().endsWith('/image/uploads')), dialog.getByRole('button', { name: 'Use this mask' }).click(),
  ]);
  await expect(dialog).toBeHidden();
  expect(sent.headers()['content-type']).toBe('image/png');
  await expect(page.locator('img.picture-chosen')).toBeVisible();
  // Where it was painted it is transparent, and nowhere else.
  expect(await page.evaluate(async () => {
    const image = document.querySelector<HTMLImageElement>('img.picture-chosen')!;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
    const pen = canvas.getContext('2d')!;
    pen.drawImage(image, 0, 0);
    const alpha = (x: number, y: number) => pen.getImageData(x, y, 1, 1).data[3];
    return [alpha(canvas.width / 2, canvas.height / 2), alpha(2, 2)];
  })).toEqual([0, 255]);
  await make(page, 'a door in the middle');
});

test('pictures are marked, found, packed and deleted', async ({ page }) => {
  await gallery(page);
  const before = await tiles(page).count();
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await tiles(page).nth(0).click();
  await tiles(page).nth(1).click();
  await expect(page.getByText('2 selected')).toBeVisible();
  const selection = page.getByRole('region', { name: 'What is selected' });
  const [archive] = await Promise.all([page.waitForEvent('download'), selection.getByRole('button', { name: 'Download' }).click()]);
  expect(readFileSync(await archive.path()).subarray(0, 2).toString()).toBe('PK');
  await selection.getByRole('button', { name: 'Favourite' }).click();
  await expect(page.locator('.tile-star')).toHaveCount(2);

  await page.getByRole('button', { name: 'Favourites' }).click();
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().click();
  await selection.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete' }).getByRole('button', { name: 'Delete it' }).click();
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(tiles(page)).toHaveCount(before - 1);

  await page.getByLabel('Words of the prompt').fill('harbour morn');
  await expect(tiles(page)).toHaveCount(9);
  await page.getByLabel('Words of the prompt').fill('harbour nowhere');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Show all' }).last().click();
  await expect(page.getByLabel('Words of the prompt')).toHaveValue('');
  await expect(tiles(page)).toHaveCount(before - 1);

  await page.getByLabel('Kind').selectOption('Films');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Show all' }).last().click();
  await page.getByLabel('To', { exact: true }).fill('2020-01-01');
  await expect(page.getByText('Nothing fits')).toBeVisible();
});

test('pictures are put into folders, by keyboard', async ({ page }) => {
  await gallery(page);
  const all = await tiles(page).count();
  const folders = page.getByRole('navigation', { name: 'Folders' });
  const form = page.getByRole('dialog', { name: 'New folder' });
  const add = async (name: string): Promise<void> => {
    await folders.getByRole('button', { name: 'New folder' }).press('Enter');
    await expect(form.getByLabel('Name')).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await add('coast');
  await expect(folders.getByRole('button', { name: 'coast' })).toBeVisible();
  await add('coast');
  await expect(form.getByRole('alert')).toContainText('coast');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Select', exact: true }).press('Enter');
  await tiles(page).first().press('Enter');
  await page.keyboard.press('ArrowRight');
  await expect(tiles(page).nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 selected')).toBeVisible();
  const selection = page.getByRole('region', { name: 'What is selected' });
  await selection.getByRole('button', { name: 'Move' }).press('Enter');
  await page.getByRole('dialog', { name: 'Move' }).getByLabel('Where to').selectOption({ label: 'coast' });
  await page.getByRole('dialog', { name: 'Move' }).getByLabel('A new folder there, if you wish').press('Enter');
  await expect(selection.getByText('2 pictures moved')).toBeVisible();

  await folders.getByRole('button', { name: 'coast' }).press('Enter');
  await expect(folders.getByRole('button', { name: 'coast' })).toBeFocused();
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().press('Enter');
  await selection.getByRole('button', { name: 'Move' }).press('Enter');
  await page.getByRole('dialog', { name: 'Move' }).getByLabel('A new folder there, if you wish').fill('dunes');
  await page.keyboard.press('Enter');
  await expect(tiles(page)).toHaveCount(1);
  await folders.getByRole('button', { name: 'dunes' }).press('Enter');
  await expect(folders.locator('[aria-current]')).toHaveText('dunes');
  await expect(tiles(page)).toHaveCount(1);
  await folders.getByRole('button', { name: 'Change folder' }).press('Enter');
  await page.getByRole('dialog', { name: 'Change folder' }).getByLabel('Name').fill('high dunes');
  await page.getByRole('dialog', { name: 'Change folder' }).getByLabel('Where it lies').selectOption({ label: 'in no other' });
  await page.getByRole('dialog', { name: 'Change folder' }).getByRole('button', { name: 'Save' }).press('Enter');
  await expect(folders.getByRole('listitem')).toHaveText(['All pictures', 'high dunes']);
  await folders.getByRole('button', { name: 'Delete folder' }).press('Enter');
  await page.getByRole('dialog', { name: 'Delete folder' }).getByRole('button', { name: 'Delete folder' }).press('Enter');
  await expect(folders.getByRole('listitem')).toHaveText(['All pictures', 'coast']);
  await expect(tiles(page)).toHaveCount(all);
});

test('what failed is made again, as it was or as a batch', async ({ page }) => {
  await simulate(page, { node_error: 'VAEDecode' });
  await open(page, 'txt2img');
  await page.getByLabel('Prompt', { exact: true }).fill('a bridge');
  await page.getByLabel('How many').fill('2');
  await page.getByRole('button', { name: 'Make 2' }).click();
  await expect(stage(page).getByText(/failed/)).toBeVisible();
  await simulate(page, { reset: true });
  await page.goto('/#/queue');
  await page.getByRole('region', { name: 'Batches' }).getByRole('button', { name: 'Failed ones again' }).first().click();
  await expect(page.getByRole('region', { name: 'Batches' }).getByText('1 of 1 done')).toBeVisible();
});
