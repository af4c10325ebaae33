import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../texts';
import { Button, Dialog, Note } from '../../ui/parts';
import { drawStrokes, withMask, type Stroke } from './mask';

interface MaskDialogProps {
  /** The address of the picture that is painted over. */
  picture: string;
  isMaskAlone: boolean;
  onDone: (file: Blob) => Promise<void>;
  onClose: () => void;
}

/** Lets one paint over the part of a picture that shall be made anew. */
export function MaskDialog({ picture, isMaskAlone, onDone, onClose }: MaskDialogProps): JSX.Element {
  const image = useRef<HTMLImageElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useSignal<Stroke[]>([]);
  const brush = useSignal(8);
  const isEraser = useSignal(false);
  const shape = useSignal(1);
  const isSaving = useSignal(false);
  const fault = useSignal<string | null>(null);
  useEffect(() => {
    if (canvas.current) drawStrokes(canvas.current, strokes.value, getComputedStyle(canvas.current).color);
  }, [strokes.value]);

  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = canvas.current!.getBoundingClientRect();
    const scale = canvas.current!.width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  };
  const begin = (event: PointerEvent): void => {
    canvas.current!.setPointerCapture(event.pointerId);
    const width = (Math.max(canvas.current!.width, canvas.current!.height) * brush.value) / 100;
    strokes.value = [...strokes.value, { points: [at(event)], width, isEraser: isEraser.value }];
  };
  const go = (event: PointerEvent): void => {
    if (!canvas.current!.hasPointerCapture(event.pointerId)) return;
    const last = strokes.value.at(-1)!;
    strokes.value = [...strokes.value.slice(0, -1), { ...last, points: [...last.points, at(event)] }];
  };
  const save = async (): Promise<void> => {
    [isSaving.value, fault.value] = [true, null];
    try {
      await onDone(await withMask(image.current!, strokes.value, isMaskAlone));
    } catch (reason) {
      fault.value = (reason as Error).message;
    } finally {
      isSaving.value = false;
    }
  };
  return (
    <Dialog wide label={t('mask.title')} onClose={onClose}>
      <div class="mask">
        <header><h2>{t('mask.title')}</h2><p class="soft">{t('mask.hint')}</p></header>
        <div class="mask-tools">
          <Button small icon="brush" pressed={!isEraser.value} onClick={() => (isEraser.value = false)}>{t('mask.brush')}</Button>
          <Button small icon="close" pressed={isEraser.value} onClick={() => (isEraser.value = true)}>{t('mask.eraser')}</Button>
          <label class="mask-size">
            <span>{t('mask.size')}</span>
            <input
              type="range" min={1} max={30} value={brush.value} style={{ '--share': `${((brush.value - 1) / 29) * 100}%` }}
              onInput={event => (brush.value = Number(event.currentTarget.value))}
            />
          </label>
          <Button small icon="undo" disabled={strokes.value.length === 0} onClick={() => (strokes.value = strokes.value.slice(0, -1))}>
            {t('mask.undo')}
          </Button>
          <Button small kind="quiet" disabled={strokes.value.length === 0} onClick={() => (strokes.value = [])}>{t('mask.clear')}</Button>
        </div>
        <div class="mask-place">
          <div class="mask-picture" style={{ '--shape': String(shape.value) }}>
            <img
              ref={image} src={picture} alt=""
              onLoad={event => {
                const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
                [canvas.current!.width, canvas.current!.height] = [width, height];
                shape.value = width / height;
              }}
            />
            <canvas ref={canvas} role="img" aria-label={t('mask.canvas')} onPointerDown={begin} onPointerMove={go} />
          </div>
        </div>
        {fault.value && <Note kind="bad">{fault.value}</Note>}
        <div class="actions dialog-end">
          <Button kind="quiet" onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" busy={isSaving.value} disabled={strokes.value.length === 0} onClick={() => void save()}>{t('mask.use')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
