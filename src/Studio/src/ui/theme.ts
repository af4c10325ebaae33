import { effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const place = 'art-engine.theme';
const wished = localStorage.getItem(place) as Theme | null;

export const theme = signal<Theme>(wished && themes.includes(wished) ? wished : 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  localStorage.setItem(place, chosen);
}
