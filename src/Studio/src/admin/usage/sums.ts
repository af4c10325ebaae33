import type { UsageRow } from '../../api/types';

export type Measure = 'gpu_seconds' | 'jobs' | 'bytes';

/** The sums by one of the columns, the largest first. */
export function by(rows: readonly UsageRow[], column: 'day' | 'user_id' | 'workflow', measure: Measure): [string, number][] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row[column], (sums.get(row[column]) ?? 0) + row[measure]);
  return [...sums].sort(([, one], [, other]) => other - one);
}

/** A day as the API has it, in UTC. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Every day of a range, both ends included; a year at most. */
export function daysBetween(from: string, to: string): string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const count = Math.min(Math.max(Math.round((last - first) / 86_400_000), 0), 365) + 1;
  return Array.from({ length: count }, (_, index) => dayOf(new Date(last - (count - 1 - index) * 86_400_000)));
}
