import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask, get, persist } from '../api/client';

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

/** An address for the first of these files that is there, which needs the caller's token; null while it is on its way. */
export function useFile(...paths: string[]): string | null {
  const address = useSignal<string | null>(null);
  const key = paths.join(' ');
  useEffect(() => {
    address.value = null;
    const abort = new AbortController();
    let made: string | null = null;
    void (async () => {
      for (const path of paths) {
        try {
          const blob = await (await ask(path, { signal: abort.signal })).blob();
          if (!abort.signal.aborted) address.value = made = URL.createObjectURL(blob);
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
  return address.value;
}
