/** Reads JSON without rounding: integers that a number cannot hold, such as seeds of 64 bits, become text. */
export function readJson<T>(text: string): T {
  const revive = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    isRounded(value) && context?.source ? context.source : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as T;
}

/** The same, for what is sent on as it is: such integers are written again digit by digit where the browser can. */
export function readExactJson<T>(text: string): T {
  const { rawJSON } = JSON as unknown as { rawJSON?: (source: string) => unknown };
  const revive = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    isRounded(value) && context?.source ? rawJSON?.(context.source) ?? context.source : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as T;
}

const isRounded = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
