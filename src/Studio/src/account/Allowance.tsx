import type { JSX } from 'preact';
import type { OwnUsage } from '../api/types';
import { bytes, duration, moment, number, t, textOf } from '../texts';
import { useLoaded } from '../ui/hooks';
import { Bar, Loading, Note } from '../ui/parts';

/** What one's plan gives, and how much of it is used. */
export function Allowance(): JSX.Element {
  const { value, fault } = useLoaded<OwnUsage>('/auth/usage', 30);
  const own = value.value;
  return (
    <div class="page">
      <header class="page-head"><div><h1>{t('allowance.title')}</h1><p class="soft">{t('allowance.lead')}</p></div></header>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      {!own ? !fault.value && <Loading /> : (
        <>
          <section class="panel" aria-labelledby="plan">
            <h2 id="plan">{own.plan ? t('allowance.plan', { name: own.plan }) : t('allowance.noPlan')}</h2>
            <dl class="facts across">
              <div><dt>{t('plans.weight')}</dt><dd>{number(own.weight, 2)}</dd></div>
              <div><dt>{t('plans.running')}</dt><dd>{own.max_running ?? t('plans.unlimited')}</dd></div>
              <div><dt>{t('plans.queued')}</dt><dd>{own.max_queued ?? t('plans.unlimited')}</dd></div>
              <div><dt>{t('plans.storage')}</dt><dd>{keptOf(own.storage)}</dd></div>
              <div><dt>{t('plans.keep')}</dt><dd>{own.storage.keep_days ?? t('plans.unlimited')}</dd></div>
              <div><dt>{t('plans.workflows')}</dt><dd>{own.workflows?.join(', ') ?? t('plans.all')}</dd></div>
            </dl>
          </section>
          <div class="two">
            {own.usage.map(period => (
              <section key={period.period} class="panel" aria-label={textOf(`allowance.${period.period}`, period.period)}>
                <h2>{textOf(`allowance.${period.period}`, period.period)}</h2>
                <dl class="facts across">
                  <div><dt>{t('usage.seconds')}</dt><dd>{duration(period.gpu_seconds)}</dd></div>
                  <div><dt>{t('usage.jobs')}</dt><dd>{number(period.jobs)}</dd></div>
                  <div><dt>{t('usage.bytes')}</dt><dd>{bytes(period.bytes)}</dd></div>
                </dl>
                {period.limits.gpu_seconds === null ? <p class="soft">{t('allowance.unlimited')}</p> : (
                  <>
                    <Bar value={Math.min(period.gpu_seconds / (period.limits.gpu_seconds || 1), 1)} label={t('usage.seconds')} />
                    <p class="soft">{t('allowance.of', { limit: duration(period.limits.gpu_seconds), when: moment(period.renews_at) })}</p>
                  </>
                )}
              </section>
            ))}
          </div>
        </>
      )}
    </div>
  );
}

const keptOf = ({ bytes: kept, limit_bytes: limit }: OwnUsage['storage']): string =>
  limit === null ? t('plans.unlimited') : t('allowance.kept', { kept: bytes(kept ?? 0), limit: bytes(limit) });
