export type DockSide = 'right' | 'bottom';
/** The tabs in their order. */
export const TABS = ['Services', 'Pipeline', 'Terminal', 'Peek', 'Programs'] as const;
export type TabName = (typeof TABS)[number];

/** How the learner left the workbench; sizes in CSS pixels. */
export type DockMemory = { open: boolean; side: DockSide; width: number; height: number; tab: TabName };

/** Widths and heights the grip allows. */
export const DOCK_LIMITS = { right: { min: 360, max: 720 }, bottom: { min: 160, max: 720 } } as const;

/** From here on the workbench stands beside the lesson and is open at the first visit. */
export const WIDE_PX = 1280;
const KEY = 'towpath:workbench';

/** What was remembered, or what suits a window of this width. Damaged values fall back, each for itself. */
export function readDock(storage: Pick<Storage, 'getItem'>, windowPx: number): DockMemory {
  let old: Partial<Record<keyof DockMemory, unknown>> = {};
  try {
    old = (JSON.parse(storage.getItem(KEY) ?? '{}') ?? {}) as typeof old;
  } catch {
    // Not ours or cut off: start from the defaults.
  }
  const wide = windowPx >= WIDE_PX;
  return {
    open: typeof old.open === 'boolean' ? old.open : wide,
    side: old.side === 'right' || old.side === 'bottom' ? old.side : wide ? 'right' : 'bottom',
    width: clampDock('right', typeof old.width === 'number' ? old.width : 420),
    height: clampDock('bottom', typeof old.height === 'number' ? old.height : 320),
    tab: TABS.find((name) => name === old.tab) ?? 'Services',
  };
}

/** Remembers. Without storage the workbench starts as it does at the first visit. */
export function writeDock(storage: Pick<Storage, 'setItem'>, memory: DockMemory): void {
  try {
    storage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Storage is full or closed to this page; nothing depends on it.
  }
}

/** A size the grip allows. */
export function clampDock(side: DockSide, px: number): number {
  const { min, max } = DOCK_LIMITS[side];
  return Math.round(Math.min(max, Math.max(min, Number.isFinite(px) ? px : min)));
}
