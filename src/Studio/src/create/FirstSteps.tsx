import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { isAdmin } from '../auth/session';
import { submit } from '../api/jobs';
import type { Backend, Job, Workflow } from '../api/types';
import { t } from '../texts';
import { hrefOf } from '../ui/route';
import { useLoaded } from '../ui/hooks';
import { Icon } from '../ui/icons';
import { Button } from '../ui/parts';
import { useJobs, useWatched } from '../ui/useJobs';

const place = 'art-engine.first-steps';
const card = 'test-card';
const shipped = ['flux-txt2img', 'img2img', card, 'txt2img'];

/** Three things that whoever sets the service up wants to see; it goes away when all are done, or when it is hidden. */
export function FirstSteps({ workflows }: { workflows: Workflow[] | null }): JSX.Element | null {
  const isHidden = useSignal(localStorage.getItem(place) === 'hidden');
  const backends = useLoaded<{ backends: Backend[] }>('/backends', 5);
  const cards = useLoaded<{ jobs: Job[] }>(`/image/jobs?workflow=${card}&status=succeeded&limit=1`);
  const made = useSignal<string | null>(null);
  const [job] = useJobs(made.value ? [made.value] : []);
  useWatched(job);
  if (isHidden.value || !isAdmin() || !workflows || !backends.value.value || !cards.value.value) return null;

  const up = backends.value.value.backends.filter(one => one.is_up);
  const isSimulated = up.length > 0 && up.every(one => one.name === 'simulator');
  const hasCard = cards.value.value.jobs.length > 0 || job?.status === 'succeeded';
  const own = workflows.filter(one => one.status === 'ready' && !shipped.includes(one.name));
  if (up.length > 0 && !isSimulated && hasCard && own.length > 0) return null;

  const makeCard = async (): Promise<void> => {
    made.value = (await submit({ workflow_name: card, parameters: {} })).peek().id;
  };
  const serverText = up.length === 0 ? t('start.server.none') : isSimulated ? t('start.server.simulated') : t('start.server.found', { n: up.length });
  return (
    <section class="steps" aria-labelledby="steps-title">
      <div class="steps-head">
        <div><h2 id="steps-title">{t('start.title')}</h2><p class="soft">{t('start.lead')}</p></div>
        <Button
          kind="quiet" icon="close" label={t('start.hide')}
          onClick={() => {
            localStorage.setItem(place, 'hidden');
            isHidden.value = true;
          }}
        />
      </div>
      <ol>
        <Step isDone={up.length > 0 && !isSimulated} title={t('start.server')} text={serverText}>
          <a class="button plain small" href={hrefOf('admin', 'servers')}>{t('start.server.add')}</a>
        </Step>
        <Step isDone={hasCard} title={t('start.card')} text={hasCard ? t('start.card.done') : job?.error?.message ?? t('start.card.hint')}>
          {!hasCard && workflows.some(one => one.name === card) && (
            <Button small kind="primary" busy={job !== undefined && !job.completed_at} onClick={() => void makeCard()}>{t('start.card.run')}</Button>
          )}
        </Step>
        <Step
          isDone={own.length > 0} title={t('start.own')}
          text={own.length > 0 ? t('start.own.done', { n: own.length }) : t('start.own.hint')}
        >
          {own.length === 0 && <a class="button plain small" href={hrefOf('admin', 'workflows')}>{t('start.own.take')}</a>}
        </Step>
      </ol>
    </section>
  );
}

function Step({ isDone, title, text, children }: { isDone: boolean; title: string; text: string; children?: ComponentChildren }): JSX.Element {
  return (
    <li class={isDone ? 'step done' : 'step'}>
      <span class="step-mark">{isDone && <Icon name="check" size={16} />}</span>
      <div><h3>{title}</h3><p class="soft">{text}</p>{children}</div>
    </li>
  );
}
