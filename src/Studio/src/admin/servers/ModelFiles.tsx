import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ModelList } from '../../api/types';
import { t } from '../../texts';
import { useLoaded } from '../../ui/hooks';
import { Note } from '../../ui/parts';

/** Which model files a server has, looked up when somebody wants to know. */
export function ModelFiles({ server }: { server: string }): JSX.Element {
  const isOpen = useSignal(false);
  const { value, fault } = useLoaded<ModelList>(isOpen.value ? '/models' : null);
  const kinds = value.value?.models
    .map(({ kind, files }) => ({ kind, names: files.filter(file => file.backends.includes(server)).map(file => file.name) }))
    .filter(({ names }) => names.length > 0);
  return (
    <details class="fold" onToggle={event => (isOpen.value = event.currentTarget.open)}>
      <summary>{t('servers.files')}</summary>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      {isOpen.value && !kinds && !fault.value && <div class="skeleton line wide" aria-busy="true" />}
      {kinds?.length === 0 && <p class="soft">{t('common.none')}</p>}
      <dl class="files">{kinds?.map(({ kind, names }) => <div key={kind}><dt>{kind}</dt>{names.map(name => <dd key={name}>{name}</dd>)}</div>)}</dl>
    </details>
  );
}
