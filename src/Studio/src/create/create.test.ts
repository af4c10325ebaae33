import { describe, expect, test } from 'vitest';
import type { ParameterSchema } from '../api/types';
import { programs } from './programs';
import { maxJobs, plan, valuesOf } from './sweep';
import { drawSeed, fitting, given, hasSlider, isAdvanced, kindOf, missing, readNumber } from './values';

const schema: ParameterSchema = {
  required: ['prompt'],
  properties: {
    prompt: { type: 'string', 'x-multiline': true },
    seed: { type: ['integer', 'string', 'null'], minimum: 0, maximum: 18446744073709551615, 'x-randomize': true },
    steps: { type: 'integer', default: 20, minimum: 1, maximum: 150 },
    cfg: { type: 'number', default: 7, minimum: 0, maximum: 30, 'x-step': 0.1 },
    sampler: { type: 'string', enum: ['euler', 'heun'], default: 'euler' },
    checkpoint: { type: 'string', enum: ['a', 'b'] },
    picture: { type: 'string', 'x-upload': 'image' },
    big: { type: 'integer', minimum: 0, maximum: 16777215 },
  },
};

test('each parameter has the field that fits it', () => {
  expect(Object.values(schema.properties).map(kindOf)).toEqual(['prompt', 'seed', 'number', 'number', 'choice', 'choice', 'picture', 'number']);
  expect(hasSlider(schema.properties.steps!)).toBe(true);
  expect(hasSlider(schema.properties.big!)).toBe(false);
  expect(Object.keys(schema.properties).filter(name => isAdvanced(name, schema.properties[name]!, schema.required))).toEqual(['sampler']);
});

test('only what differs from the defaults is sent, and what is needed is missed', () => {
  expect(given({ prompt: 'x', steps: 20, cfg: 8, seed: undefined, gone: 1 }, schema)).toEqual({ prompt: 'x', cfg: 8 });
  expect(missing({ prompt: '' }, schema)).toEqual(['prompt']);
  expect(fitting({ sampler: 'gone', checkpoint: 'b', other: 1 }, schema)).toEqual({ checkpoint: 'b' });
});

test('numbers are read as people write them, and large ones are not rounded', () => {
  expect(readNumber(' 7,5 ', schema.properties.cfg!)).toBe(7.5);
  expect(readNumber('18446744073709551615', schema.properties.seed!)).toBe('18446744073709551615');
  expect(readNumber('', schema.properties.cfg!)).toBeUndefined();
  expect(Number.isSafeInteger(drawSeed(schema.properties.seed!, () => 0.999999))).toBe(true);
});

describe('comparing', () => {
  test('values are lists, ranges and lines', () => {
    expect(valuesOf({ name: 'steps', text: '4, 8;12' }, schema)).toEqual([4, 8, 12]);
    expect(valuesOf({ name: 'steps', text: '4..12:4' }, schema)).toEqual([4, 8, 12]);
    expect(valuesOf({ name: 'cfg', text: '1..0.5:0.1' }, schema)).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5]);
    expect(valuesOf({ name: 'prompt', text: 'a, b\nc' }, schema)).toEqual(['a, b', 'c']);
    expect(valuesOf({ name: 'steps', text: '1..100000' }, schema).length).toBeLessThanOrEqual(maxJobs + 1);
    expect(valuesOf({ name: 'gone', text: '1' }, schema)).toEqual([]);
  });

  test('every value across meets every value down, with one seed', () => {
    const planned = plan({ prompt: 'x' }, schema, 1, { across: { name: 'steps', text: '4,8,12' }, down: { name: 'cfg', text: '3,6,9' } });
    expect(planned).toHaveLength(9);
    expect(new Set(planned.map(one => one.parameters.seed)).size).toBe(1);
    expect(planned[4]).toMatchObject({ across: 8, down: 6, parameters: { prompt: 'x', steps: 8, cfg: 6 } });
  });

  test('several of the same values have different seeds', () => {
    expect(plan({ prompt: 'x' }, schema, 3, {}).map(one => one.parameters)).toEqual([{ prompt: 'x' }, { prompt: 'x' }, { prompt: 'x' }]);
    expect(plan({ prompt: 'x', seed: 7 }, schema, 3, {}).map(one => one.parameters.seed)).toEqual([7, 8, 9]);
  });
});

test('programs carry any text', () => {
  const [curl, javaScript, python] = programs('http://here', 'txt2img', { prompt: `it's "so"\n\\ $HOME` }).map(one => one.text);
  expect(curl).toContain(String.raw`it'\''s`);
  expect(javaScript).toContain(String.raw`it's \"so\"\n\\ $HOME`);
  expect(python).toContain('r"""{');
});
