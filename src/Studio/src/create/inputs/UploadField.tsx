import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ask } from '../../api/client';
import { readJson } from '../../api/json';
import type { Upload, UploadKind } from '../../api/types';
import { Picker } from '../../gallery/Picker';
import { t } from '../../texts';
import { DropArea } from '../../ui/DropArea';
import { useFile, type LoadedFile } from '../../ui/hooks';
import { Icon } from '../../ui/icons';
import { Button } from '../../ui/parts';
import type { FieldProps } from '../Fields';
import { MaskDialog } from './MaskDialog';

const accepted: Record<UploadKind, string> = {
  image: 'image/*', mask: 'image/*', video: 'video/*', audio: 'audio/*', file: '',
};

/** A file that goes in: dropped, pasted, chosen, or one that was made here; a picture may get a mask. */
export function UploadField({ id, parameter, value, fault, describedBy, pictureBeside, onChange }: FieldProps): JSX.Element {
  const kind = parameter['x-upload'] ?? 'image';
  const isPicture = kind === 'image' || kind === 'mask';
  const isSending = useSignal(false);
  const isChoosing = useSignal(false);
  const isPainting = useSignal(false);
  const problem = useSignal<string | null>(null);
  const chosen = useUploaded(value);
  const beside = useUploaded(kind === 'mask' ? pictureBeside : undefined);
  const canvas = beside ?? (isPicture ? chosen : null);
  const upload = async (file: Blob): Promise<void> => {
    const answer = await ask('/image/uploads', { method: 'POST', body: file, headers: { 'Content-Type': file.type || 'application/octet-stream' } });
    onChange(readJson<Upload>(await answer.text()).id);
  };
  const take = async (file: File | undefined | null): Promise<void> => {
    if (!file || !fits(file, kind)) return;
    [isSending.value, problem.value] = [true, null];
    await upload(file).catch((reason: Error) => (problem.value = reason.message));
    isSending.value = false;
  };
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void => void take(event.clipboardData?.files[0]);
    window.addEventListener('paste', pasted);
    return () => window.removeEventListener('paste', pasted);
  }, []);
  return (
    <DropArea onFile={file => void take(file)}>
      {typeof value === 'string' && value && !isSending.value ? <Chosen file={chosen} /> : (
        <div class="picture-drop">
          <Icon name={isPicture ? 'picture' : 'file'} size={28} />
          <span>{isSending.value ? t('create.picture.sending') : t(isPicture ? 'create.picture.drop' : 'create.file.drop')}</span>
        </div>
      )}
      <input
        id={id} class="picture-file" type="file" accept={accepted[kind]} aria-describedby={describedBy} aria-invalid={Boolean(fault)}
        onChange={event => void take(event.currentTarget.files?.[0])}
      />
      <div class="picture-ways">
        {canvas && <Button small icon="brush" onClick={() => (isPainting.value = true)}>{t('mask.paint')}</Button>}
        {kind !== 'mask' && <Button small icon="gallery" onClick={() => (isChoosing.value = true)}>{t('create.picture.output')}</Button>}
        {Boolean(value) && <Button small kind="quiet" icon="close" onClick={() => onChange(undefined)}>{t('create.picture.remove')}</Button>}
      </div>
      {problem.value && <p class="fault" role="alert">{problem.value}</p>}
      {isChoosing.value && (
        <Picker
          type={kind === 'file' ? '' : kind} onClose={() => (isChoosing.value = false)}
          onPick={output => {
            isChoosing.value = false;
            onChange(output.id);
          }}
        />
      )}
      {isPainting.value && canvas && (
        <MaskDialog
          picture={canvas.address} isMaskAlone={kind === 'mask'} onClose={() => (isPainting.value = false)}
          onDone={async file => {
            await upload(file);
            isPainting.value = false;
          }}
        />
      )}
    </DropArea>
  );
}

const fits = (file: File, kind: UploadKind): boolean => kind === 'file' || file.type.startsWith(accepted[kind].replace('*', ''));

/** An id may be an upload's or an output's. */
const useUploaded = (id: unknown): LoadedFile | null =>
  useFile(...(typeof id === 'string' && id ? [`/image/uploads/${id}/content`, `/image/outputs/${id}`] : []));

function Chosen({ file }: { file: LoadedFile | null }): JSX.Element {
  if (!file) return <div class="picture-chosen skeleton" />;
  if (file.type.startsWith('image/')) return <img class="picture-chosen" src={file.address} alt="" />;
  if (file.type.startsWith('video/')) return <video class="picture-chosen" src={file.address} controls muted playsInline />;
  if (file.type.startsWith('audio/')) return <audio class="picture-sound" src={file.address} controls />;
  return <div class="picture-drop"><Icon name="file" size={28} /><span>{file.type}</span></div>;
}
