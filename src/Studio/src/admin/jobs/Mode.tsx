import type { JSX } from 'preact';
import { changeMode, mode } from '../../api/queue';
import { t } from '../../texts';
import { useActing } from '../../ui/hooks';
import { Button, Note } from '../../ui/parts';

/** Whether servers get jobs, and whether callers may send any. */
export function Mode(): JSX.Element | null {
  const { act, fault } = useActing(() => {});
  if (!mode.value) return null;
  const { is_paused: isPaused, maintenance } = mode.value;
  return (
    <section class="panel" aria-labelledby="mode">
      <div class="mode">
        <div>
          <h2 id="mode">{t(isPaused ? 'mode.paused' : 'mode.going')}</h2>
          <p class="soft">{t(isPaused ? 'mode.paused.hint' : 'mode.going.hint')}</p>
        </div>
        <Button
          icon={isPaused ? 'right' : 'pause'} kind={isPaused ? 'primary' : 'plain'} onClick={() => void act(changeMode({ is_paused: !isPaused }))}
        >
          {t(isPaused ? 'mode.resume' : 'mode.pause')}
        </Button>
      </div>
      <form
        key={maintenance} class="line-form"
        onSubmit={event => {
          event.preventDefault();
          void act(changeMode({ maintenance: String(new FormData(event.currentTarget).get('maintenance')) }));
        }}
      >
        <label class="field grow">
          <span class="field-name">{t('mode.maintenance')}</span>
          <input name="maintenance" maxLength={500} defaultValue={maintenance ?? ''} placeholder={t('mode.maintenance.example')} />
        </label>
        <Button submit>{t('mode.maintenance.set')}</Button>
        {maintenance && <Button kind="primary" onClick={() => void act(changeMode({ maintenance: '' }))}>{t('mode.maintenance.end')}</Button>}
      </form>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
    </section>
  );
}
