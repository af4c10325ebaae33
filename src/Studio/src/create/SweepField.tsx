import type { JSX } from 'preact';
import type { ParameterSchema } from '../api/types';
import { t } from '../texts';
import { Fold } from './Fields';
import type { Axes } from './sweep';
import { kindOf } from './values';

/** One or two parameters, with the values to compare. */
export function SweepField({ schema, axes, onChange }: { schema: ParameterSchema; axes: Axes; onChange: (axes: Axes) => void }): JSX.Element {
  const names = Object.keys(schema.properties).filter(name => kindOf(schema.properties[name]!) !== 'upload');
  const line = (which: 'across' | 'down'): JSX.Element => {
    const axis = axes[which];
    const choose = (name: string): void => {
      const { [which]: _, ...others } = axes;
      onChange(name ? { ...others, [which]: { name, text: '' } } : others);
    };
    const parameter = axis && schema.properties[axis.name];
    return (
      <div class="axis">
        <label>
          <span>{t(`create.sweep.${which}`)}</span>
          <select value={axis?.name ?? ''} onChange={event => choose(event.currentTarget.value)}>
            <option value="">{t('create.sweep.nothing')}</option>
            {names.map(name => <option key={name} value={name}>{schema.properties[name]!.title ?? name}</option>)}
          </select>
        </label>
        {axis && (
          <label>
            <span>{t('create.sweep.values')}</span>
            <textarea
              rows={parameter?.['x-multiline'] ? 3 : 1} value={axis.text} placeholder={t('create.sweep.example')}
              onInput={event => onChange({ ...axes, [which]: { ...axis, text: event.currentTarget.value } })}
            />
          </label>
        )}
      </div>
    );
  };
  return (
    <Fold title={t('create.sweep')}>
      <p class="hint">{t('create.sweep.hint')}</p>
      {line('across')}
      {line('down')}
    </Fold>
  );
}
