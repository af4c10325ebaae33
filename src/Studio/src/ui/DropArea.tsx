import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';

/** Takes the file that is dropped on it, and shows that it would. */
export function DropArea({ onFile, children }: { onFile: (file: File | undefined) => void; children: ComponentChildren }): JSX.Element {
  const isOver = useSignal(false);
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
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      {children}
    </div>
  );
}
