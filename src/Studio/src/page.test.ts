import { expect, test } from 'vitest';
import { readJson } from './api/json';
import { challengeOf } from './auth/pkce';
import { en } from './texts/en';
import { pt } from './texts/pt';
import { ceiling } from './ui/Plot';

test('both languages have every text, with the same places for values', () => {
  const placesOf = (text: string): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join();
  expect(Object.keys(pt).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect(placesOf(pt[key as keyof typeof en]), key).toBe(placesOf(text));
    expect(text.trim(), key).not.toBe('');
  }
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
