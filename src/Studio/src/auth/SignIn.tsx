import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../texts';
import { Mark } from '../ui/icons';
import { Button, Note } from '../ui/parts';
import { continueAsDeveloper, signInAtIssuer, signInFault, signInWith, way } from './session';

export function SignIn(): JSX.Element {
  const key = useSignal('');
  const keep = useSignal(false);
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const attempt = async (enter: () => Promise<void>): Promise<void> => {
    isBusy.value = true;
    fault.value = null;
    try {
      await enter();
    } catch (reason) {
      fault.value = (reason as Error).message;
    } finally {
      isBusy.value = false;
    }
  };
  const told = fault.value ?? signInFault.value;
  const canGoToIssuer = Boolean(way.value?.client_id && way.value.metadata_url);
  return (
    <main class="sign-in">
      <div class="sign-in-art" aria-hidden="true"><span /><span /><span /><span /><span /><span /></div>
      <section class="sign-in-card" aria-labelledby="sign-in-title">
        <Mark />
        <h1 id="sign-in-title">{t('signIn.title')}</h1>
        <p class="soft">{t('signIn.lead')}</p>
        {told && <Note kind="bad">{told === 'state' ? t('signIn.state') : told}</Note>}
        {canGoToIssuer && (
          <Button kind="primary" wide busy={isBusy.value} onClick={() => void attempt(signInAtIssuer)}>
            {t('signIn.issuer', { host: hostOf(way.value?.issuer) })}
          </Button>
        )}
        {way.value?.development && (
          <Button kind="primary" wide busy={isBusy.value} onClick={() => void attempt(continueAsDeveloper)}>{t('signIn.developer')}</Button>
        )}
        {(canGoToIssuer || way.value?.development) && <p class="or"><span>{t('signIn.or')}</span></p>}
        <form
          class="stack"
          onSubmit={event => {
            event.preventDefault();
            void attempt(() => signInWith(key.value, keep.value));
          }}
        >
          <label class="field">
            <span class="field-name">{t('signIn.key')}</span>
            <input
              type="password" autocomplete="off" spellcheck={false} placeholder="ae_…" required value={key.value}
              onInput={event => (key.value = event.currentTarget.value)}
            />
          </label>
          <label class="check">
            <input type="checkbox" checked={keep.value} onChange={event => (keep.value = event.currentTarget.checked)} />
            <span>{t('signIn.keep')}</span>
          </label>
          <Button kind={canGoToIssuer || way.value?.development ? 'plain' : 'primary'} wide submit busy={isBusy.value}>
            {t('signIn.enter')}
          </Button>
        </form>
      </section>
    </main>
  );
}

function hostOf(address: string | null | undefined): string {
  try {
    return new URL(address ?? '').host;
  } catch {
    return address ?? '';
  }
}
