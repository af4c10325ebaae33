import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask, get, persist } from '../api/client';
import { queue } from '../api/queue';

export interface Loaded<T> {
  value: Signal<T | null>;
  fault: Signal<string | null>;
  reload: () => void;
}

/** What a path answers, asked again when it changes and, if wished, every so many seconds while the page is seen. */
export function useLoaded<T>(path: string | null, everySeconds?: number): Loaded<T> {
  const value = useSignal<T | null>(null);
  const fault = useSignal<string | null>(null);
  const turn = useSignal(0);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    const load = (): void => {
      persist(() => get<T>(path, abort.signal)).then(
        got => {
          if (!abort.signal.aborted) [value.value, fault.value] = [got, null];
        },
        (reason: Error) => {
          if (!abort.signal.aborted) fault.value = reason.message;
        });
    };
    load();
    const timer = everySeconds ? setInterval(() => document.hidden || load(), everySeconds * 1_000) : 0;
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [path, everySeconds, turn.value]);
  return { value, fault, reload: () => turn.value++ };
}

export interface Pages<T> {
  items: Signal<T[] | null>;
  fault: Signal<string | null>;
  hasMore: Signal<boolean>;
  more: () => void;
  reload: () => void;
}

/** A list of the API that comes in pages, as `{ [member]: [...], next_cursor }`: the first one, and more when somebody wants it. */
export function usePages<T>(path: string, member: string): Pages<T> {
  const items = useSignal<T[] | null>(null);
  const fault = useSignal<string | null>(null);
  const hasMore = useSignal(false);
  const next = useSignal<string | null>(null);
  const turn = useSignal(0);
  const load = async (cursor: string | null, signal?: AbortSignal): Promise<void> => {
    try {
      const address = cursor ? `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : path;
      const got = await persist(() => get<{ next_cursor: string | null }>(address, signal));
      if (signal?.aborted) return;
      const page = (got as unknown as Record<string, T[]>)[member]!;
      items.value = cursor ? [...(items.value ?? []), ...page] : page;
      [next.value, hasMore.value, fault.value] = [got.next_cursor, got.next_cursor !== null, null];
    } catch (reason) {
      if (!signal?.aborted) fault.value = (reason as Error).message;
    }
  };
  useEffect(() => {
    const abort = new AbortController();
    void load(null, abort.signal);
    return () => abort.abort();
  }, [path, member, turn.value]);
  return { items, fault, hasMore, more: () => void load(next.value), reload: () => turn.value++ };
}

export interface Acting {
  fault: Signal<string | null>;
  /** Does it, and keeps the words of a refusal until the next time. */
  act: (doing: Promise<unknown>) => Promise<void>;
}

/** What a screen does for its reader: the fault is shown in one place, and afterwards the screen is loaded again. */
export function useActing(afterwards: () => void): Acting {
  const fault = useSignal<string | null>(null);
  const act = async (doing: Promise<unknown>): Promise<void> => {
    fault.value = null;
    await doing.catch((reason: Error) => (fault.value = reason.message));
    afterwards();
  };
  return { fault, act };
}

/** Loads a list again every few seconds while something in it is not over. */
export function useUntilOver(isOver: boolean, reload: () => void): void {
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => document.hidden || reload(), 3_000);
    return () => clearInterval(timer);
  }, [isOver]);
}

/** A number that changes a moment after jobs began, ended or came: when lists of jobs are asked for again. */
export function useQueueTurn(): number {
  const turn = useSignal(0);
  const isKnown = useRef(false);
  const totals = queue.value;
  useEffect(() => {
    if (!totals) return;
    // What is told first is how things are already.
    if (!isKnown.current) {
      isKnown.current = true;
      return;
    }
    const timer = setTimeout(() => turn.value++, 300);
    return () => clearTimeout(timer);
  }, [totals?.queue_running, totals?.queue_pending]);
  return turn.value;
}

export interface LoadedFile {
  address: string;
  type: string;
}

/** The first of these files that is there, which needs the caller's token; null while it is on its way. */
export function useFile(...paths: string[]): LoadedFile | null {
  const file = useSignal<LoadedFile | null>(null);
  const key = paths.join(' ');
  useEffect(() => {
    file.value = null;
    const abort = new AbortController();
    let made: string | null = null;
    void (async () => {
      for (const path of paths) {
        try {
          const blob = await (await ask(path, { signal: abort.signal })).blob();
          if (!abort.signal.aborted) file.value = { address: (made = URL.createObjectURL(blob)), type: blob.type };
          return;
        } catch {
          // The next one may be there.
        }
      }
    })();
    return () => {
      abort.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [key]);
  return file.value;
}
