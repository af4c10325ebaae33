import { signal } from '@preact/signals';

export interface Route {
  page: string;
  rest: string[];
  query: URLSearchParams;
}

/** Where one is: behind the `#`, since the paths are those of the API. */
export const route = signal<Route>(read());

window.addEventListener('hashchange', () => (route.value = read()));

function read(): Route {
  const [path = '', query = ''] = location.hash.slice(1).split('?');
  const [page = '', ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { page: page || 'create', rest, query: new URLSearchParams(query) };
}

export const hrefOf = (page: string, ...rest: string[]): string => `#/${[page, ...rest].map(encodeURIComponent).join('/')}`;

export function go(href: string): void {
  location.hash = href.replace(/^#/, '');
}

/** Leads elsewhere without a step to come back to. */
export function turnTo(href: string): void {
  history.replaceState(null, '', href);
  route.value = read();
}
