import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { send } from '../../api/client';
import { mode } from '../../api/queue';
import { isOpen, type OwnedJob } from '../../api/types';
import { ago, dot, joined, t } from '../../texts';
import { useActing, usePages, useQueueTurn, type Acting } from '../../ui/hooks';
import { hrefOf, route } from '../../ui/route';
import { Bar, Button, Empty, Listed, Note, Status } from '../../ui/parts';
import { captionOf, whyItWaits, wordsOf } from '../../ui/words';
import { Who } from '../Who';
import { Mode } from './Mode';

const statuses = ['queued', 'running', 'canceling', 'succeeded', 'failed', 'canceled', 'expired'] as const;
const openOnes = statuses.slice(0, 3);

/** Everybody's jobs, or those of one user. */
export function AllJobs(): JSX.Element {
  const user = route.value.query.get('user') ?? '';
  return <Jobs key={user} user={user} />;
}

function Jobs({ user }: { user: string }): JSX.Element {
  const status = useSignal(user ? '' : openOnes.join());
  const query = new URLSearchParams({ limit: '50', ...(user ? { user } : {}), ...(status.value ? { status: status.value } : {}) });
  const list = usePages<OwnedJob>(`/jobs?${query}`, 'jobs');
  const { act, fault } = useActing(list.reload);
  const turn = useQueueTurn();
  useEffect(() => {
    if (turn > 0) list.reload();
  }, [turn]);
  return (
    <div class="page">
      <header class="page-head">
        <div><h1>{t('jobs.title')}</h1><p class="soft">{user ? <>{t('jobs.of')} <Who id={user} /></> : t('jobs.lead')}</p></div>
        <div class="page-tools">
          {user && <a class="button plain" href={hrefOf('admin', 'jobs')}>{t('jobs.everybody')}</a>}
          <label>
            <span class="sr">{t('jobs.status')}</span>
            <select value={status.value} onChange={event => (status.value = event.currentTarget.value)}>
              <option value={openOnes.join()}>{t('jobs.status.open')}</option>
              <option value="">{t('jobs.status.all')}</option>
              {(user ? statuses : openOnes).map(one => <option key={one} value={one}>{t(`status.${one}`)}</option>)}
            </select>
          </label>
        </div>
      </header>
      <Mode />
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      <Listed list={list} empty={<Empty title={t('jobs.empty')} hint={t('jobs.empty.hint')} />}>
        {jobs => <ul class="rows">{jobs.map(one => <Row key={one.job.id} owned={one} act={act} />)}</ul>}
      </Listed>
    </div>
  );
}

function Row({ owned: { user_id: owner, job }, act }: { owned: OwnedJob; act: Acting['act'] }): JSX.Element {
  const why = whyItWaits(job, mode.value?.is_paused ?? false);
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">{captionOf(job)}</p>
        <p class="soft">
          <Status status={job.status} /> <a href={`${hrefOf('admin', 'jobs')}?user=${owner}`}><Who id={owner} /></a>
          {dot}{joined(job.workflow_name, ago(job.created_at), job.backend, wordsOf(job))}
        </p>
        {job.status === 'running' && <Bar value={job.progress?.value ?? null} label={captionOf(job)} />}
        {job.wait_reason && <Note>{job.wait_reason}</Note>}
        {!job.wait_reason && why && <p class="soft">{why}</p>}
        {job.error && <p class="fault">{job.error.message}</p>}
      </div>
      {isOpen(job) && (
        <div class="actions">
          {job.status === 'queued' && (
            <Button small icon="front" onClick={() => void act(send('POST', `/jobs/${job.id}/front`))}>{t('jobs.front')}</Button>
          )}
          <Button small disabled={job.status === 'canceling'} onClick={() => void act(send('POST', `/jobs/${job.id}/cancel`))}>
            {t('queue.cancel')}
          </Button>
        </div>
      )}
    </li>
  );
}
