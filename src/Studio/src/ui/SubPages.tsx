import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, type TextKey } from '../texts';
import { hrefOf, route } from './route';

export interface SubPage {
  key: string;
  name: TextKey;
  show: () => JSX.Element;
}

/** A screen of several pages, with links between them: `#/{screen}/{page}`. */
export function SubPages({ screen, label, pages }: { screen: string; label: string; pages: SubPage[] }): JSX.Element {
  const chosen = pages.find(page => page.key === route.value.rest[0]) ?? pages[0]!;
  const { show: Shown } = chosen;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone there are more than fit.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen.key]);
  return (
    <>
      <nav ref={nav} class="subnav" aria-label={label}>
        {pages.map(page => (
          <a key={page.key} href={hrefOf(screen, page.key)} aria-current={page === chosen ? 'page' : undefined}>{t(page.name)}</a>
        ))}
      </nav>
      <Shown key={chosen.key} />
    </>
  );
}
