import { signal } from '@preact/signals';
import { currentToken, get, send } from './client';
import { readJson } from './json';
import type { QueueMode, QueueStatus } from './types';

/** The queue as it is now; null until the service has told. */
export const queue = signal<QueueStatus | null>(null);
/** Whether the page hears the service. */
export const connected = signal<boolean | null>(null);

export interface Sample {
  at: number;
  running: number;
  waiting: number;
}

const maxSamples = 900;
/** How many jobs ran and waited since the page was opened, at most one sample a second. */
export const samples = signal<Sample[]>([]);

/** Whether the queue is paused, and what an administrator says of it. */
export const mode = signal<QueueMode | null>(null);

export async function readMode(): Promise<void> {
  mode.value = await get<QueueMode>('/queue/mode');
}

export async function changeMode(changed: Partial<QueueMode>): Promise<void> {
  mode.value = await send<QueueMode>('PUT', '/queue/mode', changed);
}

let socket: WebSocket | null = null;
let failures = 0;
let timer = 0;

/** The page's one socket: opened when somebody is signed in, and again whenever it breaks. */
export function listen(): void {
  hush();
  const token = currentToken();
  const opened = new WebSocket(
    `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/websocket/queue-status`,
    token ? ['art-engine', `bearer.${token}`] : ['art-engine']);
  socket = opened;
  opened.onmessage = message => {
    if (socket !== opened) return;
    failures = 0;
    connected.value = true;
    const { data } = readJson<{ data: QueueStatus }>(message.data as string);
    queue.value = data;
    sample(data);
  };
  opened.onclose = () => {
    if (socket !== opened) return;
    connected.value = false;
    timer = window.setTimeout(listen, Math.min(500 * 2 ** failures++, 8_000));
  };
}

export function hush(): void {
  clearTimeout(timer);
  const old = socket;
  socket = null;
  old?.close();
}

function sample(status: QueueStatus): void {
  const now = { at: Date.now(), running: status.queue_running, waiting: status.queue_pending };
  const before = samples.value;
  const last = before.at(-1);
  samples.value = last && now.at - last.at < 1_000 ? [...before.slice(0, -1), { ...now, at: last.at }] : [...before, now].slice(-maxSamples);
}
