import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { readJson } from '../api/json';
import type { Values } from '../api/types';
import { t } from '../texts';
import { Copy, Note } from '../ui/parts';
import { programs, type Request } from './programs';

export function JsonTab({ values, onChange }: { values: Values; onChange: (values: Values) => void }): JSX.Element {
  const text = useSignal(JSON.stringify(values, null, 2));
  const fault = useSignal<string | null>(null);
  const take = (written: string): void => {
    text.value = written;
    try {
      const read = readJson<unknown>(written);
      if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('{ … }');
      fault.value = null;
      onChange(read as Values);
    } catch (reason) {
      fault.value = t('create.json.broken', { reason: (reason as Error).message });
    }
  };
  return (
    <div class="stack">
      <label class="field">
        <span class="hint">{t('create.json.hint')}</span>
        <textarea
          class="code" rows={18} spellcheck={false} value={text.value} aria-invalid={fault.value !== null}
          onInput={event => take(event.currentTarget.value)}
        />
      </label>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
    </div>
  );
}

export function ApiTab({ request }: { request: Request }): JSX.Element {
  return (
    <div class="stack">
      <p class="hint">{t('create.api.hint')}</p>
      {programs(location.origin, request).map(program => (
        <section key={program.name} class="program" aria-label={program.name}>
          <header><h2>{program.name}</h2><Copy text={program.text} /></header>
          <pre tabIndex={0}><code>{program.text}</code></pre>
        </section>
      ))}
    </div>
  );
}
