import type { JSX } from 'preact';
import type { Machine } from '../../api/types';
import { bytes, t } from '../../texts';
import { useLoaded } from '../../ui/hooks';
import { Bar } from '../../ui/parts';

/** What a server renders on, and how much of its memory is taken. */
export function Memory({ server }: { server: string }): JSX.Element | null {
  const machine = useLoaded<Machine>(`/backends/${encodeURIComponent(server)}/machine`, 10).value.value?.machine;
  if (!machine) return null;
  const memory = [...machine.devices, { name: t('servers.memory.main'), memory_total: machine.memory_total, memory_free: machine.memory_free }];
  return (
    <section class="doing" aria-label={t('servers.memory')}>
      {machine.version && <h3>{t('servers.version', { version: machine.version })}</h3>}
      <ul>
        {memory.map(({ name, memory_total: total, memory_free: free }) => total !== null && free !== null && total > 0 && (
          <li key={name}>
            <p class="memory"><span>{name}</span><span class="soft">{t('servers.memory.of', { free: bytes(free), total: bytes(total) })}</span></p>
            <Bar value={1 - free / total} label={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
