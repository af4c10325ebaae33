import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { send } from '../../api/client';
import type { Plan } from '../../api/types';
import { bytes, duration, number, t, type TextKey } from '../../texts';
import type { Acting } from '../../ui/hooks';
import { Button, Dialog, Sure, Table } from '../../ui/parts';

const blank = {
  name: '', weight: 1, max_running: null, max_queued: null, gpu_seconds_per_day: null, gpu_seconds_per_month: null, storage_bytes: null,
  keep_days: null, workflows: null,
} satisfies Plan;
const head = [
  'plans.name', 'plans.weight', 'plans.running', 'plans.queued', 'plans.day', 'plans.month', 'plans.storage', 'plans.keep', 'plans.workflows',
  'common.actions',
] as const;
const megabyte = 1_048_576;

/** How much of the service people may take. */
export function Plans({ plans, act }: { plans: Plan[]; act: Acting['act'] }): JSX.Element {
  const edited = useSignal<Plan | null>(null);
  const limit = (value: number | null): string => (value === null ? t('plans.unlimited') : number(value));
  const time = (value: number | null): string => (value === null ? t('plans.unlimited') : duration(value));
  return (
    <section class="panel" aria-labelledby="plans">
      <div class="panel-head">
        <div><h2 id="plans">{t('plans.title')}</h2><p class="soft">{t('plans.lead')}</p></div>
        <Button small icon="plus" onClick={() => (edited.value = blank)}>{t('plans.add')}</Button>
      </div>
      {plans.length > 0 && (
        <Table label={t('plans.title')} head={head.map(key => t(key))}>
          {plans.map(plan => (
            <tr key={plan.name}>
              <th scope="row">{plan.name}</th>
              <td>{number(plan.weight, 2)}</td><td>{limit(plan.max_running)}</td><td>{limit(plan.max_queued)}</td>
              <td>{time(plan.gpu_seconds_per_day)}</td><td>{time(plan.gpu_seconds_per_month)}</td>
              <td>{plan.storage_bytes === null ? t('plans.unlimited') : bytes(plan.storage_bytes)}</td><td>{limit(plan.keep_days)}</td>
              <td>{plan.workflows?.join(', ') ?? t('plans.all')}</td>
              <td>
                <div class="actions">
                  <Button small onClick={() => (edited.value = plan)}>{t('plans.change')}</Button>
                  <Sure
                    name={t('plans.delete')} question={t('plans.delete.sure', { name: plan.name })}
                    onYes={() => void act(send('DELETE', `/plans/${encodeURIComponent(plan.name)}`))}
                  />
                </div>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {edited.value && <PlanForm plan={edited.value} act={act} onClose={() => (edited.value = null)} />}
    </section>
  );
}

const limits: { name: 'max_running' | 'max_queued' | 'gpu_seconds_per_day' | 'gpu_seconds_per_month' | 'keep_days'; title: TextKey }[] = [
  { name: 'max_running', title: 'plans.running' },
  { name: 'max_queued', title: 'plans.queued' },
  { name: 'gpu_seconds_per_day', title: 'plans.day.seconds' },
  { name: 'gpu_seconds_per_month', title: 'plans.month.seconds' },
  { name: 'keep_days', title: 'plans.keep' },
];

function PlanForm({ plan, act, onClose }: { plan: Plan; act: Acting['act']; onClose: () => void }): JSX.Element {
  const save = (form: HTMLFormElement): void => {
    const given = new FormData(form);
    const numberOf = (name: string): number | null => (given.get(name) ? Number(given.get(name)) : null);
    const workflows = String(given.get('workflows')).split('\n').map(line => line.trim()).filter(Boolean);
    const kept = numberOf('storage');
    const body = {
      weight: numberOf('weight'),
      ...Object.fromEntries(limits.map(({ name }) => [name, numberOf(name)])),
      storage_bytes: kept === null ? null : Math.round(kept * megabyte),
      workflows: workflows.length > 0 ? workflows : null,
    };
    void act(send('PUT', `/plans/${encodeURIComponent(String(given.get('name')))}`, body));
    onClose();
  };
  return (
    <Dialog label={t('plans.add')} onClose={onClose}>
      <h2>{plan.name || t('plans.add')}</h2>
      <form
        class="stack"
        onSubmit={event => {
          event.preventDefault();
          save(event.currentTarget);
        }}
      >
        <label class="field">
          <span class="field-name">{t('plans.name')}</span>
          <input name="name" required maxLength={100} defaultValue={plan.name} readOnly={plan.name !== ''} placeholder="default" />
        </label>
        <label class="field">
          <span class="field-name">{t('plans.weight')}</span>
          <input name="weight" type="number" min={0.01} max={1_000} step="any" required defaultValue={String(plan.weight)} />
          <span class="hint">{t('plans.weight.hint')}</span>
        </label>
        <div class="pair">
          {limits.map(({ name, title }) => (
            <label key={name} class="field">
              <span class="field-name">{t(title)}</span>
              <input
                name={name} type="number" min={0} step={1} placeholder={t('plans.unlimited')} defaultValue={plan[name] === null ? '' : String(plan[name])}
              />
            </label>
          ))}
          <label class="field">
            <span class="field-name">{t('plans.storage.megabytes')}</span>
            <input
              name="storage" type="number" min={0} step="any" placeholder={t('plans.unlimited')}
              defaultValue={plan.storage_bytes === null ? '' : String(plan.storage_bytes / megabyte)}
            />
          </label>
        </div>
        <label class="field">
          <span class="field-name">{t('plans.workflows')}</span>
          <textarea name="workflows" rows={3} defaultValue={plan.workflows?.join('\n') ?? ''} placeholder={t('plans.all')} />
          <span class="hint">{t('plans.workflows.hint')}</span>
        </label>
        <div class="actions dialog-end">
          <Button kind="quiet" onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" submit>{t('common.save')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
