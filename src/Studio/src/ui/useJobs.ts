import { useEffect } from 'preact/hooks';
import { arrivals, jobSignal, look, watch, type LiveJob } from '../api/jobs';
import { isOpen } from '../api/types';

/** Jobs as they are now; the page renders again when one of them comes or changes. */
export function useJobs(ids: readonly string[]): LiveJob[] {
  const key = ids.join(' ');
  useEffect(() => look(ids), [key]);
  const found = ids.map(id => jobSignal(id)?.value).filter((job): job is LiveJob => job !== undefined);
  if (found.length < ids.length) void arrivals.value;
  return found;
}

/** Follows a job step by step, by a stream that closes with its end and with the screen. */
export function useWatched(job: LiveJob | undefined): void {
  const id = job && isOpen(job) ? job.id : null;
  useEffect(() => (id ? watch(id) : undefined), [id]);
}
