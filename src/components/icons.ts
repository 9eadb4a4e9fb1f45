import type { NodeKind } from '#contract/track.ts';

/** Drawings of the page's icons on a 16-unit box, stroke 1.5; `ok` becomes the symbol `#i-ok`. Rendered once per page. */
export const ICONS = {
  play: '<path d="M5 3.2v9.6L13 8z" fill="currentColor" stroke="none"/>',
  stop: '<rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" stroke="none"/>',
  ok: '<path d="M3 8.5l3.3 3.3L13 4.8"/>',
  bad: '<path d="M4 4l8 8M12 4l-8 8"/>',
  warn: '<path d="M8 2.5l6 10.8H2z"/><path d="M8 6.5v3.2M8 11.6v.01"/>',
  spin: '<path d="M8 2a6 6 0 1 1-6 6"/>',
  ring: '<circle cx="8" cy="8" r="5.5"/>',
  copy: '<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3.5a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1"/>',
  edit: '<path d="M10.5 3l2.5 2.5L6 12.5l-3 .5.5-3z"/>',
  back: '<path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"/>',
  more: '<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>',
  find: '<circle cx="7" cy="7" r="4.2"/><path d="M10.2 10.2L13.5 13.5"/>',
  down: '<path d="M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10"/>',
  clear: '<path d="M3 4.5h10M6.2 4.5v-2h3.6v2M4.5 4.5l.6 9h5.8l.6-9"/>',
  sun: '<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1"/>',
  panel: '<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M9.5 3v10"/>',
  dockb: '<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M2 9.5h12"/>',
  menu: '<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>',
  chev: '<path d="M4 6l4 4 4-4"/>',
  up: '<path d="M4 10l4-4 4 4"/>',
  arrow: '<path d="M3 8h10M9 4l4 4-4 4"/>',
  ext: '<path d="M6.5 3H3v10h10V9.5M9 3h4v4M13 3L7.5 8.5"/>',
  pause: '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
  lines: '<path d="M2.5 4h11M2.5 8h7M2.5 12h9"/>',
  't-passed':
    '<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path d="M4.8 8.2l2.2 2.2 4.2-4.6" stroke="var(--bg)" stroke-width="1.6"/>',
  't-todo': '<circle cx="8" cy="8" r="6.25"/>',
  't-here': '<circle cx="8" cy="8" r="6.25"/><circle cx="8" cy="8" r="3" fill="currentColor" stroke="none"/>',
  't-brought': '<circle cx="8" cy="8" r="6.25"/><path d="M4.8 8.2l2.2 2.2 4.2-4.6"/>',
  't-changed': '<circle cx="8" cy="8" r="6.25"/><path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" stroke="none"/>',
} as const;

export type IconName = keyof typeof ICONS;

/** Shapes of a pipeline picture by kind of part, on a 40-unit box; `queue` becomes the symbol `#g-queue`. */
export const SHAPES: Record<NodeKind, string> = {
  source: '<circle cx="20" cy="20" r="13"/><circle cx="20" cy="20" r="3.5" fill="currentColor" stroke="none"/>',
  queue: '<rect x="4" y="11" width="32" height="18" rx="9"/><path d="M15 16v8M21 16v8M27 16v8"/>',
  topic: '<rect x="5" y="8" width="30" height="24" rx="3"/><path d="M10 14.5h20M10 20h13M10 25.5h17"/>',
  connector: '<rect x="9" y="8" width="22" height="24" rx="3"/><path d="M16 13l7 7-7 7"/>',
  processor: '<path d="M12.5 7h15L36 20l-8.5 13h-15L4 20z"/><path d="M13 15.5c5 0 5 4.5 10 4.5M13 24.5c5 0 5-4.5 10-4.5h4.5"/>',
  table: '<rect x="5" y="8" width="30" height="24" rx="3"/><path d="M5 15.5h30M15 15.5v16.5"/>',
  store: '<path d="M7 12v16c0 2.8 5.8 5 13 5s13-2.2 13-5V12"/><ellipse cx="20" cy="12" rx="13" ry="5"/>',
  dashboard: '<rect x="5" y="7" width="30" height="26" rx="3"/><path d="M13 27v-6M20 27V14M27 27v-9"/>',
};
