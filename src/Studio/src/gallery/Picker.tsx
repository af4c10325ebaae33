import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Output } from '../api/types';
import { t } from '../texts';
import { Dialog, Empty } from '../ui/parts';
import { Sheet } from './Sheet';

/** Lets one choose one of one's pictures. */
export function Picker({ onPick, onClose }: { onPick: (output: Output) => void; onClose: () => void }): JSX.Element {
  const isEmpty = useSignal(false);
  return (
    <Dialog wide label={t('create.picture.choose')} onClose={onClose}>
      <h2>{t('create.picture.choose')}</h2>
      {isEmpty.value ? <Empty title={t('gallery.empty')} hint={t('gallery.empty.hint')} /> : (
        <Sheet
          workflow="" marked={[]} isChoosing turn={0} label={t('gallery.title')} onEmpty={() => (isEmpty.value = true)}
          onOpen={piece => onPick(piece.output)}
        />
      )}
    </Dialog>
  );
}
