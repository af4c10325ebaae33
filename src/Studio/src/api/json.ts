/** Reads JSON without rounding: integers that a number cannot hold, such as seeds of 64 bits, become text. */
export function readJson<T>(text: string): T {
  const revive = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source ? context.source : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as T;
}
