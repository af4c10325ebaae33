import type { LiveJob } from '../api/jobs';
import { duration, joined, moment, t } from '../texts';
import type { Output } from '../api/types';

/** What a job is called: its prompt, else its workflow. */
export const captionOf = (job: { parameters: unknown; workflow_name: string }): string => {
  const prompt = (job.parameters as Record<string, unknown>).prompt;
  return typeof prompt === 'string' && prompt ? prompt.slice(0, 160) : job.workflow_name;
};

/** What an output is called, of which the list does not tell the prompt. */
export const nameOf = (output: Output): string => `${output.workflow_name}, ${moment(output.created_at)}`;

/** Where a job stands, in a few words. */
export function wordsOf(job: LiveJob): string {
  switch (job.status) {
    case 'queued':
      return joined(placeOf(job), etaOf(job));
    case 'running': {
      const { nodes_done: done, nodes_total: total, step, steps } = job.progress ?? { nodes_done: 0, nodes_total: 0, step: 0, steps: 0 };
      return joined(steps > 1 ? t('stage.step', { step, steps }) : total > 0 ? t('stage.node', { done, total }) : null, etaOf(job));
    }
    case 'succeeded':
      return job.metrics.execution_ms === null ? '' : t('stage.done.in', { time: duration(job.metrics.execution_ms / 1_000) });
    default:
      return '';
  }
}

const placeOf = ({ queue_position: place }: LiveJob): string =>
  place === null ? t('stage.queued') : place === 1 ? t('stage.next') : t('stage.position', { n: place });

const etaOf = ({ eta_seconds: seconds }: LiveJob): string | null =>
  seconds === null || seconds === undefined ? null : t('stage.eta', { time: duration(seconds) });

/** Why a job waits, in a sentence; null when its place says so. */
export function whyItWaits(job: LiveJob, isPaused: boolean): string | null {
  if (job.status !== 'queued') return null;
  if (isPaused) return t('stage.why.paused');
  if (job.wait_reason) return job.wait_reason;
  return job.queue_position === 1 ? t('stage.why.busy') : null;
}

export const textOf = (value: unknown): string =>
  value === '' || value === null || value === undefined ? t('common.none') : typeof value === 'object' ? JSON.stringify(value) : String(value);
