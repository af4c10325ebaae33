import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { send } from '../../api/client';
import type { Account, Plan } from '../../api/types';
import { user } from '../../auth/session';
import { moment, t } from '../../texts';
import { useActing, useLoaded, usePages, type Acting } from '../../ui/hooks';
import { hrefOf } from '../../ui/route';
import { Button, Empty, Listed, Note, Sure, Table } from '../../ui/parts';
import { Plans } from './Plans';

/** Who may use the service, and how much of it. */
export function People(): JSX.Element {
  const email = useSignal('');
  const list = usePages<Account>(`/users?limit=50${email.value ? `&email=${encodeURIComponent(email.value)}` : ''}`, 'users');
  const plans = useLoaded<{ plans: Plan[] }>('/plans');
  const { act, fault } = useActing(() => {
    list.reload();
    plans.reload();
  });
  const known = plans.value.value?.plans ?? [];
  const head = ['people.person', 'people.since', 'people.keys', 'people.plan', 'common.actions'] as const;
  return (
    <div class="page">
      <header class="page-head">
        <div><h1>{t('people.title')}</h1><p class="soft">{t('people.lead')}</p></div>
        <form
          class="line-form" role="search"
          onSubmit={event => {
            event.preventDefault();
            email.value = String(new FormData(event.currentTarget).get('email')).trim();
          }}
        >
          <label>
            <span class="sr">{t('people.search')}</span>
            <input name="email" type="search" placeholder={t('people.search')} maxLength={320} />
          </label>
          <Button submit>{t('people.find')}</Button>
        </form>
      </header>
      {(fault.value ?? plans.fault.value) && <Note kind="bad">{fault.value ?? plans.fault.value}</Note>}
      <Listed list={list} empty={<Empty title={t('people.empty')} hint={t('people.empty.hint')} />}>
        {people => (
          <Table label={t('people.title')} head={head.map(key => t(key))}>
            {people.map(person => <Row key={person.id} person={person} plans={known} act={act} />)}
          </Table>
        )}
      </Listed>
      <Plans plans={known} act={act} />
    </div>
  );
}

function Row({ person, plans, act }: { person: Account; plans: Plan[]; act: Acting['act'] }): JSX.Element {
  const isMe = person.id === user.value?.id;
  const name = person.email ?? person.subject;
  return (
    <tr>
      <th scope="row">
        <p>{name} {person.is_blocked && <span class="status failed">{t('people.blocked')}</span>}</p>
        <p class="soft">{person.issuer}</p>
      </th>
      <td>{moment(person.created_at)}</td>
      <td>{person.api_keys}</td>
      <td>
        <select
          aria-label={t('people.plan.of', { name })} value={person.plan ?? ''}
          onChange={event => void act(send('PUT', `/users/${person.id}/plan`, { plan: event.currentTarget.value || null }))}
        >
          <option value="">{t('people.plan.none')}</option>
          {plans.map(plan => <option key={plan.name} value={plan.name}>{plan.name}</option>)}
          {person.plan && !plans.some(plan => plan.name === person.plan) && (
            <option value={person.plan}>{t('people.plan.gone', { name: person.plan })}</option>
          )}
        </select>
      </td>
      <td>
        <div class="actions">
          <a class="button plain small" href={`${hrefOf('admin', 'jobs')}?user=${person.id}`}>{t('jobs.title')}</a>
          {!isMe && (
            <Button small onClick={() => void act(send('POST', `/users/${person.id}/${person.is_blocked ? 'unblock' : 'block'}`))}>
              {t(person.is_blocked ? 'people.unblock' : 'people.block')}
            </Button>
          )}
          {person.api_keys > 0 && (
            <Sure
              name={t('people.revoke')} question={t('people.revoke.sure', { name })}
              onYes={() => void act(send('DELETE', `/users/${person.id}/api-keys`))}
            />
          )}
          {!isMe && (
            <Sure name={t('people.erase')} question={t('people.erase.sure', { name })} onYes={() => void act(send('DELETE', `/users/${person.id}`))} />
          )}
        </div>
      </td>
    </tr>
  );
}
