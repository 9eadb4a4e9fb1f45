// Merges the two kinds of metric of each machine, in windows of the time at which the
// samples were taken. There is one `Windows` for each partition. What it gives depends on
// the samples and their order, and on nothing else.
import { calculate, type Settings, type Tally } from './calculate.ts';

export type Sample = {
  machine: string;
  metric: string;
  sequence: number;
  time: number;
  values: number[];
};

/** A window of one machine: from when to when (ms), and for each metric what has come so far. */
export type Window = { from: number; to: number; tallies: Record<string, Tally> };

/** All that is remembered of a machine. `newest` is the latest time that its partition had seen. */
export type MachineState = { newest: number; late: number; windows: Window[] };

export type Joined = {
  kind: 'joined';
  machine: string;
  from: number;
  to: number;
  windowMs: number;
  samples: Record<string, number>;
  results: Record<string, number | null>;
};

export class Windows {
  /** The state of each machine, by its name. */
  readonly machines = new Map<string, MachineState>();
  /** Machines whose state is another since this was last emptied. */
  readonly changed = new Set<string>();
  late = 0;
  #settings: Settings;
  #newest = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Takes back what was remembered of a machine before this program was ended. */
  restore(machine: string, state: MachineState): void {
    this.machines.set(machine, state);
    this.#newest = Math.max(this.#newest, state.newest);
  }

  /** Counts a sample into its window. @returns the windows that are over now, merged. */
  add({ machine, metric, time, values }: Sample): Joined[] {
    const state = this.machines.get(machine) ?? { newest: 0, late: 0, windows: [] };
    this.machines.set(machine, state);
    this.changed.add(machine);
    this.#newest = Math.max(this.#newest, time);
    state.newest = this.#newest;
    const window = this.#windowOf(state, time);
    if (window) {
      window.tallies[metric] = tallied(window.tallies[metric], values);
    } else {
      // Its window is over and its result is told. The sample comes too late.
      state.late += 1;
      this.late += 1;
    }
    return this.#close();
  }

  /** Until when all samples have come, as far as anybody can say: the newest time, less what we wait for late ones. */
  get #watermark(): number {
    return this.#newest - this.#settings.latenessMs;
  }

  #windowOf(state: MachineState, time: number): Window | undefined {
    const open = state.windows.find(({ from, to }) => from <= time && time < to);
    if (open) return open;
    const { windowMs } = this.#settings;
    const from = Math.floor(time / windowMs) * windowMs;
    if (from + windowMs <= this.#watermark) return undefined;
    const window = { from, to: from + windowMs, tallies: {} };
    state.windows.push(window);
    return window;
  }

  #close(): Joined[] {
    const joined: Joined[] = [];
    for (const [machine, state] of this.machines) {
      const isOver = ({ to }: Window) => to <= this.#watermark;
      if (!state.windows.some(isOver)) continue;
      for (const window of state.windows.filter(isOver))
        joined.push(this.#join(machine, window));
      state.windows = state.windows.filter((window) => !isOver(window));
      this.changed.add(machine);
    }
    // Always in the same order, also after the states were read back in another one.
    return joined.sort(
      (one, other) => one.to - other.to || (one.machine < other.machine ? -1 : 1),
    );
  }

  #join(machine: string, { from, to, tallies }: Window): Joined {
    const samples: Record<string, number> = {};
    for (const [metric, { samples: count }] of Object.entries(tallies).sort())
      samples[metric] = count;
    return {
      kind: 'joined',
      machine,
      from,
      to,
      windowMs: to - from,
      samples,
      results: calculate(this.#settings.calculations, tallies),
    };
  }
}

function tallied(before: Tally | undefined, values: number[]): Tally {
  const tally = before ?? { samples: 0, count: 0, sum: 0, min: 0, max: 0 };
  tally.samples += 1;
  for (const value of values) {
    tally.min = tally.count === 0 ? value : Math.min(tally.min, value);
    tally.max = tally.count === 0 ? value : Math.max(tally.max, value);
    tally.count += 1;
    tally.sum += value;
  }
  return tally;
}
