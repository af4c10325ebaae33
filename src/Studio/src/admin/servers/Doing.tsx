import type { JSX } from 'preact';
import type { OwnedJob } from '../../api/types';
import { dot, joined, t } from '../../texts';
import { Bar } from '../../ui/parts';
import { captionOf, wordsOf } from '../../ui/words';
import { Who } from '../Who';

/** What a server renders just now, and for whom. */
export function Doing({ jobs }: { jobs: OwnedJob[] }): JSX.Element {
  return (
    <section class="doing" aria-label={t('servers.doing')}>
      <h3>{t('servers.doing')}</h3>
      {jobs.length === 0 ? <p class="soft">{t('servers.idle')}</p> : (
        <ul>
          {jobs.map(({ user_id: owner, job }) => (
            <li key={job.id}>
              <p class="cut">{captionOf(job)}</p>
              <Bar value={job.progress?.value ?? null} label={captionOf(job)} />
              <p class="soft"><Who id={owner} />{dot}{joined(job.workflow_name, wordsOf(job))}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
