import { signal } from '@preact/signals';

/** Which of one's pictures are shown. */
export interface Filter {
  workflow: string;
  type: string;
  /** Null for all, wherever they are. */
  folder: string | null;
  onlyFavourites: boolean;
  /** Words of what the picture was made of. */
  text: string;
  /** Days as the browser's date fields have them, in local time, both included. */
  from: string;
  to: string;
}

export const everything: Filter = { workflow: '', type: '', folder: null, onlyFavourites: false, text: '', from: '', to: '' };

/** Stays while one looks at other screens. */
export const filter = signal<Filter>(everything);

/** Whether some of what lies in the folder are left out. */
export const isNarrowed = (chosen: Filter): boolean => JSON.stringify({ ...chosen, folder: null }) !== JSON.stringify(everything);

export const showAll = (): void => {
  filter.value = { ...everything, folder: filter.value.folder };
};

const mostWords = 20;

/** As the service counts them, and no more than it looks for. */
const wordsOf = (text: string): string[] =>
  (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, mostWords);

export const types = ['image', 'video', 'audio', 'text', '3d', 'file'] as const;

export function queryOf(chosen: Filter, cursor: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (chosen.workflow) query.set('workflow', chosen.workflow);
  if (chosen.type) query.set('type', chosen.type);
  if (chosen.folder) query.set('folder', chosen.folder);
  if (chosen.onlyFavourites) query.set('favourite', 'true');
  const words = wordsOf(chosen.text);
  if (words.length > 0) query.set('text', words.join(' '));
  if (chosen.from) query.set('from', midnight(chosen.from, 0));
  if (chosen.to) query.set('until', midnight(chosen.to, 1));
  if (cursor) query.set('cursor', cursor);
  return query.toString();
}

function midnight(day: string, later: number): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + later);
  return date.toISOString();
}
