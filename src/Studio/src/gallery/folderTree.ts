import { ask, send } from '../api/client';
import type { Folder, Output } from '../api/types';

/** The API takes no more pictures at once. */
const mostAtOnce = 1_000;

export interface Placed {
  folder: Folder;
  /** In how many others it is. */
  depth: number;
}

export const inside = (folders: readonly Folder[], parent: string | null): Folder[] => folders.filter(one => one.parent_id === parent);

/** All folders in one list, each followed by those in it. */
export const unfolded = (folders: readonly Folder[], parent: string | null = null, depth = 0): Placed[] =>
  inside(folders, parent).flatMap(folder => [{ folder, depth }, ...unfolded(folders, folder.id, depth + 1)]);

/** Those that lead to a folder, the outermost first, itself last; none when it is not there. */
export function pathTo(folders: readonly Folder[], id: string | null): Folder[] {
  const folder = folders.find(one => one.id === id);
  return folder ? [...pathTo(folders, folder.parent_id), folder] : [];
}

export const save = (id: string | null, wanted: { name: string; parent_id: string | null }): Promise<Folder> =>
  id === null ? send<Folder>('POST', '/image/folders', wanted) : send<Folder>('PUT', `/image/folders/${id}`, wanted);

export const remove = (folder: Folder): Promise<unknown> => ask(`/image/folders/${folder.id}`, { method: 'DELETE' });

/** Puts pictures into a folder, or into none with null. */
export async function move(outputs: readonly Output[], folderId: string | null): Promise<void> {
  for (let from = 0; from < outputs.length; from += mostAtOnce) {
    const ids = outputs.slice(from, from + mostAtOnce).map(one => one.id);
    await send('POST', '/image/outputs/move', { ids, folder_id: folderId });
  }
}
