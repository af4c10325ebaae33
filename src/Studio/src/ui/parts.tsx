import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, textOf } from '../texts';
import type { Pages } from './hooks';
import { Icon, type IconName } from './icons';

interface ButtonProps {
  kind?: 'primary' | 'plain' | 'quiet' | 'bad' | 'danger';
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

/** A button that asks before it does what cannot be undone. */
export function Sure({ name, question, yes, small = true, onYes }: { name: string; question: string; yes?: string; small?: boolean; onYes: () => void }): JSX.Element {
  const isAsking = useSignal(false);
  return (
    <>
      <Button small={small} kind="bad" onClick={() => (isAsking.value = true)}>{name}</Button>
      {isAsking.value && (
        <Dialog label={name} onClose={() => (isAsking.value = false)}>
          <h2>{name}</h2>
          <p>{question}</p>
          <div class="actions dialog-end">
            <Button kind="quiet" onClick={() => (isAsking.value = false)}>{t('common.cancel')}</Button>
            <Button
              kind="danger"
              onClick={() => {
                isAsking.value = false;
                onYes();
              }}
            >
              {yes ?? name}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** Rows of a table that scrolls by itself where there is no room. */
export function Table({ label, head, children }: { label: string; head: string[]; children: ComponentChildren }): JSX.Element {
  return (
    <div class="table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead><tr>{head.map(name => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** What a list shows while it is loaded, when it is empty, and where it goes on. */
export function Listed<T>({ list, empty, children }: { list: Pages<T>; empty: ComponentChildren; children: (items: T[]) => ComponentChildren }): JSX.Element {
  const items = list.items.value;
  return (
    <>
      {list.fault.value && <Note kind="bad">{list.fault.value}</Note>}
      {items === null ? !list.fault.value && <Loading /> : items.length === 0 ? empty : children(items)}
      {list.hasMore.value && <div class="more"><Button small onClick={list.more}>{t('common.more')}</Button></div>}
    </>
  );
}

export function Loading(): JSX.Element {
  return <div class="rows" aria-busy="true">{[1, 2, 3].map(one => <div key={one} class="row skeleton" />)}</div>;
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
