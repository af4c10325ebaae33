import { computed, effect, signal } from '@preact/signals';
import { en, type Texts } from './en';
import { pt } from './pt';

export type Language = 'en' | 'pt';
export const languages: Record<Language, string> = { en: 'English', pt: 'Português' };

const place = 'art-engine.language';
const all: Record<Language, Texts> = { en, pt };
const wished = localStorage.getItem(place);

export const language = signal<Language>(
  wished === 'en' || wished === 'pt' ? wished : navigator.language.toLowerCase().startsWith('pt') ? 'pt' : 'en');

const texts = computed(() => all[language.value]);

effect(() => {
  document.documentElement.lang = language.value === 'pt' ? 'pt-BR' : 'en';
});

export function choose(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(place, chosen);
}

export type TextKey = keyof Texts;

/** A text in the chosen language; `{name}` stands for a value, `one|many` for the form that `n` takes. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return fill(texts.value[key], values);
}

export function fill(text: string, values: Record<string, string | number>): string {
  const forms = text.split('|');
  const form = forms.length === 2 && values.n !== undefined ? forms[Number(values.n) === 1 ? 0 : 1]! : text;
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The text if there is one by that name, such as that of a status which this page does not know yet. */
export const textOf = (key: string, otherwise: string): string => (texts.value as Record<string, string>)[key] ?? otherwise;

/** Between short facts; with spaces that the typeface does not draw together around it. */
export const dot = '\u2004·\u2004';

/** Short facts beside each other. */
export const joined = (...parts: (string | number | false | null | undefined)[]): string =>
  parts.filter(part => part !== null && part !== undefined && part !== false && part !== '').join(dot);

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);

export function duration(seconds: number): string {
  if (seconds < 1) return t('time.now');
  if (seconds < 90) return t('time.seconds', { n: Math.round(seconds) });
  if (seconds < 5_400) return t('time.minutes', { n: Math.round(seconds / 60) });
  return t('time.hours', { n: number(seconds / 3_600, 1) });
}

const secondsTo = (when: string): number => (Date.parse(when) - Date.now()) / 1_000;

/** How long ago; whatever another clock says, nothing has happened later than now. */
export const ago = (when: string): string => fromNow(Math.min(0, secondsTo(when)));

/** How long until then; what is due already comes now. */
export const until = (when: string): string => fromNow(Math.max(0, secondsTo(when)));

function fromNow(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto', style: 'long' });
  for (const [unit, length] of [['day', 86_400], ['hour', 3_600], ['minute', 60]] as const) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(Math.round(seconds), 'second');
}

export const moment = (when: string): string =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(when));

/** A day that the service counts by, in UTC. */
export const day = (date: string): string =>
  new Intl.DateTimeFormat(document.documentElement.lang, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(date));

export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log(Math.max(count, 1)) / Math.log(1_024)), 3);
  return `${number(count / 1_024 ** power, power > 1 ? 1 : 0)} ${units[power]}`;
}
