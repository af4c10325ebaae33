import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { cancel, page, rerun, type LiveJob } from '../api/jobs';
import { mode } from '../api/queue';
import { isOpen, type Output } from '../api/types';
import { joined, t, textOf } from '../texts';
import { hrefOf } from '../ui/route';
import { Bar, Button, Note, Status } from '../ui/parts';
import { Shown, variant } from '../ui/Shown';
import { useJobs, useWatched } from '../ui/useJobs';
import { captionOf, whyItWaits, wordsOf } from '../ui/words';
import { follow, stop, type Run } from './run';
import type { Axis } from './sweep';

/** Where pictures appear: the one at work in large, the others beside it. */
export function Stage({ workflow, latest }: { workflow: string; latest: Signal<Run | null> }): JSX.Element {
  const run = latest.value;
  const recent = useSignal<string[]>([]);
  const chosen = useSignal<string | null>(null);
  useEffect(() => {
    void page({ workflow, limit: '12' }).then(got => (recent.value = got.jobs.map(job => job.id)), () => {});
  }, [workflow, run?.id, run?.batch?.completed_at]);
  useEffect(() => {
    chosen.value = null;
    return follow(latest);
  }, [run?.id]);

  const jobs = useJobs(run ? run.jobs.filter(id => id !== null) : []);
  const others = useJobs(recent.value).filter(job => !run?.jobs.includes(job.id) && (job.outputs.length > 0 || isOpen(job)));
  const job = [...jobs, ...others].find(one => one.id === chosen.value) ?? pickOf(jobs) ?? (run ? undefined : shownOf(others));
  useWatched(job);
  const choose = (id: string): void => {
    chosen.value = id;
  };
  const again = (id: string): void => void rerun(id).then(made => {
    const { id: madeId } = made.peek();
    recent.value = [madeId, ...recent.value];
    choose(madeId);
  }, () => {});
  return (
    <section class={run?.batch ? 'stage several' : 'stage'} aria-label={t('stage.label')}>
      {job ? <Large job={job} onAgain={again} /> : (
        <div class="stage-frame cropped">
          <div class="stage-empty">
            {run ? <p>{t('stage.accepted')}</p> : <><p>{t('stage.empty')}</p><p class="soft">{t('stage.empty.hint')}</p></>}
          </div>
        </div>
      )}
      {run?.batch && <Several run={run} jobs={jobs} chosen={job?.id} onChoose={choose} />}
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

/** The one at work, else the newest that has something to show. */
const shownOf = (others: LiveJob[]): LiveJob | undefined =>
  others.find(job => job.status === 'running') ?? others.find(job => job.outputs.length > 0) ?? others[0];

function Large({ job, onAgain }: { job: LiveJob; onAgain: (id: string) => void }): JSX.Element {
  const why = whyItWaits(job, mode.value?.is_paused ?? false);
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
      {why && (job.wait_reason || mode.value?.is_paused ? <Note>{why}</Note> : <p class="soft">{why}</p>)}
      {job.error && <Note kind="bad"><strong>{job.error.message}</strong> {t('stage.failed.hint')}</Note>}
    </figure>
  );
}

function Actions({ job, output }: { job: LiveJob; output: Output }): JSX.Element {
  const values = encodeURIComponent(JSON.stringify(job.parameters));
  return (
    <>
      <a class="button plain small" href={`${hrefOf('create', ...job.workflow_name.split('/'))}?values=${values}`}>{t('gallery.again')}</a>
      <a class="button plain small" href={hrefOf('gallery', job.id, output.id)}>{t('gallery.values')}</a>
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

/** How far a run of many is, and all its pictures. */
function Several({ run, ...grid }: GridProps): JSX.Element {
  const { total, counts } = run.batch!;
  const ended = counts.succeeded + counts.failed + counts.canceled;
  const words = t('stage.several', { done: ended, total });
  return (
    <div class="several-jobs">
      <div class="several-head">
        <span class="soft" aria-live="polite">{joined(words, counts.failed > 0 && t('batches.failed', { n: counts.failed }))}</span>
        {ended < total && <Button small onClick={() => void stop(run).catch(() => {})}>{t('stage.several.stop')}</Button>}
      </div>
      {ended < total && <Bar value={ended / total} label={words} />}
      <Grid run={run} {...grid} />
    </div>
  );
}

interface GridProps {
  run: Run;
  jobs: LiveJob[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** All pictures of a run; with the values that differ along its sides when values are compared. */
function Grid({ run, jobs, chosen, onChoose }: GridProps): JSX.Element {
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
