import type { JSX } from 'preact';
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
