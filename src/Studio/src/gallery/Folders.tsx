import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Folder } from '../api/types';
import { t } from '../texts';
import { useActing } from '../ui/hooks';
import { Icon } from '../ui/icons';
import { Button, Note, Sure } from '../ui/parts';
import { filter } from './filter';
import { FolderForm } from './FolderForms';
import { inside, pathTo, remove } from './folderTree';

/** Where one is among one's folders, and those that are in there. */
export function Folders({ folders, onChanged }: { folders: readonly Folder[]; onChanged: () => void }): JSX.Element {
  const place = useRef<HTMLElement>(null);
  const form = useSignal<'new' | 'change' | null>(null);
  const { act, fault } = useActing(onChanged);
  const path = pathTo(folders, filter.value.folder);
  const here = path.at(-1) ?? null;
  const open = (folder: Folder | null): void => {
    filter.value = { ...filter.value, folder: folder?.id ?? null };
    // What was pressed is gone: by keyboard one goes on from where one is now.
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>('[aria-current]')?.focus());
  };
  const below = inside(folders, here?.id ?? null);
  return (
    <nav ref={place} class="folders" aria-label={t('folders.title')}>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <div class="folders-head">
        <ol class="folder-path">
          {[null, ...path].map(folder => (
            <li key={folder?.id ?? ''}>
              <button type="button" aria-current={folder?.id === here?.id ? 'location' : undefined} onClick={() => open(folder)}>
                {folder?.name ?? t('folders.all')}
              </button>
            </li>
          ))}
        </ol>
        <div class="actions">
          <Button small icon="plus" onClick={() => (form.value = 'new')}>{t('folders.new')}</Button>
          {here && (
            <>
              <Button small onClick={() => (form.value = 'change')}>{t('folders.change')}</Button>
              <Sure
                name={t('folders.delete')} question={t('folders.delete.sure', { name: here.name })}
                onYes={() => void act(remove(here).then(() => open(path.at(-2) ?? null)))}
              />
            </>
          )}
        </div>
      </div>
      {below.length > 0 && (
        <ul class="folder-list">
          {below.map(folder => (
            <li key={folder.id}><button type="button" class="chip" onClick={() => open(folder)}><Icon name="folder" size={16} />{folder.name}</button></li>
          ))}
        </ul>
      )}
      {form.value && (
        <FolderForm
          folder={form.value === 'change' ? here : null} parent={form.value === 'change' ? here!.parent_id : here?.id ?? null} folders={folders}
          onDone={onChanged} onClose={() => (form.value = null)}
        />
      )}
    </nav>
  );
}
