import type { JSX } from 'preact';
import { send } from '../api/client';
import type { Delivery } from '../api/types';
import { ago, joined, t, textOf } from '../texts';
import { useActing, usePages, useUntilOver } from '../ui/hooks';
import { Button, Listed, Note } from '../ui/parts';

export const deliveryTones: Record<string, string> = { pending: 'queued', delivered: 'succeeded', failed: 'failed' };

/** What was sent to a webhook, and what came of it. */
export function Deliveries({ webhook }: { webhook: string }): JSX.Element {
  const path = `/webhooks/${webhook}/deliveries`;
  const list = usePages<Delivery>(`${path}?limit=20`, 'deliveries');
  const { act, fault } = useActing(list.reload);
  useUntilOver(list.items.value?.every(one => one.state !== 'pending') ?? true, list.reload);
  return (
    <div class="deliveries">
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <Listed list={list} empty={<p class="soft">{t('webhooks.log.empty')}</p>}>
        {deliveries => (
          <ul class="rows">
            {deliveries.map(one => (
              <li key={one.id} class="row">
                <details class="row-text">
                  <summary>
                    <span class={`status ${deliveryTones[one.state] ?? ''}`}>{textOf(`webhooks.state.${one.state}`, one.state)}</span>
                    <code>{one.type}</code>
                    <span class="soft">{joined(`#${one.sequence}`, ago(one.created_at), one.last_status, one.last_error)}</span>
                  </summary>
                  <pre tabIndex={0}><code>{JSON.stringify(one.body, null, 2)}</code></pre>
                </details>
                <Button small onClick={() => void act(send('POST', `${path}/${one.id}/resend`))}>{t('webhooks.resend')}</Button>
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </div>
  );
}
