import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { cancelBatch, rerunBatch } from '../api/batches';
import { download } from '../api/client';
import type { Batch } from '../api/types';
import { ago, joined, t, textOf } from '../texts';
import { useActing, usePages, useUntilOver, type Acting } from '../ui/hooks';
import { Bar, Button, Note } from '../ui/parts';

/** One's batches, with what can be done to all jobs of one at once. */
export function Batches({ turn }: { turn: number }): JSX.Element | null {
  const list = usePages<Batch>('/image/batches?limit=10', 'batches');
  const { act, fault } = useActing(list.reload);
  useEffect(() => {
    if (turn > 0) list.reload();
  }, [turn]);
  useUntilOver(list.items.value?.every(batch => batch.completed_at !== null) ?? true, list.reload);
  const batches = list.items.value;
  if (!batches?.length) return null;
  return (
    <section aria-labelledby="batches">
      <h2 id="batches">{t('batches.title')}</h2>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <ul class="rows">
        {batches.map(batch => <Row key={batch.id} batch={batch} act={act} />)}
      </ul>
      {list.hasMore.value && <div class="more"><Button small onClick={list.more}>{t('common.more')}</Button></div>}
    </section>
  );
}

function Row({ batch, act }: { batch: Batch; act: Acting['act'] }): JSX.Element {
  const { counts, total } = batch;
  const words = joined(
    t('stage.several', { done: counts.succeeded, total }),
    counts.failed > 0 && t('batches.failed', { n: counts.failed }),
    counts.canceled > 0 && t('batches.canceledJobs', { n: counts.canceled }));
  const isDone = batch.completed_at !== null;
  const isSending = useSignal(false);
  const rerun = async (): Promise<void> => {
    isSending.value = true;
    await act(rerunBatch(batch.id));
    isSending.value = false;
  };
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">{batch.workflow_name} × {total}</p>
        <p class="soft">
          <span class={`status ${batch.status}`}>{textOf(`batches.${batch.status}`, batch.status)}</span> {joined(words, ago(batch.created_at))}
        </p>
        {!isDone && <Bar value={(counts.succeeded + counts.failed + counts.canceled) / total} label={words} />}
      </div>
      <div class="actions">
        {batch.status === 'running' && <Button small onClick={() => void act(cancelBatch(batch.id))}>{t('queue.cancel')}</Button>}
        {isDone && counts.failed > 0 && (
          <Button small icon="again" busy={isSending.value} onClick={() => void rerun()}>{t('batches.rerun')}</Button>
        )}
        {counts.succeeded > 0 && (
          <Button small icon="download" onClick={() => void act(download(`/image/batches/${batch.id}/zip`, `${batch.id}.zip`))}>
            {t('gallery.zip')}
          </Button>
        )}
      </div>
    </li>
  );
}
