import type { Parameter, ParameterSchema, Values } from '../api/types';

export type Kind = 'upload' | 'seed' | 'choice' | 'switch' | 'number' | 'prompt' | 'text';

export const typesOf = (parameter: Parameter): string[] =>
  Array.isArray(parameter.type) ? parameter.type : parameter.type ? [parameter.type] : [];

export const isNumber = (parameter: Parameter): boolean => typesOf(parameter).some(type => type === 'integer' || type === 'number');

export function kindOf(parameter: Parameter): Kind {
  if (parameter['x-upload']) return 'upload';
  if (parameter['x-randomize']) return 'seed';
  if (parameter.enum?.length) return 'choice';
  if (typesOf(parameter).includes('boolean')) return 'switch';
  if (isNumber(parameter)) return 'number';
  return parameter['x-multiline'] ? 'prompt' : 'text';
}

export const stepOf = (parameter: Parameter): number =>
  parameter['x-step'] ?? parameter.multipleOf ?? (typesOf(parameter).includes('integer') ? 1 : 0.01);

/** A slider is for ranges in which a hand can find a value. */
export function hasSlider(parameter: Parameter): boolean {
  const { minimum, maximum } = parameter;
  return minimum !== undefined && maximum !== undefined && (maximum - minimum) / stepOf(parameter) <= 1_000;
}

const models = /checkpoint|model|lora|style/i;

/** What few people change at each picture: it is folded away. */
export function isAdvanced(name: string, parameter: Parameter, required: readonly string[] = []): boolean {
  if (required.includes(name)) return false;
  if (parameter['x-advanced'] || name === 'batch_size') return true;
  const kind = kindOf(parameter);
  return (kind === 'choice' || kind === 'text') && !models.test(name);
}

export type Named = [name: string, parameter: Parameter];

/** In what order a form shows its fields. */
export interface Arranged {
  /** Pictures and prompts. */
  first: Named[];
  /** Whether there are a width and a height, which are one field. */
  size: boolean;
  others: Named[];
  groups: [name: string, members: Named[]][];
  advanced: Named[];
}

export function arranged(schema: ParameterSchema): Arranged {
  const size = 'width' in schema.properties && 'height' in schema.properties;
  const all = Object.entries(schema.properties)
    .filter(([name]) => !size || (name !== 'width' && name !== 'height'))
    .sort(([, one], [, other]) => (one['x-order'] ?? 0) - (other['x-order'] ?? 0));
  const advanced = all.filter(([name, one]) => isAdvanced(name, one, schema.required));
  const main = all.filter(one => !advanced.includes(one));
  const loose = main.filter(([, one]) => !one['x-group']);
  const isFirst = ([, one]: Named): boolean => ['upload', 'prompt'].includes(kindOf(one));
  const groups = [...new Set(main.map(([, one]) => one['x-group']).filter(name => name !== undefined))]
    .map((name): [string, Named[]] => [name, main.filter(([, one]) => one['x-group'] === name)]);
  return { first: loose.filter(isFirst), size, others: loose.filter(one => !isFirst(one)), groups, advanced };
}

/** Values that the workflow still knows; the others are left behind. */
export function fitting(values: Values, schema: ParameterSchema): Values {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => {
    const parameter = schema.properties[name];
    return parameter && value !== undefined && (!parameter.enum || parameter.enum.includes(value));
  }));
}

/** What is sent: defaults and drawn seeds are the service's affair. */
export function given(values: Values, schema: ParameterSchema): Values {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => {
    const parameter = schema.properties[name];
    return parameter && value !== undefined && value !== null && value !== '' && value !== parameter.default;
  }));
}

/** Needed parameters that have no value yet. */
export const missing = (values: Values, schema: ParameterSchema): string[] =>
  (schema.required ?? []).filter(name => values[name] === undefined || values[name] === null || values[name] === '');

/** The largest seed that JavaScript writes without rounding, or the workflow's own limit. */
export function drawSeed(parameter: Parameter, random: () => number = Math.random): number {
  const most = Math.min(parameter.maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const least = Math.max(parameter.minimum ?? 0, 0);
  return least + Math.floor(random() * (most - least));
}

/** A number as it was typed; one that a number cannot hold stays text, which the service takes. */
export function readNumber(text: string, parameter: Parameter): number | string | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  if (Number.isNaN(value)) return text;
  return typesOf(parameter).includes('integer') && !Number.isSafeInteger(value) ? trimmed : value;
}

/** What somebody filled in is remembered for them, not for whoever uses the browser after them. */
const place = (user: string, workflow: string): string => `art-engine.values.${user}.${workflow}`;

export function recall(user: string, workflow: string): Values {
  try {
    return JSON.parse(localStorage.getItem(place(user, workflow)) ?? '{}') as Values;
  } catch {
    return {};
  }
}

export function keep(user: string, workflow: string, values: Values): void {
  try {
    localStorage.setItem(place(user, workflow), JSON.stringify(values));
  } catch {
    // A full store forgets; the form works all the same.
  }
}
