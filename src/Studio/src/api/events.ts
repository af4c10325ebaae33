import { ApiError, ask, pause } from './client';
import { readJson } from './json';

export interface StreamEvent {
  id: string;
  name: string;
  data: string;
}

/** Takes a stream of server-sent events apart, however its bytes are cut. */
export class EventParser {
  #rest = '';
  #event: StreamEvent = { id: '', name: 'message', data: '' };

  *read(text: string): Generator<StreamEvent> {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.#event.data) {
          yield this.#event;
        }
        this.#event = { id: this.#event.id, name: 'message', data: '' };
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'id') this.#event.id = value;
      else if (field === 'event') this.#event.name = value;
      else if (field === 'data') this.#event.data += (this.#event.data ? '\n' : '') + value;
    }
  }
}

/**
 * Follows a job to its end. The token goes into a header, which an EventSource cannot; after a break the stream goes on behind the
 * last event that was told.
 */
export async function follow(path: string, heard: (name: string, data: unknown) => void, signal: AbortSignal): Promise<void> {
  let last = '';
  for (let failures = 0; !signal.aborted; ) {
    try {
      const answer = await ask(path, {
        headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
        signal,
      });
      if (answer.status === 204 || !answer.body) {
        return;
      }
      const parser = new EventParser();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        failures = 0;
        for (const event of parser.read(piece.value)) {
          last = event.id || last;
          heard(event.name, readJson(event.data));
        }
      }
    } catch (reason) {
      if (signal.aborted || (reason instanceof ApiError && reason.status < 500 && reason.status !== 429)) {
        return;
      }
      failures++;
    }
    await pause(Math.min(500 * 2 ** failures, 10_000));
  }
}
