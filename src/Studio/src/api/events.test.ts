import { expect, test } from 'vitest';
import { EventParser, type StreamEvent } from './events';

const told = 'id: 1\nevent: status\ndata: {"status":"queued"}\n\n: still here\n\nid: 2\r\nevent: output\r\ndata: a\r\ndata: b\r\n\r\n';

test('events are the same however their bytes are cut', () => {
  const whole = [...new EventParser().read(told)];
  expect(whole).toEqual([
    { id: '1', name: 'status', data: '{"status":"queued"}' },
    { id: '2', name: 'output', data: 'a\nb' },
  ]);
  for (let size = 1; size < told.length; size++) {
    const parser = new EventParser();
    const heard: StreamEvent[] = [];
    for (let at = 0; at < told.length; at += size) heard.push(...parser.read(told.slice(at, at + size)));
    expect(heard, `in pieces of ${size}`).toEqual(whole);
  }
});

test('what is not ended is not told', () => {
  expect([...new EventParser().read('data: half')]).toEqual([]);
});
