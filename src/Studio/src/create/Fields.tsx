import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { Parameter, ParameterSchema, Values } from '../api/types';
import { t } from '../texts';
import { Button } from '../ui/parts';
import { Icon } from '../ui/icons';
import { UploadField } from './inputs/UploadField';
import { arranged, drawSeed, hasSlider, kindOf, readNumber, stepOf, type Named } from './values';

interface FormProps {
  schema: ParameterSchema;
  values: Values;
  faults: Record<string, string>;
  onChange: (name: string, value: unknown) => void;
}

export interface FieldProps {
  id: string;
  parameter: Parameter;
  value: unknown;
  fault: string | undefined;
  describedBy: string | undefined;
  /** The picture that the form has, for a mask over it. */
  pictureBeside?: unknown;
  onChange: (value: unknown) => void;
}

/** The form that a workflow's schema asks for: what people change first, the workflow's own groups, and the rest folded. */
export function Fields({ schema, values, faults, onChange }: FormProps): JSX.Element {
  const { first, size, others, groups, advanced } = arranged(schema);
  const picture = Object.entries(schema.properties).find(([, one]) => one['x-upload'] === 'image')?.[0];
  const render = ([name, parameter]: Named): JSX.Element => (
    <Field
      key={name} name={name} parameter={parameter} value={values[name]} fault={faults[name]} isNeeded={schema.required?.includes(name) ?? false}
      pictureBeside={picture && values[picture]} onChange={value => onChange(name, value)}
    />
  );
  return (
    <div class="fields">
      {first.map(render)}
      {size && <SizeField schema={schema} values={values} faults={faults} onChange={onChange} />}
      {others.map(render)}
      {groups.map(([name, members]) => (
        <section key={name} class="fields group" aria-label={name}><h2>{name}</h2>{members.map(render)}</section>
      ))}
      {advanced.length > 0 && (
        <details class="fold" open={advanced.some(([name]) => faults[name]) || undefined}>
          <summary>{t('create.advanced')} <span class="count">{advanced.length}</span></summary>
          <div class="fields">{advanced.map(render)}</div>
        </details>
      )}
    </div>
  );
}

function Field({ name, parameter, value, fault, isNeeded, pictureBeside, onChange }: {
  name: string; parameter: Parameter; value: unknown; fault: string | undefined; isNeeded: boolean; pictureBeside: unknown;
  onChange: (value: unknown) => void;
}): JSX.Element {
  const id = `field-${name}`;
  const Control = controls[kindOf(parameter)];
  const describedBy = [parameter.description && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;
  return (
    <div class={fault ? 'field wrong' : 'field'}>
      <div class="field-head">
        <label class="field-name" for={id}>{parameter.title ?? name}</label>
        {isNeeded && <span class="needed">{t('create.required')}</span>}
      </div>
      <Control
        id={id} parameter={parameter} value={value} fault={fault} describedBy={describedBy} pictureBeside={pictureBeside} onChange={onChange}
      />
      {parameter.description && <p class="hint" id={`${id}-hint`}>{parameter.description}</p>}
      {fault && <p class="fault" id={`${id}-fault`}>{fault}</p>}
    </div>
  );
}

const textIn = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

function PromptField({ id, parameter, value, fault, describedBy, onChange }: FieldProps): JSX.Element {
  return (
    <textarea
      id={id} rows={id === 'field-prompt' ? 5 : 2} value={textIn(value ?? parameter.default)} aria-describedby={describedBy}
      aria-invalid={Boolean(fault)} maxLength={parameter.maxLength} onInput={event => onChange(event.currentTarget.value)}
    />
  );
}

function TextField({ id, parameter, value, fault, describedBy, onChange }: FieldProps): JSX.Element {
  return (
    <input
      id={id} type="text" value={textIn(value ?? parameter.default)} aria-describedby={describedBy} aria-invalid={Boolean(fault)}
      maxLength={parameter.maxLength} onInput={event => onChange(event.currentTarget.value || undefined)}
    />
  );
}

function ChoiceField({ id, parameter, value, fault, describedBy, onChange }: FieldProps): JSX.Element {
  const chosen = value ?? parameter.default;
  const choices = parameter.enum ?? [];
  return (
    <select
      id={id} aria-describedby={describedBy} aria-invalid={Boolean(fault)} value={String(choices.indexOf(chosen))}
      onChange={event => onChange(choices[Number(event.currentTarget.value)])}
    >
      {!choices.includes(chosen) && <option value="-1">{textIn(chosen)}</option>}
      {choices.map((choice, index) => <option key={index} value={String(index)}>{String(choice)}</option>)}
    </select>
  );
}

function SwitchField({ id, parameter, value, describedBy, onChange }: FieldProps): JSX.Element {
  return (
    <input
      id={id} type="checkbox" role="switch" class="switch" aria-describedby={describedBy} checked={Boolean(value ?? parameter.default)}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  );
}

function NumberField({ id, parameter, value, fault, describedBy, onChange }: FieldProps): JSX.Element {
  const shown = textIn(value ?? parameter.default);
  const limits = { min: parameter.minimum, max: parameter.maximum, step: stepOf(parameter) };
  return (
    <div class="number">
      {hasSlider(parameter) && (
        <Slider
          label={parameter.title ?? id} {...limits} value={Number(shown) || 0} onInput={text => onChange(readNumber(text, parameter))}
        />
      )}
      <input
        id={id} type="number" inputMode="decimal" {...limits} step={parameter.multipleOf ?? 'any'} value={shown} aria-describedby={describedBy}
        aria-invalid={Boolean(fault)} onInput={event => onChange(readNumber(event.currentTarget.value, parameter))}
      />
    </div>
  );
}

function Slider({ label, min, max, step, value, onInput }: {
  label: string; min: number | undefined; max: number | undefined; step: number; value: number; onInput: (text: string) => void;
}): JSX.Element {
  const share = ((value - (min ?? 0)) / ((max ?? 1) - (min ?? 0) || 1)) * 100;
  return (
    <input
      type="range" aria-label={label} min={min} max={max} step={step} value={value} style={{ '--share': `${Math.min(Math.max(share, 0), 100)}%` }}
      onInput={event => onInput(event.currentTarget.value)}
    />
  );
}

/** A seed is drawn anew for each picture until it is kept. */
function SeedField({ id, parameter, value, fault, describedBy, onChange }: FieldProps): JSX.Element {
  const isKept = value !== undefined && value !== null && value !== '';
  const roll = (): void => onChange(drawSeed(parameter));
  return (
    <div class="seed">
      <input
        id={id} type="text" inputMode="numeric" value={textIn(value)} placeholder={t('create.seed.random')} aria-describedby={describedBy}
        aria-invalid={Boolean(fault)} onInput={event => onChange(readNumber(event.currentTarget.value, parameter))}
      />
      <Button icon="dice" label={t('create.seed.roll')} onClick={roll} />
      <Button
        icon={isKept ? 'lock' : 'unlock'} label={t(isKept ? 'create.seed.unlock' : 'create.seed.lock')} pressed={isKept}
        onClick={() => (isKept ? onChange(undefined) : roll())}
      />
    </div>
  );
}

const shapes: [string, number, number][] = [['1:1', 1, 1], ['3:2', 3, 2], ['2:3', 2, 3], ['16:9', 16, 9], ['9:16', 9, 16]];

/** Width and height belong together: a shape of about as many pixels as before, or the numbers. */
function SizeField({ schema, values, faults, onChange }: FormProps): JSX.Element {
  const [width, height] = [schema.properties.width!, schema.properties.height!];
  const [w, h] = [Number(values.width ?? width.default ?? 512), Number(values.height ?? height.default ?? 512)];
  const set = (newWidth: number, newHeight: number): void => {
    onChange('width', rounded(newWidth, width));
    onChange('height', rounded(newHeight, height));
  };
  const side = (name: 'width' | 'height', parameter: Parameter, value: number): JSX.Element => (
    <label class="side">
      <span>{parameter.title ?? name}</span>
      <input
        type="number" min={parameter.minimum} max={parameter.maximum} step={parameter.multipleOf ?? 1} value={value}
        aria-invalid={Boolean(faults[name])} onInput={event => onChange(name, readNumber(event.currentTarget.value, parameter))}
      />
    </label>
  );
  return (
    <fieldset class="field size">
      <legend class="field-name">{t('create.size')}</legend>
      <div class="chips">
        {shapes.map(([name, x, y]) => {
          const area = w * h;
          const isChosen = Math.abs(w / h - x / y) < 0.03;
          return (
            <button
              key={name} type="button" class="chip" aria-pressed={isChosen}
              onClick={() => set(Math.sqrt((area * x) / y), Math.sqrt((area * y) / x))}
            >
              <span class="shape" style={{ aspectRatio: `${x} / ${y}`, [x > y ? 'width' : 'height']: '14px' }} aria-hidden="true" />
              {name}
            </button>
          );
        })}
      </div>
      <div class="sides">
        {side('width', width, w)}
        <Button icon="turn" kind="quiet" label={t('create.size.swap')} onClick={() => set(h, w)} />
        {side('height', height, h)}
      </div>
      {[faults.width, faults.height].filter(Boolean).map(fault => <p key={fault} class="fault">{fault}</p>)}
    </fieldset>
  );
}

function rounded(value: number, parameter: Parameter): number {
  const step = parameter.multipleOf ?? 8;
  return Math.min(Math.max(Math.round(value / step) * step, parameter.minimum ?? step), parameter.maximum ?? 4_096);
}

const controls: Record<ReturnType<typeof kindOf>, (props: FieldProps) => JSX.Element> = {
  upload: UploadField,
  seed: SeedField,
  choice: ChoiceField,
  switch: SwitchField,
  number: NumberField,
  prompt: PromptField,
  text: TextField,
};

/** A part of the form that opens. */
export function Fold({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const isOpen = useSignal(false);
  return (
    <div class="fold-box">
      <button type="button" class="fold-head" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        <Icon name={isOpen.value ? 'close' : 'plus'} size={16} /> {title}
      </button>
      {isOpen.value && children}
    </div>
  );
}
