import type { Frame } from '../data/frame.ts';
import type { Theme } from '../fields/colors.ts';
import type { Panel } from '../model/dashboard-json.ts';
import type { TimeZone } from '../time/format-time.ts';
import type { TimeRange } from '../time/time-range.ts';

/** What a panel draws: frames with their configuration, and the range they are from. */
export type PanelInput = { panel: Panel; frames: readonly Frame[]; range: TimeRange };

/** What a panel may ask of the page around it. */
export type PanelHost = {
  readonly theme: Theme;
  readonly zone: TimeZone;
  /** 0: every graph for itself, 1: one crosshair in all, 2: and tooltips. */
  readonly graphTooltip: number;
  /** Fills in variables. */
  fill: (words: string) => string;
  /** The learner chose another range, by dragging. */
  chooseRange: (range: TimeRange) => void;
};

/** A drawn panel. */
export type PanelView = {
  readonly element: HTMLElement;
  /** Draws anew, keeping what can be kept. What it shows in one sentence is its label for those who do not see it. */
  update: (input: PanelInput) => { label: string; lacks?: string[] };
  /** Lets go of what it holds. */
  destroy: () => void;
};
