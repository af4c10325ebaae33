import type { Server } from 'node:http';
import { startIssuer } from './issuer';
import { done, expect as usual, make, run, stage, test, type Locator, type Page } from './page';

const { ISSUER_ADDRESS, SIGN_IN_ADDRESS } = process.env;
// Three servers and a browser share the machine.
const expect = usual.configure({ timeout: 60_000 });
test.describe.configure({ timeout: 180_000 });
let issuer: Server;

test.beforeAll(async () => {
  issuer = await startIssuer(ISSUER_ADDRESS!, SIGN_IN_ADDRESS!);
});
test.afterAll(() => {
  issuer.closeAllConnections();
  issuer.close();
});

test('people sign in at an identity provider, stay signed in, and sign out', async ({ page }) => {
  await logIn(page);
  // What the page may do there is asked by the provider, and what was begun is gone on with.
  await expect(page.getByText('images:generate', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('tab', { name: 'Form' })).toBeVisible();
  expect(page.url()).toBe(`${SIGN_IN_ADDRESS}#/create/txt2img`);
  await make(page, 'a pier in the fog');

  await page.reload();
  await expect(page.getByRole('tab', { name: 'Form' })).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByText('ada@example.com')).toBeVisible();
  await page.keyboard.press('Escape');

  // A token that is good no longer is changed for another one, and nobody notices.
  const renewals: string[] = [];
  page.on('request', request => {
    if (request.url() === `${ISSUER_ADDRESS}token`) renewals.push(request.postData() ?? '');
  });
  await page.route('**/image/generate', route => route.fulfill({ status: 401, json: { status: 401 } }), { times: 1 });
  await page.getByLabel('Prompt', { exact: true }).fill('a pier in the sun');
  await run(page).click();
  await expect(stage(page).getByRole('img', { name: 'a pier in the sun' })).toBeVisible();
  await expect(done(page)).toBeVisible();
  expect(renewals).toHaveLength(1);
  expect(renewals[0]).toContain('grant_type=refresh_token');
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Form' })).toBeVisible();

  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(signInButton(page)).toBeVisible();
  await page.reload();
  await expect(signInButton(page)).toBeVisible();
  expect(await page.evaluate(() => [...Object.values(sessionStorage), ...Object.values(localStorage)].join())).not.toContain('token');
});

test('whoever turns back at the identity provider is told so', async ({ page }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByText('End-User aborted interaction')).toBeVisible();
  expect(page.url()).toBe(`${SIGN_IN_ADDRESS}#/create/txt2img`);
  await expect(signInButton(page)).toBeVisible();
});

const signInButton = (page: Page): Locator => page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1/ });

/** From the page to the provider, and there to the question what the page may do. */
async function logIn(page: Page): Promise<void> {
  await page.goto(`${SIGN_IN_ADDRESS}#/create/txt2img`);
  await signInButton(page).click();
  await page.getByPlaceholder('Enter any login').fill('ada');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}
