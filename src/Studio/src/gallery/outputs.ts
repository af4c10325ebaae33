import { ask, send } from '../api/client';
import { page, refresh } from '../api/jobs';
import type { Job, Output } from '../api/types';
import type { Page } from './pages';

/** A picture with the job that made it. */
export interface Piece {
  job: Job;
  output: Output;
}

/** One page of the caller's pictures, the newest first. */
export async function loadPieces(workflow: string, cursor: string | null): Promise<Page<Piece>> {
  const got = await page({ status: 'succeeded', workflow: workflow || undefined, limit: '50', cursor: cursor ?? undefined });
  return { items: got.jobs.flatMap(job => job.outputs.map(output => ({ job, output }))), next: got.next_cursor };
}

/** Deletes a picture; a job that has no others left goes with its last one. */
export async function remove({ job, output }: Piece): Promise<void> {
  await ask(job.outputs.length > 1 ? `/image/outputs/${output.id}` : `/image/jobs/${job.id}`, { method: 'DELETE' });
}

export async function mark({ job, output }: Piece, isFavourite: boolean): Promise<Output> {
  const changed = await send<Output>('PATCH', `/image/outputs/${output.id}`, { is_favourite: isFavourite });
  await refresh(job.id);
  return changed;
}
