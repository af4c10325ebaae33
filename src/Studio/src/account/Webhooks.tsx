import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { send } from '../api/client';
import type { Webhook } from '../api/types';
import { ago, joined, t } from '../texts';
import { useActing, useLoaded, type Acting } from '../ui/hooks';
import { Button, Copy, Empty, Loading, Note, Sure } from '../ui/parts';
import { Deliveries } from './Deliveries';

const events = ['job.queued', 'job.running', 'job.succeeded', 'job.failed', 'job.canceled', 'batch.completed'];

/** Addresses that are told what becomes of one's jobs. */
export function Webhooks(): JSX.Element {
  const list = useLoaded<{ webhooks: Webhook[] }>('/webhooks');
  const secret = useSignal<string | null>(null);
  const { act, fault } = useActing(list.reload);
  const tell = (doing: Promise<Webhook>): Promise<void> => act(doing.then(told => (secret.value = told.secret)));
  const webhooks = list.value.value?.webhooks;
  return (
    <div class="page">
      <header class="page-head"><div><h1>{t('webhooks.title')}</h1><p class="soft">{t('webhooks.lead')}</p></div></header>
      {(fault.value ?? list.fault.value) && <Note kind="bad">{fault.value ?? list.fault.value}</Note>}
      <AddWebhook onAdd={body => tell(send<Webhook>('POST', '/webhooks', body))} />
      {secret.value && (
        <div class="note ok new-key" role="status">
          <p>{t('webhooks.secret')}</p>
          <div class="key-line"><code>{secret.value}</code><Copy text={secret.value} /></div>
        </div>
      )}
      {!webhooks && !list.fault.value && <Loading />}
      {webhooks?.length === 0 && <Empty title={t('webhooks.empty')} hint={t('webhooks.empty.hint')} />}
      {webhooks?.map(webhook => <WebhookPanel key={webhook.id} webhook={webhook} act={act} tell={tell} />)}
    </div>
  );
}

function AddWebhook({ onAdd }: { onAdd: (body: { url: string; events: string[] }) => Promise<void> }): JSX.Element {
  return (
    <form
      class="panel"
      onSubmit={event => {
        event.preventDefault();
        const form = event.currentTarget;
        const given = new FormData(form);
        void onAdd({ url: String(given.get('url')), events: given.getAll('events').map(String) }).then(() => form.reset());
      }}
    >
      <div class="line-form">
        <label class="field grow">
          <span class="field-name">{t('webhooks.url')}</span>
          <input name="url" type="url" required maxLength={2_000} placeholder="https://example.com/art" />
        </label>
        <Button kind="primary" submit>{t('webhooks.add')}</Button>
      </div>
      <fieldset class="choices">
        <legend class="field-name">{t('webhooks.events')}</legend>
        {events.map(name => <label key={name} class="check"><input type="checkbox" name="events" value={name} /><code>{name}</code></label>)}
      </fieldset>
    </form>
  );
}

interface WebhookPanelProps {
  webhook: Webhook;
  act: Acting['act'];
  tell: (doing: Promise<Webhook>) => Promise<void>;
}

function WebhookPanel({ webhook, act, tell }: WebhookPanelProps): JSX.Element {
  const isOpen = useSignal(false);
  const path = `/webhooks/${webhook.id}`;
  const name = webhook.url ?? t('webhooks.ofJobs');
  return (
    <section class="panel webhook" aria-label={name}>
      <div class="webhook-head">
        <span class={webhook.is_enabled ? 'lamp up' : 'lamp down'} />
        <h2>{name}</h2>
        <span class="soft">{joined(t(webhook.is_enabled ? 'webhooks.on' : 'webhooks.off'), ago(webhook.created_at))}</span>
      </div>
      <p class="soft">{webhook.events.length > 0 ? webhook.events.join(', ') : t('webhooks.everything')}</p>
      {webhook.disabled_reason && <Note kind="bad">{webhook.disabled_reason}</Note>}
      <div class="actions">
        <Button small disabled={!webhook.is_enabled} onClick={() => void act(send('POST', `${path}/test`)).then(() => (isOpen.value = true))}>
          {t('webhooks.test')}
        </Button>
        <Button small pressed={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>{t('webhooks.log')}</Button>
        <Button small onClick={() => void tell(send<Webhook>('POST', `${path}/secret`))}>{t('webhooks.renew')}</Button>
        <Button small onClick={() => void act(send('PATCH', path, { is_enabled: !webhook.is_enabled }))}>
          {t(webhook.is_enabled ? 'webhooks.disable' : 'webhooks.enable')}
        </Button>
        <Sure name={t('webhooks.remove')} question={t('webhooks.remove.sure')} onYes={() => void act(send('DELETE', path))} />
      </div>
      {isOpen.value && <Deliveries webhook={webhook.id} />}
    </section>
  );
}
