import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { Folder } from '../api/types';
import { t } from '../texts';
import { Button, Dialog, Note } from '../ui/parts';
import { save, unfolded } from './folderTree';

interface FolderFormProps {
  /** Null for a new one. */
  folder: Folder | null;
  /** Where it lies, or is to. */
  parent: string | null;
  folders: readonly Folder[];
  onDone: () => void;
  onClose: () => void;
}

/** Makes a folder, or gives it another name and place. */
export function FolderForm({ folder, parent, folders, onDone, onClose }: FolderFormProps): JSX.Element {
  const others = folders.filter(one => one.id !== folder?.id);
  return (
    <Asking
      title={t(folder ? 'folders.change' : 'folders.new')} yes={t('common.save')} onDone={onDone} onClose={onClose}
      onYes={given => save(folder?.id ?? null, { name: nameIn(given), parent_id: placeIn(given) })}
    >
      <label class="field">
        <span class="field-name">{t('folders.name')}</span>
        <input name="name" required autoFocus maxLength={100} defaultValue={folder?.name ?? ''} />
      </label>
      <Place label={t('folders.in')} none={t('folders.outermost')} folders={others} chosen={parent} />
    </Asking>
  );
}

interface MoveFormProps {
  folders: readonly Folder[];
  /** Where one is. */
  here: string | null;
  onMove: (folderId: string | null) => Promise<void>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks where pictures are to be put; a folder may be made for them. */
export function MoveForm({ folders, here, onMove, onDone, onClose }: MoveFormProps): JSX.Element {
  const put = async (given: FormData): Promise<void> => {
    const [name, place] = [nameIn(given), placeIn(given)];
    await onMove(name ? (await save(null, { name, parent_id: place })).id : place);
  };
  return (
    <Asking title={t('folders.move')} yes={t('folders.move.yes')} onYes={put} onDone={onDone} onClose={onClose}>
      <Place autoFocus label={t('folders.move.to')} none={t('folders.none')} folders={folders} chosen={here} />
      <label class="field">
        <span class="field-name">{t('folders.move.new')}</span>
        <input name="name" maxLength={100} />
      </label>
    </Asking>
  );
}

const nameIn = (given: FormData): string => String(given.get('name')).trim();
const placeIn = (given: FormData): string | null => String(given.get('place')) || null;

interface AskingProps {
  title: string;
  yes: string;
  onYes: (given: FormData) => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A form in a dialog, which stays and says why when what it asks for is refused. */
function Asking({ title, yes, onYes, onDone, onClose, children }: AskingProps): JSX.Element {
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const answer = async (form: HTMLFormElement): Promise<void> => {
    [isBusy.value, fault.value] = [true, null];
    try {
      await onYes(new FormData(form));
      onClose();
      onDone();
    } catch (reason) {
      [isBusy.value, fault.value] = [false, (reason as Error).message];
    }
  };
  return (
    <Dialog label={title} onClose={onClose}>
      <h2>{title}</h2>
      <form
        class="stack"
        onSubmit={event => {
          event.preventDefault();
          void answer(event.currentTarget);
        }}
      >
        {fault.value && <Note kind="bad">{fault.value}</Note>}
        {children}
        <div class="actions dialog-end">
          <Button kind="quiet" onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" submit busy={isBusy.value}>{yes}</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PlaceProps {
  label: string;
  /** What it is called to be in none of them. */
  none: string;
  folders: readonly Folder[];
  chosen: string | null;
  autoFocus?: boolean;
}

function Place({ label, none, folders, chosen, autoFocus }: PlaceProps): JSX.Element {
  return (
    <label class="field">
      <span class="field-name">{label}</span>
      <select name="place" autoFocus={autoFocus}>
        <option value="">{none}</option>
        {unfolded(folders).map(({ folder, depth }) => (
          <option key={folder.id} value={folder.id} selected={folder.id === chosen}>{'\u2003'.repeat(depth)}{folder.name}</option>
        ))}
      </select>
    </label>
  );
}
