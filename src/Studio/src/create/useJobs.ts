import { useEffect } from 'preact/hooks';
import { jobSignal, look, type LiveJob } from '../api/jobs';

/** Jobs as they are now; the page renders again when one of them changes. */
export function useJobs(ids: readonly string[]): LiveJob[] {
  const key = ids.join(' ');
  useEffect(() => look(ids), [key]);
  return ids.map(id => jobSignal(id)?.value).filter((job): job is LiveJob => job !== undefined);
}

