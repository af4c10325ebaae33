import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { captionOf } from '../create/Stage';
import { t } from '../texts';
import { Dialog } from '../ui/parts';
import { variant } from '../ui/Shown';
import type { Piece } from './outputs';
import { textOf } from './Viewer';

/** Two pictures over each other, with a curtain between them, and what differs in their values. */
export function Compare({ first, second, onClose }: { first: Piece; second: Piece; onClose: () => void }): JSX.Element {
  const share = useSignal(50);
  const [left, right] = [first, second].map(piece => piece.job.parameters as Record<string, unknown>);
  const names = [...new Set([...Object.keys(left!), ...Object.keys(right!)])];
  const different = names.filter(name => JSON.stringify(left![name]) !== JSON.stringify(right![name]));
  return (
    <Dialog wide label={t('gallery.compare.title')} onClose={onClose}>
      <div class="compare">
        <div class="curtain" style={{ '--share': `${share.value}%` }}>
          <img src={variant(second.output, 2_048)} alt={captionOf(second.job)} />
          <img class="curtain-first" src={variant(first.output, 2_048)} alt={captionOf(first.job)} />
          <span class="curtain-line" />
          <input
            type="range" min={0} max={100} value={share.value} aria-label={t('gallery.compare.slider')}
            onInput={event => (share.value = Number(event.currentTarget.value))}
          />
        </div>
        {different.length === 0 ? <p class="soft">{t('gallery.compare.same')}</p> : (
          <table class="differences">
            <caption class="sr">{t('gallery.values')}</caption>
            <thead><tr><td /><th scope="col">1</th><th scope="col">2</th></tr></thead>
            <tbody>
              {different.map(name => (
                <tr key={name}><th scope="row">{name}</th><td>{textOf(left![name])}</td><td>{textOf(right![name])}</td></tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Dialog>
  );
}
