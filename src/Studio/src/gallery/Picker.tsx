import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Output } from '../api/types';
import { t } from '../texts';
import { Dialog, Empty } from '../ui/parts';
import { everything } from './filter';
import { Sheet } from './Sheet';

/** Lets one choose one of one's pictures, or films, or sounds. */
export function Picker({ type, onPick, onClose }: { type: string; onPick: (output: Output) => void; onClose: () => void }): JSX.Element {
  const isEmpty = useSignal(false);
  return (
    <Dialog wide label={t('create.picture.choose')} onClose={onClose}>
      <h2>{t('create.picture.choose')}</h2>
      {isEmpty.value ? <Empty title={t('gallery.empty')} hint={t('gallery.empty.hint')} /> : (
        <Sheet
          filter={{ ...everything, type }} turn={0} marked={[]} isChoosing label={t('gallery.title')} onEmpty={() => (isEmpty.value = true)} onOpen={onPick}
        />
      )}
    </Dialog>
  );
}
