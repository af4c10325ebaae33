import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { ApiError } from '../api/client';
import { user } from '../auth/session';
import type { ParameterSchema, Values, Workflow, WorkflowDetails } from '../api/types';
import { t } from '../texts';
import { hrefOf, route, turnTo } from '../ui/route';
import { useLoaded } from '../ui/hooks';
import { Button, Note, Tabs } from '../ui/parts';
import { ApiTab, JsonTab } from './OtherTabs';
import { Fields } from './Fields';
import { begin, requestOf, runOf } from './run';
import { Stage } from './Stage';
import { SweepField } from './SweepField';
import { maxJobs, plan, type Axes } from './sweep';
import { fitting, given, keep, missing, recall } from './values';
import { Cards } from './Cards';

export function Create(): JSX.Element {
  const name = route.value.rest.join('/');
  return name ? <Named key={name} name={name} /> : <Overview fault={null} />;
}

function Overview({ fault }: { fault: string | null }): JSX.Element {
  const workflows = useLoaded<{ workflows: Workflow[] }>('/workflows');
  return <Cards workflows={workflows.value.value?.workflows ?? null} fault={fault ?? workflows.fault.value} />;
}

/** One workflow, with the models that servers have at present, of which the list does not tell. */
function Named({ name }: { name: string }): JSX.Element {
  const { value, fault } = useLoaded<WorkflowDetails>(`/workflows/${encodeURIComponent(name)}`);
  if (fault.value) return <Overview fault={fault.value} />;
  return value.value ? <Easel key={value.value.version} workflow={value.value} schema={value.value.parameters} /> : <EaselSkeleton />;
}

type TabKey = 'form' | 'json' | 'api';

function Easel({ workflow, schema }: { workflow: WorkflowDetails; schema: ParameterSchema }): JSX.Element {
  const me = user.value?.id ?? '';
  const values = useSignal<Values>(fitting(recall(me, workflow.name), schema));
  const faults = useSignal<Record<string, string>>({});
  const problem = useSignal<string | null>(null);
  const tab = useSignal<TabKey>('form');
  const count = useSignal(1);
  const axes = useSignal<Axes>({});
  const isSending = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => takeFromAddress(schema, taken => set({ ...values.value, ...taken })), [route.value]);

  const set = (changed: Values): void => {
    values.value = changed;
    keep(me, workflow.name, changed);
  };
  // Remembered, since it draws the seed that compared pictures share.
  const planned = useMemo(
    () => plan(given(values.value, schema), schema, count.value, axes.value), [values.value, schema, count.value, axes.value]);
  const make = async (): Promise<void> => {
    if (isSending.value) return;
    const lacking = missing(values.value, schema).filter(name => axes.value.across?.name !== name && axes.value.down?.name !== name);
    faults.value = Object.fromEntries(lacking.map(name => [name, t('create.required')]));
    problem.value = planned.length > maxJobs ? t('create.sweep.tooMany', { n: planned.length, max: maxJobs }) : null;
    if (lacking.length > 0 || problem.value) {
      tab.value = 'form';
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('.wrong input, .wrong textarea, .wrong select')?.focus());
      return;
    }
    isSending.value = true;
    try {
      await begin(workflow.name, schema, planned, axes.value);
    } catch (reason) {
      if (reason instanceof ApiError) faults.value = reason.fields;
      problem.value = (reason as Error).message;
    } finally {
      isSending.value = false;
    }
  };
  return (
    <div class="easel">
      <form
        ref={form} class="easel-form" noValidate
        onSubmit={event => {
          event.preventDefault();
          void make();
        }}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void make();
        }}
      >
        <header class="easel-head">
          <a class="back" href={hrefOf('create')}>{t('create.all')}</a>
          <h1>{workflow.title ?? workflow.name}</h1>
          {workflow.description && <p class="soft">{workflow.description}</p>}
          {workflow.warnings.map(warning => <Note key={warning}>{warning}</Note>)}
        </header>
        <Tabs<TabKey>
          label={t('create.tabs')} chosen={tab.value} onChoose={key => (tab.value = key)}
          tabs={[{ key: 'form', name: t('create.form') }, { key: 'json', name: t('create.json') }, { key: 'api', name: t('create.api') }]}
        />
        <div id={`panel-${tab.value}`} role="tabpanel" aria-labelledby={`tab-${tab.value}`} class="easel-panel">
          {tab.value === 'form' && (
            <>
              <Fields
                schema={schema} values={values.value} faults={faults.value}
                onChange={(name, value) => {
                  set({ ...values.value, [name]: value });
                  if (faults.value[name]) faults.value = { ...faults.value, [name]: '' };
                }}
              />
              <SweepField schema={schema} axes={axes.value} onChange={changed => (axes.value = changed)} />
              <div class="form-end">
                <Button kind="quiet" small icon="again" onClick={() => set({})}>{t('create.reset')}</Button>
              </div>
            </>
          )}
          {tab.value === 'json' && <JsonTab values={given(values.value, schema)} onChange={set} />}
          {tab.value === 'api' && <ApiTab request={requestOf(workflow.name, planned)} />}
        </div>
        <div class="run">
          {problem.value && <Note kind="bad">{problem.value}</Note>}
          <div class="run-line">
            <label class="run-count">
              <span>{t('create.count')}</span>
              <input
                type="number" min={1} max={maxJobs} value={count.value}
                onInput={event => (count.value = Math.min(Math.max(Math.floor(Number(event.currentTarget.value)) || 1, 1), maxJobs))}
              />
            </label>
            <Button kind="primary" submit wide busy={isSending.value}>
              {isSending.value ? t('create.sending') : planned.length > 1 ? t('create.run.many', { n: planned.length }) : t('create.run')}
            </Button>
          </div>
        </div>
      </form>
      <Stage workflow={workflow.name} latest={runOf(workflow.name)} />
    </div>
  );
}

/** Takes over what another page gave along: a job's values, or a picture for the first picture parameter. */
function takeFromAddress(schema: ParameterSchema, take: (values: Values) => void): void {
  const { query, page, rest } = route.value;
  if (![...query.keys()].length) return;
  const taken: Values = {};
  try {
    Object.assign(taken, fitting(JSON.parse(query.get('values') ?? '{}') as Values, schema));
  } catch {
    // An address that somebody changed by hand.
  }
  const picture = Object.entries(schema.properties).find(([, one]) => one['x-upload'] === 'image')?.[0];
  if (query.has('picture') && picture) taken[picture] = query.get('picture');
  turnTo(hrefOf(page, ...rest));
  take(taken);
}

function EaselSkeleton(): JSX.Element {
  return (
    <div class="easel" aria-busy="true">
      <div class="easel-form">
        <div class="skeleton line wide" /><div class="skeleton line" /><div class="skeleton box" /><div class="skeleton line" />
        <div class="skeleton line wide" />
      </div>
      <div class="stage"><div class="stage-frame cropped skeleton" /></div>
    </div>
  );
}
