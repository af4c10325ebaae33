import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { cancel, page, upTo, type LiveJob } from '../api/jobs';
import { mode, queue } from '../api/queue';
import { isOpen } from '../api/types';
import { ago, duration, joined, t } from '../texts';
import { useQueueTurn } from '../ui/hooks';
import { hrefOf } from '../ui/route';
import { Bar, Button, Empty, Loading, Note, Status } from '../ui/parts';
import { variant } from '../ui/Shown';
import { useJobs } from '../ui/useJobs';
import { captionOf, whyItWaits, wordsOf } from '../ui/words';
import { Batches } from './Batches';
import { LivePlot, Waits } from './Plots';

const [listed, measured] = [12, 60];

export function Queue(): JSX.Element {
  const ids = useSignal<string[] | null>(null);
  const totals = queue.value;
  const turn = useQueueTurn();
  useEffect(() => {
    Promise.all([upTo(100, { status: 'queued,running,canceling' }), page({ limit: String(measured) })]).then(
      ([open, last]) => (ids.value = [...new Set([...open, ...last.jobs].map(job => job.id))]), () => {});
  }, [turn]);
  const jobs = useJobs(ids.value ?? []);
  const open = jobs.filter(isOpen).sort((one, other) => rank(one) - rank(other) || one.created_at.localeCompare(other.created_at));
  const done = jobs.filter(job => !isOpen(job));
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t('queue.title')}</h1>
        {open.length > 1 && (
          <Button icon="close" onClick={() => open.forEach(job => void cancel(job.id).catch(() => {}))}>{t('queue.cancelAll')}</Button>
        )}
      </header>
      <section class="totals" aria-label={t('queue.all')}>
        <Total name={t('queue.running')} value={totals?.queue_running} tone="running" />
        <Total name={t('queue.waiting')} value={totals?.queue_pending} tone="waiting" />
        <Total name={t('queue.place')} value={totals && (totals.queue_position ?? '–')} />
        <Total name={t('queue.eta')} value={totals && (totals.eta_seconds ? duration(totals.eta_seconds) : '–')} />
      </section>
      <div class="two">
        <LivePlot />
        <Waits jobs={done} />
      </div>
      <section aria-labelledby="yours">
        <h2 id="yours">{t('queue.yours')}</h2>
        {ids.value === null ? <Loading />
          : open.length === 0 ? <Empty title={t('queue.empty')} hint={t('queue.empty.hint')} />
          : <ul class="rows">{open.map(job => <OpenRow key={job.id} job={job} />)}</ul>}
      </section>
      <Batches turn={turn} />
      {done.length > 0 && (
        <section aria-labelledby="lately">
          <h2 id="lately">{t('queue.recent')}</h2>
          <ul class="rows">{done.slice(0, listed).map(job => <DoneRow key={job.id} job={job} />)}</ul>
        </section>
      )}
    </div>
  );
}

const rank = (job: LiveJob): number => (job.status === 'queued' ? 1 + (job.queue_position ?? 1e6) : 0);

function Total({ name, value, tone }: { name: string; value: number | string | null | undefined; tone?: string }): JSX.Element {
  return (
    <div class={`total ${tone ?? ''}`}>
      <span class="total-value">{value ?? <span class="skeleton word" />}</span>
      <span class="total-name">{name}</span>
    </div>
  );
}

function OpenRow({ job }: { job: LiveJob }): JSX.Element {
  const why = whyItWaits(job, mode.value?.is_paused ?? false);
  return (
    <li class="row">
      <div class="row-picture">{job.preview ? <img src={job.preview.url} alt="" /> : <span class="lamp" />}</div>
      <div class="row-text">
        <p class="row-title">{captionOf(job)}</p>
        <p class="soft"><Status status={job.status} /> {wordsOf(job)}</p>
        {job.status === 'running' && <Bar value={job.progress?.value ?? null} label={captionOf(job)} />}
        {job.wait_reason ? <Note>{job.wait_reason}</Note> : why && <p class="soft">{why}</p>}
      </div>
      <Button small disabled={job.status === 'canceling'} onClick={() => void cancel(job.id).catch(() => {})}>{t('queue.cancel')}</Button>
    </li>
  );
}

function DoneRow({ job }: { job: LiveJob }): JSX.Element {
  const output = job.outputs[0];
  const waited = job.metrics.queue_ms === null ? null : t('queue.waited', { time: duration(job.metrics.queue_ms / 1_000) });
  return (
    <li class="row">
      <div class="row-picture">{output?.type === 'image' ? <img src={variant(output, 128)} alt="" loading="lazy" /> : null}</div>
      <div class="row-text">
        <p class="row-title">{captionOf(job)}</p>
        <p class="soft">
          <Status status={job.status} /> {joined(ago(job.completed_at ?? job.created_at), wordsOf(job), waited)}
        </p>
        {job.error && <p class="fault">{job.error.message}</p>}
      </div>
      {output && <a class="button plain small" href={hrefOf('gallery', job.id, output.id)}>{t('gallery.values')}</a>}
    </li>
  );
}
