import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Output } from '../api/types';
import { t } from '../texts';
import { Dialog } from '../ui/parts';
import { variant } from '../ui/Shown';
import { useJobs } from '../ui/useJobs';
import { nameOf, textOf } from '../ui/words';

/** Two pictures over each other, with a curtain between them, and what differs in their values. */
export function Compare({ first, second, onClose }: { first: Output; second: Output; onClose: () => void }): JSX.Element {
  const share = useSignal(50);
  return (
    <Dialog wide label={t('gallery.compare.title')} onClose={onClose}>
      <div class="compare">
        <div class="curtain" style={{ '--share': `${share.value}%` }}>
          <img src={variant(second, 2_048)} alt={nameOf(second)} />
          <img class="curtain-first" src={variant(first, 2_048)} alt={nameOf(first)} />
          <span class="curtain-line" />
          <input
            type="range" min={0} max={100} value={share.value} aria-label={t('gallery.compare.slider')}
            onInput={event => (share.value = Number(event.currentTarget.value))}
          />
        </div>
        <Differences first={first} second={second} />
      </div>
    </Dialog>
  );
}

function Differences({ first, second }: { first: Output; second: Output }): JSX.Element {
  const jobs = useJobs([first.job_id, second.job_id]);
  const [left, right] = [first, second].map(output => jobs.find(job => job.id === output.job_id)?.parameters as Record<string, unknown> | undefined);
  if (!left || !right) return <div class="skeleton box differences" aria-busy="true" />;
  const different = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter(name => textOf(left[name]) !== textOf(right[name]));
  if (different.length === 0) return <p class="soft">{t('gallery.compare.same')}</p>;
  return (
    <table class="differences">
      <caption class="sr">{t('gallery.values')}</caption>
      <thead><tr><td /><th scope="col">1</th><th scope="col">2</th></tr></thead>
      <tbody>
        {different.map(name => (
          <tr key={name}><th scope="row">{name}</th><td>{textOf(left[name])}</td><td>{textOf(right[name])}</td></tr>
        ))}
      </tbody>
    </table>
  );
}
