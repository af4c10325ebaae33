import { effect, signal, type Signal } from '@preact/signals';
import { get, idempotencyKey, persist, send } from './client';
import { follow } from './events';
import { queue } from './queue';
import { isOpen, type Job, type JobProgress, type Output, type Values } from './types';

/** A job as the page knows it: what the service said, and what is heard of it meanwhile. */
export interface LiveJob extends Job {
  preview?: { url: string; step: number; steps: number };
}

const known = new Map<string, Signal<LiveJob>>();
/** Changes when a job becomes known. */
export const arrivals = signal(0);
const previewLimit = 400;

export const jobSignal = (id: string): Signal<LiveJob> | undefined => known.get(id);

export function remember(job: Job): Signal<LiveJob> {
  const found = known.get(job.id);
  if (found) {
    const before = found.peek();
    // An answer may have been on its way while the job's end was told.
    if (isOpen(before) || !isOpen(job)) {
      found.value = isOpen(job) && before.preview ? { ...job, preview: before.preview } : job;
    }
    return found;
  }
  forgetOld();
  const made = signal<LiveJob>(job);
  known.set(job.id, made);
  arrivals.value++;
  return made;
}

export interface Order {
  workflow_name: string;
  parameters: Values;
}

/** Queues a job. Asked again with the same key after a break, the service answers the same job. */
export async function submit(order: Order): Promise<Signal<LiveJob>> {
  const key = idempotencyKey();
  return remember(await persist(() => send<Job>('POST', '/image/generate', order, { 'Idempotency-Key': key })));
}

/** Queues a job once more, made of what it was made of. */
export async function rerun(id: string): Promise<Signal<LiveJob>> {
  const key = idempotencyKey();
  return remember(await persist(() => send<Job>('POST', `/image/jobs/${id}/rerun`, undefined, { 'Idempotency-Key': key })));
}

export async function cancel(id: string): Promise<void> {
  remember(await send<Job>('POST', `/image/jobs/${id}/cancel`));
}

export async function page(query: Record<string, string | undefined>, abort?: AbortSignal): Promise<{ jobs: Job[]; next_cursor: string | null }> {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined && one[1] !== '');
  const answer = await get<{ jobs: Job[]; next_cursor: string | null }>(`/image/jobs?${new URLSearchParams(given)}`, abort);
  answer.jobs.forEach(remember);
  return answer;
}

/** So many at most, over as many pages as it takes: a page with large graphs is short. */
export async function upTo(count: number, query: Record<string, string>): Promise<Job[]> {
  const jobs: Job[] = [];
  let cursor: string | undefined;
  do {
    const next = await page({ ...query, limit: String(count - jobs.length), cursor });
    jobs.push(...next.jobs);
    cursor = next.next_cursor ?? undefined;
  } while (cursor && jobs.length < count);
  return jobs;
}

/** Follows one job with its previews, until it ends or nobody looks any more. */
export function watch(id: string): () => void {
  const abort = new AbortController();
  void follow(`/image/jobs/${id}/events`, (name, data) => hear(id, name, data), abort.signal).then(() => {
    if (!abort.signal.aborted) void refresh(id);
  });
  return () => abort.abort();
}

function hear(id: string, name: string, data: unknown): void {
  const found = known.get(id);
  if (!found) return;
  const job = found.peek();
  switch (name) {
    case 'status': {
      const { status, queue_position, eta_seconds, wait_reason, attempts, backend, error } = data as Job;
      if (isOpen(job)) {
        found.value = { ...job, status, queue_position, eta_seconds, wait_reason, attempts, backend, error };
      }
      if (!isOpen({ status })) void refresh(id);
      break;
    }
    case 'progress':
      if (isOpen(job)) found.value = { ...job, progress: data as JobProgress };
      break;
    case 'preview': {
      const { content_type, image, step, steps } = data as { content_type: string; image: string; step: number; steps: number };
      if (isOpen(job)) found.value = { ...job, preview: { url: `data:${content_type};base64,${image}`, step, steps } };
      break;
    }
    case 'output': {
      const output = data as Output;
      if (!job.outputs.some(one => one.id === output.id)) found.value = { ...job, outputs: [...job.outputs, output] };
      break;
    }
  }
}

export async function refresh(id: string): Promise<void> {
  remember(await persist(() => get<Job>(`/image/jobs/${id}`)));
}

/** Jobs that somebody looks at; while one of them is open, each change of the queue has them looked up, together. */
const looked = new Set<string>();
export function look(ids: readonly string[]): () => void {
  ids.forEach(id => looked.add(id));
  if (ids.some(id => !known.has(id))) void catchUp();
  return () => ids.forEach(id => looked.delete(id));
}

let isAsking = false;
let isStale = false;
const pace = 600;

effect(() => {
  if (queue.value) {
    for (const running of queue.value.running ?? []) {
      const found = known.get(running.id);
      const job = found?.peek();
      if (found && job?.status === 'running' && running.progress !== null && running.progress > (job.progress?.value ?? 0)) {
        found.value = {
          ...job,
          eta_seconds: running.eta_seconds,
          progress: { ...(job.progress ?? { nodes_done: 0, nodes_total: 0, current_node: null, step: 0, steps: 0 }), value: running.progress },
        };
      }
    }
    void catchUp();
  }
});

async function catchUp(): Promise<void> {
  if (isAsking) {
    isStale = true;
    return;
  }
  const open = [...looked].filter(id => isOpen(known.get(id)?.peek() ?? { status: 'queued' }));
  if (open.length === 0) return;
  isAsking = true;
  try {
    if (open.length > 2) {
      const { jobs } = await page({ limit: '100' });
      const told = new Set(jobs.map(job => job.id));
      await Promise.all(open.filter(id => !told.has(id)).slice(0, 20).map(refresh));
    } else {
      await Promise.all(open.map(refresh));
    }
  } catch {
    isStale = true;
  } finally {
    setTimeout(() => {
      isAsking = false;
      if (isStale) {
        isStale = false;
        void catchUp();
      }
    }, pace);
  }
}

function forgetOld(): void {
  if (known.size > previewLimit) {
    for (const [id, job] of known) {
      if (!looked.has(id) && !isOpen(job.peek())) {
        known.delete(id);
        if (known.size <= previewLimit / 2) break;
      }
    }
  }
}
