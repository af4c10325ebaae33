import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { OwnedDelivery } from '../../api/types';
import { ago, t, textOf, until } from '../../texts';
import { deliveryTones } from '../../account/Deliveries';
import { usePages, useUntilOver } from '../../ui/hooks';
import { Empty, Listed, Table } from '../../ui/parts';
import { Who } from '../Who';

const head = ['audit.at', 'audit.who', 'deliveries.host', 'deliveries.event', 'deliveries.state', 'deliveries.answer'] as const;
const states = ['failed', 'pending', 'delivered'] as const;

/** What everybody's receivers were told, and what came of it; what the messages say is their owners'. */
export function AllDeliveries(): JSX.Element {
  const state = useSignal('');
  const list = usePages<OwnedDelivery>(`/webhooks/deliveries?limit=50${state.value ? `&state=${state.value}` : ''}`, 'deliveries');
  useUntilOver(list.items.value?.every(one => one.state !== 'pending') ?? true, list.reload);
  return (
    <div class="page">
      <header class="page-head">
        <div><h1>{t('webhooks.title')}</h1><p class="soft">{t('deliveries.lead')}</p></div>
        <div class="page-tools">
          <label>
            <span class="sr">{t('deliveries.state')}</span>
            <select value={state.value} onChange={event => (state.value = event.currentTarget.value)}>
              <option value="">{t('jobs.status.all')}</option>
              {states.map(one => <option key={one} value={one}>{t(`webhooks.state.${one}`)}</option>)}
            </select>
          </label>
        </div>
      </header>
      <Listed list={list} empty={<Empty title={t('deliveries.empty')} hint={t('deliveries.empty.hint')} />}>
        {deliveries => (
          <Table label={t('webhooks.title')} head={head.map(key => t(key))}>
            {deliveries.map(one => (
              <tr key={one.id}>
                <td class="nowrap">{ago(one.created_at)}</td>
                <td><Who id={one.user_id} /></td>
                <td>{one.host}</td>
                <td><code>{one.type}</code></td>
                <td>
                  <span class={`status ${deliveryTones[one.state] ?? ''}`}>{textOf(`webhooks.state.${one.state}`, one.state)}</span>
                  {one.attempts > 1 && <span class="soft"> × {one.attempts}</span>}
                </td>
                <td>
                  {one.last_error ?? one.last_status ?? '–'}
                  {one.next_at && one.attempts > 0 && <p class="soft">{t('deliveries.next', { when: until(one.next_at) })}</p>}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
    </div>
  );
}
