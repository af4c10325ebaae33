import { readJson } from './json';
import type { Problem } from './types';

/** What the service refused, in its own words. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly problem: Partial<Problem>, readonly retryAfter: number | null) {
    super(problem.detail ?? `HTTP ${status}`);
  }

  /** What is wrong with a parameter, by its name. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { pointer, detail } of this.problem.errors ?? []) {
      const name = /^\/parameters\/([^/]+)/.exec(pointer ?? '')?.[1];
      if (name && detail) {
        found[name.replaceAll('~1', '/').replaceAll('~0', '~')] ??= detail;
      }
    }
    return found;
  }
}

/** The service does not answer at all. */
export class OfflineError extends Error {}

export interface Credentials {
  token(): string | null;
  /** Gets a new token after one was refused; false when there is none to be had. */
  renew(refused: string | null): Promise<boolean>;
}

let credentials: Credentials = { token: () => null, renew: () => Promise.resolve(false) };

export const useCredentials = (used: Credentials): void => {
  credentials = used;
};
export const currentToken = (): string | null => credentials.token();

export interface Ask {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Asks with the caller's token, once more with a new one when it was refused. */
export async function ask(path: string, { method = 'GET', body, headers = {}, signal }: Ask = {}): Promise<Response> {
  const send = (): Promise<Response> => {
    const token = credentials.token();
    const isRaw = body instanceof Blob;
    return fetch(path, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || isRaw ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }).catch((reason: unknown) => {
      throw signal?.aborted ? reason : new OfflineError('The service does not answer.');
    });
  };
  const token = credentials.token();
  let answer = await send();
  if (answer.status === 401 && (await credentials.renew(token))) {
    answer = await send();
  }
  if (!answer.ok && answer.status !== 304) {
    const text = await answer.text();
    throw new ApiError(answer.status, problemIn(text), Number(answer.headers.get('Retry-After')) || null);
  }
  return answer;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return readJson<T>(await (await ask(path, signal ? { signal } : {})).text());
}

export async function send<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
  const text = await (await ask(path, { method, body, ...(headers ? { headers } : {}) })).text();
  return (text ? readJson<T>(text) : undefined) as T;
}

/** A key under which a request may be sent again after a break: what it asked for is then done once. */
export const idempotencyKey = (): string => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

/** Saves what a path answers as a file. */
export async function download(path: string, name: string, asked?: Ask): Promise<void> {
  saveAs(await (await ask(path, asked)).blob(), name);
}

export function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export const pause = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds));

/** Tries again while the service is away or busy, for about a minute: for what may be asked twice. */
export async function persist<T>(attempt: () => Promise<T>, waits = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]): Promise<T> {
  for (const wait of waits) {
    try {
      return await attempt();
    } catch (reason) {
      if (!(reason instanceof OfflineError) && !(reason instanceof ApiError && reason.status === 503)) {
        throw reason;
      }
      await pause(wait);
    }
  }
  return attempt();
}

function problemIn(text: string): Partial<Problem> {
  try {
    return readJson<Partial<Problem>>(text);
  } catch {
    return {};
  }
}
