import type { ParameterSchema, Values } from '../api/types';
import { drawSeed, isNumber, kindOf, readNumber } from './values';

export interface Axis {
  name: string;
  text: string;
}

/** More than a page can show side by side; larger batches are a program's affair. */
export const maxJobs = 100;

/** The values that were written: `4, 8, 12`, a range `4..12:4`, or one text a line. */
export function valuesOf(axis: Axis, schema: ParameterSchema): unknown[] {
  const parameter = schema.properties[axis.name];
  if (!parameter) return [];
  const isNumeric = isNumber(parameter);
  const pieces = axis.text.split(isNumeric || kindOf(parameter) === 'choice' ? /[,;\n]/ : /\n/).map(piece => piece.trim()).filter(Boolean);
  if (!isNumeric) return [...new Set(pieces)];
  return [...new Set(pieces.flatMap(piece => rangeOf(piece) ?? [readNumber(piece, parameter)]))];
}

function rangeOf(piece: string): number[] | null {
  const parts = /^(-?[\d.]+)\.\.(-?[\d.]+)(?::([\d.]+))?$/.exec(piece);
  if (!parts) return null;
  const [from, to, step] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 1)];
  if (!(step > 0) || Number.isNaN(from) || Number.isNaN(to)) return null;
  const count = Math.min(Math.floor(Math.abs(to - from) / step + 1e-9), maxJobs) + 1;
  const sign = to < from ? -1 : 1;
  return Array.from({ length: count }, (_, index) => Number((from + sign * index * step).toFixed(6)));
}

export interface Planned {
  parameters: Values;
  /** What differs from the other pictures, for people. */
  across?: unknown;
  down?: unknown;
}

export interface Axes {
  across?: Axis;
  down?: Axis;
}

/** One entry for each picture: every value across with every value down, as many times as wished. */
export function plan(values: Values, schema: ParameterSchema, count: number, axes: Axes): Planned[] {
  const [across, down] = [axes.across, axes.down].map(axis => (axis ? valuesOf(axis, schema) : []));
  const isSweep = across!.length > 0 || down!.length > 0;
  const seeds = Object.keys(schema.properties).filter(name => kindOf(schema.properties[name]!) === 'seed');
  const planned: Planned[] = [];
  for (let round = 0; round < count; round++) {
    // Pictures are compared with the same seed, and several of the same values with different ones.
    const shared: Values = {};
    for (const name of seeds) {
      const fixed = values[name];
      if (fixed === undefined || fixed === null || fixed === '') {
        if (isSweep) shared[name] = drawSeed(schema.properties[name]!);
      } else {
        shared[name] = typeof fixed === 'number' ? fixed + round : fixed;
      }
    }
    for (const y of down!.length ? down! : [undefined]) {
      for (const x of across!.length ? across! : [undefined]) {
        planned.push({
          parameters: {
            ...values, ...shared,
            ...(x === undefined ? {} : { [axes.across!.name]: x }),
            ...(y === undefined ? {} : { [axes.down!.name]: y }),
          },
          ...(x === undefined ? {} : { across: x }),
          ...(y === undefined ? {} : { down: y }),
        });
      }
    }
  }
  return planned;
}

/** What a batch is asked for: the values that all share, and those that are each picture's own. */
export function batchOf(planned: readonly Planned[]): { shared: Values; items: Values[] } {
  const all = planned.map(one => one.parameters);
  const names = new Set(all.flatMap(Object.keys));
  const same = [...names].filter(name => all.every(one => JSON.stringify(one[name]) === JSON.stringify(all[0]![name])));
  const only = (values: Values, isWanted: (name: string) => boolean): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
  return { shared: only(all[0] ?? {}, name => same.includes(name)), items: all.map(one => only(one, name => !same.includes(name))) };
}
