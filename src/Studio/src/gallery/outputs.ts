import { ask, download, get, persist, send } from '../api/client';
import type { Output } from '../api/types';
import { queryOf, type Filter } from './filter';
import type { Page } from './pages';

const pageSize = 60;
/** The API puts no more into one archive. */
export const mostInZip = 1_000;

/** One page of the caller's outputs, the newest first. */
export async function loadOutputs(filter: Filter, cursor: string | null): Promise<Page<Output>> {
  const path = `/image/outputs?${queryOf(filter, cursor, pageSize)}`;
  const got = await persist(() => get<{ outputs: Output[]; next_cursor: string | null }>(path));
  return { items: got.outputs, next: got.next_cursor };
}

export const remove = (output: Output): Promise<unknown> => ask(`/image/outputs/${output.id}`, { method: 'DELETE' });

export const mark = (output: Output, isFavourite: boolean): Promise<Output> =>
  send<Output>('PATCH', `/image/outputs/${output.id}`, { is_favourite: isFavourite });

export const zip = (outputs: Output[]): Promise<void> =>
  download('/image/outputs/zip', 'pictures.zip', { method: 'POST', body: { ids: outputs.map(one => one.id) } });

/** Does it for each, a few at once; goes on to the end and throws the first fault then. */
export async function forEach(outputs: Output[], doing: (output: Output) => Promise<unknown>): Promise<void> {
  const waiting = [...outputs];
  let fault: unknown;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await doing(next).catch((reason: unknown) => (fault ??= reason));
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  if (fault) throw fault;
}
