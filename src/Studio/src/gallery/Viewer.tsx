import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { rerun } from '../api/jobs';
import type { Workflow } from '../api/types';
import { captionOf } from '../create/Stage';
import { bytes, duration, moment, t } from '../texts';
import { useLoaded } from '../ui/hooks';
import { go, hrefOf } from '../ui/route';
import { Button, Copy, Dialog, Note } from '../ui/parts';
import { Shown } from '../ui/Shown';
import { mark, remove, type Piece } from './outputs';

/** One picture, with everything that made it. */
interface ViewerProps {
  piece: Piece;
  onClose: () => void;
  onStep?: (by: number) => void;
  onRemoved: () => void;
}

export function Viewer({ piece, onClose, onStep, onRemoved }: ViewerProps): JSX.Element {
  const { job, output } = piece;
  const isAsking = useSignal(false);
  const isFavourite = useSignal(output.is_favourite);
  const fault = useSignal<string | null>(null);
  const fail = (reason: Error): void => {
    fault.value = reason.message;
  };
  useEffect(() => {
    isAsking.value = false;
    isFavourite.value = output.is_favourite;
  }, [output.id]);
  const workflows = useLoaded<{ workflows: Workflow[] }>('/workflows').value.value?.workflows ?? [];
  const workflow = workflows.find(one => one.name === job.workflow_name);
  const takesPicture = workflows.find(one => Object.values(one.parameters?.properties ?? {}).some(parameter => parameter['x-upload'] === 'image'));
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'ArrowLeft') onStep?.(-1);
      if (event.key === 'ArrowRight') onStep?.(1);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onStep]);
  const values = Object.entries(job.parameters as Record<string, unknown>);
  return (
    <Dialog wide label={t('gallery.viewer')} onClose={onClose}>
      <div class="viewer">
        <figure class="viewer-picture">
          <Shown output={output} width={2_048} alt={captionOf(job)} />
          {onStep && (
            <>
              <div class="step-back"><Button icon="left" label={t('gallery.previous')} onClick={() => onStep(-1)} /></div>
              <div class="step-on"><Button icon="right" label={t('gallery.next')} onClick={() => onStep(1)} /></div>
            </>
          )}
        </figure>
        <div class="viewer-side">
          <h2>{captionOf(job)}</h2>
          <div class="actions">
            <a class="button primary small" href={sameSeed(piece)}>{t('gallery.again')}</a>
            <Button small onClick={() => void rerun(job.id).then(() => go(hrefOf('create', ...job.workflow_name.split('/'))), () => {})}>
              {t('gallery.rerun')}
            </Button>
            {takesPicture && (
              <a class="button plain small" href={`${hrefOf('create', ...takesPicture.name.split('/'))}?picture=${output.id}`}>{t('gallery.use')}</a>
            )}
            <a class="button plain small" href={output.signed_url} download={output.name}>{t('common.download')}</a>
            <Button
              small icon="star" pressed={isFavourite.value}
              onClick={() => void mark(piece, !isFavourite.value).then(changed => (isFavourite.value = changed.is_favourite), fail)}
            >
              {t('gallery.favourite')}
            </Button>
            <Button small kind="bad" onClick={() => (isAsking.value = true)}>{t('gallery.delete')}</Button>
          </div>
          {isAsking.value && (
            <div class="panel sure" role="group" aria-label={t('gallery.delete')}>
              <p>{t('gallery.delete.sure')}</p>
              <div class="actions">
                <Button small kind="primary" onClick={() => void remove(piece).then(onRemoved, fail)}>{t('gallery.delete.yes')}</Button>
                <Button small kind="quiet" onClick={() => (isAsking.value = false)}>{t('common.cancel')}</Button>
              </div>
            </div>
          )}
          {fault.value && <Note kind="bad">{fault.value}</Note>}
          <dl class="facts">
            <dt>{t('gallery.workflow')}</dt><dd>{workflow?.title ?? job.workflow_name}</dd>
            <dt>{t('gallery.made')}</dt><dd>{moment(job.created_at)}</dd>
            {output.width !== null && <><dt>{t('gallery.size')}</dt><dd>{output.width} × {output.height}</dd></>}
            {job.metrics.execution_ms !== null && <><dt>{t('gallery.time')}</dt><dd>{duration(job.metrics.execution_ms / 1_000)}</dd></>}
            <dt>{t('gallery.file')}</dt><dd>{output.content_type}, {bytes(output.size_bytes)}</dd>
          </dl>
          <div class="viewer-values">
            <header><h3>{t('gallery.values')}</h3><Copy text={JSON.stringify(job.parameters, null, 2)} /></header>
            <dl class="facts">
              {values.map(([name, value]) => (
                <div key={name}><dt>{workflow?.parameters?.properties[name]?.title ?? name}</dt><dd>{textOf(value)}</dd></div>
              ))}
            </dl>
          </div>
        </div>
      </div>
    </Dialog>
  );
}

export const sameSeed = ({ job }: Piece): string =>
  `${hrefOf('create', ...job.workflow_name.split('/'))}?values=${encodeURIComponent(JSON.stringify(job.parameters))}`;

export const textOf = (value: unknown): string =>
  value === '' || value === null || value === undefined ? t('common.none') : typeof value === 'object' ? JSON.stringify(value) : String(value);
