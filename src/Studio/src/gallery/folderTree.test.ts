import { expect, test } from 'vitest';
import { pathTo, unfolded } from './folderTree';

const folder = (id: string, parent: string | null = null) => ({ id, name: id, parent_id: parent, created_at: '2026-11-25T09:00:00Z' });
const folders = [folder('coast'), folder('dunes', 'coast'), folder('grass', 'dunes'), folder('town')];

test('folders are listed with those in them, and without one that is left out', () => {
  expect(unfolded(folders).map(one => `${one.depth} ${one.folder.name}`)).toEqual(['0 coast', '1 dunes', '2 grass', '0 town']);
  expect(unfolded(folders.filter(one => one.id !== 'dunes')).map(one => one.folder.name)).toEqual(['coast', 'town']);
});

test('a folder is reached from the outermost', () => {
  expect(pathTo(folders, 'grass').map(one => one.name)).toEqual(['coast', 'dunes', 'grass']);
  expect(pathTo(folders, 'gone')).toEqual([]);
  expect(pathTo(folders, null)).toEqual([]);
});
