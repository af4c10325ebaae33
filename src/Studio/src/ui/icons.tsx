import type { JSX } from 'preact';

const paths = {
  create: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  gallery: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  queue: 'M4 6h16M4 12h11M4 18h7M18 15v4l2.5-1.5',
  keys: 'M8 15a4 4 0 1 0 0-.01M11 12l9-9M16 7l3 3',
  dice: 'M5 5h14v14H5zM9 9h.01M15 15h.01M12 12h.01M15 9h.01M9 15h.01',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  unlock: 'M6 11h12v9H6zM9 11V7a3 3 0 0 1 5.8-1',
  close: 'M6 6l12 12M18 6L6 18',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0M6 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  again: 'M19 12a7 7 0 1 1-2-5M19 4v4h-4',
  compare: 'M12 3v18M4 6h5v12H4zM15 6h5v12h-5z',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  picture: 'M4 5h16v14H4zM12 9v6M9 12h6',
  turn: 'M4 9V5h10M20 15v4H10M14 5l-3-2v4zM10 19l3-2v4z',
  check: 'M5 12l5 5 9-10',
  plus: 'M12 5v14M5 12h14',
  out: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  star: 'M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z',
  film: 'M4 5h16v14H4zM8 5v14M16 5v14M4 12h4M16 12h4',
  sound: 'M5 10v4h3l4 4V6l-4 4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  folder: 'M3 6h6l2 2h10v11H3z',
  brush: 'M20 4l-9 9M11 13a3 3 0 0 0-4 1c-1 2-2 2.5-4 3 2 2 6 3 8 1a3.5 3.5 0 0 0 0-5',
  undo: 'M9 7L4 12l5 5M4 12h10a5 5 0 0 1 5 5v1',
  admin: 'M12 3l8 3v6c0 4.5-3.300 7.600-8 9-4.700-1.400-8-4.5-8-9V6zM9 12l2 2 4-4',
  front: 'M12 20V8M6 13l6-6 6 6M5 4h14',
  pause: 'M8 5v14M16 5v14',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** The mark: a frame being looked at. */
export function Mark({ size = 28 }: { size?: number }): JSX.Element {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M5 12V5h7M20 5h7v7M27 20v7h-7M12 27H5v-7" />
      <circle cx="16" cy="16" r="5" />
    </svg>
  );
}
