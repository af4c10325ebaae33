import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ask } from '../api/client';
import { readJson } from '../api/json';
import type { Upload } from '../api/types';
import { Picker } from '../gallery/Picker';
import { t } from '../texts';
import { Icon } from '../ui/icons';
import { useFile } from '../ui/hooks';
import { Button } from '../ui/parts';
import type { FieldProps } from './Fields';

export function PictureField({ id, value, fault, describedBy, onChange }: FieldProps): JSX.Element {
  const isOver = useSignal(false);
  const isSending = useSignal(false);
  const isChoosing = useSignal(false);
  const problem = useSignal<string | null>(null);
  const take = async (file: File | undefined | null): Promise<void> => {
    if (!file?.type.startsWith('image/')) return;
    isSending.value = true;
    problem.value = null;
    try {
      const answer = await ask('/image/uploads', { method: 'POST', body: file, headers: { 'Content-Type': file.type } });
      onChange(readJson<Upload>(await answer.text()).id);
    } catch (reason) {
      problem.value = (reason as Error).message;
    } finally {
      isSending.value = false;
    }
  };
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void => void take(event.clipboardData?.files[0]);
    window.addEventListener('paste', pasted);
    return () => window.removeEventListener('paste', pasted);
  }, []);
  return (
    <div
      class={isOver.value ? 'picture over' : 'picture'}
      onDragOver={event => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={event => {
        event.preventDefault();
        isOver.value = false;
        void take(event.dataTransfer?.files[0]);
      }}
    >
      {typeof value === 'string' && value && !isSending.value ? <Chosen id={value} /> : (
        <div class="picture-drop">
          <Icon name="picture" size={28} />
          <span>{isSending.value ? t('create.picture.sending') : t('create.picture.drop')}</span>
        </div>
      )}
      <input
        id={id} class="picture-file" type="file" accept="image/png,image/jpeg,image/webp,image/gif" aria-describedby={describedBy}
        aria-invalid={Boolean(fault)} onChange={event => void take(event.currentTarget.files?.[0])}
      />
      <div class="picture-ways">
        <Button small icon="gallery" onClick={() => (isChoosing.value = true)}>{t('create.picture.output')}</Button>
        {Boolean(value) && <Button small kind="quiet" icon="close" onClick={() => onChange(undefined)}>{t('create.picture.remove')}</Button>}
      </div>
      {problem.value && <p class="fault" role="alert">{problem.value}</p>}
      {isChoosing.value && (
        <Picker
          onClose={() => (isChoosing.value = false)}
          onPick={output => {
            isChoosing.value = false;
            onChange(output.id);
          }}
        />
      )}
    </div>
  );
}

/** An id may be an upload's or an output's. */
function Chosen({ id }: { id: string }): JSX.Element {
  const address = useFile(`/image/uploads/${id}/content`, `/image/outputs/${id}?w=640`);
  return address ? <img class="picture-chosen" src={address} alt="" /> : <div class="picture-chosen skeleton" />;
}
