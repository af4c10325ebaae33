import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Account } from './account/Account';
import { Admin } from './admin/Admin';
import { connected, mode, queue, readMode } from './api/queue';
import { isAdmin, phase, signOut, user } from './auth/session';
import { SignIn } from './auth/SignIn';
import { Create } from './create/Create';
import { Gallery } from './gallery/Gallery';
import { Queue } from './queue/Queue';
import { choose, language, languages, t, type Language, type TextKey } from './texts';
import { chooseTheme, theme, themes } from './ui/theme';
import { hrefOf, route } from './ui/route';
import { Icon, Mark, type IconName } from './ui/icons';

interface Screen {
  icon: IconName;
  name: TextKey;
  show: () => JSX.Element;
  isFor?: () => boolean;
}

const screens: Record<string, Screen> = {
  create: { icon: 'create', name: 'nav.create', show: Create },
  gallery: { icon: 'gallery', name: 'nav.gallery', show: Gallery },
  queue: { icon: 'queue', name: 'nav.queue', show: Queue },
  account: { icon: 'keys', name: 'nav.account', show: Account },
  admin: { icon: 'admin', name: 'nav.admin', show: Admin, isFor: isAdmin },
};

const modeSeconds = 15;

export function App(): JSX.Element {
  switch (phase.value) {
    case 'signed-out':
      return <SignIn />;
    case 'signed-in':
      return <House />;
    default:
      return (
        <div class="opening" role="status">
          <Mark size={40} />
          {phase.value === 'away' && <p class="soft">{t('signIn.away')}</p>}
        </div>
      );
  }
}

function House(): JSX.Element {
  const page = screens[route.value.page]?.isFor?.() ?? route.value.page in screens ? route.value.page : 'create';
  const { show: Shown, name } = screens[page]!;
  const title = t(name);
  useEffect(() => {
    document.title = `${title} · Art Engine`;
  }, [title]);
  // A picture opens over the gallery, which stays where it is.
  useEffect(() => window.scrollTo(0, 0), [page, page !== 'gallery' && route.value.rest.join('/')]);
  useEffect(() => {
    const read = (): void => void readMode().catch(() => {});
    read();
    const timer = setInterval(() => document.hidden || read(), modeSeconds * 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <a class="skip" href="#content" onClick={event => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}>{t('nav.skip')}</a>
      <header class="top">
        <a class="brand" href={hrefOf('create')}><Mark /><span>Art Engine</span></a>
        <nav class="nav" aria-label={t('nav.label')}>
          {Object.entries(screens).filter(([, screen]) => screen.isFor?.() ?? true).map(([key, screen]) => (
            <a key={key} href={hrefOf(key)} aria-current={key === page ? 'page' : undefined}>
              <Icon name={screen.icon} /><span>{t(screen.name)}</span>
            </a>
          ))}
        </nav>
        <Pulse />
        <Settings />
      </header>
      <Notices />
      <main id="content" tabIndex={-1}><Shown /></main>
    </>
  );
}

/** What concerns everybody, whatever they look at. */
function Notices(): JSX.Element {
  return (
    <div role="status">
      {connected.value === false && <p class="notice offline"><span class="lamp down" />{t('nav.offline')}</p>}
      {mode.value?.maintenance && <p class="notice">{t('nav.maintenance', { words: mode.value.maintenance })}</p>}
      {mode.value?.is_paused && <p class="notice">{t('nav.paused')}</p>}
    </div>
  );
}

/** How busy the service is, at a glance. */
function Pulse(): JSX.Element | null {
  if (!queue.value) return null;
  const { queue_running: running, queue_pending: waiting } = queue.value;
  const words = t('nav.pulse', { running, waiting });
  return (
    <a class={running > 0 ? 'pulse busy' : 'pulse'} href={hrefOf('queue')} title={words}>
      <span class="sr">{words}</span>
      <span class="lamp" /><span aria-hidden="true">{running}</span><span class="pulse-waiting" aria-hidden="true">+{waiting}</span>
    </a>
  );
}

function Settings(): JSX.Element {
  const isOpen = useSignal(false);
  useEffect(() => {
    if (!isOpen.value) return;
    const close = (event: Event): void => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !(event.target as Element).closest('.settings')) isOpen.value = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isOpen.value]);
  return (
    <div class="settings">
      <button
        type="button" class="button quiet bare" aria-label={t('nav.settings')} title={t('nav.settings')} aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <Icon name="settings" />
      </button>
      {isOpen.value && (
        <div class="settings-sheet">
          <p class="soft who">{user.value?.email ?? user.value?.subject}</p>
          <label class="field">
            <span class="field-name">{t('nav.language')}</span>
            <select value={language.value} onChange={event => choose(event.currentTarget.value as Language)}>
              {Object.entries(languages).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
            </select>
          </label>
          <label class="field">
            <span class="field-name">{t('nav.theme')}</span>
            <select value={theme.value} onChange={event => chooseTheme(event.currentTarget.value as typeof theme.value)}>
              {themes.map(one => <option key={one} value={one}>{t(`nav.theme.${one}`)}</option>)}
            </select>
          </label>
          <a class="button plain wide" href="/swagger"><Icon name="out" size={16} /><span>{t('nav.docs')}</span></a>
          <button type="button" class="button quiet wide" onClick={signOut}>{t('nav.signOut')}</button>
        </div>
      )}
    </div>
  );
}
