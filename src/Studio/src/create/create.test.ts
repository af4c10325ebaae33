import { describe, expect, test } from 'vitest';
import type { ParameterSchema } from '../api/types';
import { programs } from './programs';
import { maskedPixels } from './inputs/mask';
import { batchOf, maxJobs, plan, valuesOf } from './sweep';
import { arranged, drawSeed, fitting, given, hasSlider, isAdvanced, kindOf, missing, readNumber } from './values';

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
  expect(Object.values(schema.properties).map(kindOf)).toEqual(['prompt', 'seed', 'number', 'number', 'choice', 'choice', 'upload', 'number']);
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
  const body = { workflow_name: 'txt2img', parameters: { prompt: `it's "so"\n\\ $HOME` } };
  for (const path of ['/image/generate', '/image/batches'] as const) {
    const [curl, javaScript, python] = programs('http://here', { path, body }).map(one => one.text);
    expect(curl).toContain(String.raw`it'\''s`);
    expect(javaScript).toContain(String.raw`it's \"so\"\n\\ $HOME`);
    expect(python).toContain('r"""{');
    expect(python).toContain(`http://here${path}`);
  }
});

test('a batch is asked for with what is shared said once', () => {
  const planned = plan({ prompt: 'x', seed: 7 }, schema, 1, { across: { name: 'steps', text: '4,8' }, down: { name: 'cfg', text: '3,6' } });
  const { shared, items } = batchOf(planned);
  expect(shared).toEqual({ prompt: 'x', seed: 7 });
  expect(items).toEqual([{ steps: 4, cfg: 3 }, { steps: 8, cfg: 3 }, { steps: 4, cfg: 6 }, { steps: 8, cfg: 6 }]);
  expect(batchOf(plan({ prompt: 'x' }, schema, 2, {}))).toEqual({ shared: { prompt: 'x' }, items: [{}, {}] });
});

test('a form begins with pictures and prompts, keeps the workflow’s groups, and folds the rest', () => {
  const form = arranged({
    properties: {
      steps: { type: 'integer' }, prompt: { type: 'string', 'x-multiline': true }, width: { type: 'integer' }, height: { type: 'integer' },
      eta: { type: 'number', 'x-advanced': true }, first: { type: 'number', 'x-group': 'Pass', 'x-order': 2 },
      second: { type: 'number', 'x-group': 'Pass', 'x-order': 1 },
    },
  });
  const namesOf = (fields: [string, unknown][]): string[] => fields.map(([name]) => name);
  expect([namesOf(form.first), form.size, namesOf(form.others), namesOf(form.advanced)]).toEqual([['prompt'], true, ['steps'], ['eta']]);
  expect(form.groups.map(([name, members]) => [name, namesOf(members)])).toEqual([['Pass', ['second', 'first']]]);
});

test('what is painted over becomes transparent and keeps its colour, and a mask alone is white there', () => {
  const picture = new Uint8ClampedArray([10, 20, 30, 255, 40, 50, 60, 255]);
  const painted = new Uint8ClampedArray([0, 0, 0, 255, 0, 0, 0, 0]);
  expect([...maskedPixels(picture, painted, false)]).toEqual([10, 20, 30, 0, 40, 50, 60, 255]);
  expect([...maskedPixels(picture, painted, true)]).toEqual([255, 255, 255, 0, 0, 0, 0, 255]);
});
