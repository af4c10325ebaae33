import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LiveJob } from '../api/jobs';
import { samples } from '../api/queue';
import { duration, t } from '../texts';
import { Columns, Plot } from '../ui/Plot';

const shownSeconds = 300;

/** How many ran and waited in the last five minutes, from the page's one socket. */
export function LivePlot(): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const heard = samples.value;
  const to = Math.max(now.value, heard.at(-1)?.at ?? 0);
  return (
    <section class="panel" aria-labelledby="plot-queue">
      <h2 id="plot-queue">{t('queue.plot')}</h2>
      <Plot
        label={t('queue.plot')} from={Math.max(to - shownSeconds * 1_000, heard[0]?.at ?? to)} to={to}
        lines={[
          { name: t('queue.waiting'), className: 'waiting', filled: true, points: heard.map(one => ({ x: one.at, y: one.waiting })) },
          { name: t('queue.running'), className: 'running', points: heard.map(one => ({ x: one.at, y: one.running })) },
        ]}
      />
    </section>
  );
}

/** How long one's last jobs waited, the newest at the right. */
export function Waits({ jobs }: { jobs: LiveJob[] }): JSX.Element {
  const waited = jobs.filter(job => job.metrics.queue_ms !== null).map(job => job.metrics.queue_ms! / 1_000).reverse();
  const middle = [...waited].sort((one, other) => one - other)[Math.floor(waited.length / 2)];
  return (
    <section class="panel" aria-labelledby="plot-waits">
      <h2 id="plot-waits">{t('queue.waits')}</h2>
      {middle === undefined ? <p class="soft">{t('queue.waits.none')}</p> : (
        <>
          <Columns kind="tall" label={t('queue.waits')} values={waited} titles={waited.map(one => t('queue.waited', { time: duration(one) }))} />
          <p class="soft">{t('queue.waits.middle', { time: duration(middle), most: duration(Math.max(...waited)) })}</p>
        </>
      )}
    </section>
  );
}
