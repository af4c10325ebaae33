import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { refresh, rerun } from '../api/jobs';
import type { Folder, Job, Output, Workflow } from '../api/types';
import { bytes, duration, moment, t } from '../texts';
import { useLoaded } from '../ui/hooks';
import { go, hrefOf } from '../ui/route';
import { Button, Copy, Dialog, Note, Sure } from '../ui/parts';
import { Shown } from '../ui/Shown';
import { useJobs } from '../ui/useJobs';
import { captionOf, textOf } from '../ui/words';
import { pathTo } from './folderTree';
import { mark, remove } from './outputs';
import { saveWorkflow } from './workflowFile';

interface ViewerProps {
  jobId: string;
  outputId: string;
  folders: readonly Folder[];
  onClose: () => void;
  onStep?: (by: number) => void;
  /** Something was deleted or marked: the list is not right any more. */
  onChanged: () => void;
}

/** One picture, with everything that made it. */
export function Viewer({ jobId, outputId, folders, onClose, onStep, onChanged }: ViewerProps): JSX.Element {
  const [job] = useJobs([jobId]);
  const output = job?.outputs.find(one => one.id === outputId);
  useEffect(() => void refresh(jobId).catch(onClose), [jobId]);
  useEffect(() => {
    if (job && !output) onClose();
  }, [job, output]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'ArrowLeft') onStep?.(-1);
      if (event.key === 'ArrowRight') onStep?.(1);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onStep]);
  return (
    <Dialog wide label={t('gallery.viewer')} onClose={onClose}>
      <div class="viewer">
        <figure class="viewer-picture">
          {job && output ? <Shown output={output} width={2_048} alt={captionOf(job)} /> : <div class="shown skeleton" aria-busy="true" />}
          {onStep && (
            <>
              <div class="step-back"><Button icon="left" label={t('gallery.previous')} onClick={() => onStep(-1)} /></div>
              <div class="step-on"><Button icon="right" label={t('gallery.next')} onClick={() => onStep(1)} /></div>
            </>
          )}
        </figure>
        {job && output && <Side key={output.id} job={job} output={output} folders={folders} onChanged={onChanged} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

interface SideProps {
  job: Job;
  output: Output;
  onChanged: () => void;
  onClose: () => void;
}

function Side({ job, output, folders, onChanged, onClose }: SideProps & { folders: readonly Folder[] }): JSX.Element {
  const workflows = useLoaded<{ workflows: Workflow[] }>('/workflows').value.value?.workflows ?? [];
  const workflow = workflows.find(one => one.name === job.workflow_name);
  return (
    <div class="viewer-side">
      <h2>{captionOf(job)}</h2>
      <Actions job={job} output={output} workflows={workflows} onChanged={onChanged} onClose={onClose} />
      <dl class="facts">
        <dt>{t('gallery.workflow')}</dt><dd>{workflow?.title ?? job.workflow_name}</dd>
        <dt>{t('gallery.made')}</dt><dd>{moment(job.created_at)}</dd>
        {output.width !== null && <><dt>{t('gallery.size')}</dt><dd>{output.width} × {output.height}</dd></>}
        {job.metrics.execution_ms !== null && <><dt>{t('gallery.time')}</dt><dd>{duration(job.metrics.execution_ms / 1_000)}</dd></>}
        <dt>{t('gallery.file')}</dt><dd>{output.content_type}, {bytes(output.size_bytes)}</dd>
        {output.folder_id && <><dt>{t('gallery.folder')}</dt><dd>{pathTo(folders, output.folder_id).map(one => one.name).join(' / ')}</dd></>}
        {job.expires_at && <><dt>{t('gallery.expires')}</dt><dd>{moment(job.expires_at)}</dd></>}
      </dl>
      <div class="viewer-values">
        <header><h3>{t('gallery.values')}</h3><Copy text={JSON.stringify(job.parameters, null, 2)} /></header>
        <dl class="facts">
          {Object.entries(job.parameters as Record<string, unknown>).map(([name, value]) => (
            <div key={name}><dt>{workflow?.parameters?.properties[name]?.title ?? name}</dt><dd>{textOf(value)}</dd></div>
          ))}
        </dl>
      </div>
    </div>
  );
}

function Actions({ job, output, workflows, onChanged, onClose }: SideProps & { workflows: Workflow[] }): JSX.Element {
  const fault = useSignal<string | null>(null);
  const act = (doing: Promise<unknown>): Promise<boolean> => {
    fault.value = null;
    return doing.then(() => true, (reason: Error) => {
      fault.value = reason.message;
      return false;
    });
  };
  const taking = workflows.find(one => Object.values(one.parameters?.properties ?? {}).some(parameter => parameter['x-upload'] === 'image'));
  const easel = hrefOf('create', ...job.workflow_name.split('/'));
  return (
    <>
      <div class="actions">
        <a class="button primary small" href={`${easel}?values=${encodeURIComponent(JSON.stringify(job.parameters))}`}>{t('gallery.again')}</a>
        <Button small icon="again" onClick={() => void act(rerun(job.id)).then(isDone => isDone && go(easel))}>{t('gallery.rerun')}</Button>
        {taking && output.type === 'image' && (
          <a class="button plain small" href={`${hrefOf('create', ...taking.name.split('/'))}?picture=${output.id}`}>{t('gallery.use')}</a>
        )}
        <a class="button plain small" href={output.signed_url} download={output.name}>{t('common.download')}</a>
        <Button small onClick={() => void act(saveWorkflow(job))}>{t('gallery.workflowFile')}</Button>
        <Button
          small icon="star" pressed={output.is_favourite}
          onClick={() => void act(mark(output, !output.is_favourite).then(() => refresh(job.id))).then(isDone => isDone && onChanged())}
        >
          {t('gallery.favourite')}
        </Button>
        <Sure
          name={t('gallery.delete')} question={t('gallery.delete.sure')} yes={t('gallery.delete.yes')}
          onYes={() => void act(remove(output)).then(isDone => {
            if (!isDone) return;
            onChanged();
            onClose();
          })}
        />
      </div>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
    </>
  );
}
