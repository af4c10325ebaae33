import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Workflow } from '../api/types';
import { t } from '../texts';
import { useLoaded } from '../ui/hooks';
import { Button } from '../ui/parts';
import { filter, isNarrowed, showAll, types, type Filter } from './filter';

export function Filters(): JSX.Element {
  const workflows = useLoaded<{ workflows: Workflow[] }>('/workflows').value.value?.workflows ?? [];
  const set = (changed: Partial<Filter>): void => {
    filter.value = { ...filter.value, ...changed };
  };
  const { workflow, type, onlyFavourites, from, to } = filter.value;
  return (
    <div class="filters" role="search" aria-label={t('gallery.filters')}>
      <Search />
      <label>
        <span class="sr">{t('gallery.filter')}</span>
        <select value={workflow} onChange={event => set({ workflow: event.currentTarget.value })}>
          <option value="">{t('gallery.filter.all')}</option>
          {workflows.map(one => <option key={one.name} value={one.name}>{one.title ?? one.name}</option>)}
        </select>
      </label>
      <label>
        <span class="sr">{t('gallery.type')}</span>
        <select value={type} onChange={event => set({ type: event.currentTarget.value })}>
          <option value="">{t('gallery.type.all')}</option>
          {types.map(one => <option key={one} value={one}>{t(`gallery.type.${one}`)}</option>)}
        </select>
      </label>
      <label class="filter-day">
        <span>{t('gallery.from')}</span>
        <input type="date" value={from} max={to || undefined} onChange={event => set({ from: event.currentTarget.value })} />
      </label>
      <label class="filter-day">
        <span>{t('gallery.to')}</span>
        <input type="date" value={to} min={from || undefined} onChange={event => set({ to: event.currentTarget.value })} />
      </label>
      <Button icon="star" pressed={onlyFavourites} onClick={() => set({ onlyFavourites: !onlyFavourites })}>{t('gallery.favourites')}</Button>
      {isNarrowed(filter.value) && <Button kind="quiet" onClick={showAll}>{t('gallery.filter.clear')}</Button>}
    </div>
  );
}

const pause = 300;

/** Looks for what was typed a moment after the last letter. */
function Search(): JSX.Element {
  const typed = useSignal(filter.value.text);
  const timer = useRef(0);
  const isShown = filter.value.text !== '';
  useEffect(() => {
    if (!isShown) typed.value = '';
  }, [isShown]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string): void => {
    typed.value = text;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => (filter.value = { ...filter.value, text: text.trim() }), pause);
  };
  return (
    <label>
      <span class="sr">{t('gallery.search')}</span>
      <input type="search" maxLength={200} placeholder={t('gallery.search')} value={typed.value} onInput={event => type(event.currentTarget.value)} />
    </label>
  );
}
