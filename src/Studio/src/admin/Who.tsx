import { signal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { get } from '../api/client';
import type { Account } from '../api/types';

/** What people are called, asked for once each: lists of the API tell ids. */
const names = new Map<string, Signal<string>>();

export function nameOfUser(id: string): string {
  let name = names.get(id);
  if (!name) {
    names.set(id, (name = signal(id.slice(0, 8))));
    const found = name;
    get<Account>(`/users/${id}`).then(person => (found.value = person.email ?? person.subject), () => {});
  }
  return name.value;
}

export const Who = ({ id }: { id: string }): JSX.Element => <span title={id}>{nameOfUser(id)}</span>;
