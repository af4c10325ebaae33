import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Folder, Output } from '../api/types';
import { t } from '../texts';
import { Button, Note, Sure } from '../ui/parts';
import { Compare } from './Compare';
import { filter } from './filter';
import { MoveForm } from './FolderForms';
import { move } from './folderTree';
import { forEach, mark, mostInZip, remove, zip } from './outputs';

interface SelectionProps {
  chosen: Output[];
  folders: readonly Folder[];
  onChanged: () => void;
  /** There may be another folder. */
  onFolders: () => void;
  onEnd: () => void;
}

/** What can be done with the pictures that are chosen. */
export function Selection({ chosen, folders, onChanged, onFolders, onEnd }: SelectionProps): JSX.Element {
  const isComparing = useSignal(false);
  const isMoving = useSignal(false);
  const moved = useSignal(0);
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const act = async (doing: Promise<void>): Promise<void> => {
    [isBusy.value, fault.value] = [true, null];
    await doing.catch((reason: Error) => (fault.value = reason.message));
    isBusy.value = false;
  };
  const change = (doing: Promise<void>): void => void act(doing).then(onChanged);
  const none = chosen.length === 0;
  useEffect(() => {
    if (!none) moved.value = 0;
  }, [none]);
  const words = !none ? t('gallery.selected', { n: chosen.length }) : moved.value > 0 ? t('folders.moved', { n: moved.value }) : t('gallery.selected.none');
  const areFavourites = !none && chosen.every(one => one.is_favourite);
  return (
    <div class="selection" role="region" aria-label={t('gallery.selection')}>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <div class="selection-line">
        <span role="status">{words}</span>
        <Button small icon="compare" disabled={chosen.length !== 2} onClick={() => (isComparing.value = true)}>{t('gallery.compare')}</Button>
        <Button
          small icon="star" disabled={none || isBusy.value} pressed={areFavourites}
          onClick={() => change(forEach(chosen, one => mark(one, !areFavourites)))}
        >
          {t('gallery.favourite')}
        </Button>
        <Button small icon="folder" disabled={none || isBusy.value} onClick={() => (isMoving.value = true)}>{t('folders.move')}</Button>
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
      {isMoving.value && (
        <MoveForm
          folders={folders} here={filter.value.folder} onMove={folder => move(chosen, folder)} onClose={() => (isMoving.value = false)}
          onDone={() => {
            moved.value = chosen.length;
            onFolders();
            onChanged();
          }}
        />
      )}
      {isComparing.value && chosen.length === 2 && (
        <Compare first={chosen[0]!} second={chosen[1]!} onClose={() => (isComparing.value = false)} />
      )}
    </div>
  );
}
