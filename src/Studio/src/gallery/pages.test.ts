import { expect, test } from 'vitest';
import { PagedList, visibleRows } from './pages';

const size = 50;

function endless(count: number): { list: PagedList<number>; loads: (string | null)[] } {
  const loads: (string | null)[] = [];
  const list = new PagedList<number>(cursor => {
    loads.push(cursor);
    const first = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(size, count - first) }, (_, index) => first + index);
    return Promise.resolve({ items, next: first + size < count ? String(first + size) : null });
  }, 6);
  return { list, loads };
}

test('a hundred thousand pictures are scrolled through, and few are held', async () => {
  const { list } = endless(100_000);
  for (let at = 0; at < 100_000; at += 40) {
    await list.reach(at, Math.min(at + 60, 99_999));
    expect(list.held).toBeLessThanOrEqual(6 * size);
    expect(list.at(at)).toBe(at);
  }
  expect(list.isComplete).toBe(true);
  expect(list.length).toBe(100_000);
  expect(list.at(0)).toBeUndefined();
  await list.reach(0, 10);
  expect(list.at(0)).toBe(0);
});

test('pages without pictures are passed over', async () => {
  const list = new PagedList<number>(cursor => Promise.resolve(cursor === '4' ? { items: [7], next: null } : { items: [], next: String(Number(cursor ?? 0) + 1) }));
  await list.reach(0, 20);
  expect([list.length, list.at(0), list.isComplete]).toEqual([1, 7, true]);
});

test('a page is asked for once, however many want it', async () => {
  const { list, loads } = endless(30);
  await Promise.all([list.reach(0, 10), list.reach(0, 20)]);
  expect(loads).toEqual([null]);
});

test('only rows that are seen are shown', () => {
  expect(visibleRows(0, 900, 200, 100)).toEqual({ first: 0, last: 7 });
  expect(visibleRows(10_000, 900, 200, 100)).toEqual({ first: 47, last: 57 });
  expect(visibleRows(0, 900, 200, 2)).toEqual({ first: 0, last: 1 });
  expect(visibleRows(9_999_999, 900, 200, 3).last).toBe(2);
});
