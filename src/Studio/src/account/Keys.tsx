import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { ApiError, send } from '../api/client';
import type { ApiKey, NewApiKey } from '../api/types';
import { ago, joined, moment, t } from '../texts';
import { useLoaded } from '../ui/hooks';
import { Button, Copy, Empty, Note, Sure } from '../ui/parts';

export function Keys(): JSX.Element {
  const list = useLoaded<{ api_keys: ApiKey[] }>('/auth/api-keys');
  const made = useSignal<NewApiKey | null>(null);
  const fault = useSignal<string | null>(null);
  const act = (doing: Promise<unknown>): void =>
    void doing.then(
      () => (fault.value = null),
      (reason: Error) => (fault.value = reason instanceof ApiError && reason.problem.code === 'token_needed' ? t('keys.token') : reason.message),
    ).finally(() => list.reload());
  const keys = list.value.value?.api_keys;
  return (
    <div class="page">
      <header class="page-head"><div><h1>{t('keys.title')}</h1><p class="soft">{t('keys.lead')}</p></div></header>
      {(fault.value ?? list.fault.value) && <Note kind="bad">{fault.value ?? list.fault.value}</Note>}
      <form
        class="panel line-form"
        onSubmit={event => {
          event.preventDefault();
          const form = event.currentTarget;
          const given = new FormData(form);
          act(send<NewApiKey>('POST', '/auth/api-keys', { name: given.get('name'), expires_in_days: Number(given.get('days')) }).then(key => {
            made.value = key;
            form.reset();
          }));
        }}
      >
        <label class="field grow"><span class="field-name">{t('keys.name')}</span><input name="name" required maxLength={100} /></label>
        <label class="field"><span class="field-name">{t('keys.days')}</span><input name="days" type="number" min={1} max={3_650} value={90} required /></label>
        <Button kind="primary" submit>{t('keys.make')}</Button>
      </form>
      {made.value && (
        <div class="note ok new-key" role="status">
          <p>{t('keys.new')}</p>
          <div class="key-line"><code>{made.value.key}</code><Copy text={made.value.key} /></div>
        </div>
      )}
      {keys?.length === 0 && <Empty title={t('keys.empty')} hint={t('keys.empty.hint')} />}
      <ul class="rows" aria-busy={!keys && !list.fault.value}>
        {keys?.map(key => (
          <li key={key.id} class="row">
            <div class="row-text">
              <p class="row-title">{key.name} <code class="soft">{key.prefix}…</code></p>
              <p class="soft">
                {joined(key.last_used_at ? t('keys.used', { when: ago(key.last_used_at) }) : t('keys.unused'), t('keys.until', { when: moment(key.expires_at) }))}
              </p>
            </div>
            <Sure
              name={t('keys.delete')} question={t('keys.delete.sure', { name: key.name })}
              onYes={() => act(send('DELETE', `/auth/api-keys/${key.id}`))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
