import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, textOf } from '../texts';
import { Icon, type IconName } from './icons';

interface ButtonProps {
  kind?: 'primary' | 'plain' | 'quiet' | 'bad';
  icon?: IconName;
  label?: string;
  wide?: boolean;
  small?: boolean;
  submit?: boolean;
  busy?: boolean;
  disabled?: boolean;
  pressed?: boolean;
  onClick?: (event: MouseEvent) => void;
  children?: ComponentChildren;
}

export function Button({ kind = 'plain', icon, label, wide, small, submit, busy, disabled, pressed, onClick, children }: ButtonProps): JSX.Element {
  const classes = ['button', kind, wide && 'wide', small && 'small', !children && 'bare', busy && 'busy'].filter(Boolean).join(' ');
  return (
    <button
      type={submit ? 'submit' : 'button'} class={classes} aria-label={label} title={label} disabled={disabled || busy}
      aria-busy={busy || undefined} aria-pressed={pressed} onClick={onClick}
    >
      {icon && <Icon name={icon} size={18} />}
      {children && <span>{children}</span>}
    </button>
  );
}

export function Note({ kind = 'info', children }: { kind?: 'info' | 'bad' | 'ok'; children: ComponentChildren }): JSX.Element {
  return (
    <div class={`note ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {kind !== 'info' && <Icon name={kind === 'bad' ? 'warn' : 'check'} size={18} />}
      <div>{children}</div>
    </div>
  );
}

export function Empty({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty cropped">
      <p class="empty-title">{title}</p>
      <p class="soft">{hint}</p>
      {children}
    </div>
  );
}

export function Status({ status }: { status: string }): JSX.Element {
  return <span class={`status ${status}`}>{textOf(`status.${status}`, status)}</span>;
}

export function Bar({ value, label }: { value: number | null; label: string }): JSX.Element {
  const percent = value === null ? undefined : Math.round(value * 100);
  return (
    <div class={value === null ? 'bar unknown' : 'bar'} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <span style={{ transform: `scaleX(${value ?? 0.3})` }} />
    </div>
  );
}

/** Copies a text, and says so for a moment. */
export function Copy({ text }: { text: string }): JSX.Element {
  const isDone = useSignal(false);
  return (
    <Button
      kind="quiet" small icon={isDone.value ? 'check' : 'copy'}
      onClick={() => {
        void navigator.clipboard?.writeText(text).then(() => {
          isDone.value = true;
          setTimeout(() => (isDone.value = false), 1_500);
        });
      }}
    >
      {isDone.value ? t('common.copied') : t('common.copy')}
    </Button>
  );
}

/** A dialog over the page: keeps the focus, closes with Escape and gives the focus back. */
export function Dialog({ label, wide, onClose, children }: { label: string; wide?: boolean; onClose: () => void; children: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={place} class={wide ? 'dialog wide' : 'dialog'} aria-label={label}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
      onClick={event => {
        if (event.target === place.current) onClose();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-close"><Button kind="quiet" icon="close" label={t('common.close')} onClick={onClose} /></div>
        {children}
      </div>
    </dialog>
  );
}

export interface Tab<K extends string> {
  key: K;
  name: string;
}

export function Tabs<K extends string>({ label, tabs, chosen, onChoose }: { label: string; tabs: Tab<K>[]; chosen: K; onChoose: (key: K) => void }): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.findIndex(tab => tab.key === chosen) + step + tabs.length) % tabs.length]!;
    onChoose(next.key);
    document.getElementById(`tab-${next.key}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(tab => (
        <button
          key={tab.key} id={`tab-${tab.key}`} type="button" role="tab" aria-selected={tab.key === chosen} aria-controls={`panel-${tab.key}`}
          tabIndex={tab.key === chosen ? 0 : -1} onClick={() => onChoose(tab.key)}
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
