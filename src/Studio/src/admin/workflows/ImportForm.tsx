import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { send } from '../../api/client';
import type { Parameter } from '../../api/types';
import { typesOf } from '../../create/values';
import { t, textOf as nameOf } from '../../texts';
import { Button, Note, Table } from '../../ui/parts';
import { textOf } from '../../ui/words';
import { Problems } from './Check';
import { choicesOf, storedAs, type Choice, type Imported } from './imported';

interface ImportFormProps {
  imported: Imported;
  taken: string[];
  onStored: (name: string) => void;
  onClose: () => void;
}

/** What a file was understood as; which of its values callers shall give is chosen here, and then it is stored. */
export function ImportForm({ imported, taken, onStored, onClose }: ImportFormProps): JSX.Element {
  const name = useSignal(imported.name);
  const title = useSignal('');
  const description = useSignal('');
  const choices = useSignal<Choice[]>(choicesOf(imported));
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const store = async (): Promise<void> => {
    [isBusy.value, fault.value] = [true, null];
    await send('PUT', `/workflows/${encodeURIComponent(name.value)}`, storedAs(imported, title.value, description.value, choices.value)).then(
      () => onStored(name.value), (reason: Error) => (fault.value = reason.message));
    isBusy.value = false;
  };
  const isUsable = imported.graph !== null;
  return (
    <form
      class="panel" aria-label={t('import.title')}
      onSubmit={event => {
        event.preventDefault();
        void store();
      }}
    >
      <div class="panel-head">
        <div>
          <h2>{t('import.title')}</h2>
          <p class="soft">{t(imported.format === 'editor' ? 'import.editor' : 'import.api', { n: imported.node_count })}</p>
        </div>
        <Button kind="quiet" icon="close" label={t('common.close')} onClick={onClose} />
      </div>
      {imported.reason && <Note kind="bad">{imported.reason}</Note>}
      {imported.problems.length > 0 && (
        <section aria-label={t('import.problems')}><h3>{t('import.problems')}</h3><Problems problems={imported.problems} /></section>
      )}
      {imported.warnings.map(warning => <Note key={warning}>{warning}</Note>)}
      {isUsable && (
        <>
          <div class="pair">
            <label class="field">
              <span class="field-name">{t('import.name')}</span>
              <input name="name" required maxLength={200} value={name.value} onInput={event => (name.value = event.currentTarget.value)} />
              {taken.includes(name.value) && <span class="hint">{t('import.replaces')}</span>}
            </label>
            <label class="field">
              <span class="field-name">{t('import.shown')}</span>
              <input name="title" maxLength={200} value={title.value} onInput={event => (title.value = event.currentTarget.value)} />
            </label>
          </div>
          <label class="field">
            <span class="field-name">{t('import.description')}</span>
            <input name="description" maxLength={1_000} value={description.value} onInput={event => (description.value = event.currentTarget.value)} />
          </label>
          <Parameters imported={imported} choices={choices.value} onChange={changed => (choices.value = changed)} />
          {fault.value && <Note kind="bad">{fault.value}</Note>}
          <div class="actions dialog-end">
            <Button kind="quiet" onClick={onClose}>{t('common.cancel')}</Button>
            <Button kind="primary" submit busy={isBusy.value}>{t('import.store')}</Button>
          </div>
        </>
      )}
    </form>
  );
}

const head = ['import.use', 'import.parameter', 'import.type', 'import.shown', 'import.default', 'import.more'] as const;

function Parameters({ imported, choices, onChange }: { imported: Imported; choices: Choice[]; onChange: (choices: Choice[]) => void }): JSX.Element {
  const set = (index: number, changed: Partial<Choice>): void => onChange(choices.map((one, at) => (at === index ? { ...one, ...changed } : one)));
  return (
    <section aria-label={t('import.parameters')}>
      <h3>{t('import.parameters')}</h3>
      <p class="hint">{t('import.parameters.hint')}</p>
      <Table label={t('import.parameters')} head={head.map(key => t(key))}>
        {choices.map((choice, index) => (
          <tr key={choice.proposed} class={choice.isUsed ? undefined : 'unused'}>
            <td>
              <input
                type="checkbox" aria-label={`${t('import.use')}: ${choice.proposed}`} checked={choice.isUsed}
                onChange={event => set(index, { isUsed: event.currentTarget.checked })}
              />
            </td>
            <td>
              <input
                class="code" aria-label={`${t('import.parameter')}: ${choice.proposed}`} required value={choice.name} disabled={!choice.isUsed}
                onInput={event => set(index, { name: event.currentTarget.value })}
              />
            </td>
            <td class="soft nowrap">{typeIn(imported.schema?.properties[choice.proposed])}</td>
            <td>
              <input
                aria-label={`${t('import.shown')}: ${choice.proposed}`} value={choice.title} placeholder={choice.name} disabled={!choice.isUsed}
                onInput={event => set(index, { title: event.currentTarget.value })}
              />
            </td>
            <td class="soft cut">{textOf(imported.schema?.properties[choice.proposed]?.default)}</td>
            <td>
              <input
                type="checkbox" aria-label={`${t('import.more')}: ${choice.proposed}`} checked={choice.isAdvanced} disabled={!choice.isUsed}
                onChange={event => set(index, { isAdvanced: event.currentTarget.checked })}
              />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

/** What a value must be, as the servers say of the input that it sets. */
function typeIn(parameter: Parameter | undefined): string {
  if (!parameter) return '';
  if (parameter['x-upload']) return t(`import.type.${parameter['x-upload']}`);
  if (parameter['x-randomize']) return t('import.type.seed');
  if (parameter.enum?.length) return t('import.type.choice', { n: parameter.enum.length });
  const type = typesOf(parameter).find(one => one !== 'null') ?? '';
  return nameOf(`import.type.${type}`, type);
}
