import { expect, test } from 'vitest';
import { everything, queryOf } from './filter';

const textOf = (text: string): string | null => new URLSearchParams(queryOf({ ...everything, text }, null, 60)).get('text');

test('words are looked for, and no more than the service takes', () => {
  expect(textOf(' a red, red bridge! ')).toBe('a red red bridge');
  expect(textOf('?!')).toBeNull();
  expect(textOf('word '.repeat(30))?.split(' ')).toHaveLength(20);
  expect(textOf('赤い橋')).toBe('赤 い 橋');
});
