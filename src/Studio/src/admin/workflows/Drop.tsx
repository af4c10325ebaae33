import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../../texts';
import { DropArea } from '../../ui/DropArea';
import { Icon } from '../../ui/icons';
import { Note } from '../../ui/parts';
import { look, type Imported } from './imported';

/** Takes a file that holds a workflow and has the service look at it. */
export function Drop({ onImported }: { onImported: (imported: Imported) => void }): JSX.Element {
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    [isBusy.value, fault.value] = [true, null];
    await look(file).then(onImported, (reason: Error) => (fault.value = reason.message));
    isBusy.value = false;
  };
  return (
    <>
      <DropArea onFile={file => void take(file)}>
        <div class="picture-drop">
          <Icon name="file" size={28} />
          <strong>{isBusy.value ? t('create.picture.sending') : t('workflows.drop')}</strong>
          <span>{t('workflows.drop.hint')}</span>
        </div>
        <input
          class="picture-file" type="file" accept=".json,.png,.webp,.flac,.mp4" aria-label={t('workflows.drop')}
          onChange={event => void take(event.currentTarget.files?.[0])}
        />
      </DropArea>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
    </>
  );
}
