import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { get, send } from '../../api/client';
import type { NodeProblem, Verdict } from '../../api/types';
import { t } from '../../texts';
import { Note } from '../../ui/parts';

/** What each server would say to a workflow with the values of its example: which nodes and files it lacks. */
export function Check({ name }: { name: string }): JSX.Element {
  const verdict = useSignal<Verdict | null>(null);
  const fault = useSignal<string | null>(null);
  useEffect(() => {
    const path = `/workflows/${encodeURIComponent(name)}`;
    get<{ example: { parameters: unknown } }>(path)
      .then(({ example }) => send<Verdict>('POST', `${path}/validate`, { parameters: example.parameters }))
      .then(got => (verdict.value = got), (reason: Error) => (fault.value = reason.message));
  }, [name]);
  if (fault.value) return <Note kind="bad">{fault.value}</Note>;
  if (!verdict.value) return <div class="skeleton line wide" aria-busy="true" />;
  if (verdict.value.backends.length === 0) return <Note>{t('start.server.none')}</Note>;
  return (
    <ul class="verdict">
      {verdict.value.backends.map(one => (
        <li key={one.backend}>
          <p>
            <span class={one.valid ? 'lamp up' : 'lamp down'} /> <strong>{one.backend}</strong>{' '}
            {t(one.valid ? 'workflows.fits' : 'workflows.lacks')}
          </p>
          <Problems problems={one.problems} />
        </li>
      ))}
    </ul>
  );
}

export function Problems({ problems }: { problems: readonly NodeProblem[] }): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <ul class="problems">
      {problems.map(({ node_id: node, class_type: type, input, reason, nearest }) => (
        <li key={`${node} ${input} ${reason}`}>
          <code>{[node, type, input].filter(Boolean).join(' · ')}</code> {reason}
          {nearest && <span class="soft"> {t('workflows.nearest', { name: nearest })}</span>}
        </li>
      ))}
    </ul>
  );
}
