import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Output } from '../api/types';
import { t } from '../texts';
import { Button, Note, Sure } from '../ui/parts';
import { Compare } from './Compare';
import { forEach, mark, mostInZip, remove, zip } from './outputs';

/** What can be done with the pictures that are chosen. */
export function Selection({ chosen, onChanged, onEnd }: { chosen: Output[]; onChanged: () => void; onEnd: () => void }): JSX.Element {
  const isComparing = useSignal(false);
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const act = async (doing: Promise<void>): Promise<void> => {
    [isBusy.value, fault.value] = [true, null];
    await doing.catch((reason: Error) => (fault.value = reason.message));
    isBusy.value = false;
  };
  const change = (doing: Promise<void>): void => void act(doing).then(onChanged);
  const none = chosen.length === 0;
  const areFavourites = !none && chosen.every(one => one.is_favourite);
  return (
    <div class="selection" role="region" aria-label={t('gallery.selection')}>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <div class="selection-line">
        <span role="status">{none ? t('gallery.selected.none') : t('gallery.selected', { n: chosen.length })}</span>
        <Button small icon="compare" disabled={chosen.length !== 2} onClick={() => (isComparing.value = true)}>{t('gallery.compare')}</Button>
        <Button
          small icon="star" disabled={none || isBusy.value} pressed={areFavourites}
          onClick={() => change(forEach(chosen, one => mark(one, !areFavourites)))}
        >
          {t('gallery.favourite')}
        </Button>
        <Button small icon="download" busy={isBusy.value} disabled={none || chosen.length > mostInZip} onClick={() => void act(zip(chosen))}>
          {t('gallery.zip')}
        </Button>
        {!none && (
          <Sure
            name={t('gallery.delete')} question={t('gallery.delete.many', { n: chosen.length })} yes={t('gallery.delete.yes')}
            onYes={() => change(forEach(chosen, remove).then(onEnd))}
          />
        )}
        <Button small kind="quiet" icon="close" label={t('gallery.selection.end')} onClick={onEnd} />
      </div>
      {isComparing.value && chosen.length === 2 && (
        <Compare first={chosen[0]!} second={chosen[1]!} onClose={() => (isComparing.value = false)} />
      )}
    </div>
  );
}
