import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { get, send } from '../api/client';
import { user } from '../auth/session';
import type { Account } from '../api/types';
import { ago, t } from '../texts';
import { Button, Note } from '../ui/parts';

/** Who may use the service; whoever misuses it is kept out here. */
export function People(): JSX.Element {
  const people = useSignal<Account[]>([]);
  const next = useSignal<string | null>(null);
  const fault = useSignal<string | null>(null);
  const load = async (cursor: string | null): Promise<void> => {
    const got = await get<{ users: Account[]; next_cursor: string | null }>(`/users?limit=20${cursor ? `&cursor=${cursor}` : ''}`);
    people.value = cursor ? [...people.value, ...got.users] : got.users;
    next.value = got.next_cursor;
  };
  useEffect(() => void load(null).catch((reason: Error) => (fault.value = reason.message)), []);
  const turn = (person: Account): void =>
    void send('POST', `/users/${person.id}/${person.is_blocked ? 'unblock' : 'block'}`).then(() => load(null)).catch((reason: Error) => (fault.value = reason.message));
  return (
    <section class="panel" aria-labelledby="people">
      <h2 id="people">{t('servers.users')}</h2>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <ul class="people">
        {people.value.map(person => (
          <li key={person.id}>
            <div>
              <p>{person.email ?? person.subject} {person.is_blocked && <span class="status failed">{t('servers.users.blocked')}</span>}</p>
              <p class="soft">{person.issuer} · {ago(person.created_at)} · {t('servers.users.keys', { n: person.api_keys })}</p>
            </div>
            {person.id !== user.value?.id && (
              <Button small onClick={() => turn(person)}>{t(person.is_blocked ? 'servers.users.unblock' : 'servers.users.block')}</Button>
            )}
          </li>
        ))}
      </ul>
      {next.value && <Button small kind="quiet" onClick={() => void load(next.value)}>{t('common.more')}</Button>}
    </section>
  );
}
