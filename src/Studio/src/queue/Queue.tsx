import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { cancel, page, type LiveJob } from '../api/jobs';
import { queue, samples } from '../api/queue';
import { isOpen } from '../api/types';
import { captionOf, wordsOf } from '../create/Stage';
import { useJobs } from '../create/useJobs';
import { ago, duration, t } from '../texts';
import { hrefOf } from '../ui/route';
import { Bar, Button, Empty, Note, Status } from '../ui/parts';
import { Columns, Plot } from '../ui/Plot';
import { variant } from '../ui/Shown';

const shownSeconds = 300;

export function Queue(): JSX.Element {
  const ids = useSignal<string[] | null>(null);
  const totals = queue.value;
  const load = (): Promise<void> => Promise.all([page({ status: 'queued,running,canceling', limit: '100' }), page({ limit: '12' })]).then(
    ([open, last]) => {
      ids.value = [...new Set([...open.jobs, ...last.jobs].map(job => job.id))];
    },
    () => {});
  // Somebody's new job changes the totals; one's own are looked up then.
  const key = `${totals?.queue_running} ${totals?.queue_pending}`;
  useEffect(() => {
    const timer = setTimeout(() => void load(), 300);
    return () => clearTimeout(timer);
  }, [key]);
  const jobs = useJobs(ids.value ?? []);
  const open = jobs.filter(isOpen).sort((one, other) => rank(one) - rank(other) || one.created_at.localeCompare(other.created_at));
  const done = jobs.filter(job => !isOpen(job)).slice(0, 12);
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t('queue.title')}</h1>
        {open.length > 1 && (
          <div class="page-tools">
            <Button icon="close" onClick={() => open.forEach(job => void cancel(job.id).catch(() => {}))}>{t('queue.cancelAll')}</Button>
          </div>
        )}
      </header>
      <section class="totals" aria-label={t('queue.all')}>
        <Total name={t('queue.running')} value={totals?.queue_running} tone="running" />
        <Total name={t('queue.waiting')} value={totals?.queue_pending} tone="waiting" />
        <Total name={t('queue.place')} value={totals && (totals.queue_position ?? '–')} />
        <Total name={t('queue.eta')} value={totals && (totals.eta_seconds ? duration(totals.eta_seconds) : '–')} />
      </section>
      <LivePlot />
      <section aria-labelledby="yours">
        <h2 id="yours">{t('queue.yours')}</h2>
        {ids.value === null ? <div class="rows" aria-busy="true">{[1, 2, 3].map(one => <div key={one} class="row skeleton" />)}</div>
          : open.length === 0 ? <Empty title={t('queue.empty')} hint={t('queue.empty.hint')} />
          : <ul class="rows">{open.map(job => <OpenRow key={job.id} job={job} />)}</ul>}
      </section>
      {done.length > 0 && (
        <section aria-labelledby="lately">
          <h2 id="lately">{t('queue.recent')}</h2>
          <Waits jobs={done} />
          <ul class="rows">{done.map(job => <DoneRow key={job.id} job={job} />)}</ul>
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

/** The last five minutes, from the page's one socket. */
function LivePlot(): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const heard = samples.value;
  const to = Math.max(now.value, heard.at(-1)?.at ?? 0);
  return (
    <section class="panel">
      <Plot
        label={t('queue.plot')} from={Math.max(to - shownSeconds * 1_000, heard[0]?.at ?? to)} to={to}
        lines={[
          { name: t('queue.waiting'), className: 'waiting', filled: true, points: heard.map(one => ({ x: one.at, y: one.waiting })) },
          { name: t('queue.running'), className: 'running', points: heard.map(one => ({ x: one.at, y: one.running })) },
        ]}
      />
    </section>
  );
}

function Waits({ jobs }: { jobs: LiveJob[] }): JSX.Element | null {
  const waited = jobs.filter(job => job.metrics.queue_ms !== null).reverse();
  if (waited.length < 3) return null;
  const seconds = waited.map(job => job.metrics.queue_ms! / 1_000);
  return (
    <div class="panel waits">
      <p class="soft">{t('queue.waits')}</p>
      <Columns label={t('queue.waits')} values={seconds} titles={seconds.map(one => t('queue.waited', { time: duration(one) }))} />
    </div>
  );
}

function OpenRow({ job }: { job: LiveJob }): JSX.Element {
  return (
    <li class="row">
      <div class="row-picture">{job.preview ? <img src={job.preview.url} alt="" /> : <span class="lamp" />}</div>
      <div class="row-text">
        <p class="row-title">{captionOf(job)}</p>
        <p class="soft"><Status status={job.status} /> {wordsOf(job)}</p>
        {job.status === 'running' && <Bar value={job.progress?.value ?? null} label={captionOf(job)} />}
        {job.wait_reason && <Note>{job.wait_reason}</Note>}
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
          <Status status={job.status} /> {[ago(job.completed_at ?? job.created_at), wordsOf(job), waited].filter(Boolean).join(' · ')}
        </p>
        {job.error && <p class="fault">{job.error.message}</p>}
      </div>
      {output && <a class="button plain small" href={`${hrefOf('gallery', output.id)}?job=${job.id}`}>{t('gallery.values')}</a>}
    </li>
  );
}
