import { expect, test, vi } from 'vitest';
import { by, daysBetween } from './admin/usage/sums';
import { choicesOf, nameIn, storedAs, type Imported } from './admin/workflows/imported';
import { readExactJson, readJson } from './api/json';
import { challengeOf } from './auth/pkce';
import { en } from './texts/en';
import { pt } from './texts/pt';
import { ceiling } from './ui/Plot';
import { pngOf } from './ui/png';

test('both languages have every text, with the same places for values', () => {
  const placesOf = (text: string): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join();
  expect(Object.keys(pt).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect(placesOf(pt[key as keyof typeof en]), key).toBe(placesOf(text));
    expect(text.trim(), key).not.toBe('');
  }
});

test('what is to come is in a while or due now, and what has been was never later', async () => {
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('navigator', { language: 'en' });
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
  const { ago, until } = await import('./texts');
  const at = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
  expect([ago(at(-5)), ago(at(5)), ago(at(200))]).toEqual(['5 seconds ago', 'now', 'now']);
  expect([until(at(30.4)), until(at(100)), until(at(-5)), until(at(-200))]).toEqual(['in 30 seconds', 'in 2 minutes', 'now', 'now']);
  vi.unstubAllGlobals();
});

test('the challenge is that of RFC 7636, appendix B', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('small integers and fractions are numbers', () => {
  expect(readJson('{"seed":42,"cfg":7.0,"big":1e3}')).toEqual({ seed: 42, cfg: 7, big: 1000 });
});

test('axes end at round numbers', () => {
  expect([1, 2, 3, 7, 10, 12, 99, 130].map(ceiling)).toEqual([1, 2, 5, 10, 10, 20, 100, 200]);
});

test.skipIf(!('rawJSON' in JSON))('what goes on as it came keeps every digit', () => {
  const text = '{"seed":18446744073709551615,"cfg":7}';
  expect(JSON.stringify(readExactJson(text))).toBe(text);
});

test('a picture is written as PNG with its pixels as they are', async () => {
  const pixels = new Uint8ClampedArray([1, 2, 3, 0, 250, 251, 252, 128]);
  const bytes = new Uint8Array(await (await pngOf({ data: pixels, width: 2, height: 1 })).arrayBuffer());
  const view = new DataView(bytes.buffer);
  expect([view.getUint32(16), view.getUint32(20), bytes[24], bytes[25]]).toEqual([2, 1, 8, 6]);
  const length = view.getUint32(33);
  const packed = new Blob([bytes.slice(41, 41 + length)]).stream().pipeThrough(new DecompressionStream('deflate'));
  expect([...new Uint8Array(await new Response(packed).arrayBuffer())]).toEqual([0, ...pixels]);
  // That of an IEND without data, as every PNG has it.
  expect(view.getUint32(bytes.length - 4)).toBe(0xae426082);
});

test('usage is summed by day, person and workflow', () => {
  const row = (day: string, user: string, jobs: number) => ({ day, user_id: user, workflow: 'w', jobs, gpu_seconds: 0, bytes: 0 });
  const rows = [row('2026-01-01', 'a', 1), row('2026-01-02', 'b', 5), row('2026-01-02', 'a', 2)];
  expect(by(rows, 'day', 'jobs')).toEqual([['2026-01-02', 7], ['2026-01-01', 1]]);
  expect(by(rows, 'user_id', 'jobs')).toEqual([['b', 5], ['a', 3]]);
  expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
});

test('what people chose of an imported file is what is stored', () => {
  const imported = {
    graph: { 6: {} }, parameters: { parameters: { text: { bind: { node: '6', input: 'text' } }, steps: { bind: { node: '3', input: 'steps' }, advanced: true } } },
  } as unknown as Imported;
  const [text, steps] = choicesOf(imported);
  expect([text!.isUsed, steps!.isUsed]).toEqual([true, false]);
  expect(storedAs(imported, 'Mine', '', [{ ...text!, name: 'prompt', title: 'Prompt' }, steps!])).toEqual({
    graph: { 6: {} }, parameters: { title: 'Mine', parameters: { prompt: { bind: { node: '6', input: 'text' }, title: 'Prompt' } } },
  });
  expect(nameIn('my:work/flow v2.png')).toBe('my-work-flow v2');
});
