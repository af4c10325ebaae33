import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Output } from '../api/types';
import { t } from '../texts';

/** A smaller version of a picture, at an address that needs no token. */
export const variant = (output: Output, width: number): string =>
  output.width !== null && output.width <= width ? output.signed_url : `${output.signed_url}&w=${width}`;

/** An output as it can be shown: a picture, a film, a sound, or its name. */
export function Shown({ output, width, alt }: { output: Output; width: number; alt: string }): JSX.Element {
  const isBroken = useSignal(false);
  useEffect(() => {
    isBroken.value = false;
  }, [output.signed_url]);
  if (output.type === 'video') return <video class="shown" src={output.signed_url} controls loop muted playsInline aria-label={alt} />;
  if (output.type === 'audio') return <audio class="shown" src={output.signed_url} controls aria-label={alt} />;
  if (output.type !== 'image' || isBroken.value) return <p class="shown-name">{output.name}<br /><span class="soft">{t('gallery.notShown')}</span></p>;
  return (
    <img
      class="shown" src={variant(output, width)} alt={alt} width={output.width ?? undefined} height={output.height ?? undefined} decoding="async"
      onError={() => (isBroken.value = true)}
    />
  );
}
