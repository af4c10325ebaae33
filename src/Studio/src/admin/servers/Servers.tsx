import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { send } from '../../api/client';
import { submit } from '../../api/jobs';
import type { Backend, BackendState, OwnedJob } from '../../api/types';
import { useJobs, useWatched } from '../../ui/useJobs';
import { ago, t } from '../../texts';
import { useActing, useLoaded, type Acting } from '../../ui/hooks';
import { Bar, Button, Empty, Note, Sure } from '../../ui/parts';
import { Memory } from './Memory';
import { ModelFiles } from './ModelFiles';
import { Numbers } from './Numbers';
import { Doing } from './Doing';

export function Servers(): JSX.Element {
  const list = useLoaded<{ backends: Backend[] }>('/backends', 2);
  const running = useLoaded<{ jobs: OwnedJob[] }>('/jobs?status=running&limit=100', 2).value.value?.jobs ?? [];
  const card = useSignal<string | null>(null);
  const [job] = useJobs(card.value ? [card.value] : []);
  useWatched(job);
  const { act, fault } = useActing(list.reload);
  const makeCard = async (): Promise<void> => {
    card.value = (await submit({ workflow_name: 'test-card', parameters: {} })).peek().id;
  };
  const backends = list.value.value?.backends;
  return (
    <div class="page">
      <header class="page-head">
        <div><h1>{t('servers.title')}</h1><p class="soft">{t('servers.lead')}</p></div>
        <div class="page-tools"><Button icon="check" onClick={() => void act(makeCard())}>{t('servers.card')}</Button></div>
      </header>
      {(fault.value ?? list.fault.value) && <Note kind="bad">{fault.value ?? list.fault.value}</Note>}
      {job && !job.completed_at && <Note>{job.wait_reason ?? t('servers.card.waiting')}</Note>}
      {job?.status === 'succeeded' && <Note kind="ok">{t('servers.card.done', { name: job.backend ?? 'ComfyUI' })}</Note>}
      {job?.error && <Note kind="bad">{job.error.message}</Note>}
      {backends?.length === 0 && <Empty title={t('servers.empty')} hint={t('servers.empty.hint')} />}
      <ul class="servers" aria-busy={!backends && !list.fault.value}>
        {!backends && !list.fault.value && [1, 2].map(one => <li key={one} class="server skeleton" />)}
        {backends?.map(backend => (
          <Server key={backend.name} backend={backend} jobs={running.filter(({ job: { backend: name } }) => name === backend.name)} act={act} />
        ))}
      </ul>
      <AddServer act={act} />
      <Numbers />
    </div>
  );
}

function Server({ backend, jobs, act }: { backend: Backend; jobs: OwnedJob[]; act: Acting['act'] }): JSX.Element {
  const change = (state: BackendState): void => void act(send('PATCH', `/backends/${encodeURIComponent(backend.name)}`, { state }));
  return (
    <li class="server">
      <div class="server-head">
        <span class={backend.is_up ? 'lamp up' : 'lamp down'} />
        <h2>{backend.name}</h2>
        <span class="soft">{t(backend.is_up ? 'servers.up' : 'servers.down')}, {t(`servers.state.${backend.state}`)}</span>
      </div>
      {backend.trouble && (
        <Note kind="bad">{backend.trouble}{backend.trouble_since && <> ({t('servers.since', { when: ago(backend.trouble_since) })})</>}</Note>
      )}
      <Bar value={Math.min(backend.in_flight / backend.depth, 1)} label={t('servers.load')} />
      <dl class="facts across">
        <div><dt>{t('servers.load')}</dt><dd>{backend.in_flight} / {backend.depth}</dd></div>
        <div><dt>{t('servers.models')}</dt><dd>{backend.models ?? '–'}</dd></div>
        <div><dt>{t('servers.foreign')}</dt><dd>{backend.foreign_prompts}</dd></div>
        <div><dt>{t('servers.weight')}</dt><dd>{backend.weight}</dd></div>
      </dl>
      <Memory server={backend.name} />
      <Doing jobs={jobs} />
      <ModelFiles server={backend.name} />
      <div class="actions">
        {backend.state !== 'active' && backend.state !== 'removing' && <Button small kind="primary" onClick={() => change('active')}>{t('servers.activate')}</Button>}
        {backend.state === 'active' && <Button small onClick={() => change('draining')}>{t('servers.drain')}</Button>}
        {(backend.state === 'active' || backend.state === 'draining') && <Button small onClick={() => change('disabled')}>{t('servers.disable')}</Button>}
        {!backend.is_from_settings && (
          <Sure
            name={t('servers.remove')} question={t('servers.remove.sure', { name: backend.name })}
            onYes={() => void act(send('DELETE', `/backends/${encodeURIComponent(backend.name)}`))}
          />
        )}
      </div>
    </li>
  );
}

function AddServer({ act }: { act: Acting['act'] }): JSX.Element {
  const isOpen = useSignal(false);
  if (!isOpen.value) return <Button icon="plus" onClick={() => (isOpen.value = true)}>{t('servers.add')}</Button>;
  return (
    <form
      class="panel line-form"
      onSubmit={event => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        void act(send('POST', '/backends', { name: given.get('name'), url: given.get('url'), depth: Number(given.get('depth')) })
          .then(() => (isOpen.value = false)));
      }}
    >
      <label class="field"><span class="field-name">{t('servers.add.name')}</span><input name="name" required placeholder="gpu-1" /></label>
      <label class="field grow">
        <span class="field-name">{t('servers.add.url')}</span><input name="url" type="url" required placeholder="http://gpu-1:8188" />
      </label>
      <label class="field"><span class="field-name">{t('servers.add.depth')}</span><input name="depth" type="number" min={1} max={16} value={2} /></label>
      <Button kind="primary" submit>{t('servers.add')}</Button>
      <Button kind="quiet" onClick={() => (isOpen.value = false)}>{t('common.cancel')}</Button>
    </form>
  );
}
