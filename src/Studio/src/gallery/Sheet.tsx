import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Output } from '../api/types';
import { t } from '../texts';
import { Icon } from '../ui/icons';
import { variant } from '../ui/Shown';
import { nameOf } from '../ui/words';
import type { Filter } from './filter';
import { loadOutputs } from './outputs';
import { PagedList, visibleRows } from './pages';

interface SheetProps {
  filter: Filter;
  marked: readonly string[];
  isChoosing: boolean;
  /** Changes when the list must be asked for again. */
  turn: number;
  onOpen: (output: Output, list: PagedList<Output>, index: number) => void;
  onEmpty: () => void;
  label: string;
}

const gap = 6;
/** Addresses of pictures are good for an hour at least. */
const freshMinutes = 50;

/** A contact sheet of whatever length: only the rows that are seen are there. */
export function Sheet({ filter, marked, isChoosing, turn, onOpen, onEmpty, label }: SheetProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const age = useSignal(0);
  const wanted = useMemo(
    () => new PagedList<Output>(cursor => loadOutputs(filter, cursor)), [JSON.stringify(filter), turn, age.value]);
  // What is shown stays until its successor has something to show.
  const shown = useSignal(wanted);
  const list = shown.value;
  // The list tells nobody when a page has come; this does.
  const loaded = useSignal(0);
  const width = useSignal(0);
  const scrolled = useSignal(0);
  const focused = useSignal(0);
  const columns = Math.max(Math.floor((width.value + gap) / (width.value < 560 ? 110 : 190)), 2);
  const side = Math.max((width.value - gap * (columns - 1)) / columns, 1);
  const rowHeight = side + gap;
  const count = loaded.value >= 0 ? list.length : 0;
  const rows = Math.ceil(count / columns) + (list.isComplete ? 0 : 2);
  const { first, last } = visibleRows(scrolled.value, window.innerHeight, rowHeight, rows);

  useEffect(() => {
    const measure = (): void => {
      const box = place.current?.getBoundingClientRect();
      if (!box) return;
      width.value = box.width;
      scrolled.value = Math.max(-box.top, 0);
    };
    measure();
    const scroller: EventTarget = place.current?.closest('.dialog-body') ?? window;
    const observer = new ResizeObserver(measure);
    observer.observe(place.current!);
    scroller.addEventListener('scroll', measure, { passive: true });
    const timer = setInterval(() => age.value++, freshMinutes * 60_000);
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', measure);
      clearInterval(timer);
    };
  }, []);
  useEffect(() => {
    let isWanted = true;
    wanted.reach(0, (last + 1) * columns).then(() => {
      if (isWanted) shown.value = wanted;
    }, () => {});
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  useEffect(() => {
    let isLooking = true;
    list.reach(first * columns, (last + 1) * columns).then(() => {
      if (!isLooking) return;
      loaded.value++;
      if (list.isComplete && list.length === 0) onEmpty();
    }, () => {});
    return () => {
      isLooking = false;
    };
  }, [list, first, last, columns, count]);

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    focused.value = Math.min(Math.max(focused.value + step, 0), count - 1);
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>(`[data-index="${focused.value}"]`)?.focus());
  };
  const tiles: JSX.Element[] = [];
  for (let index = first * columns; index < Math.min((last + 1) * columns, list.isComplete ? count : rows * columns); index++) {
    const output = list.at(index);
    const position = {
      transform: `translate(${(index % columns) * (side + gap)}px, ${Math.floor(index / columns) * rowHeight}px)`,
      width: `${side}px`, height: `${side}px`,
    };
    tiles.push(output ? (
      <button
        key={index} type="button" class="tile" style={position} data-index={index} tabIndex={index === focused.value ? 0 : -1}
        aria-pressed={isChoosing ? marked.includes(output.id) : undefined}
        aria-label={t(isChoosing ? 'gallery.choose' : 'gallery.open', { what: nameOf(output) })}
        onFocus={() => (focused.value = index)} onClick={() => onOpen(output, list, index)}
      >
        <Thumbnail output={output} />
        {output.is_favourite && <span class="tile-star"><Icon name="star" size={16} /></span>}
        <span class="tile-caption">{nameOf(output)}</span>
      </button>
    ) : <span key={index} class="tile skeleton" style={position} />);
  }
  return (
    <div ref={place} class="sheet" role="group" aria-label={label} style={{ height: `${Math.max(rows * rowHeight, 1)}px` }} onKeyDown={move}>
      {width.value > 0 && tiles}
    </div>
  );
}

function Thumbnail({ output }: { output: Output }): JSX.Element {
  return output.type === 'image'
    ? <img src={variant(output, 384)} alt="" loading="lazy" decoding="async" />
    : <span class="tile-name"><Icon name={output.type === 'video' ? 'film' : output.type === 'audio' ? 'sound' : 'file'} size={28} />{output.name}</span>;
}
