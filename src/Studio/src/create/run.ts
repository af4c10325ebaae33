import { signal, type Signal } from '@preact/signals';
import { cancelBatch, submitBatch, watchBatch } from '../api/batches';
import { cancel, submit } from '../api/jobs';
import type { Batch, ParameterSchema } from '../api/types';
import type { Request } from './programs';
import { batchOf, type Axes, type Planned } from './sweep';

/** What one press of the button asked for. */
export interface Run {
  id: string;
  planned: Planned[];
  axes: Axes;
  schema: ParameterSchema;
  /** One for each picture that was planned; null while it waits for its turn to be a job. */
  jobs: (string | null)[];
  /** Null when one picture was asked for alone. */
  batch: Batch | null;
}

const runs = new Map<string, Signal<Run | null>>();

/** The last run of a workflow, which stays while one looks at other screens. */
export function runOf(workflow: string): Signal<Run | null> {
  let found = runs.get(workflow);
  if (!found) runs.set(workflow, (found = signal<Run | null>(null)));
  return found;
}

export function requestOf(workflow: string, planned: readonly Planned[]): Request {
  const { shared, items } = batchOf(planned);
  return planned.length > 1
    ? { path: '/image/batches', body: { workflow_name: workflow, parameters: shared, items } }
    : { path: '/image/generate', body: { workflow_name: workflow, parameters: planned[0]?.parameters ?? {} } };
}

/** Queues what was planned: one job, or a batch of them. */
export async function begin(workflow: string, schema: ParameterSchema, planned: Planned[], axes: Axes): Promise<void> {
  const order = (parameters: Planned['parameters']) => ({ workflow_name: workflow, parameters });
  if (planned.length === 1) {
    const { id } = (await submit(order(planned[0]!.parameters))).peek();
    runOf(workflow).value = { id, planned, axes, schema, jobs: [id], batch: null };
    return;
  }
  const { shared, items } = batchOf(planned);
  const batch = await submitBatch(order(shared), items);
  runOf(workflow).value = { id: batch.id, planned, axes, schema, jobs: planned.map(() => null), batch };
}

/** Keeps a run of many up to date: which jobs it has, and how they are. */
export function follow(run: Signal<Run | null>): () => void {
  const followed = run.peek();
  if (!followed?.batch) return () => {};
  return watchBatch(followed.batch.id, (batch, items) => {
    const now = run.peek();
    if (now?.id !== batch.id) return;
    const jobs = now.jobs.map((_, index) => items[index]?.job_id ?? null);
    run.value = { ...now, batch, jobs };
  });
}

export async function stop(run: Run): Promise<void> {
  await (run.batch ? cancelBatch(run.batch.id) : cancel(run.id));
}
