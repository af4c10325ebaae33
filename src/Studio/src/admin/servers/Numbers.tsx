import type { JSX } from 'preact';
import { moment, number, t, textOf } from '../../texts';
import { useLoaded } from '../../ui/hooks';
import { Columns } from '../../ui/Plot';

interface Health {
  status: string;
  checks: Record<string, { status: string; description: string | null }>;
}

interface Summary {
  since: string;
  users_registered: number;
  jobs_accepted: number;
  jobs_ended: Record<string, number>;
  per_minute: { minute: string; ended: number }[];
}

const minutes = 60;

/** How the parts of the service are, and what this node counted. */
export function Numbers(): JSX.Element {
  const health = useLoaded<Health>('/health/ready', 5).value.value;
  const summary = useLoaded<Summary>('/metrics/summary', 5).value.value;
  return (
    <div class="two">
      <section class="panel" aria-labelledby="health">
        <h2 id="health">{t('servers.health')}</h2>
        <ul class="checks">
          {Object.entries(health?.checks ?? {}).map(([name, check]) => (
            <li key={name}>
              <span class={`lamp ${check.status === 'healthy' ? 'up' : 'down'}`} /><span>{name}</span>
              <span class="soft">{textOf(`servers.health.${check.status}`, check.status)}</span>
              {check.description && <p class="soft">{check.description}</p>}
            </li>
          ))}
        </ul>
      </section>
      {summary && (
        <section class="panel" aria-labelledby="numbers">
          <h2 id="numbers">{t('servers.numbers')}</h2>
          <dl class="facts across">
            <div><dt>{t('servers.numbers.accepted')}</dt><dd>{number(summary.jobs_accepted)}</dd></div>
            <div><dt>{t('servers.numbers.succeeded')}</dt><dd>{number(summary.jobs_ended.succeeded ?? 0)}</dd></div>
            <div><dt>{t('servers.numbers.failed')}</dt><dd>{number(summary.jobs_ended.failed ?? 0)}</dd></div>
            <div><dt>{t('servers.numbers.users')}</dt><dd>{number(summary.users_registered)}</dd></div>
          </dl>
          <p class="soft">{t('servers.perMinute')}</p>
          <PerMinute summary={summary} />
        </section>
      )}
    </div>
  );
}

function PerMinute({ summary }: { summary: Summary }): JSX.Element {
  const counts = new Map(summary.per_minute.map(one => [Math.floor(Date.parse(one.minute) / 60_000), one.ended]));
  const now = Math.floor(Date.now() / 60_000);
  const shown = Array.from({ length: minutes }, (_, index) => now - minutes + 1 + index);
  return (
    <Columns
      label={t('servers.perMinute')} values={shown.map(minute => counts.get(minute) ?? 0)}
      titles={shown.map(minute => `${moment(new Date(minute * 60_000).toISOString())}: ${counts.get(minute) ?? 0}`)}
    />
  );
}
