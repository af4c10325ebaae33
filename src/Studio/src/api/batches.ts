import { get, idempotencyKey, pause, persist, send } from './client';
import { follow } from './events';
import type { Order } from './jobs';
import type { Batch, BatchItem, Values } from './types';

/** Queues many jobs at once; all are accepted, or none. `items` has what differs from the shared parameters. */
export const submitBatch = (order: Order, items: Values[]): Promise<Batch> => sendOnce('/image/batches', { ...order, items });
/** A new batch of those that failed. */
export const rerunBatch = (id: string): Promise<Batch> => sendOnce(`/image/batches/${id}/rerun`);
export const cancelBatch = (id: string): Promise<Batch> => send<Batch>('POST', `/image/batches/${id}/cancel`);

/** Asked again with the same key after a break, the service answers the same batch. */
function sendOnce(path: string, body?: unknown): Promise<Batch> {
  const key = idempotencyKey();
  return persist(() => send<Batch>('POST', path, body, { 'Idempotency-Key': key }));
}

/** Follows a batch to its end or until nobody looks any more; whenever its counts change, its items are told too. */
export function watchBatch(id: string, heard: (batch: Batch, items: BatchItem[]) => void): () => void {
  const abort = new AbortController();
  let told = 0;
  const tell = async (batch: Batch): Promise<void> => {
    const turn = ++told;
    for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
      const items = await persist(() => itemsOf(id));
      if (abort.signal.aborted || turn !== told) return;
      heard(batch, items);
      if (batch.completed_at !== null) abort.abort();
      // Items become jobs as there is room, of which no event tells.
      if (items.every(item => item.job_id !== null)) return;
      await pause(wait);
    }
  };
  void follow(`/image/batches/${id}/events`, (_, data) => void tell(data as Batch).catch(() => {}), abort.signal);
  return () => abort.abort();
}

async function itemsOf(id: string): Promise<BatchItem[]> {
  const items: BatchItem[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: BatchItem[]; next_cursor: string | null } =
      await get(`/image/batches/${id}/items?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}
