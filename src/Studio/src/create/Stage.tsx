import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { cancel, page, rerun, watch, type LiveJob } from '../api/jobs';
import { isOpen, type Output, type ParameterSchema } from '../api/types';
import { duration, t, textOf } from '../texts';
import { hrefOf } from '../ui/route';
import { Bar, Button, Note, Status } from '../ui/parts';
import { Shown, variant } from '../ui/Shown';
import type { Axis, Planned } from './sweep';
import { useJobs } from './useJobs';

/** What one press of the button asked for. */
export interface Run {
  id: string;
  jobs: string[];
  planned: Planned[];
  axes: { across?: Axis; down?: Axis };
  schema: ParameterSchema;
}

/** Where pictures appear: the one at work in large, the others beside it. */
export function Stage({ workflow, run }: { workflow: string; run: Run | null }): JSX.Element {
  const recent = useSignal<string[]>([]);
  const chosen = useSignal<string | null>(null);
  useEffect(() => {
    void page({ workflow, limit: '12' }).then(got => (recent.value = got.jobs.map(job => job.id)), () => {});
  }, [workflow, run?.jobs.length === run?.planned.length]);
  useEffect(() => {
    chosen.value = null;
  }, [run?.id]);

  const jobs = useJobs(run ? run.jobs : []);
  const others = useJobs(recent.value).filter(job => !run?.jobs.includes(job.id) && (job.outputs.length > 0 || isOpen(job)));
  const all = [...jobs, ...others];
  const job = all.find(one => one.id === chosen.value) ?? pickOf(jobs) ?? others[0];
  useEffect(() => (job && isOpen(job) ? watch(job.id) : undefined), [job?.id, job && isOpen(job)]);
  const choose = (id: string): void => {
    chosen.value = id;
  };
  const again = (id: string): void => void rerun(id).then(made => {
    const { id: madeId } = made.peek();
    recent.value = [madeId, ...recent.value];
    choose(madeId);
  }, () => {});
  return (
    <section class={run && run.planned.length > 1 ? 'stage several' : 'stage'} aria-label={t('stage.label')}>
      {job ? <Large job={job} onAgain={again} /> : (
        <div class="stage-frame cropped"><div class="stage-empty"><p>{t('stage.empty')}</p><p class="soft">{t('stage.empty.hint')}</p></div></div>
      )}
      {run && run.planned.length > 1 && <Grid run={run} jobs={jobs} chosen={job?.id} onChoose={choose} />}
      {others.length > 0 && (
        <div class="strip">
          <h2>{t('stage.recent')}</h2>
          <ul>{others.map(one => <li key={one.id}><Frame job={one} isChosen={one.id === job?.id} onChoose={choose} /></li>)}</ul>
        </div>
      )}
    </section>
  );
}

/** The one at work, else the one that ended last. */
const pickOf = (jobs: LiveJob[]): LiveJob | undefined => jobs.find(job => job.status === 'running') ?? jobs.filter(job => !isOpen(job)).at(-1) ?? jobs[0];

function Large({ job, onAgain }: { job: LiveJob; onAgain: (id: string) => void }): JSX.Element {
  const which = useSignal(0);
  const output = job.outputs[Math.min(which.value, job.outputs.length - 1)];
  const shape = output?.width && output.height ? output.width / output.height : shapeOf(job);
  return (
    <figure class="large">
      <div class="stage-frame cropped" style={{ '--shape': String(shape) }}>
        {output ? <Shown output={output} width={1_280} alt={captionOf(job)} /> : <Developing job={job} />}
      </div>
      {isOpen(job) && <Bar value={job.status === 'running' ? job.progress?.value ?? null : job.status === 'queued' ? 0 : null} label={t('stage.rendering')} />}
      <figcaption>
        <div class="words" aria-live="polite"><Status status={job.status} /><span>{wordsOf(job)}</span></div>
        <div class="actions">
          {isOpen(job) && <Button small onClick={() => void cancel(job.id).catch(() => {})}>{t('queue.cancel')}</Button>}
          {['failed', 'canceled', 'expired'].includes(job.status) && (
            <Button small icon="again" onClick={() => onAgain(job.id)}>{t('gallery.rerun')}</Button>
          )}
          {output && <Actions job={job} output={output} />}
        </div>
      </figcaption>
      {job.outputs.length > 1 && (
        <div class="dots">
          {job.outputs.map((one, index) => (
            <button key={one.id} type="button" class="dot" aria-label={one.name} aria-pressed={one === output} onClick={() => (which.value = index)}>
              <Shown output={one} width={128} alt="" />
            </button>
          ))}
        </div>
      )}
      {job.wait_reason && <Note>{job.wait_reason}</Note>}
      {job.error && <Note kind="bad"><strong>{job.error.message}</strong> {t('stage.failed.hint')}</Note>}
    </figure>
  );
}

function Actions({ job, output }: { job: LiveJob; output: Output }): JSX.Element {
  const values = encodeURIComponent(JSON.stringify(job.parameters));
  return (
    <>
      <a class="button plain small" href={`${hrefOf('create', ...job.workflow_name.split('/'))}?values=${values}`}>{t('gallery.again')}</a>
      <a class="button plain small" href={hrefOf('gallery', output.id)}>{t('gallery.values')}</a>
      <a class="button plain small" href={output.signed_url} download={output.name}>{t('common.download')}</a>
    </>
  );
}

/** A picture comes out of the blur as its steps are done. */
function Developing({ job }: { job: LiveJob }): JSX.Element {
  const done = job.progress?.value ?? 0;
  return job.preview
    ? <img class="developing" src={job.preview.url} alt={t('stage.rendering')} style={{ filter: `blur(${((1 - done) * 6).toFixed(1)}px)` }} />
    : <div class={job.status === 'running' ? 'undeveloped at-work' : 'undeveloped'}>{isOpen(job) && <span class="lamp" />}</div>;
}

/** Where a job stands, in words. */
export function wordsOf(job: LiveJob): string {
  const eta = job.eta_seconds === null || job.eta_seconds === undefined ? null : `${t('queue.eta')} ${duration(job.eta_seconds)}`;
  switch (job.status) {
    case 'queued': {
      const place = job.queue_position === null ? t('stage.queued')
        : job.queue_position === 1 ? t('stage.next') : t('stage.position', { n: job.queue_position });
      return [place, eta].filter(Boolean).join(' · ');
    }
    case 'running': {
      const { nodes_done: done, nodes_total: total, step, steps } = job.progress ?? { nodes_done: 0, nodes_total: 0, step: 0, steps: 0 };
      return [
        steps > 1 ? t('stage.step', { step, steps }) : total > 0 ? t('stage.node', { done, total }) : null, eta,
      ].filter(Boolean).join(' · ');
    }
    case 'succeeded':
      return job.metrics.execution_ms === null ? '' : t('stage.done.in', { time: duration(job.metrics.execution_ms / 1_000) });
    default:
      return '';
  }
}

export const captionOf = (job: { parameters: unknown; workflow_name: string }): string => {
  const prompt = (job.parameters as Record<string, unknown>).prompt;
  return typeof prompt === 'string' && prompt ? prompt.slice(0, 160) : job.workflow_name;
};

function shapeOf(job: LiveJob): number {
  const { width, height } = job.parameters as { width?: number; height?: number };
  return width && height ? width / height : 1;
}

function Frame({ job, isChosen, onChoose }: { job: LiveJob; isChosen: boolean; onChoose: (id: string) => void }): JSX.Element {
  const output = job.outputs[0];
  return (
    <button
      type="button" class="frame" aria-pressed={isChosen}
      aria-label={output ? captionOf(job) : `${captionOf(job)}, ${textOf(`status.${job.status}`, job.status)}`}
      onClick={() => onChoose(job.id)}
    >
      {output ? <img src={variant(output, 256)} alt="" loading="lazy" />
        : job.preview ? <img class="developing" src={job.preview.url} alt="" />
        : <span class={`frame-state ${job.status}`}>{isOpen(job) ? <span class="lamp" /> : <Status status={job.status} />}</span>}
      {isOpen(job) && job.progress && <span class="frame-bar" style={{ transform: `scaleX(${job.progress.value})` }} />}
    </button>
  );
}

/** All pictures of a run; with the values that differ along its sides when values are compared. */
function Grid({ run, jobs, chosen, onChoose }: { run: Run; jobs: LiveJob[]; chosen: string | undefined; onChoose: (id: string) => void }): JSX.Element {
  const byId = new Map(jobs.map(job => [job.id, job]));
  const cell = (index: number): JSX.Element => {
    const job = byId.get(run.jobs[index] ?? '');
    return job ? <Frame job={job} isChosen={job.id === chosen} onChoose={onChoose} /> : <span class="frame skeleton" />;
  };
  const across = [...new Set(run.planned.map(one => one.across))];
  const down = [...new Set(run.planned.map(one => one.down))];
  if (across.length * down.length <= 1) {
    return <div class="strip"><ul>{run.planned.map((_, index) => <li key={index}>{cell(index)}</li>)}</ul></div>;
  }
  const titleOf = (axis: Axis | undefined): string => (axis ? run.schema.properties[axis.name]?.title ?? axis.name : '');
  return (
    <div class="sweep" tabIndex={0} role="region" aria-label={t('stage.sweep')}>
      <table>
        <caption>{[titleOf(run.axes.across), titleOf(run.axes.down)].filter(Boolean).join(' × ')}</caption>
        {across[0] !== undefined && (
          <thead>
            <tr>{down[0] !== undefined && <td />}{across.map(x => <th key={String(x)} scope="col">{String(x)}</th>)}</tr>
          </thead>
        )}
        <tbody>
          {down.map(y => (
            <tr key={String(y)}>
              {y !== undefined && <th scope="row">{String(y)}</th>}
              {across.map(x => <td key={String(x)}>{cell(run.planned.findIndex(one => one.across === x && one.down === y))}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
