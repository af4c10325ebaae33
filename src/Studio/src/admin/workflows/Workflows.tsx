import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { send } from '../../api/client';
import type { Workflow } from '../../api/types';
import { t } from '../../texts';
import { useActing, useLoaded, type Acting } from '../../ui/hooks';
import { hrefOf } from '../../ui/route';
import { Button, Empty, Loading, Note, Sure } from '../../ui/parts';
import { Check } from './Check';
import { Drop } from './Drop';
import { ImportForm } from './ImportForm';
import type { Imported } from './imported';

interface List {
  workflows: Workflow[];
  ignored: { name: string; reason: string }[];
}

/** What can be made here: files are taken in, looked at, tried, stored and deleted. */
export function Workflows(): JSX.Element {
  const list = useLoaded<List>('/workflows');
  const { act, fault } = useActing(list.reload);
  const imported = useSignal<Imported | null>(null);
  const checked = useSignal<string | null>(null);
  const known = list.value.value;
  return (
    <div class="page">
      <header class="page-head"><div><h1>{t('workflows.title')}</h1><p class="soft">{t('workflows.lead')}</p></div></header>
      {(fault.value ?? list.fault.value) && <Note kind="bad">{fault.value ?? list.fault.value}</Note>}
      {imported.value ? (
        <ImportForm
          imported={imported.value} taken={known?.workflows.map(one => one.name) ?? []} onClose={() => (imported.value = null)}
          onStored={name => {
            imported.value = null;
            checked.value = name;
            list.reload();
          }}
        />
      ) : <Drop onImported={got => (imported.value = got)} />}
      {!known && !list.fault.value && <Loading />}
      {known?.workflows.length === 0 && <Empty title={t('create.empty')} hint={t('workflows.empty.hint')} />}
      <ul class="rows">
        {known?.workflows.map(one => (
          <Row
            key={one.name} workflow={one} act={act} isChecked={checked.value === one.name}
            onCheck={() => (checked.value = checked.value === one.name ? null : one.name)}
          />
        ))}
      </ul>
      {known && known.ignored.length > 0 && (
        <section class="panel" aria-labelledby="ignored">
          <h2 id="ignored">{t('workflows.ignored')}</h2>
          <ul class="problems">{known.ignored.map(one => <li key={one.name}><code>{one.name}</code> {one.reason}</li>)}</ul>
        </section>
      )}
    </div>
  );
}

interface RowProps {
  workflow: Workflow;
  act: Acting['act'];
  isChecked: boolean;
  onCheck: () => void;
}

function Row({ workflow, act, isChecked, onCheck }: RowProps): JSX.Element {
  const isReady = workflow.status === 'ready';
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">{workflow.title ?? workflow.name}</p>
        <p class="soft">
          <span class={`status ${isReady ? 'succeeded' : 'failed'}`}>{t(isReady ? 'workflows.ready' : 'workflows.broken')}</span>{' '}
          <code>{workflow.name}</code>{workflow.version && <> {t('workflows.version')} <code>{workflow.version}</code></>}
        </p>
        {workflow.reason && <p class="fault">{workflow.reason}</p>}
        {workflow.warnings.map(warning => <Note key={warning}>{warning}</Note>)}
        {isChecked && isReady && <Check name={workflow.name} />}
      </div>
      <div class="actions">
        {isReady && <a class="button plain small" href={hrefOf('create', ...workflow.name.split('/'))}>{t('workflows.try')}</a>}
        {isReady && <Button small pressed={isChecked} onClick={onCheck}>{t('workflows.check')}</Button>}
        <Sure
          name={t('workflows.delete')} question={t('workflows.delete.sure', { name: workflow.name })}
          onYes={() => void act(send('DELETE', `/workflows/${encodeURIComponent(workflow.name)}`))}
        />
      </div>
    </li>
  );
}
