import { useEffect } from 'preact/hooks';
import { arrivals, jobSignal, look, type LiveJob } from '../api/jobs';

/** Jobs as they are now; the page renders again when one of them comes or changes. */
export function useJobs(ids: readonly string[]): LiveJob[] {
  const key = ids.join(' ');
  useEffect(() => look(ids), [key]);
  const found = ids.map(id => jobSignal(id)?.value).filter((job): job is LiveJob => job !== undefined);
  if (found.length < ids.length) void arrivals.value;
  return found;
}
